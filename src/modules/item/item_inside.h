/* What the files of this room share. */
#ifndef GUATU_ITEM_INSIDE_H
#define GUATU_ITEM_INSIDE_H

#include "item.h"
#include "item.sql.h"
#include "modules/org/org.h"
#include "modules/project/project.h"

enum status item_keep_step(struct call *, const struct item *, const struct item_move *,
	const char *key, int64_t *step);
/* Its latest step is what there is to tell: "123 assign". */
enum status item_tell_step(struct call *, int64_t step, int kind);
/* The unit that is handed an item sees its project from then on. */
enum status item_let_see(struct call *, int64_t project, int64_t unit);
/* INVALID where the unit or the person has left. */
enum status item_check_doer(struct call *, int64_t unit, int64_t person);
/* A step on a row that has been read; key as in item_step.unique_key. */
enum status item_step_as(struct call *, struct item *, struct item_move *, const char *key);

/* Whether this step, by a member of a supporting unit, is that unit's own; and whether it is
 * that unit's turn for it. */
bool item_part_takes(const struct item_part *mine, int kind);
bool item_part_open(const struct item_part *mine, int kind);
enum status item_part_step(struct call *, struct item *, struct item_part *mine,
	const struct item_move *);
/* INVALID, naming them, where supporting units have not answered yet. */
enum status item_parts_done(struct call *, const struct item *);
/* Names the supporting units that the item's type says, where none is named yet. */
enum status item_join_usual(struct call *, const struct item *);

#endif
