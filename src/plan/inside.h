/*
 * What the files of plan/ share and nobody else sees.
 *
 * A calendar counts working minutes from its first day: W(t) is the number of them before
 * t. Friday 17:00 and Monday 08:00 have the same W. start_at(w) is the later of the two
 * names of that instant, finish_at(w) the earlier. Passes work with W and name the
 * instant last.
 */
#ifndef PLAN_INSIDE_H
#define PLAN_INSIDE_H

#include "plan/plan.h"

/* ---- Calendar ---- */

struct civil_day {
	int32_t before; /* working minutes before this day */
	int32_t shape;  /* where its table begins in `table` */
};

struct working_day {
	int32_t before, after; /* working minutes before this day and by its end */
	plan_minute midnight;  /* when it begins */
	int32_t begin;         /* where its working minutes begin in `table` */
};

/* One table per kind of day: work before each minute of the day (1441 entries), then the
 * minute at which each working minute begins (1440 entries). */
#define SHAPE_SIZE (1441 + 1440)
#define BUCKET                                                                           \
	8 /* working minutes per step of the index: 2^8, less than a working day         \
	   */

/* w * length < 2^INVERSE_BITS keeps the division exact: Granlund & Montgomery (1994). */
#define INVERSE_BITS 40

struct plan_calendar {
	bool elapsed;
	plan_minute first, last; /* the bounds: first ≤ t ≤ last */
	int32_t total;           /* working minutes in all */
	int32_t day_minutes;
	uint64_t inverse; /* 2^INVERSE_BITS / length of every working day; 0: they differ
	                   */
	uint32_t day_count, shape_count;
	struct civil_day *day;    /* day_count + 1 */
	struct working_day *work; /* working days, then a sentinel */
	uint32_t *index;          /* working day of every 2^BUCKET-th working minute */
	uint16_t *table;
};

extern const struct plan_calendar plan_elapsed;

/* W(t) */
static inline int32_t work_before(const struct plan_calendar *c, plan_minute t)
{
	if (c->elapsed)
		return t;
	uint32_t m =
	        t <= c->first ? 0 : (uint32_t)((t < c->last ? t : c->last) - c->first);
	uint32_t d = m / PLAN_DAY;
	return c->day[d].before + c->table[c->day[d].shape + (int32_t)(m - d * PLAN_DAY)];
}

/* The day of working minute w: by division where all working days are of one length. */
static inline const struct working_day *working_day_of(
        const struct plan_calendar *c, int32_t w)
{
	if (c->inverse)
		return &c->work[(uint64_t)w * c->inverse >> INVERSE_BITS];
	const struct working_day *d = &c->work[c->index[w >> BUCKET]];
	d += d->after <= w;
	while (d->after <= w)
		d++;
	return d;
}

/* The minute at which working minute w (from 0) begins. */
static inline plan_minute start_at(const struct plan_calendar *c, int32_t w)
{
	if (w < 0)
		return c->first;
	if (w >= c->total)
		return c->last;
	if (c->elapsed)
		return w;
	const struct working_day *d = working_day_of(c, w);
	return d->midnight + c->table[d->begin + w - d->before];
}

/* The minute at which w working minutes are over. */
static inline plan_minute finish_at(const struct plan_calendar *c, int32_t w)
{
	return start_at(c, w - 1) + 1;
}

/* ---- Network ---- */

enum mode {
	MODE_TASK,
	MODE_POINT,   /* no work: start and finish are one */
	MODE_MORNING, /* a point that is named as a start */
	MODE_DONE,
	MODE_HAMMOCK,
	MODE_EFFORT,
	MODE_ENTER, /* a summary's way in: passes bounds on to what lies under it */
	MODE_LEAVE, /* a summary's way out: the span of what lies under it */
};

enum flag {
	FLAG_STARTED =
	        1,      /* early start is actual; early and late work begin at `resume` */
	FLAG_BOUND = 2, /* constraints, due or resume date: ask the activity */
	FLAG_ODD = 4, /* started, or not a task or point: links into it have exceptions */
	FLAG_LONGEST = 8, /* on the longest path, as of plan_find_longest() */
};

/* One activity, or one side of a summary, at its place in topological order. */
struct node {
	plan_minute es, ef, ls,
	        lf; /* ls of a started one: the late date of what remains */
	int32_t we; /* W(ef) on its calendar */
	int32_t total,
	        free; /* floats; `free` of a summary's sides is a time: see late.c. With
	                 params.retained both are times of what is done: until when its
	                 successors may wait, and until when they do (FAR_*: not) */
	int32_t todo; /* working minutes that remain */
	uint8_t mode, flags, calendar;
};

/* One end of a link, kept with the node at the other end. */
struct arc {
	int32_t node;  /* place of the far end */
	uint32_t what; /* link << 3 | lagged << 2 | type */
};
#define ARC_PLAIN(a) (((a).what & 7) == PLAN_FS) /* finish to start, no lag */
#define ARC_TYPE(a) ((a).what & 3)
#define ARC_LAGGED(a) ((a).what & 4)
#define ARC_LINK(a) ((a).what >> 3)
#define NO_LINK ((1u << 29) - 1) /* between a summary and what lies under it */

struct plan {
	struct plan_input given;                /* with our own copies of the arrays */
	const struct plan_calendar **calendars; /* and plan_elapsed after the last */
	struct plan_activity *activities;
	struct plan_link *links;
	size_t bytes;
	uint32_t count, summaries; /* nodes: activities + summaries */
	struct node *nodes;
	int32_t *
	        place; /* node of an activity (of a summary: its way out), then ways in */
	int32_t *activity; /* of a node */
	uint32_t *in_at, *out_at;
	struct arc *in, *out;
	plan_minute *planned; /* two per node, only with ALAP */
	uint64_t *dirty_early, *dirty_late;
	plan_minute floor, finish, end;
	bool alap;
	int32_t out_of_range; /* node whose date left its calendar, or −1 */
	struct plan_problem problem;
};

#define FAR_PAST INT32_MIN
#define FAR_FUTURE INT32_MAX

static inline plan_minute later(plan_minute a, plan_minute b)
{
	return a > b ? a : b;
}

static inline plan_minute sooner(plan_minute a, plan_minute b)
{
	return a < b ? a : b;
}

/* A start and a finish, as bounds or as found, and W of the finish. */
struct place {
	plan_minute start, finish;
	int32_t work;
};

/* network.c: sets mode, flags and calendar of an activity's nodes from its data. */
void plan_load_node(struct plan *p, int32_t activity);
bool plan_activity_valid(const struct plan_input *in, const struct plan_activity *a);
bool plan_any_alap(const struct plan *p);

/* order.c: places nodes in topological order, links as arcs; false: a loop. */
bool plan_order(struct plan *p);
/* Node of a summary's way in. */
static inline int32_t plan_way_in(const struct plan *p, int32_t summary)
{
	return p->place[p->given.activity_count + (size_t)p->activities[summary].done];
}

/* lag.c: the bound a link puts on its successor, from a date of its predecessor; and
 * back. Exact inverses: shift(a) ≤ b if and only if a ≤ unshift(b). */
plan_minute plan_shift(
        const struct plan *p, struct arc a, int32_t from, int32_t to, plan_minute t);
plan_minute plan_unshift(
        const struct plan *p, struct arc a, int32_t from, int32_t to, plan_minute t);

/* Until when what is done holds nobody back (params.retained). */
static inline plan_minute plan_past(const struct plan *p, const struct node *done)
{
	return later(done->ef, p->floor);
}

/* early.c: one node's early dates from its predecessors; true when they changed. */
bool plan_early_node(struct plan *p, int32_t r);
/* The bound one arc into r puts on its early dates (FAR_PAST: none). */
struct place plan_early_bound(const struct plan *p, int32_t r, struct arc a);
/* The earliest the work of r may begin, links and constraints aside. */
plan_minute plan_floor(const struct plan *p, int32_t r);

/* late.c: one node's late dates and floats from its successors; true when they changed.
 */
bool plan_late_node(struct plan *p, int32_t r);
/* The bound one arc out of r puts on its late dates (FAR_FUTURE: none). */
struct place plan_late_bound(const struct plan *p, int32_t r, struct arc a);

/* Whether successors bound both its late finish and its free float: the end does not. */
bool plan_is_bound(const struct plan *p, int32_t r);

/* explain.c: whether the bound of one arc into r is what its early dates stand on. */
bool plan_drives_early(const struct plan *p, int32_t r, struct arc a);

/* paths.c: marks the longest path; whether one that it reaches is still to be done. */
void plan_find_longest(struct plan *p);
bool plan_on_longest(const struct node *n);

/* constraint.c: what an activity's own dates say. */
void plan_own_early(const struct plan *p, int32_t r, struct place *bound);
void plan_own_late(const struct plan *p, int32_t r, struct place *bound);
/* A must-start or must-finish: the place it dictates. */
bool plan_dictated(const struct plan *p, int32_t r, bool late, struct place *at);
/* With params.honour: no-later dates hold the early place back. */
struct place plan_honour(const struct plan *p, int32_t r, struct place early);

/* pass.c: the latest early finish, and the end that late dates go back from. */
void plan_find_finish(struct plan *p);
/* Says in p->problem what left its calendar; returns the status. */
enum plan_status plan_note_range(struct plan *p);

/* alap.c: planned dates of what is to happen as late as possible. */
void plan_alap(struct plan *p);

/* Notes that a date of r left its calendar; the first to do so is kept. */
static inline void plan_stray(struct plan *p, int32_t r)
{
	if (p->out_of_range < 0)
		p->out_of_range = r;
}

static inline const struct plan_calendar *calendar_of(const struct plan *p, int32_t r)
{
	return p->calendars[p->nodes[r].calendar];
}

#endif
