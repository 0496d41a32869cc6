/*
 * The check of a solution: the plain definition, counted moment by moment, sharing nothing
 * with the solver.
 */
#include "plan/plan.h"

#include <math.h>
#include <stdlib.h>

static struct plan_solve_finding finding(enum plan_solve_fault fault, int32_t job,
        int32_t order, int32_t resource, int32_t time)
{
	return (struct plan_solve_finding){fault, job, order, resource, time};
}

static int32_t capacity_at(
        const struct plan_solve_input *in, const struct plan_resource *r, int32_t time)
{
	int32_t now = r->capacity;
	for (int32_t s = 0; s < r->step_count; s++)
		if (in->steps[r->step + s].from <= time)
			now = in->steps[r->step + s].capacity;
	return now;
}

static int64_t demand_of(const struct plan_solve_input *in, int32_t mode, size_t resource)
{
	return in->demands[(size_t)mode * in->resource_count + resource];
}

/* Use of one resource at one moment. */
static int64_t use_at(const struct plan_solve_input *in, const int32_t *starts,
        const int32_t *modes, size_t resource, int32_t time)
{
	int64_t use = 0;
	for (size_t j = 0; j < in->job_count; j++)
		if (starts[j] <= time && time < starts[j] + in->durations[modes[j]])
			use += demand_of(in, modes[j], resource);
	return use;
}

static struct plan_solve_finding check_jobs(const struct plan_solve_input *in,
        const int32_t *starts, const int32_t *modes)
{
	for (size_t j = 0; j < in->job_count; j++) {
		const struct plan_job *job = &in->jobs[j];
		if (modes[j] < job->mode || modes[j] >= job->mode + job->mode_count)
			return finding(PLAN_SOLVE_FAULT_MODE, (int32_t)j, -1, -1, -1);
		if (starts[j] < 0 || starts[j] < job->release)
			return finding(PLAN_SOLVE_FAULT_START, (int32_t)j, -1, -1, starts[j]);
	}
	for (size_t o = 0; o < in->order_count; o++) {
		const struct plan_order *order = &in->orders[o];
		if (starts[order->to] <
		        starts[order->from] + in->durations[modes[order->from]] + order->lag)
			return finding(PLAN_SOLVE_FAULT_ORDER, order->to, (int32_t)o, -1,
			        starts[order->to]);
	}
	return finding(PLAN_SOLVE_SOUND, -1, -1, -1, -1);
}

/* Use rises only where a job starts, capacity falls only at a step: these moments and the
 * starts are all that need a look. */
static struct plan_solve_finding check_resource(const struct plan_solve_input *in,
        const int32_t *starts, const int32_t *modes, size_t resource)
{
	const struct plan_resource *r = &in->resources[resource];
	if (r->budget) {
		int64_t use = 0;
		for (size_t j = 0; j < in->job_count; j++)
			use += demand_of(in, modes[j], resource);
		if (use > r->capacity)
			return finding(PLAN_SOLVE_FAULT_CAPACITY, -1, -1, (int32_t)resource, -1);
		return finding(PLAN_SOLVE_SOUND, -1, -1, -1, -1);
	}
	for (size_t j = 0; j < in->job_count; j++)
		if (use_at(in, starts, modes, resource, starts[j]) > capacity_at(in, r, starts[j]))
			return finding(PLAN_SOLVE_FAULT_CAPACITY, (int32_t)j, -1,
			        (int32_t)resource, starts[j]);
	for (int32_t s = r->step; s < r->step + r->step_count; s++)
		if (use_at(in, starts, modes, resource, in->steps[s].from) >
		        in->steps[s].capacity)
			return finding(PLAN_SOLVE_FAULT_CAPACITY, -1, -1, (int32_t)resource,
			        in->steps[s].from);
	return finding(PLAN_SOLVE_SOUND, -1, -1, -1, -1);
}

/* ---- Values ---- */

static int64_t tardiness(
        const struct plan_solve_input *in, const int32_t *starts, const int32_t *modes)
{
	int64_t sum = 0;
	for (size_t j = 0; j < in->job_count; j++) {
		int64_t late = (int64_t)starts[j] + in->durations[modes[j]] - in->jobs[j].due;
		if (in->jobs[j].due && late > 0)
			sum += late * in->jobs[j].weight;
	}
	return sum;
}

/* Moment by moment: a unit of a job's time that lies before `by` does its share. */
static int64_t invested(
        const struct plan_solve_input *in, const int32_t *starts, const int32_t *modes)
{
	int64_t sum = 0;
	for (size_t j = 0; j < in->job_count; j++) {
		int32_t duration = in->durations[modes[j]], before = 0;
		int64_t all = (int64_t)in->jobs[j].investment * 1000;
		for (int32_t t = starts[j]; t < starts[j] + duration; t++)
			before += t < in->by;
		if (duration == 0)
			sum += starts[j] <= in->by ? all : 0;
		else
			sum += all * before / duration;
	}
	return sum;
}

static int64_t squares(const struct plan_solve_input *in, const int32_t *starts,
        const int32_t *modes, int32_t makespan)
{
	int64_t sum = 0;
	for (size_t r = 0; r < in->resource_count; r++)
		for (int32_t t = 0; t < makespan && !in->resources[r].budget; t++) {
			int64_t use = use_at(in, starts, modes, r, t);
			sum += use * use;
		}
	return sum;
}

static double worth(
        const struct plan_solve_input *in, const int32_t *starts, const int32_t *modes)
{
	double sum = 0;
	for (size_t j = 0; j < in->job_count; j++)
		sum += in->jobs[j].cash *
		       pow(1 + in->rate, -(double)(starts[j] + in->durations[modes[j]]));
	return sum;
}

static bool value_right(const struct plan_solve_input *in, const struct plan_solution *s,
        const int32_t *starts, const int32_t *modes)
{
	switch (in->goal) {
	case PLAN_MAKESPAN:
		return s->value == s->makespan;
	case PLAN_TARDINESS:
		return s->value == tardiness(in, starts, modes);
	case PLAN_INVESTED:
		return s->value == -invested(in, starts, modes);
	case PLAN_LEVELLING:
		return s->value == squares(in, starts, modes, s->makespan);
	case PLAN_VALUE:
		return fabs(-1000 * worth(in, starts, modes) - (double)s->value) <= 1;
	}
	return false;
}

struct plan_solve_finding plan_solve_check(const struct plan_solve_input *in,
        const struct plan_solution *solution, const int32_t *starts, const int32_t *modes)
{
	struct plan_solve_finding found = check_jobs(in, starts, modes);
	for (size_t r = 0; !found.fault && r < in->resource_count; r++)
		found = check_resource(in, starts, modes, r);
	if (found.fault)
		return found;
	int32_t makespan = 0;
	for (size_t j = 0; j < in->job_count; j++)
		if (starts[j] + in->durations[modes[j]] > makespan)
			makespan = starts[j] + in->durations[modes[j]];
	bool late = in->goal >= PLAN_LEVELLING && in->deadline && makespan > in->deadline;
	if (makespan != solution->makespan || late || solution->value < solution->bound ||
	        solution->proven != (solution->value == solution->bound) ||
	        !value_right(in, solution, starts, modes))
		return finding(PLAN_SOLVE_FAULT_VALUE, -1, -1, -1, makespan);
	return found;
}
