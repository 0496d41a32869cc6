/* guatu plan options: what it takes to keep a date that is owed. */
#include "app/plan_verbs.h"
#include "text/csv.h"
#include "text/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { OFFERED = 12, SHIFTS = 3 };

struct offer {
	struct str activity, change, value; /* in words, for the answer */
};

struct finding {
	struct arena *a;
	struct plan_file file;
	struct plan_file_network net;
	struct plan_calendar *calendars[256];
	struct plan_calendar *shifts[SHIFTS]; /* seven days, two shifts, round the clock */
	size_t calendar_count;
	VEC(struct plan_option) options;
	VEC(struct offer) offers;
	plan_minute due;
	bool json;
};

static const char *const shift_names[SHIFTS] = {"week7", "shift2", "shift3"};
static const enum plan_week_kind shift_weeks[SHIFTS] = {PLAN_WEEK_7, PLAN_WEEK_SHIFT2,
	PLAN_WEEK_SHIFT3};

/* The shifts' calendars after the file's own, over the same years. */
static void add_shifts(struct finding *x)
{
	const struct plan_hours *own = x->net.hours;
	x->calendar_count = x->net.input.calendar_count;
	memcpy(x->calendars, x->net.calendars, x->calendar_count * sizeof *x->calendars);
	for (int i = 0; i < SHIFTS; i++) {
		struct plan_week week = plan_week(shift_weeks[i]);
		x->shifts[i] = plan_calendar_open(&(struct plan_hours){.week = &week,
			.first = own->first, .last = own->last});
		x->calendars[x->calendar_count++] = x->shifts[i];
	}
}

static int place_of(const struct finding *x, struct str id)
{
	for (size_t i = 0; i < x->file.tasks.len; i++)
		if (str_eq(x->file.tasks.at[i].id, id))
			return (int)i;
	return -1;
}

static int link_of(const struct finding *x, struct str id)
{
	struct str to, from = str_cut(id, '>', &to);
	int a = place_of(x, str_trim(from)), b = place_of(x, str_trim(to));
	for (size_t i = 0; i < x->net.input.link_count; i++)
		if (x->net.input.links[i].from == a && x->net.input.links[i].to == b)
			return (int)i;
	return -1;
}

static void offer(struct finding *x, struct plan_option o, struct str id, struct str change,
	struct str value)
{
	*vec_add(x->a, &x->options) = o;
	*vec_add(x->a, &x->offers) = (struct offer){id, change, value};
}

/* One row of the file of options; NULL or what is wrong with it. */
static const char *read_option(struct finding *x, struct str id, struct str change,
	struct str value, struct str cost)
{
	struct plan_option o = {.target = place_of(x, id)};
	double n = 0;
	if (!str_number(cost, &o.cost) || o.cost < 0)
		return "its cost is no number";
	for (int i = 0; i < SHIFTS; i++) {
		if (!str_eq(change, str_of(shift_names[i])))
			continue;
		o.kind = PLAN_OPTION_CALENDAR;
		o.value = (int32_t)(x->net.input.calendar_count + (size_t)i);
		if (o.target < 0)
			return "there is no such activity";
		offer(x, o, id, change, value);
		return NULL;
	}
	bool days = str_number(value, &n) && n > -10000 && n < 10000;
	if (str_eq(change, S("duration"))) {
		o.kind = PLAN_OPTION_DURATION;
		o.value = (int32_t)(n * x->file.minutes_per_day);
	} else if (str_eq(change, S("lag"))) {
		o.kind = PLAN_OPTION_LAG;
		o.target = link_of(x, id);
		o.value = (int32_t)(n * x->file.minutes_per_day);
	} else if (str_eq(change, S("date"))) {
		o.kind = PLAN_OPTION_DATE;
		o.value = plan_file_time(value);
		days = o.value != PLAN_NONE;
	} else {
		return "its change is none of week7, shift2, shift3, duration, lag, date";
	}
	if (o.target < 0)
		return o.kind == PLAN_OPTION_LAG ? "there is no such link; write it FROM>TO" :
						   "there is no such activity";
	if (!days)
		return "its value is neither days nor a date";
	offer(x, o, id, change, value);
	return NULL;
}

static int read_options(struct finding *x, const char *path)
{
	struct csv csv;
	struct str why;
	struct {
		char *at;
		size_t len;
	} bytes = {NULL, 0};
	FILE *f = fopen(path, "rb");
	FILE *all = open_memstream(&bytes.at, &bytes.len);
	for (int c; f && all && bytes.len < 1u << 20 && (c = fgetc(f)) != EOF;)
		fputc(c, all);
	if (all)
		fclose(all);
	if (f)
		fclose(f);
	struct str text = f ? str_copy(x->a, (struct str){bytes.at, bytes.len}) : NOTHING;
	free(bytes.at);
	if (!f || csv_read(x->a, text, &csv, &why) != OK) {
		fprintf(stderr, "guatu: %s cannot be read\n", path);
		return 3;
	}
	for (size_t i = 1; i < csv.len; i++) { /* below the header */
		const struct csv_row *row = &csv.at[i];
		const char *wrong = row->len < 4 ? "it has less than four columns" :
			read_option(x, str_trim(row->at[0]), str_trim(row->at[1]),
				str_trim(row->at[2]), str_trim(row->at[3]));
		if (!wrong)
			continue;
		fprintf(stderr, "guatu: %s row %zu: %s; columns are activity, change, value, cost\n",
			path, i + 1, wrong);
		return 1;
	}
	return 0;
}

/* Without a list: longer weeks for the longest late activities, dearer the more is asked. */
static void offer_shifts(struct finding *x)
{
	static const double dearer[SHIFTS] = {0.2, 0.5, 1};
	bool *taken = NEW_ARRAY(x->a, bool, x->file.tasks.len + 1);
	for (int k = 0; k < OFFERED / SHIFTS; k++) {
		int best = -1;
		for (size_t i = 0; i < x->file.tasks.len; i++) {
			const struct plan_activity *a = &x->net.input.activities[i];
			if (taken[i] || a->kind != PLAN_TASK || a->actual_finish ||
				a->calendar == PLAN_ELAPSED ||
				plan_dates(x->net.plan, (int32_t)i).total_float >= 0)
				continue;
			if (best < 0 || a->duration > x->net.input.activities[best].duration)
				best = (int)i;
		}
		if (best < 0)
			return;
		taken[best] = true;
		for (int s = 0; s < SHIFTS; s++)
			offer(x, (struct plan_option){PLAN_OPTION_CALENDAR, best,
				(int32_t)(x->net.input.calendar_count + (size_t)s),
				dearer[s] * x->net.input.activities[best].duration / x->file.minutes_per_day},
				x->file.tasks.at[best].id, str_of(shift_names[s]), NOTHING);
	}
}

static double days(const struct finding *x, int32_t minutes)
{
	return (double)minutes / x->file.minutes_per_day;
}

static void print_json(const struct finding *x, const struct plan_way *w)
{
	struct out o = out_on(x->a, 1u << 24);
	struct json_writer j = json_on(&o);
	json_open(&j, '{');
	json_field(&j, "due", json_put_str, plan_file_iso(x->a, x->due));
	json_field(&j, "late_days", json_put_real, w->late < 0 ? -days(x, w->late) : 0);
	json_field(&j, "feasible", json_put_bool, w->feasible);
	json_field(&j, "proven_cheapest", json_put_bool, w->proven);
	json_field(&j, "cost", json_put_real, w->cost);
	json_field(&j, "schedules", json_put_int, (int64_t)w->schedules);
	json_field(&j, "still_late_days", json_put_real,
		w->feasible ? 0 : -days(x, w->late_all));
	json_key(&j, S("options"));
	json_open(&j, '[');
	for (size_t i = 0, k = 0; i < x->options.len; i++) {
		bool chosen = k < w->count && w->chosen[k] == (int32_t)i;
		json_open(&j, '{');
		json_field(&j, "activity", json_put_str, x->offers.at[i].activity);
		json_field(&j, "change", json_put_str, x->offers.at[i].change);
		json_field(&j, "value", json_put_str, x->offers.at[i].value);
		json_field(&j, "cost", json_put_real, x->options.at[i].cost);
		json_field(&j, "gain_days_alone", json_put_real, days(x, w->alone[i] - w->late));
		json_field(&j, "chosen", json_put_bool, chosen);
		if (chosen)
			json_field(&j, "late_days_without", json_put_real,
				w->without[k] < 0 ? -days(x, w->without[k]) : 0);
		k += chosen;
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	fwrite(o.at, 1, o.len, stdout);
	putchar('\n');
}

static void print_words(const struct finding *x, const struct plan_way *w)
{
	if (w->late >= 0) {
		printf("every date owed is kept as it is\n");
		return;
	}
	printf("already late by %.1f working days\n", -days(x, w->late));
	if (!w->feasible) {
		printf("no allowed change helps enough: with all of them still late by %.1f days\n",
			-days(x, w->late_all));
		return;
	}
	printf("%s set of changes, cost %.1f:\n", w->proven ? "the cheapest" : "a", w->cost);
	for (size_t k = 0; k < w->count; k++) {
		const struct offer *o = &x->offers.at[w->chosen[k]];
		printf("  %.*s  %.*s %.*s  cost %.1f  alone gains %.1f days; without it late by %.1f\n",
			STR(o->activity), STR(o->change), STR(o->value),
			x->options.at[w->chosen[k]].cost,
			days(x, w->alone[w->chosen[k]] - w->late), -days(x, w->without[k]));
	}
}

static int find(struct finding *x)
{
	struct plan_input in = x->net.input;
	in.calendars = x->calendars;
	in.calendar_count = x->calendar_count;
	struct plan_way *w = plan_way_out(&(struct plan_way_input){.plan = &in,
		.options = x->options.at, .option_count = x->options.len});
	if (!w) {
		fprintf(stderr, "guatu: the options do not fit the plan\n");
		return 1;
	}
	if (x->json)
		print_json(x, w);
	else
		print_words(x, w);
	int code = w->feasible || w->late >= 0 ? 0 : 1;
	plan_way_close(w);
	return code;
}

int plan_options_verb(int argc, char **argv)
{
	struct finding x = {0};
	const char *path = NULL, *list = NULL;
	for (int i = 0; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;
		assert(argv[i]);
		if (strcmp(argv[i], "--json") == 0) {
			x.json = true;
		} else if (strcmp(argv[i], "--due") == 0 && value &&
			(x.due = plan_file_time(str_of(value)))) {
			i++;
		} else if (strcmp(argv[i], "--options") == 0 && value) {
			list = value;
			i++;
		} else if (argv[i][0] == '-' || path) {
			fprintf(stderr, "guatu: plan options: %s is wrong here\n", argv[i]);
			return 2;
		} else {
			path = argv[i];
		}
	}
	if (!path) {
		fprintf(stderr, "guatu: plan options: FILE is missing\n");
		return 2;
	}
	x.a = arena_open();
	int code = plan_verb_open(x.a, path, &x.file, PLAN_NONE, x.due, &x.net);
	if (code == 0 && x.net.input.calendar_count + SHIFTS <= 250) {
		add_shifts(&x);
		code = list ? read_options(&x, list) : 0;
		if (code == 0 && !list)
			offer_shifts(&x);
		if (code == 0)
			code = find(&x);
	}
	for (int i = 0; i < SHIFTS; i++)
		plan_calendar_close(x.shifts[i]);
	plan_file_close(&x.net);
	arena_close(x.a);
	return code;
}
