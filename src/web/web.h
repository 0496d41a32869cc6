/* The web floor: routes, the request in hand, and the answer. One handler serves the page,
 * the JSON API (/api/v1 before the same path) and the file (.xlsx, .csv behind it). */
#ifndef GUATU_WEB_H
#define GUATU_WEB_H

#include "http/http.h"
#include "store/store.h"
#include "text.h"
#include "web/may.h"

typedef enum status handler_fn(struct call *);

enum route_kind {
	PLAIN, /* GET reads; everything else is one write transaction */
	SLOW,  /* on a worker thread, without a transaction: log-in, import; it calls store_write */
};

struct route {
	enum method method;
	const char *pattern; /* "/projects/:project/visits" */
	enum text name;	     /* what it does, in words: help, site map, matrix, OpenAPI */
	handler_fn *run;
	uint32_t may; /* roles; a route without it does not start the server */
	handler_fn *again;	     /* shows the form again when run says INVALID */
	const struct entity *takes;  /* the fields a body may carry */
	const struct entity *gives;  /* one row of this */
	const struct statement *lists; /* or rows of this */
	enum route_kind kind;
	const char *const *only; /* of `takes`, these fields alone, NULL-ended (NULL: all editable) */
};

/* A background job: the app calls it in a write transaction of its own. */
struct job {
	const char *name;
	int every_seconds;
	enum status (*run)(struct call *);
	bool at_once; /* also as soon as an event was put */
	bool slow;    /* may wait for the outside: without a transaction, it calls store_write */
};

/* One feature. src/app/modules.c lists them, and nothing else does. */
struct module {
	const char *name;
	const struct route *routes;
	size_t route_count;
	const struct job *jobs;
	size_t job_count;
};

/* ---- the request in hand ------------------------------------------------------------ */
enum format { HTML, JSON, XLSX, CSV };

struct exchange {
	struct request *request;
	struct response *response;
	const struct route *route;
	struct pairs params; /* from the pattern */
	enum format format;
	bool api; /* under /api/v1: errors are problem+json */
	struct json *body; /* a parsed JSON body, or NULL */
	struct str csrf;
	struct str return_to;
	bool secret; /* the answer shows one: it is not kept for a repeat */
};

struct exchange *exchange_of(const struct call *);
struct str param(const struct call *, const char *name);
int64_t param_id(const struct call *, const char *name); /* 0 where it is no number */
/* A field of the form, JSON body or query; NOTHING where absent. */
struct str input(const struct call *, const char *name);
bool has_input(const struct call *, const char *name);

/* Reads the editable fields that the input carries into a record, checks each by its
 * model, notes faults. `only` (NULL: all) names the fields to read, NULL-ended. Required
 * fields that stay empty are faults. */
enum status form_read(struct call *, const struct entity *, void *record,
	const char *const *only);
/* Whether a form or a cell may carry the field: editable, and named by `only` (NULL: all). */
bool field_taken(const struct field *, const char *const *only);
/* The route by which the caller's role may change one row of this entity (PATCH
 * "/projects/:project"); NULL where there is none. Lists offer its fields for typing in. */
const struct route *route_changing(const struct call *, const struct entity *);
/* What a choice or reference may be, as the caller sees it: code or id, and words. Official
 * order; at most 2000. NOTHING but OK or a database's failure. */
struct option {
	struct str value, words;
};
struct options {
	struct option *at;
	size_t len, cap;
};
enum status field_options(struct call *, const struct field *, struct options *);
/* Checks one value; used by form_read and by imports. */
enum status field_read(struct call *, const struct field *, struct str text, void *record);
/* A field as an undo keeps it, and back: whole numbers (fen, permille), text, null. */
struct json;
struct json_writer;
void field_keep(struct call *, struct json_writer *, const struct field *, const void *record);
void field_restore(const struct field *, const struct json *, void *record);
/* If-Match (API) or the form's hidden version: CONFLICT where it is not the record's. */
enum status version_check(struct call *, const struct entity *, const void *record);

/* Reads filters, search, sort, cursor and limit of the address against a list's columns:
 * ?stage=build,start&total_from=…&planned_finish_to=…&q=…&sort=-total&limit=50&cursor=… */
enum status query_read(struct call *, const struct statement *, struct list_query *);

/* ---- the answer ----------------------------------------------------------------------- */
/* JSON or a file where the caller wants one: true means answered. */
bool reply_list(struct call *, const struct statement *, const struct list_query *,
	const struct list_page *);
bool reply_rows(struct call *, const struct statement *, const struct rows *);
bool reply_record(struct call *, const struct entity *, const void *record);
/* Any list as a workbook: one header row of labels, real numbers and dates. */
enum status list_xlsx(struct call *, const struct statement *, const struct rows *);
/* The same as a file at path, and as text with a byte order mark; NOTHING over 64 MiB. */
enum status rows_xlsx(struct call *, const struct statement *, const struct rows *,
	const char *path);
struct str rows_csv(struct call *, const struct statement *, const struct rows *);
/* Any JSON text; for results that are no rows. */
enum status reply_json(struct call *, struct str json);
/* After a write: the page is sent on to `path` (303); the API gets the record (201 where
 * made, else 200) with Location and ETag. */
enum status reply_written(struct call *, const struct entity *, const void *record,
	struct str path, bool made);
enum status reply_go(struct call *, struct str path);
/* Sends a file by path under a name. */
enum status reply_file(struct call *, struct str path, struct str type, struct str name);
enum status reply_bytes(struct call *, struct str bytes, struct str type, struct str name);

/* A file of our own making: a name for it in DATA/tmp, and its bytes, after which it is gone. */
char *scratch_path(struct call *, const char *what);
struct str file_bytes(struct arena *, const char *path);

/* A row as JSON: one loop over the columns, for the API, webhooks and history. */
void row_json(struct call *, struct json_writer *, const struct statement *, const void *row);
void record_json(struct call *, struct json_writer *, const struct entity *,
	const void *record);

/* A value in the caller's words: "12,345", "2026-11-23", "在建". */
struct str value_text_of(struct call *, const struct field *, enum field_type,
	const void *at);
/* The same as a form's control holds it: a choice's code, 万元 ungrouped, percent. */
struct str value_typed(struct call *, const struct field *, const void *at);
struct str label_of(const struct call *, const struct field *);
struct str entity_label(const struct call *, const struct entity *);
struct str choice_label(const struct call *, const struct field *, int choice);
struct str text_of(const struct call *, enum text);
struct str text_with(struct call *, enum text, const struct str args[4]);

/* Any value as words, by its type; empty for none. */
struct str text_str(struct call *, struct str);
struct str text_z(struct call *, const char *);
struct str text_int(struct call *, int64_t);
struct str text_day(struct call *, day);
struct str text_instant(struct call *, instant);
struct str text_money(struct call *, money);
struct str text_share(struct call *, share);

#define as_text(call, x)                                                             \
	_Generic((x), struct str: text_str, char *: text_z, const char *: text_z,        \
		day: text_day, instant: text_instant, money: text_money,                 \
		share: text_share, default: text_int)((call), (x))

/* ---- the server --------------------------------------------------------------------- */
struct web_options {
	struct store *store;
	const struct module *const *modules;
	size_t module_count;
	/* Fills who and lang from the session cookie or bearer token; FORBIDDEN if none. */
	enum status (*identify)(struct call *, struct str session, struct str bearer);
	/* Idempotency-Key: OK where an answer was kept for the key (it is in the response then),
	 * NOT_FOUND where not, CONFLICT where the key was used for something else. */
	enum status (*replay)(struct call *, struct str key);
	enum status (*remember)(struct call *, struct str key);
	/* What waits unread in the caller's inbox, for the page's bar. */
	int64_t (*unread)(struct call *);
	instant (*clock)(void); /* NULL: the machine's */
	int offset_minutes;	/* the district's zone, 480 in China */
	struct http_options http;
	struct str district_zh, district_en;
	bool demo; /* role switch in the header */
};

struct web;
enum status web_open(const struct web_options *, struct web **, struct str *why,
	struct arena *);
void web_close(struct web *);
int web_port(const struct web *);
struct http *web_http(struct web *);
struct http *http_of(const struct call *); /* the server that got the call */
const struct web_options *web_of(const struct call *);
/* The OpenAPI 3.1 text, from the same tables that route and validate. */
struct str openapi_text(struct arena *, const struct web_options *);
/* Starts a call outside HTTP (jobs, command line): the system acts, sees all. */
struct call *call_open(struct store *, instant now, int offset_minutes, const char *cause);
void call_close(struct call *);

#endif
