/* str → one word (a number or a pointer), insertion order kept. */
#ifndef GUATU_MAP_H
#define GUATU_MAP_H

#include "base/str.h"

struct map_entry {
	struct str key;
	union {
		int64_t n;
		void *p;
	};
};

struct map {
	struct arena *arena;
	struct map_entry *at; /* in order of insertion */
	size_t len, cap;
	uint32_t *slots;
	size_t slot_count;
};

struct map map_on(struct arena *);
struct map_entry *map_put(struct map *, struct str key); /* found or new (zeroed) */
struct map_entry *map_get(const struct map *, struct str key); /* NULL where absent */

#endif
