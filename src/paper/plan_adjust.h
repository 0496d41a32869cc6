/* Between plan_network.c and plan_adjust.c; nobody else includes it. */
#ifndef GUATU_PLAN_ADJUST_H
#define GUATU_PLAN_ADJUST_H

#include "paper/plan_file.h"

/* Changes the activities of a computed network to what the program that wrote the file would
 * make of them, and brings the dates up to date; activities are those of n->input. */
enum plan_status plan_file_adjust(struct arena *, const struct plan_file *,
	struct plan_file_network *, struct plan_activity *activities);

#endif
