#include "item.h"
#include "item.html.h"
#include "item.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/dates/dates.h"
#include "modules/document/document.h"
#include "document.sql.h"
#include "modules/project/project.h"

static struct str path_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "/items/%lld", (long long)id);
}

struct str item_days_words(struct call *call, const struct item *i)
{
	if (!day_is(i->due) || i->state == ITEM_STATE_CLOSED || i->state == ITEM_STATE_WITHDRAWN)
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

static enum status read_waits(struct call *call, struct item_waits *v)
{
	bool office = call->who.roles & (LEADER | OFFICE);
	*v = (struct item_waits){0};
	TRY(item_waiting(call, call->who.unit, call->who.person, &v->todo));
	TRY(item_parts_waiting(call, call->who.unit, call->who.person, &v->parts));
	if (call->who.roles & WORKERS)
		TRY(item_to_verify(call, call->who.roles & OFFICE ? 0 : call->who.person, &v->verify));
	struct date_changes_to_decide_list dates = {0};
	if (office)
		TRY(item_to_decide(call, &v->decide));
	if (office)
		TRY(date_changes_to_decide(call, (call->who.roles & LEADER) != 0, &dates));
	v->dates = (int64_t)dates.len;
	return office ? item_to_assign(call, &v->assign) : OK;
}

static enum status waiting(struct call *call)
{
	struct item_waits v;
	TRY(read_waits(call, &v));
	if (reply_rows(call, &item_waiting_statement, &(struct rows){v.todo.at, v.todo.len}))
		return OK;
	struct page_head head = {.title = text_of(call, T_item_waiting_title), .place = "items",
		.sentence = text_with(call, T_item_wait_sentence,
			(const struct str[4]){text_int(call, (int64_t)(v.todo.len + v.parts.len)),
				text_int(call, (int64_t)v.verify.len),
				text_int(call, (int64_t)v.decide.len),
				text_int(call, (int64_t)v.assign.len)})};
	struct page *w = page_open(call, &head);
	item_waiting_page(w, &v);
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
	struct item_more more = {0};
	int64_t id = param_id(call, "item");
	TRY(item_one(call, id, call->who.unit, &found));
	if (reply_record(call, &item_entity, &found.item))
		return OK;
	TRY(item_steps(call, id, &steps));
	TRY(document_of(call, S("item"), id, &photos));
	TRY(item_parts(call, id, &more.parts));
	TRY(item_part_mine(call, id, &more.mine));
	if (found.item.type)
		TRY(item_repeats(call, found.item.type, found.item.project, id,
			day_add(call->today, -365), &more.like));
	if (found.item.state != ITEM_STATE_CLOSED && found.item.state != ITEM_STATE_WITHDRAWN)
		TRY(lesson_find(call, str_join(call->arena, found.item.title, found.item.detail),
			str_of(item_fields[ITEM_CATEGORY].choices[found.item.category].code),
			NOTHING, &more.likes));
	struct page_head head = {.title = found.item.title, .place = "items", .entity = &item_entity,
		.id = found.item.id,
		.sentence = sentence_of(call, &found),
		.crumbs = {{S("/items"), text_of(call, T_menu_items)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	item_page(w, &found, &steps, &photos, &more);
	return page_close(w);
}

/* What the address already says ("/items/new?kind=assignment&unit=4"); what it says wrong is left out. */
static void prefill(struct call *call, struct item *i)
{
	static const int offered[] = {ITEM_KIND, ITEM_TYPE, ITEM_CATEGORY, ITEM_SOURCE, ITEM_TITLE,
		ITEM_DETAIL, ITEM_UNIT, ITEM_PERSON, ITEM_DUE};
	size_t faults = call->faults.len;
	for (size_t k = 0; k < LEN(offered) && !faults; k++)
		if (has_input(call, item_fields[offered[k]].name))
			(void)field_read(call, &item_fields[offered[k]],
				input(call, item_fields[offered[k]].name), i);
	call->faults.len = faults;
}

static enum status form(struct call *call)
{
	struct item i = {.project = param_id(call, "project"), .due = DAY_NONE,
		.kind = ITEM_KIND_PROBLEM, .source = ITEM_SOURCE_OFFICE};
	prefill(call, &i);
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
static const char *const changeable[] = {"kind", "type", "category", "source", "title", "detail",
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

/* ---- steps ------------------------------------------------------------------------------- */
const struct item_group item_groups[] = {
	{T_item_act, {ITEM_STEP_KIND_SIGN, ITEM_STEP_KIND_CLOSE, ITEM_STEP_KIND_SEND_BACK, ITEM_STEP_KIND_REPLY,
		ITEM_STEP_KIND_FINISH, ITEM_STEP_KIND_CHASE, ITEM_STEP_KIND_NOTE, ITEM_STEP_KIND_REOPEN,
		ITEM_STEP_KIND_WITHDRAW}, {ITEM_STEP_WORDS}},
	{T_item_act_assign, {ITEM_STEP_KIND_ASSIGN},
		{ITEM_STEP_UNIT, ITEM_STEP_PERSON, ITEM_STEP_DUE, ITEM_STEP_WORDS}},
	{T_item_act_extend, {ITEM_STEP_KIND_EXTEND, ITEM_STEP_KIND_REFUSE_EXTENSION,
		ITEM_STEP_KIND_ASK_EXTENSION}, {ITEM_STEP_DUE, ITEM_STEP_WORDS}},
	{T_item_act_press, {ITEM_STEP_KIND_NOTICE, ITEM_STEP_KIND_SUPERVISE, ITEM_STEP_KIND_INTERVIEW,
		ITEM_STEP_KIND_BULLETIN, ITEM_STEP_KIND_ESCALATE}, {ITEM_STEP_WORDS}},
	{T_item_act_clock, {ITEM_STEP_KIND_STOP}, {ITEM_STEP_REASON, ITEM_STEP_WORDS}},
	{T_item_act_resume, {ITEM_STEP_KIND_RESUME}, {ITEM_STEP_WORDS}},
	{T_item_act_merge, {ITEM_STEP_KIND_MERGE}, {ITEM_STEP_TARGET, ITEM_STEP_WORDS}},
	{0},
};

bool item_group_open(struct call *call, const struct item *i, const struct item_part *mine,
	const struct item_group *g)
{
	bool open = false;
	for (int k = 0; g->kinds[k]; k++)
		open = open || item_step_open(call, i, mine, g->kinds[k]);
	return open;
}

static int kind_sent(struct call *call)
{
	return choice_find(&item_step_fields[ITEM_STEP_KIND], input(call, "kind"));
}

bool item_group_tried(struct call *call, const struct item_group *g)
{
	int sent = call->faults.len ? kind_sent(call) : 0;
	for (int k = 0; g->kinds[k]; k++)
		if (g->kinds[k] == sent)
			return true;
	return false;
}

const char *item_step_key(int kind)
{
	static const struct {
		int kind;
		const char *key;
	} keys[] = {{ITEM_STEP_KIND_SIGN, "s"}, {ITEM_STEP_KIND_REPLY, "r"},
		{ITEM_STEP_KIND_CHASE, "h"}, {ITEM_STEP_KIND_CLOSE, "v"}, {ITEM_STEP_KIND_NOTE, "c"}};
	for (size_t i = 0; i < LEN(keys); i++)
		if (keys[i].kind == kind)
			return keys[i].key;
	return NULL;
}

/* The other item by its number, as people know it, or by its id. */
static enum status read_target(struct call *call, int64_t *id)
{
	struct item_by_code_row found;
	struct str said = str_trim(input(call, "target"));
	*id = 0;
	if (!said.len || (str_find(said, S("-")) == SIZE_MAX && str_int(said, id)))
		return OK;
	enum status status = item_by_code(call, said, call->who.unit, &found);
	if (status == NOT_FOUND)
		return fail(call, "target", T_item_needs_other);
	*id = found.id;
	return status;
}

static enum status read_move(struct call *call, struct item_move *m)
{
	struct item_step s = {.due = DAY_NONE};
	static const char *const only[] = {"words", "unit", "person", "due", "reason", NULL};
	int64_t target;
	TRY(form_read(call, &item_step_entity, &s, only));
	TRY(read_target(call, &target));
	*m = (struct item_move){.kind = kind_sent(call), .words = s.words, .unit = s.unit,
		.person = s.person, .due = s.due, .reason = s.reason, .target = target};
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

/* The page whose form it was; the item's own where it does not say. */
static struct str back_of(struct call *call, int64_t id)
{
	static const char *const pages[][2] = {{"waiting", "/items/waiting"},
		{"cockpit", "/cockpit#owed"}, {"owed", "/cockpit/owed"}};
	for (size_t i = 0; i < LEN(pages); i++)
		if (str_eq(input(call, "to"), str_of(pages[i][0])))
			return str_of(pages[i][1]);
	return path_of(call, id);
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
	return reply_written(call, &item_entity, &found.item, back_of(call, id), true);
}

/* ---- supporting units ---------------------------------------------------------------------- */
static enum status parts(struct call *call)
{
	struct item_one_row one;
	struct item_parts_list found;
	TRY(item_one(call, param_id(call, "item"), call->who.unit, &one));
	TRY(item_parts(call, one.item.id, &found));
	if (reply_rows(call, &item_parts_statement, &(struct rows){found.at, found.len}))
		return OK;
	return reply_go(call, path_of(call, one.item.id));
}

static enum status join(struct call *call)
{
	struct item_one_row one;
	struct item_part part = {.due = DAY_NONE};
	TRY(item_one(call, param_id(call, "item"), call->who.unit, &one));
	TRY(form_read(call, &item_part_entity, &part, NULL));
	TRY(item_join(call, one.item.id, &part));
	return reply_written(call, &item_part_entity, &part, path_of(call, one.item.id), true);
}

static enum status leave(struct call *call)
{
	struct item_one_row one;
	TRY(item_one(call, param_id(call, "item"), call->who.unit, &one));
	TRY(item_leave(call, one.item.id, param_id(call, "part"), input(call, "words")));
	return reply_go(call, path_of(call, one.item.id));
}

/* Every id that the caller ticked, one step for all; each must be in their sight. */
static enum status bulk(struct call *call)
{
	struct item_move m;
	TRY(read_move(call, &m));
	const struct pairs *form_in = &exchange_of(call)->request->form;
	size_t taken = 0;
	for (size_t k = 0; k < form_in->len; k++) {
		struct item_one_row found;
		struct str version, first = str_cut(form_in->at[k].value, ':', &version);
		int64_t id;
		if (!str_eq(form_in->at[k].name, S("id")) || !str_int(first, &id))
			continue;
		TRY(item_one(call, id, call->who.unit, &found));
		size_t faults = call->faults.len;
		enum status status = item_step(call, id, &m);
		if (status == INVALID && call->faults.len > faults)
			return fail_with(call, "", T_item_bulk_wrong, found.item.code, NOTHING);
		TRY(status);
		taken++;
	}
	if (!taken)
		return fail(call, "", T_item_bulk_none);
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
	{GET, "/items/:item/parts", T_item_parts, parts, EVERYONE, .lists = &item_parts_statement},
	{POST, "/items/:item/parts", T_item_join_one, join, LEADER | OFFICE, show_one,
		&item_part_entity, &item_part_entity},
	{POST, "/items/:item/parts/:part/release", T_item_leave_one, leave, LEADER | OFFICE, show_one},
	{PATCH, "/items/:item", T_item_change_one, change, WORKERS, NULL, &item_entity,
		&item_entity, .only = changeable},
	{POST, "/items/:item/item-steps", T_item_take_step, take_step, WORKERS, show_one,
		&item_step_entity, &item_entity},
};

static const struct job jobs[] = {{"chase overdue items", 60, item_chase_overdue}};

const struct module item_module = {"item", routes, LEN(routes), jobs, LEN(jobs)};
