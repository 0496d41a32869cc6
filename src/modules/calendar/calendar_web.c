/* Working calendars of the district and its projects, with their special days. */
#include "calendar.h"
#include "calendar.html.h"
#include "calendar.sql.h"

static enum status list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &calendar_rows_statement, &q));
	TRY(calendar_rows(call, &q, &found));
	if (reply_list(call, &calendar_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_calendar_title), .place = "settings"};
	struct page *w = page_open(call, &head);
	calendar_list_page(w, &q, &found);
	return page_close(w);
}

static enum status show_one(struct call *call)
{
	struct calendar c = {.holidays = true};
	struct calendar_days_list days = {0};
	int64_t id = param_id(call, "calendar");
	if (id) {
		TRY(row_read(call, &calendar_entity, id, &c));
		TRY(calendar_days(call, id, &days));
	}
	if (id && reply_record(call, &calendar_entity, &c))
		return OK;
	struct page_head head = {.title = id ? c.name : text_of(call, T_calendar_add),
		.place = "settings",
		.crumbs = {{S("/calendars"), text_of(call, T_calendar_title)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	calendar_page(w, &c, &days);
	return page_close(w);
}

static enum status save(struct call *call)
{
	struct calendar c = {.holidays = true};
	int64_t id = param_id(call, "calendar");
	if (id)
		TRY(row_read(call, &calendar_entity, id, &c));
	TRY(form_read(call, &calendar_entity, &c, NULL));
	TRY(id ? row_change(call, &calendar_entity, &c) : row_add(call, &calendar_entity, &c));
	return reply_written(call, &calendar_entity, &c,
		str_fmt(call->arena, "/calendars/%lld", (long long)c.id), !id);
}

static enum status add_day(struct call *call)
{
	struct calendar c;
	struct calendar_day d = {.calendar = param_id(call, "calendar"), .day = DAY_NONE};
	static const char *const only[] = {"day", "work", "name", "source", NULL};
	TRY(row_read(call, &calendar_entity, d.calendar, &c));
	TRY(form_read(call, &calendar_day_entity, &d, only));
	TRY(row_add(call, &calendar_day_entity, &d));
	return reply_written(call, &calendar_day_entity, &d,
		str_fmt(call->arena, "/calendars/%lld", (long long)d.calendar), true);
}

static const struct route routes[] = {
	{GET, "/calendars", T_calendar_title, list, EVERYONE, .lists = &calendar_rows_statement},
	{GET, "/calendars/new", T_calendar_add, show_one, OFFICE | ADMIN},
	{POST, "/calendars", T_calendar_add, save, OFFICE | ADMIN, show_one, &calendar_entity,
		&calendar_entity},
	{GET, "/calendars/:calendar", T_calendar_see, show_one, EVERYONE,
		.gives = &calendar_entity},
	{POST, "/calendars/:calendar", T_calendar_change, save, OFFICE | ADMIN, show_one,
		&calendar_entity, &calendar_entity},
	{POST, "/calendars/:calendar/days", T_calendar_add_day, add_day, OFFICE | ADMIN, show_one,
		&calendar_day_entity, &calendar_day_entity},
};
const struct module calendar_module = {"calendar", routes, LEN(routes), NULL, 0};
