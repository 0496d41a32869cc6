/* The promise ledger (S25): reviewed, chased, answered, and three more; every breach with
 * its owner. docs/promises.md numbers them R1 … R6. */
#ifndef GUATU_PROMISE_H
#define GUATU_PROMISE_H

#include "models.h"
#include "base/map.h"
#include "web/web.h"

extern const struct module promise_module;

enum { PROMISES = 6, CHASE_DAYS = 7, PROMISE_EVERY = INT32_MAX };

struct breach {
	const char *room; /* "project" or "item" */
	int64_t record;
	struct str name, owner;
	int age;   /* days; of what was mended late: until it was */
	bool open; /* not mended yet, or of the week that runs */
};

/* What one owner kept. */
struct promise_owner {
	struct str name;
	int64_t owed, kept;
};

struct promise {
	const char *id;
	enum text name, rule;
	int64_t owed, kept;
	struct {
		struct breach *at;
		size_t len, cap;
	} breaches; /* the open ones first, the oldest of them first; then the newest */
	struct {
		struct promise_owner *at;
		size_t len, cap;
	} owners; /* the most breaches first */
	struct map owner_at; /* name → place in owners + 1 */
};

struct promise_list {
	struct promise at[PROMISES];
	size_t len;
	day on;	      /* as of the end of this day */
	bool listing; /* what is counted already is only listed */
};

/* Counts all six as of the call's today, over what the caller may see: from what events keep on the
 * rows. Open items are read one by one; struck-off ones are counted by unit, and of those with a
 * broken promise the newest are listed, at most `most` (PROMISE_EVERY: all). */
enum status promise_count(struct call *, int64_t most, struct promise_list *);
/* The same as it stood at the end of a day, replayed from the record alone: an item's steps, a
 * project's standings. On today it gives what promise_count gives (guatu verify compares). */
enum status promise_replay(struct call *, day on, struct promise_list *);
/* Whether two counts are the same, breach by breach; *what names the first difference. */
bool promise_same(struct call *, const struct promise_list *, const struct promise_list *,
	struct str *what);

/* Shared by the two counts. */
struct promise_item {
	int64_t id;
	struct str title, unit_name;
	bool raised, closed; /* not assigned; struck off */
	day raised_on, assigned_on, signed_on, answered_on, closed_on, due, last_other;
	day answer_by, sign_by;
};
void promise_begin(struct call *, struct promise_list *, day on);
void promise_end(struct promise_list *); /* puts breaches and owners in order */
void promise_item_count(struct call *, struct promise_list *, const struct promise_item *);
struct promise_project {
	int64_t id;
	struct str name, lead_name;
	bool complete, reviewed, reported;
};
void promise_project_count(struct call *, struct promise_list *, const struct promise_project *);
/* Its page, as of the day. */
struct str promise_path(struct call *, const struct promise *, day on);
struct json_writer;
void promise_json(struct call *, struct json_writer *, const struct promise_list *);

#endif
