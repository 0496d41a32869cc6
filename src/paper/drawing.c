#include "paper/drawing.h"

#include "paper/drawing_shape.h"
#include "text/html.h"

const uint32_t drawing_inks[DRAWING_INKS] = {[DRAW_INK] = 0x1b1f24,
        [DRAW_SOFT] = 0x59616b,
        [DRAW_LINE] = 0xdfe2e7,
        [DRAW_SHADE] = 0xe9ebef,
        [DRAW_BLUE] = 0x1458c8,
        [DRAW_RED] = 0xc4161c,
        [DRAW_AMBER] = 0xffb020,
        [DRAW_GREEN] = 0x0a7a3d,
        [DRAW_GREY] = 0x5f6772,
        [DRAW_PAPER] = 0xffffff};
static const char *const names[DRAWING_INKS] = {
        "ink", "soft", "line", "shade", "blue", "red", "amber", "green", "grey", "paper"};

struct drawing *drawing_open(struct arena *arena, double width, double height)
{
	struct drawing *d = NEW(arena, struct drawing);
	*d = (struct drawing){.arena = arena, .width = width, .height = height};
	return d;
}

static void add(struct drawing *d, struct shape shape)
{
	*vec_add(d->arena, &d->shapes) = shape;
}

void drawing_box(struct drawing *d, double x, double y, double width, double height,
        enum drawing_ink ink)
{
	add(d, (struct shape){.kind = SHAPE_BOX,
	               .ink = ink,
	               .x = x,
	               .y = y,
	               .a = width,
	               .b = height});
}

void drawing_frame(struct drawing *d, double x, double y, double width, double height,
        enum drawing_ink ink)
{
	add(d, (struct shape){.kind = SHAPE_FRAME,
	               .ink = ink,
	               .x = x,
	               .y = y,
	               .a = width,
	               .b = height});
}

void drawing_line(struct drawing *d, double x1, double y1, double x2, double y2,
        double width, double dash, enum drawing_ink ink)
{
	add(d, (struct shape){.kind = SHAPE_LINE,
	               .ink = ink,
	               .x = x1,
	               .y = y1,
	               .a = x2,
	               .b = y2,
	               .size = width,
	               .dash = dash});
}

void drawing_diamond(
        struct drawing *d, double x, double y, double size, enum drawing_ink ink)
{
	add(d, (struct shape){
	               .kind = SHAPE_DIAMOND, .ink = ink, .x = x, .y = y, .size = size});
}

void drawing_light(struct drawing *d, enum light light, double x, double y, double size)
{
	if (light != LIGHT_NONE)
		add(d, (struct shape){.kind = SHAPE_LIGHT,
		               .light = light,
		               .ink = drawing_ink_of(light),
		               .x = x,
		               .y = y,
		               .size = size});
}

void drawing_words(struct drawing *d, double x, double y, double size,
        enum drawing_side side, enum drawing_ink ink, struct str words)
{
	add(d, (struct shape){.kind = SHAPE_WORDS,
	               .side = side,
	               .ink = ink,
	               .x = x,
	               .y = y,
	               .size = size,
	               .words = words});
}

void drawing_tell(struct drawing *d, struct str words)
{
	assert(d->shapes.len > 0);
	d->shapes.at[d->shapes.len - 1].tell = words;
}

void drawing_link(struct drawing *d, struct str address)
{
	assert(d->shapes.len > 0);
	d->shapes.at[d->shapes.len - 1].link = address;
}

enum drawing_ink drawing_ink_of(enum light light)
{
	static const enum drawing_ink inks[] = {
	        DRAW_SOFT, DRAW_GREEN, DRAW_AMBER, DRAW_RED, DRAW_GREY, DRAW_INK};
	return inks[light];
}

enum light drawing_light_of(enum drawing_ink ink)
{
	for (int i = LIGHT_GREEN; i <= LIGHT_GREY; i++)
		if (drawing_ink_of((enum light)i) == ink)
			return (enum light)i;
	return LIGHT_NONE;
}

/* ---- as SVG ---- */

static void put_number(struct out *o, const char *name, double n)
{
	int64_t hundredths = (int64_t)(n * 100 + (n < 0 ? -0.5 : 0.5));
	int64_t size = hundredths < 0 ? -hundredths : hundredths;
	out_fmt(o, " %s=\"%s%lld", name, hundredths < 0 ? "-" : "",
	        (long long)(size / 100));
	if (size % 100)
		out_fmt(o, size % 10 ? ".%02lld" : ".%.1lld",
		        (long long)(size % 10 ? size % 100 : size % 100 / 10));
	out_c(o, '"');
}

static void put_fill(struct out *o, enum drawing_ink ink)
{
	out_fmt(o, " class=\"fill-%s\" fill=\"#%06x\"", names[ink], drawing_inks[ink]);
}

static void put_stroke(struct out *o, enum drawing_ink ink, double width)
{
	out_fmt(o, " class=\"line-%s\" fill=\"none\" stroke=\"#%06x\"", names[ink],
	        drawing_inks[ink]);
	put_number(o, "stroke-width", width);
}

static void put_light(struct out *o, const struct shape *s)
{
	double r = s->size / 2;
	switch (s->light) {
	case LIGHT_GREEN:
	case LIGHT_GREY:
		out_lit(o, "<circle");
		put_number(o, "cx", s->x + r);
		put_number(o, "cy", s->y);
		put_number(o, "r", s->light == LIGHT_GREY ? r - 0.8 : r);
		break;
	case LIGHT_AMBER:
		out_fmt(o, "<path d=\"M%.2f %.2fl%.2f %.2fl%.2f %.2fz\"", s->x,
		        s->y + r * 0.9, r, -r * 1.9, r, r * 1.9);
		break;
	case LIGHT_DONE:
		out_fmt(o, "<path d=\"M%.2f %.2fl%.2f %.2fl%.2f %.2f\"", s->x, s->y,
		        r * 0.8, r * 0.8, s->size - r * 0.8, -r * 1.6);
		break;
	default:
		out_lit(o, "<rect");
		put_number(o, "x", s->x);
		put_number(o, "y", s->y - r);
		put_number(o, "width", s->size);
		put_number(o, "height", s->size);
	}
	if (s->light == LIGHT_GREY || s->light == LIGHT_DONE)
		put_stroke(o, s->ink, 1.6);
	else
		put_fill(o, s->ink);
}

static void put_rectangle(struct out *o, const struct shape *s)
{
	out_lit(o, "<rect");
	put_number(o, "x", s->x);
	put_number(o, "y", s->y);
	put_number(o, "width", MAX(s->a, 0));
	put_number(o, "height", MAX(s->b, 0));
	if (s->kind == SHAPE_BOX)
		put_fill(o, s->ink);
	else
		put_stroke(o, s->ink, 0.7);
}

/* The element up to, not with, its ">"; its name, to close it. */
static const char *put_shape(struct out *o, const struct shape *s)
{
	static const char *const anchors[] = {"start", "middle", "end"};
	switch (s->kind) {
	case SHAPE_BOX:
	case SHAPE_FRAME:
		put_rectangle(o, s);
		return "rect";
	case SHAPE_LINE:
		out_lit(o, "<line");
		put_number(o, "x1", s->x);
		put_number(o, "y1", s->y);
		put_number(o, "x2", s->a);
		put_number(o, "y2", s->b);
		put_stroke(o, s->ink, s->size);
		if (s->dash > 0)
			put_number(o, "stroke-dasharray", s->dash);
		return "line";
	case SHAPE_DIAMOND:
		out_fmt(o, "<path d=\"M%.2f %.2fl%.2f %.2fl%.2f %.2fl%.2f %.2fz\"", s->x,
		        s->y - s->size / 2, s->size / 2, s->size / 2, -s->size / 2,
		        s->size / 2, -s->size / 2, -s->size / 2);
		put_fill(o, s->ink);
		return "path";
	case SHAPE_LIGHT:
		put_light(o, s);
		return s->light == LIGHT_GREEN || s->light == LIGHT_GREY ? "circle"
		       : s->light == LIGHT_RED                           ? "rect"
		                                                         : "path";
	case SHAPE_WORDS:
		break;
	}
	out_lit(o, "<text");
	put_number(o, "x", s->x);
	put_number(o, "y", s->y);
	put_number(o, "font-size", s->size);
	out_fmt(o, " text-anchor=\"%s\"", anchors[s->side]);
	put_fill(o, s->ink);
	return "text";
}

void drawing_svg(const struct drawing *d, struct str title, struct out *o)
{
	out_lit(o, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
	put_number(o, "width", d->width);
	put_number(o, "height", d->height);
	out_fmt(o, " viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\"><title>",
	        d->width, d->height);
	html_escape(o, title);
	out_lit(o, "</title>");
	for (size_t i = 0; i < d->shapes.len; i++) {
		const struct shape *s = &d->shapes.at[i];
		if (s->link.len) {
			out_lit(o, "<a href=\"");
			html_escape(o, s->link);
			out_lit(o, "\">");
		}
		const char *name = put_shape(o, s);
		out_c(o, '>');
		if (s->tell.len) {
			out_lit(o, "<title>");
			html_escape(o, s->tell);
			out_lit(o, "</title>");
		}
		html_escape(o, s->words);
		out_fmt(o, "</%s>", name);
		if (s->link.len)
			out_lit(o, "</a>");
	}
	out_lit(o, "</svg>");
}
