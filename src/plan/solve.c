/*
 * The solver: takes the input in, lets its searches race, writes the answer.
 */
#include "plan/solve_learn.h"
#include "plan/solve_race.h"

#define ENOUGH 100000       /* schedules, where nothing else limits the search */
#define FIRST_ROUND 3000    /* schedules before anything else is tried */
#define MOST_FACTS 30000000 /* starts the learner may speak of */

enum role {
	ROLE_ALL,   /* each in turn: the only thread */
	ROLE_TOP,   /* learner: a schedule shorter than the best, or proof that none is */
	ROLE_POOL,  /* population */
	ROLE_FLOOR, /* learner: the bound is attained, or rises */
};

struct worker {
	struct race *race;
	const struct net *net;
	enum role role;
	uint64_t seed;
	pthread_t thread;
	struct room room; /* of the population */
	struct search *search;
	int64_t left, size; /* schedules left of this population; of the next one */
	bool learns, wild;
	struct learner top, floor;
	int32_t top_latest, floor_latest; /* 0: not open */
	int32_t *start, *mode;
};

/* ---- Turns ---- */

static void turn_pool(struct worker *w, int64_t schedules)
{
	while (schedules > 0 && !race_over(w->race)) {
		if (w->left <= 0) {
			room_close(&w->room);
			w->search = search_open(&w->room, w->race, w->net, w->seed++, w->size);
			w->left = w->size;
			w->size = w->size < 1 << 22 ? w->size * 4 : w->size;
		}
		int64_t some = schedules < w->left ? schedules : w->left;
		search_run(w->search, some);
		w->left -= some;
		schedules -= some;
	}
}

static bool stop_learning(void *with)
{
	return race_over(with);
}

/* Below the best: tightened whenever anybody finds better. */
static void turn_top(struct worker *w, int64_t conflicts)
{
	struct race *race = w->race;
	if (race_over(race))
		return;
	int32_t best = (int32_t)race_best(race, w->start, w->mode);
	if (!w->top_latest) {
		learner_open(&w->top, w->net, w->mode, best - 1, w->start, w->seed);
		w->top.wild = w->wild;
		w->top_latest = best - 1;
	} else if (w->top_latest > best - 1) {
		learner_follow(&w->top, w->start);
		learner_tighten(&w->top, w->top_latest = best - 1);
	}
	switch (learner_run(&w->top, conflicts, stop_learning, race, w->start)) {
	case LEARNED_SCHEDULE:
		race_offer(race, goal_value(w->net, w->start, w->mode), w->start, w->mode);
		break;
	case LEARNED_NONE:
		race_raise(race, w->top_latest + 1);
		break;
	case LEARNED_NOTHING:
		break;
	}
}

/* Destructive bounds (Klein & Scholl 1999): no schedule as short as the bound, so the bound
 * rises; or there is one, and it is the best. */
static void turn_floor(struct worker *w, int64_t conflicts)
{
	struct race *race = w->race;
	int64_t until = conflicts;
	while (until > 0 && !race_over(race)) {
		int32_t bound = (int32_t)race->bound;
		if (w->floor_latest && w->floor_latest != bound) {
			learner_close(&w->floor);
			w->floor_latest = 0;
		}
		if (!w->floor_latest) {
			race_best(race, w->start, w->mode);
			learner_open(&w->floor, w->net, w->mode, bound, w->start, w->seed);
			w->floor_latest = bound;
		}
		int64_t before = w->floor.conflicts;
		enum learned got = learner_run(&w->floor, until, stop_learning, race, w->start);
		until -= w->floor.conflicts - before + 1;
		if (got == LEARNED_SCHEDULE)
			race_offer(race, goal_value(w->net, w->start, w->mode), w->start, w->mode);
		else if (got == LEARNED_NONE)
			race_raise(race, bound + 1);
		else
			return;
	}
}

static void work_all(struct worker *w)
{
	turn_pool(w, FIRST_ROUND);
	if (w->learns)
		turn_floor(w, 500);
	while (!race_over(w->race)) {
		if (w->learns) {
			turn_top(w, 4000);
			turn_floor(w, 500);
		}
		turn_pool(w, 10000);
	}
}

static void *work(void *with)
{
	struct worker *w = with;
	enum role role = w->learns ? w->role : ROLE_POOL;
	if (role == ROLE_ALL)
		work_all(w);
	while (!race_over(w->race)) {
		if (role == ROLE_TOP)
			turn_top(w, 2000);
		else if (role == ROLE_FLOOR)
			turn_floor(w, 2000);
		else
			turn_pool(w, 5000);
	}
	if (w->top_latest)
		learner_close(&w->top);
	if (w->floor_latest)
		learner_close(&w->floor);
	return NULL;
}

/* ---- The race ---- */

static void open_race(struct race *race, struct room *room, const struct net *net)
{
	const struct plan_solve_input *in = net->in;
	*race = (struct race){.net = net, .value = INT64_MAX};
	race->bound = in->goal < PLAN_LEVELLING ? goal_bound(net, 0) : INT64_MIN;
	pthread_mutex_init(&race->lock, NULL);
	race->start = TAKE(room, int32_t, net->n + 1);
	race->mode = TAKE(room, int32_t, net->n + 1);
	race->weight = TAKE(room, double, net->modes + 1);
	for (int32_t m = 0; m < net->modes; m++)
		for (int32_t r = 0; r < net->resources; r++)
			if (in->resources[r].capacity && !in->resources[r].budget)
				race->weight[m] += (double)in->demands[m * net->resources + r] /
				                   in->resources[r].capacity;
}

/* Schedules only: threads share the number and nothing else, so that the answer depends on
 * the seed alone. */
struct share {
	struct race *race;
	uint64_t seed;
	int64_t schedules;
	pthread_t thread;
};

static void *run_share(void *with)
{
	struct share *share = with;
	struct room room = {0};
	struct search *search = search_open(
	        &room, share->race, share->race->net, share->seed, share->schedules);
	search_run(search, share->schedules);
	room_close(&room);
	return NULL;
}

static int32_t thread_count(const struct plan_solve_input *in)
{
	return in->threads < 1 ? 1 : in->threads > 256 ? 256 : in->threads;
}

static void race_schedules(struct race *race, struct room *room, int64_t schedules)
{
	const struct plan_solve_input *in = race->net->in;
	int32_t threads = thread_count(in);
	struct share *shares = TAKE(room, struct share, threads);
	for (int32_t t = 0; t < threads; t++)
		shares[t] = (struct share){.race = race, .seed = in->seed + (uint64_t)t * 7919,
		        .schedules = schedules / threads + (t < schedules % threads)};
	int32_t started = 1;
	while (started < threads &&
	        !pthread_create(&shares[started].thread, NULL, run_share, &shares[started]))
		started++;
	run_share(&shares[0]);
	for (int32_t t = 1; t < threads; t++)
		if (t < started)
			pthread_join(shares[t].thread, NULL);
		else
			run_share(&shares[t]);
}

static bool may_learn(const struct net *net)
{
	return net->in->goal == PLAN_MAKESPAN && !net->multimode && !net->budgets &&
	       (int64_t)net->n * net->critical < MOST_FACTS && net->n <= 5000;
}

static void race_all(struct race *race, struct room *room)
{
	static const enum role roles[] = {ROLE_TOP, ROLE_POOL, ROLE_FLOOR, ROLE_TOP};
	const struct net *net = race->net;
	int32_t threads = thread_count(net->in), started = 1;
	struct worker *workers = TAKE(room, struct worker, threads);
	for (int32_t t = 0; t < threads; t++) {
		struct worker *w = &workers[t];
		*w = (struct worker){.race = race, .net = net, .size = FIRST_ROUND,
		        .seed = net->in->seed + (uint64_t)t * 7919, .learns = may_learn(net)};
		w->role = threads == 1 ? ROLE_ALL : roles[t % 4];
		w->wild = t > 0; /* no second learner does what the first does */
		w->start = TAKE(room, int32_t, net->n + 1);
		w->mode = TAKE(room, int32_t, net->n + 1);
	}
	if (threads > 1)
		turn_pool(&workers[0], FIRST_ROUND);
	if (race->value < INT64_MAX || threads == 1) {
		while (started < threads && !pthread_create(&workers[started].thread, NULL, work,
		                                    &workers[started]))
			started++;
	}
	work(&workers[0]);
	for (int32_t t = 1; t < started; t++)
		pthread_join(workers[t].thread, NULL);
	for (int32_t t = 0; t < threads; t++)
		room_close(&workers[t].room);
}

/* ---- Goals that want jobs late or apart: a short schedule first, then moves ---- */

static void run_makespan(struct race *race, struct room *room, int64_t schedules)
{
	if (schedules)
		race_schedules(race, room, schedules);
	else
		race_all(race, room);
}

static int32_t last_finish(const struct race *race)
{
	int32_t last = 0;
	for (int32_t j = 0; j < race->net->n; j++) {
		int32_t finish = race->start[j] + duration_of(race->net, race->mode, j);
		last = finish > last ? finish : last;
	}
	return last;
}

static enum plan_solve_status run_shifts(struct race *race, struct room *room)
{
	const struct net *net = race->net;
	struct plan_solve_input in = *net->in;
	struct net plain = *net;
	struct race first;
	in.goal = PLAN_MAKESPAN;
	plain.in = &in;
	open_race(&first, room, &plain);
	if (in.deadline)
		first.bound = in.deadline; /* short enough */
	race_schedules(&first, room, in.schedules ? (in.schedules + 1) / 2 : FIRST_ROUND);
	race->schedules = first.schedules;
	pthread_mutex_destroy(&first.lock);
	if (first.value == INT64_MAX || (in.deadline && first.value > in.deadline))
		return PLAN_SOLVE_NONE_FOUND;
	int32_t deadline = in.deadline ? in.deadline : (int32_t)first.value;
	race_offer(race, goal_value(net, first.start, first.mode), first.start, first.mode);
	race->bound = in.deadline ? goal_bound(net, deadline) : INT64_MIN;
	shift_jobs(room, race, in.seed, deadline,
	        in.schedules ? in.schedules / 2 : in.stop ? INT64_MAX : ENOUGH / 10);
	return PLAN_SOLVED;
}

struct plan_solution plan_solve(
        const struct plan_solve_input *input, int32_t *starts, int32_t *modes)
{
	struct room room = {0};
	struct net net;
	struct race race;
	struct plan_solution found;
	net_open(&net, &room, input, &found);
	if (found.status == PLAN_SOLVED) {
		open_race(&race, &room, &net);
		if (input->goal >= PLAN_LEVELLING)
			found.status = run_shifts(&race, &room);
		else
			run_makespan(&race, &room,
			        input->schedules || input->stop ? input->schedules : ENOUGH);
		if (race.value == INT64_MAX)
			found.status = PLAN_SOLVE_NONE_FOUND;
	}
	if (found.status == PLAN_SOLVED) {
		found.value = race_best(&race, starts, modes);
		found.bound = race.bound < found.value ? race.bound : found.value;
		found.proven = found.bound == found.value;
		found.makespan = last_finish(&race);
		found.schedules = race.schedules;
		pthread_mutex_destroy(&race.lock);
	}
	room_close(&room);
	return found;
}
