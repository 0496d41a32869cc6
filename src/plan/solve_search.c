/*
 * Population search over schedules. A child takes from its mother the jobs of a window in
 * which resources are well used (peak crossover, Valls et al. 2008), from its father the
 * order before and after; it is generated backward, from the end, and then forward (Debels
 * & Vanhoucke 2007), so that each child costs two schedules and leaves justified.
 */
#include "plan/solve_race.h"

#include <math.h>

/* ---- Parameters ---- */

/* What was best on PSPLIB j120 for about 1,000, 5,000 and 50,000 schedules; short searches
 * want a small, hurried population, long ones a large one without favourites. */
static const struct manner {
	int64_t most;         /* for at most so many schedules */
	double pool;          /* members = pool × schedules ^ 0.4 */
	double noise;         /* of the first keys, in critical paths */
	double parallel;      /* share of the first members */
	double least, more;   /* of the makespan: how long windows are */
	double order;         /* share of children that take the father's order in the window only */
	double forward;       /* share of children generated forward first */
	double moves;         /* moves / n ^ 0.36 jobs a child move by up to MOVE */
	int32_t windows;      /* the best used of so many */
	int32_t parents, victims; /* the best and the worst of so many members */
	int32_t screen;       /* backward passes this much longer go no further */
	int32_t patience;     /* children a member without a better one: begin anew */
} manners[] = {
        {2500, 1.5, 0.4, 0.7, 0.15, 0.3, 0.1, 0.2, 14, 4, 2, 6, 4, 16},
        {15000, 3.2, 0.4, 0.8, 0.1, 0.4, 0.2, 0, 14, 4, 3, 12, 6, 100},
        {INT64_MAX, 3, 0.3, 0.5, 0.05, 0.5, 0.4, 0.2, 14, 2, 1, 12, 4, 100},
};
#define MOVE 20
#define MODE_RATE 0.02 /* of jobs that get another mode */

struct member {
	int64_t value, spread;
	int32_t *start, *mode;
	int32_t makespan;
};

#define SEEN 65536 /* schedules remembered, by a number made of them */

struct search {
	struct bench b;
	uint64_t *seen;
	const struct net *net;
	const struct manner *manner;
	struct race *race;
	struct chance chance;
	int64_t used, until;
	int32_t *key, *list, *due;
	double *use;
	struct member *pool, child;
	int32_t size, filled, skipped;
	int64_t best, idle; /* of this population; children since it was found */
};

/* ---- Worth ---- */

/* Work by its finish: of two equal schedules the one with less work late. */
static void appraise(struct search *s, struct member *m)
{
	const struct net *net = s->net;
	m->value = m->makespan;
	if (net->in->goal != PLAN_MAKESPAN)
		m->value = goal_value(net, m->start, m->mode);
	double spread = 0;
	for (int32_t j = 0; j < net->n; j++) {
		double d = duration_of(net, m->mode, j), finish = m->start[j] + d;
		spread += finish * d * s->race->weight[m->mode[j]];
	}
	m->spread = (int64_t)(1000 * spread);
	race_offer(s->race, m->value, m->start, m->mode);
	s->idle++;
	if (m->value < s->best) {
		s->best = m->value;
		s->idle = 0;
	}
}

static inline bool better(const struct member *a, const struct member *b)
{
	return a->value != b->value ? a->value < b->value : a->spread < b->spread;
}

static bool same(const struct search *s, const struct member *a, const struct member *b)
{
	size_t bytes = (size_t)s->net->n * sizeof *a->start;
	return a->value == b->value && a->spread == b->spread &&
	       memcmp(a->start, b->start, bytes) == 0 && memcmp(a->mode, b->mode, bytes) == 0;
}

static bool spent(struct search *s)
{
	return s->used >= s->until;
}

/* ---- Passes, counted ---- */

static int32_t forward(struct search *s, struct member *m)
{
	s->used++;
	return pass_forward(&s->b, s->list, m->mode, m->start);
}

/* Writes the child's start by the list, as late as possible before an end that leaves room;
 * brought to 0. */
static int32_t backward(struct search *s, struct member *m, int32_t end)
{
	s->used++;
	int32_t span = pass_backward(&s->b, s->list, m->mode, end, m->start);
	for (int32_t j = 0; span < NEVER && j < s->net->n; j++)
		m->start[j] -= end - span;
	return span;
}

/* Right and left again; never longer than before. */
static void justify(struct search *s, struct member *m)
{
	int32_t end = m->makespan;
	if (s->until - s->used < 2 || end >= NEVER)
		return;
	memcpy(s->key, m->start, (size_t)s->net->n * sizeof *s->key);
	list_by_finish(&s->b, m->start, m->mode, s->list);
	s->used++;
	int32_t span = pass_backward(&s->b, s->list, m->mode, end, m->start);
	if (span < NEVER) {
		list_by_start(&s->b, m->start, s->list);
		m->makespan = forward(s, m);
	}
	if (span >= NEVER || m->makespan > end) {
		memcpy(m->start, s->key, (size_t)s->net->n * sizeof *s->key);
		m->makespan = end;
	}
}

/* Whether these numbers of all jobs, in these modes, were asked for lately: the pass to come
 * would repeat itself. */
static bool seen_before(struct search *s, const int32_t *numbers, const int32_t *mode)
{
	uint64_t h = 0x9e3779b97f4a7c15u;
	for (int32_t j = 0; j < s->net->n; j++) {
		h ^= (uint64_t)numbers[j] << 32 ^ (uint64_t)mode[j];
		h *= 0xbf58476d1ce4e5b9u;
		h ^= h >> 29;
	}
	uint64_t *place = &s->seen[h % SEEN];
	bool there = *place == h;
	*place = h;
	return there;
}

/* ---- Modes ---- */

static int64_t overdraft(const struct net *net, const int32_t *mode, int32_t *resource)
{
	int64_t all = 0;
	for (int32_t r = 0; r < net->resources; r++) {
		if (!net->in->resources[r].budget)
			continue;
		int64_t over = -(int64_t)net->in->resources[r].capacity;
		for (int32_t j = 0; j < net->n; j++)
			over += net->in->demands[mode[j] * net->resources + r];
		if (over > 0) {
			all += over;
			*resource = r;
		}
	}
	return all;
}

static int32_t another_mode(struct search *s, int32_t job)
{
	const struct net *net = s->net;
	int32_t from = net->choice_at[job];
	return net->choice[from + chance_below(&s->chance, net->choice_at[job + 1] - from)];
}

/* Random changes kept where they overdraw the budgets no more; false: still overdrawn. */
static bool repair_modes(struct search *s, int32_t *mode)
{
	const struct net *net = s->net;
	int32_t resource = 0;
	int64_t over = net->budgets ? overdraft(net, mode, &resource) : 0;
	for (int32_t tries = 0; over && tries < 20 * net->n; tries++) {
		int32_t j = chance_below(&s->chance, net->n), was = mode[j];
		mode[j] = another_mode(s, j);
		int64_t now = overdraft(net, mode, &resource);
		if (now > over)
			mode[j] = was;
		else
			over = now;
	}
	return !over;
}

static void first_modes(struct search *s, int32_t *mode)
{
	const struct net *net = s->net;
	for (int32_t j = 0; j < net->n; j++) {
		mode[j] = net->choice[net->choice_at[j]];
		for (int32_t tries = 0; net->multimode && tries < 2; tries++) {
			int32_t m = another_mode(s, j); /* mostly short ones */
			if (!tries || net->duration[m] < net->duration[mode[j]])
				mode[j] = m;
		}
	}
}

/* ---- The first members ---- */

/* Latest finishes under a noise that is small for some and large for others. */
static void sample(struct search *s, struct member *m)
{
	const struct net *net = s->net;
	bool parallel = chance_unit(&s->chance) < s->manner->parallel;
	double noise = s->filled ? s->manner->noise * net->critical * chance_unit(&s->chance) : 0;
	first_modes(s, m->mode);
	if (!repair_modes(s, m->mode)) {
		m->makespan = NEVER;
		return;
	}
	for (int32_t j = 0; j < net->n; j++) {
		double late = s->due[j] + (parallel ? 0 : net->duration[m->mode[j]]);
		double key = late + noise * chance_unit(&s->chance);
		s->key[j] = (int32_t)(16 * fmin(key, NEVER / 32.0));
	}
	if (parallel) {
		s->used++;
		m->makespan = pass_parallel(&s->b, s->key, m->mode, m->start);
	} else {
		list_by_key(&s->b, s->key, s->list);
		m->makespan = forward(s, m);
	}
	if (net->in->goal == PLAN_MAKESPAN)
		justify(s, m);
}

/* ---- Children ---- */

/* How much of the resources is in use before each moment of a schedule. */
static void add_use(struct search *s, const struct member *m)
{
	const struct net *net = s->net;
	memset(s->use, 0, (size_t)(m->makespan + 2) * sizeof *s->use);
	for (int32_t j = 0; j < net->n; j++) {
		double w = s->race->weight[m->mode[j]];
		s->use[m->start[j]] += w;
		s->use[m->start[j] + duration_of(net, m->mode, j)] -= w;
	}
	double now = 0, sum = 0;
	for (int32_t t = 0; t <= m->makespan + 1; t++) {
		double change = s->use[t];
		s->use[t] = sum;
		now += change;
		sum += now;
	}
}

static int32_t well_used_window(struct search *s, const struct member *m, int32_t length)
{
	int32_t best = 0;
	double most = -1;
	add_use(s, m);
	for (int32_t k = 0; k < s->manner->windows; k++) {
		int32_t from = chance_below(&s->chance, m->makespan - length + 1);
		if (s->use[from + length] - s->use[from] > most) {
			most = s->use[from + length] - s->use[from];
			best = from;
		}
	}
	return best;
}

static void cross(struct search *s, const struct member *mother, const struct member *father)
{
	const struct net *net = s->net;
	double share = s->manner->least + s->manner->more * chance_unit(&s->chance);
	int32_t length = (int32_t)(share * mother->makespan) + 1;
	length = length < mother->makespan ? length : mother->makespan;
	int32_t from = well_used_window(s, mother, length), to = from + length;
	bool inside = chance_unit(&s->chance) < s->manner->order;
	for (int32_t j = 0; j < net->n; j++) {
		int32_t at = mother->start[j], where = at < from ? -1 : at >= to;
		bool hers = inside ? where : !where;
		s->child.mode[j] = hers ? mother->mode[j] : father->mode[j];
		s->key[j] = (hers ? at : father->start[j]) + where * (NEVER / 4);
	}
}

static void mutate(struct search *s)
{
	const struct net *net = s->net;
	double move_rate = s->manner->moves / pow(net->n, 1.36);
	for (int32_t j = 0; j < net->n; j++) {
		if (chance_unit(&s->chance) < move_rate)
			s->key[j] += chance_below(&s->chance, 2 * MOVE + 1) -
			             MOVE;
		if (net->multimode && chance_unit(&s->chance) < MODE_RATE)
			s->child.mode[j] = another_mode(s, j);
	}
}

/* Backward by the keys and forward again; false: not worth it. Where capacity changes or
 * releases bind, backward passes fall short: then forward and justified. */
static bool generate(struct search *s, const struct member *mother)
{
	struct member *m = &s->child;
	if (!repair_modes(s, m->mode))
		return false;
	if (s->net->in->goal != PLAN_MAKESPAN) { /* justifying might cost more than it saves */
		list_by_key(&s->b, s->key, s->list);
		if (seen_before(s, s->list, m->mode))
			return false;
		m->makespan = forward(s, m);
		return m->makespan < NEVER;
	}
	if (s->net->steps || s->net->releases || chance_unit(&s->chance) < s->manner->forward) {
		list_by_key(&s->b, s->key, s->list);
		m->makespan = forward(s, m);
		justify(s, m);
		return m->makespan < NEVER;
	}
	for (int32_t j = 0; j < s->net->n; j++)
		s->key[j] += duration_of(s->net, m->mode, j);
	list_by_key(&s->b, s->key, s->list);
	if (seen_before(s, s->list, m->mode))
		return false;
	int32_t end = mother->makespan * 2;
	int32_t span = backward(s, m, end < s->net->horizon ? end : s->net->horizon);
	if (span > mother->makespan + s->manner->screen || spent(s) || seen_before(s, m->start, m->mode))
		return false;
	list_by_start(&s->b, m->start, s->list);
	m->makespan = forward(s, m);
	return true;
}

static int32_t choose(struct search *s, int32_t tries, bool worst)
{
	int32_t chosen = chance_below(&s->chance, s->size);
	for (int32_t k = 1; k < tries; k++) {
		int32_t other = chance_below(&s->chance, s->size);
		if (better(&s->pool[worst ? chosen : other], &s->pool[worst ? other : chosen]))
			chosen = other;
	}
	return chosen;
}

/* The child takes the place of a bad member, unless it is worse or there already. */
static void admit(struct search *s)
{
	struct member *victim = &s->pool[choose(s, s->manner->victims, true)];
	if (better(victim, &s->child))
		return;
	for (int32_t i = 0; i < s->size; i++)
		if (same(s, &s->pool[i], &s->child))
			return;
	struct member old = *victim;
	*victim = s->child;
	s->child = old;
}

/* ---- The search ---- */

static void make_member(struct search *s, struct room *room, struct member *m)
{
	m->start = TAKE(room, int32_t, s->net->n);
	m->mode = TAKE(room, int32_t, s->net->n);
}

/* What yields much while it runs, or leads to it, goes first: keys fall with the best yield
 * of a job and all that follow. */
static void find_yield(struct search *s, struct room *room)
{
	const struct net *net = s->net;
	double *yield = TAKE(room, double, net->n), most = 0;
	for (int32_t k = net->n; k-- > 0;) {
		int32_t j = net->topology[k];
		yield[j] = net->in->jobs[j].investment / fmax(net->shortest[j], 0.5);
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++)
			yield[j] = fmax(yield[j], yield[net->succ[a].job]);
		most = fmax(most, yield[j]);
	}
	for (int32_t j = 0; j < net->n && most > 0; j++)
		s->due[j] = (int32_t)(net->critical * (1 - yield[j] / most));
}

/* Latest finishes: from the end, or from due dates where tardiness counts. */
static void find_due(struct search *s)
{
	const struct net *net = s->net;
	for (int32_t k = net->n; k-- > 0;) {
		int32_t j = net->topology[k];
		const struct plan_job *job = &net->in->jobs[j];
		s->due[j] = -net->tail[j];
		if (net->in->goal != PLAN_TARDINESS)
			continue;
		s->due[j] = job->due && job->weight ? job->due : net->critical * 2;
		for (int32_t a = net->succ_at[j]; a < net->succ_at[j + 1]; a++) {
			int32_t i = net->succ[a].job,
			        at = s->due[i] - net->in->durations[net->in->jobs[i].mode];
			s->due[j] = at < s->due[j] ? at : s->due[j];
		}
	}
}

struct search *search_open(struct room *room, struct race *race, const struct net *net,
        uint64_t seed, int64_t schedules)
{
	struct search *s = TAKE(room, struct search, 1);
	s->net = net;
	s->race = race;
	s->best = INT64_MAX;
	s->chance = chance_seed(seed);
	bench_open(&s->b, room, net);
	s->key = TAKE(room, int32_t, net->n);
	s->list = TAKE(room, int32_t, net->n);
	s->due = TAKE(room, int32_t, net->n);
	s->seen = TAKE(room, uint64_t, SEEN);
	s->use = TAKE(room, double, net->horizon + 3);
	s->manner = manners;
	while (schedules > s->manner->most)
		s->manner++;
	double size = s->manner->pool * pow((double)schedules, 0.4);
	s->size = size < 4 ? 4 : size > 2000 ? 2000 : (int32_t)size;
	s->pool = TAKE(room, struct member, s->size);
	for (int32_t i = 0; i < s->size; i++)
		make_member(s, room, &s->pool[i]);
	make_member(s, room, &s->child);
	find_due(s);
	if (net->in->goal == PLAN_INVESTED)
		find_yield(s, room);
	return s;
}

static void step(struct search *s)
{
	if (s->filled < s->size) {
		struct member *m = &s->pool[s->filled];
		int64_t before = s->used;
		sample(s, m);
		s->used += s->used == before; /* modes that fit no budget cost a turn too */
		if (m->makespan < NEVER) {
			appraise(s, m);
			s->filled++;
		}
		return;
	}
	if (s->idle > (int64_t)s->manner->patience * s->size) {
		s->filled = 0;
		s->best = INT64_MAX;
		s->idle = 0;
		return;
	}
	int32_t x = choose(s, s->manner->parents, false), y = choose(s, s->manner->parents, false);
	if (y == x)
		y = (x + 1 + chance_below(&s->chance, s->size - 1)) % s->size;
	cross(s, &s->pool[x], &s->pool[y]);
	mutate(s);
	int64_t before = s->used;
	bool good = generate(s, &s->pool[x]);
	if (s->used == before && s->skipped++ < 100)
		return; /* cost nothing, but not for ever */
	s->used += s->used == before;
	s->skipped = 0;
	if (good) {
		appraise(s, &s->child);
		admit(s);
	}
}

void search_run(struct search *s, int64_t schedules)
{
	int64_t before = s->used;
	s->until = s->used + schedules;
	while (!spent(s) && !race_over(s->race))
		step(s);
	s->race->schedules += s->used - before;
}
