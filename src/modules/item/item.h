/* The list (清单): what was raised, until it is struck off (S20, S24). Every step of an
 * item's life is a row; the item keeps only where it stands. */
#ifndef GUATU_ITEM_H
#define GUATU_ITEM_H

#include "models.h"
#include "modules/list/list.h"
#include "web/web.h"

extern const struct module item_module;
extern const struct bulk item_bulk;

enum { ITEM_DAYS = 7, ITEM_DAYS_MAJOR = 30, REOPEN_DAYS = 90 };

/* Raises an item: numbers it, gives it the default limit where a unit is named (then it is
 * assigned at once), writes the first step. i's id is set. */
enum status item_raise(struct call *, struct item *i);

/* One step further. words may be empty except where the rule wants evidence. INVALID with
 * a fault where the item's state does not allow the step, FORBIDDEN where the person may
 * not take it: a doer never strikes off their own item. */
struct item_move {
	int kind; /* enum item_step_kind */
	struct str words;
	int64_t unit, person; /* assign */
	day due;	      /* assign, ask_extension, extend */
};
enum status item_step(struct call *, int64_t item, const struct item_move *);

/* Changes what an item says (kind, category, source, title, detail, leader, person). Another unit
 * is a step (assign) with the limit as it stands, or a fresh one where that has passed. FORBIDDEN where the caller is
 * neither the office nor who raised it; INVALID once it is struck off. */
enum status item_change(struct call *, struct item *changed);
bool item_row_typed(struct call *, const void *item_rows_row);
bool item_may_change(const struct call *, const struct item *);
/* Whether the caller may take this step now; what the page offers. */
bool item_step_open(struct call *, const struct item *, int kind);
/* "还剩 3 个工作日"; NOTHING without a limit. */
struct str item_days_words(struct call *, const struct item *);

/* The overdue chain: due −2 workdays remind, +1 letter, +3 notice, +5 interview, +10
 * bulletin and escalation; each exactly once however often it runs. */
enum status item_chase_overdue(struct call *);

#endif
