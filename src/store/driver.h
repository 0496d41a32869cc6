/* What a database must offer the store. Two speak it: sqlite.c and postgres.c. */
#ifndef GUATU_DRIVER_H
#define GUATU_DRIVER_H

#include "store/store.h"

#include <pthread.h>

struct driver;

struct db {
	const struct driver *driver;
	struct store *store;
	void *native;
	void *prepared; /* the driver's cache of prepared statements */
	int statements; /* run since it was lent */
	int64_t generation; /* of the store when it was lent */
	bool writing;
	bool transaction; /* one is open: nothing may be written outside it */
	struct db *next; /* in the pool */
};

struct cursor {
	struct db *db;
	void *statement, *result;
	int row, rows;
};

struct driver {
	const char *id_column; /* how an id column is declared */
	const char *number;    /* the type of whole numbers */
	const char *table_end; /* behind a create table */
	enum status (*open)(struct store *, struct db *, bool reader, struct str *why,
		struct arena *);
	void (*close)(struct db *);
	/* Statements without rows, several in one text. */
	enum status (*script)(struct db *, const char *sql);
	/* fixed: the text lives for ever, so its address may name it in the cache. */
	enum status (*start)(struct db *, struct str sql, bool fixed, const struct value *args,
		int arg_count, struct cursor *);
	int (*next)(struct cursor *); /* 1 a row, 0 the end, −1 failed (status in *failed) */
	bool (*null)(struct cursor *, int column);
	int64_t (*integer)(struct cursor *, int column);
	struct str (*text)(struct cursor *, int column); /* borrowed until next */
	void (*end)(struct cursor *);
	enum status (*failed)(struct db *);
	/* A transaction is open and sound: a failure inside it may have ended it. */
	bool (*in_transaction)(struct db *);
	bool (*lost)(struct db *); /* the connection is gone: open another */
	/* "table column type" of what is stored, one line each; unsorted. */
	enum status (*schema)(struct call *, struct strs *lines);
};

extern const struct driver sqlite_driver, postgres_driver;

/* Runs fixed SQL text and gives its first row's first number (0 without a row). */
enum status db_number(struct call *, struct str sql, const struct value *args, int arg_count,
	int64_t *found);
/* Runs SQL without rows. */
enum status db_do(struct call *, struct str sql, bool fixed, const struct value *args,
	int arg_count);

/* ---- inside the store ----------------------------------------------------------------- */
struct writer;

struct store {
	const struct driver *driver;
	char *folder, *database;
	bool sm3;
	int lock;
	struct writer *writer;
	struct db *pool;
	pthread_mutex_t pool_mutex;
	pthread_mutex_t event_mutex; /* who hears may change while the writer tells */
	event_fn *on_event;
	void *event_arg;
	struct entity_sql *entity_sql; /* per entity, made at open */
	struct cache *cache;
	_Atomic int64_t generation; /* commits with writes so far */
	_Atomic int64_t *touched;   /* per entity: the generation of its last change */
};

struct entity_sql {
	const struct entity *entity;
	struct str insert, select, drop;
};
const struct entity_sql *sql_of(const struct store *, const struct entity *);

enum status writer_open(struct store *, struct writer **, struct str *why, struct arena *);
void writer_close(struct writer *);
/* The history's last entry, kept by the writer between commits. */
struct history_head {
	int64_t seq;
	char hash[65];
};
struct history_head *writer_head(struct store *);
/* An entry that waits for the parts that may follow it in the same work. */
struct history_waiting {
	bool waits;
	struct call call; /* a copy: who, when and why, whatever becomes of the caller's */
	const char *action;
	struct str entity, detail;
	int64_t row;
	struct out parts;
};
struct history_waiting *writer_waiting(struct store *);
struct evp_md_ctx_st *writer_digest(struct store *); /* OpenSSL's, the writer's own */
void writer_note_event(struct store *, struct str topic);
void writer_note_table(struct store *, const struct entity *);
void store_tell(struct store *, const struct strs *topics);

/* Takes back what was told of more than a day ago. */
enum status outbox_sweep(struct call *, instant now);

/* Rows of a statement as of a generation: copied out to the call, or copied in. Exact:
 * a commit moves the generation and that of the tables it touched before anybody is told. */
struct cache *cache_open(void);
void cache_close(struct cache *);
bool cache_get(struct call *, struct str sql, const struct statement *shape,
	const struct value *args, int arg_count, struct rows *found);
void cache_put(struct call *, struct str sql, const struct statement *shape,
	const struct value *args, int arg_count, const struct rows *);

/* Without writing: whether this program can read what is stored. */
enum status schema_look(struct call *, struct str *why);
enum status schema_prepare(struct call *, bool create, struct str *why);
/* The field's value as the history and the database see it: decoded into a record. */
void decode(struct arena *, const struct driver *, struct cursor *, int column,
	enum field_type, const struct field *, void *at);
enum status history_append(struct call *, const char *action, struct str entity, int64_t row,
	struct str detail);
/* A part's row, told of in the entry of what it belongs to: the one that waits, or one of
 * its own. */
enum status history_part(struct call *, struct str entity, int64_t row, struct str part,
	int64_t part_row, struct str detail);
/* Writes what waits; before a savepoint begins or ends, and at the end of a work. */
enum status history_flush(struct store *);
enum status history_head_read(struct call *, struct history_head *);
#endif
