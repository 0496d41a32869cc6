/* A growing text with a maximum from birth. Past the maximum it stops growing and says
 * so (full), so that a caller checks once at the end. What did not fit is left out whole,
 * and so is all that follows. */
#ifndef GUATU_OUT_H
#define GUATU_OUT_H

#include "base/str.h"

struct out {
	struct arena *arena;
	char *at;
	size_t len, cap, max;
	bool full;
};

struct out out_on(struct arena *, size_t max_bytes);
void out_str(struct out *, struct str);
void out_bytes(struct out *, const void *, size_t);
void out_z(struct out *, const char *nul_ended);
void out_c(struct out *, char);
void out_int(struct out *, int64_t);
void out_fmt(struct out *, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str out_got(const struct out *); /* borrows what was written */
void out_cut(struct out *, size_t len); /* back to an earlier length */

#define out_lit(out, literal) out_bytes((out), "" literal, sizeof(literal) - 1)

#endif
