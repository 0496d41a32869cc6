/* The office's own rules for items (X6): limits, ladders, reasons to stop the clock, and the
 * types of items with their usual unit, supporting units, limit and ladder. */
#ifndef GUATU_HANDLING_H
#define GUATU_HANDLING_H

#include "models.h"
#include "handling.sql.h"
#include "web/web.h"

extern const struct module handling_module;

/* The limits in force; those of 13710 where none were set. */
enum status handling_limits(struct call *, struct item_clock *now);
/* Working days an item has: its type's, else by how major it is. */
enum status handling_days(struct call *, const struct item *, int *days);
/* The ladder's steps of an item of this type (0: the usual one), by `after`; on the call's arena. */
struct ladder_view {
	struct ladder_step *at;
	size_t len, cap;
};
enum status handling_ladder(struct call *, int64_t type, struct ladder_view *found);
/* What the page of the rules shows. */
struct handling_view {
	struct list_page types;
	struct ladder_all_list ladders;
	struct ladder_steps_list steps;
	struct stop_reason_all_list reasons;
	struct item_clock clock;
};
/* Ships the default ladders, reasons and types into a folder that has no limits yet. */
enum status handling_defaults(struct call *);

#endif
