/* The list (清单): what was raised, until it is struck off (S20, S24). Every step of an
 * item's life is a row; the item keeps only where it stands. */
#ifndef GUATU_ITEM_H
#define GUATU_ITEM_H

#include "models.h"
#include "item.sql.h"
#include "modules/lesson/lesson.h"
#include "modules/list/list.h"
#include "web/web.h"

/* What docs/promises.md owes: R3 within three working days, R6 within one. */
enum { ANSWER_DAYS = 3, SIGN_DAYS = 1 };

extern const struct module item_module;
extern const struct bulk item_bulk;

/* Raises an item: numbers it, takes from its type what was left open (category, unit, supporting
 * units), gives it the limit of the rules where a unit is named (then it is assigned at once),
 * writes the first step. i's id is set. INVALID where the unit or person has left. */
enum status item_raise(struct call *, struct item *i);

/* One step further. words may be empty except where the rule wants evidence. INVALID with
 * a fault where the item's state does not allow the step, FORBIDDEN where the person may
 * not take it: a doer never strikes off their own item. */
struct item_move {
	int kind; /* enum item_step_kind */
	struct str words;
	int64_t unit, person; /* assign */
	day due;	      /* assign, ask_extension, extend */
	int64_t reason;	      /* stop */
	bool other;	      /* taken by another than its owner; set by the rules */
	int64_t target;       /* merge */
};
enum status item_step(struct call *, int64_t item, const struct item_move *);
/* Puts `to` where `from` stood (responsible, leader) with a note in the trail; state and limit
 * stay. For hand-overs (modules/org). */
enum status item_hand_over(struct call *, int64_t item, int64_t from, int64_t to,
	struct str words);

/* ---- joint items: supporting units, each with its own answer ---------------------------------- */
/* Names a supporting unit. INVALID where it is the lead, is named already or has been retired. */
enum status item_join(struct call *, int64_t item, struct item_part *);
/* Releases it. */
enum status item_leave(struct call *, int64_t item, int64_t part, struct str words);
/* Whether the caller may name and release supporting units now. */
bool item_joinable(const struct call *, const struct item *);
/* The caller's unit's share of an item; an id of 0 where it has none. */
enum status item_part_mine(struct call *, int64_t item, struct item_part *);

/* Changes what an item says (kind, category, source, title, detail, leader, person). Another unit
 * is a step (assign) with the limit as it stands, or a fresh one where that has passed. FORBIDDEN where the caller is
 * neither the office nor who raised it; INVALID once it is struck off. */
enum status item_change(struct call *, struct item *changed);
bool item_row_typed(struct call *, const void *item_rows_row);
bool item_may_change(const struct call *, const struct item *);
/* Whether the caller may take this step now; what the page offers. */
bool item_step_open(struct call *, const struct item *, const struct item_part *mine, int kind);
/* "还剩 3 个工作日"; NOTHING without a limit. */
struct str item_days_words(struct call *, const struct item *);

/* The overdue chain: each item's ladder (modules/handling), each step exactly once however often
 * it runs; where several were reached since it last ran, the last alone. At most a batch at a
 * time, so that a backlog does not hold the writer; the next run goes on. */
enum status item_chase_overdue(struct call *);

/* What waits for the caller, by what they are to do. */
struct item_waits {
	struct item_waiting_list todo;
	struct item_parts_waiting_list parts;
	struct item_to_verify_list verify;
	struct item_to_decide_list decide;
	struct item_to_assign_list assign;
	int64_t dates; /* requests to change a promised date (modules/dates) */
};

/* What an item's page shows beside the item and its trail. */
struct item_more {
	struct item_parts_list parts;
	struct item_part mine;
	struct item_repeats_row like;
	struct lesson_likes likes;
};

/* Steps that are offered together, with the fields they need; 0-ended. */
struct item_group {
	enum text name;
	int kinds[10], fields[5];
};
extern const struct item_group item_groups[]; /* the last has no name */
bool item_group_open(struct call *, const struct item *, const struct item_part *mine,
	const struct item_group *);
/* Whether a step of the group was just tried and refused. */
bool item_group_tried(struct call *, const struct item_group *);
/* The key of a desk for this step; NULL where it has none. */
const char *item_step_key(int kind);

#endif
