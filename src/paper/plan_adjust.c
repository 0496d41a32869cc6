/* What the writing programs do beyond a plain network, once it is computed: stretching to an
 * expected finish, levelling delays, the late way of MS Project, ends of their own. */
#include "paper/plan_adjust.h"

/* What remains of an activity with an expected finish lasts until then (Primavera). Each
 * round settles at least those whose predecessors are settled. */
static enum plan_status stretch(const struct plan_file *f, struct plan_file_network *n,
	struct plan_activity *activities)
{
	bool moved = true;
	for (int round = 0; moved && round < 100; round++) {
		moved = false;
		for (size_t i = 0; i < f->tasks.len; i++) {
			struct plan_activity *a = &activities[i];
			if (!f->tasks.at[i].expected || a->actual_finish || a->kind != PLAN_TASK)
				continue;
			const struct plan_calendar *c =
				a->calendar == PLAN_ELAPSED ? NULL : n->calendars[a->calendar];
			struct plan_dates d = plan_dates(n->plan, (int32_t)i);
			int32_t left = a->duration - a->done;
			plan_minute from = plan_add_work(c, d.early_finish, -left);
			int32_t now = MAX(plan_work_between(c, from, f->tasks.at[i].expected), 0);
			if (now == left)
				continue;
			a->duration = a->done + now;
			enum plan_status got = plan_change(n->plan, (int32_t)i, a, NULL);
			if (got != PLAN_OK)
				return got;
			moved = true;
		}
	}
	return PLAN_OK;
}

/* A levelling delay counts from where the activity would start without it (MS Project). One
 * delay moves the next, so rounds go on until nothing moves. */
static enum plan_status delay(const struct plan_file *f, struct plan_file_network *n,
	struct plan_activity *activities)
{
	bool moved = true;
	for (int round = 0; moved && round < 50; round++) {
		moved = false;
		for (size_t i = 0; i < f->tasks.len; i++) {
			const struct plan_file_task *t = &f->tasks.at[i];
			struct plan_activity *a = &activities[i];
			if (t->delay <= 0 || a->actual_start || t->manual || t->inactive ||
				a->kind == PLAN_SUMMARY)
				continue;
			const struct plan_calendar *c =
				a->calendar == PLAN_ELAPSED ? NULL : n->calendars[a->calendar];
			struct plan_activity free = *a;
			free.constraint2 = PLAN_ASAP;
			enum plan_status got = plan_change(n->plan, (int32_t)i, &free, NULL);
			if (got != PLAN_OK)
				return got;
			plan_minute from = plan_dates(n->plan, (int32_t)i).early_start;
			plan_minute to = t->delay_elapsed ? from + t->delay :
							    plan_add_work(c, from, t->delay);
			moved |= a->constraint2 != PLAN_START_NO_EARLIER || a->constraint2_at != to;
			a->constraint2 = PLAN_START_NO_EARLIER;
			a->constraint2_at = to;
			got = plan_change(n->plan, (int32_t)i, a, NULL);
			if (got != PLAN_OK)
				return got;
		}
	}
	return PLAN_OK;
}

/* As late as possible the way of MS Project: it takes all the float there is, and moves what
 * follows it. */
static enum plan_status push_late(const struct plan_file *f, struct plan_file_network *n,
	struct plan_activity *activities)
{
	for (size_t i = 0; i < f->tasks.len && f->rules.whole_float && !f->rules.from_finish; i++) {
		const struct plan_file_task *t = &f->tasks.at[i];
		struct plan_activity *a = &activities[i];
		struct plan_dates d = plan_dates(n->plan, (int32_t)i);
		if (t->a.constraint != PLAN_ALAP || a->actual_start || t->manual || t->inactive ||
			a->kind == PLAN_SUMMARY || d.total_float <= 0)
			continue;
		a->constraint = PLAN_START_NO_EARLIER;
		a->constraint_at = d.late_start;
		enum plan_status got = plan_change(n->plan, (int32_t)i, a, NULL);
		if (got != PLAN_OK)
			return got;
	}
	return PLAN_OK;
}

/* Where each open end has a critical path of its own, it may finish no later than it does. */
static enum plan_status bind_open_ends(struct arena *a, const struct plan_file *f,
	struct plan_file_network *n, struct plan_activity *activities)
{
	bool *followed = NEW_ARRAY(a, bool, f->tasks.len + 1);
	for (size_t i = 0; i < n->input.link_count; i++)
		followed[n->input.links[i].from] = true;
	for (size_t i = 0; i < f->tasks.len && f->rules.open_critical; i++) {
		plan_minute end = plan_dates(n->plan, (int32_t)i).early_finish;
		struct plan_activity *one = &activities[i];
		if (followed[i] || one->actual_finish || one->kind > PLAN_START_MILESTONE ||
			(one->due && one->due < end))
			continue;
		one->due = end;
		enum plan_status got = plan_change(n->plan, (int32_t)i, one, NULL);
		if (got != PLAN_OK)
			return got;
	}
	return PLAN_OK;
}

/* Of several projects each has an end of its own: for its open ends, the date it must finish
 * by, else its last finish. */
static enum plan_status bind_projects(struct arena *a, const struct plan_file *f,
	struct plan_file_network *n, struct plan_activity *activities)
{
	plan_minute *end = NEW_ARRAY(a, plan_minute, f->others.len + 1);
	bool *followed = NEW_ARRAY(a, bool, f->tasks.len + 1);
	for (size_t i = 0; i < n->input.link_count; i++)
		followed[n->input.links[i].from] = true;
	for (size_t i = 0; i < f->tasks.len; i++) {
		plan_minute *e = &end[f->tasks.at[i].member];
		*e = MAX(*e, plan_dates(n->plan, (int32_t)i).early_finish);
	}
	for (size_t k = 0; k <= f->others.len; k++) {
		plan_minute due = k ? f->others.at[k - 1].due : f->due;
		end[k] = due ? due : end[k];
	}
	for (size_t i = 0; i < f->tasks.len && f->others.len; i++) {
		struct plan_activity *one = &activities[i];
		plan_minute e = end[f->tasks.at[i].member];
		if (followed[i] || one->actual_finish || one->kind > PLAN_START_MILESTONE ||
			(one->due && one->due < e))
			continue;
		one->due = e;
		enum plan_status got = plan_change(n->plan, (int32_t)i, one, NULL);
		if (got != PLAN_OK)
			return got;
	}
	return PLAN_OK;
}

enum plan_status plan_file_adjust(struct arena *a, const struct plan_file *f,
	struct plan_file_network *n, struct plan_activity *activities)
{
	enum plan_status got = stretch(f, n, activities);
	if (got == PLAN_OK)
		got = delay(f, n, activities);
	if (got == PLAN_OK)
		got = push_late(f, n, activities);
	if (got == PLAN_OK)
		got = bind_projects(a, f, n, activities);
	return got == PLAN_OK ? bind_open_ends(a, f, n, activities) : got;
}
