/* A file of risks: what may lengthen a plan, as plan_risk() wants it. docs/risks.md says what
 * it may hold. */
#ifndef APP_PLAN_RISKS_H
#define APP_PLAN_RISKS_H

#include "paper/plan_file.h"

struct plan_risks {
	struct plan_spread *spreads; /* one per task of the file */
	VEC(struct plan_risk) events;
	VEC(struct plan_weather) weathers;
	struct strs event_names, cause_names, weather_names;
};

struct plan_risks_from {
	const char *path;  /* the file of risks */
	const char *cases; /* a table of cases (.csv), or NULL */
	const struct plan_file *plan;
	const struct plan_file_network *net;
};

/* Adds what the file says to found->spreads, which hold the usual spreads before. Other than
 * 0 is an exit code and has said on stderr which field is wrong and how to mend it. */
int plan_risks_read(struct arena *, const struct plan_risks_from *, struct plan_risks *found);

#endif
