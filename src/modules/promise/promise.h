/* The promise ledger (S25): reviewed, chased, answered, and three more; every breach with
 * its owner. docs/promises.md numbers them R1 … R6. */
#ifndef GUATU_PROMISE_H
#define GUATU_PROMISE_H

#include "models.h"
#include "web/web.h"

extern const struct module promise_module;

enum { ANSWER_DAYS = 3, CHASE_DAYS = 7, SIGN_DAYS = 1 };

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
	struct promise at[6];
	size_t len;
};

/* Breaches by who owns them, the most first. */
struct promise_owner_list {
	struct promise_owner {
		struct str name;
		int64_t breaches;
	} *at;
	size_t len;
};

/* Counts all six as of the call's today, over what the caller may see. */
enum status promise_count(struct call *, struct promise_list *);
struct json_writer;
void promise_json(struct call *, struct json_writer *, const struct promise_list *);

#endif
