/*
 * The critical path method: forward in topological order, backward against it.
 */
#include "plan/inside.h"

void plan_find_finish(struct plan *p)
{
	p->finish = FAR_PAST;
	for (uint32_t r = 0; r < p->count; r++)
		if (p->nodes[r].mode != MODE_EFFORT && p->nodes[r].mode != MODE_ENTER)
			p->finish = later(p->finish, p->nodes[r].ef);
	if (p->finish == FAR_PAST)
		p->finish = p->floor;
	p->end = p->given.due ? p->given.due : p->finish;
}

static void clear_range(struct plan *p)
{
	p->out_of_range = -1;
	if (p->problem.status == PLAN_RANGE)
		p->problem = (struct plan_problem){PLAN_OK, -1, -1, NULL, 0};
}

enum plan_status plan_note_range(struct plan *p)
{
	if (p->out_of_range >= 0) {
		p->problem.status = PLAN_RANGE;
		p->problem.activity = p->activity[p->out_of_range];
	}
	return p->problem.status;
}

enum plan_status plan_schedule(struct plan *p)
{
	clear_range(p);
	if (p->problem.status != PLAN_OK)
		return p->problem.status;
	for (uint32_t r = 0; r < p->count; r++)
		plan_early_node(p, (int32_t)r);
	plan_find_finish(p);
	for (int32_t r = (int32_t)p->count - 1; r >= 0; r--)
		plan_late_node(p, r);
	if (p->alap)
		plan_alap(p);
	if (p->given.longest)
		plan_find_longest(p);
	return plan_note_range(p);
}

plan_minute plan_finish(const struct plan *p)
{
	return p->finish;
}

/* ---- Telling ---- */

static bool is_critical(const struct plan *p, const struct node *n)
{
	if (p->given.longest)
		return plan_on_longest(n);
	return n->mode != MODE_DONE && n->mode != MODE_EFFORT && n->total <= p->given.critical;
}

static struct plan_dates of_node(const struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	bool done = n->mode == MODE_DONE;
	struct plan_dates d = {n->es, n->ef, n->es, n->ef, n->ls, n->lf, done ? 0 : n->total,
	        done ? 0 : n->free, is_critical(p, n)};
	if (n->flags & FLAG_STARTED)
		d.late_start = n->es;
	if (p->given.late) {
		d.start = d.late_start;
		d.finish = d.late_finish;
	} else if (p->alap) {
		d.start = p->planned[2 * r];
		d.finish = p->planned[2 * r + 1];
	}
	return d;
}

static void widen(struct plan_dates *all, struct plan_dates d)
{
	all->start = sooner(all->start, d.start);
	all->finish = later(all->finish, d.finish);
	all->early_start = sooner(all->early_start, d.early_start);
	all->early_finish = later(all->early_finish, d.early_finish);
	all->late_start = sooner(all->late_start, d.late_start);
	all->late_finish = later(all->late_finish, d.late_finish);
	all->total_float = sooner(all->total_float, d.total_float);
	all->free_float = sooner(all->free_float, d.free_float);
	all->critical |= d.critical;
}

static struct plan_dates of_place(const struct plan *p, int32_t r)
{
	struct plan_dates all = {FAR_FUTURE, FAR_PAST, FAR_FUTURE, FAR_PAST, FAR_FUTURE,
	        FAR_PAST, FAR_FUTURE, FAR_FUTURE, false};
	if (p->nodes[r].mode != MODE_LEAVE)
		return of_node(p, r);
	for (uint32_t i = p->in_at[r]; i < p->in_at[r + 1]; i++)
		if (p->nodes[p->in[i].node].mode != MODE_ENTER)
			widen(&all, of_place(p, p->in[i].node));
	if (all.finish != FAR_PAST)
		return all;
	const struct node *n = &p->nodes[r];
	plan_minute late = sooner(n->lf, p->end);
	return (struct plan_dates){
	        n->es, n->ef, n->es, n->ef, late, late, late - n->ef, 0, false};
}

struct plan_dates plan_dates(const struct plan *p, int32_t activity)
{
	return of_place(p, p->place[activity]);
}
