/* PostgreSQL through libpq: the same texts, every column a bigint or a text. */
#include "store/driver.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

enum { CACHE_SLOTS = 1024, INT8 = 20, TEXT = 25 };

struct named {
	char *sql;
	size_t len;
	uint64_t types; /* two bits an argument: the text is prepared for these */
	int number;
};
struct cache {
	struct named slots[CACHE_SLOTS];
	int count;
	enum status last;
};

static enum status status_of(const char *state)
{
	if (!state)
		return BROKEN;
	if (!strncmp(state, "23", 2))
		return CONFLICT;
	if (!strncmp(state, "40", 2) || !strncmp(state, "55P03", 5) || !strncmp(state, "53", 2))
		return BUSY;
	return BROKEN;
}

static enum status note(struct db *db, const PGresult *r, struct str sql)
{
	struct cache *c = db->prepared;
	c->last = status_of(r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL);
	if (c->last == BROKEN)
		log_error("postgres: %s in: %.*s", PQerrorMessage(db->native),
			(int)MIN(sql.len, (size_t)600), sql.at);
	return c->last;
}

static enum status script(struct db *db, const char *sql)
{
	PGresult *r = PQexec(db->native, sql);
	ExecStatusType got = PQresultStatus(r);
	enum status status = got == PGRES_COMMAND_OK || got == PGRES_TUPLES_OK ? OK :
									     note(db, r,
										     str_of(sql));
	PQclear(r);
	return status;
}

static struct named *find(struct cache *c, struct str sql, uint64_t types)
{
	uint64_t h = 0xcbf29ce484222325u ^ types;
	for (size_t i = 0; i < sql.len; i++)
		h = (h ^ (unsigned char)sql.at[i]) * 0x100000001b3u;
	for (h >>= 20;; h++) {
		struct named *n = &c->slots[h % CACHE_SLOTS];
		if (!n->sql || (n->types == types && n->len == sql.len &&
				       memcmp(n->sql, sql.at, sql.len) == 0))
			return n;
	}
}

static void forget(struct cache *c)
{
	for (int i = 0; i < CACHE_SLOTS; i++)
		free(c->slots[i].sql);
	memset(c->slots, 0, sizeof c->slots);
	c->count = 0;
}

static enum status start(struct db *db, struct str sql, bool fixed, const struct value *args,
	int arg_count, struct cursor *cursor)
{
	(void)fixed;
	struct cache *c = db->prepared;
	*cursor = (struct cursor){.db = db, .row = -1};
	db->statements++;
	assert(arg_count <= 120);
	const char *values[128];
	int lengths[128] = {0}, formats[128] = {0};
	char numbers[128][24], name[24];
	Oid oids[128];
	uint64_t types = 0;
	for (int i = 0; i < arg_count; i++) {
		oids[i] = args[i].kind == V_INT ? INT8 : args[i].kind == V_TEXT ? TEXT : 0;
		types = types * 3 + (uint64_t)args[i].kind;
		values[i] = NULL;
		if (args[i].kind == V_INT) {
			snprintf(numbers[i], sizeof numbers[i], "%lld", (long long)args[i].n);
			values[i] = numbers[i];
		} else if (args[i].kind == V_TEXT) {
			values[i] = args[i].text.at ? args[i].text.at : "";
			lengths[i] = (int)args[i].text.len;
			formats[i] = 1; /* binary text is its bytes: no copy to end it with NUL */
		}
	}
	struct named *n = find(c, sql, types);
	if (!n->sql && c->count > CACHE_SLOTS / 2) {
		forget(c);
		TRY(script(db, "deallocate all"));
		n = find(c, sql, types);
	}
	if (!n->sql) {
		char *z = malloc(sql.len + 1);
		if (!z)
			arena_die(sql.len);
		memcpy(z, sql.at, sql.len);
		z[sql.len] = 0;
		snprintf(name, sizeof name, "s%d", c->count);
		PGresult *r = PQprepare(db->native, name, z, arg_count, oids);
		bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
		enum status status = ok ? OK : note(db, r, sql);
		PQclear(r);
		if (!ok) {
			free(z);
			return status;
		}
		*n = (struct named){z, sql.len, types, c->count++};
	}
	snprintf(name, sizeof name, "s%d", n->number);
	PGresult *r = PQexecPrepared(db->native, name, arg_count, values, lengths, formats, 0);
	ExecStatusType got = PQresultStatus(r);
	if (got != PGRES_TUPLES_OK && got != PGRES_COMMAND_OK) {
		enum status status = note(db, r, sql);
		PQclear(r);
		return status;
	}
	cursor->result = r;
	cursor->rows = PQntuples(r);
	return OK;
}

static int next(struct cursor *c)
{
	return ++c->row < c->rows;
}

static bool is_null(struct cursor *c, int column)
{
	return PQgetisnull(c->result, c->row, column);
}

static int64_t integer(struct cursor *c, int column)
{
	return strtoll(PQgetvalue(c->result, c->row, column), NULL, 10);
}

static struct str text(struct cursor *c, int column)
{
	return (struct str){PQgetvalue(c->result, c->row, column),
		(size_t)PQgetlength(c->result, c->row, column)};
}

static void end(struct cursor *c)
{
	PQclear(c->result);
	c->result = NULL;
}

static enum status failed(struct db *db)
{
	return ((struct cache *)db->prepared)->last;
}

static bool in_transaction(struct db *db)
{
	return PQtransactionStatus(db->native) == PQTRANS_INTRANS;
}

static bool lost(struct db *db)
{
	return PQstatus(db->native) != CONNECTION_OK;
}

/* Notices ("relation exists, skipping") are no news. */
static void hush(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static enum status open_db(struct store *store, struct db *db, bool reader, struct str *why,
	struct arena *arena)
{
	PGconn *conn = PQconnectdb(store->database);
	db->native = conn;
	db->prepared = calloc(1, sizeof(struct cache));
	if (!db->prepared)
		arena_die(sizeof(struct cache));
	if (PQstatus(conn) != CONNECTION_OK) {
		*why = str_fmt(arena, "PostgreSQL cannot be reached: %s", PQerrorMessage(conn));
		return BROKEN;
	}
	PQsetNoticeProcessor(conn, hush, NULL);
	TRY(script(db, "set client_encoding = 'UTF8'; set standard_conforming_strings = on; "
		       "set statement_timeout = '60s'"));
	if (reader)
		return OK;
	/* A killed server's lock goes when its backend notices: wait a little for that. */
	TRY(script(db, "set synchronous_commit = on; set lock_timeout = '1s'"));
	PGresult *r = PQexec(conn, "select pg_advisory_lock(7261626)");
	bool locked = PQresultStatus(r) == PGRES_TUPLES_OK;
	PQclear(r);
	TRY(script(db, "set lock_timeout = 0"));
	if (!locked) {
		*why = S("another guatu server is writing to this database; stop it first");
		return BUSY;
	}
	return OK;
}

static void close_db(struct db *db)
{
	if (db->prepared)
		forget(db->prepared);
	free(db->prepared);
	if (db->writing && !lost(db)) /* at once, not when the backend comes to it */
		PQclear(PQexec(db->native, "select pg_advisory_unlock_all()"));
	PQfinish(db->native);
	db->native = db->prepared = NULL;
}

static enum status schema(struct call *call, struct strs *lines)
{
	struct cursor c;
	TRY(start(call->db,
		S("select table_name || ' ' || column_name || ' ' || case data_type when "
		  "'bigint' then 'integer' else data_type end from information_schema.columns "
		  "where table_schema = current_schema() union all select 'index ' || "
		  "indexname from pg_indexes where schemaname = current_schema() and indexname "
		  "not like '%_pkey'"),
		true, NULL, 0, &c));
	while (next(&c) > 0)
		*vec_add(call->arena, lines) = str_copy(call->arena, text(&c, 0));
	end(&c);
	return OK;
}

const struct driver postgres_driver = {
	.id_column = "bigint generated by default as identity primary key",
	.number = "bigint",
	.table_end = "",
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
