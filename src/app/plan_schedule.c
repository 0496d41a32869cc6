/* guatu plan schedule: the critical path method on a file, beside the dates of the program
 * that wrote it. */
#include "app/plan_verbs.h"
#include "paper/plan_file.h"
#include "text/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scheduling {
	struct arena *a;
	struct plan_file file;
	struct plan_file_network net;
	bool json, compare;
	plan_minute status, due;
	int baseline; /* its number; −1: none asked for */
	enum { AS_SAID, BY_LONGEST, BY_FLOAT } critical;
	int32_t threshold; /* minutes; INT32_MIN: the file's */
	const char *project; /* the one to take; NULL: all of the file together */
	const char *end; /* of the float paths; NULL: the last activity */
	enum plan_paths_by by;
	int32_t most, path_count, path_end; /* float paths asked for and found */
	struct plan_float_path *paths;	    /* per activity; NULL: none asked for */
	int64_t compared, equal_start, equal_finish, equal_float, with_float;
};

static const char *const kind_names[] = {[PLAN_TASK] = "task", [PLAN_MILESTONE] = "milestone",
	[PLAN_START_MILESTONE] = "milestone", [PLAN_SUMMARY] = "summary",
	[PLAN_HAMMOCK] = "hammock", [PLAN_EFFORT] = "hammock"};
static const char *const link_names[] = {[PLAN_FS] = "FS", [PLAN_SS] = "SS", [PLAN_FF] = "FF",
	[PLAN_SF] = "SF"};

static void put_time(struct scheduling *x, struct json_writer *w, const char *name,
	plan_minute t)
{
	json_key(w, str_of(name));
	json_put_str(w, t ? plan_file_iso(x->a, t) : NOTHING);
}

static void put_driven(struct scheduling *x, struct json_writer *w, int32_t i)
{
	enum { MOST = 64 };
	int32_t links[MOST];
	size_t count = plan_driven_by(x->net.plan, i, links, MOST);
	json_key(w, S("driven_by"));
	json_open(w, '[');
	for (size_t k = 0; k < MIN(count, (size_t)MOST); k++) {
		const struct plan_link *l = &x->net.input.links[links[k]];
		json_open(w, '{');
		json_field(w, "id", json_put_str, x->file.tasks.at[l->from].id);
		json_field(w, "link", json_put_str, str_of(link_names[l->type]));
		json_field(w, "lag_minutes", json_put_int,
			l->lag_permille ? (int64_t)x->net.input.activities[l->from].duration *
					l->lag / 1000 :
					  l->lag);
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* How far it lies behind the baseline, in working minutes of the project's calendar. */
static void put_baseline(struct scheduling *x, struct json_writer *w,
	const struct plan_file_task *t, const struct plan_dates *d)
{
	const struct plan_calendar *c = x->net.calendars[x->net.project];
	for (size_t i = 0; i < t->baselines.len; i++) {
		const struct plan_file_baseline *b = &t->baselines.at[i];
		if (b->number != x->baseline || !b->start || !b->finish)
			continue;
		put_time(x, w, "baseline_start", b->start);
		put_time(x, w, "baseline_finish", b->finish);
		json_field(w, "start_variance_minutes", json_put_int,
			plan_work_between(c, b->start, d->start));
		json_field(w, "finish_variance_minutes", json_put_int,
			plan_work_between(c, b->finish, d->finish));
		return;
	}
}

static void put_activity(struct scheduling *x, struct json_writer *w, int32_t i)
{
	const struct plan_file_task *t = &x->file.tasks.at[i];
	struct plan_dates d = plan_file_dates(&x->file, &x->net, i);
	json_open(w, '{');
	json_field(w, "id", json_put_str, t->id);
	json_field(w, "uid", json_put_int, t->uid);
	json_field(w, "name", json_put_str, t->name.at ? t->name : S(""));
	json_field(w, "kind", json_put_str, str_of(kind_names[t->a.kind]));
	if (t->recurring)
		json_field(w, "recurring", json_put_bool, true);
	if (x->file.others.len)
		json_field(w, "project", json_put_str, plan_file_project_name(&x->file, t->member));
	put_time(x, w, "start", d.start);
	put_time(x, w, "finish", d.finish);
	put_time(x, w, "early_start", d.early_start);
	put_time(x, w, "early_finish", d.early_finish);
	put_time(x, w, "late_start", d.late_start);
	put_time(x, w, "late_finish", d.late_finish);
	json_field(w, "duration_minutes", json_put_int, MAX(t->a.duration, 0));
	json_field(w, "total_float_minutes", json_put_int, d.total_float);
	json_field(w, "free_float_minutes", json_put_int, d.free_float);
	json_field(w, "critical", json_put_bool, d.critical);
	put_driven(x, w, i);
	if (x->paths) {
		json_field(w, "float_path", json_put_int, x->paths[i].path ? x->paths[i].path : INT_NONE);
		json_field(w, "float_to_end_minutes", json_put_int,
			x->paths[i].path ? x->paths[i].to_end : INT_NONE);
	}
	if (x->baseline >= 0)
		put_baseline(x, w, t, &d);
	if (x->compare && t->theirs.start) {
		put_time(x, w, "file_start", t->theirs.start);
		put_time(x, w, "file_finish", t->theirs.finish);
		json_field(w, "file_total_float_minutes", json_put_int,
			t->theirs.has_float ? t->theirs.total_float : INT_NONE);
	}
	json_close(w, '}');
}

/* ---- float paths ---- */

static int find_paths(struct scheduling *x)
{
	x->path_end = -1;
	for (size_t i = 0; x->end && i < x->file.tasks.len && x->path_end < 0; i++)
		if (str_eq(x->file.tasks.at[i].id, str_of(x->end)))
			x->path_end = (int32_t)i;
	if (x->end && x->path_end < 0) {
		fprintf(stderr, "guatu: plan schedule: --end %s is no activity of the file; "
			"give an activity's id\n", x->end);
		return 1;
	}
	x->paths = NEW_ARRAY(x->a, struct plan_float_path, x->file.tasks.len + 1);
	x->path_count =
		plan_float_paths(x->net.plan, &x->path_end, x->by, x->most, x->paths);
	if (x->path_count < 0)
		arena_die(x->file.tasks.len);
	return 0;
}

static int by_path(const void *a, const void *b, void *of)
{
	const struct scheduling *x = of;
	int32_t i = *(const int32_t *)a, k = *(const int32_t *)b;
	const struct plan_float_path *f = x->paths;
	struct plan_dates d = plan_dates(x->net.plan, i), e = plan_dates(x->net.plan, k);
	const int64_t order[][2] = {{f[i].path, f[k].path}, {d.early_start, e.early_start},
		{d.early_finish, e.early_finish}, {i, k}};
	for (size_t n = 0; n < LEN(order); n++)
		if (order[n][0] != order[n][1])
			return order[n][0] < order[n][1] ? -1 : 1;
	return 0;
}

/* The activities on paths, path by path, in the order of their dates; returns how many. */
static size_t along_paths(struct scheduling *x, int32_t **found)
{
	size_t n = 0;
	*found = NEW_ARRAY(x->a, int32_t, x->file.tasks.len + 1);
	for (size_t i = 0; i < x->file.tasks.len; i++)
		if (x->paths[i].path)
			(*found)[n++] = (int32_t)i;
	qsort_r(*found, n, sizeof **found, by_path, x);
	return n;
}

static void put_paths(struct scheduling *x, struct json_writer *w)
{
	int32_t *on;
	size_t n = along_paths(x, &on);
	json_key(w, S("float_paths"));
	json_open(w, '{');
	json_field(w, "end", json_put_str, n ? x->file.tasks.at[x->path_end].id : NOTHING);
	json_field(w, "by", json_put_str, str_of(x->by == PLAN_PATHS_TOTAL ? "total" : "free"));
	json_key(w, S("paths"));
	json_open(w, '[');
	for (size_t i = 0; i < n;) {
		size_t end = i;
		int32_t least = x->paths[on[i]].to_end;
		for (; end < n && x->paths[on[end]].path == x->paths[on[i]].path; end++)
			least = MIN(least, x->paths[on[end]].to_end);
		json_open(w, '{');
		json_field(w, "path", json_put_int, x->paths[on[i]].path);
		json_field(w, "float_minutes", json_put_int, least);
		json_key(w, S("activities"));
		json_open(w, '[');
		for (; i < end; i++)
			json_put_str(w, x->file.tasks.at[on[i]].id);
		json_close(w, ']');
		json_close(w, '}');
	}
	json_close(w, ']');
	json_close(w, '}');
}

static void print_paths(struct scheduling *x)
{
	int32_t *on, path = 0;
	size_t n = along_paths(x, &on);
	if (!n)
		printf("no float paths: nothing is left to be done\n");
	for (size_t i = 0; i < n; i++) {
		const struct plan_file_task *t = &x->file.tasks.at[on[i]];
		if (x->paths[on[i]].path != path)
			printf("path %d to %.*s\n", path = x->paths[on[i]].path,
				STR(x->file.tasks.at[x->path_end].id));
		printf("  %-12.*s %6.1f d  %.*s\n", STR(t->id),
			(double)x->paths[on[i]].to_end / x->file.minutes_per_day, STR(t->name));
	}
}

/* Equal dates are equal minutes; a float is compared where the file says one. */
static void compare(struct scheduling *x)
{
	for (size_t i = 0; i < x->file.tasks.len; i++) {
		const struct plan_file_dates *f = &x->file.tasks.at[i].theirs;
		struct plan_dates d = plan_file_dates(&x->file, &x->net, (int32_t)i);
		if (!f->start || !f->finish)
			continue;
		x->compared++;
		x->equal_start += d.start == f->start;
		x->equal_finish += d.finish == f->finish;
		x->with_float += f->has_float;
		x->equal_float += f->has_float && d.total_float == f->total_float;
	}
}

/* Whether nothing follows an activity that is still to be done, nor what it lies under; the
 * occurrences of a recurring one are meant to stand alone. */
static bool is_open(const struct plan_file *f, const bool *followed, size_t i)
{
	const struct plan_file_task *t = &f->tasks.at[i];
	bool open = !t->inactive && !t->recurring && t->a.kind < PLAN_SUMMARY &&
		!t->a.actual_finish;
	for (int up = (int)i; up >= 0 && open; up = f->tasks.at[up].parent)
		open = !followed[up];
	return open;
}

/* One activity ends the plan; any other that nothing follows is an end left open. */
static void note_open_ends(struct scheduling *x)
{
	const struct plan_input *in = &x->net.input;
	bool *followed = NEW_ARRAY(x->a, bool, x->file.tasks.len + 1);
	size_t last = SIZE_MAX;
	plan_minute end = PLAN_NONE;
	for (size_t i = 0; i < in->link_count; i++)
		followed[in->links[i].from] = true;
	for (size_t i = 0; i < x->file.tasks.len; i++) {
		plan_minute finish = plan_dates(x->net.plan, (int32_t)i).finish;
		if (!is_open(&x->file, followed, i) || finish < end)
			continue;
		last = i;
		end = finish;
	}
	for (size_t i = 0; i < x->file.tasks.len; i++)
		if (i != last && is_open(&x->file, followed, i))
			plan_file_note(x->a, &x->file, PLAN_WARNING, "open-end",
				x->file.tasks.at[i].id, "nothing follows it");
}

static void put_diagnostics(struct scheduling *x, struct json_writer *w)
{
	static const char *const severities[] = {"note", "warning", "error"};
	json_key(w, S("diagnostics"));
	json_open(w, '[');
	for (size_t i = 0; i < x->file.diagnostics.len; i++) {
		const struct plan_file_diagnostic *d = &x->file.diagnostics.at[i];
		json_open(w, '{');
		json_field(w, "severity", json_put_str, str_of(severities[d->severity]));
		json_field(w, "code", json_put_str, str_of(d->code));
		json_field(w, "activity", json_put_str, d->activity);
		json_field(w, "message", json_put_str, d->message);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void put_projects(struct scheduling *x, struct json_writer *w)
{
	json_key(w, S("projects"));
	json_open(w, '[');
	for (int k = 0; k <= (int)x->file.others.len; k++) {
		const struct plan_file_project *p = k ? &x->file.others.at[k - 1] : NULL;
		plan_minute start = PLAN_NONE, finish = PLAN_NONE;
		for (size_t i = 0; i < x->file.tasks.len; i++) {
			struct plan_dates d = plan_file_dates(&x->file, &x->net, (int32_t)i);
			if (x->file.tasks.at[i].member != k)
				continue;
			start = start && start < d.start ? start : d.start;
			finish = MAX(finish, d.finish);
		}
		json_open(w, '{');
		json_field(w, "id", json_put_str, plan_file_project_name(&x->file, k));
		json_field(w, "name", json_put_str, p ? p->name : x->file.name);
		put_time(x, w, "start", start);
		put_time(x, w, "finish", finish);
		put_time(x, w, "status_date", p ? p->status : x->file.status);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void print_json(struct scheduling *x)
{
	struct out o = out_on(x->a, 1u << 30);
	struct json_writer w = json_on(&o);
	note_open_ends(x);
	plan_minute status = x->net.input.status;
	json_open(&w, '{');
	json_field(&w, "name", json_put_str, x->file.name.at ? x->file.name : S(""));
	put_time(x, &w, "start", x->net.input.start);
	put_time(x, &w, "finish", plan_finish(x->net.plan));
	put_time(x, &w, "status_date", status);
	json_field(&w, "critical_by", json_put_str,
		x->net.input.longest ? S("longest") : S("float"));
	json_field(&w, "critical_minutes", json_put_int,
		x->net.input.longest ? INT_NONE : x->net.input.critical);
	if (x->file.others.len)
		put_projects(x, &w);
	json_key(&w, S("activities"));
	json_open(&w, '[');
	for (size_t i = 0; i < x->file.tasks.len; i++)
		put_activity(x, &w, (int32_t)i);
	json_close(&w, ']');
	if (x->paths)
		put_paths(x, &w);
	if (x->compare) {
		json_key(&w, S("summary"));
		json_open(&w, '{');
		json_field(&w, "compared", json_put_int, x->compared);
		json_field(&w, "equal_start", json_put_int, x->equal_start);
		json_field(&w, "equal_finish", json_put_int, x->equal_finish);
		json_field(&w, "with_float", json_put_int, x->with_float);
		json_field(&w, "equal_float", json_put_int, x->equal_float);
		json_close(&w, '}');
	}
	put_diagnostics(x, &w);
	json_close(&w, '}');
	fwrite(o.at, 1, o.len, stdout);
	putchar('\n');
}

static void print_words(struct scheduling *x)
{
	for (size_t i = 0; i < x->file.tasks.len; i++) {
		const struct plan_file_task *t = &x->file.tasks.at[i];
		struct plan_dates d = plan_file_dates(&x->file, &x->net, (int32_t)i);
		printf("%c %-12.*s %.*s  %.*s  %6.1f d  %.*s\n", d.critical ? '*' : ' ', STR(t->id),
			STR(plan_file_iso(x->a, d.start)), STR(plan_file_iso(x->a, d.finish)),
			(double)d.total_float / x->file.minutes_per_day, STR(t->name));
	}
	printf("finish %.*s\n", STR(plan_file_iso(x->a, plan_finish(x->net.plan))));
	if (x->paths)
		print_paths(x);
	if (x->compare)
		printf("compared %lld: %lld starts, %lld finishes, %lld of %lld floats equal\n",
			(long long)x->compared, (long long)x->equal_start,
			(long long)x->equal_finish, (long long)x->equal_float,
			(long long)x->with_float);
}

/* One project of the file, or all of them and a word on how to take one. */
static bool pick(struct scheduling *x, const char *path)
{
	struct str all = plan_file_projects(x->a, &x->file);
	if (x->project && plan_file_pick(x->a, &x->file, str_of(x->project)) != OK) {
		fprintf(stderr, "guatu: %s holds no project %s; it holds %.*s\n", path, x->project,
			STR(all));
		return false;
	}
	if (x->project && !x->file.tasks.len) {
		fprintf(stderr, "guatu: %s: the project %s has no activities\n", path, x->project);
		return false;
	}
	if (x->file.others.len)
		plan_file_note(x->a, &x->file, PLAN_NOTE, "projects", NOTHING,
			"%zu projects are computed together, --project takes one: %.*s",
			x->file.others.len + 1, STR(all));
	return true;
}

static int run(struct scheduling *x, const char *path)
{
	int code = plan_verb_read(x->a, path, &x->file);
	if (code)
		return code;
	if (!pick(x, path))
		return 1;
	if (x->critical != AS_SAID)
		x->file.rules.longest = x->critical == BY_LONGEST;
	if (x->threshold != INT32_MIN)
		x->file.rules.critical = x->threshold;
	code = plan_verb_network(x->a, path, &x->file, x->status, x->due, &x->net);
	if (code == 0 && x->most)
		code = find_paths(x);
	if (code == 0 && x->compare)
		compare(x);
	if (code == 0 && x->json)
		print_json(x);
	else if (code == 0)
		print_words(x);
	plan_file_close(&x->net);
	return code;
}

static int wrong(const char *what, const char *why)
{
	fprintf(stderr, "guatu: plan schedule: %s %s\n", what, why);
	return 2;
}

/* ---- arguments: each reads its value, if it takes one; NULL or what it wants ---- */

static const char *take_status(struct scheduling *x, const char *value)
{
	x->status = plan_file_time(str_of(value));
	return x->status ? NULL : "wants a date such as 2026-03-02 or 2026-03-02T17:00";
}

static const char *take_due(struct scheduling *x, const char *value)
{
	x->due = plan_file_time(str_of(value));
	if (!x->due)
		return "wants a date such as 2026-03-02 or 2026-03-02T17:00";
	x->due += strlen(value) == 10 ? PLAN_DAY : 0; /* the day's end */
	return NULL;
}

static const char *take_baseline(struct scheduling *x, const char *value)
{
	int64_t n;
	if (!str_int(str_of(value), &n) || n < 0 || n > 10)
		return "wants a baseline's number, 0 to 10";
	x->baseline = (int)n;
	return NULL;
}

static const char *take_critical(struct scheduling *x, const char *value)
{
	double hours = 0;
	struct str limit, kind = str_cut(str_of(value), ':', &limit);
	x->critical = str_eq(kind, S("longest")) ? BY_LONGEST :
		str_eq(kind, S("float"))	 ? BY_FLOAT :
						   AS_SAID;
	bool number = !limit.at || (str_number(limit, &hours) && hours >= -2400 && hours <= 2400);
	if (x->critical == AS_SAID || !number || (x->critical == BY_LONGEST && limit.at))
		return "wants longest, float, or float:HOURS of total float at most";
	if (limit.at)
		x->threshold = (int32_t)(hours * 60);
	return NULL;
}

static const char *take_project(struct scheduling *x, const char *value)
{
	x->project = value;
	return *value ? NULL : "wants a project's id or name";
}

static const char *take_paths(struct scheduling *x, const char *value)
{
	int64_t n;
	if (!str_int(str_of(value), &n) || n < 1 || n > 1000)
		return "wants how many float paths, 1 to 1000";
	x->most = (int32_t)n;
	return NULL;
}

static const char *take_end(struct scheduling *x, const char *value)
{
	x->end = value;
	return *value ? NULL : "wants an activity's id";
}

static const char *take_by(struct scheduling *x, const char *value)
{
	x->by = strcmp(value, "total") == 0 ? PLAN_PATHS_TOTAL : PLAN_PATHS_FREE;
	return x->by == PLAN_PATHS_TOTAL || strcmp(value, "free") == 0 ? NULL :
									"wants free or total";
}

static const char *take_json(struct scheduling *x, const char *value)
{
	(void)value;
	x->json = true;
	return NULL;
}

static const char *take_compare(struct scheduling *x, const char *value)
{
	(void)value;
	x->compare = true;
	return NULL;
}

static const struct {
	const char *name;
	const char *(*take)(struct scheduling *, const char *value);
	bool alone; /* takes no value */
} flags[] = {{"--status-date", take_status, false}, {"--due", take_due, false},
	{"--baseline", take_baseline, false}, {"--critical", take_critical, false},
	{"--project", take_project, false},
	{"--paths", take_paths, false},
	{"--end", take_end, false}, {"--paths-by", take_by, false}, {"--json", take_json, true},
	{"--compare-file", take_compare, true}};

/* 0, or what stands at argv[*i] is wrong. */
static int take_flag(struct scheduling *x, int argc, char **argv, int *i)
{
	for (size_t k = 0; k < LEN(flags); k++) {
		if (strcmp(argv[*i], flags[k].name) != 0)
			continue;
		const char *value = *i + 1 < argc && !flags[k].alone ? argv[*i + 1] : "";
		const char *why = flags[k].take(x, value);
		if (why)
			return wrong(argv[*i], why);
		*i += !flags[k].alone;
		return 0;
	}
	return wrong(argv[*i], "is not a flag");
}

int plan_schedule_verb(int argc, char **argv)
{
	struct scheduling x = {.baseline = -1, .threshold = INT32_MIN};
	const char *path = NULL;
	int code = 0;
	for (int i = 0; i < argc && code == 0; i++) {
		if (argv[i][0] == '-')
			code = take_flag(&x, argc, argv, &i);
		else if (path)
			code = wrong(argv[i], "is one file too many");
		else
			path = argv[i];
	}
	if (code == 0 && !path)
		code = wrong("FILE", "is missing");
	if (code == 0 && x.end && !x.most)
		code = wrong("--end", "belongs to --paths N");
	if (code)
		return code;
	x.a = arena_open();
	code = run(&x, path);
	arena_close(x.a);
	return code;
}
