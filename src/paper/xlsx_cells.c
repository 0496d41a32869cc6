/* One worksheet, cell by cell. Rows without content are forgotten as they pass. */
#include "paper/reader.h"

#include <math.h>

enum { LAST_ROW = 1048576, LAST_COLUMN = 16384 };

struct cells {
	struct cell row[SHEET_COLUMNS_MAX];
	uint32_t len;    /* of row: last filled cell */
	uint32_t number; /* of the row */
	uint32_t kept;   /* number of the last row kept or passed */
	uint32_t column; /* of the cell, 1-based */
	bool row_hidden, row_open;
	bool implicit; /* the row has no number of its own: its first cell may say */
	bool has_value, formula;
	char type; /* n s b e d, i(nline), t(ext of a formula) */
	uint32_t style;
	int phonetic;
	size_t marked; /* cells under merged ranges */
};

/* "AB12" → column 28, row 12; zero where it is no such thing. */
static void read_reference(const char *at, uint32_t *column, uint32_t *row)
{
	uint32_t c = 0, n = 0;
	while (*at == '$')
		at++;
	for (; (*at | 0x20) >= 'a' && (*at | 0x20) <= 'z' && c < LAST_COLUMN; at++)
		c = c * 26 + (uint32_t)((*at | 0x20) - 'a' + 1);
	while (*at == '$')
		at++;
	for (; *at >= '0' && *at <= '9' && n <= LAST_ROW; at++)
		n = n * 10 + (uint32_t)(*at - '0');
	*column = c <= LAST_COLUMN ? c : 0;
	*row = n <= LAST_ROW ? n : 0;
}

/* ---- a cell ---- */

static char type_of(const char *t)
{
	if (!t || strcmp(t, "n") == 0)
		return 'n';
	if (strcmp(t, "s") == 0)
		return 's';
	if (strcmp(t, "inlineStr") == 0)
		return 'i';
	if (strcmp(t, "str") == 0)
		return 't';
	return *t; /* b, e, d */
}

static void cell_start(struct part *p, struct cells *c, const char **attributes)
{
	const char *reference = NULL, *type = NULL;
	c->style = 0;
	for (; *attributes; attributes += 2) {
		if (attributes[0][1])
			continue;
		if (attributes[0][0] == 'r')
			reference = attributes[1];
		else if (attributes[0][0] == 't')
			type = attributes[1];
		else if (attributes[0][0] == 's')
			c->style = attribute_int(
			        (const char *[]){"s", attributes[1], NULL}, "s", 0);
	}
	c->type = type_of(type);
	c->formula = c->has_value = false;
	out_cut(&p->r->text, 0);
	uint32_t column = c->column + 1, row = c->number;
	if (reference)
		read_reference(reference, &column, &row);
	if (c->implicit && !c->column && row > c->number)
		c->number = c->kept = row;
	if (!column || row != c->number || column > LAST_COLUMN) {
		part_refuse(p, "bad-xml", c->number, 0,
		        str_copy(p->r->arena, str_of(reference)));
		return;
	}
	c->column = column;
}

static struct str keep_text(struct part *p, struct cells *c)
{
	struct str text = unescape_x(p->r->text.at, p->r->text.len);
	p->r->text_bytes += text.len;
	if (p->r->text_bytes > SHEET_TEXT_MAX)
		part_refuse(p, "too-large", c->number, c->column, S("text"));
	return text.len ? str_copy(p->r->arena, text) : NOTHING;
}

/* "123.45" as it stands is how it would be written again: no need to print it. */
static bool plain_digits(struct str s)
{
	size_t digits = 0, point = 0;
	size_t from = s.len && s.at[0] == '-';
	for (size_t i = from; i < s.len; i++) {
		if (s.at[i] == '.')
			point = point || i == from ? SIZE_MAX / 2 : i;
		else if (s.at[i] >= '0' && s.at[i] <= '9')
			digits++;
		else
			return false;
	}
	if (!digits || digits > 15 || point >= s.len)
		return false;
	if (point && s.at[s.len - 1] == '0')
		return false;
	if (s.at[from] == '0' && s.len > from + 1 && point != from + 1)
		return false;
	return !(from && s.at[1] == '0' && s.len == 2);
}

static void number_cell(struct part *p, struct cells *c, struct cell *to)
{
	struct reader *r = p->r;
	struct str raw = str_trim(out_got(&r->text));
	double n;
	if (!str_number(raw, &n) || !isfinite(n)) {
		to->text = keep_text(p, c);
		to->kind = to->text.len ? CELL_TEXT : CELL_EMPTY;
		return;
	}
	struct number_format format = {0};
	if (c->style < r->formats.len)
		format = r->formats.at[c->style];
	to->kind = CELL_NUMBER;
	to->number = n;
	if (format.shown == SHOWN_PLAIN && !format.zeros && plain_digits(raw))
		to->text = str_copy(r->arena, raw);
	else
		to->text = shown_text(r->arena, n, &format, r->book->date1904);
	to->shown = format.shown;
}

static void date_cell(struct part *p, struct cells *c, struct cell *to)
{
	day d;
	to->text = keep_text(p, c);
	to->kind = to->text.len ? CELL_TEXT : CELL_EMPTY;
	if (!to->text.len || !day_read(str_sub(to->text, 0, 10), &d) || !day_is(d))
		return;
	to->kind = CELL_NUMBER;
	to->shown = SHOWN_DATE;
	to->text = str_sub(to->text, 0, 10);
	to->number = d.n + 25569 - (p->r->book->date1904 ? 1462 : 0);
}

static void shared_cell(struct part *p, struct cells *c, struct cell *to)
{
	struct reader *r = p->r;
	int64_t place;
	if (!str_int(str_trim(out_got(&r->text)), &place) || place < 0 ||
	        (uint64_t)place >= r->shared.len) {
		part_refuse(p, "bad-xml", c->number, c->column, S("shared string"));
		return;
	}
	to->text = r->shared.at[place];
	to->kind = to->text.len ? CELL_TEXT : CELL_EMPTY;
}

static void fill_cell(struct part *p, struct cells *c, struct cell *to)
{
	struct str raw = str_trim(out_got(&p->r->text));
	switch (c->type) {
	case 's':
		shared_cell(p, c, to);
		return;
	case 'b':
		to->kind = CELL_BOOL;
		to->number = str_eq(raw, S("1")) || str_eq(raw, S("true"));
		to->text = to->number > 0 ? S("TRUE") : S("FALSE");
		return;
	case 'e':
		to->kind = CELL_ERROR;
		to->text = keep_text(p, c);
		return;
	case 'd':
		date_cell(p, c, to);
		return;
	case 'i':
	case 't':
		to->text = keep_text(p, c);
		to->kind = to->text.len ? CELL_TEXT : CELL_EMPTY;
		return;
	default:
		number_cell(p, c, to);
	}
}

static void cell_end(struct part *p, struct cells *c)
{
	struct cell cell = {.formula = c->formula};
	if (c->has_value)
		fill_cell(p, c, &cell);
	if (cell.kind == CELL_EMPTY && !cell.formula)
		return;
	if (c->column > SHEET_COLUMNS_MAX) {
		part_refuse(p, "too-many-columns", c->number, c->column, NOTHING);
		return;
	}
	c->row[c->column - 1] = cell;
	c->len = MAX(c->len, c->column);
}

/* ---- a row ---- */

static void row_start(struct part *p, struct cells *c, const char **attributes)
{
	c->number = attribute_int(attributes, "r", c->kept + 1);
	if (c->number <= c->kept || c->number > LAST_ROW) {
		part_refuse(p, "bad-xml", c->number, 0, S("row"));
		return;
	}
	c->kept = c->number;
	c->column = 0;
	c->implicit = attribute(attributes, "r") == NULL;
	c->row_hidden = attribute_true(attributes, "hidden");
	c->row_open = true;
}

static void row_end(struct part *p, struct cells *c)
{
	struct reader *r = p->r;
	c->row_open = false;
	if (!c->len)
		return;
	if (r->row_count == SHEET_ROWS_MAX) {
		part_refuse(p, "too-many-rows", c->number, 0, NOTHING);
		return;
	}
	r->row_count++;
	r->cell_count += c->len;
	if (r->cell_count > SHEET_CELLS_MAX) {
		part_refuse(p, "too-large", c->number, 0, S("cells"));
		return;
	}
	struct sheet_row *row = vec_add(r->arena, &r->sheet->rows);
	*row = (struct sheet_row){
	        .number = c->number, .len = c->len, .hidden = c->row_hidden};
	row->at = NEW_ARRAY(r->arena, struct cell, c->len);
	memcpy(row->at, c->row, c->len * sizeof *c->row);
	memset(c->row, 0, c->len * sizeof *c->row);
	r->sheet->columns = MAX(r->sheet->columns, c->len);
	c->len = 0;
}

/* ---- merged ranges ---- */

static void take_merge(struct part *p, const char *reference)
{
	struct cell_range range = {0};
	const char *colon = reference ? strchr(reference, ':') : NULL;
	if (!colon)
		return; /* one cell merged with nothing */
	read_reference(reference, &range.first_column, &range.first_row);
	read_reference(colon + 1, &range.last_column, &range.last_row);
	if (!range.first_column || !range.first_row ||
	        range.last_column < range.first_column ||
	        range.last_row < range.first_row) {
		part_refuse(p, "bad-xml", range.first_row, range.first_column,
		        S("mergeCell"));
		return;
	}
	if (p->r->sheet->merges.len == SHEET_MERGES_MAX) {
		part_refuse(p, "too-large", 0, 0, S("mergeCells"));
		return;
	}
	*vec_add(p->r->arena, &p->r->sheet->merges) = range;
}

static enum status widen(struct reader *r, struct sheet_row *row, uint32_t len)
{
	if (row->len >= len)
		return OK;
	r->cell_count += len;
	if (r->cell_count > SHEET_CELLS_MAX)
		return paper_refuse(r, "too-large", row->number, 0, S("mergeCells"));
	struct cell *wider = NEW_ARRAY(r->arena, struct cell, len);
	memcpy(wider, row->at, row->len * sizeof *wider);
	row->at = wider;
	row->len = len;
	r->sheet->columns = MAX(r->sheet->columns, len);
	return OK;
}

static size_t first_row_from(const struct sheet *sheet, uint32_t number)
{
	size_t low = 0, high = sheet->rows.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sheet->rows.at[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Tells each cell of a kept row which range covers it. The cost is bounded by the cells
 * a book may have, however ranges overlap. */
static enum status mark_merges(struct reader *r, struct cells *c)
{
	struct sheet *sheet = r->sheet;
	for (size_t i = 0; i < sheet->merges.len; i++) {
		const struct cell_range *m = &sheet->merges.at[i];
		uint32_t last = MIN(m->last_column, (uint32_t)SHEET_COLUMNS_MAX);
		size_t at = first_row_from(sheet, m->first_row);
		for (; at < sheet->rows.len && sheet->rows.at[at].number <= m->last_row;
		        at++) {
			struct sheet_row *row = &sheet->rows.at[at];
			if (m->first_column > last)
				break;
			c->marked += last - m->first_column + 1;
			if (c->marked > SHEET_CELLS_MAX)
				return paper_refuse(
				        r, "too-large", row->number, 0, S("mergeCells"));
			TRY(widen(r, row, last));
			for (uint32_t k = m->first_column; k <= last; k++)
				if (!row->at[k - 1].merged)
					row->at[k - 1].merged = (uint32_t)i + 1;
		}
	}
	return OK;
}

/* ---- the sheet ---- */

static void take_columns(struct part *p, const char **attributes)
{
	if (!attribute_true(attributes, "hidden"))
		return;
	uint32_t from = attribute_int(attributes, "min", 0);
	uint32_t to =
	        MIN(attribute_int(attributes, "max", 0), (uint32_t)SHEET_COLUMNS_MAX);
	for (uint32_t i = MAX(from, 1U); i <= to; i++)
		p->r->sheet->hidden_column[i - 1] = true;
}

static void sheet_start(struct part *p, const char *name, const char **attributes)
{
	struct cells *c = p->state;
	if (strcmp(name, "c") == 0 && c->row_open) {
		cell_start(p, c, attributes);
	} else if (!c->row_open) {
		if (strcmp(name, "row") == 0)
			row_start(p, c, attributes);
		else if (strcmp(name, "col") == 0)
			take_columns(p, attributes);
		else if (strcmp(name, "mergeCell") == 0)
			take_merge(p, attribute(attributes, "ref"));
	} else if (strcmp(name, "v") == 0) {
		p->collect = c->has_value = true;
		out_cut(&p->r->text, 0);
	} else if (strcmp(name, "f") == 0) {
		c->formula = true;
	} else if (strcmp(name, "rPh") == 0) {
		c->phonetic++;
	} else if (strcmp(name, "t") == 0) {
		p->collect = c->has_value = !c->phonetic || c->has_value;
		p->collect = !c->phonetic;
	}
}

static void sheet_end(struct part *p, const char *name)
{
	struct cells *c = p->state;
	if (!c->row_open)
		return;
	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		p->collect = false;
	else if (strcmp(name, "rPh") == 0)
		c->phonetic--;
	else if (strcmp(name, "c") == 0)
		cell_end(p, c);
	else if (strcmp(name, "row") == 0)
		row_end(p, c);
}

enum status xlsx_read_cells(struct reader *r, struct str path)
{
	struct arena *own = arena_open();
	struct cells *c = NEW(own, struct cells);
	struct part p = {.r = r, .start = sheet_start, .end = sheet_end, .state = c};
	enum status status = part_read(&p, path);
	if (status == OK) {
		status = mark_merges(r, c);
	} else if (status == INVALID && !r->fault->row) {
		r->fault->row = c->number;
		r->fault->column = c->column;
	}
	arena_close(own);
	return status;
}
