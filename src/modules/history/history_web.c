/* Pages over the history: of one record for who may see it, of everything for the auditor. */
#include "history.h"
#include "history.html.h"
#include "org.sql.h"
#include "text/html.h"
#include "text/json.h"

enum { ENTRIES = 50, EXPORTED = 20000 };

struct str history_path(struct call *call, const struct entity *e, int64_t id)
{
	return str_fmt(call->arena, "/history/%s/%lld", e->name, (long long)id);
}

struct str history_action(struct call *call, struct str action)
{
	static const struct {
		const char *code;
		enum text word;
	} words[] = {{"add", T_history_add}, {"change", T_history_change},
		{"log-in", T_history_log_in}};
	for (size_t i = 0; i < LEN(words); i++)
		if (str_eq(action, str_of(words[i].code)))
			return text_of(call, words[i].word);
	return action;
}

/* ---- in words ------------------------------------------------------------------------------- */
struct naming {
	struct map people, units; /* id → name */
};

static struct str key_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "%lld", (long long)id);
}

static struct str name_in(struct call *call, const struct map *names, int64_t id)
{
	struct map_entry *e = map_get(names, key_of(call, id));
	return e ? *(struct str *)e->p : str_fmt(call->arena, "#%lld", (long long)id);
}

static enum status load_names(struct call *call, struct naming *n)
{
	struct people_names_list people;
	struct unit_parents_list units;
	n->people = map_on(call->arena);
	n->units = map_on(call->arena);
	TRY(people_names(call, &people));
	TRY(unit_parents(call, &units));
	for (size_t i = 0; i < people.len; i++)
		map_put(&n->people, key_of(call, people.at[i].id))->p = &people.at[i].name;
	for (size_t i = 0; i < units.len; i++)
		map_put(&n->units, key_of(call, units.at[i].id))->p = &units.at[i].name;
	return OK;
}

static struct str day_words(struct call *call, struct str s)
{
	day d;
	instant t;
	return day_read(s, &d) ? text_day(call, d) : instant_read(s, &t) ? text_instant(call, t) : s;
}

/* A value as the history keeps it, as the reader would see it on a page. */
static struct str value_words(struct call *call, const struct naming *n, const struct field *f,
	const struct json *v)
{
	if (v->kind == J_NULL)
		return NOTHING;
	if (f->type == F_CHOICE && v->kind == J_STR)
		return choice_label(call, f, choice_find(f, v->str));
	if (v->kind == J_STR)
		return f->type == F_TEXT ? v->str : day_words(call, v->str);
	if (v->kind != J_INT)
		return NOTHING;
	if (f->type == F_REF && f->ref == &person_entity)
		return name_in(call, &n->people, v->n);
	if (f->type == F_REF && f->ref == &unit_entity)
		return name_in(call, &n->units, v->n);
	if (f->type == F_REF)
		return str_fmt(call->arena, "#%lld", (long long)v->n);
	if (f->type == F_MONEY)
		return text_money(call, (money){v->n});
	if (f->type == F_SHARE)
		return text_share(call, (share){(int32_t)v->n});
	bool yes = v->n != 0;
	return f->type == F_BOOL ? text_of(call, yes ? T_yes : T_no) : text_int(call, v->n);
}

/* A new row's counters at zero, and what a part repeats of its whole. */
static bool says_nothing(const struct field *f, const struct json *v, bool part)
{
	bool zero = v->kind == J_INT && v->n == 0 && (f->type == F_INT || f->type == F_BOOL);
	return zero || (part && (f->type == F_DAY || f->type == F_INSTANT ||
					(f->type == F_REF && f->ref != &person_entity &&
						f->ref != &unit_entity)));
}

static void add_lines(struct call *call, const struct naming *n, const struct entity *e,
	const struct json *fields, bool part, struct history_shown *h)
{
	for (size_t i = 0; e && fields && fields->kind == J_MAP && i < fields->len; i++) {
		const struct field *f = field_find(e, fields->keys[i]);
		const struct json *v = &fields->at[i];
		if (!f || (f->flags & (F_HIDDEN | F_SECRET)) ||
			((f->flags & F_PERSONAL) && !(call->who.roles & GOVERNMENT)))
			continue;
		if (says_nothing(f, v, part))
			continue;
		struct history_line *line = vec_grow_(call->arena, (void **)&h->lines.at,
			&h->lines.len, &h->lines.cap, sizeof *line);
		bool both = v->kind == J_LIST && v->len == 2;
		line->label = label_of(call, f);
		line->old = both ? value_words(call, n, f, &v->at[0]) : NOTHING;
		line->now = value_words(call, n, f, both ? &v->at[1] : v);
	}
}

static void put_in_words(struct call *call, const struct naming *n, const struct history_entry *entry,
	struct history_shown *h)
{
	const struct entity *e = entity_find(entry->entity);
	struct json detail;
	struct str why;
	*h = (struct history_shown){.entry = *entry};
	h->who = entry->person ? name_in(call, &n->people, entry->person) :
				 text_of(call, T_history_system);
	h->what = e ? str_fmt(call->arena, "%.*s #%lld", STR(entity_label(call, e)),
			      (long long)entry->row) :
		      entry->entity;
	if (json_read(call->arena, entry->detail, &detail, &why) != OK)
		return;
	add_lines(call, n, e, &detail, false, h);
	const struct json *parts = json_get(&detail, "parts");
	for (size_t i = 0; parts && parts->kind == J_LIST && i < parts->len; i++) {
		const struct json *name = json_get(&parts->at[i], "entity");
		if (name && name->kind == J_STR)
			add_lines(call, n, entity_find(name->str), json_get(&parts->at[i], "fields"), true, h);
	}
}

static enum status shown(struct call *call, struct history_query *q,
	struct history_shown_list *list)
{
	struct history_list found;
	struct naming names;
	int limit = q->limit++;
	TRY(history_find(call, q, &found));
	TRY(load_names(call, &names));
	*list = (struct history_shown_list){0};
	for (size_t i = 0; i < found.len && (int)i < limit; i++) {
		struct history_shown *h = vec_grow_(call->arena, (void **)&list->at, &list->len,
			&list->cap, sizeof *h);
		put_in_words(call, &names, &found.at[i], h);
	}
	if ((int)found.len > limit)
		list->next = found.at[limit - 1].seq;
	return OK;
}

/* ---- one record ----------------------------------------------------------------------------- */
/* A scoped record must be in the caller's sight; the others are for the government's people. */
static enum status in_sight(struct call *call, const struct entity *e, int64_t id)
{
	static const struct column columns[] = {{"id", "id", F_ID, 0, NULL}};
	static const struct statement shape = {.name = "sight", .columns = columns,
		.column_count = 1, .row_size = sizeof(int64_t)};
	const char *scope = e == &project_entity ? "id" : e->scope;
	bool scoped = scope && !call->who.sees_all;
	if (!scope && !(call->who.roles & (GOVERNMENT | ADMIN | AUDITOR)))
		return NOT_FOUND;
	struct str sql = scoped ?
		str_fmt(call->arena, "select r.id from %s r where r.id = $1 and exists (select 1 from "
			"project_unit u where u.project = r.%s and u.unit = $2 and u.depth <= $3)",
			e->name, scope) :
		str_fmt(call->arena, "select r.id from %s r where r.id = $1", e->name);
	const struct value args[] = {value_int(id), value_int(call->who.unit),
		value_int(call->who.scope_depth)};
	struct rows rows;
	TRY(db_run_text(call, sql, args, scoped ? 3 : 1, &shape, &rows));
	return rows.len ? OK : NOT_FOUND;
}

static struct str list_json(struct call *call, const struct history_shown_list *list)
{
	struct out o = out_on(call->arena, 64 << 20);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_key(&w, S("items"));
	json_open(&w, '[');
	for (size_t i = 0; i < list->len; i++) {
		const struct history_shown *h = &list->at[i];
		char at[25];
		instant_write(h->entry.at, at);
		json_open(&w, '{');
		json_field(&w, "entry", json_put_int, h->entry.seq);
		json_field(&w, "at", json_put_str, str_of(at));
		json_field(&w, "person", json_put_str, h->who);
		json_field(&w, "action", json_put_str, h->entry.action);
		json_field(&w, "entity", json_put_str, h->entry.entity);
		json_field(&w, "id", json_put_int, h->entry.row);
		json_key(&w, S("changes"));
		json_open(&w, '[');
		for (size_t k = 0; k < h->lines.len; k++) {
			json_open(&w, '{');
			json_field(&w, "field", json_put_str, h->lines.at[k].label);
			json_field(&w, "old", json_put_str, h->lines.at[k].old);
			json_field(&w, "new", json_put_str, h->lines.at[k].now);
			json_close(&w, '}');
		}
		json_close(&w, ']');
		json_close(&w, '}');
	}
	json_close(&w, ']');
	if (list->next)
		json_field(&w, "before", json_put_int, list->next);
	json_close(&w, '}');
	return out_got(&o);
}

static enum status record(struct call *call)
{
	const struct entity *e = entity_find(param(call, "entity"));
	int64_t id = param_id(call, "id");
	struct history_query q = {.row = id, .since = DAY_NONE, .until = DAY_NONE, .limit = ENTRIES};
	struct history_shown_list list;
	if (!e || !e->logged || !id)
		return NOT_FOUND;
	TRY(in_sight(call, e, id));
	q.entity = str_of(e->name);
	str_int(input(call, "before"), &q.before);
	TRY(shown(call, &q, &list));
	if (exchange_of(call)->format == JSON)
		return reply_json(call, list_json(call, &list));
	struct str what = str_fmt(call->arena, "%.*s #%lld", STR(entity_label(call, e)),
		(long long)id);
	struct page_head head = {.title = text_with(call, T_history_of,
		(const struct str[4]){what})};
	struct page *w = page_open(call, &head);
	history_page(w, &list, history_path(call, e, id));
	return page_close(w);
}

/* ---- everything, for the auditor -------------------------------------------------------------- */
struct str audit_query(struct call *call)
{
	static const char *const names[] = {"entity", "since", "until", "q"};
	struct out o = out_on(call->arena, 2000);
	for (size_t i = 0; i < LEN(names); i++) {
		out_fmt(&o, "%s%s=", i ? "&" : "", names[i]);
		url_escape(&o, input(call, names[i]));
	}
	return out_got(&o);
}

struct html audit_chosen(struct call *call, const struct entity *e)
{
	bool chosen = str_eq(input(call, "entity"), str_of(e->name));
	return (struct html){chosen ? S(" selected") : S("")};
}

struct audit_row {
	int64_t seq, row;
	instant at;
	struct str who, action, entity, address, detail;
};

static enum status export_rows(struct call *call, const struct history_shown_list *list)
{
	static const struct column columns[] = {
		{"entry", "", F_INT, offsetof(struct audit_row, seq), NULL},
		{"at", "", F_INSTANT, offsetof(struct audit_row, at), NULL},
		{"person", "", F_TEXT, offsetof(struct audit_row, who), NULL},
		{"address", "", F_TEXT, offsetof(struct audit_row, address), NULL},
		{"action", "", F_TEXT, offsetof(struct audit_row, action), NULL},
		{"entity", "", F_TEXT, offsetof(struct audit_row, entity), NULL},
		{"id", "", F_INT, offsetof(struct audit_row, row), NULL},
		{"detail", "", F_TEXT, offsetof(struct audit_row, detail), NULL}};
	static const struct statement shape = {.name = "audit", .columns = columns,
		.column_count = LEN(columns), .row_size = sizeof(struct audit_row)};
	struct audit_row *rows = NEW_ARRAY(call->arena, struct audit_row, list->len + 1);
	for (size_t i = 0; i < list->len; i++) {
		const struct history_entry *e = &list->at[i].entry;
		rows[i] = (struct audit_row){e->seq, e->row, e->at, list->at[i].who, e->action,
			e->entity, e->address, e->detail};
	}
	struct rows found = {rows, list->len};
	return reply_rows(call, &shape, &found) ? OK : NOT_FOUND;
}

static enum status audit(struct call *call)
{
	enum format format = exchange_of(call)->format;
	struct history_query q = {.entity = input(call, "entity"), .words = input(call, "q"),
		.since = DAY_NONE, .until = DAY_NONE, .limit = format == HTML ? ENTRIES : EXPORTED};
	struct history_shown_list list;
	int64_t entries;
	day_read(input(call, "since"), &q.since);
	day_read(input(call, "until"), &q.until);
	str_int(input(call, "before"), &q.before);
	TRY(shown(call, &q, &list));
	if (format != HTML)
		return export_rows(call, &list);
	TRY(history_count(call, &entries));
	struct page_head head = {.title = text_of(call, T_history_audit), .place = "settings",
		.sentence = text_with(call, T_history_entries,
			(const struct str[4]){text_int(call, entries)})};
	struct page *w = page_open(call, &head);
	audit_page(w, &list);
	return page_close(w);
}

static const struct route routes[] = {
	{GET, "/history/:entity/:id", T_history_title, record, EVERYONE},
	{GET, "/audit", T_history_audit, audit, AUDITOR},
};
const struct module history_module = {"history", routes, LEN(routes), NULL, 0};
