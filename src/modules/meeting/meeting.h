/* The weekly meeting (S10): agenda from the record, screen mode, decisions that become
 * items, minutes. */
#ifndef GUATU_MEETING_H
#define GUATU_MEETING_H

#include "models.h"
#include "web/web.h"

extern const struct module meeting_module;

/* Plans the next meeting of a unit: numbered, dated, its agenda drafted from the record
 * (decisions not done, new reds, overdue items, projects that did not report, milestones
 * due, requests), each point with its reason. */
enum status meeting_plan(struct call *, int64_t unit, day held_on, int64_t *meeting);
/* A decision taken on a point: an item with unit, person and limit, kept as the point's
 * conclusion too. */
enum status meeting_decide(struct call *, int64_t point, struct item *decision);
/* Closes the meeting: every point's project counts as reviewed in the week. */
enum status meeting_close(struct call *, int64_t meeting);

#endif
