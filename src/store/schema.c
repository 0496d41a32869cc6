/* The schema: made from the models, and moved forward by itself. New tables, columns and
 * indexes are added when a database is opened; anything else is a numbered step below. */
#include "store/driver.h"

#include <stdlib.h>

/* Steps that adding cannot do (renames, splits, moved data). Numbered from 2 for ever. */
struct step {
	int number;
	const char *sql;
};
static const struct step steps[] = {{1, ""},
	/* meetings are numbered within their series */
	{2, "drop index if exists meeting_u_unit_number"}};
enum { NEWEST = 2, NAME_MAX_BYTES = 63 }; /* PostgreSQL cuts longer names */

static const char *type_of(const struct driver *d, const struct field *f)
{
	bool text = f->type == F_TEXT || f->type == F_CHOICE || f->type == F_DAY ||
		f->type == F_INSTANT;
	return text ? "text" : d->number;
}

static void column_sql(struct out *o, const struct driver *d, const struct field *f)
{
	if (f->type == F_ID) {
		out_fmt(o, "id %s", d->id_column);
		return;
	}
	out_fmt(o, "%s %s", f->name, type_of(d, f));
	if (strcmp(f->name, "version") == 0)
		out_lit(o, " not null default 1");
	else if (f->type == F_TEXT || f->type == F_CHOICE)
		out_lit(o, " not null default ''");
	else if (f->type == F_BOOL)
		out_fmt(o, " not null default 0 check (%s in (0, 1))", f->name);
	else if (f->type == F_REF)
		out_fmt(o, " references %s(id)", f->ref->name);
}

static struct str table_sql(struct arena *a, const struct driver *d, const struct entity *e)
{
	struct out o = out_on(a, 1 << 20);
	out_fmt(&o, "create table %s (", e->name);
	for (int i = 0; i < e->field_count; i++) {
		out_z(&o, i ? ", " : "");
		column_sql(&o, d, &e->fields[i]);
	}
	out_fmt(&o, ")%s", d->table_end);
	return out_got(&o);
}

static const char *const base_tables[] = {
	"create table if not exists store_meta (name text primary key, value text not null)",
	"create table if not exists history (seq NUMBER primary key, at text not null, person "
	"NUMBER, address text not null, cause text not null, action text not null, entity text "
	"not null, row_id NUMBER, detail text not null, previous text not null, hash text not "
	"null)",
	"create index if not exists history_row on history (entity, row_id)",
	"create table if not exists outbox (id IDENTITY, at text not null, topic text not null, "
	"detail text not null)",
	"create table if not exists outbox_reader (name text primary key, told NUMBER not null)",
};

static const char sqlite_guard[] =
	"create trigger if not exists history_keep before update on history begin select "
	"raise(abort, 'history is append-only'); end;"
	"create trigger if not exists history_stay before delete on history begin select "
	"raise(abort, 'history is append-only'); end;";

static const char postgres_guard[] =
	"create or replace function history_guard() returns trigger language plpgsql as $x$ "
	"begin raise exception 'history is append-only'; end $x$;"
	"drop trigger if exists history_keep on history;"
	"create trigger history_keep before update or delete on history for each row execute "
	"function history_guard();";

static enum status make_base(struct call *call)
{
	const struct driver *d = call->db->driver;
	for (size_t i = 0; i < LEN(base_tables); i++) {
		struct str sql = str_replace(call->arena, str_of(base_tables[i]), S("NUMBER"),
			str_of(d->number));
		sql = str_replace(call->arena, sql, S("IDENTITY"), str_of(d->id_column));
		TRY(d->script(call->db, str_z(call->arena, sql)));
	}
	return d->script(call->db, d == &sqlite_driver ? sqlite_guard : postgres_guard);
}

static enum status meta_read(struct call *call, const char *name, struct str *found)
{
	const struct driver *d = call->db->driver;
	struct cursor c;
	struct value arg = value_text(str_of(name));
	*found = NOTHING;
	TRY(d->start(call->db, S("select value from store_meta where name = $1"), true, &arg, 1,
		&c));
	int got = d->next(&c);
	if (got > 0)
		*found = str_copy(call->arena, d->text(&c, 0));
	d->end(&c);
	return got < 0 ? d->failed(call->db) : OK;
}

static enum status meta_write(struct call *call, const char *name, struct str value)
{
	const struct value args[] = {value_text(str_of(name)), value_text(value)};
	return db_do(call,
		S("insert into store_meta (name, value) values ($1, $2) on conflict (name) do "
		  "update set value = excluded.value"),
		true, args, 2);
}

static struct str index_name(struct arena *a, const struct entity *e, const struct index *x)
{
	/* Named by its columns, so that a new one in the model is a new one in the database. */
	struct str name = str_fmt(a, "%s_%s_%s", e->name,
		x->unique ? "u" : x->partial ? "p" : "i", x->columns);
	name = str_replace(a, name, S(", "), S("_"));
	return str_sub(str_replace(a, name, S(","), S("_")), 0, NAME_MAX_BYTES);
}

static enum status add_missing(struct call *call, const struct map *have)
{
	const struct driver *d = call->db->driver;
	for (int i = 0; i < all_entity_count; i++) {
		const struct entity *e = all_entities[i];
		bool fresh = !map_get(have, str_fmt(call->arena, "%s id", e->name));
		if (fresh)
			TRY(d->script(call->db,
				str_z(call->arena, table_sql(call->arena, d, e))));
		for (int k = 1; !fresh && k < e->field_count; k++) {
			if (map_get(have,
				    str_fmt(call->arena, "%s %s", e->name, e->fields[k].name)))
				continue;
			struct out o = out_on(call->arena, 4096);
			out_fmt(&o, "alter table %s add column ", e->name);
			column_sql(&o, d, &e->fields[k]);
			log_info("schema: %.*s", STR(out_got(&o)));
			TRY(d->script(call->db, str_z(call->arena, out_got(&o))));
		}
		for (int k = 0; k < e->index_count; k++) {
			const struct index *x = &e->indexes[k];
			struct str name = index_name(call->arena, e, x), rest;
			struct str first = str_cut(str_of(x->columns), ',', &rest);
			struct out o = out_on(call->arena, 4096);
			out_fmt(&o, "create %sindex if not exists %.*s on %s (%s)",
				x->unique ? "unique " : "", STR(name), e->name, x->columns);
			if (x->partial)
				out_fmt(&o, " where %.*s is not null", STR(first));
			TRY(d->script(call->db, str_z(call->arena, out_got(&o))));
		}
	}
	return OK;
}

static enum status stored_columns(struct call *call, struct map *have)
{
	struct strs lines = {0};
	TRY(call->db->driver->schema(call, &lines));
	for (size_t i = 0; i < lines.len; i++) {
		struct str rest, table = str_cut(lines.at[i], ' ', &rest);
		struct str type, column = str_cut(rest, ' ', &type);
		if (!str_eq(table, S("index")))
			map_put(have, str_fmt(call->arena, "%.*s %.*s", STR(table), STR(column)));
	}
	return OK;
}

static bool index_known(struct arena *a, struct str name)
{
	for (int i = 0; i < all_entity_count; i++)
		for (int k = 0; k < all_entities[i]->index_count; k++)
			if (str_eq(name, index_name(a, all_entities[i],
				    &all_entities[i]->indexes[k])))
				return true;
	return false;
}

/* Indexes that a model once had cost every write and serve nobody. */
static enum status drop_indexes(struct call *call)
{
	struct strs lines = {0};
	TRY(call->db->driver->schema(call, &lines));
	for (size_t i = 0; i < lines.len; i++) {
		struct str name, word = str_cut(lines.at[i], ' ', &name);
		bool ours = false;
		for (int k = 0; k < all_entity_count && !ours; k++) {
			struct str table = str_of(all_entities[k]->name);
			struct str kind = str_sub(name, table.len, 3);
			ours = str_starts(name, table) &&
				(str_eq(kind, S("_i_")) || str_eq(kind, S("_u_")) ||
					str_eq(kind, S("_p_")));
		}
		if (!str_eq(word, S("index")) || !ours || index_known(call->arena, name))
			continue;
		log_info("schema: the index %.*s is no longer used", STR(name));
		TRY(call->db->driver->script(call->db,
			str_z(call->arena, str_fmt(call->arena, "drop index %.*s", STR(name)))));
	}
	return OK;
}

/* What the models do not explain was written by another program: ours would lose it. */
static enum status refuse_strangers(struct call *call, struct str *why)
{
	struct strs lines = {0};
	TRY(call->db->driver->schema(call, &lines));
	for (size_t i = 0; i < lines.len; i++) {
		struct str rest, table = str_cut(lines.at[i], ' ', &rest);
		struct str type, column = str_cut(rest, ' ', &type);
		const struct entity *e = entity_find(table);
		if (!e)
			continue;
		const struct field *f = field_find(e, column);
		if (f && str_eq(type, str_of(type_of(&sqlite_driver, f))))
			continue;
		*why = f ? str_fmt(call->arena, "the column %.*s.%.*s is stored as %.*s, this "
			"program wants %s: it lacks a step; install the program that wrote it",
			STR(table), STR(column), STR(type), type_of(&sqlite_driver, f)) :
			str_fmt(call->arena, "the database has a column %.*s.%.*s that this program "
			"does not know; install the program that wrote it", STR(table),
			STR(column));
		return CONFLICT;
	}
	return OK;
}

enum status schema_look(struct call *call, struct str *why)
{
	struct map have = map_on(call->arena);
	struct str number = NOTHING, hash = NOTHING;
	int64_t at = 0;
	TRY(stored_columns(call, &have));
	if (!map_get(&have, S("store_meta name"))) {
		*why = S("the folder holds no guatu database");
		return NOT_FOUND;
	}
	TRY(meta_read(call, "schema", &number));
	TRY(meta_read(call, "hash", &hash));
	call->store->sm3 = str_eq(hash, S("sm3"));
	for (int i = 0; i < all_entity_count; i++)
		for (int k = 0; k < all_entities[i]->field_count; k++)
			if (!map_get(&have, str_fmt(call->arena, "%s %s", all_entities[i]->name,
				    all_entities[i]->fields[k].name)))
				at = NEWEST + 1;
	if (at == 0 && str_int(number, &at) && at <= NEWEST)
		return OK;
	*why = S("the database is of another guatu's schema; guatu migrate brings an older one "
		 "forward");
	return CONFLICT;
}

enum status schema_prepare(struct call *call, bool create, struct str *why)
{
	struct map have = map_on(call->arena);
	TRY(stored_columns(call, &have));
	bool empty = !map_get(&have, S("store_meta name"));
	if (empty && !create) {
		*why = S("the folder holds no guatu database");
		return NOT_FOUND;
	}
	TRY(make_base(call));
	struct str number, hash;
	TRY(meta_read(call, "schema", &number));
	int64_t at = NEWEST;
	if (number.len && (!str_int(number, &at) || at > NEWEST)) {
		*why = str_fmt(call->arena,
			"the database is of a newer guatu (schema %.*s, this program knows %d); "
			"install the newer program", STR(number), NEWEST);
		return CONFLICT;
	}
	for (size_t i = 0; i < LEN(steps); i++)
		if (steps[i].number > at && steps[i].sql[0])
			TRY(call->db->driver->script(call->db, steps[i].sql));
	have = map_on(call->arena); /* as the steps left it */
	TRY(stored_columns(call, &have));
	TRY(add_missing(call, &have));
	TRY(drop_indexes(call));
	TRY(refuse_strangers(call, why));
	TRY(meta_read(call, "hash", &hash));
	if (!hash.len)
		TRY(meta_write(call, "hash", call->store->sm3 ? S("sm3") : S("sha256")));
	else
		call->store->sm3 = str_eq(hash, S("sm3"));
	return meta_write(call, "schema", str_fmt(call->arena, "%d", NEWEST));
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static struct str sorted(struct arena *a, struct strs *lines)
{
	if (lines->len)
		qsort(lines->at, lines->len, sizeof *lines->at, by_text);
	struct out o = out_on(a, 4 << 20);
	for (size_t i = 0; i < lines->len; i++) {
		out_str(&o, lines->at[i]);
		out_c(&o, '\n');
	}
	return out_got(&o);
}

struct str schema_fresh(struct arena *a)
{
	struct strs lines = {0};
	for (int i = 0; i < all_entity_count; i++) {
		const struct entity *e = all_entities[i];
		for (int k = 0; k < e->field_count; k++)
			*vec_add(a, &lines) = str_fmt(a, "%s %s %s", e->name, e->fields[k].name,
				type_of(&sqlite_driver, &e->fields[k]));
		for (int k = 0; k < e->index_count; k++)
			*vec_add(a, &lines) = str_fmt(a, "index %.*s",
				STR(index_name(a, e, &e->indexes[k])));
	}
	return sorted(a, &lines);
}

enum status schema_stored(struct call *call, struct str *found)
{
	struct strs all = {0}, lines = {0};
	TRY(call->db->driver->schema(call, &all));
	for (size_t i = 0; i < all.len; i++) {
		struct str rest, table = str_cut(all.at[i], ' ', &rest);
		bool ours = str_eq(table, S("index")) ? !str_starts(rest, S("history_")) :
							entity_find(table) != NULL;
		if (ours)
			*vec_add(call->arena, &lines) = all.at[i];
	}
	*found = sorted(call->arena, &lines);
	return OK;
}
