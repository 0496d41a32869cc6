#include "report_week.h"
#include "modules/document/document.h"
#include "modules/item/item.h"
#include "modules/notice/notice.h"
#include "modules/project/project.h"
#include "modules/weekplan/weekplan.h"
#include "modules/works/works.h"

enum status report_rule_now(struct call *call, struct report_rule *now)
{
	struct report_rules_list set;
	TRY(report_rules(call, &set));
	*now = set.len ? set.at[0].report_rule :
			 (struct report_rule){.jump = 20, .built = {950}, .invested = {400},
				 .permit = texts[T_report_permit_name][ZH]};
	return OK;
}

static void add(struct call *call, struct out *o, enum text doubt)
{
	if (o->len)
		out_c(o, '\n');
	out_str(o, text_of(call, doubt));
}

static void doubt_percent(struct call *call, struct out *o, const struct week_report *now,
	const struct week_report *last, const struct report_rule *rule)
{
	if (!share_is(now->percent) || !share_is(last->percent))
		return;
	if (now->percent.permille < last->percent.permille)
		add(call, o, T_report_doubt_back);
	if (now->percent.permille > last->percent.permille + rule->jump * 10)
		add(call, o, T_report_doubt_jump);
}

struct str report_week_doubts(struct call *call, const struct week_report *now,
	const struct week_report *last, const struct project *p, const struct report_rule *rule)
{
	struct out o = out_on(call->arena, 1000);
	share money_share = money_is(p->all_done) ? share_of(p->all_done, p->total) : SHARE_NONE;
	if (last)
		doubt_percent(call, &o, now, last, rule);
	if (last && str_eq(str_trim(last->did), str_trim(now->did)))
		add(call, &o, T_report_doubt_same);
	if (last && money_is(now->year_done) && money_is(last->year_done) &&
		now->year_done.fen < last->year_done.fen &&
		str_eq(str_sub(now->week, 0, 4), str_sub(last->week, 0, 4)))
		add(call, &o, T_report_doubt_money_back);
	if (share_is(now->percent) && share_is(money_share) &&
		now->percent.permille >= rule->built.permille &&
		money_share.permille < rule->invested.permille)
		add(call, &o, T_report_doubt_money);
	return out_got(&o);
}

static void more(struct call *call, struct str *doubts, enum text doubt)
{
	*doubts = str_fmt(call->arena, "%.*s%s%.*s", STR(*doubts), doubts->len ? "\n" : "",
		STR(text_of(call, doubt)));
}

static enum status doubt_photos(struct call *call, struct week_report *r)
{
	struct report_photos_list again;
	TRY(report_photos(call, r->project, r->id, &again));
	if (again.len)
		more(call, &r->doubts, T_report_doubt_photo);
	return OK;
}

static enum status doubt_permit(struct call *call, const struct project *p,
	const struct report_rule *rule, struct str *doubts)
{
	struct report_permits_list open;
	if (!rule->permit.len || (!day_is(p->actual_start) && p->stage != PROJECT_STAGE_BUILD))
		return OK;
	TRY(report_permits(call, p->id, str_fmt(call->arena, "%%%.*s%%", STR(rule->permit)), &open));
	if (open.len)
		more(call, doubts, T_report_doubt_permit);
	return OK;
}

/* ---- figures ----------------------------------------------------------------------------- */
static enum status count_works(struct call *call, const struct week_report *r)
{
	struct report_works_list said;
	TRY(report_works(call, r->id, &said));
	for (size_t i = 0; i < said.len; i++) {
		struct unit_work u;
		TRY(row_read(call, &unit_work_entity, said.at[i].report_work.work, &u));
		u.percent = said.at[i].report_work.percent;
		TRY(row_change(call, &unit_work_entity, &u));
	}
	return said.len ? works_sum(call, r->project) : OK;
}

/* The figures become the project's. */
static enum status count(struct call *call, const struct week_report *r)
{
	struct project p;
	TRY(row_read(call, &project_entity, r->project, &p));
	if (share_is(r->percent))
		p.percent = r->percent;
	if (money_is(r->month_done))
		p.month_done = r->month_done;
	if (money_is(r->year_done))
		p.year_done = r->year_done;
	p.progress = utf8_first(r->did, 1000);
	p.problem = utf8_first(r->difficulty, 1000);
	p.next = utf8_first(r->next, 1000);
	p.reported = call->today;
	TRY(row_change(call, &project_entity, &p));
	return count_works(call, r);
}

enum status report_week_settle(struct call *call, struct week_report *r)
{
	struct report_rule rule;
	TRY(report_rule_now(call, &rule));
	r->held = (r->doubts.len && !str_trim(r->why).len) ||
		r->state == WEEK_REPORT_STATE_RETURNED ||
		(rule.approval && r->state != WEEK_REPORT_STATE_PASSED);
	TRY(row_change(call, &week_report_entity, r));
	return r->held ? OK : count(call, r);
}

/* The percent of the whole is the unit works' weighted mean. */
static void sum_works(struct week_report *r, const struct work_of_project_list *works)
{
	int64_t weight = 0, sum = 0;
	for (size_t i = 0; works && i < works->len; i++) {
		const struct unit_work *u = &works->at[i].unit_work;
		int64_t w = u->weight == INT_NONE || u->weight <= 0 ? 1 : u->weight;
		weight += w;
		sum += w * (share_is(u->percent) ? u->percent.permille : 0);
	}
	if (weight)
		r->percent.permille = (int32_t)((sum + weight / 2) / weight);
}

static enum status keep_works(struct call *call, const struct week_report *r,
	const struct work_of_project_list *works)
{
	struct report_works_list said;
	TRY(report_works(call, r->id, &said));
	for (size_t i = 0; works && i < works->len; i++) {
		const struct unit_work *u = &works->at[i].unit_work;
		struct report_work k = {.project = r->project, .report = r->id, .work = u->id};
		for (size_t n = 0; n < said.len; n++)
			if (said.at[n].report_work.work == u->id)
				k = said.at[n].report_work;
		k.percent = u->percent;
		TRY(k.id ? row_change(call, &report_work_entity, &k) :
			   row_add(call, &report_work_entity, &k));
	}
	return OK;
}

static enum status write_report(struct call *call, struct week_report *r)
{
	struct report_of_week_row same;
	enum status status = report_of_week(call, r->project, r->week, &same);
	if (status == NOT_FOUND) {
		r->first_on = call->today;
		return row_add(call, &week_report_entity, r);
	}
	if (status != OK)
		return status;
	r->id = same.week_report.id;
	r->version = same.week_report.version;
	r->first_on = same.week_report.first_on;
	r->item = same.week_report.item;
	return row_change(call, &week_report_entity, r);
}

enum status report_week_keep(struct call *call, struct week_report *r,
	const struct work_of_project_list *works)
{
	struct report_of_project_list before;
	struct report_rule rule;
	struct project p;
	TRY(row_read(call, &project_entity, r->project, &p));
	TRY(report_of_project(call, r->project, 2, &before));
	TRY(report_rule_now(call, &rule));
	const struct week_report *last = NULL;
	for (size_t i = 0; i < before.len && !last; i++)
		if (str_cmp(before.at[i].week_report.week, r->week) < 0)
			last = &before.at[i].week_report;
	r->by = call->who.person;
	r->at = call->now;
	r->state = WEEK_REPORT_STATE_SENT;
	sum_works(r, works);
	r->doubts = report_week_doubts(call, r, last, &p, &rule);
	TRY(doubt_permit(call, &p, &rule, &r->doubts));
	TRY(write_report(call, r));
	TRY(keep_works(call, r, works));
	TRY(weekplan_promise(call, &p, r->next));
	TRY(document_keep(call, r->project, "week_report", r->id));
	TRY(doubt_photos(call, r));
	if (!r->doubts.len)
		r->why = NOTHING;
	TRY(report_week_settle(call, r));
	return event_put(call, S("report"), str_fmt(call->arena, "%lld", (long long)r->id));
}

enum status report_week_raise(struct call *call, struct week_report *r, int64_t *item)
{
	*item = r->item;
	if (r->item)
		return OK;
	if (!str_trim(r->difficulty).len)
		return fail(call, "difficulty", T_report_no_difficulty);
	struct item i = {.project = r->project, .kind = ITEM_KIND_PROBLEM,
		.source = ITEM_SOURCE_REPORT, .title = utf8_first(r->difficulty, 60),
		.detail = r->difficulty, .raised_by = call->who.person, .due = DAY_NONE};
	TRY(item_raise(call, &i));
	r->item = *item = i.id;
	return row_change(call, &week_report_entity, r);
}

/* ---- chasing ------------------------------------------------------------------------------ */
enum status report_week_chase(struct call *call, int64_t *told)
{
	struct report_missing_list found;
	struct crowd *crowd;
	struct str week = week_text(call->arena, week_of(call->today));
	*told = 0;
	TRY(report_missing(call, week, &found));
	TRY(crowd_read(call, &crowd));
	for (size_t i = 0; i < found.len; i++) {
		const struct report_missing_row *p = &found.at[i];
		if (day_cmp(p->chased_on, call->today) == 0)
			continue;
		struct report_chase c = {.project = p->id, .week = week, .on_day = call->today,
			.by = call->who.person};
		TRY(row_add(call, &report_chase_entity, &c));
		struct telling t = {.key = str_fmt(call->arena, "chased report %lld", (long long)c.id),
			.notice = {.kind = NOTICE_KIND_REPORT, .title = p->name, .words = week,
				.project = p->id, .due = call->today, .by = call->who.person}};
		TRY(tell_doer(call, crowd, &t, p->contact, p->owner));
		++*told;
	}
	return OK;
}
