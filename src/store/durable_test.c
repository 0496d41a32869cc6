/* What the store promises when things go wrong, on both databases: the process killed, the
 * disk full, the transaction or the connection gone, the queue full, two servers at once. */
#include "store/store_test.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* ---- a batch of our choosing: the writer is held while the works queue up ---------------- */
enum { BATCH = 6 };

struct shared {
	sem_t held, go, done;
	struct unit units[BATCH];
	enum status said[BATCH];
	work_fn *runs[BATCH];
};

struct place {
	struct shared *batch;
	int at;
};

static enum status hold(struct call *call, void *arg)
{
	struct shared *b = arg;
	(void)call;
	sem_post(&b->held);
	while (sem_wait(&b->go) != 0)
		assert_int_equal(errno, EINTR);
	return OK;
}

static void released(struct call *call, enum status status, void *arg)
{
	(void)call;
	(void)status;
	sem_post(&((struct shared *)arg)->done);
}

static enum status run_place(struct call *call, void *arg)
{
	struct place *p = arg;
	work_fn *run = p->batch->runs[p->at];
	struct unit *u = &p->batch->units[p->at];
	return run == add_unit ? store_try(call, run, u) : run(call, u);
}

static void note_place(struct call *call, enum status status, void *arg)
{
	struct place *p = arg;
	arena_close(call->arena);
	p->batch->said[p->at] = status;
	sem_post(&p->batch->done);
}

static void run_as_one(struct shared *b)
{
	static const char *const names[] = {"甲", "乙", "丙", "丁", "戊", "己"};
	struct place places[BATCH];
	sem_init(&b->held, 0, 0);
	sem_init(&b->go, 0, 0);
	sem_init(&b->done, 0, 0);
	assert_int_equal(store_write_later(a_call(), hold, released, b), OK);
	sem_wait(&b->held);
	for (int i = 0; i < BATCH; i++) {
		places[i] = (struct place){b, i};
		b->units[i] = unit_named(names[i]);
		if (!b->runs[i])
			b->runs[i] = add_unit;
		struct call *call = a_call();
		call->arena = arena_open(); /* the writer's while it runs */
		assert_int_equal(store_write_later(call, run_place, note_place, &places[i]), OK);
	}
	sem_post(&b->go);
	for (int i = 0; i <= BATCH; i++)
		sem_wait(&b->done);
}

static enum status fail_after_adding(struct call *call, void *arg)
{
	TRY(row_add(call, &unit_entity, arg));
	return INVALID;
}

static enum status try_and_fail(struct call *call, void *arg)
{
	assert_int_equal(store_try(call, fail_after_adding, arg), INVALID);
	return OK;
}

static void loses_only_the_work_that_failed(void **state)
{
	(void)state;
	struct shared b = {.runs = {[2] = try_and_fail}};
	run_as_one(&b);
	for (int i = 0; i < BATCH; i++)
		assert_int_equal(b.said[i], OK);
	assert_int_equal(count_of("select count(*) from unit"), BATCH - 1);
	assert_int_equal(count_of("select count(*) from unit where name = '丙'"), 0);
	assert_int_equal(chain_length(), BATCH - 1);
}

/* A full disk ends SQLite's transaction in the middle of a work. */
static enum status end_transaction(struct call *call, void *arg)
{
	(void)arg;
	call->db->driver->script(call->db, "rollback");
	return OK;
}

/* A failed statement outside a savepoint ends PostgreSQL's: its commit is a rollback. */
static enum status break_statement(struct call *call, void *arg)
{
	(void)arg;
	db_do(call, S("select nothing from nowhere"), true, NULL, 0);
	return OK;
}

static void calls_nothing_kept_that_is_not(void **state)
{
	(void)state;
	struct shared b = {.runs = {[2] = end_transaction}};
	run_as_one(&b);
	for (int i = 0; i < BATCH; i++)
		assert_int_equal(b.said[i], BROKEN);
	assert_int_equal(count_of("select count(*) from unit"), 0);
	struct shared c = {.runs = {[3] = break_statement}};
	run_as_one(&c);
	int told = 0;
	for (int i = 0; i < BATCH; i++)
		told += c.said[i] == OK && i != 3;
	assert_int_equal(count_of("select count(*) from unit"), told);
	assert_int_equal(chain_length(), told);
	struct unit u = unit_named("后来");
	assert_int_equal(store_write(a_call(), add_unit, &u), OK);
	assert_int_equal(chain_length(), told + 1);
}

static void refuses_when_the_queue_is_full(void **state)
{
	(void)state;
	struct shared b = {.runs = {NULL}};
	sem_init(&b.held, 0, 0);
	sem_init(&b.go, 0, 0);
	sem_init(&b.done, 0, 0);
	assert_int_equal(store_write_later(a_call(), hold, released, &b), OK);
	sem_wait(&b.held);
	int queued = 0;
	while (queued < 100000 && store_write_later(a_call(), hold, released, &b) == OK)
		queued++;
	assert_int_equal(queued, 4096);
	for (int i = 0; i <= queued; i++)
		sem_post(&b.go);
	for (int i = 0; i <= queued; i++)
		sem_wait(&b.done);
}

/* ---- killed in the middle ------------------------------------------------------------------ */
enum { FLIGHT = 16 };

struct stream {
	sem_t free;
	int pipe;
};
struct flight {
	struct stream *stream;
	struct call call;
	struct unit unit;
};

static enum status add_flight(struct call *call, void *arg)
{
	return store_try(call, add_unit, &((struct flight *)arg)->unit);
}

static void tell_parent(struct call *call, enum status status, void *arg)
{
	struct flight *f = arg;
	(void)call;
	if (status != OK || write(f->stream->pipe, &f->unit.id, sizeof f->unit.id) < 0)
		_exit(3);
	arena_close(f->call.arena);
	sem_post(&f->stream->free);
	free(f);
}

static _Noreturn void write_for_ever(int pipe)
{
	struct stream s = {.pipe = pipe};
	sem_init(&s.free, 0, FLIGHT);
	open_store();
	for (int i = 0;; i++) {
		sem_wait(&s.free);
		struct flight *f = calloc(1, sizeof *f);
		f->stream = &s;
		f->call = *a_call();
		f->call.arena = arena_open();
		f->unit = (struct unit){.name = str_fmt(f->call.arena, "单位 %d", i),
			.kind = UNIT_KIND_TOWN, .rank = INT_NONE};
		if (store_write_later(&f->call, add_flight, tell_parent, f) != OK)
			_exit(4);
	}
}

static void keeps_what_it_acknowledged(void **state)
{
	(void)state;
	close_store();
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0)
		write_for_ever(ends[1]);
	close(ends[1]);
	int64_t id, most = 0, acknowledged = 0;
	while (read(ends[0], &id, sizeof id) == sizeof id) {
		most = MAX(most, id);
		if (++acknowledged == 500)
			kill(child, SIGKILL);
	}
	int how;
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
	close(ends[0]);
	open_store();
	char sql[80];
	snprintf(sql, sizeof sql, "select count(*) from unit where id <= %lld", (long long)most);
	assert_true(acknowledged >= 500);
	assert_true(count_of(sql) >= acknowledged);
	assert_int_equal(count_of("select count(*) from unit"), chain_length());
}

/* ---- the disk is full ---------------------------------------------------------------------- */
static int fill_the_disk(void)
{
	signal(SIGXFSZ, SIG_IGN);
	open_store();
	struct rlimit was, small = {600 << 10, 0};
	getrlimit(RLIMIT_FSIZE, &was);
	small.rlim_max = was.rlim_max;
	setrlimit(RLIMIT_FSIZE, &small);
	int64_t kept = 0, failed = 0;
	for (int i = 0; failed < 20 && i < 20000; i++) {
		char name[40];
		snprintf(name, sizeof name, "单位 %d", i);
		struct unit u = unit_named(name);
		enum status status = store_write(a_call(), add_unit, &u);
		kept += status == OK;
		failed += status != OK;
	}
	setrlimit(RLIMIT_FSIZE, &was);
	struct unit u = unit_named("磁盘腾出之后");
	enum status after = store_write(a_call(), add_unit, &u);
	if (!failed || after != OK || count_of("select count(*) from unit") != kept + 1)
		return 1;
	return chain_length() == kept + 1 ? 0 : 2;
}

static void survives_a_full_disk(void **state)
{
	(void)state;
	if (stage.database) /* its files are its own server's */
		return;
	close_store();
	pid_t child = fork();
	if (child == 0)
		_exit(fill_the_disk());
	int how;
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFEXITED(how));
	assert_int_equal(WEXITSTATUS(how), 0);
	open_store();
	chain_length();
}

/* ---- two servers, and a database that comes back ------------------------------------------- */
static void refuses_a_second_server(void **state)
{
	(void)state;
	struct store *other = NULL;
	struct str why;
	assert_int_equal(try_open(stage.folder, &other, &why), BUSY);
	assert_true(str_has(why, S("in use by another guatu")));
	if (!stage.database)
		return;
	char elsewhere[] = "/tmp/guatu-other-XXXXXX";
	assert_non_null(mkdtemp(elsewhere));
	assert_int_equal(try_open(elsewhere, &other, &why), BUSY);
	assert_true(str_has(why, S("another guatu server")));
	assert_int_equal(shell("rm -rf %s%s", elsewhere, ""), 0);
}

static void comes_back_with_its_database(void **state)
{
	(void)state;
	struct unit u = unit_named("之前"), after = unit_named("之后");
	assert_int_equal(store_write(a_call(), add_unit, &u), OK);
	count_of("select count(*) from unit");
	if (stage.database)
		behind_its_back("select pg_terminate_backend(pid) from pg_stat_activity where "
				"pid <> pg_backend_pid() and datname = current_database()");
	enum status status = BROKEN;
	for (int i = 0; i < 3 && status != OK; i++) { /* finds out, opens another */
		after.id = 0;
		status = store_write(a_call(), add_unit, &after);
	}
	assert_int_equal(status, OK);
	for (int i = 0; i < 3 && store_ping(stage.store) != OK; i++)
		;
	assert_int_equal(count_of("select count(*) from unit"), 2);
	assert_int_equal(chain_length(), 2);
}

/* ---- shapes, upkeep ------------------------------------------------------------------------- */
static enum status age_events(struct call *call, void *arg)
{
	(void)arg;
	TRY(event_put(call, S("visit"), S("1")));
	call->now.ms += 49 * 3600 * 1000ll;
	return event_put(call, S("visit"), S("2"));
}

static void forgets_old_events(void **state)
{
	(void)state;
	struct unit u = unit_named("一日之后");
	assert_int_equal(store_write(a_call(), age_events, NULL), OK);
	struct call *late = a_call();
	late->now.ms += 50 * 3600 * 1000ll;
	assert_int_equal(store_write(late, add_unit, &u), OK);
	assert_int_equal(count_of("select count(*) from outbox"), 1);
}

static enum status put_three(struct call *call, void *arg)
{
	(void)arg;
	for (int i = 1; i <= 3; i++)
		TRY(event_put(call, S("visit"), str_fmt(call->arena, "%d", i)));
	return OK;
}

struct reading {
	struct event_list got;
	size_t tell; /* so many are told of, then the work ends with `end` */
	enum status end;
};

static enum status read_events(struct call *call, void *arg)
{
	struct reading *r = arg;
	TRY(event_next(call, "test", 10, &r->got));
	if (r->tell)
		TRY(event_told(call, "test", r->got.at[r->tell - 1].id));
	return r->end;
}

/* A reader whose work failed is told again; what it has seen it never sees twice; and what it
 * has not seen stays, however old. */
static void tells_each_reader_once(void **state)
{
	(void)state;
	struct unit u = unit_named("很久以后");
	struct reading failing = {.tell = 3, .end = INVALID}, first = {.tell = 2}, rest = {0};
	assert_int_equal(store_write(a_call(), put_three, NULL), OK);
	assert_int_equal(store_write(a_call(), read_events, &failing), INVALID);
	assert_int_equal(store_write(a_call(), read_events, &first), OK);
	assert_int_equal(first.got.len, 3);
	assert_true(str_eq(first.got.at[0].detail, S("1")));
	struct call *late = a_call();
	late->now.ms += 50 * 3600 * 1000ll;
	assert_int_equal(store_write(late, add_unit, &u), OK);
	assert_int_equal(store_write(a_call(), read_events, &rest), OK);
	assert_int_equal(rest.got.len, 1);
	assert_true(str_eq(rest.got.at[0].detail, S("3")));
	assert_int_equal(count_of("select count(*) from outbox"), 1);
}

static void seals_secrets(void **state)
{
	(void)state;
	struct call *call = a_call();
	struct str one, two, back;
	assert_int_equal(secret_open(call, S(""), &back), OK);
	assert_int_equal(secret_seal(call, S("口令 p-1"), &one), OK);
	assert_int_equal(secret_seal(call, S("口令 p-1"), &two), OK);
	assert_false(str_eq(one, two) || str_has(one, S("p-1")));
	assert_int_equal(secret_open(call, one, &back), OK);
	assert_true(str_eq(back, S("口令 p-1")));
	char *bent = str_z(call->arena, one);
	bent[20] = bent[20] == 'A' ? 'B' : 'A';
	assert_int_equal(secret_open(call, str_of(bent), &back), BROKEN);
	assert_int_equal(secret_open(call, S("no base64!"), &back), BROKEN);
	assert_int_equal(shell("test $(stat -c %%a %s/secret.key%s) = 600", stage.folder, ""), 0);
	assert_int_equal(shell("rm %s/secret.key%s", stage.folder, ""), 0);
	assert_int_equal(secret_open(call, one, &back), BROKEN);
}

static void refuses_a_stranger_s_column(void **state)
{
	(void)state;
	struct str why;
	close_store();
	behind_its_back("alter table unit add column wings text");
	assert_int_equal(try_open(stage.folder, &stage.store, &why), CONFLICT);
	assert_true(str_has(why, S("unit.wings")));
	behind_its_back("alter table unit drop column wings");
	open_store();
}

static void moves_forward_to_what_is_fresh(void **state)
{
	(void)state;
	struct str stored;
	close_store();
	behind_its_back("alter table unit drop column brief");
	behind_its_back("drop index unit_p_parent");
	behind_its_back("create index unit_i_brief_rank on unit (name, rank)"); /* once a model's */
	behind_its_back("drop table promise_reply");
	open_store();
	struct call *call = a_call();
	assert_int_equal(store_read(stage.store, call), OK);
	assert_int_equal(schema_stored(call, &stored), OK);
	store_read_end(call);
	struct str fresh = schema_fresh(stage.arena);
	assert_int_equal(stored.len, fresh.len);
	assert_memory_equal(stored.at, fresh.at, fresh.len);
}

static void guards_and_verifies_its_history(void **state)
{
	(void)state;
	struct unit a = unit_named("一"), b = unit_named("二");
	assert_int_equal(store_write(a_call(), add_unit, &a), OK);
	assert_int_equal(store_write(a_call(), add_unit, &b), OK);
	close_store();
	if (!stage.database)
		assert_int_not_equal(shell("sqlite3 %s/guatu.db %s 2>/dev/null", stage.folder,
					     "'delete from history'"), 0);
	else
		behind_its_back("alter table history disable trigger all");
	if (!stage.database)
		behind_its_back("drop trigger history_keep");
	behind_its_back("update history set address = address || ' ' where seq = 1");
	open_store();
	struct call *call = a_call();
	struct history_check found = {0};
	assert_int_equal(store_read(stage.store, call), OK);
	assert_int_equal(history_verify(call, &found), OK);
	store_read_end(call);
	assert_int_equal(found.broken.len, 1);
	assert_int_equal(found.broken.at[0].entry, 1);
}

static int64_t kept_count(int *statements)
{
	static const struct column columns[] = {{"n", "n", F_INT, 0, NULL}};
	static const struct entity *const tables[] = {&unit_entity, NULL};
	static const struct statement units = {.name = "units",
		.sql = "select count(*) as n from unit", .columns = columns, .column_count = 1,
		.row_size = sizeof(int64_t), .cached = true,
		.tables = tables};
	struct call *call = a_call();
	struct rows rows;
	assert_int_equal(store_read(stage.store, call), OK);
	assert_int_equal(db_run(call, &units, NULL, &rows), OK);
	*statements = db_statements(call);
	store_read_end(call);
	return *(int64_t *)rows.at;
}

static enum status add_person(struct call *call, void *arg)
{
	struct person p = {.name = S("某"), .unit = *(int64_t *)arg};
	return row_add(call, &person_entity, &p);
}

static void keeps_rows_until_their_tables_change(void **state)
{
	(void)state;
	int asked;
	struct unit a = unit_named("一"), b = unit_named("二");
	assert_int_equal(store_write(a_call(), add_unit, &a), OK);
	assert_int_equal(kept_count(&asked), 1);
	assert_int_equal(asked, 1);
	assert_int_equal(store_write(a_call(), add_person, &a.id), OK);
	assert_int_equal(kept_count(&asked), 1);
	assert_int_equal(asked, 0);
	assert_int_equal(store_write(a_call(), add_unit, &b), OK);
	assert_int_equal(kept_count(&asked), 2);
	assert_int_equal(asked, 1);
}

static enum status add_item(struct call *call, void *arg)
{
	struct item *i = arg;
	struct item_step s = {.kind = ITEM_STEP_KIND_RAISE, .at = call->now};
	TRY(row_add(call, &item_entity, i));
	s.item = i->id;
	return row_add(call, &item_step_entity, &s);
}

static enum status add_two_lose_one(struct call *call, void *arg)
{
	struct item *i = arg;
	TRY(add_item(call, i));
	struct item lost = {.code = i->code, .title = S("again")}; /* the code is taken */
	assert_int_equal(store_try(call, add_item, &lost), CONFLICT);
	struct item_step s = {.kind = ITEM_STEP_KIND_NOTE, .at = call->now, .item = i->id};
	return row_add(call, &item_step_entity, &s);
}

static void tells_of_parts_in_the_whole_s_entry(void **state)
{
	(void)state;
	struct item i = {.code = S("2026-00001"), .title = S("line")};
	assert_int_equal(store_write(a_call(), add_item, &i), OK);
	assert_int_equal(chain_length(), 1);
	assert_int_equal(count_of("select count(*) from history where entity = 'item' and "
				  "detail like '%line%\"parts\":[{\"entity\":\"item_step\"%'"), 1);
	struct item j = {.code = S("2026-00002"), .title = S("two")};
	assert_int_equal(store_write(a_call(), add_two_lose_one, &j), OK);
	assert_int_equal(chain_length(), 3); /* before the savepoint, and after it */
	assert_int_equal(count_of("select count(*) from history where detail like '%again%'"), 0);
	assert_int_equal(count_of("select count(*) from history where entity = 'item' and row_id "
				  "= 2 and detail like '%\"kind\":\"note\"%'"), 1);
}

struct nested {
	struct unit unit;
	struct call *other;
	bool taken;
};

static enum status add_while_another_comes(struct call *call, void *arg)
{
	struct nested *n = arg;
	enum status status;
	n->taken = store_write_now(n->other, add_unit, &n->unit, &status);
	return add_unit(call, &n->unit);
}

static void writes_at_once_only_when_at_rest(void **state)
{
	(void)state;
	struct nested n = {.unit = unit_named("一"), .other = a_call(), .taken = true};
	enum status status = BROKEN;
	assert_true(store_write_now(a_call(), add_while_another_comes, &n, &status));
	assert_int_equal(status, OK);
	assert_false(n.taken);
	assert_int_equal(count_of("select count(*) from unit"), 1);
	assert_int_equal(chain_length(), 1);
}

static const struct CMUnitTest tests[] = {ON_STAGE(loses_only_the_work_that_failed),
	ON_STAGE(calls_nothing_kept_that_is_not), ON_STAGE(refuses_when_the_queue_is_full),
	ON_STAGE(keeps_what_it_acknowledged), ON_STAGE(survives_a_full_disk),
	ON_STAGE(refuses_a_second_server), ON_STAGE(comes_back_with_its_database),
	ON_STAGE(forgets_old_events), ON_STAGE(tells_each_reader_once), ON_STAGE(seals_secrets), ON_STAGE(refuses_a_stranger_s_column),
	ON_STAGE(moves_forward_to_what_is_fresh), ON_STAGE(guards_and_verifies_its_history),
	ON_STAGE(keeps_rows_until_their_tables_change),
	ON_STAGE(tells_of_parts_in_the_whole_s_entry), ON_STAGE(writes_at_once_only_when_at_rest)};
ON_BOTH(tests)
