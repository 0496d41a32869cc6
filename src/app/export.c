/* guatu export: what is kept, as files that other programs open. */
#include "app/app.h"
#include "item.sql.h"
#include "modules/ledger/ledger.h"
#include "modules/schedule/schedule.h"
#include "paper/ics.h"
#include "paper/plan_file.h"
#include "project.sql.h"
#include "schedule.sql.h"
#include "text/json.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct exporting {
	const struct command *c;
	int64_t project; /* 0: all */
	const char *part; /* where it is written until it is whole */
};

/* ---- lists ---------------------------------------------------------------------------------- */
typedef enum status list_fn(struct call *, const struct list_query *, struct list_page *);

static enum status all_items(struct call *call, const struct list_query *q, struct list_page *found)
{
	return item_rows(call, call->who.unit, q, found);
}

static const struct column *column_of(const struct statement *s, const char *name)
{
	for (int i = 0; i < s->column_count; i++)
		if (strcmp(s->columns[i].name, name) == 0)
			return &s->columns[i];
	return NULL;
}

/* Every row of a list whose column says this project, page by page. */
static enum status gather(struct call *call, const struct statement *s, list_fn *list,
	const char *column, int64_t project, struct rows *found)
{
	enum { PAGE = 500 };
	struct list_query q = {.limit = PAGE};
	struct list_page page;
	size_t cap = 0;
	char *at = NULL;
	*found = (struct rows){0};
	if (project) {
		q.filters[0] = (struct filter){.column = column_of(s, column), .op = IS,
			.values = {value_int(project)}, .value_count = 1};
		q.filter_count = 1;
	}
	do {
		TRY(list(call, &q, &page));
		for (size_t i = 0; i < page.rows.len; i++)
			memcpy(vec_grow_(call->arena, (void **)&at, &found->len, &cap, s->row_size),
				(const char *)page.rows.at + i * s->row_size, s->row_size);
		q.cursor = page.next;
	} while (page.next.len);
	found->at = at;
	return OK;
}

static enum status put_bytes(const struct exporting *x, struct str bytes)
{
	FILE *f = bytes.at ? fopen(x->part, "wb") : NULL;
	bool whole = f && fwrite(bytes.at, 1, bytes.len, f) == bytes.len;
	if (f)
		whole = fclose(f) == 0 && whole;
	return whole ? OK : BROKEN;
}

static struct str rows_json(struct call *call, const struct statement *s, const struct rows *rows)
{
	struct out o = out_on(call->arena, 256 << 20);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_key(&w, S("items"));
	json_open(&w, '[');
	for (size_t i = 0; i < rows->len; i++)
		row_json(call, &w, s, (const char *)rows->at + i * s->row_size);
	json_close(&w, ']');
	json_close(&w, '}');
	out_c(&o, '\n');
	return o.full ? NOTHING : out_got(&o);
}

static enum status put_list(struct call *call, const struct exporting *x, const struct statement *s,
	list_fn *list, const char *column)
{
	struct rows rows;
	struct str out = str_of(x->c->out);
	TRY(gather(call, s, list, column, x->project, &rows));
	if (str_ends(out, S(".xlsx")))
		return rows_xlsx(call, s, &rows, x->part);
	return put_bytes(x, str_ends(out, S(".csv")) ? rows_csv(call, s, &rows) :
						       rows_json(call, s, &rows));
}

/* ---- kinds ---------------------------------------------------------------------------------- */
static enum status export_ledger(struct call *call, const struct exporting *x)
{
	struct str text, out = str_of(x->c->out);
	if (str_ends(out, S(".xlsx")))
		return ledger_export(call, x->part, x->project);
	if (str_ends(out, S(".json")))
		return put_list(call, x, &project_rows_statement, project_rows, "id");
	TRY(ledger_csv(call, x->project, &text));
	return put_bytes(x, text);
}

static enum status export_items(struct call *call, const struct exporting *x)
{
	return put_list(call, x, &item_rows_statement, all_items, "project");
}

static enum status export_milestones(struct call *call, const struct exporting *x)
{
	struct rows rows;
	struct ics *ics = ics_open(call->arena, text_of(call, T_feed_kind_milestone), call->now);
	enum status status = gather(call, &activity_rows_statement, activity_rows, "project",
		x->project, &rows);
	const struct activity_rows_row *at = rows.at;
	for (size_t i = 0; i < rows.len; i++) {
		const struct activity *a = &at[i].activity;
		if (a->kind != ACTIVITY_KIND_MILESTONE)
			continue;
		struct ics_event e = {.starts = INSTANT_NONE, .ends = INSTANT_NONE,
			.on = day_is(a->actual_finish) ? a->actual_finish : a->early_finish,
			.uid = str_fmt(call->arena, "milestone-%lld@guatu", (long long)a->id),
			.title = text_with(call, T_feed_milestone,
				(const struct str[4]){a->name, at[i].project_name}),
			.category = text_of(call, T_feed_kind_milestone)};
		if (day_is(e.on))
			ics_add(ics, &e);
	}
	struct str text = ics_close(ics);
	return status == OK ? put_bytes(x, text) : status;
}

static enum status export_plan(struct call *call, const struct exporting *x)
{
	struct str out = str_of(x->c->out);
	if (str_ends(out, S(".ics")))
		return export_milestones(call, x);
	bool table = str_ends(out, S(".xlsx")) || str_ends(out, S(".csv"));
	if (table && !x->project)
		return put_list(call, x, &activity_rows_statement, activity_rows, "project");
	struct plan_file f;
	enum status status = schedule_file(call, x->project, &f);
	if (status == NOT_FOUND)
		fprintf(stderr, "guatu: the project %s has no plan\n", x->c->project);
	TRY(status);
	status = str_ends(out, S(".xlsx")) ? plan_table_xlsx(call->arena, &f, x->part) :
		put_bytes(x, str_ends(out, S(".csv")) ? plan_table_csv(call->arena, &f) :
			str_ends(out, S(".json")) ? plan_json_write(call->arena, &f) :
			str_ends(out, S(".xml")) ? mspdi_write(call->arena, &f) :
						   xer_write(call->arena, &f));
	for (size_t i = 0; i < f.diagnostics.len; i++)
		fprintf(stderr, "guatu: %.*s%s%.*s\n", STR(f.diagnostics.at[i].activity),
			f.diagnostics.at[i].activity.len ? ": " : "",
			STR(f.diagnostics.at[i].message));
	return status;
}

static const struct kind {
	const char *name;
	const char *suffixes[7]; /* from `single` on they hold one project alone */
	int single;
	enum status (*run)(struct call *, const struct exporting *);
} kinds[] = {
	{"ledger", {".xlsx", ".csv", ".json"}, 7, export_ledger},
	{"items", {".xlsx", ".csv", ".json"}, 7, export_items},
	{"plan", {".xlsx", ".csv", ".ics", ".json", ".xml", ".xer"}, 3, export_plan},
};

/* ---- the verb ------------------------------------------------------------------------------- */
static int wrong(const char *what, const char *why)
{
	fprintf(stderr, "guatu: export: %s %s; see guatu export --help\n", what, why);
	return 2;
}

static const struct kind *find_kind(const struct command *c, int *code)
{
	const struct kind *k = NULL;
	*code = 2;
	for (size_t i = 0; i < LEN(kinds); i++)
		if (c->file_count == 1 && strcmp(c->files[0], kinds[i].name) == 0)
			k = &kinds[i];
	if (!k || !c->out) {
		wrong(k ? "--out" : "what", k ? "is missing" : "is one of ledger, items, plan");
		return NULL;
	}
	for (int i = 0; k->suffixes[i]; i++) {
		if (!str_ends(str_of(c->out), str_of(k->suffixes[i])))
			continue;
		if (c->project || i < k->single)
			return k;
		wrong(c->out, "holds one project's plan: --project is missing");
		return NULL;
	}
	wrong(c->out, "has a suffix that cannot be written of this");
	return NULL;
}

static enum status find_project(struct call *call, struct exporting *x)
{
	struct project_by_code_list found;
	if (!x->c->project)
		return OK;
	TRY(project_by_code(call, str_of(x->c->project), &found));
	if (found.len != 1) {
		fprintf(stderr, "guatu: %s project has the code or name %s\n",
			found.len ? "more than one" : "no", x->c->project);
		return INVALID;
	}
	x->project = found.at[0].id;
	return OK;
}

static enum status note(struct call *call, void *arg)
{
	const struct exporting *x = arg;
	struct out o = out_on(call->arena, 1 << 16);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "what", json_put_str, str_of(x->c->files[0]));
	json_field(&w, "file", json_put_str, str_of(x->c->out));
	json_close(&w, '}');
	return history_note(call, "export", x->project ? S("project") : NOTHING, x->project,
		out_got(&o));
}

static enum status run(struct call *call, const struct kind *kind, struct exporting *x)
{
	TRY(find_project(call, x));
	TRY(kind->run(call, x));
	if (!store_is_look(call->store))
		TRY(store_write(call, note, x));
	else
		fprintf(stderr, "guatu: a server is running, so its history does not tell of this\n");
	return rename(x->part, x->c->out) == 0 ? OK : BROKEN;
}

/* As the only one where nobody serves, so that the history tells of it; else looking. */
static struct store *open_any(const struct command *c, struct arena *arena, int *code)
{
	struct store *store = NULL;
	struct str why = NOTHING;
	const struct store_options o = {.data = c->data, .database = c->database};
	enum status status = store_open(&o, &store, &why, arena);
	if (status == BUSY)
		return command_look(c, arena, code);
	if (status != OK) {
		fprintf(stderr, "guatu: %.*s\n", STR(why));
		*code = 3;
	}
	return store;
}

static char half_written[4096];

static void leave(int signal)
{
	(void)signal;
	unlink(half_written);
	_exit(130);
}

int command_export(const struct command *c)
{
	int code = 0;
	const struct kind *kind = find_kind(c, &code);
	if (!kind)
		return code;
	snprintf(half_written, sizeof half_written, "%s.part", c->out);
	struct exporting x = {.c = c, .part = half_written};
	log_quiet();
	signal(SIGINT, leave);
	signal(SIGTERM, leave);
	struct arena *arena = arena_open();
	struct store *store = open_any(c, arena, &code);
	if (!store) {
		arena_close(arena);
		return code;
	}
	struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "guatu export");
	enum status status = store_read(store, call);
	if (status == OK)
		status = run(call, kind, &x);
	unlink(half_written);
	if (status == BROKEN)
		fprintf(stderr, "guatu: %s cannot be written; check its folder and the disk\n", c->out);
	call_close(call);
	store_close(store);
	arena_close(arena);
	return status_table[status].exit;
}
