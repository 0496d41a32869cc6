/* Reading a request's head: method, path, query, who sends it. Bounded and strict here,
 * at the door, so that nobody further in has to doubt it. */
#include "http/inside.h"

#include <arpa/inet.h>

static struct str valid_only(const char *value)
{
	struct str s = str_of(value);
	return utf8_valid(s) ? s : NOTHING;
}

struct str request_header(const struct request *r, const char *name)
{
	const struct exchange_state *x = r->native;
	return valid_only(
		MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name));
}

struct str request_cookie(const struct request *r, const char *name)
{
	const struct exchange_state *x = r->native;
	return valid_only(
		MHD_lookup_connection_value(x->connection, MHD_COOKIE_KIND, name));
}

/* "gzip" or "x;q=0.5, gzip;q=0.8", and not "gzip;q=0". */
bool request_accepts_gzip(const struct request *r)
{
	struct str all = request_header(r, "Accept-Encoding");
	while (all.len) {
		struct str weight, coding = str_cut(all, ',', &all);
		struct str name = str_trim(str_cut(coding, ';', &weight));
		if (!str_eq(str_lower(r->arena, name), S("gzip")))
			continue;
		double q = 1;
		weight = str_trim(weight);
		if (str_starts(weight, S("q=")))
			str_number(str_sub(weight, 2, weight.len), &q);
		return q > 0;
	}
	return false;
}

struct str pairs_get(const struct pairs *pairs, struct str name)
{
	for (size_t i = 0; i < pairs->len; i++)
		if (str_eq(pairs->at[i].name, name))
			return pairs->at[i].value;
	return NOTHING;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* False where a % is not followed by two digits, or what comes out is not UTF-8 text. */
static bool decode(struct arena *a, struct str s, bool plus_is_space, struct str *found)
{
	char *to = str_z(a, s);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '%') {
			int high = s.len - i > 2 ? hex_digit(s.at[i + 1]) : -1;
			int low = s.len - i > 2 ? hex_digit(s.at[i + 2]) : -1;
			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		to[n++] = c;
	}
	*found = (struct str){to, n};
	return utf8_valid(*found); /* refuses NUL too */
}

int read_pairs(struct arena *a, struct str text, struct pairs *to)
{
	while (text.len) {
		struct str value, part = str_cut(text, '&', &text);
		struct str name = str_cut(part, '=', &value);
		if (!decode(a, name, true, &name) || !decode(a, value, true, &value))
			return MHD_HTTP_BAD_REQUEST;
		if (!name.len)
			continue;
		if (to->len == MAX_FIELDS)
			return MHD_HTTP_CONTENT_TOO_LARGE;
		*vec_add(a, to) = (struct pair){name, value};
	}
	return 0;
}

/* What must be looked at over all headers, not just the first of a name. */
struct head {
	int count, hosts, lengths, codings;
	const char *forwarded, *proto; /* the last ones: those of the nearest proxy */
};

static enum MHD_Result look_at_header(
	void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct head *head = arg;
	(void)kind;
	head->count++;
	head->hosts += strcasecmp(name, "Host") == 0;
	head->lengths += strcasecmp(name, "Content-Length") == 0;
	head->codings += strcasecmp(name, "Transfer-Encoding") == 0;
	if (strcasecmp(name, "X-Forwarded-For") == 0)
		head->forwarded = value;
	else if (strcasecmp(name, "X-Forwarded-Proto") == 0)
		head->proto = value;
	return MHD_YES;
}

static struct str last_hop(const char *list)
{
	struct str rest = valid_only(list), hop = NOTHING;
	while (rest.len)
		hop = str_trim(str_cut(rest, ',', &rest));
	return hop;
}

static void read_sender(struct exchange_state *x, const struct head *head)
{
	struct request *r = &x->request;
	r->address = str_copy(r->arena, str_of(x->peer->address));
	r->secure = x->http->options.tls_cert != NULL;
	if (!x->http->options.trust_proxy)
		return;
	unsigned char number[16];
	char *hop = str_z(r->arena, last_hop(head->forwarded));
	if (inet_pton(AF_INET, hop, number) == 1 || inet_pton(AF_INET6, hop, number) == 1)
		r->address = str_of(hop);
	r->secure |= str_eq(last_hop(head->proto), S("https"));
}

static enum method method_of(const char *name)
{
	static const char *const names[] = {
		"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
	for (int i = 0; i < METHODS; i++)
		if (strcmp(names[i], name) == 0)
			return (enum method)i;
	return METHODS;
}

static bool read_target(struct request *r)
{
	struct str query, path = str_cut(r->target, '?', &query);
	if (!decode(r->arena, path, false, &r->path) || !str_starts(r->path, S("/")))
		return false;
	for (size_t i = 0; i < r->path.len; i++)
		if ((unsigned char)r->path.at[i] < ' ' || r->path.at[i] == 127)
			return false;
	return read_pairs(r->arena, query, &r->query) == 0;
}

void read_head(struct exchange_state *x, const char *method)
{
	struct request *r = &x->request;
	struct head head = {0};
	r->native = x;
	r->method = method_of(method);
	MHD_get_connection_values(x->connection, MHD_HEADER_KIND, look_at_header, &head);
	read_sender(x, &head);
	struct str parameters, type = request_header(r, "Content-Type");
	r->type = str_lower(r->arena, str_trim(str_cut(type, ';', &parameters)));
	if (x->peer->surplus || atomic_load(&x->http->stopping))
		x->fault = MHD_HTTP_SERVICE_UNAVAILABLE;
	else if (r->method == METHODS)
		x->fault = MHD_HTTP_METHOD_NOT_ALLOWED;
	else if (head.count > MAX_HEADERS)
		x->fault = MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE;
	else if (head.hosts > 1 ||
		 head.lengths + head.codings > 1) /* two readings of one */
		x->fault = MHD_HTTP_BAD_REQUEST;
	else if (!read_target(r))
		x->fault = MHD_HTTP_BAD_REQUEST;
}
