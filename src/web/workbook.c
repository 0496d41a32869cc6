/* Any list as a workbook: labels, real numbers, real dates, codes as text. */
#include "web/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

struct formats {
	lxw_format *head, *wan, *percent, *date, *text;
};

static void write_cell(struct call *call, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
	const struct column *c, const void *at, const struct formats *f)
{
	switch (c->type) {
	case F_MONEY:
		if (money_is(*(const money *)at))
			worksheet_write_number(sheet, row, col,
				(double)((const money *)at)->fen / (double)FEN_PER_WAN, f->wan);
		return;
	case F_SHARE:
		if (share_is(*(const share *)at))
			worksheet_write_number(sheet, row, col,
				((const share *)at)->permille / 1000.0, f->percent);
		return;
	case F_INT:
	case F_ID:
	case F_REF:
		if (*(const int64_t *)at != INT_NONE && *(const int64_t *)at)
			worksheet_write_number(sheet, row, col, (double)*(const int64_t *)at,
				NULL);
		return;
	case F_DAY:
		if (day_is(*(const day *)at)) {
			struct ymd p = day_parts(*(const day *)at);
			lxw_datetime t = {.year = p.year, .month = p.month, .day = p.day};
			worksheet_write_datetime(sheet, row, col, &t, f->date);
		}
		return;
	default: {
		struct str words = value_text_of(call, c->field, c->type, at);
		if (words.len)
			worksheet_write_string(sheet, row, col, str_z(call->arena, words), f->text);
	}
	}
}

static bool left_out(const struct column *c)
{
	return (c->field && (c->field->flags & (F_HIDDEN | F_SECRET))) || c->type == F_REF;
}

static struct str slurp(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return NOTHING;
	struct out o = out_on(a, 64 << 20);
	char buffer[65536];
	size_t got;
	while ((got = fread(buffer, 1, sizeof buffer, f)) > 0)
		out_bytes(&o, buffer, got);
	fclose(f);
	return o.full ? NOTHING : out_got(&o);
}

enum status list_xlsx(struct call *call, const struct statement *s, const struct rows *rows)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/tmp/list-XXXXXX", store_folder(call->store));
	int fd = mkstemp(path);
	if (fd < 0)
		return BROKEN;
	close(fd);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
	struct formats f = {workbook_add_format(book), workbook_add_format(book),
		workbook_add_format(book), workbook_add_format(book), workbook_add_format(book)};
	format_set_bold(f.head);
	format_set_bg_color(f.head, 0xEEF2F7);
	format_set_num_format(f.wan, "#,##0.00");
	format_set_num_format(f.percent, "0.0%");
	format_set_num_format(f.date, "yyyy-mm-dd");
	format_set_num_format(f.text, "@");
	lxw_col_t col = 0;
	for (int i = 0; i < s->column_count; i++) {
		const struct column *c = &s->columns[i];
		if (left_out(c))
			continue;
		struct str label = c->field ? label_of(call, c->field) : str_of(c->name);
		if (c->type == F_MONEY)
			label = str_join(call->arena, label, S("(万元)"));
		worksheet_set_column(sheet, col, col, c->type == F_TEXT ? 22 : 12, NULL);
		worksheet_write_string(sheet, 0, col, str_z(call->arena, label), f.head);
		for (size_t k = 0; k < rows->len; k++)
			write_cell(call, sheet, (lxw_row_t)k + 1, col, c,
				(const char *)rows->at + k * s->row_size + c->offset, &f);
		col++;
	}
	worksheet_freeze_panes(sheet, 1, 1);
	worksheet_repeat_rows(sheet, 0, 0);
	worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, 8); /* A3 */
	worksheet_fit_to_pages(sheet, 1, 0);
	lxw_error failed = workbook_close(book);
	struct str bytes = failed ? NOTHING : slurp(call->arena, path);
	unlink(path);
	if (!bytes.len)
		return BROKEN;
	return reply_bytes(call, bytes,
		S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		S("guatu.xlsx"));
}
