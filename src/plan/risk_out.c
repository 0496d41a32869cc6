/* What each risk, common cause and weather costs: the finish without it, on the same draws. */
#include "plan/risk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SECTIONS = 20 };

static bool caused(const struct mc *m, int32_t k, uint8_t cause)
{
	const struct plan_risk_input *in = m->in;
	bool found = in->spreads[m->net.nodes[k].activity].cause == cause;
	for (int32_t j = m->hit_at[k]; j < m->hit_at[k + 1]; j++)
		found |= in->risks[m->hits[j]].impact.cause == cause;
	return found;
}

static bool stopped(const struct mc *m, int32_t k, size_t weather)
{
	int32_t stops = m->net.nodes[k].stops;
	return stops >= 0 && (m->stops[stops].weathers >> weather & 1);
}

/* Months whose days lost hang on a cause: all weathers are drawn anew. */
static bool moves_weather(const struct mc *m, uint8_t cause)
{
	for (size_t w = 0; w < m->in->weather_count; w++)
		for (int month = 0; month < 12; month++)
			if (m->in->weathers[w].days[month].cause == cause)
				return true;
	return false;
}

bool risk_touches(const struct mc *m, size_t source, int32_t k)
{
	size_t causes = m->in->risk_count, weathers = causes + (size_t)m->in->cause_count;
	if (source >= weathers)
		return stopped(m, k, source - weathers);
	if (source >= causes) {
		uint8_t cause = (uint8_t)(source - causes + 1);
		return caused(m, k, cause) || (m->net.nodes[k].stops >= 0 && moves_weather(m, cause));
	}
	for (int32_t j = m->hit_at[k]; j < m->hit_at[k + 1]; j++)
		if ((size_t)m->hits[j] == source)
			return true;
	return false;
}

/* A cause's deviates anew, as drawn or at their median, and all that hangs on them. */
static void redraw(struct hand *h, uint32_t cause, bool out, uint32_t base)
{
	const struct mc *m = h->m;
	const struct plan_risk_input *in = m->in;
	uint8_t number = (uint8_t)(cause + 1);
	if (out)
		memset(h->causes[cause], 0, sizeof h->causes[cause]);
	else
		risk_draw_cause(h, cause, base);
	for (size_t r = 0; r < in->risk_count; r++)
		if (in->risks[r].impact.cause == number)
			risk_draw_risk(h, r, base);
	for (int32_t k = 0; k < m->net.count; k++) {
		if (!caused(m, k, number))
			continue;
		if (in->spreads[m->net.nodes[k].activity].cause == number)
			risk_draw_node(h, k, base);
		risk_apply(h, k, -1);
	}
}

static void redraw_weather(struct hand *h, uint32_t base)
{
	for (size_t w = 0; w < h->m->in->weather_count; w++)
		risk_draw_weather(h, w, base);
	risk_clear(h, -1);
}

static void leave_out(struct hand *h, size_t source, bool out, uint32_t base)
{
	const struct mc *m = h->m;
	size_t causes = m->in->risk_count, weathers = causes + (size_t)m->in->cause_count;
	if (source >= weathers) {
		risk_clear(h, out ? (int32_t)(source - weathers) : -1);
		return;
	}
	if (source >= causes) {
		redraw(h, (uint32_t)(source - causes), out, base);
		if (moves_weather(m, (uint8_t)(source - causes + 1)))
			redraw_weather(h, base);
		return;
	}
	const struct plan_risk *risk = &m->in->risks[source];
	for (size_t i = 0; i < risk->activity_count; i++)
		if (m->net.node_of[risk->activities[i]] >= 0)
			risk_apply(h, m->net.node_of[risk->activities[i]], out ? (int32_t)source : -1);
}

/* Only what comes after the first activity a source touches is passed again; the sources that
 * begin latest go first, so that what lies before is as it was in the whole pass. */
void risk_exclude(struct hand *h, int32_t block)
{
	struct mc *m = h->m;
	size_t samples = (size_t)m->blocks * LANES;
	uint32_t base = (uint32_t)block * LANES;
	for (size_t k = 0; k < m->source_count; k++) {
		size_t source = m->latest_first[k];
		leave_out(h, source, true, base);
		risk_pass(h, m->first_of[source]);
		memcpy(m->without + source * samples + base, h->lanes.end,
		        LANES * sizeof *m->without);
		leave_out(h, source, false, base);
	}
}

/* ---- results ---- */

/* By digits of eight bits above the least. */
void risk_sort(plan_minute *at, plan_minute *other, size_t count)
{
	plan_minute least = count ? at[0] : 0, most = least;
	plan_minute *from = at, *to = other;
	for (size_t i = 0; i < count; i++) {
		least = at[i] < least ? at[i] : least;
		most = at[i] > most ? at[i] : most;
	}
	for (int digit = 0; digit < 32 && (uint32_t)(most - least) >> digit; digit += 8) {
		size_t place[257] = {0};
		for (size_t i = 0; i < count; i++)
			place[1 + ((uint32_t)(from[i] - least) >> digit & 255)]++;
		for (int k = 1; k < 256; k++)
			place[k] += place[k - 1];
		for (size_t i = 0; i < count; i++)
			to[place[(uint32_t)(from[i] - least) >> digit & 255]++] = from[i];
		plan_minute *other_way = from;
		from = to;
		to = other_way;
	}
	if (from != at)
		memcpy(at, from, count * sizeof *at);
}

enum { QUANTILES = 2 };
static const double quantiles[QUANTILES] = {0.5, 0.8};

/* The quantiles of all samples, then of each section of them. */
static void find_quantiles(const plan_minute *drawn, size_t count, size_t sections,
        plan_minute *sorted, plan_minute *other, double q[][QUANTILES])
{
	for (size_t k = 0; k <= sections; k++) {
		size_t from = k ? (k - 1) * count / sections : 0, to = k ? k * count / sections : count;
		memcpy(sorted, drawn + from, (to - from) * sizeof *sorted);
		risk_sort(sorted, other, to - from);
		for (int i = 0; i < QUANTILES; i++)
			q[k][i] = plan_quantile(sorted, (int32_t)(to - from), quantiles[i], NULL);
	}
}

static void find_effect(const plan_minute *with, const plan_minute *without, size_t count,
        struct plan_risk_effect *to)
{
	double sum = 0, squares = 0, n = (double)count;
	for (size_t i = 0; i < count; i++) {
		double gone = (double)with[i] - without[i];
		sum += gone;
		squares += gone * gone;
	}
	to->mean = sum / n;
	to->mean_error = n > 1 ? sqrt(fmax(squares - sum * sum / n, 0) / (n - 1) / n) : 0;
}

bool risk_effects(const struct mc *m, struct plan_risk_result *r)
{
	size_t count = (size_t)r->samples, sections = count / 32 < SECTIONS ? count / 32 : SECTIONS;
	double with[SECTIONS + 1][QUANTILES], q[SECTIONS + 1][QUANTILES];
	plan_minute *sorted = malloc(2 * count * sizeof *sorted), *other = sorted + count;
	if (!sorted)
		return false;
	find_quantiles(r->finishes, count, sections, sorted, other, with);
	for (size_t source = 0; source < m->source_count; source++) {
		const plan_minute *without = m->without + source * count;
		struct plan_risk_effect *e = &r->effects[source];
		double gain[QUANTILES], error[QUANTILES] = {0};
		find_effect(r->finishes, without, count, e);
		find_quantiles(without, count, sections, sorted, other, q);
		for (int i = 0; i < QUANTILES; i++) {
			gain[i] = with[0][i] - q[0][i];
			for (size_t k = 1; k <= sections; k++)
				error[i] += pow(with[k][i] - q[k][i] - gain[i], 2);
			error[i] = sqrt(error[i] / (double)(sections * (sections - 1)));
		}
		e->p50 = gain[0], e->p50_error = error[0];
		e->p80 = gain[1], e->p80_error = error[1];
	}
	free(sorted);
	return true;
}
