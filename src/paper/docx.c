#include "paper/docx.h"
#include "paper/faces.h"
#include "text.h"

#include "paper/docx_parts.h"

enum { BODY_MAX = 32 << 20, MARK_LARGEST = 52, MARK_SMALLEST = 22 };

struct docx {
	struct arena *arena;
	enum docx_kind kind;
	struct out body;
	bool named;  /* a block of names has begun */
	size_t last; /* where the last body paragraph's style ends; 0: none */
};

struct docx *docx_open(struct arena *arena, enum docx_kind kind)
{
	struct docx *d = NEW(arena, struct docx);
	d->arena = arena;
	d->kind = kind;
	d->body = out_on(arena, BODY_MAX);
	out_lit(&d->body,
	        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
	        "<w:document " DOCX_NAMESPACES "><w:body>");
	return d;
}

/* ---- runs and paragraphs ---- */

static void put_escaped(struct out *o, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		switch (s.at[i]) {
		case '&':
			out_lit(o, "&amp;");
			break;
		case '<':
			out_lit(o, "&lt;");
			break;
		case '>':
			out_lit(o, "&gt;");
			break;
		default:
			if ((unsigned char)s.at[i] >= 0x20)
				out_c(o, s.at[i]);
		}
	}
}

/* A run; face "" keeps the style's. '\n' breaks the line. Quotes and dashes take the
 * Chinese face by the hint. */
static void put_run(struct out *o, const char *face, struct str s)
{
	struct str rest, line;
	out_lit(o, "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"");
	if (*face)
		out_fmt(o, " w:ascii=\"%s\" w:hAnsi=\"%s\" w:eastAsia=\"%s\" w:cs=\"%s\"",
		        face, face, face, face);
	out_lit(o, "/></w:rPr>");
	bool first = true;
	for (struct str left = s; left.at; left = rest) {
		line = str_cut(left, '\n', &rest);
		if (!first)
			out_lit(o, "<w:br/>");
		out_lit(o, "<w:t xml:space=\"preserve\">");
		put_escaped(o, line);
		out_lit(o, "</w:t>");
		first = false;
	}
	out_lit(o, "</w:r>");
}

static void begin(struct out *o, const char *style)
{
	out_fmt(o, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>", style);
}

static void begin_runs(struct out *o)
{
	out_lit(o, "</w:pPr>");
}

static void end(struct out *o)
{
	out_lit(o, "</w:p>");
}

static void put_paragraph(struct docx *d, const char *style, struct str s)
{
	if (!s.len)
		return;
	begin(&d->body, style);
	d->last = d->body.len;
	begin_runs(&d->body);
	put_run(&d->body, "", s);
	end(&d->body);
}

/* Width in whole Chinese characters times two: Latin letters and digits are half. */
static int half_widths(struct str s)
{
	int wide = 0;
	for (size_t at = 0; at < s.len;)
		wide += utf8_next(s, &at) < 0x2e80 ? 1 : 2;
	return wide;
}

/* ---- head of the paper ---- */

void docx_mark(struct docx *d, struct str red)
{
	if (!red.len)
		return;
	/* As large as one line allows. */
	int points = 442 * 2 / MAX(half_widths(red), 1);
	points = MAX(MIN(points, MARK_LARGEST), MARK_SMALLEST);
	begin(&d->body, "Mark");
	begin_runs(&d->body);
	out_fmt(&d->body,
	        "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/><w:sz w:val=\"%d\"/>"
	        "<w:szCs w:val=\"%d\"/></w:rPr><w:t>",
	        points * 2, points * 2);
	put_escaped(&d->body, red);
	out_lit(&d->body, "</w:t></w:r>");
	end(&d->body);
}

void docx_number(struct docx *d, struct str number)
{
	put_paragraph(d, "Number", number);
}

void docx_title(struct docx *d, struct str title)
{
	if (!title.len)
		return;
	begin(&d->body, "DocTitle");
	if (d->kind == DOCX_FORM)
		out_lit(&d->body,
		        "<w:spacing w:before=\"0\" w:after=\"290\" w:line=\"700\" "
		        "w:lineRule=\"exact\"/>");
	begin_runs(&d->body);
	put_run(&d->body, "", title);
	end(&d->body);
}

void docx_subtitle(struct docx *d, struct str s)
{
	put_paragraph(d, "DocSubtitle", s);
}

void docx_addressee(struct docx *d, struct str s)
{
	if (!s.len)
		return;
	bool colon = str_ends(s, S(":")) || str_ends(s, S("："));
	put_paragraph(d, "Addressee", colon ? s : str_join(d->arena, s, S("：")));
}

/* ---- body ---- */

void docx_heading(struct docx *d, int level, struct str s)
{
	static const char *const names[] = {
	        "Heading1", "Heading2", "Heading3", "Heading4"};
	assert(level >= 1 && level <= 4);
	put_paragraph(d, names[level - 1], s);
}

void docx_paragraph(struct docx *d, struct str s)
{
	struct str rest;
	for (struct str left = s; left.at; left = rest)
		put_paragraph(d, "Body", str_cut(left, '\n', &rest));
}

/* Official papers are Chinese whoever asks. */
static struct str official(enum text key)
{
	return texts[key][0];
}

static struct str filled(struct arena *a, enum text key, struct str x, struct str y, struct str z)
{
	struct str s = str_replace(a, official(key), S("{0}"), x);
	return str_replace(a, str_replace(a, s, S("{1}"), y), S("{2}"), z);
}

static struct str number_of(struct arena *a, int n)
{
	return str_fmt(a, "%d", n);
}

struct str docx_numeral(struct arena *a, size_t n)
{
	struct str words[11] = {NOTHING}, rest = official(T_paper_numerals);
	for (int i = 1; i <= 10; i++)
		words[i] = str_cut(rest, ' ', &rest);
	assert(n > 0 && n < 100);
	if (n <= 10)
		return words[n];
	return str_fmt(a, "%.*s%.*s%.*s", STR(n < 20 ? NOTHING : words[n / 10]), STR(words[10]),
		STR(n % 10 ? words[n % 10] : NOTHING));
}

void docx_lead(struct docx *d, int level, struct str lead, struct str body)
{
	static const char *const faces[] = {
	        TYPEFACE_HEI, TYPEFACE_KAI, TYPEFACE_FANGSONG, TYPEFACE_FANGSONG};
	assert(level >= 1 && level <= 4);
	begin(&d->body, "Body");
	d->last = d->body.len;
	begin_runs(&d->body);
	if (lead.len)
		put_run(&d->body, faces[level - 1], lead);
	if (body.len)
		put_run(&d->body, "", body);
	end(&d->body);
}

void docx_names(struct docx *d, struct str label, struct str names)
{
	if (!names.len)
		return;
	int hang = (half_widths(label) + 2) * DOCX_CHAR / 2;
	begin(&d->body, "Names");
	out_fmt(&d->body,
	        "<w:spacing w:before=\"%d\"/><w:ind w:left=\"%d\" w:hanging=\"%d\"/>",
	        d->named ? 0 : DOCX_LINE, 2 * DOCX_CHAR + hang, hang);
	begin_runs(&d->body);
	put_run(&d->body, TYPEFACE_HEI, filled(d->arena, T_paper_names, label, NOTHING, NOTHING));
	put_run(&d->body, "", names);
	end(&d->body);
	d->named = true;
}

/* Two characters in; what turns the line stands under the first name. */
void docx_attachment(struct docx *d, struct strs names)
{
	d->last = 0; /* the last attachment stays with the signature instead */
	for (size_t i = 0; i < names.len; i++) {
		bool numbered = names.len > 1;
		struct str number = numbered ? str_fmt(d->arena, "%zu.", i + 1) : NOTHING;
		int hang = numbered ? DOCX_CHAR : 0;
		begin(&d->body, "Names");
		out_fmt(&d->body,
		        "%s<w:spacing w:before=\"%d\"/>"
		        "<w:ind w:left=\"%d\" w:hanging=\"%d\"/>",
		        i + 1 == names.len ? "<w:keepNext/>" : "", i ? 0 : DOCX_LINE,
		        5 * DOCX_CHAR + hang, i ? hang : 3 * DOCX_CHAR + hang);
		begin_runs(&d->body);
		if (!i)
			put_run(&d->body, "", official(T_paper_attachment));
		put_run(&d->body, "", str_join(d->arena, number, names.at[i]));
		end(&d->body);
	}
}

/* Some text always stands on the page where the paper is signed. */
static void keep_last_with_next(struct docx *d)
{
	if (!d->last || d->body.full)
		return;
	struct str all = out_got(&d->body);
	struct str after = str_copy(d->arena, str_sub(all, d->last, all.len));
	out_cut(&d->body, d->last);
	out_lit(&d->body, "<w:keepNext/>");
	out_str(&d->body, after);
	d->last = 0;
}

void docx_signature(struct docx *d, struct str unit, struct str date)
{
	keep_last_with_next(d);
	int date_half = half_widths(date), unit_half = half_widths(unit);
	int date_right = 4 * DOCX_CHAR;
	int unit_right = date_right + (date_half - unit_half) * DOCX_CHAR / 4;
	const struct {
		struct str words;
		int before, right;
	} lines[] = {{unit, 2 * DOCX_LINE, MAX(unit_right, 2 * DOCX_CHAR)},
	        {date, unit.len ? 0 : 2 * DOCX_LINE, date_right}};
	for (size_t i = 0; i < LEN(lines); i++) {
		if (!lines[i].words.len)
			continue;
		begin(&d->body, "Signature");
		out_fmt(&d->body, "%s<w:spacing w:before=\"%d\"/><w:ind w:right=\"%d\"/>",
		        i ? "" : "<w:keepNext/>", lines[i].before, lines[i].right);
		begin_runs(&d->body);
		put_run(&d->body, "", lines[i].words);
		end(&d->body);
	}
}

void docx_page_break(struct docx *d)
{
	out_lit(&d->body, "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
}

/* ---- tables ---- */

static void begin_table(struct out *o, const int *widths, size_t count)
{
	out_fmt(o,
	        "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:jc "
	        "w:val=\"center\"/>"
	        "<w:tblBorders>",
	        DOCX_TEXT_WIDTH);
	static const char *const sides[] = {
	        "top", "left", "bottom", "right", "insideH", "insideV"};
	for (size_t i = 0; i < LEN(sides); i++)
		out_fmt(o,
		        "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" "
		        "w:color=\"000000\"/>",
		        sides[i]);
	out_lit(o,
	        "</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>"
	        "<w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/>"
	        "</w:tblCellMar></w:tblPr><w:tblGrid>");
	for (size_t i = 0; i < count; i++)
		out_fmt(o, "<w:gridCol w:w=\"%d\"/>", widths[i]);
	out_lit(o, "</w:tblGrid>");
}

static void put_cell(struct out *o, int width, int span, const char *style,
        const char *align, struct str words)
{
	struct str rest;
	out_fmt(o, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
	if (span > 1)
		out_fmt(o, "<w:gridSpan w:val=\"%d\"/>", span);
	out_lit(o, "<w:vAlign w:val=\"center\"/></w:tcPr>");
	struct str left = words.at ? words : S("");
	for (; left.at; left = rest) {
		struct str line = str_cut(left, '\n', &rest);
		begin(o, style);
		if (*align)
			out_fmt(o, "<w:jc w:val=\"%s\"/>", align);
		begin_runs(o);
		if (line.len)
			put_run(o, "", line);
		end(o);
	}
	out_lit(o, "</w:tc>");
}

static int *share_widths(struct docx *d, const struct docx_column *columns, size_t count)
{
	int *widths = NEW_ARRAY(d->arena, int, count);
	double said = 0;
	size_t open = 0;
	for (size_t i = 0; i < count; i++) {
		said += columns[i].share;
		open += columns[i].share <= 0;
	}
	double scale = open ? 1 : 1 / MAX(said, 0.01);
	double left = open ? MAX(1 - said, 0.05 * (double)open) / (double)open : 0;
	for (size_t i = 0; i < count; i++)
		widths[i] =
		        (int)((columns[i].share > 0 ? columns[i].share * scale : left) *
		                DOCX_TEXT_WIDTH);
	return widths;
}

/* A line after a table, so that two tables do not grow together. */
static void after_table(struct out *o)
{
	begin(o, "Small");
	begin_runs(o);
	end(o);
}

void docx_table(struct docx *d, const struct docx_column *columns, size_t column_count,
        const struct str *cells, size_t count)
{
	assert(column_count > 0 && count % column_count == 0);
	struct out *o = &d->body;
	int *widths = share_widths(d, columns, column_count);
	begin_table(o, widths, column_count);
	out_lit(o, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
	for (size_t i = 0; i < column_count; i++)
		put_cell(o, widths[i], 1, "CellHead", "", columns[i].label);
	out_lit(o, "</w:tr>");
	for (size_t i = 0; i < count; i++) {
		const struct docx_column *c = &columns[i % column_count];
		if (i % column_count == 0)
			out_lit(o, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
		put_cell(o, widths[i % column_count], 1, "Cell",
		        c->centred ? "center"
		        : c->right ? "right"
		                   : "",
		        cells[i]);
		if (i % column_count == column_count - 1)
			out_lit(o, "</w:tr>");
	}
	out_lit(o, "</w:tbl>");
	after_table(o);
}

void docx_form(
        struct docx *d, const struct docx_pair *pairs, size_t count, int pairs_per_row)
{
	assert(pairs_per_row == 1 || pairs_per_row == 2);
	static const int one[] = {1700, 7144}, two[] = {1700, 2722, 1700, 2722};
	const int *widths = pairs_per_row == 1 ? one : two;
	struct out *o = &d->body;
	begin_table(o, widths, (size_t)pairs_per_row * 2);
	for (size_t i = 0; i < count; i += (size_t)pairs_per_row) {
		double height = pairs[i].height_mm;
		bool both = pairs_per_row == 2 && i + 1 < count;
		if (both)
			height = MAX(height, pairs[i + 1].height_mm);
		out_fmt(o,
		        "<w:tr><w:trPr><w:trHeight w:val=\"%d\" "
		        "w:hRule=\"atLeast\"/></w:trPr>",
		        MAX((int)(height * DOCX_MM_1000 / 1000), 620));
		put_cell(o, widths[0], 1, "FormLabel", "", pairs[i].label);
		int span = pairs_per_row == 2 && !both ? 3 : 1;
		put_cell(o, span == 3 ? DOCX_TEXT_WIDTH - widths[0] : widths[1], span,
		        "FormValue", "", pairs[i].value);
		if (both) {
			put_cell(o, widths[2], 1, "FormLabel", "", pairs[i + 1].label);
			put_cell(o, widths[3], 1, "FormValue", "", pairs[i + 1].value);
		}
		out_lit(o, "</w:tr>");
	}
	out_lit(o, "</w:tbl>");
	after_table(o);
}

/* ---- foot of the paper ---- */

static void begin_colophon_row(struct out *o, int top, int bottom)
{
	out_fmt(o,
	        "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>"
	        "<w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:tcBorders>"
	        "<w:top w:val=\"single\" w:sz=\"%d\" w:space=\"0\" w:color=\"000000\"/>"
	        "<w:bottom w:val=\"single\" w:sz=\"%d\" w:space=\"0\" "
	        "w:color=\"000000\"/>"
	        "</w:tcBorders></w:tcPr>",
	        DOCX_TEXT_WIDTH, top, bottom);
	begin(o, "Colophon");
}

static void put_colophon_rows(struct docx *d, const struct docx_colophon *c)
{
	struct out *o = &d->body;
	if (c->copies.len) {
		begin_colophon_row(o, 8, 6);
		out_lit(o, "<w:ind w:left=\"1120\" w:right=\"280\" w:hanging=\"840\"/>");
		begin_runs(o);
		put_run(o, "", str_join(d->arena, official(T_paper_copies), c->copies));
		out_lit(o, "</w:p></w:tc></w:tr>");
	}
	begin_colophon_row(o, c->copies.len ? 6 : 8, 8);
	out_fmt(o,
	        "<w:tabs><w:tab w:val=\"right\" w:pos=\"%d\"/></w:tabs>"
	        "<w:ind w:left=\"280\" w:right=\"280\"/><w:jc w:val=\"left\"/>",
	        DOCX_TEXT_WIDTH - 280);
	begin_runs(o);
	put_run(o, "", c->publisher);
	if (c->date.len) {
		out_lit(o, "<w:r><w:tab/></w:r>");
		put_run(o, "", str_join(d->arena, c->date, official(T_paper_issued)));
	}
	out_lit(o, "</w:p></w:tc></w:tr>");
}

/* A box held at the foot of the text block of the page where the text ends; what is in
 * it sinks to its floor, so its height may be a line too much, never too little. Outer
 * lines 0.35 mm (8 eighths of a point), inner 0.25 mm (6). */
void docx_colophon(struct docx *d, const struct docx_colophon *c)
{
	enum { EMU_POINT = 12700, WIDTH = 5616000, HALVES_PER_LINE = 52 };
	int lines = 1 + (c->copies.len > 0) + half_widths(c->copies) / HALVES_PER_LINE;
	int height = (lines * 25 + 4) * EMU_POINT;
	struct out *o = &d->body;
	begin(o, "Small");
	begin_runs(o);
	out_fmt(o,
	        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>"
	        "<wp:anchor distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\" "
	        "simplePos=\"0\" "
	        "relativeHeight=\"2\" behindDoc=\"0\" locked=\"0\" layoutInCell=\"1\" "
	        "allowOverlap=\"0\"><wp:simplePos x=\"0\" y=\"0\"/>"
	        "<wp:positionH "
	        "relativeFrom=\"margin\"><wp:align>center</wp:align></wp:positionH>"
	        "<wp:positionV "
	        "relativeFrom=\"margin\"><wp:align>bottom</wp:align></wp:positionV>"
	        "<wp:extent cx=\"%d\" cy=\"%d\"/><wp:effectExtent l=\"0\" t=\"0\" "
	        "r=\"0\" b=\"0\"/>"
	        "<wp:wrapTopAndBottom/><wp:docPr id=\"1\" name=\"Colophon\"/>"
	        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri=\"" DOCX_SHAPE
	        "\"><wps:wsp>"
	        "<wps:cNvSpPr txBox=\"1\"/><wps:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>"
	        "<a:ext cx=\"%d\" cy=\"%d\"/></a:xfrm><a:prstGeom "
	        "prst=\"rect\"><a:avLst/>"
	        "</a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx>"
	        "<w:txbxContent><w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>"
	        "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"0\" "
	        "w:type=\"dxa\"/>"
	        "<w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>"
	        "<w:tblGrid><w:gridCol w:w=\"%d\"/></w:tblGrid>",
	        WIDTH, height, WIDTH, height, DOCX_TEXT_WIDTH, DOCX_TEXT_WIDTH);
	put_colophon_rows(d, c);
	out_lit(o, "</w:tbl>");
	after_table(o);
	out_lit(o,
	        "</w:txbxContent></wps:txbx><wps:bodyPr lIns=\"0\" tIns=\"0\" rIns=\"0\" "
	        "bIns=\"0\" anchor=\"b\"><a:noAutofit/></wps:bodyPr></wps:wsp>"
	        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
	        "</mc:AlternateContent></w:r>");
	end(o);
}

enum status docx_close(struct docx *d, struct str *bytes)
{
	out_str(&d->body, docx_section());
	out_lit(&d->body, "</w:body></w:document>");
	if (d->body.full)
		return INVALID;
	struct package package = {0};
	docx_fixed_parts(d->arena, &package);
	*vec_add(d->arena, &package) =
	        (struct member){S("word/document.xml"), out_got(&d->body)};
	return package_write(d->arena, &package, bytes);
}

struct str docx_date(struct arena *arena, day d)
{
	if (!day_is(d))
		return NOTHING;
	struct ymd p = day_parts(d);
	return filled(arena, T_paper_date, number_of(arena, p.year), number_of(arena, p.month),
		number_of(arena, p.day));
}

struct str docx_office_number(
        struct arena *arena, struct str office, int year, int number)
{
	return filled(arena, T_paper_number, office, number_of(arena, year),
		number_of(arena, number));
}
