/* First pages: today for the office (what must I do before noon?) and the cockpit for leaders
 * (which three projects need me, and why?). They only read; how much each reason weighs is data. */
#ifndef GUATU_COCKPIT_H
#define GUATU_COCKPIT_H

#include "cockpit.sql.h"
#include "models.h"
#include "modules/rule/rule.h"
#include "web/web.h"

extern const struct module cockpit_module;

enum { NEEDS_QUIET = 7 }; /* days without a report before it is a reason */

/* The `limit` projects that need the caller most, a row a reason, each with its sentence; by the
 * points of need_rule. mine: their own projects and what waits for their decision. */
enum status needs_worst(struct call *, bool mine, int limit, struct needs_list *found);
/* Ships the rule into a folder that has none. */
enum status needs_defaults(struct call *);

/* What the cockpit shows. */
struct cockpit_view {
	struct needs_list needs;
	struct milestones_due_list *nodes;
	struct cockpit_promised_list promised;
	struct cockpit_owed_list owed;
	int64_t decide; /* dates and extensions that wait for the caller */
	struct fresh_rule fresh;
	bool mine, leads;
};

/* The rows of the same project as the one at `from` end before this. */
size_t needs_end(const struct needs_list *, size_t from);
/* Where an item is raised about the project's heaviest reason, with what is known filled in. */
struct str need_assign_path(struct call *, const struct needs_row *);
/* geo: with the coordinates, by its words without; NOTHING where there is neither. RFC 5870. */
struct str need_geo(struct call *, const struct needs_row *);

#endif
