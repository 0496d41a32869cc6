/* The cockpit's ranking, recounted by hand on a portfolio of three projects and one that is well. */
#include "modules/cockpit/cockpit.h"
#include "modules/project/project.h"
#include "store/store_test.h"

static struct {
	int64_t leader, other, bridge, school, plant, well;
} made;

static day ago(const struct call *call, int days)
{
	return day_add(call->today, -days);
}

static int64_t add(struct call *call, const char *name, int at_stage, int64_t leader, int wan)
{
	struct project p;
	project_blank(&p);
	p.name = str_of(name);
	p.stage = at_stage;
	p.stage_since = ago(call, 100);
	p.leader = leader;
	p.total.fen = wan * FEN_PER_WAN;
	p.reported = call->today;
	p.planned_start = ago(call, 400);
	p.planned_finish = day_add(call->today, 100);
	p.actual_start = ago(call, 390);
	assert_int_equal(row_add(call, &project_entity, &p), OK);
	return p.id;
}

static void change(struct call *call, int64_t id, int field, day to)
{
	struct project p;
	assert_int_equal(row_read(call, &project_entity, id, &p), OK);
	*(day *)field_at(&project_fields[field], &p) = to;
	assert_int_equal(row_change(call, &project_entity, &p), OK);
}

static void add_item(struct call *call, const char *code, int64_t project, int overdue, int level)
{
	struct item i = {.project = project, .code = str_of(code), .kind = ITEM_KIND_PROBLEM,
		.source = ITEM_SOURCE_OFFICE, .title = S("缺土方"), .state = ITEM_STATE_SIGNED,
		.due = ago(call, overdue), .asked = DAY_NONE, .level = level, .raised_on = ago(call, overdue + 5),
		.last_action = ago(call, overdue + 2)};
	assert_int_equal(row_add(call, &item_entity, &i), OK);
}

static void add_permit(struct call *call, int64_t project)
{
	struct calendar c = {.name = S("5+2"), .pattern = CALENDAR_PATTERN_FIVE};
	struct schedule n = {.project = project, .name = S("计划"), .start = ago(call, 300),
		.owed = DAY_NONE, .data_date = DAY_NONE, .finish = day_add(call->today, 112)};
	assert_int_equal(row_add(call, &calendar_entity, &c), OK);
	n.calendar = c.id;
	assert_int_equal(row_add(call, &schedule_entity, &n), OK);
	struct activity a = {.project = project, .plan = n.id, .name = S("施工许可证"),
		.kind = ACTIVITY_KIND_PERMIT, .late_finish = ago(call, 4), .actual_finish = DAY_NONE,
		.baseline_finish = DAY_NONE, .actual_start = DAY_NONE, .early_start = DAY_NONE,
		.early_finish = DAY_NONE, .late_start = DAY_NONE, .baseline_start = DAY_NONE,
		.bound_on = DAY_NONE, .percent = SHARE_NONE, .days = 5};
	assert_int_equal(row_add(call, &activity_entity, &a), OK);
}

/* Bridge: finish 50 days past (30 + 50), two items overdue, the older 7 days (10 + 7): 97.
 * School: a date change asked 6 days ago (40 + 6 × 3 = 58), forecast 12 days late (15 + 12), a permit
 * 4 days late (15 + 4): 104. Plant: silent 40 days (5 + 40, at most 30), one item on the third level
 * for 3 days (30 + 3 × 2), which is overdue by one (10 + 1): 77. */
static enum status portfolio(struct call *call, void *arg)
{
	(void)arg;
	struct unit u = unit_named("区领导");
	assert_int_equal(row_add(call, &unit_entity, &u), OK);
	struct person a = {.name = S("赵"), .unit = u.id, .rank = 1}, b = {.name = S("钱"), .unit = u.id, .rank = 2};
	assert_int_equal(row_add(call, &person_entity, &a), OK);
	assert_int_equal(row_add(call, &person_entity, &b), OK);
	made.leader = a.id;
	made.other = b.id;
	made.well = add(call, "正常的", PROJECT_STAGE_BUILD, a.id, 900);
	made.bridge = add(call, "大桥", PROJECT_STAGE_BUILD, a.id, 100);
	made.school = add(call, "学校", PROJECT_STAGE_BUILD, b.id, 200);
	made.plant = add(call, "水厂", PROJECT_STAGE_PREPARE, a.id, 300);
	change(call, made.bridge, PROJECT_PLANNED_FINISH, ago(call, 50));
	add_item(call, "1", made.bridge, 3, 0);
	add_item(call, "2", made.bridge, 7, 0);
	add_item(call, "3", made.bridge, -1, 0);
	add_permit(call, made.school);
	struct date_change d = {.project = made.school, .which = DATE_CHANGE_WHICH_FINISH,
		.was = ago(call, 1), .wanted = day_add(call->today, 200), .words = S("管线"),
		.leader = true, .state = DATE_CHANGE_STATE_ASKED, .asked_on = ago(call, 6),
		.decided_on = DAY_NONE, .original = DAY_NONE};
	struct reason r = {.kind = REASON_KIND_DATE, .name = S("管线")};
	assert_int_equal(row_add(call, &reason_entity, &r), OK);
	d.reason = r.id;
	assert_int_equal(row_add(call, &date_change_entity, &d), OK);
	change(call, made.plant, PROJECT_REPORTED, ago(call, 40));
	add_item(call, "4", made.plant, 1, ITEM_LEVEL_THIRD);
	return needs_defaults(call);
}

static struct needs_list asked(uint32_t role, int64_t person, bool mine, int limit)
{
	struct call *call = a_call();
	struct needs_list found;
	call->who.roles = role;
	call->who.person = person;
	assert_int_equal(store_read(stage.store, call), OK);
	assert_int_equal(needs_worst(call, mine, limit, &found), OK);
	store_read_end(call);
	return found;
}

static void expect(const struct needs_row *n, int64_t project, int score, int kind, int points,
	const char *sentence)
{
	assert_int_equal(n->project, project);
	assert_int_equal(n->score, score);
	assert_int_equal(n->kind, kind);
	assert_int_equal(n->points, points);
	if (!str_eq(n->sentence, str_of(sentence)))
		fail_msg("%.*s, not %s", STR(n->sentence), sentence);
}

static void made_portfolio(void)
{
	assert_int_equal(store_write(a_call(), portfolio, NULL), OK);
}

static void test_order_and_reasons(void **state)
{
	(void)state;
	made_portfolio();
	struct needs_list got = asked(LEADER, made.leader, false, 3);
	assert_int_equal(got.len, 8);
	expect(&got.at[0], made.school, 104, NEED_RULE_KIND_DECIDE, 58, "1 项改期等您决定，已等 6 天");
	expect(&got.at[1], made.school, 104, NEED_RULE_KIND_FORECAST, 27,
		"预计 2027-03-15 竣工，比承诺晚 12 天");
	expect(&got.at[2], made.school, 104, NEED_RULE_KIND_PERMIT, 19, "“施工许可证”逾期 4 天");
	expect(&got.at[3], made.bridge, 97, NEED_RULE_KIND_FINISH, 80, "承诺 2026-10-04 竣工，已过 50 天");
	expect(&got.at[4], made.bridge, 97, NEED_RULE_KIND_OVERDUE, 17, "2 件事项逾期，最久 7 天");
	expect(&got.at[5], made.plant, 77, NEED_RULE_KIND_ITEM, 36, "1 件事项等您决定，最久 3 天");
	expect(&got.at[6], made.plant, 77, NEED_RULE_KIND_SILENT, 30, "40 天没有填报");
	expect(&got.at[7], made.plant, 77, NEED_RULE_KIND_OVERDUE, 11, "1 件事项逾期，最久 1 天");
	assert_int_equal(got.at[0].found, 3);
}

/* A leader's own: those they are named for, and what any leader may decide. The office decides no
 * date change that is a leader's. */
static void test_whose(void **state)
{
	(void)state;
	made_portfolio();
	struct needs_list mine = asked(LEADER, made.leader, true, 3);
	assert_int_equal(mine.len, 6);
	expect(&mine.at[0], made.bridge, 97, NEED_RULE_KIND_FINISH, 80, "承诺 2026-10-04 竣工，已过 50 天");
	expect(&mine.at[2], made.plant, 77, NEED_RULE_KIND_ITEM, 36, "1 件事项等您决定，最久 3 天");
	expect(&mine.at[5], made.school, 58, NEED_RULE_KIND_DECIDE, 58, "1 项改期等您决定，已等 6 天");
	struct needs_list office = asked(OFFICE, made.other, false, 1);
	assert_int_equal(office.len, 2);
	expect(&office.at[0], made.bridge, 97, NEED_RULE_KIND_FINISH, 80, "承诺 2026-10-04 竣工，已过 50 天");
	assert_int_equal(office.at[0].found, 3);
	struct needs_list unseen = asked(LEADER, made.other, true, 3);
	expect(&unseen.at[0], made.school, 104, NEED_RULE_KIND_DECIDE, 58, "1 项改期等您决定，已等 6 天");
	assert_int_equal(unseen.at[0].found, 1);
}

static enum status dates_weigh_nothing(struct call *call, void *arg)
{
	(void)arg;
	struct need_rules_list all;
	assert_int_equal(need_rules(call, &all), OK);
	for (size_t i = 0; i < all.len; i++) {
		struct need_rule r = all.at[i].need_rule;
		if (r.kind != NEED_RULE_KIND_DECIDE && r.kind != NEED_RULE_KIND_FORECAST)
			continue;
		r.base = r.daily = r.most = 0;
		assert_int_equal(row_change(call, &need_rule_entity, &r), OK);
	}
	return OK;
}

/* The order is the rule's: with other weights it is another, and what weighs nothing is no reason. */
static void test_weights(void **state)
{
	(void)state;
	made_portfolio();
	assert_int_equal(store_write(a_call(), dates_weigh_nothing, NULL), OK);
	struct needs_list got = asked(LEADER, made.leader, false, 3);
	assert_int_equal(got.len, 6);
	expect(&got.at[0], made.bridge, 97, NEED_RULE_KIND_FINISH, 80, "承诺 2026-10-04 竣工，已过 50 天");
	expect(&got.at[5], made.school, 19, NEED_RULE_KIND_PERMIT, 19, "“施工许可证”逾期 4 天");
}

static void test_ways(void **state)
{
	(void)state;
	struct call *call = a_call();
	struct needs_row n = {.project = 7, .project_name = S("大桥 (二期)"), .sentence = S("已过 3 天"), .lead = 4,
		.latitude = 29123456, .longitude = 119654321};
	assert_true(str_eq(need_geo(call, &n), S("geo:29.123456,119.654321?q=29.123456,119.654321(%E5%A4%A7%E6%A1%A5%20%28%E4%BA%8C%E6%9C%9F%29)")));
	n.latitude = INT_NONE;
	assert_int_equal(need_geo(call, &n).len, 0);
	n.place = S("江东");
	assert_true(str_eq(need_geo(call, &n), S("geo:0,0?q=%E6%B1%9F%E4%B8%9C")));
	struct str path = need_assign_path(call, &n);
	assert_true(str_starts(path, S("/projects/7/items/new?kind=assignment&source=office&title=%E5%B7%B2%E8%BF%87%203%20%E5%A4%A9")));
	assert_true(str_ends(path, S("&unit=4")));
}

static const struct CMUnitTest tests[] = {
	ON_STAGE(test_order_and_reasons), ON_STAGE(test_whose), ON_STAGE(test_weights),
	ON_STAGE(test_ways),
};

ON_BOTH(tests)
