/*
 * The network as the Monte Carlo walks it: only nodes that can move the finish, dates that
 * are given folded into constants, links on one calendar reduced to a sum.
 */
#include "plan/place.h"
#include "plan/risk.h"

#include <stdlib.h>
#include <string.h>

static const struct plan_activity *activity_of(const struct plan *p, int32_t r)
{
	return &p->activities[p->activity[r]];
}

/* A summary's sides matter where a link or date of its own goes through them. */
static bool passes_nothing(const struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	const struct plan_activity *a = activity_of(p, r);
	bool own = a->constraint > PLAN_ALAP || a->constraint2 > PLAN_ALAP || a->resume;
	if (n->mode == MODE_ENTER) {
		for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++)
			if (ARC_LINK(p->in[i]) != NO_LINK)
				return false;
		return !own;
	}
	for (uint32_t i = p->out_at[r]; i < p->out_at[r + 1]; i++)
		if (ARC_LINK(p->out[i]) != NO_LINK)
			return false;
	return true;
}

/* Whether what is done has predecessors that are not (retained logic hands their dates on). */
static bool may_be_held(const struct plan *p, int32_t r)
{
	for (uint32_t i = p->in_at[r]; p->nodes[r].mode == MODE_DONE && i < p->in_at[r + 1]; i++)
		if (ARC_LINK(p->in[i]) != NO_LINK && p->nodes[p->in[i].node].mode != MODE_DONE)
			return true;
	return false;
}

/* Whether the fast loops hold for the whole network. */
static bool is_plain(const struct plan *p)
{
	if (p->given.honour || p->given.override)
		return false;
	for (uint32_t r = 0; r < p->count; r++) {
		const struct node *n = &p->nodes[r];
		if (n->mode == MODE_HAMMOCK || (p->given.retained && may_be_held(p, (int32_t)r)))
			return false;
		if ((n->mode == MODE_ENTER || n->mode == MODE_LEAVE) &&
		        !passes_nothing(p, (int32_t)r))
			return false;
		for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++) {
			bool clock = p->nodes[p->in[i].node].calendar != n->calendar;
			uint32_t type = ARC_TYPE(p->in[i]);
			if (ARC_LINK(p->in[i]) != NO_LINK && clock && n->mode == MODE_TASK &&
			        (type == PLAN_FF || type == PLAN_SF))
				return false; /* a finish may be named inside a stop */
		}
	}
	return true;
}

static int32_t lag_minutes(const struct plan *p, const struct plan_link *l)
{
	return l->lag_permille ? (int32_t)((int64_t)p->activities[l->from].duration * l->lag /
	                                   1000) :
	                         l->lag;
}

/* The calendar a lag runs on: its index, the elapsed one after the last. */
static uint8_t lag_calendar(const struct plan *p, const struct plan_link *l, int32_t from,
        int32_t to)
{
	return l->lag_on == PLAN_LAG_ELAPSED ? (uint8_t)p->given.calendar_count :
	       l->lag_on == PLAN_LAG_CALENDAR ? (uint8_t)l->calendar :
	       l->lag_on == PLAN_LAG_PREDECESSOR ? p->nodes[from].calendar :
	                                           p->nodes[to].calendar;
}

/* Entries of all tables together: 64 MiB. */
enum { MAPS_MAX = 64, MAP_WORK_MAX = 16 << 20 };

enum { ROWS = 16, EXACT = 1 << 24 /* whole numbers that floats hold */ };

struct kinds { /* of days, on both calendars */
	int32_t begin[ROWS], shape[ROWS], count;
};

static int32_t shape_at(const struct plan_calendar *c, plan_minute midnight)
{
	if (c->elapsed)
		return 0;
	if (midnight < c->first || midnight >= c->last)
		return -1;
	return c->day[(midnight - c->first) / PLAN_DAY].shape;
}

/* The row of a day's kind, filled when it is new; −1: there are too many. */
static int32_t row_of(const struct plan *p, struct risk_map *m, struct kinds *kinds,
        int32_t begin, plan_minute midnight)
{
	const struct plan_calendar *from = p->calendars[m->from], *to = p->calendars[m->to];
	int32_t shape = shape_at(to, midnight), row = 0;
	while (row < kinds->count && (kinds->begin[row] != begin || kinds->shape[row] != shape))
		row++;
	if (shape < 0 || row == ROWS)
		return -1;
	if (row < kinds->count)
		return row;
	kinds->begin[row] = begin;
	kinds->shape[row] = shape;
	kinds->count++;
	for (int32_t i = 0; i < m->length; i++) {
		plan_minute t = midnight + (from->elapsed ? i : from->table[begin + i]) + !m->by_start;
		m->part[row * m->length + i] = work_before(to, t) - work_before(to, midnight);
	}
	return row;
}

/* first and count are of working minutes; a finish is looked up by its last minute. */
static bool fill_days(const struct plan *p, struct risk_map *m)
{
	const struct plan_calendar *from = p->calendars[m->from], *to = p->calendars[m->to];
	struct kinds kinds = {.count = 0};
	m->length = from->elapsed ? PLAN_DAY : from->inverse ? from->work->after - from->work->before : 0;
	if (!m->length || m->add || m->count >= EXACT)
		return false;
	int32_t number = m->first / m->length, days = m->count / m->length + 2;
	m->first = number * m->length;
	m->day = malloc((size_t)days * sizeof *m->day);
	m->part = malloc((size_t)(ROWS * m->length) * sizeof *m->part);
	for (int32_t d = 0; m->day && m->part && d < days; d++, number++) {
		if (!from->elapsed && (number + 1) * m->length > from->total)
			return false;
		plan_minute midnight = from->elapsed ? number * PLAN_DAY : from->work[number].midnight;
		int32_t row = row_of(p, m, &kinds, from->elapsed ? 0 : from->work[number].begin, midnight);
		int32_t before = work_before(to, midnight);
		m->base = d ? m->base : before;
		if (row < 0 || before - m->base >= 1 << 27)
			return false;
		m->day[d] = (before - m->base) << 4 | row;
	}
	m->count = days * m->length;
	return m->day && m->part;
}

static bool fill_map(const struct plan *p, struct risk_map *m, int64_t room)
{
	const struct plan_calendar *from = p->calendars[m->from], *to = p->calendars[m->to];
	const struct plan_calendar *lag = p->calendars[m->lag_on];
	int64_t until = (int64_t)p->floor + 3 * ((int64_t)p->finish - p->floor) + 400 * PLAN_DAY;
	m->first = work_before(from, p->floor) - 60 * PLAN_DAY;
	int64_t last = work_before(from, until < PLAN_LAST ? (plan_minute)until : PLAN_LAST - 1);
	m->first = m->first < 0 ? 0 : m->first;
	if (last - m->first >= room)
		return false;
	struct risk_map days = *m;
	days.count = (int32_t)(last - m->first) + 1;
	if (fill_days(p, &days)) {
		*m = days;
		return true;
	}
	free(days.day);
	free(days.part);
	m->count = (int32_t)(last - m->first) + 1;
	m->work = malloc((size_t)m->count * sizeof *m->work);
	for (int32_t i = 0; m->work && i < m->count; i++) {
		plan_minute t = m->by_start ? start_at(from, m->first + i) :
		                              finish_at(from, m->first + i);
		if (m->add)
			t = finish_at(lag, work_before(lag, t) + m->add);
		m->work[i] = work_before(to, t);
	}
	return m->work != NULL;
}

/* The table of an arc between calendars, made once for all that are alike. A lag on the
 * successor's or the predecessor's calendar is a sum beside it. */
static void map_arc(struct risk_net *net, struct risk_arc *a, uint8_t from, uint8_t to)
{
	int32_t add = a->add;
	if (a->lag_on == to) {
		a->after = add;
		add = 0;
	} else if (a->lag_on == from && !a->by_start) {
		a->before = add;
		add = 0;
	}
	struct risk_map m = {.from = from, .to = to, .lag_on = add ? a->lag_on : 0,
	        .by_start = a->by_start, .add = add};
	int64_t room = MAP_WORK_MAX;
	for (int32_t i = 0; i < net->map_count; i++) {
		const struct risk_map *o = &net->maps[i];
		room -= o->work ? o->count : 0;
		if (o->from == m.from && o->to == m.to && o->lag_on == m.lag_on &&
		        o->by_start == m.by_start && o->add == m.add) {
			a->map = i;
			return;
		}
	}
	if (net->map_count == MAPS_MAX || !fill_map(net->plan, &m, room))
		return;
	a->map = net->map_count;
	net->maps[net->map_count++] = m;
}

static void add_arc(struct risk_net *net, struct arc a, int32_t r)
{
	const struct plan *p = net->plan;
	const struct node *to = &p->nodes[r], *from = &p->nodes[a.node];
	if (ARC_LINK(a) == NO_LINK || from->mode >= MODE_HAMMOCK)
		return;
	const struct plan_link *l = &p->links[ARC_LINK(a)];
	int32_t source = net->node_of[p->activity[a.node]];
	uint32_t type = ARC_TYPE(a);
	struct risk_arc made = {.from = source, .add = lag_minutes(p, l),
	        .by_start = type == PLAN_SS || type == PLAN_SF,
	        .to_finish = type == PLAN_FF || type == PLAN_SF,
	        .lag_on = lag_calendar(p, l, a.node, r)};
	struct risk_node *n = &net->nodes[source];
	bool morning = from->mode == MODE_MORNING;
	made.by_time = from->calendar != to->calendar ||
	               (made.add && made.lag_on != to->calendar) ||
	               (to->mode != MODE_TASK && to->mode != MODE_DONE && made.by_start) ||
	               (made.by_start && n->start_time) || (morning && to->mode == MODE_POINT);
	made.map = -1;
	if (made.by_time && from->mode == MODE_TASK && to->mode == MODE_TASK && !n->start_time &&
	        !n->finish_named)
		map_arc(net, &made, from->calendar, to->calendar);
	made.found = made.map < 0 ? -1 : net->found_count++;
	n->wants_time |= made.by_time && !made.by_start && made.map < 0;
	n->wants_start_time |= made.by_time && made.by_start && made.map < 0;
	/* Only what follows its finish finishes no earlier than it. */
	n->sink &= made.by_start || made.add < 0 || to->mode == MODE_DONE ||
	           to->mode == MODE_EFFORT;
	net->arcs[net->arc_count++] = made;
}

/* What its own dates say, in work of its calendar. */
static void fold_dates(struct risk_net *net, struct risk_node *n, int32_t r)
{
	const struct plan *p = net->plan;
	const struct plan_calendar *c = calendar_of(p, r);
	const struct node *from = &p->nodes[r];
	struct place bound = {FAR_PAST, FAR_PAST, 0}, at;
	n->floor = n->finish_floor = INT32_MIN;
	if (from->mode == MODE_DONE || (from->mode == MODE_EFFORT)) {
		n->fixed = true;
		n->start = work_before(c, from->es);
		n->finish = from->we;
		n->fixed_time = from->ef;
		n->start_time = from->es;
		return;
	}
	bound.start = from->flags & FLAG_STARTED ? plan_floor(p, r) : p->floor;
	if (from->flags & FLAG_STARTED)
		n->start_time = from->es;
	if (from->flags & FLAG_BOUND) {
		plan_own_early(p, r, &bound);
		if (plan_dictated(p, r, false, &at)) {
			n->fixed = from->mode != MODE_TASK;
			n->floor = at.work - from->todo; /* a must-finish keeps its start's place */
			n->start = n->floor;
			n->finish = at.work;
			n->fixed_time = at.finish;
			for (int32_t k = n->in; k < net->arc_count; k++)
				net->nodes[net->arcs[k].from].sink = true;
			n->in_end = n->in; /* whatever its links say */
			net->arc_count = n->in;
			return;
		}
	}
	n->floor = work_before(c, bound.start);
	if (bound.finish == FAR_PAST)
		return;
	n->finish_floor = work_before(c, bound.finish);
	n->finish_named = bound.finish;
	n->wants_time = true;
}

static void make_node(struct risk_net *net, int32_t r)
{
	const struct plan *p = net->plan;
	const struct node *from = &p->nodes[r];
	struct risk_node *n = &net->nodes[net->count];
	*n = (struct risk_node){.mode = from->mode, .calendar = from->calendar, .sink = true,
	        .todo = from->todo, .activity = p->activity[r], .in = net->arc_count,
	        .stops = -1};
	net->node_of[p->activity[r]] = net->count++;
	for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++)
		add_arc(net, p->in[i], r);
	n->in_end = net->arc_count;
	fold_dates(net, n, r);
	n->in_end = net->arc_count;
	for (int32_t k = n->in; k < n->in_end; k++)
		n->point_time |= from->mode != MODE_TASK && net->arcs[k].by_time;
}

static bool list_sinks(struct risk_net *net)
{
	net->sinks = malloc(((size_t)net->count + 1) * sizeof *net->sinks);
	for (size_t c = 0; net->sinks && c <= net->plan->given.calendar_count; c++)
		for (int32_t k = 0; k < net->count; k++)
			if (net->nodes[k].calendar == c && net->nodes[k].sink &&
			        net->nodes[k].mode != MODE_EFFORT)
				net->sinks[net->sink_count++] = k;
	return net->sinks;
}

bool risk_net_open(struct risk_net *net, const struct plan *plan)
{
	*net = (struct risk_net){.plan = plan, .plain = is_plain(plan)};
	size_t activities = plan->given.activity_count;
	net->nodes = calloc(plan->count + 1, sizeof *net->nodes);
	net->arcs = calloc(plan->in_at[plan->count] + 1, sizeof *net->arcs);
	net->node_of = malloc((activities + 1) * sizeof *net->node_of);
	net->maps = calloc(MAPS_MAX, sizeof *net->maps);
	if (!net->nodes || !net->arcs || !net->node_of || !net->maps)
		return false;
	for (size_t i = 0; i < activities; i++)
		net->node_of[i] = -1;
	for (uint32_t r = 0; r < plan->count && net->plain; r++)
		if (plan->nodes[r].mode < MODE_ENTER)
			make_node(net, (int32_t)r);
	return list_sinks(net);
}

void risk_net_close(struct risk_net *net)
{
	free(net->nodes);
	free(net->arcs);
	free(net->node_of);
	free(net->sinks);
	for (int32_t i = 0; i < net->map_count; i++) {
		free(net->maps[i].work);
		free(net->maps[i].day);
		free(net->maps[i].part);
	}
	free(net->maps);
	*net = (struct risk_net){0};
}
