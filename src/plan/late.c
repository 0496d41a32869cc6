/*
 * Late dates and floats: the backward pass, one node at a time.
 *
 * Free float asks how far a finish can slip before a successor's early date moves. A
 * summary is no successor of what lies under it, so its two sides only hand the question
 * on: their `free` is the time until which nothing beyond them moves.
 */
#include "plan/place.h"

#define NO_BOUND ((struct place){FAR_FUTURE, FAR_FUTURE, 0})

static bool from_start(uint32_t type)
{
	return type == PLAN_SS || type == PLAN_SF;
}

static bool into_start(uint32_t type)
{
	return type == PLAN_FS || type == PLAN_SS;
}

/* Whether a link binds its predecessor: what is done, drives nothing, or has a start of
 * the past, asks for no more. */
static bool link_binds(const struct plan *p, const struct node *from,
        const struct node *to, uint32_t type)
{
	if (to->mode == MODE_DONE ? !p->given.retained :
	            to->mode == MODE_EFFORT || from->mode == MODE_EFFORT)
		return false;
	if ((to->flags & FLAG_STARTED) && p->given.override)
		return false;
	if (to->mode == MODE_HAMMOCK && into_start(type))
		return false;
	return !((from->flags & FLAG_STARTED || from->mode == MODE_HAMMOCK) &&
	         from_start(type));
}

/* The bound of a link, given its successor's start and finish. */
static struct place bound_by(const struct plan *p, int32_t r, struct arc a,
        plan_minute start, plan_minute finish)
{
	struct place bound = NO_BOUND;
	plan_minute t = into_start(ARC_TYPE(a)) ? start : finish;
	if (t == FAR_FUTURE)
		return bound; /* a summary under which nothing binds */
	if (ARC_LAGGED(a))
		t = plan_unshift(p, a, r, a.node, t);
	if (from_start(ARC_TYPE(a)))
		bound.start = t;
	else
		bound.finish = t;
	return bound;
}

/* Into the way out of a summary: the first under it also carries its start. */
static struct place bound_by_summary(
        const struct node *n, const struct node *out, struct arc a)
{
	if (ARC_TYPE(a) == PLAN_SS)
		return (struct place){out->ls, FAR_FUTURE, 0};
	bool first = n->es == out->es && !(n->flags & FLAG_STARTED);
	return (struct place){first ? out->ls : FAR_FUTURE, out->lf, 0};
}

struct place plan_late_bound(const struct plan *p, int32_t r, struct arc a)
{
	const struct node *n = &p->nodes[r], *to = &p->nodes[a.node];
	if (ARC_LINK(a) == NO_LINK) {
		if (to->mode == MODE_DONE || to->mode == MODE_EFFORT ||
		        to->mode == MODE_HAMMOCK)
			return NO_BOUND;
		return bound_by_summary(n, to, a);
	}
	if (!link_binds(p, n, to, ARC_TYPE(a)))
		return NO_BOUND;
	if (to->mode == MODE_DONE)
		return bound_by(p, r, a, to->total, to->total);
	return bound_by(p, r, a, to->ls, to->lf);
}

/* When the remaining work of a node begins, early. */
static plan_minute early_begin(const struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	if (n->mode == MODE_ENTER)
		return n->free;
	if (!n->todo)
		return n->mode <= MODE_MORNING ? n->ef : n->es;
	return n->flags & FLAG_STARTED ? start_at(calendar_of(p, r), n->we - n->todo)
	                               : n->es;
}

static struct place free_bound(const struct plan *p, int32_t r, struct arc a)
{
	const struct node *n = &p->nodes[r], *to = &p->nodes[a.node];
	if (ARC_LINK(a) != NO_LINK) {
		bool done = to->mode == MODE_DONE;
		plan_minute held = done ? later(to->free, plan_past(p, to)) : 0;
		bool leads = !done || to->total != FAR_FUTURE;
		return leads && link_binds(p, n, to, ARC_TYPE(a))
		               ? bound_by(p, r, a, done ? held : early_begin(p, a.node),
		                         done ? held : to->ef)
		               : NO_BOUND;
	}
	if (to->mode == MODE_LEAVE)
		return (struct place){FAR_FUTURE, to->free, 0};
	if (to->mode == MODE_DONE || to->mode == MODE_EFFORT || to->mode == MODE_HAMMOCK)
		return NO_BOUND;
	return (struct place){early_begin(p, a.node), FAR_FUTURE, 0};
}

/* Bounds of all successors: on the late dates, and on slipping free. */
static struct place gather(const struct plan *p, int32_t r, struct place *slip)
{
	struct place all = NO_BOUND;
	*slip = NO_BOUND;
	for (uint32_t i = p->out_at[r], end = p->out_at[r + 1]; i < end; i++) {
		const struct node *to = &p->nodes[p->out[i].node];
		if (ARC_PLAIN(p->out[i]) && !(to->flags & FLAG_ODD)) {
			all.finish = sooner(all.finish, to->ls);
			slip->finish = sooner(slip->finish, to->es);
			continue;
		}
		struct place late = plan_late_bound(p, r, p->out[i]);
		struct place free = free_bound(p, r, p->out[i]);
		all.start = sooner(all.start, late.start);
		all.finish = sooner(all.finish, late.finish);
		slip->start = sooner(slip->start, free.start);
		slip->finish = sooner(slip->finish, free.finish);
	}
	return all;
}

bool plan_is_bound(const struct plan *p, int32_t r)
{
	struct place slip, bound = gather(p, r, &slip);
	return bound.finish != FAR_FUTURE && slip.finish != FAR_FUTURE;
}

static int32_t free_float(const struct plan *p, int32_t r, struct place slip)
{
	const struct plan_calendar *c = calendar_of(p, r);
	const struct node *n = &p->nodes[r];
	if (slip.finish == FAR_FUTURE)
		slip.finish = p->finish;
	int32_t free = work_before(c, slip.finish) - n->we;
	if (slip.start == FAR_FUTURE)
		return free;
	return sooner(free, work_before(c, slip.start) - (n->we - n->todo));
}

static bool placed(const struct plan *p, int32_t r)
{
	const struct plan_activity *a = &p->activities[p->activity[r]];
	return a->constraint == PLAN_PLACED || a->constraint2 == PLAN_PLACED;
}

static struct place late_work(const struct plan *p, int32_t r, struct place bound)
{
	const struct node *n = &p->nodes[r];
	struct place at;
	if (n->flags & FLAG_BOUND) {
		if (placed(p, r)) /* its start moves for nobody */
			bound.start = FAR_FUTURE;
		plan_own_late(p, r, &bound);
		if (plan_dictated(p, r, true, &at))
			return at;
	}
	if (bound.finish == FAR_FUTURE || (p->given.capped && bound.finish > p->end))
		bound.finish = p->end;
	at = place_late(calendar_of(p, r), n->mode, n->todo, bound);
	/* a finish that a link holds inside a stop keeps its name where it may: by the other,
	 * earlier one its predecessors would be late although it is not */
	if (at.work == n->we && n->ef <= bound.finish)
		at.finish = later(at.finish, n->ef);
	return at;
}

/* Nothing is late about what is done; an effort follows its drivers. */
static struct place late_as_early(const struct node *n)
{
	return (struct place){n->es, n->ef, n->we};
}

static struct place late_hammock(const struct plan *p, int32_t r, struct place bound)
{
	const struct plan_calendar *c = calendar_of(p, r);
	const struct node *n = &p->nodes[r];
	plan_own_late(p, r, &bound);
	plan_minute end = bound.finish == FAR_FUTURE ? p->end : bound.finish;
	int32_t w = work_before(c, end);
	int32_t start = work_before(c, n->es) + w - n->we;
	return (struct place){start_at(c, start), name_until(c, w, end), w};
}

static struct place late_summary(const struct plan *p, int32_t r, struct place bound)
{
	if (p->nodes[r].flags & FLAG_BOUND)
		plan_own_late(p, r, &bound);
	if (p->nodes[r].mode != MODE_ENTER)
		return bound; /* open ends under it keep their own due dates, or the end
		               */
	bound.start = sooner(bound.start, bound.finish); /* of one without children */
	return bound;
}

static bool set_late(struct node *n, struct place at)
{
	bool changed = n->ls != at.start || n->lf != at.finish;
	n->ls = at.start;
	n->lf = at.finish;
	return changed;
}

/* Until when what is done may hold its successors back; FAR_FUTURE: it has none. */
static plan_minute late_hold(const struct plan *p, int32_t r)
{
	plan_minute hold = FAR_FUTURE;
	for (uint32_t i = p->out_at[r]; i < p->out_at[r + 1]; i++) {
		if (ARC_LINK(p->out[i]) == NO_LINK)
			continue;
		struct place one = plan_late_bound(p, r, p->out[i]);
		hold = sooner(hold, sooner(one.start, one.finish));
	}
	return later(hold, plan_past(p, &p->nodes[r]));
}

bool plan_late_node(struct plan *p, int32_t r)
{
	struct node *n = &p->nodes[r];
	struct place at, slip, bound = gather(p, r, &slip);
	if (n->mode == MODE_ENTER || n->mode == MODE_LEAVE) {
		int32_t was = n->free;
		at = late_summary(p, r, bound);
		n->free = n->mode == MODE_ENTER ? sooner(slip.start, slip.finish)
		                                : slip.finish;
		return set_late(n, at) || n->free != was;
	}
	if (n->mode == MODE_DONE && p->given.retained) {
		int32_t was = n->total;
		n->total = late_hold(p, r);
		return set_late(n, late_as_early(n)) || n->total != was;
	}
	if (n->mode == MODE_DONE || n->mode == MODE_EFFORT) {
		n->total = n->free = 0;
		return set_late(n, late_as_early(n));
	}
	at = n->mode == MODE_HAMMOCK ? late_hammock(p, r, bound) : late_work(p, r, bound);
	n->total = at.work - n->we;
	n->free = free_float(p, r, slip);
	if (at.work - n->todo <= 0 || at.work >= calendar_of(p, r)->total)
		plan_stray(p, r);
	return set_late(n, at);
}
