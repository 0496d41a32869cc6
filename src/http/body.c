/* Reading a request's body: a form, files streamed to disk, or anything else whole.
 * Too large a body is read to its end and thrown away, within reason, because a client
 * that is still sending does not see an answer. */
#include "http/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { DRAIN_AT_LEAST = 16 << 20 };

static int64_t drain_limit(const struct http_options *o)
{
	return MAX(2 * o->max_upload, (int64_t)DRAIN_AT_LEAST);
}

static void close_upload(struct exchange_state *x)
{
	if (x->upload_fd >= 0)
		close(x->upload_fd);
	x->upload_fd = -1;
}

static void open_upload(
	struct exchange_state *x, const char *key, const char *filename, const char *type)
{
	struct request *r = &x->request;
	struct str name = str_of(filename);
	if (!utf8_valid(name) || !utf8_valid(str_of(key)) || !utf8_valid(str_of(type))) {
		x->fault = MHD_HTTP_BAD_REQUEST;
		return;
	}
	if (r->files.len == MAX_FILES) {
		x->fault = MHD_HTTP_CONTENT_TOO_LARGE;
		return;
	}
	for (size_t i = name.len; i-- > 0;) /* some send C:\folder\name */
		if (name.at[i] == '/' || name.at[i] == '\\') {
			name = str_sub(name, i + 1, name.len);
			break;
		}
	char *path = str_z(
		r->arena, str_fmt(r->arena, "%s/up-XXXXXX", x->http->options.upload_dir));
	x->upload_fd = x->http->options.upload_dir ? mkostemp(path, O_CLOEXEC) : -1;
	if (x->upload_fd < 0) {
		log_error("cannot make an upload file: %s", strerror(errno));
		x->fault = MHD_HTTP_INTERNAL_SERVER_ERROR;
		return;
	}
	struct upload *u = vec_add(r->arena, &r->files);
	u->field = str_copy(r->arena, str_of(key));
	u->name = str_copy(r->arena, name);
	u->type = str_copy(r->arena, str_of(type));
	u->path = path;
}

static void write_upload(struct exchange_state *x, const char *data, size_t size)
{
	x->file_bytes += (int64_t)size;
	if (x->file_bytes > x->http->options.max_upload) {
		x->fault = MHD_HTTP_CONTENT_TOO_LARGE;
		return;
	}
	assert(x->request.files.at && x->request.files.len);
	x->request.files.at[x->request.files.len - 1].bytes += (int64_t)size;
	while (size) {
		ssize_t n = write(x->upload_fd, data, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			log_error("cannot write an upload: %s", strerror(errno));
			x->fault = MHD_HTTP_INSUFFICIENT_STORAGE;
			return;
		}
		data += n;
		size -= (size_t)n;
	}
}

static void read_field(
	struct exchange_state *x, const char *key, struct str piece, bool first)
{
	struct pairs *form = &x->request.form;
	struct arena *a = x->request.arena;
	struct pair *last = form->len ? &form->at[form->len - 1] : NULL;
	/* Where a piece ends just before the value, the value's beginning is told of twice. */
	if (first && last && !last->value.len && str_eq(last->name, str_of(key)))
		first = false;
	x->field_bytes += (int64_t)piece.len;
	if ((first && form->len == MAX_FIELDS) ||
		x->field_bytes > x->http->options.max_body) {
		x->fault = MHD_HTTP_CONTENT_TOO_LARGE;
		return;
	}
	if (first) {
		x->field = out_on(a, (size_t)x->http->options.max_body);
		vec_add(a, form)->name = str_copy(a, str_of(key));
	}
	if (!form->len)
		return;
	out_str(&x->field, piece);
	form->at[form->len - 1].value = out_got(&x->field);
}

/* One piece of a multipart body; a piece at offset 0 begins a part. */
static enum MHD_Result read_part(void *arg, enum MHD_ValueKind kind, const char *key,
	const char *filename, const char *type, const char *coding, const char *data,
	uint64_t off, size_t size)
{
	struct exchange_state *x = arg;
	(void)kind;
	(void)coding;
	x->parts = true;
	if (x->fault || !key)
		return MHD_YES;
	if (!filename) {
		close_upload(x);
		read_field(x, key, (struct str){data, size}, off == 0);
		return MHD_YES;
	}
	struct upload *last = x->upload_fd >= 0 ? &x->request.files.at[x->request.files.len - 1] : NULL;
	bool again = last && !last->bytes && str_eq(last->field, str_of(key));
	if (off == 0 && !again) {
		close_upload(x);
		if (*filename) /* else a file field left empty */
			open_upload(x, key, filename, type);
	}
	if (x->upload_fd >= 0 && !x->fault)
		write_upload(x, data, size);
	return MHD_YES;
}

/* libmicrohttpd is handed no boundary that is missing, empty or longer than RFC 2046's.
 */
static bool boundary_sound(struct str type)
{
	static const struct str key = S("boundary=");
	for (size_t i = 0; i + key.len <= type.len; i++) {
		if (strncasecmp(type.at + i, key.at, key.len) != 0)
			continue;
		struct str value = str_sub(type, i + key.len, type.len);
		if (value.len >= 2 && value.at[0] == '"' &&
			value.at[value.len - 1] == '"')
			value = str_sub(value, 1, value.len - 2);
		return value.len >= 1 && value.len <= 70 && !str_has(value, S("\""));
	}
	return false;
}

void begin_body(struct exchange_state *x)
{
	const struct http_options *o = &x->http->options;
	struct request *r = &x->request;
	bool parts = str_eq(r->type, S("multipart/form-data"));
	x->body = out_on(r->arena, (size_t)o->max_body);
	struct str length = request_header(r, "Content-Length");
	int64_t bytes = 0;
	if (length.at && !str_int(length, &bytes))
		bytes = INT64_MAX;
	if (!x->fault && bytes > (parts ? o->max_upload + o->max_body : o->max_body))
		x->fault = MHD_HTTP_CONTENT_TOO_LARGE;
	if (x->fault || !parts)
		return;
	if (boundary_sound(request_header(r, "Content-Type")))
		x->post = MHD_create_post_processor(x->connection, 16384, read_part, x);
	if (!x->post)
		x->fault = MHD_HTTP_BAD_REQUEST;
}

/* Whether to answer a fault at once: nobody is sending, or far too much. */
bool refuse_early(const struct exchange_state *x)
{
	const struct request *r = &x->request;
	struct str length = request_header(r, "Content-Length");
	int64_t bytes = 0;
	if (request_header(r, "Expect").len)
		return true;
	if (!length.at)
		return !request_header(r, "Transfer-Encoding").len;
	return !str_int(length, &bytes) || bytes == 0 ||
	       bytes > drain_limit(&x->http->options);
}

bool read_body(struct exchange_state *x, const char *data, size_t len)
{
	x->got += (int64_t)len;
	atomic_store_explicit(&x->peer->got, x->got, memory_order_relaxed);
	if (x->got > drain_limit(&x->http->options))
		return false;
	if (x->fault)
		return true;
	if (x->post) {
		if (MHD_post_process(x->post, data, len) != MHD_YES && !x->fault)
			x->fault = MHD_HTTP_BAD_REQUEST;
		return true;
	}
	out_bytes(&x->body, data, len);
	if (x->body.full)
		x->fault = MHD_HTTP_CONTENT_TOO_LARGE;
	return true;
}

void drop_body(struct exchange_state *x)
{
	if (x->post)
		MHD_destroy_post_processor(x->post);
	x->post = NULL;
	close_upload(x);
	for (size_t i = 0; i < x->request.files.len; i++)
		unlink(x->request.files.at[i].path); /* ENOENT: it was moved away */
	x->request.files.len = 0;
}

void end_body(struct exchange_state *x)
{
	struct request *r = &x->request;
	if (x->post && MHD_destroy_post_processor(x->post) != MHD_YES && !x->fault)
		x->fault = MHD_HTTP_BAD_REQUEST; /* ends before its last boundary */
	if (x->post && !x->parts && !x->fault)
		x->fault = MHD_HTTP_BAD_REQUEST;
	bool parts = x->post != NULL;
	x->post = NULL;
	close_upload(x);
	if (x->fault)
		return;
	if (parts) {
		for (size_t i = 0; i < r->form.len; i++)
			if (!utf8_valid(r->form.at[i].value) ||
				!utf8_valid(r->form.at[i].name))
				x->fault = MHD_HTTP_BAD_REQUEST;
	} else if (str_eq(r->type, S("application/x-www-form-urlencoded"))) {
		x->fault = read_pairs(r->arena, out_got(&x->body), &r->form);
	} else {
		r->body = out_got(&x->body);
	}
}
