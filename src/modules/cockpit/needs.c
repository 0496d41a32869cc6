/* Which projects need a leader: the rule that ships, and each reason in a sentence. */
#include "cockpit.h"
#include "modules/project/project.h"
#include "text/html.h"

static const struct need_rule shipped[] = {
	{.kind = NEED_RULE_KIND_FINISH, .base = 30, .daily = 1, .most = 90},
	{.kind = NEED_RULE_KIND_START, .base = 20, .daily = 1, .most = 60},
	{.kind = NEED_RULE_KIND_FORECAST, .base = 15, .daily = 1, .most = 60},
	{.kind = NEED_RULE_KIND_DECIDE, .base = 40, .daily = 3, .most = 70},
	{.kind = NEED_RULE_KIND_ITEM, .base = 30, .daily = 2, .most = 60},
	{.kind = NEED_RULE_KIND_OVERDUE, .base = 10, .daily = 1, .most = 40},
	{.kind = NEED_RULE_KIND_PERMIT, .base = 15, .daily = 1, .most = 40},
	{.kind = NEED_RULE_KIND_SILENT, .base = 5, .daily = 1, .most = 30},
	{.kind = NEED_RULE_KIND_MONEY, .base = 20, .daily = 0, .most = 20},
};

enum status needs_defaults(struct call *call)
{
	struct need_rules_list set;
	TRY(need_rules(call, &set));
	for (size_t i = 0; i < LEN(shipped) && !set.len; i++) {
		struct need_rule r = shipped[i];
		TRY(row_add(call, &need_rule_entity, &r));
	}
	return OK;
}

static struct str with(struct call *call, enum text text, struct str a, struct str b, struct str c)
{
	return text_with(call, text, (const struct str[4]){a, b, c});
}

static struct str sentence_of(struct call *call, const struct needs_row *n)
{
	struct str days = text_int(call, n->days), many = text_int(call, n->many);
	switch (n->kind) {
	case NEED_RULE_KIND_FINISH:
		return with(call, T_cockpit_why_finish, text_day(call, n->since), days, NOTHING);
	case NEED_RULE_KIND_START:
		return with(call, T_cockpit_why_start, text_day(call, n->since), days, NOTHING);
	case NEED_RULE_KIND_FORECAST:
		return with(call, T_cockpit_why_forecast, text_day(call, n->until), days, NOTHING);
	case NEED_RULE_KIND_DECIDE:
		return with(call, T_cockpit_why_decide, many, days, NOTHING);
	case NEED_RULE_KIND_ITEM:
		return with(call, T_cockpit_why_item, many, days, NOTHING);
	case NEED_RULE_KIND_OVERDUE:
		return with(call, T_cockpit_why_overdue, many, days, NOTHING);
	case NEED_RULE_KIND_PERMIT:
		return with(call, n->many > 1 ? T_cockpit_why_permits : T_cockpit_why_permit,
			n->words, days, many);
	case NEED_RULE_KIND_SILENT:
		return with(call, n->many ? T_cockpit_why_silent : T_cockpit_why_never, days, NOTHING,
			NOTHING);
	default:
		return with(call, T_cockpit_why_money,
			text_share(call, share_of(n->year_done, n->year_plan)),
			text_share(call, project_time_share(call->today)), NOTHING);
	}
}

enum status needs_worst(struct call *call, bool mine, int limit, struct needs_list *found)
{
	bool leads = (call->who.roles & LEADER) != 0;
	TRY(needs(call, call->today, day_add(call->today, -NEEDS_QUIET), call->who.person, leads,
		mine, limit, found));
	for (size_t i = 0; i < found->len; i++)
		found->at[i].sentence = sentence_of(call, &found->at[i]);
	return OK;
}

size_t needs_end(const struct needs_list *all, size_t from)
{
	size_t end = from;
	while (end < all->len && all->at[end].project == all->at[from].project)
		end++;
	return end;
}

struct str need_assign_path(struct call *call, const struct needs_row *n)
{
	struct out o = out_on(call->arena, 4000);
	out_fmt(&o, "/projects/%lld/items/new?kind=assignment&source=office&title=",
		(long long)n->project);
	url_escape(&o, with(call, T_cockpit_assign_title, n->sentence, NOTHING, NOTHING));
	if (n->lead)
		out_fmt(&o, "&unit=%lld", (long long)n->lead);
	if (n->responsible)
		out_fmt(&o, "&person=%lld", (long long)n->responsible);
	return out_got(&o);
}

struct str need_geo(struct call *call, const struct needs_row *n)
{
	struct out o = out_on(call->arena, 2000);
	bool known = n->latitude != INT_NONE && n->longitude != INT_NONE;
	if (!known && !n->place.len)
		return NOTHING;
	double lat = known ? (double)n->latitude / 1e6 : 0, lon = known ? (double)n->longitude / 1e6 : 0;
	out_fmt(&o, known ? "geo:%.6f,%.6f?q=" : "geo:%.0f,%.0f?q=", lat, lon);
	if (known)
		out_fmt(&o, "%.6f,%.6f(", lat, lon);
	url_escape(&o, known ? n->project_name : n->place);
	if (known)
		out_c(&o, ')');
	return out_got(&o);
}
