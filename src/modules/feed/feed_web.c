#include "feed.h"
#include "feed.html.h"
#include "feed.sql.h"
#include "modules/account/account.h"
#include "text/json.h"

static struct str host_of(const struct call *call)
{
	struct str host = request_header(exchange_of(call)->request, "Host");
	return host.len ? host : S("guatu");
}

static struct str base_of(const struct call *call)
{
	return str_fmt(call->arena, "%s://%.*s",
		exchange_of(call)->request->secure ? "https" : "http", STR(host_of(call)));
}

/* token: just made, else NOTHING. */
static enum status show_page(struct call *call, struct str token)
{
	struct page_head head = {.title = text_of(call, T_feed_title),
		.crumbs = {{S("/me"), text_of(call, T_account_me)}}, .crumb_count = 1};
	struct feed_of_person_list own;
	struct str address = NOTHING, webcal = NOTHING;
	TRY(feed_of_person(call, call->who.person, &own));
	if (token.len) {
		address = str_fmt(call->arena, "%.*s/calendar/%.*s.ics", STR(base_of(call)), STR(token));
		webcal = str_fmt(call->arena, "webcal://%.*s/calendar/%.*s.ics", STR(host_of(call)),
			STR(token));
	}
	struct page *w = page_open(call, &head);
	feed_page(w, own.len ? &own.at[0].calendar_feed : NULL, address, webcal);
	return page_close(w);
}

static enum status see(struct call *call)
{
	return show_page(call, NOTHING);
}

/* Shown in the answer itself, which nobody keeps. */
static enum status make(struct call *call)
{
	struct str token;
	TRY(feed_make(call, &token));
	exchange_of(call)->secret = true;
	if (exchange_of(call)->format == HTML)
		return show_page(call, token);
	struct out o = out_on(call->arena, 4096);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "address", json_put_str,
		str_fmt(call->arena, "%.*s/calendar/%.*s.ics", STR(base_of(call)), STR(token)));
	json_close(&w, '}');
	exchange_of(call)->response->status = 201;
	return reply_json(call, out_got(&o));
}

static enum status end(struct call *call)
{
	TRY(feed_end(call));
	return reply_go(call, S("/me/calendar"));
}

/* The address alone says who reads; they see what they would see logged in. */
static enum status read_feed(struct call *call)
{
	struct str token = param(call, "token"), text;
	struct feed_by_token_row found;
	if (!str_ends(token, S(".ics")) || token.len != 64 + 4)
		return NOT_FOUND;
	token = str_sub(token, 0, 64);
	TRY(feed_by_token(call, token_hash(call->arena, token), &found));
	TRY(account_become(call, found.account));
	TRY(feed_text(call, base_of(call), host_of(call), &text));
	struct response *r = exchange_of(call)->response;
	out_str(&r->body, text);
	r->type = S("text/calendar; charset=utf-8");
	r->status = 200;
	response_header(r, "Content-Disposition", S("inline; filename=\"guatu.ics\""));
	return OK;
}

static const struct route routes[] = {
	{GET, "/me/calendar", T_feed_title, see, EVERYONE},
	{POST, "/me/calendar", T_feed_make, make, EVERYONE},
	{POST, "/me/calendar/end", T_feed_end, end, EVERYONE},
	{GET, "/calendar/:token", T_feed_read, read_feed, PUBLIC},
};
const struct module feed_module = {"feed", routes, LEN(routes), NULL, 0};
