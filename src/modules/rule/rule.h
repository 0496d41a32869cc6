/* Lights by rules (S20), each explaining itself (X22): rule and version, the numbers used,
 * since when, and what would turn it green. */
#ifndef GUATU_RULE_H
#define GUATU_RULE_H

#include "models.h"
#include "web/page.h"

extern const struct module rule_module;

/* Thresholds: a preset, or the office's own that began from one. */
struct light_preset {
	const char *id;	  /* "yinchuan-2025"; changed ones "yinchuan-2025/3" */
	enum text source; /* where the numbers are from */
	bool relative;	     /* progress: shortfall as a share of what was due, not in points */
	int amber, red;	     /* progress: permille of shortfall from which it turns */
	int start_red_days;  /* start: amber from the first day past, red after these */
	int stats_amber, stats_red; /* statistics: days after the start */
	int stale, stale_red;	    /* reporting: weeks without a report */
};
extern const struct light_preset light_presets[];
extern const int light_preset_count;
const struct light_preset *light_preset_find(struct str id); /* the first where unknown */

/* The thresholds in force. */
enum status light_rule_now(struct call *, struct light_preset *now);
/* The row that holds them; id 0 where nobody has changed anything yet. */
enum status light_rule_row(struct call *, struct light_rule *);
/* How many projects stand in each light, now and under other thresholds; and those that
 * would turn, at most LIGHT_TURNS. */
enum { LIGHT_KINDS = LIGHT_STATE_LIGHT_DONE + 1, LIGHT_TURNS = 30 };
struct light_turn {
	int64_t id;
	struct str name;
	int was, becomes;
};
struct light_preview {
	int64_t before[LIGHT_KINDS], after[LIGHT_KINDS], turned;
	struct {
		struct light_turn *at;
		size_t len, cap;
	} turns;
};
enum status light_try(struct call *, const struct light_preset *, struct light_preview *);
/* INVALID with a fault a field where the thresholds make no sense. */
enum status light_rule_check(struct call *, const struct light_rule *);
/* Keeps them and recomputes every light. */
enum status light_rule_keep(struct call *, struct light_rule *);
struct light_preset light_preset_of(struct call *, const struct light_rule *);
void light_rule_from(struct light_rule *, const struct light_preset *); /* keeps id, version */

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

/* How old a project's reported figures may be (X14): green to the seventh day, then amber, grey from
 * `stale` weeks on, red from `red`; grey where nothing was ever reported. */
struct fresh_rule {
	int64_t stale, red;
};
enum status fresh_rule_now(struct call *, struct fresh_rule *);
struct fresh_rule fresh_rule_of(int64_t stale, int64_t red); /* as a statement read them; INT_NONE: the usual */
int fresh_light(const struct fresh_rule *, day today, day reported); /* enum light_state_light */
/* "9 days ago" as such a light, a link to its explanation. */
void page_fresh(struct page *, const struct fresh_rule *, int64_t project, day reported);

/* Recomputes every project's lights and keeps what changed. */
enum status lights_compute(struct call *);

#endif
