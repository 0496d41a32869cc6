/* Instances of resource-constrained scheduling: PSPLIB .sm and .mm (Kolisch & Sprecher
 * 1996) and Patterson .rcp (Patterson 1984). Jobs keep the file's order, source and sink
 * included. */
#ifndef GUATU_PAPER_PSPLIB_H
#define GUATU_PAPER_PSPLIB_H

#include "base/base.h"
#include "plan/plan.h"

struct psplib {
	struct plan_solve_input input; /* jobs, modes, orders, resources; all on the arena */
	struct strs resources;         /* "R1", "N1", …: shared pools have one name */
	int32_t release, due;          /* of the project, where the file says so */
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

#endif
