/* Pages for people: flowing text, tables whose header repeats, lights, bars, page
 * numbers. Text stays text (it can be searched and copied). With the same content the
 * same pages come out.
 *
 *	struct pdf *p = pdf_open(arena, &(struct pdf_setup){.paper = PDF_A4});
 *	pdf_title(p, S("2026年第48周 例会材料"));
 *	pdf_lead(p, S("本周12个项目亮红灯,比上周多3个"));
 *	pdf_counts(p, counts, 4);
 *	pdf_table(p, columns, 6, cells, count);
 *	TRY(pdf_close(p, &bytes));
 */
#ifndef GUATU_PDF_H
#define GUATU_PDF_H

#include "base/base.h"
#include "paper/xlsx_write.h" /* enum light */

enum pdf_paper { PDF_A4, PDF_A3 };

struct pdf_setup {
	enum pdf_paper paper;
	bool landscape;
	struct str title; /* of the file */
	struct str author;
	struct str header; /* small, top of every page after the first */
	struct str footer; /* small, left of the page number: «截至 … · 数据来源 …» */
	struct str watermark; /* «name · unit · phone tail · time», slanted, 8 % ink */
	struct str serif, sans; /* family names; none: what the machine has for Chinese */
	instant made;           /* written into the file; INSTANT_NONE or 0: left out */
};

struct pdf;
struct pdf *pdf_open(struct arena *, const struct pdf_setup *);

void pdf_title(struct pdf *, struct str);    /* centred, large serif */
void pdf_subtitle(struct pdf *, struct str); /* centred, grey */
void pdf_lead(struct pdf *, struct str);     /* the page's answer in one sentence */
void pdf_heading(struct pdf *, int level, struct str); /* 1 or 2; never alone at a foot */
void pdf_paragraph(struct pdf *, struct str);          /* first line two characters in */
void pdf_note(struct pdf *, struct str);               /* small, grey */
void pdf_bullet(struct pdf *, struct str mark, struct str text); /* hanging indent */
void pdf_space(struct pdf *, double mm);
void pdf_page_break(struct pdf *);

/* A row of boxes, each a light, a figure, a word: «■ 12 滞后». */
struct pdf_count {
	enum light light;
	struct str figure, word;
	struct str change; /* «▲3» against last time; may be nothing */
};
void pdf_counts(struct pdf *, const struct pdf_count *, size_t count);

enum pdf_align { PDF_LEFT, PDF_CENTRE, PDF_RIGHT };
enum pdf_cell_kind { PDF_TEXT, PDF_LIGHT, PDF_BAR };
struct pdf_column {
	struct str label;
	double share; /* of the width; 0: an equal part of what is left */
	enum pdf_align align;
	enum pdf_cell_kind kind;
};
struct pdf_cell {
	struct str text;  /* of a light: its word */
	enum light light; /* of a light, or the colour of a bar */
	share filled;     /* of a bar */
	share expected;   /* of a bar: where it should stand by now; none draws no tick */
};
#define PDF_WORDS(s) ((struct pdf_cell){.text = (s)})
/* Cells row by row; count is a multiple of column_count. Header repeats on each page;
 * a row is never torn unless it is higher than a page. */
void pdf_table(struct pdf *, const struct pdf_column *, size_t column_count,
        const struct pdf_cell *, size_t count);

/* Horizontal bars with their names on the left and figures on the right. */
struct pdf_bar {
	struct str name, figure;
	double value; /* against the largest, or 1 where all are below it */
	double mark;  /* a tick on the bar (the target); negative: none */
	enum light light;
};
void pdf_bars(struct pdf *, const struct pdf_bar *, size_t count);

size_t pdf_pages(const struct pdf *); /* so far */
/* True where no FangSong or XiaoBiaoSong was there and substitutes were used. */
bool pdf_substituted(const struct pdf *);
enum status pdf_close(struct pdf *, struct str *bytes);

#endif
