#include "schedule.h"
#include "schedule_inside.h"
#include "modules/project/project.h"
#include "schedule.sql.h"
#include "calendar.sql.h"
#include "modules/calendar/calendar.h"
#include "paper/plan_file.h"

#include <stdlib.h>

enum { CALENDAR_FROM = 2015, CALENDAR_TO = 2045 };

/* ---- making ---------------------------------------------------------------------------- */
enum status schedule_calendar(struct call *call, int pattern, int64_t *id)
{
	struct calendar_by_pattern_row found;
	enum status status = calendar_by_pattern(call, pattern, &found);
	if (status == OK)
		*id = found.id;
	if (status != NOT_FOUND)
		return status;
	struct calendar c = {.pattern = pattern, .holidays = true,
		.name = str_of(calendar_fields[CALENDAR_PATTERN].choices[pattern].zh)};
	TRY(row_add(call, &calendar_entity, &c));
	*id = c.id;
	return OK;
}

/* "A2SS+5" → index of A2, SS, 5. */
static void read_link(struct str word, const struct plan_template *t, size_t *from, int *kind,
	int *lag)
{
	static const char *const kinds[] = {"FS", "SS", "FF", "SF"};
	size_t at = SIZE_MAX;
	*kind = ACTIVITY_LINK_KIND_FS;
	*lag = 0;
	for (int k = 0; k < 4 && at == SIZE_MAX; k++) {
		at = str_find(word, str_of(kinds[k]));
		if (at != SIZE_MAX)
			*kind = k + 1;
	}
	struct str code = at == SIZE_MAX ? word : str_sub(word, 0, at);
	if (at != SIZE_MAX && word.len > at + 2)
		*lag = atoi(word.at + at + 2);
	*from = SIZE_MAX;
	for (size_t i = 0; i < t->count; i++)
		if (str_eq(code, str_of(t->rows[i].code)))
			*from = i;
	assert(*from != SIZE_MAX);
}

static enum status add_links(struct call *call, const struct schedule *plan,
	const struct plan_template *t, const int64_t *ids)
{
	for (size_t i = 0; i < t->count; i++) {
		struct str rest = str_of(t->rows[i].after);
		while (rest.len) {
			struct str word = str_cut(rest, ' ', &rest);
			size_t from;
			int kind, lag;
			read_link(word, t, &from, &kind, &lag);
			struct activity_link l = {.project = plan->project, .plan = plan->id,
				.before = ids[from], .after = ids[i], .kind = kind, .lag = lag};
			TRY(row_add(call, &activity_link_entity, &l));
		}
	}
	return OK;
}

enum status schedule_none_yet(struct call *call, int64_t project, const char *field)
{
	struct plan_of_project_row old;
	enum status status = plan_of_project(call, project, &old);
	if (status == OK)
		return fail(call, field, T_schedule_there);
	return status == NOT_FOUND ? OK : status;
}

enum status schedule_make(struct call *call, int64_t project, struct str template, day start,
	day owed, int64_t *made)
{
	const struct plan_template *t = &plan_templates[0];
	TRY(schedule_none_yet(call, project, "template"));
	for (size_t i = 0; i < plan_template_count; i++)
		if (str_eq(template, str_of(plan_templates[i].id)))
			t = &plan_templates[i];
	struct schedule p = {.project = project, .template = str_of(t->id), .start = start,
		.owed = owed, .name = text_of(call, t->name),
		.data_date = DAY_NONE, .finish = DAY_NONE, .slack = INT_NONE,
		.computed = INSTANT_NONE};
	int64_t office, *ids = NEW_ARRAY(call->arena, int64_t, t->count);
	TRY(schedule_calendar(call, CALENDAR_PATTERN_SEVEN, &p.calendar));
	TRY(schedule_calendar(call, CALENDAR_PATTERN_FIVE, &office));
	TRY(row_add(call, &schedule_entity, &p));
	TRY(project_stand(call, project));
	for (size_t i = 0; i < t->count; i++) {
		const struct template_row *r = &t->rows[i];
		struct activity a = {.project = project, .plan = p.id, .code = str_of(r->code),
			.name = text_of(call, r->name), .kind = r->kind,
			.rank = (int64_t)(i + 1) * 10, .days = r->days,
			.calendar = r->kind == ACTIVITY_KIND_PERMIT ? office : 0,
			.bound_on = DAY_NONE, .actual_start = DAY_NONE,
			.actual_finish = DAY_NONE, .percent = SHARE_NONE, .early_start = DAY_NONE,
			.early_finish = DAY_NONE, .late_start = DAY_NONE, .late_finish = DAY_NONE,
			.total_float = INT_NONE, .free_float = INT_NONE,
			.baseline_start = DAY_NONE, .baseline_finish = DAY_NONE};
		TRY(row_add(call, &activity_entity, &a));
		ids[i] = a.id;
	}
	TRY(add_links(call, &p, t, ids));
	*made = p.id;
	return schedule_compute(call, project);
}

/* ---- computing ------------------------------------------------------------------------- */
/* A calendar's special days as the library takes them: off, or the ordinary hours. */
static struct plan_exception *special_days(struct call *call,
	const struct calendar_all_days_list *days, int64_t calendar,
	const struct plan_week *week, size_t *count)
{
	struct plan_exception *e = NEW_ARRAY(call->arena, struct plan_exception, days->len + 1);
	for (size_t i = 0; i < days->len; i++) {
		if (days->at[i].calendar != calendar || !day_is(days->at[i].day))
			continue;
		e[*count].day = days->at[i].day.n;
		if (days->at[i].work)
			e[*count].work = week->day[0];
		(*count)++;
	}
	return e;
}

static const enum plan_week_kind week_kinds[] = {
	[CALENDAR_PATTERN_NONE] = PLAN_WEEK_5, [CALENDAR_PATTERN_FIVE] = PLAN_WEEK_5,
	[CALENDAR_PATTERN_SIX] = PLAN_WEEK_6, [CALENDAR_PATTERN_SEVEN] = PLAN_WEEK_7,
	[CALENDAR_PATTERN_DOUBLE] = PLAN_WEEK_SHIFT2,
	[CALENDAR_PATTERN_TRIPLE] = PLAN_WEEK_SHIFT3};

static struct plan_calendar *open_calendar(struct call *call, int64_t id, int pattern,
	bool holidays, const struct calendar_all_days_list *days)
{
	struct plan_week week = plan_week(week_kinds[pattern]);
	size_t special = 0;
	const struct plan_exception *exceptions = special_days(call, days, id, &week, &special);
	const day *off, *makeup;
	size_t off_count = holiday_list(&off), makeup_count = makeup_list(&makeup);
	/* A day is one int32: the lists are the library's own shape. */
	_Static_assert(sizeof(day) == sizeof(int32_t), "a day is its number");
	return plan_calendar_open(&(struct plan_hours){.week = &week,
		.exceptions = exceptions, .exception_count = special,
		.days_off = holidays ? &off->n : NULL, .days_off_count = holidays ? off_count : 0,
		.makeup = holidays ? &makeup->n : NULL,
		.makeup_count = holidays ? makeup_count : 0,
		.first = plan_day(CALENDAR_FROM, 1, 1), .last = plan_day(CALENDAR_TO, 12, 31)});
}

static plan_minute at_morning(day d)
{
	return day_is(d) ? d.n * PLAN_DAY + 8 * 60 : PLAN_NONE;
}

static plan_minute at_evening(day d)
{
	return day_is(d) ? d.n * PLAN_DAY + 17 * 60 : PLAN_NONE;
}

static day day_of_minute(plan_minute t)
{
	return (day){(t - 1) / PLAN_DAY};
}

static int find_index(const struct plan_activities_list *list, int64_t id)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->at[i].activity.id == id)
			return (int)i;
	return -1;
}

struct network {
	struct plan_of_project_row of;
	struct plan_activities_list list;
	struct plan_links_list kept;
	struct calendar_all_days_list days;
	struct plan_calendar *calendars[2]; /* construction, office */
	struct plan_activity *activities;
	struct plan_link *links;
	size_t link_count;
};

static void fill_activity(struct plan_activity *to, const struct activity *a,
	const struct schedule *plan, const struct network *n)
{
	static const uint8_t bounds[] = {[ACTIVITY_BOUND_NONE] = PLAN_ASAP,
		[ACTIVITY_BOUND_SNET] = PLAN_START_NO_EARLIER,
		[ACTIVITY_BOUND_FNLT] = PLAN_FINISH_NO_LATER,
		[ACTIVITY_BOUND_MSO] = PLAN_MUST_START, [ACTIVITY_BOUND_MFO] = PLAN_MUST_FINISH,
		[ACTIVITY_BOUND_ALAP] = PLAN_ALAP};
	to->calendar = a->calendar && a->calendar != plan->calendar;
	to->kind = a->kind == ACTIVITY_KIND_MILESTONE ? PLAN_MILESTONE : PLAN_TASK;
	int minutes = plan_workday_minutes(n->calendars[to->calendar]);
	if (to->kind == PLAN_TASK && a->days != INT_NONE)
		to->duration = (int32_t)a->days * minutes;
	to->constraint = bounds[a->bound];
	bool finish = a->bound == ACTIVITY_BOUND_FNLT || a->bound == ACTIVITY_BOUND_MFO;
	to->constraint_at = finish ? at_evening(a->bound_on) : at_morning(a->bound_on);
	if (to->constraint != PLAN_ALAP && !to->constraint_at)
		to->constraint = PLAN_ASAP;
	to->actual_start = at_morning(a->actual_start);
	to->actual_finish = day_is(a->actual_start) ? at_evening(a->actual_finish) : PLAN_NONE;
	if (to->actual_start && share_is(a->percent))
		to->done = plan_done(to->duration, a->percent.permille);
}

static void fill_links(struct call *call, struct network *n,
	const struct plan_activities_list *activities, const struct plan_links_list *links)
{
	n->links = NEW_ARRAY(call->arena, struct plan_link, links->len + 1);
	for (size_t i = 0; i < links->len; i++) {
		const struct activity_link *l = &links->at[i].activity_link;
		int from = find_index(activities, l->before), to = find_index(activities, l->after);
		if (from < 0 || to < 0)
			continue;
		int minutes = plan_workday_minutes(n->calendars[n->activities[to].calendar]);
		n->links[n->link_count++] = (struct plan_link){.from = from, .to = to,
			.type = (uint8_t)(l->kind - 1),
			.lag = l->lag == INT_NONE ? 0 : (int32_t)l->lag * minutes};
	}
}

static enum status fail_loop(struct call *call, const struct plan_activities_list *list,
	struct plan_problem problem)
{
	struct out o = out_on(call->arena, 4000);
	for (size_t i = 0; i < problem.loop_count; i++) {
		out_str(&o, list->at[problem.loop[i]].activity.name);
		out_lit(&o, " → ");
	}
	if (problem.loop_count)
		out_str(&o, list->at[problem.loop[0]].activity.name);
	return fail_with(call, "", problem.status == PLAN_LOOP ? T_schedule_loop :
								 T_schedule_invalid,
		out_got(&o), NOTHING);
}

static enum status keep_activity(struct call *call, struct activity *a,
	const struct plan_dates *d, const struct plan_calendar *c)
{
	a->early_start = day_of_minute(d->early_start + 1);
	a->early_finish = day_of_minute(d->early_finish);
	a->late_start = day_of_minute(d->late_start + 1);
	a->late_finish = day_of_minute(d->late_finish);
	if (a->kind == ACTIVITY_KIND_MILESTONE) {
		a->early_start = a->early_finish;
		a->late_start = a->late_finish;
	}
	a->total_float = plan_work_days(c, d->total_float);
	a->free_float = plan_work_days(c, d->free_float);
	a->critical = d->critical;
	return row_change(call, &activity_entity, a);
}

static enum status keep_all(struct call *call, struct schedule *kept,
	struct plan_activities_list *list, const struct network *n, const struct plan *plan)
{
	int least = INT32_MAX;
	for (size_t i = 0; i < list->len; i++) {
		struct plan_dates d = plan_dates(plan, (int32_t)i);
		const struct plan_calendar *c = n->calendars[n->activities[i].calendar];
		TRY(keep_activity(call, &list->at[i].activity, &d, c));
		if (!day_is(list->at[i].activity.actual_finish))
			least = MIN(least, plan_work_days(c, d.total_float));
	}
	kept->finish = day_of_minute(plan_finish(plan));
	kept->slack = least == INT32_MAX ? INT_NONE : least;
	kept->computed = call->now;
	return row_change(call, &schedule_entity, kept);
}

/* The plan as it is kept and as the library takes it; ended by close_network. */
static enum status read_network(struct call *call, int64_t project, struct network *n)
{
	*n = (struct network){0};
	TRY(plan_of_project(call, project, &n->of));
	const struct schedule *kept = &n->of.schedule;
	TRY(plan_activities(call, kept->id, &n->list));
	TRY(plan_links(call, kept->id, &n->kept));
	TRY(calendar_all_days(call, &n->days));
	n->calendars[0] = open_calendar(call, kept->calendar, n->of.pattern, n->of.holidays, &n->days);
	n->calendars[1] = open_calendar(call, 0, CALENDAR_PATTERN_FIVE, true, &n->days);
	n->activities = NEW_ARRAY(call->arena, struct plan_activity, n->list.len + 1);
	for (size_t i = 0; i < n->list.len; i++)
		fill_activity(&n->activities[i], &n->list.at[i].activity, kept, n);
	fill_links(call, n, &n->list, &n->kept);
	return OK;
}

static void close_network(struct network *n)
{
	plan_calendar_close(n->calendars[0]);
	plan_calendar_close(n->calendars[1]);
}

enum status schedule_compute(struct call *call, int64_t project)
{
	struct network n;
	TRY(read_network(call, project, &n));
	struct schedule *kept = &n.of.schedule;
	struct plan *plan = plan_open(&(struct plan_input){.calendars = n.calendars,
		.calendar_count = 2, .activities = n.activities,
		.activity_count = n.list.len, .links = n.links, .link_count = n.link_count,
		.start = at_morning(kept->start), .status = at_morning(kept->data_date),
		.due = at_evening(kept->owed)});
	enum status status = BROKEN;
	if (plan && plan_schedule(plan) == PLAN_OK)
		status = keep_all(call, kept, &n.list, &n, plan);
	else if (plan)
		status = fail_loop(call, &n.list, plan_problem(plan));
	plan_close(plan);
	close_network(&n);
	return status;
}

/* ---- as a schedule file ----------------------------------------------------------------- */
static void put_days(struct call *call, struct plan_file_calendar *c, const day *days, size_t count,
	bool work)
{
	for (size_t i = 0; i < count; i++) {
		struct plan_exception *e = vec_add(call->arena, &c->days);
		e->day = days[i].n;
		if (work)
			e->work = c->week.day[0];
	}
}

/* What open_calendar compiles, said day by day: of two for one day the later wins. */
static void put_calendar(struct call *call, struct plan_file *f, const struct network *n, int64_t id,
	int pattern, bool holidays, struct str name)
{
	const day *off, *makeup;
	size_t off_count = holiday_list(&off), makeup_count = makeup_list(&makeup), count = 0;
	struct plan_file_calendar *c = vec_add(call->arena, &f->calendars);
	c->id = str_fmt(call->arena, "%zu", f->calendars.len);
	c->name = name;
	c->base = -1;
	c->week = plan_week(week_kinds[pattern]);
	memset(c->own, true, sizeof c->own);
	put_days(call, c, off, holidays ? off_count : 0, false);
	put_days(call, c, makeup, holidays ? makeup_count : 0, true);
	const struct plan_exception *special = special_days(call, &n->days, id, &c->week, &count);
	for (size_t i = 0; i < count; i++)
		*vec_add(call->arena, &c->days) = special[i];
}

static void put_task(struct call *call, struct plan_file *f, const struct network *n, size_t i)
{
	const struct activity *a = &n->list.at[i].activity;
	const struct plan_activity *p = &n->activities[i];
	struct plan_file_task *t = vec_add(call->arena, &f->tasks);
	*t = (struct plan_file_task){.id = a->code, .name = a->name, .uid = a->id, .parent = -1,
		.branch = -1, .calendar = p->calendar ? 1 : -1, .a = *p, .priority = 500,
		.permille = share_is(a->percent) ? a->percent.permille : -1,
		.cost = MONEY_NONE, .actual_cost = MONEY_NONE};
	bool point = a->kind == ACTIVITY_KIND_MILESTONE; /* reached in the evening */
	t->theirs = (struct plan_file_dates){.critical = a->critical,
		.early_start = point ? at_evening(a->early_start) : at_morning(a->early_start),
		.late_start = point ? at_evening(a->late_start) : at_morning(a->late_start),
		.early_finish = at_evening(a->early_finish), .late_finish = at_evening(a->late_finish)};
	t->theirs.start = t->theirs.early_start;
	t->theirs.finish = t->theirs.early_finish;
	if (day_is(a->baseline_start) && day_is(a->baseline_finish))
		*vec_add(call->arena, &t->baselines) = (struct plan_file_baseline){
			.start = at_morning(a->baseline_start), .cost = MONEY_NONE,
			.finish = at_evening(a->baseline_finish), .duration = p->duration};
}

enum status schedule_file(struct call *call, int64_t project, struct plan_file *f)
{
	struct network n;
	TRY(read_network(call, project, &n));
	const struct schedule *kept = &n.of.schedule;
	int minutes = plan_workday_minutes(n.calendars[0]);
	struct plan_week week = plan_week(week_kinds[n.of.pattern]);
	int days = 0;
	for (int i = 0; i < 7; i++)
		days += week.day[i].count > 0;
	*f = (struct plan_file){.kind = "guatu", .origin = "guatu", .name = n.of.project_name,
		.start = at_morning(kept->start), .status = at_morning(kept->data_date),
		.due = at_evening(kept->owed), .minutes_per_day = minutes,
		.minutes_per_week = minutes * days, .days_per_month = 20,
		.rules = {.uses_status = true, .finish_float = true}};
	put_calendar(call, f, &n, kept->calendar, n.of.pattern, n.of.holidays, n.of.calendar_name);
	put_calendar(call, f, &n, 0, CALENDAR_PATTERN_FIVE, true,
		text_of(call, T_schedule_office_calendar));
	for (size_t i = 0; i < n.list.len; i++)
		put_task(call, f, &n, i);
	for (size_t i = 0; i < n.link_count; i++)
		*vec_add(call->arena, &f->links) = (struct plan_file_link){n.links[i].from, n.links[i].to,
			n.links[i].type, n.links[i].lag, false, false};
	plan_file_settle_ids(call->arena, f);
	close_network(&n);
	return OK;
}
