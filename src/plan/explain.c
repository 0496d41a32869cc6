/*
 * Why a date is where it is: the chain of what drives it, as data.
 *
 * A link drives an activity when the activity, placed by that link's bound alone, comes
 * to the same instant of work.
 */
#include "plan/place.h"

bool plan_drives_early(const struct plan *p, int32_t r, struct arc a)
{
	const struct node *n = &p->nodes[r];
	struct place bound = plan_early_bound(p, r, a);
	if (bound.start == FAR_PAST && bound.finish == FAR_PAST)
		return false;
	if (n->mode == MODE_DONE)
		return p->given.retained && later(bound.start, bound.finish) == n->free;
	if (n->mode == MODE_LEAVE)
		return bound.finish == n->ef;
	if (n->mode == MODE_HAMMOCK || n->mode == MODE_EFFORT)
		return bound.finish != FAR_PAST
		               ? work_before(calendar_of(p, r), bound.finish) == n->we
		               : start_at(calendar_of(p, r),
		                         work_before(calendar_of(p, r), bound.start)) ==
		                         n->es;
	bound.start = later(bound.start, 0);
	return place_early(calendar_of(p, r), n->mode, n->todo, bound).work == n->we;
}

static bool drives_late(const struct plan *p, int32_t r, struct arc a)
{
	const struct node *n = &p->nodes[r];
	struct place bound = plan_late_bound(p, r, a);
	if (bound.start == FAR_FUTURE && bound.finish == FAR_FUTURE)
		return false;
	if (n->mode == MODE_DONE)
		return sooner(bound.start, bound.finish) == n->total;
	if (n->mode == MODE_LEAVE || n->mode == MODE_ENTER)
		return (bound.finish != FAR_FUTURE && bound.finish == n->lf) ||
		       (bound.start != FAR_FUTURE && bound.start == n->ls);
	bound.finish = sooner(bound.finish, PLAN_LAST - 1);
	int32_t late = n->we + n->total;
	return place_late(calendar_of(p, r), n->mode, n->todo, bound).work == late;
}

/* The first arc of r that drives, real links before a summary's; NULL: none. */
static const struct arc *driver(const struct plan *p, int32_t r, bool early)
{
	const uint32_t *at = early ? p->in_at : p->out_at;
	const struct arc *arcs = early ? p->in : p->out, *found = NULL;
	for (uint32_t i = at[r]; i < at[r + 1]; i++) {
		if (!(early ? plan_drives_early(p, r, arcs[i]) : drives_late(p, r, arcs[i])))
			continue;
		if (ARC_LINK(arcs[i]) != NO_LINK)
			return &arcs[i];
		found = found ? found : &arcs[i];
	}
	return found;
}

/* Whether the node stands where its own constraints, taken alone, put it. */
static bool own_early(const struct plan *p, int32_t r, bool with_resume)
{
	const struct plan_activity *a = &p->activities[p->activity[r]];
	const struct node *n = &p->nodes[r];
	struct place bound = {0, 0, 0};
	if (!(n->flags & FLAG_BOUND) || (with_resume && !a->resume))
		return false;
	if (plan_dictated(p, r, false, &bound))
		return true;
	if (with_resume)
		bound.start = a->resume;
	else
		plan_own_early(p, r, &bound);
	return place_early(calendar_of(p, r), n->mode, n->todo, bound).work == n->we;
}

static bool own_late(const struct plan *p, int32_t r, bool with_due)
{
	const struct plan_activity *a = &p->activities[p->activity[r]];
	const struct node *n = &p->nodes[r];
	struct place bound = {FAR_FUTURE, PLAN_LAST - 1, 0};
	if (!(n->flags & FLAG_BOUND) || (with_due && !a->due))
		return false;
	if (plan_dictated(p, r, true, &bound))
		return true;
	if (with_due)
		bound.finish = a->due;
	else
		plan_own_late(p, r, &bound);
	if (n->mode == MODE_ENTER || n->mode == MODE_LEAVE)
		return bound.finish == n->lf || bound.start == n->ls;
	return place_late(calendar_of(p, r), n->mode, n->todo, bound).work ==
	       n->we + n->total;
}

static enum plan_why floor_reason(const struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	if (n->flags & FLAG_STARTED)
		return p->given.status > n->es ? PLAN_WHY_STATUS : PLAN_WHY_ACTUAL;
	return p->given.status > p->given.start ? PLAN_WHY_STATUS : PLAN_WHY_START;
}

/* What is done and yet hands on (retained logic): the link by which it is held. */
static struct plan_reason held_by(struct plan_reason why, struct arc a, int32_t *next)
{
	if (ARC_LINK(a) == NO_LINK)
		return why;
	*next = a.node;
	why.why = PLAN_WHY_LINK;
	why.link = (int32_t)ARC_LINK(a);
	return why;
}

/* The reason of one node, and the node the chain goes on to (−1: it ends). */
static struct plan_reason reason_early(const struct plan *p, int32_t r, int32_t *next)
{
	struct plan_reason why = {p->activity[r], -1, PLAN_WHY_ACTUAL};
	const struct node *n = &p->nodes[r];
	struct place dictated;
	*next = -1;
	const struct arc *a = driver(p, r, true);
	if (n->mode == MODE_DONE)
		return a ? held_by(why, *a, next) : why;
	why.why = PLAN_WHY_CONSTRAINT;
	if ((n->flags & FLAG_BOUND) && plan_dictated(p, r, false, &dictated))
		return why;
	bool own = own_early(p, r, false);
	if (a && (ARC_LINK(*a) != NO_LINK || (!own && p->nodes[a->node].es > p->floor))) {
		*next = a->node;
		why.why = ARC_LINK(*a) != NO_LINK ? PLAN_WHY_LINK : PLAN_WHY_SUMMARY;
		why.link = ARC_LINK(*a) != NO_LINK ? (int32_t)ARC_LINK(*a) : -1;
		return why;
	}
	if (own_early(p, r, true))
		why.why = PLAN_WHY_RESUME;
	else if (!own && !(p->given.honour && (n->flags & FLAG_BOUND)))
		why.why = (uint8_t)floor_reason(p, r);
	return why;
}

static struct plan_reason reason_late(const struct plan *p, int32_t r, int32_t *next)
{
	struct plan_reason why = {p->activity[r], -1, PLAN_WHY_ACTUAL};
	const struct node *n = &p->nodes[r];
	struct place dictated;
	*next = -1;
	const struct arc *a = driver(p, r, false);
	if (n->mode == MODE_DONE)
		return a && p->given.retained ? held_by(why, *a, next) : why;
	why.why = PLAN_WHY_CONSTRAINT;
	if ((n->flags & FLAG_BOUND) && plan_dictated(p, r, true, &dictated))
		return why;
	bool own = own_late(p, r, false);
	if (own_late(p, r, true))
		why.why = PLAN_WHY_DUE;
	else if (a && (ARC_LINK(*a) != NO_LINK || !own)) {
		*next = a->node;
		why.why = ARC_LINK(*a) != NO_LINK ? PLAN_WHY_LINK : PLAN_WHY_SUMMARY;
		why.link = ARC_LINK(*a) != NO_LINK ? (int32_t)ARC_LINK(*a) : -1;
	} else if (!own)
		why.why = PLAN_WHY_END;
	return why;
}

static size_t chain(const struct plan *p, int32_t r, bool early,
        struct plan_reason *reasons, size_t max)
{
	size_t n = 0;
	while (r >= 0) {
		int32_t next;
		struct plan_reason why =
		        early ? reason_early(p, r, &next) : reason_late(p, r, &next);
		if (n < max)
			reasons[n] = why;
		n++;
		r = next;
	}
	return n;
}

size_t plan_why_early(
        const struct plan *p, int32_t activity, struct plan_reason *reasons, size_t max)
{
	return chain(p, p->place[activity], true, reasons, max);
}

size_t plan_why_late(
        const struct plan *p, int32_t activity, struct plan_reason *reasons, size_t max)
{
	return chain(p, p->place[activity], false, reasons, max);
}

size_t plan_driven_by(const struct plan *p, int32_t activity, int32_t *links, size_t max)
{
	size_t n = 0;
	int32_t r = p->activities[activity].kind == PLAN_SUMMARY
	                    ? plan_way_in(p, activity)
	                    : p->place[activity];
	for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1] && p->nodes[r].mode != MODE_DONE; i++) {
		if (ARC_LINK(p->in[i]) == NO_LINK || !plan_drives_early(p, r, p->in[i]))
			continue;
		if (n < max)
			links[n] = (int32_t)ARC_LINK(p->in[i]);
		n++;
	}
	return n;
}
