#include "meeting.h"
#include "screen.html.h"
#include "meeting.sql.h"

/* ---- what the room looks at ---------------------------------------------------------------- */
size_t showing_at(const struct meeting_points_list *points, const struct showing *s)
{
	for (size_t i = 0; i < points->len; i++)
		if (points->at[i].agenda_point.id == s->point)
			return i;
	return 0;
}

int64_t showing_seconds(const struct call *call, const struct agenda_point *a,
	const struct showing *s)
{
	int64_t all = a->minutes == INT_NONE ? 0 : a->minutes * 60;
	return s->point == a->id ? all - (call->now.ms - s->since.ms) / 1000 : all;
}

static enum status showing_now(struct call *call, int64_t meeting, struct showing *s)
{
	struct showing_of_row found = {0};
	enum status status = showing_of(call, meeting, &found);
	*s = found.showing;
	return status == NOT_FOUND ? OK : status;
}

enum status meeting_step(struct call *call, int64_t meeting, int64_t point, int64_t by,
	struct showing *s)
{
	struct meeting_points_list points;
	TRY(meeting_points(call, meeting, &points));
	TRY(showing_now(call, meeting, s));
	if (!points.len)
		return NOT_FOUND;
	int64_t last = (int64_t)points.len - 1, at = (int64_t)showing_at(&points, s);
	at = MAX(0, MIN(at + MAX(-last, MIN(by, last)), last));
	if (point) {
		at = (int64_t)showing_at(&points, &(struct showing){.point = point});
		if (points.at[at].agenda_point.id != point)
			return NOT_FOUND;
	}
	int64_t wanted = points.at[at].agenda_point.id;
	if (s->id && s->point == wanted)
		return OK;
	s->meeting = meeting;
	s->point = wanted;
	s->since = call->now;
	TRY(s->id ? row_change(call, &showing_entity, s) : row_add(call, &showing_entity, s));
	return event_put(call, S("screen"), text_int(call, meeting));
}

/* ---- the screen and its remote ------------------------------------------------------------- */
static enum status slide_read(struct call *call, const struct meeting_one_row *m,
	const struct meeting_points_list *points, struct slide *s)
{
	struct showing now;
	int64_t n;
	TRY(showing_now(call, m->meeting.id, &now));
	s->meeting = m;
	s->of = (int)points->len;
	s->follows = !str_int(input(call, "n"), &n);
	if (!s->of)
		return OK;
	s->at = s->follows ? (int)showing_at(points, &now) + 1 : (int)MAX(1, MIN(n, s->of));
	s->point = &points->at[s->at - 1];
	s->seconds = showing_seconds(call, &s->point->agenda_point, &now);
	if (!s->point->agenda_point.project)
		return OK;
	TRY(fresh_rule_now(call, &s->fresh));
	TRY(point_earlier(call, s->point->agenda_point.project, m->meeting.id, &s->earlier));
	return point_photos(call, s->point->agenda_point.project, &s->photos);
}

enum status meeting_screen_show(struct call *call)
{
	struct meeting_one_row m;
	struct meeting_points_list points;
	struct slide s = {0};
	TRY(meeting_find(call, param_id(call, "meeting"), &m));
	TRY(meeting_points(call, m.meeting.id, &points));
	TRY(slide_read(call, &m, &points, &s));
	struct page_head head = {.title = m.meeting.title, .body_class = "screen"};
	struct page *w = page_open(call, &head);
	screen_page(w, &s);
	return page_close(w);
}

enum status meeting_remote_show(struct call *call)
{
	struct meeting_one_row m;
	struct meeting_points_list points;
	struct slide s = {0};
	TRY(meeting_find(call, param_id(call, "meeting"), &m));
	if (!meeting_led(call, &m.meeting))
		return NOT_FOUND; /* there is no remote for who only looks on */
	TRY(meeting_points(call, m.meeting.id, &points));
	TRY(slide_read(call, &m, &points, &s));
	struct page_head head = {.title = text_of(call, T_meeting_remote), .place = "meetings",
		.crumbs = {{S("/meetings"), text_of(call, T_menu_meetings)},
			{str_fmt(call->arena, "/meetings/%lld", (long long)m.meeting.id),
				m.meeting.title}}, .crumb_count = 2};
	struct page *w = page_open(call, &head);
	remote_page(w, &s, &points);
	return page_close(w);
}

enum status meeting_screen_step(struct call *call)
{
	struct meeting_one_row m;
	struct showing s;
	int64_t id = param_id(call, "meeting"), point = 0, by = 0;
	TRY(meeting_find(call, id, &m));
	if (!meeting_led(call, &m.meeting))
		return FORBIDDEN;
	str_int(input(call, "point"), &point);
	str_int(input(call, "by"), &by);
	TRY(meeting_step(call, id, point, by, &s));
	return reply_written(call, &showing_entity, &s, str_fmt(call->arena, "/meetings/%lld/%s",
		(long long)id, str_eq(input(call, "back"), S("remote")) ? "remote" : "screen"),
		false);
}
