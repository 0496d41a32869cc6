/* What the files of the Monte Carlo share. A block is 64 samples; every array of a node
 * holds one value per sample of the block, so that the loops run in vector registers. */
#ifndef PLAN_RISK_H
#define PLAN_RISK_H

#include "plan/inside.h"

#include <stdatomic.h>

#define LANES 64
#define CELLS 1024 /* of a quantile table */

/* The loops over lanes are compiled for several processors and chosen at start. */
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define FAST __attribute__((target_clones("avx512f,arch=x86-64-v4", "avx2", "default"), optimize("O3")))
#else
#define FAST
#endif

/* ---- draws: risk_draw.c ---- */
struct draw_table {
	float of_uniform[CELLS + 1]; /* quantile by the probability */
	float of_normal[CELLS + 1];  /* by the normal deviate, −6 to 6 */
};
/* Fills a table; false: the spread is not valid. */
bool draw_table_fill(struct draw_table *t, const struct plan_spread *s);
/* Factors of a block: samples base … base + 63 of the stream `key`. cause: the block's
 * normal deviates of the common cause, NULL without. */
void draw_block(const struct draw_table *t, uint64_t key, uint32_t base, float loading,
        const float *cause, float *factor);
void draw_normal(uint64_t key, uint32_t base, float *deviate);
/* 1 where the risk happens, else 0. */
void draw_event(uint64_t key, uint32_t base, float probability, float *happens);
/* From 0 to below 1. */
void draw_uniform(uint64_t key, uint32_t base, float *part);
uint64_t draw_key(uint64_t seed, uint32_t kind, uint32_t number);
enum { KEY_DURATION = 1, KEY_CAUSE, KEY_EVENT, KEY_IMPACT, KEY_MONTH, KEY_ROUND, KEY_DAY };

/* ---- network: risk_net.c ---- */
enum { ARC_WORK, ARC_TIME }; /* on one calendar: a sum; else by the clock */

struct risk_arc {
	int32_t from;
	int32_t add;        /* lag, work minutes of the calendar */
	bool by_start;      /* from its start */
	bool to_finish;     /* bounds the finish */
	bool by_time;       /* through the predecessor's time */
	uint8_t lag_on;     /* by_time: index of the lag's calendar */
	int32_t map;        /* by_time: its table, −1: none */
	int32_t found;      /* map: its place among the lanes' */
	int32_t before, after; /* work added before and after looking it up */
};

/* What work of one calendar is on another, looked up: as far as three times the plan. Where
 * all working days are of one length, by the day and by the minute in it: that stays in the
 * nearest cache. Else by the working minute. */
struct risk_map {
	uint8_t from, to, lag_on;
	bool by_start;
	int32_t add, first, count;
	int32_t *work;   /* by working minute from `first` on; NULL: the following */
	int32_t *day;    /* of each: work before it on `to` from `base` on << 4 | row of part */
	int32_t *part;   /* row × length: work on `to` from midnight on */
	int32_t length, base;
};

struct risk_node {
	uint8_t mode, calendar;
	bool fixed;              /* its dates are given */
	bool wants_time, wants_start_time, sink, point_time;
	int32_t floor, finish_floor; /* W; INT32_MIN: none */
	int32_t start, finish;   /* W, fixed */
	plan_minute start_time;  /* what its start links see, where it has started; else 0 */
	plan_minute fixed_time;
	plan_minute finish_named; /* a finish bound that may lie inside a stop; else 0 */
	int32_t todo;            /* work minutes as planned */
	int32_t activity;
	int32_t in, in_end;      /* arcs */
	int32_t stops;           /* −1, or which of mc.stops */
};

struct risk_net {
	const struct plan *plan;
	struct risk_node *nodes; /* in topological order; only those that matter */
	struct risk_arc *arcs;
	int32_t count, arc_count;
	int32_t *node_of; /* activity → node, −1: none */
	struct risk_map *maps;
	int32_t map_count, found_count;
	int32_t *sinks;    /* nodes that may end the project, by calendar */
	int32_t sink_count;
	bool plain;  /* the loops below hold for it; else each sample is a forward pass */
};
bool risk_net_open(struct risk_net *net, const struct plan *plan);
void risk_net_close(struct risk_net *net);

/* ---- weather: risk_weather.c ---- */
/* The days of one calendar, for activities that the same weathers stop. */
struct risk_stops {
	uint32_t weathers; /* a bit each */
	uint8_t calendar;
	int32_t days;
	int32_t *before;  /* W at the beginning of each day, days + 1 */
	int32_t *day_of;  /* of every 64th working minute from the first on */
};
/* Work minutes of the calendar from the start to the finish of what has `todo` to do, in the
 * sample that `clear` begins with. */
int32_t risk_stretch(const struct risk_stops *s, const int32_t *clear, int32_t start,
        int32_t todo);

/* ---- one block: risk_pass.c ---- */
struct risk_lanes { /* count × LANES each */
	int32_t *todo, *start, *finish;
	plan_minute *time, *start_time;
	int32_t *critical; /* 0 or −1 */
	plan_minute *end;  /* LANES: the project's finish */
	int32_t *goal;     /* per calendar: the work at which it ends the project, else never */
	int32_t *found;    /* found_count × LANES: what was looked up for arcs */
	const struct risk_stops *stops;
	int32_t **clear; /* per stops: work they leave before each day, days + 1 × LANES */
};
/* Forward pass from node `first` on; what lies before stands as it was. */
void risk_forward(const struct risk_net *net, int32_t first, struct risk_lanes *l);
/* Marks what drove the finish. */
void risk_trace(const struct risk_net *net, struct risk_lanes *l);

/* ---- one block, all of it: risk_block.c ---- */
enum { CHUNK_BLOCKS = 16, CAUSES = 32 };

struct sums { /* of one activity in one chunk */
	double d, dd, df;
	int64_t critical;
};

struct chunk {
	struct sums *activities;
	double f, ff;
};

struct mc {
	const struct plan_risk_input *in;
	const struct plan *plan;
	struct risk_net net;
	struct draw_table *tables; /* of different spreads */
	int32_t *table_of;         /* activity → table, −1: certain */
	int32_t *impact_of;        /* risk → table */
	int32_t table_count;
	size_t source_count; /* of effects: risks, causes, weathers */
	int32_t *first_of;   /* source → first node it touches */
	size_t *latest_first; /* sources by falling first node */
	int32_t *hit_at;    /* node → risks that touch it: hit_at[k] … hit_at[k + 1] */
	int32_t *hits;
	struct draw_table *days; /* weather × 12: days lost in a month */
	struct risk_stops *stops;
	int32_t stops_count, first_day, day_count; /* days that weather is drawn for */
	int32_t blocks, chunk_count;
	struct chunk *chunks;
	plan_minute *finishes, *watched, *without; /* without: source × sample */
	double mid; /* near the mean finish, so that sums stay exact */
	_Atomic int32_t next, done;
	_Atomic bool stopped, failed;
};

/* What one thread holds. */
struct hand {
	struct mc *m;
	struct risk_lanes lanes;
	int32_t *base;       /* durations before any risk */
	float *happens;      /* risk × LANES: share it adds, 0 where it does not happen */
	float causes[CAUSES][LANES];
	struct plan own;     /* for networks that are not plain: nodes of its own */
	uint64_t *stopped;   /* weather × day: a bit for each sample of the block */
};

bool hand_open(struct hand *h, struct mc *m);
void hand_close(struct hand *h);
/* Draws the block's samples, passes them, adds them up. */
void risk_block(struct hand *h, int32_t block);
/* The deviates of a cause in the block that begins at sample `base`; what a risk adds there;
 * a node's durations before any risk. */
void risk_draw_cause(struct hand *h, uint32_t cause, uint32_t base);
void risk_draw_risk(struct hand *h, size_t risk, uint32_t base);
void risk_draw_node(struct hand *h, int32_t node, uint32_t base);
/* A node's durations with all its risks but one (−1: with all). */
void risk_apply(struct hand *h, int32_t node, int32_t without);
/* Forward pass from node `first` on. */
void risk_pass(struct hand *h, int32_t first);

/* The nodes' stops; false: not valid, or no memory. */
bool risk_weather_open(struct mc *m);
void risk_weather_close(struct mc *m);
bool risk_weather_hand(struct hand *h);
void risk_weather_hand_close(struct hand *h);
/* Draws one weather's days in the block that begins at sample `base`. */
void risk_draw_weather(struct hand *h, size_t weather, uint32_t base);
/* The work that is left by the weathers of the block but one (−1: by all), where it counts. */
void risk_clear(struct hand *h, int32_t without);

/* ---- effects: risk_out.c ---- */
/* Whether a source of effects changes a node's duration. */
bool risk_touches(const struct mc *m, size_t source, int32_t node);
/* The finish of a block without each source; leaves nothing of the block's pass. */
void risk_exclude(struct hand *h, int32_t block);
/* r->effects, while r->finishes are in the order of the samples; false: no memory. */
bool risk_effects(const struct mc *m, struct plan_risk_result *r);
/* Ascending; other holds as many. */
void risk_sort(plan_minute *at, plan_minute *other, size_t count);

#endif
