/* A schedule file in memory, whatever program wrote it: what it says, what that program's
 * own dates are, and what of it could not be kept. Readers fill it, writers write it, and
 * plan_file_open makes the network of it that libguatu-plan computes. */
#ifndef GUATU_PLAN_FILE_H
#define GUATU_PLAN_FILE_H

#include "base/base.h"
#include "plan/plan.h"

enum plan_file_limits {
	PLAN_FILE_MAX = 256 << 20, /* bytes, unpacked */
	PLAN_FILE_TASKS_MAX = 2000000,
};

/* Fields by name, in the order of the file. */
struct plan_file_extra {
	struct str name, value;
};
struct plan_file_extras {
	struct plan_file_extra *at;
	size_t len, cap;
};

struct plan_file_calendar {
	struct str id, name;
	int base; /* place of the calendar it takes its week and days from; −1: none */
	struct plan_week week;
	bool own[7]; /* which weekdays it says itself; the others are the base's */
	bool broken; /* what the file says of it cannot be read; nothing may use it */
	VEC(struct plan_exception) days; /* named days; later ones win */
	struct plan_file_extras raw; /* see struct plan_file.origin */
};

/* What the writing program computed itself; PLAN_NONE and has_float = false: not said. */
struct plan_file_dates {
	plan_minute start, finish, early_start, early_finish, late_start, late_finish;
	int32_t total_float, free_float; /* minutes */
	bool has_float, critical;
};

struct plan_file_baseline {
	int number;
	plan_minute start, finish;
	int32_t duration, work; /* minutes */
	money cost;
	struct plan_file_extras raw;
};

struct plan_file_gap {
	plan_minute from, to;
};

/* How the writing program computes, where it differs from ours. */
struct plan_file_rules {
	bool from_finish;   /* scheduled backward from the finish */
	bool honour;	    /* no-later dates bound early dates too */
	bool override;	    /* what has started ignores its predecessors: progress override … */
	bool actual;	    /* … or, with it, actual dates */
	bool retained;	    /* what was finished before its predecessors holds back what follows it
			       until those are done (Primavera) */
	bool capped;	    /* no late date after the project's end */
	uint8_t lag_on;	    /* enum plan_lag_on, for working lags */
	bool yielding;	    /* must-dates give way to the logic */
	bool whole_float;   /* as late as possible takes all the float (MS Project) */
	bool own_float;	    /* float counts on the activity's own calendar or the project's, never
			       on its people's (MS Project) */
	bool open_critical; /* each open end has a critical path of its own */
	bool alone;	    /* dates that other projects' links give do not count */
	int32_t critical;   /* critical: total float at most this, minutes … */
	bool longest;	    /* … or on the longest path */
	bool finish_float;  /* float counts at the finish (P6 default), else its least */
	bool uses_status;   /* remaining work lies after the status date */
};

/* A further project of the same file (Primavera), computed together with the first. */
struct plan_file_project {
	struct str id, name;
	struct str code; /* what people know it by; nothing: its name */
	plan_minute start, finish, due, status;
	int calendar; /* −1: none said */
	struct plan_file_rules rules; /* count only where it is computed alone */
	struct plan_file_extras raw, options;
};

/* A branch of the work breakdown structure; where activities themselves are the tree (MS
 * Project) there are none. */
struct plan_file_branch {
	struct str id, code, name;
	int parent; /* −1: the root */
	int project; /* 0 the file's own, else 1 + place among the others */
	struct plan_file_extras raw;
};

struct plan_file_task {
	struct str id, name, wbs, notes;
	int64_t uid;
	int parent, level;   /* place of the summary it lies under; −1: none */
	int branch;	     /* −1: none */
	int member;	     /* 0: of the file's own project, else 1 + place among the others */
	int calendar;	     /* −1: the project's */
	bool manual, inactive, elapsed;
	bool project;	  /* the file's own summary */
	bool recurring;	  /* a summary whose activities are its occurrences, or one of them */
	bool by_resource; /* without a calendar of its own it follows its resource's */
	bool follows;	  /* even with one (Primavera's resource dependent) */
	/* kind, constraints, duration, done, due, actual dates, resume; its calendar and
	 * parent are filled in by plan_file_open */
	struct plan_activity a;
	int32_t permille; /* complete; −1: not said */
	plan_minute placed, placed_finish; /* manual: where it was put */
	/* Stretches in which work on it rests, as its program put them. */
	VEC(struct plan_file_gap) gaps;
	plan_minute expected; /* expected finish: what remains is stretched to it */
	/* Dates that links to other projects give: its early start, its late finish. */
	plan_minute outside_start, outside_finish;
	int32_t priority;
	int32_t delay;	    /* levelling delay in minutes, working unless delay_elapsed */
	bool delay_elapsed;
	money cost, actual_cost; /* MONEY_NONE: not said */
	struct plan_file_dates theirs;
	VEC(struct plan_file_baseline) baselines;
	struct plan_file_extras extra; /* the user's own fields, by their names */
	struct plan_file_extras raw;
};

struct plan_file_link {
	int from, to; /* places of tasks */
	uint8_t type; /* enum plan_link_type */
	int32_t lag;  /* working minutes, elapsed minutes, or thousandths of the predecessor */
	bool elapsed, permille;
};

enum plan_resource_kind { PLAN_WORK, PLAN_MATERIAL, PLAN_COST };

struct plan_file_resource {
	struct str id, name;
	int kind;	    /* enum plan_resource_kind */
	int32_t units;	    /* thousandths at once; 0: not said */
	int calendar;	    /* −1: the project's */
	int64_t uid;
	struct plan_file_extras raw;
};

struct plan_file_assignment {
	int task, resource;
	int32_t units; /* thousandths */
	int32_t work;  /* minutes */
	int64_t uid;
	struct plan_file_extras raw;
};

enum plan_severity { PLAN_NOTE, PLAN_WARNING, PLAN_ERROR };

struct plan_file_diagnostic {
	enum plan_severity severity;
	const char *code; /* "open-end", "not-kept", … */
	struct str activity; /* its id; nothing where it is of the file */
	struct str message;
};

struct plan_file {
	const char *kind; /* "mspdi", "xer", "pmxml", "json", "table", "psplib", … */
	/* What a format says and this model does not (`raw`, `sections`) is kept word for
	 * word, so that a file of the same format gives it back; it belongs to this format. */
	const char *origin;
	struct str id, name, code; /* of the project; see struct plan_file_project */
	plan_minute start, finish, status, due;
	int32_t minutes_per_day, minutes_per_week, days_per_month;
	int calendar; /* the project's; −1: none said */
	struct plan_file_rules rules;
	VEC(struct plan_file_calendar) calendars;
	VEC(struct plan_file_task) tasks;
	VEC(struct plan_file_link) links;
	VEC(struct plan_file_resource) resources;
	VEC(struct plan_file_assignment) assignments;
	VEC(struct plan_file_branch) branches;
	VEC(struct plan_file_project) others;
	VEC(struct plan_file_diagnostic) diagnostics;
	struct plan_file_extras raw, sections; /* fields of the project; whole tables */
};

/* Where and why a file could not be read. */
struct plan_file_fault {
	int line; /* 0: of the whole file */
	struct str why, mend;
};

/* Reads a file, packed by gzip or not; its kind is recognised by its content. Everything
 * lives in the arena. INVALID: the file is at fault and *fault says where; NOT_FOUND: there
 * is none. */
enum status plan_file_read(struct arena *, const char *path, struct plan_file *,
	struct plan_file_fault *);
/* The same of bytes in memory; name is its file's, for kinds known by their suffix. */
enum status plan_file_read_bytes(struct arena *, struct str bytes, struct str name,
	struct plan_file *, struct plan_file_fault *);

/* The readers behind it. */
enum status mspdi_read(struct arena *, struct str bytes, struct plan_file *,
	struct plan_file_fault *);
enum status pmxml_read(struct arena *, struct str bytes, struct plan_file *,
	struct plan_file_fault *);
enum status xer_read(struct arena *, struct str bytes, struct plan_file *,
	struct plan_file_fault *);

enum status plan_json_read(struct arena *, struct str bytes, struct plan_file *,
	struct plan_file_fault *);
enum status plan_psplib_read(struct arena *, struct str bytes, struct plan_file *,
	struct plan_file_fault *);
enum status plan_table_read(struct arena *, struct str bytes, struct plan_file *,
	struct plan_file_fault *);

/* Writers: the whole file as text. What the format cannot say becomes a diagnostic. */
struct str mspdi_write(struct arena *, struct plan_file *);
struct str xer_write(struct arena *, struct plan_file *);
struct str plan_json_write(struct arena *, struct plan_file *);
/* As a table with headings that plan_table_read knows; the dates are `theirs`. */
enum status plan_table_xlsx(struct arena *, struct plan_file *, const char *path);
struct str plan_table_csv(struct arena *, struct plan_file *); /* NOTHING where it is too long */
/* Whether what raw and sections keep may go into a file of this format; notes it once as
 * lost where it may not. */
bool plan_file_same_origin(struct arena *, struct plan_file *, const char *format);

/* A calendar with what it takes from its bases, as libguatu-plan wants it (days: none); place
 * −1 is the standard five-day week. */
void plan_file_hours(struct arena *, const struct plan_file *, int place, struct plan_hours *);
/* An activity of kind summary spans the activities of its branch, but not those of a lower
 * one: sets the parents. */
void plan_file_settle_branches(struct arena *, struct plan_file *);
/* The file as an outline, each summary before what lies under it: itself where it is one
 * already, else a copy in which branches have become summaries. */
struct plan_file *plan_file_outlined(struct arena *, struct plan_file *);
/* Leaves of several projects the one of this id, code or name, as if the file held no other;
 * links to the others are noted as left out. NOT_FOUND: there is none. */
enum status plan_file_pick(struct arena *, struct plan_file *, struct str project);
/* The projects by code or name, the file's own first: "A, B, C". */
struct str plan_file_projects(struct arena *, const struct plan_file *);
/* Code or name of the file's own project (0) or of another (1 + its place). */
struct str plan_file_project_name(const struct plan_file *, int member);
/* The other way: summaries have become branches, and their links are noted as lost. */
struct plan_file *plan_file_branched(struct arena *, struct plan_file *);

/* Ids of tasks, resources and calendars that are missing or stand twice are made anew. */
void plan_file_settle_ids(struct arena *, struct plan_file *);

/* Adds what the user should know. */
void plan_file_note(struct arena *, struct plan_file *, enum plan_severity, const char *code,
	struct str activity, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A network of the file, opened; activity i is task i. */
struct plan_file_network {
	struct plan *plan;
	struct plan_calendar **calendars;
	struct plan_hours *hours; /* for plan_check */
	struct plan_input input;
	size_t calendar_count;
	int project;	    /* place of the project's calendar */
	int *float_on;	    /* per activity, the place of the calendar its float counts on */
};
/* status, due: PLAN_NONE takes the file's. INVALID with a diagnostic where the network
 * cannot be opened (a loop is named whole). Ended by plan_file_close. */
enum status plan_file_open(struct arena *, struct plan_file *, plan_minute status,
	plan_minute due, struct plan_file_network *);
void plan_file_close(struct plan_file_network *);
/* plan_dates of task i; of an inactive one, which no network holds, the file's own, and of a
 * summary placed by hand its own start and finish. */
struct plan_dates plan_file_dates(const struct plan_file *, const struct plan_file_network *,
	int32_t activity);

/* ISO "2026-03-02T08:00[:00]" → minute; PLAN_NONE where it is none. And back, onto the
 * arena; "" for PLAN_NONE. */
plan_minute plan_file_time(struct str iso);
struct str plan_file_iso(struct arena *, plan_minute);

#endif
