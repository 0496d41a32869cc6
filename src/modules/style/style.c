#include "style.h"
#include "web/assets.h"
#include "web/page.h"

static enum status parts(struct call *call)
{
	struct page_head head = {.title = text_of(call, T_style_title)};
	struct page *w = page_open(call, &head);
	for (int i = 0; i < asset_count; i++)
		if (str_ends(str_of(assets[i].name), S(".html")))
			page_bytes(w, (const char *)assets[i].at,
				(size_t)(assets[i].end - assets[i].at));
	return page_close(w);
}

static enum status openapi(struct call *call)
{
	return reply_json(call, openapi_text(call->arena, web_of(call)));
}

static enum status events(struct call *call)
{
	response_events(exchange_of(call)->response,
		(struct subscriber){call->who.person, call->who.unit, call->who.roles,
			call->who.sees_all});
	return OK;
}

static const struct route routes[] = {
	{GET, "/style", T_style_title, parts, EVERYONE},
	{GET, "/openapi", T_style_openapi, openapi, EVERYONE},
	{GET, "/events", T_style_events, events, EVERYONE},
};
const struct module style_module = {"style", routes, LEN(routes), NULL, 0};
