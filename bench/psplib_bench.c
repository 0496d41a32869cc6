/*
 * Rows P13 to P15: scarce resources on PSPLIB, beside what is published.
 *	psplib_bench DIR [BY [TIMED_BY [SECONDS]]]
 * DIR holds j30, j60, j120 unpacked and their *-best.csv. Every BY-th instance is solved with
 * 1,000, 5,000 and 50,000 schedules on one thread each; every TIMED_BY-th j60 and j120 one
 * after the other in SECONDS with four threads. An answer below a known lower bound, a bound
 * above a known schedule, or an unsound schedule ends the run with 1.
 */
#include "paper/psplib.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { INSTANCES = 600 };

struct instance {
	char name[32];
	int best, bound, critical; /* as published */
	struct plan_solution got;
};

struct set {
	const char *name, *dir;
	struct instance all[INSTANCES];
	int count, by;
	struct plan_solve_input limits;
	double seconds;
	_Atomic int next;
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool late(void *with)
{
	return now() >= *(double *)with;
}

static _Noreturn void fail(const char *name, const char *what)
{
	fprintf(stderr, "psplib_bench: %s: %s\n", name, what);
	exit(1);
}

static bool load_set(struct set *s, const char *dir, const char *name)
{
	char path[512], line[128];
	snprintf(path, sizeof path, "%s/%s-best.csv", dir, name);
	FILE *f = fopen(path, "r");
	*s = (struct set){.name = name, .dir = dir};
	if (!f)
		return false;
	while (fgets(line, sizeof line, f) && s->count < INSTANCES) {
		struct instance *i = &s->all[s->count];
		s->count += sscanf(line, "%31[^,],%d,%d,%d", i->name, &i->best, &i->bound,
		                    &i->critical) == 4;
	}
	fclose(f);
	return s->count > 0;
}

static struct str slurp(struct arena *arena, const char *path)
{
	struct out out = out_on(arena, 1 << 24);
	char part[4096];
	size_t got;
	FILE *f = fopen(path, "rb");
	if (!f)
		fail(path, "cannot be opened");
	while ((got = fread(part, 1, sizeof part, f)) > 0)
		out_bytes(&out, part, got);
	fclose(f);
	return out_got(&out);
}

static void solve_one(struct set *s, struct instance *i)
{
	struct arena *arena = arena_open();
	struct psplib file;
	struct psplib_fault fault;
	char path[512];
	snprintf(path, sizeof path, "%s/%s/%s.sm", s->dir, s->name, i->name);
	if (psplib_read(arena, slurp(arena, path), &file, &fault) != OK)
		fail(i->name, fault.what);
	struct plan_solve_input in = file.input;
	double end = now() + s->seconds;
	in.schedules = s->limits.schedules;
	in.threads = s->limits.threads;
	in.seed = 1;
	if (!in.schedules) {
		in.stop = late;
		in.with = &end;
	}
	int32_t *starts = NEW_ARRAY(arena, int32_t, in.job_count);
	int32_t *modes = NEW_ARRAY(arena, int32_t, in.job_count);
	i->got = plan_solve(&in, starts, modes);
	if (i->got.status != PLAN_SOLVED || plan_solve_check(&in, &i->got, starts, modes).fault)
		fail(i->name, "no sound schedule");
	if (i->got.makespan < i->bound || i->got.bound > i->best)
		fail(i->name, "better than what is proven: a bug");
	arena_close(arena);
}

static void *solve_some(void *with)
{
	struct set *s = with;
	for (int k; (k = s->next++ * s->by) < s->count;)
		solve_one(s, &s->all[k]);
	return NULL;
}

/* Averages in per cent: over the critical path, over the best known; how many reach it, how
 * many are proven. */
static void run(struct set *s, int side_by_side, const char *published)
{
	pthread_t threads[64];
	double over_path = 0, over_best = 0, known = 0, began = now();
	int reached = 0, proven = 0, count = 0;
	s->next = 0;
	for (int t = 0; t < side_by_side; t++)
		if (pthread_create(&threads[t], NULL, solve_some, s))
			fail(s->name, "no thread");
	for (int t = 0; t < side_by_side; t++)
		pthread_join(threads[t], NULL);
	for (int k = 0; k < s->count; k += s->by, count++) {
		const struct instance *i = &s->all[k];
		over_path += 100.0 * (i->got.makespan - i->critical) / i->critical;
		known += 100.0 * (i->best - i->critical) / i->critical;
		over_best += 100.0 * (i->got.makespan - i->best) / i->best;
		reached += i->got.makespan == i->best;
		proven += i->got.proven;
	}
	char limit[32];
	if (s->limits.schedules)
		snprintf(limit, sizeof limit, "%lld", (long long)s->limits.schedules);
	else
		snprintf(limit, sizeof limit, "%g s", s->seconds);
	printf("| %-4s | %3d | %8s | %6.2f | %6.2f | %5.2f | %3d | %3d | %5.0f | %s |\n", s->name,
	        count, limit, over_path / count, known / count, over_best / count, reached,
	        proven, now() - began, published);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const char *const names[] = {"j30", "j60", "j120"};
	static const int64_t schedules[] = {1000, 5000, 50000};
	/* the best of the published tables, rounded; – where we have no confirmed figure */
	static const char *const published[3][3] = {{"–", "–", "–"}, {"–", "–", "–"},
	        {"about 33.3", "about 31.5", "–"}};
	static struct set s;
	if (argc < 2)
		return 2;
	int by = argc > 2 ? atoi(argv[2]) : 1, timed_by = argc > 3 ? atoi(argv[3]) : 40;
	double seconds = argc > 4 ? atof(argv[4]) : 10;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (by < 1 || timed_by < 0 || !(seconds > 0))
		return 2;
	puts("| set | of | limit | % over critical path | best known | % over best known | reached | proven | seconds | published |");
	puts("|---|---|---|---|---|---|---|---|---|---|");
	for (int k = 0; k < 3; k++)
		for (int n = 0; n < 3; n++) {
			if (!load_set(&s, argv[1], names[k]))
				fail(names[k], "is not here");
			s.by = by;
			s.limits.schedules = schedules[n];
			s.limits.threads = 1;
			run(&s, cores > 64 ? 64 : (int)cores, published[k][n]);
		}
	for (int k = 1; k < 3 && timed_by; k++) {
		if (!load_set(&s, argv[1], names[k]))
			fail(names[k], "is not here");
		s.by = timed_by;
		s.seconds = seconds;
		s.limits.threads = 4;
		run(&s, 1, k == 1 ? "proven: CP-SAT 409, OptalCP 419 of 480"
		                  : "proven: CP-SAT 264, OptalCP 267 of 600");
	}
	return 0;
}
