#include "app/plan_risks.h"
#include "text/csv.h"
#include "text/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_BYTES = 16 << 20, MOST_CAUSES = 30, MOST_WEATHERS = 16 };

struct plan_cases {
	struct plan_case *at;
	size_t len, cap;
};

struct places {
	int32_t *at;
	size_t len, cap;
};

struct reading {
	struct arena *a;
	struct plan_risks_from from;
	struct plan_risks *to;
	struct csv cases;
	bool failed;
};

/* Always false, so that a reader can end with it. */
static bool wrong(struct reading *x, struct str where, const char *why)
{
	if (!x->failed)
		fprintf(stderr, "guatu: %s: %.*s %s\n", x->from.path, STR(where), why);
	x->failed = true;
	return false;
}

static struct str under(struct reading *x, struct str where, const char *key)
{
	return where.len ? str_fmt(x->a, "%.*s.%s", STR(where), key) : str_of(key);
}

static struct str at_place(struct reading *x, struct str where, size_t i)
{
	return str_fmt(x->a, "%.*s[%zu]", STR(where), i);
}

static bool number(const struct json *j, double *to)
{
	*to = !j ? 0 : j->kind == J_INT ? (double)j->n : j->real;
	return j && (j->kind == J_INT || j->kind == J_REAL);
}

static bool number_in(struct reading *x, const struct json *map, struct str where,
	const char *key, double least, double most, double otherwise, double *to)
{
	const struct json *j = json_get(map, key);
	*to = otherwise;
	if (!j)
		return true;
	if (number(j, to) && *to >= least && *to <= most)
		return true;
	return wrong(x, under(x, where, key),
		str_z(x->a, str_fmt(x->a, "must be a number from %g to %g", least, most)));
}

/* Every key is one of these. */
static bool known(struct reading *x, const struct json *j, struct str where, const char *keys)
{
	if (j->kind != J_MAP)
		return wrong(x, where.len ? where : S("the file"), "must be an object { … }");
	for (size_t i = 0; i < j->len; i++) {
		struct str rest = str_of(keys), key;
		bool found = false;
		while (rest.len && !found) {
			key = str_cut(rest, ' ', &rest);
			found = str_eq(key, j->keys[i]);
		}
		if (!found)
			return wrong(x, under(x, where, str_z(x->a, j->keys[i])),
				str_z(x->a, str_fmt(x->a, "is not known; known are: %s", keys)));
	}
	return true;
}

static bool name_of(struct reading *x, const struct json *j, struct str where, struct str *to)
{
	*to = json_str(j, "name");
	return to->len ? true : wrong(x, under(x, where, "name"), "is missing");
}

/* ---- Activities ---- */

static bool lies_under(const struct plan_file *f, size_t task, int summary)
{
	int up = f->tasks.at[task].parent;
	while (up >= 0 && up != summary)
		up = f->tasks.at[up].parent;
	return up >= 0;
}

static bool can_last(const struct plan_file *f, size_t task)
{
	return f->tasks.at[task].a.kind == PLAN_TASK && !f->tasks.at[task].inactive;
}

/* A summary stands for the tasks under it, place −1 for all. */
static void take_under(struct reading *x, int summary, struct places *to)
{
	const struct plan_file *f = x->from.plan;
	for (size_t t = 0; t < f->tasks.len; t++)
		if (can_last(f, t) && (summary < 0 || lies_under(f, t, summary)))
			*vec_add(x->a, to) = (int32_t)t;
}

static bool take_activity(struct reading *x, const struct json *j, struct str where,
	struct places *to)
{
	const struct plan_file *f = x->from.plan;
	struct str id = j->kind == J_STR ? j->str : j->kind == J_INT ? str_fmt(x->a, "%lld", (long long)j->n) : NOTHING;
	for (size_t t = 0; t < f->tasks.len; t++) {
		if (!str_eq(f->tasks.at[t].id, id))
			continue;
		if (f->tasks.at[t].a.kind == PLAN_SUMMARY)
			take_under(x, (int)t, to);
		else if (can_last(f, t))
			*vec_add(x->a, to) = (int32_t)t;
		else
			return wrong(x, where, str_z(x->a, str_fmt(x->a, "\"%.*s\" has no duration of its own; "
				"name tasks or summaries", STR(id))));
		return true;
	}
	return wrong(x, where, str_z(x->a, str_fmt(x->a, "\"%.*s\" is no activity of the plan; "
		"write ids as guatu plan schedule --json shows them", STR(id))));
}

static bool take_activities(struct reading *x, const struct json *map, struct str where,
	struct places *to)
{
	const struct json *j = json_get(map, "activities");
	where = under(x, where, "activities");
	if (j && j->kind == J_STR && str_eq(j->str, S("all"))) {
		take_under(x, -1, to);
		return true;
	}
	if (!j || j->kind != J_LIST || !j->len)
		return wrong(x, where, "must be a list of ids, or \"all\"");
	for (size_t i = 0; i < j->len; i++)
		if (!take_activity(x, &j->at[i], at_place(x, where, i), to))
			return false;
	return true;
}

/* ---- Spreads ---- */

static bool take_values(struct reading *x, const struct json *j, struct str where,
	float **to, size_t *count)
{
	if (j->kind != J_LIST || !j->len)
		return wrong(x, where, "must be a list of numbers");
	*to = NEW_ARRAY(x->a, float, j->len);
	*count = j->len;
	for (size_t i = 0; i < j->len; i++) {
		double n;
		if (!number(&j->at[i], &n))
			return wrong(x, at_place(x, where, i), "must be a number");
		(*to)[i] = (float)n;
	}
	return true;
}

static int ascending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return x < y ? -1 : x > y;
}

/* { "KIND": [numbers] } or a number, which is certain. */
static bool take_spread(struct reading *x, const struct json *j, struct str where,
	struct plan_spread *to)
{
	static const struct {
		const char *name, *wants;
		enum plan_spread_kind kind;
		size_t count;
	} kinds[] = {{"uniform", "[low, high]", PLAN_UNIFORM, 2},
		{"triangular", "[low, likely, high], ascending", PLAN_TRIANGULAR, 3},
		{"pert", "[low, likely, high], ascending", PLAN_PERT, 3},
		{"lognormal", "[its 10 %, its 90 % quantile]", PLAN_LOGNORMAL, 2},
		{"normal", "[mean, standard deviation]", PLAN_NORMAL, 2},
		{"weibull", "[shape, scale], both above 0", PLAN_WEIBULL, 2},
		{"observed", "[one number or more]", PLAN_EMPIRICAL, 0}};
	double certain;
	float *v = NULL;
	size_t count = 0;
	if (number(j, &certain)) {
		v = NEW(x->a, float);
		*v = (float)certain;
		*to = (struct plan_spread){.kind = PLAN_EMPIRICAL, .values = v, .value_count = 1};
		return certain >= 0 ? true : wrong(x, where, "must not be negative");
	}
	for (size_t k = 0; k < LEN(kinds); k++) {
		const struct json *list = j->kind == J_MAP && j->len == 1 ? json_get(j, kinds[k].name) : NULL;
		if (!list)
			continue;
		where = under(x, where, kinds[k].name);
		if (!take_values(x, list, where, &v, &count) || !v)
			return false;
		*to = (struct plan_spread){.kind = (uint8_t)kinds[k].kind, .low = v[0],
			.likely = count > 1 ? v[kinds[k].count == 3] : 0, .high = v[count - 1]};
		if (to->kind == PLAN_NORMAL || to->kind == PLAN_WEIBULL)
			to->likely = v[0], to->low = 0;
		if (to->kind == PLAN_EMPIRICAL) {
			qsort(v, count, sizeof *v, ascending);
			*to = (struct plan_spread){.kind = PLAN_EMPIRICAL, .values = v, .value_count = count};
		}
		return (!kinds[k].count || count == kinds[k].count) && plan_spread_valid(to) ? true :
			wrong(x, where, str_z(x->a, str_fmt(x->a, "wants %s", kinds[k].wants)));
	}
	return wrong(x, where, "must be a number or one of { \"uniform\" | \"triangular\" | \"pert\" | "
		"\"lognormal\" | \"normal\" | \"weibull\" | \"observed\": [numbers] }");
}

/* ---- Durations, causes, events ---- */

static bool read_duration(struct reading *x, const struct json *j, struct str where)
{
	struct places places = {0};
	struct plan_spread s;
	const struct json *times = json_get(j, "times");
	if (!times)
		return wrong(x, under(x, where, "times"), "is missing: what the remaining duration is times");
	if (!take_activities(x, j, where, &places) || !take_spread(x, times, under(x, where, "times"), &s))
		return false;
	for (size_t i = 0; i < places.len; i++)
		x->to->spreads[places.at[i]] = s;
	return true;
}

static bool read_cause(struct reading *x, const struct json *j, struct str where)
{
	struct places places = {0};
	struct str name;
	double loading;
	if (x->to->cause_names.len == MOST_CAUSES)
		return wrong(x, where, "is one too many: at most 30 causes");
	if (!name_of(x, j, where, &name) || !take_activities(x, j, where, &places) ||
		!number_in(x, j, where, "loading", -1, 1, 0.5, &loading))
		return false;
	*vec_add(x->a, &x->to->cause_names) = name;
	for (size_t i = 0; i < places.len; i++) {
		struct plan_spread *s = &x->to->spreads[places.at[i]];
		if (s->cause && s->cause != x->to->cause_names.len)
			return wrong(x, under(x, where, "activities"), str_z(x->a, str_fmt(x->a,
				"name %.*s, which has another cause already", STR(x->from.plan->tasks.at[places.at[i]].id))));
		s->cause = (uint8_t)x->to->cause_names.len;
		s->loading = (float)loading;
	}
	return true;
}

static bool read_event(struct reading *x, const struct json *j, struct str where)
{
	struct places places = {0};
	struct plan_risk risk = {0};
	struct str name;
	double probability;
	const struct json *adds = json_get(j, "adds");
	if (!adds)
		return wrong(x, under(x, where, "adds"),
			"is missing: the share of the remaining duration that it adds");
	if (!name_of(x, j, where, &name) || !take_activities(x, j, where, &places) ||
		!number_in(x, j, where, "probability", 0, 1, -1, &probability) ||
		!take_spread(x, adds, under(x, where, "adds"), &risk.impact))
		return false;
	if (probability < 0)
		return wrong(x, under(x, where, "probability"), "is missing");
	risk.probability = (float)probability;
	risk.activities = places.at;
	risk.activity_count = places.len;
	*vec_add(x->a, &x->to->events) = risk;
	*vec_add(x->a, &x->to->event_names) = name;
	return true;
}

/* ---- Clocks ---- */

/* 30: ended after 30 days; { "open": 30 }: open for 30 days so far. */
static bool cases_of_list(struct reading *x, const struct json *j, struct str where,
	struct plan_cases *to)
{
	if (j->kind != J_LIST)
		return wrong(x, where, "must be a list of days, those still open as { \"open\": days }");
	for (size_t i = 0; i < j->len; i++) {
		const struct json *one = &j->at[i], *open = one->kind == J_MAP ? json_get(one, "open") : NULL;
		double days;
		if (!number(open ? open : one, &days) || !(days > 0) || days > 1e5)
			return wrong(x, at_place(x, where, i), "must be days above 0, or { \"open\": days }");
		*vec_add(x->a, to) = (struct plan_case){(float)days, open != NULL};
	}
	return true;
}

/* Rows of the table whose first column is the clock's name. */
static bool cases_of_table(struct reading *x, struct str clock, struct plan_cases *to)
{
	for (size_t i = 1; i < x->cases.len; i++) {
		const struct csv_row *row = &x->cases.at[i];
		double days;
		if (!row->len || !str_eq(str_trim(row->at[0]), clock))
			continue;
		bool open = row->len > 2 && str_eq(str_trim(row->at[2]), S("open"));
		if (row->len < 3 || (!open && !str_eq(str_trim(row->at[2]), S("ended"))) ||
			!str_number(str_trim(row->at[1]), &days) || !(days > 0) || days > 1e5) {
			fprintf(stderr, "guatu: %s row %zu: wants clock, days above 0, and open or ended\n",
				x->from.cases, i + 1);
			x->failed = true;
			return false;
		}
		*vec_add(x->a, to) = (struct plan_case){(float)days, open};
	}
	return true;
}

static bool fit(struct reading *x, struct str kind, const struct plan_cases *cases,
	struct str where, struct plan_spread *to)
{
	if (!kind.len || str_eq(kind, S("kaplan-meier"))) {
		float *times = NEW_ARRAY(x->a, float, cases->len + 1);
		float *shares = NEW_ARRAY(x->a, float, cases->len + 1);
		size_t steps = plan_survival(cases->at, cases->len, times, shares);
		*to = (struct plan_spread){.kind = PLAN_SURVIVAL, .values = times, .shares = shares,
			.value_count = steps};
		return steps ? true : wrong(x, where, "has no case that ended");
	}
	bool weibull = str_eq(kind, S("weibull"));
	if (!weibull && !str_eq(kind, S("lognormal")))
		return wrong(x, under(x, where, "fit"), "is none of kaplan-meier, weibull, lognormal");
	return plan_survival_fit(weibull ? PLAN_WEIBULL : PLAN_LOGNORMAL, cases->at, cases->len, to) ?
		true : wrong(x, where, "has fewer than two cases that ended after different times");
}

/* [[days, share still open], …] */
static bool take_steps(struct reading *x, const struct json *j, struct str where,
	struct plan_spread *to)
{
	size_t count = j->kind == J_LIST ? j->len : 0;
	float *times = NEW_ARRAY(x->a, float, count + 1), *shares = NEW_ARRAY(x->a, float, count + 1);
	for (size_t i = 0; i < count; i++) {
		double days, left;
		const struct json *pair = &j->at[i];
		if (pair->kind != J_LIST || pair->len != 2 || !number(&pair->at[0], &days) ||
			!number(&pair->at[1], &left))
			return wrong(x, at_place(x, where, i), "must be [days, share still open]");
		times[i] = (float)days;
		shares[i] = (float)left;
	}
	*to = (struct plan_spread){.kind = PLAN_SURVIVAL, .values = times, .shares = shares,
		.value_count = count};
	return plan_spread_valid(to) ? true :
		wrong(x, where, "wants [days, share still open] with days rising above 0 and shares falling from below 1 to 0 or above");
}

static bool read_curve(struct reading *x, const struct json *j, struct str where,
	struct str name, struct plan_spread *to)
{
	struct plan_cases cases = {0};
	const struct json *given = json_get(j, "takes"), *steps = json_get(j, "steps"),
		*list = json_get(j, "cases");
	if ((given != NULL) + (steps != NULL) + (list != NULL) > 1)
		return wrong(x, where, "has more than one of takes, steps, cases");
	if (steps)
		return take_steps(x, steps, under(x, where, "steps"), to);
	if (given) {
		if (!take_spread(x, given, under(x, where, "takes"), to))
			return false;
		return to->kind == PLAN_WEIBULL || to->kind == PLAN_LOGNORMAL ? true :
			wrong(x, under(x, where, "takes"), "must be a weibull or a lognormal");
	}
	if (!(list ? cases_of_list(x, list, under(x, where, "cases"), &cases) :
		     cases_of_table(x, name, &cases)))
		return false;
	if (!cases.len)
		return wrong(x, where, "has neither takes nor steps nor cases, and --cases has no row of its name");
	return fit(x, json_str(j, "fit"), &cases, where, to);
}

/* From days to the minutes of an activity's calendar, with the time it has run. */
static struct plan_spread clock_for(struct reading *x, const struct plan_spread *curve,
	int32_t task, double open)
{
	const struct plan_activity *a = &x->from.net->input.activities[task];
	const struct plan_calendar *c = a->calendar == PLAN_ELAPSED ? NULL :
		x->from.net->input.calendars[a->calendar];
	plan_minute status = x->from.net->input.status;
	float minutes = (float)plan_workday_minutes(c);
	struct plan_spread s = *curve;
	s.minutes = true;
	if (open < 0)
		s.open = a->actual_start && status > a->actual_start ?
			(float)plan_work_between(c, a->actual_start, status) : 0;
	else
		s.open = (float)open * minutes;
	s.low *= minutes;
	s.high *= minutes;
	float *times = NEW_ARRAY(x->a, float, s.value_count + 1);
	for (size_t i = 0; i < s.value_count; i++)
		times[i] = s.values[i] * minutes;
	s.values = times;
	return s;
}

static bool read_clock(struct reading *x, const struct json *j, struct str where)
{
	struct places places = {0};
	struct plan_spread curve = {0};
	struct str name;
	double open;
	if (!name_of(x, j, where, &name) || !take_activities(x, j, where, &places) ||
		!number_in(x, j, where, "open_days", 0, 1e5, -1, &open) ||
		!read_curve(x, j, where, name, &curve))
		return false;
	for (size_t i = 0; i < places.len; i++) {
		struct plan_spread *s = &x->to->spreads[places.at[i]];
		if (x->from.net->input.activities[places.at[i]].actual_finish)
			continue;
		*s = clock_for(x, &curve, places.at[i], open);
		if (!plan_spread_valid(s))
			return wrong(x, where, str_z(x->a, str_fmt(x->a,
				"has run longer at %.*s than its curve knows; fit weibull or lognormal",
				STR(x->from.plan->tasks.at[places.at[i]].id))));
	}
	return true;
}

/* ---- Weather ---- */

/* Days lost a month: one for all, or twelve from January on. */
static bool read_weather(struct reading *x, const struct json *j, struct str where)
{
	struct places places = {0};
	struct plan_weather w = {0};
	struct str name;
	const struct json *days = json_get(j, "days");
	bool twelve = days && days->kind == J_LIST;
	if (x->to->weathers.len == MOST_WEATHERS)
		return wrong(x, where, "is one too many: at most 16 weathers");
	if (!name_of(x, j, where, &name) || !take_activities(x, j, where, &places))
		return false;
	where = under(x, where, "days");
	if (!days || (twelve && days->len != 12))
		return wrong(x, where, "must be the days lost a month: a spread, or a list of twelve");
	for (size_t month = 0; month < 12; month++)
		if (!take_spread(x, twelve ? &days->at[month] : days,
			twelve ? at_place(x, where, month) : where, &w.days[month]))
			return false;
	w.activities = places.at;
	w.activity_count = places.len;
	*vec_add(x->a, &x->to->weathers) = w;
	*vec_add(x->a, &x->to->weather_names) = name;
	return true;
}

/* ---- The file ---- */

static bool read_all(struct reading *x, const struct json *file)
{
	static const struct {
		const char *key, *fields;
		bool (*read)(struct reading *, const struct json *, struct str where);
	} parts[] = {{"durations", "activities times", read_duration},
		{"clocks", "name activities takes steps cases fit open_days", read_clock},
		{"causes", "name activities loading", read_cause},
		{"events", "name activities probability adds", read_event},
		{"weather", "name activities days", read_weather}};
	if (!known(x, file, NOTHING, "durations clocks causes events weather"))
		return false;
	for (size_t p = 0; p < LEN(parts); p++) {
		const struct json *list = json_get(file, parts[p].key);
		if (list && list->kind != J_LIST)
			return wrong(x, str_of(parts[p].key), "must be a list [ … ]");
		for (size_t i = 0; list && i < list->len; i++) {
			struct str where = at_place(x, str_of(parts[p].key), i);
			if (!known(x, &list->at[i], where, parts[p].fields) ||
				!parts[p].read(x, &list->at[i], where))
				return false;
		}
	}
	return true;
}

static int slurp(struct arena *a, const char *path, struct str *found)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		fprintf(stderr, "guatu: %s: %s\n", path, strerror(errno));
		return 3;
	}
	struct out out = out_on(a, MOST_BYTES);
	char part[65536];
	for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
		out_bytes(&out, part, got);
	bool bad = ferror(file);
	fclose(file);
	*found = out_got(&out);
	if (bad || out.full)
		fprintf(stderr, "guatu: %s: %s\n", path, bad ? "cannot be read" : "larger than 16 MiB");
	return bad ? 3 : out.full ? 1 : 0;
}

int plan_risks_read(struct arena *a, const struct plan_risks_from *from, struct plan_risks *found)
{
	struct reading x = {.a = a, .from = *from, .to = found};
	struct str text, why;
	struct json file;
	int code = slurp(a, from->path, &text);
	if (code)
		return code;
	if (json_read(a, text, &file, &why) != OK) {
		fprintf(stderr, "guatu: %s: %.*s\n", from->path, STR(why));
		return 1;
	}
	if (from->cases) {
		code = slurp(a, from->cases, &text);
		if (code)
			return code;
		if (csv_read(a, text, &x.cases, &why) != OK) {
			fprintf(stderr, "guatu: %s: %.*s\n", from->cases, STR(why));
			return 1;
		}
	}
	return read_all(&x, &file) ? 0 : 1;
}
