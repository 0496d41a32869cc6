#include "promise.h"
#include "promise.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/item/item_inside.h"
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

void promise_begin(struct promise_list *found, day on)
{
	memcpy(found->at, blank, sizeof blank);
	found->len = LEN(blank);
	found->on = on;
}

/* R1, R4, R5 for one active project in the week of the day. */
void promise_project_count(struct call *call, struct promise_list *found,
	const struct promise_project *p)
{
	int age = day_between(week_monday(week_of(found->on)), found->on);
	struct breach b = {"project", p->id, p->name, p->lead_name, age};
	count(call, &found->at[REVIEWED], p->reviewed, b);
	count(call, &found->at[REPORTED], p->reported, b);
	count(call, &found->at[ONE_ONE_ONE], p->complete, b);
}

/* R2, R3, R6 for one item. */
void promise_item_count(struct call *call, struct promise_list *found,
	const struct promise_item *i)
{
	struct breach b = {"item", i->id, i->title, i->unit_name, 0};
	if (!i->closed) {
		day last = day_is(i->last_other) ? i->last_other : i->raised_on;
		b.age = day_between(last, found->on);
		bool after_limit = day_is(i->due) && day_cmp(i->due, found->on) < 0 &&
			workdays_between(i->due, found->on) > 1 && day_cmp(last, i->due) <= 0;
		count(call, &found->at[CHASED], b.age <= CHASE_DAYS && !after_limit, b);
	}
	day answered = day_is(i->answered_on) ? i->answered_on : i->closed_on;
	b.age = day_between(i->answer_by, found->on);
	if (day_is(answered) || day_cmp(i->answer_by, found->on) < 0)
		count(call, &found->at[ANSWERED],
			day_is(answered) && day_cmp(answered, i->answer_by) <= 0, b);
	if (i->raised)
		return;
	b.age = day_between(i->sign_by, found->on);
	if (day_is(i->signed_on) || day_cmp(i->sign_by, found->on) < 0)
		count(call, &found->at[SIGNED],
			day_is(i->signed_on) && day_cmp(i->signed_on, i->sign_by) <= 0, b);
}

enum status promise_count(struct call *call, struct promise_list *found)
{
	struct promise_projects_list projects;
	struct promise_items_list items;
	struct promise_items_kept_row kept;
	promise_begin(found, call->today);
	TRY(promise_projects(call, week_text(call->arena, week_of(call->today)), &projects));
	TRY(promise_items(call, &items));
	TRY(promise_items_kept(call, &kept));
	for (size_t i = 0; i < projects.len; i++) {
		const struct promise_projects_row *p = &projects.at[i];
		promise_project_count(call, found, &(struct promise_project){p->id, p->name,
			p->lead_name, p->leader && (p->head || p->members) && p->plans,
			p->reviews > 0, p->reports > 0});
	}
	for (size_t i = 0; i < items.len; i++) {
		const struct promise_items_row *r = &items.at[i];
		day given = day_is(r->assigned_on) ? r->assigned_on : r->raised_on;
		promise_item_count(call, found, &(struct promise_item){r->id, r->title,
			r->unit_name, r->state == ITEM_STATE_RAISED, r->state == ITEM_STATE_CLOSED,
			r->raised_on, given, r->signed_on, r->answered_on, r->closed_on, r->due,
			r->last_other, workday_add(r->raised_on, ANSWER_DAYS),
			workday_add(given, SIGN_DAYS)});
	}
	found->at[ANSWERED].owed += kept.items;
	found->at[ANSWERED].kept += kept.items;
	found->at[SIGNED].owed += kept.items;
	found->at[SIGNED].kept += kept.items;
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
