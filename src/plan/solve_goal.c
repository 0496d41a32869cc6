/*
 * What schedules are worth, and the race for the best.
 */
#include "plan/solve_race.h"

#include <math.h>
#include <stdlib.h>

static int64_t last_finish(const struct net *net, const int32_t *start, const int32_t *mode)
{
	int64_t last = 0;
	for (int32_t j = 0; j < net->n; j++)
		if (start[j] + duration_of(net, mode, j) > last)
			last = start[j] + duration_of(net, mode, j);
	return last;
}

static int64_t tardiness(const struct net *net, const int32_t *finish)
{
	int64_t sum = 0;
	for (int32_t j = 0; j < net->n; j++) {
		const struct plan_job *job = &net->in->jobs[j];
		if (job->due && finish[j] > job->due)
			sum += (int64_t)job->weight * (finish[j] - job->due);
	}
	return sum;
}

/* Of one job, in thousandths: what is done by the moment `by`. */
static int64_t invested(const struct net *net, int32_t job, int32_t start, int32_t duration)
{
	int64_t all = net->in->jobs[job].investment, done = (int64_t)net->in->by - start;
	if (!duration)
		return done >= 0 ? 1000 * all : 0;
	done = done < 0 ? 0 : done < duration ? done : duration;
	return 1000 * all * done / duration;
}

static int64_t thousandths(double worth)
{
	return (int64_t)llround(-1000 * worth);
}

static double discounted(const struct net *net, int32_t job, double finish)
{
	return net->in->jobs[job].cash * pow(1 + net->in->rate, -finish);
}

/* Use squared, over all resources and moments. */
static int64_t squares(const struct net *net, const int32_t *start, const int32_t *mode)
{
	struct room room = {0};
	int64_t sum = 0, last = last_finish(net, start, mode);
	int64_t *use = TAKE(&room, int64_t, last + 1);
	for (int32_t r = 0; r < net->resources; r++) {
		if (net->in->resources[r].budget)
			continue;
		memset(use, 0, (size_t)(last + 1) * sizeof *use);
		for (int32_t j = 0; j < net->n; j++) {
			int32_t d = net->in->demands[mode[j] * net->resources + r];
			use[start[j]] += d;
			use[start[j] + duration_of(net, mode, j)] -= d;
		}
		for (int64_t t = 0, now = 0; t < last; t++) {
			now += use[t];
			sum += now * now;
		}
	}
	room_close(&room);
	return sum;
}

int64_t goal_value(const struct net *net, const int32_t *start, const int32_t *mode)
{
	int64_t sum = 0;
	double worth = 0;
	switch (net->in->goal) {
	case PLAN_MAKESPAN:
		return last_finish(net, start, mode);
	case PLAN_TARDINESS:
		for (int32_t j = 0; j < net->n; j++) {
			const struct plan_job *job = &net->in->jobs[j];
			int32_t finish = start[j] + duration_of(net, mode, j);
			if (job->due && finish > job->due)
				sum += (int64_t)job->weight * (finish - job->due);
		}
		return sum;
	case PLAN_INVESTED:
		for (int32_t j = 0; j < net->n; j++)
			sum -= invested(net, j, start[j], duration_of(net, mode, j));
		return sum;
	case PLAN_LEVELLING:
		return squares(net, start, mode);
	case PLAN_VALUE:
		for (int32_t j = 0; j < net->n; j++)
			worth += discounted(net, j, start[j] + duration_of(net, mode, j));
		return thousandths(worth);
	}
	return 0;
}

/* The least a job takes of a renewable resource: demand × duration of its best mode. */
static int64_t least_work(const struct net *net, int32_t job, int32_t r)
{
	int64_t least = INT64_MAX;
	for (int32_t c = net->choice_at[job]; c < net->choice_at[job + 1]; c++) {
		int64_t work = (int64_t)net->duration[net->choice[c]] *
		               net->in->demands[net->choice[c] * net->resources + r];
		least = work < least ? work : least;
	}
	return least;
}

/* Of each resource: the least work, spread evenly (by Cauchy and Schwarz). */
static int64_t least_squares(const struct net *net, int32_t deadline)
{
	int64_t sum = 0;
	for (int32_t r = 0; r < net->resources && deadline; r++) {
		double work = 0;
		for (int32_t j = 0; j < net->n && !net->in->resources[r].budget; j++)
			work += (double)least_work(net, j, r);
		sum += (int64_t)(work * work / deadline);
	}
	return sum;
}

/* What there is of a resource before each of the moments at which its capacity changes, and
 * then up to `until`; ends early where `enough` is reached and says when, else NEVER. */
static int32_t time_of_supply(const struct net *net, int32_t r, int32_t until, double enough,
        double *sum)
{
	const struct plan_resource *p = &net->in->resources[r];
	int32_t at = 0, now = p->capacity;
	*sum = 0;
	for (int32_t s = 0; s <= p->step_count; s++) {
		const struct plan_step *step = &net->in->steps[p->step + s];
		int32_t to = s < p->step_count && step->from < until ? step->from : until;
		double more = (double)now * (to - at);
		if (*sum + more >= enough)
			return at + (enough > *sum ? (int32_t)ceil((enough - *sum) / now) : 0);
		*sum += more;
		at = to;
		now = s < p->step_count ? step->capacity : now;
	}
	return NEVER;
}

/* No schedule is over before every resource has been there for all the work it has to do. */
static int64_t work_bound(const struct net *net)
{
	int64_t bound = net->critical;
	for (int32_t r = 0; r < net->resources; r++) {
		double work = 0, sum;
		for (int32_t j = 0; j < net->n && !net->in->resources[r].budget; j++)
			work += (double)least_work(net, j, r);
		int32_t at = work > 0 ? time_of_supply(net, r, net->horizon, work, &sum) : 0;
		if (at < NEVER && at > bound)
			bound = at;
	}
	return bound;
}

/* ---- Investment: a fractional knapsack of one resource (Dantzig 1957) ---- */

struct piece {
	double worth, work; /* of one job by then, at most; what that takes */
};

static int by_yield(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	double left = x->worth * y->work, right = y->worth * x->work;
	return left > right ? -1 : left < right;
}

static int64_t fill_knapsack(const struct net *net, int32_t r, struct piece *pieces)
{
	double room, got = 0;
	time_of_supply(net, r, net->in->by, INFINITY, &room);
	for (int32_t j = 0; j < net->n; j++) {
		double most = (double)invested(net, j, net->head[j], net->shortest[j]);
		double all = 1000.0 * net->in->jobs[j].investment;
		pieces[j] = (struct piece){most,
		        all > 0 ? most / all * (double)least_work(net, j, r) : 0};
	}
	qsort(pieces, (size_t)net->n, sizeof *pieces, by_yield);
	for (int32_t j = 0; j < net->n && room >= 0; j++) {
		double share = pieces[j].work > room ? room / pieces[j].work : 1;
		got += pieces[j].worth * share;
		room -= pieces[j].work;
	}
	return (int64_t)floor(got * (1 + 1e-12) + 1e-6);
}

static int64_t investment_bound(const struct net *net)
{
	struct room room = {0};
	struct piece *pieces = TAKE(&room, struct piece, net->n + 1);
	int64_t best = 0;
	for (int32_t j = 0; j < net->n; j++)
		best += invested(net, j, net->head[j], net->shortest[j]);
	for (int32_t r = 0; r < net->resources; r++) {
		if (net->in->resources[r].budget)
			continue;
		int64_t here = fill_knapsack(net, r, pieces);
		best = here < best ? here : best;
	}
	room_close(&room);
	return -best;
}

int64_t goal_bound(const struct net *net, int32_t deadline)
{
	int64_t sum = 0;
	double worth = 0;
	struct room room = {0};
	int32_t *finish;
	switch (net->in->goal) {
	case PLAN_MAKESPAN:
		return work_bound(net);
	case PLAN_TARDINESS:
		finish = TAKE(&room, int32_t, net->n);
		for (int32_t j = 0; j < net->n; j++)
			finish[j] = net->head[j] + net->shortest[j];
		sum = tardiness(net, finish);
		room_close(&room);
		return sum;
	case PLAN_INVESTED:
		return investment_bound(net);
	case PLAN_LEVELLING:
		return least_squares(net, deadline);
	case PLAN_VALUE:
		/* receipts as early, payments as late as orders alone allow */
		for (int32_t j = 0; j < net->n; j++) {
			int32_t late = deadline - net->tail[j] + net->shortest[j];
			bool receipt = net->in->jobs[j].cash > 0;
			worth += discounted(
			        net, j, receipt ? net->head[j] + net->shortest[j] : late);
		}
		return thousandths(worth) - 1;
	}
	return 0;
}

void race_offer(struct race *race, int64_t value, const int32_t *start, const int32_t *mode)
{
	if (value >= race->value)
		return;
	size_t bytes = (size_t)race->net->n * sizeof *start;
	pthread_mutex_lock(&race->lock);
	if (value < race->value) {
		memcpy(race->start, start, bytes);
		memcpy(race->mode, mode, bytes);
		race->value = value;
	}
	pthread_mutex_unlock(&race->lock);
}

void race_raise(struct race *race, int64_t bound)
{
	int64_t was = race->bound;
	while (was < bound && !atomic_compare_exchange_weak(&race->bound, &was, bound))
		;
}

int64_t race_best(struct race *race, int32_t *start, int32_t *mode)
{
	size_t bytes = (size_t)race->net->n * sizeof *start;
	pthread_mutex_lock(&race->lock);
	memcpy(start, race->start, bytes);
	memcpy(mode, race->mode, bytes);
	int64_t value = race->value;
	pthread_mutex_unlock(&race->lock);
	return value;
}

bool race_over(struct race *race)
{
	if (race->over || race->value <= race->bound)
		return true;
	const struct plan_solve_input *in = race->net->in;
	if (!in->stop || !in->stop(in->with))
		return false;
	race->over = true;
	return true;
}
