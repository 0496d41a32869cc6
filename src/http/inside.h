/* Shared by the files of this room only. */
#ifndef GUATU_HTTP_INSIDE_H
#define GUATU_HTTP_INSIDE_H

#include "http/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
	MAX_HEADERS = 100,
	MAX_FIELDS = 10000,
	MAX_FILES = 100,
	MAX_STREAMS = 10000,
	CLOSE_SECONDS = 5,
};

/* What a connection is about; only AT_WORK is never cut off. */
enum activity { READING_HEAD, READING_BODY, AT_WORK, SENDING, STREAMING };

struct peer {
	struct peer *next, *before;
	int fd;
	bool surplus; /* came beyond max_connections: gets 503 */
	atomic_int activity;
	_Atomic int64_t since; /* of the activity, in seconds */
	_Atomic int64_t got;   /* body bytes of this request */
	char address[48];
};

/* Each thread counts on a tally of its own, as long as there are some. */
enum { TALLIES = 32 };
struct tally {
	_Atomic int64_t answers[6], within[HTTP_BOUNDS + 1], nanoseconds;
};

struct http {
	struct MHD_Daemon *daemon;
	struct http_options options;
	int listening, enough[2]; /* see accept.c */
	pthread_t acceptor;
	bool accepting;
	pthread_key_t arenas; /* each thread keeps a few, see server.c */
	pthread_mutex_t peers_mutex;
	pthread_cond_t peers_changed; /* waited for while closing */
	struct peer *peers;
	int peer_count;
	atomic_bool stopping; /* no new requests */
	atomic_bool closed;   /* not even those whose body was being read */

	pthread_mutex_t streams_mutex;
	pthread_cond_t stop;
	struct stream *streams; /* see events.c */
	int stream_count;
	pthread_t keeper; /* heartbeats, and cuts off the slow */
	bool keeping;
	struct tally tallies[TALLIES];
};

/* How far a LATER has come: the second of suspending and answering resumes. */
enum { RUNNING, SUSPENDED, ANSWERED };

/* One exchange: request, response, and what reading needs in between. */
struct exchange_state {
	struct request request;
	struct response response;
	struct http *http;
	struct MHD_Connection *connection;
	struct peer *peer;
	struct MHD_PostProcessor *post; /* multipart only */
	struct out body;		/* of any other type */
	struct out field;		/* the multipart field that is arriving */
	int64_t got, file_bytes, field_bytes;
	int upload_fd;
	int fault;  /* an HTTP status found while reading, or 0 */
	bool parts; /* at least one part of a multipart body came */
	bool asked; /* the handler was called */
	int64_t began; /* then, in nanoseconds of the steady clock */
	bool streaming;
	struct subscriber subscriber;
	atomic_int progress;
};

/* server.c */
struct arena *take_arena(struct http *);
void give_arena(struct http *, struct arena *);

/* accept.c */
bool accept_listen(struct http *, const struct sockaddr *, socklen_t);
bool accept_start(struct http *);
void accept_stop(struct http *);

/* peers.c */
void enter(struct peer *, enum activity);
void on_connection(void *http, struct MHD_Connection *, void **peer,
	enum MHD_ConnectionNotificationCode);
void peers_cut_slow(struct http *);
void peers_wait(struct http *);

/* request.c */
void read_head(struct exchange_state *, const char *method);
/* "a=1&b=2": 0, or the HTTP status that says what is wrong with it. */
int read_pairs(struct arena *, struct str text, struct pairs *to);

/* body.c */
void begin_body(struct exchange_state *);
/* False: far too much was sent; drop the connection. */
bool read_body(struct exchange_state *, const char *data, size_t len);
bool refuse_early(const struct exchange_state *);
void end_body(struct exchange_state *);
void drop_body(struct exchange_state *);

/* response.c */
enum MHD_Result send_response(struct exchange_state *);
enum MHD_Result refuse(struct exchange_state *);

/* counts.c */
int64_t nanoseconds_now(void);
void count_answer(struct exchange_state *, int status);

/* events.c */
struct MHD_Response *stream_response(struct exchange_state *); /* NULL: too many */
void streams_beat(struct http *);
void streams_open(struct http *);
void streams_stop(struct http *);

#endif
