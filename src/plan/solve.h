/*
 * What the files of the solver share and nobody else sees.
 *
 * A net is an input, taken in: jobs in topological order are lists, modes are numbers, and
 * what is free of all renewable resources at one moment is a few words of 16- or 32-bit
 * lanes with a guard bit each, so that one subtraction compares four resources at once.
 */
#ifndef PLAN_SOLVE_H
#define PLAN_SOLVE_H

#include "plan/plan.h"

#include <stdatomic.h>
#include <string.h>

#define NEVER (INT32_MAX / 4) /* no time is this late */

/* ---- Memory: a room of blocks that end together ---- */

struct room {
	struct room_block *blocks;
	size_t left;
	char *next;
};

/* Zeroed, aligned to 64 bytes; ends the process without memory. */
void *room_take(struct room *, size_t size, size_t count);
void room_close(struct room *);
#define TAKE(room, type, count) ((type *)room_take((room), sizeof(type), (size_t)(count)))

/* ---- Chance: xoshiro256** (Blackman & Vigna 2018) ---- */

struct chance {
	uint64_t s[4];
};
struct chance chance_seed(uint64_t seed);

static inline uint64_t chance_next(struct chance *c)
{
	uint64_t *s = c->s, got = s[1] * 5, t = s[1] << 17;
	got = (got << 7 | got >> 57) * 9;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = s[3] << 45 | s[3] >> 19;
	return got;
}

static inline int32_t chance_below(struct chance *c, int32_t n)
{
	return (int32_t)((chance_next(c) >> 32) * (uint64_t)n >> 32);
}

static inline double chance_unit(struct chance *c)
{
	return (double)(chance_next(c) >> 11) * 0x1p-53;
}

/* ---- The net ---- */

struct arc {
	int32_t job, lag; /* the other end; counted from the predecessor's finish */
};

struct net {
	const struct plan_solve_input *in;
	int32_t n, modes, resources; /* resources: all, budgets too */
	int32_t words;               /* of one moment */
	uint64_t guard;              /* the top bit of every lane */
	int32_t horizon;             /* every sensible schedule ends by it */
	bool steps, budgets, leads;  /* leads: an order may let `to` start before `from` */
	bool multimode, releases;
	const int32_t *duration;     /* by mode */
	uint64_t *need;              /* by mode: words */
	int32_t *choice_at, *choice; /* n + 1, modes: the modes of a job that can ever run */
	uint64_t *supply;            /* by moment 0 … horizon: words, guards set */
	int32_t *topology;           /* jobs, predecessors first */
	int32_t *pred_at, *succ_at;  /* n + 1: where a job's arcs begin */
	struct arc *pred, *succ;
	int32_t *release;
	int32_t *shortest;    /* by job: the shortest of its modes */
	int32_t *head, *tail; /* longest paths to its start and from its start to the end,
	                         over the shortest modes */
	int32_t *by_head, *by_tail; /* topological too: by rising head, by falling tail */
	int32_t critical;     /* the critical-path bound */
};

/* Fills status and place in *found where it is not PLAN_SOLVED. */
void net_open(struct net *, struct room *, const struct plan_solve_input *,
        struct plan_solution *found);

/* ---- A schedule and the passes that make one ---- */

/* The working memory of one thread. */
struct bench {
	const struct net *net;
	uint64_t *free;      /* by moment, words: as supply, less what is placed */
	int32_t *waiting, *ready, *soonest, *scratch;
	int32_t *counter;    /* horizon + 2 */
	uint64_t *event;     /* a bit a moment */
	int64_t *heap;
	int32_t dirty; /* moments of `free` below this may differ from supply */
};
void bench_open(struct bench *, struct room *, const struct net *);

/* The passes give the makespan, or NEVER where a job found no place. All of them write
 * start by job. `list` is topological. mode is by job. */

/* Serial schedule generation (Kelley 1963): each job of the list in turn, as early as
 * possible. */
int32_t pass_forward(struct bench *, const int32_t *list, const int32_t *mode, int32_t *start);
/* Justification to the right: the last of the list first, as late as possible before
 * `end` (and the tails); gives end − the first start, or NEVER. */
int32_t pass_backward(struct bench *, const int32_t *list, const int32_t *mode, int32_t end,
        int32_t *start);
/* Parallel schedule generation (Kelley 1963; Kolisch 1996): moment by moment, what may
 * start in order of key. */
int32_t pass_parallel(struct bench *, const int32_t *key, const int32_t *mode, int32_t *start);

/* Lists of the jobs by rising start, by rising finish, or by rising key, each made
 * topological. */
void list_by_start(struct bench *, const int32_t *start, int32_t *list);
void list_by_finish(struct bench *, const int32_t *start, const int32_t *mode, int32_t *list);
void list_by_key(struct bench *, const int32_t *key, int32_t *list);

static inline int32_t duration_of(const struct net *net, const int32_t *mode, int32_t job)
{
	return net->duration[mode[job]];
}

#endif
