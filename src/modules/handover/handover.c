#include "handover.h"
#include "modules/item/item.h"
#include "modules/org/org.h"
#include "modules/project/project.h"

enum status hand_read(struct call *call, int64_t person, struct hand *h)
{
	TRY(person_one(call, person, &h->who));
	TRY(person_projects(call, person, &h->projects));
	TRY(person_memberships(call, person, &h->members));
	TRY(person_items(call, person, call->who.unit, &h->items));
	TRY(person_parts(call, person, call->who.unit, &h->parts));
	TRY(person_meetings(call, person, call->today, &h->meetings));
	TRY(person_series(call, person, &h->series));
	return hand_overs_of(call, person, &h->before);
}

bool hand_empty(const struct hand *h)
{
	return !(h->projects.len + h->members.len + h->items.len + h->parts.len +
		h->meetings.len + h->series.len);
}

struct str hand_parts_words(struct call *call, const struct person_projects_row *p,
	int64_t person)
{
	const struct {
		int64_t who;
		int field;
	} parts[] = {{p->leader, PROJECT_LEADER}, {p->head, PROJECT_HEAD},
		{p->responsible, PROJECT_RESPONSIBLE}, {p->contact, PROJECT_CONTACT}};
	struct out o = out_on(call->arena, 200);
	for (size_t i = 0; i < LEN(parts); i++) {
		if (parts[i].who != person)
			continue;
		if (out_got(&o).len)
			out_lit(&o, " · ");
		out_str(&o, label_of(call, &project_fields[parts[i].field]));
	}
	return out_got(&o);
}

static void swap(int64_t *at, const struct hand_over *h)
{
	if (*at == h->person)
		*at = h->successor;
}

static enum status give_projects(struct call *call, const struct hand *work,
	const struct hand_over *h, struct str words)
{
	for (size_t i = 0; i < work->projects.len; i++) {
		struct project p;
		TRY(row_read(call, &project_entity, work->projects.at[i].id, &p));
		swap(&p.leader, h);
		swap(&p.head, h);
		swap(&p.responsible, h);
		swap(&p.contact, h);
		TRY(project_put(call, &p, words));
	}
	return OK;
}

/* The old membership ends today; the successor's begins, or goes on where it is there. */
static enum status give_membership(struct call *call, struct project_member old,
	const struct hand_over *h)
{
	struct person_member_of_list own;
	TRY(person_member_of(call, h->successor, old.project, &own));
	struct project_member m = {.project = old.project, .person = h->successor,
		.duty = old.duty, .since = call->today, .until = DAY_NONE};
	old.until = call->today;
	TRY(row_change(call, &project_member_entity, &old));
	if (!own.len) {
		TRY(row_add(call, &project_member_entity, &m));
	} else if (day_is(own.at[0].project_member.until)) {
		m.id = own.at[0].project_member.id;
		m.version = own.at[0].project_member.version;
		TRY(row_change(call, &project_member_entity, &m));
	}
	return project_stand(call, old.project);
}

static enum status give_items(struct call *call, const struct hand *work,
	const struct hand_over *h, struct str words)
{
	for (size_t i = 0; i < work->items.len; i++)
		TRY(item_hand_over(call, work->items.at[i].id, h->person, h->successor, words));
	for (size_t i = 0; i < work->parts.len; i++) {
		struct item_part q = work->parts.at[i].item_part;
		q.person = h->successor;
		TRY(row_change(call, &item_part_entity, &q));
	}
	return OK;
}

static enum status give_meetings(struct call *call, const struct hand *work,
	const struct hand_over *h)
{
	for (size_t i = 0; i < work->meetings.len; i++) {
		struct meeting m = work->meetings.at[i].meeting;
		m.chair = h->successor;
		TRY(row_change(call, &meeting_entity, &m));
	}
	for (size_t i = 0; i < work->series.len; i++) {
		struct meeting_series s = work->series.at[i].meeting_series;
		s.chair = h->successor;
		TRY(row_change(call, &meeting_series_entity, &s));
	}
	return OK;
}

static enum status leave(struct call *call, const struct hand_over *h)
{
	struct person p;
	if (!h->leaves)
		return OK;
	TRY(row_read(call, &person_entity, h->person, &p));
	p.retired = true;
	p.successor = h->successor;
	return row_change(call, &person_entity, &p);
}

enum status hand_give(struct call *call, struct hand_over *h)
{
	struct hand work = {0};
	struct person to;
	if (h->successor == h->person)
		return fail(call, "successor", T_hand_self);
	TRY(person_here(call, "successor", h->successor));
	TRY(hand_read(call, h->person, &work));
	TRY(row_read(call, &person_entity, h->successor, &to));
	if (hand_empty(&work) && !h->leaves)
		return fail(call, "successor", T_hand_nothing);
	struct str words = text_with(call, T_hand_note,
		(const struct str[4]){work.who.person.name, to.name});
	if (h->words.len)
		words = str_fmt(call->arena, "%.*s %.*s", STR(words), STR(h->words));
	TRY(give_projects(call, &work, h, words));
	for (size_t i = 0; i < work.members.len; i++)
		TRY(give_membership(call, work.members.at[i].project_member, h));
	TRY(give_items(call, &work, h, words));
	TRY(give_meetings(call, &work, h));
	TRY(leave(call, h));
	h->on_day = call->today;
	h->by = call->who.person;
	h->projects = (int64_t)work.projects.len;
	h->members = (int64_t)work.members.len;
	h->items = (int64_t)(work.items.len + work.parts.len);
	h->meetings = (int64_t)(work.meetings.len + work.series.len);
	return row_add(call, &hand_over_entity, h);
}
