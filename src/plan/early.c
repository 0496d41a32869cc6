/*
 * Early dates: the forward pass, one node at a time.
 */
#include "plan/place.h"

#define NO_BOUND ((struct place){FAR_PAST, FAR_PAST, 0})

static bool by_finish(uint32_t type)
{
	return type == PLAN_FS || type == PLAN_FF;
}

/* Progress override lets work go on from the data date, whatever is said to be done later. */
static bool ignores_future(const struct plan *p)
{
	return p->given.override == 1 && p->given.status;
}

struct place plan_early_bound(const struct plan *p, int32_t r, struct arc a)
{
	const struct node *n = &p->nodes[r], *from = &p->nodes[a.node];
	struct place bound = NO_BOUND;
	if ((n->flags & FLAG_STARTED) && p->given.override && ARC_LINK(a) != NO_LINK)
		return bound;
	plan_minute t = by_finish(ARC_TYPE(a)) ? from->ef : from->es;
	if (from->mode == MODE_DONE && ignores_future(p))
		t = sooner(t, p->given.status);
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
	bool plain = !(n->flags & FLAG_STARTED) && !ignores_future(p);
	for (uint32_t i = p->in_at[r], end = p->in_at[r + 1]; i < end; i++) {
		if (ARC_PLAIN(p->in[i]) && plain) {
			all.start = later(all.start, p->nodes[p->in[i].node].ef);
			continue;
		}
		const struct node *from = &p->nodes[p->in[i].node];
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
	return changed;
}
