/* The checks on a network whose faults are known, and earned value by hand. */
#include "plan/plan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define MARCH(day, hour) plan_time(2026, 3, day, hour, 0)

struct yard {
	struct plan_calendar *calendar;
	struct plan *plan;
};

static struct yard open_yard(const struct plan_activity *a, size_t n, const struct plan_link *l,
        size_t m, plan_minute status)
{
	struct plan_week week = plan_week(PLAN_WEEK_5);
	struct yard y = {plan_calendar_open(&(struct plan_hours){.week = &week,
		.first = plan_day(2020, 1, 1), .last = plan_day(2050, 1, 1)}), NULL};
	y.plan = plan_open(&(struct plan_input){.calendars = &y.calendar, .calendar_count = 1,
	        .activities = a, .links = l, .activity_count = n, .link_count = m,
	        .start = MARCH(2, 8), .status = status});
	assert_int_equal(plan_schedule(y.plan), PLAN_OK);
	return y;
}

static void close_yard(struct yard y)
{
	plan_close(y.plan);
	plan_calendar_close(y.calendar);
}

static const struct plan_quality_check *of(const struct plan_quality *q, enum plan_check_kind k)
{
	return &q->checks[k];
}

static void a_sound_chain_passes(void **state)
{
	(void)state;
	const struct plan_activity a[] = {{.kind = PLAN_START_MILESTONE}, {.duration = 960},
	        {.duration = 1440}, {.kind = PLAN_MILESTONE}};
	const struct plan_link l[] = {{.from = 0, .to = 1}, {.from = 1, .to = 2}, {.from = 2, .to = 3}};
	struct yard y = open_yard(a, 4, l, 3, 0);
	plan_minute end = plan_finish(y.plan);
	struct plan_quality *q = plan_quality(y.plan, &(struct plan_quality_input){.day = 480});
	for (int i = 0; i < PLAN_CHECK_COUNT; i++)
		if (i != PLAN_CHECK_logic)
			assert_true(q->checks[i].passed);
	assert_int_equal(of(q, PLAN_CHECK_logic)->count, 2); /* its two ends */
	assert_true(of(q, PLAN_CHECK_critical_path)->known);
	assert_true(of(q, PLAN_CHECK_cpli)->figure == 1);
	assert_false(of(q, PLAN_CHECK_resources)->known);
	assert_int_equal(plan_finish(y.plan), end); /* changed and changed back */
	plan_quality_close(q);
	close_yard(y);
}

static void every_fault_is_found(void **state)
{
	(void)state;
	enum { DONE, LEAD, LAGGED, HARD, LONG, LATE, AHEAD, N };
	const struct plan_activity a[N] = {
	        [DONE] = {.duration = 480, .actual_start = MARCH(2, 8), .actual_finish = MARCH(4, 17)},
	        [LEAD] = {.duration = 480},
	        [LAGGED] = {.duration = 480},
	        [HARD] = {.duration = 480, .constraint = PLAN_MUST_FINISH, .constraint_at = MARCH(6, 17)},
	        [LONG] = {.duration = 45 * 480},
	        [LATE] = {.duration = 480, .due = MARCH(5, 17)},
	        [AHEAD] = {.duration = 960, .done = 480, .actual_start = MARCH(3, 8)}};
	const struct plan_link l[] = {{.from = DONE, .to = LEAD, .lag = -60},
	        {.from = LEAD, .to = LAGGED, .lag = 480, .type = PLAN_SS},
	        {.from = LAGGED, .to = LATE, .type = PLAN_FF}, {.from = LEAD, .to = AHEAD},
	        {.from = LEAD, .to = LONG}, {.from = HARD, .to = LONG}};
	const plan_minute baseline[N] = {[DONE] = MARCH(3, 17), [LEAD] = MARCH(4, 17),
	        [LONG] = MARCH(30, 17)};
	const bool assigned[N] = {[LEAD] = true, [LAGGED] = true, [HARD] = true, [LONG] = true,
	        [AHEAD] = true};
	struct yard y = open_yard(a, N, l, sizeof l / sizeof *l, MARCH(5, 8));
	struct plan_quality *q = plan_quality(y.plan,
	        &(struct plan_quality_input){.baseline = baseline, .assigned = assigned, .day = 480});
	assert_int_equal(of(q, PLAN_CHECK_logic)->of, 6);
	assert_int_equal(of(q, PLAN_CHECK_logic)->count, 4); /* HARD, LATE, AHEAD, LONG: one end open */
	assert_int_equal(of(q, PLAN_CHECK_leads)->count, 1);
	assert_int_equal(of(q, PLAN_CHECK_leads)->offenders[0], 0);
	assert_int_equal(of(q, PLAN_CHECK_lags)->count, 1);
	assert_true(fabs(of(q, PLAN_CHECK_link_types)->figure - 4.0 / 6) < 1e-12);
	assert_int_equal(of(q, PLAN_CHECK_link_types)->offender_count, 2);
	assert_int_equal(of(q, PLAN_CHECK_hard_constraints)->offenders[0], HARD);
	assert_int_equal(of(q, PLAN_CHECK_high_duration)->offenders[0], LONG);
	assert_true(of(q, PLAN_CHECK_negative_float)->count >= 1);
	assert_int_equal(of(q, PLAN_CHECK_resources)->count, 1);
	assert_int_equal(of(q, PLAN_CHECK_resources)->offenders[0], LATE);
	assert_int_equal(of(q, PLAN_CHECK_missed)->count, 2); /* DONE a day late, LEAD not done */
	assert_int_equal(of(q, PLAN_CHECK_missed)->of, 2);
	assert_true(fabs(of(q, PLAN_CHECK_bei)->figure - 0.5) < 1e-12);
	assert_int_equal(of(q, PLAN_CHECK_dangling)->count, 1); /* LATE: its start hangs */
	assert_int_equal(of(q, PLAN_CHECK_dangling)->offenders[0], LATE);
	assert_int_equal(of(q, PLAN_CHECK_out_of_sequence)->count, 1);
	assert_true(of(q, PLAN_CHECK_cpli)->figure < 1); /* what is due is late already */
	for (int k = 0; k < PLAN_CHECK_COUNT; k++)
		assert_string_not_equal(q->checks[k].help, "");
	plan_quality_close(q);
	close_yard(y);
}

static void a_held_finish_fails_the_path_test(void **state)
{
	(void)state;
	const struct plan_activity a[] = {{.duration = 960},
	        {.duration = 480, .constraint = PLAN_PLACED, .constraint_at = MARCH(20, 8)}};
	const struct plan_link l[] = {{.from = 0, .to = 1}};
	struct yard y = open_yard(a, 2, l, 1, 0);
	struct plan_quality *q = plan_quality(y.plan, &(struct plan_quality_input){.day = 480});
	assert_true(of(q, PLAN_CHECK_critical_path)->passed ||
	            of(q, PLAN_CHECK_critical_path)->offenders[0] == 1);
	assert_int_equal(of(q, PLAN_CHECK_hard_constraints)->count, 1);
	plan_quality_close(q);
	close_yard(y);
}

#define CLOSE(x, want) assert_true(fabs((x) - (want)) < 1e-9)

static void earned_value_by_hand(void **state)
{
	(void)state;
	const double planned[] = {10, 25, 45, 70, 100}, earned[] = {8, 18, 30}, actual[] = {9, 20, 36};
	struct plan_earned e;
	struct plan_earned_input in = {planned, 5, earned, actual, 3};
	assert_true(plan_earned(&in, &e));
	CLOSE(e.bac, 100);
	CLOSE(e.sv, -15);
	CLOSE(e.cv, -6);
	CLOSE(e.spi, 30.0 / 45);
	CLOSE(e.cpi, 30.0 / 36);
	CLOSE(e.es, 2.25); /* two periods and 5 of the third's 20 */
	CLOSE(e.sv_t, -0.75);
	CLOSE(e.spi_t, 0.75);
	CLOSE(e.eac_plan, 106);
	CLOSE(e.eac_cpi, 120);
	CLOSE(e.eac_spi_cpi, 36 + 70 / (30.0 / 36 * 30.0 / 45));
	CLOSE(e.tcpi, 70.0 / 64);
	CLOSE(e.eac_t_plan, 5.75);
	CLOSE(e.eac_t_lipke, 5 / 0.75);
	CLOSE(e.eac_t_anbari, 7.5);
	const double all[] = {10, 60, 100};
	in = (struct plan_earned_input){planned, 5, all, NULL, 3};
	assert_true(plan_earned(&in, &e));
	CLOSE(e.es, 5);
	CLOSE(e.cpi, 0);
	const double falling[] = {10, 8};
	in = (struct plan_earned_input){planned, 5, falling, NULL, 2};
	assert_false(plan_earned(&in, &e));
	in.periods = 0;
	assert_false(plan_earned(&in, &e));
}

static void bayes_by_hand(void **state)
{
	(void)state;
	const double seen[] = {1.4, 1.6};
	double mean, sd;
	plan_bayes(1, 0.5, seen, 2, 1, &mean, &sd); /* weights 4, 1, 1 */
	CLOSE(mean, (4 + 1.4 + 1.6) / 6);
	CLOSE(sd, sqrt(1.0 / 6));
	plan_bayes(1, 0.5, seen, 0, 1, &mean, &sd);
	CLOSE(mean, 1);
	CLOSE(sd, 0.5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_sound_chain_passes),
	        cmocka_unit_test(every_fault_is_found),
	        cmocka_unit_test(a_held_finish_fails_the_path_test),
	        cmocka_unit_test(earned_value_by_hand), cmocka_unit_test(bayes_by_hand)};
	return cmocka_run_group_tests_name("quality", tests, NULL, NULL);
}
