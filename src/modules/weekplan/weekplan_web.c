#include "weekplan.h"
#include "weekplan.html.h"
#include "dates.sql.h"

static enum status ppc(struct call *call)
{
	struct ppc_rows weeks, units;
	struct ppc_reasons_list reasons;
	int64_t promised = 0, done = 0;
	TRY(weekplan_ppc(call, &weeks, &units, &reasons));
	for (size_t i = 0; i < weeks.len; i++) {
		promised += weeks.at[i].promised;
		done += weeks.at[i].done;
	}
	struct page_head head = {.title = text_of(call, T_menu_ppc), .place = "reports",
		.sentence = text_with(call, T_weekplan_sentence,
			(const struct str[4]){text_int(call, promised), text_int(call, done)}),
		.crumbs = {{S("/reports"), text_of(call, T_menu_reports)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	ppc_page(w, &weeks, &units, &reasons);
	return page_close(w);
}

static enum status list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &week_tasks_rows_statement, &q));
	if (!q.sort)
		q.descending = true;
	TRY(week_tasks_rows(call, &q, &found));
	if (reply_list(call, &week_tasks_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_weekplan_all), .place = "reports",
		.crumbs = {{S("/ppc"), text_of(call, T_menu_ppc)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	week_task_list_page(w, &q, &found);
	return page_close(w);
}

static enum status show_one(struct call *call)
{
	struct week_task_one_row found;
	struct reason_all_list reasons;
	TRY(week_task_one(call, param_id(call, "task"), &found));
	if (reply_record(call, &week_task_entity, &found.week_task))
		return OK;
	TRY(reason_all(call, REASON_KIND_MISSED, &reasons));
	struct page_head head = {.title = found.week_task.name, .place = "reports",
		.entity = &week_task_entity, .id = found.week_task.id,
		.crumbs = {{S("/ppc"), text_of(call, T_menu_ppc)},
			{S("/week-tasks"), text_of(call, T_weekplan_all)}}, .crumb_count = 2};
	struct page *w = page_open(call, &head);
	week_task_page(w, &found, &reasons, (call->who.roles & WORKERS) != 0);
	return page_close(w);
}

static enum status answer(struct call *call)
{
	struct week_task_one_row found;
	TRY(week_task_one(call, param_id(call, "task"), &found));
	TRY(weekplan_answer(call, &found.week_task, input(call, "answer"), "answer"));
	return reply_written(call, &week_task_entity, &found.week_task,
		str_fmt(call->arena, "/week-tasks/%lld", (long long)found.week_task.id), false);
}

static const struct route routes[] = {
	{GET, "/ppc", T_menu_ppc, ppc, EVERYONE},
	{GET, "/week-tasks", T_weekplan_see, list, EVERYONE, .lists = &week_tasks_rows_statement},
	{GET, "/week-tasks/:task", T_weekplan_see_one, show_one, EVERYONE,
		.gives = &week_task_entity},
	{POST, "/week-tasks/:task", T_weekplan_answer, answer, WORKERS, show_one,
		.gives = &week_task_entity},
};
const struct module weekplan_module = {"weekplan", routes, LEN(routes), NULL, 0};
