/*
 * Search that learns from conflicts: bounds, clauses, analysis, restarts.
 */
#include "plan/solve_learn.h"

#include <stdio.h>
#include <stdlib.h>

#define NO_NEED (-NEVER * 2)
#define HEAD 3 /* words before the facts of a clause: size, levels, used */
#define DECAY (1 / 0.95)

/* ---- Growing arrays ---- */

void *more(void *at, int32_t len, int32_t *cap, size_t size)
{
	if (len < *cap)
		return at;
	*cap = *cap ? *cap * 2 : 16;
	void *got = *cap < 1 << 29 ? realloc(at, (size_t)*cap * size) : NULL;
	if (!got) {
		fputs("plan: no memory\n", stderr);
		abort();
	}
	return got;
}

void list32_push(struct list32 *list, int32_t put)
{
	list->at = more(list->at, list->len, &list->cap, sizeof *list->at);
	list->at[list->len++] = put;
}

void reason_add(struct learner *l, struct fact f)
{
	l->reason = more(l->reason, l->reason_len, &l->reason_cap, sizeof *l->reason);
	l->reason[l->reason_len++] = f;
}

/* ---- Facts by number: those between the first bounds of a job ---- */

static inline int64_t number_of(const struct learner *l, struct fact f)
{
	int32_t job = f.bound >> 1;
	return l->first_of[job] + (f.bound & 1 ? 1 - f.value : f.value);
}

static inline struct watches *watches_of(const struct learner *l, struct fact f)
{
	return &l->watch[number_of(l, f) * 2 + (f.bound & 1)];
}

/* ---- The heap of active facts ---- */

static void heap_up(struct learner *l, int32_t i)
{
	int32_t x = l->heap[i];
	for (; i > 0 && l->activity[l->heap[(i - 1) / 2]] < l->activity[x]; i = (i - 1) / 2) {
		l->heap[i] = l->heap[(i - 1) / 2];
		l->place[l->heap[i]] = i;
	}
	l->heap[i] = x;
	l->place[x] = i;
}

static void heap_down(struct learner *l, int32_t i)
{
	int32_t x = l->heap[i], child;
	for (; (child = 2 * i + 1) < l->heap_len; i = child) {
		child += child + 1 < l->heap_len &&
		         l->activity[l->heap[child + 1]] > l->activity[l->heap[child]];
		if (l->activity[l->heap[child]] <= l->activity[x])
			break;
		l->heap[i] = l->heap[child];
		l->place[l->heap[i]] = i;
	}
	l->heap[i] = x;
	l->place[x] = i;
}

static void heap_put(struct learner *l, int32_t x)
{
	if (l->place[x] >= 0)
		return;
	l->heap[l->heap_len++] = x;
	heap_up(l, l->heap_len - 1);
}

static int32_t heap_take(struct learner *l)
{
	int32_t top = l->heap[0], last = l->heap[--l->heap_len];
	l->place[top] = -1;
	if (l->heap_len) {
		l->heap[0] = last;
		heap_down(l, 0);
	}
	return top;
}

static void bump(struct learner *l, struct fact f)
{
	int64_t x = number_of(l, f);
	l->activity[x] += l->step;
	if (l->activity[x] > 1e100) {
		for (int64_t i = 0; i < l->fact_count; i++)
			l->activity[i] *= 1e-100;
		l->step *= 1e-100;
	}
	if (l->place[x] >= 0)
		heap_up(l, l->place[x]);
	else
		heap_put(l, (int32_t)x);
}

/* ---- Bounds ---- */

/* The facts that made a bound reach `value` in this rise, added to `reason`. */
static void explain(struct learner *l, const struct rise *r, int32_t value)
{
	if (r->why == WHY_ORDER) {
		const struct pull *p = &l->pulls[r->from]; /* asks no more than needed */
		reason_add(l, (struct fact){p->from, value - p->by});
	} else if (r->why == WHY_SUPPLY) {
		supply_explain(l, r);
	} else if (r->why >= WHY_CLAUSE) {
		const int32_t *c = l->clauses.at + r->why;
		const struct fact *facts = (const struct fact *)(c + HEAD);
		for (int32_t k = 0; k < c[0]; k++)
			if (facts[k].bound != r->bound)
				reason_add(l, opposite(facts[k]));
	}
}

bool learner_raise(struct learner *l, struct fact f, int32_t why, int32_t from)
{
	if (holds(l, f))
		return true;
	l->rises = more(l->rises, l->rise_count, &l->rise_cap, sizeof *l->rises);
	struct rise *r = &l->rises[l->rise_count];
	*r = (struct rise){f.bound, f.value, l->bound[f.bound], l->last[f.bound], l->levels.len,
	        why, from};
	if (holds(l, opposite(f))) {
		struct rise failed = *r;
		l->reason_len = 0;
		reason_add(l, opposite(f));
		explain(l, &failed, f.value);
		return false;
	}
	l->bound[f.bound] = f.value;
	l->last[f.bound] = l->rise_count++;
	int32_t job = f.bound >> 1;
	if (!l->dirty[job]) {
		l->dirty[job] = true;
		list32_push(&l->touched, job);
	}
	return true;
}

static void undo_to(struct learner *l, int32_t level)
{
	if (level >= l->levels.len)
		return;
	int32_t keep = l->levels.at[level];
	for (int32_t i = l->rise_count; i-- > keep;) {
		const struct rise *r = &l->rises[i];
		int64_t a = number_of(l, (struct fact){r->bound, r->was}),
		        b = number_of(l, (struct fact){r->bound, r->now});
		/* facts that become open again */
		int64_t from = r->bound & 1 ? b : a + 1, to = r->bound & 1 ? a - 1 : b;
		for (int64_t x = from; x <= to; x++)
			if (l->activity[x] > 0)
				heap_put(l, (int32_t)x);
		l->bound[r->bound] = r->was;
		l->last[r->bound] = r->before;
	}
	l->rise_count = l->head = keep;
	for (int32_t i = 0; i < l->touched.len; i++)
		l->dirty[l->touched.at[i]] = false;
	l->touched.len = 0;
	supply_undo(l, l->undo_levels.at[level * 2]);
	l->told.len = l->undo_levels.at[level * 2 + 1];
	l->levels.len = level;
	l->undo_levels.len = level * 2;
}

static void open_level(struct learner *l)
{
	list32_push(&l->levels, l->rise_count);
	list32_push(&l->undo_levels, l->undo_len);
	list32_push(&l->undo_levels, l->told.len);
}

/* What holds at the root holds for good and needs no reason. */
static void settle(struct learner *l)
{
	for (int32_t i = 0; i < l->rise_count; i++)
		l->last[l->rises[i].bound] = -1;
	l->rise_count = l->head = 0;
	l->undo_len = l->told.len = 0;
}

/* ---- Clauses ---- */

static void watch_fact(struct learner *l, struct fact watched, int32_t clause, struct fact other)
{
	struct watches *w = watches_of(l, opposite(watched));
	w->at = more(w->at, w->len, &w->cap, sizeof *w->at);
	w->at[w->len++] = (struct watch){clause, other};
}

static bool conflict_of_clause(struct learner *l, const int32_t *c)
{
	const struct fact *facts = (const struct fact *)(c + HEAD);
	l->reason_len = 0;
	for (int32_t k = 0; k < c[0]; k++)
		reason_add(l, opposite(facts[k]));
	return false;
}

/* Visits the clauses in which the opposite of a fact that now holds is watched. */
static bool visit(struct learner *l, struct fact now)
{
	struct watches *w = watches_of(l, now);
	struct fact gone = opposite(now);
	int32_t kept = 0, i = 0;
	bool sound = true;
	while (i < w->len && sound) {
		struct watch seen = w->at[i++];
		if (holds(l, seen.other)) {
			w->at[kept++] = seen;
			continue;
		}
		int32_t *c = l->clauses.at + seen.clause;
		struct fact *facts = (struct fact *)(c + HEAD);
		if (facts[0].bound == gone.bound && facts[0].value == gone.value) {
			facts[0] = facts[1];
			facts[1] = gone;
		}
		seen.other = facts[0];
		int32_t k = 2;
		if (!holds(l, facts[0]))
			while (k < c[0] && holds(l, opposite(facts[k])))
				k++;
		if (!holds(l, facts[0]) && k < c[0]) {
			facts[1] = facts[k];
			facts[k] = gone;
			watch_fact(l, facts[1], seen.clause, facts[0]);
			continue;
		}
		w->at[kept++] = seen;
		if (holds(l, facts[0]))
			continue;
		c[2] = 1;
		if (holds(l, opposite(facts[0])))
			sound = conflict_of_clause(l, c);
		else
			sound = learner_raise(l, facts[0], seen.clause, 0);
	}
	while (i < w->len)
		w->at[kept++] = w->at[i++];
	w->len = kept;
	return sound;
}

/* Orders and clauses until nothing rises, then supply, and so on; false: conflict. */
static bool propagate(struct learner *l)
{
	for (;;) {
		while (l->head < l->rise_count) {
			struct rise r = l->rises[l->head++];
			for (int32_t p = l->pull_at[r.bound]; p < l->pull_at[r.bound + 1]; p++) {
				struct fact f = {l->pulls[p].to, r.now + l->pulls[p].by};
				if (!holds(l, f) && !learner_raise(l, f, WHY_ORDER, p))
					return false;
			}
			for (int32_t v = r.was + 1; v <= r.now; v++)
				if (!visit(l, (struct fact){r.bound, v}))
					return false;
		}
		if (!l->touched.len)
			return true;
		if (!supply_propagate(l))
			return false;
	}
}

/* ---- What is learned from a conflict: the first point all ways lead through (Marques-Silva
 * & Sakallah 1999) ---- */

static struct rise *rise_of(const struct learner *l, struct fact f)
{
	int32_t i = l->last[f.bound];
	while (i >= 0 && l->rises[i].was >= f.value)
		i = l->rises[i].before;
	return i < 0 ? NULL : &l->rises[i];
}

/* One more fact of the lesson; facts of one bound become one. Counts those of this level. */
static void want(struct learner *l, struct fact f, int32_t *here)
{
	if (l->need[f.bound] >= f.value)
		return;
	const struct rise *r = rise_of(l, f);
	if (!r || !r->level)
		return; /* holds at the root */
	bump(l, f);
	if (l->need[f.bound] == NO_NEED)
		list32_push(&l->needed, f.bound);
	bool now = r->level == l->levels.len;
	*here += now && !l->now[f.bound];
	l->now[f.bound] = now;
	l->need[f.bound] = f.value;
}

/* Whether the rest of the lesson implies this fact already. */
static bool follows(struct learner *l, struct fact f)
{
	const struct rise *r = rise_of(l, f);
	if (r->why == WHY_DECIDED)
		return false;
	l->reason_len = 0;
	explain(l, r, f.value);
	for (int32_t k = 0; k < l->reason_len; k++) {
		struct fact g = l->reason[k], stronger = {g.bound, l->need[g.bound]};
		const struct rise *why = rise_of(l, g);
		if (!why || !why->level)
			continue;
		/* implied by what is there, but only by what came before: no circles */
		if (stronger.value < g.value || rise_of(l, stronger) >= r)
			return false;
	}
	return true;
}

/* Fills `lesson` with facts that cannot hold together, the present level's first, and says
 * to which level to return. */
static int32_t analyse(struct learner *l, int32_t *len, int32_t *back)
{
	int32_t here = 0;
	l->needed.len = 0;
	for (int32_t k = 0; k < l->reason_len; k++)
		want(l, l->reason[k], &here);
	int32_t i = l->rise_count;
	const struct rise *r = NULL;
	for (;;) {
		do
			r = &l->rises[--i];
		while (!l->now[r->bound] || r->was >= l->need[r->bound] ||
		        l->need[r->bound] == NO_NEED);
		if (here == 1)
			break;
		struct fact f = {r->bound, l->need[r->bound]};
		here--;
		l->need[f.bound] = NO_NEED;
		l->now[f.bound] = false;
		l->reason_len = 0;
		explain(l, r, f.value);
		for (int32_t k = 0; k < l->reason_len; k++)
			want(l, l->reason[k], &here);
	}
	int32_t count = 0;
	struct fact point = {r->bound, l->need[r->bound]};
	l->lesson[count++] = point;
	for (int32_t k = 0; k < l->needed.len; k++) {
		struct fact f = {l->needed.at[k], l->need[l->needed.at[k]]};
		if (f.value == NO_NEED || l->now[f.bound] || follows(l, f))
			continue;
		l->now[f.bound] = true; /* once */
		l->lesson[count++] = f;
	}
	for (int32_t k = 0; k < l->needed.len; k++) {
		l->need[l->needed.at[k]] = NO_NEED;
		l->now[l->needed.at[k]] = false;
	}
	*back = 0;
	l->stamped++;
	int32_t levels = 0;
	for (int32_t k = 0; k < count; k++) {
		int32_t level = rise_of(l, l->lesson[k])->level;
		if (l->stamp[level] != l->stamped) {
			l->stamp[level] = l->stamped;
			levels++;
		}
		if (k && level > *back) {
			*back = level;
			struct fact f = l->lesson[1];
			l->lesson[1] = l->lesson[k];
			l->lesson[k] = f;
		}
	}
	*len = count;
	return levels;
}

static void attach(struct learner *l, int32_t ref)
{
	const int32_t *c = l->clauses.at + ref;
	const struct fact *facts = (const struct fact *)(c + HEAD);
	struct fact a = facts[0], b = facts[1];
	watch_fact(l, a, ref, b);
	watch_fact(l, b, ref, a);
}

/* Learns from the conflict in `reason`; false: there is no schedule. */
static bool learn(struct learner *l)
{
	int32_t len, back, levels, top = 0;
	l->conflicts++;
	for (int32_t k = 0; k < l->reason_len; k++) {
		const struct rise *r = rise_of(l, l->reason[k]);
		top = r && r->level > top ? r->level : top;
	}
	if (!top)
		return false;
	undo_to(l, top);
	levels = analyse(l, &len, &back);
	undo_to(l, back);
	l->step *= DECAY;
	struct fact first = opposite(l->lesson[0]);
	if (len == 1)
		return learner_raise(l, first, WHY_DECIDED, 0);
	int32_t ref = l->clauses.len;
	list32_push(&l->clauses, len);
	list32_push(&l->clauses, levels);
	list32_push(&l->clauses, 1);
	for (int32_t k = 0; k < len; k++) {
		struct fact f = opposite(l->lesson[k]);
		list32_push(&l->clauses, f.bound);
		list32_push(&l->clauses, f.value);
	}
	list32_push(&l->learnt, ref);
	attach(l, ref);
	return learner_raise(l, first, ref, 0);
}

/* ---- Forgetting ---- */

static int by_worth(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* At the root: keeps the better half of the clauses, by levels (Audemard & Simon 2009) and
 * recent use. */
static void forget(struct learner *l)
{
	int32_t count = l->learnt.len, kept = 0;
	int64_t *order = malloc((size_t)count * sizeof *order);
	if (!order)
		return;
	for (int32_t k = 0; k < count; k++) {
		const int32_t *c = l->clauses.at + l->learnt.at[k];
		int32_t worth = c[1] <= 3 ? 0 : c[1] * 2 - c[2];
		order[k] = (int64_t)worth << 32 | (uint32_t)(INT32_MAX - k);
	}
	qsort(order, (size_t)count, sizeof *order, by_worth);
	bool *keep = calloc((size_t)count, 1);
	for (int32_t k = 0; keep && k < count; k++)
		if (k < count / 2 || order[k] >> 32 == 0)
			keep[INT32_MAX - (int32_t)(order[k] & UINT32_MAX)] = true;
	free(order);
	if (!keep)
		return;
	for (int64_t x = 0; x < l->fact_count * 2; x++)
		l->watch[x].len = 0;
	int32_t end = 0;
	for (int32_t k = 0; k < count; k++) {
		if (!keep[k])
			continue;
		int32_t *c = l->clauses.at + l->learnt.at[k], size = HEAD + 2 * c[0];
		const struct fact *facts = (const struct fact *)(c + HEAD);
		bool true_already = false;
		for (int32_t f = 0; f < c[0]; f++)
			true_already |= holds(l, facts[f]);
		if (true_already)
			continue;
		c[2] = 0;
		memmove(l->clauses.at + end, c, (size_t)size * sizeof *c);
		l->learnt.at[kept++] = end;
		end += size;
	}
	free(keep);
	l->learnt.len = kept;
	l->clauses.len = end;
	/* those with facts gone at the root watch others */
	for (int32_t k = 0; k < kept; k++) {
		int32_t *c = l->clauses.at + l->learnt.at[k];
		struct fact *facts = (struct fact *)(c + HEAD);
		for (int32_t f = 0, open = 0; f < c[0] && open < 2; f++)
			if (!holds(l, opposite(facts[f]))) {
				struct fact g = facts[open];
				facts[open++] = facts[f];
				facts[f] = g;
			}
		attach(l, l->learnt.at[k]);
	}
}

/* ---- Decisions ---- */

static bool decide(struct learner *l)
{
	int32_t job = -1;
	struct fact f;
	bool by_chance = l->wild && l->heap_len && !chance_below(&l->chance, 50);
	while (l->heap_len) {
		int32_t x = by_chance ? l->heap[chance_below(&l->chance, l->heap_len)] : heap_take(l);
		int32_t j = l->owner[x];
		by_chance = false;
		int32_t v = (int32_t)(x - l->first_of[j]);
		if (v <= l->bound[2 * j] || v > -l->bound[2 * j + 1])
			continue;
		f = (struct fact){2 * j, v};
		if (l->wild || !l->best || l->best[j] < v)
			f = opposite(f);
		job = j;
		break;
	}
	if (job < 0) {
		for (int32_t j = 0; j < l->n; j++) {
			int32_t early = l->bound[2 * j], late = -l->bound[2 * j + 1];
			if (early < late &&
			        (job < 0 || early < l->bound[2 * job] ||
			                (early == l->bound[2 * job] &&
			                        late < -l->bound[2 * job + 1])))
				job = j;
		}
		if (job < 0)
			return false;
		f = (struct fact){2 * job + 1, -l->bound[2 * job]};
	}
	l->decisions++;
	open_level(l);
	learner_raise(l, f, WHY_DECIDED, 0);
	return true;
}

/* 1, 1, 2, 1, 1, 2, 4, … (Luby, Sinclair & Zuckerman 1993) */
static int64_t luby(int64_t i)
{
	int64_t k = 1;
	while ((1ll << k) - 1 < i + 1)
		k++;
	while ((1ll << k) - 1 != i + 1) {
		i -= (1ll << (k - 1)) - 1;
		k = 1;
		while ((1ll << k) - 1 < i + 1)
			k++;
	}
	return 1ll << (k - 1);
}

enum learned learner_run(struct learner *l, int64_t conflicts, bool (*stop)(void *), void *with,
        int32_t *start)
{
	int64_t until = l->conflicts + conflicts, pause = l->conflicts + 100 * luby(l->restarts);
	int64_t steps = 0;
	while (!l->dead) {
		if (!propagate(l)) {
			l->dead = !learn(l);
			if (!(l->conflicts & 31) && stop && stop(with))
				return LEARNED_NOTHING;
			continue;
		}
		if (!l->levels.len)
			settle(l);
		if (l->conflicts >= until || (!(++steps & 1023) && stop && stop(with)))
			return LEARNED_NOTHING;
		if (l->conflicts >= pause) {
			undo_to(l, 0);
			l->restarts++;
			pause = l->conflicts + 100 * luby(l->restarts);
			if (l->learnt.len > l->most) {
				settle(l);
				forget(l);
				l->most += l->most / 20;
			}
			continue;
		}
		if (decide(l))
			continue;
		for (int32_t j = 0; j + 1 < l->n; j++)
			start[j] = l->bound[2 * j];
		return LEARNED_SCHEDULE;
	}
	return LEARNED_NONE;
}

void learner_tighten(struct learner *l, int32_t latest)
{
	undo_to(l, 0);
	l->reason_len = 0;
	if (!learner_raise(l, (struct fact){2 * (l->n - 1) + 1, -latest}, WHY_DECIDED, 0))
		l->dead = true;
}

/* ---- Begin and end ---- */

static void lay_pulls(struct learner *l)
{
	const struct net *net = l->net;
	int32_t count = 2 * (net->pred_at[net->n] + net->n), end = l->n - 1, k = 0;
	l->pull_at = TAKE(&l->room, int32_t, 2 * l->n + 1);
	l->pulls = TAKE(&l->room, struct pull, count + 1);
	for (int32_t j = 0; j < l->n; j++) {
		l->pull_at[2 * j] = k;
		if (j < end) {
			for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++)
				l->pulls[k++] = (struct pull){2 * j, 2 * net->succ[a].job,
				        l->duration[j] + net->succ[a].lag};
			l->pulls[k++] = (struct pull){2 * j, 2 * end, l->duration[j]};
		}
		l->pull_at[2 * j + 1] = k;
		if (j < end)
			for (int32_t a = net->pred_at[j]; a < net->pred_at[j + 1]; a++)
				l->pulls[k++] = (struct pull){2 * j + 1,
				        2 * net->pred[a].job + 1,
				        l->duration[net->pred[a].job] + net->pred[a].lag};
		else
			for (int32_t i = 0; i < end; i++)
				l->pulls[k++] =
				        (struct pull){2 * j + 1, 2 * i + 1, l->duration[i]};
	}
	l->pull_at[2 * l->n] = k;
}

/* The first bounds: paths forward and back from `latest`. */
static bool first_bounds(struct learner *l, int32_t latest)
{
	const struct net *net = l->net;
	int32_t end = l->n - 1, most = 0;
	int32_t *late = TAKE(&l->room, int32_t, l->n);
	for (int32_t k = 0; k < net->n; k++) {
		int32_t j = net->topology[k], at = net->release[j];
		for (int32_t a = net->pred_at[j]; a < net->pred_at[j + 1]; a++) {
			int32_t p = net->pred[a].job,
			        bound = l->low[p] + l->duration[p] + net->pred[a].lag;
			at = bound > at ? bound : at;
		}
		l->low[j] = at;
		most = at + l->duration[j] > most ? at + l->duration[j] : most;
	}
	l->low[end] = most;
	late[end] = latest;
	bool room = most <= latest;
	for (int32_t k = net->n; k-- > 0;) {
		int32_t j = net->topology[k], at = latest - l->duration[j];
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++) {
			int32_t bound = late[net->succ[a].job] - net->succ[a].lag - l->duration[j];
			at = bound < at ? bound : at;
		}
		late[j] = at;
		room &= at >= l->low[j];
	}
	for (int32_t j = 0; room && j < l->n; j++) {
		l->bound[2 * j] = l->low[j];
		l->bound[2 * j + 1] = -late[j];
		l->first_of[j] = l->fact_count - l->low[j] - 1;
		l->fact_count += late[j] - l->low[j];
		l->dirty[j] = true;
		list32_push(&l->touched, j);
	}
	return room;
}

void learner_open(struct learner *l, const struct net *net, const int32_t *mode, int32_t latest,
        const int32_t *follow, uint64_t seed)
{
	*l = (struct learner){.net = net, .n = net->n + 1, .mode = mode, .step = 1, .most = 3000,
	        .chance = chance_seed(seed)};
	struct room *room = &l->room;
	int32_t bounds = 2 * l->n;
	l->duration = TAKE(room, int32_t, l->n);
	l->low = TAKE(room, int32_t, l->n);
	l->bound = TAKE(room, int32_t, bounds);
	l->last = TAKE(room, int32_t, bounds);
	l->need = TAKE(room, int32_t, bounds);
	l->now = TAKE(room, bool, bounds);
	l->first_of = TAKE(room, int64_t, l->n);
	l->dirty = TAKE(room, bool, l->n);
	l->lesson = TAKE(room, struct fact, bounds + 1);
	for (int32_t j = 0; j < net->n; j++)
		l->duration[j] = duration_of(net, mode, j);
	for (int32_t b = 0; b < bounds; b++) {
		l->last[b] = -1;
		l->need[b] = NO_NEED;
	}
	if (!first_bounds(l, latest)) {
		l->dead = true;
		return;
	}
	l->stamp = TAKE(room, int32_t, l->fact_count + bounds + 2);
	l->owner = TAKE(room, int32_t, l->fact_count + 1);
	l->heap = TAKE(room, int32_t, l->fact_count + 1);
	l->place = TAKE(room, int32_t, l->fact_count + 1);
	l->activity = TAKE(room, double, l->fact_count + 1);
	l->watch = TAKE(room, struct watches, l->fact_count * 2 + 2);
	for (int32_t j = 0; j < l->n; j++)
		for (int32_t v = l->low[j] + 1; v <= -l->bound[2 * j + 1]; v++) {
			l->owner[l->first_of[j] + v] = j;
			l->place[l->first_of[j] + v] = -1;
		}
	if (follow) {
		l->best = TAKE(room, int32_t, l->n);
		learner_follow(l, follow);
	}
	lay_pulls(l);
	supply_open(l);
}

void learner_follow(struct learner *l, const int32_t *start)
{
	int32_t end = 0;
	if (!l->best)
		l->best = TAKE(&l->room, int32_t, l->n);
	for (int32_t j = 0; j + 1 < l->n; j++) {
		l->best[j] = start[j];
		end = start[j] + l->duration[j] > end ? start[j] + l->duration[j] : end;
	}
	l->best[l->n - 1] = end;
}

void learner_close(struct learner *l)
{
	for (int64_t x = 0; l->watch && x < l->fact_count * 2; x++)
		free(l->watch[x].at);
	free(l->rises);
	free(l->levels.at);
	free(l->clauses.at);
	free(l->learnt.at);
	free(l->needed.at);
	free(l->told.at);
	free(l->reason);
	free(l->undo);
	free(l->undo_levels.at);
	free(l->touched.at);
	room_close(&l->room);
}
