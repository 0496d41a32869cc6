/*
 * What those who search share: the best schedule so far, the bound, and when to end.
 */
#ifndef PLAN_SOLVE_RACE_H
#define PLAN_SOLVE_RACE_H

#include "plan/solve.h"

#include <pthread.h>

struct race {
	const struct net *net;
	pthread_mutex_t lock;
	_Atomic int64_t value, bound; /* value: INT64_MAX while there is no schedule */
	_Atomic int64_t schedules;
	_Atomic bool over;
	int32_t *start, *mode; /* the best; read under the lock */
	double *weight;        /* by mode: the shares of all resources it needs */
};

/* What a schedule is worth for the input's goal; the less the better. */
int64_t goal_value(const struct net *, const int32_t *start, const int32_t *mode);
/* What no schedule can be below. */
int64_t goal_bound(const struct net *, int32_t deadline);

void race_offer(struct race *, int64_t value, const int32_t *start, const int32_t *mode);
void race_raise(struct race *, int64_t bound);
/* Copies the best; INT64_MAX: there is none. */
int64_t race_best(struct race *, int32_t *start, int32_t *mode);
/* Whether the best is proven or the search is to end. */
bool race_over(struct race *);

/* ---- Population search ---- */

struct search;
/* A population meant for so many schedules in all. Memory is the room's. */
struct search *search_open(
        struct room *, struct race *, const struct net *, uint64_t seed, int64_t schedules);
/* Goes on for so many schedules at most. */
void search_run(struct search *, int64_t schedules);

/* ---- Moving jobs of a finished schedule: levelling and value ---- */
void shift_jobs(struct room *, struct race *, uint64_t seed, int32_t deadline, int64_t rounds);

#endif
