/* Results kept until a commit that touches one of their tables. Every write of the database
 * goes through this process's writer, which says what it touched, so what was read in one
 * generation holds for all later ones up to the tables' next. */
#include "store/driver.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SLOTS = 4096, LARGEST = 64 << 10 };

struct kept {
	struct arena *arena;
	int64_t generation;
	struct str key;
	struct rows rows;
};

struct cache {
	pthread_mutex_t mutex;
	struct kept slots[SLOTS];
};

struct cache *cache_open(void)
{
	struct cache *c = calloc(1, sizeof *c);
	if (!c)
		arena_die(sizeof *c);
	pthread_mutex_init(&c->mutex, NULL);
	return c;
}

void cache_close(struct cache *c)
{
	if (!c)
		return;
	for (int i = 0; i < SLOTS; i++)
		arena_close(c->slots[i].arena);
	pthread_mutex_destroy(&c->mutex);
	free(c);
}

/* The statement's text and its arguments: what the rows depend on besides the data. */
static struct str key_of(struct arena *a, struct str sql, const struct value *args, int count)
{
	struct out o = out_on(a, 1 << 20);
	out_str(&o, sql);
	for (int i = 0; i < count; i++) {
		if (args[i].kind == V_INT)
			out_fmt(&o, "\x01%lld", (long long)args[i].n);
		else if (args[i].kind == V_TEXT)
			out_fmt(&o, "\x02%zu:%.*s", args[i].text.len, STR(args[i].text));
		else
			out_c(&o, 3);
	}
	return out_got(&o);
}

static struct kept *slot_of(struct cache *c, struct str key)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < key.len; i++)
		h = (h ^ (unsigned char)key.at[i]) * 0x100000001b3u;
	return &c->slots[(h >> 20) % SLOTS];
}

/* Rows with their texts, onto another arena. */
static struct rows copy(struct arena *a, const struct statement *s, const struct rows *from)
{
	struct rows to = {arena_take(a, s->row_size * from->len + 1), from->len};
	if (from->len)
		memcpy(to.at, from->at, s->row_size * from->len);
	for (int i = 0; i < s->column_count; i++) {
		if (s->columns[i].type != F_TEXT)
			continue;
		for (size_t k = 0; k < to.len; k++) {
			struct str *text = (struct str *)(void *)((char *)to.at +
				k * s->row_size + s->columns[i].offset);
			*text = str_copy(a, *text);
		}
	}
	return to;
}

/* A result whose tables nobody names would never be known to be old. */
static bool unchanged(const struct store *store, const struct statement *s, int64_t since)
{
	assert(s->tables);
	for (int i = 0; s->tables[i]; i++)
		if (atomic_load(&store->touched[s->tables[i]->number]) > since)
			return false;
	return true;
}

bool cache_get(struct call *call, struct str sql, const struct statement *shape,
	const struct value *args, int arg_count, struct rows *found)
{
	struct cache *c = call->db->store->cache;
	if (call->db->writing || !found || store_is_look(call->db->store))
		return false;
	struct str key = key_of(call->arena, sql, args, arg_count);
	struct kept *k = slot_of(c, key);
	pthread_mutex_lock(&c->mutex);
	int64_t seen = call->db->generation;
	bool hit = k->arena && str_eq(k->key, key) &&
		unchanged(call->db->store, shape, k->generation < seen ? k->generation : seen);
	if (hit)
		*found = copy(call->arena, shape, &k->rows);
	pthread_mutex_unlock(&c->mutex);
	return hit;
}

void cache_put(struct call *call, struct str sql, const struct statement *shape,
	const struct value *args, int arg_count, const struct rows *rows)
{
	struct cache *c = call->db->store->cache;
	if (call->db->writing || !rows || rows->len * shape->row_size > LARGEST)
		return;
	struct str key = key_of(call->arena, sql, args, arg_count);
	struct kept *k = slot_of(c, key);
	pthread_mutex_lock(&c->mutex);
	if (!k->arena)
		k->arena = arena_open();
	arena_reset(k->arena);
	k->key = str_copy(k->arena, key);
	k->generation = call->db->generation;
	k->rows = copy(k->arena, shape, rows);
	pthread_mutex_unlock(&c->mutex);
}
