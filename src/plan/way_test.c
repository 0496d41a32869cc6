/* Ways out of lateness against every subset of the options. */
#include "plan/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 30 };

static uint64_t dice = 5;

static int32_t roll(int32_t n)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (int32_t)((dice >> 33) % (uint64_t)n);
}

struct stage {
	struct plan_calendar *calendars[3];
	struct plan_activity a[MOST];
	struct plan_link l[2 * MOST];
	struct plan_option o[12];
	struct plan_input in;
	size_t options;
};

static void open_stage(struct stage *t)
{
	memset(t, 0, sizeof *t);
	static const enum plan_week_kind kinds[] = {PLAN_WEEK_5, PLAN_WEEK_7, PLAN_WEEK_SHIFT2};
	for (int i = 0; i < 3; i++) {
		struct plan_week week = plan_week(kinds[i]);
		t->calendars[i] = plan_calendar_open(&(struct plan_hours){.week = &week,
		        .first = plan_day(2020, 1, 1), .last = plan_day(2050, 1, 1)});
	}
	t->in = (struct plan_input){.calendars = t->calendars, .calendar_count = 3,
	        .activities = t->a, .links = t->l, .start = plan_time(2026, 3, 2, 8, 0)};
}

static void close_stage(struct stage *t)
{
	for (int i = 0; i < 3; i++)
		plan_calendar_close(t->calendars[i]);
}

static int32_t least_of(const struct stage *t, unsigned set)
{
	struct plan_activity a[MOST];
	struct plan_link l[2 * MOST];
	struct plan_input in = t->in;
	memcpy(a, t->a, sizeof a);
	memcpy(l, t->l, sizeof l);
	for (size_t i = 0; i < t->options; i++) {
		const struct plan_option *o = &t->o[i];
		if (!(set >> i & 1))
			continue;
		if (o->kind == PLAN_OPTION_CALENDAR)
			a[o->target].calendar = (uint16_t)o->value;
		else if (o->kind == PLAN_OPTION_DURATION)
			a[o->target].duration = o->value;
		else if (o->kind == PLAN_OPTION_DATE)
			a[o->target].constraint_at = o->value;
		else
			l[o->target].lag = o->value;
	}
	in.activities = a;
	in.links = l;
	struct plan *p = plan_open(&in);
	assert_int_equal(plan_schedule(p), PLAN_OK);
	int32_t least = INT32_MAX;
	for (size_t i = 0; i < in.activity_count; i++) {
		struct plan_dates d = plan_dates(p, (int32_t)i);
		least = d.total_float < least ? d.total_float : least;
	}
	plan_close(p);
	return least;
}

static bool clashes(const struct stage *t, unsigned set)
{
	for (size_t i = 0; i < t->options; i++)
		for (size_t k = 0; k < i; k++)
			if ((set >> i & 1) && (set >> k & 1) && t->o[i].kind == t->o[k].kind &&
			        t->o[i].target == t->o[k].target)
				return true;
	return false;
}

static void any_stage(struct stage *t)
{
	size_t n = 6 + (size_t)roll(14);
	open_stage(t);
	for (size_t i = 0; i < n; i++) {
		t->a[i].duration = 480 * (1 + roll(8));
		if (roll(8) == 0) {
			t->a[i].constraint = PLAN_START_NO_EARLIER;
			t->a[i].constraint_at = plan_time(2026, 3, 10 + roll(10), 8, 0);
		}
		if (i)
			t->l[t->in.link_count++] = (struct plan_link){.from = roll((int32_t)i),
			        .to = (int32_t)i, .lag = 480 * roll(3)};
	}
	t->in.activity_count = n;
	t->in.due = plan_time(2026, 3, 18, 17, 0) + roll(25) * PLAN_DAY;
	t->options = 6 + (size_t)roll(4);
	for (size_t i = 0; i < t->options; i++) {
		struct plan_option *o = &t->o[i];
		o->kind = (uint8_t)roll(4);
		o->target = roll((int32_t)(o->kind == PLAN_OPTION_LAG ? t->in.link_count : n));
		if (o->kind == PLAN_OPTION_DATE && !t->a[o->target].constraint)
			o->kind = PLAN_OPTION_CALENDAR;
		o->value = o->kind == PLAN_OPTION_CALENDAR ? 1 + roll(2) :
		           o->kind == PLAN_OPTION_DURATION ? t->a[o->target].duration / 2 :
		           o->kind == PLAN_OPTION_DATE ? plan_time(2026, 3, 4, 8, 0) : -240;
		o->cost = 1 + roll(9);
	}
}

static void the_cheapest_set_is_found(void **state)
{
	(void)state;
	int feasible = 0, late = 0;
	for (int k = 0; k < 200; k++) {
		struct stage t;
		any_stage(&t);
		double best = 1e9;
		for (unsigned set = 0; set < 1u << t.options; set++) {
			double cost = 0;
			for (size_t i = 0; i < t.options; i++)
				cost += set >> i & 1 ? t.o[i].cost : 0;
			if (cost < best && !clashes(&t, set) && least_of(&t, set) >= 0)
				best = cost;
		}
		struct plan_way *w = plan_way_out(&(struct plan_way_input){.plan = &t.in,
		        .options = t.o, .option_count = t.options});
		assert_non_null(w);
		assert_int_equal(w->feasible, best < 1e9);
		assert_true(w->proven);
		assert_int_equal(w->late, least_of(&t, 0));
		unsigned set = 0;
		for (size_t c = 0; c < w->count; c++)
			set |= 1u << w->chosen[c];
		if (w->feasible) {
			assert_true(w->cost == best);
			assert_int_equal(least_of(&t, set), w->least);
			assert_true(w->least >= 0);
		}
		for (size_t i = 0; i < t.options; i++)
			assert_int_equal(w->alone[i], least_of(&t, 1u << i));
		for (size_t c = 0; c < w->count; c++) {
			assert_int_equal(w->without[c], least_of(&t, set & ~(1u << w->chosen[c])));
			assert_true(w->without[c] < 0); /* none is for nothing */
		}
		feasible += w->feasible && w->late < 0;
		late += !w->feasible;
		plan_way_close(w);
		close_stage(&t);
	}
	assert_true(feasible > 15 && late > 5);
}

static void beyond_the_exact_size_it_still_answers(void **state)
{
	(void)state;
	int equal = 0, compared = 0;
	for (int k = 0; k < 150; k++) {
		struct stage t;
		any_stage(&t);
		struct plan_way_input in = {.plan = &t.in, .options = t.o, .option_count = t.options};
		struct plan_way *exact = plan_way_out(&in);
		in.exact = 1;
		struct plan_way *quick = plan_way_out(&in);
		assert_true(quick->late >= 0 || !quick->proven);
		if (quick->feasible) {
			assert_true(exact->feasible && quick->cost >= exact->cost && quick->least >= 0);
			compared++;
			equal += quick->cost == exact->cost;
		}
		plan_way_close(exact);
		plan_way_close(quick);
		close_stage(&t);
	}
	assert_true(compared > 30 && equal * 10 >= compared * 7); /* most of the time the best */
}

static bool at_once(void *arg)
{
	(void)arg;
	return true;
}

static void stops_and_refuses(void **state)
{
	(void)state;
	struct stage t;
	any_stage(&t);
	struct plan_way_input in = {.plan = &t.in, .options = t.o, .option_count = t.options,
	        .stop = at_once};
	struct plan_way *w = plan_way_out(&in);
	assert_true(w->stopped && !w->proven);
	plan_way_close(w);
	t.o[0].target = 1000;
	assert_null(plan_way_out(&in));
	t.o[0] = (struct plan_option){.kind = PLAN_OPTION_CALENDAR, .value = 99, .cost = 1};
	assert_null(plan_way_out(&in));
	close_stage(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_cheapest_set_is_found),
	        cmocka_unit_test(beyond_the_exact_size_it_still_answers),
	        cmocka_unit_test(stops_and_refuses)};
	return cmocka_run_group_tests_name("way", tests, NULL, NULL);
}
