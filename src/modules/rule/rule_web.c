#include "rule.h"
#include "rule.html.h"
#include "rule.sql.h"
#include "modules/project/project.h"
#include "text/json.h"

static enum status explain(struct call *call)
{
	int64_t id = param_id(call, "project");
	struct light_of_project_list found;
	struct project p;
	struct light_preset now;
	TRY(project_seen(call, id));
	TRY(row_read(call, &project_entity, id, &p));
	TRY(light_of_project(call, id, &found));
	TRY(light_rule_now(call, &now));
	if (reply_rows(call, &light_of_project_statement, &(struct rows){found.at, found.len}))
		return OK;
	struct page_head head = {.title = text_of(call, T_rule_title), .place = "projects",
		.sentence = p.name,
		.crumbs = {{S("/projects"), text_of(call, T_menu_projects)},
			{str_fmt(call->arena, "/projects/%lld", (long long)id), p.name}},
		.crumb_count = 2};
	struct page *w = page_open(call, &head);
	rule_explain_page(w, &found, &now);
	return page_close(w);
}

/* ---- thresholds ------------------------------------------------------------------------- */
static struct page *thresholds_open(struct call *call, const struct light_rule *r)
{
	struct page_head *head = NEW(call->arena, struct page_head);
	struct light_preset now = light_preset_of(call, r);
	*head = (struct page_head){.title = text_of(call, T_rule_thresholds), .place = "settings",
		.entity = &light_rule_entity, .id = r->id,
		.sentence = text_with(call, T_rule_thresholds_sentence,
			(const struct str[4]){str_of(now.id), text_of(call, now.source)}),
		.crumbs = {{S("/settings"), text_of(call, T_menu_settings)}}, .crumb_count = 1};
	return page_open(call, head);
}

static enum status thresholds(struct call *call)
{
	struct light_rule r;
	TRY(light_rule_row(call, &r));
	if (reply_record(call, &light_rule_entity, &r))
		return OK;
	struct page *w = thresholds_open(call, &r);
	thresholds_page(w, &r);
	return page_close(w);
}

static enum status preview_json(struct call *call, const struct light_preview *p)
{
	struct out out = out_on(call->arena, 4096);
	struct json_writer w = json_on(&out);
	const struct choice *lights = light_state_fields[LIGHT_STATE_LIGHT].choices;
	json_open(&w, '{');
	json_field(&w, "turned", json_put_int, p->turned);
	for (int side = 0; side < 2; side++) {
		json_key(&w, side ? S("after") : S("before"));
		json_open(&w, '{');
		for (int k = 1; k < LIGHT_KINDS; k++) {
			json_key(&w, str_of(lights[k].code));
			json_put_int(&w, side ? p->after[k] : p->before[k]);
		}
		json_close(&w, '}');
	}
	json_close(&w, '}');
	return reply_json(call, out_got(&out));
}

/* Shown first with what it would do to the lights; kept when confirmed. */
static enum status change_thresholds(struct call *call)
{
	struct light_rule r, old;
	TRY(light_rule_row(call, &r));
	old = r;
	if (r.id)
		TRY(version_check(call, &light_rule_entity, &r));
	TRY(form_read(call, &light_rule_entity, &r, NULL));
	TRY(light_rule_check(call, &r));
	if (!str_eq(input(call, "preview"), S("1"))) {
		TRY(light_rule_keep(call, &r));
		return reply_written(call, &light_rule_entity, &r, S("/settings/lights"), false);
	}
	struct light_preview found;
	struct light_preset tried = light_preset_of(call, &r);
	TRY(light_try(call, &tried, &found));
	if (exchange_of(call)->format != HTML)
		return preview_json(call, &found);
	struct page *w = thresholds_open(call, &old);
	thresholds_preview_page(w, &r, &found);
	return page_close(w);
}

static enum status restore(struct call *call)
{
	struct light_rule r;
	TRY(light_rule_row(call, &r));
	light_rule_from(&r, light_preset_find(input(call, "preset")));
	TRY(light_rule_keep(call, &r));
	return reply_written(call, &light_rule_entity, &r, S("/settings/lights"), false);
}

#define SETTERS (OFFICE | ADMIN)

static const struct route routes[] = {
	{GET, "/projects/:project/lights", T_rule_explain, explain, EVERYONE,
		.lists = &light_of_project_statement},
	{GET, "/settings/lights", T_rule_thresholds_see, thresholds, EVERYONE,
		.gives = &light_rule_entity},
	{POST, "/settings/lights", T_rule_thresholds_change, change_thresholds, SETTERS, thresholds,
		&light_rule_entity, &light_rule_entity},
	{POST, "/settings/lights/restore", T_rule_thresholds_restore, restore, SETTERS, thresholds,
		.gives = &light_rule_entity},
};
static const struct job jobs[] = {{"lights", 600, lights_compute}};
const struct module rule_module = {"rule", routes, LEN(routes), jobs, LEN(jobs)};
