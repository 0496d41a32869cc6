/* One call: a page, an API request, a command-line verb and a background job are each
 * one. It comes first in every argument list. */
#ifndef GUATU_CALL_H
#define GUATU_CALL_H

#include "base/base.h"

enum lang { ZH, EN };

/* Who acts, and which rows they may see. The system itself is person 0, sees all. */
struct who {
	int64_t person;
	int64_t unit;
	uint32_t roles;	    /* bits, see web/may.h */
	bool sees_all;	    /* every row */
	int scope_depth;    /* 0 own unit's rows, 99 the unit's whole subtree */
	struct str name, address;
	int64_t session;
};

/* One field's fault: which, what (a text key of web/), and its words' arguments. */
struct fault {
	struct str field;
	int text;
	struct str args[3];
};

struct db;
struct store;

struct call {
	struct arena *arena;
	struct store *store;
	struct db *db;	 /* the connection of this call: a reader, or inside a write the writer */
	instant now;
	day today;	 /* in the district's zone */
	enum lang lang;
	struct who who;
	bool db_writes;   /* inside the writer */
	struct str cause; /* "POST /projects/7/visits", "job lights": kept in the history */
	struct {
		struct fault *at;
		size_t len, cap;
	} faults;
	void *web; /* the request in hand; NULL outside HTTP */
};

/* Notes a fault and returns INVALID (or `with`). field "" is the whole form. */
enum status fail(struct call *, const char *field, int text);
enum status fail_with(struct call *, const char *field, int text, struct str a, struct str b);
enum status fail_as(struct call *, enum status, int text);

#endif
