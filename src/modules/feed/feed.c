#include "feed.h"
#include "feed.sql.h"
#include "modules/account/account.h"
#include "paper/ics.h"

enum { DAYS_BACK = 60, MINUTES_DEFAULT = 60, MINUTES_MAX = 12 * 60 };

enum status feed_end(struct call *call)
{
	struct feed_of_person_list old;
	TRY(feed_of_person(call, call->who.person, &old));
	for (size_t i = 0; i < old.len; i++) {
		old.at[i].calendar_feed.revoked = true;
		TRY(row_change(call, &calendar_feed_entity, &old.at[i].calendar_feed));
	}
	return OK;
}

enum status feed_make(struct call *call, struct str *token)
{
	struct feed_account_row own;
	TRY(feed_account(call, call->who.person, &own));
	TRY(feed_end(call));
	*token = token_new(call->arena);
	struct calendar_feed f = {.account = own.id, .made = call->now,
		.token = token_hash(call->arena, *token)};
	return row_add(call, &calendar_feed_entity, &f);
}

/* ---- the calendar ------------------------------------------------------------------------ */
struct making {
	struct call *call;
	struct ics *ics;
	struct str base, host;
	day since;
};

static struct ics_event event_of(const struct making *m, const char *kind, int64_t id,
	const char *page, int64_t shown)
{
	struct arena *a = m->call->arena;
	return (struct ics_event){.on = DAY_NONE, .starts = INSTANT_NONE, .ends = INSTANT_NONE,
		.uid = str_fmt(a, "%s-%lld@%.*s", kind, (long long)id, STR(m->host)),
		.address = str_fmt(a, "%.*s/%s/%lld", STR(m->base), page, (long long)shown)};
}

static enum status add_items(const struct making *m)
{
	struct call *call = m->call;
	struct feed_items_list found;
	TRY(feed_items(call, call->who.person, call->who.unit, &found));
	for (size_t i = 0; i < found.len; i++) {
		const struct feed_items_row *r = &found.at[i];
		struct ics_event e = event_of(m, "item", r->id, "items", r->id);
		e.on = r->due;
		e.title = text_with(call, T_feed_item, (const struct str[4]){r->title});
		e.detail = text_with(call, T_feed_item_detail,
			(const struct str[4]){r->code, r->project_name, r->unit_name});
		e.category = text_of(call, T_feed_kind_item);
		ics_add(m->ics, &e);
	}
	return OK;
}

/* "09:30" as minutes of the day; −1 where the time is told in other words. */
static int minute_of(struct str time)
{
	int64_t hour, minute;
	struct str rest, head = str_cut(time, ':', &rest);
	bool told = str_int(head, &hour) && str_int(rest, &minute) && hour >= 0 && hour < 24 &&
		minute >= 0 && minute < 60;
	return told ? (int)(hour * 60 + minute) : -1;
}

static enum status add_meetings(const struct making *m)
{
	struct call *call = m->call;
	struct feed_meetings_list found = {0};
	if (call->who.roles & (GOVERNMENT | OBSERVER)) /* who may see meetings at all */
		TRY(feed_meetings(call, call->who.person, call->who.unit, m->since, &found));
	for (size_t i = 0; i < found.len; i++) {
		const struct feed_meetings_row *r = &found.at[i];
		struct ics_event e = event_of(m, "meeting", r->id, "meetings", r->id);
		int at = minute_of(r->starts);
		int64_t lasts = r->minutes > 0 ? MIN(r->minutes, MINUTES_MAX) : MINUTES_DEFAULT;
		e.on = r->held_on;
		if (at >= 0) {
			int zone = web_of(call)->offset_minutes;
			e.starts.ms = ((int64_t)r->held_on.n * 1440 + at - zone) * 60000;
			e.ends.ms = e.starts.ms + lasts * 60000;
		}
		e.title = r->title;
		e.place = r->place;
		e.detail = text_with(call, T_feed_meeting_detail, (const struct str[4]){r->unit_name});
		e.category = text_of(call, T_feed_kind_meeting);
		ics_add(m->ics, &e);
	}
	return OK;
}

static enum status add_milestones(const struct making *m)
{
	struct call *call = m->call;
	struct feed_milestones_list found;
	TRY(feed_milestones(call, call->who.person, call->who.unit, m->since, &found));
	for (size_t i = 0; i < found.len; i++) {
		const struct feed_milestones_row *r = &found.at[i];
		struct ics_event e = event_of(m, "milestone", r->id, "projects", r->project);
		e.on = r->early_finish;
		e.title = text_with(call, T_feed_milestone,
			(const struct str[4]){r->name, r->project_name});
		e.category = text_of(call, T_feed_kind_milestone);
		ics_add(m->ics, &e);
	}
	return OK;
}

enum status feed_text(struct call *call, struct str base, struct str host, struct str *found)
{
	struct making m = {call, NULL, base, host, day_add(call->today, -DAYS_BACK)};
	m.ics = ics_open(call->arena,
		text_with(call, T_feed_name, (const struct str[4]){call->who.name}), call->now);
	enum status status = add_items(&m);
	if (status == OK)
		status = add_meetings(&m);
	if (status == OK)
		status = add_milestones(&m);
	*found = ics_close(m.ics);
	return status == OK && !found->len ? BROKEN : status;
}
