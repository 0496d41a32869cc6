#include "text/csv.h"

enum { MAX_ROWS = 100000, MAX_CELLS = 500 };

/* One cell at *at; says how it ended: ',' '\n' or 0. Quoted cells are unfolded. */
static char read_cell(struct arena *a, struct str text, size_t *at, struct str *cell,
	bool *bad)
{
	size_t i = *at;
	if (i < text.len && text.at[i] == '"') {
		struct out out = out_on(a, text.len + 1);
		for (i++; i < text.len; i++) {
			if (text.at[i] != '"')
				out_c(&out, text.at[i]);
			else if (i + 1 < text.len && text.at[i + 1] == '"')
				out_c(&out, text.at[i++]);
			else
				break;
		}
		*bad = i >= text.len;
		*cell = out_got(&out);
		i++;
	} else {
		size_t from = i;
		while (i < text.len && text.at[i] != ',' && text.at[i] != '\n' &&
			text.at[i] != '\r')
			i++;
		*cell = str_sub(text, from, i - from);
	}
	if (i < text.len && text.at[i] == '\r')
		i++;
	*at = i + 1;
	return i < text.len ? text.at[i] : 0;
}

enum status csv_read(struct arena *a, struct str text, struct csv *found, struct str *why)
{
	*found = (struct csv){0};
	if (str_starts(text, S("\ufeff")))
		text = str_sub(text, 3, text.len);
	if (!utf8_valid(text)) {
		*why = S("the text is not UTF-8");
		return INVALID;
	}
	struct csv_row *row = NULL;
	bool bad = false;
	for (size_t at = 0; at < text.len && !bad;) {
		if (!row) {
			row = vec_grow_(a, (void **)&found->at, &found->len, &found->cap,
				sizeof *row);
		}
		struct str cell;
		char end = read_cell(a, text, &at, &cell, &bad);
		*vec_add(a, row) = cell;
		if (found->len > MAX_ROWS || row->len > MAX_CELLS) {
			*why = str_fmt(a, "row %zu: more than %d rows or %d cells", found->len,
				MAX_ROWS, MAX_CELLS);
			return INVALID;
		}
		if (end == '\n')
			row = NULL;
		else if (end != ',' && end != 0)
			bad = true;
	}
	if (bad) {
		*why = str_fmt(a, "row %zu: a quote is not closed", found->len);
		return INVALID;
	}
	return OK;
}

void csv_cell(struct out *o, struct str s, bool first)
{
	if (!first)
		out_c(o, ',');
	bool formula = s.len && strchr("=+-@", s.at[0]);
	bool quote = formula;
	for (size_t i = 0; i < s.len && !quote; i++)
		quote = strchr(",\"\r\n", s.at[i]) != NULL;
	if (!quote) {
		out_str(o, s);
		return;
	}
	out_c(o, '"');
	if (formula)
		out_c(o, '\'');
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '"')
			out_c(o, '"');
		out_c(o, s.at[i]);
	}
	out_c(o, '"');
}
