/* Survival clocks and effects of what is left out, against closed forms and published data. */
#include "plan/plan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { SAMPLES = 64000, MONDAY = 20515 * PLAN_DAY, N = 10 };

/* Weeks of remission under 6-mercaptopurine: Freireich et al. (1963). */
static const struct plan_case remissions[] = {{6, 0}, {6, 0}, {6, 0}, {6, 1}, {7, 0}, {9, 1},
        {10, 0}, {10, 1}, {11, 1}, {13, 0}, {16, 0}, {17, 1}, {19, 1}, {20, 1}, {22, 0}, {23, 0},
        {25, 1}, {32, 1}, {32, 1}, {34, 1}, {35, 1}};
enum { CASES = sizeof remissions / sizeof *remissions };

static void steps_are_kaplan_and_meier_s(void **state)
{
	(void)state;
	static const double want[][2] = {{6, 0.857}, {7, 0.807}, {10, 0.753}, {13, 0.690},
	        {16, 0.627}, {22, 0.538}, {23, 0.448}};
	float times[CASES], shares[CASES];
	assert_int_equal(plan_survival(remissions, CASES, times, shares), 7);
	for (int i = 0; i < 7; i++) {
		assert_true((double)times[i] == want[i][0]);
		assert_true(fabs((double)shares[i] - want[i][1]) < 0.0006);
	}
	static const struct plan_case open[] = {{5, 1}, {9, 1}}, none[] = {{0, 0}};
	assert_int_equal(plan_survival(open, 2, times, shares), 0);
	assert_int_equal(plan_survival(none, 1, times, shares), 0);
}

static double likelihood(const struct plan_spread *s)
{
	double sum = 0;
	double mean = (log((double)s->low) + log((double)s->high)) / 2;
	double sd = (log((double)s->high) - log((double)s->low)) / 2.5631031310892;
	for (int i = 0; i < CASES; i++) {
		double z = (log((double)remissions[i].time) - mean) / sd;
		sum += remissions[i].open ? log(0.5 * erfc(z / sqrt(2))) : -z * z / 2 - log(sd);
	}
	return sum;
}

static void fits_are_the_most_likely(void **state)
{
	(void)state;
	struct plan_spread s = {0};
	assert_true(plan_survival_fit(PLAN_WEIBULL, remissions, CASES, &s));
	assert_int_equal(s.kind, PLAN_WEIBULL); /* Lawless (1982): 1.35 and 33.8 */
	assert_true(fabs((double)s.likely - 1.354) < 0.001 && fabs((double)s.high - 33.77) < 0.02);
	assert_true(plan_survival_fit(PLAN_LOGNORMAL, remissions, CASES, &s));
	double best = likelihood(&s);
	for (int k = 0; k < 8; k++) {
		struct plan_spread other = s;
		float step = k & 1 ? 1.02f : 0.98f;
		other.low *= k & 2 || k < 4 ? step : 1;
		other.high *= k & 4 ? step : 1;
		assert_true(likelihood(&other) < best);
	}
	static const struct plan_case alike[] = {{5, 0}, {5, 0}, {9, 1}};
	assert_false(plan_survival_fit(PLAN_WEIBULL, alike, 3, &s));
	assert_false(plan_survival_fit(PLAN_NORMAL, remissions, CASES, &s));
}

struct stage {
	struct plan_activity a[N];
	struct plan_link l[N];
	struct plan_spread s[N];
	struct plan *plan;
	struct plan_risk_input in;
};

static struct stage *chain(int n, int32_t minutes)
{
	struct stage *t = calloc(1, sizeof *t);
	for (int i = 0; i < n; i++) {
		t->a[i] = (struct plan_activity){.calendar = PLAN_ELAPSED, .duration = minutes};
		if (i)
			t->l[i - 1] = (struct plan_link){.from = i - 1, .to = i};
	}
	struct plan_input in = {.activities = t->a, .activity_count = (size_t)n, .links = t->l,
	        .link_count = (size_t)n - 1, .start = MONDAY};
	t->plan = plan_open(&in);
	assert_int_equal(plan_schedule(t->plan), PLAN_OK);
	t->in = (struct plan_risk_input){.spreads = t->s, .samples = SAMPLES, .seed = 3, .threads = 2};
	return t;
}

static void close_stage(struct stage *t)
{
	plan_close(t->plan);
	free(t);
}

/* What an exponential clock still takes does not depend on how long it has run. */
static void an_exponential_clock_forgets(void **state)
{
	(void)state;
	for (int k = 0; k < 3; k++) {
		struct stage *t = chain(1, 480);
		t->s[0] = (struct plan_spread){.kind = PLAN_WEIBULL, .minutes = true, .likely = 1,
		        .high = 20000, .open = 30000.0f * (float)k};
		struct plan_risk_result *r = plan_risk(t->plan, &t->in);
		assert_true(fabs(r->mean - MONDAY - 20000) < 4 * 20000 / sqrt(SAMPLES));
		assert_true(fabs(r->sd / 20000 - 1) < 0.03);
		plan_risk_close(r);
		close_stage(t);
	}
}

/* Share of a lognormal with these 10 % and 90 % quantiles that lies beyond t. */
static double log_tail(double t, double low, double high)
{
	double sd = log(high / low) / 2.5631031310892;
	return 0.5 * erfc((log(t) - log(low * high) / 2) / sd / sqrt(2));
}

/* The share later than a time is the curve's, given how long the clock has run. */
static void clocks_follow_their_curves(void **state)
{
	(void)state;
	static const float times[] = {1000, 4000, 9000}, shares[] = {0.75f, 0.5f, 0.25f};
	const struct {
		struct plan_spread s;
		double later; /* than 5,000 minutes from now */
	} cases[] = {
	        {{.kind = PLAN_WEIBULL, .likely = 2, .high = 6000, .open = 3000},
	                exp(0.25 - 64.0 / 36)},
	        {{.kind = PLAN_LOGNORMAL, .low = 2000, .high = 12000, .open = 4000},
	                log_tail(9000, 2000, 12000) / log_tail(4000, 2000, 12000)},
	        {{.kind = PLAN_SURVIVAL, .open = 2000}, 0.5 / 0.75},
	        {{.kind = PLAN_SURVIVAL, .open = 8000}, pow(0.25, 13000 / 9000.0) / 0.5},
	        {{.kind = PLAN_SURVIVAL}, 0.5}};
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct stage *t = chain(1, 480);
		t->s[0] = cases[k].s;
		t->s[0].minutes = true;
		if (t->s[0].kind == PLAN_SURVIVAL) {
			t->s[0].values = times;
			t->s[0].shares = shares;
			t->s[0].value_count = 3;
		}
		t->in.due = MONDAY + 5000;
		struct plan_risk_result *r = plan_risk(t->plan, &t->in);
		assert_non_null(r);
		double later = cases[k].later;
		if (fabs(1 - r->by_due - later) > 4 * r->by_due_error + 0.001)
			fail_msg("case %zu: %f, wanted %f", k, 1 - r->by_due, later);
		plan_risk_close(r);
		close_stage(t);
	}
}

static void clocks_that_cannot_be_are_refused(void **state)
{
	(void)state;
	static const float times[] = {10, 20}, shares[] = {0.5f, 0}, rising[] = {0.5f, 0.6f};
	const struct plan_spread bad[] = {
	        {.kind = PLAN_SURVIVAL, .values = times, .shares = shares, .value_count = 2, .open = 20},
	        {.kind = PLAN_SURVIVAL, .values = times, .shares = rising, .value_count = 2},
	        {.kind = PLAN_WEIBULL, .likely = 0, .high = 5}, {.kind = PLAN_WEIBULL, .likely = 1},
	        {.kind = PLAN_UNIFORM, .low = 1, .high = 2, .open = 1},
	        {.kind = PLAN_WEIBULL, .likely = 1, .high = 5, .open = -1}};
	struct stage *t = chain(1, 480);
	for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
		t->s[0] = bad[k];
		assert_null(plan_risk(t->plan, &t->in));
	}
	t->s[0] = bad[0];
	t->s[0].open = 15; /* the last step remains */
	struct plan_risk_result *r = plan_risk(t->plan, &t->in);
	assert_non_null(r);
	plan_risk_close(r);
	close_stage(t);
}

/* Without a common cause of loading λ, n + n(n − 1)λ² variances become n(1 − λ²). */
static void a_cause_costs_its_width(void **state)
{
	(void)state;
	struct stage *t = chain(N, 10000);
	for (int i = 0; i < N; i++)
		t->s[i] = (struct plan_spread){.kind = PLAN_NORMAL, .likely = 1, .high = 0.1f,
		        .cause = 2, .loading = 0.6f};
	t->in.cause_count = 2;
	t->in.exclusion = true;
	struct plan_risk_result *r = plan_risk(t->plan, &t->in);
	const struct plan_risk_effect *e = &r->effects[1];
	double p80 = 0.8416212 * 1000 * (sqrt(N + N * (N - 1) * 0.36) - sqrt(N * 0.64));
	assert_true(fabs(e->p50) < 4 * e->p50_error + 1 && fabs(e->mean) < 4 * e->mean_error + 1);
	assert_true(e->p80_error > 0 && e->p80_error < 60);
	assert_true(fabs(e->p80 - p80) < 4 * e->p80_error + 10);
	assert_true(r->effects[0].mean == 0 && r->effects[0].p80 == 0 && r->effects[0].p80_error == 0);
	plan_risk_close(r);
	close_stage(t);
}

static double mixture(double x, double probability, double longer)
{
	return (1 - probability) * 0.5 * erfc(-x / sqrt(2)) +
	       probability * 0.5 * erfc(-(x - longer) / sqrt(2));
}

static double mixture_quantile(double p, double probability, double longer)
{
	double low = -9, high = 9;
	for (int i = 0; i < 80; i++) {
		double middle = (low + high) / 2;
		if (mixture(middle, probability, longer) < p)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* A risk of probability 0.3 that adds two standard deviations: the finish is a mixture of two
 * normals. The errors must be those that estimates of many seeds have. */
static void a_risk_costs_its_quantiles(void **state)
{
	(void)state;
	enum { SEEDS = 60 };
	static const int32_t first[] = {0};
	static const float share[] = {0.2f};
	const double want[2] = {1000 * mixture_quantile(0.5, 0.3, 2),
	        1000 * (mixture_quantile(0.8, 0.3, 2) - 0.8416212)};
	struct plan_risk risk = {.probability = 0.3f, .activities = first, .activity_count = 1,
	        .impact = {.kind = PLAN_EMPIRICAL, .values = share, .value_count = 1}};
	struct stage *t = chain(2, 10000);
	t->s[1] = (struct plan_spread){.kind = PLAN_NORMAL, .likely = 1, .high = 0.1f};
	t->in.risks = &risk;
	t->in.risk_count = 1;
	t->in.samples = 4096;
	t->in.exclusion = true;
	double off[2] = {0}, off2[2] = {0}, error2[2] = {0};
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		t->in.seed = seed;
		struct plan_risk_result *r = plan_risk(t->plan, &t->in);
		const struct plan_risk_effect *e = r->effects;
		double d[2] = {e->p50 - want[0], e->p80 - want[1]}, s[2] = {e->p50_error, e->p80_error};
		for (int i = 0; i < 2; i++) {
			off[i] += d[i] / SEEDS;
			off2[i] += d[i] * d[i] / SEEDS;
			error2[i] += s[i] * s[i] / SEEDS;
		}
		plan_risk_close(r);
	}
	for (int i = 0; i < 2; i++) {
		assert_true(fabs(off[i]) < 4 * sqrt(off2[i] / SEEDS) + 3);
		if (!(off2[i] / error2[i] > 0.5 && off2[i] / error2[i] < 2))
			fail_msg("error %d: %f, by the seeds %f", i, sqrt(error2[i]), sqrt(off2[i]));
	}
	close_stage(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(steps_are_kaplan_and_meier_s),
	        cmocka_unit_test(fits_are_the_most_likely),
	        cmocka_unit_test(an_exponential_clock_forgets),
	        cmocka_unit_test(clocks_follow_their_curves),
	        cmocka_unit_test(clocks_that_cannot_be_are_refused),
	        cmocka_unit_test(a_cause_costs_its_width),
	        cmocka_unit_test(a_risk_costs_its_quantiles)};
	return cmocka_run_group_tests_name("survival", tests, NULL, NULL);
}
