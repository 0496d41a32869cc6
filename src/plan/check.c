/*
 * The checker: dates against the plain definition, for every activity from its
 * neighbours' dates as given. If every early date is the least its predecessors allow,
 * and every late date the greatest its successors allow, all are right, for the network
 * has no loops.
 *
 * Deliberately slow and plain: calendars are strips of minutes, walked one by one. Shares
 * nothing with the passes but the public header.
 */
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

/* A calendar as a strip: does the minute work? NULL strip: every minute does. */
struct strip {
	plan_minute first, last;
	char *works;
};

struct check {
	const struct plan_input *in;
	const struct plan_dates *dates;
	struct strip *strips;
	plan_minute floor, finish, end;
	/* params.retained: until when what is done holds its successors back (0: not), and until
	 * when it might (INT32_MAX: ever); both by activity */
	plan_minute *hold, *late_hold;
	struct plan_finding finding;
};

/* ---- Strips ---- */

static const struct plan_workday *work_of_day(const struct plan_hours *h, int32_t day)
{
	static const struct plan_workday off;
	const struct plan_workday *makeup = h->makeup_hours;
	for (int i = 0; i < 7 && !makeup; i++)
		makeup = h->week->day[i].count ? &h->week->day[i] : NULL;
	for (size_t i = h->exception_count; i-- > 0;)
		if (h->exceptions[i].day == day)
			return &h->exceptions[i].work;
	for (size_t i = 0; i < h->makeup_count; i++)
		if (h->makeup[i] == day)
			return makeup ? makeup : &off;
	for (size_t i = 0; i < h->days_off_count; i++)
		if (h->days_off[i] == day)
			return &off;
	for (size_t i = h->extra_count; i-- > 0;)
		if (h->extra[i].day == day)
			return &h->extra[i].work;
	return &h->week->day[(day + 3) % 7];
}

static bool lay_strip(struct strip *s, const struct plan_hours *h)
{
	s->first = h->first * PLAN_DAY;
	s->last = (h->last + 1) * PLAN_DAY;
	s->works = calloc((size_t)(s->last - s->first), 1);
	for (int32_t day = h->first; s->works && day <= h->last; day++) {
		const struct plan_workday *w = work_of_day(h, day);
		for (int i = 0; i < w->count; i++)
			memset(s->works + (day - h->first) * PLAN_DAY + w->span[i].from,
			        1, (size_t)(w->span[i].to - w->span[i].from));
	}
	return s->works;
}

static bool works(const struct strip *s, plan_minute t)
{
	return !s->works || (t >= s->first && t < s->last && s->works[t - s->first]);
}

static bool inside(const struct strip *s, plan_minute t)
{
	return s->works ? t > s->first && t < s->last : t > 0 && t < PLAN_LAST;
}

/* Working minutes from a to b; negative the other way. */
static int32_t between(const struct strip *s, plan_minute a, plan_minute b)
{
	int32_t n = 0;
	for (plan_minute t = a; t < b; t++)
		n += works(s, t);
	for (plan_minute t = b; t < a; t++)
		n -= works(s, t);
	return n;
}

/* Start of the first working minute at or after t, end of the last before it. */
static plan_minute forth(const struct strip *s, plan_minute t)
{
	while (inside(s, t) && !works(s, t))
		t++;
	return t;
}

static plan_minute back(const struct strip *s, plan_minute t)
{
	while (inside(s, t) && !works(s, t - 1))
		t--;
	return t;
}

/* n working minutes on from t, ending with one; n working minutes back, beginning with
 * one. */
static plan_minute walk_on(const struct strip *s, plan_minute t, int32_t n)
{
	while (n > 0 && inside(s, t))
		n -= works(s, t++);
	return t;
}

static plan_minute walk_back(const struct strip *s, plan_minute t, int32_t n)
{
	while (n > 0 && inside(s, t))
		n -= works(s, --t);
	return t;
}

/* ---- The parts of an activity ---- */

static const struct strip *strip_of(const struct check *c, const struct plan_activity *a)
{
	bool elapsed = a->calendar == PLAN_ELAPSED || a->kind == PLAN_SUMMARY;
	return &c->strips[elapsed ? c->in->calendar_count : a->calendar];
}

static int32_t work_left(const struct plan_activity *a)
{
	if (a->kind != PLAN_TASK || a->actual_finish)
		return 0;
	return a->duration - (a->actual_start ? a->done : 0);
}

static bool is_span(const struct plan_activity *a)
{
	return a->kind == PLAN_HAMMOCK || a->kind == PLAN_EFFORT ||
	       a->kind == PLAN_SUMMARY;
}

/* When what remains begins. */
static plan_minute early_begin(const struct check *c, size_t i)
{
	const struct plan_activity *a = &c->in->activities[i];
	const struct plan_dates *d = &c->dates[i];
	if (!a->actual_start || a->kind == PLAN_SUMMARY)
		return d->early_start;
	return work_left(a) ? walk_back(strip_of(c, a), d->early_finish, work_left(a))
	                    : d->early_finish;
}

static const struct strip *lag_strip(const struct check *c, const struct plan_link *l)
{
	if (l->lag_on == PLAN_LAG_ELAPSED)
		return &c->strips[c->in->calendar_count];
	if (l->lag_on == PLAN_LAG_CALENDAR)
		return &c->strips[l->calendar];
	int32_t by = l->lag_on == PLAN_LAG_PREDECESSOR ? l->from : l->to;
	uint16_t stated = c->in->activities[by].calendar;
	return &c->strips[stated == PLAN_ELAPSED ? c->in->calendar_count : stated];
}

static int32_t lag_of(const struct check *c, const struct plan_link *l)
{
	const struct plan_activity *from = &c->in->activities[l->from];
	int32_t whole = from->kind == PLAN_SUMMARY ? 0 : from->duration;
	return l->lag_permille ? (int32_t)((int64_t)whole * l->lag / 1000) : l->lag;
}

/* A lead ends, like a lag, with the end of a working minute. */
static plan_minute over_link(
        const struct check *c, const struct plan_link *l, plan_minute t)
{
	const struct strip *s = lag_strip(c, l);
	int32_t lag = lag_of(c, l);
	if (lag > 0)
		return walk_on(s, t, lag);
	return lag < 0 ? back(s, walk_back(s, t, -lag)) : t;
}

static plan_minute back_over_link(
        const struct check *c, const struct plan_link *l, plan_minute t)
{
	const struct strip *s = lag_strip(c, l);
	int32_t lag = lag_of(c, l);
	if (lag > 0)
		return walk_back(s, t, lag);
	return lag < 0 ? forth(s, walk_on(s, t, -lag)) : t;
}

/* Whether activity i is the summary s or lies under it. */
static bool lies_under(const struct check *c, size_t i, size_t s)
{
	while (i != s && c->in->activities[i].parent)
		i = (size_t)c->in->activities[i].parent - 1;
	return i == s;
}

/* ---- Bounds ---- */

struct bounds {
	plan_minute start, finish;
};

static void raise(plan_minute *bound, plan_minute t)
{
	*bound = t > *bound ? t : *bound;
}

static void lower(plan_minute *bound, plan_minute t)
{
	*bound = t < *bound ? t : *bound;
}

static bool begun(const struct plan_activity *a)
{
	return a->actual_start && a->kind != PLAN_SUMMARY;
}

static void own_lower(const struct plan_activity *a, struct bounds *b)
{
	for (int k = 0; k < 2; k++) {
		int kind = k ? a->constraint2 : a->constraint;
		plan_minute at = k ? a->constraint2_at : a->constraint_at;
		if (!begun(a) && (kind == PLAN_START_NO_EARLIER || kind == PLAN_START_ON))
			raise(&b->start, at);
		if (kind == PLAN_FINISH_NO_EARLIER || kind == PLAN_FINISH_ON)
			raise(&b->finish, at);
	}
	raise(&b->start, a->resume);
}

static void own_upper(const struct plan_activity *a, struct bounds *b)
{
	for (int k = 0; k < 2; k++) {
		int kind = k ? a->constraint2 : a->constraint;
		plan_minute at = k ? a->constraint2_at : a->constraint_at;
		if (!begun(a) && (kind == PLAN_START_NO_LATER || kind == PLAN_START_ON))
			lower(&b->start, at);
		if (kind == PLAN_FINISH_NO_LATER || kind == PLAN_FINISH_ON)
			lower(&b->finish, at);
	}
	if (a->due)
		lower(&b->finish, a->due);
}

static plan_minute floor_of(const struct check *c, const struct plan_activity *a)
{
	if (!begun(a))
		return c->floor;
	if (c->in->status)
		return c->in->status > a->actual_start ? c->in->status : a->actual_start;
	return a->done > 0 && a->kind == PLAN_TASK
	               ? walk_on(strip_of(c, a), a->actual_start, a->done)
	               : a->actual_start;
}

/* The date a link goes on from; under progress override none that is done lies in the future. */
static plan_minute date_at(const struct check *c, int32_t from, bool by_finish)
{
	const struct plan_dates *d = &c->dates[from];
	plan_minute t = by_finish ? d->early_finish : d->early_start;
	if (c->in->override == 1 && c->in->status && c->in->activities[from].actual_finish)
		lower(&t, c->in->status);
	if (by_finish && c->hold[from])
		raise(&t, c->hold[from]);
	return t;
}

/* What is done holds nobody back before this. */
static plan_minute past(const struct check *c, size_t done)
{
	plan_minute finish = c->dates[done].early_finish;
	return finish > c->floor ? finish : c->floor;
}

/* What the links into it and into the summaries above it ask of activity i. */
static struct bounds lower_bounds(const struct check *c, size_t i)
{
	const struct plan_activity *a = &c->in->activities[i];
	struct bounds b = {floor_of(c, a), 0};
	own_lower(a, &b);
	for (size_t up = i; c->in->activities[up].parent;) {
		struct bounds above = {0, 0};
		up = (size_t)c->in->activities[up].parent - 1;
		own_lower(&c->in->activities[up], &above);
		raise(&b.start, above.start);
	}
	for (size_t k = 0; k < c->in->link_count; k++) {
		const struct plan_link *l = &c->in->links[k];
		if (!lies_under(c, i, (size_t)l->to) ||
		        c->in->activities[l->from].kind == PLAN_EFFORT ||
		        (begun(a) && c->in->override && l->to == (int32_t)i))
			continue;
		bool by_finish = l->type == PLAN_FS || l->type == PLAN_FF;
		plan_minute t = over_link(c, l, date_at(c, l->from, by_finish));
		raise(l->type == PLAN_FS || l->type == PLAN_SS ? &b.start : &b.finish, t);
	}
	return b;
}

/* Whether link l out of activity `from` can hold activity `to` (not a summary) back. */
static bool binds(
        const struct check *c, const struct plan_link *l, size_t from, size_t to)
{
	const struct plan_activity *a = &c->in->activities[from],
	                           *b = &c->in->activities[to];
	bool from_start = l->type == PLAN_SS || l->type == PLAN_SF;
	bool into_start = l->type == PLAN_SS || l->type == PLAN_FS;
	if (b->actual_finish && (l->to != (int32_t)to || c->late_hold[to] == INT32_MAX))
		return false;
	if (b->kind == PLAN_EFFORT || a->kind == PLAN_EFFORT)
		return false;
	if (b->kind == PLAN_SUMMARY || (b->kind == PLAN_HAMMOCK && into_start))
		return false;
	if (begun(b) && c->in->override && l->to == (int32_t)to)
		return false;
	return !from_start || !(begun(a) || a->kind == PLAN_HAMMOCK);
}

/* Late begin of what remains; held into a stop, it would be named earlier, harmlessly. */
static plan_minute late_begin(const struct check *c, size_t i)
{
	const struct plan_activity *a = &c->in->activities[i];
	const struct plan_dates *d = &c->dates[i];
	if (!begun(a))
		return d->late_start;
	return work_left(a) ? walk_back(strip_of(c, a), d->late_finish, work_left(a))
	                    : d->late_finish;
}

/* What links out of activity i, and out of the summaries above it, allow: for late dates,
 * or (early) without moving an early date. `tied` says whether its finish is bound at
 * all. */
static struct bounds upper_bounds(const struct check *c, size_t i, bool early)
{
	struct bounds b = {INT32_MAX, INT32_MAX};
	for (size_t k = 0; k < c->in->link_count; k++) {
		const struct plan_link *l = &c->in->links[k];
		bool from_start = l->type == PLAN_SS || l->type == PLAN_SF;
		bool into_start = l->type == PLAN_SS || l->type == PLAN_FS;
		if (!lies_under(c, i, (size_t)l->from) ||
		        (c->in->activities[i].actual_finish && l->from != (int32_t)i) ||
		        (l->from != (int32_t)i && from_start &&
		                (early || c->dates[i].early_start !=
		                                  c->dates[l->from].early_start)))
			continue;
		for (size_t j = 0; j < c->in->activity_count; j++) {
			if (!lies_under(c, j, (size_t)l->to) || !binds(c, l, i, j))
				continue;
			plan_minute t = early ? (into_start ? early_begin(c, j)
			                                    : c->dates[j].early_finish)
			                      : (into_start ? late_begin(c, j)
			                                    : c->dates[j].late_finish);
			if (c->in->activities[j].actual_finish)
				t = early ? c->hold[j] ? c->hold[j] : past(c, j) : c->late_hold[j];
			lower(from_start ? &b.start : &b.finish, back_over_link(c, l, t));
		}
	}
	return b;
}

/* ---- Verdicts ---- */

static bool fault(struct check *c, enum plan_fault what, size_t i)
{
	if (c->finding.fault == PLAN_SOUND)
		c->finding = (struct plan_finding){what, (int32_t)i, -1};
	return false;
}

static bool has(const struct plan_activity *a, int kind)
{
	return a->constraint == kind || a->constraint2 == kind;
}

/* Dates that override the logic: the passes' own say, checked only for duration. */
static bool dictated(const struct check *c, const struct plan_activity *a)
{
	bool start = has(a, PLAN_MUST_START) || has(a, PLAN_PLACED);
	return has(a, PLAN_MUST_FINISH) || (start && !begun(a)) ||
	       c->in->honour;
}

static bool check_duration(struct check *c, size_t i)
{
	const struct plan_activity *a = &c->in->activities[i];
	const struct plan_dates *d = &c->dates[i];
	const struct strip *s = strip_of(c, a);
	if (!begun(a) && between(s, d->early_start, d->early_finish) != work_left(a))
		return fault(c, PLAN_FAULT_DURATION, i);
	if (!begun(a) && between(s, d->late_start, d->late_finish) != work_left(a))
		return fault(c, PLAN_FAULT_DURATION, i);
	if (!inside(s, d->early_finish) || !inside(s, d->late_finish))
		return fault(c, PLAN_FAULT_DATE, i);
	return true;
}

static bool check_links(struct check *c, size_t i)
{
	for (size_t k = 0; k < c->in->link_count; k++) {
		const struct plan_link *l = &c->in->links[k];
		if (l->to != (int32_t)i ||
		        c->in->activities[l->from].kind == PLAN_EFFORT ||
		        (begun(&c->in->activities[i]) && c->in->override))
			continue;
		bool by_finish = l->type == PLAN_FS || l->type == PLAN_FF;
		bool to_start = l->type == PLAN_FS || l->type == PLAN_SS;
		plan_minute t = over_link(c, l, date_at(c, l->from, by_finish));
		if ((to_start ? early_begin(c, i) : c->dates[i].early_finish) < t) {
			fault(c, PLAN_FAULT_LINK, i);
			c->finding.link = (int32_t)k;
			return false;
		}
	}
	return true;
}

/* A point's earliest place; a task's: pushed by its start, or by its finish. */
static struct bounds earliest(const struct check *c, size_t i, struct bounds b)
{
	const struct plan_activity *a = &c->in->activities[i];
	const struct strip *s = strip_of(c, a);
	int32_t left = work_left(a);
	plan_minute both = b.start > b.finish ? b.start : b.finish;
	if (!left) {
		bool stay = a->kind != PLAN_START_MILESTONE && works(s, both - 1);
		both = stay ? both : forth(s, both);
		return (struct bounds){both, both};
	}
	plan_minute start = forth(s, b.start), finish = walk_on(s, start, left);
	if (finish >= b.finish)
		return (struct bounds){start, finish};
	finish = works(s, b.finish - 1) ? b.finish : forth(s, b.finish);
	return (struct bounds){walk_back(s, finish, left), finish};
}

static struct bounds latest(const struct check *c, size_t i, struct bounds b)
{
	const struct plan_activity *a = &c->in->activities[i];
	const struct strip *s = strip_of(c, a);
	int32_t left = work_left(a);
	plan_minute both = b.start < b.finish ? b.start : b.finish;
	if (!left) {
		both = works(s, both) ? both : back(s, both);
		return (struct bounds){both, both};
	}
	plan_minute finish = back(s, b.finish), start = walk_back(s, finish, left);
	if (start <= b.start)
		return (struct bounds){start, finish};
	start = works(s, b.start) ? b.start : back(s, b.start);
	return (struct bounds){start, walk_on(s, start, left)};
}

static bool check_tight(struct check *c, size_t i)
{
	const struct plan_activity *a = &c->in->activities[i];
	const struct plan_dates *d = &c->dates[i];
	struct bounds e = earliest(c, i, lower_bounds(c, i));
	if (e.finish != d->early_finish || (!begun(a) && e.start != d->early_start))
		return fault(c, PLAN_FAULT_TIGHT, i);
	struct bounds b = upper_bounds(c, i, false);
	own_upper(a, &b);
	for (size_t up = i; c->in->activities[up].parent;) {
		struct bounds above = {INT32_MAX, INT32_MAX};
		up = (size_t)c->in->activities[up].parent - 1;
		own_upper(&c->in->activities[up], &above);
		lower(&b.finish, above.finish);
		if (!begun(a) && d->early_start == c->dates[up].early_start)
			lower(&b.start, above.start);
	}
	if (b.finish == INT32_MAX || (c->in->capped && b.finish > c->end))
		b.finish = c->end;
	struct bounds l = latest(c, i, b);
	/* the same instant of work has a later name inside a stop, and there it was held early */
	if (d->early_finish <= b.finish &&
	        !between(strip_of(c, a), l.finish, d->early_finish) && d->early_finish > l.finish)
		l.finish = d->early_finish;
	if (l.finish != d->late_finish ||
	        (begun(a) ? d->late_start != a->actual_start : l.start != d->late_start))
		return fault(c, PLAN_FAULT_TIGHT, i);
	return true;
}

static bool check_floats(struct check *c, size_t i)
{
	const struct plan_dates *d = &c->dates[i];
	const struct strip *s = strip_of(c, &c->in->activities[i]);
	struct bounds b = upper_bounds(c, i, true);
	if (b.finish == INT32_MAX)
		b.finish = c->finish;
	int32_t free = between(s, d->early_finish, b.finish);
	if (b.start != INT32_MAX)
		lower(&free, between(s, early_begin(c, i), b.start));
	if (d->total_float != between(s, d->early_finish, d->late_finish) ||
	        d->free_float != free ||
	        (!c->in->longest && d->critical != (d->total_float <= c->in->critical)))
		return fault(c, PLAN_FAULT_FLOAT, i);
	return true;
}

static bool check_actual(struct check *c, size_t i)
{
	const struct plan_activity *a = &c->in->activities[i];
	const struct plan_dates *d = &c->dates[i];
	if (a->actual_start && d->early_start != a->actual_start)
		return fault(c, PLAN_FAULT_DATE, i);
	if (a->actual_finish && (d->early_finish != a->actual_finish ||
	                                d->late_finish != a->actual_finish ||
	                                d->total_float || d->free_float || d->critical))
		return fault(c, PLAN_FAULT_DATE, i);
	return true;
}

static bool check_summary(struct check *c, size_t s)
{
	struct bounds span = {INT32_MAX, 0};
	for (size_t i = 0; i < c->in->activity_count; i++)
		if (i != s && lies_under(c, i, s)) {
			lower(&span.start, c->dates[i].early_start);
			raise(&span.finish, c->dates[i].early_finish);
		}
	if (span.finish && (span.start != c->dates[s].early_start ||
	                           span.finish != c->dates[s].early_finish))
		return fault(c, PLAN_FAULT_SUMMARY, s);
	return true;
}

static bool check_activity(struct check *c, size_t i)
{
	const struct plan_activity *a = &c->in->activities[i];
	if (a->kind == PLAN_SUMMARY)
		return check_summary(c, i);
	if (!check_actual(c, i))
		return false;
	if (a->actual_finish || is_span(a))
		return true;
	if (!check_duration(c, i))
		return false;
	if (dictated(c, a))
		return true;
	if (early_begin(c, i) < floor_of(c, a))
		return fault(c, PLAN_FAULT_START, i);
	return check_links(c, i) && check_tight(c, i) && check_floats(c, i);
}

/* One round of what is done handing on; true when something moved. */
static bool hand_on(struct check *c)
{
	bool moved = false;
	for (size_t k = 0; k < c->in->link_count; k++) {
		const struct plan_link *l = &c->in->links[k];
		bool by_finish = l->type == PLAN_FS || l->type == PLAN_FF;
		const struct plan_activity *from = &c->in->activities[l->from];
		size_t to = (size_t)l->to;
		if (!c->in->activities[to].actual_finish || from->kind == PLAN_EFFORT ||
		        (from->actual_finish && !(by_finish && c->hold[l->from])))
			continue;
		plan_minute t = over_link(c, l, date_at(c, l->from, by_finish));
		if (t <= past(c, to) || t <= c->hold[to])
			continue;
		c->hold[to] = t;
		moved = true;
	}
	for (size_t i = 0; i < c->in->activity_count; i++) {
		if (!c->in->activities[i].actual_finish)
			continue;
		struct bounds b = upper_bounds(c, i, false);
		lower(&b.finish, b.start);
		raise(&b.finish, past(c, i));
		moved |= b.finish != c->late_hold[i];
		c->late_hold[i] = b.finish;
	}
	return moved;
}

static bool find_holds(struct check *c)
{
	size_t n = c->in->activity_count;
	c->hold = calloc(n + 1, sizeof *c->hold);
	c->late_hold = calloc(n + 1, sizeof *c->late_hold);
	for (size_t i = 0; c->late_hold && i < n; i++)
		c->late_hold[i] = INT32_MAX;
	if (c->hold && c->late_hold && c->strips && c->in->retained && !c->in->override)
		for (size_t round = 0; round <= n && hand_on(c); round++)
			;
	return c->hold && c->late_hold;
}

static void find_finish(struct check *c)
{
	for (size_t i = 0; i < c->in->activity_count; i++)
		if (c->in->activities[i].kind != PLAN_EFFORT)
			raise(&c->finish, c->dates[i].early_finish);
	c->end = c->in->due ? c->in->due : c->finish;
}

struct plan_finding plan_check(const struct plan_input *in,
        const struct plan_hours *hours, const struct plan_dates *dates)
{
	struct check c = {.in = in, .dates = dates, .finding = {PLAN_SOUND, -1, -1}};
	bool good = true;
	c.floor = in->start > in->status ? in->start : in->status;
	c.strips = calloc(in->calendar_count + 1, sizeof *c.strips);
	for (size_t i = 0; c.strips && good && i < in->calendar_count; i++)
		good = lay_strip(&c.strips[i], &hours[i]);
	if (!c.strips || !good)
		c.finding.fault = PLAN_FAULT_UNCHECKED;
	find_finish(&c);
	good = good && find_holds(&c);
	if (!good)
		c.finding.fault = PLAN_FAULT_UNCHECKED;
	for (size_t i = 0; c.strips && good && i < in->activity_count; i++)
		good = check_activity(&c, i);
	for (size_t i = 0; c.strips && i < in->calendar_count; i++)
		free(c.strips[i].works);
	free(c.strips);
	free(c.hold);
	free(c.late_hold);
	return c.finding;
}
