#include "meeting.h"
#include "meeting.sql.h"
#include "report_week.sql.h"
#include "schedule.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/item/item.h"

enum { MINUTES_RED = 3, MINUTES_OTHER = 1, MILESTONE_DAYS = 14, RED_DAYS = 7 };

struct draft {
	struct call *call;
	int64_t meeting;
	int rank;
	bool all;	 /* the district's agenda; else a unit's own projects */
	struct map sees; /* their ids */
};

static bool in_sight(const struct draft *d, int64_t project)
{
	return d->all || map_get(&d->sees, text_int(d->call, project)) != NULL;
}

static enum status add_point(struct draft *d, int reason, int64_t project, int64_t item,
	struct str title, struct str detail)
{
	struct agenda_point a = {.meeting = d->meeting, .project = project, .item = item,
		.reason = reason, .title = utf8_first(title, 200),
		.detail = utf8_first(detail, 1000), .rank = d->rank += 10,
		.minutes = reason == AGENDA_POINT_REASON_RED ? MINUTES_RED : MINUTES_OTHER};
	return row_add(d->call, &agenda_point_entity, &a);
}

static struct str due_words(struct call *call, struct str unit, day due)
{
	return text_with(call, T_meeting_due,
		(const struct str[4]){unit, text_day(call, due)});
}

static enum status add_decisions(struct draft *d, int64_t last)
{
	struct agenda_decisions_list found;
	TRY(agenda_decisions(d->call, last, &found));
	for (size_t i = 0; i < found.len; i++)
		TRY(add_point(d, AGENDA_POINT_REASON_DECISION, found.at[i].project,
			found.at[i].id, found.at[i].title,
			due_words(d->call, found.at[i].unit_name, found.at[i].due)));
	return OK;
}

static enum status add_reds(struct draft *d)
{
	struct agenda_reds_list found;
	TRY(agenda_reds(d->call, day_add(d->call->today, -RED_DAYS), &found));
	for (size_t i = 0, n = 0; i < found.len && n < 15; i++) {
		if (!in_sight(d, found.at[i].id))
			continue;
		n++;
		TRY(add_point(d, AGENDA_POINT_REASON_RED, found.at[i].id, 0, found.at[i].name,
			found.at[i].numbers));
	}
	return OK;
}

static enum status add_overdue(struct draft *d, int64_t last)
{
	struct agenda_overdue_list found;
	TRY(agenda_overdue(d->call, d->call->today, &found));
	for (size_t i = 0, n = 0; i < found.len && n < 30; i++)
		if ((found.at[i].meeting != last || !last) && in_sight(d, found.at[i].project) && ++n)
			TRY(add_point(d, AGENDA_POINT_REASON_OVERDUE, found.at[i].project,
				found.at[i].id, found.at[i].title,
				due_words(d->call, found.at[i].unit_name, found.at[i].due)));
	return OK;
}

static enum status add_unreported(struct draft *d)
{
	struct report_missing_list found;
	struct week week = week_of(day_add(d->call->today, -3));
	TRY(report_missing(d->call, week_text(d->call->arena, week), &found));
	for (size_t i = 0, n = 0; i < found.len && n < 10; i++)
		if (in_sight(d, found.at[i].id) && ++n)
		TRY(add_point(d, AGENDA_POINT_REASON_UNREPORTED, found.at[i].id, 0,
			found.at[i].name, found.at[i].owner_name));
	return OK;
}

static enum status add_milestones_and_asks(struct draft *d)
{
	struct milestones_due_list nodes;
	struct agenda_asks_list asks;
	TRY(milestones_due(d->call, d->call->today, day_add(d->call->today, MILESTONE_DAYS),
		&nodes));
	for (size_t i = 0, n = 0; i < nodes.len && n < 10; i++)
		if (in_sight(d, nodes.at[i].project) && ++n)
		TRY(add_point(d, AGENDA_POINT_REASON_MILESTONE, nodes.at[i].project, 0,
			str_fmt(d->call->arena, "%.*s · %.*s", STR(nodes.at[i].project_name),
				STR(nodes.at[i].name)),
			due_words(d->call, NOTHING, nodes.at[i].early_finish)));
	TRY(agenda_asks(d->call, &asks));
	for (size_t i = 0, n = 0; i < asks.len && n < 10; i++)
		if (in_sight(d, asks.at[i].id) && ++n)
		TRY(add_point(d, AGENDA_POINT_REASON_ASK, asks.at[i].id, 0, asks.at[i].name,
			asks.at[i].ask));
	return OK;
}

static enum status add_dates(struct draft *d)
{
	struct agenda_dates_list found;
	TRY(agenda_dates(d->call, &found));
	for (size_t i = 0, n = 0; i < found.len && n < 8; i++) {
		if (!in_sight(d, found.at[i].project))
			continue;
		n++;
		TRY(add_point(d, AGENDA_POINT_REASON_DATE, found.at[i].project, 0,
			found.at[i].project_name, str_fmt(d->call->arena, "%.*s → %.*s",
				STR(text_day(d->call, found.at[i].was)),
				STR(text_day(d->call, found.at[i].wanted)))));
	}
	return OK;
}

/* Its agenda from the record, and the units on it asked to come. */
static enum status draft_agenda(struct call *call, const struct meeting *m, int64_t last, bool all)
{
	struct draft d = {.call = call, .meeting = m->id, .all = all, .sees = map_on(call->arena)};
	struct unit_sees_list sees;
	struct meeting_leads_list leads;
	TRY(unit_sees(call, m->unit, &sees));
	for (size_t i = 0; i < sees.len; i++)
		map_put(&d.sees, text_int(call, sees.at[i].project));
	if (last)
		TRY(add_decisions(&d, last));
	TRY(add_reds(&d));
	TRY(add_overdue(&d, last));
	TRY(add_unreported(&d));
	TRY(add_dates(&d));
	TRY(add_milestones_and_asks(&d));
	TRY(meeting_leads(call, m->id, &leads));
	for (size_t i = 0; i < leads.len; i++) {
		struct attendance a = {.meeting = m->id, .unit = leads.at[i].id,
			.state = ATTENDANCE_STATE_INVITED};
		TRY(row_add(call, &attendance_entity, &a));
	}
	return OK;
}

static enum status number_it(struct call *call, const struct meeting_series *s, struct meeting *m)
{
	struct meeting_last_number_row last;
	m->year = s->yearly ? day_parts(m->held_on).year : 0;
	TRY(meeting_last_number(call, s->id, m->year, &last));
	m->number = last.number + 1;
	struct str n = text_int(call, m->number);
	m->title = s->yearly ?
		text_with(call, T_meeting_name_year, (const struct str[4]){s->name, n, text_int(call, m->year)}) :
		text_with(call, T_meeting_name, (const struct str[4]){s->name, n});
	return OK;
}

enum status meeting_plan(struct call *call, int64_t series, day held_on, int64_t *made)
{
	struct meeting_last_row last = {0};
	struct meeting_series s;
	TRY(row_read(call, &meeting_series_entity, series, &s));
	enum status status = meeting_last(call, series, &last);
	if (status != OK && status != NOT_FOUND)
		return status;
	if (status == OK && last.meeting.state != MEETING_STATE_CLOSED)
		return fail(call, "held_on", T_meeting_open_one);
	struct meeting m = {.series = series, .unit = s.unit, .held_on = held_on,
		.starts = s.starts.len ? s.starts : S("08:30"), .state = MEETING_STATE_PLANNED,
		.closed_at = INSTANT_NONE, .chair = s.chair ? s.chair : last.meeting.chair,
		.place = s.place.len ? s.place : last.meeting.place,
		.attended = last.meeting.attended};
	TRY(number_it(call, &s, &m));
	TRY(row_add(call, &meeting_entity, &m));
	TRY(draft_agenda(call, &m, status == OK ? last.meeting.id : 0,
		s.shown == MEETING_SERIES_SHOWN_ALL));
	*made = m.id;
	return event_put(call, S("meeting"), m.title);
}

/* ---- series, sight, order ---------------------------------------------------------------- */
enum status meeting_find(struct call *call, int64_t id, struct meeting_one_row *found)
{
	bool government = !call->who.person || (call->who.roles & (GOVERNMENT | OBSERVER));
	return meeting_one(call, id, call->who.unit, government, call->who.sees_all, found);
}

bool series_led(const struct call *call, int64_t unit)
{
	bool district = (call->who.roles & (LEADER | OFFICE)) && call->who.sees_all;
	return district || ((call->who.roles & WORKERS) && unit == call->who.unit);
}

bool meeting_led(const struct call *call, const struct meeting *m)
{
	return series_led(call, m->unit);
}

enum status series_usual(struct call *call, int64_t unit, int shown, struct meeting_series *s)
{
	struct series_of_unit_list have;
	TRY(series_of_unit(call, unit, &have));
	if (have.len) {
		*s = have.at[0].meeting_series;
		return OK;
	}
	struct unit u;
	struct call official = *call;
	official.lang = ZH;
	TRY(row_read(call, &unit_entity, unit, &u));
	*s = (struct meeting_series){.unit = unit, .weekday = 1, .starts = S("08:30"), .shown = shown,
		.name = shown == MEETING_SERIES_SHOWN_ALL ? text_of(&official, T_meeting_series_usual) :
			text_with(&official, T_meeting_series_own, (const struct str[4]){u.name})};
	return row_add(call, &meeting_series_entity, s);
}

enum status meetings_into_series(struct call *call)
{
	struct meetings_without_series_list old;
	struct meeting_series s;
	TRY(meetings_without_series(call, &old));
	for (size_t i = 0; i < old.len; i++) {
		struct meeting m = old.at[i].meeting;
		TRY(series_usual(call, m.unit, MEETING_SERIES_SHOWN_ALL, &s));
		m.series = s.id;
		m.year = 0;
		TRY(row_change(call, &meeting_entity, &m));
	}
	return OK;
}

enum status meeting_decide(struct call *call, int64_t point, struct item *i)
{
	struct agenda_point a;
	struct meeting m;
	TRY(row_read(call, &agenda_point_entity, point, &a));
	TRY(row_read(call, &meeting_entity, a.meeting, &m));
	if (m.state == MEETING_STATE_CLOSED)
		return fail(call, "title", T_meeting_closed_already);
	if (!i->unit)
		return fail(call, "unit", T_meeting_needs_unit);
	i->project = a.project;
	i->meeting = m.id;
	i->kind = ITEM_KIND_DECISION;
	i->source = ITEM_SOURCE_MEETING;
	TRY(item_raise(call, i));
	a.conclusion = a.conclusion.len ?
		str_fmt(call->arena, "%.*s\n%.*s", STR(a.conclusion), STR(i->title)) : i->title;
	a.done = true;
	return row_change(call, &agenda_point_entity, &a);
}

enum status meeting_close(struct call *call, int64_t id)
{
	struct meeting m;
	struct meeting_points_list points;
	TRY(row_read(call, &meeting_entity, id, &m));
	if (m.state == MEETING_STATE_CLOSED)
		return fail(call, "", T_meeting_closed_already);
	TRY(meeting_points(call, id, &points));
	struct str week = week_text(call->arena, week_of(m.held_on));
	for (size_t i = 0; i < points.len; i++) {
		const struct agenda_point *a = &points.at[i].agenda_point;
		if (!a->project)
			continue;
		struct review r = {.project = a->project, .week = week,
			.kind = REVIEW_KIND_MEETING, .on_day = m.held_on, .by = call->who.person,
			.words = a->conclusion.len ? a->conclusion : a->title};
		TRY(row_add(call, &review_entity, &r));
	}
	m.state = MEETING_STATE_CLOSED;
	m.closed_at = call->now;
	TRY(row_change(call, &meeting_entity, &m));
	return event_put(call, S("meeting"), m.title);
}
