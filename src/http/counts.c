/* What was answered, and how soon: for monitoring. */
#include "http/inside.h"

#include <time.h>

const double http_bounds[HTTP_BOUNDS] = {
	0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};

int64_t nanoseconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* One line of memory that all threads write would cost each request more than its count. */
static struct tally *own_tally(struct http *h)
{
	static atomic_uint threads;
	static _Thread_local unsigned mine;
	if (!mine)
		mine = atomic_fetch_add(&threads, 1) + 1;
	return &h->tallies[mine % TALLIES];
}

static void add(_Atomic int64_t *to, int64_t n)
{
	atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

void count_answer(struct exchange_state *x, int status)
{
	struct tally *t = own_tally(x->http);
	add(&t->answers[status >= 100 && status < 600 ? status / 100 : 5], 1);
	if (!x->asked)
		return;
	int64_t took = nanoseconds_now() - x->began;
	int i = 0;
	while (i < HTTP_BOUNDS && (double)took > http_bounds[i] * 1e9)
		i++;
	add(&t->within[i], 1);
	add(&t->nanoseconds, took);
}

void http_count(struct http *h, struct http_counts *found)
{
	*found = (struct http_counts){.streams = http_streams(h)};
	for (int k = 0; k < TALLIES; k++) {
		struct tally *t = &h->tallies[k];
		for (int i = 0; i < 6; i++)
			found->answers[i] += atomic_load_explicit(&t->answers[i], memory_order_relaxed);
		for (int i = 0; i <= HTTP_BOUNDS; i++)
			found->within[i] += atomic_load_explicit(&t->within[i], memory_order_relaxed);
		found->seconds +=
			(double)atomic_load_explicit(&t->nanoseconds, memory_order_relaxed) / 1e9;
	}
	pthread_mutex_lock(&h->peers_mutex);
	found->connections = h->peer_count;
	pthread_mutex_unlock(&h->peers_mutex);
}
