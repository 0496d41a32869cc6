#include "report_week.h"
#include "report_week.html.h"
#include "report_week.sql.h"
#include "modules/document/document.h"
#include "modules/project/project.h"

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

static enum status form(struct call *call)
{
	int64_t id = param_id(call, "project");
	struct project p;
	struct report_of_project_list before;
	TRY(project_seen(call, id));
	TRY(row_read(call, &project_entity, id, &p));
	TRY(report_of_project(call, id, 1, &before));
	struct week_report r = {.project = id, .percent = p.percent, .month_done = p.month_done,
		.year_done = p.year_done, .week = week_text(call->arena, week_of(call->today))};
	const struct week_report *last = before.len ? &before.at[0].week_report : NULL;
	if (last && str_eq(last->week, r.week))
		r = *last;
	struct page_head head = {.title = p.name, .place = "reports",
		.sentence = text_with(call, T_report_for_week, (const struct str[4]){r.week}),
		.crumbs = {{str_fmt(call->arena, "/projects/%lld", (long long)id), p.name}},
		.crumb_count = 1};
	struct page *w = page_open(call, &head);
	report_form_page(w, &r, last);
	return page_close(w);
}

static enum status add(struct call *call)
{
	struct week_report r = {.project = param_id(call, "project"), .percent = SHARE_NONE,
		.month_done = MONEY_NONE, .year_done = MONEY_NONE,
		.week = week_text(call->arena, week_of(call->today))};
	static const char *const only[] = {"percent", "month_done", "year_done", "did", "next",
		"kept", "difficulty", "ask", NULL};
	TRY(project_seen(call, r.project));
	TRY(form_read(call, &week_report_entity, &r, only));
	TRY(report_week_keep(call, &r));
	TRY(document_keep(call, r.project, "week_report", r.id));
	return reply_written(call, &week_report_entity, &r,
		str_fmt(call->arena, "/projects/%lld", (long long)r.project), true);
}

static enum status check_one(struct call *call)
{
	struct report_one_row found;
	TRY(report_one(call, param_id(call, "report"), &found));
	bool back = str_eq(input(call, "state"), S("returned"));
	found.week_report.state = back ? WEEK_REPORT_STATE_RETURNED : WEEK_REPORT_STATE_PASSED;
	TRY(row_change(call, &week_report_entity, &found.week_report));
	return reply_written(call, &week_report_entity, &found.week_report, S("/reports"), false);
}

static const struct route routes[] = {
	{GET, "/reports", T_report_see_all, list, EVERYONE, .lists = &report_rows_statement},
	{GET, "/projects/:project/reports/new", T_report_add, form, WORKERS},
	{POST, "/projects/:project/reports", T_report_add, add, WORKERS, form,
		&week_report_entity, &week_report_entity},
	{POST, "/reports/:report/state", T_report_check, check_one, OFFICE | DEPARTMENT,
		.gives = &week_report_entity},
};
const struct module report_week_module = {"report_week", routes, LEN(routes), NULL, 0};
