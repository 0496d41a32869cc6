/* Earned value, earned schedule, and what they foretell. */
#include "plan/plan.h"

#include <math.h>

static bool ascends(const double *series, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(series[i]) || series[i] < 0 || (i && series[i] < series[i - 1] - 1e-9))
			return false;
	return true;
}

/* Periods in which the plan wanted what is earned: C + (EV − PV(C)) / (PV(C+1) − PV(C)). */
static double earned_schedule(const double *planned, size_t n, double ev)
{
	size_t c = 0;
	while (c < n && planned[c] <= ev)
		c++;
	if (c == n) { /* all of it: when the plan first reached it */
		while (n > 1 && planned[n - 2] >= planned[n - 1])
			n--;
		return (double)n;
	}
	double before = c ? planned[c - 1] : 0;
	return (double)c + (ev - before) / (planned[c] - before);
}

bool plan_earned(const struct plan_earned_input *in, struct plan_earned *e)
{
	*e = (struct plan_earned){0};
	if (!in->periods || !in->to_date || !ascends(in->planned, in->periods) ||
	        !ascends(in->earned, in->to_date) ||
	        (in->actual && !ascends(in->actual, in->to_date)))
		return false;
	double at = (double)in->to_date, pd = (double)in->periods;
	size_t now = in->to_date < in->periods ? in->to_date : in->periods;
	e->bac = in->planned[in->periods - 1];
	e->pv = in->planned[now - 1];
	e->ev = in->earned[in->to_date - 1];
	e->ac = in->actual ? in->actual[in->to_date - 1] : 0;
	if (e->bac <= 0)
		return false;
	e->sv = e->ev - e->pv;
	e->spi = e->pv > 0 ? e->ev / e->pv : 0;
	e->es = earned_schedule(in->planned, in->periods, e->ev);
	e->sv_t = e->es - at;
	e->spi_t = e->es / at;
	double left = e->bac - e->ev;
	if (in->actual) {
		e->cv = e->ev - e->ac;
		e->cpi = e->ac > 0 ? e->ev / e->ac : 0;
		e->eac_plan = e->ac + left;
		e->eac_cpi = e->cpi > 0 ? e->bac / e->cpi : 0;
		e->eac_spi_cpi = e->cpi > 0 && e->spi > 0 ? e->ac + left / (e->cpi * e->spi) : 0;
		e->tcpi = e->bac - e->ac > 0 ? left / (e->bac - e->ac) : 0;
	}
	e->eac_t_plan = at + pd - e->es;
	e->eac_t_lipke = e->spi_t > 0 ? pd / e->spi_t : 0;
	e->eac_t_anbari = e->spi > 0 ? pd / e->spi : 0;
	return true;
}

void plan_bayes(double prior_mean, double prior_sd, const double *observed, size_t count,
        double error, double *mean, double *sd)
{
	double weight = 1 / (prior_sd * prior_sd), sum = prior_mean * weight;
	for (size_t i = 0; i < count; i++) {
		weight += 1 / (error * error);
		sum += observed[i] / (error * error);
	}
	*mean = sum / weight;
	*sd = sqrt(1 / weight);
}
