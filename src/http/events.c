/* Event streams: each has a small bounded queue; who reads too slowly is cut off. */
#include "http/inside.h"

#include <stdlib.h>
#include <time.h>

enum { QUEUE_BYTES = 65536, BEAT_SECONDS = 25 };

struct stream {
	struct http *http;
	struct MHD_Connection *connection;
	struct subscriber subscriber;
	char *queue;
	size_t len;
	bool waiting, cut;
	struct stream *next, *before;
};

void response_events(struct response *r, struct subscriber who)
{
	struct exchange_state *x = r->request->native;
	struct stream *s = calloc(1, sizeof *s);
	if (!s)
		arena_die(sizeof *s);
	s->queue = malloc(QUEUE_BYTES);
	if (!s->queue)
		arena_die(QUEUE_BYTES);
	s->http = x->http;
	s->connection = x->connection;
	s->subscriber = who;
	s->len = 10;
	memcpy(s->queue, ": hello\n\n\n", 10);
	x->stream = s;
	r->events = true;
	r->status = 200;
	r->type = S("text/event-stream");
	response_header(r, "Cache-Control", S("no-store"));
	response_header(r, "X-Accel-Buffering", S("no"));
}

static ssize_t read_stream(void *arg, uint64_t at, char *to, size_t max)
{
	struct stream *s = arg;
	(void)at;
	pthread_mutex_lock(&s->http->mutex);
	size_t n = MIN(max, s->len);
	if (s->cut || s->http->stopping) {
		pthread_mutex_unlock(&s->http->mutex);
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	memcpy(to, s->queue, n);
	memmove(s->queue, s->queue + n, s->len - n);
	s->len -= n;
	if (!n) {
		s->waiting = true;
		MHD_suspend_connection(s->connection);
	}
	pthread_mutex_unlock(&s->http->mutex);
	return (ssize_t)n;
}

static void drop_stream(void *arg)
{
	struct stream *s = arg;
	pthread_mutex_lock(&s->http->mutex);
	if (s->before)
		s->before->next = s->next;
	else
		s->http->streams = s->next;
	if (s->next)
		s->next->before = s->before;
	s->http->stream_count--;
	pthread_mutex_unlock(&s->http->mutex);
	free(s->queue);
	free(s);
}

struct MHD_Response *stream_response(struct exchange_state *x)
{
	struct stream *s = x->stream;
	pthread_mutex_lock(&s->http->mutex);
	s->next = s->http->streams;
	if (s->next)
		s->next->before = s;
	s->http->streams = s;
	s->http->stream_count++;
	pthread_mutex_unlock(&s->http->mutex);
	return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_stream, s,
		drop_stream);
}

/* With the mutex held. */
static void push(struct stream *s, const char *at, size_t len)
{
	if (s->cut)
		return;
	if (s->len + len > QUEUE_BYTES)
		s->cut = true;
	else
		memcpy(s->queue + s->len, at, len), s->len += len;
	if (s->waiting) {
		s->waiting = false;
		MHD_resume_connection(s->connection);
	}
}

void http_publish(struct http *h, struct str name, struct str data,
	bool (*may)(void *arg, const struct subscriber *), void *arg)
{
	struct arena *a = arena_open();
	struct str text = str_fmt(a, "event: %.*s\ndata: %.*s\n\n", STR(name), STR(data));
	pthread_mutex_lock(&h->mutex);
	for (struct stream *s = h->streams; s; s = s->next)
		if (!may || may(arg, &s->subscriber))
			push(s, text.at, text.len);
	pthread_mutex_unlock(&h->mutex);
	arena_close(a);
}

int http_streams(const struct http *h)
{
	struct http *open = (struct http *)(uintptr_t)h;
	pthread_mutex_lock(&open->mutex);
	int n = open->stream_count;
	pthread_mutex_unlock(&open->mutex);
	return n;
}

/* A comment now and then, so that dead peers are found. */
static void *beat(void *arg)
{
	struct http *h = arg;
	pthread_mutex_lock(&h->mutex);
	while (!h->stopping) {
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += BEAT_SECONDS;
		pthread_cond_timedwait(&h->stop, &h->mutex, &until);
		for (struct stream *s = h->streams; s && !h->stopping; s = s->next)
			push(s, ":\n\n", 3);
	}
	pthread_mutex_unlock(&h->mutex);
	return NULL;
}

void streams_open(struct http *h)
{
	h->beating = pthread_create(&h->beat, NULL, beat, h) == 0;
}

void streams_stop(struct http *h)
{
	pthread_mutex_lock(&h->mutex);
	h->stopping = true;
	pthread_cond_broadcast(&h->stop);
	for (struct stream *s = h->streams; s; s = s->next) {
		if (s->waiting) {
			s->waiting = false;
			MHD_resume_connection(s->connection);
		}
	}
	pthread_mutex_unlock(&h->mutex);
	if (h->beating)
		pthread_join(h->beat, NULL);
}
