/* Monte Carlo against closed forms, against the critical path method, and against itself. */
#include "plan/plan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 400, SAMPLES = 64000, MONDAY = 20515 * PLAN_DAY }; /* 2026-03-02 */

static uint64_t dice = 7;

static int32_t roll(int32_t n)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (int32_t)((dice >> 33) % (uint64_t)n);
}

struct stage {
	struct plan_calendar *calendars[4];
	struct plan_activity a[MOST];
	struct plan_link l[3 * MOST];
	struct plan_spread s[MOST];
	struct plan_input in;
	struct plan *plan;
};

static void open_calendars(struct stage *t)
{
	static const int32_t off[] = {20520, 20521, 20522, 20600, 20601, 20780};
	for (int i = 0; i < 4; i++) {
		struct plan_week week = plan_week((enum plan_week_kind)i);
		if (i == 1) /* a half day: working days of two lengths */
			week.day[5].count = 1;
		t->calendars[i] = plan_calendar_open(&(struct plan_hours){.week = &week,
		        .days_off = off, .days_off_count = i == 2 ? 0 : 6,
		        .first = 18000, .last = 40000});
		assert_non_null(t->calendars[i]);
	}
	t->in = (struct plan_input){.calendars = t->calendars, .calendar_count = 4,
	        .activities = t->a, .links = t->l, .start = MONDAY + 8 * 60};
}

static void schedule(struct stage *t, size_t activities, size_t links)
{
	t->in.activity_count = activities;
	t->in.link_count = links;
	t->plan = plan_open(&t->in);
	assert_int_equal(plan_schedule(t->plan), PLAN_OK);
}

static void close_stage(struct stage *t)
{
	plan_close(t->plan);
	for (int i = 0; i < 4; i++)
		plan_calendar_close(t->calendars[i]);
	free(t);
}

static struct plan_risk_result *draw(struct stage *t, int32_t samples, int threads)
{
	struct plan_risk_input in = {.spreads = t->s, .samples = samples, .seed = 11,
	        .threads = threads};
	struct plan_risk_result *r = plan_risk(t->plan, &in);
	assert_non_null(r);
	return r;
}

/* A network of n activities on several calendars with links of all types. */
static struct stage *any_network(size_t n, bool odd)
{
	struct stage *t = calloc(1, sizeof *t);
	size_t links = 0;
	open_calendars(t);
	for (size_t i = 0; i < n; i++) {
		int32_t days = roll(20);
		t->a[i] = (struct plan_activity){.kind = days == 0 ? PLAN_MILESTONE :
			                days == 1 ? PLAN_START_MILESTONE : PLAN_TASK,
		        .calendar = (uint16_t)roll(4), .duration = days * 240};
		if (roll(12) == 0)
			t->a[i].constraint = PLAN_START_NO_EARLIER, t->a[i].constraint_at =
			        MONDAY + roll(90) * PLAN_DAY + 9 * 60;
		if (roll(20) == 0)
			t->a[i].constraint2 = PLAN_FINISH_NO_EARLIER, t->a[i].constraint2_at =
			        MONDAY + roll(90) * PLAN_DAY + 15 * 60;
		for (int k = 0; i && k < 2; k++) {
			uint8_t type = (uint8_t)roll(4);
			int32_t from = roll((int32_t)i);
			bool clock = t->a[from].calendar != t->a[i].calendar;
			if (!odd && clock && (type == PLAN_FF || type == PLAN_SF))
				type = PLAN_FS;
			t->l[links++] = (struct plan_link){.from = from, .to = (int32_t)i, .type = type,
			        .lag = roll(3) ? 0 : roll(1000) - 200, .lag_on = (uint8_t)roll(3)};
		}
	}
	if (odd && n > 5)
		t->a[3].kind = PLAN_HAMMOCK;
	schedule(t, n, links);
	return t;
}

static void without_spread_is_the_critical_path(void **state)
{
	(void)state;
	for (int k = 0; k < 200; k++) {
		struct stage *t = any_network(5 + (size_t)roll(60), k % 4 == 3);
		struct plan_risk_result *r = draw(t, 64, 1);
		assert_int_equal(r->finishes[0], plan_finish(t->plan));
		assert_int_equal(r->finishes[63], plan_finish(t->plan));
		plan_risk_close(r);
		close_stage(t);
	}
}

/* The same draws by the plan itself: every duration changed, all scheduled anew. */
static void each_sample_is_a_forward_pass(void **state)
{
	(void)state;
	for (int k = 0; k < 60; k++) {
		size_t n = 5 + (size_t)roll(40);
		struct stage *t = any_network(n, k % 3 == 2);
		static const float one[1] = {1.37f};
		for (size_t i = 0; i < n; i++)
			t->s[i] = (struct plan_spread){.kind = PLAN_EMPIRICAL, .values = one,
			        .value_count = 1};
		struct plan_risk_result *r = draw(t, 64, 1);
		for (size_t i = 0; i < n; i++) {
			if (t->a[i].kind != PLAN_TASK)
				continue;
			t->a[i].duration = (int32_t)((float)t->a[i].duration * 1.37f + 0.5f);
			assert_int_equal(plan_change(t->plan, (int32_t)i, &t->a[i], NULL), PLAN_OK);
		}
		assert_int_equal(r->finishes[0], plan_finish(t->plan));
		assert_int_equal(r->finishes[63], plan_finish(t->plan));
		plan_risk_close(r);
		close_stage(t);
	}
}

static struct stage *elapsed(size_t n, int32_t minutes, bool chain)
{
	struct stage *t = calloc(1, sizeof *t);
	open_calendars(t);
	for (size_t i = 0; i < n; i++) {
		t->a[i] = (struct plan_activity){.calendar = PLAN_ELAPSED, .duration = minutes};
		if (i && chain)
			t->l[i - 1] = (struct plan_link){.from = (int32_t)i - 1, .to = (int32_t)i};
	}
	schedule(t, n, chain ? n - 1 : 0);
	return t;
}

static void spread_all(struct stage *t, size_t n, struct plan_spread s)
{
	for (size_t i = 0; i < n; i++)
		t->s[i] = s;
}

/* A path's length has the sum of the means and of the variances. */
static void one_path_adds_up(void **state)
{
	(void)state;
	const double minutes = 10000;
	static const struct {
		struct plan_spread s;
		double mean, sd;
	} cases[] = {
	        {{.kind = PLAN_UNIFORM, .low = 0.5f, .high = 2}, 1.25, 0.43301270189},
	        {{.kind = PLAN_TRIANGULAR, .low = 0.5f, .likely = 1, .high = 3}, 1.5, 0.5400617},
	        {{.kind = PLAN_PERT, .low = 0.5f, .likely = 1, .high = 3}, 1.25, 0.4330127},
	        {{.kind = PLAN_NORMAL, .likely = 1, .high = 0.2f}, 1, 0.2},
	        {{.kind = PLAN_LOGNORMAL, .low = 0.8f, .high = 1.5f}, 1.1288905, 0.2810797}};
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		enum { N = 25 };
		struct stage *t = elapsed(N, (int32_t)minutes, true);
		spread_all(t, N, cases[k].s);
		struct plan_risk_result *r = draw(t, SAMPLES, 2);
		double mean = N * minutes * cases[k].mean, sd = sqrt(N) * minutes * cases[k].sd;
		double start = MONDAY + 8 * 60;
		assert_true(fabs(r->mean - start - mean) < 4 * sd / sqrt(SAMPLES));
		assert_true(fabs(r->sd / sd - 1) < 4 / sqrt(2.0 * SAMPLES) + 0.002);
		assert_true(fabs(r->mean_error / (sd / sqrt(SAMPLES)) - 1) < 0.02);
		assert_true(fabs((double)r->activities[7].mean / (minutes * cases[k].mean) - 1) < 0.01);
		assert_float_equal(r->activities[7].criticality, 1, 0);
		assert_true(fabs((double)r->activities[7].cruciality - 1 / sqrt(N)) < 0.02);
		assert_true(fabs((double)r->activities[7].ssi - 1 / sqrt(N)) < 0.02);
		plan_risk_close(r);
		close_stage(t);
	}
}

/* The later of two equal normal paths: Clark (1961), E max = μ + σ/√π. */
static void two_paths_meet_later(void **state)
{
	(void)state;
	struct stage *t = elapsed(2, 10000, false);
	spread_all(t, 2, (struct plan_spread){.kind = PLAN_NORMAL, .likely = 1, .high = 0.1f});
	struct plan_risk_result *r = draw(t, SAMPLES, 2);
	double mean = 10000 + 1000 / sqrt(3.14159265358979), sd = 1000 * sqrt(1 - 1 / 3.14159265358979);
	assert_true(fabs(r->mean - (MONDAY + 480) - mean) < 4 * sd / sqrt(SAMPLES));
	assert_true(fabs(r->sd / sd - 1) < 0.015);
	assert_true(fabs((double)r->activities[0].criticality - 0.5) < 4 * 0.5 / sqrt(SAMPLES));
	double error, p90 = 10000 + 1000 * 1.6322; /* √0.9 = 0.94868, its normal quantile */
	plan_minute got = plan_quantile(r->finishes, r->samples, 0.9, &error);
	assert_true(error > 0 && fabs(got - (MONDAY + 480) - p90) < 4 * error + 1);
	plan_risk_close(r);
	close_stage(t);
}

/* A common cause with loading λ: correlation λ² between any two, so n variances become
 * n + n(n − 1)λ². */
static void a_common_cause_widens(void **state)
{
	(void)state;
	enum { N = 16 };
	struct stage *t = elapsed(N, 10000, true);
	spread_all(t, N, (struct plan_spread){.kind = PLAN_NORMAL, .likely = 1, .high = 0.1f,
	        .cause = 3, .loading = 0.6f});
	struct plan_risk_result *r = draw(t, SAMPLES, 2);
	double sd = 1000 * sqrt(N + N * (N - 1) * 0.36);
	assert_true(fabs(r->sd / sd - 1) < 0.015);
	plan_risk_close(r);
	close_stage(t);
}

/* A risk of probability p that lengthens one path by a share costs p × share × length. */
static void a_risk_s_effect_is_its_mean(void **state)
{
	(void)state;
	enum { N = 10 };
	static const int32_t hit[] = {2, 5, 6};
	static const float half[] = {0.5f};
	struct stage *t = elapsed(N, 10000, true);
	spread_all(t, N, (struct plan_spread){.kind = PLAN_UNIFORM, .low = 0.9f, .high = 1.1f});
	struct plan_risk risks[2] = {{.probability = 0.3f, .activities = hit, .activity_count = 3,
		.impact = {.kind = PLAN_EMPIRICAL, .values = half, .value_count = 1}},
	        {.probability = 0, .activities = hit, .activity_count = 3,
		        .impact = {.kind = PLAN_UNIFORM, .low = 1, .high = 2}}};
	struct plan_risk_input in = {.spreads = t->s, .risks = risks, .risk_count = 2,
	        .samples = SAMPLES, .seed = 5, .threads = 2, .exclusion = true};
	struct plan_risk_result *r = plan_risk(t->plan, &in);
	double mean = 0.3 * 0.5 * 3 * 10000, sd = sqrt(0.3 * 0.7) * 15000;
	assert_true(fabs(r->effects[0].mean - mean) < 4 * sd / sqrt(SAMPLES));
	assert_true(fabs(r->effects[0].mean_error / (sd / sqrt(SAMPLES)) - 1) < 0.05);
	assert_true(fabs(r->effects[0].p80 - 12680) < 300);
	assert_true(r->effects[1].mean == 0 && r->effects[1].p80 == 0);
	in.risk_count = 0;
	struct plan_risk_result *none = plan_risk(t->plan, &in);
	assert_true(fabs(r->mean - none->mean - r->effects[0].mean) < 1);
	plan_risk_close(none);
	plan_risk_close(r);
	close_stage(t);
}

static void exclusion_is_the_plan_without_the_risk(void **state)
{
	(void)state;
	for (int k = 0; k < 20; k++) {
		struct stage *t = any_network(40, k % 3 == 2);
		static const int32_t hit[2][3] = {{7, 11, 30}, {2, 25, 11}};
		spread_all(t, 40, (struct plan_spread){.kind = PLAN_UNIFORM, .low = 0.8f, .high = 1.4f});
		struct plan_risk risks[2];
		for (int j = 0; j < 2; j++)
			risks[j] = (struct plan_risk){0.5f, {.kind = PLAN_UNIFORM, .low = 0.1f, .high = 2},
			        hit[j], 3};
		struct plan_risk_input in = {.spreads = t->s, .risks = risks, .risk_count = 2,
		        .samples = 640, .seed = 3, .exclusion = true};
		struct plan_risk_result *both = plan_risk(t->plan, &in);
		in.risk_count = 1; /* the first alone draws what it drew before */
		struct plan_risk_result *first = plan_risk(t->plan, &in);
		assert_true(fabs(both->mean - first->mean - both->effects[1].mean) < 1e-3);
		plan_risk_close(first);
		plan_risk_close(both);
		close_stage(t);
	}
}

static void threads_change_nothing(void **state)
{
	(void)state;
	struct stage *t = any_network(120, false);
	spread_all(t, 120, (struct plan_spread){.kind = PLAN_PERT, .low = 0.7f, .likely = 1,
	        .high = 2, .cause = 1, .loading = 0.5f});
	struct plan_risk_result *one = draw(t, 10000, 1), *four = draw(t, 10000, 4);
	assert_int_equal(one->samples, four->samples);
	assert_memory_equal(one->finishes, four->finishes, (size_t)one->samples * sizeof *one->finishes);
	assert_memory_equal(one->activities, four->activities, 120 * sizeof *one->activities);
	assert_true(one->mean == four->mean && one->sd == four->sd);
	plan_risk_close(one);
	plan_risk_close(four);
	close_stage(t);
}

static bool stop_at_once(void *arg, double share)
{
	*(double *)arg = share;
	return true;
}

static void stops_and_refuses(void **state)
{
	(void)state;
	struct stage *t = elapsed(3, 1000, true);
	double share = 0;
	struct plan_risk_input in = {.spreads = t->s, .samples = 100000, .stop = stop_at_once,
	        .stop_arg = &share};
	struct plan_risk_result *r = plan_risk(t->plan, &in);
	assert_true(r->stopped && share > 0 && share < 1);
	plan_risk_close(r);
	t->s[1] = (struct plan_spread){.kind = PLAN_TRIANGULAR, .low = 2, .likely = 1, .high = 3};
	assert_null(plan_risk(t->plan, &in));
	t->s[1] = (struct plan_spread){.kind = PLAN_LOGNORMAL, .low = 0, .high = 1};
	assert_null(plan_risk(t->plan, &in));
	close_stage(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(without_spread_is_the_critical_path),
	        cmocka_unit_test(each_sample_is_a_forward_pass), cmocka_unit_test(one_path_adds_up),
	        cmocka_unit_test(two_paths_meet_later), cmocka_unit_test(a_common_cause_widens),
	        cmocka_unit_test(a_risk_s_effect_is_its_mean),
	        cmocka_unit_test(exclusion_is_the_plan_without_the_risk),
	        cmocka_unit_test(threads_change_nothing), cmocka_unit_test(stops_and_refuses)};
	return cmocka_run_group_tests_name("risk", tests, NULL, NULL);
}
