/*
 * Placing one activity's work on its calendar: as early as lower bounds allow, as late as
 * upper bounds allow. Each is the other's mirror in time.
 */
#ifndef PLAN_PLACE_H
#define PLAN_PLACE_H

#include "plan/inside.h"

/* The name of instant w that is not before t: its finish if that will do, else its start.
 */
static inline plan_minute name_from(
        const struct plan_calendar *c, int32_t w, plan_minute t)
{
	plan_minute finish = finish_at(c, w);
	return finish >= t ? finish : start_at(c, w);
}

/* The name of instant w that is not after t: its start if that will do, else its finish.
 */
static inline plan_minute name_until(
        const struct plan_calendar *c, int32_t w, plan_minute t)
{
	plan_minute start = start_at(c, w);
	return start <= t ? start : finish_at(c, w);
}

static inline struct place point_early(
        const struct plan_calendar *c, int mode, plan_minute t)
{
	int32_t w = work_before(c, t);
	plan_minute at = mode == MODE_MORNING ? start_at(c, w) : name_from(c, w, t);
	return (struct place){at, at, w};
}

static inline struct place point_late(const struct plan_calendar *c, plan_minute t)
{
	int32_t w = work_before(c, t);
	plan_minute at = name_until(c, w, t);
	return (struct place){at, at, w};
}

/* The earliest place with start ≥ bound.start and finish ≥ bound.finish. */
static inline struct place place_early(
        const struct plan_calendar *c, int mode, int32_t todo, struct place bound)
{
	if (mode != MODE_TASK)
		return point_early(c, mode, later(bound.start, bound.finish));
	int32_t w = work_before(c, bound.start);
	plan_minute finish = finish_at(c, w + todo);
	if (finish >= bound.finish)
		return (struct place){start_at(c, w), finish, w + todo};
	int32_t end = work_before(c, bound.finish);
	if (end < w + todo)
		end = w + todo;
	return (struct place){
	        start_at(c, end - todo), name_from(c, end, bound.finish), end};
}

/* The latest place with start ≤ bound.start and finish ≤ bound.finish. */
static inline struct place place_late(
        const struct plan_calendar *c, int mode, int32_t todo, struct place bound)
{
	if (mode != MODE_TASK)
		return point_late(c, sooner(bound.start, bound.finish));
	int32_t end = work_before(c, bound.finish);
	plan_minute start = start_at(c, end - todo);
	if (start <= bound.start)
		return (struct place){start, finish_at(c, end), end};
	int32_t w = work_before(c, bound.start);
	if (w > end - todo)
		w = end - todo;
	return (struct place){
	        name_until(c, w, bound.start), finish_at(c, w + todo), w + todo};
}

#endif
