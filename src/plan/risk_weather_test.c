/* Weather against the hypergeometric distribution, against calendars with the same days off,
 * and against itself. */
#include "plan/plan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { SAMPLES = 32000, N = 12, APRIL = 20544 }; /* 2026-04-01, a Wednesday */

static const int32_t all[N] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

struct stage {
	struct plan_calendar *calendar;
	struct plan_activity a[N + 1];
	struct plan_link l[2 * N];
	struct plan_spread s[N + 1];
	float lost[12];
	struct plan_weather w[2];
	struct plan_input in;
	struct plan *plan;
	struct plan_risk_input risk;
};

/* Activities of so many days each; off: days off of the five-day week, NULL for the calendar
 * on which every minute works. */
static struct stage *open_stage(int activities, const int32_t *off, size_t offs, int32_t days)
{
	struct stage *t = calloc(1, sizeof *t);
	struct plan_week week = plan_week(PLAN_WEEK_5);
	t->calendar = plan_calendar_open(&(struct plan_hours){.week = &week, .days_off = off,
	        .days_off_count = offs, .first = 18000, .last = 40000});
	for (int i = 0; i < activities; i++)
		t->a[i] = (struct plan_activity){.calendar = off ? 0 : PLAN_ELAPSED,
		        .duration = days * (off ? 480 : PLAN_DAY)};
	t->in = (struct plan_input){.calendars = &t->calendar, .calendar_count = 1,
	        .activities = t->a, .activity_count = (size_t)activities, .links = t->l,
	        .start = APRIL * PLAN_DAY};
	t->risk = (struct plan_risk_input){.spreads = t->s, .weathers = t->w, .weather_count = 1,
	        .samples = SAMPLES, .seed = 5, .threads = 2};
	for (int k = 0; k < 2; k++)
		t->w[k] = (struct plan_weather){.activities = all,
		        .activity_count = (size_t)activities};
	return t;
}

static void lose(struct stage *t, int weather, int month, const float *days)
{
	t->w[weather].days[month] = (struct plan_spread){.kind = PLAN_EMPIRICAL, .values = days,
	        .value_count = 1};
}

static struct plan_risk_result *draw(struct stage *t)
{
	plan_close(t->plan);
	t->plan = plan_open(&t->in);
	assert_int_equal(plan_schedule(t->plan), PLAN_OK);
	struct plan_risk_result *r = plan_risk(t->plan, &t->risk);
	assert_non_null(r);
	return r;
}

static void close_stage(struct stage *t)
{
	plan_close(t->plan);
	plan_calendar_close(t->calendar);
	free(t);
}

static double choose(int n, int k)
{
	return k < 0 || k > n ? 0 : exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1));
}

/* Of April's 30 days eight are lost: work of ten days is done by day k when at most k − 10 of
 * the first k are among them. */
static void days_lost_are_hypergeometric(void **state)
{
	(void)state;
	static const float eight[] = {8};
	for (int k = 11; k <= 16; k++) {
		struct stage *t = open_stage(1, NULL, 0, 10);
		lose(t, 0, 3, eight);
		t->risk.due = (APRIL + k) * PLAN_DAY;
		struct plan_risk_result *r = draw(t);
		double by = 0;
		for (int lost = 0; lost <= k - 10; lost++)
			by += choose(k, lost) * choose(30 - k, 8 - lost) / choose(30, 8);
		assert_true(fabs(r->by_due - by) < 4 * r->by_due_error + 1e-6);
		plan_risk_close(r);
		close_stage(t);
	}
}

/* 2½ days a month are lost on average, however long it lasts. */
static void parts_of_days_keep_their_mean(void **state)
{
	(void)state;
	static const float days[] = {2.5f};
	enum { TEN_YEARS = 3652 };
	struct stage *t = open_stage(1, NULL, 0, TEN_YEARS);
	for (int month = 0; month < 12; month++)
		lose(t, 0, month, days);
	t->risk.samples = 2048;
	struct plan_risk_result *r = draw(t);
	double want = TEN_YEARS / (1 - 30 / 365.25);
	assert_true(fabs((r->mean / PLAN_DAY - APRIL) / want - 1) < 0.001);
	assert_true(fabs((double)r->activities[0].mean / PLAN_DAY / want - 1) < 0.001);
	plan_risk_close(r);
	close_stage(t);
}

/* A month that is lost whole is a calendar with its days off; Sundays lost cost nothing. */
static void a_lost_month_is_days_off(void **state)
{
	(void)state;
	static const float whole[] = {31};
	int32_t may[31], none = 0;
	for (int i = 0; i < 31; i++)
		may[i] = APRIL + 30 + i;
	for (int32_t days = 5; days < 60; days += 9) {
		struct stage *t = open_stage(3, &none, 1, days), *off = open_stage(3, may, 31, days);
		t->l[0] = off->l[0] = (struct plan_link){.from = 0, .to = 1, .lag = 480};
		t->l[1] = off->l[1] = (struct plan_link){.from = 0, .to = 2, .type = PLAN_FF, .lag = 960};
		t->in.link_count = off->in.link_count = 2;
		lose(t, 0, 4, whole);
		t->risk.samples = 64;
		off->risk.weather_count = 0;
		off->risk.samples = 64;
		struct plan_risk_result *r = draw(t), *same = draw(off);
		assert_int_equal(r->finishes[7], same->finishes[7]);
		assert_int_equal(r->finishes[0], r->finishes[63]);
		plan_risk_close(r);
		plan_risk_close(same);
		close_stage(t);
		close_stage(off);
	}
}

static void spread(struct stage *t, int activities)
{
	static const float observed[] = {3, 6, 12};
	for (int i = 0; i < activities; i++)
		t->s[i] = (struct plan_spread){.kind = PLAN_UNIFORM, .low = 0.7f, .high = 1.5f};
	for (int month = 0; month < 12; month++)
		t->w[0].days[month] = t->w[1].days[month] = (struct plan_spread){
		        .kind = PLAN_EMPIRICAL, .values = observed, .value_count = 3};
}

static struct stage *network(void)
{
	static const int32_t off = 20574;
	struct stage *t = open_stage(N, &off, 1, 9);
	for (int i = 1; i < N; i++)
		t->l[t->in.link_count++] = (struct plan_link){.from = i / 2, .to = i,
		        .type = (uint8_t)(i % 5 == 4 ? PLAN_FF : i % 3 == 2 ? PLAN_SS : PLAN_FS),
		        .lag = i * 60};
	spread(t, N);
	t->risk.weather_count = 2;
	t->w[1].activity_count = 5;
	return t;
}

/* Two activities side by side meet the same days, or, under two weathers, others. */
static void weather_is_shared(void **state)
{
	(void)state;
	int32_t none = 0;
	static const float five[] = {5};
	struct plan_risk_result *r[3];
	for (int k = 0; k < 3; k++) {
		struct stage *t = open_stage(k ? 2 : 1, &none, 1, 15);
		lose(t, 0, 3, five);
		lose(t, 1, 3, five);
		t->risk.weather_count = k == 2 ? 2 : 1;
		t->w[0].activity_count = k == 1 ? 2 : 1;
		t->w[1].activities = all + 1;
		t->w[1].activity_count = 1;
		r[k] = draw(t);
		close_stage(t);
	}
	size_t bytes = SAMPLES * sizeof *r[0]->finishes;
	assert_memory_equal(r[0]->finishes, r[1]->finishes, bytes);
	assert_true(r[2]->mean > r[1]->mean + 0.2 * PLAN_DAY);
	for (int k = 0; k < 3; k++)
		plan_risk_close(r[k]);
}

/* A hammock makes every sample a forward pass of its own. */
static void fast_and_slow_agree(void **state)
{
	(void)state;
	struct stage *t = network(), *slow = network();
	slow->a[N] = (struct plan_activity){.kind = PLAN_HAMMOCK};
	slow->l[slow->in.link_count++] = (struct plan_link){.from = 0, .to = N, .type = PLAN_SS};
	slow->l[slow->in.link_count++] = (struct plan_link){.from = 0, .to = N, .type = PLAN_FF};
	slow->in.activity_count++;
	t->risk.samples = slow->risk.samples = 640;
	t->risk.exclusion = slow->risk.exclusion = true;
	struct plan_risk_result *r = draw(t), *s = draw(slow);
	assert_memory_equal(r->finishes, s->finishes, 640 * sizeof *r->finishes);
	assert_memory_equal(r->effects, s->effects, 2 * sizeof *r->effects);
	for (int i = 0; i < N; i++)
		assert_true(r->activities[i].mean == s->activities[i].mean);
	plan_risk_close(r);
	plan_risk_close(s);
	close_stage(t);
	close_stage(slow);
}

static void effects_are_the_plan_without_it(void **state)
{
	(void)state;
	struct stage *t = network();
	t->risk.exclusion = true;
	t->risk.samples = 6400;
	struct plan_risk_result *both = draw(t);
	t->risk.threads = 1;
	struct plan_risk_result *again = draw(t);
	assert_memory_equal(both->finishes, again->finishes, 6400 * sizeof *both->finishes);
	assert_memory_equal(both->effects, again->effects, 2 * sizeof *both->effects);
	t->risk.weather_count = 1; /* the first alone draws what it drew before */
	struct plan_risk_result *first = draw(t);
	assert_true(both->effects[1].mean > 0 && both->effects[0].p80 > both->effects[1].p80);
	assert_true(fabs(both->mean - first->mean - both->effects[1].mean) < 1e-3);
	t->risk.weather_count = 2;
	t->w[0].days[4].kind = PLAN_TRIANGULAR; /* without order */
	t->w[0].days[4].low = 9;
	assert_null(plan_risk(t->plan, &t->risk));
	plan_risk_close(both);
	plan_risk_close(again);
	plan_risk_close(first);
	close_stage(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(days_lost_are_hypergeometric),
	        cmocka_unit_test(parts_of_days_keep_their_mean),
	        cmocka_unit_test(a_lost_month_is_days_off), cmocka_unit_test(weather_is_shared),
	        cmocka_unit_test(fast_and_slow_agree),
	        cmocka_unit_test(effects_are_the_plan_without_it)};
	return cmocka_run_group_tests_name("weather", tests, NULL, NULL);
}
