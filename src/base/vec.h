/* Lists on an arena: VEC(struct visit) visits = {0}; *vec_add(arena, &visits) = v;
 * Every list in the house has this shape: at, len. */
#ifndef GUATU_VEC_H
#define GUATU_VEC_H

#include <stddef.h>

struct arena;

#define VEC(type)                                                                    \
	struct {                                                                     \
		type *at;                                                            \
		size_t len, cap;                                                     \
	}

/* A zeroed new element at the end; the address is good until the next add. */
#define vec_add(arena, v)                                                            \
	((__typeof__((v)->at))vec_grow_((arena), (void **)&(v)->at, &(v)->len,       \
		&(v)->cap, sizeof *(v)->at))

void *vec_grow_(struct arena *, void **at, size_t *len, size_t *cap, size_t size);

#include "base/str.h"
struct strs {
	struct str *at;
	size_t len, cap;
};
#endif
