/* The one writer: works queue up, run in savepoints of one transaction, and are answered
 * when it is on disk (group commit). */
#include "store/driver.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { QUEUE_MAX = 4096, BATCH_MAX = 128, TOPICS_MAX = 512 };

struct work {
	struct call *call;
	work_fn *run;
	done_fn *done;
	void *arg;
	enum status status;
	struct work *next;
	bool finished; /* for those who wait */
	bool bare;     /* guards what may fail by itself */
};

struct writer {
	struct store *store;
	struct db db;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t more, finished;
	struct work *first, *last;
	int queued;
	bool closing, running;
	bool busy;   /* some thread runs a batch */
	int last_of; /* how many the last batch held */
	bool *touched; /* per entity, by this batch */
	struct history_head head;
	struct history_waiting waiting;
	EVP_MD_CTX *digest;
	struct arena *topics_arena;
	struct strs topics;
	instant swept; /* when old events were last taken back */
	_Atomic int64_t commits, works, lost; /* since the start; lost: with their commit */
	_Atomic int64_t newest;		      /* the history's last entry on disk */
	atomic_bool failing;		      /* the last commit was */
};

struct evp_md_ctx_st *writer_digest(struct store *s)
{
	return s->writer->digest;
}

struct history_head *writer_head(struct store *s)
{
	return &s->writer->head;
}

struct history_waiting *writer_waiting(struct store *s)
{
	return &s->writer->waiting;
}

void writer_note_event(struct store *s, struct str topic)
{
	struct writer *w = s->writer;
	for (size_t i = 0; i < w->topics.len; i++)
		if (str_eq(w->topics.at[i], topic))
			return;
	if (w->topics.len < TOPICS_MAX)
		*vec_add(w->topics_arena, &w->topics) = str_copy(w->topics_arena, topic);
}

void writer_note_table(struct store *s, const struct entity *e)
{
	s->writer->touched[e->number] = true;
}

/* One work inside a savepoint; the history's head goes back with it. */
static enum status run_saved(struct call *call, work_fn *run, void *arg)
{
	struct writer *w = call->store->writer;
	TRY(history_flush(call->store));
	struct history_head before = w->head;
	size_t topics = w->topics.len;
	if (!call->db->driver->in_transaction(call->db))
		return BROKEN;
	TRY(db_do(call, S("savepoint work"), true, NULL, 0));
	enum status status = run(call, arg);
	if (status == OK)
		status = history_flush(call->store);
	if (status == OK) {
		enum status released = db_do(call, S("release savepoint work"), true, NULL, 0);
		if (released == OK)
			return OK;
		status = released;
	}
	w->head = before;
	w->waiting.waits = false;
	w->topics.len = topics;
	if (db_do(call, S("rollback to savepoint work"), true, NULL, 0) != OK ||
		db_do(call, S("release savepoint work"), true, NULL, 0) != OK)
		return BROKEN;
	return status;
}

/* The next batch, once no other thread runs one; NULL when it is time to end. */
static struct work *take_batch(struct writer *w)
{
	pthread_mutex_lock(&w->mutex);
	while (w->busy || (!w->first && !w->closing))
		pthread_cond_wait(&w->more, &w->mutex);
	struct work *batch = w->first, *last = batch;
	int n = 1;
	for (; last && last->next && n < BATCH_MAX; n++)
		last = last->next;
	if (batch) {
		w->first = last->next;
		if (!w->first)
			w->last = NULL;
		w->queued -= n;
		last->next = NULL;
		w->busy = true;
		w->last_of = n;
	}
	pthread_mutex_unlock(&w->mutex);
	return batch;
}

static void rest(struct writer *w)
{
	pthread_mutex_lock(&w->mutex);
	w->busy = false;
	if (w->first || w->closing)
		pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->mutex);
}

static void answer(struct writer *w, struct work *batch)
{
	while (batch) {
		struct work *next = batch->next;
		if (batch->done) {
			batch->done(batch->call, batch->status, batch->arg);
			free(batch);
		} else {
			pthread_mutex_lock(&w->mutex);
			batch->finished = true;
			pthread_cond_broadcast(&w->finished);
			pthread_mutex_unlock(&w->mutex);
		}
		batch = next;
	}
}

static enum status begin(struct writer *w, struct call *own)
{
	const struct driver *d = w->store->driver;
	if (d->lost(&w->db)) { /* a database restarted: the lock and the head are asked anew */
		struct str why = NOTHING;
		d->close(&w->db);
		if (d->open(w->store, &w->db, false, &why, own->arena) != OK ||
			history_head_read(own, &w->head) != OK) {
			log_error("store: %.*s", STR(why));
			d->close(&w->db);
			return BUSY;
		}
	}
	TRY(db_do(own, d == &sqlite_driver ? S("begin immediate") : S("begin"), true, NULL, 0));
	w->db.transaction = true;
	return OK;
}

/* OK only where all that ran is on disk. A transaction that a failure ended cannot be
 * committed: PostgreSQL would answer its commit with a rollback and call it done. */
static enum status end(struct writer *w, struct call *own)
{
	const struct driver *d = w->store->driver;
	bool sound = d->in_transaction(&w->db) && db_do(own, S("commit"), true, NULL, 0) == OK;
	w->db.transaction = false;
	if (sound)
		return OK;
	log_error("store: a commit of the batch failed; nothing of it was kept");
	if (d == &sqlite_driver ? d->in_transaction(&w->db) : !d->lost(&w->db))
		d->script(&w->db, "rollback");
	return BROKEN;
}

/* Once an hour of the calls' clock, inside a batch that commits anyway. */
static void sweep(struct writer *w, struct call *own, instant now)
{
	const int64_t hour_ms = 3600 * 1000;
	if (now.ms < w->swept.ms + hour_ms || !w->store->driver->in_transaction(&w->db))
		return;
	w->swept = now;
	if (outbox_sweep(own, now) != OK)
		log_error("store: old events could not be taken back");
}

/* What was kept of the touched tables no longer holds; who listens hears the topics. */
static void tell(struct writer *w)
{
	struct store *s = w->store;
	int64_t now = atomic_load(&s->generation) + 1;
	for (int i = 0; i < all_entity_count; i++)
		if (w->touched[i])
			atomic_store(&s->touched[i], now);
	atomic_store(&s->generation, now);
	memset(w->touched, 0, (size_t)all_entity_count * sizeof *w->touched);
	store_tell(s, &w->topics);
	w->topics = (struct strs){0};
}

static void note_commit(struct writer *w, const struct work *batch, bool kept)
{
	for (; batch; batch = batch->next)
		atomic_fetch_add(kept ? &w->works : &w->lost, 1);
	atomic_fetch_add(&w->commits, kept);
	atomic_store(&w->newest, w->head.seq);
	atomic_store(&w->failing, !kept);
}

void store_count(struct store *s, struct store_counts *found)
{
	struct writer *w = s->writer;
	*found = (struct store_counts){.commits = atomic_load(&w->commits),
		.works = atomic_load(&w->works), .lost = atomic_load(&w->lost),
		.history = atomic_load(&w->newest), .failing = atomic_load(&w->failing)};
	pthread_mutex_lock(&w->mutex);
	found->queued = w->queued;
	pthread_mutex_unlock(&w->mutex);
}

static void run_batch(struct writer *w, struct work *batch)
{
	struct arena *arena = w->topics_arena;
	struct call own = {.arena = arena, .store = w->store, .db = &w->db};
	enum status begun = begin(w, &own);
	const bool opened = begun == OK;
	const struct history_head before = w->head;
	for (struct work *k = batch; k; k = k->next) {
		k->status = begun;
		if (begun != OK)
			continue;
		w->db.statements = 0;
		k->call->db = &w->db;
		k->call->store = w->store;
		k->status = k->bare ? k->run(k->call, k->arg) :
				      run_saved(k->call, k->run, k->arg);
		if (k->status == OK)
			k->status = history_flush(w->store);
		w->waiting.waits = false;
		k->call->db = NULL;
		if (!w->store->driver->in_transaction(&w->db))
			begun = BROKEN;
	}
	if (opened)
		sweep(w, &own, batch->call->now);
	const bool kept = opened && end(w, &own) == OK;
	if (opened && !kept) {
		w->head = before;
		w->topics.len = 0;
		for (struct work *k = batch; k; k = k->next)
			k->status = BROKEN;
	}
	note_commit(w, batch, kept);
	tell(w);
	answer(w, batch);
	arena_reset(arena);
}

static void *main_loop(void *arg)
{
	struct writer *w = arg;
	for (struct work *batch; (batch = take_batch(w));) {
		run_batch(w, batch);
		rest(w);
	}
	return NULL;
}

/* Only where the last batch held one: with many at once the group's commit is cheaper. */
bool store_write_now(struct call *call, work_fn *run, void *arg, enum status *status)
{
	struct writer *w = call->store->writer;
	struct work k = {.call = call, .run = run, .arg = arg, .bare = true};
	pthread_mutex_lock(&w->mutex);
	bool mine = !w->busy && !w->first && !w->closing && w->last_of <= 1;
	if (mine) {
		w->busy = true;
		w->last_of = 1;
	}
	pthread_mutex_unlock(&w->mutex);
	if (!mine)
		return false;
	run_batch(w, &k);
	rest(w);
	*status = k.status;
	return true;
}

enum status store_write_later(struct call *call, work_fn *run, done_fn *done, void *arg)
{
	struct writer *w = call->store->writer;
	struct work *k = calloc(1, sizeof *k);
	if (!k)
		arena_die(sizeof *k);
	*k = (struct work){.call = call, .run = run, .done = done, .arg = arg, .bare = true};
	pthread_mutex_lock(&w->mutex);
	bool full = w->queued >= QUEUE_MAX || w->closing;
	if (!full) {
		if (w->last)
			w->last->next = k;
		else
			w->first = k;
		w->last = k;
		w->queued++;
		pthread_cond_signal(&w->more);
	}
	pthread_mutex_unlock(&w->mutex);
	if (full)
		free(k);
	return full ? BUSY : OK;
}

enum status store_try(struct call *call, work_fn *run, void *arg)
{
	assert(call->db && call->db->writing);
	return run_saved(call, run, arg);
}

enum status store_write(struct call *call, work_fn *run, void *arg)
{
	if (call->db && call->db->writing)
		return run_saved(call, run, arg);
	struct writer *w = call->store->writer;
	bool reading = call->db != NULL;
	if (!w)
		return BUSY; /* opened only to look */
	if (reading) /* a reader's snapshot must not outlive what it decides on */
		store_read_end(call);
	struct work k = {.call = call, .run = run, .arg = arg};
	pthread_mutex_lock(&w->mutex);
	if (w->closing) {
		pthread_mutex_unlock(&w->mutex);
		return BUSY;
	}
	if (w->last)
		w->last->next = &k;
	else
		w->first = &k;
	w->last = &k;
	w->queued++;
	pthread_cond_signal(&w->more);
	while (!k.finished)
		pthread_cond_wait(&w->finished, &w->mutex);
	pthread_mutex_unlock(&w->mutex);
	if (reading && store_read(call->store, call) != OK)
		return BROKEN;
	return k.status;
}


enum status writer_open(struct store *s, struct writer **opened, struct str *why,
	struct arena *arena)
{
	struct writer *w = calloc(1, sizeof *w);
	if (!w)
		arena_die(sizeof *w);
	*opened = w;
	w->store = s;
	w->topics_arena = arena_open();
	w->touched = calloc((size_t)all_entity_count + 1, sizeof *w->touched);
	if (!w->touched)
		arena_die(sizeof *w->touched);
	w->digest = EVP_MD_CTX_new();
	w->db = (struct db){.driver = s->driver, .store = s, .writing = true};
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->more, NULL);
	pthread_cond_init(&w->finished, NULL);
	TRY(s->driver->open(s, &w->db, false, why, arena));
	struct call call = {.arena = arena, .store = s, .db = &w->db};
	TRY(db_do(&call, s->driver == &sqlite_driver ? S("begin immediate") : S("begin"), true,
		NULL, 0));
	enum status status = schema_prepare(&call, true, why);
	if (status == OK)
		status = history_head_read(&call, &w->head);
	if (status != OK) {
		db_do(&call, S("rollback"), true, NULL, 0);
		return status;
	}
	TRY(db_do(&call, S("commit"), true, NULL, 0));
	w->newest = w->head.seq;
	w->running = pthread_create(&w->thread, NULL, main_loop, w) == 0;
	return w->running ? OK : BROKEN;
}

void writer_close(struct writer *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->mutex);
	w->closing = true;
	pthread_cond_broadcast(&w->more);
	pthread_mutex_unlock(&w->mutex);
	if (w->running)
		pthread_join(w->thread, NULL);
	if (w->db.native)
		w->store->driver->close(&w->db);
	arena_close(w->topics_arena);
	EVP_MD_CTX_free(w->digest);
	free(w->touched);
	pthread_mutex_destroy(&w->mutex);
	pthread_cond_destroy(&w->more);
	pthread_cond_destroy(&w->finished);
	free(w);
}
