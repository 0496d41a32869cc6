/* P16 and P17: Monte Carlo over a plan of 1,000 activities on one calendar and on four; the
 * effect of each of 200 risks by exclusion. The limit beside it adds and compares the same
 * numbers without drawing, calendars or counting. */
#include "plan/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { N = 1000, LINKS = 2000, RISKS = 200 };

static uint64_t dice = 20260302;

static int32_t roll(int32_t n)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (int32_t)((dice >> 33) % (uint64_t)n);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct plan_activity activities[N];
static struct plan_link links[LINKS];
static struct plan_spread spreads[N];
static struct plan_calendar *calendars[4];
static int32_t hit[RISKS][5];
static struct plan_risk risks[RISKS];

static struct plan *network(int different)
{
	for (int i = 0; i < N; i++) {
		activities[i] = (struct plan_activity){.duration = 240 * (1 + roll(20)),
			.calendar = (uint16_t)(roll(10) < 8 ? 0 : roll(different))};
		spreads[i] = (struct plan_spread){.kind = PLAN_LOGNORMAL, .low = 0.9f, .high = 1.5f};
	}
	for (int k = 0; k < LINKS; k++) {
		int32_t to = 1 + roll(N - 1), back = 1 + roll(to < 30 ? to : 30);
		links[k] = (struct plan_link){.from = to - back, .to = to,
			.lag = roll(5) ? 0 : 240 * roll(4)};
	}
	struct plan_input in = {.calendars = calendars, .calendar_count = 4,
		.activities = activities, .activity_count = N, .links = links, .link_count = LINKS,
		.start = plan_time(2026, 3, 2, 8, 0)};
	struct plan *p = plan_open(&in);
	if (!p || plan_schedule(p) != PLAN_OK)
		abort();
	return p;
}

static double bare(void)
{
	enum { TIMES = 2000 };
	static int32_t f[N][64], d[N][64];
	for (int i = 0; i < N; i++)
		for (int k = 0; k < 64; k++)
			d[i][k] = roll(1000);
	double from = now();
	for (int t = 0; t < TIMES; t++)
		for (int k = 0; k < LINKS; k++)
			for (int i = 0; i < 64; i++) {
				int32_t x = f[links[k].from][i] + d[links[k].to][i];
				f[links[k].to][i] = f[links[k].to][i] > x ? f[links[k].to][i] : x - t;
			}
	volatile int32_t seen = f[N - 1][3];
	(void)seen;
	return (double)TIMES * N * 64 / (now() - from);
}

int main(void)
{
	int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
	cores = cores > 4 ? 4 : cores;
	int32_t off[200];
	size_t offs = 0;
	for (int year = 2020; year < 2045; year++)
		for (int day = 1; day <= 7; day++)
			off[offs++] = plan_day(year, 10, day);
	for (int i = 0; i < 4; i++) {
		struct plan_week week = plan_week((enum plan_week_kind)i);
		calendars[i] = plan_calendar_open(&(struct plan_hours){.week = &week,
			.days_off = off, .days_off_count = offs, .first = plan_day(2020, 1, 1),
			.last = plan_day(2090, 1, 1)});
	}
	double limit = bare(), one = 0;
	for (int different = 1; different <= 4; different += 3) {
		struct plan *p = network(different);
		struct plan_risk_input in = {.spreads = spreads, .samples = 256000, .seed = 1,
			.threads = cores};
		double from = now();
		struct plan_risk_result *r = plan_risk(p, &in);
		double rate = (double)N * r->samples / (now() - from);
		printf("P16 Monte Carlo, 1,000 activities, %d calendar%s, %d threads   %.2fe9 "
		       "activity-samples/s   %.1f %% of a bare pass on as many cores (%.2fe9/s on one)\n",
			different, different > 1 ? "s" : "", cores, rate / 1e9,
			100 * rate / limit / cores, limit / 1e9);
		plan_risk_close(r);
		if (different == 1)
			one = rate;
		if (different > 1) {
			printf("    of the rate on one calendar                                     %.2f\n",
				rate / one);
			for (int k = 0; k < RISKS; k++) {
				for (int i = 0; i < 5; i++)
					hit[k][i] = roll(N);
				risks[k] = (struct plan_risk){.probability = 0.3f, .activities = hit[k],
					.activity_count = 5,
					.impact = {.kind = PLAN_TRIANGULAR, .low = 0.1f, .likely = 0.3f, .high = 1}};
			}
			in.samples = 10000;
			in.risks = risks;
			in.risk_count = RISKS;
			in.exclusion = true;
			from = now();
			r = plan_risk(p, &in);
			printf("P17 effect of each of 200 risks, 1,000 activities, 10,000 samples   %.2f s\n",
				now() - from);
			plan_risk_close(r);
		}
		plan_close(p);
	}
	for (int i = 0; i < 4; i++)
		plan_calendar_close(calendars[i]);
	return 0;
}
