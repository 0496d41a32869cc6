/* Small parts that every page shares. */
#include "web/page.h"
#include "text/html.h"

/* In the order of the models' light choices: none, green, amber, red, grey, done. */
static const struct {
	const char *look, *zh, *en;
} lights[] = {{"none", "—", "—"}, {"green", "正常", "On track"},
	{"amber", "预警", "At risk"}, {"red", "滞后", "Late"},
	{"grey", "过期", "Stale"}, {"done", "已完成", "Done"}};

void page_light(struct page *w, int light, struct str href, day since)
{
	if (light < 0 || light >= (int)LEN(lights))
		light = 0;
	const char *tag = href.len ? "a" : "span";
	out_fmt(w->out, "<%s class=\"light %s\"", tag, lights[light].look);
	if (href.len) {
		out_lit(w->out, " href=\"");
		html_escape(w->out, href);
		out_c(w->out, '"');
	}
	out_c(w->out, '>');
	out_z(w->out, w->call->lang == ZH ? lights[light].zh : lights[light].en);
	if (day_is(since)) {
		int weeks = day_between(since, w->call->today) / 7 + 1;
		out_lit(w->out, " <small>");
		page_text_with(w, T_week_n, (const struct str[4]){text_int(w->call, weeks)});
		out_lit(w->out, "</small>");
	}
	out_fmt(w->out, "</%s>", tag);
}
