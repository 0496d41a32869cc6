/* Joint items: supporting units beside the lead, each with its own signature and answer. */
#include "item_inside.h"
#include "modules/handling/handling.h"

bool item_part_takes(const struct item_part *mine, int kind)
{
	return mine && mine->id && (kind == ITEM_STEP_KIND_SIGN || kind == ITEM_STEP_KIND_REPLY ||
		kind == ITEM_STEP_KIND_FINISH);
}

bool item_part_open(const struct item_part *mine, int kind)
{
	if (kind == ITEM_STEP_KIND_SIGN)
		return mine->state == ITEM_PART_STATE_ASSIGNED;
	return mine->state != ITEM_PART_STATE_RELEASED && mine->state != ITEM_PART_STATE_DONE;
}

enum status item_part_mine(struct call *call, int64_t item, struct item_part *mine)
{
	struct item_parts_list parts;
	*mine = (struct item_part){0};
	if (!call->who.person)
		return OK;
	TRY(item_parts(call, item, &parts));
	for (size_t k = 0; k < parts.len; k++)
		if (parts.at[k].item_part.unit == call->who.unit)
			*mine = parts.at[k].item_part;
	return OK;
}

enum status item_part_step(struct call *call, struct item *i, struct item_part *mine,
	const struct item_move *move)
{
	struct item_move m = *move;
	if (!item_part_open(mine, m.kind))
		return fail_with(call, "kind", T_item_wrong_state,
			choice_label(call, &item_part_fields[ITEM_PART_STATE], mine->state), NOTHING);
	if (!day_is(mine->signed_on))
		mine->signed_on = call->today;
	mine->state = ITEM_PART_STATE_SIGNED;
	if (m.kind != ITEM_STEP_KIND_SIGN) {
		mine->answer = m.words;
		if (!day_is(mine->answered_on))
			mine->answered_on = call->today;
	}
	if (m.kind == ITEM_STEP_KIND_FINISH) {
		mine->state = ITEM_PART_STATE_DONE;
		mine->done_on = call->today;
	}
	TRY(row_change(call, &item_part_entity, mine));
	i->last_action = call->today;
	TRY(row_change(call, &item_entity, i));
	int64_t last;
	m.unit = mine->unit;
	TRY(item_keep_step(call, i, &m, "", &last));
	return item_tell_step(call, last, m.kind);
}

enum status item_parts_done(struct call *call, const struct item *i)
{
	struct item_parts_list parts;
	struct out names = out_on(call->arena, 4096);
	TRY(item_parts(call, i->id, &parts));
	for (size_t k = 0; k < parts.len; k++)
		if (parts.at[k].item_part.state != ITEM_PART_STATE_DONE)
			out_fmt(&names, "%s%.*s", out_got(&names).len ? "、" : "",
				STR(parts.at[k].unit_name));
	if (!out_got(&names).len)
		return OK;
	return fail_with(call, "kind", T_item_parts_open, out_got(&names), NOTHING);
}

/* other: named by itself, not along with an assignment, which is a step of its own. */
static enum status add(struct call *call, const struct item *i, struct item_part *part, bool other)
{
	struct item_parts_list parts;
	if (!part->unit)
		return fail(call, "unit", T_item_needs_unit);
	TRY(item_check_doer(call, part->unit, part->person));
	TRY(item_parts(call, i->id, &parts));
	bool twice = part->unit == i->unit;
	for (size_t k = 0; k < parts.len; k++)
		twice = twice || parts.at[k].item_part.unit == part->unit;
	if (twice)
		return fail(call, "unit", T_handling_twice);
	part->item = i->id;
	part->project = i->project;
	part->state = ITEM_PART_STATE_ASSIGNED;
	part->signed_on = part->answered_on = part->done_on = DAY_NONE;
	if (!day_is(part->due))
		part->due = i->due;
	TRY(row_add(call, &item_part_entity, part));
	struct item_move m = {.kind = ITEM_STEP_KIND_JOIN, .unit = part->unit,
		.other = other, .person = part->person, .due = part->due, .words = part->task};
	int64_t last;
	TRY(item_keep_step(call, i, &m, "", &last));
	TRY(item_let_see(call, i->project, part->unit));
	return item_tell_step(call, last, m.kind);
}

/* Units join and leave while the item is being worked on. */
static enum status open_item(struct call *call, int64_t id, struct item *i)
{
	TRY(row_read(call, &item_entity, id, i));
	if (i->state == ITEM_STATE_ASSIGNED || i->state == ITEM_STATE_SIGNED)
		return OK;
	return fail_with(call, "unit", T_item_wrong_state,
		choice_label(call, &item_fields[ITEM_STATE], i->state), NOTHING);
}

bool item_joinable(const struct call *call, const struct item *i)
{
	return (i->state == ITEM_STATE_ASSIGNED || i->state == ITEM_STATE_SIGNED) &&
		(call->who.roles & (LEADER | OFFICE));
}

enum status item_join(struct call *call, int64_t item, struct item_part *part)
{
	struct item i;
	TRY(open_item(call, item, &i));
	if (day_is(part->due) && day_cmp(part->due, call->today) < 0)
		return fail(call, "due", T_item_due_past);
	TRY(add(call, &i, part, true));
	i.last_action = i.last_other = call->today;
	return row_change(call, &item_entity, &i);
}

enum status item_leave(struct call *call, int64_t item, int64_t id, struct str words)
{
	struct item i;
	struct item_part part;
	TRY(open_item(call, item, &i));
	TRY(row_read(call, &item_part_entity, id, &part));
	if (part.item != item || part.state == ITEM_PART_STATE_RELEASED)
		return NOT_FOUND;
	part.state = ITEM_PART_STATE_RELEASED;
	TRY(row_change(call, &item_part_entity, &part));
	struct item_move m = {.kind = ITEM_STEP_KIND_LEAVE, .unit = part.unit, .due = DAY_NONE,
		.words = words};
	int64_t last;
	TRY(item_keep_step(call, &i, &m, "", &last));
	return item_tell_step(call, last, m.kind);
}

enum status item_join_usual(struct call *call, const struct item *i)
{
	struct item_type_units_list usual;
	struct item_parts_list parts;
	if (!i->type)
		return OK;
	TRY(item_parts(call, i->id, &parts));
	if (parts.len)
		return OK;
	TRY(item_type_units(call, i->type, &usual));
	for (size_t k = 0; k < usual.len; k++) {
		struct item_part part = {.unit = usual.at[k].item_type_unit.unit, .due = DAY_NONE};
		if (part.unit != i->unit)
			TRY(add(call, i, &part, false));
	}
	return OK;
}
