/* Documents, pages and drawings: made, opened by other programs, looked into. */
#include "paper/docx.h"
#include "paper/drawing.h"
#include "paper/package.h"
#include "paper/pdf.h"

#include "paper/paper_test.h"

/* fontconfig keeps its fonts to the end of the process; cairo 1.16 loses 768 bytes for
 * each font it puts into a file. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libcairo\nleak:libpango\n";
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
	docx_table(d,
	        (struct docx_column[]){
	                {S("序号"), 0.1, true, false}, {S("事项"), 0, false, false}},
	        2, (struct str[]){S("1"), S("办理不动产权证"), S("2"), S("结顶")}, 4);
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
	assert_true(str_has(body,
	        S("w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\"")));
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
	output_of("soffice", str_fmt(arena,
	                             "cd %s && HOME=%s timeout 120 soffice --headless "
	                             "--convert-to pdf minutes.docx 2>&1",
	                             folder, folder));
	struct str text = output_of("pdftotext",
	        str_fmt(arena, "pdftotext -layout %s/minutes.pdf -", folder));
	static const char *const wanted[] = {"滨江区重大项目周例会会议纪要",
	        "一、总体情况", "关于机器人项目", "不动产权证", "出席", "抄送", "印发",
	        "—1—"};
	for (size_t i = 0; i < LEN(wanted); i++)
		if (!str_has(text, str_of(wanted[i])))
			fail_msg("no %s in the page", wanted[i]);
}

static struct str no_document(void)
{
	struct package package = {0};
	struct str bytes;
	*vec_add(arena, &package) = (struct member){S("word/header1.xml"), S("<a/>")};
	assert_int_equal(package_write(arena, &package, &bytes), OK);
	return bytes;
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
	const struct docx_value values[] = {{S("标题"), S("督办\n单")},
	        {S("单位"), S("A&B<局>")}, {S("时限"), S("{{单位}}")},
	        {S("原因"), S("图审")}};
	assert_int_equal(
	        docx_fill(arena, bytes, values, LEN(values), &filled, &unknown), OK);
	struct str body = member_of(filled, "word/document.xml");
	assert_true(str_has(body, S("A&amp;B&lt;局&gt;应于{{单位}}前办结,{{未知}}。")));
	assert_true(str_has(body, S("督办</w:t><w:br/><w:t xml:space=\"preserve\">单")));
	assert_true(str_has(body, S("原因图审</w:t>")));
	assert_true(str_has(body, S(">完。</w:t>")));
	assert_int_equal(unknown.len, 1);
	assert_str(unknown.at[0], "未知");
	assert_int_equal(
	        docx_fill(arena, S("not a zip"), values, 1, &filled, &unknown), INVALID);
	assert_int_equal(
	        docx_fill(arena, no_document(), values, 1, &filled, &unknown), INVALID);
}

/* ---- pages ---- */

static struct str book_pages(size_t *pages, struct str watermark)
{
	enum { ROWS = 90 };
	struct pdf *p = pdf_open(arena, &(struct pdf_setup){.title = S("例会材料"),
	                                        .footer = S("截至 2026-11-23"),
	                                        .watermark = watermark});
	pdf_title(p, S("第48周例会材料"));
	pdf_lead(p, S("本周12个项目亮红灯"));
	pdf_counts(p,
	        (struct pdf_count[]){{LIGHT_RED, S("12"), S("滞后"), S("▲3")},
	                {LIGHT_NONE, S("186"), S("投资"), NOTHING}},
	        2);
	pdf_heading(p, 1, S("一、排名"));
	pdf_bars(p, (struct pdf_bar[]){{S("傅村镇"), S("85%"), 0.85, 0.9, LIGHT_GREEN}},
	        1);
	struct pdf_column columns[] = {{S("项目名称"), 0, PDF_LEFT, PDF_TEXT},
	        {S("灯"), 0.2, PDF_CENTRE, PDF_LIGHT},
	        {S("完成"), 0.3, PDF_LEFT, PDF_BAR}};
	struct pdf_cell *cells = NEW_ARRAY(arena, struct pdf_cell, ROWS * 3);
	for (int i = 0; i < ROWS; i++) {
		cells[i * 3] = PDF_WORDS(str_fmt(arena, "项目%d", i));
		cells[i * 3 + 1] =
		        (struct pdf_cell){.light = LIGHT_AMBER, .text = S("预警")};
		cells[i * 3 + 2] =
		        (struct pdf_cell){.filled = {i * 10}, .expected = SHARE_NONE};
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
	struct str text = output_of(
	        "pdftotext", str_fmt(arena, "pdftotext -layout %s/book.pdf -", folder));
	assert_true(str_has(text, S("本周12个项目亮红灯")));
	assert_true(str_has(text, S("项目89")));
	assert_true(str_has(text, S("第2999句说明")));
	assert_true(str_has(text, S("—1—")));
	assert_false(
	        str_has(text, S("张卫东"))); /* the watermark is drawn, not written */
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
	assert_true(str_has(svg,
	        S("<a href=\"/projects/1?a=1&amp;b=2\"><rect x=\"120\" y=\"30.25\" "
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
	struct str text = output_of(
	        "pdftotext", str_fmt(arena, "pdftotext %s/drawing.pdf -", folder));
	assert_true(str_has(text, S("机器人&基地")));
	output_of("xmllint", str_fmt(arena, "xmllint --noout %s/drawing.svg", folder));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(documents_follow_the_standard),
	        TEST(documents_open_in_an_office_program),
	        TEST(templates_are_filled),
	        TEST(pages_can_be_searched),
	        TEST(drawings_show_on_page_and_paper),
	};
	return run_in_folder("paper", tests, LEN(tests));
}
