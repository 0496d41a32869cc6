/* Key-project ledgers (重点项目台账): understood, shown before anything is written, imported
 * as one, undone as one, and written back so that they import unchanged. */
#ifndef GUATU_LEDGER_H
#define GUATU_LEDGER_H

#include "models.h"
#include "org.sql.h"
#include "paper/sheet.h"
#include "web/web.h"

extern const struct module ledger_module;

enum money_unit { UNIT_UNKNOWN, UNIT_YUAN, UNIT_WAN, UNIT_YI };

/* What a column means. Fields of the project by their number; the rest is special. */
enum ledger_target {
	TO_IGNORE = 0, /* numbering, rates: computed, never imported */
	TO_FIELD,
	TO_CONTACT, /* name and phone in one cell */
	TO_MEMBERS,
	TO_CO_UNITS,
	TO_YEARS, /* 2024-2026 */
	TO_ID,	  /* our own hidden column */
};

struct ledger_column {
	struct str sheet, header;
	uint32_t column; /* 1-based */
	uint32_t header_row;
	int target;	 /* enum ledger_target */
	int field;	 /* enum of project fields, for TO_FIELD */
	int unit;	 /* enum money_unit, for money */
	bool sure;
	bool told;    /* it means what a person said, not what it seems to */
	bool unknown; /* nobody knows what it says: not read until someone tells */
};

/* One value as read: what the project shall hold. */
struct ledger_value {
	int field;	    /* project field; or −target for the special ones */
	struct str text;    /* texts, names (lists joined by 、), choice codes */
	struct str phone;
	day date;
	money amount;
	int64_t number;
	uint32_t column;
};

struct ledger_row {
	struct str sheet;
	uint32_t row;
	int64_t id; /* of our own export; 0 else */
	struct str name, code, town;
	struct {
		struct ledger_value *at;
		size_t len, cap;
	} values;
	bool refused;
	int64_t project; /* matched; 0: new */
	int changes;
};

struct ledger_note { /* a refusal, a skipped row, a change or a thing made */
	struct str sheet;
	uint32_t row, column;
	struct str value, field, project, old, new;
	enum text reason, mend;
	struct str args[2];
};

/* A unit or person that the ledger names and the system does not know. */
struct ledger_unknown {
	struct str name;
	bool person;
	int rows;
	const struct ledger_row *last; /* that named it */
	int64_t answer; /* an id, or an answer below */
};
enum { ANSWER_NONE = 0, ANSWER_CREATE = -1, ANSWER_REFUSE = -2 };

struct ledger;

/* What was said by hand, now or in an earlier import: a column's meaning by its header, a
 * name's unit or person. */
struct ledger_answers {
	struct map columns; /* header → its place among ledger_meanings + 1 */
	struct map units, people; /* name → an id or an ANSWER_ */
};
/* A column's meaning by its code: a project field's name, ignore, contact, members, co_units, years. */
struct ledger_meaning {
	const char *code;
	int target, field;
};
/* All that a person may choose from, by the fields' order; on the arena. */
struct ledger_meanings {
	struct ledger_meaning *at;
	size_t len, cap;
};
struct ledger_meanings ledger_meanings(struct arena *);
struct str ledger_meaning_label(struct call *, const struct ledger_meaning *);

/* Starts with what earlier imports were told. */
enum status ledger_answers_read(struct call *, struct ledger_answers *);
/* One answer, "column:HEADER" = "total", "unit:NAME" = id, name, create or refuse, "person:NAME"
 * likewise. Other names are no answers and pass. INVALID, naming it, where it cannot be. */
enum status ledger_answer(struct call *, struct ledger_answers *, struct str name, struct str value);
/* Keeps column meanings and matched names for the next import; create and refuse are not kept. */
enum status ledger_answers_keep(struct call *, const struct ledger *, const struct ledger_answers *);

struct ledger_notes {
	struct ledger_note *at;
	size_t len, cap;
};

struct ledger {
	struct strs sheets;
	struct {
		struct ledger_column *at;
		size_t len, cap;
	} columns;
	struct {
		struct ledger_row *at;
		size_t len, cap;
	} rows;
	struct ledger_notes skipped, refused, changes, created, dates; /* dates: asked for, not moved */
	struct {
		struct ledger_unknown *at;
		size_t len, cap;
	} unknown;
	int64_t fresh, changed, unchanged;
};

/* Understands a book; writes nothing. unit: for sheets that say none. */
enum status ledger_read(struct call *, const struct book *, enum money_unit unit,
	const struct ledger_answers *, struct ledger *);

/* Reads one cell by its meaning; false with *reason, *mend where it cannot be. */
bool ledger_amount(struct str text, bool number, double value, enum money_unit unit,
	money *found);
bool ledger_day(struct str text, day *found, bool *approximate);

/* Matches rows with projects, names with units and people, and — unless dry — writes it
 * all in the call's write transaction. create: makes unknown units and people. *batch is
 * the undo's id. */
struct ledger_options {
	bool create, dry;
	struct str name; /* the file's */
	const struct ledger_answers *answers;
};
enum status ledger_apply(struct call *, struct ledger *, const struct ledger_options *,
	int64_t *batch);
/* Puts back what a batch changed: projects, members, supporting units, and the units and people it
 * made that nothing else stands on. INVALID naming what was changed since. */
enum status ledger_undo(struct call *, int64_t batch);

/* The ledger in the caller's sight, or one project's row of it (only ≠ 0), as .xlsx at path or
 * as the text of a .csv; both import unchanged. */
enum status ledger_export(struct call *, const char *path, int64_t only);
enum status ledger_csv(struct call *, int64_t only, struct str *text);
/* What the preview shows. */
struct import_view {
	const struct ledger *ledger;
	const struct ledger_answers *answers;
	struct ledger_meanings meanings;
	struct unit_list_list units;
	struct person_list_list people;
	struct str hash, name;
};
/* A kept meaning in words; whether two people may be one: the same surname. */
struct str import_meaning(struct call *, struct str code);
bool import_same_surname(struct str, struct str);
struct json_writer;
/* The answer of `guatu import --json`. */
struct str ledger_json(struct call *, const struct ledger *, int64_t batch);

#endif
