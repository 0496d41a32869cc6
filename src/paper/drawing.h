/* A drawing made once and shown twice: as SVG on a page, with pango and cairo on paper.
 * Lengths are points (CSS pixels on a page); y grows downward. Inks have names: on a page
 * each is also a class (fill-red, line-soft), so that a style sheet may turn it for the
 * dark; the file stands alone without one.
 *
 *	struct drawing *d = drawing_open(arena, 600, 200);
 *	drawing_box(d, 0, 40, 320, 12, DRAW_GREEN);
 *	drawing_words(d, 0, 30, 12, DRAW_LEFT, DRAW_INK, S("机器人基地"));
 *	drawing_svg(d, S("各项目进度"), out);   or   pdf_drawing(p, d);
 */
#ifndef GUATU_DRAWING_H
#define GUATU_DRAWING_H

#include "paper/pdf.h"

enum drawing_ink {
	DRAW_INK,   /* words, axes */
	DRAW_SOFT,  /* second words */
	DRAW_LINE,  /* grids */
	DRAW_SHADE, /* empty parts */
	DRAW_BLUE,  /* plan */
	DRAW_RED,
	DRAW_AMBER,
	DRAW_GREEN,
	DRAW_GREY,
	DRAW_PAPER,
	DRAWING_INKS,
};

enum drawing_side { DRAW_LEFT, DRAW_MIDDLE, DRAW_RIGHT };

struct drawing;
struct drawing *drawing_open(struct arena *, double width, double height);
void drawing_box(struct drawing *, double x, double y, double width, double height,
        enum drawing_ink);
void drawing_frame(struct drawing *, double x, double y, double width, double height,
        enum drawing_ink);
/* dash 0: a full line, else the length of its dashes. */
void drawing_line(struct drawing *, double x1, double y1, double x2, double y2,
        double width, double dash, enum drawing_ink);
/* Milestones: a diamond around its middle. */
void drawing_diamond(struct drawing *, double x, double y, double size, enum drawing_ink);
/* A light's shape; its middle at y. Words beside it are the caller's. */
void drawing_light(struct drawing *, enum light, double x, double y, double size);
/* One line; y is its baseline, x its left, middle or right. */
void drawing_words(struct drawing *, double x, double y, double size, enum drawing_side,
        enum drawing_ink, struct str);
/* What a pointer over the last shape says, and a reader reads. */
void drawing_tell(struct drawing *, struct str);
/* The last shape leads there on a page; nothing on paper. */
void drawing_link(struct drawing *, struct str address);

enum light drawing_light_of(enum drawing_ink);
enum drawing_ink drawing_ink_of(enum light);

/* <svg role="img"> with its title; markup, everything escaped. */
void drawing_svg(const struct drawing *, struct str title, struct out *);
/* At the pen's place, shrunk to the text block's width if wider; moves the pen below.
 * A drawing higher than what is left of the page begins a new one. */
void pdf_drawing(struct pdf *, const struct drawing *);

#endif
