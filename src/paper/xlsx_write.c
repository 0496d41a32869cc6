#include "paper/xlsx_write.h"
#include "paper/faces.h"

#include <stdio.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { MAX_COLUMNS = 500, NAME_MAX_LENGTH = 31, LIST_MAX = 255, TEXT_MAX = 32767 };
enum { PAPER_A3 = 8, PAPER_A4 = 9 };

struct faces {
	lxw_format *title, *subline, *head, *band, *words;
	lxw_format *text, *code, *integer, *decimal, *share, *day, *light[LIGHT_DONE + 1];
	lxw_format *total_label, *total_integer, *total_decimal;
};

/* A row waits until it is whole, because its height must be told before its cells. */
struct waiting {
	enum { NONE, WORDS, NUMBER } kind;
	struct str words;
	double number;
	lxw_format *face;
};

struct total {
	double sum;
	int64_t fen;
};

struct xlsx {
	struct arena *arena;
	struct arena *words; /* of the row being written; its own */
	char *path;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	struct faces face;
	struct xlsx_layout layout;
	struct total *totals;
	struct waiting *cells;
	struct strs names;
	VEC(struct strs)
	lists;               /* drop-downs too long for a cell: rows of a hidden sheet */
	lxw_row_t row;       /* being written */
	lxw_row_t first_row; /* of data */
	lxw_col_t column;
	bool open_row, failed, closed_totals;
};

/* ---- lights ---- */

struct str light_shape(enum light light)
{
	static const char *const shapes[] = {"", "●", "▲", "■", "○", "✓"};
	return str_of(shapes[light]);
}

uint32_t light_colour(enum light light)
{
	static const uint32_t colours[] = {
	        0x1b1f24, 0x0a7a3d, 0x9a5b00, 0xc4161c, 0x5f6772, 0x1b1f24};
	return colours[light];
}

/* ---- faces ---- */

static lxw_format *new_face(struct xlsx *x, const char *font, double size, int align)
{
	lxw_format *f = workbook_add_format(x->book);
	format_set_font_name(f, font);
	format_set_font_size(f, size);
	format_set_align(f, (uint8_t)align);
	format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
	return f;
}

static lxw_format *cell_face(struct xlsx *x, int align, const char *format, bool wrap)
{
	lxw_format *f = new_face(x, TYPEFACE_SONG, 11, align);
	format_set_border(f, LXW_BORDER_THIN);
	format_set_num_format(f, format);
	if (wrap)
		format_set_text_wrap(f);
	return f;
}

static lxw_format *total_face(struct xlsx *x, int align, const char *format)
{
	lxw_format *f = cell_face(x, align, format, false);
	format_set_bold(f);
	format_set_bg_color(f, 0xf5f6f8);
	return f;
}

static void make_faces(struct xlsx *x)
{
	struct faces *f = &x->face;
	f->title = new_face(x, TYPEFACE_TITLE, 22, LXW_ALIGN_CENTER);
	f->subline = new_face(x, TYPEFACE_KAI_PLAIN, 12, LXW_ALIGN_RIGHT);
	f->words = new_face(x, TYPEFACE_FANGSONG_PLAIN, 12, LXW_ALIGN_LEFT);
	format_set_text_wrap(f->words);
	f->head = cell_face(x, LXW_ALIGN_CENTER, "General", true);
	format_set_font_name(f->head, TYPEFACE_HEI);
	format_set_bg_color(f->head, 0xe9ebef);
	f->band = cell_face(x, LXW_ALIGN_LEFT, "@", false);
	format_set_font_name(f->band, TYPEFACE_HEI);
	format_set_bg_color(f->band, 0xf5f6f8);
	f->text = cell_face(x, LXW_ALIGN_LEFT, "@", true);
	f->code = cell_face(x, LXW_ALIGN_LEFT, "@", false);
	f->integer = cell_face(x, LXW_ALIGN_RIGHT, "#,##0", false);
	f->decimal = cell_face(x, LXW_ALIGN_RIGHT, "#,##0.00", false);
	f->share = cell_face(x, LXW_ALIGN_RIGHT, "0.0%", false);
	f->day = cell_face(x, LXW_ALIGN_CENTER, "yyyy-mm-dd", false);
	for (int i = 0; i <= LIGHT_DONE; i++) {
		f->light[i] = cell_face(x, LXW_ALIGN_CENTER, "@", false);
		format_set_font_color(f->light[i], light_colour((enum light)i));
	}
	f->total_label = total_face(x, LXW_ALIGN_CENTER, "@");
	f->total_integer = total_face(x, LXW_ALIGN_RIGHT, "#,##0");
	f->total_decimal = total_face(x, LXW_ALIGN_RIGHT, "#,##0.00");
}

/* What Excel takes as text: no control characters, no more than it holds. */
static char *clean(struct xlsx *x, struct str s)
{
	s = utf8_first(s, TEXT_MAX);
	char *to = arena_take(x->words, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x20 || s.at[i] == '\n' || s.at[i] == '\t')
			to[len++] = s.at[i];
	return to;
}

/* ---- opening, sheets ---- */

struct xlsx *xlsx_open(struct arena *arena, const char *path)
{
	struct xlsx *x = NEW(arena, struct xlsx);
	x->arena = arena;
	x->words = arena_open();
	x->path = str_z(arena, str_of(path));
	/* Rows wait in a file beside the one that is asked for. */
	char *folder = str_z(arena, str_of(path)), *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = 0;
	x->failed = access(slash ? folder : ".", W_OK) != 0;
	lxw_workbook_options options = {.constant_memory = !x->failed,
	        .tmpdir = slash && !x->failed ? folder : NULL};
	x->book = workbook_new_opt(x->path, &options);
	if (!x->book)
		arena_die(sizeof *x->book);
	make_faces(x);
	return x;
}

static bool name_taken(const struct xlsx *x, struct str name)
{
	for (size_t i = 0; i < x->names.len; i++)
		if (str_eq(x->names.at[i], name))
			return true;
	return false;
}

static char *tab_name(struct xlsx *x, struct str wanted)
{
	char *z = clean(x, wanted);
	for (char *at = z; *at; at++)
		if (strchr("[]:*?/\\'\n\t", *at))
			*at = ' ';
	struct str base =
	        str_copy(x->arena, str_trim(utf8_first(str_of(z), NAME_MAX_LENGTH)));
	if (!base.len)
		base = S("Sheet");
	struct str name = base;
	for (int n = 2; name_taken(x, name); n++)
		name = str_fmt(x->arena, "%.*s %d",
		        STR(utf8_first(base, NAME_MAX_LENGTH - 5)), n);
	*vec_add(x->arena, &x->names) = name;
	return str_z(x->arena, name);
}

static void note_failure(struct xlsx *x, lxw_error error)
{
	if (error != LXW_NO_ERROR)
		x->failed = true;
}

static void across(struct xlsx *x, const char *words, lxw_format *face)
{
	lxw_col_t last = (lxw_col_t)(x->layout.column_count - 1);
	if (last == 0)
		note_failure(x, worksheet_write_string(x->sheet, x->row, 0, words, face));
	else
		note_failure(x, worksheet_merge_range(
		                        x->sheet, x->row, 0, x->row, last, words, face));
}

static const struct xlsx_column *column_at(const struct xlsx *x, size_t i)
{
	return &x->layout.columns[i];
}

static size_t group_end(const struct xlsx *x, size_t i)
{
	size_t end = i + 1;
	while (end < x->layout.column_count && column_at(x, i)->group.len &&
	        str_eq(column_at(x, end)->group, column_at(x, i)->group))
		end++;
	return end;
}

/* Neighbours of one group share a cell; ungrouped labels reach over both rows. Rows
 * pass to disk as the next one begins: a range over both is joined from the lower row,
 * when the words above it are already out. */
static void write_groups(struct xlsx *x)
{
	for (size_t i = 0; i < x->layout.column_count; i = group_end(x, i)) {
		const struct xlsx_column *c = column_at(x, i);
		size_t end = group_end(x, i);
		char *words = clean(x, c->group.len ? c->group : c->label);
		if (end - i > 1)
			worksheet_merge_range(x->sheet, x->row, (lxw_col_t)i, x->row,
			        (lxw_col_t)(end - 1), words, x->face.head);
		else
			worksheet_write_string(
			        x->sheet, x->row, (lxw_col_t)i, words, x->face.head);
	}
}

static void write_header(struct xlsx *x)
{
	bool groups = false;
	for (size_t i = 0; i < x->layout.column_count; i++)
		groups = groups || column_at(x, i)->group.len;
	lxw_row_t top = x->row;
	if (groups)
		write_groups(x);
	x->row += groups;
	worksheet_set_row(x->sheet, x->row, 32, NULL);
	for (size_t i = 0; i < x->layout.column_count; i++) {
		const struct xlsx_column *c = column_at(x, i);
		lxw_col_t column = (lxw_col_t)i;
		if (groups && !c->group.len)
			worksheet_merge_range(
			        x->sheet, top, column, x->row, column, "", x->face.head);
		else
			worksheet_write_string(x->sheet, x->row, column,
			        clean(x, c->label), x->face.head);
	}
	worksheet_repeat_rows(x->sheet, top, x->row);
	worksheet_freeze_panes(x->sheet, x->row + 1, (lxw_col_t)x->layout.frozen);
}

static double default_width(const struct xlsx_column *c)
{
	static const double widths[] = {[XLSX_TEXT] = 30,
	        [XLSX_CODE] = 16,
	        [XLSX_INT] = 8,
	        [XLSX_DECIMAL] = 12,
	        [XLSX_MONEY] = 14,
	        [XLSX_SHARE] = 9,
	        [XLSX_DAY] = 12,
	        [XLSX_LIGHT] = 10};
	return c->width > 0 ? c->width : widths[c->kind];
}

static void set_columns(struct xlsx *x)
{
	for (size_t i = 0; i < x->layout.column_count; i++) {
		const struct xlsx_column *c = column_at(x, i);
		lxw_row_col_options hidden = {.hidden = c->hidden};
		worksheet_set_column_opt(x->sheet, (lxw_col_t)i, (lxw_col_t)i,
		        default_width(c), NULL, &hidden);
	}
}

static void set_page(lxw_worksheet *sheet, bool portrait_a4)
{
	worksheet_set_paper(sheet, portrait_a4 ? PAPER_A4 : PAPER_A3);
	if (!portrait_a4)
		worksheet_set_landscape(sheet);
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
	worksheet_center_horizontally(sheet);
	worksheet_set_footer(sheet, "&C&P / &N");
}

/* ---- drop-downs ---- */

static char *list_formula(struct xlsx *x, const struct strs *choices)
{
	*vec_add(x->arena, &x->lists) = *choices;
	struct str last = NOTHING;
	for (size_t n = choices->len; n; n = (n - 1) / 26) {
		char letter = (char)('A' + (n - 1) % 26);
		last = str_join(x->arena, (struct str){&letter, 1}, last);
	}
	return str_z(x->arena, str_fmt(x->arena, "=lists!$A$%zu:$%.*s$%zu", x->lists.len,
	                               STR(last), x->lists.len));
}

static void add_choices(
        struct xlsx *x, lxw_col_t column, const struct strs *choices, lxw_row_t last)
{
	size_t length = 0;
	bool comma = false;
	char **list = NEW_ARRAY(x->arena, char *, choices->len + 1);
	for (size_t i = 0; i < choices->len; i++) {
		list[i] = clean(x, choices->at[i]);
		length += utf8_count(choices->at[i]) + 1;
		comma = comma || str_has(choices->at[i], S(","));
	}
	lxw_data_validation v = {.ignore_blank = LXW_VALIDATION_ON,
	        .show_error = LXW_VALIDATION_ON,
	        .dropdown = LXW_VALIDATION_ON,
	        .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING};
	if (length > LIST_MAX || comma) {
		v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
		v.value_formula = list_formula(x, choices);
	} else {
		v.validate = LXW_VALIDATION_TYPE_LIST;
		v.value_list = list;
	}
	note_failure(x, worksheet_data_validation_range(
	                        x->sheet, x->first_row, column, last, column, &v));
}

static void end_row(struct xlsx *x);

static void end_sheet(struct xlsx *x)
{
	if (!x->sheet || !x->layout.column_count)
		return;
	end_row(x);
	lxw_row_t last_data = x->row - (x->closed_totals ? 1 : 0);
	lxw_row_t last = last_data + (lxw_row_t)x->layout.spare_rows;
	for (size_t i = 0; i < x->layout.column_count; i++)
		if (column_at(x, i)->choices.len && last >= x->first_row)
			add_choices(x, (lxw_col_t)i, &column_at(x, i)->choices, last);
	worksheet_autofilter(x->sheet, x->first_row - 1, 0,
	        MAX(last_data, x->first_row - 1),
	        (lxw_col_t)(x->layout.column_count - 1));
	x->sheet = NULL;
}

void xlsx_sheet(struct xlsx *x, const struct xlsx_layout *layout)
{
	assert(layout->column_count > 0 && layout->column_count <= MAX_COLUMNS);
	end_sheet(x);
	x->layout = *layout;
	x->totals = NEW_ARRAY(x->arena, struct total, layout->column_count);
	x->cells = NEW_ARRAY(x->arena, struct waiting, layout->column_count);
	x->closed_totals = false;
	x->sheet = workbook_add_worksheet(x->book, tab_name(x, layout->name));
	x->row = 0;
	set_columns(x);
	set_page(x->sheet, layout->portrait_a4);
	if (layout->title.len) {
		worksheet_set_row(x->sheet, x->row, 42, NULL);
		across(x, clean(x, layout->title), x->face.title);
		x->row++;
	}
	if (layout->subline.len) {
		worksheet_set_row(x->sheet, x->row, 22, NULL);
		across(x, clean(x, layout->subline), x->face.subline);
		x->row++;
	}
	write_header(x);
	x->first_row = x->row + 1;
	x->column = (lxw_col_t)layout->column_count;
}

/* ---- cells ---- */

/* Lines a text takes in its column: Chinese characters are two digits wide. */
static size_t lines_of(struct str words, double width)
{
	size_t lines = 1, at = 0;
	double used = 0;
	while (at < words.len) {
		uint32_t c = utf8_next(words, &at);
		double wide = c >= 0x2e80 ? 2.1 : 1.1;
		if (c == '\n' || used + wide > width) {
			lines++;
			used = 0;
		}
		used += c == '\n' ? 0 : wide;
	}
	return lines;
}

static void write_waiting(struct xlsx *x, lxw_col_t i)
{
	const struct waiting *w = &x->cells[i];
	lxw_format *face = w->face ? w->face : x->face.text;
	if (w->kind == WORDS && w->words.len)
		note_failure(x, worksheet_write_string(
		                        x->sheet, x->row, i, clean(x, w->words), face));
	else if (w->kind == NUMBER)
		note_failure(
		        x, worksheet_write_number(x->sheet, x->row, i, w->number, face));
	else
		worksheet_write_blank(x->sheet, x->row, i, face);
}

/* Writes the waiting row; what was not said stays empty but keeps its frame. */
static void end_row(struct xlsx *x)
{
	size_t count = x->layout.column_count, lines = 1;
	if (x->open_row) {
		for (size_t i = 0; i < count; i++)
			if (x->cells[i].face == x->face.text)
				lines = MAX(
				        lines, lines_of(x->cells[i].words,
				                       default_width(column_at(x, i))));
		worksheet_set_row(
		        x->sheet, x->row, MIN(8 + 15 * (double)lines, 400), NULL);
		for (size_t i = 0; i < count; i++)
			write_waiting(x, (lxw_col_t)i);
		memset(x->cells, 0, count * sizeof *x->cells);
		arena_reset(x->words);
	}
	x->open_row = false;
	x->column = (lxw_col_t)count;
}

void xlsx_row(struct xlsx *x)
{
	end_row(x);
	x->row++;
	x->column = 0;
	x->open_row = true;
}

static struct waiting *next_cell(struct xlsx *x)
{
	assert(x->open_row && x->column < x->layout.column_count);
	return &x->cells[x->column++];
}

void xlsx_skip(struct xlsx *x)
{
	next_cell(x)->face = x->face.code;
}

void xlsx_text(struct xlsx *x, struct str s)
{
	bool code = x->column < x->layout.column_count &&
	            column_at(x, x->column)->kind == XLSX_CODE;
	*next_cell(x) = (struct waiting){
	        WORDS, str_copy(x->words, s), 0, code ? x->face.code : x->face.text};
}

static void put_number(struct xlsx *x, double n, lxw_format *face)
{
	struct waiting *cell = next_cell(x);
	*cell = (struct waiting){NUMBER, NOTHING, n, face};
	x->totals[cell - x->cells].sum += n;
}

void xlsx_int(struct xlsx *x, int64_t n)
{
	if (n == INT_NONE)
		xlsx_skip(x);
	else
		put_number(x, (double)n, x->face.integer);
}

void xlsx_number(struct xlsx *x, double n)
{
	put_number(x, n, x->face.decimal);
}

void xlsx_money(struct xlsx *x, money m)
{
	if (!money_is(m)) {
		xlsx_skip(x);
		return;
	}
	put_number(x, (double)m.fen / (double)FEN_PER_WAN, x->face.decimal);
	x->totals[x->column - 1].fen += m.fen;
}

void xlsx_share(struct xlsx *x, share s)
{
	if (share_is(s))
		put_number(x, s.permille / 1000.0, x->face.share);
	else
		xlsx_skip(x);
}

void xlsx_day(struct xlsx *x, day d)
{
	if (day_is(d)) /* 25569 is the serial of 1970-01-01 */
		put_number(x, d.n + 25569.0, x->face.day);
	else
		xlsx_skip(x);
}

void xlsx_light(struct xlsx *x, enum light light, struct str word)
{
	struct str shape = light_shape(light);
	struct str words = str_fmt(x->words, "%.*s%s%.*s", STR(shape),
	        shape.len && word.len ? " " : "", STR(word));
	*next_cell(x) = (struct waiting){WORDS, words, 0, x->face.light[light]};
}

void xlsx_band(struct xlsx *x, struct str words)
{
	end_row(x);
	x->row++;
	worksheet_set_row(x->sheet, x->row, 23, NULL);
	across(x, clean(x, words), x->face.band);
}

static void write_total(struct xlsx *x, lxw_col_t i)
{
	const struct xlsx_column *c = column_at(x, i);
	char formula[64], from[16], to[16];
	lxw_rowcol_to_cell(from, x->first_row, i);
	lxw_rowcol_to_cell(to, x->row - 1, i);
	snprintf(formula, sizeof formula, "=SUM(%s:%s)", from, to);
	double sum = c->kind == XLSX_MONEY
	                     ? (double)x->totals[i].fen / (double)FEN_PER_WAN
	                     : x->totals[i].sum;
	worksheet_write_formula_num(x->sheet, x->row, i, formula,
	        c->kind == XLSX_INT ? x->face.total_integer : x->face.total_decimal, sum);
}

void xlsx_totals(struct xlsx *x, struct str label)
{
	end_row(x);
	x->row++;
	worksheet_set_row(x->sheet, x->row, 23, NULL);
	bool data = x->row > x->first_row, labelled = false;
	for (lxw_col_t i = 0; i < x->layout.column_count; i++) {
		if (column_at(x, i)->total && data) {
			write_total(x, i);
			continue;
		}
		bool here = !labelled && !column_at(x, i)->hidden;
		worksheet_write_string(x->sheet, x->row, i, here ? clean(x, label) : "",
		        x->face.total_label);
		labelled = labelled || here;
	}
	x->closed_totals = true;
}

/* ---- notes, closing ---- */

void xlsx_notes(struct xlsx *x, struct str name, struct str title, struct strs lines)
{
	end_sheet(x);
	x->layout = (struct xlsx_layout){0};
	lxw_worksheet *sheet = workbook_add_worksheet(x->book, tab_name(x, name));
	set_page(sheet, true);
	worksheet_set_column(sheet, 0, 0, 90, NULL);
	worksheet_set_row(sheet, 0, 42, NULL);
	worksheet_write_string(sheet, 0, 0, clean(x, title), x->face.title);
	for (size_t i = 0; i < lines.len; i++)
		worksheet_write_string(
		        sheet, (lxw_row_t)i + 1, 0, clean(x, lines.at[i]), x->face.words);
}

static void write_lists(struct xlsx *x)
{
	lxw_worksheet *sheet = workbook_add_worksheet(x->book, "lists");
	for (size_t i = 0; i < x->lists.len; i++)
		for (size_t k = 0; k < x->lists.at[i].len; k++)
			worksheet_write_string(sheet, (lxw_row_t)i, (lxw_col_t)k,
			        clean(x, x->lists.at[i].at[k]), NULL);
	worksheet_hide(sheet);
}

enum status xlsx_close(struct xlsx *x)
{
	end_sheet(x);
	if (x->lists.len)
		write_lists(x);
	note_failure(x, workbook_close(x->book));
	arena_close(x->words);
	if (!x->failed)
		return OK;
	unlink(x->path);
	return BROKEN;
}
