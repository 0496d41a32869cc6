/*
 * Longest path and float paths: which chains of links lead to an end, most critical first.
 *
 * The float to an end is a backward pass that knows no date owed but the end's own early
 * finish; so it is exact across calendars, and a chain of it needs no sums.
 */
#include "plan/place.h"

#include <stdlib.h>
#include <string.h>

/* ---- longest path ---- */

static bool ends_the_plan(const struct plan *p, const struct node *n)
{
	return n->ef == p->finish && n->mode != MODE_ENTER && n->mode != MODE_EFFORT;
}

/* Where the way back goes on: not from where a date put it. */
static bool goes_back(const struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	struct place dictated;
	return !(n->flags & FLAG_BOUND && plan_dictated(p, r, false, &dictated));
}

void plan_find_longest(struct plan *p)
{
	for (uint32_t r = 0; r < p->count; r++)
		p->nodes[r].flags &= (uint8_t)~FLAG_LONGEST;
	for (int32_t r = (int32_t)p->count - 1; r >= 0; r--) {
		struct node *n = &p->nodes[r];
		if (ends_the_plan(p, n))
			n->flags |= FLAG_LONGEST;
		if (!(n->flags & FLAG_LONGEST) || !goes_back(p, r))
			continue;
		for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++)
			if (plan_drives_early(p, r, p->in[i]))
				p->nodes[p->in[i].node].flags |= FLAG_LONGEST;
	}
}

bool plan_on_longest(const struct node *n)
{
	return n->flags & FLAG_LONGEST && n->mode != MODE_DONE && n->mode != MODE_EFFORT;
}

void plan_longest(struct plan *p, bool *on)
{
	plan_find_longest(p);
	for (size_t i = 0; i < p->given.activity_count; i++)
		on[i] = plan_on_longest(&p->nodes[p->place[i]]);
}

/* ---- float paths ---- */

struct tracing {
	const struct plan *p;
	struct plan to_end;           /* its own nodes and activities: late dates from the end */
	const struct plan *by;        /* whose late dates a link's float is counted to */
	int32_t end;                  /* node */
	int32_t *value, *next, *path; /* per node: float, the arc it goes on by (−1), number */
};

static bool tracing_open(struct tracing *t, const struct plan *p, int32_t end)
{
	size_t activities = p->given.activity_count;
	*t = (struct tracing){.p = p, .to_end = *p, .end = end};
	t->to_end.nodes = malloc((p->count + 1) * sizeof *p->nodes);
	t->to_end.activities = malloc((activities + 1) * sizeof *p->activities);
	t->value = calloc(p->count + 1, sizeof *t->value);
	t->next = malloc((p->count + 1) * sizeof *t->next);
	t->path = calloc(p->count + 1, sizeof *t->path);
	if (!t->to_end.nodes || !t->to_end.activities || !t->value || !t->next || !t->path)
		return false;
	memcpy(t->to_end.nodes, p->nodes, p->count * sizeof *p->nodes);
	memcpy(t->to_end.activities, p->activities, activities * sizeof *p->activities);
	memset(t->next, -1, (p->count + 1) * sizeof *t->next);
	return true;
}

static void tracing_close(struct tracing *t)
{
	free(t->to_end.nodes);
	free(t->to_end.activities);
	free(t->value);
	free(t->next);
	free(t->path);
}

static bool only_late(int kind)
{
	return kind == PLAN_START_NO_LATER || kind == PLAN_FINISH_NO_LATER ||
	       kind == PLAN_START_ON || kind == PLAN_FINISH_ON;
}

/* Nothing but the end's early dates is owed. */
static void forget_dates_owed(struct tracing *t)
{
	struct plan *q = &t->to_end;
	q->given.capped = q->given.due = 0;
	q->end = PLAN_LAST - 1;
	for (size_t i = 0; i < q->given.activity_count; i++) {
		struct plan_activity *a = &q->activities[i];
		a->due = PLAN_NONE;
		a->constraint = only_late(a->constraint) ? PLAN_ASAP : a->constraint;
		a->constraint2 = only_late(a->constraint2) ? PLAN_ASAP : a->constraint2;
	}
	for (uint32_t r = 0; r < q->count; r++) {
		q->nodes[r].ls = q->nodes[r].lf = FAR_FUTURE;
		if (q->nodes[r].mode == MODE_DONE)
			q->nodes[r].total = FAR_FUTURE; /* holds nobody back */
	}
	struct node *n = &q->nodes[t->end];
	n->lf = n->ef;
	n->ls = n->mode == MODE_LEAVE ? FAR_FUTURE :
	        n->flags & FLAG_STARTED ? start_at(calendar_of(q, t->end), n->we - n->todo) :
	                                  n->es;
}

/* What is done leads nowhere, unless by retained logic it hands on what holds it. */
static bool is_over(const struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	return n->mode == MODE_EFFORT ||
	       (n->mode == MODE_DONE && (!p->given.retained || n->free == FAR_PAST));
}

/* How far r may slip by one arc; false: the arc leaves it free. */
static bool arc_float(const struct plan *by, int32_t r, struct arc a, int32_t *found)
{
	const struct node *n = &by->nodes[r];
	struct place bound = plan_late_bound(by, r, a);
	if (bound.start == FAR_FUTURE && bound.finish == FAR_FUTURE)
		return false;
	if (n->mode == MODE_ENTER || n->mode == MODE_LEAVE) {
		*found = sooner(bound.start, bound.finish) - (n->mode == MODE_ENTER ? n->es : n->ef);
		return true;
	}
	if (n->mode == MODE_DONE) {
		*found = sooner(bound.start, bound.finish) - n->free;
		return true;
	}
	bound.finish = sooner(bound.finish, PLAN_LAST - 1);
	*found = place_late(calendar_of(by, r), n->mode, n->todo, bound).work - n->we;
	return true;
}

/* The float of r by its arc i; false: it does not lead to the end. */
static bool slip_by(const struct tracing *t, int32_t r, uint32_t i, int32_t *slip)
{
	const struct plan *p = t->p;
	int32_t far = p->out[i].node;
	if ((far != t->end && t->next[far] < 0) || !arc_float(&t->to_end, r, p->out[i], slip))
		return false;
	if (t->by != &t->to_end && !arc_float(t->by, r, p->out[i], slip))
		*slip = p->nodes[r].total;
	return true;
}

/* Late dates from the end, and by which arc each node leads there. */
static void trace(struct tracing *t)
{
	const struct plan *p = t->p;
	for (int32_t r = t->end - 1; r >= 0; r--) {
		int32_t slip;
		if (is_over(p, r))
			continue;
		for (uint32_t i = p->out_at[r]; i < p->out_at[r + 1]; i++) {
			if (!slip_by(t, r, i, &slip) || (t->next[r] >= 0 && slip >= t->value[r]))
				continue;
			t->next[r] = (int32_t)i;
			t->value[r] = slip;
		}
		if (t->next[r] >= 0)
			plan_late_node(&t->to_end, r);
	}
}

static int32_t follows(const struct tracing *t, int32_t r)
{
	return t->next[r] < 0 ? -1 : t->p->out[t->next[r]].node;
}

/* The unnumbered node of least float that a numbered one follows; −1: none. */
static int32_t next_head(const struct tracing *t)
{
	int32_t best = -1;
	for (int32_t r = t->end - 1; r >= 0; r--)
		if (t->next[r] >= 0 && !t->path[r] && t->path[follows(t, r)] &&
		        (best < 0 || t->value[r] < t->value[best]))
			best = r;
	return best;
}

/* The others only hand paths on. */
static bool is_told(const struct node *n)
{
	return n->mode != MODE_DONE && n->mode < MODE_ENTER;
}

/* The arc of `from` by which a path that has come back to r goes on; −1: not by this one.
 * By free float a path is a chain of links that drive: in a stop of r's calendar such a link
 * may have float. By total float it goes on to whom no other successor is more urgent. */
static int32_t way_back(const struct tracing *t, int32_t r, struct arc in)
{
	const struct plan *p = t->p;
	int32_t from = in.node, slip;
	if (t->next[from] < 0 || t->path[from])
		return -1;
	uint32_t i = p->out_at[from];
	while (p->out[i].node != r || p->out[i].what != in.what)
		i++;
	if (!slip_by(t, from, i, &slip))
		return -1;
	bool goes = t->by == p ? slip == t->value[from] : plan_drives_early(p, r, in);
	return goes ? (int32_t)i : -1;
}

/* Numbers one path from its last node back; returns how many activities it has. */
static size_t number_path(struct tracing *t, int32_t r, int32_t number)
{
	const struct plan *p = t->p;
	size_t length = 0;
	while (r >= 0) {
		int32_t before = -1, by = -1;
		t->path[r] = number;
		length += is_told(&p->nodes[r]) || r == t->end;
		for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++) {
			int32_t from = p->in[i].node, way = way_back(t, r, p->in[i]);
			if (way < 0 || (before >= 0 && t->value[from] >= t->value[before]))
				continue;
			before = from;
			by = way;
		}
		if (before >= 0)
			t->next[before] = by;
		r = before;
	}
	return length;
}

/* Whether r ends the plan rather than q: it finishes later, is more critical, comes after. */
static bool ends_after(const struct plan *p, int32_t r, int32_t q)
{
	const struct node *n = &p->nodes[r], *m = &p->nodes[q];
	if (n->ef != m->ef)
		return n->ef > m->ef;
	return n->total != m->total ? n->total < m->total : r > q;
}

/* The last to finish of what is not done; −1: there is none. */
static int32_t last_activity(const struct plan *p)
{
	int32_t best = -1;
	for (size_t i = 0; i < p->given.activity_count; i++) {
		const struct node *n = &p->nodes[p->place[i]];
		if (n->mode == MODE_DONE || n->mode == MODE_EFFORT || n->mode >= MODE_ENTER)
			continue;
		if (best < 0 || ends_after(p, p->place[i], p->place[best]))
			best = (int32_t)i;
	}
	return best;
}

static void tell(const struct tracing *t, struct plan_float_path *found)
{
	const struct plan *p = t->p;
	for (size_t i = 0; i < p->given.activity_count; i++) {
		int32_t r = p->place[i];
		found[i] = (struct plan_float_path){.link = -1};
		if (!t->path[r] || (!is_told(&p->nodes[r]) && r != t->end))
			continue;
		found[i].path = t->path[r];
		found[i].to_end = t->value[r];
		if (t->next[r] >= 0 && ARC_LINK(p->out[t->next[r]]) != NO_LINK)
			found[i].link = (int32_t)ARC_LINK(p->out[t->next[r]]);
	}
}

int32_t plan_float_paths(const struct plan *p, int32_t *end, enum plan_paths_by by,
        int32_t most, struct plan_float_path *found)
{
	struct tracing t;
	int32_t paths = 0;
	if (*end < 0)
		*end = last_activity(p);
	for (size_t i = 0; i < p->given.activity_count; i++)
		found[i] = (struct plan_float_path){.link = -1};
	if (*end < 0 || (size_t)*end >= p->given.activity_count || p->problem.status != PLAN_OK)
		return 0;
	int32_t at = p->place[*end];
	if (!tracing_open(&t, p, at)) {
		tracing_close(&t);
		return -1;
	}
	t.by = by == PLAN_PATHS_TOTAL ? p : &t.to_end;
	t.value[at] = by == PLAN_PATHS_TOTAL ? p->nodes[at].total : 0;
	forget_dates_owed(&t);
	trace(&t);
	for (int32_t head = at; head >= 0 && paths < most; head = next_head(&t))
		paths += number_path(&t, head, paths + 1) > 0;
	tell(&t, found);
	tracing_close(&t);
	return paths;
}
