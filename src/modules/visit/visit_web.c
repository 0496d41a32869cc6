#include "visit.h"
#include "visit.html.h"
#include "visit.sql.h"
#include "modules/document/document.h"
#include "document.sql.h"
#include "modules/project/project.h"

static struct str path_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "/visits/%lld", (long long)id);
}

static enum status list(struct call *call)
{
	struct list_query query;
	struct list_page found;
	TRY(query_read(call, &visit_rows_statement, &query));
	if (!query.sort)
		query.descending = true;
	TRY(visit_rows(call, &query, &found));
	if (reply_list(call, &visit_rows_statement, &query, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_menu_visits), .place = "visits",
		.sentence = text_with(call, T_visit_sentence,
			(const struct str[4]){text_int(call, found.total)})};
	struct page *w = page_open(call, &head);
	visit_list_page(w, &query, &found);
	return page_close(w);
}

static enum status show_one(struct call *call)
{
	struct visit_one_row found;
	struct document_of_list photos;
	TRY(visit_one(call, param_id(call, "visit"), &found));
	if (reply_record(call, &visit_entity, &found.visit))
		return OK;
	TRY(document_of(call, S("visit"), found.visit.id, &photos));
	struct page_head head = {.title = found.project_name, .place = "visits", .entity = &visit_entity,
		.id = found.visit.id,
		.sentence = text_with(call, T_visit_one_sentence,
			(const struct str[4]){text_day(call, found.visit.visited_on),
				found.visitor_name}),
		.crumbs = {{S("/visits"), text_of(call, T_menu_visits)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	visit_page(w, &found, &photos);
	return page_close(w);
}

/* The form, empty, or with what stands; `again` comes here too, with faults. */
static enum status form(struct call *call)
{
	struct visit v = {.project = param_id(call, "project"), .visited_on = call->today,
		.visitor = call->who.person, .latitude = INT_NONE, .longitude = INT_NONE};
	int64_t id = param_id(call, "visit");
	if (id) {
		struct visit_one_row found;
		TRY(visit_one(call, id, &found));
		v = found.visit;
	}
	struct page_head head = {.title = text_of(call, id ? T_visit_change : T_visit_add_one),
		.place = "visits", .crumbs = {{S("/visits"), text_of(call, T_menu_visits)}},
		.crumb_count = 1};
	struct page *w = page_open(call, &head);
	visit_form_page(w, &v);
	return page_close(w);
}

static enum status add(struct call *call)
{
	struct visit v = {.project = param_id(call, "project"), .visited_on = call->today,
		.visitor = call->who.person, .latitude = INT_NONE, .longitude = INT_NONE};
	TRY(form_read(call, &visit_entity, &v, NULL));
	TRY(project_seen(call, v.project));
	TRY(visit_add(call, &v));
	TRY(document_keep(call, v.project, "visit", v.id));
	return reply_written(call, &visit_entity, &v, path_of(call, v.id), true);
}

static enum status change(struct call *call)
{
	struct visit_one_row found;
	TRY(visit_one(call, param_id(call, "visit"), &found));
	struct visit *v = &found.visit;
	TRY(version_check(call, &visit_entity, v));
	TRY(form_read(call, &visit_entity, v, NULL));
	TRY(project_seen(call, v->project));
	TRY(visit_change(call, v));
	TRY(document_keep(call, v->project, "visit", v->id));
	return reply_written(call, &visit_entity, v, path_of(call, v->id), false);
}

static enum status raise(struct call *call)
{
	struct visit_one_row found;
	int64_t item;
	TRY(visit_one(call, param_id(call, "visit"), &found));
	TRY(visit_raise(call, &found.visit, &item));
	return reply_written(call, &visit_entity, &found.visit,
		str_fmt(call->arena, "/items/%lld", (long long)item), false);
}

static const struct route routes[] = {
	{GET, "/visits", T_visit_see_all, list, GOVERNMENT | OBSERVER,
		.lists = &visit_rows_statement},
	{GET, "/visits/new", T_visit_add_one, form, GOVERNMENT},
	{POST, "/visits", T_visit_add_one, add, GOVERNMENT, form, &visit_entity,
		&visit_entity},
	{GET, "/projects/:project/visits/new", T_visit_add_one, form, GOVERNMENT},
	{POST, "/projects/:project/visits", T_visit_add_one, add, GOVERNMENT, form,
		&visit_entity, &visit_entity},
	{GET, "/visits/:visit", T_visit_see_one, show_one, GOVERNMENT | OBSERVER,
		.gives = &visit_entity},
	{GET, "/visits/:visit/edit", T_visit_change, form, GOVERNMENT},
	{POST, "/visits/:visit", T_visit_change, change, GOVERNMENT, form, &visit_entity,
		&visit_entity},
	{PATCH, "/visits/:visit", T_visit_change, change, GOVERNMENT, NULL, &visit_entity,
		&visit_entity},
	{POST, "/visits/:visit/item", T_visit_raise_item, raise, GOVERNMENT,
		.gives = &visit_entity},
};

const struct module visit_module = {"visit", routes, LEN(routes), NULL, 0};
