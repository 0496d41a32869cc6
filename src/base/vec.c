#include "base/base.h"

void *vec_grow_(struct arena *arena, void **at, size_t *len, size_t *cap, size_t size)
{
	if (*len == *cap) {
		size_t more = *cap ? *cap * 2 : 8;
		void *to = arena_take(arena, more * size);
		if (*len)
			memcpy(to, *at, *len * size);
		*at = to;
		*cap = more;
	}
	return (char *)*at + (*len)++ * size;
}
