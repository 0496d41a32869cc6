/*
 * Figures of the planning library: rows P11 and P12, each also at ten times the size, beside
 * the bare loop that only chases the links.
 *	plan_bench [repetitions]
 */
#include "plan/plan.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t seed = 20260302;

static int32_t roll(int32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int32_t)((seed >> 33) % (uint64_t)n);
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- Calendars and networks like a building project's ---- */

#define CALENDARS 4
static struct plan_calendar *calendars[CALENDARS];

static void open_calendars(void)
{
	static int32_t off[400], makeup[120];
	size_t offs = 0, makeups = 0;
	for (int year = 2020; year < 2060; year++) {
		for (int d = 1; d <= 7; d++)
			off[offs++] = plan_day(year, 10, d);
		for (int d = 10; d <= 12; d++)
			off[offs++] = plan_day(year, 2, d);
		makeup[makeups++] = plan_day(year, 10, 11);
		makeup[makeups++] = plan_day(year, 2, 4);
	}
	for (int i = 0; i < CALENDARS; i++) {
		struct plan_week week = plan_week((enum plan_week_kind)i);
		calendars[i] = plan_calendar_open(
			&(struct plan_hours){ .week = &week, .days_off = off, .makeup = makeup,
				.days_off_count = offs, .makeup_count = makeups,
				.first = plan_day(2020, 1, 1), .last = plan_day(2099, 12, 31) });
		if (!calendars[i])
			abort();
	}
}

struct work {
	struct plan_activity *a;
	struct plan_link *l;
	struct plan *p;
	int32_t n, m;
};

/* Layers of 50 or so: about two links an activity, one in ten with a lag, one in twenty of
 * another type than finish to start, one constraint in fifty. */
static struct work make(int32_t n)
{
	struct work w = { calloc((size_t)n, sizeof *w.a), calloc((size_t)n * 2, sizeof *w.l),
		NULL, n, 0 };
	if (!w.a || !w.l)
		abort();
	int32_t reach = n > 1000 ? n / 100 : 10;
	for (int32_t i = 0; i < n; i++) {
		w.a[i].calendar = (uint16_t)roll(CALENDARS);
		w.a[i].duration = 480 * (1 + roll(15));
		if (!roll(50)) {
			w.a[i].constraint = PLAN_START_NO_EARLIER;
			w.a[i].constraint_at = plan_time(2026, 6, 1, 8, 0);
		}
		for (int k = 0; k < 2 && i > 0; k++) {
			int32_t back = 1 + roll(reach);
			if (back > i)
				continue;
			w.l[w.m++] = (struct plan_link){ .from = i - back, .to = i,
				.type = (uint8_t)(roll(20) ? PLAN_FS : roll(3)),
				.lag = roll(10) ? 0 : 480 * roll(5) };
		}
	}
	w.p = plan_open(&(struct plan_input){ .calendars = calendars,
		.calendar_count = CALENDARS, .activities = w.a, .links = w.l,
		.activity_count = (size_t)n, .link_count = (size_t)w.m,
		.start = plan_time(2026, 3, 2, 8, 0) });
	if (!w.p || plan_schedule(w.p) != PLAN_OK)
		abort();
	return w;
}

static void drop(struct work w)
{
	plan_close(w.p);
	free(w.a);
	free(w.l);
}

/* ---- The limit: a loop over the same links, sums without calendars, both ways ---- */

static int32_t bare_loop(const struct work *w, int32_t *es, int32_t *lf)
{
	int32_t end = 0, k = 0;
	for (int32_t i = 0; i < w->n; i++) {
		int32_t at = 0;
		for (; k < w->m && w->l[k].to == i; k++) {
			int32_t t = es[w->l[k].from] + w->a[w->l[k].from].duration;
			at = t > at ? t : at;
		}
		es[i] = at;
		end = at + w->a[i].duration > end ? at + w->a[i].duration : end;
		lf[i] = INT32_MAX;
	}
	for (int32_t i = w->n - 1; i >= 0; i--) {
		lf[i] = lf[i] > end ? end : lf[i];
		for (; k > 0 && w->l[k - 1].to == i; k--) {
			int32_t t = lf[i] - w->a[i].duration, from = w->l[k - 1].from;
			lf[from] = t < lf[from] ? t : lf[from];
		}
	}
	return lf[0] + end;
}

static double time_bare(const struct work *w, int times)
{
	int32_t *es = calloc((size_t)w->n, sizeof *es), *lf = calloc((size_t)w->n, sizeof *lf);
	volatile int32_t sink = 0;
	double best = 1e9;
	for (int i = 0; es && lf && i < times; i++) {
		double t = now_ms();
		sink += bare_loop(w, es, lf);
		t = now_ms() - t;
		best = t < best ? t : best;
	}
	free(es);
	free(lf);
	return best;
}

static double time_schedule(const struct work *w, int times)
{
	double best = 1e9;
	for (int i = 0; i < times; i++) {
		double t = now_ms();
		plan_schedule(w->p);
		t = now_ms() - t;
		best = t < best ? t : best;
	}
	return best;
}

static double time_open(const struct work *w)
{
	double t = now_ms();
	struct plan *p = plan_open(&(struct plan_input){ .calendars = calendars,
		.calendar_count = CALENDARS, .activities = w->a, .links = w->l,
		.activity_count = (size_t)w->n, .link_count = (size_t)w->m,
		.start = plan_time(2026, 3, 2, 8, 0) });
	plan_schedule(p);
	t = now_ms() - t;
	plan_close(p);
	return t;
}

static void line(const char *row, const char *what, double ms, double bare)
{
	printf("%s %-34s %9.4f ms   limit %8.4f ms (bare loop)   ratio %6.1f\n", row, what, ms,
		bare, ms / bare);
}

/* Durations change by a day and back; the mean of many, and the mean of visits. */
static void change_durations(const char *row, const struct work *w, int times)
{
	double most = 0, sum = 0;
	size_t visited = 0;
	for (int i = 0; i < times; i++) {
		int32_t k = roll(w->n);
		struct plan_activity a = w->a[k];
		for (int back = 0; back < 2; back++) {
			size_t visits = 0;
			a.duration = w->a[k].duration + (back ? 0 : 480);
			double t = now_ms();
			plan_change(w->p, k, &a, &visits);
			t = now_ms() - t;
			most = t > most ? t : most;
			sum += t;
			visited += visits;
		}
	}
	printf("%s one changed duration of %6d       %9.4f ms mean %9.4f ms most, %zu visits\n",
		row, w->n, sum / times / 2, most, visited / (size_t)times / 2);
}

static void one_plan(int32_t n, int times)
{
	char what[64];
	struct work w = make(n);
	double bare = time_bare(&w, times);
	snprintf(what, sizeof what, "critical path of %d", n);
	line("P11", what, time_schedule(&w, times), bare);
	snprintf(what, sizeof what, "  the same, opened first");
	line("P11", what, time_open(&w), bare);
	printf("P11   memory %.0f bytes an activity with its links\n",
		(double)plan_bytes(w.p) / n);
	change_durations("P11", &w, 200);
	drop(w);
}

/* ---- A portfolio on four threads ---- */

struct share {
	struct work *all;
	int from, to;
};

static void *schedule_share(void *given)
{
	struct share *s = given;
	for (int i = s->from; i < s->to; i++)
		plan_schedule(s->all[i].p);
	return NULL;
}

static double on_threads(struct work *all, int count, int threads)
{
	pthread_t id[16];
	struct share s[16];
	double t = now_ms();
	for (int i = 0; i < threads; i++) {
		s[i] = (struct share){ all, count * i / threads, count * (i + 1) / threads };
		if (pthread_create(&id[i], NULL, schedule_share, &s[i]))
			abort();
	}
	for (int i = 0; i < threads; i++)
		pthread_join(id[i], NULL);
	return now_ms() - t;
}

static void portfolio(int count, int times)
{
	struct work *all = calloc((size_t)count, sizeof *all);
	double bare = 0, one = 1e9, four = 1e9;
	char what[64];
	for (int i = 0; all && i < count; i++) {
		all[i] = make(200);
		bare += time_bare(&all[i], 3);
	}
	for (int i = 0; i < times; i++) {
		double t = on_threads(all, count, 1);
		one = t < one ? t : one;
		t = on_threads(all, count, 4);
		four = t < four ? t : four;
	}
	snprintf(what, sizeof what, "%d projects x 200, 1 core", count);
	line("P12", what, one, bare);
	snprintf(what, sizeof what, "%d projects x 200, 4 cores", count);
	line("P12", what, four, bare / 4);
	change_durations("P12", &all[0], 1000);
	for (int i = 0; i < count; i++)
		drop(all[i]);
	free(all);
}

int main(int argc, char **argv)
{
	int times = argc > 1 ? atoi(argv[1]) : 50;
	open_calendars();
	one_plan(10000, times);
	one_plan(100000, times / 5 + 1);
	portfolio(1000, times / 5 + 1);
	portfolio(10000, 3);
	for (int i = 0; i < CALENDARS; i++)
		plan_calendar_close(calendars[i]);
	return 0;
}
