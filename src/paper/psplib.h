/* Instances of resource-constrained scheduling: PSPLIB .sm and .mm (Kolisch & Sprecher
 * 1996), Patterson .rcp (Patterson 1984), and guatu's own .json. Jobs keep the file's order,
 * source and sink included. */
#ifndef GUATU_PAPER_PSPLIB_H
#define GUATU_PAPER_PSPLIB_H

#include "base/base.h"
#include "plan/plan.h"

enum psplib_period { PERIOD_NONE, PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };

struct psplib {
	/* jobs, modes, orders, resources, steps; all on the arena; of .json deadline and rate */
	struct plan_solve_input input;
	struct strs resources;         /* "R1", "N1", …: shared pools have one name */
	int32_t release, due;          /* of the project, where the file says so */
	struct strs ids;               /* of the jobs, .json only */
	enum psplib_period period;     /* what one unit of time is; only with a start */
	day start;
};

/* What is wrong with a file, and where. */
struct psplib_fault {
	const char *what; /* English, for operators; NULL: nothing */
	uint32_t line;    /* 1-based; 0 where no line is to blame */
	struct str found; /* what stands there; NOTHING at the end of the file */
};

/* The kind is seen from the content. INVALID fills the fault; all found is borrowed from
 * the arena. At most 100,000 jobs, 1,000,000 modes and 64 resources; numbers of at most
 * seven digits. */
enum status psplib_read(
        struct arena *, struct str bytes, struct psplib *found, struct psplib_fault *);

/* guatu's own .json, as docs/solve.md describes it. INVALID: *why names the field. */
enum status scarce_json_read(
        struct arena *, struct str bytes, struct psplib *found, struct str *why);
/* The unit of time in which a day lies, and the first day of a unit (DAY_NONE: without a
 * start). A day before the start gives −1. */
int32_t scarce_time(const struct psplib *, day);
day scarce_day(const struct psplib *, int32_t time);

#endif
