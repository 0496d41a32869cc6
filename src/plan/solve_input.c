/*
 * An input of scarce resources, taken in: checked, ordered, packed into lanes.
 */
#include "plan/solve.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_TIME (1 << 24)
#define MOST_AMOUNT (1 << 30)
#define MOST_INVESTMENT 500000000
#define MOST_MOMENTS ((int64_t)1 << 23) /* words of one profile */

struct room_block {
	struct room_block *before;
	char pad[64 - sizeof(void *)];
};

void *room_take(struct room *room, size_t size, size_t count)
{
	size_t bytes = 0;
	if (__builtin_mul_overflow(size, count, &bytes) || bytes > SIZE_MAX / 2) {
		fputs("plan: no memory\n", stderr);
		abort();
	}
	bytes = (bytes + 63) & ~(size_t)63;
	if (bytes > room->left || !room->next) {
		size_t whole = sizeof(struct room_block) + (bytes > 65536 ? bytes : 65536);
		struct room_block *block = aligned_alloc(64, whole);
		if (!block) {
			fputs("plan: no memory\n", stderr);
			abort();
		}
		memset(block, 0, whole);
		block->before = room->blocks;
		room->blocks = block;
		if (bytes > 65536)
			return block + 1;
		room->next = (char *)(block + 1);
		room->left = 65536;
	}
	void *got = room->next;
	room->next += bytes;
	room->left -= bytes;
	return got;
}

void room_close(struct room *room)
{
	while (room->blocks) {
		struct room_block *before = room->blocks->before;
		free(room->blocks);
		room->blocks = before;
	}
	*room = (struct room){0};
}

struct chance chance_seed(uint64_t seed)
{
	struct chance c;
	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += 0x9e3779b97f4a7c15u;
		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
		z = (z ^ z >> 27) * 0x94d049bb133111ebu;
		c.s[i] = z ^ z >> 31;
	}
	return c;
}

/* ---- Checks ---- */

static struct plan_solution fault(enum plan_solve_status status, int32_t job, int32_t order,
        int32_t resource)
{
	return (struct plan_solution){
	        .status = status, .job = job, .order = order, .resource = resource};
}

static bool job_sound(const struct plan_solve_input *in, const struct plan_job *job)
{
	if (job->mode < 0 || job->mode_count < 1 || (size_t)job->mode >= in->mode_count ||
	        (size_t)job->mode_count > in->mode_count - (size_t)job->mode)
		return false;
	if (job->release < 0 || job->release > MOST_TIME || job->due < 0 || job->weight < 0 ||
	        job->investment < 0 || job->investment > MOST_INVESTMENT)
		return false;
	for (int32_t m = job->mode; m < job->mode + job->mode_count; m++) {
		if (in->durations[m] < 0 || in->durations[m] > MOST_TIME)
			return false;
		const int32_t *demand = in->demands + (size_t)m * in->resource_count;
		for (size_t r = 0; r < in->resource_count; r++)
			if (demand[r] < 0 || demand[r] > MOST_AMOUNT)
				return false;
	}
	return true;
}

static bool resource_sound(const struct plan_solve_input *in, const struct plan_resource *r)
{
	if (r->capacity < 0 || r->capacity > MOST_AMOUNT || r->step_count < 0 ||
	        (r->budget && r->step_count))
		return false;
	if (r->step_count &&
	        (r->step < 0 || (size_t)r->step + (size_t)r->step_count > in->step_count))
		return false;
	for (int32_t s = r->step; s < r->step + r->step_count; s++) {
		const struct plan_step *step = &in->steps[s];
		if (step->capacity < 0 || step->capacity > MOST_AMOUNT || step->from < 0 ||
		        step->from > MOST_TIME || (s > r->step && step[-1].from >= step->from))
			return false;
	}
	return true;
}

static struct plan_solution check(const struct plan_solve_input *in)
{
	if (in->job_count > 1 << 20 || in->mode_count > 1 << 22 || in->resource_count > 1024 ||
	        in->order_count > 1 << 24 || in->goal > PLAN_VALUE || in->deadline < 0 || in->by < 0 ||
	        !(in->rate >= 0 && in->rate < 1))
		return fault(PLAN_SOLVE_INVALID, -1, -1, -1);
	for (size_t i = 0; i < in->job_count; i++)
		if (!job_sound(in, &in->jobs[i]))
			return fault(PLAN_SOLVE_INVALID, (int32_t)i, -1, -1);
	for (size_t i = 0; i < in->order_count; i++) {
		const struct plan_order *o = &in->orders[i];
		if (o->from < 0 || o->to < 0 || (size_t)o->from >= in->job_count ||
		        (size_t)o->to >= in->job_count || o->from == o->to || o->lag < -MOST_TIME ||
		        o->lag > MOST_TIME)
			return fault(PLAN_SOLVE_INVALID, -1, (int32_t)i, -1);
	}
	for (size_t i = 0; i < in->resource_count; i++)
		if (!resource_sound(in, &in->resources[i]))
			return fault(PLAN_SOLVE_INVALID, -1, -1, (int32_t)i);
	return fault(PLAN_SOLVED, -1, -1, -1);
}

/* ---- Order ---- */

static void lay_arcs(struct net *net, struct room *room)
{
	const struct plan_solve_input *in = net->in;
	net->pred_at = TAKE(room, int32_t, net->n + 1);
	net->succ_at = TAKE(room, int32_t, net->n + 1);
	net->pred = TAKE(room, struct arc, in->order_count);
	net->succ = TAKE(room, struct arc, in->order_count);
	for (size_t i = 0; i < in->order_count; i++) {
		net->pred_at[in->orders[i].to]++;
		net->succ_at[in->orders[i].from]++;
	}
	int32_t p = 0, s = 0;
	for (int32_t j = 0; j <= net->n; j++) {
		if (j < net->n) {
			p += net->pred_at[j];
			s += net->succ_at[j];
		}
		net->pred_at[j] = p;
		net->succ_at[j] = s;
	}
	for (size_t i = in->order_count; i-- > 0;) {
		const struct plan_order *o = &in->orders[i];
		net->pred[--net->pred_at[o->to]] = (struct arc){o->from, o->lag};
		net->succ[--net->succ_at[o->from]] = (struct arc){o->to, o->lag};
	}
}

/* Kahn (1962); the job with which it stops lies on or behind a loop, −1: none. */
static int32_t sort_jobs(struct net *net, struct room *room)
{
	int32_t *waiting = TAKE(room, int32_t, net->n), filled = 0;
	net->topology = TAKE(room, int32_t, net->n);
	for (int32_t j = 0; j < net->n; j++) {
		waiting[j] = net->pred_at[j + 1] - net->pred_at[j];
		if (!waiting[j])
			net->topology[filled++] = j;
	}
	for (int32_t k = 0; k < filled; k++) {
		int32_t j = net->topology[k];
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++)
			if (--waiting[net->succ[a].job] == 0)
				net->topology[filled++] = net->succ[a].job;
	}
	for (int32_t j = 0; filled < net->n && j < net->n; j++)
		if (waiting[j])
			return j;
	return -1;
}

/* ---- What is there and what is needed ---- */

static int32_t most_of(const struct net *net, const struct plan_resource *r)
{
	int32_t most = r->capacity;
	if (r->step_count && net->in->steps[r->step].from == 0)
		most = 0;
	for (int32_t s = r->step; s < r->step + r->step_count; s++)
		if (net->in->steps[s].capacity > most)
			most = net->in->steps[s].capacity;
	return most;
}

/* Keeps the modes that fit when alone; the resource on which a job's last mode fails, −1:
 * every job has a mode. */
static int32_t choose_modes(struct net *net, struct room *room, int32_t *job)
{
	const struct plan_solve_input *in = net->in;
	net->choice_at = TAKE(room, int32_t, net->n + 1);
	net->choice = TAKE(room, int32_t, in->mode_count + 1);
	int32_t kept = 0;
	for (int32_t j = 0; j < net->n; j++) {
		int32_t last = -1;
		net->choice_at[j] = kept;
		for (int32_t k = 0; k < in->jobs[j].mode_count; k++) {
			int32_t m = in->jobs[j].mode + k, r = 0;
			const int32_t *demand = in->demands + (size_t)m * (size_t)net->resources;
			while (r < net->resources &&
			        (demand[r] <= most_of(net, &in->resources[r]) ||
			                (!in->durations[m] && !in->resources[r].budget)))
				r++;
			if (r < net->resources)
				last = r;
			else
				net->choice[kept++] = m;
		}
		if (kept == net->choice_at[j]) {
			*job = j;
			return last;
		}
		net->multimode |= kept - net->choice_at[j] > 1;
	}
	net->choice_at[net->n] = kept;
	return -1;
}

static void measure(struct net *net)
{
	const struct plan_solve_input *in = net->in;
	int64_t horizon = 0;
	for (int32_t j = 0; j < net->n; j++) {
		int32_t longest = 0, lag = 0;
		for (int32_t c = net->choice_at[j]; c < net->choice_at[j + 1]; c++)
			if (in->durations[net->choice[c]] > longest)
				longest = in->durations[net->choice[c]];
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++) {
			if (net->succ[a].lag > lag)
				lag = net->succ[a].lag;
			net->leads |= net->succ[a].lag < 0;
		}
		horizon += longest + lag;
		if (in->jobs[j].release > net->horizon)
			net->horizon = in->jobs[j].release;
	}
	for (size_t r = 0; r < in->resource_count; r++) {
		const struct plan_resource *p = &in->resources[r];
		net->steps |= p->step_count > 0;
		net->budgets |= p->budget;
		if (p->step_count && in->steps[p->step + p->step_count - 1].from > net->horizon)
			net->horizon = in->steps[p->step + p->step_count - 1].from;
	}
	if (in->deadline > net->horizon)
		net->horizon = in->deadline < MOST_TIME ? in->deadline : MOST_TIME;
	horizon += net->horizon + 1;
	net->horizon = horizon < NEVER ? (int32_t)horizon : NEVER;
}

static void pack(struct net *net, struct room *room)
{
	const struct plan_solve_input *in = net->in;
	int32_t lanes = 0, most = 0;
	for (int32_t r = 0; r < net->resources; r++) {
		if (in->resources[r].budget)
			continue;
		int32_t here = most_of(net, &in->resources[r]);
		most = here > most ? here : most;
		lanes++;
	}
	int32_t width = most < 1 << 15 ? 16 : 32, each = 64 / width, lane = 0;
	net->guard = width == 16 ? 0x8000800080008000u : 0x8000000080000000u;
	net->words = lanes ? (lanes + each - 1) / each : 1;
	net->need = TAKE(room, uint64_t, in->mode_count * (size_t)net->words);
	net->supply = TAKE(room, uint64_t, (size_t)(net->horizon + 1) * (size_t)net->words);
	for (size_t i = 0; i < (size_t)(net->horizon + 1) * (size_t)net->words; i++)
		net->supply[i] = net->guard;
	for (int32_t r = 0; r < net->resources; r++) {
		const struct plan_resource *p = &in->resources[r];
		if (p->budget)
			continue;
		int32_t word = lane / each, shift = lane % each * width, s = 0, now = p->capacity;
		for (int32_t t = 0; t <= net->horizon; t++) {
			if (s < p->step_count && in->steps[p->step + s].from == t)
				now = in->steps[p->step + s++].capacity;
			net->supply[(size_t)t * (size_t)net->words + (size_t)word] |=
			        (uint64_t)now << shift;
		}
		for (int32_t c = 0; c < net->choice_at[net->n]; c++) {
			size_t m = (size_t)net->choice[c];
			if (in->durations[m])
				net->need[m * (size_t)net->words + (size_t)word] |=
				        (uint64_t)in->demands[m * (size_t)net->resources + (size_t)r]
				        << shift;
		}
		lane++;
	}
}

static void find_paths(struct net *net, struct room *room)
{
	net->head = TAKE(room, int32_t, net->n);
	net->tail = TAKE(room, int32_t, net->n);
	net->release = TAKE(room, int32_t, net->n);
	net->shortest = TAKE(room, int32_t, net->n);
	for (int32_t j = 0; j < net->n; j++) {
		net->shortest[j] = NEVER;
		for (int32_t c = net->choice_at[j]; c < net->choice_at[j + 1]; c++)
			if (net->duration[net->choice[c]] < net->shortest[j])
				net->shortest[j] = net->duration[net->choice[c]];
		net->head[j] = net->release[j] = net->in->jobs[j].release;
		net->releases |= net->release[j] > 0;
	}
	for (int32_t k = 0; k < net->n; k++) {
		int32_t j = net->topology[k];
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++) {
			int32_t at = net->head[j] + net->shortest[j] + net->succ[a].lag;
			if (at > net->head[net->succ[a].job])
				net->head[net->succ[a].job] = at;
		}
	}
	for (int32_t k = net->n; k-- > 0;) {
		int32_t j = net->topology[k], longest = 0;
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++) {
			int32_t at = net->tail[net->succ[a].job] + net->succ[a].lag;
			longest = at > longest ? at : longest;
		}
		net->tail[j] = net->shortest[j] + longest;
		if (net->head[j] + net->tail[j] > net->critical)
			net->critical = net->head[j] + net->tail[j];
	}
}

static int by_key(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Jobs by rising sign × key, ties in topological order. */
static int32_t *sorted(
        const struct net *net, struct room *room, const int32_t *key, int32_t sign)
{
	int64_t *pairs = TAKE(room, int64_t, net->n);
	int32_t *list = TAKE(room, int32_t, net->n);
	for (int32_t k = 0; k < net->n; k++)
		pairs[k] = (int64_t)sign * key[net->topology[k]] * (1 << 21) + k;
	qsort(pairs, (size_t)net->n, sizeof *pairs, by_key);
	for (int32_t k = 0; k < net->n; k++)
		list[k] = net->topology[pairs[k] & ((1 << 21) - 1)];
	return list;
}

void net_open(struct net *net, struct room *room, const struct plan_solve_input *in,
        struct plan_solution *found)
{
	*net = (struct net){.in = in, .n = (int32_t)in->job_count,
	        .modes = (int32_t)in->mode_count, .resources = (int32_t)in->resource_count,
	        .duration = in->durations};
	*found = check(in);
	if (found->status != PLAN_SOLVED)
		return;
	lay_arcs(net, room);
	int32_t job = sort_jobs(net, room);
	if (job >= 0) {
		*found = fault(PLAN_SOLVE_LOOP, job, -1, -1);
		return;
	}
	int32_t resource = choose_modes(net, room, &job);
	if (resource >= 0) {
		*found = fault(PLAN_SOLVE_INFEASIBLE, job, -1, resource);
		return;
	}
	measure(net);
	int64_t lanes = (net->resources + 1) / 2 + 1;
	if (net->horizon * lanes > MOST_MOMENTS) {
		*found = fault(PLAN_SOLVE_INVALID, -1, -1, -1);
		return;
	}
	pack(net, room);
	find_paths(net, room);
	net->by_head = sorted(net, room, net->head, 1);
	net->by_tail = sorted(net, room, net->tail, -1);
}
