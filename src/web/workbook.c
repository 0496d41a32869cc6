/* Any list as a workbook: labels, real numbers, real dates, codes as text. */
#include "web/page.h"
#include "paper/xlsx_write.h"

#include <stdio.h>
#include <unistd.h>

int list_columns(struct call *call, const struct statement *s, const struct column **found)
{
	struct str asked = call->web ? pairs_get(&exchange_of(call)->request->query, S("columns")) :
				       NOTHING;
	int n = 0;
	while (asked.len && n < s->column_count) {
		struct str part = str_cut(asked, ',', &asked);
		struct str name = str_fmt(call->arena, "%.*s_name", STR(part));
		const struct column *own = NULL, *words = NULL;
		for (int i = 0; i < s->column_count; i++) {
			own = str_eq(str_of(s->columns[i].name), part) ? &s->columns[i] : own;
			words = str_eq(str_of(s->columns[i].name), name) ? &s->columns[i] : words;
		}
		if (own && column_offered(s, own))
			found[n++] = own->type == F_REF ? words : own;
	}
	for (int i = 0; !n && i < s->column_count; i++)
		found[i] = &s->columns[i];
	return n ? n : s->column_count;
}

static bool left_out(const struct column *c)
{
	assert(c);
	return (c->field && (c->field->flags & (F_HIDDEN | F_SECRET))) || c->type == F_REF;
}

static enum xlsx_kind kind_of(enum field_type type)
{
	return type == F_MONEY ? XLSX_MONEY : type == F_SHARE ? XLSX_SHARE :
		type == F_DAY  ? XLSX_DAY : type == F_INT || type == F_ID ? XLSX_INT : XLSX_TEXT;
}

static void put_cell(struct call *call, struct xlsx *x, const struct column *c,
	const void *at)
{
	switch (kind_of(c->type)) {
	case XLSX_MONEY:
		xlsx_money(x, *(const money *)at);
		break;
	case XLSX_SHARE:
		xlsx_share(x, *(const share *)at);
		break;
	case XLSX_DAY:
		xlsx_day(x, *(const day *)at);
		break;
	case XLSX_INT:
		xlsx_int(x, *(const int64_t *)at);
		break;
	default:
		xlsx_text(x, value_text_of(call, c->field, c->type, at));
	}
}

struct str file_bytes(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct out o = out_on(a, 64 << 20);
	char buffer[65536];
	size_t got;
	while (f && (got = fread(buffer, 1, sizeof buffer, f)) > 0)
		out_bytes(&o, buffer, got);
	if (f)
		fclose(f);
	unlink(path);
	return o.full ? NOTHING : out_got(&o);
}

char *scratch_path(struct call *call, const char *what)
{
	static _Atomic long number;
	return str_z(call->arena, str_fmt(call->arena, "%s/tmp/%s-%d-%ld.xlsx",
		store_folder(call->store), what, (int)getpid(), ++number));
}

enum status rows_xlsx(struct call *call, const struct statement *s, const struct rows *rows,
	const char *path)
{
	struct xlsx_column *columns =
		NEW_ARRAY(call->arena, struct xlsx_column, (size_t)s->column_count + 1);
	const struct column **shown =
		NEW_ARRAY(call->arena, const struct column *, (size_t)s->column_count + 1);
	int count = list_columns(call, s, shown);
	size_t n = 0;
	for (int i = 0; i < count; i++) {
		const struct column *c = shown[i];
		if (left_out(c))
			continue;
		struct str label = column_words(call, s, c);
		if (c->type == F_MONEY)
			label = text_with(call, T_in_wan, (const struct str[4]){label});
		columns[n++] = (struct xlsx_column){.label = label, .kind = kind_of(c->type)};
	}
	struct xlsx *x = xlsx_open(call->arena, path);
	xlsx_sheet(x, &(struct xlsx_layout){.name = S("guatu"), .columns = columns,
		.column_count = n, .frozen = 1});
	for (size_t k = 0; k < rows->len; k++) {
		xlsx_row(x);
		for (int i = 0; i < count; i++)
			if (!left_out(shown[i]))
				put_cell(call, x, shown[i], (const char *)rows->at +
					k * s->row_size + shown[i]->offset);
	}
	return xlsx_close(x);
}

enum status list_xlsx(struct call *call, const struct statement *s, const struct rows *rows)
{
	char *path = scratch_path(call, "list");
	TRY(rows_xlsx(call, s, rows, path));
	return reply_bytes(call, file_bytes(call->arena, path),
		S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		S("guatu.xlsx"));
}
