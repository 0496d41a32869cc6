#include "text/csv.h"

enum { MAX_ROWS = 100000, MAX_CELLS = 500 };

/* The reader's place. end is what closed the last cell: ',' '\n' or 0 for the text's. */
struct place {
	struct arena *arena;
	struct str text;
	size_t at;
	char end;
	const char *wrong; /* NULL while all is well */
};

/* Up to the closing quote, which is stepped over; doubled quotes are made single. */
static struct str read_quoted(struct place *p)
{
	size_t from = ++p->at;
	bool doubled = false;
	for (;; p->at += 2, doubled = true) {
		const char *quote = p->at < p->text.len ? memchr(p->text.at + p->at, '"',
								  p->text.len - p->at)
							: NULL;
		if (!quote) {
			p->wrong = "a quote is not closed";
			p->at = p->text.len;
			return NOTHING;
		}
		p->at = (size_t)(quote - p->text.at);
		if (p->at + 1 >= p->text.len || quote[1] != '"')
			break;
	}
	struct str inside = str_sub(p->text, from, p->at++ - from);
	return doubled ? str_replace(p->arena, inside, S("\"\""), S("\"")) : inside;
}

static struct str read_plain(struct place *p)
{
	size_t from = p->at;
	while (p->at < p->text.len && p->text.at[p->at] != ',' &&
		p->text.at[p->at] != '\n' && p->text.at[p->at] != '\r')
		p->at++;
	return str_sub(p->text, from, p->at - from);
}

/* One cell and what ends it; \r\n and a lone \r count as \n. */
static struct str read_cell(struct place *p)
{
	bool quoted = p->at < p->text.len && p->text.at[p->at] == '"';
	struct str cell = quoted ? read_quoted(p) : read_plain(p);
	if (p->at == p->text.len) {
		p->end = 0;
		return cell;
	}
	p->end = p->text.at[p->at++];
	if (p->end == '\r') {
		p->at += p->at < p->text.len && p->text.at[p->at] == '\n';
		p->end = '\n';
	}
	if (p->end != ',' && p->end != '\n')
		p->wrong = "text after a closing quote";
	return cell;
}

static void read_row(struct place *p, struct csv_row *row)
{
	do {
		*vec_add(p->arena, row) = read_cell(p);
		if (row->len > MAX_CELLS)
			p->wrong = "more than 500 cells";
		else if (!p->wrong && !utf8_valid(row->at[row->len - 1]))
			p->wrong = "the text is not UTF-8";
	} while (p->end == ',' && !p->wrong);
}

enum status csv_read(struct arena *a, struct str text, struct csv *found, struct str *why)
{
	*found = (struct csv){0};
	if (str_starts(text, S("\ufeff")))
		text = str_sub(text, 3, text.len);
	struct place p = {.arena = a, .text = text};
	while (p.at < text.len && !p.wrong) {
		struct csv_row row = {0};
		read_row(&p, &row);
		*vec_add(a, found) = row;
		if (found->len > MAX_ROWS)
			p.wrong = "more than 100000 rows";
	}
	if (!p.wrong)
		return OK;
	*why = str_fmt(a, "row %zu: %s", found->len, p.wrong);
	return INVALID;
}

void csv_cell(struct out *o, struct str s, bool first)
{
	if (!first)
		out_c(o, ',');
	double number;
	bool formula = s.len && strchr("=+-@\t\r", s.at[0]) && !str_number(s, &number);
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
