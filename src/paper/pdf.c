#include "paper/pdf_draw.h"
#include "paper/faces.h"

#include <stdio.h>

enum { BYTES_MAX = 256 << 20 };
static const double MM = 72 / 25.4;

/* ---- opening ---- */

static cairo_status_t take_bytes(void *to, const unsigned char *at, unsigned int len)
{
	struct out *o = to;
	out_bytes(o, at, len);
	return o->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static const char *first_known(PangoFontMap *map, const char *const *wanted)
{
	PangoFontFamily **families = NULL;
	int count = 0;
	const char *found = NULL;
	pango_font_map_list_families(map, &families, &count);
	for (; *wanted && !found; wanted++)
		for (int i = 0; i < count && !found; i++)
			if (strcmp(pango_font_family_get_name(families[i]), *wanted) == 0)
				found = *wanted;
	g_free(families);
	return found;
}

static PangoFontDescription *describe(const char *family, PangoWeight weight)
{
	PangoFontDescription *d = pango_font_description_new();
	pango_font_description_set_family(d, family);
	pango_font_description_set_weight(d, weight);
	return d;
}

/* The standard's faces where the office has brought them, else free ones. */
static void choose_faces(struct pdf *p)
{
	static const char *const titles[] = {TYPEFACE_TITLE, "FZXiaoBiaoSong-B05S",
	        TYPEFACE_TITLE_GBK, "FZXiaoBiaoSong-B05", NULL};
	static const char *const bodies[] = {
	        TYPEFACE_FANGSONG, "FangSong_GB2312", TYPEFACE_FANGSONG_PLAIN, "FangSong", "STFangsong", NULL};
	PangoFontMap *map = pango_cairo_font_map_get_default();
	const char *title = first_known(map, titles), *body = first_known(map, bodies);
	const char *sans = "Noto Sans CJK SC", *serif = body ? body : "Noto Serif CJK SC";
	if (p->setup.serif.len)
		serif = str_z(p->arena, p->setup.serif);
	if (p->setup.sans.len)
		sans = str_z(p->arena, p->setup.sans);
	p->substituted = !title || (!body && !p->setup.serif.len);
	p->face[FACE_TITLE] = title ? describe(title, PANGO_WEIGHT_NORMAL)
	                            : describe("Noto Serif CJK SC", PANGO_WEIGHT_BOLD);
	p->face[FACE_SERIF] = describe(serif, PANGO_WEIGHT_NORMAL);
	p->face[FACE_SANS] = describe(sans, PANGO_WEIGHT_NORMAL);
	p->face[FACE_BOLD] = describe(sans, PANGO_WEIGHT_BOLD);
}

static void set_geometry(struct pdf *p)
{
	double wide = p->setup.paper == PDF_A3 ? 297 : 210;
	double high = p->setup.paper == PDF_A3 ? 420 : 297;
	p->width = (p->setup.landscape ? high : wide) * MM;
	p->height = (p->setup.landscape ? wide : high) * MM;
	p->left = 22 * MM;
	p->right = p->width - 22 * MM;
	p->top = 24 * MM;
	p->bottom = p->height - 24 * MM;
}

static void set_facts(struct pdf *p)
{
	const struct pdf_setup *s = &p->setup;
	if (s->title.len)
		cairo_pdf_surface_set_metadata(
		        p->surface, CAIRO_PDF_METADATA_TITLE, str_z(p->arena, s->title));
	if (s->author.len)
		cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR,
		        str_z(p->arena, s->author));
	char made[25] = "";
	if (s->made.ms && s->made.ms != INSTANT_NONE.ms) {
		instant_write(s->made, made);
		made[19] = 'Z'; /* whole seconds */
		made[20] = 0;
	}
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
}

struct pdf *pdf_open(struct arena *arena, const struct pdf_setup *setup)
{
	struct pdf *p = NEW(arena, struct pdf);
	p->arena = arena;
	p->setup = *setup;
	p->bytes = out_on(arena, BYTES_MAX);
	set_geometry(p);
	p->surface = cairo_pdf_surface_create_for_stream(
	        take_bytes, &p->bytes, p->width, p->height);
	p->pen = cairo_create(p->surface);
	p->layout = pango_cairo_create_layout(p->pen);
	PangoContext *context = pango_layout_get_context(p->layout);
	pango_context_set_language(context, pango_language_from_string("zh-cn"));
	choose_faces(p);
	set_facts(p);
	pdf_new_page(p);
	return p;
}

/* ---- flowing text ---- */

/* Draws line by line, so that a paragraph may cross pages. */
static void flow(struct pdf *p, const struct pdf_text *t, double x, struct str s)
{
	if (!s.len)
		return;
	pdf_lay(p, t, s);
	/* A new page writes its own frame with the one layout: keep this one. */
	PangoLayout *text = pango_layout_copy(p->layout);
	PangoLayoutIter *at = pango_layout_get_iter(text);
	do {
		PangoLayoutLine *line = pango_layout_iter_get_line_readonly(at);
		PangoRectangle logical;
		pango_layout_iter_get_line_extents(at, NULL, &logical);
		double height = (double)logical.height / PANGO_SCALE;
		double base = (double)(pango_layout_iter_get_baseline(at) - logical.y) /
		              PANGO_SCALE;
		pdf_room(p, height);
		pdf_ink(p, t->ink);
		cairo_move_to(p->pen, x + (double)logical.x / PANGO_SCALE, p->y + base);
		pango_cairo_show_layout_line(p->pen, line);
		p->y += height;
	} while (pango_layout_iter_next_line(at));
	pango_layout_iter_free(at);
	g_object_unref(text);
}

static double block(const struct pdf *p)
{
	return p->right - p->left;
}

void pdf_title(struct pdf *p, struct str s)
{
	struct pdf_text t = {.face = FACE_TITLE,
	        .size = 22,
	        .width = block(p),
	        .align = PDF_CENTRE,
	        .ink = INK};
	pdf_room(p, 60);
	p->y += 4;
	flow(p, &t, p->left, s);
	p->y += 4;
}

void pdf_subtitle(struct pdf *p, struct str s)
{
	struct pdf_text t = {.face = FACE_SANS,
	        .size = 10.5,
	        .width = block(p),
	        .align = PDF_CENTRE,
	        .ink = INK_SOFT};
	flow(p, &t, p->left, s);
	p->y += 10;
}

void pdf_lead(struct pdf *p, struct str s)
{
	struct pdf_text t = {
	        .face = FACE_BOLD, .size = 14, .width = block(p) - 14, .ink = INK};
	double height = pdf_lay(p, &t, s);
	pdf_room(p, height + 24);
	p->y += 6;
	pdf_box(p, p->left, p->y, 3.5, height, INK);
	pdf_put(p, &t, p->left + 14, p->y, s);
	p->y += height + 12;
}

static void mark_outline(struct pdf *p, struct str s)
{
	char where[64];
	snprintf(where, sizeof where, "page=%zu", p->page);
	cairo_pdf_surface_add_outline(
	        p->surface, CAIRO_PDF_OUTLINE_ROOT, str_z(p->arena, s), where, 0);
}

void pdf_heading(struct pdf *p, int level, struct str s)
{
	struct pdf_text t = {.face = FACE_BOLD,
	        .size = level == 1 ? 14 : 11.5,
	        .width = block(p),
	        .ink = INK};
	double height = pdf_lay(p, &t, s);
	pdf_room(p, height + 80);
	p->y += p->y > p->top ? level == 1 ? 14 : 8 : 0;
	if (level == 1)
		mark_outline(p, s);
	flow(p, &t, p->left, s);
	p->y += 5;
}

void pdf_paragraph(struct pdf *p, struct str s)
{
	struct str rest;
	struct pdf_text t = {.face = FACE_SERIF,
	        .size = 12,
	        .width = block(p),
	        .indent = 24,
	        .ink = INK};
	for (struct str left = s; left.at; left = rest)
		flow(p, &t, p->left, str_cut(left, '\n', &rest));
	p->y += 3;
}

void pdf_note(struct pdf *p, struct str s)
{
	struct pdf_text t = {
	        .face = FACE_SANS, .size = 9, .width = block(p), .ink = INK_SOFT};
	flow(p, &t, p->left, s);
	p->y += 4;
}

void pdf_bullet(struct pdf *p, struct str mark, struct str s)
{
	struct pdf_text t = {.face = FACE_SERIF, .size = 12, .ink = INK};
	pdf_lay(p, &t, mark);
	double in = MAX(pdf_text_width(p) + 6, 16);
	pdf_room(p, 18);
	pdf_put(p, &t, p->left, p->y, mark);
	t.width = block(p) - in;
	flow(p, &t, p->left + in, s);
	p->y += 3;
}

void pdf_space(struct pdf *p, double mm)
{
	p->y += mm * MM;
}

void pdf_page_break(struct pdf *p)
{
	if (p->y > p->top)
		pdf_new_page(p);
}

/* ---- figures ---- */

static void draw_count(
        struct pdf *p, const struct pdf_count *c, double x, double width, double height)
{
	struct pdf_text figure = {.face = FACE_BOLD, .size = 22, .ink = INK};
	struct pdf_text word = {.face = FACE_SANS,
	        .size = 9.5,
	        .width = width - 16,
	        .ink = c->light == LIGHT_NONE ? INK_SOFT : light_colour(c->light)};
	pdf_ink(p, INK_LINE);
	cairo_set_line_width(p->pen, 0.7);
	cairo_rectangle(p->pen, x, p->y, width, height);
	cairo_stroke(p->pen);
	double at = x + 10;
	if (c->light != LIGHT_NONE) {
		pdf_shape(p, c->light, at, p->y + 21, 13);
		at += 20;
	}
	pdf_lay(p, &figure, c->figure);
	pdf_show(p, at, p->y + 3, INK);
	at += pdf_text_width(p) + 6;
	if (c->change.len) {
		struct pdf_text change = {
		        .face = FACE_SANS, .size = 9.5, .ink = INK_SOFT};
		pdf_put(p, &change, at, p->y + 14, c->change);
	}
	pdf_put(p, &word, x + 10, p->y + 38, c->word);
}

void pdf_counts(struct pdf *p, const struct pdf_count *counts, size_t count)
{
	if (!count)
		return;
	double gap = 8, width = (block(p) - gap * (double)(count - 1)) / (double)count,
	       height = 0;
	struct pdf_text word = {.face = FACE_SANS, .size = 9.5, .width = width - 16};
	for (size_t i = 0; i < count; i++)
		height = MAX(height, pdf_lay(p, &word, counts[i].word) + 44);
	pdf_room(p, height + 12);
	for (size_t i = 0; i < count; i++)
		draw_count(p, &counts[i], p->left + (double)i * (width + gap), width,
		        height);
	p->y += height + 12;
}

void pdf_bars(struct pdf *p, const struct pdf_bar *bars, size_t count)
{
	double most = 1, name_width = block(p) * 0.26, figure_width = block(p) * 0.16;
	for (size_t i = 0; i < count; i++)
		most = MAX(most, MAX(bars[i].value, bars[i].mark));
	double from = p->left + name_width + 8;
	double length = block(p) - name_width - figure_width - 16;
	struct pdf_text name = {.face = FACE_SANS,
	        .size = 10,
	        .width = name_width,
	        .align = PDF_RIGHT,
	        .ink = INK};
	struct pdf_text figure = {.face = FACE_SANS,
	        .size = 10,
	        .width = figure_width,
	        .align = PDF_RIGHT,
	        .ink = INK};
	for (size_t i = 0; i < count; i++) {
		const struct pdf_bar *b = &bars[i];
		double height = MAX(pdf_lay(p, &name, b->name), 14);
		pdf_room(p, height + 5);
		double middle = p->y + height / 2;
		pdf_put(p, &name, p->left, p->y, b->name);
		pdf_box(p, from, middle - 5, length, 10, INK_SHADE);
		pdf_box(p, from, middle - 5, length * MAX(b->value, 0) / most, 10,
		        pdf_bar_ink(b->light));
		if (b->mark >= 0) {
			double x = from + length * b->mark / most;
			pdf_line(p, x, middle - 7, x, middle + 7, 1.2, INK);
		}
		pdf_put(p, &figure, p->right - figure_width, p->y, b->figure);
		p->y += height + 5;
	}
	p->y += 6;
}

/* ---- closing ---- */

size_t pdf_pages(const struct pdf *p)
{
	return p->page;
}

bool pdf_substituted(const struct pdf *p)
{
	return p->substituted;
}

enum status pdf_close(struct pdf *p, struct str *bytes)
{
	g_object_unref(p->layout);
	for (size_t i = 0; i < FACES; i++)
		pango_font_description_free(p->face[i]);
	cairo_show_page(p->pen);
	cairo_destroy(p->pen);
	cairo_surface_finish(p->surface);
	cairo_status_t status = cairo_surface_status(p->surface);
	cairo_surface_destroy(p->surface);
	if (p->watermark)
		cairo_surface_destroy(p->watermark);
	if (status != CAIRO_STATUS_SUCCESS || p->bytes.full)
		return p->bytes.full ? INVALID : BROKEN;
	*bytes = out_got(&p->bytes);
	return OK;
}
