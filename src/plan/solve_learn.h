/*
 * Search that learns from conflicts, over the starts of the jobs in fixed modes: lazy clause
 * generation (Ohrimenko, Stuckey & Codish 2009; Schutt, Feydy, Stuckey & Wallace 2011).
 *
 * A bound is a number that only rises while searching: 2j says "job j starts no earlier
 * than", 2j + 1 says "minus its start is no less than", so the latest start negated. A fact
 * (bound, value) holds when the bound has reached the value; its opposite is (bound ^ 1,
 * 1 − value). Clauses are lists of facts, one of which must hold.
 */
#ifndef PLAN_SOLVE_LEARN_H
#define PLAN_SOLVE_LEARN_H

#include "plan/solve.h"

struct fact {
	int32_t bound, value;
};

/* Why a bound rose. WHY_CLAUSE and above name a place in the clauses. */
enum { WHY_DECIDED = -1, WHY_ORDER = -2, WHY_SUPPLY = -3, WHY_CLAUSE = 0 };

/* One rise of a bound. */
struct rise {
	int32_t bound, now, was;
	int32_t before; /* the rise of the same bound before, −1: none since the root */
	int32_t level;
	int32_t why, from; /* WHY_ORDER: the pull; WHY_SUPPLY: place in `told` */
};

/* An order, said of bounds: value of `to` ≥ value of `from` + by. */
struct pull {
	int32_t from, to, by;
};

struct list32 {
	int32_t *at;
	int32_t len, cap;
};

struct watch {
	int32_t clause;
	struct fact other; /* where it holds, the clause needs no look */
};

struct watches {
	struct watch *at;
	int32_t len, cap;
};

struct span {
	int32_t from, to;
};

struct held {
	int32_t job;
	struct span was;
};

struct learner {
	const struct net *net;
	struct room room;
	struct chance chance;
	const int32_t *mode;
	int32_t n; /* jobs and, last, the end */
	int32_t *duration;
	/* bounds */
	int32_t *bound, *last;      /* by bound: its value and last rise */
	struct rise *rises;
	int32_t rise_count, rise_cap, head; /* head: rises before it are propagated */
	struct list32 levels;       /* where each level begins in rises */
	int32_t *pull_at;           /* by bound: its pulls */
	struct pull *pulls;
	/* clauses: size, lbd, activity bits, facts … */
	struct list32 clauses, learnt;
	int64_t *first_of;          /* by job: number of its first fact, less its value */
	int32_t *low;               /* by job: the earliest start at the beginning */
	int64_t fact_count;
	int32_t *owner;             /* by fact: its job */
	struct watches *watch;      /* by fact × 2 + side */
	/* activity of facts */
	double *activity, step;
	int32_t *heap, *place, heap_len;
	/* analysis */
	int32_t *need;              /* by bound: the value needed, NEVER negated: none */
	bool *now;                  /* by bound: needed at the present level */
	struct list32 needed, told;
	struct fact *reason;        /* of one rise, or of the conflict */
	int32_t reason_len, reason_cap;
	struct fact *lesson;
	int32_t *stamp, stamped;
	/* supply */
	uint64_t *free;
	struct span *held;          /* by job: where it runs whatever comes */
	struct held *undo;
	int32_t undo_len, undo_cap;
	struct list32 undo_levels;
	bool *dirty;
	struct list32 touched;
	int32_t *rival_at, *rival;  /* jobs that may run at the same time and share a resource */
	int32_t *user_at, *user;    /* by resource: its jobs */
	int32_t *best;              /* starts to follow when deciding */
	bool wild;                  /* follows nothing and decides by chance now and then */
	bool dead;                  /* proven: no schedule that early */
	int64_t conflicts, decisions, restarts;
	int32_t most; /* clauses before the next forgetting */
};

/* Looks for schedules that end by `latest`, given starts to follow (or NULL). */
void learner_open(struct learner *, const struct net *, const int32_t *mode, int32_t latest,
        const int32_t *follow, uint64_t seed);
void learner_close(struct learner *);

enum learned { LEARNED_NOTHING, LEARNED_SCHEDULE, LEARNED_NONE };
/* Searches for at most `conflicts` more. LEARNED_SCHEDULE: in start. LEARNED_NONE: there is
 * no schedule so early. Asks stop now and then. */
enum learned learner_run(struct learner *, int64_t conflicts, bool (*stop)(void *), void *with,
        int32_t *start);
/* Follows these starts when deciding. */
void learner_follow(struct learner *, const int32_t *start);
/* From now on the end must be this early. */
void learner_tighten(struct learner *, int32_t latest);

/* ---- Between the files of the learner ---- */

static inline bool holds(const struct learner *l, struct fact f)
{
	return l->bound[f.bound] >= f.value;
}

static inline struct fact opposite(struct fact f)
{
	return (struct fact){f.bound ^ 1, 1 - f.value};
}

/* Makes the fact hold; false: it cannot, and `reason` holds the conflict. */
bool learner_raise(struct learner *, struct fact, int32_t why, int32_t from);
/* All that supply says of the touched jobs, one at a time; false: conflict. */
bool supply_propagate(struct learner *);
void supply_undo(struct learner *, int32_t length);
void supply_open(struct learner *);
/* The facts that made a supply rise, added to `reason`. */
void supply_explain(struct learner *, const struct rise *);
void reason_add(struct learner *, struct fact);
void list32_push(struct list32 *, int32_t);
/* Room for one more in a growing array; ends the process without memory. */
void *more(void *at, int32_t len, int32_t *cap, size_t size);

#endif
