/* Memory that lives and dies together. What a call makes lies in its arena. */
#ifndef GUATU_ARENA_H
#define GUATU_ARENA_H

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
/* Bytes taken so far; for limits and tests. */
size_t arena_used(const struct arena *);
_Noreturn void arena_die(size_t bytes);

#define NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define NEW_ARRAY(arena, type, count) ((type *)arena_take((arena), sizeof(type) * (count)))

#endif
