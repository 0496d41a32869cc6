#include "item.h"
#include "item.html.h"
#include "item.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/document/document.h"
#include "document.sql.h"
#include "modules/project/project.h"

static struct str path_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "/items/%lld", (long long)id);
}

struct str item_days_words(struct call *call, const struct item *i)
{
	if (!day_is(i->due))
		return NOTHING;
	int left = workdays_between(call->today, i->due);
	return text_with(call, left < 0 ? T_item_days_over : T_item_days_left,
		(const struct str[4]){text_int(call, left < 0 ? -left : left)});
}

static const char *const usual[] = {"title", "project", "code", "state", "kind", "category", "unit",
	"person", "due", "raised_on", NULL};

static enum status list(struct call *call)
{
	struct list_query q;
	struct list_views views;
	struct list_page found;
	struct item_counts_row n;
	TRY(list_open(call, "items", &item_rows_statement, usual, &views));
	if (views.sent)
		return OK;
	TRY(query_read(call, &item_rows_statement, &q));
	TRY(item_rows(call, call->who.unit, &q, &found));
	if (reply_list(call, &item_rows_statement, &q, &found))
		return OK;
	TRY(item_counts(call, call->today, workday_add(call->today, 3), call->who.unit, &n));
	struct page_head head = {.title = text_of(call, T_menu_items), .place = "items",
		.sentence = text_with(call, T_item_sentence,
			(const struct str[4]){text_int(call, n.open), text_int(call, n.overdue),
				text_int(call, n.soon), text_int(call, n.to_verify)})};
	struct page *w = page_open(call, &head);
	item_list_page(w, &q, &found, &views);
	return page_close(w);
}

static enum status waiting(struct call *call)
{
	struct item_waiting_list found;
	TRY(item_waiting(call, call->who.unit, call->who.person, &found));
	if (reply_rows(call, &item_waiting_statement, &(struct rows){found.at, found.len}))
		return OK;
	struct page_head head = {.title = text_of(call, T_item_waiting_title), .place = "items"};
	struct page *w = page_open(call, &head);
	item_waiting_page(w, &found);
	return page_close(w);
}

static struct str sentence_of(struct call *call, const struct item_one_row *i)
{
	switch (i->item.state) {
	case ITEM_STATE_RAISED:
		return text_of(call, T_item_state_raised);
	case ITEM_STATE_DONE:
		return text_of(call, T_item_state_done);
	case ITEM_STATE_CLOSED:
		return text_with(call, T_item_state_closed,
			(const struct str[4]){text_day(call, i->item.closed_on)});
	case ITEM_STATE_WITHDRAWN:
		return text_of(call, T_item_state_withdrawn);
	default:
		return text_with(call, T_item_whose_move,
			(const struct str[4]){i->unit_name, text_day(call, i->item.due),
				item_days_words(call, &i->item)});
	}
}

static enum status show_one(struct call *call)
{
	struct item_one_row found;
	struct item_steps_list steps;
	struct document_of_list photos;
	int64_t id = param_id(call, "item");
	TRY(item_one(call, id, call->who.unit, &found));
	if (reply_record(call, &item_entity, &found.item))
		return OK;
	TRY(item_steps(call, id, &steps));
	TRY(document_of(call, S("item"), id, &photos));
	struct page_head head = {.title = found.item.title, .place = "items", .entity = &item_entity,
		.id = found.item.id,
		.sentence = sentence_of(call, &found),
		.crumbs = {{S("/items"), text_of(call, T_menu_items)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	item_page(w, &found, &steps, &photos);
	return page_close(w);
}

static enum status form(struct call *call)
{
	struct item i = {.project = param_id(call, "project"), .due = DAY_NONE,
		.kind = ITEM_KIND_PROBLEM, .source = ITEM_SOURCE_OFFICE};
	struct page_head head = {.title = text_of(call, T_item_add_one), .place = "items",
		.crumbs = {{S("/items"), text_of(call, T_menu_items)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	item_form_page(w, &i);
	return page_close(w);
}

static enum status add(struct call *call)
{
	struct item i = {.project = param_id(call, "project"), .due = DAY_NONE,
		.kind = ITEM_KIND_PROBLEM, .source = ITEM_SOURCE_OFFICE};
	TRY(form_read(call, &item_entity, &i, NULL));
	if (i.project)
		TRY(project_seen(call, i.project));
	if (day_is(i.due) && day_cmp(i.due, call->today) < 0)
		return fail(call, "due", T_item_due_past);
	TRY(item_raise(call, &i));
	TRY(document_keep(call, i.project, "item", i.id));
	return reply_written(call, &item_entity, &i, path_of(call, i.id), true);
}

/* What a cell or a bulk edit may carry; limits move by steps with a reason. */
static const char *const changeable[] = {"kind", "category", "source", "title", "detail",
	"urgent", "leader", "unit", "person", NULL};

static enum status change(struct call *call)
{
	struct item_one_row found;
	int64_t id = param_id(call, "item");
	TRY(item_one(call, id, call->who.unit, &found));
	TRY(version_check(call, &item_entity, &found.item));
	TRY(form_read(call, &item_entity, &found.item, changeable));
	TRY(item_change(call, &found.item));
	TRY(row_read(call, &item_entity, id, &found.item));
	return reply_written(call, &item_entity, &found.item, path_of(call, id), false);
}

bool item_row_typed(struct call *call, const void *row)
{
	return item_may_change(call, &((const struct item_rows_row *)row)->item);
}

static enum status read_move(struct call *call, struct item_move *m)
{
	struct item_step s = {.due = DAY_NONE};
	static const char *const only[] = {"words", "unit", "person", "due", NULL};
	TRY(form_read(call, &item_step_entity, &s, only));
	*m = (struct item_move){.kind = choice_find(&item_step_fields[ITEM_STEP_KIND],
					input(call, "kind")),
		.words = s.words, .unit = s.unit, .person = s.person, .due = s.due};
	return OK;
}

/* The trail for programs; people see it on the item's page. */
static enum status steps(struct call *call)
{
	struct item_one_row one;
	struct item_steps_list found;
	TRY(item_one(call, param_id(call, "item"), call->who.unit, &one));
	TRY(item_steps(call, one.item.id, &found));
	struct rows rows = {found.at, found.len};
	if (reply_rows(call, &item_steps_statement, &rows))
		return OK;
	return reply_go(call, str_fmt(call->arena, "/items/%lld", (long long)one.item.id));
}

static enum status take_step(struct call *call)
{
	struct item_one_row found;
	struct item_move m;
	int64_t id = param_id(call, "item");
	TRY(item_one(call, id, call->who.unit, &found));
	TRY(read_move(call, &m));
	TRY(item_step(call, id, &m));
	TRY(document_keep(call, found.item.project, "item", id));
	TRY(row_read(call, &item_entity, id, &found.item));
	return reply_written(call, &item_entity, &found.item, path_of(call, id), true);
}

/* Every id that the caller ticked, one step for all; each must be in their sight. */
static enum status bulk(struct call *call)
{
	struct item_move m;
	TRY(read_move(call, &m));
	const struct pairs *form_in = &exchange_of(call)->request->form;
	for (size_t k = 0; k < form_in->len; k++) {
		struct item_one_row found;
		int64_t id;
		if (!str_eq(form_in->at[k].name, S("id")) || !str_int(form_in->at[k].value, &id))
			continue;
		TRY(item_one(call, id, call->who.unit, &found));
		TRY(item_step(call, id, &m));
	}
	return reply_go(call, S("/items"));
}

/* ---- many at once -------------------------------------------------------------------- */
static enum status rows_in_sight(struct call *call, const struct list_query *q,
	struct list_page *found)
{
	return item_rows(call, call->who.unit, q, found);
}

static enum status changed_one(struct call *call, void *record)
{
	return item_change(call, record);
}

static const char *const bulk_more[] = {"leader", NULL};
const struct bulk item_bulk = {.entity = &item_entity, .shape = &item_rows_statement,
	.path = "/items", .place = "items", .title = T_menu_items, .more = bulk_more,
	.rows = rows_in_sight, .change = changed_one};

static enum status bulk_ask(struct call *call)
{
	return bulk_form(call, &item_bulk);
}

static enum status bulk_do(struct call *call)
{
	return bulk_run(call, &item_bulk);
}

static enum status bulk_done(struct call *call)
{
	return bulk_show(call, &item_bulk);
}

static enum status bulk_back(struct call *call)
{
	return bulk_undo(call, &item_bulk);
}

static const struct route routes[] = {
	{GET, "/items", T_item_see_all, list, EVERYONE, .lists = &item_rows_statement},
	{GET, "/items/waiting", T_item_waiting_title, waiting, EVERYONE,
		.lists = &item_waiting_statement},
	{GET, "/items/new", T_item_add_one, form, WORKERS},
	{POST, "/items", T_item_add_one, add, WORKERS, form, &item_entity, &item_entity},
	{POST, "/items/bulk", T_item_bulk, bulk, LEADER | OFFICE, .again = list},
	{GET, "/items/bulk-edit", T_list_bulk, bulk_ask, WORKERS},
	{POST, "/items/bulk-edit", T_list_bulk, bulk_do, WORKERS, bulk_ask, &item_entity,
		.only = changeable},
	{GET, "/items/bulk-edit/:batch", T_list_bulk_done, bulk_done, WORKERS},
	{POST, "/items/bulk-edit/:batch/undo", T_list_bulk_undo, bulk_back, WORKERS, bulk_done},
	{GET, "/projects/:project/items/new", T_item_add_one, form, WORKERS},
	{POST, "/projects/:project/items", T_item_add_one, add, WORKERS, form, &item_entity,
		&item_entity},
	{GET, "/items/:item", T_item_see_one, show_one, EVERYONE, .gives = &item_entity},
	{GET, "/items/:item/item-steps", T_item_trail, steps, EVERYONE},
	{PATCH, "/items/:item", T_item_change_one, change, WORKERS, NULL, &item_entity,
		&item_entity, .only = changeable},
	{POST, "/items/:item/item-steps", T_item_take_step, take_step, WORKERS, show_one,
		&item_step_entity, &item_entity},
};

static const struct job jobs[] = {{"chase overdue items", 300, item_chase_overdue}};

const struct module item_module = {"item", routes, LEN(routes), jobs, LEN(jobs)};
