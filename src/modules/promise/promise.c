#include "promise.h"
#include "promise.sql.h"
#include "modules/calendar/calendar.h"
#include "text/json.h"

enum { REVIEWED, CHASED, ANSWERED, ONE_ONE_ONE, REPORTED, SIGNED };

static const struct promise blank[] = {
	[REVIEWED] = {.id = "reviewed", .name = T_promise_reviewed, .rule = T_promise_reviewed_rule},
	[CHASED] = {.id = "chased", .name = T_promise_chased, .rule = T_promise_chased_rule},
	[ANSWERED] = {.id = "answered", .name = T_promise_answered, .rule = T_promise_answered_rule},
	[ONE_ONE_ONE] = {.id = "one-one-one", .name = T_promise_one, .rule = T_promise_one_rule},
	[REPORTED] = {.id = "reported", .name = T_promise_reported, .rule = T_promise_reported_rule},
	[SIGNED] = {.id = "signed", .name = T_promise_signed, .rule = T_promise_signed_rule},
};

static void count(struct call *call, struct promise *p, bool kept, struct breach breach)
{
	p->owed++;
	p->kept += kept;
	if (!kept)
		*(struct breach *)vec_grow_(call->arena, (void **)&p->breaches.at,
			&p->breaches.len, &p->breaches.cap, sizeof breach) = breach;
}

/* R1, R4, R5 for one active project in the week of today. */
static void count_project(struct call *call, struct promise *all,
	const struct promise_projects_row *p)
{
	int age = day_between(week_monday(week_of(call->today)), call->today);
	struct breach b = {"project", p->id, p->name, p->lead_name, age};
	count(call, &all[REVIEWED], p->reviews > 0, b);
	count(call, &all[REPORTED], p->reports > 0, b);
	count(call, &all[ONE_ONE_ONE], p->leader && (p->head || p->members) && p->plans, b);
}

/* R2, R3, R6 for one item. */
static void count_item(struct call *call, struct promise *all,
	const struct promise_items_row *i)
{
	bool closed = i->state == ITEM_STATE_CLOSED;
	struct breach b = {"item", i->id, i->title, i->unit_name, 0};
	if (!closed) {
		day last = day_is(i->last_other) ? i->last_other : i->raised_on;
		b.age = day_between(last, call->today);
		bool after_limit = day_is(i->due) && day_cmp(i->due, call->today) < 0 &&
			workdays_between(i->due, call->today) > 1 && day_cmp(last, i->due) <= 0;
		count(call, &all[CHASED], b.age <= CHASE_DAYS && !after_limit, b);
	}
	day answer_by = workday_add(i->raised_on, ANSWER_DAYS);
	day answered = day_is(i->answered_on) ? i->answered_on : i->closed_on;
	b.age = day_between(answer_by, call->today);
	if (day_is(answered) || day_cmp(answer_by, call->today) < 0)
		count(call, &all[ANSWERED], day_is(answered) && day_cmp(answered, answer_by) <= 0,
			b);
	if (i->state == ITEM_STATE_RAISED)
		return;
	day given = day_is(i->assigned_on) ? i->assigned_on : i->raised_on;
	day sign_by = workday_add(given, SIGN_DAYS);
	b.age = day_between(sign_by, call->today);
	if (day_is(i->signed_on) || day_cmp(sign_by, call->today) < 0)
		count(call, &all[SIGNED],
			day_is(i->signed_on) && day_cmp(i->signed_on, sign_by) <= 0, b);
}

enum status promise_count(struct call *call, struct promise_list *found)
{
	struct promise_projects_list projects;
	struct promise_items_list items;
	struct week now = week_of(call->today);
	memcpy(found->at, blank, sizeof blank);
	found->len = LEN(blank);
	TRY(promise_projects(call, week_text(call->arena, now), week_monday(now), &projects));
	TRY(promise_items(call, &items));
	for (size_t i = 0; i < projects.len; i++)
		count_project(call, found->at, &projects.at[i]);
	for (size_t i = 0; i < items.len; i++)
		count_item(call, found->at, &items.at[i]);
	return OK;
}

void promise_json(struct call *call, struct json_writer *w, const struct promise_list *list)
{
	(void)call;
	json_open(w, '[');
	for (size_t i = 0; i < list->len; i++) {
		const struct promise *p = &list->at[i];
		json_open(w, '{');
		json_field(w, "id", json_put_str, str_of(p->id));
		json_field(w, "of", json_put_int, p->owed);
		json_field(w, "kept", json_put_int, p->kept);
		json_key(w, S("breaches"));
		json_open(w, '[');
		for (size_t k = 0; k < p->breaches.len; k++) {
			const struct breach *b = &p->breaches.at[k];
			json_open(w, '{');
			json_field(w, "room", json_put_str, str_of(b->room));
			json_field(w, "id", json_put_int, b->record);
			json_field(w, "name", json_put_str, b->name);
			json_field(w, "owner", json_put_str, b->owner);
			json_field(w, "days", json_put_int, b->age);
			json_close(w, '}');
		}
		json_close(w, ']');
		json_close(w, '}');
	}
	json_close(w, ']');
}
