/* Opens a book: tells what kind of file it is before anything is parsed, and looks cells
 * up afterwards. */
#include "paper/reader.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <strings.h>

#include "text/csv.h"

enum status paper_refuse(struct reader *r, const char *code, uint32_t row, uint32_t column,
        struct str detail)
{
	if (!r->fault->code) {
		*r->fault = (struct paper_fault){
		        .code = code, .row = row, .column = column, .detail = detail};
		if (r->sheet)
			r->fault->sheet = str_copy(r->arena, r->sheet->name);
	}
	return INVALID;
}

/* ---- what kind of file is it ---- */

static bool has_utf16(struct str bytes, const char *ascii)
{
	char wide[64];
	size_t len = strlen(ascii);
	assert(len * 2 <= sizeof wide);
	for (size_t i = 0; i < len; i++) {
		wide[2 * i] = ascii[i];
		wide[2 * i + 1] = 0;
	}
	return memmem(bytes.at, bytes.len, wide, len * 2) != NULL;
}

static bool has_any_case(struct str text, const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; i + len <= text.len; i++)
		if (strncasecmp(text.at + i, word, len) == 0)
			return true;
	return false;
}

/* Markup under another name; NULL where the text is none. */
static const char *markup_code(struct str bytes)
{
	struct str head = str_sub(bytes, 0, 8192);
	if (str_starts(head, S("\ufeff")))
		head = str_sub(head, 3, head.len);
	head = str_trim(head);
	if (!str_starts(head, S("<")))
		return NULL;
	if (has_any_case(head, "urn:schemas-microsoft-com:office:spreadsheet") &&
	        !has_any_case(head, "<html"))
		return "xml-2003";
	if (has_any_case(head, "<html") || has_any_case(head, "<table") ||
	        has_any_case(head, "<!doctype html"))
		return "html";
	return "not-xlsx";
}

/* The code of what cannot be read, or NULL: then *zip says which of the two readers. */
static const char *sniff(struct str bytes, bool *zip)
{
	*zip = false;
	if (str_trim(bytes).len == 0)
		return "empty";
	if (str_starts(bytes, S("PK\003\004"))) {
		*zip = true;
		return NULL;
	}
	if (str_starts(bytes, S("PK\005\006")))
		return "empty";
	if (str_starts(bytes, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))) {
		if (has_utf16(bytes, "EncryptedPackage"))
			return "encrypted";
		if (has_utf16(bytes, "Workbook") || has_utf16(bytes, "Book"))
			return "old-xls";
		return "not-xlsx";
	}
	const char *code = markup_code(bytes);
	if (code)
		return code;
	if (str_starts(bytes, S("%PDF")) ||
	        memchr(bytes.at, 0, MIN(bytes.len, (size_t)65536)))
		return "not-xlsx";
	return NULL;
}

/* ---- text files ---- */

/* Mostly characters of UTF-8, with some damage between them. */
static bool mostly_utf8(struct str s)
{
	size_t good = 0, bad = 0;
	for (size_t i = 0; i < s.len;) {
		size_t len = 1;
		if ((unsigned char)s.at[i] >= 0x80) {
			for (len = 2; len <= 4 && !utf8_valid(str_sub(s, i, len)); len++)
				;
			good += len <= 4;
			bad += len > 4;
			len = len > 4 ? 1 : len;
		}
		i += len;
	}
	return good > bad;
}

/* Offices still save text as GB18030. Bytes count as that only where every wide
 * character is a common one (GB 2312), so that damaged UTF-8 is not taken for it. */
static bool looks_gb2312(struct str s)
{
	size_t wide = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char lead = (unsigned char)s.at[i];
		if (lead < 0x80)
			continue;
		unsigned char trail = i + 1 < s.len ? (unsigned char)s.at[i + 1] : 0;
		if (lead < 0xA1 || lead > 0xF7 || (lead > 0xA9 && lead < 0xB0) ||
		        trail < 0xA1 || trail == 0xFF)
			return false;
		wide++;
		i++;
	}
	return wide > 0;
}

static bool from_gb18030(struct arena *a, struct str s, struct str *found)
{
	iconv_t change = iconv_open("UTF-8", "GB18030");
	if (change == (iconv_t)-1)
		return false;
	size_t cap = s.len * 2 + 16, left = cap, in_left = s.len;
	char *to = arena_take(a, cap), *at = to;
	char *in = (char *)(uintptr_t)s.at;
	bool done = iconv(change, &in, &in_left, &at, &left) != (size_t)-1;
	iconv_close(change);
	*found = (struct str){to, cap - left};
	return done;
}

static uint32_t line_of_bad_utf8(struct str s)
{
	uint32_t line = 1;
	struct str rest, left = s;
	while (left.at) {
		struct str one = str_cut(left, '\n', &rest);
		if (!utf8_valid(one))
			return line;
		left = rest;
		line++;
	}
	return 0;
}

static enum status take_csv_row(
        struct reader *r, struct sheet *sheet, uint32_t number, const struct csv_row *row)
{
	size_t len = row->len;
	while (len && !row->at[len - 1].len)
		len--;
	if (!len)
		return OK;
	if (sheet->rows.len == SHEET_ROWS_MAX)
		return paper_refuse(r, "too-many-rows", number, 0, NOTHING);
	if (len > SHEET_COLUMNS_MAX)
		return paper_refuse(r, "too-many-columns", number, (uint32_t)len, NOTHING);
	r->cell_count += len;
	if (r->cell_count > SHEET_CELLS_MAX)
		return paper_refuse(r, "too-large", number, 0, NOTHING);
	struct sheet_row *to = vec_add(r->arena, &sheet->rows);
	to->number = number;
	to->len = (uint32_t)len;
	to->at = NEW_ARRAY(r->arena, struct cell, len);
	for (size_t i = 0; i < len; i++) {
		to->at[i].text = row->at[i];
		to->at[i].kind = row->at[i].len ? CELL_TEXT : CELL_EMPTY;
	}
	sheet->columns = MAX(sheet->columns, to->len);
	return OK;
}

enum status csv_book(struct reader *r, struct str text)
{
	r->book->csv = true;
	if (!utf8_valid(text)) {
		struct str changed;
		uint32_t line = line_of_bad_utf8(text);
		if (mostly_utf8(text) || !looks_gb2312(text) ||
		        !from_gb18030(r->arena, text, &changed))
			return paper_refuse(r, "bad-utf8", line, 0, NOTHING);
		text = changed;
		r->book->gb18030 = true;
	}
	struct csv csv;
	struct str why = NOTHING;
	if (csv_read(r->arena, text, &csv, &why) != OK) {
		uint32_t row = (uint32_t)csv.len;
		if (row && csv.at[row - 1].len > SHEET_COLUMNS_MAX)
			return paper_refuse(r, "too-many-columns", row, 0, NOTHING);
		return paper_refuse(r, row > SHEET_ROWS_MAX ? "too-many-rows" : "bad-csv", row,
		        0, NOTHING);
	}
	struct sheet *sheet = vec_add(r->arena, &r->book->sheets);
	for (size_t i = 0; i < csv.len; i++)
		TRY(take_csv_row(r, sheet, (uint32_t)i + 1, &csv.at[i]));
	return OK;
}

/* ---- opening ---- */

static enum status open_zip(struct reader *r, struct str bytes)
{
	zip_error_t error;
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, &error);
	if (!source)
		return BROKEN;
	r->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
	if (!r->zip) {
		zip_source_free(source);
		zip_error_fini(&error);
		return paper_refuse(r, "truncated", 0, 0, NOTHING);
	}
	enum status status = xlsx_read_parts(r);
	zip_discard(r->zip);
	return status;
}

enum status book_read_bytes(struct arena *arena, struct str bytes, struct book *found,
        struct paper_fault *fault)
{
	*found = (struct book){0};
	*fault = (struct paper_fault){0};
	struct reader r = {.arena = arena, .book = found, .fault = fault};
	r.text = out_on(arena, SHEET_CELL_TEXT_MAX);
	enum status status;
	bool zip;
	const char *code = sniff(bytes, &zip);
	if (bytes.len > SHEET_FILE_MAX)
		code = "too-large";
	if (code)
		status = paper_refuse(&r, code, 0, 0, NOTHING);
	else
		status = zip ? open_zip(&r, bytes) : csv_book(&r, bytes);
	if (status != OK)
		*found = (struct book){0};
	return status;
}

static enum status unreadable(struct arena *a, struct paper_fault *fault, const char *why)
{
	*fault = (struct paper_fault){
	        .code = "unreadable", .detail = str_copy(a, str_of(why))};
	return BROKEN;
}

enum status book_read(struct arena *arena, const char *path, struct book *found,
        struct paper_fault *fault)
{
	*found = (struct book){0};
	FILE *file = fopen(path, "rb");
	if (!file)
		return unreadable(arena, fault, strerror(errno));
	/* The packed bytes are not needed afterwards: they get memory of their own. */
	struct arena *own = arena_open();
	struct out bytes = out_on(own, (size_t)SHEET_FILE_MAX + 65536);
	char buffer[65536];
	size_t got;
	while ((got = fread(buffer, 1, sizeof buffer, file)) > 0 && !bytes.full &&
	        bytes.len <= SHEET_FILE_MAX)
		out_bytes(&bytes, buffer, got);
	bool failed = ferror(file);
	fclose(file);
	enum status status;
	if (failed) {
		status = unreadable(arena, fault, "read");
	} else {
		/* Cells of a .csv borrow from the text they were cut from. */
		struct str all = out_got(&bytes);
		if (!str_starts(all, S("PK")))
			all = str_copy(arena, all);
		status = book_read_bytes(arena, all, found, fault);
	}
	arena_close(own);
	return status;
}

/* ---- looking up ---- */

const struct sheet_row *sheet_row(const struct sheet *sheet, uint32_t number)
{
	size_t low = 0, high = sheet->rows.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sheet->rows.at[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == sheet->rows.len || sheet->rows.at[low].number != number)
		return NULL;
	return &sheet->rows.at[low];
}

const struct cell *sheet_cell(const struct sheet *sheet, uint32_t number, uint32_t column)
{
	const struct sheet_row *row = sheet_row(sheet, number);
	return row && column >= 1 && column <= row->len ? &row->at[column - 1] : NULL;
}

const struct cell *sheet_value(const struct sheet *sheet, uint32_t row, uint32_t column)
{
	const struct cell *cell = sheet_cell(sheet, row, column);
	if (!cell || !cell->merged)
		return cell;
	const struct cell_range *range = &sheet->merges.at[cell->merged - 1];
	const struct cell *first =
	        sheet_cell(sheet, range->first_row, range->first_column);
	return first ? first : cell;
}

struct str column_letters(struct arena *a, uint32_t column)
{
	char letters[8], *at = letters + sizeof letters;
	for (; column && at > letters; column = (column - 1) / 26)
		*--at = (char)('A' + (column - 1) % 26);
	return str_copy(a, (struct str){at, (size_t)(letters + sizeof letters - at)});
}
