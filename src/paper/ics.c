#include "paper/ics.h"

#include <libical/ical.h>

struct ics {
	struct arena *arena;
	icalcomponent *calendar;
	struct icaltimetype now;
};

/* Control characters other than the line break may not stand in a text (RFC 5545, 3.3.11). */
static char *clean(struct arena *a, struct str s)
{
	char *text = str_z(a, s);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)text[i] >= ' ' ? text[i] != 0x7F : text[i] == '\n')
			text[n++] = text[i];
	text[n] = 0;
	return text;
}

static struct icaltimetype utc(instant at)
{
	return icaltime_from_timet_with_zone((time_t)(at.ms / 1000), 0,
		icaltimezone_get_utc_timezone());
}

static struct icaltimetype whole(day d)
{
	struct ymd p = day_parts(d);
	struct icaltimetype t = icaltime_null_date();
	t.year = p.year;
	t.month = p.month;
	t.day = p.day;
	return t;
}

static void put_x(icalcomponent *to, const char *name, const char *value)
{
	icalproperty *p = icalproperty_new_x(value);
	icalproperty_set_x_name(p, name);
	icalcomponent_add_property(to, p);
}

struct ics *ics_open(struct arena *a, struct str name, instant now)
{
	struct ics *c = NEW(a, struct ics);
	*c = (struct ics){a, icalcomponent_new(ICAL_VCALENDAR_COMPONENT), utc(now)};
	icalcomponent_add_property(c->calendar, icalproperty_new_version("2.0"));
	icalcomponent_add_property(c->calendar, icalproperty_new_prodid("-//guatu//guatu//ZH"));
	icalcomponent_add_property(c->calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
	put_x(c->calendar, "X-WR-CALNAME", clean(a, name));
	/* How often those who subscribe ask again; some know this name alone. */
	put_x(c->calendar, "X-PUBLISHED-TTL", "PT1H");
	return c;
}

static void put_time(icalcomponent *to, const struct ics_event *e)
{
	bool timed = e->starts.ms != INSTANT_NONE.ms;
	icalcomponent_add_property(to,
		icalproperty_new_dtstart(timed ? utc(e->starts) : whole(e->on)));
	icalcomponent_add_property(to,
		icalproperty_new_dtend(timed ? utc(e->ends) : whole(day_add(e->on, 1))));
	/* A limit or a milestone does not make anybody busy. */
	icalcomponent_add_property(to,
		icalproperty_new_transp(timed ? ICAL_TRANSP_OPAQUE : ICAL_TRANSP_TRANSPARENT));
}

void ics_add(struct ics *c, const struct ics_event *e)
{
	icalcomponent *to = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	icalcomponent_add_property(to, icalproperty_new_uid(clean(c->arena, e->uid)));
	icalcomponent_add_property(to, icalproperty_new_dtstamp(c->now));
	put_time(to, e);
	icalcomponent_add_property(to, icalproperty_new_summary(clean(c->arena, e->title)));
	if (e->detail.len)
		icalcomponent_add_property(to,
			icalproperty_new_description(clean(c->arena, e->detail)));
	if (e->place.len)
		icalcomponent_add_property(to,
			icalproperty_new_location(clean(c->arena, e->place)));
	if (e->address.len)
		icalcomponent_add_property(to, icalproperty_new_url(clean(c->arena, e->address)));
	if (e->category.len)
		icalcomponent_add_property(to,
			icalproperty_new_categories(clean(c->arena, e->category)));
	icalcomponent_add_component(c->calendar, to);
}

struct str ics_close(struct ics *c)
{
	char *text = icalcomponent_as_ical_string_r(c->calendar);
	struct str got = text ? str_copy(c->arena, str_of(text)) : NOTHING;
	icalmemory_free_buffer(text);
	icalcomponent_free(c->calendar);
	return got;
}
