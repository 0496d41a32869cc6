#include "works.h"
#include "works.html.h"
#include "works.sql.h"
#include "modules/project/project.h"

static enum status form(struct call *call)
{
	struct work_one_row found = {.unit_work = {.project = param_id(call, "project"),
		.percent = SHARE_NONE, .weight = INT_NONE, .rank = INT_NONE,
		.planned_finish = DAY_NONE}};
	int64_t id = param_id(call, "work");
	if (id)
		TRY(work_one(call, id, &found));
	else
		TRY(project_seen(call, found.unit_work.project));
	struct page_head head = {.title = text_of(call, T_works_one), .place = "projects"};
	struct page *w = page_open(call, &head);
	works_form_page(w, &found.unit_work);
	return page_close(w);
}

static enum status list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &work_rows_statement, &q));
	TRY(work_rows(call, &q, &found));
	if (reply_list(call, &work_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_project_works), .place = "projects"};
	struct page *w = page_open(call, &head);
	works_list_page(w, &q, &found);
	return page_close(w);
}

static enum status save(struct call *call)
{
	struct unit_work u = {.project = param_id(call, "project"), .percent = SHARE_NONE,
		.weight = INT_NONE, .rank = INT_NONE, .planned_finish = DAY_NONE};
	int64_t id = param_id(call, "work");
	if (id) {
		struct work_one_row found;
		TRY(work_one(call, id, &found));
		u = found.unit_work;
		TRY(version_check(call, &unit_work_entity, &u));
	}
	TRY(form_read(call, &unit_work_entity, &u, NULL));
	TRY(project_seen(call, u.project));
	TRY(id ? row_change(call, &unit_work_entity, &u) :
		 row_add(call, &unit_work_entity, &u));
	TRY(works_sum(call, u.project));
	return reply_written(call, &unit_work_entity, &u,
		str_fmt(call->arena, "/projects/%lld", (long long)u.project), !id);
}

static const struct route routes[] = {
	{GET, "/unit-works", T_works_see_all, list, EVERYONE, .lists = &work_rows_statement},
	{GET, "/projects/:project/works/new", T_works_one, form, WORKERS},
	{POST, "/projects/:project/works", T_works_one, save, WORKERS, form, &unit_work_entity,
		&unit_work_entity},
	{GET, "/works/:work/edit", T_works_change, form, WORKERS},
	{POST, "/works/:work", T_works_change, save, WORKERS, form, &unit_work_entity,
		&unit_work_entity},
};
const struct module works_module = {"works", routes, LEN(routes), NULL, 0};
