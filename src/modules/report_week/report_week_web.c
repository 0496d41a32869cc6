#include "report_week.h"
#include "report_week.html.h"
#include "report_week.sql.h"
#include "document.sql.h"
#include "modules/document/document.h"
#include "modules/project/project.h"
#include "modules/weekplan/weekplan.h"
#include "dates.sql.h"

static enum status list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	struct report_missing_list missing;
	struct str week = week_text(call->arena, week_of(call->today));
	TRY(query_read(call, &report_rows_statement, &q));
	if (!q.sort)
		q.descending = true;
	TRY(report_rows(call, &q, &found));
	if (reply_list(call, &report_rows_statement, &q, &found))
		return OK;
	TRY(report_missing(call, week, &missing));
	struct page_head head = {.title = text_of(call, T_menu_reports), .place = "reports",
		.sentence = text_with(call, T_report_sentence,
			(const struct str[4]){week, text_int(call, missing.len)})};
	struct page *w = page_open(call, &head);
	report_list_page(w, &q, &found, &missing);
	return page_close(w);
}

static enum status missing(struct call *call)
{
	struct report_missing_list found;
	struct str week = week_text(call->arena, week_of(call->today));
	TRY(report_missing(call, week, &found));
	if (reply_rows(call, &report_missing_statement, &(struct rows){found.at, found.len}))
		return OK;
	struct page_head head = {.title = text_of(call, T_report_missing_title), .place = "reports",
		.sentence = text_with(call, T_report_sentence,
			(const struct str[4]){week, text_int(call, (int64_t)found.len)}),
		.crumbs = {{S("/reports"), text_of(call, T_menu_reports)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	report_missing_page(w, &found);
	return page_close(w);
}

static enum status chase(struct call *call)
{
	int64_t told;
	TRY(report_week_chase(call, &told));
	if (exchange_of(call)->api)
		return reply_json(call, str_fmt(call->arena, "{\"chased\":%lld}", (long long)told));
	return reply_go(call, S("/reports/missing"));
}

static enum status form(struct call *call)
{
	int64_t id = param_id(call, "project");
	struct project p;
	struct report_of_project_list before;
	struct work_of_project_list works;
	struct week_tasks_to_answer_list tasks;
	struct reason_all_list reasons;
	TRY(project_seen(call, id));
	TRY(weekplan_to_answer(call, id, &tasks));
	TRY(reason_all(call, REASON_KIND_MISSED, &reasons));
	TRY(row_read(call, &project_entity, id, &p));
	TRY(report_of_project(call, id, 2, &before));
	TRY(work_of_project(call, id, &works));
	struct week_report r = {.project = id, .percent = p.percent, .month_done = p.month_done,
		.year_done = p.year_done, .week = week_text(call->arena, week_of(call->today))};
	const struct week_report *last = NULL;
	for (size_t i = 0; i < before.len && !last; i++)
		if (str_eq(before.at[i].week_report.week, r.week))
			r = before.at[i].week_report;
		else
			last = &before.at[i].week_report;
	if (!r.id)
		TRY(weekplan_offer(call, id, &r.next));
	struct page_head head = {.title = p.name, .place = "reports",
		.sentence = text_with(call, T_report_for_week, (const struct str[4]){r.week}),
		.crumbs = {{str_fmt(call->arena, "/projects/%lld", (long long)id), p.name}},
		.crumb_count = 1};
	struct page *w = page_open(call, &head);
	report_form_page(w, &r, last, &(struct report_parts){&works, &tasks, &reasons});
	return page_close(w);
}

/* "work_7=62.5": the unit works' percents, read as the model reads them. */
static enum status read_works(struct call *call, struct work_of_project_list *works)
{
	enum status worst = OK;
	struct work_of_project_list said = {0};
	for (size_t i = 0; i < works->len; i++) {
		struct unit_work *u = &works->at[i].unit_work;
		struct field f = unit_work_fields[UNIT_WORK_PERCENT];
		f.name = str_z(call->arena, str_fmt(call->arena, "work_%lld", (long long)u->id));
		if (!has_input(call, f.name))
			continue;
		enum status status = field_read(call, &f, input(call, f.name), u);
		if (status != OK)
			worst = status;
		said.len++;
	}
	if (!said.len)
		works->len = 0;
	return worst;
}

static enum status add(struct call *call)
{
	struct work_of_project_list works;
	struct week_report r = {.project = param_id(call, "project"), .percent = SHARE_NONE,
		.month_done = MONEY_NONE, .year_done = MONEY_NONE,
		.week = week_text(call->arena, week_of(call->today))};
	static const char *const only[] = {"percent", "month_done", "year_done", "did", "next",
		"kept", "difficulty", "ask", "why", NULL};
	TRY(project_seen(call, r.project));
	TRY(work_of_project(call, r.project, &works));
	enum status read = form_read(call, &week_report_entity, &r, only);
	TRY(read_works(call, &works));
	TRY(read);
	TRY(weekplan_answers(call, r.project, &r.kept));
	TRY(report_week_keep(call, &r, &works));
	if (str_eq(input(call, "raise"), S("1"))) {
		int64_t item;
		TRY(report_week_raise(call, &r, &item));
	}
	return reply_written(call, &week_report_entity, &r,
		r.doubts.len && !r.why.len ? str_fmt(call->arena, "/reports/%lld", (long long)r.id) :
					 str_fmt(call->arena, "/projects/%lld", (long long)r.project),
		true);
}

static enum status show_one(struct call *call)
{
	struct report_one_row found;
	struct report_works_list works;
	struct document_of_list photos;
	struct report_rule rule;
	TRY(report_one(call, param_id(call, "report"), &found));
	if (reply_record(call, &week_report_entity, &found.week_report))
		return OK;
	TRY(report_works(call, found.week_report.id, &works));
	TRY(document_of(call, S("week_report"), found.week_report.id, &photos));
	TRY(report_rule_now(call, &rule));
	struct page_head head = {.title = found.project_name, .place = "reports",
		.entity = &week_report_entity, .id = found.week_report.id,
		.sentence = str_fmt(call->arena, "%.*s · %.*s", STR(found.week_report.week),
			STR(found.by_name)),
		.crumbs = {{S("/reports"), text_of(call, T_menu_reports)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	report_page(w, &found, &works, &photos, &rule);
	return page_close(w);
}

static struct str path_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "/reports/%lld", (long long)id);
}

static enum status explain(struct call *call)
{
	struct report_one_row found;
	static const char *const only[] = {"why", NULL};
	TRY(report_one(call, param_id(call, "report"), &found));
	TRY(form_read(call, &week_report_entity, &found.week_report, only));
	if (!str_trim(found.week_report.why).len)
		return fail(call, "why", T_report_needs_why);
	TRY(report_week_settle(call, &found.week_report));
	return reply_written(call, &week_report_entity, &found.week_report,
		path_of(call, found.week_report.id), false);
}

static enum status raise(struct call *call)
{
	struct report_one_row found;
	int64_t item;
	TRY(report_one(call, param_id(call, "report"), &found));
	TRY(report_week_raise(call, &found.week_report, &item));
	return reply_written(call, &week_report_entity, &found.week_report,
		str_fmt(call->arena, "/items/%lld", (long long)item), false);
}

static enum status check_one(struct call *call)
{
	struct report_one_row found;
	TRY(report_one(call, param_id(call, "report"), &found));
	struct week_report *r = &found.week_report;
	bool back = str_eq(input(call, "state"), S("returned"));
	if (!(call->who.roles & OFFICE) && call->who.unit != found.lead)
		return fail_as(call, FORBIDDEN, T_report_lead_checks);
	if (r->by == call->who.person)
		return fail_as(call, FORBIDDEN, T_report_not_own);
	if (back && !str_trim(input(call, "answer")).len)
		return fail(call, "answer", T_report_needs_answer);
	if (!back && r->doubts.len && !str_trim(r->why).len)
		return fail(call, "why", T_report_unexplained);
	r->state = back ? WEEK_REPORT_STATE_RETURNED : WEEK_REPORT_STATE_PASSED;
	r->answer = utf8_first(input(call, "answer"), 400);
	r->checked_by = call->who.person;
	TRY(report_week_settle(call, r));
	return reply_written(call, &week_report_entity, r, path_of(call, r->id), false);
}

static enum status rule_form(struct call *call)
{
	struct report_rule r;
	TRY(report_rule_now(call, &r));
	if (reply_record(call, &report_rule_entity, &r))
		return OK;
	struct page_head head = {.title = text_of(call, T_report_rule_title), .place = "settings",
		.entity = &report_rule_entity, .id = r.id,
		.crumbs = {{S("/reports"), text_of(call, T_menu_reports)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	report_rule_page(w, &r);
	return page_close(w);
}

static enum status rule_save(struct call *call)
{
	struct report_rule r;
	TRY(report_rule_now(call, &r));
	if (r.id)
		TRY(version_check(call, &report_rule_entity, &r));
	TRY(form_read(call, &report_rule_entity, &r, NULL));
	if (r.jump < 1 || r.jump > 100)
		return fail(call, "jump", T_report_rule_range);
	TRY(r.id ? row_change(call, &report_rule_entity, &r) : row_add(call, &report_rule_entity, &r));
	return reply_written(call, &report_rule_entity, &r, S("/report-rule"), false);
}

static const struct route routes[] = {
	{GET, "/reports", T_report_see_all, list, EVERYONE, .lists = &report_rows_statement},
	{GET, "/reports/missing", T_report_missing_see, missing, EVERYONE,
		.lists = &report_missing_statement},
	{POST, "/reports/chase", T_report_chase_all, chase, LEADER | OFFICE | DEPARTMENT | TOWN},
	{GET, "/reports/:report", T_report_one, show_one, EVERYONE, .gives = &week_report_entity},
	{GET, "/projects/:project/reports/new", T_report_add, form, WORKERS},
	{POST, "/projects/:project/reports", T_report_add, add, WORKERS, form,
		&week_report_entity, &week_report_entity},
	{POST, "/reports/:report/state", T_report_check, check_one, OFFICE | DEPARTMENT, show_one,
		.gives = &week_report_entity},
	{POST, "/reports/:report/why", T_report_explain, explain, WORKERS, show_one,
		.gives = &week_report_entity},
	{POST, "/reports/:report/item", T_report_raise, raise, WORKERS, show_one,
		.gives = &week_report_entity},
	{GET, "/report-rule", T_report_rule_title, rule_form, OFFICE | ADMIN,
		.gives = &report_rule_entity},
	{POST, "/report-rule", T_report_rule_title, rule_save, OFFICE | ADMIN, rule_form,
		&report_rule_entity, &report_rule_entity},
};
const struct module report_week_module = {"report_week", routes, LEN(routes), NULL, 0};
