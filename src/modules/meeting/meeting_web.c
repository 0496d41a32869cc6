#include "meeting.h"
#include "meeting.html.h"
#include "meeting.sql.h"
#include "item.sql.h"
#include "modules/calendar/calendar.h"

static struct str path_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "/meetings/%lld", (long long)id);
}

static enum status list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &meeting_rows_statement, &q));
	if (!q.sort)
		q.descending = true;
	TRY(meeting_rows(call, &q, &found));
	if (reply_list(call, &meeting_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_menu_meetings), .place = "meetings"};
	struct page *w = page_open(call, &head);
	meeting_list_page(w, &q, &found);
	return page_close(w);
}

static enum status show_one(struct call *call)
{
	int64_t id = param_id(call, "meeting");
	struct meeting_one_row m;
	struct meeting_points_list points;
	struct item_of_meeting_list decisions;
	TRY(meeting_one(call, id, &m));
	if (reply_record(call, &meeting_entity, &m.meeting))
		return OK;
	TRY(meeting_points(call, id, &points));
	TRY(item_of_meeting(call, id, &decisions));
	int64_t minutes = 0;
	for (size_t i = 0; i < points.len; i++)
		minutes += points.at[i].agenda_point.minutes == INT_NONE ? 0 :
			points.at[i].agenda_point.minutes;
	struct page_head head = {.title = m.meeting.title, .place = "meetings", .entity = &meeting_entity,
		.id = m.meeting.id,
		.sentence = text_with(call, T_meeting_sentence,
			(const struct str[4]){text_day(call, m.meeting.held_on),
				text_int(call, (int64_t)points.len), text_int(call, minutes),
				text_int(call, (int64_t)decisions.len)}),
		.crumbs = {{S("/meetings"), text_of(call, T_menu_meetings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	meeting_page(w, &m, &points, &decisions);
	return page_close(w);
}

static enum status screen(struct call *call)
{
	int64_t id = param_id(call, "meeting"), at = 1;
	struct meeting_one_row m;
	struct meeting_points_list points;
	struct item_of_project_list items = {0};
	TRY(meeting_one(call, id, &m));
	TRY(meeting_points(call, id, &points));
	str_int(input(call, "n"), &at);
	at = MAX(1, MIN(at, (int64_t)MAX(points.len, (size_t)1)));
	const struct meeting_points_row *now = points.len ? &points.at[at - 1] : NULL;
	if (now && now->agenda_point.project)
		TRY(item_of_project(call, now->agenda_point.project, 5, &items));
	struct page_head head = {.title = m.meeting.title, .body_class = "screen"};
	struct page *w = page_open(call, &head);
	meeting_screen(w, &m, now, (int)at, (int)points.len, &items);
	return page_close(w);
}

static enum status form(struct call *call)
{
	struct meeting m = {.held_on = DAY_NONE};
	struct page_head head = {.title = text_of(call, T_meeting_new), .place = "meetings"};
	day d = call->today;
	while (day_weekday(d) != 1 || day_cmp(d, call->today) <= 0)
		d = day_add(d, 1);
	m.held_on = workday(d) ? d : workday_add(d, 1);
	struct page *w = page_open(call, &head);
	meeting_form_page(w, &m);
	return page_close(w);
}

static enum status add(struct call *call)
{
	struct meeting m = {.held_on = call->today};
	static const char *const only[] = {"held_on", NULL};
	int64_t id;
	TRY(form_read(call, &meeting_entity, &m, only));
	TRY(meeting_plan(call, call->who.unit, m.held_on, &id));
	TRY(row_read(call, &meeting_entity, id, &m));
	return reply_written(call, &meeting_entity, &m, path_of(call, id), true);
}

static enum status change(struct call *call)
{
	struct meeting_one_row m;
	static const char *const only[] = {"title", "held_on", "starts", "place", "chair",
		"attended", "excused", "observed", "summary", NULL};
	TRY(meeting_one(call, param_id(call, "meeting"), &m));
	TRY(version_check(call, &meeting_entity, &m.meeting));
	TRY(form_read(call, &meeting_entity, &m.meeting, only));
	TRY(row_change(call, &meeting_entity, &m.meeting));
	return reply_written(call, &meeting_entity, &m.meeting, path_of(call, m.meeting.id),
		false);
}

static enum status close_one(struct call *call)
{
	struct meeting m;
	int64_t id = param_id(call, "meeting");
	TRY(meeting_close(call, id));
	TRY(row_read(call, &meeting_entity, id, &m));
	return reply_written(call, &meeting_entity, &m, path_of(call, id), false);
}

static enum status add_point(struct call *call)
{
	struct agenda_point a = {.meeting = param_id(call, "meeting"), .minutes = 3,
		.reason = AGENDA_POINT_REASON_MANUAL, .rank = 9000};
	static const char *const only[] = {"project", "title", "detail", "minutes", NULL};
	struct meeting_one_row m;
	TRY(meeting_one(call, a.meeting, &m));
	TRY(form_read(call, &agenda_point_entity, &a, only));
	TRY(row_add(call, &agenda_point_entity, &a));
	return reply_written(call, &agenda_point_entity, &a, path_of(call, a.meeting), true);
}

static enum status change_point(struct call *call)
{
	struct point_one_row found;
	static const char *const only[] = {"rank", "minutes", "conclusion", "done", NULL};
	TRY(point_one(call, param_id(call, "point"), &found));
	TRY(form_read(call, &agenda_point_entity, &found.agenda_point, only));
	TRY(row_change(call, &agenda_point_entity, &found.agenda_point));
	return reply_written(call, &agenda_point_entity, &found.agenda_point,
		path_of(call, found.agenda_point.meeting), false);
}

static enum status decide(struct call *call)
{
	struct point_one_row found;
	struct item i = {.due = DAY_NONE, .kind = ITEM_KIND_DECISION,
		.source = ITEM_SOURCE_MEETING};
	static const char *const only[] = {"title", "unit", "person", "due", "urgent", NULL};
	TRY(point_one(call, param_id(call, "point"), &found));
	TRY(form_read(call, &item_entity, &i, only));
	TRY(meeting_decide(call, found.agenda_point.id, &i));
	struct str back = input(call, "back");
	return reply_written(call, &item_entity, &i,
		str_starts(back, S("/meetings/")) ? back :
						    path_of(call, found.agenda_point.meeting),
		true);
}

static const struct route routes[] = {
	{GET, "/meetings", T_meeting_see_all, list, GOVERNMENT | OBSERVER,
		.lists = &meeting_rows_statement},
	{GET, "/meetings/new", T_meeting_new, form, OFFICE},
	{POST, "/meetings", T_meeting_new, add, OFFICE, form, &meeting_entity, &meeting_entity},
	{GET, "/meetings/:meeting", T_meeting_see, show_one, GOVERNMENT | OBSERVER,
		.gives = &meeting_entity},
	{GET, "/meetings/:meeting/screen", T_meeting_screen, screen, LEADER | OFFICE | OBSERVER},
	{POST, "/meetings/:meeting", T_meeting_change, change, OFFICE, show_one, &meeting_entity,
		&meeting_entity},
	{POST, "/meetings/:meeting/close", T_meeting_close, close_one, LEADER | OFFICE, show_one,
		.gives = &meeting_entity},
	{POST, "/meetings/:meeting/agenda-points", T_meeting_add_point, add_point,
		LEADER | OFFICE, show_one, &agenda_point_entity, &agenda_point_entity},
	{POST, "/agenda-points/:point", T_meeting_change_point, change_point, LEADER | OFFICE,
		NULL, &agenda_point_entity, &agenda_point_entity},
	{POST, "/agenda-points/:point/decisions", T_meeting_decide, decide, LEADER | OFFICE, NULL,
		&item_entity, &item_entity},
};
const struct module meeting_module = {"meeting", routes, LEN(routes), NULL, 0};
