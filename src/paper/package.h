/* A zip of named members in memory: what a .docx is. Bytes depend on content alone. */
#ifndef GUATU_PAPER_PACKAGE_H
#define GUATU_PAPER_PACKAGE_H

#include "base/base.h"

enum { PACKAGE_MEMBERS_MAX = 2000, PACKAGE_UNPACKED_MAX = 64 << 20 };

struct member {
	struct str name, bytes;
};
struct package {
	struct member *at;
	size_t len, cap;
};

enum status package_write(struct arena *, const struct package *, struct str *bytes);
/* INVALID where it is no zip, is damaged, has a password or passes the limits. */
enum status package_read(struct arena *, struct str bytes, struct package *found);

#endif
