/* The store: one interface over SQLite (one file, WAL, fsync before the answer) and
 * PostgreSQL. Readers are pooled. All writes of a process run on ONE writer thread, each
 * in a savepoint, many in one commit (group commit); nobody is answered before the commit
 * is on disk. Every write goes through row_add and row_change, which append to the
 * hash-chained history. */
#ifndef GUATU_STORE_H
#define GUATU_STORE_H

#include "store/call.h"
#include "store/model.h"

/* ---- opening ---------------------------------------------------------------------- */
struct store_options {
	const char *data;     /* the data folder: guatu.db, blobs/, tmp/, lock */
	const char *database; /* NULL: SQLite in the folder; else postgres://… */
	int readers;	      /* 0: one a core plus two */
	bool sm3;	      /* history hashes by SM3 instead of SHA-256 (new folders) */
	bool create;	      /* make the folder and the schema where absent */
	bool look;	      /* only to read, beside a server that may be running: no lock, no
				 writer, the schema as it stands */
};
/* Locks the folder (a second process is refused), migrates the schema forward, starts the
 * writer. On failure *why says what and the mend, in English for the log. */
enum status store_open(const struct store_options *, struct store **opened, struct str *why,
	struct arena *);
void store_close(struct store *);
const char *store_folder(const struct store *);
bool store_is_postgres(const struct store *);
bool store_is_look(const struct store *); /* opened only to look */
enum status store_ping(struct store *);

/* ---- calls ------------------------------------------------------------------------ */
/* Lends a reader to the call / takes it back. The call sees one snapshot meanwhile. */
enum status store_read(struct store *, struct call *);
void store_read_end(struct call *);

typedef enum status work_fn(struct call *, void *arg);
typedef void done_fn(struct call *, enum status, void *arg);

/* Runs work on the writer inside a savepoint; anything but OK rolls it back. Returns when
 * the commit is durable. From inside a write it simply runs the work. */
enum status store_write(struct call *, work_fn *, void *arg);
/* For who comes when the writer rests: runs the work and its commit on this very thread and
 * saves two hand-overs; *status is of the commit. false: the writer is busy, use
 * store_write_later. The work has no savepoint of its own, as there. */
bool store_write_now(struct call *, work_fn *, void *arg, enum status *);
/* Without waiting: done is called on the writer's thread after the commit. The work has no
 * savepoint of its own: it puts store_try around what may fail, and itself never does.
 * BUSY at once when the queue is full. */
enum status store_write_later(struct call *, work_fn *, done_fn *, void *arg);
/* A nested savepoint inside a write: rolled back on anything but OK. */
enum status store_try(struct call *, work_fn *, void *arg);

/* ---- statements (made by sqlc) ---------------------------------------------------- */
struct value {
	enum { V_NULL, V_INT, V_TEXT } kind;
	int64_t n;
	struct str text;
};

struct column {
	const char *name;	   /* its name in JSON, filters, xlsx */
	const char *expression;	   /* how filters and sorts name it in SQL */
	enum field_type type;
	uint32_t offset;	   /* in the row's struct */
	const struct field *field; /* where it is a model's field; else NULL */
};

struct statement {
	const char *name;
	const char *sql; /* placeholders $1 … $n: both databases take them */
	int arg_count;
	const struct column *columns;
	int column_count;
	size_t row_size;
	bool scoped;	/* its last three arguments are sees_all, unit, depth */
	bool cached;	/* its rows are kept until a commit that touches one of its tables */
	bool writes;
	const struct entity *const *tables; /* what a cached or listing one reads, a writing one writes */
	bool listing;	/* holds the marks of db_list */
};

struct rows {
	void *at;
	size_t len;
};

/* Runs a statement; rows (may be NULL) are decoded into structs on the call's arena. */
enum status db_run(struct call *, const struct statement *, const struct value *args,
	struct rows *found);
/* Runs SQL text made at run time, prepared once per connection by its text. */
enum status db_run_text(struct call *, struct str sql, const struct value *args,
	int arg_count, const struct statement *shape, struct rows *found);
/* Statements run by this call's connection since it was lent: the tests' budget. */
int db_statements(const struct call *);

static inline struct value value_int(int64_t n)
{
	return (struct value){n == INT_NONE ? V_NULL : V_INT, n, NOTHING};
}
static inline struct value value_text(struct str s)
{
	return (struct value){V_TEXT, 0, s.at ? s : S("")};
}
struct value value_ref(int64_t id);			   /* 0 → null */
struct value value_day(struct arena *, day);		   /* none → null */
struct value value_instant(struct arena *, instant);	   /* none → null */
struct value value_of(struct arena *, const struct field *, const void *record);

/* ---- lists: filter, sort, page in the address --------------------------------------- */
enum filter_op { IS, FROM, TO, HAS };

struct filter {
	const struct column *column;
	enum filter_op op;
	struct value values[100]; /* IS: any of them */
	int value_count;
};

struct list_query {
	struct filter filters[16];
	int filter_count;
	struct str search; /* each word must occur in the statement's search column */
	const struct column *sort; /* NULL: the statement's own order */
	bool descending;
	struct str cursor; /* from the page before; NOTHING for the first */
	int limit;
	bool want_total;
};

struct list_page {
	struct rows rows;
	struct str next; /* cursor of the next page; NOTHING at the end */
	int64_t total;	 /* with want_total */
};

/* Runs a `list` statement under the query: keyset paging, total order. INVALID where the
 * cursor is not ours or the filters hold more values than a statement takes. */
enum status db_list(struct call *, const struct statement *, const struct value *args,
	const struct list_query *, struct list_page *found);
/* Sums of the money columns over the whole filtered set, by column number. */
enum status db_list_sums(struct call *, const struct statement *, const struct value *args,
	const struct list_query *, int64_t *sums);

/* ---- rows: the only way to write ---------------------------------------------------- */
/* Inserts (record's id and version are set) and appends to the history. */
enum status row_add(struct call *, const struct entity *, void *record);
/* Writes the changed fields of a record read before; CONFLICT where its version is not
 * the stored one. Nothing changed: OK, nothing written. Sets the new version. */
enum status row_change(struct call *, const struct entity *, void *record);
/* Reads one row by id. NOT_FOUND where absent. Unscoped: pages go through .sql. */
enum status row_read(struct call *, const struct entity *, int64_t id, void *record);
/* Only for entities that are not logged (sessions, queues). */
enum status row_drop(struct call *, const struct entity *, int64_t id);

/* ---- history ------------------------------------------------------------------------ */
struct history_break {
	int64_t entry;
	struct str why;
};
struct history_check {
	int64_t entries;
	struct {
		struct history_break *at;
		size_t len, cap;
	} broken;
};
/* Walks the whole chain and recomputes every hash. */
enum status history_verify(struct call *, struct history_check *);
/* An entry without a row: log-in, refused access, export, setting. action ≤ 40 bytes. */
enum status history_note(struct call *, const char *action, struct str entity, int64_t row,
	struct str detail_json);

struct history_entry {
	int64_t seq, person, row;
	instant at;
	struct str address, cause, action, entity, detail;
};
struct history_list {
	struct history_entry *at;
	size_t len;
};
/* Which entries: all that are given must hold. */
struct history_query {
	struct str entity; /* NOTHING: any */
	int64_t row;	   /* 0: any */
	struct str words;  /* in its detail or cause */
	day since, until;  /* DAY_NONE: any */
	int64_t before;	   /* only entries before this number; 0: from the newest */
	int limit;
};
/* Entries, newest first. Unscoped: who asks must have found the row in the caller's sight. */
enum status history_find(struct call *, const struct history_query *, struct history_list *);
enum status history_count(struct call *, int64_t *entries);

/* Every reference of every entity points somewhere: names of the broken ones. */
enum status references_verify(struct call *, struct strs *broken);

/* ---- events: leave in the same transaction, delivered after the commit --------------- */
enum status event_put(struct call *, struct str topic, struct str detail_json);
/* For who must hear of each event once: those that this reader has not been told of, oldest
 * first; event_told, in the write that acts on them, moves the reader on. */
struct event {
	int64_t id;
	instant at;
	struct str topic, detail;
};
struct event_list {
	struct event *at;
	size_t len;
};
enum status event_next(struct call *, const char *reader, int limit, struct event_list *);
enum status event_told(struct call *, const char *reader, int64_t id);
/* Called on the writer's thread after each commit, with the topics it carried. */
typedef void event_fn(void *arg, const struct str *topics, size_t count);
void store_on_event(struct store *, event_fn *, void *arg);

/* ---- secrets: passwords and addresses that the program itself must know ----------------- */
/* Sealed by DATA/secret.key (made at first use, 0600), so that a copy of the database alone
 * tells nothing. NOTHING and empty stay so. BROKEN where the key is not the one. */
enum status secret_seal(struct call *, struct str plain, struct str *sealed);
enum status secret_open(struct call *, struct str sealed, struct str *plain);

/* ---- blobs: papers and photos, by their SHA-256 --------------------------------------- */
/* Moves a finished temporary file in, fsynced; hash is 64 hex digits on the arena. */
enum status blob_put(struct call *, const char *temporary, struct str *hash, int64_t *bytes);
struct str blob_path(struct call *, struct str hash);
enum status blobs_verify(struct call *, const struct strs *hashes, struct strs *broken);

/* ---- how it goes ----------------------------------------------------------------------- */
struct store_counts {
	int64_t commits, works, lost; /* since the start; lost: works whose commit failed */
	int64_t history;	      /* number of the last entry on disk */
	int queued;		      /* works that wait for the writer */
	bool failing;		      /* the last commit failed */
};
void store_count(struct store *, struct store_counts *);
/* Bytes of the database as it lies on disk, and bytes free in the data folder; −1: unknown.
 * The call has a reader. */
void store_sizes(struct call *, int64_t *database, int64_t *free_bytes);
int64_t store_free_bytes(const struct store *);

/* ---- upkeep ---------------------------------------------------------------------------- */
enum status store_backup(struct call *, const char *out_path);
/* The schema a fresh database of this program has, as sorted text lines "table column
 * type" / "index …"; `stored` reads the same from the open database. */
struct str schema_fresh(struct arena *);
enum status schema_stored(struct call *, struct str *found);

#endif
