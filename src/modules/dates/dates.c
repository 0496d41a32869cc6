#include "dates.h"
#include "schedule.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/project/project.h"
#include "modules/schedule/schedule.h"

/* rules.md §3: five working days' notice, over ten working days a leader decides, quarterly. */
static const struct date_rule usual = {.slip = 10, .notice = 5, .refresh = 92};

static const struct {
	int kind;
	enum text name;
	bool correction;
} shipped[] = {
	{REASON_KIND_DATE, T_dates_reason_land, false},
	{REASON_KIND_DATE, T_dates_reason_permit, false},
	{REASON_KIND_DATE, T_dates_reason_funds, false},
	{REASON_KIND_DATE, T_dates_reason_design, false},
	{REASON_KIND_DATE, T_dates_reason_lines, false},
	{REASON_KIND_DATE, T_dates_reason_works, false},
	{REASON_KIND_DATE, T_dates_reason_weather, false},
	{REASON_KIND_DATE, T_dates_reason_higher, false},
	{REASON_KIND_DATE, T_dates_reason_correction, true},
	{REASON_KIND_DATE, T_dates_reason_ledger, false},
	{REASON_KIND_PAUSE, T_dates_reason_funds, false},
	{REASON_KIND_PAUSE, T_dates_reason_land, false},
	{REASON_KIND_PAUSE, T_dates_reason_owner, false},
	{REASON_KIND_PAUSE, T_dates_reason_market, false},
	{REASON_KIND_PAUSE, T_dates_reason_higher, false},
	{REASON_KIND_PAUSE, T_dates_reason_court, false},
	{REASON_KIND_PAUSE, T_dates_reason_weather, false},
	{REASON_KIND_MISSED, T_weekplan_reason_before, false},
	{REASON_KIND_MISSED, T_weekplan_reason_material, false},
	{REASON_KIND_MISSED, T_weekplan_reason_labour, false},
	{REASON_KIND_MISSED, T_dates_reason_design, false},
	{REASON_KIND_MISSED, T_dates_reason_permit, false},
	{REASON_KIND_MISSED, T_dates_reason_funds, false},
	{REASON_KIND_MISSED, T_dates_reason_land, false},
	{REASON_KIND_MISSED, T_dates_reason_weather, false},
	{REASON_KIND_MISSED, T_weekplan_reason_decision, false},
	{REASON_KIND_MISSED, T_weekplan_reason_over, false},
	{REASON_KIND_MISSED, T_weekplan_reason_changed, false},
};

enum status dates_defaults(struct call *asking)
{
	struct date_rules_list set;
	struct call official = *asking, *call = &official;
	official.lang = ZH;
	struct reason_kinds_list kinds;
	TRY(date_rules(asking, &set));
	TRY(reason_kinds(asking, &kinds));
	bool had[REASON_KIND_MISSED + 1] = {false};
	for (size_t i = 0; i < kinds.len; i++)
		had[kinds.at[i].kind] = true;
	struct date_rule rule = usual;
	if (!set.len)
		TRY(row_add(call, &date_rule_entity, &rule));
	for (size_t i = 0; i < LEN(shipped); i++) {
		if (had[shipped[i].kind])
			continue;
		struct reason r = {.kind = shipped[i].kind, .name = text_of(call, shipped[i].name),
			.correction = shipped[i].correction};
		TRY(row_add(call, &reason_entity, &r));
	}
	return OK;
}

enum status date_rule_now(struct call *call, struct date_rule *now)
{
	struct date_rules_list set;
	TRY(date_rules(call, &set));
	*now = set.len ? set.at[0].date_rule : usual;
	return OK;
}

/* ---- requests -------------------------------------------------------------------------------- */
static int field_of(int which)
{
	return which == DATE_CHANGE_WHICH_START ? PROJECT_PLANNED_START : PROJECT_PLANNED_FINISH;
}

static day *date_of(struct project *p, int which)
{
	return field_at(&project_fields[field_of(which)], p);
}

static day *original_of(struct project *p, int which)
{
	return which == DATE_CHANGE_WHICH_START ? &p->original_start : &p->original_finish;
}

static enum status check_reason(struct call *call, int64_t id, int kind, struct reason *r)
{
	if (!id)
		return fail(call, "reason", T_dates_needs_reason);
	enum status status = row_read(call, &reason_entity, id, r);
	if (status == NOT_FOUND || (status == OK && (r->kind != kind || r->retired)))
		return fail(call, "reason", T_dates_needs_reason);
	return status;
}

static enum status check_request(struct call *call, const struct date_change *d,
	struct project *p)
{
	struct date_change_open_list open;
	bool promised;
	TRY(project_promised(call, p, &promised));
	if (!promised)
		return fail(call, "which", T_dates_not_active);
	if (!day_is(*date_of(p, d->which)))
		return fail_with(call, "which", T_dates_not_set,
			label_of(call, &project_fields[field_of(d->which)]), NOTHING);
	if (day_cmp(*date_of(p, d->which), d->wanted) == 0)
		return fail(call, "wanted", T_dates_same);
	day other = *date_of(p, d->which == DATE_CHANGE_WHICH_START ? DATE_CHANGE_WHICH_FINISH :
								      DATE_CHANGE_WHICH_START);
	bool starts = d->which == DATE_CHANGE_WHICH_START;
	if (day_is(other) && (starts ? day_cmp(d->wanted, other) > 0 : day_cmp(other, d->wanted) > 0))
		return fail(call, "wanted", T_dates_crossed);
	TRY(date_change_open(call, p->id, d->which, &open));
	if (open.len)
		return fail_with(call, "which", T_dates_waits, text_day(call, open.at[0].wanted), NOTHING);
	return OK;
}

enum status date_ask(struct call *call, struct date_change *d)
{
	struct project p;
	struct reason r;
	struct date_rule rule;
	TRY(row_read(call, &project_entity, d->project, &p));
	TRY(check_request(call, d, &p));
	TRY(check_reason(call, d->reason, REASON_KIND_DATE, &r));
	TRY(date_rule_now(call, &rule));
	d->was = *date_of(&p, d->which);
	d->original = day_is(*original_of(&p, d->which)) ? *original_of(&p, d->which) : d->was;
	d->slip = workdays_between(d->original, d->wanted);
	d->leader = d->slip > rule.slip && !r.correction;
	d->late = workdays_between(call->today, d->was) < rule.notice;
	d->state = DATE_CHANGE_STATE_ASKED;
	d->asked_by = call->who.person;
	d->asked_on = call->today;
	d->decided_on = DAY_NONE;
	TRY(row_add(call, &date_change_entity, d));
	return event_put(call, S("date_change"), str_fmt(call->arena, "%lld asked", (long long)d->id));
}

enum status date_reason_imported(struct call *call, int64_t *id)
{
	struct reason_all_list all = {0};
	TRY(dates_defaults(call));
	TRY(reason_all(call, REASON_KIND_DATE, &all));
	*id = all.len ? all.at[0].reason.id : 0;
	for (size_t i = 0; i < all.len; i++)
		if (str_eq(all.at[i].reason.name, texts[T_dates_reason_ledger][ZH]))
			*id = all.at[i].reason.id;
	return OK;
}

bool date_decidable(const struct call *call, const struct date_change *d)
{
	uint32_t may = d->leader ? LEADER : LEADER | OFFICE;
	return d->state == DATE_CHANGE_STATE_ASKED && (call->who.roles & may) &&
		d->asked_by != call->who.person;
}

/* The plan's date owed is the project's: it moves with it, and the plan is computed anew. */
static enum status move_plan(struct call *call, const struct project *p, day was)
{
	struct plan_of_project_row plan;
	enum status status = plan_of_project(call, p->id, &plan);
	if (status != OK || day_cmp(plan.schedule.owed, was) != 0)
		return status == NOT_FOUND ? OK : status;
	plan.schedule.owed = p->planned_finish;
	TRY(row_change(call, &schedule_entity, &plan.schedule));
	return schedule_compute(call, p->id);
}

static enum status move_date(struct call *call, const struct date_change *d)
{
	struct project p;
	struct reason r;
	TRY(row_read(call, &project_entity, d->project, &p));
	TRY(row_read(call, &reason_entity, d->reason, &r));
	*date_of(&p, d->which) = d->wanted;
	*original_of(&p, d->which) = r.correction ? d->wanted : d->original;
	TRY(project_put(call, &p, NOTHING));
	return d->which == DATE_CHANGE_WHICH_FINISH ? move_plan(call, &p, d->was) : OK;
}

enum status date_decide(struct call *call, int64_t id, bool grant, struct str answer)
{
	struct date_change d;
	TRY(row_read(call, &date_change_entity, id, &d));
	if (d.state != DATE_CHANGE_STATE_ASKED)
		return fail_with(call, "answer", T_dates_decided,
			choice_label(call, &date_change_fields[DATE_CHANGE_STATE], d.state), NOTHING);
	if (!date_decidable(call, &d))
		return fail_as(call, FORBIDDEN,
			d.asked_by == call->who.person ? T_dates_not_own : T_dates_leader_decides);
	if (!grant && !str_trim(answer).len)
		return fail(call, "answer", T_dates_needs_answer);
	d.state = grant ? DATE_CHANGE_STATE_GRANTED : DATE_CHANGE_STATE_REFUSED;
	d.decided_by = call->who.person;
	d.decided_on = call->today;
	d.answer = answer;
	TRY(row_change(call, &date_change_entity, &d));
	if (grant)
		TRY(move_date(call, &d));
	return event_put(call, S("date_change"), str_fmt(call->arena, "%lld decided", (long long)id));
}

enum status date_withdraw(struct call *call, int64_t id)
{
	struct date_change d;
	TRY(row_read(call, &date_change_entity, id, &d));
	if (d.asked_by != call->who.person && !(call->who.roles & OFFICE))
		return FORBIDDEN;
	if (d.state != DATE_CHANGE_STATE_ASKED)
		return fail_with(call, "answer", T_dates_decided,
			choice_label(call, &date_change_fields[DATE_CHANGE_STATE], d.state), NOTHING);
	d.state = DATE_CHANGE_STATE_WITHDRAWN;
	return row_change(call, &date_change_entity, &d);
}

/* ---- pauses ------------------------------------------------------------------------------------ */
static enum status check_pause(struct call *call, const struct pause *b)
{
	struct reason r;
	if (day_cmp(b->until, call->today) <= 0)
		fail(call, "until", T_dates_until_later);
	TRY(check_reason(call, b->reason, REASON_KIND_PAUSE, &r));
	return call->faults.len ? INVALID : OK;
}

enum status pause_begin(struct call *call, struct pause *b)
{
	struct project p;
	TRY(row_read(call, &project_entity, b->project, &p));
	if (p.stage >= PROJECT_STAGE_COMPLETE)
		return fail_with(call, "reason", T_dates_not_to_pause,
			choice_label(call, &project_fields[PROJECT_STAGE], p.stage), NOTHING);
	TRY(check_pause(call, b));
	b->was = str_of(project_fields[PROJECT_STAGE].choices[p.stage].code);
	b->since = call->today;
	b->by = call->who.person;
	b->reviewed_on = b->resumed_on = DAY_NONE;
	b->reviews = 0;
	TRY(row_add(call, &pause_entity, b));
	p.stage = PROJECT_STAGE_PAUSED;
	return project_put(call, &p, b->words);
}

enum status pause_review(struct call *call, struct pause *b)
{
	TRY(check_pause(call, b));
	if (day_is(b->resumed_on))
		return fail(call, "until", T_dates_resumed);
	b->reviewed_on = call->today;
	b->reviews++;
	return row_change(call, &pause_entity, b);
}

enum status pause_end(struct call *call, int64_t project)
{
	struct project p;
	struct pause_of_list found;
	TRY(row_read(call, &project_entity, project, &p));
	TRY(pause_of(call, project, &found));
	if (p.stage != PROJECT_STAGE_PAUSED)
		return fail(call, "reason", T_dates_not_paused);
	p.stage = PROJECT_STAGE_PREPARE;
	if (found.len) {
		struct pause b = found.at[0].pause;
		p.stage = choice_find(&project_fields[PROJECT_STAGE], b.was);
		b.resumed_on = call->today;
		TRY(row_change(call, &pause_entity, &b));
	}
	return project_put(call, &p, text_of(call, T_dates_resume));
}

bool pause_stale(const struct call *call, const struct pause *b, const struct date_rule *rule)
{
	day looked = day_is(b->reviewed_on) ? b->reviewed_on : b->since;
	return !day_is(b->resumed_on) && (day_between(looked, call->today) > rule->refresh ||
		day_cmp(b->until, call->today) < 0);
}
