/* Sheets in, ledgers, documents and pages out; and every hostile file we know how to make. */
#include "paper/docx.h"
#include "paper/drawing.h"
#include "paper/package.h"
#include "paper/pdf.h"
#include "paper/sheet.h"
#include "paper/xlsx_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

/* fontconfig keeps its fonts to the end of the process; cairo 1.16 loses 768 bytes for
 * each font it puts into a file. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libcairo\nleak:libpango\n";
}

static struct arena *arena;
static char folder[] = "/tmp/guatu-paper-XXXXXX";

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

#define assert_str(got, expected)                                                        \
	do {                                                                             \
		struct str got_ = (got), expected_ = str_of(expected);                   \
		if (!str_eq(got_, expected_))                                            \
			fail_msg("\"%.*s\" is not \"%.*s\"", STR(got_), STR(expected_));   \
	} while (0)

static char *path_of(const char *name)
{
	return str_z(arena, str_fmt(arena, "%s/%s", folder, name));
}

static void save(const char *path, struct str bytes)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.at, 1, bytes.len, f), bytes.len);
	fclose(f);
}

static struct str load(const char *path)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	struct out o = out_on(arena, 64 << 20);
	char buffer[4096];
	size_t got;
	while ((got = fread(buffer, 1, sizeof buffer, f)) > 0)
		out_bytes(&o, buffer, got);
	fclose(f);
	return out_got(&o);
}

/* What a command prints; skips the test where the program is not installed. */
static struct str output_of(const char *program, struct str command)
{
	if (system(str_z(arena, str_fmt(arena, "command -v %s >/dev/null", program)))) {
		print_message("%s is not installed\n", program);
		skip();
	}
	FILE *f = popen(str_z(arena, command), "r");
	assert_non_null(f);
	struct out o = out_on(arena, 16 << 20);
	char buffer[4096];
	size_t got;
	while ((got = fread(buffer, 1, sizeof buffer, f)) > 0)
		out_bytes(&o, buffer, got);
	assert_int_equal(pclose(f), 0);
	return out_got(&o);
}

/* ---- workbooks by hand ---- */

#define SHEET_HEAD "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static struct package hand_made(struct str sheet)
{
	const struct member parts[] = {
		{S("_rels/.rels"), S("<Relationships><Relationship Id=\"a\" Type=\"" R
				     "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")},
		{S("xl/workbook.xml"), S("<workbook xmlns:r=\"" R "\"><workbookPr/><sheets>"
					 "<sheet name=\"台账\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")},
		{S("xl/_rels/workbook.xml.rels"),
			S("<Relationships>"
			  "<Relationship Id=\"rId1\" Type=\"" R "/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/>"
			  "<Relationship Id=\"rId2\" Type=\"" R "/styles\" Target=\"styles.xml\"/>"
			  "<Relationship Id=\"rId3\" Type=\"" R "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
			  "</Relationships>")},
		{S("xl/styles.xml"),
			S("<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
			  "<numFmt numFmtId=\"171\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
			  "<numFmt numFmtId=\"172\" formatCode=\"000000\"/>"
			  "<numFmt numFmtId=\"173\" formatCode=\"#,##0.00;[Red]-#,##0.00\"/>"
			  "<numFmt numFmtId=\"174\" formatCode=\"0.00E+00\"/></numFmts>"
			  "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
			  "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/>"
			  "<xf numFmtId=\"172\"/><xf numFmtId=\"10\"/><xf numFmtId=\"173\"/><xf numFmtId=\"22\"/>"
			  "<xf numFmtId=\"20\"/><xf numFmtId=\"174\"/></cellXfs></styleSheet>")},
		{S("xl/sharedStrings.xml"),
			S("<sst><si><t>甲</t></si><si><r><t>重点</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 项目</t></r>"
			  "<rPh sb=\"0\" eb=\"1\"><t>zhong</t></rPh></si><si><t>a_x000D_&#10;b_x005F_x</t></si></sst>")},
		{S("xl/worksheets/sheet1.xml"), sheet},
	};
	struct package package = {0};
	for (size_t i = 0; i < LEN(parts); i++)
		*vec_add(arena, &package) = parts[i];
	return package;
}

static struct str packed(const struct package *package)
{
	struct str bytes;
	assert_int_equal(package_write(arena, package, &bytes), OK);
	return bytes;
}

static struct str book_of(struct str sheet)
{
	struct package package = hand_made(sheet);
	return packed(&package);
}

static struct book read_ok(struct str bytes)
{
	struct book book;
	struct paper_fault fault;
	enum status status = book_read_bytes(arena, bytes, &book, &fault);
	if (status != OK)
		fail_msg("refused: %s %.*s", fault.code, STR(fault.detail));
	assert_null(fault.code);
	return book;
}

static struct paper_fault read_bad(struct str bytes, const char *code)
{
	struct book book;
	struct paper_fault fault;
	assert_int_equal(book_read_bytes(arena, bytes, &book, &fault), INVALID);
	assert_non_null(fault.code);
	assert_string_equal(fault.code, code);
	assert_int_equal(book.sheets.len, 0);
	return fault;
}

static void cells_of_every_kind(void **state)
{
	(void)state;
	struct book book = read_ok(book_of(S(
		SHEET_HEAD "<cols><col min=\"3\" max=\"4\" hidden=\"1\"/></cols><sheetData>"
		"<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\"><v>1</v></c>"
		"<c t=\"s\"><v>2</v></c><c t=\"inlineStr\"><is><t>内</t><r><t>联</t></r></is></c></row>"
		"<row hidden=\"1\"><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#DIV/0!</v></c>"
		"<c t=\"str\"><f>A1</f><v>字</v></c><c><f t=\"shared\" si=\"0\"/><v>3.5</v></c>"
		"<c><f>SUM(A1:A9)</f></c><c s=\"3\"/></row>"
		"<row r=\"9\"><c r=\"A9\" s=\"1\"><v>46022</v></c><c s=\"2\"><v>46022</v></c>"
		"<c s=\"3\"><v>46022</v></c><c s=\"4\"><v>1234</v></c><c s=\"5\"><v>0.83</v></c>"
		"<c s=\"6\"><v>-1234.5</v></c><c s=\"7\"><v>46022.354166666664</v></c>"
		"<c s=\"8\"><v>0.5</v></c><c><v>0.30000000000000004</v></c>"
		"<c s=\"9\"><v>1E-05</v></c><c><v>123456789012345680</v></c></row>"
		"</sheetData></worksheet>")));
	const struct sheet *sheet = &book.sheets.at[0];
	assert_str(sheet->name, "台账");
	assert_int_equal(sheet->rows.len, 3);
	assert_false(sheet->hidden_column[1]);
	assert_true(sheet->hidden_column[2] && sheet->hidden_column[3]);
	assert_str(sheet_cell(sheet, 2, 1)->text, "甲");
	assert_int_equal(sheet_cell(sheet, 2, 2)->kind, CELL_EMPTY);
	assert_str(sheet_cell(sheet, 2, 3)->text, "重点 项目");
	assert_str(sheet_cell(sheet, 2, 4)->text, "a\nb_x");
	assert_str(sheet_cell(sheet, 2, 5)->text, "内联");
	assert_true(sheet_row(sheet, 3)->hidden);
	assert_int_equal(sheet_cell(sheet, 3, 1)->kind, CELL_BOOL);
	assert_int_equal(sheet_cell(sheet, 3, 2)->kind, CELL_ERROR);
	assert_str(sheet_cell(sheet, 3, 2)->text, "#DIV/0!");
	assert_true(sheet_cell(sheet, 3, 3)->formula);
	assert_str(sheet_cell(sheet, 3, 3)->text, "字");
	assert_true(sheet_cell(sheet, 3, 4)->formula);
	assert_true(sheet_cell(sheet, 3, 4)->number == 3.5);
	assert_true(sheet_cell(sheet, 3, 5)->formula);
	assert_int_equal(sheet_cell(sheet, 3, 5)->kind, CELL_EMPTY);
	assert_null(sheet_cell(sheet, 3, 6));
	static const char *const shown[] = {"2025-12-31", "2025-12-31", "2025-12", "001234", "83%",
		"-1234.5", "2025-12-31 08:30", "12:00", "0.3", "0.00001", "123456789012345680"};
	for (uint32_t i = 0; i < LEN(shown); i++)
		assert_str(sheet_cell(sheet, 9, i + 1)->text, shown[i]);
	assert_int_equal(sheet_cell(sheet, 9, 3)->shown, SHOWN_MONTH);
	assert_int_equal(sheet_cell(sheet, 9, 6)->shown, SHOWN_PLAIN);
	assert_int_equal(cell_day(&book, sheet_cell(sheet, 9, 1)).n, day_of(2025, 12, 31).n);
	assert_null(sheet_row(sheet, 4));
}

static void dates_of_1900_and_1904(void **state)
{
	(void)state;
	struct package package = hand_made(S(SHEET_HEAD
		"<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c><c s=\"1\"><v>61</v></c>"
		"<c s=\"1\"><v>-5</v></c></row></sheetData></worksheet>"));
	struct book book = read_ok(packed(&package));
	assert_str(sheet_cell(&book.sheets.at[0], 1, 1)->text, "1900-01-01");
	assert_str(sheet_cell(&book.sheets.at[0], 1, 2)->text, "1900-03-01");
	assert_str(sheet_cell(&book.sheets.at[0], 1, 3)->text, "-5");
	package.at[1].bytes = str_replace(arena, package.at[1].bytes, S("<workbookPr/>"),
		S("<workbookPr date1904=\"1\"/>"));
	book = read_ok(packed(&package));
	assert_true(book.date1904);
	assert_str(sheet_cell(&book.sheets.at[0], 1, 1)->text, "1904-01-02");
}

static void merged_cells_give_their_value(void **state)
{
	(void)state;
	struct book book = read_ok(book_of(S(SHEET_HEAD
		"<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
		"<row r=\"2\"><c r=\"B2\"><v>1</v></c></row><row r=\"3\"><c r=\"B3\"><v>2</v></c></row>"
		"</sheetData><mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A2:A1048576\"/>"
		"<mergeCell ref=\"D4:XFD9\"/><mergeCell ref=\"B1\"/></mergeCells></worksheet>")));
	const struct sheet *sheet = &book.sheets.at[0];
	assert_str(sheet_value(sheet, 1, 3)->text, "甲");
	assert_int_equal(sheet_cell(sheet, 1, 3)->kind, CELL_EMPTY);
	assert_int_equal(sheet_cell(sheet, 1, 3)->merged, 1);
	assert_int_equal(sheet_cell(sheet, 3, 1)->merged, 2);
	assert_int_equal(sheet->merges.len, 3);
	assert_str(column_letters(arena, 28), "AB");
}

/* ---- files that are something else, or broken ---- */

static struct str ole_with(const char *ascii)
{
	char *at = arena_take(arena, 2048);
	memcpy(at, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
	for (size_t i = 0; ascii[i]; i++)
		at[1024 + 2 * i] = ascii[i];
	return (struct str){at, 2048};
}

static void other_files_are_named(void **state)
{
	(void)state;
	read_bad(S(""), "empty");
	read_bad(S(" \r\n"), "empty");
	read_bad(ole_with("EncryptedPackage"), "encrypted");
	read_bad(ole_with("Workbook"), "old-xls");
	read_bad(ole_with("WordDocument"), "not-xlsx");
	read_bad(S("\xEF\xBB\xBF\n<HTML><table><tr><td>1"), "html");
	read_bad(S("<?xml version=\"1.0\"?><Workbook "
		   "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"), "xml-2003");
	read_bad(S("%PDF-1.7 ..."), "not-xlsx");
	read_bad(S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "not-xlsx");
	struct docx *d = docx_open(arena, DOCX_FORM);
	struct str bytes;
	assert_int_equal(docx_close(d, &bytes), OK);
	read_bad(bytes, "not-xlsx");
	struct package package = {0};
	*vec_add(arena, &package) = (struct member){S("mimetype"), S("x")};
	*vec_add(arena, &package) = (struct member){S("content.xml"), S("<a/>")};
	read_bad(packed(&package), "ods");
	struct book book;
	struct paper_fault fault;
	assert_int_equal(book_read(arena, path_of("absent"), &book, &fault), BROKEN);
	assert_string_equal(fault.code, "unreadable");
}

static void broken_xml_is_refused_with_its_place(void **state)
{
	(void)state;
	struct paper_fault f = read_bad(book_of(S(SHEET_HEAD
		"<sheetData><row r=\"7\"><c r=\"C7\"><v>1</c></row></sheetData></worksheet>")), "bad-xml");
	assert_str(f.sheet, "台账");
	assert_int_equal(f.row, 7);
	assert_int_equal(f.column, 3);
	f = read_bad(book_of(S(SHEET_HEAD "<sheetData><row r=\"5\"><c r=\"B5\" t=\"inlineStr\"><is>"
		"<t>\xE9\xA1</t></is></c></row></sheetData></worksheet>")), "bad-utf8");
	assert_int_equal(f.row, 5);
	read_bad(book_of(S("<!DOCTYPE a [<!ENTITY b \"bbbb\">]>" SHEET_HEAD "&b;</worksheet>")), "bad-xml");
	read_bad(book_of(S(SHEET_HEAD "<sheetData><row r=\"1\"><c t=\"s\"><v>99</v></c></row>"
		"</sheetData></worksheet>")), "bad-xml");
	read_bad(book_of(S(SHEET_HEAD "<sheetData><row r=\"3\"/><row r=\"2\"/></sheetData></worksheet>")), "bad-xml");
	read_bad(book_of(S("")), "bad-xml");
	struct out deep = out_on(arena, 1 << 20);
	for (int i = 0; i < 200; i++)
		out_lit(&deep, "<a>");
	read_bad(book_of(out_got(&deep)), "bad-xml");
}

static void bombs_are_refused(void **state)
{
	(void)state;
	size_t len = 80 << 20;
	char *spaces = arena_take(arena, len);
	memset(spaces, ' ', len);
	read_bad(book_of((struct str){spaces, len}), "bomb");
	struct package package = hand_made(S(SHEET_HEAD "</worksheet>"));
	*vec_add(arena, &package) = (struct member){S("xl/media/a.bin"), {spaces, len}};
	for (int i = 0; i < 3; i++)
		*vec_add(arena, &package) = (struct member){
			str_fmt(arena, "xl/media/%d.bin", i), {spaces, len}};
	read_bad(packed(&package), "bomb");
	package = hand_made(S(SHEET_HEAD "</worksheet>"));
	for (int i = 0; i < SHEET_ENTRIES_MAX; i++)
		*vec_add(arena, &package) =
			(struct member){str_fmt(arena, "xl/media/%d", i), S("x")};
	read_bad(packed(&package), "bomb");
}

static struct str many_rows(int count)
{
	struct out o = out_on(arena, 64 << 20);
	out_lit(&o, SHEET_HEAD "<sheetData>");
	for (int i = 1; i <= count; i++)
		out_fmt(&o, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c></row>", i, i, i * 7);
	out_lit(&o, "</sheetData></worksheet>");
	return out_got(&o);
}

static void too_much_is_refused(void **state)
{
	(void)state;
	struct paper_fault f = read_bad(book_of(many_rows(100001)), "too-many-rows");
	assert_int_equal(f.row, SHEET_ROWS_MAX + 1);
	assert_int_equal(read_ok(book_of(many_rows(SHEET_ROWS_MAX))).sheets.at[0].rows.len,
		SHEET_ROWS_MAX);
	f = read_bad(book_of(S(SHEET_HEAD "<sheetData><row r=\"4\"><c r=\"XFD4\"><v>1</v></c></row>"
		"</sheetData></worksheet>")), "too-many-columns");
	assert_int_equal(f.row, 4);
	assert_int_equal(f.column, 16384);
	/* A million empty rows with a style cost nothing. */
	struct out o = out_on(arena, 64 << 20);
	out_lit(&o, SHEET_HEAD "<sheetData>");
	for (int i = 1; i <= 200000; i++)
		out_fmt(&o, "<row r=\"%d\"><c r=\"A%d\" s=\"1\"/></row>", i, i);
	out_lit(&o, "</sheetData></worksheet>");
	assert_int_equal(read_ok(book_of(out_got(&o))).sheets.at[0].rows.len, 0);
}

static void damaged_files_never_kill(void **state)
{
	(void)state;
	struct str good = book_of(S(SHEET_HEAD "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c>"
		"</row></sheetData><mergeCells><mergeCell ref=\"A1:C3\"/></mergeCells></worksheet>"));
	read_ok(good);
	read_bad(str_sub(good, 0, good.len / 2), "truncated");
	char *bytes = arena_take(arena, good.len);
	struct book book;
	struct paper_fault fault;
	for (size_t i = 0; i < good.len; i++) {
		struct arena *own = arena_open();
		book_read_bytes(own, str_sub(good, 0, i), &book, &fault);
		memcpy(bytes, good.at, good.len);
		bytes[i] = (char)(bytes[i] ^ 0x5a);
		enum status status =
			book_read_bytes(own, (struct str){bytes, good.len}, &book, &fault);
		assert_true(status == OK ? !fault.code : fault.code != NULL);
		arena_close(own);
	}
}

/* ---- text files ---- */

static void csv_reads_as_a_book(void **state)
{
	(void)state;
	struct book book = read_ok(S("\xEF\xBB\xBF项目,总投资\r\n\"甲,\n乙\",35000\r\n,,\r\n丙\r\n"));
	assert_true(book.csv && !book.gb18030);
	const struct sheet *sheet = &book.sheets.at[0];
	assert_int_equal(sheet->rows.len, 3);
	assert_str(sheet_cell(sheet, 1, 2)->text, "总投资");
	assert_str(sheet_cell(sheet, 2, 1)->text, "甲,\n乙");
	assert_str(sheet_cell(sheet, 4, 1)->text, "丙");
	book = read_ok(S("\xCF\xEE\xC4\xBF,a\n\xD6\xD8\xB5\xE3,1\n"));
	assert_true(book.gb18030);
	assert_str(sheet_cell(&book.sheets.at[0], 1, 1)->text, "项目");
	assert_int_equal(read_bad(S("项目,b\nc,\xE9\xA1\n"), "bad-utf8").row, 2);
	read_bad(S("a,\"b\n"), "bad-csv");
	struct out o = out_on(arena, 1 << 20);
	for (int i = 0; i <= SHEET_ROWS_MAX; i++)
		out_lit(&o, "a,b\n");
	assert_int_equal(read_bad(out_got(&o), "too-many-rows").row, SHEET_ROWS_MAX + 1);
}

/* ---- ledgers ---- */

static void real_ledgers_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		size_t sheets, rows, merges;
	} ledgers[] = {{"../shared/data/ledgers/A-1.xlsx", 1, 43, 5},
		{"../shared/data/ledgers/B-2.xlsx", 1, 47, 15},
		{"../shared/data/ledgers/C-1.xlsx", 5, 11, 3}};
	for (size_t i = 0; i < LEN(ledgers); i++) {
		if (access(ledgers[i].path, R_OK) != 0) {
			print_message("%s is not here\n", ledgers[i].path);
			skip();
		}
		struct book book;
		struct paper_fault fault;
		assert_int_equal(book_read(arena, ledgers[i].path, &book, &fault), OK);
		assert_int_equal(book.sheets.len, ledgers[i].sheets);
		assert_int_equal(book.sheets.at[0].rows.len, ledgers[i].rows);
		assert_int_equal(book.sheets.at[0].merges.len, ledgers[i].merges);
	}
	struct book book;
	struct paper_fault fault;
	book_read(arena, ledgers[0].path, &book, &fault);
	const struct sheet *sheet = &book.sheets.at[0];
	assert_str(sheet_cell(sheet, 3, 2)->text, "项目名称");
	assert_str(sheet_cell(sheet, 6, 3)->text, "2505-330703-04-02-719869");
	assert_str(sheet_cell(sheet, 6, 10)->text, "2026-08-16");
	assert_true(sheet_cell(sheet, 4, 7)->formula);
}

static const struct xlsx_column ledger_columns[] = {
	{.label = {"id", 2}, .kind = XLSX_CODE, .hidden = true},
	{.label = {"项目", 6}, .choices = {(struct str[]){{"工业", 6}, {"社会事业", 12}}, 2, 2}},
	{.label = {"总投资", 9}, .kind = XLSX_MONEY, .group = {"投资", 6}, .total = true},
	{.label = {"完成率", 9}, .kind = XLSX_SHARE, .group = {"投资", 6}},
	{.label = {"开工", 6}, .kind = XLSX_DAY},
	{.label = {"灯", 3}, .kind = XLSX_LIGHT},
};

static void written_ledgers_read_back(void **state)
{
	(void)state;
	char *path = path_of("ledger.xlsx");
	static const char *const dangerous[] = {"=1+1", "+1", "-1", "@SUM(1)", "普通"};
	struct xlsx *x = xlsx_open(arena, path);
	xlsx_sheet(x, &(struct xlsx_layout){.name = S("台账:2026/11"), .title = S("重点项目台账"),
		.subline = S("单位:万元"), .columns = ledger_columns,
		.column_count = LEN(ledger_columns), .frozen = 2, .spare_rows = 50});
	xlsx_band(x, S("一、工业项目"));
	for (size_t i = 0; i < LEN(dangerous); i++) {
		xlsx_row(x);
		xlsx_text(x, S("0012"));
		xlsx_text(x, str_of(dangerous[i]));
		xlsx_money(x, (money){123456789 + (int64_t)i});
		xlsx_share(x, (share){830});
		xlsx_day(x, day_of(2026, 11, 23));
		xlsx_light(x, LIGHT_RED, S("滞后"));
	}
	xlsx_totals(x, S("合计"));
	xlsx_notes(x, S("填报说明"), S("填报说明"), (struct strs){(struct str[]){S("一")}, 1, 1});
	assert_int_equal(xlsx_close(x), OK);
	struct book book = read_ok(load(path));
	assert_int_equal(book.sheets.len, 2);
	const struct sheet *sheet = &book.sheets.at[0];
	assert_str(sheet->name, "台账 2026 11");
	assert_true(sheet->hidden_column[0] && !sheet->hidden_column[1]);
	assert_str(sheet_value(sheet, 1, 6)->text, "重点项目台账");
	assert_str(sheet_value(sheet, 3, 4)->text, "投资");
	assert_str(sheet_value(sheet, 4, 2)->text, "项目");
	for (uint32_t i = 0; i < LEN(dangerous); i++) {
		const struct cell *cell = sheet_cell(sheet, 6 + i, 2);
		assert_int_equal(cell->kind, CELL_TEXT);
		assert_false(cell->formula);
		assert_str(cell->text, dangerous[i]);
	}
	assert_str(sheet_cell(sheet, 6, 1)->text, "0012");
	assert_str(sheet_cell(sheet, 6, 3)->text, "123.456789");
	assert_str(sheet_cell(sheet, 6, 4)->text, "83%");
	assert_str(sheet_cell(sheet, 6, 5)->text, "2026-11-23");
	assert_str(sheet_cell(sheet, 6, 6)->text, "■ 滞后");
	assert_str(sheet_cell(sheet, 11, 2)->text, "合计");
	assert_true(sheet_cell(sheet, 11, 3)->formula);
	assert_true(sheet_cell(sheet, 11, 3)->number > 617.28);
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void a_large_ledger_is_quick(void **state)
{
	(void)state;
	enum { ROWS = 10000, COLUMNS = 30 };
	struct xlsx_column columns[COLUMNS] = {0};
	for (int i = 0; i < COLUMNS; i++) {
		columns[i].label = str_fmt(arena, "列%d", i);
		columns[i].kind = i % 2 ? XLSX_MONEY : XLSX_TEXT;
	}
	char *path = path_of("large.xlsx");
	struct xlsx *x = xlsx_open(arena, path);
	xlsx_sheet(x, &(struct xlsx_layout){.name = S("大"), .columns = columns,
		.column_count = COLUMNS});
	for (int row = 0; row < ROWS; row++) {
		xlsx_row(x);
		for (int i = 0; i < COLUMNS; i++) {
			if (i % 2)
				xlsx_money(x, (money){row * 1234567LL + i});
			else
				xlsx_text(x, str_fmt(arena, "第%d号厂房结顶", row * COLUMNS + i));
		}
	}
	assert_int_equal(xlsx_close(x), OK);
	struct arena *own = arena_open();
	struct book book;
	struct paper_fault fault;
	double start = seconds();
	assert_int_equal(book_read(own, path, &book, &fault), OK);
	double took = seconds() - start;
	assert_int_equal(book.sheets.at[0].rows.len, ROWS + 1);
	print_message("10,000 × 30 cells: %.2f s, %zu MiB\n", took, arena_used(own) >> 20);
	assert_true(took < 10); /* with sanitizers; the bench holds the real limit */
	assert_true(arena_used(own) < 64 << 20);
	arena_close(own);
}

/* ---- documents ---- */

static struct str minutes(void)
{
	struct docx *d = docx_open(arena, DOCX_MINUTES);
	docx_mark(d, S("滨江区重大项目周例会会议纪要"));
	docx_number(d, docx_office_number(arena, S("滨重会纪"), 2026, 48));
	docx_title(d, S("第48次周例会\n纪要"));
	docx_heading(d, 1, S("一、总体情况"));
	docx_paragraph(d, S("会议指出,投资<完成>率 & 进度。\n第二段。"));
	docx_lead(d, 2, S("(一)关于机器人项目。"), S("由区住建局办理。"));
	docx_table(d, (struct docx_column[]){{S("序号"), 0.1, true, false}, {S("事项"), 0, false, false}}, 2,
		(struct str[]){S("1"), S("办理不动产权证"), S("2"), S("结顶")}, 4);
	docx_names(d, S("出席"), S("张卫东、林峰"));
	docx_names(d, S("请假"), NOTHING);
	docx_colophon(d, &(struct docx_colophon){S("各镇街"), S("区重大办"),
		docx_date(arena, day_of(2026, 1, 2))});
	struct str bytes;
	assert_int_equal(docx_close(d, &bytes), OK);
	return bytes;
}

static struct str member_of(struct str bytes, const char *name)
{
	struct package package;
	assert_int_equal(package_read(arena, bytes, &package), OK);
	for (size_t i = 0; i < package.len; i++)
		if (str_eq(package.at[i].name, str_of(name)))
			return package.at[i].bytes;
	fail_msg("no %s", name);
	return NOTHING;
}

static void documents_follow_the_standard(void **state)
{
	(void)state;
	struct str bytes = minutes();
	assert_true(str_eq(bytes, minutes())); /* nothing but the content decides */
	struct str body = member_of(bytes, "word/document.xml");
	assert_true(str_has(body, S("滨重会纪〔2026〕48号")));
	assert_true(str_has(body, S("投资&lt;完成&gt;率 &amp; 进度。")));
	assert_true(str_has(body, S("w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\"")));
	assert_true(str_has(body, S("2026年1月2日")));
	assert_false(str_has(body, S("请假")));
	struct str styles = member_of(bytes, "word/styles.xml");
	assert_true(str_has(styles, S("w:line=\"579\" w:lineRule=\"exact\"")));
	assert_true(str_has(member_of(bytes, "word/fontTable.xml"), S("方正小标宋简体")));
}

static void documents_open_in_an_office_program(void **state)
{
	(void)state;
	save(path_of("minutes.docx"), minutes());
	output_of("soffice", str_fmt(arena, "cd %s && HOME=%s timeout 120 soffice --headless "
		"--convert-to pdf minutes.docx 2>&1", folder, folder));
	struct str text = output_of("pdftotext",
		str_fmt(arena, "pdftotext -layout %s/minutes.pdf -", folder));
	static const char *const wanted[] = {"滨江区重大项目周例会会议纪要", "一、总体情况",
		"关于机器人项目", "不动产权证", "出席", "抄送", "印发", "—1—"};
	for (size_t i = 0; i < LEN(wanted); i++)
		if (!str_has(text, str_of(wanted[i])))
			fail_msg("no %s in the page", wanted[i]);
}

static void templates_are_filled(void **state)
{
	(void)state;
	struct docx *d = docx_open(arena, DOCX_LETTER);
	docx_title(d, S("{{标题}}"));
	docx_paragraph(d, S("{{ 单位 }}应于{{时限}}前办结,{{未知}}。"));
	docx_lead(d, 1, S("原因{{原"), S("因}}完。"));
	struct str bytes, filled;
	assert_int_equal(docx_close(d, &bytes), OK);
	struct strs unknown;
	const struct docx_value values[] = {{S("标题"), S("督办\n单")}, {S("单位"), S("A&B<局>")},
		{S("时限"), S("{{单位}}")}, {S("原因"), S("图审")}};
	assert_int_equal(docx_fill(arena, bytes, values, LEN(values), &filled, &unknown), OK);
	struct str body = member_of(filled, "word/document.xml");
	assert_true(str_has(body, S("A&amp;B&lt;局&gt;应于{{单位}}前办结,{{未知}}。")));
	assert_true(str_has(body, S("督办</w:t><w:br/><w:t xml:space=\"preserve\">单")));
	assert_true(str_has(body, S("原因图审</w:t>")));
	assert_true(str_has(body, S(">完。</w:t>")));
	assert_int_equal(unknown.len, 1);
	assert_str(unknown.at[0], "未知");
	assert_int_equal(docx_fill(arena, S("not a zip"), values, 1, &filled, &unknown), INVALID);
	assert_int_equal(docx_fill(arena, book_of(S("<a/>")), values, 1, &filled, &unknown), INVALID);
}

/* ---- pages ---- */

static struct str book_pages(size_t *pages, struct str watermark)
{
	enum { ROWS = 90 };
	struct pdf *p = pdf_open(arena, &(struct pdf_setup){.title = S("例会材料"),
		.footer = S("截至 2026-11-23"), .watermark = watermark});
	pdf_title(p, S("第48周例会材料"));
	pdf_lead(p, S("本周12个项目亮红灯"));
	pdf_counts(p, (struct pdf_count[]){{LIGHT_RED, S("12"), S("滞后"), S("▲3")},
		{LIGHT_NONE, S("186"), S("投资"), NOTHING}}, 2);
	pdf_heading(p, 1, S("一、排名"));
	pdf_bars(p, (struct pdf_bar[]){{S("傅村镇"), S("85%"), 0.85, 0.9, LIGHT_GREEN}}, 1);
	struct pdf_column columns[] = {{S("项目名称"), 0, PDF_LEFT, PDF_TEXT},
		{S("灯"), 0.2, PDF_CENTRE, PDF_LIGHT}, {S("完成"), 0.3, PDF_LEFT, PDF_BAR}};
	struct pdf_cell *cells = NEW_ARRAY(arena, struct pdf_cell, ROWS * 3);
	for (int i = 0; i < ROWS; i++) {
		cells[i * 3] = PDF_WORDS(str_fmt(arena, "项目%d", i));
		cells[i * 3 + 1] = (struct pdf_cell){.light = LIGHT_AMBER, .text = S("预警")};
		cells[i * 3 + 2] = (struct pdf_cell){.filled = {i * 10}, .expected = SHARE_NONE};
	}
	pdf_table(p, columns, 3, cells, ROWS * 3);
	struct out tall = out_on(arena, 1 << 20);
	for (int i = 0; i < 3000; i++)
		out_fmt(&tall, "第%d句说明。", i);
	pdf_table(p, columns, 1, (struct pdf_cell[]){PDF_WORDS(out_got(&tall))}, 1);
	*pages = pdf_pages(p);
	struct str bytes;
	assert_int_equal(pdf_close(p, &bytes), OK);
	return bytes;
}

static void pages_can_be_searched(void **state)
{
	(void)state;
	size_t pages, again;
	struct str bytes = book_pages(&pages, S("张卫东 0282"));
	assert_true(str_eq(bytes, book_pages(&again, S("张卫东 0282"))));
	assert_true(pages > 4);
	save(path_of("book.pdf"), bytes);
	struct str text =
		output_of("pdftotext", str_fmt(arena, "pdftotext -layout %s/book.pdf -", folder));
	assert_true(str_has(text, S("本周12个项目亮红灯")));
	assert_true(str_has(text, S("项目89")));
	assert_true(str_has(text, S("第2999句说明")));
	assert_true(str_has(text, S("—1—")));
	assert_false(str_has(text, S("张卫东"))); /* the watermark is drawn, not written */
	size_t heads = 0;
	for (size_t at; (at = str_find(text, S("项目名称"))) != SIZE_MAX; heads++)
		text = str_sub(text, at + 1, text.len);
	assert_true(heads >= 4); /* on each page of the table */
}

static struct drawing *small_drawing(void)
{
	struct drawing *d = drawing_open(arena, 900, 80);
	drawing_frame(d, 0, 0, 900, 80, DRAW_LINE);
	drawing_box(d, 120, 30.25, 400, 12, DRAW_GREEN);
	drawing_tell(d, S("<计划>"));
	drawing_link(d, S("/projects/1?a=1&b=2"));
	drawing_line(d, 300, 5, 300, 75, 1, 3, DRAW_INK);
	drawing_diamond(d, 520, 36, 12, DRAW_BLUE);
	for (int i = LIGHT_NONE; i <= LIGHT_DONE; i++)
		drawing_light(d, (enum light)i, 20 + 14 * i, 60, 10);
	drawing_words(d, 110, 40, 12, DRAW_RIGHT, DRAW_INK, S("机器人&基地"));
	return d;
}

static void drawings_show_on_page_and_paper(void **state)
{
	(void)state;
	struct out o = out_on(arena, 1 << 20);
	drawing_svg(small_drawing(), S("进度"), &o);
	struct str svg = out_got(&o);
	assert_true(str_has(svg, S("<title>进度</title>")));
	assert_true(str_has(svg, S("<a href=\"/projects/1?a=1&amp;b=2\"><rect x=\"120\" y=\"30.25\" "
				   "width=\"400\" height=\"12\" class=\"fill-green\" fill=\"#0a7a3d\">"
				   "<title>&lt;计划&gt;</title></rect></a>")));
	assert_true(str_has(svg, S("机器人&amp;基地</text>")));
	save(path_of("drawing.svg"), svg);
	struct pdf *p = pdf_open(arena, &(struct pdf_setup){.landscape = true});
	struct str bytes;
	for (int i = 0; i < 12; i++)
		pdf_drawing(p, small_drawing());
	assert_int_equal(pdf_pages(p), 2);
	assert_int_equal(pdf_close(p, &bytes), OK);
	save(path_of("drawing.pdf"), bytes);
	struct str text =
		output_of("pdftotext", str_fmt(arena, "pdftotext %s/drawing.pdf -", folder));
	assert_true(str_has(text, S("机器人&基地")));
	output_of("xmllint", str_fmt(arena, "xmllint --noout %s/drawing.svg", folder));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cells_of_every_kind),
		TEST(dates_of_1900_and_1904),
		TEST(merged_cells_give_their_value),
		TEST(other_files_are_named),
		TEST(broken_xml_is_refused_with_its_place),
		TEST(bombs_are_refused),
		TEST(too_much_is_refused),
		TEST(damaged_files_never_kill),
		TEST(csv_reads_as_a_book),
		TEST(real_ledgers_are_read),
		TEST(written_ledgers_read_back),
		TEST(a_large_ledger_is_quick),
		TEST(documents_follow_the_standard),
		TEST(documents_open_in_an_office_program),
		TEST(templates_are_filled),
		TEST(pages_can_be_searched),
		TEST(drawings_show_on_page_and_paper),
	};
	if (!mkdtemp(folder))
		return 1;
	int failed = cmocka_run_group_tests_name("paper", tests, NULL, NULL);
	char remove[64];
	snprintf(remove, sizeof remove, "rm -rf %s", folder);
	return system(remove) ? 1 : failed;
}
