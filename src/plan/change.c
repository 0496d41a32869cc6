/*
 * One activity changes: only what depends on it is visited again. Two sets of nodes wait,
 * one going forward in topological order, one going backward; a node whose dates come out
 * as they were wakes nobody.
 */
#include "plan/inside.h"

static void mark(uint64_t *set, int32_t r)
{
	set[r >> 6] |= 1ull << (r & 63);
}

static void mark_successors(struct plan *p, uint64_t *set, int32_t r)
{
	for (uint32_t i = p->out_at[r]; i < p->out_at[r + 1]; i++)
		mark(set, p->out[i].node);
}

static void mark_predecessors(struct plan *p, uint64_t *set, int32_t r)
{
	for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++)
		mark(set, p->in[i].node);
}

/* Its own dates, and those on either side, whose lags may run by it. */
static void mark_changed(struct plan *p, int32_t r)
{
	mark(p->dirty_early, r);
	mark_successors(p, p->dirty_early, r);
	mark(p->dirty_late, r);
	mark_predecessors(p, p->dirty_late, r);
}

/* Takes the first node out of a set's word, or the last. */
static int32_t take_first(uint64_t *word)
{
	int bit = __builtin_ctzll(*word);
	*word &= *word - 1;
	return bit;
}

static int32_t take_last(uint64_t *word)
{
	int bit = 63 - __builtin_clzll(*word);
	*word &= ~(1ull << bit);
	return bit;
}

static size_t go_forward(struct plan *p)
{
	size_t visits = 0;
	for (uint32_t w = 0; w <= p->count / 64; w++)
		while (p->dirty_early[w]) {
			int32_t r = (int32_t)(w * 64) + take_first(&p->dirty_early[w]);
			visits++;
			if (!plan_early_node(p, r))
				continue;
			mark_successors(p, p->dirty_early, r);
			mark(p->dirty_late, r);
			mark_predecessors(p, p->dirty_late, r);
		}
	return visits;
}

/* A node that only passes free float on must also hear of early dates further on. */
static size_t go_backward(struct plan *p)
{
	size_t visits = 0;
	for (uint32_t w = p->count / 64 + 1; w-- > 0;)
		while (p->dirty_late[w]) {
			int32_t r = (int32_t)(w * 64) + take_last(&p->dirty_late[w]);
			visits++;
			if (plan_late_node(p, r))
				mark_predecessors(p, p->dirty_late, r);
		}
	return visits;
}

/* When the end moves, every late date and float that is measured from it moves. */
static void follow_finish(struct plan *p)
{
	plan_minute finish = p->finish, end = p->end;
	plan_find_finish(p);
	if (p->finish == finish && p->end == end)
		return;
	for (int32_t r = 0; r < (int32_t)p->count; r++)
		if (p->given.capped || !plan_is_bound(p, r))
			mark(p->dirty_late, r);
}

static bool same_place(const struct plan_activity *a, const struct plan_activity *b)
{
	return a->kind == b->kind && a->parent == b->parent;
}

static void put(struct plan *p, int32_t activity, const struct plan_activity *now)
{
	struct plan_activity *a = &p->activities[activity];
	int32_t number = a->done, full = a->duration;
	*a = *now;
	if (a->kind == PLAN_SUMMARY) { /* what the network noted there */
		a->done = number;
		a->duration = full;
	}
	plan_load_node(p, activity);
}

enum plan_status plan_change(
        struct plan *p, int32_t activity, const struct plan_activity *now, size_t *visits)
{
	if (p->problem.status != PLAN_OK && p->problem.status != PLAN_RANGE)
		return p->problem.status;
	if (!same_place(&p->activities[activity], now) ||
	        !plan_activity_valid(&p->given, now))
		return PLAN_INVALID;
	bool was_alap = p->alap;
	bool out_of_range = p->problem.status == PLAN_RANGE;
	put(p, activity, now);
	p->alap = plan_any_alap(p);
	if (out_of_range) /* dates elsewhere are not to be trusted */
		return plan_schedule(p);
	mark_changed(p, p->place[activity]);
	if (now->kind == PLAN_SUMMARY)
		mark_changed(p, plan_way_in(p, activity));
	size_t seen = go_forward(p);
	follow_finish(p);
	seen += go_backward(p);
	if (p->alap || was_alap)
		plan_alap(p);
	if (p->given.longest)
		plan_find_longest(p);
	if (visits)
		*visits = seen;
	return plan_note_range(p);
}
