/* Writes iCalendar (RFC 5545) through libical, which is named nowhere else: events that
 * calendars show but nobody need answer. Lines are folded and texts escaped there.
 *
 *	struct ics *c = ics_open(arena, name, now);
 *	ics_add(c, &event);
 *	text = ics_close(c);
 */
#ifndef GUATU_ICS_H
#define GUATU_ICS_H

#include "base/base.h"

struct ics_event {
	struct str uid;	     /* the same event has the same one for ever */
	day on;		     /* all day, where starts is none */
	instant starts, ends; /* a time of day: both */
	struct str title;    /* one line */
	struct str detail, place, address, category; /* may be nothing; address: a URL */
};

struct ics;
/* name: what calendars call it; now: when the events were so. */
struct ics *ics_open(struct arena *, struct str name, instant now);
void ics_add(struct ics *, const struct ics_event *);
/* The whole text, on the arena; NOTHING where memory ran out. Ends the writer either way. */
struct str ics_close(struct ics *);

#endif
