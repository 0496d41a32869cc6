/*
 * An activity's own dates: constraints, due date, resume date. Which of them bind early
 * dates, which late dates, and which override the logic.
 */
#include "plan/place.h"

static const struct plan_activity *activity_at(const struct plan *p, int32_t r)
{
	return &p->activities[p->activity[r]];
}

static bool started(const struct plan *p, int32_t r)
{
	return p->nodes[r].flags & FLAG_STARTED;
}

static void one_early(bool started, int kind, plan_minute at, struct place *bound)
{
	if (!started && (kind == PLAN_START_NO_EARLIER || kind == PLAN_START_ON))
		bound->start = later(bound->start, at);
	if (kind == PLAN_FINISH_NO_EARLIER || kind == PLAN_FINISH_ON)
		bound->finish = later(bound->finish, at);
}

/* A summary's way in takes its start dates, its way out the finish dates. */
void plan_own_early(const struct plan *p, int32_t r, struct place *bound)
{
	const struct plan_activity *a = activity_at(p, r);
	struct place own = {FAR_PAST, FAR_PAST, 0};
	one_early(started(p, r), a->constraint, a->constraint_at, &own);
	one_early(started(p, r), a->constraint2, a->constraint2_at, &own);
	own.start = later(own.start, a->resume ? a->resume : FAR_PAST);
	bound->start = later(bound->start, own.start);
	if (p->nodes[r].mode != MODE_ENTER)
		bound->finish = later(bound->finish, own.finish);
}

static void one_late(bool started, int kind, plan_minute at, struct place *bound)
{
	if (!started && (kind == PLAN_START_NO_LATER || kind == PLAN_START_ON))
		bound->start = sooner(bound->start, at);
	if (kind == PLAN_FINISH_NO_LATER || kind == PLAN_FINISH_ON)
		bound->finish = sooner(bound->finish, at);
}

void plan_own_late(const struct plan *p, int32_t r, struct place *bound)
{
	const struct plan_activity *a = activity_at(p, r);
	struct place own = {FAR_FUTURE, a->due ? a->due : FAR_FUTURE, 0};
	one_late(started(p, r), a->constraint, a->constraint_at, &own);
	one_late(started(p, r), a->constraint2, a->constraint2_at, &own);
	bound->start = sooner(bound->start, own.start);
	if (p->nodes[r].mode != MODE_ENTER)
		bound->finish = sooner(bound->finish, own.finish);
}

static bool one_dictated(
        const struct plan *p, int32_t r, int kind, plan_minute at, struct place *place)
{
	const struct plan_calendar *c = calendar_of(p, r);
	const struct node *n = &p->nodes[r];
	bool start = (kind == PLAN_MUST_START || kind == PLAN_PLACED) && !started(p, r);
	if ((!start && kind != PLAN_MUST_FINISH) || n->mode > MODE_MORNING)
		return false;
	if (n->mode != MODE_TASK) {
		*place = point_early(c, n->mode, at);
		return true;
	}
	int32_t end = work_before(c, at) + (start ? n->todo : 0);
	plan_minute finish = start ? finish_at(c, end) : name_from(c, end, at);
	*place = (struct place){start_at(c, end - n->todo), finish, end};
	return true;
}

bool plan_dictated(const struct plan *p, int32_t r, bool late, struct place *at)
{
	const struct plan_activity *a = activity_at(p, r);
	if (late && (a->constraint == PLAN_PLACED || a->constraint2 == PLAN_PLACED))
		return false;
	return one_dictated(p, r, a->constraint, a->constraint_at, at) ||
	       one_dictated(p, r, a->constraint2, a->constraint2_at, at);
}

static void one_honoured(
        const struct plan *p, int32_t r, int kind, plan_minute at, struct place *early)
{
	const struct plan_calendar *c = calendar_of(p, r);
	const struct node *n = &p->nodes[r];
	int32_t end = FAR_FUTURE;
	if (!started(p, r) && (kind == PLAN_START_NO_LATER || kind == PLAN_START_ON))
		end = work_before(c, at) + n->todo;
	if (kind == PLAN_FINISH_NO_LATER || kind == PLAN_FINISH_ON)
		end = work_before(c, at);
	if (early->work <= end)
		return;
	plan_minute start = start_at(c, end - n->todo);
	*early = n->todo ? (struct place){start, finish_at(c, end), end}
	                 : (struct place){
	                           name_from(c, end, at), name_from(c, end, at), end};
}

struct place plan_honour(const struct plan *p, int32_t r, struct place early)
{
	const struct plan_activity *a = activity_at(p, r);
	if (p->nodes[r].mode > MODE_MORNING)
		return early;
	one_honoured(p, r, a->constraint, a->constraint_at, &early);
	one_honoured(p, r, a->constraint2, a->constraint2_at, &early);
	return early;
}
