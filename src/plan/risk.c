/*
 * Monte Carlo over a plan: blocks of 64 samples dealt to threads, sums kept per chunk of
 * blocks and added in the chunks' order, so that the result does not depend on who made
 * which.
 */
#include "plan/risk.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS_MAX = 64 };

static void *work(void *arg)
{
	struct mc *m = arg;
	struct hand h;
	bool open = hand_open(&h, m);
	if (!open)
		m->failed = true;
	for (int32_t c; open && !m->stopped && (c = atomic_fetch_add(&m->next, 1)) < m->chunk_count;) {
		int32_t end = (c + 1) * CHUNK_BLOCKS < m->blocks ? (c + 1) * CHUNK_BLOCKS : m->blocks;
		for (int32_t b = c * CHUNK_BLOCKS; b < end; b++)
			risk_block(&h, b);
		int32_t done = atomic_fetch_add(&m->done, 1) + 1;
		if (m->in->stop && m->in->stop(m->in->stop_arg, (double)done / m->chunk_count))
			m->stopped = true;
	}
	hand_close(&h);
	return NULL;
}

/* ---- opening ---- */

static bool same(const struct plan_spread *a, const struct plan_spread *b)
{
	return a->kind == b->kind && a->low == b->low && a->likely == b->likely &&
	       a->high == b->high && a->open == b->open && a->values == b->values &&
	       a->shares == b->shares && a->value_count == b->value_count;
}

/* The table of a spread, made once for all that are alike; −1: not valid. */
static int32_t table_for(struct mc *m, const struct plan_spread *s,
        const struct plan_spread **made)
{
	for (int32_t i = m->table_count - 1; i >= 0 && i > m->table_count - 200; i--)
		if (same(made[i], s))
			return i;
	if (!draw_table_fill(&m->tables[m->table_count], s))
		return -1;
	made[m->table_count] = s;
	return m->table_count++;
}

static bool make_tables(struct mc *m)
{
	size_t n = m->plan->given.activity_count, risks = m->in->risk_count, different = 0;
	for (size_t i = 0; i < n; i++)
		different += m->in->spreads[i].kind != PLAN_CERTAIN &&
		             (i == 0 || !same(&m->in->spreads[i], &m->in->spreads[i - 1]));
	m->tables = malloc((different + risks + 1) * sizeof *m->tables);
	m->table_of = malloc((n + 1) * sizeof *m->table_of);
	m->impact_of = malloc((risks + 1) * sizeof *m->impact_of);
	const struct plan_spread **made = malloc((different + risks + 1) * sizeof *made);
	bool sound = m->tables && m->table_of && m->impact_of && made;
	for (size_t i = 0; i < n && sound; i++) {
		m->table_of[i] = -1;
		if (m->in->spreads[i].kind == PLAN_CERTAIN)
			continue;
		m->table_of[i] = table_for(m, &m->in->spreads[i], made);
		sound = m->table_of[i] >= 0 && fabsf(m->in->spreads[i].loading) <= 1;
	}
	for (size_t r = 0; r < risks && sound; r++) {
		m->impact_of[r] = table_for(m, &m->in->risks[r].impact, made);
		sound = m->impact_of[r] >= 0 && m->in->risks[r].probability >= 0 &&
		        m->in->risks[r].probability <= 1;
	}
	free(made);
	return sound;
}

static bool order_sources(struct mc *m)
{
	for (size_t s = m->in->risk_count; s < m->source_count; s++) {
		m->first_of[s] = 0;
		while (m->first_of[s] < m->net.count && !risk_touches(m, s, m->first_of[s]))
			m->first_of[s]++;
	}
	m->latest_first = malloc((m->source_count + 1) * sizeof *m->latest_first);
	size_t *count = calloc((size_t)m->net.count + 2, sizeof *count);
	if (!m->latest_first || !count) {
		free(count);
		return false;
	}
	for (size_t s = 0; s < m->source_count; s++)
		count[m->net.count - m->first_of[s] + 1]++;
	for (int32_t k = 1; k <= m->net.count; k++)
		count[k] += count[k - 1];
	for (size_t s = 0; s < m->source_count; s++)
		m->latest_first[count[m->net.count - m->first_of[s]]++] = s;
	free(count);
	return true;
}

/* Which risks touch each node, and from where on each changes anything. */
static bool index_risks(struct mc *m)
{
	const struct plan_risk_input *in = m->in;
	size_t total = 0;
	for (size_t r = 0; r < in->risk_count; r++)
		total += in->risks[r].activity_count;
	m->first_of = malloc((m->source_count + in->risk_count + 1) * sizeof *m->first_of);
	m->hit_at = calloc((size_t)m->net.count + 2, sizeof *m->hit_at);
	m->hits = malloc((total + 1) * sizeof *m->hits);
	if (!m->first_of || !m->hit_at || !m->hits)
		return false;
	/* Counted two places on, so that filling moves each beginning to its own place. */
	for (int fill = 0; fill < 2; fill++) {
		for (size_t r = 0; r < in->risk_count; r++) {
			m->first_of[r] = m->net.count;
			for (size_t i = 0; i < in->risks[r].activity_count; i++) {
				int32_t a = in->risks[r].activities[i];
				if (a < 0 || (size_t)a >= m->plan->given.activity_count)
					return false;
				int32_t k = m->net.node_of[a];
				if (k < 0)
					continue;
				if (k < m->first_of[r])
					m->first_of[r] = k;
				if (fill)
					m->hits[m->hit_at[k + 1]++] = (int32_t)r;
				else if (k + 2 <= m->net.count)
					m->hit_at[k + 2]++;
			}
		}
		for (int32_t k = 1; k <= m->net.count && !fill; k++)
			m->hit_at[k] += m->hit_at[k - 1];
	}
	return order_sources(m);
}

static bool make_room(struct mc *m)
{
	size_t samples = (size_t)m->blocks * LANES;
	m->chunks = calloc((size_t)m->chunk_count, sizeof *m->chunks);
	m->finishes = malloc(samples * sizeof *m->finishes);
	m->watched = calloc(samples * m->in->watched_count + 1, sizeof *m->watched);
	m->without = malloc(samples * m->source_count * sizeof *m->without + 1);
	bool sound = m->chunks && m->finishes && m->watched && m->without;
	for (int32_t c = 0; sound && c < m->chunk_count; c++) {
		m->chunks[c].activities =
		        calloc((size_t)m->net.count + 1, sizeof *m->chunks[c].activities);
		sound = m->chunks[c].activities;
	}
	return sound;
}

/* A plain network's nodes that are watched must know their time. */
static bool watch(struct mc *m)
{
	const struct plan_risk_input *in = m->in;
	if (in->watched_count > 64)
		return false;
	for (size_t w = 0; w < in->watched_count; w++) {
		int32_t a = in->watched[w];
		if (a < 0 || (size_t)a >= m->plan->given.activity_count)
			return false;
		if (m->net.node_of[a] >= 0)
			m->net.nodes[m->net.node_of[a]].wants_time = true;
	}
	return true;
}

/* A network that is not plain has nodes for sampling only. */
static void number_slowly(struct risk_net *net)
{
	const struct plan *p = net->plan;
	for (uint32_t r = 0; r < p->count && !net->plain; r++) {
		if (p->nodes[r].mode >= MODE_ENTER || p->place[p->activity[r]] != (int32_t)r)
			continue;
		net->node_of[p->activity[r]] = net->count;
		net->nodes[net->count++] = (struct risk_node){.mode = p->nodes[r].mode,
		        .todo = p->nodes[r].todo, .activity = p->activity[r], .stops = -1};
	}
}

static bool start(struct mc *m)
{
	const struct plan_risk_input *in = m->in;
	bool sound = m->plan->problem.status == PLAN_OK && m->plan->finish > 0 && in->spreads &&
	             in->samples >= 1 && in->samples <= 10000000 && in->risk_count < 100000 &&
	             in->cause_count >= 0 && in->cause_count < CAUSES;
	if (!sound || !risk_net_open(&m->net, m->plan))
		return false;
	number_slowly(&m->net);
	m->blocks = (in->samples + LANES - 1) / LANES;
	m->chunk_count = (m->blocks + CHUNK_BLOCKS - 1) / CHUNK_BLOCKS;
	m->mid = m->plan->finish;
	m->source_count = in->exclusion ?
	        in->risk_count + (size_t)in->cause_count + in->weather_count : 0;
	return make_tables(m) && risk_weather_open(m) && index_risks(m) && watch(m) && make_room(m);
}

static void run(struct mc *m)
{
	int threads = m->in->threads < 1 ? 1 : m->in->threads;
	pthread_t thread[THREADS_MAX];
	int made = 0;
	threads = threads > THREADS_MAX ? THREADS_MAX : threads;
	threads = threads > m->chunk_count ? m->chunk_count : threads;
	while (made < threads - 1 && pthread_create(&thread[made], NULL, work, m) == 0)
		made++;
	work(m);
	for (int i = 0; i < made; i++)
		pthread_join(thread[i], NULL);
}

/* ---- results ---- */

plan_minute plan_quantile(const plan_minute *sorted, int32_t count, double p, double *error)
{
	if (error)
		*error = 0;
	if (count < 1)
		return PLAN_NONE;
	double at = p * (count - 1);
	int32_t i = (int32_t)(at < 0 ? 0 : at > count - 1 ? count - 1 : at);
	if (error) { /* half the width of the 68 % interval of order statistics (David, 1981) */
		double half = sqrt(p * (1 - p) * count);
		int32_t low = (int32_t)fmax(at - half, 0), high = (int32_t)fmin(at + half, count - 1);
		*error = (sorted[high] - sorted[low]) / 2.0;
	}
	int32_t next = i + 1 < count ? i + 1 : i;
	return (plan_minute)lround(sorted[i] + (at - i) * (sorted[next] - sorted[i]));
}

static void describe(const struct mc *m, struct plan_risk_result *r)
{
	double n = r->samples, f = 0, ff = 0;
	for (int32_t c = 0; c < m->chunk_count; c++) {
		f += m->chunks[c].f;
		ff += m->chunks[c].ff;
	}
	r->mean = m->mid + f / n;
	r->sd = n > 1 ? sqrt(fmax(ff - f * f / n, 0) / (n - 1)) : 0;
	r->mean_error = r->sd / sqrt(n);
	for (int32_t k = 0; k < m->net.count; k++) {
		const struct risk_node *node = &m->net.nodes[k];
		struct plan_risk_activity *a = &r->activities[node->activity];
		struct sums s = {0};
		for (int32_t c = 0; c < m->chunk_count; c++) {
			const struct sums *one = &m->chunks[c].activities[k];
			s.d += one->d;
			s.dd += one->dd;
			s.df += one->df;
			s.critical += one->critical;
		}
		double vd = fmax(s.dd - s.d * s.d / n, 0), vf = fmax(ff - f * f / n, 0);
		a->criticality = (float)((double)s.critical / n);
		a->mean = (float)(node->todo + s.d / n);
		a->sd = n > 1 ? (float)sqrt(vd / (n - 1)) : 0;
		a->cruciality = vd > 1e-9 && vf > 1e-9 ?
		                        (float)((s.df - s.d * f / n) / sqrt(vd * vf)) : 0;
		a->ssi = r->sd > 0 ? (float)(a->criticality * a->sd / r->sd) : 0;
	}
}

static bool sum_up(const struct mc *m, struct plan_risk_result *r, plan_minute *other)
{
	size_t samples = (size_t)r->samples;
	int32_t in_time = 0;
	describe(m, r);
	if (!risk_effects(m, r))
		return false;
	risk_sort(r->finishes, other, samples);
	for (size_t w = 0; w < m->in->watched_count; w++)
		risk_sort(r->watched + w * samples, other, samples);
	while (m->in->due && in_time < r->samples && r->finishes[in_time] <= m->in->due)
		in_time++;
	r->by_due = m->in->due ? (double)in_time / r->samples : 0;
	r->by_due_error = sqrt(r->by_due * (1 - r->by_due) / r->samples);
	return true;
}

static struct plan_risk_result *result(struct mc *m)
{
	struct plan_risk_result *r = calloc(1, sizeof *r);
	size_t samples = (size_t)m->blocks * LANES;
	if (!r)
		return NULL;
	r->activities = calloc(m->plan->given.activity_count + 1, sizeof *r->activities);
	r->effects = calloc(m->source_count + 1, sizeof *r->effects);
	plan_minute *other = malloc(samples * sizeof *other);
	if (!r->activities || !r->effects || !other) {
		free(other);
		plan_risk_close(r);
		return NULL;
	}
	r->stopped = m->stopped;
	r->samples = (int32_t)samples;
	r->deterministic = m->plan->finish;
	r->finishes = m->finishes;
	r->watched = m->watched;
	m->finishes = m->watched = NULL;
	bool sound = r->stopped || sum_up(m, r, other);
	free(other);
	if (sound)
		return r;
	plan_risk_close(r);
	return NULL;
}

struct plan_risk_result *plan_risk(const struct plan *plan, const struct plan_risk_input *in)
{
	struct mc *m = calloc(1, sizeof *m);
	struct plan_risk_result *r = NULL;
	if (!m)
		return NULL;
	m->in = in;
	m->plan = plan;
	if (start(m)) {
		run(m);
		r = m->failed ? NULL : result(m);
	}
	for (int32_t c = 0; m->chunks && c < m->chunk_count; c++)
		free(m->chunks[c].activities);
	free(m->chunks);
	free(m->finishes);
	free(m->watched);
	free(m->without);
	free(m->tables);
	free(m->table_of);
	free(m->impact_of);
	free(m->first_of);
	free(m->latest_first);
	free(m->hit_at);
	free(m->hits);
	risk_weather_close(m);
	risk_net_close(&m->net);
	free(m);
	return r;
}

void plan_risk_close(struct plan_risk_result *r)
{
	if (!r)
		return;
	free(r->finishes);
	free(r->watched);
	free(r->activities);
	free(r->effects);
	free(r);
}
