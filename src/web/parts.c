/* Small parts that every page shares. */
#include "web/page.h"
#include "text/html.h"

/* In the order of the models' light choices: none, green, amber, red, grey, done. */
static const struct {
	const char *look, *shape;
	enum text words;
} lights[] = {{"none", "", T_light_none}, {"green", "disc", T_light_green},
	{"amber", "triangle", T_light_amber}, {"red", "square", T_light_red},
	{"grey", "ring", T_light_grey}, {"done", "tick", T_light_done}};

static const char *const shapes[] = {"",
	"<circle cx=\"6\" cy=\"6\" r=\"5\"/>", "<path d=\"M6 1 11.5 11h-11z\"/>",
	"<rect x=\"1\" y=\"1\" width=\"10\" height=\"10\"/>",
	"<circle cx=\"6\" cy=\"6\" r=\"4\" fill=\"none\" stroke=\"currentColor\" "
	"stroke-width=\"2\"/>",
	"<path d=\"m1 6 4 4 6-8\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>"};

/* The start of a light: its colour, its link where it has one, its shape. */
static const char *light_begin(struct page *w, int light, struct str href)
{
	const char *tag = href.len ? "a" : "span";
	out_fmt(w->out, "<%s class=\"light %s\"", tag, lights[light].look);
	if (href.len) {
		out_lit(w->out, " href=\"");
		html_escape(w->out, href);
		out_c(w->out, '"');
	}
	out_lit(w->out, "><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">");
	out_z(w->out, shapes[light]);
	out_lit(w->out, "</svg>");
	return tag;
}

static int light_known(int light)
{
	return light < 0 || light >= (int)LEN(lights) ? 0 : light;
}

void page_light_said(struct page *w, int light, struct str words, struct str href)
{
	const char *tag = light_begin(w, light_known(light), href);
	out_lit(w->out, "<small>");
	html_escape(w->out, words);
	out_fmt(w->out, "</small></%s>", tag);
}

void page_light(struct page *w, int light, struct str href, day since)
{
	light = light_known(light);
	const char *tag = light_begin(w, light, href);
	page_text(w, lights[light].words);
	if (day_is(since)) {
		int weeks = day_between(since, w->call->today) / 7 + 1;
		out_lit(w->out, " <small>");
		page_text_with(w, T_week_n, (const struct str[4]){text_int(w->call, weeks)});
		out_lit(w->out, "</small>");
	}
	out_fmt(w->out, "</%s>", tag);
}
