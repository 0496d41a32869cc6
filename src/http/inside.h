/* Shared by the files of this room only. */
#ifndef GUATU_HTTP_INSIDE_H
#define GUATU_HTTP_INSIDE_H

#include "http/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

struct stream; /* an event stream, see events.c */

struct http {
	struct MHD_Daemon *daemon;
	struct http_options options;
	pthread_mutex_t mutex; /* the arenas' free list and the streams */
	struct arena *spare[256];
	int spares;
	struct stream *streams;
	int stream_count;
	atomic_long uploads;
	pthread_t beat;
	pthread_cond_t stop;
	bool stopping, beating;
};

/* One exchange: request, response, and what reading needs in between. */
struct exchange_state {
	struct request request;
	struct response response;
	struct http *http;
	struct MHD_Connection *connection;
	struct MHD_PostProcessor *post;
	struct out body;
	int64_t upload_bytes;
	int upload_fd;
	int fault; /* an HTTP status found while reading, or 0 */
	bool asked; /* the handler was called */
	_Atomic enum { RUNNING, SUSPENDED, ANSWERED } progress;
	struct stream *stream;
};

enum MHD_Result send_response(struct exchange_state *);
bool read_head(struct exchange_state *, const char *url, const char *method);
void read_body(struct exchange_state *, const char *data, size_t len);
void end_body(struct exchange_state *);
enum MHD_Result read_post_item(void *, enum MHD_ValueKind, const char *key,
	const char *filename, const char *type, const char *coding, const char *data,
	uint64_t off, size_t size);
struct MHD_Response *stream_response(struct exchange_state *);
void streams_open(struct http *);
void streams_stop(struct http *);
struct subscriber *stream_subscriber(struct response *);

#endif
