#include "project.h"
#include "project.html.h"
#include "project_view.h"
#include "text/html.h"

static struct str path_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "/projects/%lld", (long long)id);
}

static const char *const usual[] = {"name", "light", "stage", "kind", "town", "total", "year_plan",
	"year_done", "percent", "reported", "planned_finish", "leader", "lead", "owner", NULL};

/* The day of the last report says how old the row's figures are. */
static bool fresh_cell(struct page *w, const struct table_look *look, const struct column *c,
	const void *row)
{
	const struct project *p = &((const struct project_rows_row *)row)->project;
	if (c->field != &project_fields[PROJECT_REPORTED] || !project_active(p))
		return false;
	page_fresh(w, look->own, p->id, p->reported);
	return true;
}

static enum status list(struct call *call)
{
	struct fresh_rule fresh;
	struct list_query q;
	struct list_page found;
	struct project_counts_row n;
	struct list_views views;
	int64_t *sums = NEW_ARRAY(call->arena, int64_t, 200);
	TRY(list_open(call, "projects", &project_rows_statement, usual, &views));
	if (views.sent)
		return OK;
	TRY(query_read(call, &project_rows_statement, &q));
	TRY(project_rows(call, &q, &found));
	if (reply_list(call, &project_rows_statement, &q, &found))
		return OK;
	TRY(db_list_sums(call, &project_rows_statement, NULL, &q, sums));
	TRY(project_counts(call, &n));
	TRY(fresh_rule_now(call, &fresh));
	struct page_head head = {.title = text_of(call, T_menu_projects), .place = "projects",
		.sentence = text_with(call, T_project_sentence,
			(const struct str[4]){text_int(call, n.projects), text_int(call, n.red),
				text_int(call, n.amber),
				text_share(call, share_of(n.done, n.plan))})};
	struct page *w = page_open(call, &head);
	const struct table_look look = {.shape = &project_rows_statement, .columns = views.columns,
		.href = "/projects/{id}", .query = &q, .sums = sums, .cell = fresh_cell, .own = &fresh,
		.selectable = route_changing(call, &project_entity) != NULL};
	project_list_page(w, &q, &found, &look, &views);
	return page_close(w);
}

static struct str money_or_dash(struct call *call, money m)
{
	return money_is(m) ? text_money(call, m) : S("—");
}

static enum status show_one(struct call *call)
{
	struct project_view v = {0};
	int64_t id = param_id(call, "project");
	TRY(project_one(call, id, &v.one));
	if (reply_record(call, &project_entity, &v.one.project))
		return OK;
	TRY(light_of_project(call, id, &v.lights));
	TRY(work_of_project(call, id, &v.works));
	TRY(item_of_project(call, id, 12, &v.items));
	TRY(visit_of_project(call, id, 5, &v.visits));
	TRY(report_of_project(call, id, 4, &v.reports));
	TRY(document_of_project(call, id, 12, &v.papers));
	TRY(project_members(call, id, &v.members));
	TRY(project_co_units(call, id, &v.co_units));
	TRY(project_history(call, id, 8, &v.history));
	v.stage = (struct stage_view){.project = &v.one.project, .leader = !v.one.project.leader,
		.taskforce = !v.one.project.head && !v.members.len, .plan = !v.one.plans};
	const struct project *p = &v.one.project;
	struct page_head head = {.title = p->name, .place = "projects", .entity = &project_entity, .id = p->id,
		.sentence = text_with(call, T_project_one_sentence,
			(const struct str[4]){choice_label(call, &project_fields[PROJECT_STAGE],
						      p->stage),
				money_or_dash(call, p->total), money_or_dash(call, p->year_done),
				money_or_dash(call, p->year_plan)}),
		.crumbs = {{S("/projects"), text_of(call, T_menu_projects)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	project_page(w, &v);
	return page_close(w);
}

void project_blank(struct project *p)
{
	*p = (struct project){.planned_start = DAY_NONE, .actual_start = DAY_NONE,
		.planned_finish = DAY_NONE, .actual_finish = DAY_NONE,
		.original_start = DAY_NONE, .original_finish = DAY_NONE, .total = MONEY_NONE,
		.before = MONEY_NONE, .year_plan = MONEY_NONE, .month_done = MONEY_NONE,
		.year_done = MONEY_NONE, .all_done = MONEY_NONE, .percent = SHARE_NONE,
		.output = MONEY_NONE, .tax = MONEY_NONE, .jobs = INT_NONE, .land_mu = INT_NONE,
		.latitude = INT_NONE, .longitude = INT_NONE, .reported = DAY_NONE,
		.light_since = DAY_NONE, .stage_since = DAY_NONE};
}

static enum status form(struct call *call)
{
	struct project_one_row found;
	project_blank(&found.project);
	int64_t id = param_id(call, "project");
	if (id)
		TRY(project_one(call, id, &found));
	struct page_head head = {
		.title = id ? found.project.name : text_of(call, T_project_add_one),
		.place = "projects", .crumbs = {{S("/projects"), text_of(call, T_menu_projects)}},
		.crumb_count = 1};
	struct page *w = page_open(call, &head);
	project_form_page(w, &found.project);
	return page_close(w);
}

static enum status add(struct call *call)
{
	struct project p;
	project_blank(&p);
	TRY(form_read(call, &project_entity, &p, NULL));
	TRY(project_add(call, &p));
	return reply_written(call, &project_entity, &p, path_of(call, p.id), true);
}

static enum status change(struct call *call)
{
	struct project_one_row found;
	TRY(project_one(call, param_id(call, "project"), &found));
	TRY(version_check(call, &project_entity, &found.project));
	TRY(form_read(call, &project_entity, &found.project, NULL));
	TRY(project_change(call, &found.project, input(call, "reason")));
	return reply_written(call, &project_entity, &found.project,
		path_of(call, found.project.id), false);
}

/* ---- many at once -------------------------------------------------------------------- */
static enum status changed_one(struct call *call, void *record)
{
	return project_change(call, record, NOTHING);
}

static const char *const bulk_more[] = {"programme", NULL};
const struct bulk project_bulk = {.entity = &project_entity, .shape = &project_rows_statement,
	.path = "/projects", .place = "projects", .title = T_menu_projects, .more = bulk_more,
	.rows = project_rows, .change = changed_one};

static enum status bulk_ask(struct call *call)
{
	return bulk_form(call, &project_bulk);
}

static enum status bulk_do(struct call *call)
{
	return bulk_run(call, &project_bulk);
}

static enum status bulk_done(struct call *call)
{
	return bulk_show(call, &project_bulk);
}

static enum status bulk_back(struct call *call)
{
	return bulk_undo(call, &project_bulk);
}

#define CHANGERS (OFFICE | DEPARTMENT | TOWN | TASKFORCE)

static const struct route routes[] = {
	{GET, "/projects", T_project_see_all, list, EVERYONE, .lists = &project_rows_statement},
	{GET, "/projects/new", T_project_add_one, form, OFFICE | DEPARTMENT | TOWN},
	{POST, "/projects", T_project_add_one, add, OFFICE | DEPARTMENT | TOWN, form,
		&project_entity, &project_entity},
	{GET, "/projects/bulk-edit", T_list_bulk, bulk_ask, CHANGERS},
	{POST, "/projects/bulk-edit", T_list_bulk, bulk_do, CHANGERS, bulk_ask, &project_entity},
	{GET, "/projects/bulk-edit/:batch", T_list_bulk_done, bulk_done, CHANGERS},
	{POST, "/projects/bulk-edit/:batch/undo", T_list_bulk_undo, bulk_back, CHANGERS, bulk_done},
	{GET, "/projects/:project", T_project_see_one, show_one, EVERYONE,
		.gives = &project_entity},
	{GET, "/projects/:project/edit", T_project_change_one, form,
		CHANGERS},
	{POST, "/projects/:project", T_project_change_one, change,
		CHANGERS, form, &project_entity, &project_entity},
	{PATCH, "/projects/:project", T_project_change_one, change,
		CHANGERS, NULL, &project_entity, &project_entity},
	{GET, "/projects/:project/stage", T_project_stage_change, project_stage_form,
		OFFICE | DEPARTMENT | TASKFORCE},
	{POST, "/projects/:project/stage", T_project_stage_change, project_stage_change,
		OFFICE | DEPARTMENT | TASKFORCE, project_stage_form, &project_entity, &project_entity},
	{POST, "/projects/:project/members", T_project_member_add, project_member_add, CHANGERS,
		show_one, &project_member_entity},
	{POST, "/projects/:project/members/:member/end", T_project_member_end, project_member_end,
		CHANGERS, show_one},
};

static const struct job jobs[] = {{"standings of projects", 3600, projects_stand}};

const struct module project_module = {"project", routes, LEN(routes), jobs, LEN(jobs)};
