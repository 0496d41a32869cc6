#include "promise.h"
#include "promise.html.h"
#include "promise.sql.h"
#include "text/json.h"

enum { LISTED = 200, CAUGHT_UP = 60, WEEKS_SHOWN = 12 };

/* ?on=2026-10-01: as it stood at the end of that day. */
static enum status count_asked(struct call *call, struct promise_list *found)
{
	struct str said = str_trim(input(call, "on"));
	day on;
	if (!said.len)
		return promise_count(call, exchange_of(call)->format == HTML ? LISTED : PROMISE_EVERY,
			found);
	if (!day_read(said, &on) || day_cmp(on, call->today) > 0)
		return fail(call, "on", T_promise_bad_day);
	return promise_replay(call, on, found);
}

struct str promise_path(struct call *call, const struct promise *p, day on)
{
	char iso[11];
	if (day_cmp(on, call->today) == 0)
		return str_fmt(call->arena, "/promises/%s", p->id);
	day_write(on, iso);
	return str_fmt(call->arena, "/promises/%s?on=%s", p->id, iso);
}

static enum status show_all(struct call *call)
{
	struct promise_list found = {.len = 0};
	struct promise_weeks_list weeks;
	TRY(count_asked(call, &found));
	if (exchange_of(call)->format != HTML) {
		struct out o = out_on(call->arena, 32 << 20);
		struct json_writer w = json_on(&o);
		promise_json(call, &w, &found);
		return reply_json(call, out_got(&o));
	}
	TRY(promise_weeks(call, week_text(call->arena, week_of(day_add(found.on, -7 * WEEKS_SHOWN))),
		week_text(call->arena, week_of(found.on)), &weeks));
	int64_t breaches = 0;
	for (size_t i = 0; i < found.len; i++)
		breaches += found.at[i].owed - found.at[i].kept;
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

static enum status show_one(struct call *call)
{
	struct promise_list found = {.len = 0};
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
	TRY(promise_weeks(call, week_text(call->arena, week_of(day_add(found.on, -7 * WEEKS_SHOWN))),
		week_text(call->arena, week_of(found.on)), &weeks));
	TRY(promise_replies(call, str_of(p->id), &replies));
	struct page_head head = {.title = text_of(call, p->name), .place = "promises",
		.sentence = text_with(call, T_promise_kept_of,
			(const struct str[4]){text_int(call, p->kept), text_int(call, p->owed)}),
		.crumbs = {{S("/promises"), text_of(call, T_menu_promises)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	promise_one_page(w, p, &weeks, &replies, found.on);
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
	TRY(promise_count(call, PROMISE_EVERY, &found));
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

static enum status keep(struct call *call, struct str week, const struct promise_list *found)
{
	for (size_t i = 0; i < found->len; i++) {
		struct promise_week_one_row old;
		struct promise_week row = {.promise = str_of(found->at[i].id), .week = week};
		enum status status = promise_week_one(call, row.promise, week, &old);
		if (status == OK)
			row = old.promise_week;
		else if (status != NOT_FOUND)
			return status;
		row.owed = found->at[i].owed;
		row.kept = found->at[i].kept;
		TRY(status == OK ? row_change(call, &promise_week_entity, &row) :
				   row_add(call, &promise_week_entity, &row));
	}
	return OK;
}

/* A week that has ended is counted once more from the record as of its Sunday, and with it those
 * before it in which nothing ran, as far as something was owed. */
static enum status keep_ended(struct call *call, day monday)
{
	struct promise_week_one_row old;
	struct promise_list found;
	for (int k = 1; k <= CAUGHT_UP; k++) {
		day sunday = day_add(monday, 6 - 7 * k);
		struct str week = week_text(call->arena, week_of(sunday));
		enum status status = promise_week_one(call, S("answered"), week, &old);
		if (status != OK && status != NOT_FOUND)
			return status;
		if (status == OK && k > 1)
			return OK;
		TRY(promise_replay(call, sunday, &found));
		int64_t owed = 0;
		for (size_t i = 0; i < found.len; i++)
			owed += found.at[i].owed;
		if (!owed)
			return OK;
		TRY(keep(call, week, &found));
	}
	return OK;
}

/* The counts of the week that runs, for the line on the page. */
static enum status keep_week(struct call *call)
{
	struct promise_list found;
	struct promise_week_one_row old;
	struct week now = week_of(call->today);
	struct str week = week_text(call->arena, now);
	enum status status = promise_week_one(call, S("answered"), week, &old);
	if (status == NOT_FOUND)
		TRY(keep_ended(call, week_monday(now)));
	else
		TRY(status);
	TRY(promise_count(call, 0, &found));
	return keep(call, week, &found);
}

static const struct route routes[] = {
	{GET, "/promises", T_promise_see, show_all, EVERYONE},
	{GET, "/promises/:promise", T_promise_see, show_one, EVERYONE},
	{POST, "/promises/replies", T_promise_explain, explain, WORKERS},
};
static const struct job jobs[] = {{"promises of the week", 900, keep_week}};
const struct module promise_module = {"promise", routes, LEN(routes), jobs, LEN(jobs)};
