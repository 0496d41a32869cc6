/* The four steps of an import, its undo, and the export. */
#include "ledger_inside.h"
#include "ledger.html.h"
#include "ledger.sql.h"

#define IMPORTERS (OFFICE | DEPARTMENT | TOWN)

static enum status form(struct call *call)
{
	struct ledger_batches_list batches;
	TRY(ledger_batches(call, &batches));
	struct page_head head = {.title = text_of(call, T_ledger_page), .place = "import"};
	struct page *w = page_open(call, &head);
	import_form_page(w, &batches);
	return page_close(w);
}

static enum money_unit unit_input(struct call *call)
{
	struct str s = input(call, "unit");
	return str_eq(s, S("wan")) ? UNIT_WAN : str_eq(s, S("yi")) ? UNIT_YI :
		str_eq(s, S("yuan")) ? UNIT_YUAN : UNIT_UNKNOWN;
}

static enum text advice(const char *code)
{
	if (strcmp(code, "encrypted") == 0)
		return T_ledger_ask_encrypted;
	if (strncmp(code, "too-", 4) == 0 || strcmp(code, "bomb") == 0)
		return T_ledger_ask_large;
	if (strcmp(code, "truncated") == 0 || strncmp(code, "bad-", 4) == 0)
		return T_ledger_ask_broken;
	return T_ledger_ask_old;
}

static enum status read_file(struct call *call, struct str path, struct ledger *l)
{
	struct book book;
	struct paper_fault fault = {0};
	if (book_read(call->arena, str_z(call->arena, path), &book, &fault) == OK)
		return ledger_read(call, &book, unit_input(call), l);
	const char *code = fault.code ? fault.code : "unreadable";
	fail_with(call, "file", T_ledger_not_read, str_of(code), NOTHING);
	return fail(call, "file", advice(code));
}

struct applying_work {
	struct ledger *l;
	struct ledger_options o;
	int64_t batch;
};

static enum status apply_work(struct call *call, void *arg)
{
	struct applying_work *w = arg;
	return ledger_apply(call, w->l, &w->o, &w->batch);
}

/* Reads and compares; nothing is written but the uploaded file itself. */
static enum status preview(struct call *call)
{
	struct exchange *x = exchange_of(call);
	struct ledger l;
	struct str hash;
	int64_t bytes, batch;
	if (!x->request->files.len)
		return fail_with(call, "file", T_field_required, text_of(call, T_ledger_choose),
			NOTHING);
	struct upload *u = &x->request->files.at[0];
	TRY(read_file(call, str_of(u->path), &l));
	struct ledger_options o = {has_input(call, "create"), true, u->name};
	TRY(ledger_apply(call, &l, &o, &batch));
	if (x->format == JSON)
		return reply_json(call, ledger_json(call, &l, 0));
	TRY(blob_put(call, u->path, &hash, &bytes));
	struct page_head head = {.title = u->name, .place = "import",
		.sentence = text_with(call, T_ledger_sentence,
			(const struct str[4]){text_int(call, l.fresh), text_int(call, l.changed),
				text_int(call, l.unchanged),
				text_int(call, (int64_t)l.refused.len)}),
		.crumbs = {{S("/import"), text_of(call, T_ledger_page)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	import_preview_page(w, &l, hash, u->name);
	return page_close(w);
}

static bool is_hash(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("0123456789abcdef", s.at[i]))
			return false;
	return s.len == 64;
}

static enum status apply(struct call *call)
{
	struct str hash = input(call, "hash");
	struct ledger l;
	if (!is_hash(hash))
		return NOT_FOUND;
	TRY(read_file(call, blob_path(call, hash), &l));
	struct applying_work w = {&l, {has_input(call, "create"), false, input(call, "name")}, 0};
	TRY(store_write(call, apply_work, &w));
	if (exchange_of(call)->format == JSON)
		return reply_json(call, ledger_json(call, &l, w.batch));
	return reply_go(call, S("/import?done=1"));
}

static enum status undo(struct call *call)
{
	TRY(ledger_undo(call, param_id(call, "batch")));
	return reply_go(call, S("/import"));
}

static enum status export_one(struct call *call)
{
	char *path = scratch_path(call, "ledger");
	TRY(ledger_export(call, path));
	return reply_bytes(call, file_bytes(call->arena, path),
		S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		str_fmt(call->arena, "%.*s%.*s.xlsx", STR(text_of(call, T_ledger_title_row)),
			STR(text_day(call, call->today))));
}

static const struct route routes[] = {
	{GET, "/import", T_ledger_page, form, IMPORTERS},
	{POST, "/import", T_ledger_preview, preview, IMPORTERS, form, .kind = SLOW},
	{POST, "/import/apply", T_ledger_import, apply, IMPORTERS, form, .kind = SLOW},
	{POST, "/import/batches/:batch/undo", T_ledger_undo_one, undo, IMPORTERS, form},
	{GET, "/ledger", T_ledger_export_one, export_one, EVERYONE, .kind = SLOW},
};
const struct module ledger_module = {"ledger", routes, LEN(routes), NULL, 0};
