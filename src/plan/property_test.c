/*
 * Properties that must hold whatever the numbers.
 */
#include "plan/plan_test.h"

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

/* A link may hold a finish inside a stop, where it has a later name than work gives it; a
 * start is always named by its work, so that such a plan has no mirror image. */
static bool held_in_a_stop(const struct world *w, const struct plan *p)
{
	for (size_t i = 0; i < w->in.activity_count; i++) {
		const struct plan_activity *a = &w->a[i];
		plan_minute finish = plan_dates(p, (int32_t)i).early_finish;
		if (a->duration && a->calendar != PLAN_ELAPSED &&
		        plan_last_work(w->calendars[a->calendar], finish) != finish)
			return true;
	}
	return false;
}

static int mirrored_count;
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
	bool held = held_in_a_stop(w, p);
	mirrored_count += !held;
	for (size_t i = 0; i <= last && !held; i++) {
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
	mirrored_count = 0;
	for (int round = 0; round < 8; round++) {
		mirrors[0] = NULL;
		with_worlds(25, PLAIN, false, mirror_one);
		for (int c = 0; c < CALENDARS; c++)
			plan_calendar_close(mirrors[c]);
	}
	assert_in_range(mirrored_count, 100, 200);
}

static void change_some(struct world *w)
{
	w->in.capped = roll(2);
	w->in.longest = roll(2);
	w->in.retained = roll(2);
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
	w->in.capped = w->in.longest = w->in.retained = 0;
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
	w->in.retained = roll(2);
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

/* Late is only what a date owed makes late: no such date, no negative float. */
static void float_of_nothing_owed(struct world *w)
{
	struct plan *p = plan_open(&w->in);
	if (plan_schedule(p) == PLAN_OK)
		for (size_t i = 0; i < w->in.activity_count; i++) {
			struct plan_dates d = plan_dates(p, (int32_t)i);
			assert_true(d.total_float >= 0);
			assert_true(d.late_finish >= d.early_finish);
		}
	plan_close(p);
}

static void nothing_is_late_when_nothing_is_owed(void **state)
{
	(void)state;
	seed = 10;
	with_worlds(400, PLAIN, false, float_of_nothing_owed);
	with_worlds(400, PROGRESS, false, float_of_nothing_owed);
}

/* ---- Fifty-two weeks later ---- */

enum { YEAR = 52 * 7 }; /* days: the same weekdays again */

static struct plan_calendar *plain_weeks[2][CALENDARS];

static void open_plain_weeks(const struct world *w)
{
	for (int later = 0; later < 2; later++)
		for (int c = 0; c < CALENDARS; c++)
			plain_weeks[later][c] = plan_calendar_open(
			        &(struct plan_hours){.week = &w->week[c],
			                .first = FIRST_DAY + later * YEAR,
			                .last = FIRST_DAY + DAYS - 1 + later * YEAR});
}

static plan_minute year_on(plan_minute t)
{
	return t ? t + YEAR * PLAN_DAY : t;
}

static void move_a_year(struct plan_input *in, struct plan_activity *a)
{
	for (size_t i = 0; i < in->activity_count; i++) {
		a[i].constraint_at = year_on(a[i].constraint_at);
		a[i].constraint2_at = year_on(a[i].constraint2_at);
		a[i].due = year_on(a[i].due);
		a[i].actual_start = year_on(a[i].actual_start);
		a[i].actual_finish = year_on(a[i].actual_finish);
	}
	in->start = year_on(in->start);
	in->status = year_on(in->status);
	in->calendars = plain_weeks[1];
}

static void a_year_on(struct world *w)
{
	struct plan_activity moved[MOST];
	struct plan_input in = w->in;
	open_plain_weeks(w);
	in.calendars = plain_weeks[0];
	struct plan *p = plan_open(&in);
	enum plan_status status = plan_schedule(p);
	memcpy(moved, w->a, sizeof moved);
	in.activities = moved;
	move_a_year(&in, moved);
	struct plan *q = plan_open(&in);
	assert_int_equal(plan_schedule(q), status);
	for (size_t i = 0; i < in.activity_count && status == PLAN_OK; i++) {
		struct plan_dates d = plan_dates(p, (int32_t)i), e = plan_dates(q, (int32_t)i);
		assert_int_equal(e.early_start, year_on(d.early_start));
		assert_int_equal(e.early_finish, year_on(d.early_finish));
		assert_int_equal(e.late_start, year_on(d.late_start));
		assert_int_equal(e.late_finish, year_on(d.late_finish));
		assert_int_equal(e.total_float, d.total_float);
		assert_int_equal(e.free_float, d.free_float);
		assert_int_equal(e.critical, d.critical);
	}
	plan_close(p);
	plan_close(q);
	for (int c = 0; c < 2 * CALENDARS; c++)
		plan_calendar_close(plain_weeks[c / CALENDARS][c % CALENDARS]);
}

static void a_year_on_all_dates_are_a_year_on(void **state)
{
	(void)state;
	seed = 9;
	with_worlds(150, BOUND | PROGRESS, false, a_year_on);
	with_worlds(150, BOUND, true, a_year_on);
}

/* ---- Memory ---- */

/* A plan of n activities in a row, each with so many links onward. */
static void count_bytes(struct plan_calendar *calendar, int32_t n, int32_t each)
{
	struct plan_activity *a = calloc((size_t)n, sizeof *a);
	struct plan_link *l = calloc((size_t)n * (size_t)each, sizeof *l);
	size_t links = 0;
	for (int32_t i = 0; i < n; i++)
		for (int32_t k = 1; k <= each && i + k < n; k++)
			l[links++] = (struct plan_link){.from = i, .to = i + k};
	struct plan *p = plan_open(&(struct plan_input){.calendars = &calendar,
	        .calendar_count = 1, .activities = a, .links = l,
	        .activity_count = (size_t)n, .link_count = links, .start = ORIGIN});
	assert_int_equal(plan_problem(p).status, PLAN_OK);
	size_t bytes = plan_bytes(p), fixed = 1024;
	assert_true(bytes <= fixed + 106 * (size_t)n + 36 * links);
	if (each <= 6) /* as many links as schedules have */
		assert_true(bytes <= fixed + 200 * (size_t)n + 24 * links);
	plan_close(p);
	free(a);
	free(l);
}

/* Its own copy of the input counted; and no more than the sizes of its parts. */
static void memory_grows_by_activity_and_link(void **state)
{
	(void)state;
	struct plan_week week = plan_week(PLAN_WEEK_5);
	struct plan_calendar *c = plan_calendar_open(&(struct plan_hours){
	        .week = &week, .first = FIRST_DAY, .last = FIRST_DAY + DAYS - 1});
	for (int32_t each = 0; each <= 9; each += 3)
		count_bytes(c, 4000, each);
	plan_calendar_close(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_link_makes_nothing_earlier),
	        cmocka_unit_test(a_fuller_calendar_makes_nothing_later),
	        cmocka_unit_test(a_mirrored_network_has_mirrored_dates),
	        cmocka_unit_test(a_change_gives_what_a_fresh_schedule_gives),
	        cmocka_unit_test(reasons_lead_to_a_beginning),
	        cmocka_unit_test(nothing_is_late_when_nothing_is_owed),
	        cmocka_unit_test(a_year_on_all_dates_are_a_year_on),
	        cmocka_unit_test(memory_grows_by_activity_and_link),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
