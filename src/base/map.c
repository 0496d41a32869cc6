#include "base/base.h"

static uint64_t hash(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a (Fowler, Noll, Vo) */
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

struct map map_on(struct arena *arena)
{
	return (struct map){.arena = arena};
}

/* The slot of the key, or the empty slot where it would stand. */
static uint32_t *slot_of(const struct map *m, struct str key)
{
	for (size_t i = hash(key);; i++) {
		uint32_t *slot = &m->slots[i & (m->slot_count - 1)];
		if (!*slot || str_eq(m->at[*slot - 1].key, key))
			return slot;
	}
}

struct map_entry *map_get(const struct map *m, struct str key)
{
	if (!m->slot_count)
		return NULL;
	uint32_t slot = *slot_of(m, key);
	return slot ? &m->at[slot - 1] : NULL;
}

struct map_entry *map_put(struct map *m, struct str key)
{
	struct map_entry *found = map_get(m, key);
	if (found)
		return found;
	if (m->len * 2 >= m->slot_count) {
		m->slot_count = m->slot_count ? m->slot_count * 2 : 16;
		m->slots = NEW_ARRAY(m->arena, uint32_t, m->slot_count);
		for (size_t i = 0; i < m->len; i++)
			*slot_of(m, m->at[i].key) = (uint32_t)i + 1; /* NOLINT: slots stand by now */
	}
	assert(m->slots);
	uint32_t *slot = slot_of(m, key);
	struct map_entry *e =
		vec_grow_(m->arena, (void **)&m->at, &m->len, &m->cap, sizeof *e);
	e->key = str_copy(m->arena, key);
	*slot = (uint32_t)m->len;
	return e;
}
