/*
 * The passes: from a list or keys to a schedule.
 */
#include "plan/solve.h"

void bench_open(struct bench *b, struct room *room, const struct net *net)
{
	*b = (struct bench){.net = net};
	size_t moments = (size_t)(net->horizon + 1) * (size_t)net->words;
	b->free = TAKE(room, uint64_t, moments);
	b->waiting = TAKE(room, int32_t, net->n);
	b->ready = TAKE(room, int32_t, net->n);
	b->soonest = TAKE(room, int32_t, net->n);
	b->scratch = TAKE(room, int32_t, net->n);
	b->counter = TAKE(room, int32_t, net->horizon + 2);
	b->event = TAKE(room, uint64_t, net->horizon / 64 + 2);
	b->heap = TAKE(room, int64_t, net->n + 1);
	memcpy(b->free, net->supply, moments * sizeof *b->free);
}

/* ---- The profile ---- */

static void clean(struct bench *b)
{
	memcpy(b->free, b->net->supply,
	        (size_t)b->dirty * (size_t)b->net->words * sizeof *b->free);
	b->dirty = 0;
}

static inline bool fits(const uint64_t *moment, const uint64_t *need, int32_t words,
        uint64_t guard)
{
	if (words == 1)
		return ((*moment - *need) & guard) == guard;
	for (int32_t w = 0; w < words; w++)
		if (((moment[w] - need[w]) & guard) != guard)
			return false;
	return true;
}

static inline void place(struct bench *b, int32_t from, int32_t to, const uint64_t *need)
{
	int32_t words = b->net->words;
	if (words == 1) {
		for (int32_t t = from; t < to; t++)
			b->free[t] -= *need;
	} else {
		for (int32_t t = from; t < to; t++)
			for (int32_t w = 0; w < words; w++)
				b->free[(size_t)t * (size_t)words + (size_t)w] -= need[w];
	}
	if (to > b->dirty)
		b->dirty = to;
}

/* The first time from which `long_` moments fit; NEVER past the horizon. */
static inline int32_t first_fit(const struct bench *b, int32_t from, int32_t length,
        const uint64_t *need)
{
	const struct net *net = b->net;
	int32_t run = 0;
	if (net->words == 1) {
		uint64_t want = *need, guard = net->guard;
		for (int32_t t = from; t < net->horizon; t++) {
			run = ((b->free[t] - want) & guard) == guard ? run + 1 : 0;
			if (run >= length)
				return t + 1 - length;
		}
	} else {
		for (int32_t t = from; t < net->horizon; t++) {
			run = fits(b->free + (size_t)t * (size_t)net->words, need, net->words,
			              net->guard)
			              ? run + 1
			              : 0;
			if (run >= length)
				return t + 1 - length;
		}
	}
	return NEVER;
}

/* The last start from which `length` moments before `end` fit; −1: none. */
static inline int32_t last_fit(const struct bench *b, int32_t end, int32_t length,
        const uint64_t *need)
{
	const struct net *net = b->net;
	int32_t run = 0;
	for (int32_t t = end - 1; t >= 0; t--) {
		run = fits(b->free + (size_t)t * (size_t)net->words, need, net->words, net->guard)
		              ? run + 1
		              : 0;
		if (run >= length)
			return t;
	}
	return -1;
}

/* ---- Serial ---- */

int32_t pass_forward(struct bench *b, const int32_t *list, const int32_t *mode, int32_t *start)
{
	const struct net *net = b->net;
	int32_t makespan = 0;
	clean(b);
	for (int32_t k = 0; k < net->n; k++) {
		int32_t j = list[k], d = duration_of(net, mode, j), at = net->release[j];
		const uint64_t *need = net->need + (size_t)mode[j] * (size_t)net->words;
		for (int32_t a = net->pred_at[j]; a < net->pred_at[j + 1]; a++) {
			int32_t p = net->pred[a].job,
			        bound = start[p] + duration_of(net, mode, p) + net->pred[a].lag;
			at = bound > at ? bound : at;
		}
		if (d) {
			at = first_fit(b, at, d, need);
			if (at >= NEVER)
				return NEVER;
			place(b, at, at + d, need);
		}
		start[j] = at;
		makespan = at + d > makespan ? at + d : makespan;
	}
	return makespan;
}

int32_t pass_backward(struct bench *b, const int32_t *list, const int32_t *mode, int32_t end,
        int32_t *start)
{
	const struct net *net = b->net;
	int32_t first = end;
	clean(b);
	for (int32_t k = net->n; k-- > 0;) {
		int32_t j = list[k], d = duration_of(net, mode, j), at = end;
		const uint64_t *need = net->need + (size_t)mode[j] * (size_t)net->words;
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++) {
			int32_t bound = start[net->succ[a].job] - net->succ[a].lag;
			at = bound < at ? bound : at;
		}
		at = d ? last_fit(b, at, d, need) : at;
		if (at < net->release[j])
			return NEVER;
		if (d)
			place(b, at, at + d, need);
		start[j] = at;
		first = at < first ? at : first;
	}
	return end - first;
}

/* ---- Parallel ---- */

static inline void expect(struct bench *b, int32_t time)
{
	b->event[time >> 6] |= (uint64_t)1 << (time & 63);
}

static int32_t next_event(const struct bench *b, int32_t after)
{
	int32_t last = b->net->horizon >> 6, w = (after + 1) >> 6;
	if (w > last)
		return NEVER;
	uint64_t bits = b->event[w] & ~(uint64_t)0 << ((after + 1) & 63);
	while (!bits) {
		if (++w > last)
			return NEVER;
		bits = b->event[w];
	}
	return w * 64 + __builtin_ctzll(bits);
}

static void make_ready(struct bench *b, int32_t j, const int32_t *key, int32_t *count)
{
	int32_t k = (*count)++;
	for (; k > 0 && key[b->ready[k - 1]] > key[j]; k--)
		b->ready[k] = b->ready[k - 1];
	b->ready[k] = j;
	expect(b, b->soonest[j]);
}

static bool may_start(const struct bench *b, int32_t t, int32_t d, const uint64_t *need)
{
	const struct net *net = b->net;
	int32_t to = net->steps ? t + d : t + (d > 0);
	if (to > net->horizon)
		return false;
	for (int32_t u = t; u < to; u++)
		if (!fits(b->free + (size_t)u * (size_t)net->words, need, net->words, net->guard))
			return false;
	return true;
}

static void expect_steps(struct bench *b)
{
	const struct plan_solve_input *in = b->net->in;
	for (size_t r = 0; r < in->resource_count; r++)
		for (int32_t s = 0; s < in->resources[r].step_count; s++)
			expect(b, in->steps[in->resources[r].step + s].from);
}

int32_t pass_parallel(struct bench *b, const int32_t *key, const int32_t *mode, int32_t *start)
{
	const struct net *net = b->net;
	int32_t ready = 0, makespan = 0, done = 0;
	clean(b);
	memset(b->event, 0, (size_t)(net->horizon / 64 + 2) * sizeof *b->event);
	for (int32_t j = 0; j < net->n; j++) {
		b->waiting[j] = net->pred_at[j + 1] - net->pred_at[j];
		b->soonest[j] = net->release[j];
		if (!b->waiting[j])
			make_ready(b, j, key, &ready);
	}
	if (net->steps)
		expect_steps(b);
	for (int32_t t = next_event(b, -1); done < net->n; t = next_event(b, t)) {
		if (t >= NEVER)
			return NEVER;
		for (int32_t k = 0; k < ready;) {
			int32_t j = b->ready[k], d = duration_of(net, mode, j);
			const uint64_t *need = net->need + (size_t)mode[j] * (size_t)net->words;
			if (b->soonest[j] > t || !may_start(b, t, d, need)) {
				k++;
				continue;
			}
			place(b, t, t + d, need);
			start[j] = t;
			makespan = t + d > makespan ? t + d : makespan;
			done++;
			expect(b, t + d);
			memmove(b->ready + k, b->ready + k + 1,
			        (size_t)(--ready - k) * sizeof *b->ready);
			bool again = false;
			for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++) {
				int32_t s = net->succ[a].job, bound = t + d + net->succ[a].lag;
				if (bound > b->soonest[s])
					b->soonest[s] = bound;
				if (--b->waiting[s] == 0) {
					if (b->soonest[s] < t)
						b->soonest[s] = t;
					make_ready(b, s, key, &ready);
					again |= b->soonest[s] <= t;
				}
			}
			k = again ? 0 : k;
		}
	}
	return makespan;
}

/* ---- Lists ---- */

/* Stable: jobs of the same time stay in topological order. */
static void count_sort(struct bench *b, const int32_t *time, const int32_t *ties, int32_t *list)
{
	const struct net *net = b->net;
	int32_t last = 0;
	for (int32_t j = 0; j < net->n; j++)
		last = time[j] > last ? time[j] : last;
	memset(b->counter, 0, (size_t)(last + 2) * sizeof *b->counter);
	for (int32_t j = 0; j < net->n; j++)
		b->counter[time[j] + 1]++;
	for (int32_t t = 1; t <= last; t++)
		b->counter[t] += b->counter[t - 1];
	for (int32_t k = 0; k < net->n; k++)
		list[b->counter[time[ties[k]]]++] = ties[k];
}

static void repair(struct bench *b, int32_t *list)
{
	for (int32_t k = 0; k < b->net->n; k++)
		b->scratch[list[k]] = k;
	list_by_key(b, b->scratch, list);
}

void list_by_start(struct bench *b, const int32_t *start, int32_t *list)
{
	count_sort(b, start, b->net->by_tail, list);
	if (b->net->leads)
		repair(b, list);
}

void list_by_finish(struct bench *b, const int32_t *start, const int32_t *mode, int32_t *list)
{
	for (int32_t j = 0; j < b->net->n; j++)
		b->scratch[j] = start[j] + duration_of(b->net, mode, j);
	count_sort(b, b->scratch, b->net->by_head, list);
	if (b->net->leads)
		repair(b, list);
}

static void sift(int64_t *heap, int32_t count, int64_t put)
{
	int32_t i = 0, child;
	for (; (child = 2 * i + 1) < count; i = child) {
		child += child + 1 < count && heap[child + 1] < heap[child];
		if (heap[child] >= put)
			break;
		heap[i] = heap[child];
	}
	heap[i] = put;
}

static void push(int64_t *heap, int32_t count, int64_t put)
{
	int32_t i = count;
	for (; i > 0 && heap[(i - 1) / 2] > put; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = put;
}

void list_by_key(struct bench *b, const int32_t *key, int32_t *list)
{
	const struct net *net = b->net;
	int32_t count = 0, filled = 0;
	for (int32_t k = 0; k < net->n; k++) {
		int32_t j = net->topology[k];
		b->waiting[j] = net->pred_at[j + 1] - net->pred_at[j];
		if (!b->waiting[j])
			push(b->heap, count++, (int64_t)key[j] * (1 << 21) + j);
	}
	while (count) {
		int32_t j = (int32_t)(b->heap[0] & ((1 << 21) - 1));
		list[filled++] = j;
		int64_t last = b->heap[--count];
		sift(b->heap, count, last);
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++) {
			int32_t s = net->succ[a].job;
			if (--b->waiting[s] == 0)
				push(b->heap, count++, (int64_t)key[s] * (1 << 21) + s);
		}
	}
}
