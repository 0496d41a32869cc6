/* The cheapest changes that make a late plan keep its dates. */
#include "plan/inside.h"

#include <stdlib.h>
#include <string.h>

struct search {
	const struct plan_way_input *in;
	struct plan_way *way;
	struct plan_input trial;
	struct plan_activity *activities;
	struct plan_link *links;
	int32_t *order;  /* options by cost */
	bool *on, *best;
	double best_cost;
	bool found, failed;
};

static const struct plan_option *option_at(const struct search *s, size_t i)
{
	return &s->in->options[i];
}

static bool excludes(const struct plan_option *a, const struct plan_option *b)
{
	return a->kind == b->kind && a->target == b->target;
}

static bool option_valid(const struct search *s, const struct plan_option *o)
{
	size_t most = o->kind == PLAN_OPTION_LAG ? s->in->plan->link_count :
	                                           s->in->plan->activity_count;
	if (o->kind > PLAN_OPTION_LAG || o->target < 0 || (size_t)o->target >= most || !(o->cost >= 0))
		return false;
	if (o->kind == PLAN_OPTION_CALENDAR)
		return o->value >= 0 && ((size_t)o->value < s->in->plan->calendar_count ||
		                                o->value == PLAN_ELAPSED);
	return o->kind == PLAN_OPTION_LAG || o->value >= 0;
}

static void apply(struct search *s, const struct plan_option *o)
{
	struct plan_activity *a = &s->activities[o->target];
	switch (o->kind) {
	case PLAN_OPTION_CALENDAR:
		a->calendar = (uint16_t)o->value;
		break;
	case PLAN_OPTION_DURATION:
		a->duration = o->value > a->done ? o->value : a->done;
		break;
	case PLAN_OPTION_DATE:
		a->constraint_at = o->value;
		break;
	default:
		s->links[o->target].lag = o->value;
		s->links[o->target].lag_permille = false;
	}
}

/* The least total float of what is not finished, with these options on. Where two exclude
 * each other the later one holds. */
static int32_t least_float(struct search *s, const bool *on)
{
	const struct plan_input *in = s->in->plan;
	if (s->failed || (s->in->stop && s->in->stop(s->in->stop_arg)))
		s->way->stopped |= !s->failed;
	if (s->failed || s->way->stopped)
		return INT32_MIN;
	memcpy(s->activities, in->activities, in->activity_count * sizeof *s->activities);
	memcpy(s->links, in->links, in->link_count * sizeof *s->links);
	for (size_t i = 0; i < s->in->option_count; i++)
		if (on[i])
			apply(s, option_at(s, i));
	struct plan *p = plan_open(&s->trial);
	int32_t least = INT32_MAX;
	s->failed = !p || plan_schedule(p) != PLAN_OK;
	for (size_t i = 0; !s->failed && i < in->activity_count; i++) {
		struct plan_dates d = plan_dates(p, (int32_t)i);
		if (!in->activities[i].actual_finish && in->activities[i].kind != PLAN_EFFORT)
			least = d.total_float < least ? d.total_float : least;
	}
	plan_close(p);
	s->way->schedules++;
	return least;
}

static double cost_of(const struct search *s, const bool *on)
{
	double sum = 0;
	for (size_t i = 0; i < s->in->option_count; i++)
		sum += on[i] ? option_at(s, i)->cost : 0;
	return sum;
}

static void keep_if_better(struct search *s, const bool *on)
{
	double cost = cost_of(s, on);
	if (s->found && cost >= s->best_cost)
		return;
	s->found = true;
	s->best_cost = cost;
	memcpy(s->best, on, s->in->option_count * sizeof *on);
}

/* Whether one that excludes it is on already. */
static bool excluded(const struct search *s, size_t i)
{
	for (size_t k = 0; k < s->in->option_count; k++)
		if (k != i && s->on[k] && excludes(option_at(s, i), option_at(s, k)))
			return true;
	return false;
}

/* What the chosen and all that are still open could reach: more than any choice of them. Of
 * those that exclude each other no one schedule says it: then nothing is cut. */
static bool could_reach(struct search *s, size_t depth)
{
	size_t n = s->in->option_count;
	bool *all = malloc(n + 1), rivals = false;
	if (!all) {
		s->failed = true;
		return false;
	}
	memcpy(all, s->on, n);
	for (size_t d = depth; d < n; d++) {
		size_t i = (size_t)s->order[d];
		if (excluded(s, i))
			continue;
		for (size_t k = 0; k < n; k++)
			rivals |= k != i && all[k] && excludes(option_at(s, i), option_at(s, k));
		all[i] = true;
	}
	bool reach = rivals || least_float(s, all) >= 0;
	free(all);
	return reach;
}

static void branch(struct search *s, size_t depth, double cost)
{
	if (s->failed || s->way->stopped || (s->found && cost >= s->best_cost))
		return;
	if (least_float(s, s->on) >= 0) {
		keep_if_better(s, s->on);
		return;
	}
	if (depth == s->in->option_count || !could_reach(s, depth))
		return;
	size_t i = (size_t)s->order[depth];
	if (!excluded(s, i)) {
		s->on[i] = true;
		branch(s, depth + 1, cost + option_at(s, i)->cost);
		s->on[i] = false;
	}
	branch(s, depth + 1, cost);
}

/* The option that gains most for its cost, again and again. */
static void climb(struct search *s)
{
	size_t n = s->in->option_count;
	int32_t now = least_float(s, s->on);
	while (now < 0 && !s->failed && !s->way->stopped) {
		size_t pick = n;
		double best = 0;
		for (size_t i = 0; i < n; i++) {
			if (s->on[i] || excluded(s, i))
				continue;
			s->on[i] = true;
			double gain = ((double)least_float(s, s->on) - now) / (option_at(s, i)->cost + 1e-9);
			s->on[i] = false;
			if (gain > best) {
				best = gain;
				pick = i;
			}
		}
		if (pick == n)
			break;
		s->on[pick] = true;
		now = least_float(s, s->on);
	}
	if (now < 0) { /* gains may come only together: all, then back */
		memset(s->on, 0, n);
		for (size_t i = 0; i < n; i++)
			s->on[i] = !excluded(s, i);
	}
}

/* Takes back what is not needed, dearest first. */
static void take_back(struct search *s)
{
	for (size_t d = s->in->option_count; d-- > 0;) {
		size_t i = (size_t)s->order[d];
		if (!s->on[i])
			continue;
		s->on[i] = false;
		if (least_float(s, s->on) < 0)
			s->on[i] = true;
	}
	if (least_float(s, s->on) >= 0)
		keep_if_better(s, s->on);
}

/* Insertion keeps it reentrant; options are few. */
static void sort_options(struct search *s)
{
	for (size_t i = 0; i < s->in->option_count; i++) {
		size_t k = i;
		for (; k > 0 && option_at(s, (size_t)s->order[k - 1])->cost > option_at(s, i)->cost; k--)
			s->order[k] = s->order[k - 1];
		s->order[k] = (int32_t)i;
	}
}

static void prove(struct search *s)
{
	struct plan_way *w = s->way;
	size_t n = s->in->option_count;
	memset(s->on, 0, n);
	for (size_t i = 0; i < n; i++) {
		s->on[i] = true;
		w->alone[i] = least_float(s, s->on);
		s->on[i] = false;
	}
	w->feasible = s->found;
	w->cost = s->found ? s->best_cost : 0;
	memcpy(s->on, s->best, n);
	w->least = s->found ? least_float(s, s->on) : w->late;
	for (size_t i = 0; i < n && s->found; i++) {
		if (!s->best[i])
			continue;
		s->on[i] = false;
		w->without[w->count] = least_float(s, s->on);
		s->on[i] = true;
		w->chosen[w->count++] = (int32_t)i;
	}
}

static void run(struct search *s)
{
	size_t n = s->in->option_count, exact = s->in->exact ? s->in->exact : 16;
	s->way->late = least_float(s, s->on); /* NOLINT(clang-analyzer-unix.Malloc): plan_way_out frees */
	sort_options(s);
	memset(s->best, 1, n);
	s->way->late_all = least_float(s, s->best);
	memset(s->best, 0, n);
	if (s->way->late >= 0) {
		keep_if_better(s, s->on);
		s->way->proven = true;
	} else {
		climb(s);
		take_back(s);
		memset(s->on, 0, n);
		if (n <= exact)
			branch(s, 0, 0);
		s->way->proven = n <= exact && !s->way->stopped;
	}
	prove(s);
}

struct plan_way *plan_way_out(const struct plan_way_input *in)
{
	size_t n = in->option_count;
	struct search s = {.in = in, .trial = *in->plan};
	s.way = calloc(1, sizeof *s.way);
	s.activities = malloc((in->plan->activity_count + 1) * sizeof *s.activities);
	s.links = malloc((in->plan->link_count + 1) * sizeof *s.links);
	s.order = calloc(n + 1, sizeof *s.order);
	s.on = calloc(n + 1, 1);
	s.best = calloc(n + 1, 1);
	bool sound = s.way && s.activities && s.links && s.order && s.on && s.best;
	if (sound) {
		s.way->chosen = calloc(n + 1, sizeof *s.way->chosen);
		s.way->alone = calloc(n + 1, sizeof *s.way->alone);
		s.way->without = calloc(n + 1, sizeof *s.way->without);
		sound = s.way->chosen && s.way->alone && s.way->without;
	}
	for (size_t i = 0; sound && i < n; i++)
		sound = option_valid(&s, &in->options[i]);
	s.trial.activities = s.activities;
	s.trial.links = s.links;
	if (sound)
		run(&s);
	if (!sound || s.failed) {
		plan_way_close(s.way);
		s.way = NULL;
	}
	free(s.activities);
	free(s.links);
	free(s.order);
	free(s.on);
	free(s.best);
	return s.way;
}

void plan_way_close(struct plan_way *w)
{
	if (!w)
		return;
	free(w->chosen);
	free(w->alone);
	free(w->without);
	free(w);
}
