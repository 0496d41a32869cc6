/* One block of 64 samples: drawn, passed through the network, added up. */
#include "plan/risk.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 50000000.0f /* minutes: 95 years, so that sums of a few stay whole */

static void *lanes_of(int32_t nodes)
{
	return aligned_alloc(64, ((size_t)nodes + 1) * LANES * sizeof(int32_t));
}

bool hand_open(struct hand *h, struct mc *m)
{
	int32_t n = m->net.count;
	*h = (struct hand){.m = m};
	int32_t **const arrays[] = {&h->lanes.todo, &h->lanes.start, &h->lanes.finish,
	        (int32_t **)&h->lanes.time, (int32_t **)&h->lanes.start_time, &h->lanes.critical,
	        (int32_t **)&h->lanes.end, &h->base};
	for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
		*arrays[i] = lanes_of(n);
		if (!*arrays[i])
			return false;
		memset(*arrays[i], 0, ((size_t)n + 1) * LANES * sizeof(int32_t));
	}
	h->lanes.found = lanes_of(m->net.found_count);
	h->lanes.goal = lanes_of((int32_t)m->plan->given.calendar_count + 1);
	h->happens = calloc((m->in->risk_count + 1) * LANES, sizeof *h->happens);
	h->own = *m->plan;
	if (!m->net.plain) {
		h->own.nodes = malloc((m->plan->count + 1) * sizeof *h->own.nodes);
		if (h->own.nodes)
			memcpy(h->own.nodes, m->plan->nodes, m->plan->count * sizeof *h->own.nodes);
	}
	return h->lanes.found && h->lanes.goal && h->happens && h->own.nodes && risk_weather_hand(h);
}

void hand_close(struct hand *h)
{
	free(h->lanes.todo);
	free(h->lanes.start);
	free(h->lanes.finish);
	free(h->lanes.time);
	free(h->lanes.start_time);
	free(h->lanes.critical);
	free(h->lanes.end);
	free(h->lanes.found);
	free(h->lanes.goal);
	free(h->base);
	free(h->happens);
	risk_weather_hand_close(h);
	if (!h->m->net.plain)
		free(h->own.nodes);
}

/* ---- drawing ---- */

void risk_draw_cause(struct hand *h, uint32_t cause, uint32_t base)
{
	draw_normal(draw_key(h->m->in->seed, KEY_CAUSE, cause), base, h->causes[cause]);
}

void risk_draw_risk(struct hand *h, size_t r, uint32_t base)
{
	const struct plan_risk_input *in = h->m->in;
	const struct plan_spread *s = &in->risks[r].impact;
	float share[LANES], *happens = h->happens + r * LANES;
	draw_event(draw_key(in->seed, KEY_EVENT, (uint32_t)r), base, in->risks[r].probability,
	        happens);
	draw_block(&h->m->tables[h->m->impact_of[r]],
	        draw_key(in->seed, KEY_IMPACT, (uint32_t)r), base, s->loading,
	        s->cause ? h->causes[s->cause - 1] : NULL, share);
	for (int i = 0; i < LANES; i++)
		happens[i] *= share[i];
}

FAST static void to_minutes(const float *restrict factor, float minutes, int32_t *restrict todo)
{
	for (int i = 0; i < LANES; i++) {
		float x = factor[i] * minutes + 0.5f;
		todo[i] = (int32_t)(x < LONGEST ? x : LONGEST);
	}
}

FAST static void stretch(int32_t *restrict todo, const int32_t *restrict base,
        const float *restrict share)
{
	for (int i = 0; i < LANES; i++)
		todo[i] = base[i] + (int32_t)((float)base[i] * share[i] + 0.5f);
}

void risk_draw_node(struct hand *h, int32_t k, uint32_t base)
{
	const struct mc *m = h->m;
	const struct risk_node *n = &m->net.nodes[k];
	const struct plan_spread *s = &m->in->spreads[n->activity];
	int32_t table = m->table_of[n->activity], *todo = h->base + (size_t)k * LANES;
	float factor[LANES];
	if (table < 0 || n->mode != MODE_TASK) {
		for (int i = 0; i < LANES; i++)
			todo[i] = n->todo;
		return;
	}
	draw_block(&m->tables[table],
	        draw_key(m->in->seed, KEY_DURATION, (uint32_t)n->activity), base, s->loading,
	        s->cause ? h->causes[s->cause - 1] : NULL, factor);
	to_minutes(factor, s->minutes ? 1 : (float)n->todo, todo);
}

void risk_apply(struct hand *h, int32_t k, int32_t without)
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

/* A node's early dates again, with the stops it meets. */
static void stop_slowly(struct hand *h, int32_t r, int lane)
{
	struct plan *p = &h->own;
	int32_t k = h->m->net.node_of[p->activity[r]];
	if (k < 0 || h->m->net.nodes[k].stops < 0 || p->place[p->activity[r]] != r)
		return;
	const struct risk_node *n = &h->m->net.nodes[k];
	size_t at = (size_t)k * LANES + (size_t)lane;
	int32_t took = risk_stretch(&h->m->stops[n->stops], h->lanes.clear[n->stops] + lane,
	        p->nodes[r].we - p->nodes[r].todo, p->nodes[r].todo);
	p->nodes[r].todo = took;
	plan_early_node(p, r);
	h->lanes.finish[at] = p->nodes[r].we;
	h->lanes.start[at] = p->nodes[r].we - took;
}

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
		for (uint32_t r = 0; r < p->count; r++) {
			plan_early_node(p, (int32_t)r);
			stop_slowly(h, (int32_t)r, i);
		}
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

void risk_pass(struct hand *h, int32_t first)
{
	if (h->m->net.plain)
		risk_forward(&h->m->net, first, &h->lanes);
	else
		pass_slowly(h);
}

/* In as many sums side by side as a register has lanes, whatever the processor has, so that
 * the result does not depend on it. */
FAST static void gather_sums(const int32_t *restrict todo, const int32_t *restrict critical,
        const float *restrict off, float mid, float *restrict got)
{
	enum { SIDE = 16 };
	float d[SIDE] = {0}, dd[SIDE] = {0}, df[SIDE] = {0};
	int32_t c = 0;
	for (int from = 0; from < LANES; from += SIDE)
		for (int i = 0; i < SIDE; i++) {
			float x = (float)todo[from + i] - mid;
			d[i] += x;
			dd[i] += x * x;
			df[i] += x * off[from + i];
		}
	for (int i = 0; i < LANES; i++)
		c -= critical[i];
	for (int half = SIDE / 2; half; half /= 2)
		for (int i = 0; i < half; i++) {
			d[i] += d[i + half];
			dd[i] += dd[i + half];
			df[i] += df[i + half];
		}
	got[0] = d[0];
	got[1] = dd[0];
	got[2] = df[0];
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
		const int32_t *took = h->lanes.todo + (size_t)k * LANES;
		int32_t span[LANES];
		for (int i = 0; i < LANES && m->net.nodes[k].stops >= 0; i++)
			span[i] = h->lanes.finish[k * LANES + i] - h->lanes.start[k * LANES + i];
		gather_sums(m->net.nodes[k].stops >= 0 ? span : took, h->lanes.critical + (size_t)k * LANES,
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

void risk_block(struct hand *h, int32_t block)
{
	struct mc *m = h->m;
	struct chunk *c = &m->chunks[block / CHUNK_BLOCKS];
	uint32_t base = (uint32_t)block * LANES;
	for (uint32_t cause = 0; cause < CAUSES; cause++)
		risk_draw_cause(h, cause, base);
	for (size_t r = 0; r < m->in->risk_count; r++)
		risk_draw_risk(h, r, base);
	for (int32_t k = 0; k < m->net.count; k++) {
		risk_draw_node(h, k, base);
		risk_apply(h, k, -1);
	}
	for (size_t w = 0; w < m->in->weather_count; w++)
		risk_draw_weather(h, w, base);
	risk_clear(h, -1);
	risk_pass(h, 0);
	if (m->net.plain)
		risk_trace(&m->net, &h->lanes);
	memcpy(m->finishes + base, h->lanes.end, LANES * sizeof *m->finishes);
	keep_watched(h, block);
	sum_block(h, c);
	if (m->in->exclusion)
		risk_exclude(h, block);
}

