/* Making networks of schedule files: whose calendar counts, what the writing program does
 * that a plain network does not. */
#include "paper/plan_adjust.h"

#include <stdlib.h>

/* ---- calendars ------------------------------------------------------------------------------ */
struct span {
	int32_t first, last;
};

static void reach(struct span *s, plan_minute t)
{
	if (t == PLAN_NONE)
		return;
	s->first = MIN(s->first, t / PLAN_DAY);
	s->last = MAX(s->last, t / PLAN_DAY);
}

/* Days that the file speaks of, with years to spare on both sides. */
static struct span days_of(const struct plan_file *f)
{
	struct span s = {INT32_MAX, 0};
	int64_t work = 0;
	reach(&s, f->start);
	reach(&s, f->finish);
	reach(&s, f->status);
	reach(&s, f->due);
	for (size_t i = 0; i < f->others.len; i++) {
		reach(&s, f->others.at[i].start);
		reach(&s, f->others.at[i].status);
		reach(&s, f->others.at[i].due);
	}
	for (size_t i = 0; i < f->tasks.len; i++) {
		const struct plan_file_task *t = &f->tasks.at[i];
		const plan_minute dates[] = {t->theirs.start, t->theirs.finish, t->a.constraint_at,
			t->a.constraint2_at, t->a.due, t->a.actual_start, t->a.actual_finish,
			t->a.resume, t->placed, t->placed_finish, t->theirs.late_finish, t->expected,
			t->outside_start, t->outside_finish};
		for (size_t k = 0; k < LEN(dates); k++)
			reach(&s, dates[k]);
		if (t->a.kind == PLAN_TASK)
			work += t->a.duration;
	}
	for (size_t i = 0; i < f->links.len; i++)
		work += abs(f->links.at[i].lag);
	if (s.first > s.last)
		s.first = s.last = plan_day(2026, 1, 1);
	int64_t room = 3 * 366 + MIN(work / 60, 18000);
	s.first = (int32_t)MAX(s.first - 5 * 366 - room / 4, 400);
	s.last = (int32_t)MIN(MIN(s.last + room, s.first + 59000), PLAN_LAST / PLAN_DAY - 400);
	return s;
}

/* The week of a calendar with what it takes from its bases. */
static struct plan_week whole_week(const struct plan_file *f, int place, int depth)
{
	const struct plan_file_calendar *c = &f->calendars.at[place];
	struct plan_week week = c->week;
	if (c->base < 0 || depth > 8)
		return week;
	struct plan_week base = whole_week(f, c->base, depth + 1);
	for (int d = 0; d < 7; d++)
		if (!c->own[d])
			week.day[d] = base.day[d];
	return week;
}

static void add_days(struct arena *a, const struct plan_file *f, int place, int depth,
	struct plan_exception **at, size_t *len, size_t *cap)
{
	const struct plan_file_calendar *c = &f->calendars.at[place];
	if (c->base >= 0 && depth <= 8)
		add_days(a, f, c->base, depth + 1, at, len, cap);
	for (size_t i = 0; i < c->days.len; i++)
		*(struct plan_exception *)vec_grow_(a, (void **)at, len, cap, sizeof **at) =
			c->days.at[i];
}

static int by_day(const void *a, const void *b)
{
	const struct plan_exception *x = *(const struct plan_exception *const *)a;
	const struct plan_exception *y = *(const struct plan_exception *const *)b;
	return x->day != y->day ? (x->day < y->day ? -1 : 1) : x < y ? -1 : x > y;
}

/* Of several words on one day the last holds. */
static size_t last_words(struct arena *a, struct plan_exception **list, size_t len)
{
	const struct plan_exception **sorted = NEW_ARRAY(a, const struct plan_exception *, len + 1);
	struct plan_exception *kept = NEW_ARRAY(a, struct plan_exception, len + 1);
	size_t n = 0;
	for (size_t i = 0; i < len; i++)
		sorted[i] = &(*list)[i];
	qsort(sorted, len, sizeof *sorted, by_day);
	for (size_t i = 0; i < len; i++)
		if (i + 1 == len || sorted[i]->day != sorted[i + 1]->day)
			kept[n++] = *sorted[i];
	*list = kept;
	return n;
}

void plan_file_hours(struct arena *a, const struct plan_file *f, int place,
	struct plan_hours *hours)
{
	struct plan_week *week = NEW(a, struct plan_week);
	struct plan_exception *list = NULL;
	size_t len = 0, cap = 0;
	*week = place < 0 ? plan_week(PLAN_WEEK_5) : whole_week(f, place, 0);
	if (place >= 0)
		add_days(a, f, place, 0, &list, &len, &cap);
	len = len ? last_words(a, &list, len) : 0;
	*hours = (struct plan_hours){.week = week, .exceptions = list, .exception_count = len};
}

/* What a calendar works on a day: of its compiled hours. */
static struct plan_workday day_in(const struct plan_hours *h, int32_t d)
{
	for (size_t low = 0, high = h->exception_count; low < high;) {
		size_t mid = (low + high) / 2;
		if (h->exceptions[mid].day == d)
			return h->exceptions[mid].work;
		if (h->exceptions[mid].day < d)
			low = mid + 1;
		else
			high = mid;
	}
	return h->week->day[plan_weekday(d)];
}

/* The minutes of a day that any (all: every one) of two workdays works. */
static struct plan_workday joined(struct plan_workday a, struct plan_workday b, bool all)
{
	struct plan_workday made = {0};
	uint16_t edges[4 * PLAN_SPANS];
	int count = 0;
	for (int i = 0; i < a.count; i++) {
		edges[count++] = a.span[i].from;
		edges[count++] = a.span[i].to;
	}
	for (int i = 0; i < b.count; i++) {
		edges[count++] = b.span[i].from;
		edges[count++] = b.span[i].to;
	}
	for (int i = 1; i < count; i++)
		for (int k = i; k > 0 && edges[k - 1] > edges[k]; k--) {
			uint16_t t = edges[k];
			edges[k] = edges[k - 1];
			edges[k - 1] = t;
		}
	for (int i = 0; i + 1 < count; i++) {
		bool in_a = false, in_b = false;
		for (int k = 0; k < a.count; k++)
			in_a |= a.span[k].from <= edges[i] && edges[i] < a.span[k].to;
		for (int k = 0; k < b.count; k++)
			in_b |= b.span[k].from <= edges[i] && edges[i] < b.span[k].to;
		if (edges[i] == edges[i + 1] || !(all ? in_a && in_b : in_a || in_b))
			continue;
		if (made.count && made.span[made.count - 1].to == edges[i])
			made.span[made.count - 1].to = edges[i + 1];
		else if (made.count < PLAN_SPANS)
			made.span[made.count++] = (typeof(made.span[0])){edges[i], edges[i + 1]};
	}
	return made;
}

/* Two calendars as one. */
static void join(struct arena *a, const struct plan_hours *x,
	const struct plan_hours *y, bool all, struct plan_hours *hours)
{
	struct plan_week *week = NEW(a, struct plan_week);
	struct plan_exception *days =
		NEW_ARRAY(a, struct plan_exception, x->exception_count + y->exception_count + 1);
	size_t n = 0, i = 0, k = 0;
	for (int d = 0; d < 7; d++)
		week->day[d] = joined(x->week->day[d], y->week->day[d], all);
	while (i < x->exception_count || k < y->exception_count) {
		int32_t dx = i < x->exception_count ? x->exceptions[i].day : INT32_MAX;
		int32_t dy = k < y->exception_count ? y->exceptions[k].day : INT32_MAX;
		int32_t d = MIN(dx, dy);
		i += dx == d;
		k += dy == d;
		days[n++] = (struct plan_exception){d, joined(day_in(x, d), day_in(y, d), all)};
	}
	*hours = (struct plan_hours){.week = week, .exceptions = days, .exception_count = n};
}

/* ---- the calendars of a network ---------------------------------------------------------------- */
/* Files name a calendar for each of hundreds of people, most of them alike: those that work
 * alike are one here, and those that nothing uses are none. */
enum { CALENDARS_MAX = 240 };

struct opening {
	struct arena *a;
	struct plan_file *f;
	struct plan_file_network *n;
	struct span days;
	struct map made; /* what a calendar works, as text → its place + 1 */
	struct map joins;
	int *place; /* of a calendar of the file, + 1; the last is the standard week */
	bool full;
};

static void put_day(struct out *o, const struct plan_workday *d)
{
	for (int i = 0; i < d->count; i++)
		out_fmt(o, "%d-%d,", d->span[i].from, d->span[i].to);
	out_c(o, ';');
}

static struct str as_text(struct arena *a, const struct plan_hours *h)
{
	struct out o = out_on(a, 1u << 28);
	for (int d = 0; d < 7; d++)
		put_day(&o, &h->week->day[d]);
	for (size_t i = 0; i < h->exception_count; i++) {
		out_int(&o, h->exceptions[i].day);
		put_day(&o, &h->exceptions[i].work);
	}
	return out_got(&o);
}

/* The place of what these hours say; −1: they work never, or there are too many. */
static int compile(struct opening *x, struct plan_hours hours)
{
	struct map_entry *e = map_put(&x->made, as_text(x->a, &hours));
	if (e->n)
		return (int)e->n - 1;
	if (x->n->calendar_count == CALENDARS_MAX) {
		if (!x->full)
			plan_file_note(x->a, x->f, PLAN_WARNING, "calendars", NOTHING,
				"more than %d different calendars; the project's stands in for the rest",
				CALENDARS_MAX);
		x->full = true;
		return -1;
	}
	hours.first = x->days.first;
	hours.last = x->days.last;
	struct plan_calendar *made = plan_calendar_open(&hours);
	if (!made)
		return -1;
	x->n->hours[x->n->calendar_count] = hours;
	x->n->calendars[x->n->calendar_count++] = made;
	e->n = (int64_t)x->n->calendar_count;
	return (int)e->n - 1;
}

/* The place of a calendar of the file; −1 means the project's. */
static int use(struct opening *x, int calendar)
{
	struct plan_hours hours;
	int which = calendar >= 0 ? calendar : x->f->calendar;
	int *known = &x->place[which < 0 ? x->f->calendars.len : (size_t)which];
	if (*known)
		return *known - 1;
	plan_file_hours(x->a, x->f, which, &hours);
	int place = compile(x, hours);
	if (place < 0 && which >= 0 && !x->full)
		plan_file_note(x->a, x->f, PLAN_WARNING, "calendar-empty", NOTHING,
			"the calendar \"%.*s\" has no working time; the standard week stands in",
			STR(x->f->calendars.at[which].name));
	if (place < 0) {
		plan_file_hours(x->a, x->f, -1, &hours);
		place = x->full ? x->n->project : compile(x, hours);
	}
	*known = place + 1;
	return place;
}

/* The place of a calendar made of two; the first where they have no time in common. */
static int joined_calendar(struct opening *x, int first, int second, bool all)
{
	struct plan_hours hours;
	if (first == second)
		return first;
	struct map_entry *e = map_put(&x->joins,
		str_fmt(x->a, "%d %d %d", MIN(first, second), MAX(first, second), all));
	if (!e->n) {
		join(x->a, &x->n->hours[first], &x->n->hours[second], all, &hours);
		int place = compile(x, hours);
		e->n = (place < 0 ? first : place) + 1;
	}
	return (int)e->n - 1;
}

/* An activity is worked on when any of its people works (MS Project), and only within its
 * own calendar where it has one. */
static void settle_calendars(struct opening *x, int *calendars)
{
	const struct plan_file *f = x->f;
	int *people = NEW_ARRAY(x->a, int, f->tasks.len + 1);
	x->n->float_on = NEW_ARRAY(x->a, int, f->tasks.len + 1);
	for (size_t i = 0; i < f->tasks.len; i++)
		people[i] = -1;
	for (size_t i = 0; i < f->assignments.len; i++) {
		const struct plan_file_assignment *s = &f->assignments.at[i];
		const struct plan_file_resource *r = &f->resources.at[s->resource];
		if (!f->tasks.at[s->task].by_resource || r->kind != PLAN_WORK)
			continue;
		int theirs = use(x, r->calendar);
		people[s->task] = people[s->task] < 0 ? theirs :
			joined_calendar(x, people[s->task], theirs, false);
	}
	for (size_t i = 0; i < f->tasks.len; i++) {
		const struct plan_file_task *t = &f->tasks.at[i];
		bool both = people[i] >= 0 && t->calendar >= 0 && !t->follows;
		x->n->float_on[i] = use(x, t->calendar);
		calendars[i] = both ? joined_calendar(x, use(x, t->calendar), people[i], true) :
			people[i] >= 0 ? people[i] :
					 use(x, t->calendar);
	}
}

/* ---- networks ------------------------------------------------------------------------------- */
/* Work rests in the gaps: they lengthen what lies around them, by what the file's own dates
 * take longer than the work does (a gap of an hour is a contour, not a rest). */
static void lengthen(const struct plan_file_task *t, const struct plan_calendar *c,
	struct plan_activity *a)
{
	plan_minute stop = !a->actual_start ? PLAN_NONE : a->resume ? a->resume :
		plan_add_work(c, a->actual_start, a->done);
	int32_t longer = !t->theirs.start || !t->theirs.finish ? INT32_MAX / 8 :
		plan_work_between(c, t->theirs.start, t->theirs.finish) - a->duration;
	for (size_t i = 0; i < t->gaps.len && a->kind == PLAN_TASK; i++) {
		int32_t rest = plan_work_between(c, t->gaps.at[i].from, t->gaps.at[i].to);
		rest = MIN(rest, MAX(longer, 0));
		longer -= rest;
		a->duration += rest;
		if (stop && t->gaps.at[i].from < stop) {
			a->done += rest;
			stop = plan_add_work(c, stop, rest);
		}
	}
}

/* A second date of its own, where a place for one is left. */
static void also(struct plan_activity *a, uint8_t kind, plan_minute at)
{
	if (!at)
		return;
	if (a->constraint == PLAN_ASAP) {
		a->constraint = kind;
		a->constraint_at = at;
	} else if (a->constraint2 == PLAN_ASAP) {
		a->constraint2 = kind;
		a->constraint2_at = at;
	}
}

static void placed(const struct plan_file_task *t, const struct plan_calendar *c,
	struct plan_activity *a)
{
	a->constraint = PLAN_PLACED;
	a->constraint_at = t->placed;
	a->constraint2 = PLAN_ASAP;
	int32_t work = plan_work_between(c, t->placed, t->placed_finish);
	if (t->placed_finish >= t->placed && a->kind == PLAN_TASK)
		a->duration = work;
}

/* By hand and under way: it began when it did and ends where it was put. */
static bool is_held(const struct plan_file_task *t)
{
	return t->manual && t->a.kind == PLAN_TASK && t->a.actual_start && !t->a.actual_finish &&
		t->placed_finish > t->a.actual_start;
}

static void hold(const struct plan_file_task *t, const struct plan_calendar *c,
	struct plan_activity *a)
{
	int32_t left = a->duration - a->done;
	int32_t whole = plan_work_between(c, a->actual_start, t->placed_finish);
	if (whole < left || left < 0)
		return;
	a->duration = whole;
	a->done = whole - left;
	a->resume = PLAN_NONE;
}

/* Dates that give way to the logic instead of overriding it. */
static uint8_t yielding(uint8_t kind)
{
	return kind == PLAN_MUST_START ? PLAN_START_ON :
		kind == PLAN_MUST_FINISH ? PLAN_FINISH_ON :
					   kind;
}

static struct plan_activity activity_of(const struct plan_file *f, size_t place,
	const struct plan_file_network *n, int calendar)
{
	const struct plan_file_task *t = &f->tasks.at[place];
	struct plan_activity a = t->a;
	a.calendar = t->elapsed ? PLAN_ELAPSED : (uint16_t)calendar;
	a.parent = t->parent + 1;
	const struct plan_calendar *c = t->elapsed ? NULL : n->calendars[a.calendar];
	if (t->inactive && a.kind != PLAN_SUMMARY) /* it drives nothing and is driven by nothing */
		return (struct plan_activity){.kind = PLAN_MILESTONE, .calendar = a.calendar};
	if (f->rules.yielding) {
		a.constraint = yielding(a.constraint);
		a.constraint2 = yielding(a.constraint2);
	}
	if (f->rules.whole_float && a.constraint == PLAN_ALAP)
		a.constraint = PLAN_ASAP; /* see push_late */
	if (t->manual && a.kind != PLAN_SUMMARY && t->placed && !a.actual_start)
		placed(t, c, &a);
	else if (is_held(t))
		hold(t, c, &a);
	lengthen(t, c, &a);
	if (f->others.len && !a.actual_finish && a.kind != PLAN_SUMMARY) {
		const struct plan_file_project *p = &f->others.at[MAX(t->member - 1, 0)];
		plan_minute from = t->member ? p->status : f->status;
		a.resume = MAX(a.resume, from ? from : t->member ? p->start : f->start);
	}
	if (!f->rules.alone) {
		also(&a, PLAN_START_NO_EARLIER, t->outside_start);
		if (t->outside_finish && (!a.due || t->outside_finish < a.due))
			a.due = t->outside_finish;
	}
	return a;
}

/* A level of effort lasts until what follows it: such links bind it, not what follows. */
static struct plan_file_link seen_from_effort(struct plan_file_link l)
{
	static const uint8_t turned[] = {[PLAN_FS] = PLAN_SF, [PLAN_SS] = PLAN_SS,
		[PLAN_FF] = PLAN_FF, [PLAN_SF] = PLAN_FS};
	return (struct plan_file_link){.from = l.to, .to = l.from, .type = turned[l.type],
		.lag = l.permille ? 0 : -l.lag, .elapsed = l.elapsed};
}

static struct plan_link *links_of(struct arena *a, const struct plan_file *f,
	const struct plan_file_network *n, size_t *count)
{
	struct plan_link *links = NEW_ARRAY(a, struct plan_link, f->links.len + 1);
	*count = 0;
	for (size_t i = 0; i < f->links.len; i++) {
		struct plan_file_link l = f->links.at[i];
		if (f->tasks.at[l.from].inactive || f->tasks.at[l.to].inactive ||
			is_held(&f->tasks.at[l.to]))
			continue;
		if (f->tasks.at[l.from].a.kind == PLAN_EFFORT)
			l = seen_from_effort(l);
		struct plan_link *made = &links[(*count)++];
		*made = (struct plan_link){.from = l.from, .to = l.to, .lag = l.lag,
			.type = l.type, .lag_permille = l.permille,
			.lag_on = l.elapsed ? PLAN_LAG_ELAPSED : f->rules.lag_on,
			.calendar = (uint16_t)n->project};
		if (made->lag_on == PLAN_LAG_SUCCESSOR && f->rules.own_float) {
			made->lag_on = PLAN_LAG_CALENDAR; /* nor do its people's hours stretch a lag */
			made->calendar = (uint16_t)n->float_on[l.to];
		}
	}
	return links;
}

static void name_problem(struct arena *a, struct plan_file *f, const struct plan *plan,
	const struct plan_link *links)
{
	struct plan_problem p = plan_problem(plan);
	struct str at = p.activity >= 0 ? f->tasks.at[p.activity].id : NOTHING;
	if (p.status == PLAN_LOOP) {
		struct out o = out_on(a, 1 << 16);
		for (size_t i = 0; i < p.loop_count; i++)
			out_fmt(&o, "%s%.*s", i ? " → " : "", STR(f->tasks.at[p.loop[i]].id));
		plan_file_note(a, f, PLAN_ERROR, "loop", at, "the links form a loop: %.*s; remove one",
			STR(out_got(&o)));
	} else if (p.link >= 0) {
		plan_file_note(a, f, PLAN_ERROR, "link", at,
			"the link from %.*s to %.*s is not possible",
			STR(f->tasks.at[links[p.link].from].id), STR(f->tasks.at[links[p.link].to].id));
	} else {
		plan_file_note(a, f, PLAN_ERROR, "activity", at,
			"the activity's data contradict each other");
	}
}

/* The lesser of what its start and its finish may slip, the finish alone once it has begun. */
static struct plan_dates with_own_float(const struct plan_file *f,
	const struct plan_file_network *n, int32_t activity, struct plan_dates d)
{
	const struct plan_activity *a = &n->input.activities[activity];
	if (!f->rules.own_float || a->calendar == PLAN_ELAPSED || a->actual_finish ||
		a->kind > PLAN_START_MILESTONE || a->calendar == n->float_on[activity])
		return d;
	const struct plan_calendar *c = n->calendars[n->float_on[activity]];
	d.total_float = plan_work_between(c, d.early_finish, d.late_finish);
	if (!a->actual_start)
		d.total_float = MIN(d.total_float,
			plan_work_between(c, d.early_start, d.late_start));
	if (!n->input.longest)
		d.critical = d.total_float <= n->input.critical;
	return d;
}

struct plan_dates plan_file_dates(const struct plan_file *f, const struct plan_file_network *n,
	int32_t activity)
{
	const struct plan_file_task *t = &f->tasks.at[activity];
	if (t->manual && t->a.kind == PLAN_SUMMARY && t->placed && t->placed_finish >= t->placed) {
		struct plan_dates own = plan_dates(n->plan, activity);
		own.start = t->placed; /* it says its own, whatever lies under it */
		own.finish = t->placed_finish;
		return own;
	}
	if (!t->inactive || t->a.kind == PLAN_SUMMARY || !t->theirs.start)
		return with_own_float(f, n, activity, plan_dates(n->plan, activity));
	const struct plan_file_dates *d = &t->theirs;
	return (struct plan_dates){d->start, d->finish, d->early_start, d->early_finish,
		d->late_start, d->late_finish, d->total_float, d->free_float, false};
}

/* Dates on a calendar that could not be read would be wrong. */
static enum status refuse_broken(struct arena *a, struct plan_file *f)
{
	for (size_t i = 0; i < f->tasks.len; i++) {
		int c = f->tasks.at[i].calendar < 0 ? f->calendar : f->tasks.at[i].calendar;
		if (c < 0 || !f->calendars.at[c].broken)
			continue;
		plan_file_note(a, f, PLAN_ERROR, "calendar-broken", f->tasks.at[i].id,
			"its calendar \"%.*s\" breaks off; export the project again",
			STR(f->calendars.at[c].name));
		return INVALID;
	}
	return OK;
}

/* The project's start, or the first date that anything has. */
static plan_minute start_of(const struct plan_file *f)
{
	plan_minute first = f->start;
	for (size_t i = 0; i < f->tasks.len && !f->start; i++) {
		const struct plan_file_task *t = &f->tasks.at[i];
		const plan_minute dates[] = {t->theirs.start, t->a.actual_start,
			t->a.constraint_at, t->placed};
		for (size_t k = 0; k < LEN(dates); k++)
			if (dates[k] && (!first || dates[k] < first))
				first = dates[k];
	}
	for (size_t i = 0; i < f->others.len; i++)
		if (f->others.at[i].start && f->others.at[i].start < first)
			first = f->others.at[i].start;
	return first ? first : f->status;
}

/* The earliest data date; what is of a project with a later one is held back to it. */
static plan_minute status_of(const struct plan_file *f)
{
	plan_minute first = f->status;
	for (size_t i = 0; i < f->others.len && first; i++)
		if (f->others.at[i].status && f->others.at[i].status < first)
			first = f->others.at[i].status;
	return first;
}

static enum plan_status compute(struct plan_file_network *n)
{
	plan_close(n->plan);
	n->plan = plan_open(&n->input);
	if (!n->plan)
		arena_die(n->input.activity_count);
	enum plan_status got = plan_problem(n->plan).status;
	return got == PLAN_OK ? plan_schedule(n->plan) : got;
}

/* Scheduled from the finish (MS Project): everything as late as it may be, the project begins
 * with the first of it; what shall be as soon as possible goes to its early dates, and what
 * precedes it goes along. */
static enum plan_status compute_back(const struct plan_file *f, struct plan_file_network *n,
	struct plan_activity *activities, plan_minute long_ago)
{
	plan_minute first = PLAN_LAST;
	n->input.start = long_ago;
	enum plan_status got = compute(n);
	for (size_t i = 0; i < f->tasks.len && got == PLAN_OK; i++) {
		struct plan_dates d = plan_dates(n->plan, (int32_t)i);
		plan_minute start = activities[i].actual_start ? activities[i].actual_start :
								 d.late_start;
		if (activities[i].kind != PLAN_SUMMARY && !f->tasks.at[i].inactive)
			first = MIN(first, start);
	}
	n->input.start = first == PLAN_LAST ? long_ago : first;
	if (got == PLAN_OK)
		got = compute(n);
	for (size_t i = 0; i < f->tasks.len && got == PLAN_OK; i++) {
		struct plan_activity *a = &activities[i];
		struct plan_dates d = plan_dates(n->plan, (int32_t)i);
		if (f->tasks.at[i].a.constraint != PLAN_ASAP || a->constraint != PLAN_ASAP ||
			a->kind > PLAN_START_MILESTONE || a->actual_start || d.total_float <= 0 ||
			f->tasks.at[i].inactive)
			continue;
		a->constraint = PLAN_FINISH_NO_LATER;
		a->constraint_at = d.early_finish;
		got = plan_change(n->plan, (int32_t)i, a, NULL);
	}
	return got;
}

static void open_calendars(struct opening *x)
{
	struct arena *a = x->a;
	x->n->calendars = NEW_ARRAY(a, struct plan_calendar *, CALENDARS_MAX);
	x->n->hours = NEW_ARRAY(a, struct plan_hours, CALENDARS_MAX);
	x->place = NEW_ARRAY(a, int, x->f->calendars.len + 1);
	x->made = map_on(a);
	x->joins = map_on(a);
	x->n->project = use(x, -1);
}

enum status plan_file_open(struct arena *a, struct plan_file *f, plan_minute status,
	plan_minute due, struct plan_file_network *n)
{
	struct opening x = {.a = a, .f = f, .n = n, .days = days_of(f)};
	*n = (struct plan_file_network){0};
	TRY(refuse_broken(a, f));
	open_calendars(&x);
	struct plan_activity *activities = NEW_ARRAY(a, struct plan_activity, f->tasks.len + 1);
	int *calendars = NEW_ARRAY(a, int, f->tasks.len + 1);
	settle_calendars(&x, calendars);
	for (size_t i = 0; i < f->tasks.len; i++)
		activities[i] = activity_of(f, i, n, calendars[i]);
	size_t link_count;
	const struct plan_link *links = links_of(a, f, n, &link_count);
	bool back = f->rules.from_finish && (due || f->finish || f->due);
	n->input = (struct plan_input){.calendars = n->calendars, .activities = activities,
		.links = links, .calendar_count = n->calendar_count,
		.activity_count = f->tasks.len, .link_count = link_count, .start = start_of(f),
		.honour = f->rules.honour,
		.override = f->rules.override ? 1 + f->rules.actual : 0,
		.retained = f->rules.retained, .longest = f->rules.longest,
		.capped = f->rules.capped, .late = back,
		.critical = MAX(MIN(f->rules.critical, 144000), -144000)};
	if (f->rules.uses_status || status)
		n->input.status = status ? status : status_of(f);
	n->input.due = due ? due : back && f->finish ? f->finish : f->due;
	if (!n->input.start && !n->input.status && !back) {
		plan_file_note(a, f, PLAN_ERROR, "no-start", NOTHING,
			"the file says no start date; give the project one");
		return INVALID;
	}
	enum plan_status got = back ?
		compute_back(f, n, activities, (x.days.first + 40) * PLAN_DAY) :
		compute(n);
	if (got == PLAN_OK)
		got = plan_file_adjust(a, f, n, activities);
	if (got == PLAN_OK)
		return OK;
	if (got == PLAN_RANGE)
		plan_file_note(a, f, PLAN_ERROR, "range",
			f->tasks.at[MAX(plan_problem(n->plan).activity, 0)].id,
			"a date leaves the years that the calendars know");
	else
		name_problem(a, f, n->plan, links);
	return INVALID;
}

void plan_file_close(struct plan_file_network *n)
{
	plan_close(n->plan);
	for (size_t i = 0; n->calendars && i < n->calendar_count; i++)
		plan_calendar_close(n->calendars[i]);
	*n = (struct plan_file_network){0};
}
