/* Pen strokes: text, shapes, pages. */
#include "paper/pdf_draw.h"

#include <math.h>

void pdf_ink(struct pdf *p, uint32_t rgb)
{
	cairo_set_source_rgb(p->pen, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
	        (rgb & 255) / 255.0);
}

double pdf_lay(struct pdf *p, const struct pdf_text *t, struct str s)
{
	PangoLayout *l = p->layout;
	static const PangoAlignment aligns[] = {
	        PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
	pango_font_description_set_absolute_size(p->face[t->face], t->size * PANGO_SCALE);
	pango_layout_set_font_description(l, p->face[t->face]);
	pango_layout_set_width(l, t->width > 0 ? (int)(t->width * PANGO_SCALE) : -1);
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_indent(l, (int)(t->indent * PANGO_SCALE));
	pango_layout_set_alignment(l, aligns[t->align]);
	pango_layout_set_line_spacing(l, t->leading > 0 ? (float)t->leading : 0);
	pango_layout_set_text(l, s.at ? s.at : "", (int)s.len);
	PangoRectangle logical;
	pango_layout_get_extents(l, NULL, &logical);
	return (double)logical.height / PANGO_SCALE;
}

double pdf_text_width(struct pdf *p)
{
	PangoRectangle logical;
	pango_layout_get_extents(p->layout, NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

void pdf_show(struct pdf *p, double x, double y, uint32_t ink)
{
	pdf_ink(p, ink);
	cairo_move_to(p->pen, x, y);
	pango_cairo_show_layout(p->pen, p->layout);
}

double pdf_put(struct pdf *p, const struct pdf_text *t, double x, double y, struct str s)
{
	double height = pdf_lay(p, t, s);
	pdf_show(p, x, y, t->ink);
	return height;
}

void pdf_line(struct pdf *p, double x1, double y1, double x2, double y2, double width,
        uint32_t ink)
{
	pdf_ink(p, ink);
	cairo_set_line_width(p->pen, width);
	cairo_move_to(p->pen, x1, y1);
	cairo_line_to(p->pen, x2, y2);
	cairo_stroke(p->pen);
}

void pdf_box(struct pdf *p, double x, double y, double width, double height, uint32_t ink)
{
	pdf_ink(p, ink);
	cairo_rectangle(p->pen, x, y, width, height);
	cairo_fill(p->pen);
}

uint32_t pdf_bar_ink(enum light light)
{
	return light == LIGHT_NONE || light == LIGHT_DONE ? INK_BAR
	       : light == LIGHT_AMBER                     ? 0xffb020
	                                                  : light_colour(light);
}

void pdf_shape(struct pdf *p, enum light light, double x, double y, double size)
{
	cairo_t *c = p->pen;
	double r = size / 2;
	pdf_ink(p, light == LIGHT_AMBER ? 0xffb020 : light_colour(light));
	cairo_new_path(c);
	switch (light) {
	case LIGHT_GREEN:
		cairo_arc(c, x + r, y, r, 0, 2 * G_PI);
		cairo_fill(c);
		break;
	case LIGHT_AMBER: /* an outline keeps it dark enough on a grey copy */
		cairo_move_to(c, x, y + r * 0.9);
		cairo_line_to(c, x + r, y - r);
		cairo_line_to(c, x + size, y + r * 0.9);
		cairo_close_path(c);
		cairo_fill_preserve(c);
		pdf_ink(p, light_colour(light));
		cairo_set_line_width(c, 0.8);
		cairo_stroke(c);
		break;
	case LIGHT_RED:
		cairo_rectangle(c, x, y - r, size, size);
		cairo_fill(c);
		break;
	case LIGHT_GREY:
		cairo_arc(c, x + r, y, r - 0.8, 0, 2 * G_PI);
		cairo_set_line_width(c, 1.6);
		cairo_stroke(c);
		break;
	case LIGHT_DONE:
		cairo_move_to(c, x, y);
		cairo_line_to(c, x + r * 0.8, y + r * 0.8);
		cairo_line_to(c, x + size, y - r * 0.8);
		cairo_set_line_width(c, 1.6);
		cairo_stroke(c);
		break;
	case LIGHT_NONE:
		break;
	}
}

/* ---- pages ---- */

/* As outlines, not text: a search or a copy of the page must not find it. Drawn once;
 * the file holds it once, each page refers to it. */
static void record_watermark(struct pdf *p)
{
	cairo_rectangle_t page = {0, 0, p->width, p->height};
	p->watermark = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &page);
	cairo_t *pen = cairo_create(p->watermark);
	struct pdf_text t = {.face = FACE_SANS, .size = 15};
	pdf_lay(p, &t, p->setup.watermark);
	double wide = pdf_text_width(p) + 90;
	cairo_set_source_rgb(pen, 0.926, 0.928, 0.930); /* 8 % of the ink, on white */
	cairo_translate(pen, p->width / 2, p->height / 2);
	cairo_rotate(pen, -G_PI / 6);
	double reach = hypot(p->width, p->height) / 2;
	for (int row = (int)(-reach / 170); row * 170 < reach; row++)
		for (double x = -reach - (row & 1) * wide / 2; x < reach; x += wide) {
			cairo_move_to(pen, x, row * 170);
			pango_cairo_layout_path(pen, p->layout);
		}
	cairo_fill(pen);
	cairo_destroy(pen);
}

static void draw_watermark(struct pdf *p)
{
	if (!p->setup.watermark.len)
		return;
	if (!p->watermark)
		record_watermark(p);
	cairo_set_source_surface(p->pen, p->watermark, 0, 0);
	cairo_paint(p->pen);
}

static void draw_frame(struct pdf *p)
{
	double width = p->right - p->left, foot = p->bottom + 16;
	struct pdf_text small = {
	        .face = FACE_SANS, .size = 8.5, .width = width * 0.8, .ink = INK_SOFT};
	if (p->page > 1 && p->setup.header.len) {
		pdf_put(p, &small, p->left, p->top - 24, p->setup.header);
		pdf_line(p, p->left, p->top - 9, p->right, p->top - 9, 0.5, INK_LINE);
	}
	pdf_line(p, p->left, foot - 5, p->right, foot - 5, 0.5, INK_LINE);
	if (p->setup.footer.len)
		pdf_put(p, &small, p->left, foot, p->setup.footer);
	struct pdf_text number = {.face = FACE_SERIF,
	        .size = 10.5,
	        .width = width,
	        .align = PDF_RIGHT,
	        .ink = INK};
	pdf_put(p, &number, p->left, foot - 1, str_fmt(p->arena, "— %zu —", p->page));
}

void pdf_new_page(struct pdf *p)
{
	if (p->page)
		cairo_show_page(p->pen);
	p->page++;
	draw_watermark(p);
	draw_frame(p);
	p->y = p->top;
}

bool pdf_room(struct pdf *p, double height)
{
	if (p->page && (p->y + height <= p->bottom || p->y <= p->top))
		return false;
	pdf_new_page(p);
	return true;
}
