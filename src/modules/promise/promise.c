#include "promise.h"
#include "promise.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/item/item.h"
#include "text/json.h"

#include <stdlib.h>

enum { REVIEWED, CHASED, ANSWERED, ONE_ONE_ONE, REPORTED, SIGNED };

static const struct promise blank[] = {
	[REVIEWED] = {.id = "reviewed", .name = T_promise_reviewed, .rule = T_promise_reviewed_rule},
	[CHASED] = {.id = "chased", .name = T_promise_chased, .rule = T_promise_chased_rule},
	[ANSWERED] = {.id = "answered", .name = T_promise_answered, .rule = T_promise_answered_rule},
	[ONE_ONE_ONE] = {.id = "one-one-one", .name = T_promise_one, .rule = T_promise_one_rule},
	[REPORTED] = {.id = "reported", .name = T_promise_reported, .rule = T_promise_reported_rule},
	[SIGNED] = {.id = "signed", .name = T_promise_signed, .rule = T_promise_signed_rule},
};

static struct promise_owner *owner_of(struct call *call, struct promise *p, struct str name)
{
	struct map_entry *e = map_put(&p->owner_at, name);
	if (!e->n) {
		struct promise_owner *o = vec_grow_(call->arena, (void **)&p->owners.at,
			&p->owners.len, &p->owners.cap, sizeof *o);
		*o = (struct promise_owner){.name = name};
		e->n = (int64_t)p->owners.len;
	}
	return &p->owners.at[e->n - 1];
}

static void add_counts(struct call *call, struct promise *p, struct str owner, int64_t owed,
	int64_t kept)
{
	if (!owed)
		return;
	struct promise_owner *o = owner_of(call, p, owner);
	p->owed += owed;
	p->kept += kept;
	o->owed += owed;
	o->kept += kept;
}

static void count(struct call *call, struct promise_list *found, int which, bool kept,
	struct breach breach)
{
	struct promise *p = &found->at[which];
	if (!found->listing)
		add_counts(call, p, breach.owner, 1, kept);
	if (!kept)
		*(struct breach *)vec_grow_(call->arena, (void **)&p->breaches.at,
			&p->breaches.len, &p->breaches.cap, sizeof breach) = breach;
}

void promise_begin(struct call *call, struct promise_list *found, day on)
{
	memcpy(found->at, blank, sizeof blank);
	found->len = LEN(blank);
	found->on = on;
	found->listing = false;
	for (size_t i = 0; i < found->len; i++)
		found->at[i].owner_at = map_on(call->arena);
}

static int open_first(const void *a, const void *b)
{
	const struct breach *x = a, *y = b;
	if (x->open != y->open)
		return x->open ? -1 : 1;
	if (x->open && x->age != y->age)
		return x->age > y->age ? -1 : 1;
	bool before = x->open ? x->record < y->record : x->record > y->record;
	return before ? -1 : x->record != y->record;
}

static int most_first(const void *a, const void *b)
{
	const struct promise_owner *x = a, *y = b;
	int64_t left = x->owed - x->kept, right = y->owed - y->kept;
	return left != right ? (left < right ? 1 : -1) : str_cmp(x->name, y->name);
}

void promise_end(struct promise_list *found)
{
	for (size_t i = 0; i < found->len; i++) {
		struct promise *p = &found->at[i];
		if (p->breaches.len)
			qsort(p->breaches.at, p->breaches.len, sizeof *p->breaches.at, open_first);
		if (p->owners.len)
			qsort(p->owners.at, p->owners.len, sizeof *p->owners.at, most_first);
	}
}

/* R1, R4, R5 for one active project in the week of the day. */
void promise_project_count(struct call *call, struct promise_list *found,
	const struct promise_project *p)
{
	int age = day_between(week_monday(week_of(found->on)), found->on);
	struct breach b = {"project", p->id, p->name, p->lead_name, age, true};
	count(call, found, REVIEWED, p->reviewed, b);
	count(call, found, REPORTED, p->reported, b);
	count(call, found, ONE_ONE_ONE, p->complete, b);
}

/* Owed once done or once its day has passed; late until it was done. */
static void count_by(struct call *call, struct promise_list *found, int which, day by, day done,
	struct breach b)
{
	b.open = !day_is(done);
	b.age = day_between(by, b.open ? found->on : done);
	if (!b.open || day_cmp(by, found->on) < 0)
		count(call, found, which, !b.open && day_cmp(done, by) <= 0, b);
}

/* R2, R3, R6 for one item. */
void promise_item_count(struct call *call, struct promise_list *found,
	const struct promise_item *i)
{
	struct breach b = {"item", i->id, i->title, i->unit_name, 0, true};
	if (!i->closed) {
		day last = day_is(i->last_other) ? i->last_other : i->raised_on;
		b.age = day_between(last, found->on);
		bool after_limit = day_is(i->due) && day_cmp(i->due, found->on) < 0 &&
			workdays_between(i->due, found->on) > 1 && day_cmp(last, i->due) <= 0;
		count(call, found, CHASED, b.age <= CHASE_DAYS && !after_limit, b);
	}
	count_by(call, found, ANSWERED, i->answer_by,
		day_is(i->answered_on) ? i->answered_on : i->closed_on, b);
	if (!i->raised)
		count_by(call, found, SIGNED, i->sign_by, i->signed_on, b);
}

/* Of a row of any of the statements that read items. */
#define ITEM_OF(r) \
	(struct promise_item){.id = (r)->id, .title = (r)->title, .unit_name = (r)->unit_name, \
		.raised = (r)->state == ITEM_STATE_RAISED, \
		.closed = (r)->state == ITEM_STATE_CLOSED, .raised_on = (r)->raised_on, \
		.assigned_on = day_is((r)->assigned_on) ? (r)->assigned_on : (r)->raised_on, \
		.signed_on = (r)->signed_on, .answered_on = (r)->answered_on, \
		.closed_on = (r)->closed_on, .due = (r)->due, .last_other = (r)->last_other}

static void count_item(struct call *call, struct promise_list *found, struct promise_item i)
{
	i.answer_by = workday_add(i.raised_on, ANSWER_DAYS);
	i.sign_by = workday_add(i.assigned_on, SIGN_DAYS);
	promise_item_count(call, found, &i);
}

static enum status count_undated(struct call *call, struct promise_list *found)
{
	struct promise_items_undated_list items;
	TRY(promise_items_undated(call, &items));
	for (size_t k = 0; k < items.len; k++)
		count_item(call, found, ITEM_OF(&items.at[k]));
	return OK;
}

static enum status list_broken(struct call *call, int64_t most, struct promise_list *found)
{
	struct promise_items_broken_list items;
	TRY(promise_items_broken(call, call->today, most, &items));
	found->listing = true;
	for (size_t k = 0; k < items.len; k++)
		count_item(call, found, ITEM_OF(&items.at[k]));
	found->listing = false;
	return OK;
}

static enum status count_closed(struct call *call, int64_t most, struct promise_list *found)
{
	struct promise_closed_list units;
	int64_t undated = 0;
	TRY(promise_closed(call, call->today, &units));
	for (size_t k = 0; k < units.len; k++) {
		const struct promise_closed_row *u = &units.at[k];
		add_counts(call, &found->at[ANSWERED], u->unit_name, u->answers, u->answered);
		add_counts(call, &found->at[SIGNED], u->unit_name, u->signatures, u->signed_for);
		undated += u->undated;
	}
	if (undated)
		TRY(count_undated(call, found));
	return most ? list_broken(call, most, found) : OK;
}

enum status promise_count(struct call *call, int64_t most, struct promise_list *found)
{
	struct promise_projects_list projects;
	struct promise_items_open_list items;
	promise_begin(call, found, call->today);
	TRY(promise_projects(call, week_text(call->arena, week_of(call->today)), &projects));
	for (size_t i = 0; i < projects.len; i++) {
		const struct promise_projects_row *p = &projects.at[i];
		promise_project_count(call, found, &(struct promise_project){p->id, p->name,
			p->lead_name, p->leader && (p->head || p->members) && p->plans,
			p->reviews > 0, p->reports > 0});
	}
	TRY(promise_items_open(call, &items));
	for (size_t i = 0; i < items.len; i++)
		count_item(call, found, ITEM_OF(&items.at[i]));
	TRY(count_closed(call, most, found));
	promise_end(found);
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
		json_key(w, S("owners"));
		json_open(w, '[');
		for (size_t k = 0; k < p->owners.len; k++) {
			json_open(w, '{');
			json_field(w, "name", json_put_str, p->owners.at[k].name);
			json_field(w, "of", json_put_int, p->owners.at[k].owed);
			json_field(w, "kept", json_put_int, p->owners.at[k].kept);
			json_close(w, '}');
		}
		json_close(w, ']');
		json_close(w, '}');
	}
	json_close(w, ']');
}
