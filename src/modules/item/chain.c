/* The overdue chain: what an item's ladder says, each step once. */
#include "item_inside.h"
#include "modules/calendar/calendar.h"
#include "modules/handling/handling.h"

enum { BATCH = 2000 };

static int step_kind(int ladder_kind)
{
	return choice_find(&item_step_fields[ITEM_STEP_KIND],
		str_of(ladder_step_fields[LADDER_STEP_KIND].choices[ladder_kind].code));
}

/* The furthest day of the ladder that this item has come to and that was not acted on. */
static bool reached(const struct ladder_view *ladder, const struct item_due_until_row *due,
	day today, int64_t *after)
{
	int past = workdays_between(due->due, today);
	*after = INT_NONE;
	for (size_t k = 0; k < ladder->len; k++) {
		int64_t at = ladder->at[k].after;
		if (at <= past && (due->ladder == INT_NONE || at > due->ladder))
			*after = at;
	}
	return *after != INT_NONE;
}

static enum status take(struct call *call, struct item *i, const struct ladder_step *s)
{
	char iso[11];
	day_write(i->due, iso);
	struct item_move m = {.kind = step_kind(s->kind), .due = DAY_NONE, .unit = i->unit,
		.words = s->words.len ? s->words :
			choice_label(call, &ladder_step_fields[LADDER_STEP_KIND], s->kind)};
	return item_step_as(call, i, &m, str_z(call->arena, str_fmt(call->arena, "chain %s %lld",
		iso, (long long)s->id)));
}

static enum status chase_one(struct call *call, const struct ladder_view *ladder,
	const struct item_due_until_row *due, int64_t after)
{
	struct item i;
	TRY(row_read(call, &item_entity, due->id, &i));
	i.ladder = after;
	for (size_t k = 0; k < ladder->len; k++)
		if (ladder->at[k].after == after)
			TRY(take(call, &i, &ladder->at[k]));
	return OK;
}

/* The last day on which a ladder already acts. */
static enum status horizon(struct call *call, day *until)
{
	struct ladder_steps_list steps;
	int64_t first = 0;
	TRY(ladder_steps(call, &steps));
	for (size_t k = 0; k < steps.len; k++)
		first = MIN(first, steps.at[k].ladder_step.after);
	*until = workday_add(call->today, (int)-first);
	return OK;
}

enum status item_chase_overdue(struct call *call)
{
	struct item_due_until_list due;
	struct ladder_view ladder = {0};
	int64_t type = -1, after;
	day until;
	int taken = 0;
	if (!workday(call->today))
		return OK;
	TRY(horizon(call, &until));
	TRY(item_due_until(call, until, &due));
	for (size_t i = 0; i < due.len && taken < BATCH; i++) {
		if (due.at[i].type != type)
			TRY(handling_ladder(call, type = due.at[i].type, &ladder));
		if (!reached(&ladder, &due.at[i], call->today, &after))
			continue;
		TRY(chase_one(call, &ladder, &due.at[i], after));
		taken++;
	}
	return OK;
}
