#include "handling.h"
#include "handling.html.h"

#define KEEPERS (OFFICE | ADMIN)

enum { DAYS_MAX = 1000, AFTER_MIN = -100, AFTER_MAX = 250 };

static enum status overview(struct call *call)
{
	struct handling_view v = {0};
	struct list_query q = {.limit = 500};
	TRY(item_type_rows(call, &q, &v.types));
	TRY(ladder_all(call, &v.ladders));
	TRY(ladder_steps(call, &v.steps));
	TRY(stop_reason_all(call, &v.reasons));
	TRY(handling_limits(call, &v.clock));
	struct page_head head = {.title = text_of(call, T_handling_title), .place = "settings",
		.sentence = text_with(call, T_handling_sentence,
			(const struct str[4]){text_int(call, (int64_t)v.types.rows.len),
				text_int(call, (int64_t)v.ladders.len),
				text_int(call, (int64_t)v.reasons.len)}),
		.crumbs = {{S("/settings"), text_of(call, T_menu_settings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	handling_page(w, &v);
	return page_close(w);
}

static enum status types(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &item_type_rows_statement, &q));
	TRY(item_type_rows(call, &q, &found));
	if (reply_list(call, &item_type_rows_statement, &q, &found))
		return OK;
	return reply_go(call, S("/handling"));
}

/* ---- one record of any of them, new or changed --------------------------------------------- */
static void *blank(struct call *call, const struct entity *e)
{
	void *record = arena_take(call->arena, e->size);
	for (int i = 2; i < e->field_count; i++)
		if (e->fields[i].type == F_INT)
			*(int64_t *)field_at(&e->fields[i], record) = INT_NONE;
	return record;
}

static const struct entity *entity_of(const struct call *call)
{
	const struct route *r = exchange_of(call)->route;
	return r->takes ? r->takes : r->gives;
}

static enum status record_of(struct call *call, void **record)
{
	const struct entity *e = entity_of(call);
	int64_t id = param_id(call, "id");
	*record = blank(call, e);
	return id ? row_read(call, e, id, *record) : OK;
}

static struct page *record_open(struct call *call, const void *record, struct str title)
{
	struct page_head *head = NEW(call->arena, struct page_head);
	const struct entity *e = entity_of(call);
	*head = (struct page_head){.title = title, .place = "settings", .entity = e,
		.id = *(const int64_t *)record,
		.crumbs = {{S("/settings"), text_of(call, T_menu_settings)},
			{S("/handling"), text_of(call, T_handling_title)}},
		.crumb_count = 2};
	return page_open(call, head);
}

/* What the record itself is called; a clock has no name. */
static enum status form(struct call *call)
{
	const struct entity *e = entity_of(call);
	void *record;
	TRY(record_of(call, &record));
	if (reply_record(call, e, record))
		return OK;
	struct page *w = record_open(call, record,
		text_of(call, exchange_of(call)->route->name));
	handling_form_page(w, e, record, exchange_of(call)->request->path);
	return page_close(w);
}

static enum status check_clock(struct call *call, const struct item_clock *c)
{
	const struct {
		const char *field;
		int64_t days;
	} each[] = {{"days", c->days}, {"major", c->major}, {"reopen", c->reopen}};
	for (size_t i = 0; i < LEN(each); i++)
		if (each[i].days < 1 || each[i].days > DAYS_MAX)
			fail(call, each[i].field, T_handling_days_range);
	return call->faults.len ? INVALID : OK;
}

/* One ladder, and only one, is the usual one. */
static enum status only_usual(struct call *call, const struct ladder *l, bool was)
{
	struct ladder_usual_others_list others;
	if (was && (!l->usual || l->retired))
		return fail(call, l->usual ? "retired" : "usual", T_handling_usual_stays);
	if (!l->usual)
		return OK;
	TRY(ladder_usual_others(call, l->id, &others));
	for (size_t i = 0; i < others.len; i++) {
		others.at[i].ladder.usual = false;
		TRY(row_change(call, &ladder_entity, &others.at[i].ladder));
	}
	return OK;
}

static enum status save(struct call *call)
{
	const struct entity *e = entity_of(call);
	int64_t id = param_id(call, "id");
	void *record;
	TRY(record_of(call, &record));
	bool was = e == &ladder_entity && ((struct ladder *)record)->usual;
	if (id)
		TRY(version_check(call, e, record));
	TRY(form_read(call, e, record, NULL));
	const struct item_type *t = record;
	if (e == &item_type_entity && t->days != INT_NONE && (t->days < 1 || t->days > DAYS_MAX))
		return fail(call, "days", T_handling_days_range);
	TRY(id ? row_change(call, e, record) : row_add(call, e, record));
	if (e == &ladder_entity)
		TRY(only_usual(call, record, was));
	struct str path = e == &stop_reason_entity ? S("/handling") :
		str_fmt(call->arena, "/%s/%lld", e == &ladder_entity ? "ladders" : "item-types",
			(long long)*(const int64_t *)record);
	return reply_written(call, e, record, path, !id);
}

static enum status clock_form(struct call *call)
{
	struct item_clock c;
	TRY(handling_limits(call, &c));
	if (reply_record(call, &item_clock_entity, &c))
		return OK;
	struct page *w = record_open(call, &c, text_of(call, T_handling_clock));
	handling_form_page(w, &item_clock_entity, &c, S("/handling/clock"));
	return page_close(w);
}

static enum status clock_save(struct call *call)
{
	struct item_clock c;
	TRY(handling_limits(call, &c));
	if (c.id)
		TRY(version_check(call, &item_clock_entity, &c));
	TRY(form_read(call, &item_clock_entity, &c, NULL));
	TRY(check_clock(call, &c));
	TRY(c.id ? row_change(call, &item_clock_entity, &c) : row_add(call, &item_clock_entity, &c));
	return reply_written(call, &item_clock_entity, &c, S("/handling"), false);
}

/* ---- a ladder with its steps, a type with its units ------------------------------------------ */
static enum status show_ladder(struct call *call)
{
	struct ladder l;
	struct ladder_steps_list steps;
	TRY(row_read(call, &ladder_entity, param_id(call, "id"), &l));
	TRY(ladder_steps(call, &steps));
	if (reply_record(call, &ladder_entity, &l))
		return OK;
	struct page *w = record_open(call, &l, l.name);
	handling_ladder_page(w, &l, &steps);
	return page_close(w);
}

static enum status add_step(struct call *call)
{
	struct ladder l;
	struct ladder_step s = {.ladder = param_id(call, "id"), .after = INT_NONE};
	TRY(row_read(call, &ladder_entity, s.ladder, &l));
	TRY(form_read(call, &ladder_step_entity, &s, NULL));
	if (s.after < AFTER_MIN || s.after > AFTER_MAX)
		return fail(call, "after", T_handling_after_range);
	TRY(row_add(call, &ladder_step_entity, &s));
	return reply_written(call, &ladder_step_entity, &s,
		str_fmt(call->arena, "/ladders/%lld", (long long)l.id), true);
}

static enum status remove_step(struct call *call)
{
	struct ladder_step s;
	TRY(row_read(call, &ladder_step_entity, param_id(call, "step"), &s));
	if (s.ladder != param_id(call, "id"))
		return NOT_FOUND;
	s.retired = true;
	TRY(row_change(call, &ladder_step_entity, &s));
	return reply_go(call, str_fmt(call->arena, "/ladders/%lld", (long long)s.ladder));
}

static enum status show_type(struct call *call)
{
	struct item_type_one_row t;
	struct item_type_units_list units;
	TRY(item_type_one(call, param_id(call, "id"), &t));
	if (reply_record(call, &item_type_entity, &t.item_type))
		return OK;
	TRY(item_type_units(call, t.item_type.id, &units));
	struct page *w = record_open(call, &t.item_type, t.item_type.name);
	handling_type_page(w, &t.item_type, &units);
	return page_close(w);
}

static enum status add_unit(struct call *call)
{
	struct item_type t;
	struct item_type_units_list units;
	struct item_type_unit m = {.item_type = param_id(call, "id")};
	TRY(row_read(call, &item_type_entity, m.item_type, &t));
	TRY(form_read(call, &item_type_unit_entity, &m, NULL));
	TRY(item_type_units(call, t.id, &units));
	for (size_t i = 0; i < units.len; i++)
		if (units.at[i].item_type_unit.unit == m.unit)
			return fail(call, "unit", T_handling_twice);
	if (t.unit == m.unit)
		return fail(call, "unit", T_handling_twice);
	TRY(row_add(call, &item_type_unit_entity, &m));
	return reply_written(call, &item_type_unit_entity, &m,
		str_fmt(call->arena, "/item-types/%lld", (long long)t.id), true);
}

static enum status remove_unit(struct call *call)
{
	struct item_type_unit m;
	TRY(row_read(call, &item_type_unit_entity, param_id(call, "unit"), &m));
	if (m.item_type != param_id(call, "id"))
		return NOT_FOUND;
	m.retired = true;
	TRY(row_change(call, &item_type_unit_entity, &m));
	return reply_go(call, str_fmt(call->arena, "/item-types/%lld", (long long)m.item_type));
}

static const struct route routes[] = {
	{GET, "/handling", T_handling_title, overview, GOVERNMENT | ADMIN | AUDITOR},
	{GET, "/handling/clock", T_handling_clock, clock_form, KEEPERS, .gives = &item_clock_entity},
	{POST, "/handling/clock", T_handling_clock, clock_save, KEEPERS, clock_form,
		&item_clock_entity, &item_clock_entity},
	{GET, "/item-types", T_handling_types, types, EVERYONE, .lists = &item_type_rows_statement},
	{GET, "/item-types/new", T_handling_add_type, form, KEEPERS, .gives = &item_type_entity},
	{POST, "/item-types", T_handling_add_type, save, KEEPERS, form, &item_type_entity,
		&item_type_entity},
	{GET, "/item-types/:id", T_handling_types, show_type, EVERYONE, .gives = &item_type_entity},
	{POST, "/item-types/:id", T_handling_change, save, KEEPERS, show_type, &item_type_entity,
		&item_type_entity},
	{POST, "/item-types/:id/units", T_handling_add_unit, add_unit, KEEPERS, show_type,
		&item_type_unit_entity, &item_type_unit_entity},
	{POST, "/item-types/:id/units/:unit/remove", T_handling_remove, remove_unit, KEEPERS},
	{GET, "/ladders/new", T_handling_add_ladder, form, KEEPERS, .gives = &ladder_entity},
	{POST, "/ladders", T_handling_add_ladder, save, KEEPERS, form, &ladder_entity,
		&ladder_entity},
	{GET, "/ladders/:id", T_handling_ladders, show_ladder, GOVERNMENT | ADMIN | AUDITOR,
		.gives = &ladder_entity},
	{POST, "/ladders/:id", T_handling_change, save, KEEPERS, show_ladder, &ladder_entity,
		&ladder_entity},
	{POST, "/ladders/:id/steps", T_handling_add_step, add_step, KEEPERS, show_ladder,
		&ladder_step_entity, &ladder_step_entity},
	{POST, "/ladders/:id/steps/:step/remove", T_handling_remove, remove_step, KEEPERS},
	{GET, "/stop-reasons/new", T_handling_add_reason, form, KEEPERS, .gives = &stop_reason_entity},
	{POST, "/stop-reasons", T_handling_add_reason, save, KEEPERS, form, &stop_reason_entity,
		&stop_reason_entity},
	{GET, "/stop-reasons/:id", T_handling_reasons, form, KEEPERS, .gives = &stop_reason_entity},
	{POST, "/stop-reasons/:id", T_handling_change, save, KEEPERS, form, &stop_reason_entity,
		&stop_reason_entity},
};

static const struct job jobs[] = {{"rules for items", 3600, handling_defaults}};

const struct module handling_module = {"handling", routes, LEN(routes), jobs, LEN(jobs)};
