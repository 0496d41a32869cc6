/* Running statements and decoding their rows into structs. */
#include "store/driver.h"

void decode(struct arena *arena, const struct driver *d, struct cursor *c, int column,
	enum field_type type, const struct field *field, void *at)
{
	bool null = d->null(c, column);
	switch (type) {
	case F_ID:
	case F_REF:
		*(int64_t *)at = null ? 0 : d->integer(c, column);
		break;
	case F_INT:
		*(int64_t *)at = null ? INT_NONE : d->integer(c, column);
		break;
	case F_MONEY:
		((money *)at)->fen = null ? MONEY_NONE.fen : d->integer(c, column);
		break;
	case F_SHARE:
		((share *)at)->permille =
			null ? SHARE_NONE.permille : (int32_t)d->integer(c, column);
		break;
	case F_BOOL:
		*(bool *)at = !null && d->integer(c, column) != 0;
		break;
	case F_TEXT:
		*(struct str *)at = null ? NOTHING : str_copy(arena, d->text(c, column));
		break;
	case F_DAY:
		if (null || !day_read(d->text(c, column), at))
			*(day *)at = DAY_NONE;
		break;
	case F_INSTANT:
		if (null || !instant_read(d->text(c, column), at))
			*(instant *)at = INSTANT_NONE;
		break;
	case F_CHOICE:
		*(int *)at = null ? 0 : choice_find(field, d->text(c, column));
		break;
	}
}

static enum status fetch(struct call *call, const struct statement *shape, struct cursor *c,
	struct rows *found)
{
	const struct driver *d = call->db->driver;
	size_t cap = 0, len = 0;
	char *at = NULL;
	int got;
	while ((got = d->next(c)) > 0) {
		if (!found || !shape->row_size)
			continue;
		char *row = vec_grow_(call->arena, (void **)&at, &len, &cap, shape->row_size);
		for (int i = 0; i < shape->column_count; i++)
			decode(call->arena, d, c, i, shape->columns[i].type,
				shape->columns[i].field, row + shape->columns[i].offset);
	}
	enum status status = got < 0 ? d->failed(call->db) : OK;
	d->end(c);
	if (found)
		*found = (struct rows){at, len};
	return status;
}

enum status db_run_text(struct call *call, struct str sql, const struct value *args,
	int arg_count, const struct statement *shape, struct rows *found)
{
	struct cursor c;
	TRY(call->db->driver->start(call->db, sql, false, args, arg_count, &c));
	return fetch(call, shape, &c, found);
}

enum status db_run(struct call *call, const struct statement *s, const struct value *args,
	struct rows *found)
{
	struct value all[64];
	int count = s->arg_count;
	if (s->scoped) {
		assert(count <= 64);
		memcpy(all, args, sizeof *args * (size_t)(count - 3));
		all[count - 3] = value_int(call->who.sees_all);
		all[count - 2] = value_int(call->who.unit);
		all[count - 1] = value_int(call->who.scope_depth);
		args = all;
	}
	struct cursor c;
	struct str sql = str_of(s->sql);
	for (int i = 0; s->writes && s->tables[i]; i++)
		writer_note_table(call->db->store, s->tables[i]);
	if (s->cached && cache_get(call, sql, s, args, count, found))
		return OK;
	TRY(call->db->driver->start(call->db, sql, true, args, count, &c));
	TRY(fetch(call, s, &c, found));
	if (s->cached)
		cache_put(call, sql, s, args, count, found);
	return OK;
}

enum status db_do(struct call *call, struct str sql, bool fixed, const struct value *args,
	int arg_count)
{
	struct cursor c;
	const struct driver *d = call->db->driver;
	TRY(d->start(call->db, sql, fixed, args, arg_count, &c));
	int got;
	while ((got = d->next(&c)) > 0)
		;
	enum status status = got < 0 ? d->failed(call->db) : OK;
	d->end(&c);
	return status;
}

enum status db_number(struct call *call, struct str sql, const struct value *args,
	int arg_count, int64_t *found)
{
	struct cursor c;
	const struct driver *d = call->db->driver;
	*found = 0;
	TRY(d->start(call->db, sql, true, args, arg_count, &c));
	int got = d->next(&c);
	if (got > 0 && !d->null(&c, 0))
		*found = d->integer(&c, 0);
	enum status status = got < 0 ? d->failed(call->db) : OK;
	d->end(&c);
	return status;
}

int db_statements(const struct call *call)
{
	return call->db ? call->db->statements : 0;
}

struct value value_ref(int64_t id)
{
	return (struct value){id ? V_INT : V_NULL, id, NOTHING};
}

struct value value_day(struct arena *arena, day d)
{
	if (!day_is(d))
		return (struct value){.kind = V_NULL};
	char *iso = arena_take(arena, 11);
	day_write(d, iso);
	return (struct value){V_TEXT, 0, {iso, 10}};
}

struct value value_instant(struct arena *arena, instant at)
{
	if (at.ms == INSTANT_NONE.ms)
		return (struct value){.kind = V_NULL};
	char *iso = arena_take(arena, 25);
	instant_write(at, iso);
	return (struct value){V_TEXT, 0, str_of(iso)};
}

struct value value_of(struct arena *arena, const struct field *f, const void *record)
{
	const void *at = field_at(f, record);
	switch (f->type) {
	case F_ID:
	case F_REF:
		return value_ref(*(const int64_t *)at);
	case F_INT:
		return value_int(*(const int64_t *)at);
	case F_MONEY:
		return value_int(((const money *)at)->fen);
	case F_SHARE:
		return value_int(share_is(*(const share *)at) ?
				((const share *)at)->permille : INT_NONE);
	case F_BOOL:
		return value_int(*(const bool *)at);
	case F_TEXT:
		return value_text(*(const struct str *)at);
	case F_DAY:
		return value_day(arena, *(const day *)at);
	case F_INSTANT:
		return value_instant(arena, *(const instant *)at);
	case F_CHOICE:
		return value_text(str_of(f->choices[*(const int *)at].code));
	}
	return (struct value){.kind = V_NULL};
}
