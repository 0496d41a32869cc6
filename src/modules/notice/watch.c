/* What happened, and what the day brings, made into notices. */
#include "notice.h"
#include "notice.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/setting/setting.h"

enum { EVENTS_AT_ONCE = 5000, STALE_DAYS = 7, KEEP_DAYS = 90, THURSDAY = 4 };

static struct telling about_item(struct call *call, const struct item *i,
	const struct item_step *s, int kind)
{
	return (struct telling){.key = str_fmt(call->arena, "step %lld", (long long)s->id),
		.notice = {.kind = kind, .title = i->title, .words = s->words, .item = i->id,
			.project = i->project, .by = s->by,
			.due = day_is(s->due) ? s->due : i->due}};
}

/* What a step is to be told as; 0: not at all. The system's own reminders are told by the
 * day's rounds. */
static int kind_of_step(int step, bool by_system)
{
	switch (step) {
	case ITEM_STEP_KIND_ASSIGN:
	case ITEM_STEP_KIND_JOIN:
		return NOTICE_KIND_ASSIGNED;
	case ITEM_STEP_KIND_SEND_BACK:
		return NOTICE_KIND_SENT_BACK;
	case ITEM_STEP_KIND_ASK_EXTENSION:
		return NOTICE_KIND_EXTENSION_ASKED;
	case ITEM_STEP_KIND_EXTEND:
	case ITEM_STEP_KIND_REFUSE_EXTENSION:
		return NOTICE_KIND_EXTENSION_ANSWERED;
	case ITEM_STEP_KIND_CLOSE:
		return NOTICE_KIND_STRUCK_OFF;
	case ITEM_STEP_KIND_CHASE:
	case ITEM_STEP_KIND_NOTICE:
		return by_system ? 0 : NOTICE_KIND_CHASED;
	case ITEM_STEP_KIND_SUPERVISE:
	case ITEM_STEP_KIND_INTERVIEW:
	case ITEM_STEP_KIND_BULLETIN:
	case ITEM_STEP_KIND_ESCALATE:
		return NOTICE_KIND_CHASED;
	default:
		return 0;
	}
}

static struct str words_of_step(struct call *call, const struct item_step *s, int kind)
{
	bool named = kind == NOTICE_KIND_CHASED || kind == NOTICE_KIND_EXTENSION_ANSWERED;
	struct str name = choice_label(call, &item_step_fields[ITEM_STEP_KIND], s->kind);
	if (!named)
		return s->words;
	return s->words.len ? str_fmt(call->arena, "%.*s %.*s", STR(name), STR(s->words)) : name;
}

static enum status tell_step(struct call *call, const struct crowd *c, int64_t id)
{
	struct notice_step_row r;
	enum status status = notice_step(call, id, &r);
	if (status != OK)
		return status == NOT_FOUND ? OK : status;
	const struct item *i = &r.item;
	int kind = kind_of_step(r.item_step.kind, r.item_step.by_system);
	if (!kind)
		return OK;
	struct telling t = about_item(call, i, &r.item_step, kind);
	t.notice.words = words_of_step(call, &r.item_step, kind);
	if (kind == NOTICE_KIND_EXTENSION_ASKED) {
		TRY(tell_person(call, c, &t, i->leader));
		TRY(tell_person(call, c, &t, i->raised_by));
		return tell_roles(call, c, &t, OFFICE);
	}
	if (r.item_step.kind == ITEM_STEP_KIND_ESCALATE && i->level >= ITEM_LEVEL_THIRD) {
		TRY(tell_person(call, c, &t, i->leader));
		if (i->level == ITEM_LEVEL_FOURTH)
			TRY(tell_roles(call, c, &t, LEADER));
	}
	/* Who was given it: an item may have gone on to another unit since. */
	bool given = kind == NOTICE_KIND_ASSIGNED && r.item_step.unit;
	TRY(tell_doer(call, c, &t, given ? r.item_step.person : i->person,
		given ? r.item_step.unit : i->unit));
	return kind == NOTICE_KIND_STRUCK_OFF ? tell_person(call, c, &t, i->raised_by) : OK;
}

static enum status tell_light(struct call *call, const struct crowd *c, const struct event *e,
	int64_t project)
{
	struct notice_project_row p;
	enum status status = notice_project(call, project, &p);
	if (status != OK || p.light != PROJECT_LIGHT_RED)
		return status == NOT_FOUND ? OK : status;
	struct telling t = {.key = str_fmt(call->arena, "red %lld", (long long)e->id),
		.notice = {.kind = NOTICE_KIND_RED, .title = p.name, .words = p.numbers,
			.project = p.id, .due = DAY_NONE}};
	TRY(tell_person(call, c, &t, p.leader));
	return tell_unit(call, c, &t, p.lead);
}

/* An event that may concern someone; most steps do not, and are not even read. */
static bool read_event(const struct event *e, bool *item, int64_t *id)
{
	struct str rest, number = str_cut(e->detail, ' ', &rest);
	*item = str_eq(e->topic, S("item"));
	if ((!*item && !str_eq(e->topic, S("light"))) || !str_int(number, id))
		return false;
	return !*item || kind_of_step(choice_find(&item_step_fields[ITEM_STEP_KIND], rest), false);
}

enum status notices_from_events(struct call *call)
{
	struct event_list events;
	struct crowd *crowd = NULL;
	TRY(event_next(call, "notices", EVENTS_AT_ONCE, &events));
	if (!events.len)
		return OK;
	for (size_t i = 0; i < events.len; i++) {
		const struct event *e = &events.at[i];
		bool item;
		int64_t id;
		if (!read_event(e, &item, &id) || call->now.ms - e->at.ms > STALE_DAYS * 86400000LL)
			continue;
		if (!crowd)
			TRY(crowd_read(call, &crowd));
		TRY(item ? tell_step(call, crowd, id) : tell_light(call, crowd, e, id));
	}
	return event_told(call, "notices", events.at[events.len - 1].id);
}

/* ---- the day's rounds ------------------------------------------------------------------ */
static struct telling about_limit(struct call *call, int kind, int64_t item, int64_t project,
	struct str title, day due)
{
	char iso[11];
	day_write(due, iso);
	return (struct telling){.key = str_fmt(call->arena, "%s %lld %s",
					kind == NOTICE_KIND_OVERDUE ? "over" : "soon", (long long)item, iso),
		.notice = {.kind = kind, .title = title, .item = item, .project = project,
			.due = due}};
}

static enum status tell_limits(struct call *call, const struct crowd *c)
{
	struct notice_due_list due;
	struct notice_over_list over;
	TRY(notice_due(call, call->today, workday_add(call->today, 2), &due));
	for (size_t k = 0; k < due.len; k++) {
		struct telling t = about_limit(call, NOTICE_KIND_DUE_SOON, due.at[k].id,
			due.at[k].project, due.at[k].title, due.at[k].due);
		TRY(tell_doer(call, c, &t, due.at[k].person, due.at[k].unit));
	}
	TRY(notice_over(call, call->today, &over));
	for (size_t k = 0; k < over.len; k++) {
		struct telling t = about_limit(call, NOTICE_KIND_OVERDUE, over.at[k].id,
			over.at[k].project, over.at[k].title, over.at[k].due);
		TRY(tell_doer(call, c, &t, over.at[k].person, over.at[k].unit));
	}
	return OK;
}

static enum status tell_meeting(struct call *call, const struct crowd *c,
	const struct notice_meetings_row *m)
{
	struct notice_meeting_units_list leads;
	char iso[11];
	day_write(m->held_on, iso);
	struct telling t = {.key = str_fmt(call->arena, "meeting %lld %s", (long long)m->id, iso),
		.notice = {.kind = NOTICE_KIND_MEETING, .title = m->title, .meeting = m->id,
			.words = str_fmt(call->arena, "%.*s %.*s", STR(m->starts), STR(m->place)),
			.due = m->held_on}};
	TRY(tell_person(call, c, &t, m->chair));
	TRY(tell_unit(call, c, &t, m->unit));
	TRY(notice_meeting_units(call, m->id, &leads));
	for (size_t i = 0; i < leads.len; i++)
		TRY(tell_unit(call, c, &t, leads.at[i].lead));
	return OK;
}

/* On the last working day before. */
static enum status tell_meetings(struct call *call, const struct crowd *c)
{
	struct notice_meetings_list found;
	TRY(notice_meetings(call, day_add(call->today, 1), workday_add(call->today, 1), &found));
	for (size_t i = 0; i < found.len; i++)
		TRY(tell_meeting(call, c, &found.at[i]));
	return OK;
}

/* The week's report is owed on this weekday: Thursday, unless the office says otherwise. */
static enum status tell_unreported(struct call *call, const struct crowd *c)
{
	struct notice_unreported_list found;
	struct str said = NOTHING, week = week_text(call->arena, week_of(call->today));
	int64_t weekday = THURSDAY;
	TRY(setting_get(call, "report_weekday", &said));
	str_int(said, &weekday);
	if (day_weekday(call->today) != weekday)
		return OK;
	TRY(notice_unreported(call, week, &found));
	for (size_t i = 0; i < found.len; i++) {
		const struct notice_unreported_row *p = &found.at[i];
		struct telling t = {.key = str_fmt(call->arena, "report %lld %.*s", (long long)p->id,
					    STR(week)),
			.notice = {.kind = NOTICE_KIND_REPORT, .title = p->name, .words = week,
				.project = p->id, .due = call->today}};
		TRY(tell_doer(call, c, &t, p->contact, p->owner));
	}
	return OK;
}

enum status notices_of_the_day(struct call *call)
{
	struct crowd *crowd;
	TRY(crowd_read(call, &crowd));
	TRY(tell_limits(call, crowd));
	TRY(tell_meetings(call, crowd));
	return tell_unreported(call, crowd);
}

enum status notices_sweep(struct call *call)
{
	instant before = {call->now.ms - KEEP_DAYS * 86400000LL};
	struct notice_read_before_list read;
	struct notices_of_robots_before_list said;
	struct outgoing_sent_before_list sent;
	TRY(notice_read_before(call, before, &read));
	for (size_t i = 0; i < read.len; i++)
		TRY(row_drop(call, &notice_entity, read.at[i].id));
	TRY(notices_of_robots_before(call, before, &said));
	for (size_t i = 0; i < said.len; i++)
		TRY(row_drop(call, &notice_entity, said.at[i].id));
	TRY(outgoing_sent_before(call, before, &sent));
	for (size_t i = 0; i < sent.len; i++)
		TRY(row_drop(call, &outgoing_entity, sent.at[i].id));
	return OK;
}
