/* The weekly report: two minutes on a phone, last week's figures beside each field. */
#ifndef GUATU_REPORT_WEEK_H
#define GUATU_REPORT_WEEK_H

#include "models.h"
#include "web/web.h"

extern const struct module report_week_module;

/* Keeps a report (one a project and week: a second one changes the first), carries its
 * figures into the project, notes doubts (contradictions found at once). */
enum status report_week_keep(struct call *, struct week_report *);
/* What does not fit together, in words; NOTHING where all does (X21). */
struct str report_week_doubts(struct call *, const struct week_report *now,
	const struct week_report *last, const struct project *);

#endif
