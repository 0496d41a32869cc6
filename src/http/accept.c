/* Taking connections in. A thread of our own deals them out to the server's threads in
 * turn; when those accept for themselves, some get most and some none. */
#include "http/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A second server on the same place must fail, so no SO_REUSEPORT. */
bool accept_listen(struct http *h, const struct sockaddr *at, socklen_t len)
{
	const int on = 1, off = 0;
	int fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (at->sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	if (bind(fd, at, len) != 0 || listen(fd, 4096) != 0) {
		int error = errno;
		close(fd);
		errno = error;
		return false;
	}
	h->listening = fd;
	return true;
}

int http_port(const struct http *h)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} at = {.six = {0}};
	socklen_t len = sizeof at;
	if (getsockname(h->listening, &at.any, &len) != 0)
		return 0;
	return ntohs(at.any.sa_family == AF_INET6 ? at.six.sin6_port : at.four.sin_port);
}

static void take_in(struct http *h)
{
	const int on = 1;
	struct sockaddr_storage from;
	socklen_t len = sizeof from;
	int fd = accept4(h->listening, (struct sockaddr *)&from, &len,
		SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0) {
		/* Without descriptors it stays ready: look again when some may be free.
		 */
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
			errno == ENOMEM)
			poll(NULL, 0, 50);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	/* Closes what it refuses: no place left, or too many from one address. */
	MHD_add_connection(h->daemon, fd, (struct sockaddr *)&from, len);
}

static void *accept_all(void *arg)
{
	struct http *h = arg;
	struct pollfd ready[] = {{.fd = h->listening, .events = POLLIN},
		{.fd = h->enough[0], .events = POLLIN}};
	while (!atomic_load(&h->stopping))
		if (poll(ready, LEN(ready), -1) > 0 && ready[0].revents)
			take_in(h);
	return NULL;
}

bool accept_start(struct http *h)
{
	if (pipe2(h->enough, O_CLOEXEC) != 0)
		return false;
	h->accepting = pthread_create(&h->acceptor, NULL, accept_all, h) == 0;
	return h->accepting;
}

/* After `stopping` was set. */
void accept_stop(struct http *h)
{
	if (h->accepting) {
		close(h->enough[1]); /* readable for ever: wakes the thread */
		pthread_join(h->acceptor, NULL);
		close(h->enough[0]);
	}
	close(h->listening);
}
