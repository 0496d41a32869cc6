/* The frame of every page, and values printed by their type. */
#include "web/page.h"
#include "text/html.h"
#include "assets.h"

enum { PAGE_MAX = 16 << 20 };

void page_bytes(struct page *w, const char *at, size_t len)
{
	out_bytes(w->out, at, len);
}

void page_text(struct page *w, enum text key)
{
	html_escape(w->out, text_of(w->call, key));
}

void page_text_with(struct page *w, enum text key, const struct str args[4])
{
	html_escape(w->out, text_with(w->call, key, args));
}

void page_label(struct page *w, const struct field *field, int choice)
{
	struct str words = choice_label(w->call, field, choice);
	html_escape(w->out, words.len ? words : S("—"));
}

void page_raw(struct page *w, struct html markup)
{
	out_str(w->out, markup.raw);
}

void page_url(struct page *w, struct str s)
{
	url_escape(w->out, s);
}

void show_str(struct page *w, struct str s)
{
	html_escape(w->out, s);
}

void show_z(struct page *w, const char *s)
{
	html_escape(w->out, str_of(s));
}

void show_html(struct page *w, struct html markup)
{
	out_str(w->out, markup.raw);
}

void show_int(struct page *w, int64_t n)
{
	if (n == INT_NONE)
		out_lit(w->out, "—");
	else
		out_int(w->out, n);
}

void show_day(struct page *w, day d)
{
	char iso[11];
	day_write(d, iso);
	out_z(w->out, day_is(d) ? iso : "—");
}

static void show_or_dash(struct page *w, struct str s)
{
	html_escape(w->out, s.len ? s : S("—"));
}

void show_instant(struct page *w, instant at)
{
	show_or_dash(w, text_instant(w->call, at));
}

void show_money(struct page *w, money m)
{
	show_or_dash(w, text_money(w->call, m));
}

void show_share(struct page *w, share s)
{
	show_or_dash(w, text_share(w->call, s));
}

/* ---- the frame ------------------------------------------------------------------- */
struct menu_row {
	const char *place, *href, *icon;
	enum text words;
	uint32_t may;
};

static const struct menu_row menu[] = {
	{"today", "/", "today", T_menu_today, OFFICE | DEPARTMENT | TOWN | TASKFORCE | COMPANY |
			OBSERVER | ADMIN | SECURITY | AUDITOR},
	{"cockpit", "/cockpit", "compass", T_menu_cockpit, LEADER | OFFICE},
	{"projects", "/projects", "list", T_menu_projects, EVERYONE},
	{"items", "/items", "check", T_menu_items, EVERYONE},
	{"meetings", "/meetings", "people", T_menu_meetings, GOVERNMENT | OBSERVER},
	{"reports", "/reports", "pen", T_menu_reports, WORKERS},
	{"visits", "/visits", "pin", T_menu_visits, GOVERNMENT | OBSERVER},
	{"promises", "/promises", "shield", T_menu_promises, EVERYONE},
	{"settings", "/settings", "gear", T_menu_settings, ADMIN | SECURITY | OFFICE | AUDITOR},
};

void page_icon(struct page *w, const char *name)
{
	out_lit(w->out, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"");
	out_z(w->out, asset_url("sprite.svg"));
	out_fmt(w->out, "#%s\"/></svg>", name);
}

static void print_menu(struct page *w, const char *place)
{
	out_lit(w->out, "<nav class=\"menu\" id=\"menu\" data-do=\"menu\" aria-label=\"");
	page_text(w, T_menu);
	out_lit(w->out, "\"><ul>");
	for (size_t i = 0; i < LEN(menu); i++) {
		if (!(menu[i].may & w->call->who.roles))
			continue;
		bool here = place && strcmp(place, menu[i].place) == 0;
		out_fmt(w->out, "<li><a href=\"%s\"%s>", menu[i].href,
			here ? " aria-current=\"page\"" : "");
		page_icon(w, menu[i].icon);
		out_lit(w->out, "<span>");
		page_text(w, menu[i].words);
		out_lit(w->out, "</span></a></li>");
	}
	out_lit(w->out, "</ul></nav>");
}

static void print_role_switch(struct page *w)
{
	out_lit(w->out, "<form method=\"post\" action=\"/session/as\">");
	page_csrf(w);
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		out_fmt(w->out, "<button name=\"role\" value=\"%s\"%s>", roles[i].code,
			roles[i].bit & w->call->who.roles ? " aria-pressed=\"true\"" : "");
		page_text(w, roles[i].name);
		out_lit(w->out, "</button>");
	}
	out_lit(w->out, "</form>");
}

void page_inbox(struct page *w)
{
	int64_t n = web_of(w->call)->unread ? web_of(w->call)->unread(w->call) : 0;
	out_lit(w->out, "<span class=\"inbox\" id=\"inbox\" data-do=\"live\" data-topic=\"notice\" "
			"data-url=\"/inbox/count\"><a href=\"/inbox\">");
	page_icon(w, "inbox");
	out_lit(w->out, "<span class=\"hide\">");
	page_text(w, T_inbox);
	out_lit(w->out, "</span>");
	if (n > 0)
		out_fmt(w->out, " <span class=\"count\">%s</span>",
			n > 99 ? "99+" : str_z(w->call->arena, text_int(w->call, n)));
	out_lit(w->out, "</a></span>");
}

/* Everything about the person at the keyboard, behind their name. */
static void print_who(struct page *w)
{
	struct call *call = w->call;
	out_lit(w->out, "<div class=\"who\">");
	if (call->who.person)
		page_inbox(w);
	if (web_of(call)->demo) {
		out_lit(w->out, "<details class=\"pop roles\"><summary>");
		page_text(w, T_role_switch);
		out_lit(w->out, "</summary>");
		print_role_switch(w);
		out_lit(w->out, "</details>");
	}
	out_lit(w->out, "<details class=\"pop\"><summary>");
	html_escape(w->out, call->who.name);
	out_lit(w->out, "</summary><ul><li><a href=\"/me\">");
	page_text(w, T_my_account);
	out_lit(w->out, "</a></li><li><a href=\"/me/notices\">");
	page_text(w, T_my_notices);
	out_lit(w->out, "</a></li><li><form method=\"post\" action=\"/session/lang\">");
	page_csrf(w);
	out_fmt(w->out, "<button class=\"plain\" name=\"lang\" value=\"%s\" lang=\"%s\">",
		call->lang == ZH ? "en" : "zh", call->lang == ZH ? "en" : "zh-CN");
	page_text(w, T_language);
	out_lit(w->out, "</button></form></li><li><form method=\"post\" "
			"action=\"/session/end\">");
	page_csrf(w);
	out_lit(w->out, "<button class=\"plain\">");
	page_text(w, T_log_out);
	out_lit(w->out, "</button></form></li></ul></details></div>");
}

static void print_bar(struct page *w)
{
	struct call *call = w->call;
	const struct web_options *web = web_of(call);
	out_lit(w->out, "<a class=\"skip\" href=\"#main\">");
	page_text(w, T_skip_to_content);
	out_lit(w->out, "</a><header class=\"bar\"><a class=\"brand\" href=\"/\">");
	html_escape(w->out, call->lang == ZH ? web->district_zh : web->district_en);
	out_lit(w->out, "</a><span class=\"week\">");
	page_text_with(w, T_week_n,
		(const struct str[4]){text_int(call, week_of(call->today).number)});
	out_lit(w->out, "</span><form class=\"find\" role=\"search\" action=\"/projects\">"
			"<label class=\"hide\" for=\"find\">");
	page_text(w, T_search);
	out_lit(w->out, "</label><input id=\"find\" type=\"search\" name=\"q\" placeholder=\"");
	page_text(w, T_search_hint);
	out_lit(w->out, "\"></form>");
	print_who(w);
	out_lit(w->out, "</header>");
}

static void print_crumbs(struct page *w)
{
	const struct page_head *head = w->head;
	if (!head->crumb_count)
		return;
	out_lit(w->out, "<nav class=\"crumbs\" aria-label=\"");
	page_text(w, T_crumbs);
	out_lit(w->out, "\"><ol>");
	for (int i = 0; i < head->crumb_count; i++) {
		out_lit(w->out, "<li><a href=\"");
		html_escape(w->out, head->crumbs[i].href);
		out_lit(w->out, "\">");
		html_escape(w->out, head->crumbs[i].words);
		out_lit(w->out, "</a></li>");
	}
	out_lit(w->out, "</ol></nav>");
}

static void print_head(struct page *w)
{
	const struct page_head *head = w->head;
	struct call *call = w->call;
	const struct web_options *web = web_of(call);
	out_fmt(w->out,
		"<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta "
		"name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>",
		call->lang == ZH ? "zh-CN" : "en");
	if (call->faults.len)
		page_text(w, T_error_prefix);
	html_escape(w->out, head->title);
	out_lit(w->out, " · ");
	html_escape(w->out, call->lang == ZH ? web->district_zh : web->district_en);
	out_lit(w->out, "</title><meta name=\"csrf\" content=\"");
	html_escape(w->out, exchange_of(call)->csrf);
	if (call->who.person)
		out_fmt(w->out, "\"><meta name=\"person\" content=\"%lld", (long long)call->who.person);
	out_lit(w->out, "\"><link rel=\"stylesheet\" href=\"");
	out_z(w->out, asset_url("guatu.css"));
	out_lit(w->out, "\"><link rel=\"icon\" href=\"");
	out_z(w->out, asset_url("icon.svg"));
	out_lit(w->out, "\"><script type=\"module\" src=\"");
	out_z(w->out, asset_url("guatu.js"));
	out_fmt(w->out, "\"></script></head><body class=\"%s\" data-do=\"keys\">",
		head->body_class ? head->body_class : "page");
}

struct page *page_open(struct call *call, const struct page_head *head)
{
	struct exchange *x = exchange_of(call);
	struct page *w = NEW(call->arena, struct page);
	w->call = call;
	w->head = head;
	x->response->body = out_on(call->arena, PAGE_MAX);
	w->out = &x->response->body;
	x->response->type = S("text/html; charset=utf-8");
	x->response->status = head->status ? head->status : call->faults.len ? 422 : 200;
	print_head(w);
	if (!head->body_class) {
		print_bar(w);
		print_menu(w, head->place);
	}
	out_lit(w->out, "<main id=\"main\">");
	print_crumbs(w);
	if (!head->body_class) {
		out_lit(w->out, "<div class=\"title\"><h1>");
		html_escape(w->out, head->title);
		out_lit(w->out, "</h1>");
		if (head->sentence.len) {
			out_lit(w->out, "<p class=\"sentence\">");
			html_escape(w->out, head->sentence);
			out_lit(w->out, "</p>");
		}
		out_lit(w->out, "</div>");
	}
	return w;
}

/* Every record leads to what became of it. */
static void print_history(struct page *w)
{
	if (!w->head->entity || !w->head->id)
		return;
	out_fmt(w->out, "<p><a class=\"soft\" href=\"/history/%s/%lld\">", w->head->entity->name,
		(long long)w->head->id);
	page_text(w, T_page_history);
	out_lit(w->out, "</a></p>");
}

enum status page_close(struct page *w)
{
	print_history(w);
	out_lit(w->out, "</main>");
	if (!w->head->body_class) {
		out_lit(w->out, "<footer class=\"foot\">");
		page_text_with(w, T_as_of,
			(const struct str[4]){text_instant(w->call, w->call->now)});
		if (web_of(w->call)->demo) {
			out_lit(w->out, " · ");
			page_text(w, T_demo_banner);
		}
		out_lit(w->out, "</footer>");
	}
	out_lit(w->out, "</body></html>\n");
	return w->out->full ? BROKEN : OK;
}
