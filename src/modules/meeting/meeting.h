/* The weekly meeting (S10): agenda from the record, screen mode, decisions that become
 * items, minutes. */
#ifndef GUATU_MEETING_H
#define GUATU_MEETING_H

#include "meeting.sql.h"
#include "models.h"
#include "modules/rule/rule.h"
#include "web/web.h"

extern const struct module meeting_module;

/* One point on the room's screen, or on the phone that steps it. */
struct slide {
	const struct meeting_one_row *meeting;
	const struct meeting_points_row *point; /* NULL: the agenda is empty */
	struct point_earlier_list earlier;
	struct point_photos_list photos;
	struct fresh_rule fresh;
	int64_t seconds; /* left of the point's minutes */
	int at, of;
	bool follows; /* shows what the room sees, not a point of the reader's own choice */
};

/* The screen and its remote. */
handler_fn meeting_screen_show, meeting_remote_show, meeting_screen_step;

/* A meeting that the caller may see, by the rule of its series. NOT_FOUND else. */
enum status meeting_find(struct call *, int64_t id, struct meeting_one_row *);
/* Whether the caller leads it: the district any, a unit its own. */
bool meeting_led(const struct call *, const struct meeting *);
bool series_led(const struct call *, int64_t unit);
/* The series of a unit, made with the usual rules where it has none yet. */
enum status series_usual(struct call *, int64_t unit, int shown, struct meeting_series *);

/* Plans the next meeting of a series: numbered, dated, its agenda drafted from the record
 * (decisions not done, new reds, overdue items, projects that did not report, milestones
 * due, requests), each point with its reason. */
enum status meeting_plan(struct call *, int64_t series, day held_on, int64_t *meeting);
/* The points of one project stand together: those that begin at `from` end before this. */
size_t points_end(const struct meeting_points_list *, size_t from);
/* The minutes of points [from, end) together. */
int64_t points_minutes(const struct meeting_points_list *, size_t from, size_t end);
/* Moves a point one place up (by < 0) or down among its project's; at their edge the project moves with
 * all its points. */
enum status point_move(struct call *, struct agenda_point *, int by);
/* Puts a point before the room: `point` where named (else 0), else `by` points on from the
 * one shown, held at either end. NOT_FOUND where the agenda has no such point. */
enum status meeting_step(struct call *, int64_t meeting, int64_t point, int64_t by,
	struct showing *);
/* Where in the agenda the shown point stands, from 0; 0 where none is shown. */
size_t showing_at(const struct meeting_points_list *, const struct showing *);
/* Seconds the point has left of its minutes; below nought once over. The whole time where
 * nobody has put it before the room. */
int64_t showing_seconds(const struct call *, const struct agenda_point *, const struct showing *);
/* Gives meetings from before there were series the district's own. */
enum status meetings_into_series(struct call *);
/* A decision taken on a point: an item with unit, person and limit, kept as the point's
 * conclusion too. */
enum status meeting_decide(struct call *, int64_t point, struct item *decision);
/* Closes the meeting: every point's project counts as reviewed in the week. */
enum status meeting_close(struct call *, int64_t meeting);

#endif
