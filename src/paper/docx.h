/* Official documents as GB/T 9704-2012 sets them: A4, 37/28/35/26 mm margins, 22 lines of
 * 28 characters, body 三号仿宋 on a fixed line, title 二号小标宋, «一、» 黑体, «(一)»
 *楷体, page numbers «— 1 —» outside. Fonts are named, never embedded. Opens in Word, WPS
 *and LibreOffice. Bytes depend on the content alone: no clock, no chance.
 *
 *	struct docx *d = docx_open(arena, DOCX_MINUTES);
 *	docx_mark(d, S("滨江区重大项目周例会会议纪要"));
 *	docx_number(d, S("滨重会纪〔2026〕48号"));
 *	docx_title(d, S("第48次周例会纪要"));
 *	docx_paragraph(d, …);
 *	docx_names(d, S("出席"), names);
 *	docx_colophon(d, &foot);
 *	TRY(docx_close(d, &bytes));
 */
#ifndef GUATU_DOCX_H
#define GUATU_DOCX_H

#include "base/base.h"

enum docx_kind {
	DOCX_MINUTES, /* 纪要: the red mark 35 mm down, no seal */
	DOCX_LETTER, /* 函, 通报, 督办单: may carry a mark, addressee, signature, seal
	                space */
	DOCX_FORM,   /* a form: smaller title, tables carry the content */
};

struct docx;
struct docx *docx_open(struct arena *, enum docx_kind);

/* Parts in the order of the page. Empty strings write nothing. */
void docx_mark(struct docx *, struct str red);      /* the red name of the paper */
void docx_number(struct docx *, struct str number); /* 文号, and the red line under it */
/* 二号小标宋, centred; '\n' breaks the line where the sense breaks. */
void docx_title(struct docx *, struct str);
void docx_subtitle(struct docx *, struct str); /* 三号楷体, centred: «(2026年11月23日)» */
void docx_addressee(struct docx *, struct str); /* 主送, flush left, ends with «:» */
/* level 1 «一、» 黑体, 2 «(一)» 楷体, 3 and 4 body face. The caller writes the number. */
void docx_heading(struct docx *, int level, struct str);
void docx_paragraph(struct docx *, struct str); /* '\n' begins a new paragraph */
/* «(一)» as a lead-in: the heading's face up to the first full stop, then body. */
void docx_lead(struct docx *, int level, struct str lead, struct str body);
/* «出席:» in 黑体, names in 仿宋, turned lines under the first name. */
void docx_names(struct docx *, struct str label, struct str names);
void docx_attachment(struct docx *, struct strs names); /* 附件:1. … */
/* Who signs and the day, right-hand, four characters in. */
void docx_signature(struct docx *, struct str unit, struct str date);
void docx_page_break(struct docx *);

struct docx_column {
	struct str label;
	double share; /* of the width; 0: an equal part of what is left */
	bool centred;
	bool right;
};
/* Header repeats on every page, rows are not torn. Cells row by row; count is a multiple
 * of column_count. '\n' in a cell breaks its line. */
void docx_table(struct docx *, const struct docx_column *, size_t column_count,
        const struct str *cells, size_t count);
/* A form's grid: label | value pairs, `pairs_per_row` of them in a row (1 or 2). */
struct docx_pair {
	struct str label, value;
	double height_mm; /* at least; 0: as the text needs */
};
void docx_form(struct docx *, const struct docx_pair *, size_t count, int pairs_per_row);

/* 版记, at the foot of the last page. */
struct docx_colophon {
	struct str copies;    /* 抄送 */
	struct str publisher; /* 印发机关 */
	struct str date;      /* «2026年11月23日» ; «印发» is added */
};
void docx_colophon(struct docx *, const struct docx_colophon *);

/* The whole file. Nothing may be added after. */
enum status docx_close(struct docx *, struct str *bytes);

/* «2026年11月23日», «〔2026〕1号»: the standard's own way to write them. */
/* 1 to 99 as papers number their sections: 一, 十二, 三十. */
struct str docx_numeral(struct arena *, size_t n);
struct str docx_date(struct arena *, day);
struct str docx_office_number(struct arena *, struct str office, int year, int number);

/* An office's own template: every {{name}} in body, headers and footers is replaced by
 * its value ('\n' breaks the line), also where Word has torn it over several runs. A row
 * or paragraph whose only content is {{name}} with an empty value stays. Names without a
 * value are left as they are and listed in *unknown. */
struct docx_value {
	struct str name, value;
};
enum status docx_fill(struct arena *, struct str template_, const struct docx_value *,
        size_t count, struct str *bytes, struct strs *unknown);

#endif
