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
		w.span[w.count].to = (uint16_t)(at + 60 + roll(200));
		at = w.span[w.count].to + roll(3) * 60;
	}
	return w;
}

static void random_hours(struct world *w, int c)
{
	struct plan_workday usual = random_workday();
	bool even = roll(2); /* all working days alike */
	memset(&w->week[c], 0, sizeof w->week[c]);
	for (int d = 0; d < 7; d++)
		if (d < 3 || roll(7) < 5)
			w->week[c].day[d] = even || roll(4) ? usual : random_workday();
	for (int i = 0; i < 6; i++) {
		w->odd[c][i].day = FIRST_DAY + roll(DAYS);
		w->odd[c][i].work = (struct plan_workday){0};
		if (roll(2))
			w->odd[c][i].work = even ? usual : random_workday();
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
	a.duration = a.kind == PLAN_TASK ? roll(300) : 0;
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
	l.lag = roll(3) ? 0 : roll(450) - 150;
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
		if (round % 25 == 0) {
			for (int c = 0; c < CALENDARS; c++)
				random_hours(w, c);
			open_calendars(w);
		}
		random_network(w, what);
		struct plan *p = scheduled(w);
		compare(w, p);
		plan_close(p);
		if (round % 25 == 24)
			close_calendars(w);
	}
	free(w);
}

static void random_networks_match_the_oracle(void **state)
{
	(void)state;
	seed = 1;
	for (int what = PLAIN; what <= (BOUND | PROGRESS); what++)
		networks_against_oracle(what, 300);
}

/* ---- Random networks with summaries, against the checker ---- */

/* Puts some activities under summaries; links among relatives may loop and are dropped.
 */
static void add_summaries(struct world *w)
{
	int32_t n = (int32_t)w->in.activity_count;
	for (int32_t i = 0; i < n; i++)
		w->a[i].parent = 0;
	if (n < 6)
		return;
	for (int32_t s = 0; s < 2; s++) {
		w->a[s] = (struct plan_activity){.kind = PLAN_SUMMARY};
		w->a[s].calendar = (uint16_t)roll(CALENDARS);
		w->a[s].parent = s ? roll(2) : 0;
		if (roll(2))
			w->a[s].due = w->in.start + 3000 + roll(6000);
		w->a[s + 2].parent = s + 1;
	}
	for (int32_t i = 4; i < n; i++)
		w->a[i].parent = roll(3);
	for (size_t k = 0; k < w->in.link_count; k++) {
		if (w->a[w->l[k].to].kind == PLAN_SUMMARY)
			w->l[k].type &= 1; /* FS or SS */
		if (w->a[w->l[k].from].kind == PLAN_SUMMARY)
			w->l[k].lag_permille = false;
	}
}

static void read_dates(const struct world *w, const struct plan *p, struct plan_dates *d)
{
	for (size_t i = 0; i < w->in.activity_count; i++)
		d[i] = plan_dates(p, (int32_t)i);
}

static void assert_sound(const struct world *w, const struct plan *p)
{
	struct plan_dates d[MOST];
	read_dates(w, p, d);
	struct plan_finding found = plan_check(&w->in, w->hours, d);
	assert_int_equal(found.fault, PLAN_SOUND);
}

/* Runs act() on some random networks of a kind; calendars change every tenth. */
static void with_worlds(int count, int what, bool summaries, void (*act)(struct world *))
{
	struct world *w = calloc(1, sizeof *w);
	for (int round = 0; round < count; round++) {
		if (round % 25 == 0) {
			for (int c = 0; c < CALENDARS; c++)
				random_hours(w, c);
			open_calendars(w);
		}
		random_network(w, what);
		if (summaries)
			add_summaries(w);
		act(w);
		if (round % 25 == 24 || round == count - 1)
			close_calendars(w);
	}
	free(w);
}

static int looped, strayed;

static void check_one(struct world *w)
{
	w->in.capped = roll(3) == 0;
	w->in.override = roll(3) == 0;
	w->in.due = roll(3) ? 0 : w->in.start + 4000 + roll(8000);
	struct plan *p = plan_open(&w->in);
	assert_non_null(p);
	if (plan_problem(p).status == PLAN_LOOP) {
		looped++;
		assert_true(plan_problem(p).loop_count > 1);
	} else {
		enum plan_status status = plan_schedule(p);
		if (status == PLAN_OK)
			assert_sound(w, p);
		else
			strayed++;
	}
	plan_close(p);
	w->in.capped = w->in.override = w->in.due = 0;
}

static void the_checker_finds_all_sound(void **state)
{
	(void)state;
	seed = 2;
	looped = strayed = 0;
	with_worlds(200, PLAIN, false, check_one);
	with_worlds(200, BOUND | PROGRESS, false, check_one);
	with_worlds(400, BOUND | PROGRESS, true, check_one);
	assert_in_range(looped, 1, 300);
	assert_in_range(strayed, 0, 40); /* late dates before the calendars begin */
}

static void spoil_one(struct world *w)
{
	struct plan_dates d[MOST];
	struct plan *p = scheduled(w);
	read_dates(w, p, d);
	size_t i = (size_t)roll((int32_t)w->in.activity_count);
	plan_minute *dates[] = {&d[i].early_start, &d[i].early_finish, &d[i].late_start,
	        &d[i].late_finish, &d[i].total_float, &d[i].free_float};
	*dates[roll(6)] += roll(2) ? 1500 : -1500;
	assert_int_not_equal(plan_check(&w->in, w->hours, d).fault, PLAN_SOUND);
	plan_close(p);
}

static void the_checker_finds_spoilt_dates(void **state)
{
	(void)state;
	seed = 3;
	with_worlds(200, PLAIN, false, spoil_one);
}

/* ---- Properties ---- */

static void add_a_link(struct world *w)
{
	struct plan_dates before[MOST], after[MOST];
	struct plan *p = scheduled(w);
	read_dates(w, p, before);
	plan_close(p);
	int32_t n = (int32_t)w->in.activity_count, from = roll(n);
	w->l[w->in.link_count++] = random_link(from, (from + 1 + roll(n - 1)) % n);
	p = plan_open(&w->in);
	if (plan_schedule(p) == PLAN_OK) {
		read_dates(w, p, after);
		for (int32_t i = 0; i < n; i++) {
			assert_true(after[i].early_start >= before[i].early_start);
			assert_true(after[i].early_finish >= before[i].early_finish);
		}
	}
	plan_close(p);
}

static void a_link_makes_nothing_earlier(void **state)
{
	(void)state;
	seed = 4;
	with_worlds(300, BOUND, false, add_a_link);
}

/* With links that only hold starts, and without leads: a finish bound may start work
 * later on a fuller calendar, to keep it whole, and a lead reaches less far back. */
static void relax_a_calendar(struct world *w)
{
	struct plan_dates before[MOST], after[MOST];
	for (size_t k = 0; k < w->in.link_count; k++) {
		w->l[k].type &= 1;
		w->l[k].lag = abs(w->l[k].lag);
	}
	struct plan *p = scheduled(w);
	read_dates(w, p, before);
	plan_close(p);
	struct plan_week week = plan_week(PLAN_WEEK_SHIFT3);
	struct plan_hours hours = {
	        .week = &week, .first = FIRST_DAY, .last = FIRST_DAY + DAYS - 1};
	struct plan_calendar *kept = w->calendars[1];
	w->calendars[1] = plan_calendar_open(&hours);
	p = scheduled(w);
	read_dates(w, p, after);
	for (size_t i = 0; i < w->in.activity_count; i++) {
		assert_true(after[i].early_start <= before[i].early_start);
		assert_true(after[i].early_finish <= before[i].early_finish);
	}
	plan_close(p);
	plan_calendar_close(w->calendars[1]);
	w->calendars[1] = kept;
}

static void a_fuller_calendar_makes_nothing_later(void **state)
{
	(void)state;
	seed = 5;
	with_worlds(300, PLAIN, false, relax_a_calendar);
}

/* Time runs backward: day d becomes day FIRST + LAST − d, minute m becomes 1440 − m. */
static plan_minute mirrored(plan_minute t)
{
	return 2 * ORIGIN + MINUTES - t;
}

static struct plan_calendar *mirror_calendar(const struct plan_hours *h)
{
	static struct plan_exception days[DAYS];
	struct plan_week none = {0};
	for (int32_t d = 0; d < DAYS; d++) {
		struct plan_workday *to = &days[DAYS - 1 - d].work;
		days[DAYS - 1 - d].day = FIRST_DAY + DAYS - 1 - d;
		to->count = 0;
		for (int m = PLAN_DAY; m > 0; m--) {
			if (!works(h, (FIRST_DAY + d) * PLAN_DAY + m - 1))
				continue;
			uint16_t from = (uint16_t)(PLAN_DAY - m);
			if (!to->count || to->span[to->count - 1].to != from)
				to->span[to->count++].from = from;
			to->span[to->count - 1].to = (uint16_t)(from + 1);
		}
	}
	return plan_calendar_open(&(struct plan_hours){.week = &none,
	        .exceptions = days,
	        .exception_count = DAYS,
	        .first = FIRST_DAY,
	        .last = FIRST_DAY + DAYS - 1});
}

static struct plan_calendar *mirrors[CALENDARS];
static const struct world *mirrored_world;

static struct plan *mirror(struct world *w, plan_minute end)
{
	static const uint8_t types[] = {PLAN_FS, PLAN_FF, PLAN_SS, PLAN_SF};
	static const uint8_t lags[] = {PLAN_LAG_PREDECESSOR, PLAN_LAG_SUCCESSOR,
	        PLAN_LAG_ELAPSED, PLAN_LAG_CALENDAR};
	struct plan_link l[3 * MOST];
	struct plan_input in = w->in;
	for (size_t k = 0; k < in.link_count; k++) {
		l[k] = w->l[k];
		l[k].from = w->l[k].to;
		l[k].to = w->l[k].from;
		l[k].type = types[l[k].type];
		l[k].lag_on = lags[l[k].lag_on];
	}
	in.links = l;
	in.calendars = mirrors;
	in.start = mirrored(end);
	return plan_open(&in);
}

static void mirror_one(struct world *w)
{
	if (mirrored_world != w || !mirrors[0])
		for (int c = 0; c < CALENDARS; c++)
			mirrors[c] = mirror_calendar(&w->hours[c]);
	for (size_t k = 0; k < w->in.link_count; k++)
		w->l[k].lag_permille = false; /* of the predecessor, which changes */
	/* late dates go back from the end, but open finishes only: tie all to one end */
	size_t last = w->in.activity_count - 1;
	for (size_t k = w->in.link_count; k-- > 0;)
		if (w->l[k].from == (int32_t)last)
			w->l[k] = w->l[--w->in.link_count];
	w->in.link_count = w->in.link_count > MOST ? MOST : w->in.link_count;
	for (size_t i = 0; i < last; i++)
		w->l[w->in.link_count++] =
		        (struct plan_link){.from = (int32_t)i, .to = (int32_t)last};
	w->a[last] =
	        (struct plan_activity){.kind = PLAN_MILESTONE, .calendar = PLAN_ELAPSED};
	struct plan *p = scheduled(w), *q = mirror(w, plan_finish(p));
	assert_int_equal(plan_schedule(q), PLAN_OK);
	for (size_t i = 0; i <= last; i++) {
		struct plan_dates d = plan_dates(p, (int32_t)i),
		                  m = plan_dates(q, (int32_t)i);
		assert_int_equal(d.late_start, mirrored(m.early_finish));
		assert_int_equal(d.late_finish, mirrored(m.early_start));
	}
	plan_close(p);
	plan_close(q);
	mirrored_world = w;
}

static void a_mirrored_network_has_mirrored_dates(void **state)
{
	(void)state;
	seed = 6;
	for (int round = 0; round < 8; round++) {
		mirrors[0] = NULL;
		with_worlds(25, PLAIN, false, mirror_one);
		for (int c = 0; c < CALENDARS; c++)
			plan_calendar_close(mirrors[c]);
	}
}

static void change_some(struct world *w)
{
	w->in.capped = roll(2);
	struct plan *p = plan_open(&w->in);
	if (plan_schedule(p) == PLAN_OK)
		for (int round = 0; round < 8; round++) {
			size_t visits = 0,
			       i = (size_t)roll((int32_t)w->in.activity_count);
			struct plan_activity a = random_activity();
			if (w->a[i].kind == PLAN_SUMMARY) {
				a = w->a[i];
				a.due = w->in.start + roll(6000);
			}
			a.kind = w->a[i].kind;
			a.parent = w->a[i].parent;
			a.actual_start = roll(8) ? 0 : w->in.start;
			if (!roll(4) && a.kind != PLAN_SUMMARY)
				random_constraint(w, &a);
			w->a[i] = a;
			assert_int_equal(
			        plan_change(p, (int32_t)i, &a, &visits), PLAN_OK);
			assert_in_range(visits, 1, 2 * (w->in.activity_count + 2));
			struct plan *fresh = scheduled(w);
			for (size_t k = 0; k < w->in.activity_count; k++) {
				struct plan_dates x = plan_dates(p, (int32_t)k);
				struct plan_dates y = plan_dates(fresh, (int32_t)k);
				assert_int_equal(x.early_start, y.early_start);
				assert_int_equal(x.early_finish, y.early_finish);
				assert_int_equal(x.late_start, y.late_start);
				assert_int_equal(x.late_finish, y.late_finish);
				assert_int_equal(x.total_float, y.total_float);
				assert_int_equal(x.free_float, y.free_float);
				assert_int_equal(x.critical, y.critical);
			}
			plan_close(fresh);
		}
	plan_close(p);
	w->in.capped = 0;
}

static void a_change_gives_what_a_fresh_schedule_gives(void **state)
{
	(void)state;
	seed = 7;
	with_worlds(300, BOUND, false, change_some);
	with_worlds(300, BOUND, true, change_some);
}

/* Every chain of reasons ends, follows real links, and starts at the activity. */
static void follow_chains(struct world *w)
{
	struct plan *p = plan_open(&w->in);
	if (plan_schedule(p) == PLAN_OK)
		for (size_t i = 0; i < w->in.activity_count; i++) {
			struct plan_reason r[8 * MOST];
			for (int early = 0; early < 2; early++) {
				size_t n =
				        early ? plan_why_early(p, (int32_t)i, r, 8 * MOST)
				              : plan_why_late(p, (int32_t)i, r, 8 * MOST);
				assert_in_range(n, 1, 8 * MOST);
				assert_int_equal(r[0].activity, i);
				for (size_t k = 0; k + 1 < n; k++) {
					if (r[k].why == PLAN_WHY_SUMMARY)
						continue;
					assert_int_equal(r[k].why, PLAN_WHY_LINK);
					const struct plan_link *l = &w->l[r[k].link];
					assert_int_equal(
					        early ? l->to : l->from, r[k].activity);
					assert_int_equal(early ? l->from : l->to,
					        r[k + 1].activity);
				}
				assert_int_not_equal(r[n - 1].why, PLAN_WHY_LINK);
				assert_int_not_equal(r[n - 1].why, PLAN_WHY_SUMMARY);
			}
		}
	plan_close(p);
}

static void reasons_lead_to_a_beginning(void **state)
{
	(void)state;
	seed = 8;
	with_worlds(300, PLAIN, false, follow_chains);
	with_worlds(300, BOUND | PROGRESS, false, follow_chains);
	with_worlds(300, BOUND, true, follow_chains);
}

/* ---- Worked examples ---- */

/* The statutory days of 2026 (State Council notice of 2025-11-04). */
static const struct {
	int month, from, to;
} off_2026[] = {{1, 1, 3}, {2, 15, 23}, {4, 4, 6}, {5, 1, 5}, {6, 19, 21}, {9, 25, 27},
        {10, 1, 7}};
static const int makeup_2026[][2] = {{1, 4}, {2, 14}, {2, 28}, {5, 9}, {9, 20}, {10, 10}};

struct state_days {
	int32_t off[64], makeup[6];
	size_t off_count;
};

static struct plan_hours state_hours(struct state_days *s, const struct plan_week *week)
{
	s->off_count = 0;
	for (size_t i = 0; i < sizeof off_2026 / sizeof *off_2026; i++)
		for (int d = off_2026[i].from; d <= off_2026[i].to; d++)
			s->off[s->off_count++] = plan_day(2026, off_2026[i].month, d);
	for (size_t i = 0; i < 6; i++)
		s->makeup[i] = plan_day(2026, makeup_2026[i][0], makeup_2026[i][1]);
	return (struct plan_hours){.week = week,
	        .days_off = s->off,
	        .makeup = s->makeup,
	        .days_off_count = s->off_count,
	        .makeup_count = 6,
	        .first = plan_day(2025, 1, 1),
	        .last = plan_day(2027, 12, 31)};
}

static void days_are_counted_as_in_the_almanac(void **state)
{
	(void)state;
	assert_int_equal(plan_day(1970, 1, 1), 0);
	assert_int_equal(plan_day(2000, 3, 1), 11017);
	assert_int_equal(plan_weekday(plan_day(2026, 3, 2)), 0);
	assert_int_equal(plan_weekday(plan_day(2026, 2, 28)), 5);
}

static void the_state_calendar_of_2026_has_248_days(void **state)
{
	(void)state;
	struct state_days s;
	struct plan_week week = plan_week(PLAN_WEEK_5);
	struct plan_hours hours = state_hours(&s, &week);
	struct plan_calendar *c = plan_calendar_open(&hours);
	plan_minute year = plan_time(2026, 1, 1, 0, 0),
	            next = plan_time(2027, 1, 1, 0, 0);
	assert_int_equal(plan_work_between(c, year, next), 248 * 480);
	assert_int_equal(plan_next_work(c, plan_time(2026, 2, 14, 17, 0)),
	        plan_time(2026, 2, 24, 8, 0));
	assert_int_equal(plan_last_work(c, plan_time(2026, 2, 24, 8, 0)),
	        plan_time(2026, 2, 14, 17, 0));
	assert_int_equal(plan_add_work(c, plan_time(2026, 9, 30, 8, 0), 960),
	        plan_time(2026, 10, 8, 17, 0));
	assert_int_equal(plan_add_work(c, plan_time(2026, 10, 8, 17, 0), -480),
	        plan_time(2026, 9, 30, 17, 0));
	plan_calendar_close(c);
}

/* make-up > day off > the project's own extra day > week; an exception above all. */
static void the_stronger_say_decides_a_day(void **state)
{
	(void)state;
	struct state_days s;
	struct plan_week week = plan_week(PLAN_WEEK_5);
	struct plan_hours hours = state_hours(&s, &week);
	struct plan_workday all = {1, {{0, 1440}}};
	struct plan_exception extra[] = {{plan_day(2026, 3, 7), all},
	        {plan_day(2026, 10, 1), all}, {plan_day(2026, 10, 10), all}};
	struct plan_exception own[] = {
	        {plan_day(2026, 10, 2), all}, {plan_day(2026, 2, 14), {0}}};
	hours.extra = extra;
	hours.extra_count = 3;
	hours.exceptions = own;
	hours.exception_count = 2;
	struct plan_calendar *c = plan_calendar_open(&hours);
	static const int expect[][3] = {{3, 7, 1440}, {3, 8, 0}, {10, 1, 0},
	        {10, 10, 480}, {10, 2, 1440}, {2, 14, 0}, {2, 28, 480}};
	for (size_t i = 0; i < sizeof expect / sizeof *expect; i++) {
		plan_minute t = plan_time(2026, expect[i][0], expect[i][1], 0, 0);
		assert_int_equal(plan_work_between(c, t, t + PLAN_DAY), expect[i][2]);
	}
	plan_calendar_close(c);
}

static void bad_hours_make_no_calendar(void **state)
{
	(void)state;
	struct plan_week week = plan_week(PLAN_WEEK_SHIFT2);
	struct plan_hours hours = {.week = &week, .first = 100, .last = 99};
	assert_null(plan_calendar_open(&hours));
	hours.last = 100 + 60000;
	assert_null(plan_calendar_open(&hours));
	hours.last = 200;
	week.day[3].span[0].to = 1441;
	assert_null(plan_calendar_open(&hours));
	week = (struct plan_week){0};
	assert_null(plan_calendar_open(&hours));
}

/* A yard with the office week, and room for a few activities. */
struct yard {
	struct plan_week week;
	struct plan_hours hours;
	struct plan_calendar *calendar;
	struct plan_activity a[8];
	struct plan_link l[8];
	struct plan_input in;
};

static struct plan *build(struct yard *y, size_t activities, size_t links)
{
	y->week = plan_week(PLAN_WEEK_5);
	y->hours = (struct plan_hours){.week = &y->week,
	        .first = plan_day(2025, 1, 1),
	        .last = plan_day(2028, 12, 31)};
	y->calendar = plan_calendar_open(&y->hours);
	y->in.calendars = &y->calendar;
	y->in.calendar_count = 1;
	y->in.activities = y->a;
	y->in.links = y->l;
	y->in.activity_count = activities;
	y->in.link_count = links;
	y->in.start = plan_time(2026, 3, 2, 8, 0); /* a Monday */
	return plan_open(&y->in);
}

static void tear_down(struct yard *y, struct plan *p)
{
	plan_close(p);
	plan_calendar_close(y->calendar);
}

#define DAY_WORK 480
static plan_minute march(int day, int hour)
{
	return plan_time(2026, 3, day, hour, 0);
}

/* Two paths to one milestone: 5 days, or 2 days and a lag of one; owed on the 5th. */
static void a_small_plan_by_hand(void **state)
{
	(void)state;
	struct yard y = {.a = {{.duration = 5 * DAY_WORK}, {.duration = 2 * DAY_WORK},
	                         {.kind = PLAN_MILESTONE, .due = march(5, 17)}},
	        .l = {{.from = 0, .to = 2}, {.from = 1, .to = 2, .lag = DAY_WORK}}};
	struct plan *p = build(&y, 3, 2);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	struct plan_dates a = plan_dates(p, 0), b = plan_dates(p, 1),
	                  m = plan_dates(p, 2);
	assert_int_equal(a.early_finish, march(6, 17));
	assert_int_equal(m.early_start, march(6, 17)); /* the evening it is reached */
	assert_int_equal(m.late_finish, march(5, 17));
	assert_int_equal(plan_work_days(y.calendar, m.total_float), -1);
	assert_int_equal(plan_work_days(y.calendar, a.total_float), -1);
	assert_true(a.critical);
	assert_int_equal(a.late_start, plan_time(2026, 2, 27, 8, 0));
	assert_int_equal(b.total_float, DAY_WORK);
	assert_int_equal(b.free_float, 2 * DAY_WORK);
	int32_t links[2];
	assert_int_equal(plan_driven_by(p, 2, links, 2), 1);
	assert_int_equal(links[0], 0);
	struct plan_reason why[4];
	assert_int_equal(plan_why_early(p, 2, why, 4), 2);
	assert_int_equal(why[0].why, PLAN_WHY_LINK);
	assert_int_equal(why[1].why, PLAN_WHY_START);
	assert_int_equal(plan_why_late(p, 1, why, 4), 2);
	assert_int_equal(why[1].why, PLAN_WHY_DUE);
	tear_down(&y, p);
}

static void a_loop_is_named_whole(void **state)
{
	(void)state;
	struct yard y = {
	        .l = {{.from = 4, .to = 0}, {.from = 0, .to = 1}, {.from = 1, .to = 2},
	                {.from = 2, .to = 0}, {.from = 2, .to = 3}}};
	struct plan *p = build(&y, 5, 5);
	struct plan_problem problem = plan_problem(p);
	assert_int_equal(problem.status, PLAN_LOOP);
	assert_int_equal(plan_schedule(p), PLAN_LOOP);
	assert_int_equal(problem.loop_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(problem.loop[(i + 1) % 3], (problem.loop[i] + 1) % 3);
	tear_down(&y, p);
}

static void bad_input_is_named(void **state)
{
	(void)state;
	struct yard y = {.a = {{.duration = 60}, {.duration = -1}}};
	struct plan *p = build(&y, 2, 0);
	assert_int_equal(plan_problem(p).status, PLAN_INVALID);
	assert_int_equal(plan_problem(p).activity, 1);
	tear_down(&y, p);
	y = (struct yard){.l = {{.from = 0, .to = 7}}};
	p = build(&y, 2, 1);
	assert_int_equal(plan_problem(p).link, 0);
	tear_down(&y, p);
}

static void a_plan_beyond_its_calendar_says_so(void **state)
{
	(void)state;
	struct yard y = {.a = {{.duration = 60}, {.duration = 3000 * DAY_WORK}}};
	struct plan *p = build(&y, 2, 0);
	assert_int_equal(plan_schedule(p), PLAN_RANGE);
	assert_int_equal(plan_problem(p).activity, 1);
	y.a[1].duration = 30 * DAY_WORK;
	assert_int_equal(plan_change(p, 1, &y.a[1], NULL), PLAN_OK);
	tear_down(&y, p);
}

static void must_dates_win_over_the_logic(void **state)
{
	(void)state;
	struct yard y = {
	        .a = {{.duration = 5 * DAY_WORK}, {.duration = DAY_WORK,
	                                                  .constraint = PLAN_MUST_START,
	                                                  .constraint_at = march(4, 8)}},
	        .l = {{.from = 0, .to = 1}}};
	struct plan *p = build(&y, 2, 1);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_dates(p, 1).early_start, march(4, 8));
	assert_int_equal(plan_dates(p, 1).total_float, 0);
	assert_int_equal(plan_work_days(y.calendar, plan_dates(p, 0).total_float), -3);
	struct plan_reason why[2];
	assert_int_equal(plan_why_early(p, 1, why, 2), 1);
	assert_int_equal(why[0].why, PLAN_WHY_CONSTRAINT);
	tear_down(&y, p);
}

static void no_later_dates_may_be_honoured(void **state)
{
	(void)state;
	struct yard y = {.a = {{.duration = 5 * DAY_WORK},
	                         {.duration = DAY_WORK,
	                                 .constraint = PLAN_START_NO_LATER,
	                                 .constraint_at = march(4, 8)}},
	        .l = {{.from = 0, .to = 1}}};
	struct plan *p = build(&y, 2, 1);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_dates(p, 1).early_start, march(9, 8));
	assert_int_equal(plan_work_days(y.calendar, plan_dates(p, 1).total_float), -3);
	tear_down(&y, p);
	y.in.honour = 1;
	p = build(&y, 2, 1);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_dates(p, 1).early_start, march(4, 8));
	tear_down(&y, p);
}

/* Two in a row as late as possible beside five days: they close up to the end. */
static void as_late_as_possible_moves_planned_dates_only(void **state)
{
	(void)state;
	struct yard y = {.a = {{.duration = 5 * DAY_WORK},
	                         {.duration = DAY_WORK, .constraint = PLAN_ALAP},
	                         {.duration = DAY_WORK, .constraint = PLAN_ALAP}},
	        .l = {{.from = 1, .to = 2}}};
	struct plan *p = build(&y, 3, 1);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_dates(p, 1).early_start, march(2, 8));
	assert_int_equal(plan_dates(p, 1).start, march(5, 8));
	assert_int_equal(plan_dates(p, 2).start, march(6, 8));
	tear_down(&y, p);
	y.in.late = 1; /* backward scheduling: everything at its late dates */
	y.in.due = march(13, 17);
	p = build(&y, 3, 1);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_dates(p, 0).start, march(9, 8));
	assert_int_equal(plan_dates(p, 0).total_float, 5 * DAY_WORK);
	tear_down(&y, p);
}

static void a_hammock_spans_its_drivers(void **state)
{
	(void)state;
	struct yard y = {.a = {{.duration = 2 * DAY_WORK}, {.duration = 4 * DAY_WORK},
	                         {.kind = PLAN_HAMMOCK}, {.kind = PLAN_EFFORT}},
	        .l = {{.from = 0, .to = 1}, {.from = 0, .to = 2},
	                {.from = 1, .to = 2, .type = PLAN_FF},
	                {.from = 0, .to = 3, .type = PLAN_SS},
	                {.from = 1, .to = 3, .type = PLAN_FF}}};
	struct plan *p = build(&y, 4, 5);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_dates(p, 2).start, march(4, 8));
	assert_int_equal(plan_dates(p, 2).finish, march(9, 17));
	assert_int_equal(plan_dates(p, 3).start, march(2, 8));
	assert_int_equal(plan_dates(p, 3).finish, march(9, 17));
	assert_false(plan_dates(p, 3).critical);
	assert_true(plan_dates(p, 1).critical);
	tear_down(&y, p);
}

/* Two of five days done by the data date; the rest waits for a predecessor, or does not.
 */
static void progress_is_kept_or_overrides(void **state)
{
	(void)state;
	for (int override = 0; override < 2; override++) {
		struct yard y = {.a = {{.duration = 5 * DAY_WORK},
		                         {.duration = 5 * DAY_WORK,
		                                 .done = 2 * DAY_WORK,
		                                 .actual_start = march(2, 8)}},
		        .l = {{.from = 0, .to = 1}},
		        .in = {.status = march(4, 8), .override = override}};
		struct plan *p = build(&y, 2, 1);
		assert_int_equal(plan_schedule(p), PLAN_OK);
		assert_int_equal(plan_dates(p, 0).start, march(4, 8));
		assert_int_equal(plan_dates(p, 1).start, march(2, 8));
		assert_int_equal(
		        plan_dates(p, 1).finish, override ? march(6, 17) : march(13, 17));
		tear_down(&y, p);
	}
}

static void parameters_have_their_defaults_in_range(void **state)
{
	(void)state;
	for (const struct plan_param *p = plan_params; p->name; p++) {
		assert_in_range(p->normal - p->least, 0, p->most - p->least);
		assert_true(strlen(p->help) > 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(days_are_counted_as_in_the_almanac),
	        cmocka_unit_test(the_state_calendar_of_2026_has_248_days),
	        cmocka_unit_test(the_stronger_say_decides_a_day),
	        cmocka_unit_test(bad_hours_make_no_calendar),
	        cmocka_unit_test(a_small_plan_by_hand),
	        cmocka_unit_test(a_loop_is_named_whole),
	        cmocka_unit_test(bad_input_is_named),
	        cmocka_unit_test(a_plan_beyond_its_calendar_says_so),
	        cmocka_unit_test(must_dates_win_over_the_logic),
	        cmocka_unit_test(no_later_dates_may_be_honoured),
	        cmocka_unit_test(as_late_as_possible_moves_planned_dates_only),
	        cmocka_unit_test(a_hammock_spans_its_drivers),
	        cmocka_unit_test(progress_is_kept_or_overrides),
	        cmocka_unit_test(parameters_have_their_defaults_in_range),
	        cmocka_unit_test(random_networks_match_the_oracle),
	        cmocka_unit_test(the_checker_finds_all_sound),
	        cmocka_unit_test(the_checker_finds_spoilt_dates),
	        cmocka_unit_test(a_link_makes_nothing_earlier),
	        cmocka_unit_test(a_fuller_calendar_makes_nothing_later),
	        cmocka_unit_test(a_mirrored_network_has_mirrored_dates),
	        cmocka_unit_test(a_change_gives_what_a_fresh_schedule_gives),
	        cmocka_unit_test(reasons_lead_to_a_beginning),

	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
