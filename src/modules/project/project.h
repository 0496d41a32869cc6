/* Projects: the ledger's rows, from idea to full output (S5), with one leader, one task
 * force, one plan (S23). */
#ifndef GUATU_PROJECT_H
#define GUATU_PROJECT_H

#include "models.h"
#include "web/web.h"

extern const struct module project_module;

/* Every figure and date "none". */
void project_blank(struct project *);
/* OK where the caller may see the project, NOT_FOUND else. */
enum status project_seen(struct call *, int64_t project);
enum status project_add(struct call *, struct project *);
/* Writes a project's new figures; a change of stage is kept as a row of its own and checked
 * against one-one-one: INVALID naming what is missing. */
enum status project_change(struct call *, struct project *, struct str reason);
/* The same without one-one-one: a ledger says what has happened already. */
enum status project_put(struct call *, struct project *, struct str reason);
/* Whether the stage is one that needs one leader, one task force, one plan (S23). */
bool project_stage_needs_all(int stage);
/* A person joins the task force (who left comes back as the same row; faults stand at `field`), or
 * leaves it today. */
enum status project_member_join(struct call *, const char *field, int64_t project, int64_t person,
	struct str duty);
enum status project_member_leave(struct call *, int64_t project, int64_t member);
/* Keeps how it stands from today on (project_standing), where that has changed; called by whoever
 * changes its stage, leader, task force, members or plan. */
enum status project_stand(struct call *, int64_t project);
/* The same for projects from before standings were kept. */
enum status projects_stand(struct call *);
/* Who may see the project is derived from its units, their parents, and the units of its
 * items; kept so that the row scope is one index look-up. */
enum status project_units_refresh(struct call *, int64_t project);
/* Under way: from preparation to completion; what weekly reviews and reports are owed for. */
bool project_active(const struct project *);
/* Whether its planned dates are promises: once it has left the idea stage, for good, even where it was
 * put back to it. They move by a request (modules/dates) from then on. */
enum status project_promised(struct call *, const struct project *, bool *promised);
/* The share of the year that has passed, as a permille of twelve months (序时进度). */
share project_time_share(day today);

#endif
