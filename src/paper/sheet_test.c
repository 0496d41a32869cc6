/* Sheets in and ledgers out; and every hostile file we know how to make. */
#include "paper/docx.h"
#include "paper/package.h"
#include "paper/sheet.h"
#include "paper/xlsx_write.h"

#include "paper/paper_test.h"

/* ---- workbooks by hand ---- */

#define SHEET_HEAD                                                                       \
	"<worksheet "                                                                    \
	"xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static struct package hand_made(struct str sheet)
{
	const struct member parts[] = {
	        {S("_rels/.rels"), S("<Relationships><Relationship Id=\"a\" Type=\"" R
	                             "/officeDocument\" "
	                             "Target=\"xl/workbook.xml\"/></Relationships>")},
	        {S("xl/workbook.xml"),
	                S("<workbook xmlns:r=\"" R "\"><workbookPr/><sheets>"
	                  "<sheet name=\"台账\" sheetId=\"1\" "
	                  "r:id=\"rId1\"/></sheets></workbook>")},
	        {S("xl/_rels/workbook.xml.rels"),
	                S("<Relationships>"
	                  "<Relationship Id=\"rId1\" Type=\"" R
	                  "/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/>"
	                  "<Relationship Id=\"rId2\" Type=\"" R
	                  "/styles\" Target=\"styles.xml\"/>"
	                  "<Relationship Id=\"rId3\" Type=\"" R
	                  "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
	                  "</Relationships>")},
	        {S("xl/styles.xml"),
	                S("<styleSheet><numFmts><numFmt numFmtId=\"170\" "
	                  "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"
	                  "\"/>"
	                  "<numFmt numFmtId=\"171\" "
	                  "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
	                  "<numFmt numFmtId=\"172\" formatCode=\"000000\"/>"
	                  "<numFmt numFmtId=\"173\" "
	                  "formatCode=\"#,##0.00;[Red]-#,##0.00\"/>"
	                  "<numFmt numFmtId=\"174\" formatCode=\"0.00E+00\"/></numFmts>"
	                  "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
	                  "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
	                  "numFmtId=\"170\"/><xf numFmtId=\"171\"/>"
	                  "<xf numFmtId=\"172\"/><xf numFmtId=\"10\"/><xf "
	                  "numFmtId=\"173\"/><xf numFmtId=\"22\"/>"
	                  "<xf numFmtId=\"20\"/><xf "
	                  "numFmtId=\"174\"/></cellXfs></styleSheet>")},
	        {S("xl/sharedStrings.xml"),
	                S("<sst><si><t>甲</t></si><si><r><t>重点</t></r><r><rPr><b/></"
	                  "rPr><t xml:space=\"preserve\"> 项目</t></r>"
	                  "<rPh sb=\"0\" "
	                  "eb=\"1\"><t>zhong</t></rPh></"
	                  "si><si><t>a_x000D_&#10;b_x005F_x</t></si></sst>")},
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
	struct book book = read_ok(book_of(S(SHEET_HEAD
	        "<cols><col min=\"3\" max=\"4\" hidden=\"1\"/></cols><sheetData>"
	        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" "
	        "t=\"s\"><v>1</v></c>"
	        "<c t=\"s\"><v>2</v></c><c "
	        "t=\"inlineStr\"><is><t>内</t><r><t>联</t></r></is></c></row>"
	        "<row hidden=\"1\"><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#DIV/0!</v></c>"
	        "<c t=\"str\"><f>A1</f><v>字</v></c><c><f t=\"shared\" "
	        "si=\"0\"/><v>3.5</v></c>"
	        "<c><f>SUM(A1:A9)</f></c><c s=\"3\"/></row>"
	        "<row r=\"9\"><c r=\"A9\" s=\"1\"><v>46022</v></c><c "
	        "s=\"2\"><v>46022</v></c>"
	        "<c s=\"3\"><v>46022</v></c><c s=\"4\"><v>1234</v></c><c "
	        "s=\"5\"><v>0.83</v></c>"
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
	static const char *const shown[] = {"2025-12-31", "2025-12-31", "2025-12",
	        "001234", "83%", "-1234.5", "2025-12-31 08:30", "12:00", "0.3", "0.00001",
	        "123456789012345680"};
	for (uint32_t i = 0; i < LEN(shown); i++)
		assert_str(sheet_cell(sheet, 9, i + 1)->text, shown[i]);
	assert_int_equal(sheet_cell(sheet, 9, 3)->shown, SHOWN_MONTH);
	assert_int_equal(sheet_cell(sheet, 9, 6)->shown, SHOWN_PLAIN);
	assert_int_equal(
	        cell_day(&book, sheet_cell(sheet, 9, 1)).n, day_of(2025, 12, 31).n);
	assert_null(sheet_row(sheet, 4));
}

static void dates_of_1900_and_1904(void **state)
{
	(void)state;
	struct package package = hand_made(
	        S(SHEET_HEAD "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c><c "
	                     "s=\"1\"><v>61</v></c>"
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
	        "<row r=\"2\"><c r=\"B2\"><v>1</v></c></row><row r=\"3\"><c "
	        "r=\"B3\"><v>2</v></c></row>"
	        "</sheetData><mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell "
	        "ref=\"A2:A1048576\"/>"
	        "<mergeCell ref=\"D4:XFD9\"/><mergeCell "
	        "ref=\"B1\"/></mergeCells></worksheet>")));
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
	           "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"),
	        "xml-2003");
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
	struct paper_fault f = read_bad(
	        book_of(S(SHEET_HEAD "<sheetData><row r=\"7\"><c "
	                             "r=\"C7\"><v>1</c></row></sheetData></worksheet>")),
	        "bad-xml");
	assert_str(f.sheet, "台账");
	assert_int_equal(f.row, 7);
	assert_int_equal(f.column, 3);
	f = read_bad(book_of(S(SHEET_HEAD
	                     "<sheetData><row r=\"5\"><c r=\"B5\" t=\"inlineStr\"><is>"
	                     "<t>\xE9\xA1</t></is></c></row></sheetData></worksheet>")),
	        "bad-utf8");
	assert_int_equal(f.row, 5);
	read_bad(book_of(S("<!DOCTYPE a [<!ENTITY b \"bbbb\">]>" SHEET_HEAD
	                   "&b;</worksheet>")),
	        "bad-xml");
	read_bad(book_of(S(SHEET_HEAD
	                 "<sheetData><row r=\"1\"><c t=\"s\"><v>99</v></c></row>"
	                 "</sheetData></worksheet>")),
	        "bad-xml");
	read_bad(book_of(S(SHEET_HEAD "<sheetData><row r=\"3\"/><row "
	                              "r=\"2\"/></sheetData></worksheet>")),
	        "bad-xml");
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
		out_fmt(&o, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c></row>", i, i,
		        i * 7);
	out_lit(&o, "</sheetData></worksheet>");
	return out_got(&o);
}

static void too_much_is_refused(void **state)
{
	(void)state;
	struct paper_fault f = read_bad(book_of(many_rows(100001)), "too-many-rows");
	assert_int_equal(f.row, SHEET_ROWS_MAX + 1);
	assert_int_equal(
	        read_ok(book_of(many_rows(SHEET_ROWS_MAX))).sheets.at[0].rows.len,
	        SHEET_ROWS_MAX);
	f = read_bad(book_of(S(SHEET_HEAD
	                     "<sheetData><row r=\"4\"><c r=\"XFD4\"><v>1</v></c></row>"
	                     "</sheetData></worksheet>")),
	        "too-many-columns");
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
	struct str good = book_of(
	        S(SHEET_HEAD "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c>"
	                     "</row></sheetData><mergeCells><mergeCell "
	                     "ref=\"A1:C3\"/></mergeCells></worksheet>"));
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
		enum status status = book_read_bytes(
		        own, (struct str){bytes, good.len}, &book, &fault);
		assert_true(status == OK ? !fault.code : fault.code != NULL);
		arena_close(own);
	}
}

/* ---- text files ---- */

static void csv_reads_as_a_book(void **state)
{
	(void)state;
	struct book book = read_ok(
	        S("\xEF\xBB\xBF项目,总投资\r\n\"甲,\n乙\",35000\r\n,,\r\n丙\r\n"));
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
        {.label = {"项目", 6},
                .choices = {(struct str[]){{"工业", 6}, {"社会事业", 12}}, 2, 2}},
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
	xlsx_sheet(x, &(struct xlsx_layout){.name = S("台账:2026/11"),
	                      .title = S("重点项目台账"),
	                      .subline = S("单位:万元"),
	                      .columns = ledger_columns,
	                      .column_count = LEN(ledger_columns),
	                      .frozen = 2,
	                      .spare_rows = 50});
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
	xlsx_notes(x, S("填报说明"), S("填报说明"),
	        (struct strs){(struct str[]){S("一")}, 1, 1});
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

static void a_ledger_without_a_place_is_broken(void **state)
{
	(void)state;
	char *path = path_of("no/such/folder/a.xlsx");
	struct xlsx *x = xlsx_open(arena, path);
	xlsx_sheet(x, &(struct xlsx_layout){.name = S("a"),
	                      .columns = ledger_columns,
	                      .column_count = 1});
	xlsx_row(x);
	xlsx_text(x, S("b"));
	assert_int_equal(xlsx_close(x), BROKEN);
	assert_int_not_equal(access(path, F_OK), 0);
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
	xlsx_sheet(
	        x, &(struct xlsx_layout){
	                   .name = S("大"), .columns = columns, .column_count = COLUMNS});
	for (int row = 0; row < ROWS; row++) {
		xlsx_row(x);
		for (int i = 0; i < COLUMNS; i++) {
			if (i % 2)
				xlsx_money(x, (money){row * 1234567LL + i});
			else
				xlsx_text(x, str_fmt(arena, "第%d号厂房结顶",
				                     row * COLUMNS + i));
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
	print_message(
	        "10,000 × 30 cells: %.2f s, %zu MiB\n", took, arena_used(own) >> 20);
	assert_true(took < 10); /* with sanitizers; the bench holds the real limit */
	assert_true(arena_used(own) < 64 << 20);
	arena_close(own);
}

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
	        TEST(a_ledger_without_a_place_is_broken),
	        TEST(a_large_ledger_is_quick),
	};
	return run_in_folder("sheet", tests, LEN(tests));
}
