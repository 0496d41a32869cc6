#include "meeting.h"
#include "meeting.html.h"
#include "meeting.sql.h"
#include "item.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/document/document.h"
#include "modules/project/project.h"
#include "modules/weekplan/weekplan.h"

static struct str path_of(struct call *call, int64_t id)
{
	return str_fmt(call->arena, "/meetings/%lld", (long long)id);
}

static enum status list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	struct series_rows_list series;
	TRY(query_read(call, &meeting_rows_statement, &q));
	if (!q.sort)
		q.descending = true;
	TRY(meeting_rows(call, call->who.unit, (call->who.roles & (GOVERNMENT | OBSERVER)) != 0,
		call->who.sees_all, &q, &found));
	TRY(series_rows(call, call->who.unit, call->who.sees_all, &series));
	if (reply_list(call, &meeting_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_menu_meetings), .place = "meetings"};
	struct page *w = page_open(call, &head);
	meeting_list_page(w, &q, &found, &series);
	return page_close(w);
}

static enum status show_one(struct call *call)
{
	int64_t id = param_id(call, "meeting");
	struct meeting_one_row m;
	struct meeting_points_list points;
	struct item_of_meeting_list decisions;
	struct attendance_of_list came;
	struct point_papers_list papers;
	TRY(meeting_find(call, id, &m));
	if (reply_record(call, &meeting_entity, &m.meeting))
		return OK;
	TRY(meeting_points(call, id, &points));
	TRY(item_of_meeting(call, id, &decisions));
	TRY(attendance_of(call, id, &came));
	TRY(point_papers(call, id, &papers));
	int64_t minutes = points_minutes(&points, 0, points.len);
	struct page_head head = {.title = m.meeting.title, .place = "meetings", .entity = &meeting_entity,
		.id = m.meeting.id,
		.sentence = text_with(call, T_meeting_sentence,
			(const struct str[4]){text_day(call, m.meeting.held_on),
				text_int(call, (int64_t)points.len), text_int(call, minutes),
				text_int(call, (int64_t)decisions.len)}),
		.crumbs = {{S("/meetings"), text_of(call, T_menu_meetings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	meeting_page(w, &m, &points, &decisions, &came, &papers);
	return page_close(w);
}

/* The series' next weekday that is worked. */
static day next_day(struct call *call, int64_t weekday)
{
	day d = day_add(call->today, 1);
	while (day_weekday(d) != (weekday >= 1 && weekday <= 7 ? weekday : 1))
		d = day_add(d, 1);
	return workday(d) ? d : workday_add(d, 1);
}

/* The series named, or the unit's own usual one. */
static enum status series_asked(struct call *call, struct meeting_series *s)
{
	int64_t id = 0;
	if (str_int(input(call, "series"), &id))
		return row_read(call, &meeting_series_entity, id, s);
	return series_usual(call, call->who.unit, (call->who.roles & OFFICE) && call->who.sees_all ?
		MEETING_SERIES_SHOWN_ALL : MEETING_SERIES_SHOWN_ABOVE, s);
}

static enum status form(struct call *call)
{
	struct series_rows_list series;
	struct meeting m = {.held_on = next_day(call, 1)};
	int64_t asked = 0;
	str_int(input(call, "series"), &asked);
	TRY(series_rows(call, call->who.unit, call->who.sees_all, &series));
	for (size_t i = 0; i < series.len; i++)
		if (series.at[i].meeting_series.id == asked)
			m.held_on = next_day(call, series.at[i].meeting_series.weekday);
	m.series = asked;
	struct page_head head = {.title = text_of(call, T_meeting_new), .place = "meetings"};
	struct page *w = page_open(call, &head);
	meeting_form_page(w, &m, &series);
	return page_close(w);
}

static enum status add(struct call *call)
{
	struct meeting m = {.held_on = call->today};
	struct meeting_series s;
	static const char *const only[] = {"held_on", NULL};
	int64_t id;
	TRY(form_read(call, &meeting_entity, &m, only));
	TRY(series_asked(call, &s));
	if (!series_led(call, s.unit))
		return FORBIDDEN;
	TRY(meeting_plan(call, s.id, m.held_on, &id));
	TRY(row_read(call, &meeting_entity, id, &m));
	return reply_written(call, &meeting_entity, &m, path_of(call, id), true);
}

/* ---- series ---------------------------------------------------------------------------------- */
static enum status series_list(struct call *call)
{
	struct series_rows_list found;
	TRY(series_rows(call, call->who.unit, call->who.sees_all, &found));
	if (reply_rows(call, &series_rows_statement, &(struct rows){found.at, found.len}))
		return OK;
	return reply_go(call, S("/meetings"));
}

static enum status series_form(struct call *call)
{
	struct meeting_series s = {.unit = call->who.unit, .weekday = 1,
		.shown = MEETING_SERIES_SHOWN_ABOVE};
	int64_t id = param_id(call, "series");
	if (id)
		TRY(row_read(call, &meeting_series_entity, id, &s));
	if (id && !series_led(call, s.unit))
		return NOT_FOUND;
	if (reply_record(call, &meeting_series_entity, &s))
		return OK;
	struct page_head head = {.title = id ? s.name : text_of(call, T_meeting_series_add),
		.place = "meetings", .entity = &meeting_series_entity, .id = id,
		.crumbs = {{S("/meetings"), text_of(call, T_menu_meetings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	series_form_page(w, &s);
	return page_close(w);
}

static enum status series_save(struct call *call)
{
	struct meeting_series s = {.unit = call->who.unit, .weekday = 1};
	int64_t id = param_id(call, "series");
	if (id) {
		TRY(row_read(call, &meeting_series_entity, id, &s));
		if (!series_led(call, s.unit))
			return NOT_FOUND;
		TRY(version_check(call, &meeting_series_entity, &s));
	}
	TRY(form_read(call, &meeting_series_entity, &s, NULL));
	if (!series_led(call, s.unit))
		return fail_as(call, FORBIDDEN, T_meeting_own_unit);
	if (s.weekday < 1 || s.weekday > 7)
		return fail(call, "weekday", T_meeting_weekday);
	TRY(id ? row_change(call, &meeting_series_entity, &s) :
		 row_add(call, &meeting_series_entity, &s));
	return reply_written(call, &meeting_series_entity, &s, S("/meetings"), !id);
}

/* ---- a meeting that the caller leads ----------------------------------------------------------- */
static enum status led(struct call *call, int64_t id, struct meeting_one_row *m)
{
	TRY(meeting_find(call, id, m));
	return meeting_led(call, &m->meeting) ? OK : FORBIDDEN;
}

static enum status led_point(struct call *call, struct agenda_point *a)
{
	struct point_one_row found;
	struct meeting_one_row m;
	TRY(point_one(call, param_id(call, "point"), &found));
	*a = found.agenda_point;
	TRY(led(call, a->meeting, &m));
	return m.meeting.state == MEETING_STATE_CLOSED ? fail(call, "", T_meeting_closed_already) : OK;
}

static enum status change(struct call *call)
{
	struct meeting_one_row m;
	static const char *const only[] = {"title", "held_on", "starts", "place", "chair",
		"attended", "excused", "observed", "summary", NULL};
	TRY(led(call, param_id(call, "meeting"), &m));
	TRY(version_check(call, &meeting_entity, &m.meeting));
	TRY(form_read(call, &meeting_entity, &m.meeting, only));
	TRY(row_change(call, &meeting_entity, &m.meeting));
	return reply_written(call, &meeting_entity, &m.meeting, path_of(call, m.meeting.id),
		false);
}

static enum status close_one(struct call *call)
{
	struct meeting m;
	struct meeting_one_row found;
	int64_t id = param_id(call, "meeting");
	TRY(led(call, id, &found));
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
	TRY(led(call, a.meeting, &m));
	if (m.meeting.state == MEETING_STATE_CLOSED)
		return fail(call, "", T_meeting_closed_already);
	TRY(form_read(call, &agenda_point_entity, &a, only));
	TRY(row_add(call, &agenda_point_entity, &a));
	TRY(document_keep(call, a.project, "agenda_point", a.id));
	TRY(event_put(call, S("meeting"), a.title));
	return reply_written(call, &agenda_point_entity, &a, path_of(call, a.meeting), true);
}

static enum status change_point(struct call *call)
{
	struct agenda_point a;
	static const char *const only[] = {"rank", "minutes", "conclusion", "done", NULL};
	TRY(led_point(call, &a));
	TRY(form_read(call, &agenda_point_entity, &a, only));
	TRY(row_change(call, &agenda_point_entity, &a));
	TRY(document_keep(call, a.project, "agenda_point", a.id));
	TRY(event_put(call, S("meeting"), a.title));
	return reply_written(call, &agenda_point_entity, &a, path_of(call, a.meeting), false);
}

static enum status move_point(struct call *call)
{
	struct agenda_point a;
	TRY(led_point(call, &a));
	TRY(point_move(call, &a, str_eq(input(call, "by"), S("-1")) ? -1 : 1));
	return reply_go(call, path_of(call, a.meeting));
}

static enum status drop_point(struct call *call)
{
	struct agenda_point a;
	TRY(led_point(call, &a));
	a.dropped = true;
	TRY(row_change(call, &agenda_point_entity, &a));
	TRY(event_put(call, S("meeting"), a.title));
	return reply_go(call, path_of(call, a.meeting));
}

/* ---- who came ------------------------------------------------------------------------------------ */
static enum status attendances(struct call *call)
{
	struct meeting_one_row m;
	struct attendance_of_list found;
	TRY(meeting_find(call, param_id(call, "meeting"), &m));
	TRY(attendance_of(call, m.meeting.id, &found));
	if (reply_rows(call, &attendance_of_statement, &(struct rows){found.at, found.len}))
		return OK;
	return reply_go(call, path_of(call, m.meeting.id));
}

static enum status invite(struct call *call)
{
	struct meeting_one_row m;
	struct attendance_of_list came;
	struct attendance a = {.meeting = param_id(call, "meeting"), .state = ATTENDANCE_STATE_INVITED};
	TRY(led(call, a.meeting, &m));
	TRY(form_read(call, &attendance_entity, &a, NULL));
	TRY(attendance_of(call, a.meeting, &came));
	for (size_t i = 0; i < came.len; i++)
		if (came.at[i].attendance.unit == a.unit)
			return fail(call, "unit", T_meeting_invited_already);
	TRY(row_add(call, &attendance_entity, &a));
	return reply_written(call, &attendance_entity, &a, path_of(call, a.meeting), true);
}

static enum status attend(struct call *call)
{
	struct attendance_one_row found;
	struct meeting_one_row m;
	static const char *const only[] = {"state", "person", "note", NULL};
	TRY(attendance_one(call, param_id(call, "id"), &found));
	struct attendance *a = &found.attendance;
	TRY(meeting_find(call, a->meeting, &m));
	if (!meeting_led(call, &m.meeting) && a->unit != call->who.unit)
		return FORBIDDEN;
	TRY(form_read(call, &attendance_entity, a, only));
	TRY(row_change(call, &attendance_entity, a));
	TRY(event_put(call, S("meeting"), m.meeting.title));
	return reply_written(call, &attendance_entity, a, path_of(call, a->meeting), false);
}

static enum status decide(struct call *call)
{
	struct agenda_point a;
	struct item i = {.due = DAY_NONE, .kind = ITEM_KIND_DECISION,
		.source = ITEM_SOURCE_MEETING};
	static const char *const only[] = {"title", "unit", "person", "due", "urgent", NULL};
	TRY(led_point(call, &a));
	TRY(form_read(call, &item_entity, &i, only));
	TRY(meeting_decide(call, a.id, &i));
	TRY(event_put(call, S("meeting"), i.title));
	struct str back = input(call, "back");
	return reply_written(call, &item_entity, &i,
		str_starts(back, S("/meetings/")) ? back :
						    path_of(call, a.meeting), true);
}

/* The form by itself: from a phone, and again where something was left out. */
static enum status decide_ask(struct call *call)
{
	struct agenda_point a;
	struct project p = {0};
	enum status status = led_point(call, &a);
	if (status != OK)
		return status == FORBIDDEN ? NOT_FOUND : status; /* there is no form for who only looks on */
	if (a.project)
		TRY(row_read(call, &project_entity, a.project, &p));
	struct page_head head = {.title = text_of(call, T_meeting_decide), .place = "meetings",
		.sentence = a.title,
		.crumbs = {{S("/meetings"), text_of(call, T_menu_meetings)},
			{path_of(call, a.meeting), text_of(call, T_meeting_agenda)}}, .crumb_count = 2};
	struct page *w = page_open(call, &head);
	decide_page(w, &a, p.lead);
	return page_close(w);
}

static enum status points(struct call *call)
{
	struct meeting_one_row m;
	struct meeting_points_list found;
	TRY(meeting_find(call, param_id(call, "meeting"), &m));
	TRY(meeting_points(call, m.meeting.id, &found));
	if (reply_rows(call, &meeting_points_statement, &(struct rows){found.at, found.len}))
		return OK;
	return reply_go(call, path_of(call, m.meeting.id));
}

/* ---- reviews and supervision ---------------------------------------------------------------- */
static enum status reviews(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &review_rows_statement, &q));
	if (!q.sort)
		q.descending = true;
	TRY(review_rows(call, &q, &found));
	if (reply_list(call, &review_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_meeting_reviews), .place = "meetings",
		.crumbs = {{S("/meetings"), text_of(call, T_menu_meetings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	review_list_page(w, &q, &found);
	return page_close(w);
}

static enum status review_see(struct call *call)
{
	struct review_one_row found;
	TRY(review_one(call, param_id(call, "review"), &found));
	if (reply_record(call, &review_entity, &found.review))
		return OK;
	struct page_head head = {.title = found.project_name, .place = "meetings",
		.entity = &review_entity, .id = found.review.id,
		.sentence = str_fmt(call->arena, "%.*s · %.*s", STR(found.review.week),
			STR(found.by_name)),
		.crumbs = {{S("/reviews"), text_of(call, T_meeting_reviews)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	review_page(w, &found);
	return page_close(w);
}

static enum status review_form(struct call *call)
{
	struct review r = {.project = param_id(call, "project"), .kind = REVIEW_KIND_SUPERVISION};
	TRY(project_seen(call, r.project));
	TRY(weekplan_review(call, &r));
	struct page_head head = {.title = text_of(call, T_meeting_review_add), .place = "projects",
		.crumbs = {{str_fmt(call->arena, "/projects/%lld", (long long)r.project),
			text_of(call, T_menu_projects)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	review_form_page(w, &r);
	return page_close(w);
}

static enum status review_add(struct call *call)
{
	struct review r = {.project = param_id(call, "project"), .on_day = call->today,
		.by = call->who.person, .week = week_text(call->arena, week_of(call->today))};
	static const char *const only[] = {"kind", "planned", "done", "why_not", "next", "words", NULL};
	TRY(project_seen(call, r.project));
	TRY(form_read(call, &review_entity, &r, only));
	if (!str_trim(r.words).len)
		return fail_with(call, "words", T_field_required,
			label_of(call, &review_fields[REVIEW_WORDS]), NOTHING);
	TRY(row_add(call, &review_entity, &r));
	return reply_written(call, &review_entity, &r,
		str_fmt(call->arena, "/projects/%lld", (long long)r.project), true);
}

#define MEETERS (GOVERNMENT | OBSERVER | COMPANY)

static const struct route routes[] = {
	{GET, "/meetings", T_meeting_see_all, list, MEETERS, .lists = &meeting_rows_statement},
	{GET, "/meetings/new", T_meeting_new, form, WORKERS},
	{POST, "/meetings", T_meeting_new, add, WORKERS, form, &meeting_entity, &meeting_entity},
	{GET, "/meeting-series", T_meeting_series, series_list, MEETERS,
		.lists = &series_rows_statement},
	{GET, "/meeting-series/new", T_meeting_series_add, series_form, WORKERS,
		.gives = &meeting_series_entity},
	{POST, "/meeting-series", T_meeting_series_add, series_save, WORKERS, series_form,
		&meeting_series_entity, &meeting_series_entity},
	{GET, "/meeting-series/:series", T_meeting_series, series_form, WORKERS,
		.gives = &meeting_series_entity},
	{POST, "/meeting-series/:series", T_meeting_series_change, series_save, WORKERS, series_form,
		&meeting_series_entity, &meeting_series_entity},
	{GET, "/meetings/:meeting", T_meeting_see, show_one, MEETERS, .gives = &meeting_entity},
	{GET, "/meetings/:meeting/screen", T_meeting_screen, meeting_screen_show, MEETERS},
	{POST, "/meetings/:meeting/screen", T_meeting_step, meeting_screen_step, WORKERS,
		.gives = &showing_entity},
	{GET, "/meetings/:meeting/remote", T_meeting_remote, meeting_remote_show, WORKERS},
	{POST, "/meetings/:meeting", T_meeting_change, change, WORKERS, show_one, &meeting_entity,
		&meeting_entity},
	{POST, "/meetings/:meeting/close", T_meeting_close, close_one, WORKERS, show_one,
		.gives = &meeting_entity},
	{GET, "/meetings/:meeting/agenda-points", T_meeting_agenda, points, MEETERS,
		.lists = &meeting_points_statement},
	{GET, "/reviews", T_meeting_reviews, reviews, EVERYONE, .lists = &review_rows_statement},
	{GET, "/reviews/:review", T_meeting_review_see, review_see, EVERYONE,
		.gives = &review_entity},
	{GET, "/projects/:project/reviews/new", T_meeting_review_add, review_form, GOVERNMENT},
	{POST, "/projects/:project/reviews", T_meeting_review_add, review_add, GOVERNMENT, review_form,
		&review_entity, &review_entity},
	{POST, "/meetings/:meeting/agenda-points", T_meeting_add_point, add_point, WORKERS, show_one,
		&agenda_point_entity, &agenda_point_entity},
	{POST, "/agenda-points/:point", T_meeting_change_point, change_point, WORKERS, NULL,
		&agenda_point_entity, &agenda_point_entity},
	{POST, "/agenda-points/:point/move", T_meeting_move_point, move_point, WORKERS},
	{POST, "/agenda-points/:point/drop", T_meeting_drop_point, drop_point, WORKERS},
	{GET, "/agenda-points/:point/decisions/new", T_meeting_decide, decide_ask, WORKERS},
	{POST, "/agenda-points/:point/decisions", T_meeting_decide, decide, WORKERS, decide_ask,
		&item_entity, &item_entity},
	{GET, "/meetings/:meeting/attendance", T_meeting_attendance, attendances, MEETERS,
		.lists = &attendance_of_statement},
	{POST, "/meetings/:meeting/attendance", T_meeting_invite, invite, WORKERS, show_one,
		&attendance_entity, &attendance_entity},
	{POST, "/attendance/:id", T_meeting_attend, attend, WORKERS, NULL, &attendance_entity,
		&attendance_entity},
};

static const struct job jobs[] = {{"meetings into series", 3600, meetings_into_series}};

const struct module meeting_module = {"meeting", routes, LEN(routes), jobs, LEN(jobs)};
