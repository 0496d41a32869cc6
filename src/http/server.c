/* The server: libmicrohttpd's epoll threads, one arena an exchange. */
#include "http/inside.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* Each of the server's threads keeps a few arenas; an exchange begins and ends on one. */
struct arena_shelf {
	struct arena *at[64];
	size_t len;
};

static void clear_shelf(void *arg)
{
	struct arena_shelf *shelf = arg;
	while (shelf->len)
		arena_close(shelf->at[--shelf->len]);
	free(shelf);
}

struct arena *take_arena(struct http *h)
{
	struct arena_shelf *shelf = pthread_getspecific(h->arenas);
	return shelf && shelf->len ? shelf->at[--shelf->len] : arena_open();
}

void give_arena(struct http *h, struct arena *a)
{
	struct arena_shelf *shelf = pthread_getspecific(h->arenas);
	if (!shelf) {
		shelf = calloc(1, sizeof *shelf);
		if (!shelf)
			arena_die(sizeof *shelf);
		pthread_setspecific(h->arenas, shelf);
	}
	if (shelf->len == LEN(shelf->at)) {
		arena_close(a);
		return;
	}
	arena_reset(a);
	shelf->at[shelf->len++] = a;
}

/* An exchange begins with its first line: here alone the target is seen as sent. */
static void *begin_exchange(
	void *arg, const char *target, struct MHD_Connection *connection)
{
	struct http *h = arg;
	struct arena *a = take_arena(h);
	struct exchange_state *x = NEW(a, struct exchange_state);
	x->http = h;
	x->connection = connection;
	x->peer = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
			  ->socket_context;
	x->upload_fd = -1;
	x->request.arena = a;
	x->request.target = str_copy(a, str_of(target));
	x->response.request = &x->request;
	x->response.body = out_on(a, 64 << 20);
	return x;
}

static enum MHD_Result answer(struct exchange_state *x, void **state)
{
	bool stream = x->response.events;
	enum MHD_Result sent = send_response(x);
	if (stream && x->streaming) { /* a stream lives long and needs none of this */
		*state = NULL;
		drop_body(x);
		give_arena(x->http, x->request.arena);
	}
	return sent;
}

static enum MHD_Result ask(struct exchange_state *x, void **state)
{
	struct http *h = x->http;
	x->asked = true;
	x->began = nanoseconds_now();
	enter(x->peer, AT_WORK);
	if (atomic_load(&h->closed)) {
		x->fault = MHD_HTTP_SERVICE_UNAVAILABLE;
		return refuse(x);
	}
	if (h->options.handle(h->options.arg, &x->request, &x->response) == DONE)
		return answer(x, state);
	struct MHD_Connection *connection = x->connection;
	MHD_suspend_connection(connection);
	if (atomic_exchange(&x->progress, SUSPENDED) == ANSWERED) {
		atomic_store(&x->progress, ANSWERED);
		MHD_resume_connection(connection);
	}
	return MHD_YES;
}

/* Called with the head, with each piece of body, at its end, and when resumed. */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *data,
	size_t *size, void **state)
{
	struct exchange_state *x = *state;
	(void)arg;
	(void)connection;
	(void)url; /* decoded leniently there, strictly here */
	(void)version;
	if (!x->request.native) {
		atomic_store_explicit(&x->peer->got, 0, memory_order_relaxed);
		enter(x->peer, READING_BODY);
		read_head(x, method);
		begin_body(x);
		return x->fault && refuse_early(x) ? refuse(x) : MHD_YES;
	}
	if (*size) {
		size_t len = *size;
		*size = 0;
		return read_body(x, data, len) ? MHD_YES : MHD_NO;
	}
	if (atomic_load(&x->progress) == ANSWERED)
		return answer(x, state);
	if (x->asked)
		return MHD_YES;
	end_body(x);
	return x->fault ? refuse(x) : ask(x, state);
}

static void on_complete(void *arg, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode code)
{
	struct http *h = arg;
	struct exchange_state *x = *state;
	(void)code;
	enter(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
			->socket_context,
		READING_HEAD);
	if (!x)
		return;
	*state = NULL;
	drop_body(x);
	give_arena(h, x->request.arena);
}

static bool split_listen(const char *listen, char host[128], char port[16])
{
	const char *colon = listen ? strrchr(listen, ':') : NULL;
	if (!colon || strlen(colon + 1) == 0 || strlen(colon + 1) > 5)
		return false;
	size_t len = (size_t)(colon - listen);
	if (len >= 2 && listen[0] == '[' && listen[len - 1] == ']') {
		listen++;
		len -= 2;
	}
	if (len >= 128)
		return false;
	memcpy(host, listen, len);
	host[len] = 0;
	strcpy(port, colon + 1);
	return true;
}

static char *read_pem(struct arena *a, const char *path, struct str *why)
{
	FILE *f = path ? fopen(path, "rbe") : NULL;
	if (!f) {
		*why = str_fmt(a, "cannot read %s: %s", path ? path : "the TLS key",
			path ? strerror(errno) : "none given");
		return NULL;
	}
	char *text = arena_take(a, 65537);
	text[fread(text, 1, 65536, f)] = 0;
	fclose(f);
	return text;
}

static struct http_options with_defaults(const struct http_options *o)
{
	struct http_options all = *o;
	if (all.max_body <= 0)
		all.max_body = 1 << 20;
	if (all.max_upload <= 0)
		all.max_upload = 64 << 20;
	if (all.max_connections <= 0)
		all.max_connections = 12000;
	if (all.idle_seconds <= 0)
		all.idle_seconds = 30;
	if (all.threads <= 0)
		all.threads = MAX((int)sysconf(_SC_NPROCESSORS_ONLN), 1);
	return all;
}

/* Each connection is a descriptor: raises the limit as far as allowed, and takes fewer
 * connections where it does not reach. */
static void fit_descriptors(struct http_options *o)
{
	enum { OTHERS = 512 };
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	rlim_t wanted = (rlim_t)o->max_connections * 5 / 4 + OTHERS;
	if (limit.rlim_cur < wanted) {
		limit.rlim_cur = MIN(wanted, limit.rlim_max);
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur < wanted) {
		o->max_connections = MAX((int)(limit.rlim_cur * 3 / 5), 16);
		log_info("at most %d connections: so many files may be open",
			o->max_connections);
	}
}

static struct http *make(const struct http_options *o)
{
	struct http *h = calloc(1, sizeof *h);
	if (!h)
		arena_die(sizeof *h);
	h->options = with_defaults(o);
	fit_descriptors(&h->options);
	pthread_condattr_t steady;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&h->stop, &steady);
	pthread_cond_init(&h->peers_changed, &steady);
	pthread_condattr_destroy(&steady);
	pthread_mutex_init(&h->peers_mutex, NULL);
	pthread_mutex_init(&h->streams_mutex, NULL);
	if (pthread_key_create(&h->arenas, clear_shelf) != 0)
		arena_die(sizeof h->arenas);
	return h;
}

static void unmake(struct http *h)
{
	/* The last connections are ended on this thread, which has a shelf then. */
	struct arena_shelf *shelf = pthread_getspecific(h->arenas);
	if (shelf)
		clear_shelf(shelf);
	pthread_key_delete(h->arenas);
	pthread_mutex_destroy(&h->peers_mutex);
	pthread_mutex_destroy(&h->streams_mutex);
	pthread_cond_destroy(&h->stop);
	pthread_cond_destroy(&h->peers_changed);
	free(h);
}

static struct MHD_Daemon *start(struct http *h, const char *cert, const char *key)
{
	const struct http_options *o = &h->options;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_NO_LISTEN_SOCKET | (cert ? MHD_USE_TLS : 0);
	static const char tls12[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
	const struct MHD_OptionItem options[] = {
		{MHD_OPTION_THREAD_POOL_SIZE, o->threads > 1 ? o->threads : 0, NULL},
		/* Beyond max_connections there is room for those who are told 503. */
		{MHD_OPTION_CONNECTION_LIMIT, o->max_connections * 5 / 4 + 8 * o->threads,
			NULL},
		{MHD_OPTION_PER_IP_CONNECTION_LIMIT, MAX(o->max_per_address, 0), NULL},
		{MHD_OPTION_CONNECTION_TIMEOUT, o->idle_seconds, NULL},
		{MHD_OPTION_CONNECTION_MEMORY_LIMIT, 32768, NULL},
		{cert ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, 0,
			(void *)(uintptr_t)cert},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key},
		{MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls12},
		{MHD_OPTION_END, 0, NULL},
	};
	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, h,
		MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, h,
		MHD_OPTION_NOTIFY_COMPLETED, on_complete, h, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, h, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

enum status http_open(const struct http_options *o, struct http **opened, struct str *why,
	struct arena *a)
{
	char host[128], port[16], *cert = NULL, *key = NULL;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *at;
	if (o->tls_cert && (!(cert = read_pem(a, o->tls_cert, why)) ||
				   !(key = read_pem(a, o->tls_key, why))))
		return INVALID;
	if (!split_listen(o->listen, host, port) ||
		getaddrinfo(host[0] ? host : NULL, port, &hints, &at) != 0) {
		*why = str_fmt(a, "--listen wants ADDRESS:PORT, not \"%s\"",
			o->listen ? o->listen : "");
		return INVALID;
	}
	struct http *h = make(o);
	bool listens = accept_listen(h, at->ai_addr, at->ai_addrlen);
	if (!listens)
		*why = str_fmt(a, "cannot listen on %s: %s", o->listen, strerror(errno));
	freeaddrinfo(at);
	h->daemon = listens ? start(h, cert, key) : NULL;
	if (key)
		explicit_bzero(key, strlen(key));
	if (h->daemon && accept_start(h)) {
		streams_open(h);
		*opened = h;
		return OK;
	}
	if (listens) {
		*why = str_fmt(a, "cannot serve on %s: %s", o->listen,
			h->daemon ? "no thread" : "is the TLS certificate sound?");
		close(h->listening);
	}
	if (h->daemon)
		MHD_stop_daemon(h->daemon);
	unmake(h);
	return BROKEN;
}

void http_close(struct http *h)
{
	if (!h)
		return;
	atomic_store(&h->stopping, true);
	accept_stop(h);
	streams_stop(h);
	peers_wait(h);
	MHD_stop_daemon(h->daemon);
	unmake(h);
}
