/*
 * Early dates: the forward pass, one node at a time.
 */
#include "plan/place.h"

#define NO_BOUND ((struct place){FAR_PAST, FAR_PAST, 0})

static bool by_finish(uint32_t type)
{
	return type == PLAN_FS || type == PLAN_FF;
}

/* The date of what is done that a link goes on from: as it happened, but by progress override
 * none after the data date, and by retained logic where its own predecessors hold it. */
static plan_minute date_of_done(const struct plan *p, const struct node *done, bool finish)
{
	plan_minute t = finish ? done->ef : done->es;
	if (p->given.override == 1 && p->given.status)
		return sooner(t, p->given.status);
	return finish && p->given.retained ? later(t, done->free) : t;
}

struct place plan_early_bound(const struct plan *p, int32_t r, struct arc a)
{
	const struct node *n = &p->nodes[r], *from = &p->nodes[a.node];
	struct place bound = NO_BOUND;
	if ((n->flags & FLAG_STARTED) && p->given.override && ARC_LINK(a) != NO_LINK)
		return bound;
	plan_minute t = by_finish(ARC_TYPE(a)) ? from->ef : from->es;
	if (from->mode == MODE_DONE)
		t = date_of_done(p, from, by_finish(ARC_TYPE(a)));
	if (ARC_LAGGED(a))
		t = plan_shift(p, a, a.node, r, t);
	if (ARC_TYPE(a) == PLAN_FS || ARC_TYPE(a) == PLAN_SS)
		bound.start = t;
	else
		bound.finish = t;
	return bound;
}

plan_minute plan_floor(const struct plan *p, int32_t r)
{
	const struct plan_activity *a = &p->activities[p->activity[r]];
	if (!(p->nodes[r].flags & FLAG_STARTED))
		return p->floor;
	const struct plan_calendar *c = calendar_of(p, r);
	if (p->given.status)
		return later(p->given.status, a->actual_start);
	int32_t done = a->kind == PLAN_TASK && a->done > 0 ? a->done : 0;
	return finish_at(c, work_before(c, a->actual_start) + done + !done) - !done;
}

static struct place gather(const struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	struct place all = NO_BOUND;
	bool plain = !(n->flags & FLAG_STARTED);
	for (uint32_t i = p->in_at[r], end = p->in_at[r + 1]; i < end; i++) {
		const struct node *from = &p->nodes[p->in[i].node];
		if (ARC_PLAIN(p->in[i]) && plain && from->mode != MODE_DONE) {
			all.start = later(all.start, from->ef);
			continue;
		}
		if (from->mode == MODE_ENTER && (n->flags & FLAG_STARTED) && from->es <= p->floor)
			continue; /* where the plan may start binds nothing that has started */
		struct place one = plan_early_bound(p, r, p->in[i]);
		all.start = later(all.start, one.start);
		all.finish = later(all.finish, one.finish);
	}
	return all;
}

static struct place early_work(struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	struct place at, bound = gather(p, r);
	bound.start =
	        later(bound.start, n->flags & FLAG_STARTED ? plan_floor(p, r) : p->floor);
	if (!(n->flags & FLAG_BOUND))
		return place_early(calendar_of(p, r), n->mode, n->todo, bound);
	plan_own_early(p, r, &bound);
	if (plan_dictated(p, r, false, &at))
		return at;
	at = place_early(calendar_of(p, r), n->mode, n->todo, bound);
	return p->given.honour ? plan_honour(p, r, at) : at;
}

static struct place early_done(const struct plan *p, int32_t r)
{
	const struct plan_activity *a = &p->activities[p->activity[r]];
	return (struct place){a->actual_start, a->actual_finish,
	        work_before(calendar_of(p, r), a->actual_finish)};
}

/* Where its predecessors would hold what is done, were it not done: FAR_PAST if not beyond
 * the past. */
static plan_minute hold_of(const struct plan *p, int32_t r)
{
	plan_minute hold = FAR_PAST;
	for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++) {
		const struct node *from = &p->nodes[p->in[i].node];
		bool passes = from->mode != MODE_DONE ||
		              (from->free != FAR_PAST && by_finish(ARC_TYPE(p->in[i])));
		if (ARC_LINK(p->in[i]) == NO_LINK || !passes)
			continue;
		struct place one = plan_early_bound(p, r, p->in[i]);
		hold = later(hold, later(one.start, one.finish));
	}
	return hold > plan_past(p, &p->nodes[r]) ? hold : FAR_PAST;
}

/* From the first of its start bounds to the last of its finish bounds. */
static struct place early_hammock(struct plan *p, int32_t r)
{
	const struct plan_calendar *c = calendar_of(p, r);
	plan_minute start = FAR_FUTURE, finish = FAR_PAST;
	for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++) {
		struct place one = plan_early_bound(p, r, p->in[i]);
		if (one.start != FAR_PAST && ARC_LINK(p->in[i]) != NO_LINK)
			start = sooner(start, one.start);
		finish = later(finish, one.finish);
	}
	start = start == FAR_FUTURE ? plan_floor(p, r) : start;
	int32_t from = work_before(c, start), to = work_before(c, later(start, finish));
	plan_minute end = later(start, finish);
	return (struct place){start_at(c, from),
	        to == from ? start_at(c, to) : name_from(c, to, end), to};
}

/* The span of what lies under a summary; of an empty one, its way in. */
static struct place early_leave(const struct plan *p, int32_t r)
{
	struct place span = {FAR_FUTURE, FAR_PAST, 0};
	plan_minute entered = p->floor;
	for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++) {
		const struct node *child = &p->nodes[p->in[i].node];
		if (child->mode == MODE_ENTER) {
			entered = child->es;
			continue;
		}
		span.start = sooner(span.start, child->es);
		span.finish = later(span.finish, child->ef);
	}
	if (span.finish == FAR_PAST)
		span.start = span.finish = entered;
	span.work = span.finish;
	return span;
}

static bool in_range(const struct plan_calendar *c, int32_t from, int32_t to)
{
	return from > 0 && to < c->total;
}

bool plan_early_node(struct plan *p, int32_t r)
{
	struct node *n = &p->nodes[r];
	struct place at;
	switch (n->mode) {
	case MODE_DONE:
		at = early_done(p, r);
		break;
	case MODE_LEAVE:
		at = early_leave(p, r);
		break;
	case MODE_HAMMOCK:
	case MODE_EFFORT:
		at = early_hammock(p, r);
		break;
	default:
		at = early_work(p, r);
	}
	if (n->flags & FLAG_STARTED)
		at.start = p->activities[p->activity[r]].actual_start;
	if (!in_range(calendar_of(p, r), at.work - n->todo, at.work))
		plan_stray(p, r);
	bool changed = n->es != at.start || n->ef != at.finish || n->we != at.work;
	n->es = at.start;
	n->ef = at.finish;
	n->we = at.work;
	if (n->mode != MODE_DONE || !p->given.retained)
		return changed;
	plan_minute was = n->free;
	n->free = hold_of(p, r);
	return changed || n->free != was;
}
