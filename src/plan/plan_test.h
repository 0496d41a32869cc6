/*
 * What the tests of libguatu-plan share: a small world of odd calendars with random networks
 * on them, and a yard with the office week.
 */
#ifndef PLAN_TEST_H
#define PLAN_TEST_H

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

static inline int32_t roll(int32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int32_t)((seed >> 33) % (uint64_t)n);
}

static inline struct plan_workday random_workday(void)
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

static inline void random_hours(struct world *w, int c)
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
static inline bool works(const struct plan_hours *h, plan_minute t)
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

static inline void count_work(struct world *w)
{
	for (int c = 0; c <= CALENDARS; c++) {
		w->before[c][0] = 0;
		for (int32_t m = 0; m < MINUTES; m++)
			w->before[c][m + 1] =
			        w->before[c][m] +
			        (c == CALENDARS || works(&w->hours[c], ORIGIN + m));
	}
}

static inline void open_calendars(struct world *w)
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

static inline void close_calendars(struct world *w)
{
	for (int c = 0; c < CALENDARS; c++)
		plan_calendar_close(w->calendars[c]);
}

static inline struct plan_activity random_activity(void)
{
	struct plan_activity a = {.calendar = (uint16_t)roll(CALENDARS + 1)};
	if (a.calendar == CALENDARS)
		a.calendar = PLAN_ELAPSED;
	a.kind = roll(6) ? PLAN_TASK : PLAN_MILESTONE;
	a.duration = a.kind == PLAN_TASK ? roll(300) : 0;
	return a;
}

static inline void random_constraint(const struct world *w, struct plan_activity *a)
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

static inline struct plan_link random_link(int32_t from, int32_t to)
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
static inline void random_network(struct world *w, int what)
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

/* Puts some activities under summaries; links among relatives may loop and are dropped.
 */
static inline void add_summaries(struct world *w)
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

static inline void read_dates(const struct world *w, const struct plan *p, struct plan_dates *d)
{
	for (size_t i = 0; i < w->in.activity_count; i++)
		d[i] = plan_dates(p, (int32_t)i);
}

static inline struct plan *scheduled(const struct world *w)
{
	struct plan *p = plan_open(&w->in);
	assert_non_null(p);
	assert_int_equal(plan_problem(p).status, PLAN_OK);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	return p;
}

/* Runs act() on some random networks of a kind; calendars change every tenth. */
static inline void with_worlds(int count, int what, bool summaries, void (*act)(struct world *))
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

/* ---- A yard, for examples by hand ---- */

/* The office week, and room for a few activities. */
struct yard {
	struct plan_week week;
	struct plan_hours hours;
	struct plan_calendar *calendar;
	struct plan_activity a[8];
	struct plan_link l[8];
	struct plan_input in;
};

static inline struct plan *build(struct yard *y, size_t activities, size_t links)
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

static inline void tear_down(struct yard *y, struct plan *p)
{
	plan_close(p);
	plan_calendar_close(y->calendar);
}

#define DAY_WORK 480
static inline plan_minute march(int day, int hour)
{
	return plan_time(2026, 3, day, hour, 0);
}

#endif
