#include "cockpit.h"
#include "cockpit.html.h"
#include "cockpit.sql.h"
#include "item.sql.h"
#include "rule.sql.h"
#include "schedule.sql.h"

static enum status cockpit(struct call *call)
{
	struct cockpit_worst_list worst;
	struct light_totals_list lights;
	struct milestones_due_list nodes;
	int64_t limit = has_input(call, "all") ? 100 : 3;
	TRY(cockpit_worst(call, limit, &worst));
	TRY(light_totals(call, &lights));
	TRY(milestones_due(call, call->today, day_add(call->today, 14), &nodes));
	if (reply_rows(call, &cockpit_worst_statement, &(struct rows){worst.at, worst.len}))
		return OK;
	int64_t red = 0, amber = 0;
	for (size_t i = 0; i < lights.len; i++) {
		red += lights.at[i].light == PROJECT_LIGHT_RED ? lights.at[i].projects : 0;
		amber += lights.at[i].light == PROJECT_LIGHT_AMBER ? lights.at[i].projects : 0;
	}
	struct page_head head = {.title = text_of(call, T_menu_cockpit), .place = "cockpit",
		.sentence = text_with(call, T_cockpit_sentence,
			(const struct str[4]){text_int(call, red), text_int(call, amber)})};
	struct page *w = page_open(call, &head);
	cockpit_page(w, &worst, &nodes);
	return page_close(w);
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

static const struct route routes[] = {
	{GET, "/", T_today_see, today, EVERYONE, .lists = &today_counts_statement},
	{GET, "/cockpit", T_cockpit_see, cockpit, LEADER | OFFICE | OBSERVER,
		.lists = &cockpit_worst_statement},
};
const struct module cockpit_module = {"cockpit", routes, LEN(routes), NULL, 0};
