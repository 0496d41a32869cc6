/* The server: libmicrohttpd's epoll threads, one arena an exchange. */
#include "http/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *take_arena(struct http *h)
{
	pthread_mutex_lock(&h->mutex);
	struct arena *a = h->spares ? h->spare[--h->spares] : NULL;
	pthread_mutex_unlock(&h->mutex);
	return a ? a : arena_open();
}

static void give_arena(struct http *h, struct arena *a)
{
	arena_reset(a);
	pthread_mutex_lock(&h->mutex);
	bool keep = h->spares < (int)LEN(h->spare);
	if (keep)
		h->spare[h->spares++] = a;
	pthread_mutex_unlock(&h->mutex);
	if (!keep)
		arena_close(a);
}

/* Keeps the target as sent: libmicrohttpd's own url lacks the query. */
static void *log_target(void *arg, const char *uri, struct MHD_Connection *connection)
{
	struct http *h = arg;
	struct arena *a = take_arena(h);
	struct exchange_state *x = NEW(a, struct exchange_state);
	x->http = h;
	x->connection = connection;
	x->upload_fd = -1;
	x->request.arena = a;
	x->request.target = str_copy(a, str_of(uri));
	x->response.request = &x->request;
	x->response.body = out_on(a, 64 << 20);
	return x;
}

void response_header(struct response *r, const char *name, struct str value)
{
	struct pair *p = vec_grow_(r->request->arena, (void **)&r->headers.at, &r->headers.len,
		&r->headers.cap, sizeof *p);
	*p = (struct pair){str_of(name), value};
}

static struct MHD_Response *make_response(struct exchange_state *x)
{
	struct response *r = &x->response;
	if (r->events)
		return stream_response(x);
	if (r->file.len) {
		struct stat st;
		int fd = open(str_z(x->request.arena, r->file), O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
			return MHD_create_response_from_fd64((uint64_t)st.st_size, fd);
		if (fd >= 0)
			close(fd);
		r->status = 404;
	}
	struct str body = out_got(&r->body);
	/* The arena outlives the answer: it is given back when the exchange completes. */
	return MHD_create_response_from_buffer(body.len, (char *)(uintptr_t)body.at,
		MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result send_response(struct exchange_state *x)
{
	struct response *r = &x->response;
	struct MHD_Response *m = make_response(x);
	if (!m)
		return MHD_NO;
	if (r->type.len)
		MHD_add_response_header(m, "Content-Type", str_z(x->request.arena, r->type));
	for (size_t i = 0; i < r->headers.len; i++)
		MHD_add_response_header(m, str_z(x->request.arena, r->headers.at[i].name),
			str_z(x->request.arena, r->headers.at[i].value));
	enum MHD_Result sent =
		MHD_queue_response(x->connection, (unsigned)(r->status ? r->status : 200), m);
	MHD_destroy_response(m);
	return sent;
}

static enum MHD_Result refuse(struct exchange_state *x)
{
	x->response.status = x->fault;
	x->response.type = S("text/plain; charset=utf-8");
	out_fmt(&x->response.body, "%d\n", x->fault);
	if (x->fault == 413)
		response_header(&x->response, "Connection", S("close"));
	return send_response(x);
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *data,
	size_t *size, void **state)
{
	struct http *h = arg;
	struct exchange_state *x = *state;
	(void)url;
	(void)version;
	if (!x->request.native) {
		if (!read_head(x, x->request.target.at, method))
			return *size ? MHD_NO : refuse(x);
		bool form = str_eq(x->request.type, S("application/x-www-form-urlencoded")) ||
			str_eq(x->request.type, S("multipart/form-data"));
		if (form)
			x->post = MHD_create_post_processor(connection, 16384, read_post_item, x);
		return MHD_YES;
	}
	if (*size) {
		read_body(x, data, *size);
		*size = 0;
		return MHD_YES;
	}
	if (atomic_load(&x->progress) == ANSWERED)
		return send_response(x);
	if (x->asked) /* resumed for another reason */
		return MHD_YES;
	end_body(x);
	if (x->fault)
		return refuse(x);
	x->asked = true;
	if (h->options.handle(h->options.arg, &x->request, &x->response) == DONE)
		return send_response(x);
	/* The answer may come before or after the suspension: the later of the two resumes. */
	MHD_suspend_connection(connection);
	if (atomic_exchange(&x->progress, SUSPENDED) == ANSWERED) {
		atomic_store(&x->progress, ANSWERED);
		MHD_resume_connection(connection);
	}
	return MHD_YES;
}

void http_finish(struct response *r)
{
	struct exchange_state *x = r->request->native;
	struct MHD_Connection *connection = x->connection;
	if (atomic_exchange(&x->progress, ANSWERED) == SUSPENDED)
		MHD_resume_connection(connection);
}

static void on_complete(void *arg, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode code)
{
	struct http *h = arg;
	struct exchange_state *x = *state;
	(void)connection;
	(void)code;
	if (!x)
		return;
	if (x->post)
		MHD_destroy_post_processor(x->post);
	if (x->upload_fd >= 0)
		close(x->upload_fd);
	for (size_t i = 0; i < x->request.files.len; i++)
		unlink(x->request.files.at[i].path);
	*state = NULL;
	give_arena(h, x->request.arena);
}

static bool split_listen(const char *listen, char host[128], char port[16])
{
	const char *colon = strrchr(listen, ':');
	if (!colon || strlen(colon + 1) == 0 || strlen(colon + 1) > 5)
		return false;
	size_t len = (size_t)(colon - listen);
	if (len && listen[0] == '[' && listen[len - 1] == ']') {
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

static char *slurp(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return NULL;
	char *text = arena_take(a, 65537);
	size_t got = fread(text, 1, 65536, f);
	text[got] = 0;
	fclose(f);
	return text;
}

enum status http_open(const struct http_options *o, struct http **opened, struct str *why,
	struct arena *a)
{
	char host[128], port[16];
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found;
	if (!split_listen(o->listen, host, port) ||
		getaddrinfo(host[0] ? host : NULL, port, &hints, &found) != 0) {
		*why = str_fmt(a, "--listen wants ADDRESS:PORT, not \"%s\"", o->listen);
		return INVALID;
	}
	struct http *h = calloc(1, sizeof *h);
	if (!h)
		arena_die(sizeof *h);
	h->options = *o;
	pthread_mutex_init(&h->mutex, NULL);
	pthread_cond_init(&h->stop, NULL);
	if (!h->options.max_body)
		h->options.max_body = 1 << 20;
	if (!h->options.max_upload)
		h->options.max_upload = 64 << 20;
	int threads = o->threads > 0 ? o->threads : (int)sysconf(_SC_NPROCESSORS_ONLN);
	struct MHD_OptionItem tls[4] = {{MHD_OPTION_END, 0, NULL}};
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
		MHD_USE_ERROR_LOG | (found->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0);
	if (o->tls_cert) {
		flags |= MHD_USE_TLS;
		tls[0] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0,
			slurp(a, o->tls_cert)};
		tls[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0,
			slurp(a, o->tls_key)};
		tls[2] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
	}
	h->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, h,
		MHD_OPTION_SOCK_ADDR, found->ai_addr, MHD_OPTION_URI_LOG_CALLBACK, log_target, h,
		MHD_OPTION_NOTIFY_COMPLETED, on_complete, h, MHD_OPTION_THREAD_POOL_SIZE,
		(unsigned)MAX(threads, 2), MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)(o->max_connections ? o->max_connections : 12000),
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(o->idle_seconds ? o->idle_seconds : 30),
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32768,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)o->max_per_address,
		MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
	freeaddrinfo(found);
	if (!h->daemon) {
		*why = str_fmt(a, "cannot listen on %s: %s", o->listen, strerror(errno));
		free(h);
		return BROKEN;
	}
	streams_open(h);
	*opened = h;
	return OK;
}

int http_port(const struct http *h)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT);
	return info ? info->port : 0;
}

void http_close(struct http *h)
{
	if (!h)
		return;
	streams_stop(h);
	MHD_stop_daemon(h->daemon);
	while (h->spares)
		arena_close(h->spare[--h->spares]);
	pthread_mutex_destroy(&h->mutex);
	pthread_cond_destroy(&h->stop);
	free(h);
}
