/* The page under the pen: what pdf.c and pdf_table.c share. */
#ifndef GUATU_PDF_DRAW_H
#define GUATU_PDF_DRAW_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#undef MIN /* ours are in base.h */
#undef MAX

#include "paper/pdf.h"

enum pdf_face { FACE_TITLE, FACE_SERIF, FACE_SANS, FACE_BOLD, FACES };

enum pdf_ink {
	INK = 0x1b1f24,
	INK_SOFT = 0x59616b,
	INK_LINE = 0xb9bfc7,
	INK_SHADE = 0xeef0f3,
	INK_BAR = 0x6b7683,
};

struct pdf {
	struct arena *arena;
	struct pdf_setup setup;
	struct out bytes;
	cairo_surface_t *surface;
	cairo_surface_t *watermark; /* NULL until a page wants it */
	cairo_t *pen;
	PangoLayout *layout; /* the one layout, set anew for each text */
	PangoFontDescription *face[FACES];
	double width, height;            /* of the page, points */
	double left, right, top, bottom; /* of the text block */
	double y;                        /* where the next thing goes */
	size_t page;
	bool substituted;
};

struct pdf_text {
	enum pdf_face face;
	double size;
	double width;   /* to wrap at */
	double indent;  /* of the first line; negative hangs */
	double leading; /* between lines */
	enum pdf_align align;
	uint32_t ink;
};

void pdf_ink(struct pdf *, uint32_t rgb);
/* Lays out; the height it takes. The text stays in p->layout for drawing. */
double pdf_lay(struct pdf *, const struct pdf_text *, struct str);
double pdf_text_width(struct pdf *);                           /* of what was laid out */
void pdf_show(struct pdf *, double x, double y, uint32_t ink); /* what was laid out */
double pdf_put(struct pdf *, const struct pdf_text *, double x, double y, struct str);
/* The light's shape, size high, its middle at y. */
void pdf_shape(struct pdf *, enum light, double x, double y, double size);
void pdf_line(struct pdf *, double x1, double y1, double x2, double y2, double width,
        uint32_t ink);
void pdf_box(struct pdf *, double x, double y, double width, double height, uint32_t ink);
uint32_t pdf_bar_ink(enum light);
/* A new page unless this height still fits; true where there was one. */
bool pdf_room(struct pdf *, double height);
void pdf_new_page(struct pdf *);

#endif
