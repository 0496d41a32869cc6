/* What an entity is: tables that modelc makes from the .model files. The loops over these
 * tables (DDL, insert, history, form, table, JSON, xlsx, OpenAPI) are written once, by
 * hand, on the floors above. */
#ifndef GUATU_MODEL_H
#define GUATU_MODEL_H

#include "base/base.h"

enum field_type {      /* in a struct      in the database */
	F_ID,          /* int64_t          whole number, given by the database */
	F_REF,         /* int64_t, 0 none  whole number, references another entity's id */
	F_INT,         /* int64_t          whole number, INT_NONE = null */
	F_TEXT,        /* struct str       text, never null */
	F_DAY,         /* day              ISO text */
	F_INSTANT,     /* instant          ISO text, UTC */
	F_MONEY,       /* money            whole fen */
	F_SHARE,       /* share            whole permille */
	F_BOOL,        /* bool             0 or 1 */
	F_CHOICE,      /* int, 0 none      the choice's code as text, '' = none */
};

enum field_flag {
	F_REQUIRED = 1 << 0,
	F_AREA = 1 << 1,     /* many lines */
	F_HIDDEN = 1 << 2,   /* not in forms or tables (hashes, search text) */
	F_READONLY = 1 << 3, /* shown, set by rules only */
	F_SECRET = 1 << 4,   /* never shown, never in history */
	F_PERSONAL = 1 << 5, /* masked by role: phone numbers */
	F_LISTED = 1 << 6,   /* a column of the default table */
	F_PAST = 1 << 7,     /* a day not after today */
	F_UNIQUE = 1 << 8,
	F_DERIVED = 1 << 9,  /* made from other fields (search words): not in the history */
};

struct choice {
	const char *code, *zh, *en;
};

struct entity;

struct field {
	const char *name, *zh, *en;
	const char *hint_zh, *hint_en; /* NULL where none */
	enum field_type type;
	uint32_t flags;
	uint32_t offset; /* in the entity's struct */
	int32_t max;	 /* text: characters; others: 0 */
	const struct choice *choices; /* [0] is none */
	int choice_count;	      /* with none */
	const struct entity *ref;
};

struct index {
	const char *columns; /* "project, visited_on" */
	bool unique;
	bool partial; /* only rows whose first column is not null */
};

/* Every entity's struct begins with int64_t id, version; they are fields 0 and 1. */
struct entity {
	const char *name; /* the table */
	const char *zh, *en;
	const struct field *fields;
	int field_count;
	const struct index *indexes;
	int index_count;
	size_t size;	   /* of the struct */
	const char *scope; /* the column that holds the project for row scope, or NULL */
	bool logged;	   /* writes go to the history (false: sessions, queues) */
	int number;	   /* its place in all_entities */
	const struct field *part; /* the reference to the row in whose history it stands */
};

/* All entities, ordered so that a referenced one comes first. Made by modelc. */
extern const struct entity *const all_entities[];
extern const int all_entity_count;

const struct field *field_find(const struct entity *, struct str name); /* NULL if absent */
const struct entity *entity_find(struct str name);
/* The choice whose code this is; 0 where none matches. */
int choice_find(const struct field *, struct str code);

static inline void *field_at(const struct field *f, const void *record)
{
	return (char *)(uintptr_t)record + f->offset;
}

#endif
