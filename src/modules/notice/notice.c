/* Who is told what, once. */
#include "notice.h"
#include "notice.sql.h"

struct crowd {
	struct notice_people_list people;
	struct notice_wishes_list wishes;
	struct robots_open_list robots;
};

int64_t notice_unread_count(struct call *call)
{
	struct notice_unread_row n;
	if (!call->db) /* the page of a refused write has no connection any more */
		return 0;
	return notice_unread(call, call->who.person, &n) == OK ? n.unread : 0;
}

enum status crowd_read(struct call *call, struct crowd **crowd)
{
	*crowd = NEW(call->arena, struct crowd);
	TRY(notice_people(call, &(*crowd)->people));
	TRY(notice_wishes(call, &(*crowd)->wishes));
	return robots_open(call, &(*crowd)->robots);
}

const struct notice_wish *wish_of(const struct crowd *c, int64_t person)
{
	for (size_t i = 0; i < c->wishes.len; i++)
		if (c->wishes.at[i].notice_wish.person == person)
			return &c->wishes.at[i].notice_wish;
	return NULL;
}

/* The wishes' fields stand in the order of the kinds. */
static int wish_for(const struct notice_wish *w, int kind)
{
	const struct field *f = &notice_wish_fields[NOTICE_WISH_ASSIGNED + kind - NOTICE_KIND_ASSIGNED];
	return w ? *(const int *)field_at(f, w) : 0;
}

bool wants_mail(const struct notice_wish *w, int kind)
{
	int wish = wish_for(w, kind);
	return w && w->mail.len && (wish == 0 || wish == NOTICE_WISH_ASSIGNED_MAIL);
}

/* ---- telling ------------------------------------------------------------------------ */
static enum status tell(struct call *call, const struct telling *t, int64_t person,
	int64_t robot, int64_t unit)
{
	struct notice_by_key_row before;
	struct notice n = t->notice;
	n.unique_key = str_fmt(call->arena, "%.*s %c%lld", STR(t->key), person ? 'p' : 'r',
		(long long)(person ? person : robot));
	enum status status = notice_by_key(call, n.unique_key, &before);
	if (status != NOT_FOUND)
		return status;
	n.person = person;
	n.robot = robot;
	n.unit = unit;
	n.at = call->now;
	n.read_at = INSTANT_NONE;
	n.title = utf8_first(n.title, 200);
	n.words = utf8_first(n.words, 400);
	TRY(row_add(call, &notice_entity, &n));
	return event_put(call,
		person ? str_fmt(call->arena, "notice-%lld", (long long)person) : S("outgoing"),
		S(""));
}

static enum status tell_one(struct call *call, const struct crowd *c, const struct telling *t,
	int64_t person, int64_t unit)
{
	if (!person || person == t->notice.by ||
		wish_for(wish_of(c, person), t->notice.kind) == NOTICE_WISH_ASSIGNED_NEVER)
		return OK;
	return tell(call, t, person, 0, unit);
}

static bool can_log_in(const struct crowd *c, int64_t person)
{
	for (size_t i = 0; i < c->people.len; i++)
		if (c->people.at[i].id == person)
			return true;
	return false;
}

enum status tell_person(struct call *call, const struct crowd *c, const struct telling *t,
	int64_t person)
{
	return can_log_in(c, person) ? tell_one(call, c, t, person, 0) : OK;
}

static enum status tell_robots(struct call *call, const struct crowd *c,
	const struct telling *t, int64_t unit)
{
	for (size_t i = 0; unit && i < c->robots.len; i++)
		if (c->robots.at[i].robot.unit == unit)
			TRY(tell(call, t, 0, c->robots.at[i].robot.id, unit));
	return OK;
}

static enum status tell_members(struct call *call, const struct crowd *c,
	const struct telling *t, int64_t unit)
{
	for (size_t i = 0; unit && i < c->people.len; i++)
		if (c->people.at[i].unit == unit)
			TRY(tell_one(call, c, t, c->people.at[i].id, unit));
	return OK;
}

enum status tell_unit(struct call *call, const struct crowd *c, const struct telling *t,
	int64_t unit)
{
	TRY(tell_members(call, c, t, unit));
	return tell_robots(call, c, t, unit);
}

enum status tell_doer(struct call *call, const struct crowd *c, const struct telling *t,
	int64_t person, int64_t unit)
{
	TRY(tell_robots(call, c, t, unit));
	return person && can_log_in(c, person) ? tell_one(call, c, t, person, 0) :
						 tell_members(call, c, t, unit);
}

enum status tell_roles(struct call *call, const struct crowd *c, const struct telling *t,
	uint32_t bits)
{
	for (size_t i = 0; i < c->people.len; i++)
		if ((uint32_t)c->people.at[i].roles & bits)
			TRY(tell_one(call, c, t, c->people.at[i].id, 0));
	return OK;
}

/* ---- words --------------------------------------------------------------------------- */
struct str notice_sentence(struct call *call, const struct notice *n, struct str project)
{
	static const enum text say[] = {[NOTICE_KIND_ASSIGNED] = T_notice_say_assigned,
		[NOTICE_KIND_SENT_BACK] = T_notice_say_sent_back,
		[NOTICE_KIND_EXTENSION_ASKED] = T_notice_say_extension_asked,
		[NOTICE_KIND_EXTENSION_ANSWERED] = T_notice_say_extension_answered,
		[NOTICE_KIND_STRUCK_OFF] = T_notice_say_struck_off,
		[NOTICE_KIND_CHASED] = T_notice_say_chased,
		[NOTICE_KIND_DUE_SOON] = T_notice_say_due_soon,
		[NOTICE_KIND_OVERDUE] = T_notice_say_overdue,
		[NOTICE_KIND_MEETING] = T_notice_say_meeting,
		[NOTICE_KIND_REPORT] = T_notice_say_report, [NOTICE_KIND_RED] = T_notice_say_red};
	if (n->kind <= 0 || n->kind >= (int)LEN(say))
		return n->title;
	struct str due = day_is(n->due) ? text_day(call, n->due) : S("—");
	struct str said = text_with(call, say[n->kind],
		(const struct str[4]){n->title, due, n->words});
	bool own = n->kind == NOTICE_KIND_RED || n->kind == NOTICE_KIND_REPORT;
	return own || !project.len ? said :
				     text_with(call, T_notice_of_project, (const struct str[4]){said, project});
}

struct str notice_path(struct call *call, const struct notice *n)
{
	if (n->item)
		return str_fmt(call->arena, "/items/%lld", (long long)n->item);
	if (n->meeting)
		return str_fmt(call->arena, "/meetings/%lld", (long long)n->meeting);
	return str_fmt(call->arena, n->kind == NOTICE_KIND_REPORT ? "/projects/%lld/reports/new" :
								    "/projects/%lld",
		(long long)n->project);
}

/* ---- quiet hours ---------------------------------------------------------------------- */
int clock_minutes(struct str s)
{
	int64_t hour, minute;
	struct str rest, first = str_cut(str_trim(s), ':', &rest);
	bool sound = first.len >= 1 && first.len <= 2 && rest.len == 2 && str_int(first, &hour) &&
		str_int(rest, &minute) && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
	return sound ? (int)(hour * 60 + minute) : -1;
}

bool quiet_at(struct str from, struct str to, int minute)
{
	int a = clock_minutes(from), b = clock_minutes(to);
	if (a < 0 || b < 0 || a == b)
		return false;
	return a < b ? minute >= a && minute < b : minute >= a || minute < b;
}

static const struct route routes[] = {
	{GET, "/inbox", T_inbox, inbox_list, EVERYONE, .lists = &notice_rows_statement},
	{GET, "/inbox/count", T_notice_count, inbox_count, EVERYONE},
	{POST, "/inbox/read", T_notice_read_all, inbox_mark_all, EVERYONE},
	{POST, "/inbox/:notice", T_notice_mark, inbox_mark, EVERYONE, .gives = &notice_entity},
	{GET, "/me/notices", T_my_notices, wishes_form, EVERYONE, .gives = &notice_wish_entity},
	{POST, "/me/notices", T_my_notices, wishes_save, EVERYONE, wishes_form,
		&notice_wish_entity, &notice_wish_entity},
	{GET, "/robots", T_notice_robots, robots_list, ADMIN | OFFICE, .lists = &robot_rows_statement},
	{GET, "/robots/new", T_notice_robot_add, robot_form, ADMIN | OFFICE},
	{POST, "/robots", T_notice_robot_add, robot_save, ADMIN | OFFICE, robot_form, &robot_entity,
		&robot_entity},
	{GET, "/robots/:robot", T_notice_robot_change, robot_form, ADMIN | OFFICE,
		.gives = &robot_entity},
	{POST, "/robots/:robot", T_notice_robot_change, robot_save, ADMIN | OFFICE, robot_form,
		&robot_entity, &robot_entity},
	{GET, "/settings/mail", T_notice_mail, mail_form, ADMIN, .gives = &mail_server_entity},
	{POST, "/settings/mail", T_notice_mail, mail_save, ADMIN, mail_form, &mail_server_entity,
		&mail_server_entity},
	{GET, "/settings/origins", T_notice_origins, origins_form, SECURITY},
	{POST, "/settings/origins", T_notice_origins, origins_save, SECURITY, origins_form},
	{GET, "/outgoing", T_notice_outgoing, outgoing_list, ADMIN | OFFICE,
		.lists = &outgoing_rows_statement},
	{POST, "/outgoing/:outgoing/again", T_notice_again, outgoing_again, ADMIN | OFFICE,
		.gives = &outgoing_entity},
};

static const struct job jobs[] = {
	{"notices", 10, notices_from_events, .at_once = true},
	{"notices of the day", 300, notices_of_the_day},
	{"digests", 60, digests_make},
	{"old notices", 3600, notices_sweep},
	{"outgoing", 10, outgoing_send, .at_once = true, .slow = true},
};

const struct module notice_module = {"notice", routes, LEN(routes), jobs, LEN(jobs)};
