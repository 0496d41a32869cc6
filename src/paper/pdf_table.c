/* Tables over pages: the header comes again, rows stay whole. */
#include "paper/pdf_draw.h"
#include "paper/faces.h"

static const double PAD_X = 5, PAD_Y = 4, SIZE = 9.5, LEAST = 20;

struct grid {
	struct pdf *p;
	const struct pdf_column *columns;
	double *widths;
	size_t count;
};

static void share_out(struct grid *g)
{
	double said = 0, whole = g->p->right - g->p->left;
	size_t open = 0;
	for (size_t i = 0; i < g->count; i++) {
		said += g->columns[i].share;
		open += g->columns[i].share <= 0;
	}
	double scale = open ? 1 : 1 / MAX(said, 0.01);
	double left = open ? MAX(1 - said, 0.05 * (double)open) / (double)open : 0;
	for (size_t i = 0; i < g->count; i++)
		g->widths[i] =
		        whole *
		        (g->columns[i].share > 0 ? g->columns[i].share * scale : left);
}

static struct pdf_text face_of(const struct grid *g, size_t i, bool head)
{
	return (struct pdf_text){.face = head ? FACE_BOLD : FACE_SANS,
	        .size = SIZE,
	        .width = g->widths[i] - 2 * PAD_X,
	        .align = head && g->columns[i].align == PDF_LEFT ? PDF_LEFT
	                                                         : g->columns[i].align,
	        .ink = INK};
}

static double light_indent(const struct grid *g, size_t i)
{
	return g->columns[i].kind == PDF_LIGHT ? 13 : 0;
}

static double row_height(const struct grid *g, const struct pdf_cell *cells)
{
	double most = LEAST - 2 * PAD_Y;
	for (size_t i = 0; i < g->count; i++) {
		struct pdf_text t = face_of(g, i, false);
		t.width -= light_indent(g, i);
		if (g->columns[i].kind != PDF_BAR)
			most = MAX(most, pdf_lay(g->p, &t, cells[i].text));
	}
	return most + 2 * PAD_Y;
}

static void draw_bar(struct grid *g, const struct pdf_cell *cell, size_t i, double x,
        double y, double height)
{
	struct pdf *p = g->p;
	double words = 34, length = g->widths[i] - 2 * PAD_X - words,
	       middle = y + height / 2;
	double filled = share_is(cell->filled) ? cell->filled.permille / 1000.0 : 0;
	pdf_box(p, x + PAD_X, middle - 4, length, 8, INK_SHADE);
	pdf_box(p, x + PAD_X, middle - 4, length * MIN(MAX(filled, 0), 1), 8,
	        pdf_bar_ink(cell->light));
	if (share_is(cell->expected)) {
		double tick =
		        x + PAD_X + length * MIN(cell->expected.permille / 1000.0, 1);
		pdf_line(p, tick, middle - 6, tick, middle + 6, 1.1, INK);
	}
	struct pdf_text t = {.face = FACE_SANS,
	        .size = SIZE,
	        .width = words,
	        .align = PDF_RIGHT,
	        .ink = INK};
	struct str said =
	        cell->text.len ? cell->text : share_percent(p->arena, cell->filled);
	double high = pdf_lay(p, &t, said);
	pdf_show(p, x + PAD_X + length, middle - high / 2, INK);
}

static void draw_light(struct grid *g, const struct pdf_cell *cell, size_t i, double x,
        double y, double height)
{
	struct pdf *p = g->p;
	struct pdf_text t = {.face = FACE_SANS,
	        .size = SIZE,
	        .width = g->widths[i] - 2 * PAD_X - light_indent(g, i),
	        .ink = light_colour(cell->light)};
	double high = pdf_lay(p, &t, cell->text);
	double wide = MIN(pdf_text_width(p), t.width) + light_indent(g, i);
	double at = x + PAD_X;
	if (g->columns[i].align == PDF_CENTRE)
		at += MAX(0, (g->widths[i] - 2 * PAD_X - wide) / 2);
	pdf_show(p, at + light_indent(g, i), y + (height - high) / 2, t.ink);
	pdf_shape(p, cell->light, at, y + height / 2 + 0.5, 9);
}

static void draw_rules(struct grid *g, double y, double height)
{
	struct pdf *p = g->p;
	double x = p->left;
	pdf_line(p, p->left, y, p->right, y, 0.5, INK_LINE);
	pdf_line(p, p->left, y + height, p->right, y + height, 0.5, INK_LINE);
	for (size_t i = 0; i <= g->count; i++) {
		pdf_line(p, x, y, x, y + height, 0.5, INK_LINE);
		if (i < g->count)
			x += g->widths[i];
	}
}

static void draw_cells(
        struct grid *g, const struct pdf_cell *cells, double y, double height)
{
	double x = g->p->left;
	for (size_t i = 0; i < g->count; i++) {
		const struct pdf_cell *cell = &cells[i];
		if (g->columns[i].kind == PDF_BAR) {
			draw_bar(g, cell, i, x, y, height);
		} else if (g->columns[i].kind == PDF_LIGHT) {
			draw_light(g, cell, i, x, y, height);
		} else {
			struct pdf_text t = face_of(g, i, false);
			double high = pdf_lay(g->p, &t, cell->text);
			pdf_show(g->p, x + PAD_X, y + (height - high) / 2, INK);
		}
		x += g->widths[i];
	}
}

static double head_height(const struct grid *g)
{
	double most = 0;
	for (size_t i = 0; i < g->count; i++) {
		struct pdf_text t = face_of(g, i, true);
		most = MAX(most, pdf_lay(g->p, &t, g->columns[i].label));
	}
	return most + 2 * PAD_Y;
}

static void draw_head(struct grid *g, double height)
{
	struct pdf *p = g->p;
	pdf_box(p, p->left, p->y, p->right - p->left, height, INK_SHADE);
	double x = p->left;
	for (size_t i = 0; i < g->count; i++) {
		struct pdf_text t = face_of(g, i, true);
		double high = pdf_lay(p, &t, g->columns[i].label);
		pdf_show(p, x + PAD_X, p->y + (height - high) / 2, INK);
		x += g->widths[i];
	}
	draw_rules(g, p->y, height);
	p->y += height;
}

/* A row higher than a page is shown through a window that moves down it. */
static void draw_tall(
        struct grid *g, const struct pdf_cell *cells, double height, double head)
{
	struct pdf *p = g->p;
	struct pdf_text one = {.face = FACE_SANS, .size = SIZE};
	double line = pdf_lay(p, &one, S(TYPEFACE_SAMPLE));
	for (double shown = 0; shown < height;) {
		double room = p->bottom - p->y;
		double part = PAD_Y + line * (double)(int)((room - PAD_Y) / line);
		part = MIN(shown > 0 ? part - PAD_Y : part, height - shown);
		cairo_save(p->pen);
		cairo_rectangle(p->pen, p->left, p->y, p->right - p->left, part);
		cairo_clip(p->pen);
		draw_cells(g, cells, p->y - shown, height);
		cairo_restore(p->pen);
		draw_rules(g, p->y, part);
		p->y += part;
		shown += part;
		if (shown < height) {
			pdf_new_page(p);
			draw_head(g, head);
		}
	}
}

void pdf_table(struct pdf *p, const struct pdf_column *columns, size_t column_count,
        const struct pdf_cell *cells, size_t count)
{
	assert(column_count > 0 && count % column_count == 0);
	struct grid g = {
	        p, columns, NEW_ARRAY(p->arena, double, column_count), column_count};
	share_out(&g);
	p->y += p->y > p->top ? 4 : 0;
	double head = head_height(&g), page = p->bottom - p->top;
	pdf_room(p, head + (count ? MIN(row_height(&g, cells), page / 2) : 0));
	draw_head(&g, head);
	for (size_t at = 0; at < count; at += column_count) {
		double height = row_height(&g, cells + at);
		if (head + height > page) {
			draw_tall(&g, cells + at, height, head);
			continue;
		}
		if (pdf_room(p, height))
			draw_head(&g, head);
		draw_cells(&g, cells + at, p->y, height);
		draw_rules(&g, p->y, height);
		p->y += height;
	}
	p->y += 8;
}
