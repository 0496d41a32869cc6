/* How every call ends. HTTP codes, problem+json and exit codes come from one table
 * (status_table), so a new kind of ending is one line there. */
#ifndef GUATU_STATUS_H
#define GUATU_STATUS_H

enum status {
	OK,
	INVALID,   /* the input is wrong; field and message say where and how to mend it */
	FORBIDDEN, /* known, but not for this person */
	NOT_FOUND, /* no such thing in this person's sight */
	CONFLICT,  /* the thing has changed since it was read */
	BUSY,      /* full or locked; try again */
	BROKEN,    /* the world failed: disk, database, network */
	STATUSES
};

struct status_row {
	const char *name;
	int http;
	int exit;
};

extern const struct status_row status_table[STATUSES];

/* Leaves the function with the status unless it is OK. */
#define TRY(expression)                                                              \
	do {                                                                         \
		enum status try_status_ = (expression);                              \
		if (try_status_ != OK)                                               \
			return try_status_;                                          \
	} while (0)

#endif
