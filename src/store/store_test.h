/* The stage of the store's tests: one folder and one store, on SQLite or on a PostgreSQL
 * of the tests' own. Each test opens and closes; tests/pg.sh needs the repository's root. */
#ifndef GUATU_STORE_TEST_H
#define GUATU_STORE_TEST_H

#include "models.h"
#include "store/driver.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static struct {
	char folder[64], postgres[200], cluster[64];
	const char *database; /* NULL: SQLite */
	struct store *store;
	struct arena *arena;
} stage;

static inline struct call *a_call(void)
{
	struct call *call = NEW(stage.arena, struct call);
	*call = (struct call){.arena = stage.arena, .store = stage.store,
		.now = {1790000000000}, .today = day_of(2026, 11, 23), .cause = S("test")};
	call->who.sees_all = true;
	return call;
}

static inline enum status try_open(const char *data, struct store **opened, struct str *why)
{
	struct store_options o = {.data = data, .database = stage.database, .create = true};
	*why = NOTHING;
	return store_open(&o, opened, why, stage.arena);
}

static inline void open_store(void)
{
	struct str why;
	enum status status = try_open(stage.folder, &stage.store, &why);
	if (status != OK)
		fail_msg("%.*s", STR(why));
}

static inline void close_store(void)
{
	store_close(stage.store);
	stage.store = NULL;
}

static inline int shell(const char *format, const char *a, const char *b)
{
	char command[600];
	snprintf(command, sizeof command, format, a, b);
	return system(command);
}

/* Runs SQL past the store, as a stranger would. */
static inline void behind_its_back(const char *sql)
{
	if (!stage.database) {
		assert_int_equal(shell("sqlite3 %s/guatu.db \"%s\"", stage.folder, sql), 0);
		return;
	}
	PGconn *conn = PQconnectdb(stage.database);
	PQclear(PQexec(conn, "set client_min_messages = error"));
	PGresult *r = PQexec(conn, sql);
	ExecStatusType got = PQresultStatus(r);
	if (got != PGRES_COMMAND_OK && got != PGRES_TUPLES_OK)
		print_error("%s", PQerrorMessage(conn));
	PQclear(r);
	PQfinish(conn);
}

static inline int begin_test(void **state)
{
	(void)state;
	snprintf(stage.folder, sizeof stage.folder, "/tmp/guatu-store-XXXXXX");
	stage.arena = arena_open();
	if (!mkdtemp(stage.folder))
		return 1;
	if (stage.database)
		behind_its_back("drop schema public cascade; create schema public");
	open_store();
	return 0;
}

static inline int end_test(void **state)
{
	(void)state;
	close_store();
	arena_close(stage.arena);
	return shell("rm -rf %s%s", stage.folder, "");
}

/* NULL where there is no PostgreSQL: its tests are then skipped, with a word. */
static inline bool start_postgres(void)
{
	char command[200];
	snprintf(stage.cluster, sizeof stage.cluster, "/tmp/guatu-pg-XXXXXX");
	if (!mkdtemp(stage.cluster))
		return false;
	snprintf(command, sizeof command, "tests/pg.sh start %s %d", stage.cluster,
		20000 + (int)getpid() % 20000);
	FILE *said = popen(command, "r");
	bool up = said && fgets(stage.postgres, sizeof stage.postgres, said);
	if (!said || pclose(said) != 0 || !up) {
		fprintf(stderr, "[  SKIPPED ] postgres: no PostgreSQL 15 here\n");
		shell("rm -rf %s%s", stage.cluster, "");
		return false;
	}
	stage.postgres[strcspn(stage.postgres, "\n")] = 0;
	stage.database = stage.postgres;
	return true;
}

static inline void stop_postgres(void)
{
	shell("tests/pg.sh stop %s%s", stage.cluster, "");
	shell("rm -rf %s%s", stage.cluster, "");
}

#define ON_BOTH(tests)                                                                   \
	int main(void)                                                                   \
	{                                                                                \
		log_quiet();                                                             \
		int failed = cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);   \
		if (start_postgres()) {                                                  \
			failed += cmocka_run_group_tests_name("postgres", tests, NULL, NULL); \
			stop_postgres();                                                 \
		}                                                                        \
		return failed;                                                           \
	}
#define ON_STAGE(test) cmocka_unit_test_setup_teardown(test, begin_test, end_test)

static inline struct unit unit_named(const char *name)
{
	return (struct unit){.name = str_copy(stage.arena, str_of(name)),
		.kind = UNIT_KIND_TOWN, .rank = INT_NONE};
}

static inline enum status add_unit(struct call *call, void *arg)
{
	return row_add(call, &unit_entity, arg);
}

static inline int64_t count_of(const char *sql)
{
	struct call *call = a_call();
	int64_t n = -1;
	assert_int_equal(store_read(stage.store, call), OK);
	assert_int_equal(db_number(call, str_of(sql), NULL, 0, &n), OK);
	store_read_end(call);
	return n;
}

/* The chain is whole; gives how many entries it has. */
static inline int64_t chain_length(void)
{
	struct call *call = a_call();
	struct history_check found = {0};
	assert_int_equal(store_read(stage.store, call), OK);
	assert_int_equal(history_verify(call, &found), OK);
	store_read_end(call);
	assert_int_equal(found.broken.len, 0);
	return found.entries;
}

#endif
