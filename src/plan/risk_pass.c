/*
 * Forward pass over 64 samples at once. On one calendar dates are counts of working
 * minutes, so a link is an addition and a maximum; between calendars the clock decides.
 */
#include "plan/place.h"
#include "plan/risk.h"

#include <string.h>

#define NEVER (INT32_MIN / 2)
#define AT(array, node) ((array) + (size_t)(node) * LANES)

static const struct plan_calendar *calendar_at(const struct risk_net *net, int index)
{
	return net->plan->calendars[index];
}

FAST static void raise_to(int32_t *restrict to, const int32_t *restrict from, int32_t add)
{
	for (int i = 0; i < LANES; i++) {
		int32_t x = from[i] + add;
		to[i] = to[i] > x ? to[i] : x;
	}
}

FAST static void look_up_minutes(int32_t *restrict found, const int32_t *restrict from,
        const int32_t *restrict map, int32_t before, int32_t last, int32_t after)
{
	for (int i = 0; i < LANES; i++) {
		int32_t at = from[i] + before;
		at = at < 0 ? 0 : at;
		at = at > last ? last : at;
		found[i] = map[at] + after;
	}
}

/* Day and minute of a working minute: the quotient of floats is at most one off. */
FAST static void look_up_days(int32_t *restrict found, const int32_t *restrict from,
        const struct risk_map *m, int32_t before, int32_t after)
{
	const int32_t *restrict day = m->day, *restrict part = m->part;
	int32_t length = m->length, last = m->count - 1, here[LANES];
	float inverse = 1.0f / (float)length;
	for (int i = 0; i < LANES; i++) {
		int32_t at = from[i] + before;
		at = at < 0 ? 0 : at;
		at = at > last ? last : at;
		int32_t q = (int32_t)((float)at * inverse), r = at - q * length;
		q += (int32_t)((uint32_t)(length - 1 - r) >> 31) - (int32_t)((uint32_t)r >> 31);
		int32_t of = day[q];
		here[i] = (of >> 4) + part[(of & 15) * length + at - q * length] + after;
	}
	memcpy(found, here, sizeof here);
}

/* What an arc between calendars bounds its successor with. */
static int32_t *look_up(const struct risk_net *net, const struct risk_arc *a,
        const struct risk_lanes *l)
{
	const struct risk_map *m = &net->maps[a->map];
	const int32_t *from = AT(a->by_start ? l->start : l->finish, a->from);
	int32_t *found = AT(l->found, a->found);
	if (m->work)
		look_up_minutes(found, from, m->work, a->before - m->first, m->count - 1, a->after);
	else
		look_up_days(found, from, m, a->before - m->first - !m->by_start, a->after + m->base);
	return found;
}

FAST static void add_work(int32_t *restrict finish, const int32_t *restrict start,
        const int32_t *restrict todo)
{
	for (int i = 0; i < LANES; i++)
		finish[i] = start[i] + todo[i];
}

FAST static void push_finish(int32_t *restrict finish, int32_t *restrict start,
        const int32_t *restrict bound, const int32_t *restrict todo)
{
	for (int i = 0; i < LANES; i++) {
		finish[i] = finish[i] > bound[i] ? finish[i] : bound[i];
		start[i] = finish[i] - todo[i];
	}
}

static void fill(int32_t *to, int32_t value)
{
	for (int i = 0; i < LANES; i++)
		to[i] = value;
}

/* The instant that a link by the clock bounds its successor with, per lane. */
static void clock_bound(const struct risk_net *net, const struct risk_arc *a,
        const struct risk_lanes *l, plan_minute *t)
{
	const struct risk_node *from = &net->nodes[a->from];
	const plan_minute *at = AT(a->by_start ? l->start_time : l->time, a->from);
	const struct plan_calendar *c = calendar_at(net, a->lag_on);
	for (int i = 0; i < LANES; i++) {
		t[i] = a->by_start && from->start_time ? from->start_time : at[i];
		if (a->add)
			t[i] = finish_at(c, work_before(c, t[i]) + a->add);
	}
}

/* A point is named by the bound that holds it, so that another calendar sees it there. */
static void name_points(const struct risk_net *net, const struct risk_node *n,
        const plan_minute *bound, const int32_t *work, plan_minute *time)
{
	const struct plan_calendar *c = calendar_at(net, n->calendar);
	for (int i = 0; i < LANES; i++)
		time[i] = n->mode == MODE_MORNING ? start_at(c, work[i]) :
		                                    name_from(c, work[i], bound[i]);
}

static void name_times(const struct risk_net *net, int32_t k, struct risk_lanes *l,
        const plan_minute *bound)
{
	const struct risk_node *n = &net->nodes[k];
	const struct plan_calendar *c = calendar_at(net, n->calendar);
	const int32_t *start = AT(l->start, k), *finish = AT(l->finish, k);
	plan_minute *time = AT(l->time, k), *start_time = AT(l->start_time, k);
	if (n->mode != MODE_TASK && (n->wants_time || n->wants_start_time || n->sink)) {
		if (n->fixed)
			fill(time, n->fixed_time);
		else
			name_points(net, n, bound, finish, time);
		memcpy(start_time, time, sizeof *time * LANES);
		return;
	}
	for (int i = 0; i < LANES && n->wants_time; i++) {
		time[i] = finish_at(c, finish[i]);
		if (time[i] < n->finish_named)
			time[i] = name_from(c, finish[i], n->finish_named);
	}
	for (int i = 0; i < LANES && n->wants_start_time; i++)
		start_time[i] = start_at(c, start[i]);
}

static void forward_node(const struct risk_net *net, int32_t k, struct risk_lanes *l)
{
	const struct risk_node *n = &net->nodes[k];
	const struct plan_calendar *c = calendar_at(net, n->calendar);
	int32_t *start = AT(l->start, k), *finish = AT(l->finish, k), *todo = AT(l->todo, k);
	int32_t bound[LANES];
	plan_minute clock[LANES], latest[LANES];
	bool finishes = n->finish_floor != INT32_MIN;
	if (n->fixed) {
		fill(start, n->start);
		fill(finish, n->finish);
		name_times(net, k, l, NULL);
		return;
	}
	fill(start, n->floor);
	fill(bound, n->finish_floor);
	fill(latest, n->mode == MODE_TASK || n->floor == 0 ? 0 : start_at(c, n->floor));
	for (int32_t j = n->in; j < n->in_end; j++) {
		const struct risk_arc *a = &net->arcs[j];
		int32_t *to = a->to_finish ? bound : start;
		finishes |= a->to_finish;
		if (!a->by_time) {
			raise_to(to, AT(a->by_start ? l->start : l->finish, a->from), a->add);
			continue;
		}
		if (a->map >= 0) {
			raise_to(to, look_up(net, a, l), 0);
			continue;
		}
		clock_bound(net, a, l, clock);
		for (int i = 0; i < LANES; i++) {
			int32_t w = work_before(c, clock[i]);
			to[i] = to[i] > w ? to[i] : w;
			latest[i] = n->mode != MODE_TASK && clock[i] > latest[i] ? clock[i] : latest[i];
		}
	}
	if (n->mode != MODE_TASK) {
		if (finishes)
			raise_to(start, bound, 0);
		memcpy(finish, start, sizeof bound);
		for (int i = 0; i < LANES; i++) /* bounds by work are finishes of that work */
			latest[i] = work_before(c, latest[i]) == finish[i] && n->point_time ?
			                    latest[i] :
			                    finish_at(c, finish[i]);
		name_times(net, k, l, latest);
		return;
	}
	int32_t first[LANES], took[LANES];
	if (n->stops >= 0)
		memcpy(first, start, sizeof first);
	add_work(finish, start, todo);
	if (finishes)
		push_finish(finish, start, bound, todo);
	if (n->stops >= 0) { /* the days it meets are those of the place it would have */
		for (int i = 0; i < LANES; i++)
			took[i] = risk_stretch(&l->stops[n->stops], l->clear[n->stops] + i, start[i],
			        todo[i]);
		memcpy(start, first, sizeof first);
		add_work(finish, start, took);
		if (finishes)
			push_finish(finish, start, bound, took);
	}
	if (n->wants_time || n->wants_start_time)
		name_times(net, k, l, NULL);
}

/* The latest finish: per calendar in work, then by the clock. */
static void find_end(const struct risk_net *net, struct risk_lanes *l)
{
	size_t calendars = net->plan->given.calendar_count;
	plan_minute times[LANES];
	fill(l->end, 0);
	for (size_t c = 0; c <= calendars; c++)
		fill(AT(l->goal, c), NEVER);
	for (int32_t s = 0; s < net->sink_count; s++) {
		const struct risk_node *n = &net->nodes[net->sinks[s]];
		if (n->mode == MODE_TASK && !n->finish_named)
			raise_to(AT(l->goal, n->calendar), AT(l->finish, net->sinks[s]), 0);
		else
			raise_to(l->end, AT(l->time, net->sinks[s]), 0);
	}
	for (int pass = 0; pass < 2; pass++)
		for (size_t c = 0; c <= calendars; c++) {
			int32_t *goal = AT(l->goal, c);
			if (goal[0] == NEVER) /* in one lane: in all */
				continue;
			for (int i = 0; i < LANES; i++)
				times[i] = finish_at(calendar_at(net, (int)c), goal[i]);
			for (int i = 0; i < LANES && pass; i++)
				goal[i] = times[i] == l->end[i] ? goal[i] : NEVER;
			if (!pass)
				raise_to(l->end, times, 0);
		}
}

void risk_forward(const struct risk_net *net, int32_t first, struct risk_lanes *l)
{
	for (int32_t k = first; k < net->count; k++)
		forward_node(net, k, l);
	find_end(net, l);
}

/* ---- what drove the finish ---- */

FAST static void mark_driver(int32_t *restrict critical, const int32_t *restrict from,
        int32_t add, const int32_t *restrict to, const int32_t *restrict mine)
{
	for (int i = 0; i < LANES; i++)
		critical[i] |= (from[i] + add == to[i] ? -1 : 0) & mine[i];
}

FAST static void mark_at(int32_t *restrict critical, const int32_t *restrict at,
        const int32_t *restrict end)
{
	for (int i = 0; i < LANES; i++)
		critical[i] |= at[i] == end[i] ? -1 : 0;
}

static void trace_node(const struct risk_net *net, int32_t k, struct risk_lanes *l)
{
	const struct risk_node *n = &net->nodes[k];
	const struct plan_calendar *c = calendar_at(net, n->calendar);
	int32_t *mine = AT(l->critical, k);
	if (n->sink && n->mode == MODE_TASK && !n->finish_named) {
		mark_at(mine, AT(l->finish, k), AT(l->goal, n->calendar));
	} else if (n->sink && n->mode != MODE_EFFORT) {
		mark_at(mine, AT(l->time, k), l->end);
	}
	for (int32_t j = n->in; j < n->in_end; j++) {
		const struct risk_arc *a = &net->arcs[j];
		const int32_t *to = AT(a->to_finish || n->mode != MODE_TASK ? l->finish : l->start, k);
		plan_minute clock[LANES];
		if (!a->by_time) {
			mark_driver(AT(l->critical, a->from),
			        AT(a->by_start ? l->start : l->finish, a->from), a->add, to, mine);
			continue;
		}
		if (a->map >= 0) {
			mark_driver(AT(l->critical, a->from), AT(l->found, a->found), 0, to, mine);
			continue;
		}
		clock_bound(net, a, l, clock);
		int32_t *theirs = AT(l->critical, a->from);
		for (int i = 0; i < LANES; i++)
			theirs[i] |= (work_before(c, clock[i]) == to[i] ? -1 : 0) & mine[i];
	}
}

void risk_trace(const struct risk_net *net, struct risk_lanes *l)
{
	memset(l->critical, 0, (size_t)net->count * LANES * sizeof *l->critical);
	for (int32_t k = net->count - 1; k >= 0; k--)
		trace_node(net, k, l);
}
