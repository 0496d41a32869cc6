/* The store on SQLite: rows, conflicts, savepoints of a shared commit, the history's chain,
 * lists page by page, and a database moved forward against a fresh one. */
#include "store/driver.h"
#include "models.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/guatu-store-XXXXXX";
static struct store *store;
static struct arena *arena;

static struct call *open_call(void)
{
	struct call *call = NEW(arena, struct call);
	*call = (struct call){.arena = arena, .store = store, .now = {1790000000000},
		.today = day_of(2026, 11, 23), .cause = S("test")};
	call->who.sees_all = true;
	return call;
}

static void open_store(void)
{
	struct str why = NOTHING;
	struct store_options o = {.data = folder, .create = true};
	assert_int_equal(store_open(&o, &store, &why, arena), OK);
}

static int start(void **state)
{
	(void)state;
	arena = arena_open();
	if (!mkdtemp(folder))
		return 1;
	open_store();
	return 0;
}

static int finish(void **state)
{
	(void)state;
	store_close(store);
	arena_close(arena);
	char command[200];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

static enum status add_unit(struct call *call, void *arg)
{
	struct unit *u = arg;
	return row_add(call, &unit_entity, u);
}

static enum status change_unit(struct call *call, void *arg)
{
	return row_change(call, &unit_entity, arg);
}

static struct unit unit_named(const char *name)
{
	return (struct unit){.name = str_of(name), .kind = UNIT_KIND_TOWN, .rank = INT_NONE};
}

static void keeps_and_changes_rows(void **state)
{
	(void)state;
	struct call *call = open_call();
	struct unit u = unit_named("曹溪镇"), read;
	assert_int_equal(store_write(call, add_unit, &u), OK);
	assert_true(u.id > 0);
	u.brief = S("曹溪");
	assert_int_equal(store_write(call, change_unit, &u), OK);
	assert_int_equal(u.version, 2);
	u.version = 1;
	u.brief = S("别人");
	assert_int_equal(store_write(call, change_unit, &u), CONFLICT);
	assert_int_equal(store_read(store, call), OK);
	assert_int_equal(row_read(call, &unit_entity, u.id, &read), OK);
	assert_true(str_eq(read.brief, S("曹溪")));
	assert_int_equal(read.kind, UNIT_KIND_TOWN);
	assert_true(read.rank == INT_NONE);
	assert_int_equal(row_read(call, &unit_entity, 999999, &read), NOT_FOUND);
	store_read_end(call);
}

struct doomed {
	struct unit *kept;
	enum status inner;
};

static enum status fail_inside(struct call *call, void *arg)
{
	struct unit lost = unit_named("不该留下");
	(void)arg;
	assert_int_equal(row_add(call, &unit_entity, &lost), OK);
	return INVALID;
}

static enum status keep_around(struct call *call, void *arg)
{
	struct doomed *d = arg;
	assert_int_equal(row_add(call, &unit_entity, d->kept), OK);
	d->inner = store_try(call, fail_inside, NULL);
	return OK;
}

static void loses_only_what_failed(void **state)
{
	(void)state;
	struct call *call = open_call();
	struct unit kept = unit_named("留下");
	struct doomed d = {&kept, OK};
	struct history_check before = {0}, after = {0};
	assert_int_equal(store_read(store, call), OK);
	assert_int_equal(history_verify(call, &before), OK);
	store_read_end(call);
	assert_int_equal(store_write(call, keep_around, &d), OK);
	assert_int_equal(d.inner, INVALID);
	assert_int_equal(store_read(store, call), OK);
	struct unit read;
	assert_int_equal(row_read(call, &unit_entity, kept.id, &read), OK);
	struct value name = value_text(S("不该留下"));
	int64_t n = -1;
	assert_int_equal(db_number(call, S("select count(*) from unit where name = $1"), &name, 1,
				 &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(history_verify(call, &after), OK);
	assert_int_equal(after.entries, before.entries + 1);
	assert_int_equal(after.broken.len, 0);
	store_read_end(call);
}

static enum status tamper(struct call *call, void *arg)
{
	(void)arg;
	TRY(db_do(call, S("drop trigger history_keep"), true, NULL, 0));
	return db_do(call, S("update history set detail = detail || ' ' where seq = 2"), true,
		NULL, 0);
}

static enum status touch_history(struct call *call, void *arg)
{
	(void)arg;
	return db_do(call, S("update history set detail = 'x'"), true, NULL, 0);
}

static void guards_its_history(void **state)
{
	(void)state;
	struct call *call = open_call();
	struct history_check found = {0};
	assert_int_not_equal(store_write(call, touch_history, NULL), OK);
	assert_int_equal(store_write(call, tamper, NULL), OK);
	assert_int_equal(store_read(store, call), OK);
	assert_int_equal(history_verify(call, &found), OK);
	assert_int_equal(found.broken.len, 1);
	assert_int_equal(found.broken.at[0].entry, 2);
	store_read_end(call);
}

static enum status make_old(struct call *call, void *arg)
{
	(void)arg;
	TRY(db_do(call, S("alter table visit drop column request"), true, NULL, 0));
	TRY(db_do(call, S("drop table promise_reply"), true, NULL, 0));
	return db_do(call, S("drop index item_p_project"), true, NULL, 0);
}

/* An older database, opened, has the schema of a fresh one. */
static void moves_the_schema_forward(void **state)
{
	(void)state;
	struct call *call = open_call();
	struct str stored;
	assert_int_equal(store_write(call, make_old, NULL), OK);
	assert_int_equal(store_read(store, call), OK);
	assert_int_equal(schema_stored(call, &stored), OK);
	assert_false(str_eq(stored, schema_fresh(arena)));
	store_read_end(call);
	store_close(store);
	open_store();
	call = open_call();
	assert_int_equal(store_read(store, call), OK);
	assert_int_equal(schema_stored(call, &stored), OK);
	assert_true(str_eq(stored, schema_fresh(arena)));
	store_read_end(call);
}

static enum status make_newer(struct call *call, void *arg)
{
	struct value v = value_text(arg ? S("999") : S("1"));
	return db_do(call, S("update store_meta set value = $1 where name = 'schema'"), true, &v, 1);
}

static void refuses_a_newer_database(void **state)
{
	(void)state;
	struct str why = NOTHING;
	struct store *other = NULL;
	struct store_options o = {.data = folder, .create = true};
	assert_int_equal(store_write(open_call(), make_newer, &why), OK);
	assert_int_equal(store_open(&o, &other, &why, arena), BUSY);
	assert_true(str_has(why, S("in use")));
	store_close(store);
	assert_int_equal(store_open(&o, &other, &why, arena), CONFLICT);
	assert_true(str_has(why, S("newer")));
	char command[300];
	snprintf(command, sizeof command,
		"sqlite3 %s/guatu.db \"update store_meta set value = '1' where name = 'schema'\"",
		folder);
	assert_int_equal(system(command), 0);
	open_store();
}

static enum status note_topic(struct call *call, void *arg)
{
	return event_put(call, S("visit"), *(struct str *)arg);
}

static void heard(void *arg, const struct str *topics, size_t count)
{
	assert_int_equal(count, 1);
	assert_true(str_eq(topics[0], S("visit")));
	++*(int *)arg;
}

static void tells_of_commits_once(void **state)
{
	(void)state;
	int told = 0;
	struct str detail = S("7");
	store_on_event(store, heard, &told);
	assert_int_equal(store_write(open_call(), note_topic, &detail), OK);
	store_on_event(store, NULL, NULL);
	assert_int_equal(told, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_and_changes_rows),
		cmocka_unit_test(loses_only_what_failed), cmocka_unit_test(guards_its_history),
		cmocka_unit_test(tells_of_commits_once),
		cmocka_unit_test(moves_the_schema_forward),
		cmocka_unit_test(refuses_a_newer_database)};
	log_quiet();
	return cmocka_run_group_tests(tests, start, finish);
}
