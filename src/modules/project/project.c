#include "project.h"
#include "project.sql.h"
#include "modules/org/org.h"
#include "handover.sql.h"
#include "text/search.h"

enum status project_seen(struct call *call, int64_t project)
{
	struct project_in_sight_row found;
	return project_in_sight(call, project, &found);
}

bool project_active(const struct project *p)
{
	return p->stage >= PROJECT_STAGE_PREPARE && p->stage <= PROJECT_STAGE_BUILD;
}

share project_time_share(day today)
{
	struct ymd p = day_parts(today);
	int days = day_between(day_of(p.year, 1, 1), day_of(p.year + 1, 1, 1));
	int passed = day_between(day_of(p.year, 1, 1), today) + 1;
	return (share){(int32_t)(passed * 1000L / days)};
}

/* ---- writing ------------------------------------------------------------------------------ */
static void index_words(struct call *call, struct project *p)
{
	const struct str parts[] = {p->name, p->code, p->place, p->programme, p->builder};
	p->search = search_words(call->arena, parts, LEN(parts));
}

/* ---- who may see it ------------------------------------------------------------------------ */
struct seen {
	int64_t unit;
	int depth;
	bool kept;
};

struct seen_list {
	struct seen *at;
	size_t len, cap;
};

static void see(struct call *call, struct seen_list *list, int64_t unit, int depth)
{
	for (size_t i = 0; i < list->len; i++) {
		if (list->at[i].unit != unit)
			continue;
		list->at[i].depth = MIN(list->at[i].depth, depth);
		return;
	}
	*vec_add(call->arena, list) = (struct seen){unit, depth, false};
}

/* The unit and everything above it. */
static void see_upwards(struct call *call, struct seen_list *list,
	const struct unit_parents_list *units, int64_t unit)
{
	for (int depth = 0; unit && depth < 20; depth++) {
		see(call, list, unit, depth);
		int64_t parent = 0;
		for (size_t i = 0; i < units->len; i++)
			if (units->at[i].id == unit)
				parent = units->at[i].parent;
		unit = parent;
	}
}

enum status project_units_refresh(struct call *call, int64_t project)
{
	struct unit_parents_list units;
	struct project_units_list own;
	struct project_more_units_list more;
	struct project_unit_rows_list rows;
	struct seen_list list = {0};
	TRY(unit_parents(call, &units));
	TRY(project_units(call, project, &own));
	TRY(project_more_units(call, project, &more));
	TRY(project_unit_rows(call, project, &rows));
	for (size_t i = 0; i < own.len; i++) {
		const struct project_units_row *u = &own.at[i];
		const int64_t direct[] = {u->lead, u->town, u->owner, u->taskforce};
		for (size_t k = 0; k < LEN(direct); k++)
			see_upwards(call, &list, &units, direct[k]);
	}
	for (size_t i = 0; i < more.len; i++)
		see_upwards(call, &list, &units, more.at[i].unit);
	for (size_t i = 0; i < rows.len; i++) {
		bool kept = false;
		for (size_t k = 0; k < list.len; k++)
			if (list.at[k].unit == rows.at[i].unit &&
				list.at[k].depth == rows.at[i].depth)
				kept = list.at[k].kept = true;
		if (!kept)
			TRY(row_drop(call, &project_unit_entity, rows.at[i].id));
	}
	for (size_t k = 0; k < list.len; k++) {
		struct project_unit row = {.project = project, .unit = list.at[k].unit,
			.depth = list.at[k].depth};
		if (!list.at[k].kept)
			TRY(row_add(call, &project_unit_entity, &row));
	}
	return OK;
}

/* ---- writing --------------------------------------------------------------------------------- */
static enum status check(struct call *call, const struct project *p)
{
	if (!p->name.len)
		return fail_with(call, "name", T_field_required,
			label_of(call, &project_fields[PROJECT_NAME]), NOTHING);
	if (day_is(p->planned_start) && day_is(p->planned_finish) &&
		day_cmp(p->planned_start, p->planned_finish) > 0)
		return fail_with(call, "planned_start", T_project_start_after,
			text_day(call, p->planned_finish), NOTHING);
	return OK;
}

/* Who has left is given nothing new; where they stood they stand until it is handed over. */
static enum status check_people(struct call *call, const struct project *old,
	const struct project *p)
{
	static const int people[] = {PROJECT_LEADER, PROJECT_RESPONSIBLE, PROJECT_CONTACT,
		PROJECT_HEAD};
	for (size_t i = 0; i < LEN(people); i++) {
		const struct field *f = &project_fields[people[i]];
		const int64_t *was = old ? field_at(f, old) : NULL, *now = field_at(f, p);
		enum status here = was && *was == *now ? OK : person_here(call, f->name, *now);
		if (here != OK && here != INVALID)
			return here;
	}
	return call->faults.len ? INVALID : OK;
}

enum status project_promised(struct call *call, const struct project *p, bool *promised)
{
	struct project_stage_changes_row had = {0};
	if (p->stage == PROJECT_STAGE_IDEA)
		TRY(project_stage_changes(call, p->id, &had));
	*promised = p->stage != PROJECT_STAGE_IDEA || had.times > 0;
	return OK;
}

/* A date once promised moves by a request (modules/dates), never by typing (X2). */
static enum status check_dates(struct call *call, const struct project *old,
	const struct project *p)
{
	static const int dates[] = {PROJECT_PLANNED_START, PROJECT_PLANNED_FINISH};
	bool promised;
	TRY(project_promised(call, old, &promised));
	for (size_t i = 0; i < LEN(dates) && promised; i++) {
		const struct field *f = &project_fields[dates[i]];
		const day *was = field_at(f, old), *now = field_at(f, p);
		if (day_is(*was) && day_cmp(*was, *now) != 0)
			fail_with(call, f->name, T_project_date_by_request, label_of(call, f),
				text_int(call, p->id));
	}
	return call->faults.len ? INVALID : OK;
}

/* A pause has a reason and an end (X3): it begins and ends where they are asked for. */
static enum status check_pause(struct call *call, const struct project *old,
	const struct project *p)
{
	if (old->stage == p->stage || p->stage == PROJECT_STAGE_ENDED ||
		(old->stage != PROJECT_STAGE_PAUSED && p->stage != PROJECT_STAGE_PAUSED))
		return OK;
	return fail_with(call, "stage", T_project_pause_by_form, text_int(call, p->id), NOTHING);
}

/* What was promised first stays beside what is promised now. */
static void keep_original(struct project *p, const struct project *old)
{
	if (!day_is(p->original_start))
		p->original_start = old && day_is(old->planned_start) ? old->planned_start :
									p->planned_start;
	if (!day_is(p->original_finish))
		p->original_finish = old && day_is(old->planned_finish) ? old->planned_finish :
									  p->planned_finish;
}

bool project_stage_needs_all(int stage)
{
	return stage == PROJECT_STAGE_START || stage == PROJECT_STAGE_BUILD;
}

/* One leader, one task force, one plan: no project goes under way without (S23). */
static enum status check_one_one_one(struct call *call, const struct project *p)
{
	struct project_one_row found;
	if (!project_stage_needs_all(p->stage))
		return OK;
	TRY(project_one(call, p->id, &found));
	enum status status = OK;
	if (!p->leader)
		status = fail(call, "leader", T_project_no_leader);
	if (!p->head && !found.members)
		status = fail(call, "head", T_project_no_taskforce);
	if (!found.plans)
		status = fail(call, "template", T_project_no_plan);
	return status;
}

enum status project_stand(struct call *call, int64_t project)
{
	struct project_stands_row now;
	struct project_standing_last_list last;
	TRY(project_stands(call, project, &now));
	TRY(project_standing_last(call, project, &last));
	struct project_standing s = {.project = project, .on_day = call->today,
		.active = !now.removed && now.stage >= PROJECT_STAGE_PREPARE &&
			now.stage <= PROJECT_STAGE_BUILD,
		.complete = now.leader && (now.head || now.members) && now.plans};
	const struct project_standing *old = last.len ? &last.at[0].project_standing : NULL;
	if (old && old->active == s.active && old->complete == s.complete)
		return OK;
	if (!old || day_cmp(old->on_day, s.on_day) != 0)
		return row_add(call, &project_standing_entity, &s);
	s.id = old->id;
	s.version = old->version;
	return row_change(call, &project_standing_entity, &s);
}

enum status projects_stand(struct call *call)
{
	struct projects_without_standing_list old;
	TRY(projects_without_standing(call, &old));
	for (size_t i = 0; i < old.len; i++)
		TRY(project_stand(call, old.at[i].id));
	return OK;
}

enum status project_member_join(struct call *call, const char *field, int64_t project,
	int64_t person, struct str duty)
{
	struct person_member_of_list own;
	struct project_member m = {.project = project, .person = person, .duty = duty,
		.since = call->today, .until = DAY_NONE};
	TRY(person_here(call, field, person));
	TRY(person_member_of(call, person, project, &own));
	if (!own.len) {
		TRY(row_add(call, &project_member_entity, &m));
	} else {
		const struct project_member *old = &own.at[0].project_member;
		if (!day_is(old->until))
			return fail(call, field, T_project_member_there);
		m.id = old->id;
		m.version = old->version;
		TRY(row_change(call, &project_member_entity, &m));
	}
	return project_stand(call, project);
}

enum status project_member_leave(struct call *call, int64_t project, int64_t member)
{
	struct project_member m;
	TRY(row_read(call, &project_member_entity, member, &m));
	if (m.project != project || day_is(m.until))
		return NOT_FOUND;
	m.until = call->today;
	TRY(row_change(call, &project_member_entity, &m));
	return project_stand(call, project);
}

enum status project_add(struct call *call, struct project *p)
{
	TRY(check(call, p));
	TRY(check_people(call, NULL, p));
	if (!p->stage)
		p->stage = PROJECT_STAGE_PREPARE;
	p->stage_since = call->today;
	keep_original(p, NULL);
	index_words(call, p);
	TRY(row_add(call, &project_entity, p));
	TRY(project_stand(call, p->id));
	TRY(project_units_refresh(call, p->id));
	return event_put(call, S("project"), str_fmt(call->arena, "%lld", (long long)p->id));
}

/* Writes without asking for one-one-one: what a ledger says has happened. */
enum status project_put(struct call *call, struct project *p, struct str reason)
{
	struct project old;
	TRY(check(call, p));
	TRY(row_read(call, &project_entity, p->id, &old));
	if (old.stage != p->stage) {
		const struct choice *stages = project_fields[PROJECT_STAGE].choices;
		struct stage_change s = {.project = p->id, .was = str_of(stages[old.stage].code),
			.became = str_of(stages[p->stage].code), .reason = reason,
			.by = call->who.person, .at = call->now};
		TRY(row_add(call, &stage_change_entity, &s));
		p->stage_since = call->today;
	}
	keep_original(p, &old);
	index_words(call, p);
	TRY(row_change(call, &project_entity, p));
	TRY(project_stand(call, p->id));
	if (old.lead != p->lead || old.town != p->town || old.owner != p->owner ||
		old.taskforce != p->taskforce)
		TRY(project_units_refresh(call, p->id));
	return event_put(call, S("project"), str_fmt(call->arena, "%lld", (long long)p->id));
}

enum status project_change(struct call *call, struct project *p, struct str reason)
{
	struct project old;
	TRY(row_read(call, &project_entity, p->id, &old));
	TRY(check_people(call, &old, p));
	TRY(check_dates(call, &old, p));
	TRY(check_pause(call, &old, p));
	if (old.stage != p->stage) {
		TRY(check_one_one_one(call, p));
		if (p->stage == PROJECT_STAGE_START && !day_is(p->actual_start))
			p->actual_start = call->today;
	}
	return project_put(call, p, reason);
}
