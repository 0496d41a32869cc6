/*
 * Tests of libguatu-plan: worked examples, several hundred random networks against an
 * oracle that only knows the definition, and properties that must hold whatever the
 * numbers.
 */
#include "plan/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- A small world: odd calendars over 120 days, and networks on them ---- */

#define FIRST_DAY 20000
#define DAYS 120
#define MINUTES (DAYS * PLAN_DAY)
#define ORIGIN (FIRST_DAY * PLAN_DAY)
#define CALENDARS 3
#define MOST 12

struct world {
	struct plan_week week[CALENDARS];
	struct plan_exception odd[CALENDARS][6];
	struct plan_hours hours[CALENDARS];
	struct plan_calendar *calendars[CALENDARS];
	struct plan_activity a[MOST];
	struct plan_link l[3 * MOST];
	struct plan_input in;
	/* the oracle's own idea of the calendars: work before every minute */
	int32_t before[CALENDARS + 1][MINUTES + 1];
};

static uint64_t seed;

static int32_t roll(int32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int32_t)((seed >> 33) % (uint64_t)n);
}

static struct plan_workday random_workday(void)
{
	struct plan_workday w = {0};
	int at = roll(600);
	for (int spans = 1 + roll(2); w.count < spans; w.count++) {
		w.span[w.count].from = (uint16_t)at;
		w.span[w.count].to = (uint16_t)(at + 30 + roll(200));
		at = w.span[w.count].to + roll(3) * 60;
	}
	return w;
}

static void random_hours(struct world *w, int c)
{
	struct plan_workday usual = random_workday();
	memset(&w->week[c], 0, sizeof w->week[c]);
	for (int d = 0; d < 7; d++)
		if (roll(7) < 5 || d == 0)
			w->week[c].day[d] = roll(4) ? usual : random_workday();
	for (int i = 0; i < 6; i++) {
		w->odd[c][i].day = FIRST_DAY + roll(DAYS);
		w->odd[c][i].work = roll(2) ? random_workday() : (struct plan_workday){0};
	}
	w->hours[c] = (struct plan_hours){.week = &w->week[c],
	        .exceptions = w->odd[c],
	        .exception_count = 6,
	        .first = FIRST_DAY,
	        .last = FIRST_DAY + DAYS - 1};
}

/* The definition, slowly: the last exception that names the day, else the week. */
static bool works(const struct plan_hours *h, plan_minute t)
{
	int32_t day = t / PLAN_DAY, m = t % PLAN_DAY;
	const struct plan_workday *w = &h->week->day[(day + 3) % 7];
	for (size_t i = 0; i < h->exception_count; i++)
		if (h->exceptions[i].day == day)
			w = &h->exceptions[i].work;
	for (int i = 0; i < w->count; i++)
		if (m >= w->span[i].from && m < w->span[i].to)
			return true;
	return false;
}

static void count_work(struct world *w)
{
	for (int c = 0; c <= CALENDARS; c++) {
		w->before[c][0] = 0;
		for (int32_t m = 0; m < MINUTES; m++)
			w->before[c][m + 1] =
			        w->before[c][m] +
			        (c == CALENDARS || works(&w->hours[c], ORIGIN + m));
	}
}

static void open_calendars(struct world *w)
{
	for (int c = 0; c < CALENDARS; c++) {
		w->calendars[c] = plan_calendar_open(&w->hours[c]);
		assert_non_null(w->calendars[c]);
	}
	count_work(w);
	w->in = (struct plan_input){.calendars = w->calendars,
	        .calendar_count = CALENDARS,
	        .activities = w->a,
	        .links = w->l,
	        .start = ORIGIN + 40 * PLAN_DAY + roll(3000)};
}

static void close_calendars(struct world *w)
{
	for (int c = 0; c < CALENDARS; c++)
		plan_calendar_close(w->calendars[c]);
}

static struct plan_activity random_activity(void)
{
	struct plan_activity a = {.calendar = (uint16_t)roll(CALENDARS + 1)};
	if (a.calendar == CALENDARS)
		a.calendar = PLAN_ELAPSED;
	a.kind = roll(6) ? PLAN_TASK : PLAN_MILESTONE;
	a.duration = a.kind == PLAN_TASK ? roll(500) : 0;
	return a;
}

static void random_constraint(const struct world *w, struct plan_activity *a)
{
	static const uint8_t kinds[] = {PLAN_START_NO_EARLIER, PLAN_START_NO_LATER,
	        PLAN_FINISH_NO_EARLIER, PLAN_FINISH_NO_LATER, PLAN_START_ON,
	        PLAN_FINISH_ON};
	a->constraint = kinds[roll(6)];
	a->constraint_at = w->in.start + roll(8000);
	if (!roll(3)) {
		a->constraint2 = kinds[roll(6)];
		a->constraint2_at = w->in.start + roll(8000);
	}
	if (!roll(2))
		a->due = w->in.start + roll(12000);
}

static struct plan_link random_link(int32_t from, int32_t to)
{
	struct plan_link l = {.from = from, .to = to, .type = (uint8_t)roll(4)};
	l.lag = roll(3) ? 0 : roll(600) - 200;
	l.lag_on = (uint8_t)roll(4);
	l.calendar = (uint16_t)roll(CALENDARS);
	if (!roll(8)) {
		l.lag_permille = true;
		l.lag = roll(1500);
	}
	return l;
}

enum { PLAIN = 0, BOUND = 1, PROGRESS = 2 };

/* Links run from a lower to a higher number of a shuffled order. */
static void random_network(struct world *w, int what)
{
	int32_t n = 2 + roll(MOST - 1), order[MOST];
	for (int32_t i = 0; i < n; i++) {
		int32_t k = roll(i + 1);
		order[i] = order[k];
		order[k] = i;
	}
	for (int32_t i = 0; i < n; i++) {
		w->a[i] = random_activity();
		if ((what & BOUND) && !roll(3))
			random_constraint(w, &w->a[i]);
	}
	size_t links = (size_t)roll(2 * n);
	for (size_t k = 0; k < links; k++) {
		int32_t x = roll(n), y = roll(n);
		if (x == y)
			y = (x + 1) % n;
		w->l[k] = random_link(order[x < y ? x : y], order[x < y ? y : x]);
	}
	w->in.activity_count = (size_t)n;
	w->in.link_count = links;
	w->in.status = 0;
	if (what & PROGRESS)
		w->in.status = w->in.start + roll(4000);
	for (int32_t i = 0; (what & PROGRESS) && i < n; i++) {
		struct plan_activity *a = &w->a[i];
		if (roll(3))
			continue;
		a->actual_start = w->in.start - 2000 + roll(3000);
		a->done = a->duration ? roll(a->duration) : 0;
		if (roll(2))
			a->actual_finish = a->actual_start + roll(3000);
	}
}

/* ---- The oracle: bump every date by a minute until all rules hold ---- */

struct dates {
	plan_minute es, ef, ls, lf, begin, late_begin;
};

static int calendar_of(const struct plan_activity *a)
{
	return a->calendar == PLAN_ELAPSED ? CALENDARS : a->calendar;
}

static int32_t W(const struct world *w, int c, plan_minute t)
{
	assert_in_range(t, ORIGIN, ORIGIN + MINUTES);
	return w->before[c][t - ORIGIN];
}

static bool on_edge(const struct world *w, int c, plan_minute t)
{
	return W(w, c, t + 1) > W(w, c, t) || W(w, c, t) > W(w, c, t - 1);
}

static bool begins(const struct world *w, int c, plan_minute t)
{
	return W(w, c, t + 1) > W(w, c, t);
}

static bool ends(const struct world *w, int c, plan_minute t)
{
	return W(w, c, t) > W(w, c, t - 1);
}

static plan_minute first_with(const struct world *w, int c, int32_t work)
{
	int32_t low = 0, high = MINUTES;
	while (low < high) {
		int32_t mid = (low + high) / 2;
		if (w->before[c][mid] < work)
			low = mid + 1;
		else
			high = mid;
	}
	return ORIGIN + low;
}

static plan_minute last_with(const struct world *w, int c, int32_t work)
{
	return first_with(w, c, work + 1) - 1;
}

static int lag_calendar(const struct world *w, const struct plan_link *l)
{
	switch (l->lag_on) {
	case PLAN_LAG_ELAPSED:
		return CALENDARS;
	case PLAN_LAG_CALENDAR:
		return l->calendar;
	case PLAN_LAG_PREDECESSOR:
		return calendar_of(&w->a[l->from]);
	default:
		return calendar_of(&w->a[l->to]);
	}
}

static plan_minute shift(const struct world *w, const struct plan_link *l, plan_minute t)
{
	int32_t lag = l->lag_permille ? w->a[l->from].duration * l->lag / 1000 : l->lag;
	int c = lag_calendar(w, l);
	return lag ? first_with(w, c, W(w, c, t) + lag) : t;
}

static bool started(const struct plan_activity *a)
{
	return a->actual_start != PLAN_NONE;
}

static plan_minute max(plan_minute a, plan_minute b)
{
	return a > b ? a : b;
}

static int32_t todo(const struct plan_activity *a)
{
	return a->duration - (started(a) ? a->done : 0);
}

static void own_bounds(
        const struct plan_activity *a, bool lower, plan_minute *s, plan_minute *f)
{
	for (int k = 0; k < 2; k++) {
		int kind = k ? a->constraint2 : a->constraint;
		plan_minute at = k ? a->constraint2_at : a->constraint_at;
		int on_start = lower ? PLAN_START_NO_EARLIER : PLAN_START_NO_LATER;
		int on_finish = lower ? PLAN_FINISH_NO_EARLIER : PLAN_FINISH_NO_LATER;
		if (!started(a) && (kind == on_start || kind == PLAN_START_ON) &&
		        (lower ? at > *s : at < *s))
			*s = at;
		if ((kind == on_finish || kind == PLAN_FINISH_ON) &&
		        (lower ? at > *f : at < *f))
			*f = at;
	}
	if (!lower && a->due && a->due < *f)
		*f = a->due;
}

/* The least (start, finish) at or after the bounds. */
static void least(const struct world *w, const struct plan_activity *a, plan_minute s,
        plan_minute f, struct dates *d)
{
	int c = calendar_of(a);
	if (!todo(a)) {
		for (s = max(s, f); !on_edge(w, c, s);)
			s++;
		d->begin = d->ef = s;
		return;
	}
	for (;; s++) {
		if (!begins(w, c, s))
			continue;
		plan_minute t = first_with(w, c, W(w, c, s) + todo(a));
		while (W(w, c, t) == W(w, c, s) + todo(a) && (t < f || !on_edge(w, c, t)))
			t++;
		if (W(w, c, t) == W(w, c, s) + todo(a)) {
			d->begin = s;
			d->ef = t;
			return;
		}
	}
}

static void greatest(const struct world *w, const struct plan_activity *a, plan_minute s,
        plan_minute f, struct dates *d)
{
	int c = calendar_of(a);
	if (!todo(a)) {
		for (s = s < f ? s : f; !on_edge(w, c, s);)
			s--;
		d->late_begin = d->lf = s;
		return;
	}
	for (;; f--) {
		if (!ends(w, c, f))
			continue;
		plan_minute t = last_with(w, c, W(w, c, f) - todo(a));
		while (W(w, c, t) == W(w, c, f) - todo(a) && (t > s || !on_edge(w, c, t)))
			t--;
		if (W(w, c, t) == W(w, c, f) - todo(a)) {
			d->late_begin = t;
			d->lf = f;
			return;
		}
	}
}

static void early_once(const struct world *w, size_t i, struct dates *d)
{
	const struct plan_activity *a = &w->a[i];
	plan_minute s = max(w->in.start, w->in.status), f = 0;
	if (a->actual_finish) {
		d[i].es = a->actual_start;
		d[i].ef = a->actual_finish;
		return;
	}
	if (started(a))
		s = max(w->in.status, a->actual_start);
	own_bounds(a, true, &s, &f);
	for (size_t k = 0; k < w->in.link_count; k++) {
		const struct plan_link *l = &w->l[k];
		if (l->to != (int32_t)i)
			continue;
		const struct dates *from = &d[l->from];
		plan_minute t = shift(w, l,
		        l->type == PLAN_FS || l->type == PLAN_FF ? from->ef : from->es);
		if (l->type == PLAN_FS || l->type == PLAN_SS)
			s = max(s, t);
		else
			f = max(f, t);
	}
	least(w, a, s, f, &d[i]);
	d[i].es = started(a) ? a->actual_start : d[i].begin;
}

/* The latest time whose shift over the link is not after the limit: by trying. */
static plan_minute unshift(
        const struct world *w, const struct plan_link *l, plan_minute limit)
{
	plan_minute low = ORIGIN + 2 * PLAN_DAY, high = ORIGIN + MINUTES - 2 * PLAN_DAY;
	while (low < high) {
		plan_minute mid = low + (high - low + 1) / 2;
		if (shift(w, l, mid) <= limit)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

static void late_once(const struct world *w, size_t i, struct dates *d, plan_minute end)
{
	const struct plan_activity *a = &w->a[i];
	plan_minute s = INT32_MAX, f = INT32_MAX;
	if (a->actual_finish) {
		d[i].ls = d[i].es;
		d[i].lf = d[i].ef;
		return;
	}
	own_bounds(a, false, &s, &f);
	for (size_t k = 0; k < w->in.link_count; k++) {
		const struct plan_link *l = &w->l[k];
		const struct dates *to = &d[l->to];
		bool from_start = l->type == PLAN_SS || l->type == PLAN_SF;
		bool into_start = l->type == PLAN_SS || l->type == PLAN_FS;
		if (l->from != (int32_t)i || w->a[l->to].actual_finish ||
		        (started(a) && from_start))
			continue;
		plan_minute t = unshift(w, l, into_start ? to->late_begin : to->lf);
		if (from_start)
			s = t < s ? t : s;
		else
			f = t < f ? t : f;
	}
	greatest(w, a, s, f == INT32_MAX ? end : f, &d[i]);
	d[i].ls = started(a) ? a->actual_start : d[i].late_begin;
}

static void oracle(const struct world *w, struct dates *d)
{
	plan_minute end = 0;
	for (size_t i = 0; i < MOST; i++)
		d[i].es = d[i].ef = d[i].begin = ORIGIN + 30 * PLAN_DAY;
	for (size_t round = 0; round <= w->in.activity_count; round++)
		for (size_t i = 0; i < w->in.activity_count; i++)
			early_once(w, i, d);
	for (size_t i = 0; i < w->in.activity_count; i++)
		end = max(end, d[i].ef);
	for (size_t i = 0; i < MOST; i++)
		d[i].ls = d[i].lf = d[i].late_begin = ORIGIN + MINUTES - 10 * PLAN_DAY;
	for (size_t round = 0; round <= w->in.activity_count; round++)
		for (size_t i = 0; i < w->in.activity_count; i++)
			late_once(w, i, d, end);
}

/* Whether slipping i by x minutes of its work leaves all successors' early dates alone.
 */
static bool slips_freely(
        const struct world *w, size_t i, const struct dates *d, int32_t x)
{
	const struct plan_activity *a = &w->a[i];
	int c = calendar_of(a);
	plan_minute end = 0;
	int32_t done_at = W(w, c, d[i].ef) + x;
	plan_minute finish = first_with(w, c, done_at);
	plan_minute start = first_with(w, c, done_at - todo(a));
	bool open = true;
	for (size_t k = 0; k < w->in.link_count; k++) {
		const struct plan_link *l = &w->l[k];
		bool from_start = l->type == PLAN_SS || l->type == PLAN_SF;
		bool into_start = l->type == PLAN_SS || l->type == PLAN_FS;
		if (l->from != (int32_t)i || w->a[l->to].actual_finish ||
		        (started(a) && from_start))
			continue;
		open = open && from_start;
		plan_minute t = shift(w, l, from_start ? start : finish);
		if (t > (into_start ? d[l->to].begin : d[l->to].ef))
			return false;
	}
	for (size_t k = 0; k < w->in.activity_count; k++)
		end = max(end, d[k].ef);
	return !open || finish <= end;
}

static struct plan *scheduled(const struct world *w)
{
	struct plan *p = plan_open(&w->in);
	assert_non_null(p);
	assert_int_equal(plan_problem(p).status, PLAN_OK);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	return p;
}

static void compare(const struct world *w, const struct plan *p)
{
	struct dates d[MOST];
	oracle(w, d);
	for (size_t i = 0; i < w->in.activity_count; i++) {
		struct plan_dates got = plan_dates(p, (int32_t)i);
		assert_int_equal(got.early_start, d[i].es);
		assert_int_equal(got.early_finish, d[i].ef);
		assert_int_equal(got.late_start, d[i].ls);
		assert_int_equal(got.late_finish, d[i].lf);
		if (w->a[i].actual_finish) {
			assert_int_equal(got.total_float, 0);
			continue;
		}
		int c = calendar_of(&w->a[i]);
		assert_int_equal(got.total_float, W(w, c, d[i].lf) - W(w, c, d[i].ef));
		assert_int_equal(got.critical, got.total_float <= 0);
		assert_true(slips_freely(w, i, d, got.free_float));
		assert_false(slips_freely(w, i, d, got.free_float + 1));
	}
}

static void networks_against_oracle(int what, int count)
{
	struct world *w = calloc(1, sizeof *w);
	for (int round = 0; round < count; round++) {
		if (round % 10 == 0) {
			for (int c = 0; c < CALENDARS; c++)
				random_hours(w, c);
			open_calendars(w);
		}
		random_network(w, what);
		struct plan *p = scheduled(w);
		compare(w, p);
		plan_close(p);
		if (round % 10 == 9)
			close_calendars(w);
	}
	free(w);
}

static void random_networks_match_the_oracle(void **state)
{
	(void)state;
	seed = 1;
	networks_against_oracle(PLAIN, 400);
	networks_against_oracle(BOUND, 400);
	networks_against_oracle(PROGRESS, 300);
	networks_against_oracle(BOUND | PROGRESS, 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(random_networks_match_the_oracle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
