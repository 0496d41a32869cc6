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
};

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
	for (size_t i = 0; i < found.len && i < 15; i++)
		TRY(add_point(d, AGENDA_POINT_REASON_RED, found.at[i].id, 0, found.at[i].name,
			found.at[i].numbers));
	return OK;
}

static enum status add_overdue(struct draft *d, int64_t last)
{
	struct agenda_overdue_list found;
	TRY(agenda_overdue(d->call, d->call->today, &found));
	for (size_t i = 0; i < found.len; i++)
		if (found.at[i].meeting != last || !last)
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
	for (size_t i = 0; i < found.len && i < 10; i++)
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
	for (size_t i = 0; i < nodes.len && i < 10; i++)
		TRY(add_point(d, AGENDA_POINT_REASON_MILESTONE, nodes.at[i].project, 0,
			str_fmt(d->call->arena, "%.*s · %.*s", STR(nodes.at[i].project_name),
				STR(nodes.at[i].name)),
			due_words(d->call, NOTHING, nodes.at[i].early_finish)));
	TRY(agenda_asks(d->call, &asks));
	for (size_t i = 0; i < asks.len; i++)
		TRY(add_point(d, AGENDA_POINT_REASON_ASK, asks.at[i].id, 0, asks.at[i].name,
			asks.at[i].ask));
	return OK;
}

enum status meeting_plan(struct call *call, int64_t unit, day held_on, int64_t *made)
{
	struct meeting_last_row last = {0};
	enum status status = meeting_last(call, unit, &last);
	if (status != OK && status != NOT_FOUND)
		return status;
	if (status == OK && last.meeting.state != MEETING_STATE_CLOSED)
		return fail(call, "held_on", T_meeting_open_one);
	int64_t number = status == OK ? last.meeting.number + 1 : 1;
	struct meeting m = {.unit = unit, .number = number, .held_on = held_on,
		.starts = S("08:30"), .state = MEETING_STATE_PLANNED, .closed_at = INSTANT_NONE,
		.chair = last.meeting.chair, .place = last.meeting.place,
		.attended = last.meeting.attended,
		.title = text_with(call, T_meeting_name,
			(const struct str[4]){str_fmt(call->arena, "%lld", (long long)number)})};
	TRY(row_add(call, &meeting_entity, &m));
	struct draft d = {call, m.id, 0};
	if (status == OK)
		TRY(add_decisions(&d, last.meeting.id));
	TRY(add_reds(&d));
	TRY(add_overdue(&d, last.meeting.id));
	TRY(add_unreported(&d));
	TRY(add_milestones_and_asks(&d));
	*made = m.id;
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
		return fail_with(call, "unit", T_field_required,
			label_of(call, &item_fields[ITEM_UNIT]), NOTHING);
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
