/* Lights by rules (S20), each explaining itself (X22): rule and version, the numbers used,
 * since when, and what would turn it green. */
#ifndef GUATU_RULE_H
#define GUATU_RULE_H

#include "models.h"
#include "web/web.h"

extern const struct module rule_module;

/* One preset of thresholds. Offices choose one by the setting light_preset. */
struct light_preset {
	const char *id, *source;
	bool relative;	     /* progress: shortfall as a share of what was due, not in points */
	int amber, red;	     /* progress: permille of shortfall from which it turns */
	int start_red_days;  /* start: amber from the first day past, red after these */
	int stats_amber, stats_red; /* statistics: days after the start */
	int stale, stale_red;	    /* reporting: weeks without a report */
};
extern const struct light_preset light_presets[];
extern const int light_preset_count;
const struct light_preset *light_preset_find(struct str id); /* the first where unknown */

/* One light as the rule sees it: colour, and the numbers in words of both languages'
 * figures (they are shown with the aspect's own sentence). */
struct light_view {
	int light; /* enum light_state_light */
	struct str numbers;
};
struct light_view light_of(struct call *, const struct light_preset *, int aspect,
	const struct project *, struct str last_week);
/* The worst of several: red, amber, grey, green. */
int light_worst(int a, int b);

/* Recomputes every project's lights and keeps what changed. */
enum status lights_compute(struct call *);

#endif
