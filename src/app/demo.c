/* A demonstration district: invented, plausible, dated relative to today. It is made by the
 * same functions that the pages call, week by week, so that its record is a real one. */
#include "app/app.h"
#include "item.sql.h"
#include "meeting.sql.h"
#include "org.sql.h"
#include "modules/account/account.h"
#include "modules/calendar/calendar.h"
#include "modules/cockpit/cockpit.h"
#include "modules/dates/dates.h"
#include "modules/handling/handling.h"
#include "modules/item/item.h"
#include "modules/lesson/lesson.h"
#include "modules/meeting/meeting.h"
#include "modules/project/project.h"
#include "modules/report_week/report_week.h"
#include "modules/weekplan/weekplan.h"
#include "modules/rule/rule.h"
#include "modules/schedule/schedule.h"
#include "modules/setting/setting.h"
#include "modules/visit/visit.h"
#include "modules/works/works.h"
#include "app/demo_words.h"
#include "text/search.h"

#include <stdio.h>

enum { WEEKS = 5, MAX_UNITS = 80, MAX_PEOPLE = 300, MAX_PROJECTS = 20000 };

struct demo {
	struct rand chance;
	int project_count;
	int64_t leaders, office, district;
	int64_t types[20]; /* by category */
	int64_t departments[LEN(demo_departments)], towns[LEN(demo_towns)],
		owners[LEN(demo_companies) + LEN(demo_enterprises)];
	int64_t leader_people[6], office_people[3], unit_people[MAX_UNITS * 3];
	int64_t people_unit[MAX_PEOPLE];
	int people;
	int64_t *projects;
	int64_t meetings[WEEKS];
};

static int pick(struct demo *d, int n)
{
	return (int)rand_below(&d->chance, (uint32_t)n);
}

static struct str words(const char *z)
{
	return str_of(z);
}

static enum status add_unit(struct call *call, struct demo *d, const char *name, int kind,
	int64_t parent, int rank, int64_t *id)
{
	struct str name_str = words(name);
	struct unit u = {.name = name_str, .kind = kind, .parent = parent, .rank = rank,
		.search = search_words(call->arena, &name_str, 1)};
	(void)d;
	TRY(row_add(call, &unit_entity, &u));
	*id = u.id;
	return OK;
}

static enum status add_person(struct call *call, struct demo *d, int64_t unit,
	const char *title, int rank, int64_t *id)
{
	struct str name = str_fmt(call->arena, "%s%s",
		demo_surnames[pick(d, LEN(demo_surnames))],
		demo_given[pick(d, LEN(demo_given))]);
	struct person p = {.name = name, .unit = unit, .title = words(title), .rank = rank,
		.phone = str_fmt(call->arena, "139%04d%04d", 1000 + pick(d, 9000),
			pick(d, 10000)),
		.search = search_words(call->arena, &name, 1)};
	TRY(row_add(call, &person_entity, &p));
	d->people_unit[d->people % MAX_PEOPLE] = p.id;
	d->people++;
	*id = p.id;
	return OK;
}

static enum status add_org(struct call *call, struct demo *d)
{
	int64_t id;
	TRY(add_unit(call, d, "临江新区", UNIT_KIND_DISTRICT, 0, 1, &d->district));
	TRY(add_unit(call, d, "区领导", UNIT_KIND_LEADERS, d->district, 2, &d->leaders));
	TRY(add_unit(call, d, "区重大项目办", UNIT_KIND_OFFICE, d->district, 3, &d->office));
	for (size_t i = 0; i < LEN(d->leader_people); i++)
		TRY(add_person(call, d, d->leaders, demo_leader_titles[i], (int)i + 1,
			&d->leader_people[i]));
	for (size_t i = 0; i < LEN(d->office_people); i++)
		TRY(add_person(call, d, d->office, i ? "科长" : "主任", (int)i + 1,
			&d->office_people[i]));
	for (size_t i = 0; i < LEN(demo_departments); i++) {
		TRY(add_unit(call, d, demo_departments[i], UNIT_KIND_DEPARTMENT, d->district,
			10 + (int)i, &d->departments[i]));
		TRY(add_person(call, d, d->departments[i], "副局长", 1, &id));
		TRY(add_person(call, d, d->departments[i], "科长", 2, &id));
	}
	for (size_t i = 0; i < LEN(demo_towns); i++) {
		TRY(add_unit(call, d, demo_towns[i], UNIT_KIND_TOWN, d->district, 40 + (int)i,
			&d->towns[i]));
		TRY(add_person(call, d, d->towns[i], "副镇长", 1, &id));
	}
	for (size_t i = 0; i < LEN(demo_companies); i++) {
		TRY(add_unit(call, d, demo_companies[i], UNIT_KIND_COMPANY, d->district,
			60 + (int)i, &d->owners[i]));
		TRY(add_person(call, d, d->owners[i], "副总经理", 1, &id));
	}
	for (size_t i = 0; i < LEN(demo_enterprises); i++) {
		TRY(add_unit(call, d, demo_enterprises[i], UNIT_KIND_ENTERPRISE, 0,
			100 + (int)i, &d->owners[LEN(demo_companies) + i]));
		TRY(add_person(call, d, d->owners[LEN(demo_companies) + i], "项目经理", 1, &id));
	}
	return OK;
}

/* The first person of a unit. */
static int64_t person_of(struct call *call, int64_t unit)
{
	struct person_list_list all;
	if (person_list(call, &all) != OK)
		return 0;
	for (size_t i = 0; i < all.len; i++)
		if (all.at[i].person.unit == unit)
			return all.at[i].person.id;
	return 0;
}

static enum status add_accounts(struct call *call, struct demo *d)
{
	const struct {
		const char *login;
		uint32_t role;
		int64_t unit, person;
		int scope;
	} rows[] = {
		{"leader", LEADER, d->leaders, d->leader_people[0], ACCOUNT_SCOPE_ALL},
		{"office", OFFICE, d->office, d->office_people[0], ACCOUNT_SCOPE_ALL},
		{"department", DEPARTMENT, d->departments[0], 0, ACCOUNT_SCOPE_SUBTREE},
		{"town", TOWN, d->towns[0], 0, ACCOUNT_SCOPE_SUBTREE},
		{"company", COMPANY, d->owners[0], 0, ACCOUNT_SCOPE_OWN},
		{"observer", OBSERVER, d->departments[5], 0, ACCOUNT_SCOPE_ALL},
		{"admin", ADMIN, d->office, d->office_people[1], ACCOUNT_SCOPE_OWN},
		{"auditor", AUDITOR, d->office, d->office_people[2], ACCOUNT_SCOPE_ALL},
		{"taskforce", TASKFORCE, d->departments[1], 0, ACCOUNT_SCOPE_SUBTREE},
		{"security", SECURITY, d->departments[6], 0, ACCOUNT_SCOPE_OWN},
	};
	for (size_t i = 0; i < LEN(rows); i++) {
		int64_t id, person = rows[i].person ? rows[i].person : person_of(call,
			rows[i].unit);
		TRY(account_add(call, person, words(rows[i].login), S("guatu-demo-2026"),
			rows[i].role, rows[i].scope, &id));
	}
	TRY(setting_put(call, "demo", S("1")));
	TRY(setting_put(call, "district_zh", S("临江新区")));
	TRY(setting_put(call, "district_en", S("Linjiang New Area")));
	return OK;
}

/* ---- projects -------------------------------------------------------------------------- */
static money wan(int64_t n)
{
	return (money){n * FEN_PER_WAN};
}

static void choose_stage(struct demo *d, struct call *call, struct project *p)
{
	static const int stages[] = {PROJECT_STAGE_IDEA, PROJECT_STAGE_ATTRACT,
		PROJECT_STAGE_PREPARE, PROJECT_STAGE_PREPARE, PROJECT_STAGE_LAND,
		PROJECT_STAGE_START, PROJECT_STAGE_BUILD, PROJECT_STAGE_BUILD,
		PROJECT_STAGE_BUILD, PROJECT_STAGE_BUILD, PROJECT_STAGE_COMPLETE,
		PROJECT_STAGE_PRODUCE, PROJECT_STAGE_FULL, PROJECT_STAGE_PAUSED};
	p->stage = stages[pick(d, LEN(stages))];
	bool started = p->stage >= PROJECT_STAGE_START && p->stage <= PROJECT_STAGE_FULL;
	int age = started ? 30 + pick(d, 600) : 0;
	if (p->stage == PROJECT_STAGE_START)
		age = pick(d, 60);
	p->planned_start = day_add(call->today, started ? -age - pick(d, 30) : pick(d, 300) - 40);
	if (started)
		p->actual_start = day_add(call->today, -age);
	p->planned_finish = day_add(p->planned_start, 350 + pick(d, 700));
	if (p->stage >= PROJECT_STAGE_COMPLETE && p->stage <= PROJECT_STAGE_FULL)
		p->actual_finish = day_add(call->today, -pick(d, 90));
}

static void choose_money(struct demo *d, struct call *call, struct project *p)
{
	int64_t total = (1 + pick(d, 20)) * (1 + pick(d, 25)) * 1000 + pick(d, 90) * 100;
	p->total = wan(total);
	bool spends = p->stage >= PROJECT_STAGE_LAND && p->stage <= PROJECT_STAGE_PRODUCE;
	int64_t plan = spends ? total * (20 + pick(d, 30)) / 100 : 0;
	p->year_plan = spends ? wan(plan) : MONEY_NONE;
	int64_t pace = pick(d, 10) < 7 ? 92 + pick(d, 18) : pick(d, 3) ? 72 + pick(d, 18) : 40 + pick(d, 25);
	int64_t done = spends ? plan * project_time_share(call->today).permille * pace / 100000 : 0;
	p->year_done = wan(done);
	p->month_done = wan(done / 11);
	p->before = wan(spends && p->stage != PROJECT_STAGE_START ? total * pick(d, 40) / 100 : 0);
	p->all_done = money_add(p->before, p->year_done);
	p->percent.permille = p->stage >= PROJECT_STAGE_COMPLETE ? 1000 :
		(int32_t)MIN(1000 * p->all_done.fen / MAX(p->total.fen, 1) + pick(d, 60), 990);
}

static struct str project_name(struct call *call, struct demo *d, const struct demo_kind *k,
	int number)
{
	return str_fmt(call->arena, "%s%s%s%s", demo_places[pick(d, LEN(demo_places))],
		k->names[pick(d, 6)], k->ends[pick(d, 3)],
		number % 7 == 0 ? "（二期）" : number % 11 == 0 ? "（A地块）" : "");
}

static enum status add_project(struct call *call, struct demo *d, int number)
{
	const struct demo_kind *k = &demo_kinds[pick(d, LEN(demo_kinds))];
	struct project p;
	project_blank(&p);
	p.kind = k->kind;
	p.name = project_name(call, d, k, number);
	p.code = str_fmt(call->arena, "%02d%02d-330703-04-%02d-%06d", 23 + pick(d, 4),
		1 + pick(d, 12), 1 + pick(d, 5), 100000 + number * 7 % 900000);
	p.nature = 1 + pick(d, 5);
	p.level = 2 + pick(d, 3);
	p.programme = pick(d, 4) == 0 ? S("千项万亿") : pick(d, 5) == 0 ? S("两重") : S("");
	int town = pick(d, LEN(demo_towns));
	p.town = d->towns[town];
	p.place = str_fmt(call->arena, "%s%s", demo_towns[town],
		demo_roads[pick(d, LEN(demo_roads))]);
	p.content = str_fmt(call->arena, "%s，总建筑面积约%d万平方米，用地%d亩", k->content,
		1 + pick(d, 20), 15 + pick(d, 240));
	p.land_mu = 15 + pick(d, 240);
	p.lead = d->departments[k->department];
	int owners = (int)LEN(d->owners);
	p.owner = k->public_works ? d->owners[pick(d, LEN(demo_companies))] :
				    d->owners[(int)LEN(demo_companies) +
					    pick(d, owners - (int)LEN(demo_companies))];
	p.builder = words(demo_builders[pick(d, LEN(demo_builders))]);
	p.leader = pick(d, 30) ? d->leader_people[pick(d, LEN(d->leader_people))] : 0;
	p.responsible = d->people_unit[9 + 2 * k->department];
	p.head = pick(d, 25) ? d->people_unit[9 + 2 * k->department + 1] : 0;
	int first_town = 9 + 2 * (int)LEN(demo_departments);
	p.contact = d->people_unit[first_town + (int)LEN(demo_towns) +
		(p.owner > d->owners[0] ? (int)(p.owner - d->owners[0]) : 0)];
	choose_stage(d, call, &p);
	choose_money(d, call, &p);
	if (day_is(p.actual_start))
		p.in_statistics = day_between(p.actual_start, call->today) > 40 || pick(d, 2) ?
			PROJECT_IN_STATISTICS_YES : PROJECT_IN_STATISTICS_NO;
	p.progress = words(k->progress[pick(d, 3)]);
	if (project_active(&p) && pick(d, 3) == 0) {
		p.problem = words(demo_problems[pick(d, LEN(demo_problems))].words);
		p.ask = pick(d, 2) ? words(demo_asks[pick(d, LEN(demo_asks))]) : S("");
	}
	p.next = words(demo_next[pick(d, LEN(demo_next))]);
	p.output = k->public_works ? MONEY_NONE : wan(p.total.fen / FEN_PER_WAN * 3 / 2);
	p.jobs = k->public_works ? INT_NONE : 50 + pick(d, 800);
	p.latitude = 29050000 + pick(d, 120000);
	p.longitude = 119600000 + pick(d, 160000);
	TRY(project_add(call, &p));
	d->projects[number] = p.id;
	for (int m = 0; m < 3; m++) {
		struct project_member member = {.project = p.id, .since = call->today,
			.until = DAY_NONE, .duty = words(demo_duties[m]),
			.person = d->people_unit[9 + 2 * ((k->department + m) %
					(int)LEN(demo_departments)) + m % 2]};
		TRY(row_add(call, &project_member_entity, &member));
	}
	return OK;
}

static enum status add_works(struct call *call, struct demo *d, const struct project *p)
{
	int count = 2 + pick(d, 4);
	for (int i = 0; i < count; i++) {
		int percent = p->percent.permille + (pick(d, 5) - 2) * 60;
		percent = MAX(0, MIN(percent, 1000));
		struct unit_work u = {.project = p->id, .rank = i + 1, .weight = 1 + pick(d, 3),
			.name = words(demo_works[pick(d, LEN(demo_works))]),
			.percent = {percent}, .planned_finish = p->planned_finish,
			.step = percent == 1000 ? UNIT_WORK_STEP_COMPLETE :
				percent > 850	? UNIT_WORK_STEP_FITTING :
				percent > 700	? UNIT_WORK_STEP_TOPPED :
				percent > 300	? UNIT_WORK_STEP_STRUCTURE :
				percent > 30	? UNIT_WORK_STEP_FOUNDATION : UNIT_WORK_STEP_WAITING};
		u.name = str_fmt(call->arena, "%d号%.*s", i + 1, STR(u.name));
		TRY(row_add(call, &unit_work_entity, &u));
	}
	return OK;
}

/* A plan, with what lies in the past done. */
static enum status add_plan(struct call *call, struct demo *d, const struct project *p)
{
	int64_t plan;
	bool industry = p->kind == PROJECT_KIND_INDUSTRY || p->kind == PROJECT_KIND_DIGITAL;
	day start = day_add(day_is(p->actual_start) ? p->actual_start : p->planned_start, -130);
	(void)d;
	return schedule_make(call, p->id, industry ? S("industry") : S("public"), start,
		p->planned_finish, &plan);
}

/* The two lists of categories have the same codes. */
static bool same_category(const struct item_type *t, int category)
{
	return strcmp(item_type_fields[ITEM_TYPE_CATEGORY].choices[t->category].code,
		item_fields[ITEM_CATEGORY].choices[category].code) == 0;
}

/* What is usual in this district: each type's department, two with a second beside it. */
static enum status usual_ways(struct call *call, struct demo *d)
{
	struct list_query all = {.limit = 100};
	struct list_page types;
	TRY(handling_defaults(call));
	TRY(item_type_rows(call, &all, &types));
	const struct item_type_rows_row *at = types.rows.at;
	for (size_t i = 0; i < types.rows.len; i++) {
		struct item_type t = at[i].item_type;
		for (size_t k = 0; k < LEN(demo_problems); k++)
			if (same_category(&t, demo_problems[k].category)) {
				t.unit = d->departments[demo_problems[k].department];
				d->types[demo_problems[k].category] = t.id;
			}
		TRY(row_change(call, &item_type_entity, &t));
		struct item_type_unit beside = {.item_type = t.id, .unit = d->departments[5]};
		if (t.category == ITEM_TYPE_CATEGORY_LINES || t.category == ITEM_TYPE_CATEGORY_PERMIT)
			TRY(row_add(call, &item_type_unit_entity, &beside));
	}
	return OK;
}

static enum status add_projects(struct call *call, void *arg)
{
	struct demo *d = arg;
	TRY(dates_defaults(call));
	TRY(add_org(call, d));
	TRY(add_accounts(call, d));
	TRY(usual_ways(call, d));
	for (int i = 0; i < d->project_count; i++) {
		struct project p;
		TRY(add_project(call, d, i));
		TRY(row_read(call, &project_entity, d->projects[i], &p));
		bool active = project_active(&p);
		if (p.stage >= PROJECT_STAGE_START && p.stage <= PROJECT_STAGE_COMPLETE)
			TRY(add_works(call, d, &p));
		if (active && pick(d, 12))
			TRY(add_plan(call, d, &p));
	}
	return OK;
}

/* ---- weeks ------------------------------------------------------------------------------- */
/* What last week promised: most of it is done, the rest has its reason. */
static enum status answer_plan(struct call *call, struct demo *d, int64_t project, int *kept)
{
	struct week_tasks_to_answer_list tasks;
	struct reason_all_list reasons;
	TRY(weekplan_to_answer(call, project, &tasks));
	TRY(reason_all(call, REASON_KIND_MISSED, &reasons));
	for (size_t i = 0; i < tasks.len; i++) {
		int why = pick(d, 4) ? -1 : pick(d, (int)reasons.len);
		struct str said = why < 0 ? S("done") :
					    text_int(call, reasons.at[why].reason.id);
		TRY(weekplan_answer(call, &tasks.at[i].week_task, said, "answer"));
	}
	*kept = weekplan_kept(&tasks);
	return OK;
}

static enum status add_report(struct call *call, struct demo *d, int64_t id)
{
	struct project p;
	TRY(row_read(call, &project_entity, id, &p));
	struct week_report r = {.project = id, .month_done = p.month_done,
		.year_done = money_add(p.year_done, wan(pick(d, 300))),
		.percent = {MIN(p.percent.permille + pick(d, 15), 990)},
		.week = week_text(call->arena, week_of(call->today)),
		.did = str_fmt(call->arena, "%s，现场%d人", demo_did[pick(d, LEN(demo_did))],
			20 + pick(d, 160)),
		.next = str_fmt(call->arena, "%s\n%s", demo_next[pick(d, LEN(demo_next))],
			demo_next[pick(d, LEN(demo_next))]),
		.why = id % 5 ? S("已与业主核对，情况属实") : NOTHING};
	if (pick(d, 4) == 0)
		r.difficulty = words(demo_problems[pick(d, LEN(demo_problems))].words);
	call->who.person = p.contact;
	enum status status = answer_plan(call, d, id, &r.kept);
	if (status == OK)
		status = report_week_keep(call, &r, NULL);
	call->who.person = 0;
	return status;
}

/* The day after: most units sign for it and answer. */
static enum status next_day(struct call *call, struct demo *d, const struct item *i)
{
	struct call later = *call;
	later.now.ms += 86400000;
	later.today = workday_add(call->today, 1);
	later.who.person = i->person;
	later.who.unit = i->unit;
	struct item_move m = {.kind = ITEM_STEP_KIND_SIGN, .due = DAY_NONE};
	if (!i->unit || later.today.n > instant_day(instant_now(), CHINA_OFFSET).n ||
		pick(d, 10) == 0)
		return OK;
	TRY(item_step(&later, i->id, &m));
	m.kind = ITEM_STEP_KIND_REPLY;
	m.words = words(demo_replies[pick(d, LEN(demo_replies))]);
	return pick(d, 9) ? item_step(&later, i->id, &m) : OK;
}

static enum status add_review(struct call *call, struct demo *d, int64_t project)
{
	struct review r = {.project = project, .kind = REVIEW_KIND_REVIEW,
		.week = week_text(call->arena, week_of(call->today)), .on_day = call->today,
		.by = d->office_people[1], .words = words(demo_next[pick(d, LEN(demo_next))])};
	TRY(weekplan_review(call, &r));
	return row_add(call, &review_entity, &r);
}

static enum status raise_one(struct call *call, struct demo *d, int64_t id)
{
	const struct demo_problem *problem = &demo_problems[pick(d, LEN(demo_problems))];
	struct project p;
	TRY(row_read(call, &project_entity, id, &p));
	struct item i = {.project = id, .kind = ITEM_KIND_PROBLEM, .category = problem->category,
		.type = pick(d, 8) ? d->types[problem->category] : 0,
		.source = 1 + pick(d, 4), .title = words(problem->words),
		.detail = str_fmt(call->arena, "%.*s：%s", STR(p.name), problem->words),
		.unit = pick(d, 8) ? d->departments[problem->department] : 0,
		.person = d->people_unit[9 + 2 * problem->department], .urgent = pick(d, 4) == 0,
		.raised_by = p.contact, .due = DAY_NONE};
	if (!i.unit)
		i.person = i.type = 0; /* nobody knows yet whose it is */
	TRY(item_raise(call, &i));
	return next_day(call, d, &i);
}

/* Supporting units answer before the lead can say it is done. */
static enum status finish_parts(struct call *call, struct demo *d, int64_t item)
{
	struct item_parts_list parts;
	struct call theirs = *call;
	struct item_move m = {.kind = ITEM_STEP_KIND_FINISH, .due = DAY_NONE,
		.words = S("已按要求提供资料并现场会商")};
	TRY(item_parts(call, item, &parts));
	for (size_t k = 0; k < parts.len; k++) {
		theirs.who.person = d->office_people[2];
		theirs.who.unit = parts.at[k].item_part.unit;
		theirs.who.roles = DEPARTMENT;
		if (parts.at[k].item_part.state != ITEM_PART_STATE_DONE)
			TRY(item_step(&theirs, item, &m));
	}
	return OK;
}

/* Days pass for open items: signed, answered, finished, verified, some never. */
static enum status live_items(struct call *call, struct demo *d)
{
	struct item_due_until_list open;
	TRY(item_due_until(call, day_add(call->today, 400), &open));
	for (size_t k = 0; k < open.len; k++) {
		struct item i;
		TRY(row_read(call, &item_entity, open.at[k].id, &i));
		call->who.person = i.person;
		call->who.unit = i.unit;
		struct item_move m = {.due = DAY_NONE};
		if (i.state == ITEM_STATE_ASSIGNED && pick(d, 8)) {
			m.kind = ITEM_STEP_KIND_SIGN;
			TRY(item_step(call, i.id, &m));
		}
		if (pick(d, 3)) {
			m.kind = ITEM_STEP_KIND_REPLY;
			m.words = words(demo_replies[pick(d, LEN(demo_replies))]);
			TRY(item_step(call, i.id, &m));
		}
		if (i.state == ITEM_STATE_SIGNED && pick(d, 3) == 0) {
			TRY(finish_parts(call, d, i.id));
			m.kind = ITEM_STEP_KIND_FINISH;
			m.words = S("已办结，附现场照片和批复文件");
			TRY(item_step(call, i.id, &m));
			call->who.person = d->office_people[0];
			call->who.unit = d->office;
			m.kind = pick(d, 6) ? ITEM_STEP_KIND_CLOSE : ITEM_STEP_KIND_SEND_BACK;
			m.words = m.kind == ITEM_STEP_KIND_CLOSE ? S("现场核实，同意销号") :
				S("佐证不全，请补充验收意见");
			if (pick(d, 4))
				TRY(item_step(call, i.id, &m));
		} else if (i.state == ITEM_STATE_SIGNED && !day_is(i.stopped_on) && pick(d, 8) == 0) {
			m.kind = ITEM_STEP_KIND_ASK_EXTENSION;
			m.due = workday_add(i.due, 10);
			m.words = S("上级批复周期长，申请顺延十个工作日");
			TRY(item_step(call, i.id, &m));
		} else if (i.category == ITEM_CATEGORY_PERMIT && !day_is(i.stopped_on) &&
			day_cmp(i.due, call->today) >= 0 && pick(d, 4) == 0) {
			call->who.person = d->office_people[1];
			call->who.unit = d->office;
			m.kind = ITEM_STEP_KIND_STOP;
			m.reason = 1 + pick(d, 3);
			m.words = S("部门已一次性告知，补正期间不计时");
			TRY(item_step(call, i.id, &m));
		} else if (pick(d, 4)) {
			call->who.person = d->office_people[1];
			call->who.unit = d->office;
			m.kind = ITEM_STEP_KIND_CHASE;
			m.words = S("请抓紧推进，周五前反馈");
			TRY(item_step(call, i.id, &m));
		}
	}
	call->who.person = call->who.unit = 0;
	return OK;
}

/* Most come, some send another, one is missing. */
static enum status call_the_roll(struct call *call, struct demo *d, int64_t meeting)
{
	static const int came[] = {ATTENDANCE_STATE_PRESENT, ATTENDANCE_STATE_PRESENT,
		ATTENDANCE_STATE_PRESENT, ATTENDANCE_STATE_SUBSTITUTE, ATTENDANCE_STATE_ABSENT,
		ATTENDANCE_STATE_MISSING};
	struct attendance_of_list all;
	TRY(attendance_of(call, meeting, &all));
	for (size_t i = 0; i < all.len; i++) {
		struct attendance a = all.at[i].attendance;
		a.state = came[pick(d, LEN(came))];
		a.note = a.state == ATTENDANCE_STATE_SUBSTITUTE ? S("副职代会") :
			a.state == ATTENDANCE_STATE_ABSENT ? S("外出公务") : NOTHING;
		TRY(row_change(call, &attendance_entity, &a));
	}
	return OK;
}

/* A town and a state company hold meetings of their own, on their own projects. */
static enum status own_meetings(struct call *call, struct demo *d)
{
	const int64_t units[] = {d->towns[0], d->owners[0]};
	struct meeting_series s;
	int64_t id;
	for (size_t i = 0; i < LEN(units); i++) {
		TRY(series_usual(call, units[i], MEETING_SERIES_SHOWN_ABOVE, &s));
		TRY(meeting_plan(call, s.id, call->today, &id));
	}
	return OK;
}

static enum status hold_meeting(struct call *call, struct demo *d, int week)
{
	int64_t id;
	struct meeting_series series;
	struct meeting m;
	struct meeting_points_list points;
	call->who.person = d->office_people[0];
	call->who.unit = d->office;
	TRY(series_usual(call, d->office, MEETING_SERIES_SHOWN_ALL, &series));
	TRY(meeting_plan(call, series.id, call->today, &id));
	d->meetings[week] = id;
	TRY(row_read(call, &meeting_entity, id, &m));
	m.place = S("区行政中心三楼会议室");
	m.chair = d->leader_people[0];
	m.attended = S("区领导、区重大项目办、区发改局、区住建局、区资规局、有关镇街和业主单位负责人");
	TRY(row_change(call, &meeting_entity, &m));
	TRY(meeting_points(call, id, &points));
	for (size_t i = 0; week < WEEKS - 1 && i < points.len && i < 12; i++) {
		const struct agenda_point *a = &points.at[i].agenda_point;
		int k = pick(d, LEN(demo_decisions));
		struct item decision = {.title = words(demo_decisions[k].words),
			.unit = d->departments[demo_decisions[k].department],
			.person = d->people_unit[9 + 2 * demo_decisions[k].department],
			.due = DAY_NONE, .category = demo_decisions[k].category};
		if (a->project && pick(d, 2))
			TRY(meeting_decide(call, a->id, &decision));
		if (decision.id)
			TRY(next_day(call, d, &decision));
	}
	if (week < WEEKS - 1) {
		TRY(call_the_roll(call, d, id));
		TRY(meeting_close(call, id));
	}
	call->who.person = call->who.unit = 0;
	return OK;
}

static enum status visit_one_site(struct call *call, struct demo *d, int64_t project)
{
	struct visit v = {.project = project, .visited_on = call->today,
		.visitor = d->leader_people[pick(d, LEN(d->leader_people))],
		.progress = words(demo_did[pick(d, LEN(demo_did))]), .latitude = INT_NONE,
		.longitude = INT_NONE};
	int64_t item;
	if (pick(d, 2))
		v.difficulty = words(demo_problems[pick(d, LEN(demo_problems))].words);
	TRY(visit_add(call, &v));
	return v.difficulty.len && pick(d, 2) ? visit_raise(call, &v, &item) : OK;
}

struct week_work {
	struct demo *d;
	int week;
};

static enum status keep_lessons(struct call *call, struct demo *d)
{
	call->who.person = d->office_people[0];
	for (size_t i = 0; i < LEN(demo_lessons); i++) {
		struct lesson l = {.title = words(demo_lessons[i].title), .kind = demo_lessons[i].kind,
			.category = demo_lessons[i].category, .stage = LESSON_STAGE_BUILD,
			.situation = words(demo_lessons[i].situation), .did = words(demo_lessons[i].did),
			.result = words(demo_lessons[i].result), .on_day = DAY_NONE};
		TRY(lesson_add(call, &l));
	}
	call->who.person = 0;
	return OK;
}

/* Some dates are asked to move and some projects rest, so that both can be seen. */
static enum status move_dates(struct call *call, struct demo *d)
{
	int asked = 0, paused = 0;
	TRY(needs_defaults(call));
	for (int i = 0; i < d->project_count && (asked < 5 || paused < 3); i++) {
		struct project p;
		TRY(row_read(call, &project_entity, d->projects[i], &p));
		struct date_change c = {.project = p.id, .which = DATE_CHANGE_WHICH_FINISH,
			.wanted = workday_add(p.planned_finish, 4 + 7 * asked), .reason = 1 + asked,
			.words = S("受前置手续影响，已调整工序并增加班组，请予顺延")};
		call->who.person = p.contact;
		if (project_active(&p) && p.contact && asked < 5 && pick(d, 3) == 0) {
			TRY(date_ask(call, &c));
			call->who.person = d->leader_people[0];
			call->who.roles = LEADER;
			if (asked++ % 2)
				TRY(date_decide(call, c.id, true, S("同意，倒排工期、挂图推进")));
			call->who.roles = 0;
		} else if (p.stage == PROJECT_STAGE_PREPARE && paused < 3 && pick(d, 4) == 0) {
			struct pause b = {.project = p.id, .reason = 11 + paused++,
				.words = S("暂不具备实施条件，待落实后恢复"),
				.until = day_add(call->today, 120)};
			TRY(pause_begin(call, &b));
		}
	}
	call->who.person = 0;
	return OK;
}

static enum status live_week(struct call *call, void *arg)
{
	struct week_work *w = arg;
	struct demo *d = w->d;
	int chance = w->week == WEEKS - 1 ? 55 : 92;
	TRY(live_items(call, d));
	for (int i = 0; i < d->project_count; i++) {
		struct project p;
		TRY(row_read(call, &project_entity, d->projects[i], &p));
		if (!project_active(&p))
			continue;
		if (pick(d, 100) < chance)
			TRY(add_report(call, d, p.id));
		if (pick(d, 100) < chance + 5)
			TRY(add_review(call, d, p.id));
		if (pick(d, 100) < 7)
			TRY(raise_one(call, d, p.id));
		if (pick(d, 100) < 5)
			TRY(visit_one_site(call, d, p.id));
	}
	if (w->week == WEEKS - 1) {
		TRY(move_dates(call, d));
		TRY(keep_lessons(call, d));
	}
	TRY(lights_compute(call));
	TRY(hold_meeting(call, d, w->week));
	return w->week == WEEKS - 1 ? own_meetings(call, d) : OK;
}

static enum status refuse_used(struct call *call, void *arg)
{
	struct unit_parents_list units;
	(void)arg;
	TRY(unit_parents(call, &units));
	return units.len ? CONFLICT : OK;
}

static enum status load(struct store *store, struct demo *d)
{
	instant now = instant_now();
	enum status status = OK;
	for (int week = -1; week < WEEKS && status == OK; week++) {
		int days = week < 0 ? WEEKS * 7 : (WEEKS - 1 - week) * 7;
		instant at = {now.ms - days * 86400000LL};
		struct call *call = call_open(store, at, CHINA_OFFSET, "demonstration");
		struct week_work w = {d, week};
		if (week < 0)
			status = store_write(call, refuse_used, NULL);
		if (status == OK)
			status = week < 0 ? store_write(call, add_projects, d) :
					    store_write(call, live_week, &w);
		for (size_t i = 0; i < call->faults.len; i++)
			fprintf(stderr, "guatu: %s %.*s %.*s\n", text_keys[call->faults.at[i].text],
				STR(call->faults.at[i].field), STR(call->faults.at[i].args[0]));
		call_close(call);
	}
	return status == OK ? jobs_run_once(store, now, CHINA_OFFSET) : status;
}

int command_demo(const struct command *c)
{
	int code = 0;
	struct demo d = {.chance = rand_seed(c->seed), .project_count = c->projects ? c->projects :
			120};
	if (d.project_count > MAX_PROJECTS) {
		fprintf(stderr, "guatu: --projects is at most %d\n", MAX_PROJECTS);
		return 2;
	}
	log_quiet();
	struct arena *arena = arena_open();
	d.projects = NEW_ARRAY(arena, int64_t, (size_t)d.project_count);
	struct store *store = command_open(c, true, arena, &code);
	if (!store) {
		arena_close(arena);
		return code;
	}
	enum status status = load(store, &d);
	store_close(store);
	arena_close(arena);
	if (status == CONFLICT)
		fprintf(stderr, "guatu: %s is in use; give an empty folder with --data\n", c->data);
	else if (status != OK)
		fprintf(stderr, "guatu: the demonstration could not be loaded: %s\n",
			status_table[status].name);
	else
		printf("demonstration district: %d projects in %s\naccounts: leader office "
		       "department town company observer admin auditor taskforce security, "
		       "password guatu-demo-2026\n",
			d.project_count, c->data);
	return status_table[status].exit;
}
