/* Opening, the readers' pool, and upkeep. */
#include "store/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void make_entity_sql(struct store *s, struct arena *a)
{
	s->entity_sql = calloc((size_t)all_entity_count + 1, sizeof *s->entity_sql);
	if (!s->entity_sql)
		arena_die(sizeof *s->entity_sql);
	for (int i = 0; i < all_entity_count; i++) {
		const struct entity *e = all_entities[i];
		struct out names = out_on(a, 1 << 16), marks = out_on(a, 1 << 16);
		for (int k = 1; k < e->field_count; k++) {
			out_fmt(&names, "%s%s", k > 1 ? ", " : "", e->fields[k].name);
			out_fmt(&marks, "%s$%d", k > 1 ? ", " : "", k);
		}
		struct entity_sql *q = &s->entity_sql[i];
		q->entity = e;
		char *text;
		assert(asprintf(&text, "insert into %s (%.*s) values (%.*s) returning id", e->name,
			       STR(out_got(&names)), STR(out_got(&marks))) > 0);
		q->insert = str_of(text);
		assert(asprintf(&text, "select id, %.*s from %s where id = $1",
			       STR(out_got(&names)), e->name) > 0);
		q->select = str_of(text);
		assert(asprintf(&text, "delete from %s where id = $1", e->name) > 0);
		q->drop = str_of(text);
	}
}

static enum status make_folder(const struct store_options *o, struct str *why,
	struct arena *a)
{
	const char *const parts[] = {"", "/blobs", "/tmp"};
	for (size_t i = 0; i < LEN(parts); i++) {
		char *path = str_z(a, str_fmt(a, "%s%s", o->data, parts[i]));
		struct stat st;
		if (stat(path, &st) == 0)
			continue;
		if (!o->create && i == 0) {
			*why = str_fmt(a, "there is no data folder %s", path);
			return NOT_FOUND;
		}
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			*why = str_fmt(a, "%s cannot be made: %s", path, strerror(errno));
			return BROKEN;
		}
	}
	return OK;
}

static enum status lock_folder(struct store *s, struct str *why, struct arena *a)
{
	char *path = str_z(a, str_fmt(a, "%s/lock", s->folder));
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock < 0 || flock(s->lock, LOCK_EX | LOCK_NB) != 0) {
		*why = str_fmt(a, "%s is in use by another guatu; stop it first, or give another "
				  "--data", s->folder);
		return BUSY;
	}
	return OK;
}

static enum status look_only(struct store *s, struct str *why, struct arena *a)
{
	struct call call = {.arena = a, .store = s};
	TRY(store_read(s, &call));
	enum status status = schema_look(&call, why);
	store_read_end(&call);
	return status;
}

enum status store_open(const struct store_options *o, struct store **opened,
	struct str *why, struct arena *a)
{
	struct store *s = calloc(1, sizeof *s);
	if (!s)
		arena_die(sizeof *s);
	s->lock = -1;
	pthread_mutex_init(&s->event_mutex, NULL);
	pthread_mutex_init(&s->pool_mutex, NULL);
	s->folder = strdup(o->data);
	s->database = o->database ? strdup(o->database) : NULL;
	s->driver = o->database ? &postgres_driver : &sqlite_driver;
	s->sm3 = o->sm3;
	s->cache = cache_open();
	s->touched = calloc((size_t)all_entity_count + 1, sizeof *s->touched);
	if (!s->touched)
		arena_die(sizeof *s->touched);
	make_entity_sql(s, a);
	enum status status = make_folder(o, why, a);
	if (status == OK && !o->look)
		status = lock_folder(s, why, a);
	if (status == OK && !o->create && !o->database) {
		struct stat st;
		if (stat(str_z(a, str_fmt(a, "%s/guatu.db", s->folder)), &st) != 0) {
			*why = str_fmt(a, "%s holds no guatu database", s->folder);
			status = NOT_FOUND;
		}
	}
	if (status == OK)
		status = o->look ? look_only(s, why, a) : writer_open(s, &s->writer, why, a);
	if (status != OK) {
		if (!why->len)
			*why = S("the database failed; see the log");
		store_close(s);
		return status;
	}
	*opened = s;
	return OK;
}

static void drop(struct db *db)
{
	db->driver->close(db);
	free(db);
}

static void pool_empty(struct store *s)
{
	pthread_mutex_lock(&s->pool_mutex);
	struct db *db = s->pool;
	s->pool = NULL;
	pthread_mutex_unlock(&s->pool_mutex);
	for (struct db *next; db; db = next) {
		next = db->next;
		drop(db);
	}
}

void store_close(struct store *s)
{
	if (!s)
		return;
	writer_close(s->writer);
	pool_empty(s);
	for (int i = 0; s->entity_sql && i < all_entity_count; i++) {
		free((char *)(uintptr_t)s->entity_sql[i].insert.at);
		free((char *)(uintptr_t)s->entity_sql[i].select.at);
		free((char *)(uintptr_t)s->entity_sql[i].drop.at);
	}
	free(s->entity_sql);
	cache_close(s->cache);
	free(s->touched);
	pthread_mutex_destroy(&s->event_mutex);
	pthread_mutex_destroy(&s->pool_mutex);
	if (s->lock >= 0)
		close(s->lock);
	free(s->folder);
	free(s->database);
	free(s);
}

const char *store_folder(const struct store *s)
{
	return s->folder;
}

bool store_is_postgres(const struct store *s)
{
	return s->driver == &postgres_driver;
}

/* Another process may write meanwhile; nobody here does. */
bool store_is_look(const struct store *s)
{
	return !s->writer;
}

static struct db *pool_take(struct store *s)
{
	pthread_mutex_lock(&s->pool_mutex);
	struct db *db = s->pool;
	if (db)
		s->pool = db->next;
	pthread_mutex_unlock(&s->pool_mutex);
	return db;
}

enum status store_read(struct store *s, struct call *call)
{
	assert(!call->db);
	struct db *db = pool_take(s);
	if (!db) {
		db = calloc(1, sizeof *db);
		if (!db)
			arena_die(sizeof *db);
		db->driver = s->driver;
		db->store = s;
		struct str why = NOTHING;
		enum status status = s->driver->open(s, db, true, &why, call->arena);
		if (status != OK) {
			log_error("%.*s", STR(why));
			drop(db);
			return status;
		}
	}
	db->statements = 0;
	db->generation = atomic_load(&s->generation);
	/* SQLite takes its snapshot with the first read; PostgreSQL reads each statement's, but
	 * who looks at a whole database that others write wants one moment of it. */
	struct call own = {.arena = call->arena, .db = db};
	bool sqlite = s->driver == &sqlite_driver;
	if (sqlite || store_is_look(s)) {
		enum status begun = db_do(&own, sqlite ? S("begin") :
			S("begin isolation level repeatable read read only"), true, NULL, 0);
		if (begun != OK) {
			drop(db);
			return begun;
		}
	}
	db->statements = 0;
	call->store = s;
	call->db = db;
	return OK;
}

void store_read_end(struct call *call)
{
	struct db *db = call->db;
	if (!db)
		return;
	struct store *s = db->store;
	call->db = NULL;
	struct call own = {.arena = call->arena, .db = db};
	bool held = s->driver == &sqlite_driver || store_is_look(s);
	bool sound = !held || db_do(&own, S("commit"), true, NULL, 0) == OK;
	if (s->driver->lost(db)) /* the others of a restarted database are gone with it */
		pool_empty(s);
	if (!sound || s->driver->lost(db)) {
		drop(db);
		return;
	}
	pthread_mutex_lock(&s->pool_mutex);
	db->next = s->pool;
	s->pool = db;
	pthread_mutex_unlock(&s->pool_mutex);
}

enum status store_ping(struct store *s)
{
	struct call call = {.arena = arena_open()};
	enum status status = store_read(s, &call);
	int64_t n = 0;
	if (status == OK)
		status = db_number(&call, S("select 1"), NULL, 0, &n);
	store_read_end(&call);
	arena_close(call.arena);
	return status == OK && n != 1 ? BROKEN : status;
}

void store_on_event(struct store *s, event_fn *fn, void *arg)
{
	pthread_mutex_lock(&s->event_mutex);
	s->event_arg = arg;
	s->on_event = fn;
	pthread_mutex_unlock(&s->event_mutex);
}

void store_tell(struct store *s, const struct strs *topics)
{
	pthread_mutex_lock(&s->event_mutex);
	if (topics->len && s->on_event)
		s->on_event(s->event_arg, topics->at, topics->len);
	pthread_mutex_unlock(&s->event_mutex);
}

enum status store_backup(struct call *call, const char *out_path)
{
	if (store_is_postgres(call->store))
		return INVALID;
	struct value arg = value_text(str_of(out_path));
	store_read_end(call); /* vacuum runs outside a transaction */
	TRY(store_read(call->store, call));
	TRY(db_do(call, S("commit"), true, NULL, 0));
	enum status status = db_do(call, S("vacuum into $1"), true, &arg, 1);
	db_do(call, S("begin"), true, NULL, 0);
	return status;
}
