/* Lessons (S12): recorded freely or from an item struck off, offered where the like comes up. */
#ifndef GUATU_LESSON_H
#define GUATU_LESSON_H

#include "lesson.sql.h"
#include "models.h"
#include "web/web.h"

extern const struct module lesson_module;

enum status lesson_add(struct call *, struct lesson *);
enum status lesson_change(struct call *, struct lesson *);
/* It helped with this item: counted once for each. */
enum status lesson_help(struct call *, int64_t lesson, int64_t item);

/* At most three lessons like what comes up, the likest first: by shared pairs of characters of
 * the words, and more for the same category and stage (their codes; NOTHING: any). */
struct lesson_like {
	int64_t id;
	struct str title, result, did;
	int64_t helped;
};
struct lesson_likes {
	const struct lesson_like *at;
	size_t len;
};
enum status lesson_find(struct call *, struct str words, struct str category, struct str stage,
	struct lesson_likes *found);

#endif
