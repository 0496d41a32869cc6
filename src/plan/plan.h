/*
 * plan.h: libguatu-plan, the critical path method on working calendars.
 *
 * Data in, data out: the library reads no clock, file, database or locale, keeps no
 *global state, and needs nothing but libc. Different plans may be used by different
 *threads at once; one plan by one thread at a time.
 *
 * In ten lines:
 *	struct plan_week week = plan_week(PLAN_WEEK_5);
 *	struct plan_calendar *c = plan_calendar_open(&(struct plan_hours){ .week = &week,
 *		.first = plan_day(2025, 1, 1), .last = plan_day(2035, 12, 31) });
 *	struct plan *p = plan_open(&(struct plan_input){ .calendars = &c, .calendar_count
 *= 1, .activities = a, .activity_count = n, .links = l, .link_count = m, .start =
 *plan_time(2026, 3, 2, 8, 0) }); if (plan_schedule(p) == PLAN_OK) for (i = 0; i < n; i++)
 *			show(plan_dates(p, i));
 *	plan_close(p);
 *	plan_calendar_close(c);
 *
 * Method: Kelley & Walker (1959), Critical-Path Planning and Scheduling; precedence links
 * with lags after Fondahl (1961) and the IBM 1440 PCS manual (1964); calendars as counts
 *of working minutes, so that a duration is a subtraction and a date a table look-up.
 */
#ifndef PLAN_H
#define PLAN_H

#include "plan/scarce.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Time ------------------------------------------------------------------------- */

/*
 * A time is a count of minutes since 1970-01-01T00:00, local civil time without zones.
 * A day is a count of days since 1970-01-01. A span of work is a count of minutes.
 * Nothing is planned at minute 0, so 0 says "no date" and zeroed structures are valid.
 */
typedef int32_t plan_minute;
#define PLAN_NONE 0
#define PLAN_DAY 1440       /* minutes in a day */
#define PLAN_LAST (1 << 29) /* no time lies after this minute, in the year 2990 */

/* The day of a date of the Gregorian calendar, 1970 to 4000; month and day from 1. */
int32_t plan_day(int year, int month, int day);
/* The minute of a date and a time of day. */
plan_minute plan_time(int year, int month, int day, int hour, int minute);
/* The weekday of a day: 0 Monday … 6 Sunday. */
int plan_weekday(int32_t day);

/* ---- Calendars ----------------------------------------------------------------------
 */

#define PLAN_SPANS 6 /* working spans in one day, at most */

/* One day's work: count spans of minutes from midnight, ascending, apart, 0 ≤ from < to ≤
 * 1440. A count of 0 is a day off. */
struct plan_workday {
	uint8_t count;
	struct {
		uint16_t from, to;
	} span[PLAN_SPANS];
};

/* The ordinary week, Monday first. */
struct plan_week {
	struct plan_workday day[7];
};

/* What one day is, whatever its weekday says. */
struct plan_exception {
	int32_t day;
	struct plan_workday work;
};

enum plan_week_kind {
	PLAN_WEEK_5,      /* Monday to Friday, 8–12 and 13–17 */
	PLAN_WEEK_6,      /* Monday to Saturday, the same hours */
	PLAN_WEEK_7,      /* every day ("5+2"), the same hours */
	PLAN_WEEK_SHIFT2, /* every day, 06–22 ("day and evening") */
	PLAN_WEEK_SHIFT3, /* every day, round the clock ("白+黑") */
};

/* A week of a usual kind, to use or to edit. */
struct plan_week plan_week(enum plan_week_kind kind);

/*
 * What makes a calendar. For each day the first of these that names it decides:
 *   1. exceptions    what was decided for this calendar and this very day
 *   2. makeup        statutory make-up workdays: the day works the hours of
 * `makeup_hours` (NULL: of the first working day of the week)
 *   3. days_off      statutory days off
 *   4. extra         the project's own extra days, worked unless the state says off
 *   5. week          the ordinary week
 * first and last bound the calendar, both within; beyond them nothing is known, and a
 * date that would fall there makes plan_schedule() answer PLAN_RANGE. At most 60,000
 * days; give a plan room on both sides (late dates may lie before the start). Lists need
 * no order; all are copied. A calendar needs at least one working minute.
 */
struct plan_hours {
	const struct plan_week *week;
	const struct plan_exception *exceptions;
	const int32_t *makeup, *days_off; /* days */
	const struct plan_exception *extra;
	size_t exception_count, makeup_count, days_off_count, extra_count;
	const struct plan_workday *makeup_hours;
	int32_t first, last; /* days */
};

struct plan_calendar;

/* Compiles a calendar, about 12 bytes a day. NULL: the hours are not valid, or no memory.
 * Ended by plan_calendar_close(), after the plans that use it. Immutable between. */
struct plan_calendar *plan_calendar_open(const struct plan_hours *hours);
void plan_calendar_close(struct plan_calendar *calendar);

/* All of these are O(1). NULL is the elapsed calendar, in which every minute works. Times
 * outside the calendar are taken as its edge. */

/* Working minutes from one time to another; negative when `to` lies before `from`. */
int32_t plan_work_between(
        const struct plan_calendar *c, plan_minute from, plan_minute to);
/* The end of the n-th working minute after a time; n = 0 is the time itself; with n < 0
 * the end of the working minute that leaves −n working minutes before the time. */
plan_minute plan_add_work(const struct plan_calendar *c, plan_minute from, int32_t n);
/* The same instant of work as the time, said as a start: the first working minute at or
 * after it. Friday 17:00 becomes Monday 08:00. */
plan_minute plan_next_work(const struct plan_calendar *c, plan_minute t);
/* And as a finish: the end of the last working minute before it. Monday 08:00 becomes
 * Friday 17:00. */
plan_minute plan_last_work(const struct plan_calendar *c, plan_minute t);
/* Working minutes of an ordinary working day (of the week's first working day): to say a
 * float in days. 1440 for NULL. */
int32_t plan_workday_minutes(const struct plan_calendar *c);
/* A float in whole working days, rounded down: half a day's float is 0 days, half a day's
 * lateness is −1. */
int32_t plan_work_days(const struct plan_calendar *c, int32_t minutes);

/* ---- Networks -----------------------------------------------------------------------
 */

enum plan_kind {
	PLAN_TASK,
	PLAN_MILESTONE,       /* no duration; keeps the evening on which it is reached */
	PLAN_START_MILESTONE, /* no duration; moves to the next morning, like a start */
	PLAN_SUMMARY, /* spans what lies under it; its links hold for all of that */
	/* Starts with the first of its start bounds (SS, FS), finishes with the last of
	 * its finish bounds (FF, SF); its duration follows. */
	PLAN_HAMMOCK,
	PLAN_EFFORT, /* level of effort: a hammock that drives nothing and is never
	                critical */
};

/* Names of MS Project, and what Primavera calls the same. Bounds on early dates are kept
 * by the forward pass, bounds on late dates by the backward pass; where they contradict
 * the logic, the logic wins and the float goes negative. MUST_* win over the logic. */
enum plan_constraint {
	PLAN_ASAP,
	/* As late as possible without moving a successor (P6). Its early dates stay; its
	 * planned dates move. */
	PLAN_ALAP,
	PLAN_START_NO_EARLIER,  /* SNET, "start on or after" */
	PLAN_START_NO_LATER,    /* SNLT, "start on or before" */
	PLAN_FINISH_NO_EARLIER, /* FNET, "finish on or after" */
	PLAN_FINISH_NO_LATER,   /* FNLT, "finish on or before" */
	PLAN_START_ON,          /* P6 "start on": both bounds, logic wins */
	PLAN_FINISH_ON,
	PLAN_MUST_START,  /* MSO, P6 "mandatory start" */
	PLAN_MUST_FINISH, /* MFO, P6 "mandatory finish" */
	/* Placed by hand (MS Project's manual mode): its early dates are there whatever its
	 * links say; its late dates are free. */
	PLAN_PLACED,
};

#define PLAN_ELAPSED UINT16_MAX /* as an activity's calendar: every minute works */

/* One activity. Zero means "nothing said" for every field. 44 bytes. */
struct plan_activity {
	uint8_t kind;       /* enum plan_kind */
	uint8_t constraint; /* enum plan_constraint, with its date */
	uint8_t constraint2;
	uint16_t calendar; /* index into plan_input.calendars, or PLAN_ELAPSED */
	int32_t parent;    /* 1 + index of the summary it lies under; 0: none */
	int32_t duration; /* working minutes on its calendar, 0 ≤ d; ignored unless a task
	                   */
	int32_t done;     /* working minutes of the duration already done; what remains is
	                     duration − done, so a negative value adds work. Counts only
	                     once it has started */
	plan_minute constraint_at, constraint2_at;
	plan_minute due;           /* the date owed (deadline); bounds the late finish */
	plan_minute actual_start;  /* it has started */
	plan_minute actual_finish; /* it has finished; needs an actual start */
	plan_minute resume; /* remaining work not before this (a suspended activity) */
};

/* done for a share of the duration, in thousandths, rounded down. */
int32_t plan_done(int32_t duration, int32_t permille);

enum plan_link_type { PLAN_FS, PLAN_SS, PLAN_FF, PLAN_SF };

enum plan_lag_on {
	PLAN_LAG_SUCCESSOR, /* the lag runs on the successor's calendar (MS Project) */
	PLAN_LAG_PREDECESSOR,
	PLAN_LAG_ELAPSED,  /* every minute */
	PLAN_LAG_CALENDAR, /* on the calendar the link names */
};

/* One link: predecessor `from`, successor `to`, both activity indices. 20 bytes. */
struct plan_link {
	int32_t from, to;
	int32_t lag;  /* minutes, or thousandths of the predecessor's duration; < 0: lead
	               */
	uint8_t type; /* enum plan_link_type */
	uint8_t lag_on;    /* enum plan_lag_on */
	bool lag_permille; /* lag counts thousandths */
	uint16_t calendar; /* for PLAN_LAG_CALENDAR */
};

/*
 * Parameters: name, default, least, most, help. Dates: PLAN_NONE says "not given".
 */
#define PLAN_PARAMS(X)                                                                   \
	X(start, 0, 0, PLAN_LAST, "nothing starts before this minute")                   \
	X(status, 0, 0, PLAN_LAST, "data date: work not yet done lies after it")         \
	X(due, 0, 0, PLAN_LAST, "late finish of open ends; 0: the computed finish")      \
	X(honour, 0, 0, 1, "1: no-later dates bound early dates too (MS Project)")       \
	X(override, 0, 0, 2,                                                             \
	        "1: what has started ignores its predecessors, and an actual finish "    \
	        "after the data date holds nobody back (P6 progress override); 2: it "   \
	        "does (P6 actual dates)")                                                \
	X(late, 0, 0, 1, "1: planned dates are the late dates (backward scheduling)")    \
	X(capped, 0, 0, 1, "1: no late date lies after the end (MS Project)")            \
	X(retained, 0, 0, 1,                                                             \
	        "1: what was finished before its predecessors holds its successors "     \
	        "back until those are done (P6 retained logic); not with override")      \
	X(critical, 0, -144000, 144000, "critical: total float at most this, minutes")    \
	X(longest, 0, 0, 1, "1: critical is what lies on the longest path, see plan_longest()")

struct plan_param {
	const char *name;
	int32_t normal, least, most;
	const char *help;
};
/* The list above as data; the last entry has no name. */
extern const struct plan_param plan_params[];

/* What plan_open() reads. All arrays stay the caller's and are copied, but the calendars
 * must outlive the plan. */
struct plan_input {
	struct plan_calendar *const *calendars;
	const struct plan_activity *activities;
	const struct plan_link *links;
	size_t calendar_count, activity_count, link_count; /* ≤ 250, ≤ 2^28, ≤ 2^28 */
#define PLAN_FIELD(name, normal, least, most, help) int32_t name;
	PLAN_PARAMS(PLAN_FIELD)
#undef PLAN_FIELD
};

enum plan_status {
	PLAN_OK,
	PLAN_INVALID, /* the input; problem.activity or .link says where */
	PLAN_LOOP,    /* links form a loop; problem.loop names it */
	PLAN_RANGE,   /* a date left its calendar; problem.activity is the first */
};

struct plan_problem {
	enum plan_status status;
	int32_t activity, link; /* −1: none */
	/* PLAN_LOOP: the activities of one whole loop in order, each the predecessor of
	 * the next and the last of the first (a summary stands between itself and what
	 * lies under it). Borrowed from the plan. */
	const int32_t *loop;
	size_t loop_count;
};

struct plan;

/* Copies, checks and orders a network: O(activities + links). Never fails half: without
 * memory it returns NULL, with any other problem a plan that plan_problem() explains and
 * plan_schedule() refuses. Ended by plan_close(), which accepts NULL. */
struct plan *plan_open(const struct plan_input *input);
void plan_close(struct plan *plan);
struct plan_problem plan_problem(const struct plan *plan);
/* Bytes held by a plan, calendars not counted. */
size_t plan_bytes(const struct plan *plan);

/* ---- Dates --------------------------------------------------------------------------
 */

/*
 * What the passes find. On its calendar an activity works `duration` minutes between each
 * start and its finish. A start falls on a working minute; a finish on the end of one,
 * or, where a link or date holds it inside a stop, on the first working minute after. A
 * date in a summary spans the dates under it.
 *
 * Floats are minutes of the activity's own calendar. Total float: late minus early. Free
 * float: how far it can slip before another activity's early date, or the project's early
 * finish, moves. Finished activities show their actual dates everywhere and no float.
 * Started ones keep their actual start; float is that of what remains.
 * Without a data date, what remains follows straight on what is done; with one, it starts
 * there. Either way it waits for its predecessors (retained logic) unless
 * params.override; with params.retained what follows it waits too where it was finished first. Late dates go back from `due` of an activity, and from the end
 * (params.due, else the computed finish) for activities without due date and without
 * successors. Negative total float is lateness already certain: plan_work_days() says it
 * in days.
 */
struct plan_dates {
	plan_minute start, finish; /* as planned: early, unless ALAP or params.late */
	plan_minute early_start, early_finish;
	plan_minute late_start, late_finish;
	int32_t total_float, free_float;
	bool critical; /* unfinished, and total float ≤ params.critical, or on the longest path */
};

/* Computes every date: forward pass, backward pass, floats. */
enum plan_status plan_schedule(struct plan *plan);
/* The dates of activity 0 ≤ i, as of the last plan_schedule() or plan_change(). */
struct plan_dates plan_dates(const struct plan *plan, int32_t activity);
/* The latest early finish. */
plan_minute plan_finish(const struct plan *plan);

/* Replaces an activity's data (not its kind or parent: PLAN_INVALID) and brings all dates
 * up to date, revisiting only what depends on it. visits, if not NULL, receives the
 * number of activities looked at, both directions together. */
enum plan_status plan_change(struct plan *plan, int32_t activity,
        const struct plan_activity *now, size_t *visits);

/* ---- Why ----------------------------------------------------------------------------
 */

enum plan_why {
	PLAN_WHY_START,      /* the plan's start */
	PLAN_WHY_STATUS,     /* the data date */
	PLAN_WHY_LINK,       /* a link; the next reason speaks of its other end */
	PLAN_WHY_CONSTRAINT, /* its own constraint */
	PLAN_WHY_ACTUAL,     /* it happened */
	PLAN_WHY_RESUME,     /* its resume date */
	PLAN_WHY_SUMMARY, /* the summary it lies under, or what lies under this summary */
	PLAN_WHY_DUE,     /* its own due date */
	PLAN_WHY_END,     /* the end of the plan: params.due or the computed finish */
};

struct plan_reason {
	int32_t activity;
	int32_t link; /* PLAN_WHY_LINK: index of the link; otherwise −1 */
	uint8_t why;  /* enum plan_why */
};

/* Why its early dates are no earlier: the activity first, then what drives it, and so
 * back to where the chain begins. Writes at most max reasons and returns how many there
 * are. */
size_t plan_why_early(const struct plan *plan, int32_t activity,
        struct plan_reason *reasons, size_t max);
/* Why its late dates are no later: on to the due date or end that binds. */
size_t plan_why_late(const struct plan *plan, int32_t activity,
        struct plan_reason *reasons, size_t max);
/* Indices of all links that drive its early dates (none of them could be longer without
 * moving it). Writes at most max and returns how many there are. */
size_t plan_driven_by(
        const struct plan *plan, int32_t activity, int32_t *links, size_t max);

/* Which activities are on the longest path: from the latest early finish back by links that
 * drive (Kelley & Walker's critical path, whatever dates are owed; P6 "longest path"). on
 * has one entry per activity; what is done or a level of effort is not on it, a summary with its
 * last activity. O(activities + links). */
void plan_longest(struct plan *plan, bool *on);

enum plan_paths_by {
	PLAN_PATHS_FREE,  /* by links that drive */
	PLAN_PATHS_TOTAL, /* by links' total floats: before any late date breaks */
};

struct plan_float_path {
	int32_t path;   /* 1: the most critical; 0: on none */
	int32_t to_end; /* minutes of its own calendar, see below */
	int32_t link;   /* index of the link it goes on by; −1: the end, or a summary's side */
};

/* Float paths to an end (−1: the last unfinished activity; the one taken is written back).
 * Path 1 goes from the end back, always to the predecessor of least float among those that
 * drive (by total float: among all), until there is none; each further path begins at the
 * activity of least float that leads into a path already numbered, up to `most` paths. An
 * activity lies on one path, and on none where it is done or does not lead to the end.
 * to_end is how far it may slip before the end's early date moves (by total float: before a
 * late date breaks on the way there). After P6's multiple float paths; there a path goes on
 * where nothing drives. found has one entry per activity; summaries only hand on. Answers the
 * number of paths, −1 without memory. O(links + paths × activities). */
int32_t plan_float_paths(const struct plan *plan, int32_t *end, enum plan_paths_by by,
        int32_t most, struct plan_float_path *found);

/* ---- Check --------------------------------------------------------------------------
 */

enum plan_fault {
	PLAN_SOUND,
	PLAN_FAULT_DURATION,  /* work between start and finish is not the duration */
	PLAN_FAULT_START,     /* before the plan's start or the data date */
	PLAN_FAULT_LINK,      /* a link is not kept */
	PLAN_FAULT_DATE,      /* a constraint, actual or due date is not kept */
	PLAN_FAULT_TIGHT,     /* an early date could be earlier, or a late date later */
	PLAN_FAULT_FLOAT,     /* a float or the critical flag is wrong */
	PLAN_FAULT_SUMMARY,   /* a summary does not span what lies under it */
	PLAN_FAULT_UNCHECKED, /* no memory to check with */
};

struct plan_finding {
	enum plan_fault fault;
	int32_t activity, link; /* the first place; −1: none */
};

/*
 * Verifies dates against the plain definition, trusting nobody: it walks the calendars
 * minute by minute from `hours` (one per calendar of the input, same order) and shares no
 * code with the passes. dates has one entry per activity. Slow: for tests and for audits.
 */
struct plan_finding plan_check(const struct plan_input *input,
        const struct plan_hours *hours, const struct plan_dates *dates);

/* ---- Risk ---------------------------------------------------------------------------
 *
 * Monte Carlo over a scheduled plan (Van Slyke, 1963): durations are drawn, the forward
 * pass is run on the calendars, and the finishes are counted. Sample s of a seed is the
 * same whatever the thread count, so results are equal to the byte.
 */

enum plan_spread_kind {
	PLAN_CERTAIN,
	PLAN_UNIFORM,    /* low to high */
	PLAN_TRIANGULAR, /* low, likely, high */
	PLAN_PERT,       /* the same, as a beta distribution (Malcolm et al., 1959) */
	PLAN_LOGNORMAL,  /* low and high are its 10 % and 90 % quantiles */
	PLAN_NORMAL,     /* mean likely, standard deviation high; never below zero */
	PLAN_EMPIRICAL,  /* values, ascending, equally likely: what was observed */
	PLAN_WEIBULL,    /* shape likely, scale high */
	PLAN_SURVIVAL,   /* steps: after values[i], ascending, the share shares[i] is still
	                    open; beyond the last an exponential tail (Brown et al., 1974) */
};

/* What a duration is times: 1 is the remaining duration as planned. With `minutes` it is
 * the duration itself, in working minutes. */
struct plan_spread {
	uint8_t kind;
	uint8_t cause; /* 1 + common cause, 0: none; 31 causes */
	bool minutes;
	float low, likely, high;
	float loading; /* correlation with the cause, −1 to 1: a normal copula */
	/* LOGNORMAL, WEIBULL, SURVIVAL: has run for so long and not ended; drawn is the rest. */
	float open;
	const float *values, *shares;
	size_t value_count;
};

bool plan_spread_valid(const struct plan_spread *spread);

/* A case of something that others decide, as a permit: how long it took, or how long it
 * had been open when last seen. */
struct plan_case {
	float time;
	bool open;
};

/* The share still open after each time at which a case ended (Kaplan & Meier, 1958), as
 * PLAN_SURVIVAL wants it. times and shares are the caller's, with room for count each.
 * Answers the number of steps; 0: no case ended, or a time is not positive. */
size_t plan_survival(
        const struct plan_case *cases, size_t count, float *times, float *shares);
/* The PLAN_WEIBULL or PLAN_LOGNORMAL most likely to give these cases, of the open ones
 * only that they take longer (maximum likelihood: Cohen, 1965; Aitkin, 1981): sets kind,
 * low, likely, high. false: fewer than two cases ended at different times. */
bool plan_survival_fit(enum plan_spread_kind kind, const struct plan_case *cases,
        size_t count, struct plan_spread *found);

/* What may happen to several activities at once: with this probability each of them takes
 * longer by a share of its remaining duration (drawn once for all). */
struct plan_risk {
	float probability;
	struct plan_spread impact;
	const int32_t *activities;
	size_t activity_count;
};

/* Weather (or any other stop by whole days) that several activities share: of each month
 * so many calendar days are drawn, which days of it at random, and on these none of its
 * activities works. days[0] is January; drawn days are rounded at random to whole ones, so
 * that their mean stays. */
struct plan_weather {
	struct plan_spread days[12];
	const int32_t *activities;
	size_t activity_count;
};

struct plan_risk_input {
	const struct plan_spread *spreads; /* one per activity */
	const struct plan_risk *risks;
	size_t risk_count;
	const struct plan_weather *weathers;
	size_t weather_count;   /* ≤ 16 */
	const int32_t *watched; /* activities whose finishes are kept too */
	size_t watched_count;   /* ≤ 64 */
	int32_t samples;        /* 64 to 10,000,000; taken up to a multiple of 64 */
	uint64_t seed;
	int threads;     /* 0: one */
	plan_minute due; /* for probability; PLAN_NONE: none */
	int cause_count; /* causes 1 … cause_count get an effect too */
	bool exclusion;  /* work out the effects */
	bool (*stop)(void *arg, double share_done); /* NULL, or asked now and then */
	void *stop_arg;
};

struct plan_risk_activity {
	float criticality; /* share of samples in which it drove the finish */
	float cruciality;  /* Pearson correlation of its duration with the finish */
	float ssi;         /* schedule sensitivity index: criticality × σ(duration) / σ(finish) */
	float mean, sd;    /* of its drawn duration, minutes; stops by weather are in it */
};

/* What a risk, a common cause or a weather costs: the finish with it less the finish without,
 * on the same draws, in minutes, with standard errors. Without a cause it is at its median.
 * Errors of quantiles by sectioning (Nakayama, 2014). */
struct plan_risk_effect {
	double mean, mean_error;
	double p50, p50_error, p80, p80_error;
};

struct plan_risk_result {
	bool stopped;
	int32_t samples;
	plan_minute deterministic;
	plan_minute *finishes;       /* ascending, one per sample */
	plan_minute *watched;        /* per watched activity its finishes, ascending */
	double mean, sd, mean_error; /* minutes */
	double by_due, by_due_error; /* probability; 0 without due */
	struct plan_risk_activity *activities;
	struct plan_risk_effect *effects; /* with exclusion: of risks, causes, weathers */
};

/* NULL without memory, or where the plan is not scheduled or the input not valid. Ended by
 * plan_risk_close(). The plan is only read. */
struct plan_risk_result *plan_risk(const struct plan *plan, const struct plan_risk_input *in);
void plan_risk_close(struct plan_risk_result *result);
/* The value that a share p of ascending samples does not exceed, and the standard error of
 * that quantile from the order statistics around it (NULL: not wanted). */
plan_minute plan_quantile(const plan_minute *ascending, int32_t count, double p, double *error);
/* ---- Quality ------------------------------------------------------------------------
 *
 * How sound a schedule is as a network: the 14 points of the US Defense Contract Management
 * Agency (DCMA, 2012), and what the GAO's Schedule Assessment Guide (2015) asks beyond.
 */

/* X(name, threshold, least: the figure must be at least it, what it counts) */
#define PLAN_CHECKS(X)                                                                   \
	X(logic, 0.05, 0, "unfinished activities without predecessor or successor")      \
	X(leads, 0, 0, "links with a lead")                                              \
	X(lags, 0.05, 0, "links with a lag")                                             \
	X(link_types, 0.90, 1, "links from finish to start")                             \
	X(hard_constraints, 0.05, 0, "unfinished activities held by a date")             \
	X(high_float, 0.05, 0, "unfinished activities with more than 44 days of float")  \
	X(negative_float, 0, 0, "unfinished activities with negative float")             \
	X(high_duration, 0.05, 0, "unfinished activities longer than 44 days")           \
	X(invalid_dates, 0, 0, "actual dates after the status date, or plans before it") \
	X(resources, 0, 0, "unfinished activities without anybody assigned")             \
	X(missed, 0.05, 0, "activities that finish after their baseline")                \
	X(critical_path, 1, 1, "the finish follows a delay of the critical path")        \
	X(cpli, 0.95, 1, "critical path length index")                                   \
	X(bei, 0.95, 1, "baseline execution index: finished of what should be")          \
	X(dangling, 0, 0, "starts or finishes that no link holds")                       \
	X(out_of_sequence, 0, 0, "activities begun before their predecessors allow")     \
	X(summary_links, 0, 0, "links from or to a summary")                             \
	X(effort_critical, 0, 0, "levels of effort on the critical path")

enum plan_check_kind {
#define PLAN_CHECK_NAME(name, threshold, least, help) PLAN_CHECK_##name,
	PLAN_CHECKS(PLAN_CHECK_NAME)
#undef PLAN_CHECK_NAME
	PLAN_CHECK_COUNT
};

struct plan_quality_input {
	const plan_minute *baseline; /* finish per activity, PLAN_NONE: none; or NULL */
	const bool *assigned;        /* somebody or something is; or NULL: not known */
	int32_t day;                 /* minutes of a working day */
};

struct plan_quality {
	struct plan_quality_check {
		const char *name, *help;
		double threshold, figure; /* shares, or indices */
		bool least;               /* the figure must be at least the threshold */
		bool known;               /* false: the data for it are missing */
		bool passed;
		int32_t count, of;  /* offending (link_types, bei: keeping) among how many */
		int32_t *offenders; /* activities, or of leads, lags, types links' indices */
		int32_t offender_count;
		bool links; /* offenders are links */
	} checks[PLAN_CHECK_COUNT];
};

/* NULL without memory or where the plan is not scheduled. The critical path test changes an
 * activity and changes it back. Ended by plan_quality_close(). */
struct plan_quality *plan_quality(struct plan *plan, const struct plan_quality_input *in);
void plan_quality_close(struct plan_quality *quality);

/* ---- Progress and forecast ----------------------------------------------------------
 *
 * Earned value (ANSI/EIA-748) and earned schedule (Lipke, 2003) from cumulative series of
 * equal periods: planned[i] and earned[i] at the end of period i + 1.
 */

struct plan_earned_input {
	const double *planned; /* cumulative; the last is the budget at completion */
	size_t periods;
	const double *earned, *actual; /* cumulative to date; actual may be NULL */
	size_t to_date;                /* periods of both */
};

struct plan_earned {
	double bac, pv, ev, ac;
	double sv, cv, spi, cpi; /* cpi and what needs it: 0 without actual cost */
	double es;               /* earned schedule, periods */
	double sv_t, spi_t;
	/* Estimates at completion: by plan, by cost, by cost and schedule */
	double eac_plan, eac_cpi, eac_spi_cpi;
	double tcpi; /* efficiency that the rest needs to keep the budget */
	/* Durations at completion, periods: as planned from here (PD − ES + AT), by SPI(t)
	 * (PD / SPI(t), Lipke), by SPI (PD / SPI, Anbari, 2003) */
	double eac_t_plan, eac_t_lipke, eac_t_anbari;
};
/* false: series that are empty, not ascending or not numbers. */
bool plan_earned(const struct plan_earned_input *in, struct plan_earned *out);

/* A Bayesian estimate of a duration's performance factor: a normal prior (mean, sd) and
 * observed factors with their error (sd of one), conjugate (Gelman et al., 2013). */
void plan_bayes(double prior_mean, double prior_sd, const double *observed, size_t count,
        double error, double *mean, double *sd);

/* ---- Ways out -----------------------------------------------------------------------
 *
 * A plan that cannot keep its dates owed: the cheapest set of allowed changes after which no
 * total float is negative.
 */

enum plan_option_kind {
	PLAN_OPTION_CALENDAR, /* the activity works on calendar `value`: a shift, a seven-day week */
	PLAN_OPTION_DURATION, /* it takes `value` minutes */
	PLAN_OPTION_DATE,     /* its first constraint's date is `value`: an earlier permit */
	PLAN_OPTION_LAG,      /* link `target` has lag `value`: an overlap */
};

struct plan_option {
	uint8_t kind;
	int32_t target; /* activity, or link */
	int32_t value;
	double cost; /* ≥ 0 */
};

struct plan_way_input {
	const struct plan_input *plan;
	const struct plan_option *options;
	size_t option_count;
	size_t exact; /* up to so many options the cheapest set is found for sure; 0: 16 */
	bool (*stop)(void *arg); /* NULL, or asked between schedules */
	void *stop_arg;
};

struct plan_way {
	bool feasible; /* with the chosen ones every date owed is kept */
	bool proven;   /* no cheaper set does it */
	bool stopped;
	int32_t late, late_all; /* least total float, minutes: as it is; with every option */
	int32_t least;          /* with the chosen ones */
	double cost;
	size_t count;
	int32_t *chosen;  /* options, ascending */
	int32_t *alone;   /* per option: the least total float with it alone */
	int32_t *without; /* per chosen: the least total float without it, the others kept */
	size_t schedules; /* computed */
};

/* NULL without memory or where the plan or an option is not valid. Options that take the same
 * activity's same property exclude each other. Exact up to `exact` options by branch and bound
 * on what all undecided options together could reach (so an option must not make anything
 * later); beyond, the best gain for its cost first, then what is not needed is taken back. Every answer was scheduled. Ended
 * by plan_way_close(). */
struct plan_way *plan_way_out(const struct plan_way_input *in);
void plan_way_close(struct plan_way *way);

#endif
