/*
 * scarce.h: the part of libguatu-plan about scarce resources. plan.h includes it.
 *
 * The resource-constrained project scheduling problem, with modes (RCPSP, MRCPSP). Time is
 * abstract here: whole units from 0, no calendars. Each job runs once, uninterrupted, in
 * one of its modes; at every moment the jobs running need no more of a resource than
 * there is. Several projects that share pools are one input with all their jobs.
 * Surveys: Kolisch & Hartmann (2006); Hartmann & Briskorn (2010).
 */
#ifndef PLAN_SCARCE_H
#define PLAN_SCARCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One job. Zero means "nothing said". */
struct plan_job {
	int32_t mode, mode_count; /* its modes: mode … mode + mode_count − 1, at least one */
	int32_t release;          /* starts no earlier */
	int32_t due;              /* tardiness is what lies after it; 0: none is counted */
	int32_t weight;           /* of one unit of tardiness */
	int32_t cash;             /* received (or, if negative, paid) at its finish */
	int32_t investment;       /* done evenly while it runs, 0 to 500,000,000 */
};

/* start of `to` ≥ finish of `from` + lag. Must not form a loop, whatever the lags. */
struct plan_order {
	int32_t from, to, lag;
};

/* From this time on a resource has this capacity. */
struct plan_step {
	int32_t from, capacity;
};

/* A resource: capacity at every moment until the first step; the steps, ascending in time,
 * are steps[step … step + step_count − 1] of the input. `budget` makes it non-renewable:
 * the capacity is what all jobs together may use up, and steps are not allowed. */
struct plan_resource {
	int32_t capacity;
	int32_t step, step_count;
	bool budget;
};

enum plan_goal {
	PLAN_MAKESPAN,  /* the last finish */
	PLAN_TARDINESS, /* sum of weight × (finish − due) of late jobs */
	PLAN_INVESTED,  /* minus the investment done before `by`, in thousandths; of a job
	                   without duration all of it when it starts by then */
	PLAN_LEVELLING, /* sum over time and resources of the use squared (Burgess & Killebrew
	                   1962), the makespan at most `deadline` */
	PLAN_VALUE,     /* minus the net present value of cash, in thousandths (Russell 1970),
	                   the makespan at most `deadline` */
};

/* What plan_solve() reads; all of it stays the caller's. */
struct plan_solve_input {
	const struct plan_job *jobs;
	const int32_t *durations; /* by mode, ≥ 0 */
	const int32_t *demands;   /* by mode and resource: [mode × resource_count + r], ≥ 0 */
	const struct plan_order *orders;
	const struct plan_resource *resources;
	const struct plan_step *steps;
	size_t job_count, mode_count, order_count, resource_count, step_count;
	enum plan_goal goal;
	int32_t deadline;  /* PLAN_LEVELLING, PLAN_VALUE; 0: the best makespan found first */
	int32_t by;        /* PLAN_INVESTED */
	double rate;       /* PLAN_VALUE: interest per unit of time, 0 ≤ rate < 1 */
	uint64_t seed;     /* the same seed, limits and one thread: the same answer */
	int32_t threads;   /* 0 and 1: one */
	int64_t schedules; /* stop after so many generated schedules: a serial or parallel pass
	                      counts one, a forward–backward pass two (Kolisch & Hartmann);
	                      0: search until stopped or proven, by every means */
	/* Asked often, by every thread: true ends the search. With schedules = 0 it or a
	 * proof is the only end, and NULL stops after 100,000 schedules. */
	bool (*stop)(void *with);
	void *with;
};

enum plan_solve_status {
	PLAN_SOLVED,
	PLAN_SOLVE_INVALID,    /* job, order or resource says where */
	PLAN_SOLVE_LOOP,       /* the orders form a loop through job */
	PLAN_SOLVE_INFEASIBLE, /* proven: no schedule keeps it all */
	PLAN_SOLVE_NONE_FOUND, /* within the limits; there may be one */
};

struct plan_solution {
	enum plan_solve_status status;
	int32_t job, order, resource; /* −1: none */
	int64_t value, bound;         /* of the goal; no schedule is below the bound */
	int32_t makespan;
	bool proven; /* value equals bound */
	int64_t schedules;
};

/* Solves: population search over schedules (Valls et al. 2008; Debels & Vanhoucke 2007),
 * then, not limited by schedules, constraint propagation that learns from conflicts
 * (Schutt et al. 2011), which also proves. starts and modes (both the caller's, job_count
 * entries; modes are indices into durations) are written where status is PLAN_SOLVED.
 * Without memory the process ends. */
struct plan_solution plan_solve(
        const struct plan_solve_input *input, int32_t *starts, int32_t *modes);

enum plan_solve_fault {
	PLAN_SOLVE_SOUND,
	PLAN_SOLVE_FAULT_MODE,     /* not a mode of its job */
	PLAN_SOLVE_FAULT_START,    /* before 0 or the release */
	PLAN_SOLVE_FAULT_ORDER,    /* an order is not kept */
	PLAN_SOLVE_FAULT_CAPACITY, /* a resource or budget is overdrawn */
	PLAN_SOLVE_FAULT_VALUE,    /* value or makespan is not what the starts give */
};

struct plan_solve_finding {
	enum plan_solve_fault fault;
	int32_t job, order, resource, time; /* the first place; −1: none */
};

/* Verifies a schedule by the plain definition, sharing no code with the solver: counts the
 * use of every resource at every moment. */
struct plan_solve_finding plan_solve_check(const struct plan_solve_input *input,
        const struct plan_solution *solution, const int32_t *starts, const int32_t *modes);

#endif
