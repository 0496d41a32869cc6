/* HTTP/1.1 over libmicrohttpd, which is named nowhere else. A request is complete when
 * the handler sees it; bodies are bounded, files are streamed to disk. */
#ifndef GUATU_HTTP_H
#define GUATU_HTTP_H

#include "base/base.h"

enum method { GET, HEAD, POST, PUT, PATCH, DELETE, METHODS };

struct pair {
	struct str name, value;
};
struct pairs {
	struct pair *at;
	size_t len, cap;
};

struct upload {
	struct str field, name, type; /* type as the sender claims it */
	char *path; /* a temporary file; removed after the call unless moved */
	int64_t bytes;
};

struct request {
	struct arena *arena; /* the whole exchange lives here */
	enum method method;
	struct str path;    /* decoded, valid UTF-8, starts with / */
	struct str target;  /* path and query as sent */
	struct pairs query; /* decoded */
	struct pairs form;  /* urlencoded or multipart fields, decoded */
	struct str body;    /* any other content type, whole */
	struct str type;    /* content type without parameters */
	struct {
		struct upload *at;
		size_t len, cap;
	} files;
	struct str address; /* the peer's; behind a trusted proxy the forwarded one */
	bool secure;	    /* TLS here or said by the trusted proxy */
	void *native;
};

struct response {
	struct request *request;
	int status;
	struct str type;
	struct pairs headers;
	struct out body; /* up to 64 MiB */
	struct str file; /* or: send this file (path); body ignored */
	bool events;	 /* or: become an event stream, see below */
};

/* The first of that name; NOTHING where absent or not valid UTF-8. */
struct str request_header(const struct request *, const char *name);
struct str request_cookie(const struct request *, const char *name);
bool request_accepts_gzip(const struct request *);
struct str pairs_get(const struct pairs *, struct str name); /* NOTHING if absent */
void response_header(struct response *, const char *name, struct str value);

/* How a handler ends: now, or later by http_finish from any thread. */
enum handled { DONE, LATER };

struct http_options {
	const char *listen; /* "127.0.0.1:8080", "[::1]:8080"; port 0 picks one */
	int threads;	    /* 0: one a core */
	const char *upload_dir;
	int64_t max_body;		/* bytes of a non-file body; default 1 MiB */
	int64_t max_upload;		/* bytes of all files; default 64 MiB */
	int max_connections;		/* default 12000; who comes beyond is told 503 */
	int max_per_address;		/* 0: no limit (behind a proxy) */
	int idle_seconds;		/* slow clients are dropped; default 30 */
	const char *tls_cert, *tls_key; /* NULL: plain */
	bool trust_proxy;		/* believe the last X-Forwarded-For and -Proto */
	enum handled (*handle)(void *arg, struct request *, struct response *);
	void *arg;
};

struct http;
enum status http_open(
	const struct http_options *, struct http **, struct str *why, struct arena *);
int http_port(const struct http *);
/* Stops accepting, ends the streams, finishes what is in hand (senders and readers get 5
 * seconds, a handler's LATER all it needs), closes. So whoever calls http_finish must
 * live until this returns. */
void http_close(struct http *);
/* Sends a response that its handler left for later. */
void http_finish(struct response *);

/* Event streams (Server-Sent Events): a response with events = true subscribes its
 * connection. `who` and `unit` are given back to `may` for each event. */
struct subscriber {
	int64_t person;
	int64_t unit;
	uint32_t roles;
	bool sees_all;
};
void response_events(struct response *, struct subscriber);
/* Sends "event: name\ndata: …\n\n" to every stream for which may answers true (NULL: all;
 * may is asked under the streams' lock: quick, and no calls back into http). An event is
 * under 64 KiB. Slow readers are cut off, not waited for. 10,000 streams; then 503. */
void http_publish(struct http *, struct str name, struct str data,
	bool (*may)(void *arg, const struct subscriber *), void *arg);
int http_streams(const struct http *);

/* What was answered since the start, for monitoring: answers by hundreds of their status, and
 * how long handlers took, from the whole request to the answer. */
#define HTTP_BOUNDS 12
extern const double http_bounds[HTTP_BOUNDS]; /* seconds, rising */
struct http_counts {
	int64_t answers[6];		  /* [2]: 200 … 299 */
	int64_t within[HTTP_BOUNDS + 1]; /* at most the bound, more than the one before; [last]: more */
	double seconds;			  /* of all of them together */
	int connections, streams;
};
void http_count(struct http *, struct http_counts *);

#endif
