/*
 * Worked examples of libguatu-plan, by hand.
 */
#include "plan/plan_test.h"

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

/* B was done on Tuesday, out of sequence: A (5 d), which it follows, begins at the data date. C
 * follows B: at once, or by retained logic when A is done; then A has no float. */
static void what_was_done_first_waits_or_not(void **state)
{
	(void)state;
	for (int retained = 0; retained < 2; retained++) {
		struct yard y = {.a = {{.duration = 5 * DAY_WORK},
		                         {.duration = DAY_WORK, .done = DAY_WORK,
		                                 .actual_start = march(3, 8),
		                                 .actual_finish = march(3, 17)},
		                         {.duration = 2 * DAY_WORK}},
		        .l = {{.from = 0, .to = 1}, {.from = 1, .to = 2, .lag = DAY_WORK}},
		        .in = {.status = march(4, 8), .retained = retained}};
		struct plan *p = build(&y, 3, 2);
		struct plan_reason why[4];
		assert_int_equal(plan_schedule(p), PLAN_OK);
		assert_int_equal(plan_dates(p, 0).finish, march(10, 17));
		assert_int_equal(plan_dates(p, 2).start, retained ? march(12, 8) : march(5, 8));
		assert_int_equal(plan_dates(p, 0).total_float, 0);
		assert_int_equal(plan_dates(p, 0).free_float, 0);
		assert_int_equal(plan_dates(p, 1).total_float, 0);
		assert_int_equal(plan_why_early(p, 2, why, 4), retained ? 3 : 2);
		bool on[3];
		plan_longest(p, on);
		assert_true(on[0] && !on[1] && on[2] == retained);
		struct plan_float_path f[3];
		int32_t end = 2;
		plan_float_paths(p, &end, PLAN_PATHS_FREE, 9, f);
		assert_int_equal(f[0].path, retained);
		assert_int_equal(f[1].path, 0);
		tear_down(&y, p);
	}
}

/* A works on Saturdays and ends on one; B, of five days a week, may not end before A does:
 * that is Monday morning. A may take Sunday too, and nothing is late. */
static void a_finish_held_in_a_stop_makes_nothing_late(void **state)
{
	(void)state;
	struct plan_week every = plan_week(PLAN_WEEK_7);
	struct yard y = {.a = {{.duration = 6 * DAY_WORK, .calendar = 1}, {.duration = 3 * DAY_WORK}},
	        .l = {{.from = 0, .to = 1, .type = PLAN_FF}}};
	plan_close(build(&y, 2, 1));
	struct plan_hours hours = y.hours;
	hours.week = &every;
	struct plan_calendar *both[] = {y.calendar, plan_calendar_open(&hours)};
	y.in.calendars = both;
	y.in.calendar_count = 2;
	struct plan *p = plan_open(&y.in);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_dates(p, 0).early_finish, march(7, 17));
	assert_int_equal(plan_dates(p, 0).late_finish, march(8, 17));
	assert_int_equal(plan_dates(p, 0).total_float, DAY_WORK);
	assert_int_equal(plan_dates(p, 0).free_float, DAY_WORK);
	assert_int_equal(plan_dates(p, 1).early_finish, march(9, 8));
	assert_int_equal(plan_dates(p, 1).late_finish, march(9, 8));
	assert_int_equal(plan_dates(p, 1).total_float, 0);
	plan_calendar_close(both[1]);
	tear_down(&y, p);
}

/* B was finished "next Tuesday", out of sequence; C follows it. At the data date, Wednesday:
 * override lets C go on at once, actual dates and retained logic let it wait for B. */
static void dates_after_the_data_date_count_or_not(void **state)
{
	(void)state;
	for (int override = 0; override < 3; override++) {
		struct yard y = {.a = {{.duration = 5 * DAY_WORK},
		                         {.duration = 2 * DAY_WORK, .done = 2 * DAY_WORK,
		                                 .actual_start = march(3, 8),
		                                 .actual_finish = march(10, 17)},
		                         {.duration = 1 * DAY_WORK}},
		        .l = {{.from = 0, .to = 1}, {.from = 1, .to = 2}},
		        .in = {.status = march(4, 8), .override = override}};
		struct plan *p = build(&y, 3, 2);
		assert_int_equal(plan_schedule(p), PLAN_OK);
		assert_int_equal(plan_dates(p, 2).start, override == 1 ? march(4, 8) : march(11, 8));
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
	        cmocka_unit_test(a_small_plan_by_hand),
	        cmocka_unit_test(a_loop_is_named_whole),
	        cmocka_unit_test(bad_input_is_named),
	        cmocka_unit_test(a_plan_beyond_its_calendar_says_so),
	        cmocka_unit_test(must_dates_win_over_the_logic),
	        cmocka_unit_test(no_later_dates_may_be_honoured),
	        cmocka_unit_test(as_late_as_possible_moves_planned_dates_only),
	        cmocka_unit_test(a_hammock_spans_its_drivers),
	        cmocka_unit_test(progress_is_kept_or_overrides),
	        cmocka_unit_test(a_finish_held_in_a_stop_makes_nothing_late),
	        cmocka_unit_test(what_was_done_first_waits_or_not),
	        cmocka_unit_test(dates_after_the_data_date_count_or_not),
	        cmocka_unit_test(parameters_have_their_defaults_in_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
