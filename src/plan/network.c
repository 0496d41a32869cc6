/*
 * A network, taken in: checked, copied, and laid out in topological order.
 */
#include "plan/inside.h"

#include <stdlib.h>
#include <string.h>

#define MOST_CALENDARS 250
#define MOST (1u << 28)

#define PARAM(name, normal, least, most, help) {#name, normal, least, most, help},
const struct plan_param plan_params[] = {PLAN_PARAMS(PARAM){NULL, 0, 0, 0, NULL}};
#undef PARAM

int32_t plan_done(int32_t duration, int32_t permille)
{
	return (int32_t)((int64_t)duration * permille / 1000);
}

/* ---- Checks ---- */

static bool calendar_known(const struct plan_input *in, uint16_t calendar)
{
	return calendar < in->calendar_count || calendar == PLAN_ELAPSED;
}

static bool dates_valid(const struct plan_activity *a)
{
	const plan_minute dates[] = {a->constraint_at, a->constraint2_at, a->due,
	        a->actual_start, a->actual_finish, a->resume};
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
		if (dates[i] < 0 || dates[i] > PLAN_LAST)
			return false;
	return true;
}

bool plan_activity_valid(const struct plan_input *in, const struct plan_activity *a)
{
	if (a->kind > PLAN_EFFORT || a->constraint > PLAN_PLACED ||
	        a->constraint2 > PLAN_PLACED || !calendar_known(in, a->calendar))
		return false;
	if (a->duration < 0 || a->duration > INT32_MAX / 8 || a->done > a->duration ||
	        a->done < -(INT32_MAX / 8))
		return false;
	if (a->parent < 0 || (size_t)a->parent > in->activity_count ||
	        (a->parent && in->activities[a->parent - 1].kind != PLAN_SUMMARY))
		return false;
	if ((a->constraint > PLAN_ALAP && a->constraint_at <= 0) ||
	        (a->constraint2 > PLAN_ALAP && a->constraint2_at <= 0))
		return false;
	return dates_valid(a) && (!a->actual_finish || a->actual_start) &&
	       (!a->actual_finish || a->actual_finish >= a->actual_start);
}

static bool link_valid(const struct plan_input *in, const struct plan_link *l)
{
	if (l->from < 0 || l->to < 0 || (size_t)l->from >= in->activity_count ||
	        (size_t)l->to >= in->activity_count || l->from == l->to ||
	        l->type > PLAN_SF || l->lag_on > PLAN_LAG_CALENDAR ||
	        l->lag > INT32_MAX / 8 || l->lag < -(INT32_MAX / 8))
		return false;
	if (l->lag_on == PLAN_LAG_CALENDAR && l->lag && l->calendar >= in->calendar_count)
		return false;
	return in->activities[l->to].kind != PLAN_SUMMARY || l->type == PLAN_FS ||
	       l->type == PLAN_SS;
}

static bool params_valid(const struct plan_input *in)
{
#define PARAM(name, normal, least, most, help)                                           \
	if (in->name < least || in->name > most)                                         \
		return false;
	PLAN_PARAMS(PARAM)
#undef PARAM
	return (in->start || in->status) && in->calendar_count <= MOST_CALENDARS &&
	       in->activity_count < MOST && in->link_count < MOST;
}

static struct plan_problem find_problem(const struct plan_input *in)
{
	struct plan_problem bad = {.status = PLAN_INVALID, .activity = -1, .link = -1};
	if (!params_valid(in))
		return bad;
	for (size_t i = 0; i < in->activity_count; i++)
		if (!plan_activity_valid(in, &in->activities[i])) {
			bad.activity = (int32_t)i;
			return bad;
		}
	for (size_t i = 0; i < in->link_count; i++)
		if (!link_valid(in, &in->links[i])) {
			bad.link = (int32_t)i;
			return bad;
		}
	bad.status = PLAN_OK;
	return bad;
}

/* ---- Layout ---- */

static uint32_t count_summaries(const struct plan_input *in)
{
	uint32_t n = 0;
	for (size_t i = 0; i < in->activity_count; i++)
		n += in->activities[i].kind == PLAN_SUMMARY;
	return n;
}

static size_t count_arcs(const struct plan_input *in)
{
	size_t n = in->link_count;
	for (size_t i = 0; i < in->activity_count; i++)
		n += in->activities[i].parent ? 2 : 0;
	return n + count_summaries(in);
}

/* Hands out a part of the block; with no block yet, only counts. */
static void *cut(struct plan *p, size_t *used, size_t size)
{
	void *part = p ? (char *)p + *used : NULL;
	*used += (size + 15) & ~(size_t)15;
	return part;
}

/* Lays all arrays into one block, or says how large it must be. */
static size_t lay_out(struct plan *p, const struct plan_input *in)
{
	struct plan dummy;
	struct plan *o = p ? p : &dummy;
	size_t n = in->activity_count, nodes = n + count_summaries(in),
	       arcs = count_arcs(in);
	size_t used = (sizeof *p + 63) & ~(size_t)63, words = nodes / 64 + 1;
	o->nodes = cut(p, &used, nodes * sizeof *o->nodes);
	o->in = cut(p, &used, arcs * sizeof *o->in);
	o->out = cut(p, &used, arcs * sizeof *o->out);
	o->in_at = cut(p, &used, (nodes + 1) * sizeof *o->in_at);
	o->out_at = cut(p, &used, (nodes + 1) * sizeof *o->out_at);
	o->place = cut(p, &used, nodes * sizeof *o->place);
	o->activity = cut(p, &used, nodes * sizeof *o->activity);
	o->activities = cut(p, &used, n * sizeof *o->activities);
	o->links = cut(p, &used, in->link_count * sizeof *o->links);
	o->calendars = cut(p, &used, (in->calendar_count + 1) * sizeof(void *));
	o->planned = cut(p, &used, nodes * 2 * sizeof *o->planned);
	o->dirty_early = cut(p, &used, words * sizeof *o->dirty_early);
	o->dirty_late = cut(p, &used, words * sizeof *o->dirty_late);
	return used;
}

/* memcpy that allows nothing from nowhere */
static void copy(void *to, const void *from, size_t size)
{
	if (size)
		memcpy(to, from, size);
}

static void take_in(struct plan *p, const struct plan_input *in)
{
	p->given = *in;
	copy(p->activities, in->activities, in->activity_count * sizeof *in->activities);
	copy(p->links, in->links, in->link_count * sizeof *in->links);
	copy((void *)p->calendars, (const void *)in->calendars,
	        in->calendar_count * sizeof(void *));
	p->calendars[in->calendar_count] = &plan_elapsed;
	p->given.activities = p->activities;
	p->given.links = p->links;
	for (size_t i = 0; i < in->activity_count; i++)
		if (in->activities[i].kind == PLAN_SUMMARY) {
			p->activities[i].duration = 0;
			p->activities[i].done = (int32_t)p->summaries++;
		}
	for (size_t i = 0; i < in->activity_count; i++)
		if (in->activities[i].parent) /* that summary has something under it */
			p->activities[in->activities[i].parent - 1].duration = 1;
	p->count = (uint32_t)in->activity_count + p->summaries;
	p->floor = later(in->start, in->status);
	p->given.retained = in->retained && !in->override;
	p->out_of_range = -1;
}

/* ---- Nodes ---- */

static enum mode mode_of(const struct plan_activity *a)
{
	if (a->kind == PLAN_SUMMARY)
		return MODE_LEAVE;
	if (a->actual_finish)
		return MODE_DONE;
	if (a->kind == PLAN_HAMMOCK)
		return MODE_HAMMOCK;
	if (a->kind == PLAN_EFFORT)
		return MODE_EFFORT;
	if (a->kind == PLAN_START_MILESTONE)
		return MODE_MORNING;
	if (a->kind == PLAN_MILESTONE)
		return MODE_POINT;
	return a->duration == (a->actual_start ? a->done : 0) ? MODE_POINT : MODE_TASK;
}

void plan_load_node(struct plan *p, int32_t activity)
{
	const struct plan_activity *a = &p->activities[activity];
	struct node *n = &p->nodes[p->place[activity]];
	bool started = a->actual_start && a->kind != PLAN_SUMMARY;
	bool elapsed = a->calendar == PLAN_ELAPSED || a->kind == PLAN_SUMMARY;
	n->mode = (uint8_t)mode_of(a);
	n->flags = started ? FLAG_STARTED : 0;
	if (a->constraint > PLAN_ALAP || a->constraint2 > PLAN_ALAP || a->due ||
	        a->resume)
		n->flags |= FLAG_BOUND;
	if (started || n->mode > MODE_MORNING)
		n->flags |= FLAG_ODD;
	n->calendar = (uint8_t)(elapsed ? p->given.calendar_count : a->calendar);
	n->todo = n->mode == MODE_TASK ? a->duration - (started ? a->done : 0) : 0;
	if (a->kind != PLAN_SUMMARY)
		return;
	struct node *enter = &p->nodes[plan_way_in(p, activity)];
	*enter = *n;
	enter->mode = MODE_ENTER;
}

bool plan_any_alap(const struct plan *p)
{
	for (size_t i = 0; i < p->given.activity_count; i++)
		if (p->activities[i].constraint == PLAN_ALAP ||
		        p->activities[i].constraint2 == PLAN_ALAP)
			return true;
	return false;
}

/* ---- Opening ---- */

struct plan *plan_open(const struct plan_input *in)
{
	struct plan_problem problem = find_problem(in);
	struct plan_input none = {0};
	if (problem.status != PLAN_OK)
		in = &none;
	size_t size = lay_out(NULL, in);
	struct plan *p = calloc(1, size);
	if (!p)
		return NULL;
	lay_out(p, in);
	take_in(p, in);
	p->bytes = size;
	p->problem = problem;
	if (problem.status == PLAN_OK && plan_order(p))
		p->alap = plan_any_alap(p);
	return p;
}

void plan_close(struct plan *p)
{
	free(p);
}

struct plan_problem plan_problem(const struct plan *p)
{
	return p->problem;
}

size_t plan_bytes(const struct plan *p)
{
	return p->bytes;
}
