/*
 * Lags: from a date of the predecessor to the bound on the successor, and back.
 *
 * shift(t) = finish of W(t) + lag, unshift(t) = start of W(t) − lag, so that shift(a) ≤ b
 * if and only if a ≤ unshift(b): finish_at(k) ≤ b says k ≤ W(b), and start_at(k) is the
 * last minute t with W(t) = k.
 */
#include "plan/inside.h"

/* A summary spans in elapsed time, but lags at it run on the calendar it states. */
static const struct plan_calendar *stated_calendar(const struct plan *p, int32_t r)
{
	if (p->nodes[r].mode < MODE_ENTER)
		return calendar_of(p, r);
	uint16_t stated = p->activities[p->activity[r]].calendar;
	return stated == PLAN_ELAPSED ? &plan_elapsed : p->calendars[stated];
}

static const struct plan_calendar *lag_calendar(
        const struct plan *p, const struct plan_link *l, int32_t from, int32_t to)
{
	switch (l->lag_on) {
	case PLAN_LAG_ELAPSED:
		return &plan_elapsed;
	case PLAN_LAG_CALENDAR:
		return p->calendars[l->calendar];
	case PLAN_LAG_PREDECESSOR:
		return stated_calendar(p, from);
	default:
		return stated_calendar(p, to);
	}
}

static int32_t lag_minutes(const struct plan *p, const struct plan_link *l)
{
	if (!l->lag_permille)
		return l->lag;
	if (p->activities[l->from].kind == PLAN_SUMMARY)
		return 0;
	return (int32_t)((int64_t)p->activities[l->from].duration * l->lag / 1000);
}

plan_minute plan_shift(
        const struct plan *p, struct arc a, int32_t from, int32_t to, plan_minute t)
{
	const struct plan_link *l = &p->links[ARC_LINK(a)];
	const struct plan_calendar *c = lag_calendar(p, l, from, to);
	int32_t lag = lag_minutes(p, l);
	return lag ? finish_at(c, work_before(c, t) + lag) : t;
}

plan_minute plan_unshift(
        const struct plan *p, struct arc a, int32_t from, int32_t to, plan_minute t)
{
	const struct plan_link *l = &p->links[ARC_LINK(a)];
	const struct plan_calendar *c = lag_calendar(p, l, from, to);
	int32_t lag = lag_minutes(p, l);
	return lag ? start_at(c, work_before(c, t) - lag) : t;
}
