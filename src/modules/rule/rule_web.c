#include "rule.h"
#include "rule.html.h"
#include "rule.sql.h"
#include "modules/project/project.h"

static enum status explain(struct call *call)
{
	int64_t id = param_id(call, "project");
	struct light_of_project_list found;
	struct project p;
	TRY(project_seen(call, id));
	TRY(row_read(call, &project_entity, id, &p));
	TRY(light_of_project(call, id, &found));
	if (reply_rows(call, &light_of_project_statement, &(struct rows){found.at, found.len}))
		return OK;
	struct page_head head = {.title = text_of(call, T_rule_title), .place = "projects",
		.sentence = p.name,
		.crumbs = {{S("/projects"), text_of(call, T_menu_projects)},
			{str_fmt(call->arena, "/projects/%lld", (long long)id), p.name}},
		.crumb_count = 2};
	struct page *w = page_open(call, &head);
	rule_explain_page(w, &found, light_preset_find(found.len ? found.at[0].light_state.rule :
								   NOTHING));
	return page_close(w);
}

static const struct route routes[] = {
	{GET, "/projects/:project/lights", T_rule_explain, explain, EVERYONE,
		.lists = &light_of_project_statement},
};
static const struct job jobs[] = {{"lights", 600, lights_compute}};
const struct module rule_module = {"rule", routes, LEN(routes), jobs, LEN(jobs)};
