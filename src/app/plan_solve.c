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

struct solve {
	struct arena *arena;
	struct strs files;
	VEC(struct psplib) projects;
	VEC(int32_t) first_job;
	struct strs pools;
	struct plan_solve_input input;
	double seconds;
	bool json;
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
	status = psplib_read(s->arena, bytes, vec_add(s->arena, &s->projects), &fault);
	if (status == OK)
		return 0;
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

/* All projects as one input: resources of one name are one pool, of the largest capacity
 * any file gives it. */
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
	struct plan_resource *pools =
	        NEW_ARRAY(s->arena, struct plan_resource, s->pools.len + 1);
	size_t job = 0, mode = 0, order = 0;
	for (size_t p = 0; p < s->projects.len; p++) {
		const struct psplib *one = &s->projects.at[p];
		size_t count = one->input.resource_count;
		*vec_add(s->arena, &s->first_job) = (int32_t)job;
		for (size_t r = 0; r < count; r++) {
			struct plan_resource *pool = &pools[pool_of(s, one->resources.at[r])];
			pool->budget = one->input.resources[r].budget;
			pool->capacity = MAX(pool->capacity, one->input.resources[r].capacity);
		}
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
		for (size_t j = 0; j < one->input.job_count; j++) {
			struct plan_job *to = &jobs[job + j];
			*to = one->input.jobs[j];
			to->mode += (int32_t)mode;
			to->release = one->release;
			if (j + 1 == one->input.job_count && one->due) {
				to->due = one->due;
				to->weight = 1;
			}
		}
		job += one->input.job_count;
		mode += one->input.mode_count;
	}
	all->jobs = jobs;
	all->durations = durations;
	all->demands = demands;
	all->orders = orders;
	all->resources = pools;
}

/* ---- Flags ---- */

static const char *const goals[] = {"makespan", "tardiness", "levelling"};

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
	if (strcmp(flag, "--goal") == 0) {
		for (size_t g = 0; g < LEN(goals); g++)
			if (strcmp(value, goals[g]) == 0) {
				s->input.goal = (enum plan_goal)g;
				return true;
			}
		return false;
	}
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
	}
	return ok;
}

static int read_flags(struct solve *s, int argc, char **argv)
{
	static const char *const known[] = {"--seconds", "--schedules", "--threads", "--seed",
	        "--goal", "--deadline"};
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

static void print_json(struct solve *s, const struct plan_solution *found, double seconds)
{
	struct out o = out_on(s->arena, 256 << 20);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "instance", json_put_str, all_names(s));
	json_field(&w, "objective", json_put_str, str_of(goals[s->input.goal]));
	if (s->input.goal != PLAN_MAKESPAN)
		json_field(&w, "value", json_put_int, found->value);
	json_field(&w, "makespan", json_put_int, found->makespan);
	json_field(&w, "lower_bound", json_put_int, found->bound);
	json_field(&w, "proven_optimal", json_put_bool, found->proven);
	json_field(&w, "schedules", json_put_int, found->schedules);
	json_field(&w, "seconds", json_put_real, (double)(int64_t)(seconds * 1000) / 1000);
	json_field(&w, "threads", json_put_int, MAX(s->input.threads, 1));
	json_field(&w, "seed", json_put_int, (int64_t)s->input.seed);
	json_key(&w, S("starts"));
	json_open(&w, '[');
	for (size_t j = 0; j < s->input.job_count; j++)
		json_put_int(&w, s->starts[j]);
	json_close(&w, ']');
	if (s->input.mode_count > s->input.job_count) {
		json_key(&w, S("modes"));
		json_open(&w, '[');
		for (size_t j = 0; j < s->input.job_count; j++)
			json_put_int(&w, s->modes[j] - s->input.jobs[j].mode + 1);
		json_close(&w, ']');
	}
	if (s->projects.len > 1)
		put_projects(s, &w);
	json_close(&w, '}');
	printf("%.*s\n", STR(out_got(&o)));
}

static void print_words(struct solve *s, const struct plan_solution *found, double seconds)
{
	printf("%.*s: makespan %d, %s %lld, lower bound %lld%s\n", STR(all_names(s)),
	        found->makespan, goals[s->input.goal], (long long)found->value,
	        (long long)found->bound, found->proven ? ", proven optimal" : "");
	printf("%lld schedules in %.2f s\n", (long long)found->schedules, seconds);
	for (size_t p = 0; p < s->projects.len && s->projects.len > 1; p++)
		printf("  %.*s finishes at %d\n", STR(instance_name(s, s->files.at[p])),
		        project_finish(s, p));
	printf("%8s %8s %8s\n", "job", "start", "finish");
	for (size_t j = 0; j < s->input.job_count; j++)
		printf("%8zu %8d %8d\n", j + 1, s->starts[j],
		        s->starts[j] + s->input.durations[s->modes[j]]);
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

static int solve(struct solve *s)
{
	for (size_t f = 0; f < s->files.len; f++) {
		int code = read_file(s, s->files.at[f]);
		if (code)
			return code;
	}
	merge(s);
	s->starts = NEW_ARRAY(s->arena, int32_t, s->input.job_count + 1);
	s->modes = NEW_ARRAY(s->arena, int32_t, s->input.job_count + 1);
	if (s->seconds == 0 && !s->input.schedules)
		s->seconds = 10;
	if (s->seconds > 0) {
		s->input.stop = time_is_up;
		s->input.with = s;
	}
	struct plan_solution found = plan_solve(&s->input, s->starts, s->modes);
	int code = explain(s, &found);
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
