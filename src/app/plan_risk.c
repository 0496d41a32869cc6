/* guatu plan risk: when a plan will end, drawn many times. */
#include "app/plan_risks.h"
#include "app/plan_verbs.h"
#include "paper/plan_file.h"
#include "text/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_KEPT = 2000000000 }; /* bytes: one finish per source and sample */

struct request {
	const char *path, *risks_path, *cases_path;
	struct plan_risk_input in;
	struct plan_risks risks;
	float low, high, loading;
	plan_minute status;
	bool json;
};

static int wrong(const char *what, const char *why)
{
	fprintf(stderr, "guatu: plan risk: %s %s\n", what, why);
	return 2;
}

static bool real(const char *text, double least, double most, float *to)
{
	double x;
	if (!text || !str_number(str_of(text), &x) || x < least || x > most)
		return false;
	*to = (float)x;
	return true;
}

static bool whole(const char *text, int64_t least, int64_t most, int64_t *to)
{
	return text && str_int(str_of(text), to) && *to >= least && *to <= most;
}

static bool date(const char *text, plan_minute *to)
{
	*to = text ? plan_file_time(str_of(text)) : PLAN_NONE;
	return *to != PLAN_NONE;
}

static int read_flags(struct request *r, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		const char *flag = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
		int64_t n = 0;
		bool sound = true, took = true;
		if (flag[0] != '-') {
			if (r->path)
				return wrong(flag, "is one file too many");
			r->path = flag;
			took = false;
		} else if (strcmp(flag, "--json") == 0) {
			r->json = true;
			took = false;
		} else if (strcmp(flag, "--samples") == 0) {
			sound = whole(value, 1, 10000000, &n);
			r->in.samples = (int32_t)n;
		} else if (strcmp(flag, "--seed") == 0) {
			sound = whole(value, 0, INT64_MAX, &n);
			r->in.seed = (uint64_t)n;
		} else if (strcmp(flag, "--threads") == 0) {
			sound = whole(value, 1, 64, &n);
			r->in.threads = (int)n;
		} else if (strcmp(flag, "--due") == 0) {
			sound = date(value, &r->in.due);
		} else if (strcmp(flag, "--status-date") == 0) {
			sound = date(value, &r->status);
		} else if (strcmp(flag, "--low") == 0) {
			sound = real(value, 0.01, 1, &r->low);
		} else if (strcmp(flag, "--high") == 0) {
			sound = real(value, 1, 20, &r->high);
		} else if (strcmp(flag, "--correlation") == 0) {
			sound = real(value, 0, 1, &r->loading);
		} else if (strcmp(flag, "--risks") == 0) {
			sound = value;
			r->risks_path = value;
		} else if (strcmp(flag, "--cases") == 0) {
			sound = value;
			r->cases_path = value;
		} else {
			return wrong(flag, "is not a flag");
		}
		if (!sound)
			return wrong(flag, "wants another value; see guatu plan risk --help");
		i += took;
	}
	if (r->cases_path && !r->risks_path)
		return wrong("--cases", "wants --risks, whose clocks they belong to");
	return r->path ? 0 : wrong("FILE", "is missing");
}

static void put_time(struct arena *a, struct json_writer *w, struct str name, plan_minute t)
{
	json_key(w, name);
	json_put_str(w, plan_file_iso(a, t));
}

static size_t source_count(const struct request *r)
{
	return r->in.risk_count + (size_t)r->in.cause_count + r->in.weather_count;
}

/* An effect's name and kind. */
static struct str source(const struct request *r, size_t i, const char **kind)
{
	size_t causes = r->in.risk_count, weathers = causes + (size_t)r->in.cause_count;
	*kind = i < causes ? "event" : i < weathers ? "cause" : "weather";
	return i < causes ? r->risks.event_names.at[i] :
		i < weathers ? r->risks.cause_names.at[i - causes] :
			       r->risks.weather_names.at[i - weathers];
}

static void put_effects(struct json_writer *w, const struct request *r,
	const struct plan_risk_result *got)
{
	json_key(w, S("effects"));
	json_open(w, '[');
	for (size_t i = 0; i < source_count(r); i++) {
		const struct plan_risk_effect *e = &got->effects[i];
		const char *kind;
		struct str name = source(r, i, &kind);
		json_open(w, '{');
		json_field(w, "kind", json_put_str, str_of(kind));
		json_field(w, "name", json_put_str, name);
		json_field(w, "mean_minutes", json_put_real, e->mean);
		json_field(w, "mean_error_minutes", json_put_real, e->mean_error);
		json_field(w, "p50_minutes", json_put_real, e->p50);
		json_field(w, "p50_error_minutes", json_put_real, e->p50_error);
		json_field(w, "p80_minutes", json_put_real, e->p80);
		json_field(w, "p80_error_minutes", json_put_real, e->p80_error);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void print_json(struct arena *a, const struct plan_file *f, const struct request *r,
	const struct plan_risk_result *got)
{
	static const struct {
		const char *name;
		double p;
	} quantiles[] = {{"p10", 0.1}, {"p50", 0.5}, {"p80", 0.8}, {"p90", 0.9}};
	struct out o = out_on(a, 1u << 30);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "samples", json_put_int, got->samples);
	json_field(&w, "seed", json_put_int, (int64_t)r->in.seed);
	json_key(&w, S("finish"));
	json_open(&w, '{');
	put_time(a, &w, S("deterministic"), got->deterministic);
	double errors[LEN(quantiles)];
	for (size_t i = 0; i < LEN(quantiles); i++)
		put_time(a, &w, str_of(quantiles[i].name),
			plan_quantile(got->finishes, got->samples, quantiles[i].p, &errors[i]));
	put_time(a, &w, S("mean"), (plan_minute)(got->mean + 0.5));
	json_field(&w, "sd_minutes", json_put_real, got->sd);
	json_field(&w, "mean_error_minutes", json_put_real, got->mean_error);
	json_key(&w, S("error_minutes"));
	json_open(&w, '{');
	for (size_t i = 0; i < LEN(quantiles); i++) {
		json_key(&w, str_of(quantiles[i].name));
		json_put_real(&w, errors[i]);
	}
	json_close(&w, '}');
	json_close(&w, '}');
	json_key(&w, S("probability_by_due"));
	if (r->in.due)
		json_put_real(&w, got->by_due);
	else
		json_put_null(&w);
	if (r->in.exclusion)
		put_effects(&w, r, got);
	json_key(&w, S("activities"));
	json_open(&w, '[');
	for (size_t i = 0; i < f->tasks.len; i++) {
		if (f->tasks.at[i].a.kind == PLAN_SUMMARY)
			continue;
		json_open(&w, '{');
		json_field(&w, "id", json_put_str, f->tasks.at[i].id);
		json_field(&w, "criticality", json_put_real, (double)got->activities[i].criticality);
		json_field(&w, "cruciality", json_put_real, (double)got->activities[i].cruciality);
		json_field(&w, "ssi", json_put_real, (double)got->activities[i].ssi);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	fwrite(o.at, 1, o.len, stdout);
	putchar('\n');
}

/* The largest effect on the P80 first. */
static void print_effects(struct arena *a, const struct request *r,
	const struct plan_risk_result *got)
{
	size_t count = source_count(r);
	bool *shown = NEW_ARRAY(a, bool, count + 1);
	for (size_t n = 0; n < count; n++) {
		size_t best = count;
		for (size_t i = 0; i < count; i++)
			if (!shown[i] && (best == count || got->effects[i].p80 > got->effects[best].p80))
				best = i;
		const struct plan_risk_effect *e = &got->effects[best];
		const char *kind;
		struct str name = source(r, best, &kind);
		shown[best] = true;
		printf("without %-8s P80 %6.1f d ± %.1f  P50 %6.1f d ± %.1f  earlier: %.*s\n", kind,
			e->p80 / PLAN_DAY, e->p80_error / PLAN_DAY, e->p50 / PLAN_DAY,
			e->p50_error / PLAN_DAY, STR(name));
	}
}

static void print_words(struct arena *a, const struct plan_file *f, const struct request *r,
	const struct plan_risk_result *got)
{
	static const double shares[] = {0.1, 0.5, 0.8, 0.9};
	printf("as planned %.*s\n", STR(plan_file_iso(a, got->deterministic)));
	for (size_t i = 0; i < LEN(shares); i++) {
		double error;
		plan_minute t = plan_quantile(got->finishes, got->samples, shares[i], &error);
		printf("P%-2.0f       %.*s  ± %.1f h\n", shares[i] * 100, STR(plan_file_iso(a, t)),
			error / 60);
	}
	if (r->in.due)
		printf("by %.*s: %.1f %% ± %.1f %%\n", STR(plan_file_iso(a, r->in.due)),
			got->by_due * 100, got->by_due_error * 100);
	for (size_t i = 0; i < f->tasks.len; i++)
		if (got->activities[i].criticality >= 0.05f)
			printf("critical %5.1f %%  cruciality %5.2f  %.*s %.*s\n",
				(double)got->activities[i].criticality * 100,
				(double)got->activities[i].cruciality, STR(f->tasks.at[i].id),
				STR(f->tasks.at[i].name));
	if (r->in.exclusion)
		print_effects(a, r, got);
}

static int read_risks(struct arena *a, const struct plan_file *f,
	const struct plan_file_network *net, struct request *r)
{
	struct plan_risks_from from = {r->risks_path, r->cases_path, f, net};
	int code = plan_risks_read(a, &from, &r->risks);
	r->in.risks = r->risks.events.at;
	r->in.risk_count = r->risks.events.len;
	r->in.cause_count = (int)r->risks.cause_names.len;
	r->in.exclusion = true;
	r->in.weathers = r->risks.weathers.at;
	r->in.weather_count = r->risks.weathers.len;
	double bytes = (double)source_count(r) * r->in.samples * sizeof(plan_minute);
	if (code == 0 && bytes > MOST_KEPT)
		return wrong("--samples", "times the events, causes and weathers must stay below 500 million");
	return code;
}

/* --correlation: what has no cause of its own shares one more. */
static void share_cause(struct arena *a, const struct plan_file *f, struct request *r)
{
	*vec_add(a, &r->risks.cause_names) = S("--correlation");
	for (size_t i = 0; i < f->tasks.len; i++) {
		struct plan_spread *s = &r->risks.spreads[i];
		if (s->kind == PLAN_CERTAIN || s->cause)
			continue;
		s->cause = (uint8_t)r->risks.cause_names.len;
		s->loading = r->loading;
	}
	r->in.cause_count = r->in.exclusion ? (int)r->risks.cause_names.len : 0;
}

static int draw(struct arena *a, const struct plan_file *f, const struct plan_file_network *net,
	struct request *r)
{
	struct plan_spread *spreads = NEW_ARRAY(a, struct plan_spread, f->tasks.len + 1);
	const struct plan_spread usual = {.kind = PLAN_LOGNORMAL, .low = r->low, .high = r->high};
	for (size_t i = 0; i < f->tasks.len; i++)
		if (f->tasks.at[i].a.kind == PLAN_TASK && !f->tasks.at[i].a.actual_finish)
			spreads[i] = usual;
	r->in.spreads = r->risks.spreads = spreads;
	int code = r->risks_path ? read_risks(a, f, net, r) : 0;
	if (code)
		return code;
	if (r->loading > 0)
		share_cause(a, f, r);
	struct plan_risk_result *got = plan_risk(net->plan, &r->in);
	if (!got)
		return wrong(r->path, "could not be drawn");
	if (r->json)
		print_json(a, f, r, got);
	else
		print_words(a, f, r, got);
	plan_risk_close(got);
	return 0;
}

int plan_risk_verb(int argc, char **argv)
{
	struct request r = {.in = {.samples = 10000, .seed = 1}, .low = 0.9f, .high = 1.5f};
	int code = read_flags(&r, argc, argv);
	if (code)
		return code;
	if (!r.in.threads)
		r.in.threads = (int)MIN(sysconf(_SC_NPROCESSORS_ONLN), 64);
	struct arena *a = arena_open();
	struct plan_file file;
	struct plan_file_network net;
	code = plan_verb_open(a, r.path, &file, r.status, PLAN_NONE, &net);
	if (code == 0)
		code = draw(a, &file, &net, &r);
	plan_file_close(&net);
	arena_close(a);
	return code;
}
