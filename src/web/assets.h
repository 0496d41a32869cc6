/* Static files, built into the program. The address carries a hash of the content, so that
 * browsers may keep them for ever. */
#ifndef GUATU_ASSETS_H
#define GUATU_ASSETS_H

#include "base/base.h"

struct asset {
	const char *name, *type, *url; /* url: /static/HASH-name */
	const unsigned char *at, *end, *zipped, *zipped_end;
};
extern const struct asset assets[];
extern const int asset_count;

/* The address of a file by its plain name; the name itself must exist. */
const char *asset_url(const char *name);

#endif
