/*
 * Goals that want jobs late or apart: jobs of a finished schedule move, one at a time, to
 * the best place their neighbours and the resources leave (Burgess & Killebrew 1962), again
 * and again from shaken starts.
 */
#include "plan/solve_race.h"

#include <math.h>

struct shift {
	const struct net *net;
	struct race *race;
	struct chance chance;
	int32_t *start, *mode, *best, *turn;
	uint64_t *free;
	int32_t deadline;
	int64_t *use; /* by moment and resource: [time × resources + r] */
};

static void put(struct shift *s, int32_t job, int32_t at, int32_t sign)
{
	const struct net *net = s->net;
	const uint64_t *need = net->need + (size_t)s->mode[job] * (size_t)net->words;
	const int32_t *demand = net->in->demands + (size_t)s->mode[job] * (size_t)net->resources;
	for (int32_t t = at; t < at + duration_of(net, s->mode, job); t++) {
		for (int32_t w = 0; w < net->words; w++)
			s->free[t * net->words + w] -= (uint64_t)(int64_t)sign * need[w];
		for (int32_t r = 0; r < net->resources; r++)
			s->use[(int64_t)t * net->resources + r] += sign * demand[r];
	}
}

static bool fits(const struct shift *s, int32_t job, int32_t at)
{
	const struct net *net = s->net;
	const uint64_t *need = net->need + (size_t)s->mode[job] * (size_t)net->words;
	for (int32_t t = at; t < at + duration_of(net, s->mode, job); t++)
		for (int32_t w = 0; w < net->words; w++)
			if (((s->free[t * net->words + w] - need[w]) & net->guard) != net->guard)
				return false;
	return true;
}

/* What placing the job there adds to the goal. */
static double cost(const struct shift *s, int32_t job, int32_t at)
{
	const struct net *net = s->net;
	const struct plan_job *of = &net->in->jobs[job];
	int32_t finish = at + duration_of(net, s->mode, job);
	if (net->in->goal == PLAN_VALUE)
		return -of->cash * pow(1 + net->in->rate, -(double)finish);
	const int32_t *demand = net->in->demands + (size_t)s->mode[job] * (size_t)net->resources;
	double sum = 0;
	for (int32_t t = at; t < finish; t++)
		for (int32_t r = 0; r < net->resources; r++)
			if (!net->in->resources[r].budget)
				sum += (double)demand[r] *
				       (2.0 * (double)s->use[(int64_t)t * net->resources + r] +
				               demand[r]);
	return sum;
}

static struct arc limits(const struct shift *s, int32_t job)
{
	const struct net *net = s->net;
	int32_t early = net->release[job], late = s->deadline - duration_of(net, s->mode, job);
	for (int32_t a = net->pred_at[job]; a < net->pred_at[job + 1]; a++) {
		int32_t p = net->pred[a].job,
		        at = s->start[p] + duration_of(net, s->mode, p) + net->pred[a].lag;
		early = at > early ? at : early;
	}
	for (int32_t a = net->succ_at[job]; a < net->succ_at[job + 1]; a++) {
		int32_t at = s->start[net->succ[a].job] - net->succ[a].lag -
		             duration_of(net, s->mode, job);
		late = at < late ? at : late;
	}
	return (struct arc){early, late};
}

/* Moves one job to its best place, or to any place; whether the goal got better. */
static bool move(struct shift *s, int32_t job, bool any)
{
	struct arc range = limits(s, job);
	int32_t was = s->start[job], to = was, seen = 0;
	put(s, job, was, -1);
	double least = cost(s, job, was), before = least;
	for (int32_t t = range.job; t <= range.lag; t++) {
		if (t == was || !fits(s, job, t))
			continue;
		if (any) {
			if (chance_below(&s->chance, ++seen) == 0)
				to = t;
			continue;
		}
		double c = cost(s, job, t);
		if (c < least - 1e-9) {
			least = c;
			to = t;
		}
	}
	put(s, job, to, 1);
	s->start[job] = to;
	return least < before - 1e-9;
}

static void begin(struct shift *s, const int32_t *start)
{
	const struct net *net = s->net;
	size_t moments = (size_t)(net->horizon + 1);
	memcpy(s->free, net->supply, moments * (size_t)net->words * sizeof *s->free);
	memset(s->use, 0, moments * (size_t)(net->resources + 1) * sizeof *s->use);
	memmove(s->start, start, (size_t)net->n * sizeof *start);
	for (int32_t j = 0; j < net->n; j++)
		put(s, j, s->start[j], 1);
}

static void settle(struct shift *s)
{
	int32_t n = s->net->n;
	for (bool better = true; better && !race_over(s->race);) {
		better = false;
		for (int32_t k = n; k-- > 1;) {
			int32_t i = chance_below(&s->chance, k + 1), j = s->turn[i];
			s->turn[i] = s->turn[k];
			s->turn[k] = j;
		}
		for (int32_t k = 0; k < n; k++)
			better |= move(s, s->turn[k], false);
	}
}

void shift_jobs(
        struct room *room, struct race *race, uint64_t seed, int32_t deadline, int64_t rounds)
{
	const struct net *net = race->net;
	struct shift s = {.net = net, .race = race, .chance = chance_seed(seed),
	        .deadline = deadline};
	s.start = TAKE(room, int32_t, net->n + 1);
	s.best = TAKE(room, int32_t, net->n + 1);
	s.mode = TAKE(room, int32_t, net->n + 1);
	s.turn = TAKE(room, int32_t, net->n + 1);
	s.free = TAKE(room, uint64_t, (size_t)(net->horizon + 1) * (size_t)net->words);
	s.use = TAKE(room, int64_t, (size_t)(net->horizon + 1) * (size_t)(net->resources + 1));
	int64_t least = race_best(race, s.best, s.mode);
	if (least == INT64_MAX)
		return;
	for (int32_t j = 0; j < net->n; j++)
		s.turn[j] = j;
	begin(&s, s.best);
	for (int64_t k = 0; k < rounds && !race_over(race); k++) {
		settle(&s);
		int64_t value = goal_value(net, s.start, s.mode);
		race->schedules++;
		if (value <= least) {
			least = value;
			memcpy(s.best, s.start, (size_t)net->n * sizeof *s.best);
			race_offer(race, value, s.start, s.mode);
		} else {
			begin(&s, s.best);
		}
		for (int32_t shaken = 1 + chance_below(&s.chance, 1 + net->n / 8); shaken > 0;
		        shaken--)
			move(&s, chance_below(&s.chance, net->n), true);
	}
}
