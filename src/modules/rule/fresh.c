/* How old reported figures are (X14): a light of its own beside them. */
#include "rule.h"
#include "rule.sql.h"

enum { FRESH_DAYS = 7 };

struct fresh_rule fresh_rule_of(int64_t stale, int64_t red)
{
	if (stale == INT_NONE || red == INT_NONE)
		return (struct fresh_rule){light_presets[0].stale, light_presets[0].stale_red};
	return (struct fresh_rule){stale, red};
}

enum status fresh_rule_now(struct call *call, struct fresh_rule *now)
{
	struct light_rules_list found;
	TRY(light_rules(call, &found));
	*now = found.len ?
		fresh_rule_of(found.at[0].light_rule.stale, found.at[0].light_rule.stale_red) :
		fresh_rule_of(INT_NONE, INT_NONE);
	return OK;
}

int fresh_light(const struct fresh_rule *r, day today, day reported)
{
	if (!day_is(reported))
		return LIGHT_STATE_LIGHT_GREY;
	int days = day_between(reported, today);
	if (days <= FRESH_DAYS)
		return LIGHT_STATE_LIGHT_GREEN;
	return days >= r->red * 7 ? LIGHT_STATE_LIGHT_RED :
		days >= r->stale * 7 ? LIGHT_STATE_LIGHT_GREY : LIGHT_STATE_LIGHT_AMBER;
}

void page_fresh(struct page *w, const struct fresh_rule *r, int64_t project, day reported)
{
	struct call *call = w->call;
	int days = day_is(reported) ? day_between(reported, call->today) : -1;
	struct str words = days < 0 ? text_of(call, T_rule_age_never) :
		days == 0 ? text_of(call, T_rule_age_today) :
			    text_with(call, T_rule_age, (const struct str[4]){text_int(call, days)});
	page_light_said(w, fresh_light(r, call->today, reported), words,
		str_fmt(call->arena, "/projects/%lld/lights#report", (long long)project));
}
