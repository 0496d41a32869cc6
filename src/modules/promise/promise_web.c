#include "promise.h"
#include "promise.html.h"
#include "promise.sql.h"
#include "text/json.h"

#include <stdlib.h>

/* ?on=2026-10-01: as it stood at the end of that day. */
static enum status count_asked(struct call *call, struct promise_list *found)
{
	struct str said = str_trim(input(call, "on"));
	day on;
	if (!said.len)
		return promise_count(call, found);
	if (!day_read(said, &on) || day_cmp(on, call->today) > 0)
		return fail(call, "on", T_promise_bad_day);
	return promise_replay(call, on, found);
}

static enum status show_all(struct call *call)
{
	struct promise_list found;
	struct promise_weeks_list weeks;
	TRY(count_asked(call, &found));
	if (exchange_of(call)->format != HTML) {
		struct out o = out_on(call->arena, 32 << 20);
		struct json_writer w = json_on(&o);
		promise_json(call, &w, &found);
		return reply_json(call, out_got(&o));
	}
	TRY(promise_weeks(call, &weeks));
	int64_t breaches = 0;
	for (size_t i = 0; i < found.len; i++)
		breaches += (int64_t)found.at[i].breaches.len;
	struct page_head head = {.title = text_of(call, T_menu_promises), .place = "promises",
		.sentence = text_with(call, T_promise_sentence,
			(const struct str[4]){text_int(call, breaches)})};
	struct page *w = page_open(call, &head);
	promise_page(w, &found, &weeks);
	return page_close(w);
}

static const struct promise *find(const struct promise_list *list, struct str id)
{
	for (size_t i = 0; i < list->len; i++)
		if (str_eq(str_of(list->at[i].id), id))
			return &list->at[i];
	return NULL;
}

static int most_first(const void *a, const void *b)
{
	const struct promise_owner *x = a, *y = b;
	return x->breaches != y->breaches ? (x->breaches < y->breaches ? 1 : -1) :
					    str_cmp(x->name, y->name);
}

static struct promise_owner_list by_owner(struct call *call, const struct promise *p)
{
	struct map owners = map_on(call->arena);
	struct promise_owner_list list = {NEW_ARRAY(call->arena, struct promise_owner,
						  p->breaches.len + 1), 0};
	for (size_t i = 0; i < p->breaches.len; i++) {
		struct map_entry *e = map_put(&owners, p->breaches.at[i].owner);
		if (!e->n) {
			list.at[list.len].name = p->breaches.at[i].owner;
			e->n = (int64_t)++list.len;
		}
		list.at[e->n - 1].breaches++;
	}
	qsort(list.at, list.len, sizeof *list.at, most_first);
	return list;
}

static enum status show_one(struct call *call)
{
	struct promise_list found;
	struct promise_weeks_list weeks;
	struct promise_replies_list replies;
	TRY(count_asked(call, &found));
	const struct promise *p = find(&found, param(call, "promise"));
	if (!p)
		return NOT_FOUND;
	if (exchange_of(call)->format != HTML) {
		struct promise_list one = {.at = {*p}, .len = 1, .on = found.on};
		struct out o = out_on(call->arena, 32 << 20);
		struct json_writer w = json_on(&o);
		promise_json(call, &w, &one);
		return reply_json(call, out_got(&o));
	}
	TRY(promise_weeks(call, &weeks));
	TRY(promise_replies(call, str_of(p->id), &replies));
	struct promise_owner_list owners = by_owner(call, p);
	struct page_head head = {.title = text_of(call, p->name), .place = "promises",
		.sentence = text_with(call, T_promise_kept_of,
			(const struct str[4]){text_int(call, p->kept), text_int(call, p->owed)}),
		.crumbs = {{S("/promises"), text_of(call, T_menu_promises)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	promise_one_page(w, p, &weeks, &replies, &owners, found.on);
	return page_close(w);
}

/* Only a breach that stands, in the caller's sight, can be explained. */
static enum status explain(struct call *call)
{
	struct promise_reply r = {.by = call->who.person, .at = call->now,
		.week = week_text(call->arena, week_of(call->today))};
	static const char *const only[] = {"promise", "room", "record", "words", NULL};
	struct promise_list found;
	TRY(form_read(call, &promise_reply_entity, &r, only));
	TRY(promise_count(call, &found));
	const struct promise *p = find(&found, r.promise);
	bool broken = false;
	for (size_t i = 0; p && i < p->breaches.len; i++)
		broken |= p->breaches.at[i].record == r.record &&
			str_eq(str_of(p->breaches.at[i].room), r.room);
	if (!broken)
		return fail(call, "record", T_promise_not_broken);
	TRY(row_add(call, &promise_reply_entity, &r));
	return reply_written(call, &promise_reply_entity, &r,
		str_fmt(call->arena, "/promises/%.*s", STR(r.promise)), true);
}

/* The week's counts, kept for the line on the page; the last run of a week stands. */
static enum status keep_week(struct call *call)
{
	struct promise_list found;
	struct str week = week_text(call->arena, week_of(call->today));
	TRY(promise_count(call, &found));
	for (size_t i = 0; i < found.len; i++) {
		struct promise_week_one_row old;
		struct promise_week row = {.promise = str_of(found.at[i].id), .week = week};
		enum status status = promise_week_one(call, row.promise, week, &old);
		if (status == OK)
			row = old.promise_week;
		else if (status != NOT_FOUND)
			return status;
		row.owed = found.at[i].owed;
		row.kept = found.at[i].kept;
		TRY(status == OK ? row_change(call, &promise_week_entity, &row) :
				   row_add(call, &promise_week_entity, &row));
	}
	return OK;
}

static const struct route routes[] = {
	{GET, "/promises", T_promise_see, show_all, EVERYONE},
	{GET, "/promises/:promise", T_promise_see, show_one, EVERYONE},
	{POST, "/promises/replies", T_promise_explain, explain, WORKERS},
};
static const struct job jobs[] = {{"promises of the week", 900, keep_week}};
const struct module promise_module = {"promise", routes, LEN(routes), jobs, LEN(jobs)};
