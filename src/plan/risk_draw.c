/*
 * Random draws as a function of (stream, sample): no state, so any thread may make any
 * sample. Bits: two rounds of a 32-bit mixer whose constants C. Wellons published (2018,
 * "Prospecting for Hash Functions"); quantiles by tables with linear interpolation.
 */
#include "plan/risk.h"

#include <math.h>
#include <string.h>

#define NORMAL_EDGE 6.0

uint64_t draw_key(uint64_t seed, uint32_t kind, uint32_t number)
{
	uint64_t x = seed + 0x9E3779B97F4A7C15u * ((uint64_t)kind << 32 | number);
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u; /* splitmix64 (Steele et al., 2014) */
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

static inline __attribute__((always_inline)) uint32_t bits(uint64_t key, uint32_t sample)
{
	uint32_t x = sample * 0x9E3779B1u + (uint32_t)key;
	x = (x ^ x >> 16) * 0x21F0AAADu;
	x = (x ^ x >> 15) * 0x735A2D97u;
	x = (x ^ x >> 15) + (uint32_t)(key >> 32);
	x = (x ^ x >> 16) * 0x21F0AAADu;
	x = (x ^ x >> 15) * 0x735A2D97u;
	return x ^ x >> 15;
}

/* ---- quantiles ---- */

/* Inverse of the normal distribution: Acklam (2003), relative error 1.2e-9. */
static double normal_quantile(double p)
{
	static const double a[] = {-39.69683028665376, 220.9460984245205, -275.9285104469687,
	        138.3577518672690, -30.66479806614716, 2.506628277459239};
	static const double b[] = {-54.47609879822406, 161.5858368580409, -155.6989798598866,
	        66.80131188771972, -13.28068155288572};
	static const double c[] = {-0.007784894002430293, -0.3223964580411365, -2.400758277161838,
	        -2.549732539343734, 4.374664141464968, 2.938163982698783};
	static const double d[] = {0.007784695709041462, 0.3224671290700398, 2.445134137142996,
	        3.754408661907416};
	if (p > 0.97575)
		return -normal_quantile(1 - p);
	if (p < 0.02425) {
		double q = sqrt(-2 * log(p));
		return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
		       ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
	}
	double q = p - 0.5, r = q * q;
	return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
	       (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

/* A beta distribution's probability by Simpson's rule on a fine grid, once per table. */
struct beta_grid {
	double sum[4097];
};

static void beta_fill(struct beta_grid *g, double a, double b)
{
	double total = 0;
	for (int i = 0; i <= 4096; i++) {
		double x = (i - 0.5) / 4096;
		total += i ? pow(x, a - 1) * pow(1 - x, b - 1) : 0;
		g->sum[i] = total;
	}
	for (int i = 0; i <= 4096; i++)
		g->sum[i] /= total;
}

static double beta_quantile(const struct beta_grid *g, double p)
{
	int low = 0, high = 4096;
	while (high - low > 1) {
		int mid = (low + high) / 2;
		if (g->sum[mid] <= p)
			low = mid;
		else
			high = mid;
	}
	double span = g->sum[high] - g->sum[low];
	return (low + (span > 0 ? (p - g->sum[low]) / span : 0)) / 4096;
}

static double triangular_quantile(const struct plan_spread *s, double p)
{
	double width = s->high - s->low, left = s->likely - s->low, right = s->high - s->likely;
	if (width <= 0)
		return s->low;
	return p < left / width ? s->low + sqrt(p * width * left) :
	                          s->high - sqrt((1 - p) * width * right);
}

static double empirical_quantile(const struct plan_spread *s, double p)
{
	double at = p * (double)s->value_count - 0.5;
	if (at <= 0)
		return s->values[0];
	size_t i = (size_t)at;
	if (i + 1 >= s->value_count)
		return s->values[s->value_count - 1];
	return s->values[i] + (at - (double)i) * (s->values[i + 1] - s->values[i]);
}

/* ---- survival: the share that takes longer than a time, and back ---- */

static const double z90 = 1.2815515655446004;

static double upper_normal(double z)
{
	return 0.5 * erfc(z / 1.4142135623730951);
}

static double log_middle(const struct plan_spread *s)
{
	return (log((double)s->low) + log((double)s->high)) / 2;
}

static double log_spread(const struct plan_spread *s)
{
	return (log((double)s->high) - log((double)s->low)) / (2 * z90);
}

static double share_open(const struct plan_spread *s, double t)
{
	if (t <= 0)
		return 1;
	if (s->kind == PLAN_WEIBULL)
		return exp(-pow(t / s->high, s->likely));
	if (s->kind == PLAN_LOGNORMAL)
		return upper_normal((log(t) - log_middle(s)) / log_spread(s));
	size_t i = 0;
	while (i < s->value_count && s->values[i] <= t)
		i++;
	if (i == s->value_count)
		return pow(s->shares[i - 1], t / s->values[i - 1]);
	return i ? s->shares[i - 1] : 1;
}

static double time_open(const struct plan_spread *s, double share)
{
	if (s->kind == PLAN_WEIBULL)
		return s->high * pow(-log(share), 1 / (double)s->likely);
	if (s->kind == PLAN_LOGNORMAL)
		return exp(log_middle(s) - log_spread(s) * normal_quantile(share));
	size_t i = 0, last = s->value_count - 1;
	while (i <= last && s->shares[i] > share)
		i++;
	return i <= last ? s->values[i] : s->values[last] * log(share) / log((double)s->shares[last]);
}

static double quantile(const struct plan_spread *s, const struct beta_grid *g, double p)
{
	switch (s->kind) {
	case PLAN_UNIFORM:
		return s->low + p * (s->high - s->low);
	case PLAN_TRIANGULAR:
		return triangular_quantile(s, p);
	case PLAN_PERT:
		return s->low + (s->high - s->low) * beta_quantile(g, p);
	case PLAN_LOGNORMAL:
	case PLAN_WEIBULL:
	case PLAN_SURVIVAL:
		return fmax(time_open(s, (1 - p) * share_open(s, s->open)) - s->open, 0);
	case PLAN_NORMAL:
		return fmax(s->likely + s->high * normal_quantile(p), 0);
	case PLAN_EMPIRICAL:
		return empirical_quantile(s, p);
	default:
		return 1;
	}
}

static bool valid_values(const struct plan_spread *s)
{
	for (size_t i = 0; i < s->value_count; i++)
		if (!isfinite(s->values[i]) || s->values[i] < 0 ||
		        (i && s->values[i] < s->values[i - 1]))
			return false;
	for (size_t i = 0; i < s->value_count && s->kind == PLAN_SURVIVAL; i++)
		if (!(s->shares[i] >= 0 && s->shares[i] < 1) || s->values[i] <= 0 ||
		        (i && s->shares[i] > s->shares[i - 1]))
			return false;
	return s->value_count > 0;
}

static bool valid_kind(const struct plan_spread *s)
{
	bool ordered = s->low >= 0 && s->low <= s->high;
	switch (s->kind) {
	case PLAN_CERTAIN:
		return true;
	case PLAN_UNIFORM:
		return ordered;
	case PLAN_TRIANGULAR:
	case PLAN_PERT:
		return ordered && s->low <= s->likely && s->likely <= s->high;
	case PLAN_LOGNORMAL:
		return ordered && s->low > 0;
	case PLAN_NORMAL:
		return s->likely >= 0 && s->high >= 0;
	case PLAN_WEIBULL:
		return s->likely > 0 && s->high > 0;
	case PLAN_EMPIRICAL:
	case PLAN_SURVIVAL:
		return valid_values(s);
	default:
		return false;
	}
}

bool plan_spread_valid(const struct plan_spread *s)
{
	bool finite = isfinite(s->low) && isfinite(s->likely) && isfinite(s->high) &&
	              isfinite(s->loading) && fabsf(s->loading) <= 1 && s->cause <= 31;
	if (!finite || !(s->open >= 0) || !valid_kind(s))
		return false;
	bool clock = s->kind == PLAN_WEIBULL || s->kind == PLAN_SURVIVAL ||
	             (s->kind == PLAN_LOGNORMAL && s->low < s->high);
	return s->open == 0 || (clock && share_open(s, (double)s->open) > 0);
}

bool draw_table_fill(struct draw_table *t, const struct plan_spread *s)
{
	struct beta_grid grid;
	if (!plan_spread_valid(s))
		return false;
	if (s->kind == PLAN_PERT) {
		double width = s->high - s->low, at = width > 0 ? (s->likely - s->low) / width : 0.5;
		beta_fill(&grid, 1 + 4 * at, 5 - 4 * at);
	}
	for (int i = 1; i < CELLS; i++)
		t->of_uniform[i] = (float)quantile(s, &grid, (double)i / CELLS);
	/* The outermost cells reach as far as makes their mean the distribution's. */
	double low = 0, high = 0;
	enum { FINE = 2000 };
	for (int i = 0; i < FINE; i++) {
		double p = (i + 0.5) / FINE / CELLS;
		low += quantile(s, &grid, p) / FINE;
		high += quantile(s, &grid, 1 - p) / FINE;
	}
	t->of_uniform[0] = (float)fmax(2 * low - t->of_uniform[1], 0);
	t->of_uniform[CELLS] = (float)(2 * high - t->of_uniform[CELLS - 1]);
	for (int i = 0; i <= CELLS; i++) {
		double z = -NORMAL_EDGE + 2 * NORMAL_EDGE * i / CELLS;
		double p = 0.5 * erfc(-z / 1.4142135623730951);
		t->of_normal[i] = (float)quantile(s, &grid, fmin(fmax(p, 1e-9), 1 - 1e-9));
	}
	return true;
}

/* ---- blocks ---- */

static float deviates[CELLS + 1]; /* normal quantiles by probability */

__attribute__((constructor)) static void fill_deviates(void)
{
	for (int i = 1; i < CELLS; i++)
		deviates[i] = (float)normal_quantile((double)i / CELLS);
	double mean = 0;
	enum { FINE = 4000 };
	for (int i = 0; i < FINE; i++)
		mean += normal_quantile((i + 0.5) / FINE / CELLS) / FINE;
	deviates[0] = (float)(2 * mean - deviates[1]);
	deviates[CELLS] = -deviates[0];
}

FAST void draw_normal(uint64_t key, uint32_t base, float *restrict deviate)
{
	for (uint32_t i = 0; i < LANES; i++) {
		uint32_t x = bits(key, base + i), cell = x >> 22;
		float part = (float)(int32_t)(x & 0x3FFFFF) * (1.0f / 4194304);
		deviate[i] = deviates[cell] + part * (deviates[cell + 1] - deviates[cell]);
	}
}

FAST static void draw_alone(const float *restrict t, uint64_t key, uint32_t base,
        float *restrict factor)
{
	for (uint32_t i = 0; i < LANES; i++) {
		uint32_t x = bits(key, base + i), cell = x >> 22;
		float part = (float)(int32_t)(x & 0x3FFFFF) * (1.0f / 4194304);
		factor[i] = t[cell] + part * (t[cell + 1] - t[cell]);
	}
}

FAST static void draw_caused(const float *restrict t, float loading,
        const float *restrict cause, float *restrict factor)
{
	float own = sqrtf(1 - loading * loading);
	for (uint32_t i = 0; i < LANES; i++) {
		float z = loading * cause[i] + own * factor[i];
		float at = (z + (float)NORMAL_EDGE) * (float)(CELLS / (2 * NORMAL_EDGE));
		at = at < 0 ? 0 : at > CELLS - 0.001f ? CELLS - 0.001f : at;
		int32_t cell = (int32_t)at;
		factor[i] = t[cell] + (at - (float)cell) * (t[cell + 1] - t[cell]);
	}
}

void draw_block(const struct draw_table *t, uint64_t key, uint32_t base, float loading,
        const float *cause, float *factor)
{
	if (!cause) {
		draw_alone(t->of_uniform, key, base, factor);
		return;
	}
	draw_normal(key, base, factor);
	draw_caused(t->of_normal, loading, cause, factor);
}

FAST void draw_event(uint64_t key, uint32_t base, float probability, float *restrict happens)
{
	uint32_t least = (uint32_t)(fmin(fmax((double)probability, 0), 1) * 16777216.0);
	for (uint32_t i = 0; i < LANES; i++)
		happens[i] = (bits(key, base + i) >> 8) < least ? 1.0f : 0.0f;
}

FAST void draw_uniform(uint64_t key, uint32_t base, float *restrict part)
{
	for (uint32_t i = 0; i < LANES; i++)
		part[i] = (float)(int32_t)(bits(key, base + i) >> 8) * (1.0f / 16777216);
}
