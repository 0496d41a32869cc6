/* guatu plan schedule: the critical path method on a file, beside the dates of the program
 * that wrote it. */
#include "app/plan_verbs.h"
#include "paper/plan_file.h"
#include "text/json.h"

#include <stdio.h>
#include <string.h>

struct scheduling {
	struct arena *a;
	struct plan_file file;
	struct plan_file_network net;
	bool json, compare;
	plan_minute status, due;
	int baseline; /* its number; −1: none asked for */
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

/* Whether nothing follows an activity that is still to be done, nor what it lies under. */
static bool is_open(const struct plan_file *f, const bool *followed, size_t i)
{
	const struct plan_file_task *t = &f->tasks.at[i];
	bool open = !t->inactive && t->a.kind < PLAN_SUMMARY && !t->a.actual_finish;
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
	json_key(&w, S("activities"));
	json_open(&w, '[');
	for (size_t i = 0; i < x->file.tasks.len; i++)
		put_activity(x, &w, (int32_t)i);
	json_close(&w, ']');
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
	if (x->compare)
		printf("compared %lld: %lld starts, %lld finishes, %lld of %lld floats equal\n",
			(long long)x->compared, (long long)x->equal_start,
			(long long)x->equal_finish, (long long)x->equal_float,
			(long long)x->with_float);
}

static int run(struct scheduling *x, const char *path)
{
	int code = plan_verb_open(x->a, path, &x->file, x->status, x->due, &x->net);
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

int plan_schedule_verb(int argc, char **argv)
{
	struct scheduling x = {.baseline = -1};
	const char *path = NULL;
	for (int i = 0; i < argc; i++) {
		bool status = strcmp(argv[i], "--status-date") == 0;
		if (strcmp(argv[i], "--json") == 0) {
			x.json = true;
		} else if (strcmp(argv[i], "--compare-file") == 0) {
			x.compare = true;
		} else if (status || strcmp(argv[i], "--due") == 0) {
			plan_minute t = i + 1 < argc ? plan_file_time(str_of(argv[i + 1])) : PLAN_NONE;
			if (!t)
				return wrong(argv[i], "wants a date such as 2026-03-02 or 2026-03-02T17:00");
			i++;
			if (status)
				x.status = t;
			else
				x.due = t + (strlen(argv[i]) == 10 ? PLAN_DAY : 0); /* the day's end */
		} else if (strcmp(argv[i], "--baseline") == 0) {
			int64_t n;
			if (i + 1 >= argc || !str_int(str_of(argv[i + 1]), &n) || n < 0 || n > 10)
				return wrong(argv[i], "wants a baseline's number, 0 to 10");
			x.baseline = (int)n;
			i++;
		} else if (argv[i][0] == '-') {
			return wrong(argv[i], "is not a flag");
		} else if (path) {
			return wrong(argv[i], "is one file too many");
		} else {
			path = argv[i];
		}
	}
	if (!path)
		return wrong("FILE", "is missing");
	x.a = arena_open();
	int code = run(&x, path);
	arena_close(x.a);
	return code;
}
