#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

/* Under AddressSanitizer what is not taken is poisoned, and a gap stands after each
 * take, so that reading past a thing or after a reset is caught. */
#ifdef __has_feature
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
enum { GAP = 0 };
#endif

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
	ASAN_POISON_MEMORY_REGION(b->at, cap);
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
	ASAN_POISON_MEMORY_REGION(a->first->at, a->first->cap);
}

void arena_close(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	free(a->first);
	free(a);
}

static size_t rounded(size_t bytes)
{
	return (bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

void *arena_take(struct arena *a, size_t bytes)
{
	if (bytes > SIZE_MAX / 2)
		arena_die(bytes);
	size_t whole = rounded(bytes) + GAP;
	struct block *b = a->newest;
	if (b->cap - b->used < whole) {
		size_t cap = MIN(b->cap * 2, (size_t)LARGEST_BLOCK);
		b = block_open(MAX(cap, whole));
		b->next = a->newest;
		a->newest = b;
	}
	void *at = b->at + b->used;
	b->used += whole;
	a->used += rounded(bytes);
	ASAN_UNPOISON_MEMORY_REGION(at, bytes);
	memset(at, 0, bytes);
	return at;
}

void *arena_take_many(struct arena *a, size_t size, size_t count)
{
	size_t bytes;
	if (__builtin_mul_overflow(size, count, &bytes))
		arena_die(SIZE_MAX);
	return arena_take(a, bytes);
}

bool arena_stretch(struct arena *a, void *at, size_t bytes, size_t more)
{
	assert(more >= bytes);
	struct block *b = a->newest;
	size_t before = rounded(bytes) + GAP;
	if (more > LARGEST_BLOCK || b->used < before ||
		(char *)at != b->at + b->used - before)
		return false;
	size_t extra = rounded(more) - rounded(bytes);
	if (b->cap - b->used < extra)
		return false;
	b->used += extra;
	a->used += extra;
	ASAN_UNPOISON_MEMORY_REGION(at, more);
	memset((char *)at + bytes, 0, more - bytes);
	return true;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
