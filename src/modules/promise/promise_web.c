#include "promise.h"
#include "promise.html.h"
#include "promise.sql.h"
#include "text/json.h"

static enum status show_all(struct call *call)
{
	struct promise_list found;
	struct promise_weeks_list weeks;
	TRY(promise_count(call, &found));
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

static enum status explain(struct call *call)
{
	struct promise_reply r = {.by = call->who.person, .at = call->now};
	static const char *const only[] = {"promise", "room", "record", "words", NULL};
	TRY(form_read(call, &promise_reply_entity, &r, only));
	TRY(row_add(call, &promise_reply_entity, &r));
	return reply_written(call, &promise_reply_entity, &r, S("/promises"), true);
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
	{POST, "/promises/replies", T_promise_explain, explain, WORKERS, .again = show_all},
};
static const struct job jobs[] = {{"promises of the week", 900, keep_week}};
const struct module promise_module = {"promise", routes, LEN(routes), jobs, LEN(jobs)};
