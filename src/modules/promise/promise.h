/* The promise ledger (S25): reviewed, chased, answered, and three more; every breach with
 * its owner. docs/promises.md numbers them R1 … R6. */
#ifndef GUATU_PROMISE_H
#define GUATU_PROMISE_H

#include "models.h"
#include "web/web.h"

extern const struct module promise_module;

enum { PROMISES = 6, CHASE_DAYS = 7 };

struct breach {
	const char *room; /* "project" or "item" */
	int64_t record;
	struct str name, owner;
	int age; /* days */
};

struct promise {
	const char *id;
	enum text name, rule;
	int64_t owed, kept;
	struct {
		struct breach *at;
		size_t len, cap;
	} breaches;
};

struct promise_list {
	struct promise at[PROMISES];
	size_t len;
	day on; /* as of the end of this day */
};

/* Breaches by who owns them, the most first. */
struct promise_owner_list {
	struct promise_owner {
		struct str name;
		int64_t breaches;
	} *at;
	size_t len;
};

/* Counts all six as of the call's today, over what the caller may see: from what events keep on the
 * rows, and only the rows that are open or broken are read one by one. */
enum status promise_count(struct call *, struct promise_list *);
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
void promise_begin(struct promise_list *, day on);
void promise_item_count(struct call *, struct promise_list *, const struct promise_item *);
struct promise_project {
	int64_t id;
	struct str name, lead_name;
	bool complete, reviewed, reported;
};
void promise_project_count(struct call *, struct promise_list *, const struct promise_project *);
struct json_writer;
void promise_json(struct call *, struct json_writer *, const struct promise_list *);

#endif
