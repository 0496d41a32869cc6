/* SQLite: one file in write-ahead mode, fsync at every commit. */
#include "store/driver.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { CACHE_SLOTS = 1024 };

/* Prepared once per connection; texts made at run time share the table by content. */
struct prepared {
	const char *at;
	size_t len;
	bool fixed;
	sqlite3_stmt *stmt;
	uint8_t order[128]; /* parameter number → SQLite's index ("$n" bind by appearance) */
	int params;
};

struct cache {
	struct prepared slots[CACHE_SLOTS];
	int count;
};

static uint64_t hash_of(struct str sql, bool fixed)
{
	if (fixed)
		return (uint64_t)(uintptr_t)sql.at * 0x9E3779B97F4A7C15u >> 32;
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < sql.len; i++)
		h = (h ^ (unsigned char)sql.at[i]) * 0x100000001b3u;
	return h >> 20;
}

static void forget_texts(struct cache *c)
{
	for (int i = 0; i < CACHE_SLOTS; i++) {
		struct prepared *p = &c->slots[i];
		if (p->stmt)
			sqlite3_finalize(p->stmt);
		if (p->at && !p->fixed)
			free((char *)(uintptr_t)p->at);
		memset(p, 0, sizeof *p);
	}
	c->count = 0;
}

static struct prepared *prepare(struct db *db, struct str sql, bool fixed)
{
	struct cache *c = db->prepared;
	if (c->count > CACHE_SLOTS / 2)
		forget_texts(c);
	struct prepared *p;
	for (uint64_t i = hash_of(sql, fixed);; i++) {
		p = &c->slots[i % CACHE_SLOTS];
		if (!p->stmt)
			break;
		if (p->fixed == fixed && p->len == sql.len &&
			(p->at == sql.at || (!fixed && memcmp(p->at, sql.at, sql.len) == 0)))
			return p;
	}
	if (sqlite3_prepare_v3(db->native, sql.at, (int)sql.len, SQLITE_PREPARE_PERSISTENT,
		    &p->stmt, NULL) != SQLITE_OK) {
		log_error("sqlite: %s in: %.*s", sqlite3_errmsg(db->native), STR(sql));
		p->stmt = NULL;
		return NULL;
	}
	p->fixed = fixed;
	p->len = sql.len;
	p->at = sql.at;
	if (!fixed) {
		char *copy = malloc(sql.len + 1);
		if (!copy)
			arena_die(sql.len);
		memcpy(copy, sql.at, sql.len);
		p->at = copy;
	}
	p->params = sqlite3_bind_parameter_count(p->stmt);
	for (int i = 1; i <= p->params; i++) {
		const char *name = sqlite3_bind_parameter_name(p->stmt, i);
		int number = name ? atoi(name + 1) : i;
		assert(number > 0 && number < (int)LEN(p->order));
		p->order[number] = (uint8_t)i;
	}
	c->count++;
	return p;
}

static enum status status_of(int code)
{
	switch (code & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return BUSY;
	case SQLITE_CONSTRAINT:
		return CONFLICT;
	default:
		return BROKEN;
	}
}

static enum status failed(struct db *db)
{
	int code = sqlite3_errcode(db->native);
	enum status status = status_of(code);
	if (status == BROKEN)
		log_error("sqlite: %s", sqlite3_errmsg(db->native));
	return status;
}

static enum status script(struct db *db, const char *sql)
{
	if (sqlite3_exec(db->native, sql, NULL, NULL, NULL) != SQLITE_OK) {
		log_error("sqlite: %s in: %.300s", sqlite3_errmsg(db->native), sql);
		return status_of(sqlite3_errcode(db->native));
	}
	return OK;
}

static enum status start(struct db *db, struct str sql, bool fixed, const struct value *args,
	int arg_count, struct cursor *c)
{
	struct prepared *p = prepare(db, sql, fixed);
	*c = (struct cursor){.db = db};
	if (!p)
		return BROKEN;
	/* A full disk ends the whole transaction; what follows must not commit by itself. */
	if (db->transaction && sqlite3_get_autocommit(db->native))
		return BROKEN;
	db->statements++;
	for (int n = 1; n <= arg_count; n++) {
		int i = p->order[n];
		const struct value *v = &args[n - 1];
		if (!i)
			continue;
		if (v->kind == V_NULL)
			sqlite3_bind_null(p->stmt, i);
		else if (v->kind == V_INT)
			sqlite3_bind_int64(p->stmt, i, v->n);
		else
			sqlite3_bind_text(p->stmt, i, v->text.at ? v->text.at : "",
				(int)v->text.len, SQLITE_STATIC);
	}
	c->statement = p->stmt;
	return OK;
}

static int next(struct cursor *c)
{
	int code = sqlite3_step(c->statement);
	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : -1;
}

static bool is_null(struct cursor *c, int column)
{
	return sqlite3_column_type(c->statement, column) == SQLITE_NULL;
}

static int64_t integer(struct cursor *c, int column)
{
	return sqlite3_column_int64(c->statement, column);
}

static struct str text(struct cursor *c, int column)
{
	const char *at = (const char *)sqlite3_column_text(c->statement, column);
	return (struct str){at, (size_t)sqlite3_column_bytes(c->statement, column)};
}

static void end(struct cursor *c)
{
	if (c->statement) {
		sqlite3_reset(c->statement);
		sqlite3_clear_bindings(c->statement);
	}
}

static bool in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(db->native);
}

static bool lost(struct db *db)
{
	(void)db;
	return false;
}

/* Counting every allocation of every thread under one lock is not worth its figure. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum status open_db(struct store *store, struct db *db, bool reader, struct str *why,
	struct arena *arena)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/guatu.db", store->folder);
	sqlite3 *native = NULL;
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, configure);
	bool look = reader && store_is_look(store);
	int code = sqlite3_open_v2(path, &native, SQLITE_OPEN_NOMUTEX |
		(look ? SQLITE_OPEN_READONLY : reader ? SQLITE_OPEN_READWRITE :
			SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE),
		NULL);
	if (code != SQLITE_OK) {
		*why = str_fmt(arena, "%s cannot be opened: %s", path, sqlite3_errstr(code));
		sqlite3_close(native);
		return BROKEN;
	}
	db->native = native;
	db->prepared = calloc(1, sizeof(struct cache));
	if (!db->prepared)
		arena_die(sizeof(struct cache));
	sqlite3_busy_timeout(native, 10000);
	sqlite3_extended_result_codes(native, 1);
	const char *setup = look ? "pragma temp_store = memory; pragma mmap_size = 0;" :
		"pragma journal_mode = wal; pragma synchronous = full;"
		"pragma foreign_keys = on; pragma temp_store = memory;"
		"pragma mmap_size = 0;"
		"pragma wal_autocheckpoint = 10000;";
	/* The writer's own pages stay in memory; a reader's go with every commit anyway. */
	const char *pages = reader ? "pragma cache_size = -2000" : "pragma cache_size = -16000";
	if (script(db, setup) != OK || script(db, pages) != OK) {
		*why = str_fmt(arena, "%s is not a guatu database: %s", path,
			sqlite3_errmsg(native));
		return BROKEN;
	}
	return OK;
}

static void close_db(struct db *db)
{
	if (db->prepared)
		forget_texts(db->prepared);
	free(db->prepared);
	sqlite3_close(db->native);
	db->native = db->prepared = NULL;
}

static enum status schema(struct call *call, struct strs *lines)
{
	struct cursor c;
	TRY(start(call->db,
		S("select m.name || ' ' || c.name || ' ' || lower(c.type) from sqlite_master m "
		  "join pragma_table_info(m.name) c where m.type = 'table' and m.name not like "
		  "'sqlite_%' union all select 'index ' || name from sqlite_master where "
		  "type = 'index' and sql is not null"),
		true, NULL, 0, &c));
	int got;
	while ((got = next(&c)) > 0)
		*vec_add(call->arena, lines) = str_copy(call->arena, text(&c, 0));
	end(&c);
	return got < 0 ? failed(call->db) : OK;
}

const struct driver sqlite_driver = {
	.id_column = "integer primary key",
	.number = "integer",
	.table_end = " strict",
	.open = open_db,
	.close = close_db,
	.script = script,
	.start = start,
	.next = next,
	.null = is_null,
	.integer = integer,
	.text = text,
	.end = end,
	.failed = failed,
	.in_transaction = in_transaction,
	.lost = lost,
	.schema = schema,
};
