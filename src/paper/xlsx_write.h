/* Writes ledgers: a merged title, the line under it («单位:万元 · 截至 …»), a frozen
 * header that repeats in print, typed columns, totals; A3 landscape, fitted to width.
 * Rows stream to disk: a long list costs no memory. Text is always written as text, so a
 * cell that starts with = + - @ is never run. What is written here reads back unchanged.
 *
 *	struct xlsx *x = xlsx_open(arena, path);
 *	xlsx_sheet(x, &layout);
 *	for (…) {
 *		xlsx_row(x);
 *		xlsx_text(x, name);
 *		xlsx_money(x, invested);
 *	}
 *	xlsx_totals(x, S("合计"));
 *	return xlsx_close(x);
 */
#ifndef GUATU_XLSX_WRITE_H
#define GUATU_XLSX_WRITE_H

#include "base/base.h"

enum xlsx_kind {
	XLSX_TEXT, /* wraps */
	XLSX_CODE, /* text that stays on one line: codes, numbers of papers, phones */
	XLSX_INT,
	XLSX_DECIMAL, /* two places */
	XLSX_MONEY,   /* a real number in 万元, two places */
	XLSX_SHARE,   /* a real number shown as 62.5% */
	XLSX_DAY,     /* a real date */
	XLSX_LIGHT,   /* shape and word in its colour */
};

struct xlsx_column {
	struct str label;
	enum xlsx_kind kind;
	struct str group;    /* neighbours with one group share a cell above the header */
	double width;        /* characters; 0 chooses by kind */
	bool hidden;         /* an id that must come back */
	bool total;          /* summed in the totals row */
	struct strs choices; /* a drop-down list */
};

struct xlsx_layout {
	struct str name;  /* the tab; cleaned and cut to what Excel takes, made unique */
	struct str title; /* none: no title row */
	struct str subline; /* none: no row for it */
	const struct xlsx_column *columns;
	size_t column_count;
	size_t frozen;     /* columns that stay when scrolling sideways */
	bool portrait_a4;  /* else A3 landscape */
	size_t spare_rows; /* drop-downs reach this many rows below the last one */
};

/* A light as every paper shows it: shape, then word. */
enum light { LIGHT_NONE, LIGHT_GREEN, LIGHT_AMBER, LIGHT_RED, LIGHT_GREY, LIGHT_DONE };
struct str light_shape(enum light); /* ● ▲ ■ ○ ✓ or nothing */
uint32_t light_colour(enum light);  /* 0xRRGGBB, for words on white */

struct xlsx;
struct xlsx *xlsx_open(struct arena *, const char *path);
void xlsx_sheet(struct xlsx *, const struct xlsx_layout *);
/* Begins the next row; cells then come left to right. A cell beyond the last column is
 * the programmer's fault. */
void xlsx_row(struct xlsx *);
void xlsx_text(struct xlsx *, struct str);
void xlsx_int(struct xlsx *, int64_t); /* INT_NONE leaves the cell empty */
void xlsx_number(struct xlsx *, double);
void xlsx_money(struct xlsx *, money); /* none leaves it empty, as below */
void xlsx_share(struct xlsx *, share);
void xlsx_day(struct xlsx *, day);
void xlsx_light(struct xlsx *, enum light, struct str word);
void xlsx_skip(struct xlsx *);
/* A row of words over the whole width: «一、工业项目». */
void xlsx_band(struct xlsx *, struct str);
/* Sums of the columns that ask for one, as formulas with their result beside them. */
void xlsx_totals(struct xlsx *, struct str label);
/* A sheet of paragraphs: «填报说明». */
void xlsx_notes(struct xlsx *, struct str name, struct str title, struct strs lines);
/* BROKEN where the disk failed; the file is then gone. */
enum status xlsx_close(struct xlsx *);

#endif
