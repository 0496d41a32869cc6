#include "base/base.h"

/* The list's pointer is moved by memcpy: its true type is not void *. */
void *vec_grow_(struct arena *arena, void **list, size_t *len, size_t *cap, size_t size)
{
	char *at;
	memcpy(&at, list, sizeof at);
	if (*len == *cap) {
		size_t more = *cap ? *cap * 2 : 8;
		if (!at || !arena_stretch(arena, at, *cap * size, more * size)) {
			char *to = arena_take_many(arena, size, more);
			if (at && *len)
				memcpy(to, at, *len * size);
			memcpy(list, &to, sizeof to);
			at = to;
		}
		*cap = more;
	}
	return at + (*len)++ * size;
}
