#include "cockpit.h"
#include "cockpit.html.h"
#include "dates.sql.h"
#include "item.sql.h"
#include "rule.sql.h"
#include "schedule.sql.h"

enum { THREE = 3, MANY = 50, SHORT = 6, LONG = 200 };

/* Leaders begin with the projects they are named for; who is named for none sees all. */
static enum status whose(struct call *call, struct cockpit_view *v)
{
	struct need_leads_row own;
	struct str of = input(call, "of");
	TRY(need_leads(call, call->who.person, &own));
	v->leads = own.projects > 0;
	v->mine = str_eq(of, S("mine")) || (!str_eq(of, S("all")) && v->leads);
	return OK;
}

static enum status decisions(struct call *call, int64_t *count)
{
	struct date_changes_to_decide_list dates;
	struct item_to_decide_list extensions;
	*count = 0;
	if (!(call->who.roles & (LEADER | OFFICE)))
		return OK;
	TRY(date_changes_to_decide(call, (call->who.roles & LEADER) != 0, &dates));
	TRY(item_to_decide(call, &extensions));
	*count = (int64_t)(dates.len + extensions.len);
	return OK;
}

static enum status cockpit(struct call *call)
{
	struct cockpit_view v = {0};
	struct milestones_due_list nodes;
	bool all = has_input(call, "all");
	TRY(whose(call, &v));
	TRY(needs_worst(call, v.mine, all ? MANY : THREE, &v.needs));
	if (reply_rows(call, &needs_statement, &(struct rows){v.needs.at, v.needs.len}))
		return OK;
	TRY(milestones_due(call, call->today, day_add(call->today, 14), &nodes));
	v.nodes = &nodes;
	TRY(cockpit_promised(call, call->who.person, SHORT, &v.promised));
	TRY(cockpit_owed(call, call->who.person, SHORT, &v.owed));
	TRY(decisions(call, &v.decide));
	TRY(fresh_rule_now(call, &v.fresh));
	int64_t found = v.needs.len ? v.needs.at[0].found : 0;
	struct page_head head = {.title = text_of(call, T_menu_cockpit), .place = "cockpit",
		.sentence = text_with(call, !found ? T_cockpit_calm :
			v.mine ? T_cockpit_sentence_mine : T_cockpit_sentence,
			(const struct str[4]){text_int(call, found)})};
	struct page *w = page_open(call, &head);
	cockpit_page(w, &v, all);
	return page_close(w);
}

static struct page_head part_head(struct call *call, enum text title, enum text sentence,
	int64_t found)
{
	return (struct page_head){.title = text_of(call, title), .place = "cockpit",
		.sentence = text_with(call, sentence, (const struct str[4]){text_int(call, found)}),
		.crumbs = {{S("/cockpit"), text_of(call, T_menu_cockpit)}}, .crumb_count = 1};
}

static enum status promised(struct call *call)
{
	struct cockpit_promised_list found;
	TRY(cockpit_promised(call, call->who.person, LONG, &found));
	if (reply_rows(call, &cockpit_promised_statement, &(struct rows){found.at, found.len}))
		return OK;
	struct page_head head = part_head(call, T_cockpit_promised, T_cockpit_promised_count,
		found.len ? found.at[0].found : 0);
	struct page *w = page_open(call, &head);
	promised_list(w, &found);
	return page_close(w);
}

static enum status owed(struct call *call)
{
	struct cockpit_owed_list found;
	TRY(cockpit_owed(call, call->who.person, LONG, &found));
	if (reply_rows(call, &cockpit_owed_statement, &(struct rows){found.at, found.len}))
		return OK;
	struct page_head head = part_head(call, T_cockpit_owed, T_cockpit_owed_count,
		found.len ? found.at[0].found : 0);
	struct page *w = page_open(call, &head);
	owed_list(w, &found, S("owed"));
	return page_close(w);
}

/* ---- how much each reason weighs -------------------------------------------------------- */
static enum status rules(struct call *call)
{
	struct need_rules_list found;
	TRY(need_rules(call, &found));
	struct rows rows = {found.at, found.len};
	if (reply_rows(call, &need_rules_statement, &rows))
		return OK;
	struct page_head head = part_head(call, T_cockpit_rule, T_cockpit_rule_says, 0);
	struct page *w = page_open(call, &head);
	need_rules_page(w, &rows);
	return page_close(w);
}

static enum status rule_form(struct call *call)
{
	struct need_rule r;
	TRY(row_read(call, &need_rule_entity, param_id(call, "rule"), &r));
	if (reply_record(call, &need_rule_entity, &r))
		return OK;
	struct page_head head = {.place = "cockpit", .entity = &need_rule_entity, .id = r.id,
		.title = choice_label(call, &need_rule_fields[NEED_RULE_KIND], r.kind),
		.crumbs = {{S("/cockpit"), text_of(call, T_menu_cockpit)},
			{S("/need-rules"), text_of(call, T_cockpit_rule)}}, .crumb_count = 2};
	struct page *w = page_open(call, &head);
	need_rule_page(w, &r);
	return page_close(w);
}

static enum status rule_change(struct call *call)
{
	struct need_rule r;
	TRY(row_read(call, &need_rule_entity, param_id(call, "rule"), &r));
	TRY(version_check(call, &need_rule_entity, &r));
	TRY(form_read(call, &need_rule_entity, &r, NULL));
	const struct {
		const char *field;
		int64_t points;
	} each[] = {{"base", r.base}, {"daily", r.daily}, {"most", r.most}};
	for (size_t i = 0; i < LEN(each); i++)
		if (each[i].points < 0 || each[i].points > 1000)
			fail(call, each[i].field, T_dates_range);
	if (!call->faults.len && r.most < r.base)
		fail(call, "most", T_cockpit_rule_most);
	if (call->faults.len)
		return INVALID;
	TRY(row_change(call, &need_rule_entity, &r));
	return reply_written(call, &need_rule_entity, &r, S("/need-rules"), false);
}

static enum status today(struct call *call)
{
	struct today_counts_row n;
	struct today_meeting_list meeting;
	struct light_changes_since_list changes;
	struct item_waiting_list waiting;
	if (call->who.roles == LEADER)
		return reply_go(call, S("/cockpit"));
	struct str week = week_text(call->arena, week_of(call->today));
	TRY(today_counts(call, week, call->today, call->who.unit, &n));
	TRY(today_meeting(call, &meeting));
	TRY(light_changes_since(call, day_add(call->today, -7), &changes));
	TRY(item_waiting(call, call->who.unit, call->who.person, &waiting));
	if (exchange_of(call)->format != HTML) {
		reply_rows(call, &today_counts_statement, &(struct rows){&n, 1});
		return OK;
	}
	struct page_head head = {.title = text_of(call, T_menu_today), .place = "today",
		.sentence = text_with(call, T_today_sentence,
			(const struct str[4]){text_int(call, n.unreported), text_int(call, n.red),
				text_int(call, n.overdue)})};
	struct page *w = page_open(call, &head);
	today_page(w, &n, &meeting, &changes, &waiting);
	return page_close(w);
}

#define SEERS (LEADER | OFFICE | OBSERVER)

static const struct route routes[] = {
	{GET, "/", T_today_see, today, EVERYONE, .lists = &today_counts_statement},
	{GET, "/cockpit", T_cockpit_see, cockpit, SEERS, .lists = &needs_statement},
	{GET, "/cockpit/promised", T_cockpit_promised, promised, SEERS,
		.lists = &cockpit_promised_statement},
	{GET, "/cockpit/owed", T_cockpit_owed, owed, SEERS, .lists = &cockpit_owed_statement},
	{GET, "/need-rules", T_cockpit_rule, rules, SEERS | ADMIN | AUDITOR,
		.lists = &need_rules_statement},
	{GET, "/need-rules/:rule", T_cockpit_rule_change, rule_form, OFFICE | ADMIN,
		.gives = &need_rule_entity},
	{POST, "/need-rules/:rule", T_cockpit_rule_change, rule_change, OFFICE | ADMIN, rule_form,
		&need_rule_entity, &need_rule_entity},
	{PATCH, "/need-rules/:rule", T_cockpit_rule_change, rule_change, OFFICE | ADMIN, NULL,
		&need_rule_entity, &need_rule_entity},
};

static const struct job jobs[] = {{"rule of the cockpit", 3600, needs_defaults}};

const struct module cockpit_module = {"cockpit", routes, LEN(routes), jobs, LEN(jobs)};
