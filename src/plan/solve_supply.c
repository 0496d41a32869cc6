/*
 * What scarce resources say to the learner: a job surely runs between its latest start and
 * its earliest finish; what all such parts leave free holds the others back (time-table
 * propagation; explained moment by moment as in Schutt et al. 2011).
 */
#include "plan/solve_learn.h"

#include <stdlib.h>

static inline const uint64_t *need_of(const struct learner *l, int32_t job)
{
	return l->net->need + (size_t)l->mode[job] * (size_t)l->net->words;
}

static inline uint64_t *free_at(const struct learner *l, int32_t time)
{
	return l->free + (size_t)time * (size_t)l->net->words;
}

static inline bool fits(const struct learner *l, int32_t job, int32_t time)
{
	const uint64_t *free = free_at(l, time), *need = need_of(l, job);
	for (int32_t w = 0; w < l->net->words; w++)
		if (((free[w] - need[w]) & l->net->guard) != l->net->guard)
			return false;
	return true;
}

static inline void apply(struct learner *l, int32_t job, int32_t from, int32_t to, bool add)
{
	const uint64_t *need = need_of(l, job);
	for (int32_t t = from; t < to; t++)
		for (int32_t w = 0; w < l->net->words; w++)
			free_at(l, t)[w] += add ? need[w] : -need[w];
}

static inline struct span sure(const struct learner *l, int32_t job)
{
	struct span s = {-l->bound[2 * job + 1], l->bound[2 * job] + l->duration[job]};
	if (s.from >= s.to)
		s = (struct span){0, 0};
	return s;
}

/* ---- Explanations ---- */

static int32_t demand_of(const struct learner *l, int32_t job, int32_t resource)
{
	return l->net->in->demands[(size_t)l->mode[job] * (size_t)l->net->resources +
	                           (size_t)resource];
}

static int32_t capacity_at(const struct net *net, int32_t resource, int32_t time)
{
	const struct plan_resource *r = &net->in->resources[resource];
	int32_t now = r->capacity;
	for (int32_t s = 0; s < r->step_count && net->in->steps[r->step + s].from <= time; s++)
		now = net->in->steps[r->step + s].capacity;
	return now;
}

static bool runs_at(const struct learner *l, int32_t job, int32_t time)
{
	return l->held[job].from <= time && time < l->held[job].to;
}

/* Writes time, count, jobs to `told`: jobs that surely run then and leave the job no room on
 * some resource; as few as a simple choice gives. */
static int32_t tell(struct learner *l, int32_t job, int32_t time)
{
	const struct net *net = l->net;
	for (int32_t r = 0; r < net->resources; r++) {
		int32_t wanted = demand_of(l, job, r);
		if (net->in->resources[r].budget || !wanted)
			continue;
		int64_t sum = wanted - capacity_at(net, r, time);
		for (int32_t u = l->user_at[r]; u < l->user_at[r + 1]; u++)
			if (l->user[u] != job && runs_at(l, l->user[u], time))
				sum += demand_of(l, l->user[u], r);
		if (sum <= 0)
			continue;
		int32_t from = l->told.len;
		list32_push(&l->told, time);
		list32_push(&l->told, 0);
		for (int32_t u = l->user_at[r]; u < l->user_at[r + 1]; u++) {
			int32_t i = l->user[u], d = demand_of(l, i, r);
			if (i == job || !runs_at(l, i, time))
				continue;
			if (d < sum)
				sum -= d; /* enough without it */
			else
				list32_push(&l->told, i);
		}
		l->told.at[from + 1] = l->told.len - from - 2;
		return from;
	}
	abort(); /* only called where a resource is short */
}

static void add_running(struct learner *l, int32_t job, int32_t time)
{
	reason_add(l, (struct fact){2 * job, time - l->duration[job] + 1});
	reason_add(l, (struct fact){2 * job + 1, -time});
}

static void add_told(struct learner *l, int32_t from)
{
	int32_t time = l->told.at[from], count = l->told.at[from + 1];
	for (int32_t k = 0; k < count; k++)
		add_running(l, l->told.at[from + 2 + k], time);
}

void supply_explain(struct learner *l, const struct rise *r)
{
	int32_t time = l->told.at[r->from], job = r->bound >> 1;
	add_told(l, r->from);
	if (r->bound & 1)
		reason_add(l, (struct fact){r->bound, -time});
	else
		reason_add(l, (struct fact){r->bound, time - l->duration[job] + 1});
}

/* ---- Propagation ---- */

/* Holds the job where it surely runs now; false: a moment is overdrawn. */
static bool hold(struct learner *l, int32_t job, struct span now)
{
	struct span was = l->held[job];
	if (was.from == was.to)
		was = (struct span){now.to, now.to};
	for (int32_t t = now.from; t < now.to; t++) {
		if (t == was.from)
			t = was.to;
		if (t >= now.to)
			break;
		if (fits(l, job, t))
			continue;
		l->reason_len = 0;
		add_told(l, tell(l, job, t));
		add_running(l, job, t);
		return false;
	}
	l->undo = more(l->undo, l->undo_len, &l->undo_cap, sizeof *l->undo);
	l->undo[l->undo_len++] = (struct held){job, l->held[job]};
	apply(l, job, now.from, was.from, false);
	apply(l, job, was.to, now.to, false);
	l->held[job] = now;
	return true;
}

void supply_undo(struct learner *l, int32_t length)
{
	while (l->undo_len > length) {
		struct held h = l->undo[--l->undo_len];
		struct span now = l->held[h.job], was = h.was;
		if (was.from == was.to)
			was = (struct span){now.to, now.to};
		apply(l, h.job, now.from, was.from, true);
		apply(l, h.job, was.to, now.to, true);
		l->held[h.job] = h.was;
	}
}

/* Moves the job's bounds past moments without room. */
static bool push_away(struct learner *l, int32_t job)
{
	int32_t d = l->duration[job];
	for (int32_t side = 0; side < 2; side++) {
		for (bool again = true; again;) {
			int32_t early = l->bound[2 * job], late = -l->bound[2 * job + 1];
			again = false;
			if (early == late)
				return true;
			int32_t from = side ? late : early;
			for (int32_t k = d; k-- > 0 && !again;) {
				int32_t t = side ? from + d - 1 - k : from + k;
				if (runs_at(l, job, t) || fits(l, job, t))
					continue;
				struct fact f = side ? (struct fact){2 * job + 1, d - t}
				                     : (struct fact){2 * job, t + 1};
				if (!learner_raise(l, f, WHY_SUPPLY, tell(l, job, t)))
					return false;
				again = true;
			}
		}
	}
	return true;
}

static inline bool meet(struct span a, struct span b)
{
	return a.from < b.to && b.from < a.to;
}

bool supply_propagate(struct learner *l)
{
	int32_t job = l->touched.at[--l->touched.len];
	l->dirty[job] = false;
	int32_t d = l->duration[job];
	if (!d || job == l->n - 1)
		return true;
	struct span was = l->held[job], now = sure(l, job);
	bool grown = now.from != now.to && (was.from == was.to || now.from < was.from || now.to > was.to);
	if (grown && !hold(l, job, now))
		return false;
	if (!push_away(l, job))
		return false;
	if (!grown)
		return true;
	if (was.from == was.to)
		was = (struct span){now.to, now.to};
	struct span left = {now.from, was.from}, right = {was.to, now.to};
	for (int32_t k = l->rival_at[job]; k < l->rival_at[job + 1]; k++) {
		int32_t i = l->rival[k], early = l->bound[2 * i], late = -l->bound[2 * i + 1];
		struct span first = {early, early + l->duration[i]},
		            last = {late, late + l->duration[i]};
		if (early < late && (meet(left, first) || meet(left, last) ||
		                            meet(right, first) || meet(right, last)) &&
		        !push_away(l, i))
			return false;
	}
	return true;
}

/* ---- Begin ---- */

/* For each job those before it by orders, a bit a job. */
static uint64_t *ancestors(struct learner *l, struct room *room, int32_t words)
{
	const struct net *net = l->net;
	uint64_t *before = TAKE(room, uint64_t, (size_t)net->n * (size_t)words);
	for (int32_t k = 0; k < net->n; k++) {
		int32_t j = net->topology[k];
		uint64_t *mine = before + (size_t)j * (size_t)words;
		for (int32_t a = net->pred_at[j]; a < net->pred_at[j + 1]; a++) {
			int32_t p = net->pred[a].job;
			if (net->pred[a].lag < 0)
				continue;
			const uint64_t *theirs = before + (size_t)p * (size_t)words;
			for (int32_t w = 0; w < words; w++)
				mine[w] |= theirs[w];
			mine[p >> 6] |= (uint64_t)1 << (p & 63);
		}
	}
	return before;
}

static bool shares(const struct learner *l, int32_t a, int32_t b)
{
	for (int32_t r = 0; r < l->net->resources; r++)
		if (!l->net->in->resources[r].budget && demand_of(l, a, r) && demand_of(l, b, r))
			return true;
	return false;
}

static void find_rivals(struct learner *l)
{
	const struct net *net = l->net;
	struct room room = {0};
	int32_t words = (net->n + 63) / 64;
	uint64_t *before = ancestors(l, &room, words);
	struct list32 rivals = {0};
	l->rival_at = TAKE(&l->room, int32_t, l->n + 1);
	for (int32_t a = 0; a < net->n; a++) {
		l->rival_at[a] = rivals.len;
		for (int32_t b = 0; b < net->n; b++) {
			bool apart =
			        before[(size_t)a * (size_t)words + (size_t)(b >> 6)] >> (b & 63) & 1 ||
			        before[(size_t)b * (size_t)words + (size_t)(a >> 6)] >> (a & 63) & 1;
			if (a != b && !apart && l->duration[a] && l->duration[b] &&
			        shares(l, a, b))
				list32_push(&rivals, b);
		}
	}
	l->rival_at[net->n] = l->rival_at[l->n] = rivals.len;
	l->rival = TAKE(&l->room, int32_t, rivals.len + 1);
	if (rivals.len)
		memcpy(l->rival, rivals.at, (size_t)rivals.len * sizeof *l->rival);
	free(rivals.at);
	room_close(&room);
}

void supply_open(struct learner *l)
{
	const struct net *net = l->net;
	size_t moments = (size_t)(net->horizon + 1) * (size_t)net->words;
	l->free = TAKE(&l->room, uint64_t, moments);
	memcpy(l->free, net->supply, moments * sizeof *l->free);
	l->held = TAKE(&l->room, struct span, l->n);
	l->user_at = TAKE(&l->room, int32_t, net->resources + 1);
	struct list32 users = {0};
	for (int32_t r = 0; r < net->resources; r++) {
		l->user_at[r] = users.len;
		for (int32_t j = 0; j < net->n; j++)
			if (!net->in->resources[r].budget && l->duration[j] && demand_of(l, j, r))
				list32_push(&users, j);
	}
	l->user_at[net->resources] = users.len;
	l->user = TAKE(&l->room, int32_t, users.len + 1);
	if (users.len)
		memcpy(l->user, users.at, (size_t)users.len * sizeof *l->user);
	free(users.at);
	find_rivals(l);
}
