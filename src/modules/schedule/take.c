/* A project's plan from a schedule file (MS Project, Primavera, a table): its activities, links,
 * actual dates and first baseline. */
#include "schedule.h"
#include "schedule_inside.h"
#include "schedule.sql.h"
#include "modules/project/project.h"
#include "paper/plan_file.h"

enum { TAKEN_BYTES = 16 << 20, TAKEN_TASKS = 3000 };

struct taking {
	struct call *call;
	const struct plan_file *file;
	struct schedule *plan;
	int64_t *ids; /* by place of the task; 0: left out */
	struct map linked;
};

static day day_at(plan_minute t)
{
	return t ? (day){(t - 1) / PLAN_DAY} : DAY_NONE;
}

static day day_from(plan_minute t)
{
	return t ? (day){t / PLAN_DAY} : DAY_NONE;
}

/* Summaries are sums of what lies under them; what only spans others drives nothing. */
static bool usable(const struct plan_file_task *t)
{
	return !t->project && !t->inactive && t->a.kind != PLAN_SUMMARY &&
		t->a.kind != PLAN_HAMMOCK && t->a.kind != PLAN_EFFORT;
}

static int64_t days_of(const struct plan_file *f, int32_t minutes, bool elapsed)
{
	int32_t per = elapsed ? PLAN_DAY : f->minutes_per_day > 0 ? f->minutes_per_day : 480;
	return minutes < 0 ? -((-minutes + per / 2) / per) : (minutes + per - 1) / per;
}

static void take_bound(struct activity *a, const struct plan_activity *p)
{
	static const int bounds[] = {[PLAN_ALAP] = ACTIVITY_BOUND_ALAP,
		[PLAN_START_NO_EARLIER] = ACTIVITY_BOUND_SNET,
		[PLAN_FINISH_NO_LATER] = ACTIVITY_BOUND_FNLT, [PLAN_START_ON] = ACTIVITY_BOUND_MSO,
		[PLAN_FINISH_ON] = ACTIVITY_BOUND_MFO, [PLAN_MUST_START] = ACTIVITY_BOUND_MSO,
		[PLAN_MUST_FINISH] = ACTIVITY_BOUND_MFO, [PLAN_PLACED] = ACTIVITY_BOUND_SNET};
	a->bound = p->constraint < LEN(bounds) ? bounds[p->constraint] : ACTIVITY_BOUND_NONE;
	bool finish = a->bound == ACTIVITY_BOUND_FNLT || a->bound == ACTIVITY_BOUND_MFO;
	a->bound_on = finish ? day_at(p->constraint_at) : day_from(p->constraint_at);
	if (a->bound != ACTIVITY_BOUND_ALAP && !day_is(a->bound_on))
		a->bound = ACTIVITY_BOUND_NONE;
}

static enum status take_task(struct taking *x, size_t i, int64_t rank)
{
	const struct plan_file_task *t = &x->file->tasks.at[i];
	bool point = t->a.kind == PLAN_MILESTONE || t->a.kind == PLAN_START_MILESTONE;
	struct activity a = {.project = x->plan->project, .plan = x->plan->id, .rank = rank,
		.code = utf8_first(t->wbs.len ? t->wbs : t->id, 20),
		.name = utf8_first(t->name.len ? t->name : t->id, 120),
		.kind = point ? ACTIVITY_KIND_MILESTONE : ACTIVITY_KIND_TASK,
		.days = point ? 0 : days_of(x->file, t->a.duration, t->elapsed),
		.actual_start = day_from(t->a.actual_start), .actual_finish = day_at(t->a.actual_finish),
		.percent = t->permille < 0 ? SHARE_NONE : (share){t->permille},
		.early_start = DAY_NONE, .early_finish = DAY_NONE, .late_start = DAY_NONE,
		.late_finish = DAY_NONE, .total_float = INT_NONE, .free_float = INT_NONE,
		.baseline_start = DAY_NONE, .baseline_finish = DAY_NONE};
	take_bound(&a, &t->a);
	if (t->baselines.len) {
		a.baseline_start = day_from(t->baselines.at[0].start);
		a.baseline_finish = day_at(t->baselines.at[0].finish);
	}
	TRY(row_add(x->call, &activity_entity, &a));
	x->ids[i] = a.id;
	return OK;
}

/* A working lag in days; one in thousandths of the predecessor's duration is worked out. */
static int64_t lag_of(const struct plan_file *f, const struct plan_file_link *l)
{
	if (!l->permille)
		return days_of(f, l->lag, l->elapsed);
	int64_t minutes = (int64_t)f->tasks.at[l->from].a.duration * l->lag / 1000;
	return days_of(f, (int32_t)minutes, false);
}

/* The same link said twice is one; one to what was left out is left out. */
static enum status take_link(struct taking *x, const struct plan_file_link *l)
{
	struct activity_link link = {.project = x->plan->project, .plan = x->plan->id,
		.before = x->ids[l->from], .after = x->ids[l->to], .kind = l->type + 1,
		.lag = lag_of(x->file, l)};
	struct map_entry *e = map_put(&x->linked, str_fmt(x->call->arena, "%d %d %d", l->from, l->to, l->type));
	if (!link.before || !link.after || e->n++)
		return OK;
	return row_add(x->call, &activity_link_entity, &link);
}

static enum status fail_file(struct call *call, struct str why, struct str mend)
{
	return fail_with(call, "plan_file", T_schedule_file_bad, why, mend);
}

static enum status read_file(struct call *call, const struct upload *u, struct plan_file *f,
	size_t *tasks)
{
	struct plan_file_fault fault;
	*tasks = 0;
	if (u->bytes > TAKEN_BYTES)
		return fail_with(call, "plan_file", T_schedule_file_large, text_int(call, TAKEN_BYTES >> 20),
			NOTHING);
	enum status status = plan_file_read(call->arena, u->path, f, &fault);
	if (status == INVALID)
		return fail_file(call, fault.line ? str_fmt(call->arena, "%d: %.*s", fault.line,
			STR(fault.why)) : fault.why, fault.mend);
	TRY(status);
	for (size_t i = 0; i < f->tasks.len; i++)
		*tasks += usable(&f->tasks.at[i]);
	if (!*tasks || *tasks > TAKEN_TASKS)
		return fail_with(call, "plan_file", *tasks ? T_schedule_file_many : T_schedule_file_empty,
			text_int(call, (int64_t)*tasks), text_int(call, TAKEN_TASKS));
	return OK;
}

static int pattern_of(const struct plan_file *f)
{
	int days = 0;
	if (f->calendar < 0 || f->calendars.at[f->calendar].base >= 0)
		return CALENDAR_PATTERN_FIVE;
	for (int i = 0; i < 7; i++)
		days += f->calendars.at[f->calendar].week.day[i].count > 0;
	return days >= 7 ? CALENDAR_PATTERN_SEVEN : days == 6 ? CALENDAR_PATTERN_SIX :
								CALENDAR_PATTERN_FIVE;
}

enum status schedule_take(struct call *call, int64_t project, const struct upload *u, day owed,
	int64_t *made)
{
	struct plan_file f;
	size_t tasks;
	TRY(schedule_none_yet(call, project, "plan_file"));
	TRY(read_file(call, u, &f, &tasks));
	struct schedule p = {.project = project, .owed = owed, .finish = DAY_NONE, .slack = INT_NONE,
		.computed = INSTANT_NONE, .data_date = day_from(f.status),
		.name = utf8_first(f.name.len ? f.name : u->name, 80),
		.start = f.start ? day_from(f.start) : call->today};
	if (!day_is(owed))
		p.owed = day_at(f.due);
	TRY(schedule_calendar(call, pattern_of(&f), &p.calendar));
	TRY(row_add(call, &schedule_entity, &p));
	TRY(project_stand(call, project));
	struct taking x = {call, &f, &p, NEW_ARRAY(call->arena, int64_t, f.tasks.len + 1),
		map_on(call->arena)};
	int64_t rank = 0;
	for (size_t i = 0; i < f.tasks.len; i++)
		if (usable(&f.tasks.at[i]))
			TRY(take_task(&x, i, rank += 10));
	for (size_t i = 0; i < f.links.len; i++)
		TRY(take_link(&x, &f.links.at[i]));
	*made = p.id;
	return schedule_compute(call, project);
}

enum status schedule_from_form(struct call *call, int64_t project, day start, day owed,
	int64_t *made)
{
	const struct request *r = exchange_of(call)->request;
	for (size_t i = 0; i < r->files.len; i++)
		if (str_eq(r->files.at[i].field, S("plan_file")) && r->files.at[i].bytes)
			return schedule_take(call, project, &r->files.at[i], owed, made);
	return schedule_make(call, project, input(call, "template"), start, owed, made);
}

bool schedule_form_sent(const struct call *call)
{
	const struct request *r = exchange_of(call)->request;
	for (size_t i = 0; i < r->files.len; i++)
		if (str_eq(r->files.at[i].field, S("plan_file")) && r->files.at[i].bytes)
			return true;
	return input(call, "template").len > 0;
}
