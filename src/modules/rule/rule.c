#include "rule.h"
#include "rule.sql.h"
#include "modules/project/project.h"

const struct light_preset light_presets[] = {
	{"yinchuan-2025", T_rule_preset_yinchuan, false, 100, 300, 92, 31, 61, 2, 3},
	{"sanya-2022", T_rule_preset_sanya, true, 1, 500, 31, 31, 61, 2, 3},
};
const int light_preset_count = LEN(light_presets);

const struct light_preset *light_preset_find(struct str id)
{
	for (int i = 0; i < light_preset_count; i++)
		if (str_eq(str_of(light_presets[i].id), id))
			return &light_presets[i];
	return &light_presets[0];
}

static struct light_view green(struct str numbers)
{
	return (struct light_view){LIGHT_STATE_LIGHT_GREEN, numbers};
}

static struct light_view start_light(struct call *call, const struct light_preset *r,
	const struct project *p)
{
	if (day_is(p->actual_start) || p->stage >= PROJECT_STAGE_START || !day_is(p->planned_start))
		return green(day_is(p->actual_start) ?
				text_with(call, T_rule_started,
					(const struct str[4]){text_day(call, p->actual_start)}) :
				NOTHING);
	int late = day_between(p->planned_start, call->today);
	struct str numbers = text_with(call, late > 0 ? T_rule_start_numbers : T_rule_start_ahead,
		(const struct str[4]){text_day(call, p->planned_start),
			text_int(call, late > 0 ? late : -late)});
	int light = late <= 0 ? LIGHT_STATE_LIGHT_GREEN :
		late > r->start_red_days ? LIGHT_STATE_LIGHT_RED : LIGHT_STATE_LIGHT_AMBER;
	return (struct light_view){light, numbers};
}

static struct light_view progress_light(struct call *call, const struct light_preset *r,
	const struct project *p)
{
	share due = project_time_share(call->today), done = share_of(p->year_done, p->year_plan);
	if (!share_is(done))
		return green(text_of(call, T_rule_no_plan));
	int gap = due.permille - done.permille;
	int measure = r->relative && due.permille ? gap * 1000 / due.permille : gap;
	struct str numbers = text_with(call, T_rule_progress_numbers,
		(const struct str[4]){share_percent(call->arena, done),
			share_percent(call->arena, due),
			share_percent(call->arena, (share){MAX(gap, 0)})});
	int light = measure > r->red ? LIGHT_STATE_LIGHT_RED :
		measure >= r->amber  ? LIGHT_STATE_LIGHT_AMBER : LIGHT_STATE_LIGHT_GREEN;
	return (struct light_view){light, numbers};
}

static struct light_view statistics_light(struct call *call, const struct light_preset *r,
	const struct project *p)
{
	bool in = p->in_statistics == PROJECT_IN_STATISTICS_YES ||
		p->in_statistics == PROJECT_IN_STATISTICS_EXEMPT;
	if (in || !day_is(p->actual_start))
		return green(in ? text_of(call, T_rule_in_statistics) : NOTHING);
	int days = day_between(p->actual_start, call->today);
	struct str numbers = text_with(call, T_rule_statistics_numbers,
		(const struct str[4]){str_fmt(call->arena, "%d", days)});
	int light = days > r->stats_red ? LIGHT_STATE_LIGHT_RED :
		days > r->stats_amber	? LIGHT_STATE_LIGHT_AMBER : LIGHT_STATE_LIGHT_GREEN;
	return (struct light_view){light, numbers};
}

static struct light_view report_light(struct call *call, const struct light_preset *r,
	const struct project *p, struct str last_week)
{
	struct week last;
	if (!project_active(p))
		return green(NOTHING);
	if (!week_read(last_week, &last))
		return (struct light_view){LIGHT_STATE_LIGHT_GREY, text_of(call, T_rule_never)};
	int weeks = day_between(week_monday(last), week_monday(week_of(call->today))) / 7;
	struct str numbers = text_with(call, weeks > 0 ? T_rule_report_numbers : T_rule_report_now,
		(const struct str[4]){last_week, text_int(call, weeks)});
	int light = weeks >= r->stale_red ? LIGHT_STATE_LIGHT_RED :
		weeks >= r->stale	  ? LIGHT_STATE_LIGHT_GREY : LIGHT_STATE_LIGHT_GREEN;
	return (struct light_view){light, numbers};
}

struct light_view light_of(struct call *call, const struct light_preset *r, int aspect,
	const struct project *p, struct str last_week)
{
	if (p->stage >= PROJECT_STAGE_COMPLETE)
		return (struct light_view){LIGHT_STATE_LIGHT_DONE, NOTHING};
	switch (aspect) {
	case LIGHT_STATE_ASPECT_START:
		return start_light(call, r, p);
	case LIGHT_STATE_ASPECT_PROGRESS:
		return progress_light(call, r, p);
	case LIGHT_STATE_ASPECT_STATISTICS:
		return statistics_light(call, r, p);
	default:
		return report_light(call, r, p, last_week);
	}
}

int light_worst(int a, int b)
{
	static const int weight[] = {[LIGHT_STATE_LIGHT_RED] = 4, [LIGHT_STATE_LIGHT_AMBER] = 3,
		[LIGHT_STATE_LIGHT_GREY] = 2, [LIGHT_STATE_LIGHT_GREEN] = 1,
		[LIGHT_STATE_LIGHT_DONE] = 1};
	return weight[b] > weight[a] ? b : a;
}

static const int aspects[] = {LIGHT_STATE_ASPECT_START, LIGHT_STATE_ASPECT_PROGRESS,
	LIGHT_STATE_ASPECT_STATISTICS, LIGHT_STATE_ASPECT_REPORT};

static enum status keep_light(struct call *call, const struct project *p, int aspect,
	const struct light_preset *r, struct light_view now, struct light_state *old)
{
	struct light_state fresh = {.project = p->id, .aspect = aspect, .light = now.light,
		.since = call->today, .rule = str_of(r->id), .numbers = now.numbers};
	if (old && old->light == now.light && str_eq(old->numbers, now.numbers) &&
		str_eq(old->rule, fresh.rule))
		return OK;
	bool turned = !old || old->light != now.light;
	if (turned && old) {
		const struct choice *words = light_state_fields[LIGHT_STATE_LIGHT].choices;
		struct light_change c = {.project = p->id, .on_day = call->today,
			.aspect = str_of(light_state_fields[LIGHT_STATE_ASPECT].choices[aspect].code),
			.was = str_of(words[old->light].code), .rule = fresh.rule,
			.became = str_of(words[now.light].code)};
		TRY(row_add(call, &light_change_entity, &c));
	}
	if (!old)
		return row_add(call, &light_state_entity, &fresh);
	old->light = now.light;
	old->numbers = now.numbers;
	old->rule = fresh.rule;
	if (turned)
		old->since = call->today;
	return row_change(call, &light_state_entity, old);
}

enum status lights_compute(struct call *call)
{
	struct light_projects_list projects;
	struct light_states_list states;
	struct light_preset rule;
	TRY(light_rule_now(call, &rule));
	const struct light_preset *r = &rule;
	TRY(light_projects(call, &projects));
	TRY(light_states(call, &states));
	size_t at = 0;
	for (size_t i = 0; i < projects.len; i++) {
		struct project *p = &projects.at[i].project;
		struct light_state *old[8] = {0};
		int worst = 0;
		while (at < states.len && states.at[at].light_state.project < p->id)
			at++;
		for (; at < states.len && states.at[at].light_state.project == p->id; at++)
			old[states.at[at].light_state.aspect] = &states.at[at].light_state;
		for (size_t k = 0; k < LEN(aspects); k++) {
			struct light_view now =
				light_of(call, r, aspects[k], p, projects.at[i].last_week);
			worst = light_worst(worst, now.light);
			TRY(keep_light(call, p, aspects[k], r, now, old[aspects[k]]));
		}
		if (p->light == worst)
			continue;
		bool red = worst == LIGHT_STATE_LIGHT_RED && p->light;
		p->light = worst;
		p->light_since = call->today;
		TRY(row_change(call, &project_entity, p));
		if (red)
			TRY(event_put(call, S("light"),
				str_fmt(call->arena, "%lld", (long long)p->id)));
	}
	return OK;
}
