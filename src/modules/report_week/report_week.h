/* The weekly report: two minutes on a phone, last week's figures beside each field. */
#ifndef GUATU_REPORT_WEEK_H
#define GUATU_REPORT_WEEK_H

#include "models.h"
#include "report_week.sql.h"
#include "works.sql.h"
#include "weekplan.sql.h"
#include "dates.sql.h"
#include "web/web.h"

extern const struct module report_week_module;

/* The rule in force; the shipped one (id 0) where none was set. */
enum status report_rule_now(struct call *, struct report_rule *);
/* Keeps a report (one a project and week: a second one changes the first) with the unit works'
 * percents it names (percent none: not said), notes contradictions (X21), and carries its figures
 * into project and unit works, unless they wait: a contradiction nobody explained, or the lead
 * unit's check where the rule wants it. `works` may be NULL. */
enum status report_week_keep(struct call *, struct week_report *,
	const struct work_of_project_list *works);
/* Looks again after an explanation or a check. */
enum status report_week_settle(struct call *, struct week_report *);
/* The difficulty as an item; the one made before where there is one. INVALID without words. */
enum status report_week_raise(struct call *, struct week_report *, int64_t *item);
/* What a report's form shows beside the report. */
struct report_parts {
	const struct work_of_project_list *works;
	const struct week_tasks_to_answer_list *tasks;
	const struct reason_all_list *reasons; /* why a task was missed */
};
/* What does not fit together, in words, each with its mend; NOTHING where all does (X21). */
struct str report_week_doubts(struct call *, const struct week_report *now,
	const struct week_report *last, const struct project *, const struct report_rule *);
/* Reminds whoever owes the week's report of the projects in the caller's sight, on record, once
 * a project and day. */
enum status report_week_chase(struct call *, int64_t *told);

#endif
