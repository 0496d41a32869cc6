/* Event streams. Each has a small queue, there only while something is in it; who lets
 * it fill up is cut off. A stream sleeps (suspended) until there is something to send. */
#include "http/inside.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { QUEUE_BYTES = 64 << 10, BEAT_SECONDS = 25, WATCH_SECONDS = 5 };

struct stream {
	struct stream *next, *before;
	struct http *http;
	struct MHD_Connection *connection;
	struct subscriber subscriber;
	int fd;
	char *queue;
	size_t from, len, cap;
	bool asleep, cut;
};

void response_events(struct response *r, struct subscriber who)
{
	struct exchange_state *x = r->request->native;
	x->subscriber = who;
	r->events = true;
	r->status = MHD_HTTP_OK;
	r->type = S("text/event-stream");
	response_header(r, "Cache-Control", S("no-store"));
	response_header(
		r, "X-Accel-Buffering", S("no")); /* proxies: pass it on at once */
}

/* libmicrohttpd asks for more to send; nothing there means sleep. */
static ssize_t read_stream(void *arg, uint64_t at, char *to, size_t max)
{
	struct stream *s = arg;
	(void)at;
	pthread_mutex_lock(&s->http->streams_mutex);
	size_t n = MIN(max, s->len);
	bool end = s->cut || atomic_load(&s->http->stopping);
	if (!end && n) {
		memcpy(to, s->queue + s->from, n);
		s->from += n;
		s->len -= n;
		if (!s->len) {
			free(s->queue);
			s->queue = NULL;
			s->from = s->cap = 0;
		}
	} else if (!end) {
		s->asleep = true;
		MHD_suspend_connection(s->connection);
	}
	pthread_mutex_unlock(&s->http->streams_mutex);
	return end ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)n;
}

/* With the answer, which goes before its descriptor is closed. */
static void drop_stream(void *arg)
{
	struct stream *s = arg;
	pthread_mutex_lock(&s->http->streams_mutex);
	if (s->before)
		s->before->next = s->next;
	else
		s->http->streams = s->next;
	if (s->next)
		s->next->before = s->before;
	s->http->stream_count--;
	pthread_mutex_unlock(&s->http->streams_mutex);
	free(s->queue);
	free(s);
}

/* With the mutex held. */
static void wake(struct stream *s)
{
	if (s->asleep) {
		s->asleep = false;
		MHD_resume_connection(s->connection);
	}
}

/* With the mutex held. */
static bool has_room(struct stream *s, size_t len)
{
	if (s->len + len > QUEUE_BYTES)
		return false;
	if (s->from + s->len + len <= s->cap)
		return true;
	if (s->from)
		memmove(s->queue, s->queue + s->from, s->len);
	s->from = 0;
	if (s->len + len <= s->cap)
		return true;
	size_t cap = MIN(MAX(s->cap * 2, s->len + len), (size_t)QUEUE_BYTES);
	char *queue = realloc(s->queue, cap);
	if (!queue)
		arena_die(cap);
	s->queue = queue;
	s->cap = cap;
	return true;
}

/* With the mutex held. */
static void push(struct stream *s, struct str text)
{
	if (s->cut)
		return;
	if (has_room(s, text.len)) {
		memcpy(s->queue + s->from + s->len, text.at, text.len);
		s->len += text.len;
	} else {
		s->cut = true;
		shutdown(s->fd, SHUT_RDWR); /* it may be stuck in sending */
	}
	wake(s);
}

struct MHD_Response *stream_response(struct exchange_state *x)
{
	struct http *h = x->http;
	struct stream *s = calloc(1, sizeof *s);
	if (!s)
		arena_die(sizeof *s);
	s->http = h;
	s->connection = x->connection;
	s->subscriber = x->subscriber;
	s->fd = x->peer->fd;
	pthread_mutex_lock(&h->streams_mutex);
	bool room = h->stream_count < MAX_STREAMS && !atomic_load(&h->stopping);
	if (room) {
		s->next = h->streams;
		if (s->next)
			s->next->before = s;
		h->streams = s;
		h->stream_count++;
		push(s, S(":\n\n")); /* the reader's "open" comes at once */
	}
	pthread_mutex_unlock(&h->streams_mutex);
	if (!room) {
		free(s);
		return NULL;
	}
	struct MHD_Response *made = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, 4096, read_stream, s, drop_stream);
	if (!made)
		drop_stream(s);
	x->streaming = made != NULL;
	return made;
}

static struct str event_text(struct arena *a, struct str name, struct str data)
{
	struct out o = out_on(a, QUEUE_BYTES - 16);
	out_lit(&o, "event: ");
	out_str(&o, name);
	do { /* each line of the data is a field of its own */
		out_lit(&o, "\ndata: ");
		out_str(&o, str_cut(data, '\n', &data));
	} while (data.at);
	out_lit(&o, "\n\n");
	return o.full ? NOTHING : out_got(&o);
}

void http_publish(struct http *h, struct str name, struct str data,
	bool (*may)(void *arg, const struct subscriber *), void *arg)
{
	assert(!str_has(name, S("\n")) && !str_has(data, S("\r")));
	struct arena *a = arena_open();
	struct str text = event_text(a, name, data);
	if (!text.len)
		log_error("event %.*s is too long to send", STR(name));
	pthread_mutex_lock(&h->streams_mutex);
	for (struct stream *s = text.len ? h->streams : NULL; s; s = s->next)
		if (!may || may(arg, &s->subscriber))
			push(s, text);
	pthread_mutex_unlock(&h->streams_mutex);
	arena_close(a);
}

int http_streams(const struct http *h)
{
	pthread_mutex_t *mutex = (pthread_mutex_t *)(uintptr_t)&h->streams_mutex;
	pthread_mutex_lock(mutex);
	int n = h->stream_count;
	pthread_mutex_unlock(mutex);
	return n;
}

void streams_beat(struct http *h)
{
	pthread_mutex_lock(&h->streams_mutex);
	for (struct stream *s = h->streams; s; s = s->next)
		push(s, S(":\n\n"));
	pthread_mutex_unlock(&h->streams_mutex);
}

/* Cuts off the slow every WATCH_SECONDS; a comment to all streams every BEAT_SECONDS, so
 * that dead readers are found and proxies keep the connection. */
static void *keep(void *arg)
{
	struct http *h = arg;
	struct timespec next;
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (int seconds = WATCH_SECONDS;; seconds += WATCH_SECONDS) {
		next.tv_sec += WATCH_SECONDS;
		pthread_mutex_lock(&h->streams_mutex);
		while (!atomic_load(&h->stopping) &&
			pthread_cond_timedwait(&h->stop, &h->streams_mutex, &next) == 0)
			;
		pthread_mutex_unlock(&h->streams_mutex);
		if (atomic_load(&h->stopping))
			return NULL;
		peers_cut_slow(h);
		if (seconds % BEAT_SECONDS == 0)
			streams_beat(h);
	}
}

void streams_open(struct http *h)
{
	h->keeping = pthread_create(&h->keeper, NULL, keep, h) == 0;
}

/* After `stopping` was set: whoever sleeps is woken and reads the end. */
void streams_stop(struct http *h)
{
	pthread_mutex_lock(&h->streams_mutex);
	pthread_cond_broadcast(&h->stop);
	for (struct stream *s = h->streams; s; s = s->next)
		wake(s);
	pthread_mutex_unlock(&h->streams_mutex);
	if (h->keeping)
		pthread_join(h->keeper, NULL);
}
