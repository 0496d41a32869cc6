/* The four steps of an import, its undo, and the export. */
#include "ledger_inside.h"
#include "ledger.html.h"
#include "org.sql.h"
#include "ledger.sql.h"
#include "paper/xlsx_write.h"

#define IMPORTERS (OFFICE | DEPARTMENT | TOWN)

static enum status form(struct call *call)
{
	struct ledger_batches_list batches;
	struct ledger_words_list words;
	TRY(ledger_batches(call, &batches));
	TRY(ledger_words(call, &words));
	struct page_head head = {.title = text_of(call, T_ledger_page), .place = "projects"};
	struct page *w = page_open(call, &head);
	import_form_page(w, &batches, &words);
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

/* What was told before, and what this form tells. */
static enum status read_answers(struct call *call, struct ledger_answers *answers)
{
	const struct pairs *said = &exchange_of(call)->request->form;
	TRY(ledger_answers_read(call, answers));
	for (size_t i = 0; i < said->len; i++)
		TRY(ledger_answer(call, answers, said->at[i].name, said->at[i].value));
	return OK;
}

static enum status read_file(struct call *call, struct str path,
	const struct ledger_answers *answers, struct ledger *l)
{
	struct book book;
	struct paper_fault fault = {0};
	if (book_read(call->arena, str_z(call->arena, path), &book, &fault) == OK)
		return ledger_read(call, &book, unit_input(call), answers, l);
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
	TRY(ledger_apply(call, w->l, &w->o, &w->batch));
	return ledger_answers_keep(call, w->l, w->o.answers);
}

static bool is_hash(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("0123456789abcdef", s.at[i]))
			return false;
	return s.len == 64;
}

/* Reads and compares; nothing is written but the uploaded file itself. A second look, with other
 * answers, names the file by its hash. */
static enum status preview(struct call *call)
{
	struct exchange *x = exchange_of(call);
	struct ledger l;
	struct ledger_answers answers;
	struct str hash = input(call, "hash"), name = input(call, "name");
	int64_t bytes, batch;
	bool again = is_hash(hash);
	if (!again && !x->request->files.len)
		return fail_with(call, "file", T_field_required, text_of(call, T_ledger_choose),
			NOTHING);
	const struct upload *u = again ? NULL : &x->request->files.at[0];
	TRY(read_answers(call, &answers));
	TRY(read_file(call, u ? str_of(u->path) : blob_path(call, hash), &answers, &l));
	if (u)
		name = u->name;
	struct ledger_options o = {has_input(call, "create"), true, name, &answers};
	TRY(ledger_apply(call, &l, &o, &batch));
	if (x->format == JSON)
		return reply_json(call, ledger_json(call, &l, 0));
	if (u)
		TRY(blob_put(call, u->path, &hash, &bytes));
	struct import_view v = {.ledger = &l, .answers = &answers, .hash = hash, .name = name,
		.meanings = ledger_meanings(call->arena)};
	TRY(unit_list(call, 0, &v.units));
	TRY(person_list(call, &v.people));
	struct page_head head = {.title = name, .place = "projects",
		.sentence = text_with(call, T_ledger_sentence,
			(const struct str[4]){text_int(call, l.fresh), text_int(call, l.changed),
				text_int(call, l.unchanged),
				text_int(call, (int64_t)l.refused.len)}),
		.crumbs = {{S("/import"), text_of(call, T_ledger_page)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	import_preview_page(w, &v);
	return page_close(w);
}

static enum status apply(struct call *call)
{
	struct str hash = input(call, "hash");
	struct ledger l;
	struct ledger_answers answers;
	if (!is_hash(hash))
		return NOT_FOUND;
	TRY(read_answers(call, &answers));
	TRY(read_file(call, blob_path(call, hash), &answers, &l));
	struct applying_work w = {&l,
		{has_input(call, "create"), false, input(call, "name"), &answers}, 0};
	TRY(store_write(call, apply_work, &w));
	if (exchange_of(call)->format == JSON)
		return reply_json(call, ledger_json(call, &l, w.batch));
	return reply_go(call, S("/import?done=1"));
}

/* Every refusal of one row in words, for the added column. */
static struct str reasons_of(struct call *call, const struct ledger *l, struct str sheet,
	uint32_t row)
{
	struct out o = out_on(call->arena, 1 << 16);
	for (size_t i = 0; i < l->refused.len; i++) {
		const struct ledger_note *n = &l->refused.at[i];
		if (n->row != row || !str_eq(n->sheet, sheet))
			continue;
		if (o.len)
			out_lit(&o, "; ");
		out_str(&o, n->field);
		out_lit(&o, ": ");
		out_str(&o, text_with(call, n->reason, (const struct str[4]){n->args[0], n->args[1]}));
		out_lit(&o, ", ");
		out_str(&o, text_of(call, n->mend));
	}
	return out_got(&o);
}

/* One sheet's refused rows under its own header, the reasons added at the end. */
static void put_refused(struct call *call, struct xlsx *x, const struct ledger *l,
	const struct sheet *sheet)
{
	struct xlsx_column columns[SHEET_COLUMNS_MAX + 1];
	uint32_t wide = MIN(sheet->columns, 200u), header = 0;
	for (size_t i = 0; i < l->columns.len && !header; i++)
		if (str_eq(l->columns.at[i].sheet, sheet->name))
			header = l->columns.at[i].header_row;
	for (uint32_t k = 0; k < wide; k++) {
		const struct cell *c = sheet_value(sheet, header, k + 1);
		columns[k] = (struct xlsx_column){.label = c && c->text.len ? c->text : S(" "),
			.kind = XLSX_TEXT};
	}
	columns[wide] = (struct xlsx_column){.label = text_of(call, T_ledger_reason),
		.kind = XLSX_TEXT, .width = 50};
	xlsx_sheet(x, &(struct xlsx_layout){.name = sheet->name, .columns = columns,
		.column_count = wide + 1});
	for (size_t i = 0; i < sheet->rows.len; i++) {
		const struct sheet_row *row = &sheet->rows.at[i];
		struct str why = row->number > header ?
			reasons_of(call, l, sheet->name, row->number) : NOTHING;
		if (!why.len)
			continue;
		xlsx_row(x);
		for (uint32_t k = 0; k < wide; k++)
			xlsx_text(x, k < row->len ? row->at[k].text : S(""));
		xlsx_text(x, why);
	}
}

/* The rows that were refused, to be mended and dropped again. */
static enum status refused(struct call *call)
{
	struct book book;
	struct paper_fault fault;
	struct ledger l;
	struct ledger_answers answers;
	struct str hash = input(call, "hash");
	int64_t batch;
	if (!is_hash(hash))
		return NOT_FOUND;
	if (book_read(call->arena, str_z(call->arena, blob_path(call, hash)), &book, &fault) != OK)
		return NOT_FOUND;
	TRY(read_answers(call, &answers));
	TRY(ledger_read(call, &book, unit_input(call), &answers, &l));
	struct ledger_options o = {has_input(call, "create"), true, NOTHING, &answers};
	TRY(ledger_apply(call, &l, &o, &batch));
	char *path = scratch_path(call, "refused");
	struct xlsx *x = xlsx_open(call->arena, path);
	for (size_t i = 0; i < book.sheets.len; i++)
		for (size_t k = 0; k < l.sheets.len; k++)
			if (str_eq(l.sheets.at[k], book.sheets.at[i].name))
				put_refused(call, x, &l, &book.sheets.at[i]);
	TRY(xlsx_close(x));
	return reply_bytes(call, file_bytes(call->arena, path),
		S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		text_of(call, T_ledger_refused_file));
}

static enum status undo(struct call *call)
{
	TRY(ledger_undo(call, param_id(call, "batch")));
	return reply_go(call, S("/import"));
}

static enum status export_one(struct call *call)
{
	char *path = scratch_path(call, "ledger");
	TRY(ledger_export(call, path, 0));
	return reply_bytes(call, file_bytes(call->arena, path),
		S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		str_fmt(call->arena, "%.*s%.*s.xlsx", STR(text_of(call, T_ledger_title_row)),
			STR(text_day(call, call->today))));
}

static enum status words(struct call *call)
{
	struct ledger_words_list found;
	TRY(ledger_words(call, &found));
	if (reply_rows(call, &ledger_words_statement, &(struct rows){found.at, found.len}))
		return OK;
	return reply_go(call, S("/import"));
}

static enum status forget(struct call *call)
{
	struct ledger_word w;
	TRY(row_read(call, &ledger_word_entity, param_id(call, "word"), &w));
	w.retired = true;
	TRY(row_change(call, &ledger_word_entity, &w));
	return reply_go(call, S("/import"));
}

static const struct route routes[] = {
	{GET, "/import/words", T_ledger_words, words, IMPORTERS, .lists = &ledger_words_statement},
	{POST, "/import/words/:word/forget", T_ledger_forget, forget, IMPORTERS},
	{GET, "/import", T_ledger_page, form, IMPORTERS},
	{POST, "/import", T_ledger_preview, preview, IMPORTERS, form, .kind = SLOW},
	{POST, "/import/apply", T_ledger_import, apply, IMPORTERS, form, .kind = SLOW},
	{POST, "/import/refused", T_ledger_refused_rows, refused, IMPORTERS, .kind = SLOW},
	{POST, "/import/batches/:batch/undo", T_ledger_undo_one, undo, IMPORTERS, form},
	{GET, "/ledger", T_ledger_export_one, export_one, EVERYONE, .kind = SLOW},
};
const struct module ledger_module = {"ledger", routes, LEN(routes), NULL, 0};
