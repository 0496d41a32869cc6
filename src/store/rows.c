/* The only way to write: insert, change, drop by the field table, with history. */
#include "store/driver.h"
#include "text/json.h"

#include <stdlib.h>

const struct entity_sql *sql_of(const struct store *store, const struct entity *e)
{
	for (int i = 0; i < all_entity_count; i++)
		if (store->entity_sql[i].entity == e)
			return &store->entity_sql[i];
	assert(!"an entity that is not in all_entities");
	return NULL;
}

/* One changed field: "name": [before, after] or, for a new row, "name": after. */
static void put_value(struct json_writer *w, const struct value *v)
{
	if (v->kind == V_INT)
		json_put_int(w, v->n);
	else if (v->kind == V_TEXT)
		json_put_str(w, v->text.at ? v->text : S(""));
	else
		json_put_null(w);
}

static bool empty(const struct value *v)
{
	return v->kind == V_NULL || (v->kind == V_TEXT && !v->text.len);
}

static bool same(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return empty(a) && empty(b);
	return a->kind == V_NULL || (a->kind == V_INT ? a->n == b->n :
							str_eq(a->text, b->text));
}

enum { HISTORY_MAX = 48 << 20 };

enum status row_add(struct call *call, const struct entity *e, void *record)
{
	assert(call->db && call->db->writing);
	struct value args[100];
	struct out detail = out_on(call->arena, HISTORY_MAX);
	struct json_writer w = json_on(&detail);
	json_open(&w, '{');
	*(int64_t *)field_at(&e->fields[1], record) = 1;
	for (int i = 1; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		args[i - 1] = value_of(call->arena, f, record);
		if (i == 1 || !e->logged || (f->flags & (F_SECRET | F_DERIVED)) || empty(&args[i - 1]))
			continue;
		json_key(&w, str_of(f->name));
		put_value(&w, &args[i - 1]);
	}
	json_close(&w, '}');
	int64_t id = 0;
	writer_note_table(call->db->store, e);
	TRY(db_number(call, sql_of(call->store, e)->insert, args, e->field_count - 1, &id));
	*(int64_t *)field_at(&e->fields[0], record) = id;
	if (!e->logged)
		return OK;
	int64_t whole = e->part ? *(int64_t *)field_at(e->part, record) : 0;
	if (whole)
		return history_part(call, str_of(e->part->ref->name), whole, str_of(e->name), id,
			out_got(&detail));
	return history_append(call, "add", str_of(e->name), id, out_got(&detail));
}

enum status row_read(struct call *call, const struct entity *e, int64_t id, void *record)
{
	const struct driver *d = call->db->driver;
	struct cursor c;
	struct value arg = value_int(id);
	TRY(d->start(call->db, sql_of(call->store, e)->select, true, &arg, 1, &c));
	int got = d->next(&c);
	if (got > 0)
		for (int i = 0; i < e->field_count; i++)
			decode(call->arena, d, &c, i, e->fields[i].type, &e->fields[i],
				field_at(&e->fields[i], record));
	enum status status = got < 0 ? d->failed(call->db) : got ? OK : NOT_FOUND;
	d->end(&c);
	return status;
}

enum status row_change(struct call *call, const struct entity *e, void *record)
{
	assert(call->db && call->db->writing);
	int64_t id = *(int64_t *)field_at(&e->fields[0], record);
	int64_t *version = field_at(&e->fields[1], record);
	void *old = arena_take(call->arena, e->size);
	TRY(row_read(call, e, id, old));
	if (*(int64_t *)field_at(&e->fields[1], old) != *version)
		return CONFLICT;
	struct value args[100];
	int count = 0;
	struct out sql = out_on(call->arena, 1 << 16);
	struct out detail = out_on(call->arena, HISTORY_MAX);
	struct json_writer w = json_on(&detail);
	json_open(&w, '{');
	out_fmt(&sql, "update %s set version = version + 1", e->name);
	for (int i = 2; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		struct value before = value_of(call->arena, f, old);
		struct value after = value_of(call->arena, f, record);
		if (same(&before, &after))
			continue;
		args[count++] = after;
		out_fmt(&sql, ", %s = $%d", f->name, count);
		if (f->flags & (F_SECRET | F_DERIVED))
			continue;
		json_key(&w, str_of(f->name));
		json_open(&w, '[');
		put_value(&w, &before);
		put_value(&w, &after);
		json_close(&w, ']');
	}
	json_close(&w, '}');
	if (!count)
		return OK;
	args[count++] = value_int(id);
	writer_note_table(call->db->store, e);
	out_fmt(&sql, " where id = $%d", count);
	TRY(db_do(call, out_got(&sql), false, args, count));
	(*version)++;
	if (!e->logged)
		return OK;
	return history_append(call, "change", str_of(e->name), id, out_got(&detail));
}

enum status row_drop(struct call *call, const struct entity *e, int64_t id)
{
	assert(!e->logged && call->db->writing);
	struct value arg = value_int(id);
	writer_note_table(call->db->store, e);
	return db_do(call, sql_of(call->store, e)->drop, true, &arg, 1);
}

enum status references_verify(struct call *call, struct strs *broken)
{
	for (int i = 0; i < all_entity_count; i++) {
		const struct entity *e = all_entities[i];
		for (int k = 2; k < e->field_count; k++) {
			const struct field *f = &e->fields[k];
			if (f->type != F_REF)
				continue;
			struct str sql = str_fmt(call->arena,
				"select count(*) as n from %s a where a.%s is not null and not "
				"exists (select 1 from %s b where b.id = a.%s)",
				e->name, f->name, f->ref->name, f->name);
			static const struct column columns[] = {{"n", "n", F_INT, 0, NULL}};
			static const struct statement shape = {.name = "dangling",
				.columns = columns, .column_count = 1,
				.row_size = sizeof(int64_t)};
			struct rows rows;
			TRY(db_run_text(call, sql, NULL, 0, &shape, &rows));
			int64_t n = rows.len ? *(int64_t *)rows.at : 0;
			if (n)
				*vec_add(call->arena, broken) = str_fmt(call->arena,
					"%s.%s: %lld", e->name, f->name, (long long)n);
		}
	}
	return OK;
}
