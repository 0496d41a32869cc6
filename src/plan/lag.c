/*
 * Lags: from a date of the predecessor to the bound on the successor, and back.
 *
 * shift(t) = finish of W(t) + lag, unshift(t) = start of W(t) − lag, so that shift(a) ≤ b
 * if and only if a ≤ unshift(b): finish_at(k) ≤ b says k ≤ W(b), and start_at(k) is the
 * last minute t with W(t) = k.
 */
#include "plan/inside.h"

static const struct plan_calendar *lag_calendar(
        const struct plan *p, const struct plan_link *l)
{
	switch (l->lag_on) {
	case PLAN_LAG_ELAPSED:
		return &plan_elapsed;
	case PLAN_LAG_CALENDAR:
		return p->calendars[l->calendar];
	case PLAN_LAG_PREDECESSOR:
		return calendar_of(p, p->place[l->from]);
	default:
		return calendar_of(p, p->place[l->to]);
	}
}

static int32_t lag_minutes(const struct plan *p, const struct plan_link *l)
{
	if (!l->lag_permille)
		return l->lag;
	return (int32_t)((int64_t)p->activities[l->from].duration * l->lag / 1000);
}

plan_minute plan_shift(const struct plan *p, uint32_t link, plan_minute t)
{
	const struct plan_link *l = &p->links[link];
	const struct plan_calendar *c = lag_calendar(p, l);
	int32_t lag = lag_minutes(p, l);
	return lag ? finish_at(c, work_before(c, t) + lag) : t;
}

plan_minute plan_unshift(const struct plan *p, uint32_t link, plan_minute t)
{
	const struct plan_link *l = &p->links[link];
	const struct plan_calendar *c = lag_calendar(p, l);
	int32_t lag = lag_minutes(p, l);
	return lag ? start_at(c, work_before(c, t) - lag) : t;
}
