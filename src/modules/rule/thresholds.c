/* The thresholds in force: read, tried, kept, put back. */
#include "rule.h"
#include "rule.sql.h"
#include "modules/setting/setting.h"

enum { DAYS_MAX = 3660, WEEKS_MAX = 104 };

void light_rule_from(struct light_rule *r, const struct light_preset *p)
{
	*r = (struct light_rule){.id = r->id, .version = r->version, .preset = str_of(p->id),
		.relative = p->relative, .amber = {p->amber}, .red = {p->red},
		.start_red = p->start_red_days, .stats_amber = p->stats_amber,
		.stats_red = p->stats_red, .stale = p->stale, .stale_red = p->stale_red};
}

static bool as_preset(const struct light_rule *r, const struct light_preset *p)
{
	return r->relative == p->relative && r->amber.permille == p->amber &&
		r->red.permille == p->red && r->start_red == p->start_red_days &&
		r->stats_amber == p->stats_amber && r->stats_red == p->stats_red &&
		r->stale == p->stale && r->stale_red == p->stale_red;
}

struct light_preset light_preset_of(struct call *call, const struct light_rule *r)
{
	const struct light_preset *base = light_preset_find(r->preset);
	if (as_preset(r, base))
		return *base;
	return (struct light_preset){.id = str_z(call->arena, str_fmt(call->arena, "%s/%lld",
					     base->id, (long long)r->version)),
		.source = T_rule_preset_own, .relative = r->relative, .amber = r->amber.permille,
		.red = r->red.permille, .start_red_days = (int)r->start_red,
		.stats_amber = (int)r->stats_amber, .stats_red = (int)r->stats_red,
		.stale = (int)r->stale, .stale_red = (int)r->stale_red};
}

enum status light_rule_row(struct call *call, struct light_rule *r)
{
	struct light_rules_list found;
	struct str preset = NOTHING;
	TRY(light_rules(call, &found));
	*r = (struct light_rule){0};
	if (found.len) {
		*r = found.at[0].light_rule;
		return OK;
	}
	TRY(setting_get(call, "light_preset", &preset)); /* folders from before thresholds were rows */
	light_rule_from(r, light_preset_find(preset));
	return OK;
}

enum status light_rule_now(struct call *call, struct light_preset *now)
{
	struct light_rule r;
	TRY(light_rule_row(call, &r));
	*now = light_preset_of(call, &r);
	return OK;
}

static enum status ordered(struct call *call, int low_field, int high_field, int64_t low,
	int64_t high, int64_t max)
{
	const struct field *a = &light_rule_fields[low_field], *b = &light_rule_fields[high_field];
	if (low < 1)
		return fail_with(call, a->name, T_rule_too_small, label_of(call, a), NOTHING);
	if (high <= low)
		return fail_with(call, b->name, T_rule_not_above, label_of(call, b),
			label_of(call, a));
	if (high > max)
		return fail_with(call, b->name, T_rule_too_large, label_of(call, b),
			text_int(call, max));
	return OK;
}

enum status light_rule_check(struct call *call, const struct light_rule *r)
{
	const struct field *start = &light_rule_fields[LIGHT_RULE_START_RED];
	enum status worst = OK, checks[] = {
		ordered(call, LIGHT_RULE_AMBER, LIGHT_RULE_RED, r->amber.permille, r->red.permille,
			1000),
		ordered(call, LIGHT_RULE_STATS_AMBER, LIGHT_RULE_STATS_RED, r->stats_amber,
			r->stats_red, DAYS_MAX),
		ordered(call, LIGHT_RULE_STALE, LIGHT_RULE_STALE_RED, r->stale, r->stale_red,
			WEEKS_MAX)};
	if (r->start_red < 1 || r->start_red > DAYS_MAX)
		worst = fail_with(call, start->name,
			r->start_red < 1 ? T_rule_too_small : T_rule_too_large,
			label_of(call, start), text_int(call, DAYS_MAX));
	for (size_t i = 0; i < LEN(checks); i++)
		worst = checks[i] == OK ? worst : checks[i];
	return worst;
}

enum status light_rule_keep(struct call *call, struct light_rule *r)
{
	TRY(light_rule_check(call, r));
	TRY(r->id ? row_change(call, &light_rule_entity, r) : row_add(call, &light_rule_entity, r));
	TRY(lights_compute(call));
	return event_put(call, S("light"), S("0"));
}

enum status light_try(struct call *call, const struct light_preset *r, struct light_preview *found)
{
	struct light_projects_list projects;
	static const int aspects[] = {LIGHT_STATE_ASPECT_START, LIGHT_STATE_ASPECT_PROGRESS,
		LIGHT_STATE_ASPECT_STATISTICS, LIGHT_STATE_ASPECT_REPORT};
	TRY(light_projects(call, &projects));
	*found = (struct light_preview){0};
	for (size_t i = 0; i < projects.len; i++) {
		const struct project *p = &projects.at[i].project;
		int worst = 0;
		for (size_t k = 0; k < LEN(aspects); k++)
			worst = light_worst(worst,
				light_of(call, r, aspects[k], p, projects.at[i].last_week).light);
		found->before[p->light]++;
		found->after[worst]++;
		if (worst == p->light)
			continue;
		found->turned++;
		if (found->turns.len < LIGHT_TURNS)
			*vec_add(call->arena, &found->turns) =
				(struct light_turn){p->id, p->name, p->light, worst};
	}
	return OK;
}
