/*
 * What schedules are worth, and the race for the best.
 */
#include "plan/solve_race.h"

#include <math.h>

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
	case PLAN_LEVELLING:
		return squares(net, start, mode);
	case PLAN_VALUE:
		for (int32_t j = 0; j < net->n; j++)
			worth += discounted(net, j, start[j] + duration_of(net, mode, j));
		return thousandths(worth);
	}
	return 0;
}

/* Of each resource: the least work, spread evenly (by Cauchy and Schwarz). */
static int64_t least_squares(const struct net *net, int32_t deadline)
{
	int64_t sum = 0;
	for (int32_t r = 0; r < net->resources && deadline; r++) {
		double work = 0;
		if (net->in->resources[r].budget)
			continue;
		for (int32_t j = 0; j < net->n; j++) {
			double least = INFINITY;
			for (int32_t c = net->choice_at[j]; c < net->choice_at[j + 1]; c++)
				least = fmin(least,
				        (double)net->duration[net->choice[c]] *
				                net->in->demands[net->choice[c] * net->resources + r]);
			work += least;
		}
		sum += (int64_t)(work * work / deadline);
	}
	return sum;
}

int64_t goal_bound(const struct net *net, int32_t deadline)
{
	int64_t sum = 0;
	double worth = 0;
	struct room room = {0};
	int32_t *finish;
	switch (net->in->goal) {
	case PLAN_MAKESPAN:
		return net->critical;
	case PLAN_TARDINESS:
		finish = TAKE(&room, int32_t, net->n);
		for (int32_t j = 0; j < net->n; j++)
			finish[j] = net->head[j] + net->shortest[j];
		sum = tardiness(net, finish);
		room_close(&room);
		return sum;
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
