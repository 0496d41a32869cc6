#include "visit.h"
#include "modules/item/item.h"

enum { OLDEST_DAYS = 366 };

static enum status check(struct call *call, const struct visit *v)
{
	if (day_is(v->visited_on) && day_between(v->visited_on, call->today) > OLDEST_DAYS)
		return fail(call, "visited_on", T_visit_too_old);
	return OK;
}

enum status visit_add(struct call *call, struct visit *v)
{
	TRY(check(call, v));
	TRY(row_add(call, &visit_entity, v));
	return event_put(call, S("visit"), str_fmt(call->arena, "%lld", (long long)v->id));
}

enum status visit_change(struct call *call, struct visit *v)
{
	TRY(check(call, v));
	return row_change(call, &visit_entity, v);
}

enum status visit_raise(struct call *call, struct visit *v, int64_t *item)
{
	*item = v->item;
	if (v->item)
		return OK;
	if (!v->difficulty.len)
		return fail(call, "difficulty", T_visit_no_difficulty);
	struct item i = {.project = v->project, .kind = ITEM_KIND_PROBLEM,
		.source = ITEM_SOURCE_VISIT, .title = utf8_first(v->difficulty, 60),
		.detail = v->difficulty, .raised_by = v->visitor};
	TRY(item_raise(call, &i));
	v->item = *item = i.id;
	return row_change(call, &visit_entity, v);
}
