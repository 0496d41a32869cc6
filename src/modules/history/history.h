/* What became of a record: who changed which field, when, from what to what; and the whole
 * chain for the auditor. */
#ifndef GUATU_HISTORY_H
#define GUATU_HISTORY_H

#include "models.h"
#include "web/page.h"

extern const struct module history_module;

/* One field of an entry, in the reader's words. */
struct history_line {
	struct str label, old, now; /* old: NOTHING for a new row */
};

struct history_shown {
	struct history_entry entry;
	struct str who, what; /* the person's name; the record's kind and number */
	struct {
		struct history_line *at;
		size_t len, cap;
	} lines;
};

struct history_shown_list {
	struct history_shown *at;
	size_t len, cap;
	int64_t next; /* entries before this one follow; 0: the end */
};

struct str history_action(struct call *, struct str action);
struct str audit_query(struct call *); /* the filters, for links */
struct html audit_chosen(struct call *, const struct entity *);
/* Where a record's history is shown. */
struct str history_path(struct call *, const struct entity *, int64_t id);

#endif
