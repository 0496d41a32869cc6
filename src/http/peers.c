/* Connections: counted, watched, cut off when slow. libmicrohttpd ends the silent ones;
 * here those are found who send or read a byte now and then to hold a place. */
#include "http/inside.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { SLOWEST_BODY = 256 /* bytes a second */, LONGEST_SENDING = 3600 /* seconds */ };

static int64_t seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return t.tv_sec;
}

void enter(struct peer *p, enum activity activity)
{
	atomic_store_explicit(&p->since, seconds_now(), memory_order_relaxed);
	atomic_store(&p->activity, activity);
}

static void write_address(const struct sockaddr *from, char *to, size_t size)
{
	if (!from)
		return;
	if (from->sa_family == AF_INET) {
		inet_ntop(AF_INET,
			&((const struct sockaddr_in *)(const void *)from)->sin_addr, to,
			(socklen_t)size);
		return;
	}
	if (from->sa_family != AF_INET6)
		return;
	const struct in6_addr *six =
		&((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
	if (IN6_IS_ADDR_V4MAPPED(six))
		inet_ntop(AF_INET, &six->s6_addr[12], to, (socklen_t)size);
	else
		inet_ntop(AF_INET6, six, to, (socklen_t)size);
}

static struct peer *open_peer(struct http *h, struct MHD_Connection *connection)
{
	struct peer *p = calloc(1, sizeof *p);
	if (!p)
		arena_die(sizeof *p);
	p->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
			->connect_fd;
	write_address(
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
			->client_addr,
		p->address, sizeof p->address);
	enter(p, READING_HEAD);
	pthread_mutex_lock(&h->peers_mutex);
	p->next = h->peers;
	if (p->next)
		p->next->before = p;
	h->peers = p;
	p->surplus = ++h->peer_count > h->options.max_connections;
	pthread_mutex_unlock(&h->peers_mutex);
	return p;
}

static void close_peer(struct http *h, struct peer *p)
{
	pthread_mutex_lock(&h->peers_mutex);
	if (p->before)
		p->before->next = p->next;
	else
		h->peers = p->next;
	if (p->next)
		p->next->before = p->before;
	h->peer_count--;
	pthread_cond_signal(&h->peers_changed);
	pthread_mutex_unlock(&h->peers_mutex);
	free(p);
}

/* The closing is told before the descriptor is closed, so that a listed peer's is its
 * own. */
void on_connection(void *arg, struct MHD_Connection *connection, void **peer,
	enum MHD_ConnectionNotificationCode code)
{
	struct http *h = arg;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*peer = open_peer(h, connection);
	} else if (*peer) {
		close_peer(h, *peer);
		*peer = NULL;
	}
}

static bool too_slow(const struct http *h, struct peer *p, int64_t now)
{
	int64_t took = now - atomic_load_explicit(&p->since, memory_order_relaxed);
	int64_t patience = 2 * (int64_t)h->options.idle_seconds;
	switch ((enum activity)atomic_load(&p->activity)) {
	case READING_HEAD:
		return took > patience;
	case READING_BODY:
		return took > patience && atomic_load(&p->got) < took * SLOWEST_BODY;
	case SENDING:
		return took > LONGEST_SENDING;
	case AT_WORK:
	case STREAMING:
		return false;
	}
	return false;
}

void peers_cut_slow(struct http *h)
{
	int64_t now = seconds_now();
	pthread_mutex_lock(&h->peers_mutex);
	for (struct peer *p = h->peers; p; p = p->next)
		if (too_slow(h, p, now))
			shutdown(p->fd, SHUT_RDWR);
	pthread_mutex_unlock(&h->peers_mutex);
}

/* With the mutex held. */
static int busy(const struct http *h, bool at_work_only)
{
	int n = 0;
	for (struct peer *p = h->peers; p; p = p->next) {
		int activity = atomic_load(&p->activity);
		n += activity == AT_WORK || (!at_work_only && activity != READING_HEAD);
	}
	return n;
}

static void wait_a_little(struct http *h)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += 10 * 1000 * 1000;
	if (until.tv_nsec >= 1000 * 1000 * 1000) {
		until.tv_sec++;
		until.tv_nsec -= 1000 * 1000 * 1000;
	}
	pthread_cond_timedwait(&h->peers_changed, &h->peers_mutex, &until);
}

/* Until all are idle, or CLOSE_SECONDS went by; then until no handler is at work. */
void peers_wait(struct http *h)
{
	int64_t latest = seconds_now() + CLOSE_SECONDS;
	pthread_mutex_lock(&h->peers_mutex);
	while (busy(h, false) && seconds_now() <= latest)
		wait_a_little(h);
	atomic_store(&h->closed, true);
	while (busy(h, true))
		wait_a_little(h);
	pthread_mutex_unlock(&h->peers_mutex);
}
