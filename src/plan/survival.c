/* How long something takes that others decide, from cases that ended and cases still open. */
#include "plan/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* By time; of cases at one time those that ended come first. */
static int by_time(const void *a, const void *b)
{
	const struct plan_case *x = a, *y = b;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->open - y->open;
}

static bool valid(const struct plan_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!(cases[i].time > 0) || !isfinite(cases[i].time))
			return false;
	return true;
}

size_t plan_survival(const struct plan_case *cases, size_t count, float *times, float *shares)
{
	size_t steps = 0;
	double share = 1;
	struct plan_case *sorted = malloc((count + 1) * sizeof *sorted);
	if (!sorted || !valid(cases, count)) {
		free(sorted);
		return 0;
	}
	memcpy(sorted, cases, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, by_time);
	for (size_t i = 0, same; i < count; i += same) {
		for (same = 1; i + same < count && sorted[i + same].time == sorted[i].time &&
		               sorted[i + same].open == sorted[i].open;)
			same++;
		if (sorted[i].open)
			continue;
		share *= 1 - (double)same / (double)(count - i);
		times[steps] = sorted[i].time;
		shares[steps++] = (float)share;
	}
	free(sorted);
	return steps;
}

/* ---- Weibull ---- */

/* Σ tᵏ ln t / Σ tᵏ − 1/k − mean ln t of the ended: rises with k, zero at the most likely
 * shape. Times are in units of the longest. */
static double weibull_slope(const struct plan_case *cases, size_t count, double longest,
        double shape)
{
	double sum = 0, logs = 0, ended_logs = 0, ended = 0;
	for (size_t i = 0; i < count; i++) {
		double log_t = log(cases[i].time / longest), power = exp(shape * log_t);
		sum += power;
		logs += power * log_t;
		ended += !cases[i].open;
		ended_logs += cases[i].open ? 0 : log_t;
	}
	return logs / sum - 1 / shape - ended_logs / ended;
}

static void fit_weibull(const struct plan_case *cases, size_t count, struct plan_spread *to)
{
	double longest = 0, low = 1e-3, high = 1e3, sum = 0, ended = 0;
	for (size_t i = 0; i < count; i++)
		longest = fmax(longest, (double)cases[i].time);
	for (int i = 0; i < 100; i++) {
		double middle = sqrt(low * high);
		if (weibull_slope(cases, count, longest, middle) < 0)
			low = middle;
		else
			high = middle;
	}
	for (size_t i = 0; i < count; i++) {
		sum += pow(cases[i].time / longest, low);
		ended += !cases[i].open;
	}
	to->kind = PLAN_WEIBULL;
	to->likely = (float)low;
	to->high = (float)(longest * pow(sum / ended, 1 / low));
}

/* ---- lognormal ---- */

/* Mean excess of the standard normal beyond z: φ(z) / (1 − Φ(z)). */
static double hazard(double z)
{
	if (z > 30) /* where both vanish: their ratio's continued fraction */
		return z + 1 / (z + 2 / (z + 3 / z));
	return exp(-z * z / 2) * 0.3989422804014327 / (0.5 * erfc(z / 1.4142135623730951));
}

/* By expectation and maximisation: an open case counts as what it is expected to become. */
static void fit_lognormal(const struct plan_case *cases, size_t count, struct plan_spread *to)
{
	const double z90 = 1.2815515655446004;
	double mean = 0, sd = 1, n = (double)count;
	for (size_t i = 0; i < count; i++)
		mean += log((double)cases[i].time) / n;
	for (int step = 0; step < 20000; step++) {
		double sum = 0, squares = 0, was = mean, was_sd = sd;
		for (size_t i = 0; i < count; i++) {
			double x = log((double)cases[i].time), z = (x - mean) / sd;
			double more = cases[i].open ? hazard(z) : 0;
			double expected = cases[i].open ? mean + sd * more : x;
			sum += expected;
			squares += cases[i].open ? sd * sd * (1 + z * more - more * more) +
			                                   expected * expected :
			                           x * x;
		}
		mean = sum / n;
		sd = sqrt(fmax(squares / n - mean * mean, 1e-12));
		if (fabs(mean - was) + fabs(sd - was_sd) < 1e-10)
			break;
	}
	to->kind = PLAN_LOGNORMAL;
	to->low = (float)exp(mean - z90 * sd);
	to->high = (float)exp(mean + z90 * sd);
}

bool plan_survival_fit(enum plan_spread_kind kind, const struct plan_case *cases,
        size_t count, struct plan_spread *found)
{
	float least = INFINITY, most = 0;
	for (size_t i = 0; i < count; i++) {
		least = cases[i].open ? least : fminf(least, cases[i].time);
		most = cases[i].open ? most : fmaxf(most, cases[i].time);
	}
	if (!valid(cases, count) || !(least < most) ||
	        (kind != PLAN_WEIBULL && kind != PLAN_LOGNORMAL))
		return false;
	if (kind == PLAN_WEIBULL)
		fit_weibull(cases, count, found);
	else
		fit_lognormal(cases, count, found);
	return true;
}
