/* A change of stage with its mend in place: the leader, the task force and the plan that are
 * missing are filled in on the same form, and all is written together or nothing (S23). */
#include "project.h"
#include "project.html.h"
#include "project_view.h"
#include "modules/schedule/schedule.h"

enum status stage_view_of(struct call *call, const struct project_one_row *one, struct stage_view *v)
{
	*v = (struct stage_view){.project = &one->project, .leader = !one->project.leader,
		.taskforce = !one->project.head && !one->members, .plan = !one->plans};
	if (!v->taskforce)
		return OK;
	return field_options(call, &project_member_fields[PROJECT_MEMBER_PERSON], &v->people);
}

enum status project_stage_form(struct call *call)
{
	struct project_one_row found;
	struct stage_view v;
	TRY(project_one(call, param_id(call, "project"), &found));
	TRY(stage_view_of(call, &found, &v));
	struct str path = str_fmt(call->arena, "/projects/%lld", (long long)found.project.id);
	struct page_head head = {.title = text_of(call, T_project_stage_change), .place = "projects",
		.sentence = text_with(call, T_project_stage_now, (const struct str[4]){choice_label(call,
			&project_fields[PROJECT_STAGE], found.project.stage)}),
		.crumbs = {{S("/projects"), text_of(call, T_menu_projects)}, {path, found.project.name}},
		.crumb_count = 2};
	struct page *w = page_open(call, &head);
	project_stage_page(w, &v);
	return page_close(w);
}

static enum status join_members(struct call *call, int64_t project)
{
	for (int i = 1; i <= STAGE_MEMBERS; i++) {
		const char *name = str_z(call->arena, str_fmt(call->arena, "member_%d", i));
		struct str sent = input(call, name);
		int64_t person;
		if (!sent.len)
			continue;
		if (!str_int(sent, &person))
			return fail_with(call, name, T_field_bad_ref,
				label_of(call, &project_member_fields[PROJECT_MEMBER_PERSON]), NOTHING);
		enum status status = project_member_join(call, name, project, person, NOTHING);
		if (status == NOT_FOUND)
			return fail_with(call, name, T_field_bad_ref,
				label_of(call, &project_member_fields[PROJECT_MEMBER_PERSON]), NOTHING);
		TRY(status);
	}
	return OK;
}

/* The plan runs from the promised start, to be done by the promised finish. */
static enum status make_plan(struct call *call, const struct project *p)
{
	int64_t plan;
	if (!schedule_form_sent(call))
		return OK;
	return schedule_from_form(call, p->id,
		day_is(p->actual_start)		? p->actual_start :
			day_is(p->planned_start) ? p->planned_start : call->today,
		p->planned_finish, &plan);
}

enum status project_stage_change(struct call *call)
{
	struct project_one_row found;
	const char *only[4] = {"stage"};
	int named = 1;
	TRY(project_one(call, param_id(call, "project"), &found));
	if (input(call, "leader").len)
		only[named++] = "leader";
	if (input(call, "head").len)
		only[named++] = "head";
	TRY(form_read(call, &project_entity, &found.project, only));
	TRY(join_members(call, found.project.id));
	TRY(make_plan(call, &found.project));
	TRY(project_change(call, &found.project, input(call, "reason")));
	return reply_written(call, &project_entity, &found.project,
		str_fmt(call->arena, "/projects/%lld", (long long)found.project.id), false);
}

enum status project_member_add(struct call *call)
{
	struct project_member m = {.project = param_id(call, "project")};
	static const char *const only[] = {"person", "duty", NULL};
	TRY(project_seen(call, m.project));
	TRY(form_read(call, &project_member_entity, &m, only));
	TRY(project_member_join(call, "person", m.project, m.person, m.duty));
	return reply_go(call, str_fmt(call->arena, "/projects/%lld", (long long)m.project));
}

enum status project_member_end(struct call *call)
{
	int64_t project = param_id(call, "project");
	TRY(project_seen(call, project));
	TRY(project_member_leave(call, project, param_id(call, "member")));
	return reply_go(call, str_fmt(call->arena, "/projects/%lld", (long long)project));
}
