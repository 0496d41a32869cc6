/* Requests and letters that leave, over libcurl. */
#include "http/client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 64 << 10, WAIT_SECONDS = 10, CONNECT_SECONDS = 5 };

static atomic_bool hung_up;
static pthread_once_t once = PTHREAD_ONCE_INIT;

void http_hang_up(void)
{
	atomic_store(&hung_up, true);
}

static void start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		arena_die(0);
}

/* ---- where it may go ------------------------------------------------------------------ */
static bool inner4(uint32_t a)
{
	static const struct {
		uint32_t net;
		int bits;
	} nets[] = {{0x00000000, 8}, {0x0A000000, 8}, {0x64400000, 10}, {0x7F000000, 8},
		{0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0A80000, 16},
		{0xC6120000, 15}, {0xE0000000, 3}}; /* RFC 6890; multicast and beyond */
	for (size_t i = 0; i < LEN(nets); i++)
		if ((a ^ nets[i].net) >> (32 - nets[i].bits) == 0)
			return true;
	return false;
}

static bool inner6(const uint8_t a[16])
{
	static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF},
			     nat64[12] = {0, 0x64, 0xFF, 0x9B}, zero[12] = {0};
	uint32_t low = (uint32_t)a[12] << 24 | (uint32_t)a[13] << 16 | (uint32_t)a[14] << 8 | a[15];
	if (memcmp(a, mapped, 12) == 0 || memcmp(a, nat64, 12) == 0)
		return inner4(low);
	return memcmp(a, zero, 12) == 0 || (a[0] & 0xFE) == 0xFC ||
		(a[0] == 0xFE && (a[1] & 0xC0) == 0x80) || a[0] == 0xFF;
}

static bool inner_address(const struct sockaddr *to)
{
	if (to->sa_family == AF_INET)
		return inner4(ntohl(((const struct sockaddr_in *)(const void *)to)->sin_addr.s_addr));
	if (to->sa_family == AF_INET6)
		return inner6(((const struct sockaddr_in6 *)(const void *)to)->sin6_addr.s6_addr);
	return true;
}

static curl_socket_t open_outer(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	(void)purpose;
	if (inner_address(&to->addr)) {
		*(bool *)arg = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

struct str url_origin(struct arena *arena, struct str url)
{
	struct str origin = NOTHING;
	char *scheme = NULL, *host = NULL, *port = NULL, *user = NULL;
	CURLU *u = curl_url();
	bool read = u && curl_url_set(u, CURLUPART_URL, str_z(arena, url), 0) == CURLUE_OK &&
		curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
		curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
		curl_url_get(u, CURLUPART_USER, &user, 0) != CURLUE_OK;
	if (read && (strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0)) {
		bool has_port = curl_url_get(u, CURLUPART_PORT, &port, 0) == CURLUE_OK;
		origin = str_lower(arena, str_fmt(arena, "%s://%s%s%s", scheme, host,
			has_port ? ":" : "", has_port ? port : ""));
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(user);
	curl_url_cleanup(u);
	return origin;
}

/* ---- both kinds ----------------------------------------------------------------------- */
static int keep_on(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)arg, (void)a, (void)b, (void)c, (void)d;
	return atomic_load(&hung_up);
}

static size_t take(char *at, size_t size, size_t count, void *arg)
{
	struct out *o = arg;
	out_bytes(o, at, MIN(size * count, o->max - o->len));
	return size * count;
}

static CURL *open_curl(struct out *answer, char error[CURL_ERROR_SIZE])
{
	pthread_once(&once, start);
	CURL *c = curl_easy_init();
	if (!c)
		arena_die(0);
	error[0] = 0;
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)WAIT_SECONDS);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, keep_on);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
	return c;
}

static struct str why(struct arena *arena, CURLcode code, const char *error)
{
	return str_copy(arena, str_of(error[0] ? error : curl_easy_strerror(code)));
}

/* ---- a request ------------------------------------------------------------------------ */
enum sending http_post(struct arena *arena, const struct http_post *p, struct http_answer *got)
{
	char error[CURL_ERROR_SIZE];
	struct out body = out_on(arena, ANSWER_MAX);
	bool refused = false;
	CURL *c = open_curl(&body, error);
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");
	headers = curl_slist_append(headers, "Expect:");
	curl_easy_setopt(c, CURLOPT_URL, str_z(arena, p->url));
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, p->inner ? "http,https" : "https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "guatu");
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)p->body.len);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, p->body.at);
	if (!p->inner) {
		curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_outer);
		curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, &refused);
	}
	CURLcode code = curl_easy_perform(c);
	long status = 0;
	curl_off_t began = 0;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c, CURLINFO_PRETRANSFER_TIME_T, &began);
	*got = (struct http_answer){(int)status, out_got(&body), NOTHING};
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	if (code == CURLE_OK)
		return SEND_OK;
	got->error = refused ? S("the address lies inside the network") : why(arena, code, error);
	if (refused || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
		return SEND_REFUSED;
	return began > 0 ? SEND_UNSURE : SEND_FAILED;
}

/* ---- a letter ------------------------------------------------------------------------- */
bool mail_address(struct str s)
{
	size_t at = str_find(s, S("@"));
	if (at == SIZE_MAX || at == 0 || at + 1 == s.len || s.len > 120)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] >= 127 || strchr("<>()[],;:\\\"", s.at[i]) ||
			(s.at[i] == '@' && i != at))
			return false;
	return true;
}

static struct str base64(struct arena *arena, struct str s)
{
	size_t room = sodium_base64_encoded_len(s.len, sodium_base64_VARIANT_ORIGINAL);
	char *to = arena_take(arena, room);
	return str_of(sodium_bin2base64(to, room, (const unsigned char *)s.at, s.len,
		sodium_base64_VARIANT_ORIGINAL));
}

/* Encoded words of RFC 2047: at most 75 characters each, never inside a character. */
static void put_subject(struct arena *arena, struct out *o, struct str s)
{
	out_lit(o, "Subject:");
	for (size_t at = 0; at < s.len;) {
		size_t end = at;
		for (size_t next = at; next < s.len && next - at <= 42;) {
			utf8_next(s, &next);
			end = next - at <= 42 ? next : end;
		}
		out_fmt(o, " =?UTF-8?B?%.*s?=\r\n", STR(base64(arena, str_sub(s, at, end - at))));
		at = end;
	}
	if (!s.len)
		out_lit(o, "\r\n");
}

static struct str letter(struct arena *arena, const struct mail *m)
{
	struct out o = out_on(arena, 1 << 20);
	char date[64];
	time_t seconds = (time_t)(m->at.ms / 1000);
	struct tm tm;
	gmtime_r(&seconds, &tm);
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	out_fmt(&o, "Date: %s\r\nFrom: <%.*s>\r\nTo: <%.*s>\r\nMessage-ID: <%.*s>\r\n", date,
		STR(m->from), STR(m->to), STR(m->id));
	put_subject(arena, &o, m->subject);
	out_lit(&o, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
		    "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
	struct str body = base64(arena, m->body);
	for (size_t at = 0; at < body.len; at += 76)
		out_fmt(&o, "%.*s\r\n", STR(str_sub(body, at, 76)));
	return out_got(&o);
}

static size_t give(char *to, size_t size, size_t count, void *arg)
{
	struct str *left = arg;
	size_t n = MIN(size * count, left->len);
	memcpy(to, left->at, n);
	*left = str_sub(*left, n, left->len);
	return n;
}

static void log_in(struct arena *arena, CURL *c, const struct mail *m)
{
	if (!m->login.len)
		return;
	curl_easy_setopt(c, CURLOPT_USERNAME, str_z(arena, m->login));
	curl_easy_setopt(c, CURLOPT_PASSWORD, str_z(arena, m->password));
}

enum sending mail_send(struct arena *arena, const struct mail *m, struct str *error)
{
	char said[CURL_ERROR_SIZE];
	struct out answer = out_on(arena, ANSWER_MAX);
	struct str left = letter(arena, m);
	*error = NOTHING;
	if (!mail_address(m->from) || !mail_address(m->to)) {
		*error = S("not an e-mail address");
		return SEND_REFUSED;
	}
	CURL *c = open_curl(&answer, said);
	struct curl_slist *to = curl_slist_append(NULL, str_z(arena, str_fmt(arena, "<%.*s>", STR(m->to))));
	curl_easy_setopt(c, CURLOPT_URL, str_z(arena, str_fmt(arena, "%s://%.*s:%d/guatu",
		m->safety == MAIL_TLS ? "smtps" : "smtp", STR(m->host), m->port)));
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	if (m->safety == MAIL_STARTTLS)
		curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	log_in(arena, c, m);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, str_z(arena, str_fmt(arena, "<%.*s>", STR(m->from))));
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, &left);
	CURLcode code = curl_easy_perform(c);
	long reply = 0;
	curl_off_t sent = 0;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &reply);
	curl_easy_getinfo(c, CURLINFO_SIZE_UPLOAD_T, &sent);
	curl_slist_free_all(to);
	curl_easy_cleanup(c);
	if (code == CURLE_OK)
		return SEND_OK;
	*error = why(arena, code, said);
	if (reply >= 400)
		return reply >= 500 ? SEND_REFUSED : SEND_FAILED;
	return sent > 0 ? SEND_UNSURE : SEND_FAILED;
}
