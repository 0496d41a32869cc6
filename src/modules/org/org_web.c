/* Settings: units, people, lights' preset. */
#include "org.h"
#include "org.html.h"
#include "org.sql.h"
#include "text/search.h"

#define KEEPERS (ADMIN | OFFICE)

static enum status settings(struct call *call)
{
	struct page_head head = {.title = text_of(call, T_menu_settings), .place = "settings"};
	struct page *w = page_open(call, &head);
	settings_page(w);
	return page_close(w);
}

static enum status units(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &unit_rows_statement, &q));
	TRY(unit_rows(call, &q, &found));
	if (reply_list(call, &unit_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_org_units), .place = "settings"};
	struct page *w = page_open(call, &head);
	org_list_page(w, &unit_rows_statement, &q, &found, S("/units/"));
	return page_close(w);
}

static enum status people(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &person_rows_statement, &q));
	TRY(person_rows(call, &q, &found));
	if (reply_list(call, &person_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_org_people), .place = "settings"};
	struct page *w = page_open(call, &head);
	org_list_page(w, &person_rows_statement, &q, &found, S("/people/"));
	return page_close(w);
}

static enum status unit_form(struct call *call)
{
	struct unit u = {.rank = INT_NONE};
	int64_t id = param_id(call, "unit");
	if (id)
		TRY(row_read(call, &unit_entity, id, &u));
	struct page_head head = {.title = id ? u.name : text_of(call, T_org_unit_add), .entity = &unit_entity, .id = id,
		.place = "settings"};
	struct page *w = page_open(call, &head);
	org_form_page(w, &unit_entity, &u,
		id ? str_fmt(call->arena, "/units/%lld", (long long)id) : S("/units"));
	return page_close(w);
}

static enum status unit_save(struct call *call)
{
	struct unit u = {.rank = INT_NONE};
	int64_t id = param_id(call, "unit");
	if (id) {
		TRY(row_read(call, &unit_entity, id, &u));
		TRY(version_check(call, &unit_entity, &u));
	}
	TRY(form_read(call, &unit_entity, &u, NULL));
	u.search = search_words(call->arena, &u.name, 1);
	TRY(id ? row_change(call, &unit_entity, &u) : row_add(call, &unit_entity, &u));
	return reply_written(call, &unit_entity, &u, S("/units"), !id);
}

static enum status person_form(struct call *call)
{
	struct person p = {.rank = INT_NONE};
	int64_t id = param_id(call, "person");
	if (id)
		TRY(row_read(call, &person_entity, id, &p));
	struct page_head head = {.title = id ? p.name : text_of(call, T_org_person_add), .entity = &person_entity,
		.id = id,
		.place = "settings"};
	struct page *w = page_open(call, &head);
	org_form_page(w, &person_entity, &p,
		id ? str_fmt(call->arena, "/people/%lld", (long long)id) : S("/people"));
	return page_close(w);
}

static enum status person_save(struct call *call)
{
	struct person p = {.rank = INT_NONE};
	int64_t id = param_id(call, "person");
	if (id) {
		TRY(row_read(call, &person_entity, id, &p));
		TRY(version_check(call, &person_entity, &p));
	}
	TRY(form_read(call, &person_entity, &p, NULL));
	p.search = search_words(call->arena, &p.name, 1);
	TRY(id ? row_change(call, &person_entity, &p) : row_add(call, &person_entity, &p));
	return reply_written(call, &person_entity, &p, S("/people"), !id);
}

static const struct route routes[] = {
	{GET, "/settings", T_menu_settings, settings, ADMIN | SECURITY | OFFICE | AUDITOR},
	{GET, "/units", T_org_units, units, EVERYONE, .lists = &unit_rows_statement},
	{GET, "/units/new", T_org_unit_add, unit_form, KEEPERS},
	{POST, "/units", T_org_unit_add, unit_save, KEEPERS, unit_form, &unit_entity,
		&unit_entity},
	{GET, "/units/:unit", T_org_unit_change, unit_form, KEEPERS},
	{POST, "/units/:unit", T_org_unit_change, unit_save, KEEPERS, unit_form, &unit_entity,
		&unit_entity},
	{GET, "/people", T_org_people, people, GOVERNMENT | ADMIN, .lists = &person_rows_statement},
	{GET, "/people/new", T_org_person_add, person_form, KEEPERS},
	{POST, "/people", T_org_person_add, person_save, KEEPERS, person_form, &person_entity,
		&person_entity},
	{GET, "/people/:person/edit", T_org_person_change, person_form, KEEPERS},
	{POST, "/people/:person", T_org_person_change, person_save, KEEPERS, person_form,
		&person_entity, &person_entity},
};
const struct module org_module = {"org", routes, LEN(routes), NULL, 0};
