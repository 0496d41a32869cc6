/*
 * Topological order (Kahn, 1962), and the links laid out along it. A summary is two
 * nodes: its way in comes before all that lies under it, its way out after.
 */
#include "plan/inside.h"

#include <string.h>

struct edge {
	uint32_t from, to, what; /* nodes: activities, then ways in */
};

static uint32_t way_in(const struct plan *p, int32_t activity)
{
	const struct plan_activity *a = &p->activities[activity];
	return a->kind == PLAN_SUMMARY
	               ? (uint32_t)(p->given.activity_count + (size_t)a->done)
	               : (uint32_t)activity;
}

static uint32_t summary_arc(enum plan_link_type type)
{
	return NO_LINK << 3 | type;
}

/* The k-th edge: links, then both sides of every activity under a summary (or nothing, of
 * the others), then through a summary without children. False after the last or for a
 * nothing. */
static bool edge_at(const struct plan *p, size_t k, struct edge *e)
{
	if (k < p->given.link_count) {
		const struct plan_link *l = &p->links[k];
		if (p->activities[l->from].kind == PLAN_EFFORT)
			return false; /* an effort drives nothing */
		*e = (struct edge){(uint32_t)l->from, way_in(p, l->to),
		        (uint32_t)k << 3 | (l->lag ? 4u : 0u) | l->type};
		return true;
	}
	k -= p->given.link_count;
	int32_t i = (int32_t)(k / 3), parent = p->activities[i].parent - 1;
	if (k % 3 == 2) {
		*e = (struct edge){way_in(p, i), (uint32_t)i, summary_arc(PLAN_FF)};
		return p->activities[i].kind == PLAN_SUMMARY &&
		       !p->activities[i].duration;
	}
	if (parent < 0)
		return false;
	if (k % 3 == 0)
		*e = (struct edge){way_in(p, parent), way_in(p, i), summary_arc(PLAN_SS)};
	else
		*e = (struct edge){(uint32_t)i, (uint32_t)parent, summary_arc(PLAN_FF)};
	return true;
}

static size_t edge_count(const struct plan *p)
{
	return p->given.link_count + (p->summaries ? 3 * p->given.activity_count : 0);
}

/* Turns counts in at[1 …] into beginnings in at[0 …]. */
static void sum_up(uint32_t *at, uint32_t n)
{
	at[0] = 0;
	for (uint32_t i = 0; i < n; i++)
		at[i + 1] += at[i];
}

/* Moves beginnings back by one place after filling has moved each to the next. */
static void step_back(uint32_t *at, uint32_t n)
{
	memmove(at + 1, at, n * sizeof *at);
	at[0] = 0;
}

/* Successors of every node, by node number; in_at holds the number of predecessors. */
static void lay_by_number(struct plan *p)
{
	struct edge e;
	size_t edges = edge_count(p);
	for (size_t k = 0; k < edges; k++)
		if (edge_at(p, k, &e)) {
			p->out_at[e.from + 1]++;
			p->in_at[e.to]++;
		}
	sum_up(p->out_at, p->count);
	for (size_t k = 0; k < edges; k++)
		if (edge_at(p, k, &e))
			p->out[p->out_at[e.from]++].node = (int32_t)e.to;
	step_back(p->out_at, p->count);
}

/* Kahn's queue, in p->activity; returns how many nodes came out. */
static uint32_t queue_up(struct plan *p)
{
	uint32_t end = 0;
	for (uint32_t i = 0; i < p->count; i++)
		if (!p->in_at[i])
			p->activity[end++] = (int32_t)i;
	for (uint32_t k = 0; k < end; k++) {
		int32_t i = p->activity[k];
		for (uint32_t a = p->out_at[i]; a < p->out_at[i + 1]; a++)
			if (!--p->in_at[p->out[a].node])
				p->activity[end++] = p->out[a].node;
	}
	return end;
}

/* Links along the order: p->place is known. */
static void lay_by_place(struct plan *p)
{
	struct edge e;
	size_t edges = edge_count(p);
	memset(p->in_at, 0, (p->count + 1) * sizeof *p->in_at);
	memset(p->out_at, 0, (p->count + 1) * sizeof *p->out_at);
	for (size_t k = 0; k < edges; k++)
		if (edge_at(p, k, &e)) {
			p->out_at[p->place[e.from] + 1]++;
			p->in_at[p->place[e.to] + 1]++;
		}
	sum_up(p->out_at, p->count);
	sum_up(p->in_at, p->count);
	for (size_t k = 0; k < edges; k++)
		if (edge_at(p, k, &e)) {
			int32_t from = p->place[e.from], to = p->place[e.to];
			p->out[p->out_at[from]++] = (struct arc){to, e.what};
			p->in[p->in_at[to]++] = (struct arc){from, e.what};
		}
	step_back(p->out_at, p->count);
	step_back(p->in_at, p->count);
}

static int32_t activity_of(const struct plan *p, int32_t node)
{
	if ((size_t)node < p->given.activity_count)
		return node;
	for (size_t i = 0; i < p->given.activity_count; i++)
		if (way_in(p, (int32_t)i) == (uint32_t)node)
			return (int32_t)i;
	return -1;
}

/* What is left in the queue has a predecessor that is left: walking back must come round.
 * The loop is written, in order, to p->place. */
static void name_loop(struct plan *p)
{
	int32_t *before = p->planned, *loop = p->place, at = -1;
	struct edge e;
	for (size_t k = 0; k < edge_count(p); k++)
		if (edge_at(p, k, &e) && p->in_at[e.from] && p->in_at[e.to])
			before[at = (int32_t)e.to] = (int32_t)e.from;
	for (uint32_t i = 0; i < p->count; i++)
		at = before[at]; /* into the loop */
	size_t n = 0;
	int32_t i = at;
	do {
		int32_t a = activity_of(p, i);
		if (!n || loop[n - 1] != a)
			loop[n++] = a;
		i = before[i];
	} while (i != at);
	if (n > 1 && loop[n - 1] == loop[0])
		n--;
	for (size_t k = 0; k < n / 2; k++) {
		int32_t other = loop[n - 1 - k];
		loop[n - 1 - k] = loop[k];
		loop[k] = other;
	}
	p->problem = (struct plan_problem){PLAN_LOOP, loop[0], -1, loop, n};
}

bool plan_order(struct plan *p)
{
	lay_by_number(p);
	if (queue_up(p) < p->count) {
		name_loop(p);
		return false;
	}
	for (uint32_t r = 0; r < p->count; r++)
		p->place[p->activity[r]] = (int32_t)r;
	lay_by_place(p);
	for (size_t i = 0; i < p->given.activity_count; i++) {
		p->activity[p->place[i]] = (int32_t)i;
		p->activity[p->place[way_in(p, (int32_t)i)]] = (int32_t)i;
		plan_load_node(p, (int32_t)i);
	}
	return true;
}
