#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_BLOCK = 16 << 10, LARGEST_BLOCK = 1 << 20, ALIGN = 16 };

struct block {
	struct block *next;
	size_t cap, used;
	_Alignas(ALIGN) char at[];
};

struct arena {
	struct block *newest, *first;
	size_t used;
};

_Noreturn void arena_die(size_t bytes)
{
	fprintf(stderr, "guatu: no memory for %zu bytes\n", bytes);
	abort();
}

static struct block *block_open(size_t cap)
{
	struct block *b = malloc(sizeof *b + cap);
	if (!b)
		arena_die(cap);
	b->next = NULL;
	b->cap = cap;
	b->used = 0;
	return b;
}

struct arena *arena_open(void)
{
	struct arena *a = malloc(sizeof *a);
	if (!a)
		arena_die(sizeof *a);
	a->newest = a->first = block_open(FIRST_BLOCK);
	a->used = 0;
	return a;
}

void arena_reset(struct arena *a)
{
	while (a->newest != a->first) {
		struct block *older = a->newest->next;
		free(a->newest);
		a->newest = older;
	}
	a->first->used = 0;
	a->used = 0;
}

void arena_close(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	free(a->first);
	free(a);
}

void *arena_take(struct arena *a, size_t bytes)
{
	if (bytes > SIZE_MAX / 2)
		arena_die(bytes);
	bytes = (bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct block *b = a->newest;
	if (b->cap - b->used < bytes) {
		size_t cap = MIN(b->cap * 2, (size_t)LARGEST_BLOCK);
		b = block_open(MAX(cap, bytes));
		b->next = a->newest;
		a->newest = b;
	}
	void *at = b->at + b->used;
	b->used += bytes;
	a->used += bytes;
	memset(at, 0, bytes);
	return at;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
