/*
 * Tests of the solver: small random instances against an oracle that tries everything,
 * properties that must hold whatever the numbers, and spoilt schedules for the check.
 */
#include "plan/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define JOBS 7
#define MODES (JOBS * 2)
#define POOLS 3
#define STEPS 4

struct world {
	struct plan_job jobs[JOBS];
	int32_t durations[MODES], demands[MODES * POOLS];
	struct plan_order orders[JOBS * JOBS];
	struct plan_resource resources[POOLS];
	struct plan_step steps[STEPS];
	struct plan_solve_input in;
	int32_t starts[JOBS], modes[JOBS];
};

static uint64_t seed;

static int32_t roll(int32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int32_t)((seed >> 33) % (uint64_t)n);
}

enum kind { PLAIN, LAGS = 1, CHANGES = 2, CHOICES = 4, LEADS = 8, LARGE = 16 };

static void make(struct world *w, int kind)
{
	memset(w, 0, sizeof *w);
	int32_t jobs = kind & CHOICES ? 4 : 2 + roll(JOBS - 2), modes = 0, orders = 0;
	int32_t scale = kind & LARGE ? 100000 : 1;
	for (int32_t j = 0; j < jobs; j++) {
		int32_t count = kind & CHOICES ? 1 + roll(2) : 1;
		w->jobs[j] = (struct plan_job){.mode = modes, .mode_count = count,
		        .release = kind & CHANGES && !roll(3) ? roll(5) : 0,
		        .due = 1 + roll(6), .weight = roll(4), .cash = roll(21) - 10};
		for (int32_t m = modes; m < modes + count; m++) {
			w->durations[m] = roll(5);
			for (int32_t r = 0; r < POOLS; r++)
				w->demands[m * POOLS + r] = roll(4) * scale;
		}
		modes += count;
		for (int32_t i = 0; i < j; i++)
			if (!roll(4))
				w->orders[orders++] = (struct plan_order){i, j,
				        kind & LEADS ? roll(8) - 4 : kind & LAGS ? roll(3) : 0};
	}
	for (int32_t r = 0; r < POOLS; r++)
		w->resources[r].capacity = (3 + roll(3)) * scale;
	if (kind & CHOICES)
		w->resources[POOLS - 1] = (struct plan_resource){.capacity = 4 + roll(5), .budget = true};
	if (kind & CHANGES) {
		w->resources[0].step_count = STEPS;
		for (int32_t s = 0, at = 0; s < STEPS; s++)
			w->steps[s] = (struct plan_step){at += 1 + roll(3),
			        s == STEPS - 1 ? 3 * scale : roll(5) * scale};
	}
	w->in = (struct plan_solve_input){.jobs = w->jobs, .durations = w->durations,
	        .demands = w->demands, .orders = w->orders, .resources = w->resources,
	        .steps = w->steps, .job_count = (size_t)jobs, .mode_count = (size_t)modes,
	        .order_count = (size_t)orders, .resource_count = POOLS, .step_count = STEPS,
	        .seed = seed};
}

/* ---- The oracle: every mode and every start, job by job ---- */

#define LAST 60

struct oracle {
	const struct plan_solve_input *in;
	int32_t use[LAST][POOLS], spent[POOLS], starts[JOBS], modes[JOBS], best;
};

static int32_t oracle_capacity(const struct plan_solve_input *in, size_t r, int32_t t)
{
	int32_t got = in->resources[r].capacity;
	for (int32_t s = 0; s < in->resources[r].step_count; s++)
		if (in->steps[in->resources[r].step + s].from <= t)
			got = in->steps[in->resources[r].step + s].capacity;
	return got;
}

static bool oracle_put(struct oracle *o, size_t j, int32_t m, int32_t at, int32_t sign)
{
	bool fits = true;
	for (size_t r = 0; r < POOLS; r++) {
		int32_t demand = o->in->demands[(size_t)m * POOLS + r] * sign;
		if (o->in->resources[r].budget) {
			fits &= (o->spent[r] += demand) <= o->in->resources[r].capacity;
			continue;
		}
		for (int32_t t = at; t < at + o->in->durations[m]; t++)
			fits &= (o->use[t][r] += demand) <= oracle_capacity(o->in, r, t);
	}
	o->starts[j] = at;
	o->modes[j] = m;
	return fits;
}

static void oracle_try(struct oracle *o, size_t j, int32_t end)
{
	const struct plan_solve_input *in = o->in;
	if (j == in->job_count) {
		o->best = end < o->best ? end : o->best;
		return;
	}
	int32_t from = in->jobs[j].release;
	for (size_t k = 0; k < in->order_count; k++) {
		const struct plan_order *p = &in->orders[k];
		if ((size_t)p->to != j)
			continue;
		int32_t bound =
		        o->starts[p->from] + in->durations[o->modes[p->from]] + p->lag;
		from = bound > from ? bound : from;
	}
	for (int32_t m = in->jobs[j].mode; m < in->jobs[j].mode + in->jobs[j].mode_count; m++)
		for (int32_t t = from; t + in->durations[m] < o->best; t++) {
			int32_t finish = t + in->durations[m];
			if (oracle_put(o, j, m, t, 1))
				oracle_try(o, j + 1, finish > end ? finish : end);
			oracle_put(o, j, m, t, -1);
		}
}

static int32_t oracle_best(const struct plan_solve_input *in)
{
	static struct oracle o;
	memset(&o, 0, sizeof o);
	o.in = in;
	o.best = LAST;
	oracle_try(&o, 0, 0);
	return o.best;
}

/* ---- Tests ---- */

static void assert_sound(struct world *w, const struct plan_solution *got)
{
	assert_int_equal(got->status, PLAN_SOLVED);
	struct plan_solve_finding bad = plan_solve_check(&w->in, got, w->starts, w->modes);
	assert_int_equal(bad.fault, PLAN_SOLVE_SOUND);
}

static void schedules_match_the_oracle(void **state)
{
	(void)state;
	static const int kinds[] = {PLAIN, LAGS, CHANGES, LEADS, LARGE, LAGS | CHANGES};
	struct world w;
	int equal = 0, all = 0;
	for (int n = 0; n < 150; n++) {
		seed = (uint64_t)n + 1;
		make(&w, kinds[n % 6]);
		w.in.schedules = 1500;
		struct plan_solution got = plan_solve(&w.in, w.starts, w.modes);
		int32_t best = oracle_best(&w.in);
		if (best == LAST) {
			assert_int_not_equal(got.status, PLAN_SOLVED);
			continue;
		}
		assert_sound(&w, &got);
		assert_true(got.bound <= best);
		assert_true(got.makespan >= best);
		equal += got.makespan == best;
		all++;
		assert_true(got.schedules <= 3000);
	}
	assert_true(equal >= all - all / 50); /* passes alone need not find all */
}

static bool never(void *with)
{
	return ++*(int *)with > 1000000; /* a search that never ends fails the test, not the day */
}

static _Atomic int asked_by_all;

static bool never_atomic(void *with)
{
	(void)with;
	return ++asked_by_all > 10000000;
}

static void searches_by_all_means_prove_the_oracle_s_best(void **state)
{
	(void)state;
	static const int kinds[] = {PLAIN, LAGS, CHANGES, LEADS, LARGE, LAGS | CHANGES};
	struct world w;
	for (int n = 0; n < 150; n++) {
		int asked = 0;
		seed = (uint64_t)n + 5000;
		make(&w, kinds[n % 6]);
		w.in.stop = never;
		w.in.with = &asked;
		struct plan_solution got = plan_solve(&w.in, w.starts, w.modes);
		assert_sound(&w, &got);
		assert_true(got.proven);
		assert_int_equal(got.makespan, oracle_best(&w.in));
	}
}

/* Modes and budgets are searched, not proven: feasible whenever the oracle finds a schedule,
 * nearly always the best, and never better. */
static void modes_within_budgets_match_the_oracle(void **state)
{
	(void)state;
	struct world w;
	int equal = 0, all = 0;
	for (int n = 0; n < 100; n++) {
		seed = (uint64_t)n + 9000;
		make(&w, CHOICES);
		w.in.schedules = 1500;
		struct plan_solution got = plan_solve(&w.in, w.starts, w.modes);
		int32_t best = oracle_best(&w.in);
		if (best == LAST) {
			assert_int_not_equal(got.status, PLAN_SOLVED);
			continue;
		}
		assert_sound(&w, &got);
		assert_true(got.bound <= best && got.makespan >= best);
		equal += got.makespan == best;
		all++;
	}
	assert_true(all > 30 && equal >= all - all / 50);
}

static void threads_find_the_same_optimum(void **state)
{
	(void)state;
	struct world w;
	for (int n = 0; n < 10; n++) {
		seed = (uint64_t)n + 7000;
		make(&w, LAGS);
		w.in.stop = never_atomic;
		w.in.threads = 4;
		struct plan_solution got = plan_solve(&w.in, w.starts, w.modes);
		assert_sound(&w, &got);
		assert_true(got.proven);
		assert_int_equal(got.makespan, oracle_best(&w.in));
	}
}

/* Tardiness, levelling and value against every schedule the oracle can think of would take
 * too long: here they must be sound, within their bounds, and no worse than the makespan's
 * own schedule. */
static void other_goals_are_sound(void **state)
{
	(void)state;
	struct world w;
	for (int n = 0; n < 60; n++) {
		seed = (uint64_t)n + 3000;
		make(&w, n % 2 ? LAGS : PLAIN);
		w.in.schedules = 400;
		w.in.goal = (enum plan_goal)(1 + n % 3);
		w.in.rate = 0.01;
		struct plan_solution got = plan_solve(&w.in, w.starts, w.modes);
		assert_sound(&w, &got);
		if (w.in.goal == PLAN_TARDINESS)
			continue;
		w.in.deadline = got.makespan + 5;
		int64_t tight = got.value;
		got = plan_solve(&w.in, w.starts, w.modes);
		assert_sound(&w, &got);
		assert_true(got.value <= tight); /* more room, no worse */
	}
}

static void a_loop_is_refused(void **state)
{
	(void)state;
	struct world w;
	seed = 7;
	make(&w, PLAIN);
	w.orders[0] = (struct plan_order){0, 1, 0};
	w.orders[1] = (struct plan_order){1, 0, 0};
	w.in.order_count = 2;
	assert_int_equal(plan_solve(&w.in, w.starts, w.modes).status, PLAN_SOLVE_LOOP);
	w.orders[1] = (struct plan_order){1, 1, 0};
	struct plan_solution got = plan_solve(&w.in, w.starts, w.modes);
	assert_int_equal(got.status, PLAN_SOLVE_INVALID);
	assert_int_equal(got.order, 1);
}

static void what_never_fits_is_infeasible(void **state)
{
	(void)state;
	struct world w;
	seed = 8;
	make(&w, PLAIN);
	w.durations[1] = 1;
	w.demands[1 * POOLS + 2] = 1000;
	struct plan_solution got = plan_solve(&w.in, w.starts, w.modes);
	assert_int_equal(got.status, PLAN_SOLVE_INFEASIBLE);
	assert_int_equal(got.job, 1);
	assert_int_equal(got.resource, 2);
}

static void the_check_finds_spoilt_schedules(void **state)
{
	(void)state;
	struct world w;
	int found = 0;
	for (int n = 0; n < 200; n++) {
		seed = (uint64_t)n + 1000;
		make(&w, n % 2 ? CHANGES : LAGS);
		w.in.schedules = 300;
		struct plan_solution got = plan_solve(&w.in, w.starts, w.modes);
		if (got.status != PLAN_SOLVED)
			continue;
		assert_sound(&w, &got);
		struct plan_solution lie = got;
		lie.makespan++;
		lie.value++;
		assert_int_equal(plan_solve_check(&w.in, &lie, w.starts, w.modes).fault,
		        PLAN_SOLVE_FAULT_VALUE);
		/* one job moved to 0: sound only where it was there or nothing is in its way */
		int32_t j = roll((int32_t)w.in.job_count), was = w.starts[j];
		w.starts[j] = -1;
		assert_int_equal(plan_solve_check(&w.in, &got, w.starts, w.modes).fault,
		        PLAN_SOLVE_FAULT_START);
		w.starts[j] = 0;
		found += was && plan_solve_check(&w.in, &got, w.starts, w.modes).fault;
	}
	assert_true(found > 50);
}

static void the_same_seed_gives_the_same_answer(void **state)
{
	(void)state;
	struct world w;
	int32_t starts[JOBS];
	for (int n = 0; n < 50; n++) {
		seed = (uint64_t)n + 2000;
		make(&w, LAGS);
		w.in.schedules = 50;
		struct plan_solution a = plan_solve(&w.in, w.starts, w.modes);
		struct plan_solution b = plan_solve(&w.in, starts, w.modes);
		assert_int_equal(a.makespan, b.makespan);
		assert_int_equal(a.schedules, b.schedules);
		assert_memory_equal(starts, w.starts, w.in.job_count * sizeof *starts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(schedules_match_the_oracle),
	        cmocka_unit_test(searches_by_all_means_prove_the_oracle_s_best),
	        cmocka_unit_test(modes_within_budgets_match_the_oracle),
	        cmocka_unit_test(threads_find_the_same_optimum),
	        cmocka_unit_test(other_goals_are_sound),
	        cmocka_unit_test(a_loop_is_refused),
	        cmocka_unit_test(what_never_fits_is_infeasible),
	        cmocka_unit_test(the_check_finds_spoilt_schedules),
	        cmocka_unit_test(the_same_seed_gives_the_same_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
