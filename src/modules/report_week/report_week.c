#include "report_week.h"
#include "report_week.sql.h"
#include "modules/project/project.h"

static void add(struct call *call, struct out *o, enum text doubt)
{
	if (o->len)
		out_lit(o, "; ");
	out_str(o, text_of(call, doubt));
}

struct str report_week_doubts(struct call *call, const struct week_report *now,
	const struct week_report *last, const struct project *p)
{
	struct out o = out_on(call->arena, 1000);
	share money_share = share_of(p->all_done, p->total);
	if (last && share_is(now->percent) && share_is(last->percent)) {
		if (now->percent.permille < last->percent.permille)
			add(call, &o, T_report_doubt_back);
		if (now->percent.permille > last->percent.permille + 200)
			add(call, &o, T_report_doubt_jump);
	}
	if (last && str_eq(now->did, last->did))
		add(call, &o, T_report_doubt_same);
	if (last && money_is(now->year_done) && money_is(last->year_done) &&
		now->year_done.fen < last->year_done.fen &&
		str_eq(str_sub(now->week, 0, 4), str_sub(last->week, 0, 4)))
		add(call, &o, T_report_doubt_money_back);
	if (share_is(now->percent) && share_is(money_share) && now->percent.permille >= 950 &&
		money_share.permille < 400)
		add(call, &o, T_report_doubt_money);
	return out_got(&o);
}

enum status report_week_keep(struct call *call, struct week_report *r)
{
	struct report_of_project_list before;
	struct report_of_week_row same;
	struct project p;
	TRY(row_read(call, &project_entity, r->project, &p));
	TRY(report_of_project(call, r->project, 2, &before));
	const struct week_report *last = NULL;
	for (size_t i = 0; i < before.len && !last; i++)
		if (str_cmp(before.at[i].week_report.week, r->week) < 0)
			last = &before.at[i].week_report;
	r->by = call->who.person;
	r->at = call->now;
	r->state = WEEK_REPORT_STATE_SENT;
	r->doubts = report_week_doubts(call, r, last, &p);
	enum status status = report_of_week(call, r->project, r->week, &same);
	if (status == OK) {
		r->id = same.week_report.id;
		r->version = same.week_report.version;
		r->first_on = same.week_report.first_on;
		TRY(row_change(call, &week_report_entity, r));
	} else if (status == NOT_FOUND) {
		r->first_on = call->today;
		TRY(row_add(call, &week_report_entity, r));
	} else {
		return status;
	}
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
	return event_put(call, S("report"), str_fmt(call->arena, "%lld", (long long)r->id));
}
