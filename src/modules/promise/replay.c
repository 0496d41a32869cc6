/* Promises as they stood on a day, replayed from the record alone: steps and standings. */
#include "promise.h"
#include "promise.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/item/item.h"

struct replay {
	struct promise_item i;
	bool withdrawn;
};

static void begin(struct replay *r, const struct promise_steps_row *s)
{
	*r = (struct replay){.i = {.id = s->item, .title = s->title, .raised = true,
		.raised_on = s->raised_on, .assigned_on = s->raised_on, .signed_on = DAY_NONE,
		.answered_on = DAY_NONE, .closed_on = DAY_NONE, .due = DAY_NONE,
		.last_other = s->raised_on, .answer_by = workday_add(s->raised_on, ANSWER_DAYS),
		.sign_by = DAY_NONE}};
}

static void replay(struct replay *r, const struct promise_steps_row *s)
{
	struct promise_item *i = &r->i;
	bool theirs = s->unit && (s->kind == ITEM_STEP_KIND_SIGN || s->kind == ITEM_STEP_KIND_REPLY ||
		s->kind == ITEM_STEP_KIND_FINISH); /* a supporting unit's own */
	if (s->other)
		i->last_other = s->on_day;
	if (theirs)
		return;
	bool answer = s->kind == ITEM_STEP_KIND_REPLY || s->kind == ITEM_STEP_KIND_FINISH;
	if (answer && !day_is(i->answered_on))
		i->answered_on = s->on_day;
	switch (s->kind) {
	case ITEM_STEP_KIND_ASSIGN:
		i->raised = false;
		i->assigned_on = s->on_day;
		i->sign_by = workday_add(s->on_day, SIGN_DAYS);
		i->signed_on = DAY_NONE;
		i->due = s->due;
		i->unit_name = s->unit_name;
		break;
	case ITEM_STEP_KIND_SIGN:
		i->signed_on = s->on_day;
		break;
	case ITEM_STEP_KIND_EXTEND:
	case ITEM_STEP_KIND_RESUME:
		i->due = s->due;
		break;
	case ITEM_STEP_KIND_STOP:
		i->due = DAY_NONE;
		break;
	case ITEM_STEP_KIND_CLOSE:
		i->closed = true;
		i->closed_on = s->on_day;
		break;
	case ITEM_STEP_KIND_REOPEN:
		i->closed = false;
		i->raised = true;
		i->closed_on = DAY_NONE;
		break;
	case ITEM_STEP_KIND_WITHDRAW:
	case ITEM_STEP_KIND_MERGE:
		r->withdrawn = true;
		break;
	default:
		break;
	}
}

enum status promise_replay(struct call *call, day on, struct promise_list *found)
{
	struct promise_standings_list projects;
	struct promise_steps_list steps;
	struct replay r = {0};
	promise_begin(call, found, on);
	TRY(promise_standings(call, on, week_text(call->arena, week_of(on)), on, &projects));
	TRY(promise_steps(call, on, &steps));
	for (size_t k = 0; k < projects.len; k++) {
		const struct promise_standings_row *p = &projects.at[k];
		promise_project_count(call, found, &(struct promise_project){p->id, p->name,
			p->lead_name, p->complete, p->reviews > 0, p->reports > 0});
	}
	for (size_t k = 0; k < steps.len; k++) {
		if (k == 0 || steps.at[k].item != steps.at[k - 1].item)
			begin(&r, &steps.at[k]);
		replay(&r, &steps.at[k]);
		bool last = k + 1 == steps.len || steps.at[k + 1].item != steps.at[k].item;
		if (last && !r.withdrawn)
			promise_item_count(call, found, &r.i);
	}
	promise_end(found);
	return OK;
}

bool promise_same(struct call *call, const struct promise_list *a, const struct promise_list *b,
	struct str *what)
{
	*what = NOTHING;
	for (size_t i = 0; i < a->len && !what->len; i++) {
		const struct promise *x = &a->at[i], *y = &b->at[i];
		bool same = x->owed == y->owed && x->kept == y->kept &&
			x->breaches.len == y->breaches.len;
		for (size_t k = 0; same && k < x->breaches.len; k++)
			same = x->breaches.at[k].record == y->breaches.at[k].record &&
				x->breaches.at[k].age == y->breaches.at[k].age &&
				str_eq(x->breaches.at[k].owner, y->breaches.at[k].owner);
		if (!same)
			*what = str_fmt(call->arena, "%s: kept %lld of %lld, replayed %lld of %lld",
				x->id, (long long)x->kept, (long long)x->owed, (long long)y->kept,
				(long long)y->owed);
	}
	return !what->len;
}
