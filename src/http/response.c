/* Answering: from memory, from a file (sendfile), as an event stream, or a refusal. */
#include "http/inside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void response_header(struct response *r, const char *name, struct str value)
{
	*vec_add(r->request->arena, &r->headers) = (struct pair){str_of(name), value};
}

/* A short plain answer in place of whatever was meant. */
static void plain(struct exchange_state *x, int status)
{
	struct response *r = &x->response;
	r->status = status;
	r->headers.len = 0;
	r->type = S("text/plain; charset=utf-8");
	r->file = NOTHING;
	r->events = false;
	r->body = out_on(x->request.arena, 256);
	out_fmt(&r->body, "%d %s\n", status, MHD_get_reason_phrase_for((unsigned)status));
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		response_header(r, "Allow", S("GET, HEAD, POST, PUT, PATCH, DELETE"));
	if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
		response_header(r, "Retry-After", S("2"));
}

static struct MHD_Response *file_response(struct exchange_state *x)
{
	struct stat st;
	int fd = open(str_z(x->request.arena, x->response.file), O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return MHD_create_response_from_fd64((uint64_t)st.st_size, fd);
	if (fd >= 0)
		close(fd);
	plain(x, MHD_HTTP_NOT_FOUND);
	return NULL;
}

static struct MHD_Response *make_response(struct exchange_state *x)
{
	struct MHD_Response *made = NULL;
	if (x->response.events) {
		made = stream_response(x);
		if (made)
			return made;
		plain(x, MHD_HTTP_SERVICE_UNAVAILABLE);
	}
	if (x->response.file.len)
		made = file_response(x);
	if (made)
		return made;
	if (x->response.body.full) {
		log_error("an answer is longer than 64 MiB: %.*s", STR(x->request.path));
		plain(x, MHD_HTTP_INTERNAL_SERVER_ERROR);
	}
	struct str body = out_got(&x->response.body);
	/* The arena outlives the answer: it is given back when the exchange completes. */
	return MHD_create_response_from_buffer(
		body.len, (char *)(uintptr_t)body.at, MHD_RESPMEM_PERSISTENT);
}

static void put_header(struct exchange_state *x, struct MHD_Response *m, const char *name,
	struct str value)
{
	/* A value with a line break in it is refused there. */
	if (value.len && MHD_add_response_header(
				 m, name, str_z(x->request.arena, value)) != MHD_YES)
		log_error("header %s left out: not one line of text", name);
}

enum MHD_Result send_response(struct exchange_state *x)
{
	struct response *r = &x->response;
	struct MHD_Response *m = make_response(x);
	if (!m)
		return MHD_NO;
	put_header(x, m, "Content-Type", r->type);
	for (size_t i = 0; i < r->headers.len; i++)
		put_header(x, m, str_z(x->request.arena, r->headers.at[i].name),
			r->headers.at[i].value);
	if (x->peer->surplus || atomic_load(&x->http->stopping))
		MHD_add_response_header(m, "Connection", "close");
	count_answer(x, r->status ? r->status : 200);
	enter(x->peer, x->streaming ? STREAMING : SENDING);
	enum MHD_Result sent = MHD_queue_response(
		x->connection, (unsigned)(r->status ? r->status : 200), m);
	MHD_destroy_response(m);
	return sent;
}

enum MHD_Result refuse(struct exchange_state *x)
{
	plain(x, x->fault);
	return send_response(x);
}

void http_finish(struct response *r)
{
	struct exchange_state *x = r->request->native;
	struct MHD_Connection *connection = x->connection;
	/* Whoever comes second, the suspension or this, resumes; x may be gone after. */
	if (atomic_exchange(&x->progress, ANSWERED) == SUSPENDED)
		MHD_resume_connection(connection);
}
