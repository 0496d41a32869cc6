#include "dates.h"
#include "dates.html.h"
#include "project.sql.h"
#include "modules/project/project.h"

#define KEEPERS (OFFICE | ADMIN)

static enum status overview(struct call *call)
{
	struct dates_view v = {0};
	TRY(query_read(call, &date_change_rows_statement, &v.query));
	if (!v.query.sort)
		v.query.descending = true;
	TRY(date_change_rows(call, &v.query, &v.all));
	if (reply_list(call, &date_change_rows_statement, &v.query, &v.all))
		return OK;
	if (call->who.roles & (LEADER | OFFICE))
		TRY(date_changes_to_decide(call, (call->who.roles & LEADER) != 0, &v.waiting));
	TRY(pauses_now(call, &v.pauses));
	TRY(date_rule_now(call, &v.rule));
	int stale = 0;
	for (size_t i = 0; i < v.pauses.len; i++)
		stale += pause_stale(call, &v.pauses.at[i].pause, &v.rule);
	struct page_head head = {.title = text_of(call, T_dates_title), .place = "projects",
		.sentence = text_with(call, T_dates_sentence,
			(const struct str[4]){text_int(call, (int64_t)v.waiting.len),
				text_int(call, (int64_t)v.pauses.len), text_int(call, stale)}),
		.crumbs = {{S("/projects"), text_of(call, T_menu_projects)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	dates_page(w, &v);
	return page_close(w);
}

static enum status show_one(struct call *call)
{
	struct date_change_one_row found;
	TRY(date_change_one(call, param_id(call, "id"), &found));
	if (reply_record(call, &date_change_entity, &found.date_change))
		return OK;
	struct page_head head = {.title = found.project_name, .place = "projects",
		.entity = &date_change_entity, .id = found.date_change.id,
		.crumbs = {{S("/dates"), text_of(call, T_dates_title)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	date_change_page(w, &found);
	return page_close(w);
}

static enum status of_project(struct call *call)
{
	struct project_dates_view v = {0};
	struct project_one_row found;
	int64_t id = param_id(call, "project");
	TRY(project_one(call, id, &found));
	v.project = found.project;
	v.forecast = found.forecast_finish;
	TRY(date_changes_of(call, id, &v.changes));
	if (reply_rows(call, &date_changes_of_statement, &(struct rows){v.changes.at, v.changes.len}))
		return OK;
	TRY(reason_all(call, REASON_KIND_DATE, &v.reasons));
	TRY(reason_all(call, REASON_KIND_PAUSE, &v.pause_reasons));
	TRY(pause_of(call, id, &v.pause));
	TRY(project_promised(call, &v.project, &v.promised));
	TRY(date_rule_now(call, &v.rule));
	struct page_head head = {.title = text_of(call, T_project_dates), .place = "projects",
		.sentence = v.project.name,
		.crumbs = {{S("/projects"), text_of(call, T_menu_projects)},
			{str_fmt(call->arena, "/projects/%lld", (long long)id), v.project.name}},
		.crumb_count = 2};
	struct page *w = page_open(call, &head);
	project_dates_page(w, &v);
	return page_close(w);
}

static struct str project_path(struct call *call, int64_t project)
{
	return str_fmt(call->arena, "/projects/%lld/dates", (long long)project);
}

static enum status ask(struct call *call)
{
	struct date_change d = {.project = param_id(call, "project"), .wanted = DAY_NONE};
	TRY(project_seen(call, d.project));
	TRY(form_read(call, &date_change_entity, &d, NULL));
	TRY(date_ask(call, &d));
	return reply_written(call, &date_change_entity, &d, project_path(call, d.project), true);
}

static enum status decide(struct call *call)
{
	struct date_change_one_row found;
	int64_t id = param_id(call, "id");
	TRY(date_change_one(call, id, &found));
	TRY(date_decide(call, id, str_eq(input(call, "grant"), S("1")) ||
		str_eq(input(call, "grant"), S("true")), input(call, "answer")));
	TRY(row_read(call, &date_change_entity, id, &found.date_change));
	return reply_written(call, &date_change_entity, &found.date_change, S("/dates"), false);
}

static enum status withdraw(struct call *call)
{
	struct date_change_one_row found;
	TRY(date_change_one(call, param_id(call, "id"), &found));
	TRY(date_withdraw(call, found.date_change.id));
	return reply_go(call, project_path(call, found.date_change.project));
}

/* ---- pauses ------------------------------------------------------------------------------------ */
static enum status pauses(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &pause_rows_statement, &q));
	TRY(pause_rows(call, &q, &found));
	if (reply_list(call, &pause_rows_statement, &q, &found))
		return OK;
	return reply_go(call, S("/dates"));
}

static enum status begin(struct call *call)
{
	struct pause b = {.project = param_id(call, "project"), .until = DAY_NONE};
	TRY(project_seen(call, b.project));
	TRY(form_read(call, &pause_entity, &b, NULL));
	TRY(pause_begin(call, &b));
	return reply_written(call, &pause_entity, &b, project_path(call, b.project), true);
}

static enum status review(struct call *call)
{
	struct pause b;
	TRY(row_read(call, &pause_entity, param_id(call, "id"), &b));
	TRY(project_seen(call, b.project));
	TRY(version_check(call, &pause_entity, &b));
	TRY(form_read(call, &pause_entity, &b, NULL));
	TRY(pause_review(call, &b));
	return reply_written(call, &pause_entity, &b, project_path(call, b.project), false);
}

static enum status resume(struct call *call)
{
	int64_t id = param_id(call, "project");
	TRY(project_seen(call, id));
	TRY(pause_end(call, id));
	return reply_go(call, project_path(call, id));
}

/* ---- the rule and the lists ------------------------------------------------------------------ */
static struct page *settings_open(struct call *call, enum text title, const struct entity *e,
	int64_t id)
{
	struct page_head *head = NEW(call->arena, struct page_head);
	*head = (struct page_head){.title = text_of(call, title), .place = "settings", .entity = e,
		.id = id, .crumbs = {{S("/dates"), text_of(call, T_dates_title)}}, .crumb_count = 1};
	return page_open(call, head);
}

static enum status rule_form(struct call *call)
{
	struct date_rule r;
	TRY(date_rule_now(call, &r));
	if (reply_record(call, &date_rule_entity, &r))
		return OK;
	struct page *w = settings_open(call, T_dates_rule, &date_rule_entity, r.id);
	date_record_page(w, &date_rule_entity, &r, S("/date-rule"));
	return page_close(w);
}

static enum status rule_save(struct call *call)
{
	struct date_rule r;
	TRY(date_rule_now(call, &r));
	if (r.id)
		TRY(version_check(call, &date_rule_entity, &r));
	TRY(form_read(call, &date_rule_entity, &r, NULL));
	const struct {
		const char *field;
		int64_t days;
	} each[] = {{"slip", r.slip}, {"notice", r.notice}, {"refresh", r.refresh}};
	for (size_t i = 0; i < LEN(each); i++)
		if (each[i].days < 0 || each[i].days > 1000)
			fail(call, each[i].field, T_dates_range);
	if (call->faults.len)
		return INVALID;
	TRY(r.id ? row_change(call, &date_rule_entity, &r) : row_add(call, &date_rule_entity, &r));
	return reply_written(call, &date_rule_entity, &r, S("/dates"), false);
}

static enum status reasons(struct call *call)
{
	struct reason_all_list kinds[REASON_KIND_MISSED];
	for (int k = 0; k < REASON_KIND_MISSED; k++)
		TRY(reason_all(call, k + 1, &kinds[k]));
	struct page *w = settings_open(call, T_dates_reasons, NULL, 0);
	reasons_page(w, kinds);
	return page_close(w);
}

static enum status reason_form(struct call *call)
{
	struct reason r = {.kind = REASON_KIND_DATE};
	int64_t id = param_id(call, "id");
	if (id)
		TRY(row_read(call, &reason_entity, id, &r));
	if (reply_record(call, &reason_entity, &r))
		return OK;
	struct page *w = settings_open(call, T_dates_reasons, &reason_entity, r.id);
	date_record_page(w, &reason_entity, &r,
		id ? str_fmt(call->arena, "/reasons/%lld", (long long)id) : S("/reasons"));
	return page_close(w);
}

static enum status reason_save(struct call *call)
{
	struct reason r = {0};
	int64_t id = param_id(call, "id");
	if (id) {
		TRY(row_read(call, &reason_entity, id, &r));
		TRY(version_check(call, &reason_entity, &r));
	}
	TRY(form_read(call, &reason_entity, &r, NULL));
	TRY(id ? row_change(call, &reason_entity, &r) : row_add(call, &reason_entity, &r));
	return reply_written(call, &reason_entity, &r, S("/reasons"), !id);
}

static const struct route routes[] = {
	{GET, "/dates", T_dates_title, overview, EVERYONE, .lists = &date_change_rows_statement},
	{GET, "/date-changes", T_dates_list, overview, EVERYONE, .lists = &date_change_rows_statement},
	{GET, "/date-changes/:id", T_dates_one, show_one, EVERYONE, .gives = &date_change_entity},
	{POST, "/date-changes/:id/decision", T_dates_decide, decide, LEADER | OFFICE, show_one,
		.gives = &date_change_entity},
	{POST, "/date-changes/:id/withdraw", T_dates_withdraw, withdraw, WORKERS, show_one},
	{GET, "/projects/:project/dates", T_dates_project, of_project, EVERYONE,
		.lists = &date_changes_of_statement},
	{POST, "/projects/:project/date-changes", T_dates_ask, ask, WORKERS, of_project,
		&date_change_entity, &date_change_entity},
	{GET, "/pauses", T_dates_pauses, pauses, EVERYONE, .lists = &pause_rows_statement},
	{POST, "/projects/:project/pause", T_dates_pause, begin, LEADER | OFFICE, of_project,
		&pause_entity, &pause_entity},
	{POST, "/projects/:project/resume", T_dates_resume, resume, LEADER | OFFICE, of_project},
	{POST, "/pauses/:id", T_dates_pause_review, review, LEADER | OFFICE, overview, &pause_entity,
		&pause_entity},
	{GET, "/date-rule", T_dates_rule, rule_form, KEEPERS, .gives = &date_rule_entity},
	{POST, "/date-rule", T_dates_rule, rule_save, KEEPERS, rule_form, &date_rule_entity,
		&date_rule_entity},
	{GET, "/reasons", T_dates_reasons, reasons, KEEPERS},
	{GET, "/reasons/new", T_dates_reason_add, reason_form, KEEPERS, .gives = &reason_entity},
	{POST, "/reasons", T_dates_reason_add, reason_save, KEEPERS, reason_form, &reason_entity,
		&reason_entity},
	{GET, "/reasons/:id", T_dates_reasons, reason_form, KEEPERS, .gives = &reason_entity},
	{POST, "/reasons/:id", T_dates_change, reason_save, KEEPERS, reason_form, &reason_entity,
		&reason_entity},
};

static const struct job jobs[] = {{"rules for dates", 3600, dates_defaults}};

const struct module dates_module = {"dates", routes, LEN(routes), jobs, LEN(jobs)};
