/* Reading a request: head, query, form, files. Everything is bounded here, at the door. */
#include "http/inside.h"
#include "text/html.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <unistd.h>

enum { MAX_FIELDS = 2000, MAX_FIELD_BYTES = 4 << 20 };

struct str request_header(const struct request *r, const char *name)
{
	const struct exchange_state *x = r->native;
	return str_of(MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name));
}

struct str request_cookie(const struct request *r, const char *name)
{
	const struct exchange_state *x = r->native;
	return str_of(MHD_lookup_connection_value(x->connection, MHD_COOKIE_KIND, name));
}

struct str pairs_get(const struct pairs *pairs, struct str name)
{
	for (size_t i = 0; i < pairs->len; i++)
		if (str_eq(pairs->at[i].name, name))
			return pairs->at[i].value;
	return NOTHING;
}

static void add_pair(struct arena *a, struct pairs *to, struct str name, struct str value)
{
	struct pair *p = vec_grow_(a, (void **)&to->at, &to->len, &to->cap, sizeof *p);
	*p = (struct pair){name, value.at ? value : S("")};
}

static enum method method_of(const char *name)
{
	static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
	for (int i = 0; i < METHODS; i++)
		if (strcmp(names[i], name) == 0)
			return (enum method)i;
	return METHODS;
}

static bool read_query(struct exchange_state *x, struct str query)
{
	struct arena *a = x->request.arena;
	while (query.len && x->request.query.len < MAX_FIELDS) {
		struct str value, part = str_cut(query, '&', &query);
		struct str name = str_cut(part, '=', &value);
		name = url_decode(a, name, true);
		value = url_decode(a, value, true);
		if (!utf8_valid(name) || !utf8_valid(value))
			return false;
		if (name.len)
			add_pair(a, &x->request.query, name, value);
	}
	return true;
}

static void read_address(struct exchange_state *x)
{
	struct str forwarded = request_header(&x->request, "X-Forwarded-For");
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[64] = "";
	if (info && info->client_addr)
		getnameinfo(info->client_addr,
			info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) :
								   sizeof(struct sockaddr_in),
			text, sizeof text, NULL, 0, NI_NUMERICHOST);
	x->request.address = str_copy(x->request.arena, str_of(text));
	x->request.secure = x->http->options.tls_cert != NULL;
	if (!x->http->options.trust_proxy)
		return;
	while (forwarded.len) { /* the last hop is the one our proxy saw */
		struct str hop = str_cut(forwarded, ',', &forwarded);
		if (utf8_valid(hop) && hop.len < 60)
			x->request.address = str_copy(x->request.arena, str_trim(hop));
	}
	x->request.secure |=
		str_eq(request_header(&x->request, "X-Forwarded-Proto"), S("https"));
}

bool read_head(struct exchange_state *x, const char *url, const char *method)
{
	struct request *r = &x->request;
	struct str query, target = str_copy(r->arena, str_of(url));
	r->native = x;
	r->target = target;
	r->method = method_of(method);
	struct str path = str_cut(target, '?', &query);
	r->path = url_decode(r->arena, path, false);
	read_address(x);
	struct str type = request_header(r, "Content-Type"), rest;
	r->type = str_lower(r->arena, str_trim(str_cut(type, ';', &rest)));
	x->body = out_on(r->arena, (size_t)x->http->options.max_body);
	if (r->method == METHODS)
		x->fault = 405;
	else if (!r->path.len || r->path.at[0] != '/' || !utf8_valid(r->path) ||
		!read_query(x, query))
		x->fault = 400;
	struct str length = request_header(r, "Content-Length");
	int64_t n = 0;
	if (!x->fault && length.len &&
		(!str_int(length, &n) || n > x->http->options.max_upload))
		x->fault = 413;
	return !x->fault;
}

/* The upload that item data goes to; opened with the item's first piece. */
static struct upload *open_upload(struct exchange_state *x, const char *key,
	const char *filename, const char *type)
{
	struct arena *a = x->request.arena;
	struct upload *u = vec_grow_(a, (void **)&x->request.files.at, &x->request.files.len,
		&x->request.files.cap, sizeof *u);
	u->field = str_copy(a, str_of(key));
	u->name = str_copy(a, str_of(filename));
	u->type = str_copy(a, str_of(type));
	long number = atomic_fetch_add(&x->http->uploads, 1);
	u->path = str_z(a, str_fmt(a, "%s/up-%d-%ld", x->http->options.upload_dir, (int)getpid(),
		number));
	x->upload_fd = open(u->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (x->upload_fd < 0)
		x->fault = 500;
	if (!utf8_valid(u->name) || !utf8_valid(u->field))
		x->fault = 400;
	return u;
}

static void read_file(struct exchange_state *x, const char *key, const char *filename,
	const char *type, const char *data, uint64_t off, size_t size)
{
	if (off == 0) {
		if (x->upload_fd >= 0)
			close(x->upload_fd);
		x->upload_fd = -1;
		if (!*filename) /* a file field left empty */
			return;
		open_upload(x, key, filename, type);
	}
	if (x->upload_fd < 0 || x->fault)
		return;
	struct upload *u = &x->request.files.at[x->request.files.len - 1];
	x->upload_bytes += (int64_t)size;
	u->bytes += (int64_t)size;
	if (x->upload_bytes > x->http->options.max_upload || x->request.files.len > 100)
		x->fault = 413;
	else if (write(x->upload_fd, data, size) != (ssize_t)size)
		x->fault = 507;
}

enum MHD_Result read_post_item(void *arg, enum MHD_ValueKind kind, const char *key,
	const char *filename, const char *type, const char *coding, const char *data,
	uint64_t off, size_t size)
{
	struct exchange_state *x = arg;
	struct arena *a = x->request.arena;
	struct pairs *form = &x->request.form;
	(void)kind;
	(void)coding;
	if (x->fault || !key)
		return MHD_YES;
	if (filename) {
		read_file(x, key, filename, type, data, off, size);
		return MHD_YES;
	}
	struct str piece = {data, size};
	if (off == 0) {
		add_pair(a, form, str_copy(a, str_of(key)), str_copy(a, piece));
	} else if (form->len) { /* a long value arrives in pieces */
		struct pair *p = &form->at[form->len - 1];
		p->value = str_join(a, p->value, piece);
	}
	if (form->len > MAX_FIELDS ||
		(form->len && form->at[form->len - 1].value.len > MAX_FIELD_BYTES))
		x->fault = 413;
	return MHD_YES;
}

void read_body(struct exchange_state *x, const char *data, size_t len)
{
	if (x->fault)
		return;
	if (x->post) {
		if (MHD_post_process(x->post, data, len) != MHD_YES && !x->fault)
			x->fault = 400;
		return;
	}
	out_bytes(&x->body, data, len);
	if (x->body.full)
		x->fault = 413;
}

void end_body(struct exchange_state *x)
{
	if (x->post && MHD_destroy_post_processor(x->post) != MHD_YES && !x->fault)
		x->fault = x->request.form.len || x->request.files.len ? 0 : 400;
	x->post = NULL;
	if (x->upload_fd >= 0)
		close(x->upload_fd);
	x->upload_fd = -1;
	x->request.body = out_got(&x->body);
	for (size_t i = 0; i < x->request.form.len && !x->fault; i++)
		if (!utf8_valid(x->request.form.at[i].value) ||
			!utf8_valid(x->request.form.at[i].name))
			x->fault = 400;
}
