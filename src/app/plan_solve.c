/* guatu plan solve: scarce resources, on files alone. */
#include "app/plan_verbs.h"
#include "paper/psplib.h"
#include "text/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_FILE = 64 << 20 };

struct plan_steps {
	struct plan_step *at;
	size_t len, cap;
};

struct times {
	int32_t *at;
	size_t len, cap;
};

struct solve {
	struct arena *arena;
	struct strs files;
	VEC(struct psplib) projects;
	VEC(int32_t) first_job;
	struct strs pools;
	struct plan_solve_input input;
	double seconds;
	const char *by; /* of invest:BY */
	bool json, deadline, rate;
	struct timespec began;
	int32_t *starts, *modes;
};

static double seconds_since(const struct timespec *began)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - began->tv_sec) + (double)(now.tv_nsec - began->tv_nsec) / 1e9;
}

static bool time_is_up(void *with)
{
	const struct solve *s = with;
	return seconds_since(&s->began) >= s->seconds;
}

/* ---- Files ---- */

static enum status slurp(struct arena *arena, const char *path, struct str *found)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return BROKEN;
	struct out out = out_on(arena, MOST_FILE);
	char part[65536];
	size_t got;
	while ((got = fread(part, 1, sizeof part, file)) > 0)
		out_bytes(&out, part, got);
	bool bad = ferror(file);
	fclose(file);
	*found = out_got(&out);
	return bad ? BROKEN : out.full ? INVALID : OK;
}

/* Several files share pools only on one axis of time. */
static int same_time(const struct solve *s, const char *path)
{
	const struct psplib *first = &s->projects.at[0], *last = &s->projects.at[s->projects.len - 1];
	if (first->period == last->period &&
	        (!first->period || day_cmp(first->start, last->start) == 0))
		return 0;
	fprintf(stderr, "guatu: %s: its start or period differs from the first file's\n", path);
	return 1;
}

static int read_file(struct solve *s, struct str name)
{
	struct str bytes;
	struct psplib_fault fault = {0};
	const char *path = str_z(s->arena, name);
	enum status status = slurp(s->arena, path, &bytes);
	if (status != OK) {
		fprintf(stderr, "guatu: %s: %s\n", path,
		        status == INVALID ? "larger than 64 MiB" : strerror(errno));
		return status == INVALID ? 1 : 3;
	}
	struct psplib *project = vec_add(s->arena, &s->projects);
	if (str_starts(str_trim(bytes), S("{"))) {
		struct str why;
		if (scarce_json_read(s->arena, bytes, project, &why) == OK)
			return same_time(s, path);
		fprintf(stderr, "guatu: %s: %.*s\n", path, STR(why));
		return 1;
	}
	status = psplib_read(s->arena, bytes, project, &fault);
	if (status == OK)
		return same_time(s, path);
	fprintf(stderr, "guatu: %s, line %u: %s, found %s%.*s%s\n", path, fault.line, fault.what,
	        fault.found.at ? "“" : "", STR(fault.found.at ? fault.found : S("nothing")),
	        fault.found.at ? "”" : "");
	return 1;
}

static size_t pool_of(struct solve *s, struct str name)
{
	for (size_t r = 0; r < s->pools.len; r++)
		if (str_eq(s->pools.at[r], name))
			return r;
	*vec_add(s->arena, &s->pools) = name;
	return s->pools.len - 1;
}

static int32_t capacity_at(const struct plan_solve_input *in, const struct plan_resource *r,
        int32_t time)
{
	int32_t now = r->capacity;
	for (int32_t k = r->step; k < r->step + r->step_count && in->steps[k].from <= time; k++)
		now = in->steps[k].capacity;
	return now;
}

static int ascending(const void *a, const void *b)
{
	return *(const int32_t *)a < *(const int32_t *)b ? -1 : *(const int32_t *)a > *(const int32_t *)b;
}

/* One pool of all files: at every time the largest capacity any of them gives it. */
static void merge_pool(struct solve *s, size_t pool, struct plan_resource *to,
        struct plan_steps *steps)
{
	struct times times = {0};
	to->step = (int32_t)steps->len;
	*vec_add(s->arena, &times) = 0;
	for (int pass = 0; pass < 2; pass++) {
		if (pass)
			qsort(times.at, times.len, sizeof *times.at, ascending);
		int32_t *most = NEW_ARRAY(s->arena, int32_t, times.len);
		for (size_t p = 0; p < s->projects.len; p++) {
			const struct plan_solve_input *in = &s->projects.at[p].input;
			for (size_t r = 0; r < in->resource_count; r++) {
				const struct plan_resource *one = &in->resources[r];
				if (pool_of(s, s->projects.at[p].resources.at[r]) != pool)
					continue;
				to->budget |= one->budget;
				for (int32_t k = one->step; !pass && k < one->step + one->step_count; k++)
					*vec_add(s->arena, &times) = in->steps[k].from;
				for (size_t t = 0; pass && t < times.len; t++)
					most[t] = MAX(most[t], capacity_at(in, one, times.at[t]));
			}
		}
		for (size_t t = 0; pass && t < times.len; t++)
			if (t == 0)
				to->capacity = most[0];
			else if (most[t] != most[t - 1])
				*vec_add(s->arena, steps) = (struct plan_step){times.at[t], most[t]};
	}
	to->step_count = (int32_t)steps->len - to->step;
}

static void merge_pools(struct solve *s)
{
	struct plan_resource *pools = NEW_ARRAY(s->arena, struct plan_resource, s->pools.len + 1);
	struct plan_steps steps = {0};
	for (size_t pool = 0; pool < s->pools.len; pool++)
		merge_pool(s, pool, &pools[pool], &steps);
	s->input.resources = pools;
	s->input.steps = steps.at;
	s->input.step_count = steps.len;
}

static void merge_jobs(struct solve *s, const struct psplib *one, size_t mode, size_t job,
        struct plan_job *jobs)
{
	for (size_t j = 0; j < one->input.job_count; j++) {
		struct plan_job *to = &jobs[job + j];
		*to = one->input.jobs[j];
		to->mode += (int32_t)mode;
		to->release = MAX(to->release, one->release);
		if (j + 1 == one->input.job_count && one->due) {
			to->due = one->due;
			to->weight = 1;
		}
	}
	if (!s->deadline)
		s->input.deadline = MAX(s->input.deadline, one->input.deadline);
	if (!s->rate && one->input.rate > 0)
		s->input.rate = one->input.rate;
}

/* All projects as one input: resources of one name are one pool. */
static void merge(struct solve *s)
{
	struct plan_solve_input *all = &s->input;
	for (size_t p = 0; p < s->projects.len; p++) {
		const struct psplib *one = &s->projects.at[p];
		all->job_count += one->input.job_count;
		all->mode_count += one->input.mode_count;
		all->order_count += one->input.order_count;
		for (size_t r = 0; r < one->resources.len; r++)
			pool_of(s, one->resources.at[r]);
	}
	all->resource_count = s->pools.len;
	struct plan_job *jobs = NEW_ARRAY(s->arena, struct plan_job, all->job_count + 1);
	int32_t *durations = NEW_ARRAY(s->arena, int32_t, all->mode_count + 1);
	int32_t *demands =
	        NEW_ARRAY(s->arena, int32_t, all->mode_count * all->resource_count + 1);
	struct plan_order *orders = NEW_ARRAY(s->arena, struct plan_order, all->order_count + 1);
	size_t job = 0, mode = 0, order = 0;
	for (size_t p = 0; p < s->projects.len; p++) {
		const struct psplib *one = &s->projects.at[p];
		size_t count = one->input.resource_count;
		*vec_add(s->arena, &s->first_job) = (int32_t)job;
		for (size_t m = 0; m < one->input.mode_count; m++) {
			durations[mode + m] = one->input.durations[m];
			for (size_t r = 0; r < count; r++)
				demands[(mode + m) * s->pools.len +
				        pool_of(s, one->resources.at[r])] =
				        one->input.demands[m * count + r];
		}
		for (size_t o = 0; o < one->input.order_count; o++, order++) {
			orders[order] = one->input.orders[o];
			orders[order].from += (int32_t)job;
			orders[order].to += (int32_t)job;
		}
		merge_jobs(s, one, mode, job, jobs);
		job += one->input.job_count;
		mode += one->input.mode_count;
	}
	all->jobs = jobs;
	all->durations = durations;
	all->demands = demands;
	all->orders = orders;
	merge_pools(s);
}

/* ---- Flags ---- */

static const char *const goals[] = {"makespan", "tardiness", "invest", "level", "npv"};

static bool take_objective(struct solve *s, const char *value)
{
	for (size_t g = 0; g < LEN(goals); g++) {
		size_t length = strlen(goals[g]);
		bool by = g == PLAN_INVESTED;
		if (strncmp(value, goals[g], length) != 0 || value[length] != (by ? ':' : 0))
			continue;
		s->input.goal = (enum plan_goal)g;
		s->by = by ? value + length + 1 : NULL;
		return true;
	}
	return false;
}

static bool whole(const char *text, int64_t most, int64_t *got)
{
	return str_int(str_of(text), got) && *got >= 0 && *got <= most;
}

static bool take(struct solve *s, const char *flag, const char *value)
{
	int64_t n = 0;
	if (strcmp(flag, "--seconds") == 0)
		return str_number(str_of(value), &s->seconds) && s->seconds > 0 &&
		       s->seconds <= 1e6;
	if (strcmp(flag, "--rate") == 0) {
		s->rate = true;
		return str_number(str_of(value), &s->input.rate) && s->input.rate >= 0 &&
		       s->input.rate < 1;
	}
	if (strcmp(flag, "--objective") == 0)
		return take_objective(s, value);
	bool ok = true;
	if (strcmp(flag, "--schedules") == 0) {
		ok = whole(value, 1000000000000, &n) && n > 0;
		s->input.schedules = n;
	} else if (strcmp(flag, "--threads") == 0) {
		ok = whole(value, 256, &n) && n > 0;
		s->input.threads = (int32_t)n;
	} else if (strcmp(flag, "--seed") == 0) {
		ok = whole(value, INT64_MAX, &n);
		s->input.seed = (uint64_t)n;
	} else {
		ok = whole(value, 1 << 24, &n);
		s->input.deadline = (int32_t)n;
		s->deadline = true;
	}
	return ok;
}

static int read_flags(struct solve *s, int argc, char **argv)
{
	static const char *const known[] = {"--seconds", "--schedules", "--threads", "--seed",
	        "--objective", "--deadline", "--rate"};
	for (int i = 0; i < argc; i++) {
		size_t k = 0;
		if (strncmp(argv[i], "--", 2) != 0) {
			*vec_add(s->arena, &s->files) = str_of(argv[i]);
			continue;
		}
		if (strcmp(argv[i], "--json") == 0) {
			s->json = true;
			continue;
		}
		while (k < LEN(known) && strcmp(argv[i], known[k]) != 0)
			k++;
		if (k == LEN(known) || i + 1 >= argc || !take(s, argv[i], argv[i + 1])) {
			fprintf(stderr, "guatu: plan solve: %s %s\n", argv[i],
			        k == LEN(known) ? "is not a flag" : "wants a fitting value");
			return 2;
		}
		i++;
	}
	if (s->seconds > 0 && s->input.schedules) {
		fprintf(stderr, "guatu: plan solve: either --seconds or --schedules\n");
		return 2;
	}
	if (!s->files.len) {
		fprintf(stderr, "guatu: plan solve wants a file\n");
		return 2;
	}
	return 0;
}

/* ---- Answers ---- */

static struct str instance_name(struct solve *s, struct str path)
{
	const char *z = str_z(s->arena, path), *slash = strrchr(z, '/');
	struct str name = str_of(slash ? slash + 1 : z);
	for (size_t i = name.len; i-- > 1;)
		if (name.at[i] == '.')
			return str_sub(name, 0, i);
	return name;
}

static struct str all_names(struct solve *s)
{
	struct str all = instance_name(s, s->files.at[0]);
	for (size_t f = 1; f < s->files.len; f++)
		all = str_join(s->arena, str_join(s->arena, all, S("+")),
		        instance_name(s, s->files.at[f]));
	return utf8_valid(all) ? all : S("?");
}

static int32_t project_finish(const struct solve *s, size_t p)
{
	int32_t from = s->first_job.at[p], finish = 0,
	        to = from + (int32_t)s->projects.at[p].input.job_count;
	for (int32_t j = from; j < to; j++)
		finish = MAX(finish, s->starts[j] + s->input.durations[s->modes[j]]);
	return finish;
}

static void put_projects(struct solve *s, struct json_writer *w)
{
	json_key(w, S("projects"));
	json_open(w, '[');
	for (size_t p = 0; p < s->projects.len; p++) {
		struct str name = instance_name(s, s->files.at[p]);
		json_open(w, '{');
		json_field(w, "instance", json_put_str, utf8_valid(name) ? name : S("?"));
		json_field(w, "first_job", json_put_int, s->first_job.at[p]);
		json_field(w, "finish", json_put_int, project_finish(s, p));
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* What is wanted large is searched as a negative number of thousandths. */
static bool wants_more(const struct solve *s)
{
	return s->input.goal == PLAN_INVESTED || s->input.goal == PLAN_VALUE;
}

static void put_value(struct solve *s, struct json_writer *w, struct str key, int64_t value)
{
	json_key(w, key);
	if (value == INT64_MIN)
		json_put_null(w);
	else if (wants_more(s))
		json_put_real(w, (double)-value / 1000);
	else
		json_put_int(w, value);
}

static void put_day(struct solve *s, struct json_writer *w, struct str key, int32_t time,
        int before)
{
	char text[11];
	day_write(day_add(scarce_day(&s->projects.at[0], time), -before), text);
	json_key(w, key);
	json_put_str(w, str_copy(s->arena, str_of(text)));
}

/* Jobs that have names, with dates where time has. */
static void put_jobs(struct solve *s, struct json_writer *w)
{
	json_key(w, S("jobs"));
	json_open(w, '[');
	for (size_t p = 0; p < s->projects.len; p++) {
		const struct psplib *one = &s->projects.at[p];
		for (size_t i = 0; i < one->ids.len; i++) {
			size_t j = (size_t)s->first_job.at[p] + i;
			int32_t finish = s->starts[j] + s->input.durations[s->modes[j]];
			json_open(w, '{');
			json_field(w, "id", json_put_str, one->ids.at[i]);
			json_field(w, "start", json_put_int, s->starts[j]);
			json_field(w, "finish", json_put_int, finish);
			if (one->period) {
				put_day(s, w, S("first_day"), s->starts[j], 0);
				put_day(s, w, S("last_day"), finish, finish > s->starts[j]);
			}
			json_close(w, '}');
		}
	}
	json_close(w, ']');
}

static void put_lists(struct solve *s, struct json_writer *w)
{
	json_key(w, S("starts"));
	json_open(w, '[');
	for (size_t j = 0; j < s->input.job_count; j++)
		json_put_int(w, s->starts[j]);
	json_close(w, ']');
	if (s->input.mode_count > s->input.job_count) {
		json_key(w, S("modes"));
		json_open(w, '[');
		for (size_t j = 0; j < s->input.job_count; j++)
			json_put_int(w, s->modes[j] - s->input.jobs[j].mode + 1);
		json_close(w, ']');
	}
}

static void print_json(struct solve *s, const struct plan_solution *found, double seconds)
{
	struct out o = out_on(s->arena, 256 << 20);
	struct json_writer w = json_on(&o);
	bool ids = false;
	json_open(&w, '{');
	json_field(&w, "instance", json_put_str, all_names(s));
	json_field(&w, "objective", json_put_str, str_of(goals[s->input.goal]));
	if (s->input.goal == PLAN_INVESTED)
		json_field(&w, "by", json_put_int, s->input.by);
	if (s->input.goal == PLAN_VALUE)
		json_field(&w, "rate", json_put_real, s->input.rate);
	if (s->input.goal >= PLAN_LEVELLING && s->input.deadline)
		json_field(&w, "deadline", json_put_int, s->input.deadline);
	if (s->input.goal != PLAN_MAKESPAN)
		put_value(s, &w, S("value"), found->value);
	json_field(&w, "makespan", json_put_int, found->makespan);
	put_value(s, &w, wants_more(s) ? S("upper_bound") : S("lower_bound"), found->bound);
	json_field(&w, "proven_optimal", json_put_bool, found->proven);
	json_field(&w, "schedules", json_put_int, found->schedules);
	json_field(&w, "seconds", json_put_real, (double)(int64_t)(seconds * 1000) / 1000);
	json_field(&w, "threads", json_put_int, MAX(s->input.threads, 1));
	json_field(&w, "seed", json_put_int, (int64_t)s->input.seed);
	put_lists(s, &w);
	for (size_t p = 0; p < s->projects.len; p++)
		ids |= s->projects.at[p].ids.len > 0;
	if (ids)
		put_jobs(s, &w);
	if (s->projects.len > 1)
		put_projects(s, &w);
	json_close(&w, '}');
	printf("%.*s\n", STR(out_got(&o)));
}

static void print_words(struct solve *s, const struct plan_solution *found, double seconds)
{
	bool more = wants_more(s);
	printf("%.*s: makespan %d", STR(all_names(s)), found->makespan);
	if (s->input.goal != PLAN_MAKESPAN)
		printf(", %s %.15g", goals[s->input.goal],
		        more ? (double)-found->value / 1000 : (double)found->value);
	if (found->bound > INT64_MIN)
		printf(", %s bound %.15g", more ? "upper" : "lower",
		        more ? (double)-found->bound / 1000 : (double)found->bound);
	printf("%s\n%lld schedules in %.2f s\n", found->proven ? ", proven optimal" : "",
	        (long long)found->schedules, seconds);
	for (size_t p = 0; p < s->projects.len && s->projects.len > 1; p++)
		printf("  %.*s finishes at %d\n", STR(instance_name(s, s->files.at[p])),
		        project_finish(s, p));
	printf("%8s %8s %8s\n", "job", "start", "finish");
	for (size_t p = 0; p < s->projects.len; p++)
		for (size_t i = 0; i < s->projects.at[p].input.job_count; i++) {
			size_t j = (size_t)s->first_job.at[p] + i;
			struct str id = i < s->projects.at[p].ids.len ? s->projects.at[p].ids.at[i] :
			                                                 str_fmt(s->arena, "%zu", j + 1);
			printf("%8.*s %8d %8d\n", STR(id), s->starts[j],
			        s->starts[j] + s->input.durations[s->modes[j]]);
		}
}

static int explain(struct solve *s, const struct plan_solution *found)
{
	struct str names = all_names(s);
	switch (found->status) {
	case PLAN_SOLVED:
		return 0;
	case PLAN_SOLVE_LOOP:
		fprintf(stderr, "guatu: %.*s: the precedence relations form a loop at job %d\n",
		        STR(names), found->job + 1);
		return 1;
	case PLAN_SOLVE_INFEASIBLE:
		if (found->job >= 0 && found->resource >= 0)
			fprintf(stderr,
			        "guatu: %.*s: job %d needs more of %.*s than there ever is\n",
			        STR(names), found->job + 1, STR(s->pools.at[found->resource]));
		else
			fprintf(stderr, "guatu: %.*s: no schedule keeps every capacity\n",
			        STR(names));
		return 1;
	case PLAN_SOLVE_NONE_FOUND:
		fprintf(stderr, "guatu: %.*s: no schedule found within the limits\n",
		        STR(names));
		return 1;
	case PLAN_SOLVE_INVALID:
		if (found->order >= 0)
			fprintf(stderr, "guatu: %.*s: job %d is its own successor\n", STR(names),
			        s->input.orders[found->order].from + 1);
		else
			fprintf(stderr, "guatu: %.*s: durations too long to solve\n", STR(names));
		return 1;
	}
	return 1;
}

/* invest:BY is a time, or a date: what is done by the end of that day's unit. */
static int find_by(struct solve *s)
{
	const struct psplib *first = &s->projects.at[0];
	day at = DAY_NONE;
	int64_t n = 0;
	if (whole(s->by, 1 << 24, &n)) {
		s->input.by = (int32_t)n;
		return 0;
	}
	if (first->period && day_read(str_of(s->by), &at) && day_is(at) && scarce_time(first, at) >= 0) {
		s->input.by = scarce_time(first, at) + 1;
		return 0;
	}
	fprintf(stderr, "guatu: plan solve: invest:%s wants a time, or a date on or after the file's start\n",
	        s->by);
	return 2;
}

/* An objective that nothing in the files bears on is a mistake. */
static int wanted(const struct solve *s)
{
	bool found = s->input.goal == PLAN_MAKESPAN || s->input.goal == PLAN_LEVELLING;
	for (size_t j = 0; j < s->input.job_count; j++) {
		const struct plan_job *job = &s->input.jobs[j];
		found |= s->input.goal == PLAN_TARDINESS ? job->due && job->weight :
		         s->input.goal == PLAN_INVESTED  ? job->investment > 0 :
		                                           job->cash != 0;
	}
	if (found)
		return 0;
	fprintf(stderr, "guatu: plan solve: no job has %s; see docs/solve.md\n",
	        s->input.goal == PLAN_TARDINESS ? "a due time" :
	        s->input.goal == PLAN_INVESTED  ? "an investment" : "cash");
	return 1;
}

static int solve(struct solve *s)
{
	for (size_t f = 0; f < s->files.len; f++) {
		int code = read_file(s, s->files.at[f]);
		if (code)
			return code;
	}
	merge(s);
	int code = s->by ? find_by(s) : 0;
	if (code || (code = wanted(s)))
		return code;
	s->starts = NEW_ARRAY(s->arena, int32_t, s->input.job_count + 1);
	s->modes = NEW_ARRAY(s->arena, int32_t, s->input.job_count + 1);
	if (s->seconds == 0 && !s->input.schedules)
		s->seconds = 10;
	if (s->seconds > 0) {
		s->input.stop = time_is_up;
		s->input.with = s;
	}
	struct plan_solution found = plan_solve(&s->input, s->starts, s->modes);
	code = explain(s, &found);
	if (code)
		return code;
	struct plan_solve_finding bad = plan_solve_check(&s->input, &found, s->starts, s->modes);
	if (bad.fault) {
		fprintf(stderr, "guatu: the schedule found breaks rule %d at job %d: a bug\n",
		        (int)bad.fault, bad.job + 1);
		return 1;
	}
	(s->json ? print_json : print_words)(s, &found, seconds_since(&s->began));
	return 0;
}

int plan_solve_verb(int argc, char **argv)
{
	struct solve s = {.arena = arena_open(), .input.seed = 1, .input.threads = 1};
	clock_gettime(CLOCK_MONOTONIC, &s.began);
	int code = read_flags(&s, argc, argv);
	if (!code)
		code = solve(&s);
	arena_close(s.arena);
	return code;
}
