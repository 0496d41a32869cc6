/* The week's plan: each line of "next week" is a promise, answered when the week is over, with a
 * reason from a list where it was missed; their share is percent plan complete (X13). */
#ifndef GUATU_WEEKPLAN_H
#define GUATU_WEEKPLAN_H

#include "models.h"
#include "weekplan.sql.h"
#include "web/web.h"

extern const struct module weekplan_module;

/* One row of percent plan complete: a week or a unit. */
struct ppc_row {
	struct str name;
	int64_t unit; /* 0: a week's row, or a promise without unit */
	int64_t promised, done;
};
struct ppc_rows {
	struct ppc_row *at;
	size_t len;
};

/* The promises up to the week of today that wait for an answer or were answered this week. */
enum status weekplan_to_answer(struct call *, int64_t project,
	struct week_tasks_to_answer_list *);
/* Records one answer: "done", or the id of a reason (kind missed) as the form gives it. INVALID
 * with `field` where it is neither; FORBIDDEN once the week of the answer is over, but for the
 * office. */
enum status weekplan_answer(struct call *, struct week_task *, struct str said, const char *field);
/* "task_7": the field of a form that answers a promise. */
const char *weekplan_field(struct call *, const struct week_task *);
/* How last week's plan was kept, by its answers; 0 without an answer. */
int weekplan_kept(const struct week_tasks_to_answer_list *);
/* Records the answers that the input carries; `kept` follows them where there are any. The first bad answer is told, nothing of it is kept. */
enum status weekplan_answers(struct call *, int64_t project, int *kept);
/* Makes the lines of `next` (numbering left off) the promises for the week after today's; those
 * promised before and no longer named are withdrawn. */
enum status weekplan_promise(struct call *, const struct project *, struct str next);
/* The lines a form offers for next week: what the plan finishes then. */
enum status weekplan_offer(struct call *, int64_t project, struct str *lines);
/* The four parts of a review from the week's promises (planned, done, why not, next). */
enum status weekplan_review(struct call *, struct review *);
/* Sums the cells of the last twelve weeks by week (newest first) and by unit (worst first). */
enum status weekplan_ppc(struct call *, struct ppc_rows *weeks, struct ppc_rows *units,
	struct ppc_reasons_list *reasons);
/* "2026-W40", `weeks` before the week of today. */
struct str weekplan_week(struct call *, int weeks);

#endif
