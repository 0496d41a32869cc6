/* Many rows of a list changed together: tried, shown, done in one transaction, undone. */
#include "list.h"
#include "list.html.h"
#include "text/json.h"

enum { CHUNK = 100, JSON_MAX = 8 << 20 };

static const struct column *column_named(const struct statement *s, struct str name)
{
	for (int i = 0; i < s->column_count; i++)
		if (str_eq(str_of(s->columns[i].name), name))
			return &s->columns[i];
	return NULL;
}

struct str list_query_text(struct call *call)
{
	struct str query;
	str_cut(exchange_of(call)->request->target, '?', &query);
	return query.at ? query : S("");
}

struct html list_current(struct call *call, struct str query)
{
	struct str now = list_query_text(call);
	bool all = !now.len && str_eq(query, S("view=all"));
	return (struct html){all || str_eq(now, query) ? S(" aria-current=\"page\"") : S("")};
}

bool bulk_takes(struct call *call, const struct bulk *b, const struct field *f)
{
	const struct route *r = route_changing(call, b->entity);
	if (!r || !field_taken(f, r->only) || (f->flags & (F_AREA | F_READONLY | F_HIDDEN)))
		return false;
	if (b->more && field_taken(f, b->more))
		return true;
	bool plain = f->type == F_CHOICE || f->type == F_REF || f->type == F_DAY ||
		f->type == F_MONEY;
	return plain && (f->type == F_CHOICE || (f->flags & F_LISTED)) &&
		f->ref != &project_entity;
}

struct str bulk_words(struct call *call, const struct bulk *b, const struct bulk_row *row,
	const struct field *f)
{
	const struct column *c = column_named(b->shape, str_of(f->name));
	const struct column *name = f->type != F_REF ? NULL :
		column_named(b->shape, str_fmt(call->arena, "%s_name", f->name));
	if (!row->at || !c)
		return NOTHING;
	if (name)
		return *(const struct str *)(row->at + name->offset);
	return value_text_of(call, f, f->type, row->at + c->offset);
}

/* ---- which rows -------------------------------------------------------------------------- */
static void add_row(struct call *call, struct bulk_view *v, int64_t id, int64_t version)
{
	for (size_t i = 0; i < v->rows.len; i++)
		if (v->rows.at[i].id == id)
			return;
	*vec_add(call->arena, &v->rows) = (struct bulk_row){.id = id, .version = version,
		.name = str_fmt(call->arena, "#%lld", (long long)id)};
}

/* "12", or "12:7" where the version that was seen matters. */
static void add_text(struct call *call, struct bulk_view *v, struct str text)
{
	int64_t id, version = 0;
	struct str rest, first = str_cut(text, ':', &rest);
	if (rest.at)
		str_int(rest, &version);
	if (str_int(first, &id) && id > 0)
		add_row(call, v, id, version);
}

static void named_rows(struct call *call, struct bulk_view *v)
{
	const struct exchange *x = exchange_of(call);
	const struct json *ids = x->body ? json_get(x->body, "ids") : NULL;
	const struct pairs *from[] = {&x->request->form, &x->request->query};
	for (size_t i = 0; ids && ids->kind == J_LIST && i < ids->len; i++)
		if (ids->at[i].kind == J_INT)
			add_row(call, v, ids->at[i].n, 0);
	for (size_t k = 0; k < LEN(from); k++)
		for (size_t i = 0; i < from[k]->len; i++)
			if (str_eq(from[k]->at[i].name, S("id")))
				add_text(call, v, from[k]->at[i].value);
}

static void take_row(struct bulk_view *v, struct bulk_row *row, const char *at)
{
	const struct column *words = NULL, *version = column_named(v->bulk->shape, S("version"));
	const char *const names[] = {"name", "title", "code"};
	for (size_t i = 0; i < LEN(names) && !words; i++)
		words = column_named(v->bulk->shape, str_of(names[i]));
	row->at = at;
	row->name = words ? *(const struct str *)(at + words->offset) : row->name;
	if (!row->version)
		row->version = *(const int64_t *)(at + version->offset);
}

/* Finds up to CHUNK of the named rows by one statement, in the caller's scope. */
static enum status find_some(struct call *call, struct bulk_view *v, size_t from)
{
	struct list_query *q = NEW(call->arena, struct list_query);
	struct list_page found;
	size_t id_at = v->bulk->shape->columns[0].offset;
	*q = (struct list_query){.limit = CHUNK, .filter_count = 1};
	q->filters[0] = (struct filter){.column = &v->bulk->shape->columns[0], .op = IS};
	for (size_t i = from; i < v->rows.len && i < from + CHUNK; i++)
		q->filters[0].values[q->filters[0].value_count++] = value_int(v->rows.at[i].id);
	TRY(v->bulk->rows(call, q, &found));
	for (size_t k = 0; k < found.rows.len; k++) {
		const char *at = (const char *)found.rows.at + k * v->bulk->shape->row_size;
		for (size_t i = from; i < v->rows.len && i < from + CHUNK; i++)
			if (v->rows.at[i].id == *(const int64_t *)(at + id_at))
				take_row(v, &v->rows.at[i], at);
	}
	return OK;
}

static enum status find_all(struct call *call, struct bulk_view *v)
{
	struct list_query *q = NEW(call->arena, struct list_query);
	struct list_page found;
	TRY(query_read(call, v->bulk->shape, q));
	q->limit = BULK_MAX + 1;
	TRY(v->bulk->rows(call, q, &found));
	for (size_t k = 0; k < found.rows.len; k++) {
		const char *at = (const char *)found.rows.at + k * v->bulk->shape->row_size;
		add_row(call, v, *(const int64_t *)(at + v->bulk->shape->columns[0].offset), 0);
		take_row(v, &v->rows.at[v->rows.len - 1], at);
	}
	return OK;
}

static enum status find_rows(struct call *call, struct bulk_view *v)
{
	bool all = str_eq(input(call, "all"), S("1"));
	if (all)
		TRY(find_all(call, v));
	else
		named_rows(call, v);
	if (v->rows.len > BULK_MAX)
		return fail_with(call, "", T_list_too_many, text_int(call, BULK_MAX), NOTHING);
	if (!v->rows.len)
		return fail(call, "", T_list_none_picked);
	for (size_t from = 0; !all && from < v->rows.len; from += CHUNK)
		TRY(find_some(call, v, from));
	return OK;
}

/* ---- which fields ------------------------------------------------------------------------ */
static bool cleared(const struct call *call, const struct field *f)
{
	const struct pairs *form = &exchange_of(call)->request->form;
	for (size_t i = 0; i < form->len; i++)
		if (str_eq(form->at[i].name, S("clear")) &&
			str_eq(form->at[i].value, str_of(f->name)))
			return true;
	return false;
}

static enum status words_of(struct call *call, struct bulk_field *b, const void *record)
{
	const struct field *f = b->field;
	struct options options;
	b->typed = value_typed(call, f, field_at(f, record));
	b->words = value_text_of(call, f, f->type, field_at(f, record));
	if (f->type != F_REF || !b->words.len)
		return OK;
	TRY(field_options(call, f, &options));
	for (size_t i = 0; i < options.len; i++)
		if (str_eq(options.at[i].value, b->typed))
			b->words = options.at[i].words;
	return OK;
}

/* Reads the values once; the rows get copies. */
static enum status read_fields(struct call *call, struct bulk_view *v, void *record)
{
	const struct entity *e = v->bulk->entity;
	const char *only[LEN(v->fields) + 1] = {NULL};
	bool api = exchange_of(call)->api;
	for (int i = 2; i < e->field_count && v->field_count < (int)LEN(v->fields); i++) {
		const struct field *f = &e->fields[i];
		bool meant = api ? has_input(call, f->name) :
				   input(call, f->name).len || cleared(call, f);
		if (!meant)
			continue;
		if (!bulk_takes(call, v->bulk, f))
			return fail_with(call, f->name, T_field_not_here, label_of(call, f), NOTHING);
		only[v->field_count] = f->name;
		v->fields[v->field_count++].field = f;
	}
	if (!v->field_count)
		return fail(call, "", T_list_nothing_to_change);
	TRY(form_read(call, e, record, only));
	for (int i = 0; i < v->field_count; i++)
		TRY(words_of(call, &v->fields[i], record));
	return OK;
}

/* ---- doing it ---------------------------------------------------------------------------- */
static size_t size_of(enum field_type type)
{
	return type == F_TEXT ? sizeof(struct str) : type == F_CHOICE ? sizeof(int) :
		type == F_DAY ? sizeof(day) : type == F_INSTANT ? sizeof(instant) :
		type == F_MONEY ? sizeof(money) : type == F_SHARE ? sizeof(share) :
		type == F_BOOL ? sizeof(bool) : sizeof(int64_t);
}

static bool same_value(struct call *call, const struct field *f, const void *a, const void *b)
{
	struct value x = value_of(call->arena, f, a), y = value_of(call->arena, f, b);
	return x.kind == y.kind && x.n == y.n && str_eq(x.text, y.text);
}

struct one {
	struct bulk_view *v;
	struct bulk_row *row;
	const void *wanted;
	bool preview;
};

static void keep(struct call *call, struct one *o, const void *old, const void *now)
{
	struct out out = out_on(call->arena, JSON_MAX);
	struct json_writer w = json_on(&out);
	json_open(&w, '{');
	json_field(&w, "id", json_put_int, o->row->id);
	json_field(&w, "name", json_put_str, o->row->name);
	const void *sides[] = {old, now};
	for (int k = 0; k < 2; k++) {
		json_key(&w, k ? S("now") : S("was"));
		json_open(&w, '{');
		for (int i = 0; i < o->v->field_count; i++) {
			json_key(&w, str_of(o->v->fields[i].field->name));
			field_keep(call, &w, o->v->fields[i].field, sides[k]);
		}
		json_close(&w, '}');
	}
	json_close(&w, '}');
	o->row->kept = out_got(&out);
}

static enum status change_one(struct call *call, void *arg)
{
	struct one *o = arg;
	const struct entity *e = o->v->bulk->entity;
	void *record = arena_take(call->arena, e->size), *old = arena_take(call->arena, e->size);
	bool differs = false;
	TRY(row_read(call, e, o->row->id, record));
	memcpy(old, record, e->size);
	if (*(int64_t *)field_at(&e->fields[1], record) != o->row->version)
		return fail_as(call, CONFLICT, T_version_stale);
	for (int i = 0; i < o->v->field_count; i++) {
		const struct field *f = o->v->fields[i].field;
		differs |= !same_value(call, f, record, o->wanted);
		memcpy(field_at(f, record), field_at(f, o->wanted), size_of(f->type));
	}
	o->row->fate = differs ? BULK_CHANGED : BULK_SAME;
	if (!differs)
		return OK;
	TRY(o->v->bulk->change(call, record));
	keep(call, o, old, record);
	return OK;
}

static struct str reason(struct call *call, enum status status, size_t from)
{
	struct str why = NOTHING;
	for (size_t i = from; i < call->faults.len; i++) {
		const struct fault *f = &call->faults.at[i];
		struct str words = text_with(call, (enum text)f->text,
			(const struct str[4]){f->args[0], f->args[1], f->args[2]});
		why = why.len ? str_fmt(call->arena, "%.*s %.*s", STR(why), STR(words)) : words;
	}
	if (why.len)
		return why;
	return text_of(call, status == CONFLICT ? T_version_stale :
		status == FORBIDDEN ? T_say_forbidden : T_list_not_seen);
}

static enum status run_rows(struct call *call, void *arg)
{
	struct one *o = arg;
	struct bulk_view *v = o->v;
	for (size_t i = 0; i < v->rows.len; i++) {
		struct bulk_row *row = o->row = &v->rows.at[i];
		size_t faults = call->faults.len;
		enum status status = row->at ? store_try(call, change_one, o) : NOT_FOUND;
		if (status == BROKEN || status == BUSY)
			return status;
		if (status != OK) {
			row->fate = BULK_REFUSED;
			row->why = reason(call, status, faults);
		}
		call->faults.len = faults;
		v->changed += row->fate == BULK_CHANGED;
		v->same += row->fate == BULK_SAME;
		v->refused += row->fate == BULK_REFUSED;
	}
	return o->preview ? INVALID : OK; /* tried only: all of it goes back */
}

static enum status keep_batch(struct call *call, struct bulk_view *v)
{
	struct out out = out_on(call->arena, JSON_MAX);
	struct json_writer w = json_on(&out);
	json_open(&w, '{');
	json_field(&w, "entity", json_put_str, str_of(v->bulk->entity->name));
	json_field(&w, "same", json_put_int, v->same);
	json_key(&w, S("rows"));
	json_open(&w, '[');
	for (size_t i = 0; i < v->rows.len; i++)
		if (v->rows.at[i].fate == BULK_CHANGED)
			json_put_raw(&w, v->rows.at[i].kept);
	json_close(&w, ']');
	json_key(&w, S("refused"));
	json_open(&w, '[');
	for (size_t i = 0; i < v->rows.len; i++) {
		const struct bulk_row *row = &v->rows.at[i];
		if (row->fate != BULK_REFUSED)
			continue;
		json_open(&w, '{');
		json_field(&w, "id", json_put_int, row->id);
		json_field(&w, "name", json_put_str, row->name);
		json_field(&w, "why", json_put_str, row->why);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	struct str names = NOTHING;
	for (int i = 0; i < v->field_count; i++)
		names = str_fmt(call->arena, "%.*s%s%.*s", STR(names), i ? "、" : "",
			STR(label_of(call, v->fields[i].field)));
	struct batch b = {.kind = S("bulk"), .name = utf8_first(names, 200),
		.by = call->who.person, .at = call->now, .rows = v->changed,
		.undone = INSTANT_NONE, .detail = out_got(&out)};
	TRY(row_add(call, &batch_entity, &b));
	v->batch = b.id;
	return OK;
}

/* ---- pages ------------------------------------------------------------------------------- */
static struct page *open_page(struct call *call, const struct bulk *b, struct str sentence)
{
	struct page_head *head = NEW(call->arena, struct page_head);
	*head = (struct page_head){.title = text_of(call, T_list_bulk), .place = b->place,
		.sentence = sentence, .crumbs = {{str_of(b->path), text_of(call, b->title)}},
		.crumb_count = 1};
	return page_open(call, head);
}

static struct str counts(struct call *call, enum text words, const struct bulk_view *v)
{
	return text_with(call, words, (const struct str[4]){text_int(call, v->changed),
		text_int(call, v->same), text_int(call, v->refused)});
}

enum status bulk_form(struct call *call, const struct bulk *b)
{
	struct bulk_view v = {.bulk = b};
	enum status status = find_rows(call, &v);
	if (status != OK && status != INVALID)
		return status;
	/* What filtered the list is no value of the form. */
	exchange_of(call)->request->query.len = 0;
	struct page *w = open_page(call, b, text_with(call, T_list_bulk_sentence,
		(const struct str[4]){text_int(call, (int64_t)v.rows.len)}));
	bulk_form_page(w, &v);
	return page_close(w);
}

static enum status answer_json(struct call *call, const struct bulk_view *v)
{
	struct out out = out_on(call->arena, JSON_MAX);
	struct json_writer w = json_on(&out);
	json_open(&w, '{');
	json_field(&w, "changed", json_put_int, v->changed);
	json_field(&w, "same", json_put_int, v->same);
	if (v->batch)
		json_field(&w, "batch", json_put_int, v->batch);
	json_key(&w, S("refused"));
	json_open(&w, '[');
	for (size_t i = 0; i < v->rows.len; i++) {
		if (v->rows.at[i].fate != BULK_REFUSED)
			continue;
		json_open(&w, '{');
		json_field(&w, "id", json_put_int, v->rows.at[i].id);
		json_field(&w, "message", json_put_str, v->rows.at[i].why);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	return reply_json(call, out_got(&out));
}

enum status bulk_run(struct call *call, const struct bulk *b)
{
	struct bulk_view v = {.bulk = b};
	void *wanted = arena_take(call->arena, b->entity->size);
	struct one o = {.v = &v, .wanted = wanted,
		.preview = str_eq(input(call, "preview"), S("1"))};
	TRY(find_rows(call, &v));
	TRY(read_fields(call, &v, wanted));
	enum status status = store_try(call, run_rows, &o);
	if (status != OK && !(status == INVALID && o.preview))
		return status;
	if (!o.preview && v.changed)
		TRY(keep_batch(call, &v));
	if (exchange_of(call)->format != HTML)
		return answer_json(call, &v);
	if (v.batch)
		return reply_go(call, str_fmt(call->arena, "%s/bulk-edit/%lld", b->path,
			(long long)v.batch));
	struct page *w = open_page(call, b, counts(call, T_list_would_change, &v));
	bulk_preview_page(w, &v);
	return page_close(w);
}

/* ---- afterwards -------------------------------------------------------------------------- */
static enum status read_batch(struct call *call, const struct bulk *b, struct batch *batch,
	struct json *detail)
{
	struct str why;
	TRY(row_read(call, &batch_entity, param_id(call, "batch"), batch));
	bool own = batch->by == call->who.person || (call->who.roles & OFFICE);
	if (!own || !str_eq(batch->kind, S("bulk")))
		return NOT_FOUND;
	if (json_read(call->arena, batch->detail, detail, &why) != OK)
		return BROKEN;
	return str_eq(json_str(detail, "entity"), str_of(b->entity->name)) ? OK : NOT_FOUND;
}

enum status bulk_show(struct call *call, const struct bulk *b)
{
	struct batch batch;
	struct json detail;
	struct bulk_view v = {.bulk = b};
	TRY(read_batch(call, b, &batch, &detail));
	const struct json *refused = json_get(&detail, "refused");
	for (size_t i = 0; i < refused->len; i++)
		*vec_add(call->arena, &v.rows) = (struct bulk_row){.fate = BULK_REFUSED,
			.id = json_int(&refused->at[i], "id", 0),
			.name = json_str(&refused->at[i], "name"),
			.why = json_str(&refused->at[i], "why")};
	v.changed = batch.rows;
	v.same = json_int(&detail, "same", 0);
	v.refused = (int64_t)v.rows.len;
	v.batch = batch.id;
	v.undone = batch.undone.ms != INSTANT_NONE.ms;
	struct page *w = open_page(call, b, counts(call, T_list_changed, &v));
	bulk_done_page(w, &v, batch.name);
	return page_close(w);
}

struct back {
	const struct bulk *bulk;
	const struct json *entry;
};

static enum status undo_one(struct call *call, void *arg)
{
	struct back *k = arg;
	const struct entity *e = k->bulk->entity;
	void *record = arena_take(call->arena, e->size), *kept = arena_take(call->arena, e->size);
	const struct json *was = json_get(k->entry, "was"), *now = json_get(k->entry, "now");
	TRY(row_read(call, e, json_int(k->entry, "id", 0), record));
	for (size_t i = 0; was && now && i < was->len && i < now->len; i++) {
		const struct field *f = field_find(e, was->keys[i]);
		if (!f)
			continue;
		field_restore(f, &now->at[i], kept);
		if (!same_value(call, f, kept, record))
			return fail_with(call, "", T_list_changed_since,
				json_str(k->entry, "name"), label_of(call, f));
		field_restore(f, &was->at[i], record);
	}
	return k->bulk->change(call, record);
}

enum status bulk_undo(struct call *call, const struct bulk *b)
{
	struct batch batch;
	struct json detail;
	TRY(read_batch(call, b, &batch, &detail));
	if (batch.undone.ms != INSTANT_NONE.ms)
		return fail(call, "", T_list_undone_already);
	const struct json *rows = json_get(&detail, "rows");
	for (size_t i = 0; i < rows->len; i++)
		TRY(undo_one(call, &(struct back){b, &rows->at[i]}));
	batch.undone = call->now;
	TRY(row_change(call, &batch_entity, &batch));
	return reply_go(call, str_of(b->path));
}
