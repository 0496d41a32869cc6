#include "lesson.h"
#include "lesson.html.h"
#include "item.sql.h"
#include "modules/project/project.h"
#include "text/json.h"

static struct str path_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "/lessons/%lld", (long long)id);
}

static enum status list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &lesson_rows_statement, &q));
	if (!q.sort)
		q.descending = true;
	TRY(lesson_rows(call, &q, &found));
	if (reply_list(call, &lesson_rows_statement, &q, &found))
		return OK;
	int64_t helped = 0;
	const struct lesson_rows_row *at = found.rows.at;
	for (size_t i = 0; i < found.rows.len; i++)
		helped += at[i].lesson.helped;
	struct page_head head = {.title = text_of(call, T_lesson_title), .place = "items",
		.sentence = text_with(call, T_lesson_sentence,
			(const struct str[4]){text_int(call, found.total), text_int(call, helped)}),
		.crumbs = {{S("/items"), text_of(call, T_menu_items)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	lesson_list_page(w, &q, &found);
	return page_close(w);
}

static enum status show_one(struct call *call)
{
	struct lesson_one_row found;
	TRY(lesson_one(call, param_id(call, "lesson"), &found));
	if (reply_record(call, &lesson_entity, &found.lesson))
		return OK;
	struct page_head head = {.title = found.lesson.title, .place = "items",
		.entity = &lesson_entity, .id = found.lesson.id,
		.crumbs = {{S("/lessons"), text_of(call, T_lesson_title)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	lesson_page(w, &found);
	return page_close(w);
}

/* What an item that was struck off says already. */
static enum status from_item(struct call *call, int64_t id, struct lesson *l)
{
	struct item_one_row i;
	struct item_steps_list steps;
	struct project p = {0};
	TRY(item_one(call, id, call->who.unit, &i));
	TRY(item_steps(call, id, &steps));
	if (i.item.project)
		TRY(row_read(call, &project_entity, i.item.project, &p));
	l->item = id;
	l->project = i.item.project;
	l->title = utf8_first(i.item.title, 120);
	l->situation = i.item.detail.len ? utf8_first(i.item.detail, 2000) : i.item.title;
	for (size_t k = 0; k < steps.len; k++)
		if (steps.at[k].item_step.kind == ITEM_STEP_KIND_FINISH)
			l->did = utf8_first(steps.at[k].item_step.words, 2000);
	l->category = choice_find(&lesson_fields[LESSON_CATEGORY],
		str_of(item_fields[ITEM_CATEGORY].choices[i.item.category].code));
	l->stage = choice_find(&lesson_fields[LESSON_STAGE],
		str_of(project_fields[PROJECT_STAGE].choices[p.stage].code));
	return OK;
}

static enum status form(struct call *call)
{
	struct lesson l = {.kind = LESSON_KIND_PRACTICE, .on_day = DAY_NONE};
	int64_t id = param_id(call, "lesson"), item = param_id(call, "item");
	if (id)
		TRY(row_read(call, &lesson_entity, id, &l));
	if (item)
		TRY(from_item(call, item, &l));
	struct page_head head = {.title = text_of(call, id ? T_lesson_change : T_lesson_add),
		.place = "items", .crumbs = {{S("/lessons"), text_of(call, T_lesson_title)}},
		.crumb_count = 1};
	struct page *w = page_open(call, &head);
	lesson_form_page(w, &l, id ? path_of(call, id) : item ?
		str_fmt(call->arena, "/items/%lld/lessons", (long long)item) : S("/lessons"));
	return page_close(w);
}

static enum status add(struct call *call)
{
	struct lesson l = {.on_day = DAY_NONE};
	int64_t item = param_id(call, "item");
	if (item)
		TRY(from_item(call, item, &l));
	TRY(form_read(call, &lesson_entity, &l, NULL));
	TRY(lesson_add(call, &l));
	return reply_written(call, &lesson_entity, &l, path_of(call, l.id), true);
}

static enum status change(struct call *call)
{
	struct lesson l;
	TRY(row_read(call, &lesson_entity, param_id(call, "lesson"), &l));
	if (l.author != call->who.person && !(call->who.roles & OFFICE))
		return FORBIDDEN;
	TRY(version_check(call, &lesson_entity, &l));
	TRY(form_read(call, &lesson_entity, &l, NULL));
	TRY(lesson_change(call, &l));
	return reply_written(call, &lesson_entity, &l, path_of(call, l.id), false);
}

static enum status help(struct call *call)
{
	struct item_one_row i;
	struct lesson_one_row found;
	int64_t item = 0;
	str_int(input(call, "item"), &item);
	TRY(item_one(call, item, call->who.unit, &i));
	TRY(lesson_one(call, param_id(call, "lesson"), &found));
	TRY(lesson_help(call, found.lesson.id, item));
	TRY(row_read(call, &lesson_entity, found.lesson.id, &found.lesson));
	return reply_written(call, &lesson_entity, &found.lesson,
		str_fmt(call->arena, "/items/%lld", (long long)item), false);
}

/* For the form that raises an item, while its title is being typed. */
static enum status like(struct call *call)
{
	struct lesson_likes found;
	struct out o = out_on(call->arena, 1 << 14);
	struct json_writer w = json_on(&o);
	TRY(lesson_find(call, input(call, "words"), input(call, "category"), input(call, "stage"),
		&found));
	json_open(&w, '{');
	json_key(&w, S("items"));
	json_open(&w, '[');
	for (size_t i = 0; i < found.len; i++) {
		json_open(&w, '{');
		json_field(&w, "id", json_put_int, found.at[i].id);
		json_field(&w, "title", json_put_str, found.at[i].title);
		json_field(&w, "did", json_put_str, found.at[i].did);
		json_field(&w, "helped", json_put_int, found.at[i].helped);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	return reply_json(call, out_got(&o));
}

static const struct route routes[] = {
	{GET, "/lessons", T_lesson_title, list, EVERYONE, .lists = &lesson_rows_statement},
	{GET, "/lessons/like", T_lesson_find_like, like, EVERYONE},
	{GET, "/lessons/new", T_lesson_add, form, WORKERS},
	{POST, "/lessons", T_lesson_add, add, WORKERS, form, &lesson_entity, &lesson_entity},
	{GET, "/items/:item/lessons/new", T_lesson_from_item, form, WORKERS},
	{POST, "/items/:item/lessons", T_lesson_from_item, add, WORKERS, form, &lesson_entity,
		&lesson_entity},
	{GET, "/lessons/:lesson", T_lesson_see_one, show_one, EVERYONE, .gives = &lesson_entity},
	{GET, "/lessons/:lesson/edit", T_lesson_change, form, WORKERS},
	{POST, "/lessons/:lesson", T_lesson_change, change, WORKERS, form, &lesson_entity,
		&lesson_entity},
	{POST, "/lessons/:lesson/help", T_lesson_help, help, WORKERS, .gives = &lesson_entity},
};

const struct module lesson_module = {"lesson", routes, LEN(routes), NULL, 0};
