/* An import put back as one. */
#include "ledger_inside.h"
#include "ledger.sql.h"
#include "modules/project/project.h"
#include "text/json.h"

/* Only what a person changed since counts: lights and reports are kept by themselves. */
static enum status undo_one(struct call *call, const struct json *entry)
{
	struct project p;
	TRY(row_read(call, &project_entity, json_int(entry, "id", 0), &p));
	const struct json *was = json_get(entry, "was");
	if (p.version > json_int(entry, "version", 0) + 1)
		return fail_with(call, "batch", T_ledger_changed_since, p.name, NOTHING);
	if (!was)
		p.removed = true;
	for (size_t i = 0; was && i < was->len; i++) {
		const struct field *f = field_find(&project_entity, was->keys[i]);
		if (f)
			field_restore(f, &was->at[i], &p);
	}
	return project_put(call, &p, S(""));
}

static enum status undo_member(struct call *call, const struct json *entry)
{
	struct project_member m;
	TRY(row_read(call, &project_member_entity, json_int(entry, "member", 0), &m));
	if (day_is(m.until))
		return OK;
	m.until = call->today;
	TRY(row_change(call, &project_member_entity, &m));
	return project_stand(call, m.project);
}

static enum status undo_co_unit(struct call *call, const struct json *entry)
{
	struct project_co_unit c;
	TRY(row_read(call, &project_co_unit_entity, json_int(entry, "co_unit", 0), &c));
	if (day_is(c.until))
		return OK;
	c.until = call->today;
	TRY(row_change(call, &project_co_unit_entity, &c));
	return project_units_refresh(call, c.project);
}

/* Who and what it made goes out of use, unless someone stands on it by now. */
static enum status undo_person(struct call *call, const struct json *entry)
{
	struct ledger_person_used_list used;
	struct person p;
	TRY(row_read(call, &person_entity, json_int(entry, "person", 0), &p));
	TRY(ledger_person_used(call, p.id, &used));
	if (used.len || p.retired)
		return OK;
	p.retired = true;
	return row_change(call, &person_entity, &p);
}

static enum status undo_unit(struct call *call, const struct json *entry)
{
	struct ledger_unit_used_list used;
	struct unit u;
	TRY(row_read(call, &unit_entity, json_int(entry, "unit", 0), &u));
	TRY(ledger_unit_used(call, u.id, &used));
	if (used.len || u.retired)
		return OK;
	u.retired = true;
	return row_change(call, &unit_entity, &u);
}

/* Each kind after what stands on it. */
static const struct {
	const char *key;
	enum status (*back)(struct call *, const struct json *);
} order[] = {{"id", undo_one}, {"member", undo_member}, {"co_unit", undo_co_unit},
	{"person", undo_person}, {"unit", undo_unit}};

enum status ledger_undo(struct call *call, int64_t id)
{
	struct batch b;
	struct json detail;
	struct str why;
	TRY(row_read(call, &batch_entity, id, &b));
	if (b.undone.ms != INSTANT_NONE.ms)
		return fail(call, "batch", T_ledger_undone_already);
	if (json_read(call->arena, b.detail, &detail, &why) != OK)
		return BROKEN;
	for (size_t step = 0; step < LEN(order); step++)
		for (size_t i = 0; i < detail.len; i++)
			if (json_get(&detail.at[i], order[step].key))
				TRY(order[step].back(call, &detail.at[i]));
	b.undone = call->now;
	return row_change(call, &batch_entity, &b);
}
