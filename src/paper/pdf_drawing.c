/* A drawing on paper. */
#include "paper/pdf_draw.h" /* first: it settles whose MIN and MAX hold */
#include "paper/drawing_shape.h"

static void paint_words(struct pdf *p, const struct shape *s)
{
	struct pdf_text t = {.face = FACE_SANS, .size = s->size};
	pdf_lay(p, &t, s->words);
	double wide = pdf_text_width(p);
	double x = s->x - (s->side == DRAW_MIDDLE         ? wide / 2
	                          : s->side == DRAW_RIGHT ? wide
	                                                  : 0);
	double base = (double)pango_layout_get_baseline(p->layout) / PANGO_SCALE;
	pdf_show(p, x, s->y - base, drawing_inks[s->ink]);
}

static void paint(struct pdf *p, const struct shape *s)
{
	uint32_t ink = drawing_inks[s->ink];
	double half = s->size / 2;
	switch (s->kind) {
	case SHAPE_BOX:
		pdf_box(p, s->x, s->y, MAX(s->a, 0), MAX(s->b, 0), ink);
		return;
	case SHAPE_FRAME:
		pdf_ink(p, ink);
		cairo_set_line_width(p->pen, 0.7);
		cairo_rectangle(p->pen, s->x, s->y, MAX(s->a, 0), MAX(s->b, 0));
		cairo_stroke(p->pen);
		return;
	case SHAPE_LINE:
		if (s->dash > 0)
			cairo_set_dash(p->pen, &s->dash, 1, 0);
		pdf_line(p, s->x, s->y, s->a, s->b, s->size, ink);
		cairo_set_dash(p->pen, NULL, 0, 0);
		return;
	case SHAPE_DIAMOND:
		pdf_ink(p, ink);
		cairo_move_to(p->pen, s->x, s->y - half);
		cairo_line_to(p->pen, s->x + half, s->y);
		cairo_line_to(p->pen, s->x, s->y + half);
		cairo_line_to(p->pen, s->x - half, s->y);
		cairo_close_path(p->pen);
		cairo_fill(p->pen);
		return;
	case SHAPE_LIGHT:
		pdf_shape(p, s->light, s->x, s->y, s->size);
		return;
	case SHAPE_WORDS:
		paint_words(p, s);
	}
}

void pdf_drawing(struct pdf *p, const struct drawing *d)
{
	double scale = MIN(1, (p->right - p->left) / d->width);
	scale = MIN(scale, (p->bottom - p->top) / d->height);
	pdf_room(p, d->height * scale);
	cairo_save(p->pen);
	cairo_translate(p->pen, p->left, p->y);
	cairo_scale(p->pen, scale, scale);
	for (size_t i = 0; i < d->shapes.len; i++)
		paint(p, &d->shapes.at[i]);
	cairo_restore(p->pen);
	p->y += d->height * scale + 6;
}
