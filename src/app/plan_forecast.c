/* guatu plan forecast: where a plan under way will end, by several methods side by side. */
#include "app/plan_verbs.h"
#include "text/json.h"

#include <math.h>
#include <stdio.h>

struct forecast {
	struct arena *a;
	struct plan_file file;
	struct plan_file_network net;
	plan_minute status;
	int32_t first, last, today; /* days */
	double *planned, *earned, *actual;
	bool costs;
	struct plan_earned e;
	double pace, pace_sd; /* of the rest, Bayesian: days taken per day planned */
};

/* Where the plan once stood: the first baseline, else the file's own dates. */
static void planned_span(const struct plan_file_task *t, plan_minute *from, plan_minute *to)
{
	*from = t->theirs.start;
	*to = t->theirs.finish;
	for (size_t i = 0; i < t->baselines.len; i++)
		if (t->baselines.at[i].number == 0 && t->baselines.at[i].start) {
			*from = t->baselines.at[i].start;
			*to = t->baselines.at[i].finish;
		}
}

static const struct plan_calendar *calendar_of(const struct forecast *x, size_t i)
{
	uint16_t c = x->net.input.activities[i].calendar;
	return c == PLAN_ELAPSED ? NULL : x->net.calendars[c];
}

/* Adds a weight over a span, as work on the calendar passes, to the cumulative series. */
static void spread(const struct forecast *x, size_t i, double weight, plan_minute from,
	plan_minute to, double *series)
{
	const struct plan_calendar *c = calendar_of(x, i);
	double all = plan_work_between(c, from, to);
	for (int32_t d = x->first; d <= x->last; d++) {
		plan_minute end = (d + 1) * PLAN_DAY;
		double part = end >= to ? 1 : end <= from ? 0 :
			all > 0 ? plan_work_between(c, from, end) / all : 0;
		series[d - x->first] += weight * part;
	}
}

static double weight_of(const struct forecast *x, const struct plan_file_task *t)
{
	if (x->costs)
		return t->cost.fen == MONEY_NONE.fen ? 0 : (double)t->cost.fen / 100;
	return t->a.duration / 60.0;
}

static bool counts(const struct plan_file_task *t)
{
	return (t->a.kind == PLAN_TASK || t->a.kind == PLAN_MILESTONE) && !t->inactive;
}

static void find_range(struct forecast *x)
{
	x->first = INT32_MAX;
	for (size_t i = 0; i < x->file.tasks.len; i++) {
		const struct plan_file_task *t = &x->file.tasks.at[i];
		plan_minute from, to;
		planned_span(t, &from, &to);
		x->costs |= counts(t) && t->cost.fen != MONEY_NONE.fen && t->cost.fen > 0;
		if (!counts(t) || !from)
			continue;
		x->first = MIN(x->first, from / PLAN_DAY);
		x->last = MAX(x->last, to / PLAN_DAY);
	}
	x->today = MAX(x->status / PLAN_DAY, x->first);
}

static bool measure(struct forecast *x)
{
	find_range(x);
	if (x->first > x->last || !x->status)
		return false;
	size_t days = (size_t)(MAX(x->last, x->today) - x->first + 1);
	x->planned = NEW_ARRAY(x->a, double, days);
	x->earned = NEW_ARRAY(x->a, double, days);
	x->actual = NEW_ARRAY(x->a, double, days);
	int32_t planned_last = x->last;
	x->last = MAX(x->last, x->today);
	bool spent = false;
	for (size_t i = 0; i < x->file.tasks.len; i++) {
		const struct plan_file_task *t = &x->file.tasks.at[i];
		plan_minute from, to, until = t->a.actual_finish ? t->a.actual_finish : x->status;
		planned_span(t, &from, &to);
		if (!counts(t) || !from)
			continue;
		spread(x, i, weight_of(x, t), from, to, x->planned);
		double done = t->a.actual_finish ? 1 : MAX(t->permille, 0) / 1000.0;
		if (t->a.actual_start && done > 0)
			spread(x, i, weight_of(x, t) * done, t->a.actual_start, until, x->earned);
		bool cost = t->actual_cost.fen != MONEY_NONE.fen && t->a.actual_start;
		spent |= cost;
		if (cost)
			spread(x, i, (double)t->actual_cost.fen / 100, t->a.actual_start, until, x->actual);
	}
	struct plan_earned_input in = {x->planned, (size_t)(planned_last - x->first + 1), x->earned,
		x->costs && spent ? x->actual : NULL, (size_t)(x->today - x->first + 1)};
	return plan_earned(&in, &x->e);
}

/* Weekly pace so far (days taken per day earned) against a prior of 1 ± 0.25. */
static void learn(struct forecast *x)
{
	double *seen = NEW_ARRAY(x->a, double, (size_t)(x->today - x->first) / 7 + 2), before = 0;
	size_t n = 0;
	for (int32_t d = x->first + 6; d <= x->today; d += 7) {
		struct plan_earned e;
		struct plan_earned_input in = {x->planned, (size_t)(x->last - x->first + 1), x->earned,
			NULL, (size_t)(d - x->first + 1)};
		if (!plan_earned(&in, &e))
			break;
		seen[n++] = MIN(7 / MAX(e.es - before, 1.0), 7.0);
		before = e.es;
	}
	plan_bayes(1, 0.25, seen, n, 1, &x->pace, &x->pace_sd);
}

static plan_minute day_after(const struct forecast *x, double days)
{
	double d = x->first + ceil(days) - 1;
	return d > 0 && d < 350000 ? (plan_minute)d * PLAN_DAY + 17 * 60 : PLAN_NONE;
}

struct method {
	const char *name;
	plan_minute finish;
};

static size_t methods(const struct forecast *x, struct method *to)
{
	double at = x->today - x->first + 1, left = x->last - x->first + 1 - x->e.es;
	size_t n = 0;
	to[n++] = (struct method){"critical path, remaining durations", plan_finish(x->net.plan)};
	to[n++] = (struct method){"earned schedule, rest as planned", day_after(x, x->e.eac_t_plan)};
	to[n++] = (struct method){"earned schedule, SPI(t) (Lipke)", day_after(x, x->e.eac_t_lipke)};
	to[n++] = (struct method){"earned value, SPI (Anbari)", day_after(x, x->e.eac_t_anbari)};
	to[n++] = (struct method){"Bayesian pace", day_after(x, at + MAX(left, 0) * x->pace)};
	return n;
}

static void put_time(struct forecast *x, struct json_writer *w, struct str key, plan_minute t)
{
	json_key(w, key);
	json_put_str(w, t ? plan_file_iso(x->a, t) : NOTHING);
}

static void put_figures(struct json_writer *w, const struct plan_earned *e)
{
	const struct {
		const char *name;
		double x;
	} figures[] = {{"bac", e->bac}, {"pv", e->pv}, {"ev", e->ev}, {"ac", e->ac}, {"sv", e->sv},
		{"cv", e->cv}, {"spi", e->spi}, {"cpi", e->cpi}, {"es_days", e->es},
		{"sv_t_days", e->sv_t}, {"spi_t", e->spi_t}, {"eac_plan", e->eac_plan},
		{"eac_cpi", e->eac_cpi}, {"eac_spi_cpi", e->eac_spi_cpi}, {"tcpi", e->tcpi}};
	for (size_t i = 0; i < LEN(figures); i++) {
		json_key(w, str_of(figures[i].name));
		json_put_real(w, figures[i].x);
	}
}

static void put_curve(struct forecast *x, struct json_writer *w)
{
	json_key(w, S("s_curve"));
	json_open(w, '[');
	for (int32_t d = x->first; d <= x->last; d += d + 7 > x->last && d < x->last ? x->last - d : 7) {
		json_open(w, '{');
		put_time(x, w, S("at"), (d + 1) * PLAN_DAY);
		json_field(w, "planned", json_put_real, x->planned[d - x->first]);
		json_key(w, S("earned"));
		if (d <= x->today)
			json_put_real(w, x->earned[d - x->first]);
		else
			json_put_null(w);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void put_milestones(struct forecast *x, struct json_writer *w)
{
	json_key(w, S("milestones"));
	json_open(w, '[');
	for (size_t i = 0; i < x->file.tasks.len; i++) {
		const struct plan_file_task *t = &x->file.tasks.at[i];
		plan_minute from, to, now = plan_dates(x->net.plan, (int32_t)i).finish;
		if (t->a.kind != PLAN_MILESTONE && t->a.kind != PLAN_START_MILESTONE)
			continue;
		planned_span(t, &from, &to);
		json_open(w, '{');
		json_field(w, "id", json_put_str, t->id);
		json_field(w, "name", json_put_str, t->name.at ? t->name : S(""));
		put_time(x, w, S("planned"), to);
		put_time(x, w, S("forecast"), now);
		json_field(w, "slip_days", json_put_int, to ? now / PLAN_DAY - to / PLAN_DAY : 0);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void print_json(struct forecast *x)
{
	struct out o = out_on(x->a, 1u << 28);
	struct json_writer w = json_on(&o);
	struct method list[8];
	size_t n = methods(x, list);
	json_open(&w, '{');
	put_time(x, &w, S("status_date"), x->status);
	json_field(&w, "measured_in", json_put_str, x->costs ? S("cost") : S("hours of duration"));
	put_figures(&w, &x->e);
	json_field(&w, "pace", json_put_real, x->pace);
	json_field(&w, "pace_sd", json_put_real, x->pace_sd);
	json_key(&w, S("methods"));
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&w, '{');
		json_field(&w, "method", json_put_str, str_of(list[i].name));
		put_time(x, &w, S("finish"), list[i].finish);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	put_milestones(x, &w);
	put_curve(x, &w);
	json_close(&w, '}');
	fwrite(o.at, 1, o.len, stdout);
	putchar('\n');
}

static void print_words(struct forecast *x)
{
	struct method list[8];
	size_t n = methods(x, list);
	const struct plan_earned *e = &x->e;
	printf("by %.*s, in %s\n", STR(plan_file_iso(x->a, x->status)),
		x->costs ? "cost" : "hours of duration");
	printf("budget %.1f  planned %.1f  earned %.1f  SPI %.3f\n", e->bac, e->pv, e->ev, e->spi);
	printf("earned schedule %.1f days, %+.1f days, SPI(t) %.3f\n", e->es, e->sv_t, e->spi_t);
	if (e->cpi > 0)
		printf("actual cost %.1f  CPI %.3f  at completion %.1f (cost), %.1f (cost and schedule)\n",
			e->ac, e->cpi, e->eac_cpi, e->eac_spi_cpi);
	for (size_t i = 0; i < n; i++)
		printf("%-36s %.*s\n", list[i].name,
			STR(list[i].finish ? plan_file_iso(x->a, list[i].finish) : S("no end in sight")));
}

int plan_forecast_verb(int argc, char **argv)
{
	struct forecast x = {0};
	const char *path = NULL;
	bool json = false;
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			json = true;
		} else if (strcmp(argv[i], "--status-date") == 0) {
			x.status = i + 1 < argc ? plan_file_time(str_of(argv[++i])) : PLAN_NONE;
			if (!x.status) {
				fprintf(stderr, "guatu: plan forecast: --status-date wants a date\n");
				return 2;
			}
		} else if (argv[i][0] == '-' || path) {
			fprintf(stderr, "guatu: plan forecast: %s is %s\n", argv[i],
				path ? "one file too many" : "not a flag");
			return 2;
		} else {
			path = argv[i];
		}
	}
	if (!path) {
		fprintf(stderr, "guatu: plan forecast: FILE is missing\n");
		return 2;
	}
	x.a = arena_open();
	int code = plan_verb_open(x.a, path, &x.file, x.status, PLAN_NONE, &x.net);
	x.status = x.status ? x.status : x.file.status;
	if (code == 0 && !measure(&x)) {
		fprintf(stderr, "guatu: %s: nothing to measure by: it needs planned dates, and a status "
				"date after the start (--status-date)\n", path);
		code = 1;
	}
	if (code == 0) {
		learn(&x);
		if (json)
			print_json(&x);
		else
			print_words(&x);
	}
	plan_file_close(&x.net);
	arena_close(x.a);
	return code;
}
