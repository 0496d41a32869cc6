/* What the project's page shows: gathered by nine statements, whatever its size. */
#ifndef GUATU_PROJECT_VIEW_H
#define GUATU_PROJECT_VIEW_H

#include "project.sql.h"
#include "document.sql.h"
#include "item.sql.h"
#include "report_week.sql.h"
#include "rule.sql.h"
#include "visit.sql.h"
#include "works.sql.h"
#include "modules/item/item.h"
#include "modules/list/list.h"
#include "modules/rule/rule.h"


extern const struct bulk project_bulk;

enum { STAGE_MEMBERS = 3 }; /* how many a stage form takes at once */

/* What a change of stage needs and the project has not. */
struct stage_view {
	const struct project *project;
	bool leader, taskforce, plan; /* missing */
	struct options people;
};

struct project_view {
	struct project_one_row one;
	struct light_of_project_list lights;
	struct work_of_project_list works;
	struct item_of_project_list items;
	struct visit_of_project_list visits;
	struct report_of_project_list reports;
	struct document_of_project_list papers;
	struct project_members_list members;
	struct project_co_units_list co_units;
	struct project_history_list history;
	struct stage_view stage;
};

/* The change of a stage with what is missing for it, and the task force's members. */
enum status project_stage_form(struct call *);
enum status project_stage_change(struct call *);
enum status project_member_add(struct call *);
enum status project_member_end(struct call *);
enum status stage_view_of(struct call *, const struct project_one_row *, struct stage_view *);

#endif
