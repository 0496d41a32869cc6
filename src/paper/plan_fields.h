/* The plain fields of a schedule file by name, type and place: one list for the reader and
 * the writer of guatu's own JSON, and for tests that compare two files. */
#ifndef GUATU_PLAN_FIELDS_H
#define GUATU_PLAN_FIELDS_H

#include "paper/plan_file.h"

enum plan_field_type {
	FIELD_STR,
	FIELD_INT,   /* int32_t or int */
	FIELD_INT64,
	FIELD_BOOL,
	FIELD_TIME,  /* plan_minute; PLAN_NONE is not written */
	FIELD_MONEY, /* in yuan */
	FIELD_NAME,  /* uint8_t, by one of `names` */
	FIELD_KIND,  /* int, by one of `names` */
};

struct plan_field {
	const char *name;
	enum plan_field_type type;
	size_t at;
	int64_t normal; /* not written; holds where the field is absent */
	const char *const *names;
	int64_t least, most; /* both 0: any that fits */
};

/* The last entry has no name. */
extern const struct plan_field plan_fields_file[], plan_fields_rules[], plan_fields_task[],
	plan_fields_dates[], plan_fields_baseline[], plan_fields_link[],
	plan_fields_resource[], plan_fields_assignment[], plan_fields_calendar[],
	plan_fields_branch[], plan_fields_project[];
/* Sets every field to its normal. */
void plan_fields_clear(const struct plan_field *, void *thing);

#endif
