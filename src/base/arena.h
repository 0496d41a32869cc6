/* Memory that lives and dies together. What a call makes lies in its arena. */
#ifndef GUATU_ARENA_H
#define GUATU_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_open(void);
/* Frees everything that was ever taken from it. */
void arena_close(struct arena *);
/* Forgets everything, keeps the first block for reuse. */
void arena_reset(struct arena *);
/* Zeroed, aligned for any type; never NULL: without memory the process dies in one
 * place (arena_die) and its keeper starts it again. */
void *arena_take(struct arena *, size_t bytes);
/* The same for count things of one size; dies where the product overflows. */
void *arena_take_many(struct arena *, size_t size, size_t count);
/* Lengthens in place what was taken last, where its block has room; the new part is
 * zeroed. False means: take anew and copy. */
bool arena_stretch(struct arena *, void *at, size_t bytes, size_t more_bytes);
/* Bytes taken so far; for limits and tests. */
size_t arena_used(const struct arena *);
_Noreturn void arena_die(size_t bytes);

#define NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define NEW_ARRAY(arena, type, count)                                                    \
	((type *)arena_take_many((arena), sizeof(type), (count)))

#endif
