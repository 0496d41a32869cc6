/*
 * Working calendars: the almanac, the state's days, who decides a day, hours that are refused.
 */
#include "plan/plan_test.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(days_are_counted_as_in_the_almanac),
	        cmocka_unit_test(the_state_calendar_of_2026_has_248_days),
	        cmocka_unit_test(the_stronger_say_decides_a_day),
	        cmocka_unit_test(bad_hours_make_no_calendar),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
