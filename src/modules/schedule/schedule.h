/* A project's plan: made from a template and a date owed, computed by libguatu-plan
 * forward and backward, kept, changed by typing or dragging (S6). */
#ifndef GUATU_SCHEDULE_H
#define GUATU_SCHEDULE_H

#include "models.h"
#include "web/web.h"

extern const struct module schedule_module;

/* A template: activities in order, each with its duration in working days on the calendar
 * of construction (or permits), and its predecessors. */
struct template_row {
	const char *code;
	enum text name;
	int kind; /* enum activity_kind */
	int days;
	const char *after; /* "A1 A2SS+5": codes, link kind and lag */
};
struct plan_template {
	const char *id;
	enum text name;
	const struct template_row *rows;
	size_t count;
};
extern const struct plan_template plan_templates[];
extern const size_t plan_template_count;

/* Makes the project's plan from a template, starting at `start`, owed at `owed` (may be
 * none), and computes it. INVALID where the project has a plan already. */
enum status schedule_make(struct call *, int64_t project, struct str template, day start,
	day owed, int64_t *plan);
/* The same from a schedule file (16 MiB and 3,000 activities at most): MS Project, Primavera, guatu's own, a
 * table. Summaries and what only spans others are left out, with their links. INVALID at
 * "plan_file" with line, reason and mend. */
struct upload;
enum status schedule_take(struct call *, int64_t project, const struct upload *, day owed,
	int64_t *plan);
/* What the form in hand asks for: its file "plan_file", else its "template". */
enum status schedule_from_form(struct call *, int64_t project, day start, day owed, int64_t *plan);
bool schedule_form_sent(const struct call *);
/* Computes a plan's dates and keeps what changed. INVALID naming the loop, if any. */
enum status schedule_compute(struct call *, int64_t project);

/* The project's plan as a schedule file, for the writers of paper/plan_file.h: what guatu plan
 * schedule computes of it is what stands in the plan. NOT_FOUND where there is none. */
struct plan_file;
enum status schedule_file(struct call *, int64_t project, struct plan_file *);

#endif
