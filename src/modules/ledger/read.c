/* A book → understood rows: header, units, groups, totals, merged rows. */
#include "ledger_inside.h"

enum { HEADER_ROWS = 15, LEAST_COLUMNS = 3 };

struct ledger_note *ledger_note(struct call *call, struct ledger_notes *list,
	struct str sheet, uint32_t row, uint32_t column)
{
	struct ledger_note *n = vec_grow_(
		call->arena, (void **)&list->at, &list->len, &list->cap, sizeof *n);
	n->sheet = sheet;
	n->row = row;
	n->column = column;
	return n;
}

struct reading {
	struct call *call;
	const struct book *book;
	const struct sheet *sheet;
	struct ledger *l;
	size_t header, first; /* places in sheet->rows */
	const struct ledger_answers *answers;
	struct ledger_column columns[SHEET_COLUMNS_MAX];
	size_t count;
	uint32_t name_column;
	enum money_unit unit;
	struct str town; /* from the title, where no column says it */
	int kind;	 /* of the group */
};

static const struct cell_range *range_of(const struct reading *r, const struct cell *c)
{
	return c && c->merged ? &r->sheet->merges.at[c->merged - 1] : NULL;
}

/* Understands a row as a header; how many columns it names for sure. */
static int try_header(struct reading *r, size_t place)
{
	const struct sheet_row *row = &r->sheet->rows.at[place];
	int sure = 0;
	r->count = 0;
	r->name_column = 0;
	uint32_t last = row->number;
	for (uint32_t k = 1; k <= row->len; k++) {
		const struct cell_range *m = range_of(r, &row->at[k - 1]);
		if (m && m->first_row == row->number && m->last_row > last)
			last = m->last_row;
	}
	for (uint32_t k = 1; k <= r->sheet->columns; k++) {
		const struct cell *top = sheet_value(r->sheet, row->number, k);
		const struct cell *under = last > row->number ?
			sheet_value(r->sheet, row->number + 1, k) : NULL;
		struct str group = NOTHING, header = top ? top->text : NOTHING;
		bool split = under && under->kind == CELL_TEXT && top && under != top;
		if (split && !str_eq(under->text, header)) {
			group = header;
			header = under->text;
		}
		if (!str_trim(header).len)
			continue;
		struct ledger_column c = {.sheet = r->sheet->name, .column = k,
			.header_row = row->number};
		c.unknown = !ledger_column_read(r->call->arena, group, header, r->answers, &c);
		sure += c.sure && c.target != TO_IGNORE;
		if (c.target == TO_FIELD && c.field == PROJECT_NAME && !r->name_column)
			r->name_column = k;
		r->columns[r->count++] = c;
	}
	r->header = place;
	r->first = place + 1;
	while (r->first < r->sheet->rows.len && r->sheet->rows.at[r->first].number <= last)
		r->first++;
	return r->name_column ? sure : 0;
}

static bool find_header(struct reading *r)
{
	for (size_t i = 0; i < r->sheet->rows.len && i < HEADER_ROWS; i++)
		if (try_header(r, i) >= LEAST_COLUMNS)
			return true;
	return false;
}

/* «单位:万元» above the header; the town a sheet is about. */
static void read_titles(struct reading *r)
{
	struct arena *a = r->call->arena;
	for (size_t i = 0; i < r->header; i++) {
		const struct sheet_row *row = &r->sheet->rows.at[i];
		for (uint32_t k = 0; k < row->len; k++) {
			struct str s = utf8_tidy(a, row->at[k].text);
			if (str_has(s, S("单位")) && ledger_unit_of(s) != UNIT_UNKNOWN)
				r->unit = ledger_unit_of(s);
			static const char *const ends[] = {"街道", "镇", "乡"};
			for (size_t e = 0; e < LEN(ends) && i == 0 && !r->town.len; e++) {
				size_t at = str_find(s, str_of(ends[e]));
				if (at != SIZE_MAX && at > 0 && at <= 15)
					r->town = str_sub(s, 0, at + str_of(ends[e]).len);
			}
		}
	}
}

static bool has_field(const struct reading *r, int field)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->columns[i].target == TO_FIELD && r->columns[i].field == field)
			return true;
	return false;
}

/* Gives money columns their unit; refuses the sheet where none can be known. */
static bool settle_units(struct reading *r, enum money_unit given)
{
	bool known = true;
	for (size_t i = 0; i < r->count; i++) {
		struct ledger_column *c = &r->columns[i];
		if (c->target != TO_FIELD || project_fields[c->field].type != F_MONEY)
			continue;
		if (c->unit == UNIT_UNKNOWN)
			c->unit = r->unit != UNIT_UNKNOWN ? r->unit : given;
		if (c->unit != UNIT_UNKNOWN)
			continue;
		known = false;
		struct ledger_note *n = ledger_note(r->call, &r->l->refused, r->sheet->name,
			r->sheet->rows.at[r->header].number, c->column);
		n->value = c->header;
		n->field = label_of(r->call, &project_fields[c->field]);
		n->reason = T_ledger_no_unit;
		n->mend = T_ledger_mend_unit;
	}
	return known;
}

static void skip(struct reading *r, const struct sheet_row *row, enum text why)
{
	ledger_note(r->call, &r->l->skipped, r->sheet->name, row->number, 0)->reason = why;
}

/* The group's title, e.g. 一、工业项目, tells the kind of what follows. */
static bool is_group(struct reading *r, struct str s)
{
	static const char *const numbers[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九",
		"十", "(一)", "(二)", "(三)", "(四)", "(五)"};
	for (size_t i = 0; i < LEN(numbers); i++) {
		struct str n = str_of(numbers[i]);
		struct str rest = str_sub(s, n.len, s.len);
		if (str_starts(s, n) && (str_starts(rest, S("、")) || n.at[0] == '('))
			return true;
	}
	(void)r;
	return false;
}

static bool is_total(struct str s)
{
	static const char *const words[] = {"合计", "小计", "总计", "共计"};
	for (size_t i = 0; i < LEN(words); i++)
		if (str_starts(s, str_of(words[i])))
			return true;
	return false;
}

static struct str first_words(struct reading *r, const struct sheet_row *row, uint32_t *filled)
{
	struct str first = NOTHING;
	*filled = 0;
	for (uint32_t k = 0; k < row->len; k++) {
		struct str s = utf8_tidy(r->call->arena, row->at[k].text);
		if (!s.len)
			continue;
		if (!first.len)
			first = s;
		(*filled)++;
	}
	return first;
}

/* A row under a merged name: what it says more is joined to the project above. */
static void join_row(struct reading *r, const struct sheet_row *row)
{
	struct ledger_row *to = r->l->rows.len ? &r->l->rows.at[r->l->rows.len - 1] : NULL;
	for (size_t i = 0; to && i < r->count; i++) {
		const struct ledger_column *c = &r->columns[i];
		const struct cell *cell = sheet_cell(r->sheet, row->number, c->column);
		bool text = c->target == TO_FIELD && (project_fields[c->field].flags & F_AREA);
		if (!cell || !text || !str_trim(cell->text).len)
			continue;
		struct str more = str_trim(cell->text);
		bool joined = false;
		for (size_t k = 0; k < to->values.len && !joined; k++) {
			struct ledger_value *v = &to->values.at[k];
			joined = v->field == c->field;
			if (joined)
				v->text = str_fmt(r->call->arena, "%.*s;%.*s", STR(v->text),
					STR(more));
		}
		if (!joined)
			ledger_cell(r->call, r->book, c, cell, r->l, to);
	}
	skip(r, row, T_ledger_joined);
}

static bool special_row(struct reading *r, const struct sheet_row *row)
{
	const struct cell *name = sheet_cell(r->sheet, row->number, r->name_column);
	const struct cell_range *m = range_of(r, name);
	uint32_t filled;
	struct str first = first_words(r, row, &filled);
	struct str name_words = name ? utf8_tidy(r->call->arena, name->text) : NOTHING;
	if (m && m->first_row < row->number && m->first_column == m->last_column) {
		join_row(r, row);
		return true;
	}
	if (is_total(first) || is_total(name_words)) {
		skip(r, row, T_ledger_total_row);
		return true;
	}
	if (is_group(r, first) && filled <= 3) {
		skip(r, row, T_ledger_group_row);
		return true;
	}
	if (str_starts(first, S("注")) || (filled == 1 && !name_words.len) ||
		(filled == 1 && m && m->last_column > m->first_column + 2)) {
		skip(r, row, T_ledger_note_row);
		return true;
	}
	return filled == 0;
}

static void read_row(struct reading *r, const struct sheet_row *source)
{
	struct call *call = r->call;
	if (special_row(r, source))
		return;
	struct ledger_row *row = vec_grow_(call->arena, (void **)&r->l->rows.at,
		&r->l->rows.len, &r->l->rows.cap, sizeof *row);
	row->sheet = r->sheet->name;
	row->row = source->number;
	for (size_t i = 0; i < r->count; i++) {
		const struct cell *cell =
			sheet_value(r->sheet, source->number, r->columns[i].column);
		if (cell)
			ledger_cell(call, r->book, &r->columns[i], cell, r->l, row);
	}
	for (size_t i = 0; i < row->values.len; i++) {
		const struct ledger_value *v = &row->values.at[i];
		if (v->field == PROJECT_NAME)
			row->name = v->text;
		if (v->field == PROJECT_CODE)
			row->code = v->text;
		if (v->field == PROJECT_TOWN)
			row->town = v->text;
	}
	if (!row->town.len && r->town.len && !has_field(r, PROJECT_TOWN)) {
		struct ledger_value *v = vec_grow_(call->arena, (void **)&row->values.at,
			&row->values.len, &row->values.cap, sizeof *v);
		*v = (struct ledger_value){.field = PROJECT_TOWN, .text = r->town,
			.date = DAY_NONE, .amount = MONEY_NONE};
		row->town = r->town;
	}
	if (row->name.len || row->refused)
		return;
	struct ledger_note *n = ledger_note(call, &r->l->refused, row->sheet, row->row,
		r->name_column);
	n->field = label_of(call, &project_fields[PROJECT_NAME]);
	n->reason = T_ledger_no_name;
	n->mend = T_ledger_mend_name;
	row->refused = true;
}

/* Two rows that say they are one project: the second is refused, naming the first. */
static void refuse_twins(struct call *call, struct ledger *l)
{
	struct map seen = map_on(call->arena);
	for (size_t i = 0; i < l->rows.len; i++) {
		struct ledger_row *row = &l->rows.at[i];
		if (row->refused)
			continue;
		struct str key = row->code.len ? str_join(call->arena, S("c "), row->code) :
			str_fmt(call->arena, "n %.*s %.*s", STR(row->name), STR(row->town));
		struct map_entry *e = map_put(&seen, key);
		if (!e->n) {
			e->n = (int64_t)i + 1;
			continue;
		}
		const struct ledger_row *first = &l->rows.at[e->n - 1];
		struct ledger_note *n = ledger_note(call, &l->refused, row->sheet, row->row, 0);
		n->value = row->code.len ? row->code : row->name;
		n->field = label_of(call, &project_fields[row->code.len ? PROJECT_CODE :
									  PROJECT_NAME]);
		n->reason = T_ledger_twin;
		n->mend = T_ledger_mend_twin;
		n->args[0] = first->sheet;
		n->args[1] = str_fmt(call->arena, "%u", first->row);
		row->refused = true;
	}
}

enum status ledger_read(struct call *call, const struct book *book, enum money_unit unit,
	const struct ledger_answers *answers, struct ledger *l)
{
	*l = (struct ledger){0};
	struct reading *r = NEW(call->arena, struct reading);
	bool any = false;
	for (size_t s = 0; s < book->sheets.len; s++) {
		const struct sheet *sheet = &book->sheets.at[s];
		*r = (struct reading){.call = call, .book = book, .sheet = sheet, .l = l,
			.answers = answers};
		if (sheet->hidden || !sheet->rows.len || !find_header(r))
			continue;
		any = true;
		read_titles(r);
		*vec_add(call->arena, &l->sheets) = sheet->name;
		bool known = settle_units(r, unit);
		for (size_t i = 0; i < r->count; i++)
			*(struct ledger_column *)vec_grow_(call->arena, (void **)&l->columns.at,
				&l->columns.len, &l->columns.cap, sizeof r->columns[i]) =
				r->columns[i];
		for (size_t i = r->first; known && i < sheet->rows.len; i++)
			read_row(r, &sheet->rows.at[i]);
	}
	refuse_twins(call, l);
	return any ? OK : fail(call, "file", T_ledger_no_header);
}
