/*
 * Monte Carlo over a plan: blocks of 64 samples dealt to threads, sums kept per chunk of
 * blocks and added in the chunks' order, so that the result does not depend on who made
 * which.
 */
#include "plan/risk.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BLOCKS = 16, CAUSES = 32, THREADS_MAX = 64 };
enum { KEY_DURATION = 1, KEY_CAUSE, KEY_EVENT, KEY_IMPACT };

struct sums { /* of one activity in one chunk */
	double d, dd, df;
	int64_t critical;
};

struct chunk {
	struct sums *activities;
	double f, ff;
	double *effect, *effect2; /* per risk: of the finish's difference */
};

struct mc {
	const struct plan_risk_input *in;
	const struct plan *plan;
	struct risk_net net;
	struct draw_table *tables; /* of different spreads */
	int32_t *table_of;         /* activity → table, −1: certain */
	int32_t *impact_of;        /* risk → table */
	int32_t table_count;
	int32_t *first_of;  /* risk → first node it touches */
	int32_t *hit_at;    /* node → risks that touch it: hit_at[k] … hit_at[k + 1] */
	int32_t *hits;
	int32_t blocks, chunk_count;
	struct chunk *chunks;
	plan_minute *finishes, *watched, *without; /* without: risk × sample */
	double mid; /* near the mean finish, so that sums stay exact */
	_Atomic int32_t next, done;
	_Atomic bool stopped, failed;
};

/* ---- what one thread holds ---- */
struct hand {
	struct mc *m;
	struct risk_lanes lanes;
	int32_t *base;       /* durations before any risk */
	int32_t *kept;       /* of a pass that excludes a risk: what it writes over */
	float *happens;      /* risk × LANES: share it adds, 0 where it does not happen */
	float causes[CAUSES][LANES];
	struct plan own;     /* for networks that are not plain: nodes of its own */
};

static void *lanes_of(int32_t nodes)
{
	return aligned_alloc(64, ((size_t)nodes + 1) * LANES * sizeof(int32_t));
}

static bool hand_open(struct hand *h, struct mc *m)
{
	int32_t n = m->net.count;
	*h = (struct hand){.m = m};
	int32_t **const arrays[] = {&h->lanes.todo, &h->lanes.start, &h->lanes.finish,
	        (int32_t **)&h->lanes.time, (int32_t **)&h->lanes.start_time, &h->lanes.critical,
	        (int32_t **)&h->lanes.end, &h->base, &h->kept};
	for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
		*arrays[i] = lanes_of(i == 8 ? 4 * n : n);
		if (!*arrays[i])
			return false;
		memset(*arrays[i], 0, ((size_t)n + 1) * LANES * sizeof(int32_t));
	}
	h->happens = calloc((m->in->risk_count + 1) * LANES, sizeof *h->happens);
	h->own = *m->plan;
	if (!m->net.plain) {
		h->own.nodes = malloc((m->plan->count + 1) * sizeof *h->own.nodes);
		if (h->own.nodes)
			memcpy(h->own.nodes, m->plan->nodes, m->plan->count * sizeof *h->own.nodes);
	}
	return h->happens && h->own.nodes;
}

static void hand_close(struct hand *h)
{
	free(h->lanes.todo);
	free(h->lanes.start);
	free(h->lanes.finish);
	free(h->lanes.time);
	free(h->lanes.start_time);
	free(h->lanes.critical);
	free(h->lanes.end);
	free(h->base);
	free(h->kept);
	free(h->happens);
	if (!h->m->net.plain)
		free(h->own.nodes);
}

/* ---- drawing ---- */

static void draw_causes(struct hand *h, uint32_t base)
{
	for (uint32_t c = 0; c < CAUSES; c++)
		draw_normal(draw_key(h->m->in->seed, KEY_CAUSE, c), base, h->causes[c]);
}

static void draw_risks(struct hand *h, uint32_t base)
{
	const struct plan_risk_input *in = h->m->in;
	for (size_t r = 0; r < in->risk_count; r++) {
		float share[LANES], *happens = h->happens + r * LANES;
		const struct plan_spread *s = &in->risks[r].impact;
		draw_event(draw_key(in->seed, KEY_EVENT, (uint32_t)r), base,
		        in->risks[r].probability, happens);
		draw_block(&h->m->tables[h->m->impact_of[r]],
		        draw_key(in->seed, KEY_IMPACT, (uint32_t)r), base, s->loading,
		        s->cause ? h->causes[s->cause - 1] : NULL, share);
		for (int i = 0; i < LANES; i++)
			happens[i] *= share[i];
	}
}

FAST static void to_minutes(const float *restrict factor, float minutes, int32_t *restrict todo)
{
	for (int i = 0; i < LANES; i++)
		todo[i] = (int32_t)(factor[i] * minutes + 0.5f);
}

FAST static void stretch(int32_t *restrict todo, const int32_t *restrict base,
        const float *restrict share)
{
	for (int i = 0; i < LANES; i++)
		todo[i] = base[i] + (int32_t)((float)base[i] * share[i] + 0.5f);
}

static void draw_base(struct hand *h, uint32_t base)
{
	const struct mc *m = h->m;
	for (int32_t k = 0; k < m->net.count; k++) {
		const struct risk_node *n = &m->net.nodes[k];
		const struct plan_spread *s = &m->in->spreads[n->activity];
		int32_t table = m->table_of[n->activity], *todo = h->base + (size_t)k * LANES;
		float factor[LANES];
		if (table < 0 || n->mode != MODE_TASK) {
			for (int i = 0; i < LANES; i++)
				todo[i] = n->todo;
			continue;
		}
		draw_block(&m->tables[table],
		        draw_key(m->in->seed, KEY_DURATION, (uint32_t)n->activity), base, s->loading,
		        s->cause ? h->causes[s->cause - 1] : NULL, factor);
		to_minutes(factor, (float)n->todo, todo);
	}
}

/* A node's durations with all its risks but one (−1: with all). */
static void apply_risks(struct hand *h, int32_t k, int32_t without)
{
	const struct mc *m = h->m;
	float share[LANES] = {0};
	for (int32_t j = m->hit_at[k]; j < m->hit_at[k + 1]; j++) {
		const float *one = h->happens + (size_t)m->hits[j] * LANES;
		for (int i = 0; i < LANES && m->hits[j] != without; i++)
			share[i] += one[i];
	}
	stretch(h->lanes.todo + (size_t)k * LANES, h->base + (size_t)k * LANES, share);
}

/* ---- passes ---- */

/* Each sample as a forward pass of its own, exact for every kind of network. */
static void pass_slowly(struct hand *h)
{
	struct plan *p = &h->own;
	const struct risk_net *net = &h->m->net;
	for (int i = 0; i < LANES; i++) {
		for (int32_t k = 0; k < net->count; k++)
			if (net->nodes[k].mode == MODE_TASK)
				p->nodes[p->place[net->nodes[k].activity]].todo =
				        h->lanes.todo[(size_t)k * LANES + (size_t)i];
		for (uint32_t r = 0; r < p->count; r++)
			plan_early_node(p, (int32_t)r);
		plan_find_finish(p);
		h->lanes.end[i] = p->finish;
		for (int32_t k = 0; k < net->count; k++)
			h->lanes.time[(size_t)k * LANES + (size_t)i] =
			        p->nodes[p->place[net->nodes[k].activity]].ef;
		for (int32_t k = 0; k < net->count; k++)
			h->lanes.critical[(size_t)k * LANES + (size_t)i] = 0;
		struct plan_reason why[256];
		for (int32_t k = 0; k < net->count; k++) {
			int32_t a = net->nodes[k].activity;
			if (p->nodes[p->place[a]].ef != p->finish || h->lanes.critical[(size_t)k * LANES + (size_t)i])
				continue;
			size_t n = plan_why_early(p, a, why, 256);
			for (size_t j = 0; j < n && j < 256; j++)
				if (net->node_of[why[j].activity] >= 0)
					h->lanes.critical[(size_t)net->node_of[why[j].activity] * LANES +
					                  (size_t)i] = -1;
		}
	}
}

static void pass(struct hand *h, int32_t first)
{
	if (h->m->net.plain)
		risk_forward(&h->m->net, first, &h->lanes);
	else
		pass_slowly(h);
}

FAST static void gather_sums(const int32_t *restrict todo, const int32_t *restrict critical,
        const float *restrict off, float mid, float *restrict got)
{
	float d = 0, dd = 0, df = 0;
	int32_t c = 0;
	for (int i = 0; i < LANES; i++) {
		float x = (float)todo[i] - mid;
		d += x;
		dd += x * x;
		df += x * off[i];
		c -= critical[i];
	}
	got[0] = d;
	got[1] = dd;
	got[2] = df;
	got[3] = (float)c;
}

static void sum_block(struct hand *h, struct chunk *c)
{
	const struct mc *m = h->m;
	float off[LANES];
	for (int i = 0; i < LANES; i++) {
		off[i] = (float)((double)h->lanes.end[i] - m->mid);
		c->f += off[i];
		c->ff += (double)off[i] * off[i];
	}
	for (int32_t k = 0; k < m->net.count; k++) {
		float got[4];
		struct sums *s = &c->activities[k];
		gather_sums(h->lanes.todo + (size_t)k * LANES, h->lanes.critical + (size_t)k * LANES,
		        off, (float)m->net.nodes[k].todo, got);
		s->d += got[0];
		s->dd += got[1];
		s->df += got[2];
		s->critical += (int64_t)got[3];
	}
}

static void keep_watched(struct hand *h, int32_t block)
{
	const struct mc *m = h->m;
	size_t samples = (size_t)m->blocks * LANES;
	for (size_t w = 0; w < m->in->watched_count; w++) {
		int32_t k = m->net.node_of[m->in->watched[w]];
		plan_minute *to = m->watched + w * samples + (size_t)block * LANES;
		if (k >= 0)
			memcpy(to, h->lanes.time + (size_t)k * LANES, LANES * sizeof *to);
	}
}

/* The finish without each risk: only what comes after its first activity is passed again,
 * and put back from the copies afterwards. */
static void exclude(struct hand *h, struct chunk *c, int32_t block)
{
	struct mc *m = h->m;
	size_t n = (size_t)m->net.count * LANES, samples = (size_t)m->blocks * LANES;
	plan_minute all[LANES];
	memcpy(all, h->lanes.end, sizeof all);
	int32_t *keep[4] = {h->kept, h->kept + n, h->kept + 2 * n, h->kept + 3 * n};
	int32_t *live[4] = {h->lanes.start, h->lanes.finish, h->lanes.time, h->lanes.start_time};
	for (int a = 0; a < 4; a++)
		memcpy(keep[a], live[a], n * sizeof **keep);
	for (size_t r = 0; r < m->in->risk_count; r++) {
		const struct plan_risk *risk = &m->in->risks[r];
		size_t from = (size_t)m->first_of[r] * LANES;
		for (size_t i = 0; i < risk->activity_count; i++)
			if (m->net.node_of[risk->activities[i]] >= 0)
				apply_risks(h, m->net.node_of[risk->activities[i]], (int32_t)r);
		pass(h, m->first_of[r]);
		for (int i = 0; i < LANES; i++) {
			double gone = (double)all[i] - h->lanes.end[i];
			c->effect[r] += gone;
			c->effect2[r] += gone * gone;
			m->without[r * samples + (size_t)block * LANES + (size_t)i] = h->lanes.end[i];
		}
		for (int a = 0; a < 4 && m->net.plain; a++)
			memcpy(live[a] + from, keep[a] + from, (n - from) * sizeof **keep);
		for (size_t i = 0; i < risk->activity_count; i++)
			if (m->net.node_of[risk->activities[i]] >= 0)
				apply_risks(h, m->net.node_of[risk->activities[i]], -1);
	}
	memcpy(h->lanes.end, all, sizeof all);
}

static void run_block(struct hand *h, int32_t block)
{
	struct mc *m = h->m;
	struct chunk *c = &m->chunks[block / CHUNK_BLOCKS];
	uint32_t base = (uint32_t)block * LANES;
	draw_causes(h, base);
	draw_risks(h, base);
	draw_base(h, base);
	for (int32_t k = 0; k < m->net.count; k++)
		apply_risks(h, k, -1);
	pass(h, 0);
	if (m->net.plain)
		risk_trace(&m->net, &h->lanes);
	memcpy(m->finishes + base, h->lanes.end, LANES * sizeof *m->finishes);
	keep_watched(h, block);
	sum_block(h, c);
	if (m->in->exclusion)
		exclude(h, c, block);
}

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
			run_block(&h, b);
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
	       a->high == b->high && a->values == b->values && a->value_count == b->value_count;
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

/* Which risks touch each node, and from where on each changes anything. */
static bool index_risks(struct mc *m)
{
	const struct plan_risk_input *in = m->in;
	size_t total = 0;
	for (size_t r = 0; r < in->risk_count; r++)
		total += in->risks[r].activity_count;
	m->first_of = malloc((in->risk_count + 1) * sizeof *m->first_of);
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
	return true;
}

static bool make_room(struct mc *m)
{
	size_t samples = (size_t)m->blocks * LANES, risks = m->in->risk_count;
	m->chunks = calloc((size_t)m->chunk_count, sizeof *m->chunks);
	m->finishes = malloc(samples * sizeof *m->finishes);
	m->watched = calloc(samples * m->in->watched_count + 1, sizeof *m->watched);
	m->without = malloc((m->in->exclusion ? samples * risks : 0) * sizeof *m->without + 1);
	bool sound = m->chunks && m->finishes && m->watched && m->without;
	for (int32_t c = 0; sound && c < m->chunk_count; c++) {
		m->chunks[c].activities =
		        calloc((size_t)m->net.count + 1, sizeof *m->chunks[c].activities);
		m->chunks[c].effect = calloc(2 * risks + 1, sizeof *m->chunks[c].effect);
		m->chunks[c].effect2 = m->chunks[c].effect + risks;
		sound = m->chunks[c].activities && m->chunks[c].effect;
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
		        .todo = p->nodes[r].todo, .activity = p->activity[r]};
	}
}

static bool start(struct mc *m)
{
	const struct plan_risk_input *in = m->in;
	bool sound = m->plan->problem.status == PLAN_OK && m->plan->finish > 0 && in->spreads &&
	             in->samples >= 1 && in->samples <= 10000000 && in->risk_count < 100000;
	if (!sound || !risk_net_open(&m->net, m->plan))
		return false;
	number_slowly(&m->net);
	m->blocks = (in->samples + LANES - 1) / LANES;
	m->chunk_count = (m->blocks + CHUNK_BLOCKS - 1) / CHUNK_BLOCKS;
	m->mid = m->plan->finish;
	return make_tables(m) && index_risks(m) && watch(m) && make_room(m);
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

static int ascending(const void *a, const void *b)
{
	plan_minute x = *(const plan_minute *)a, y = *(const plan_minute *)b;
	return x < y ? -1 : x > y;
}

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

static void describe_effects(const struct mc *m, struct plan_risk_result *r)
{
	double n = r->samples;
	plan_minute with = plan_quantile(r->finishes, r->samples, 0.8, NULL);
	for (size_t k = 0; k < m->in->risk_count && m->in->exclusion; k++) {
		double sum = 0, squares = 0;
		plan_minute *one = m->without + k * (size_t)r->samples;
		for (int32_t c = 0; c < m->chunk_count; c++) {
			sum += m->chunks[c].effect[k];
			squares += m->chunks[c].effect2[k];
		}
		qsort(one, (size_t)r->samples, sizeof *one, ascending);
		r->effects[k] = (struct plan_risk_effect){sum / n,
		        n > 1 ? sqrt(fmax(squares - sum * sum / n, 0) / (n - 1) / n) : 0,
		        with - plan_quantile(one, r->samples, 0.8, NULL)};
	}
}

static struct plan_risk_result *result(struct mc *m)
{
	struct plan_risk_result *r = calloc(1, sizeof *r);
	size_t samples = (size_t)m->blocks * LANES;
	if (!r)
		return NULL;
	r->activities = calloc(m->plan->given.activity_count + 1, sizeof *r->activities);
	r->effects = calloc(m->in->risk_count + 1, sizeof *r->effects);
	if (!r->activities || !r->effects) {
		plan_risk_close(r);
		return NULL;
	}
	r->stopped = m->stopped;
	r->samples = (int32_t)samples;
	r->deterministic = m->plan->finish;
	r->finishes = m->finishes;
	r->watched = m->watched;
	m->finishes = m->watched = NULL;
	if (r->stopped)
		return r;
	describe(m, r);
	qsort(r->finishes, samples, sizeof *r->finishes, ascending);
	for (size_t w = 0; w < m->in->watched_count; w++)
		qsort(r->watched + w * samples, samples, sizeof *r->watched, ascending);
	int32_t in_time = 0;
	while (m->in->due && in_time < r->samples && r->finishes[in_time] <= m->in->due)
		in_time++;
	r->by_due = m->in->due ? (double)in_time / r->samples : 0;
	r->by_due_error = sqrt(r->by_due * (1 - r->by_due) / r->samples);
	describe_effects(m, r);
	return r;
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
	for (int32_t c = 0; m->chunks && c < m->chunk_count; c++) {
		free(m->chunks[c].activities);
		free(m->chunks[c].effect);
	}
	free(m->chunks);
	free(m->finishes);
	free(m->watched);
	free(m->without);
	free(m->tables);
	free(m->table_of);
	free(m->impact_of);
	free(m->first_of);
	free(m->hit_at);
	free(m->hits);
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
