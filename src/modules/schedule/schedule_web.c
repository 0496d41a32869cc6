#include "schedule.h"
#include "schedule.html.h"
#include "schedule.sql.h"
#include "chart.h"
#include "modules/project/project.h"

static struct str plan_path(struct call *call, int64_t project)
{
	return str_fmt(call->arena, "/projects/%lld/plan", (long long)project);
}

static enum status show_plan(struct call *call)
{
	int64_t id = param_id(call, "project");
	struct project p;
	struct plan_of_project_row found;
	struct plan_activities_list activities = {0};
	struct plan_links_list links = {0};
	TRY(project_seen(call, id));
	TRY(row_read(call, &project_entity, id, &p));
	enum status status = plan_of_project(call, id, &found);
	if (status != OK && status != NOT_FOUND)
		return status;
	if (status == OK) {
		TRY(plan_activities(call, found.schedule.id, &activities));
		TRY(plan_links(call, found.schedule.id, &links));
	}
	if (reply_rows(call, &plan_activities_statement,
		    &(struct rows){activities.at, activities.len}))
		return OK;
	bool late = status == OK && found.schedule.slack != INT_NONE && found.schedule.slack < 0;
	struct page_head head = {.title = text_of(call, T_schedule_title), .place = "projects",
		.sentence = status != OK ? text_of(call, T_schedule_none) :
			!day_is(found.schedule.owed) ?
			text_with(call, T_schedule_finish_only,
				(const struct str[4]){text_day(call, found.schedule.finish)}) :
			text_with(call, late ? T_schedule_late : T_schedule_slack,
				(const struct str[4]){text_day(call, found.schedule.finish),
					text_day(call, found.schedule.owed),
					text_int(call, late ? -found.schedule.slack :
							      found.schedule.slack)}),
		.crumbs = {{S("/projects"), text_of(call, T_menu_projects)},
			{str_fmt(call->arena, "/projects/%lld", (long long)id), p.name}},
		.crumb_count = 2};
	struct page *w = page_open(call, &head);
	if (status == OK)
		plan_page(w, &found, &activities, &links);
	else
		plan_make_page(w, &p);
	return page_close(w);
}

static enum status make(struct call *call)
{
	int64_t id = param_id(call, "project"), made;
	struct schedule s = {.project = id, .start = call->today, .owed = DAY_NONE};
	static const char *const only[] = {"template", "start", "owed", NULL};
	TRY(project_seen(call, id));
	TRY(form_read(call, &schedule_entity, &s, only));
	TRY(schedule_from_form(call, id, s.start, s.owed, &made));
	TRY(row_read(call, &schedule_entity, made, &s));
	return reply_written(call, &schedule_entity, &s, plan_path(call, id), true);
}

static enum status change_plan(struct call *call)
{
	int64_t id = param_id(call, "project");
	struct plan_of_project_row found;
	static const char *const only[] = {"name", "start", "owed", "calendar", "data_date", NULL};
	TRY(plan_of_project(call, id, &found));
	TRY(form_read(call, &schedule_entity, &found.schedule, only));
	TRY(row_change(call, &schedule_entity, &found.schedule));
	TRY(schedule_compute(call, id));
	TRY(row_read(call, &schedule_entity, found.schedule.id, &found.schedule));
	return reply_written(call, &schedule_entity, &found.schedule, plan_path(call, id), false);
}

static const char *const typed[] = {"name", "days", "bound", "bound_on", "actual_start",
	"actual_finish", "percent", "unit", "person", "calendar", NULL};

/* A typed cell, or the whole form of one activity. */
static enum status change_activity(struct call *call)
{
	struct activity_one_row found;
	TRY(activity_one(call, param_id(call, "activity"), &found));
	struct activity *a = &found.activity;
	TRY(version_check(call, &activity_entity, a));
	TRY(form_read(call, &activity_entity, a, typed));
	if (day_is(a->actual_finish) && !day_is(a->actual_start))
		return fail(call, "actual_start", T_schedule_needs_start);
	if (day_is(a->actual_finish))
		a->percent.permille = 1000;
	TRY(row_change(call, &activity_entity, a));
	TRY(schedule_compute(call, a->project));
	TRY(row_read(call, &activity_entity, a->id, a));
	return reply_written(call, &activity_entity, a, plan_path(call, a->project), false);
}

/* A dragged bar: so many days later or earlier, kept as "start no earlier". */
static enum status move_activity(struct call *call)
{
	struct activity_one_row found;
	int64_t days;
	TRY(activity_one(call, param_id(call, "activity"), &found));
	struct activity *a = &found.activity;
	TRY(version_check(call, &activity_entity, a));
	if (!str_int(input(call, "days"), &days) || days > 3660 || days < -3660)
		return fail_with(call, "days", T_field_not_number, S("days"), NOTHING);
	if (day_is(a->actual_start))
		return fail(call, "days", T_schedule_started);
	a->bound = ACTIVITY_BOUND_SNET;
	a->bound_on = day_add(a->early_start, (int)days);
	TRY(row_change(call, &activity_entity, a));
	TRY(schedule_compute(call, a->project));
	TRY(row_read(call, &activity_entity, a->id, a));
	return reply_written(call, &activity_entity, a, plan_path(call, a->project), false);
}

static enum status activity_form(struct call *call)
{
	struct activity_one_row found;
	TRY(activity_one(call, param_id(call, "activity"), &found));
	struct page_head head = {.title = found.activity.name, .place = "projects", .entity = &activity_entity,
		.id = found.activity.id,
		.crumbs = {{plan_path(call, found.activity.project),
			text_of(call, T_schedule_title)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	activity_form_page(w, &found.activity);
	return page_close(w);
}

static enum status activities(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &activity_rows_statement, &q));
	TRY(activity_rows(call, &q, &found));
	if (reply_list(call, &activity_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_schedule_activities),
		.place = "projects"};
	struct page *w = page_open(call, &head);
	activity_list_page(w, &q, &found);
	return page_close(w);
}

#define PLANNERS (OFFICE | DEPARTMENT | TOWN | TASKFORCE | COMPANY)

static const struct route routes[] = {
	{GET, "/projects/:project/plan", T_schedule_see, show_plan, EVERYONE,
		.lists = &plan_activities_statement},
	{POST, "/projects/:project/plan", T_schedule_make_one, make, PLANNERS, show_plan,
		&schedule_entity, &schedule_entity},
	{POST, "/projects/:project/plan/settings", T_schedule_change, change_plan, PLANNERS,
		show_plan, &schedule_entity, &schedule_entity},
	{GET, "/activities", T_schedule_activities, activities, EVERYONE,
		.lists = &activity_rows_statement},
	{GET, "/activities/:activity/edit", T_schedule_activity, activity_form, PLANNERS},
	{POST, "/activities/:activity", T_schedule_activity, change_activity, PLANNERS,
		activity_form, &activity_entity, &activity_entity},
	{PATCH, "/activities/:activity", T_schedule_activity, change_activity, PLANNERS, NULL,
		&activity_entity, &activity_entity, .only = typed},
	{POST, "/activities/:activity/move", T_schedule_move, move_activity, PLANNERS,
		.gives = &activity_entity},
};
const struct module schedule_module = {"schedule", routes, LEN(routes), NULL, 0};
