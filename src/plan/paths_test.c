/*
 * The longest path and float paths: by hand, and what must hold of any network.
 */
#include "plan/plan_test.h"

#define ALL 1000

/* ---- By hand ---- */

/*
 * A(5 d) → B(5 d) → E; D(2 d) → B: three days of float; C(3 d) → E: seven; F(20 d) leads
 * elsewhere, G(1 d) → C has what C has and two days more.
 */
static void three_paths_by_hand(void **state)
{
	(void)state;
	enum { A, B, C, D, E, F, G };
	struct yard y = {.a = {{.duration = 5 * DAY_WORK}, {.duration = 5 * DAY_WORK},
	                         {.duration = 3 * DAY_WORK}, {.duration = 2 * DAY_WORK},
	                         {.kind = PLAN_MILESTONE}, {.duration = 20 * DAY_WORK},
	                         {.duration = 1 * DAY_WORK}},
	        .l = {{.from = A, .to = B}, {.from = B, .to = E}, {.from = D, .to = B},
	                {.from = C, .to = E}, {.from = G, .to = C, .lag = 2 * DAY_WORK}}};
	struct plan *p = build(&y, 7, 5);
	struct plan_float_path f[7];
	int32_t end = E;
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_float_paths(p, &end, PLAN_PATHS_FREE, ALL, f), 3);
	static const int32_t path[] = {1, 1, 3, 2, 1, 0, 3}, days[] = {0, 0, 4, 3, 0, 0, 4};
	static const int32_t link[] = {0, 1, 3, 2, -1, -1, 4};
	for (int i = 0; i < 7; i++) {
		assert_int_equal(f[i].path, path[i]);
		assert_int_equal(f[i].to_end, days[i] * DAY_WORK);
		assert_int_equal(f[i].link, link[i]);
	}
	assert_int_equal(plan_float_paths(p, &end, PLAN_PATHS_FREE, 2, f), 2);
	assert_int_equal(f[C].path, 0);
	assert_int_equal(f[D].path, 2);
	end = -1; /* the last to finish is F, and nothing leads to it */
	assert_int_equal(plan_float_paths(p, &end, PLAN_PATHS_FREE, ALL, f), 1);
	assert_int_equal(end, F);
	assert_int_equal(f[A].path, 0);
	bool on[7];
	plan_longest(p, on);
	for (int i = 0; i < 7; i++)
		assert_int_equal(on[i], i == F);
	tear_down(&y, p);
}

/* By total float: C is owed early, so that its link, free for five days, is the worst. */
static void a_date_owed_counts_in_total_float(void **state)
{
	(void)state;
	enum { A, C, E };
	struct yard y = {.a = {{.duration = 5 * DAY_WORK},
	                         {.duration = 3 * DAY_WORK, .due = march(3, 17)},
	                         {.kind = PLAN_MILESTONE, .due = march(5, 17)}},
	        .l = {{.from = A, .to = E}, {.from = C, .to = E}}};
	struct plan *p = build(&y, 3, 2);
	struct plan_float_path f[3];
	int32_t end = E;
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_float_paths(p, &end, PLAN_PATHS_FREE, ALL, f), 2);
	assert_int_equal(f[A].to_end, 0);
	assert_int_equal(f[C].to_end, 2 * DAY_WORK);
	assert_int_equal(plan_float_paths(p, &end, PLAN_PATHS_TOTAL, ALL, f), 2);
	assert_int_equal(f[E].to_end, -1 * DAY_WORK);
	assert_int_equal(f[A].to_end, -1 * DAY_WORK);
	assert_int_equal(f[C].to_end, 1 * DAY_WORK);
	tear_down(&y, p);
}

/*
 * Data date Wednesday 4th, 08:00. A (5 d) has two days done: Friday 17:00. B (4 d, every
 * day of the week) follows and takes Saturday to Tuesday. C (2 d) is done and lies on no
 * path; D (3 d) follows it, to Friday; E waits for B and D, Tuesday 17:00: D may slip from
 * Friday to Tuesday, two days of its own week.
 */
static void progress_and_two_calendars(void **state)
{
	(void)state;
	enum { A, B, C, D, E };
	struct plan_week every = plan_week(PLAN_WEEK_7);
	struct yard y = {.a = {{.duration = 5 * DAY_WORK, .done = 2 * DAY_WORK,
	                                .actual_start = march(2, 8)},
	                         {.duration = 4 * DAY_WORK, .calendar = 1},
	                         {.duration = 2 * DAY_WORK, .done = 2 * DAY_WORK,
	                                 .actual_start = march(2, 8), .actual_finish = march(3, 17)},
	                         {.duration = 3 * DAY_WORK}, {.kind = PLAN_MILESTONE, .calendar = 1}},
	        .l = {{.from = A, .to = B}, {.from = B, .to = E}, {.from = C, .to = D},
	                {.from = D, .to = E}},
	        .in = {.status = march(4, 8)}};
	struct plan *p = build(&y, 5, 4);
	plan_close(p);
	struct plan_hours hours = y.hours;
	hours.week = &every;
	struct plan_calendar *both[] = {y.calendar, plan_calendar_open(&hours)};
	y.in.calendars = both;
	y.in.calendar_count = 2;
	p = plan_open(&y.in);
	struct plan_float_path f[5];
	bool on[5];
	int32_t end = -1;
	assert_int_equal(plan_schedule(p), PLAN_OK);
	assert_int_equal(plan_dates(p, E).finish, march(10, 17));
	assert_int_equal(plan_float_paths(p, &end, PLAN_PATHS_FREE, ALL, f), 2);
	static const int32_t path[] = {1, 1, 0, 2, 1};
	for (int i = 0; i < 5; i++)
		assert_int_equal(f[i].path, path[i]);
	assert_int_equal(f[A].to_end, 0);
	assert_int_equal(f[D].to_end, 2 * DAY_WORK);
	plan_longest(p, on);
	for (int i = 0; i < 5; i++)
		assert_int_equal(on[i], path[i] == 1);
	plan_calendar_close(both[1]);
	tear_down(&y, p);
}

/*
 * A (5 days, every day of the week) from Wednesday ends on Sunday evening; B, on the office
 * week, follows on Monday; both may be a day late. C beside them is owed on its only day.
 */
static void critical_by_float_or_by_the_longest_path(void **state)
{
	(void)state;
	enum { A, B, C };
	struct plan_week every = plan_week(PLAN_WEEK_7);
	struct yard y = {.a = {{.duration = 5 * DAY_WORK, .calendar = 1}, {.duration = DAY_WORK},
	                         {.duration = DAY_WORK, .due = march(4, 17)}},
	        .l = {{.from = A, .to = B}},
	        .in = {.due = march(10, 17)}};
	plan_close(build(&y, 3, 1));
	struct plan_hours hours = y.hours;
	hours.week = &every;
	struct plan_calendar *both[] = {y.calendar, plan_calendar_open(&hours)};
	y.in.calendars = both;
	y.in.calendar_count = 2;
	y.in.start = march(4, 8);
	static const struct {
		int32_t longest, minutes;
		bool critical[3];
	} expect[] = {{0, 0, {false, false, true}}, {0, DAY_WORK, {true, true, true}},
	        {1, 0, {true, true, false}}};
	for (size_t k = 0; k < 3; k++) {
		y.in.longest = expect[k].longest;
		y.in.critical = expect[k].minutes;
		struct plan *p = plan_open(&y.in);
		assert_int_equal(plan_schedule(p), PLAN_OK);
		assert_int_equal(plan_dates(p, B).start, march(9, 8));
		for (int i = 0; i < 3; i++)
			assert_int_equal(plan_dates(p, i).critical, expect[k].critical[i]);
		/* a change finds the path anew: C becomes the longest */
		struct plan_activity longer = y.a[C];
		longer.duration = 20 * DAY_WORK;
		assert_int_equal(plan_change(p, C, &longer, NULL), PLAN_OK);
		assert_true(plan_dates(p, C).critical);
		if (expect[k].longest)
			assert_false(plan_dates(p, B).critical);
		plan_close(p);
	}
	plan_calendar_close(both[1]);
	plan_calendar_close(y.calendar);
}

/* ---- Of any network ---- */

/* Each activity is on one path or none, no path is empty, each leads into an earlier one. */
static void assert_numbered(const struct world *w, const struct plan_float_path *f, int32_t paths,
        int32_t end)
{
	bool seen[MOST + 1] = {false};
	for (size_t i = 0; i < w->in.activity_count; i++) {
		assert_in_range(f[i].path, 0, paths);
		seen[f[i].path] = true;
		if (!f[i].path || (int32_t)i == end)
			continue;
		const struct plan_link *l = &w->l[f[i].link];
		assert_int_equal(l->from, i);
		assert_in_range(f[l->to].path, 1, f[i].path);
	}
	for (int32_t k = 1; k <= paths; k++)
		assert_true(seen[k]);
}

/* Path 1 is a longest path: all of it drives, back to what nothing drives. */
static void assert_longest(const struct world *w, struct plan *p, const struct plan_float_path *f)
{
	bool on[MOST];
	plan_longest(p, on);
	for (size_t i = 0; i < w->in.activity_count; i++) {
		int32_t links[3 * MOST];
		if (f[i].path != 1)
			continue;
		assert_true(on[i]);
		size_t n = plan_driven_by(p, (int32_t)i, links, 3 * MOST);
		bool goes_on = false, open = false;
		for (size_t k = 0; k < n; k++) {
			const struct plan_link *l = &w->l[links[k]];
			/* a start that has happened moves nothing any more */
			open |= !w->a[l->from].actual_start ||
			        (!w->a[l->from].actual_finish && l->type != PLAN_SS && l->type != PLAN_SF);
			goes_on |= f[l->from].path == 1 && f[l->from].link >= 0 &&
			           w->l[f[l->from].link].to == (int32_t)i;
		}
		assert_int_equal(goes_on, open);
	}
}

/* The end's early finish when activity i may not start before the minute; 0: out of range. */
static plan_minute end_with(struct plan *p, const struct world *w, size_t i, plan_minute start,
        int32_t end)
{
	struct plan_activity a = w->a[i];
	a.constraint = PLAN_START_NO_EARLIER;
	a.constraint_at = start;
	enum plan_status got = plan_change(p, (int32_t)i, &a, NULL);
	plan_minute finish = plan_dates(p, end).early_finish;
	plan_change(p, (int32_t)i, &w->a[i], NULL);
	return got == PLAN_OK ? finish : 0;
}

static bool one_calendar;

/* An activity may slip by its float and the end stays; by a minute more, and it moves. Between
 * calendars a late start may be named by where a stop begins; to be there, it begins before. */
static void assert_slips(const struct world *w, struct plan *p, const struct plan_float_path *f,
        int32_t end)
{
	plan_minute was = plan_dates(p, end).early_finish;
	for (size_t i = 0; i < w->in.activity_count; i++) {
		const struct plan_activity *a = &w->a[i];
		if (!f[i].path || (int32_t)i == end || a->actual_start || !a->duration)
			continue;
		const struct plan_calendar *c =
		        a->calendar == PLAN_ELAPSED ? NULL : w->calendars[a->calendar];
		plan_minute start = plan_dates(p, (int32_t)i).early_start;
		assert_true(f[i].to_end >= 0);
		int32_t slip = f[i].to_end - (f[i].to_end > 0 && !one_calendar);
		plan_minute at = plan_next_work(c, plan_add_work(c, start, slip));
		plan_minute beyond = plan_next_work(c, plan_add_work(c, start, f[i].to_end + 1));
		assert_int_equal(end_with(p, w, i, at, end), was);
		plan_minute then = end_with(p, w, i, beyond, end);
		assert_true(then == 0 || then > was);
	}
}

static void trace_one(struct world *w)
{
	for (size_t i = 0; i < w->in.activity_count && one_calendar; i++)
		w->a[i].calendar = 0;
	for (size_t k = 0; k < w->in.link_count && one_calendar; k++)
		w->l[k].lag_on = PLAN_LAG_SUCCESSOR;
	struct plan *p = scheduled(w);
	struct plan_float_path f[MOST];
	int32_t end = -1, paths = plan_float_paths(p, &end, PLAN_PATHS_FREE, ALL, f);
	if (end >= 0 && plan_dates(p, end).early_finish == plan_finish(p))
		assert_longest(w, p, f);
	if (end >= 0) {
		assert_numbered(w, f, paths, end);
		assert_slips(w, p, f, end);
	} else {
		assert_int_equal(paths, 0);
	}
	end = roll((int32_t)w->in.activity_count);
	paths = plan_float_paths(p, &end, roll(2) ? PLAN_PATHS_FREE : PLAN_PATHS_TOTAL, ALL, f);
	assert_numbered(w, f, paths, end);
	plan_close(p);
}

static void paths_are_what_they_say(void **state)
{
	(void)state;
	seed = 11;
	for (int one = 0; one < 2; one++) {
		one_calendar = one;
		with_worlds(300, PLAIN, false, trace_one);
		with_worlds(300, PROGRESS, false, trace_one);
	}
}

/* Under summaries: numbers stay in order, and what path 1 has no float of is on the longest. */
static void trace_summaries(struct world *w)
{
	struct plan *p = plan_open(&w->in);
	if (plan_schedule(p) == PLAN_OK) {
		struct plan_float_path f[MOST];
		bool on[MOST];
		int32_t end = -1, paths = plan_float_paths(p, &end, PLAN_PATHS_FREE, ALL, f);
		assert_in_range(paths, end < 0 ? 0 : 1, MOST);
		plan_longest(p, on);
		for (size_t i = 0; i < w->in.activity_count; i++) {
			assert_in_range(f[i].path, 0, paths);
			if (w->a[i].kind == PLAN_SUMMARY)
				assert_int_equal(f[i].path, 0);
			if (f[i].path == 1 && plan_dates(p, end).early_finish == plan_finish(p))
				assert_true(on[i]);
		}
	}
	plan_close(p);
}

static void summaries_hand_paths_on(void **state)
{
	(void)state;
	seed = 12;
	with_worlds(300, PLAIN, true, trace_summaries);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(three_paths_by_hand),
	        cmocka_unit_test(a_date_owed_counts_in_total_float),
	        cmocka_unit_test(progress_and_two_calendars),
	        cmocka_unit_test(critical_by_float_or_by_the_longest_path),
	        cmocka_unit_test(paths_are_what_they_say),
	        cmocka_unit_test(summaries_hand_paths_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
