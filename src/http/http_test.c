/* The server, spoken to over plain sockets. Nothing here waits by the clock: each test
 * reads until the server has said what it must, or closed. */
#include "http/inside.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct http *server;
static struct arena *arena;
static char folder[] = "/tmp/guatu-http-XXXXXX";
static pthread_t threads[64];
static atomic_int thread_count;
static atomic_int calls;

/* ---- what the server answers ---- */

static void *finish(void *arg)
{
	struct response *r = arg;
	out_lit(&r->body, "late");
	r->status = 200;
	http_finish(r);
	return NULL;
}

static void say_pairs(struct out *o, const char *what, const struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->len; i++)
		out_fmt(o, "%s %.*s=%.*s\n", what, STR(pairs->at[i].name),
			STR(pairs->at[i].value));
}

static void say_files(struct request *r, struct out *o)
{
	for (size_t i = 0; i < r->files.len; i++) {
		struct stat st;
		assert_int_equal(stat(r->files.at[i].path, &st), 0);
		assert_int_equal(st.st_size, r->files.at[i].bytes);
		out_fmt(o, "file %.*s=%.*s %.*s %lld\n", STR(r->files.at[i].field),
			STR(r->files.at[i].name), STR(r->files.at[i].type),
			(long long)r->files.at[i].bytes);
		if (str_eq(r->path, S("/keep"))) {
			struct str to = str_fmt(r->arena, "%s/kept", folder);
			assert_int_equal(
				rename(r->files.at[i].path, str_z(r->arena, to)), 0);
		}
	}
}

static void echo(struct request *r, struct response *to)
{
	out_fmt(&to->body, "%d %.*s from %.*s%s gzip %d\n", (int)r->method, STR(r->path),
		STR(r->address), r->secure ? " secure" : "", request_accepts_gzip(r));
	say_pairs(&to->body, "query", &r->query);
	say_pairs(&to->body, "form", &r->form);
	say_files(r, &to->body);
	out_fmt(&to->body, "cookie %.*s\nbody %.*s\n", STR(request_cookie(r, "a")),
		STR(r->body));
}

static enum handled handle(void *arg, struct request *r, struct response *to)
{
	(void)arg;
	atomic_fetch_add(&calls, 1);
	to->status = 200;
	to->type = S("text/plain");
	if (str_eq(r->path, S("/later"))) {
		int n = atomic_fetch_add(&thread_count, 1);
		assert_int_equal(pthread_create(&threads[n], NULL, finish, to), 0);
		return LATER;
	}
	if (str_eq(r->path, S("/soon"))) { /* answered before it was left for later */
		finish(to);
		return LATER;
	}
	if (str_eq(r->path, S("/file")))
		to->file = str_fmt(r->arena, "%s/page", folder);
	else if (str_eq(r->path, S("/split")))
		response_header(to, "X-Two", S("a\r\nX-Evil: b"));
	else if (str_eq(r->path, S("/long")))
		for (int i = 0; i < 1 << 16; i++)
			out_bytes(&to->body,
				"0123456789abcdef0123456789abcdef0123456789abcdef"
				"0123456789abcde\n",
				64);
	else if (str_starts(r->path, S("/events")))
		response_events(to, (struct subscriber){.person = (int64_t)r->path.len});
	else
		echo(r, to);
	return DONE;
}

/* ---- speaking to it ---- */

static void serve(struct http_options o)
{
	struct str why = NOTHING;
	o.listen = "127.0.0.1:0";
	o.upload_dir = folder;
	o.handle = handle;
	if (!o.threads)
		o.threads = 3;
	enum status status = http_open(&o, &server, &why, arena);
	if (status != OK)
		fail_msg("%.*s", STR(why));
}

static void stop(void)
{
	http_close(server);
	server = NULL;
	for (int n = atomic_exchange(&thread_count, 0); n > 0; n--)
		pthread_join(threads[n - 1], NULL);
}

static int dial(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_port(server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = 60}; /* a test that fails must end */
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	return fd;
}

static void say_bytes(int fd, const void *at, size_t len)
{
	while (len) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		at = (const char *)at + n;
		len -= (size_t)n;
	}
}

static void say(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

/* Reads until `needle` came, or to the end where it is NULL. */
static struct str hear(int fd, const char *needle)
{
	struct out o = out_on(arena, 16 << 20);
	char c[1];
	while (!needle || !str_ends(out_got(&o), str_of(needle))) {
		ssize_t n = recv(fd, c, 1, 0);
		if (n <= 0)
			break;
		out_bytes(&o, c, 1);
	}
	return out_got(&o);
}

/* One whole answer: head and as much body as it says. */
static struct str hear_answer(int fd)
{
	struct str head = hear(fd, "\r\n\r\n");
	size_t at = str_find(head, S("Content-Length: "));
	size_t n = at == SIZE_MAX ? 0 : (size_t)atol(head.at + at + 16);
	struct out o = out_on(arena, 16 << 20);
	out_str(&o, head);
	char piece[4096];
	while (n) {
		ssize_t got = recv(fd, piece, MIN(n, sizeof piece), 0);
		if (got <= 0)
			break;
		out_bytes(&o, piece, (size_t)got);
		n -= (size_t)got;
	}
	return out_got(&o);
}

static void has(struct str text, const char *part)
{
	if (!str_has(text, str_of(part)))
		fail_msg("no \"%s\" in:\n%.*s", part, STR(text));
}

static struct str once(const char *request)
{
	int fd = dial();
	say(fd, request);
	struct str answer = hear_answer(fd);
	close(fd);
	return answer;
}

static struct str post(const char *type, const char *body)
{
	return once(
		str_z(arena, str_fmt(arena,
				     "POST /form HTTP/1.1\r\nHost: a\r\n"
				     "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
				     type, strlen(body), body)));
}

#define GET_(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static int count_files(void)
{
	int n = 0;
	DIR *d = opendir(folder);
	for (struct dirent *e; (e = readdir(d));)
		n += strncmp(e->d_name, "up-", 3) == 0;
	closedir(d);
	return n;
}

/* ---- tests ---- */

static void stays_open(void **state)
{
	(void)state;
	int fd = dial();
	for (int i = 0; i < 3; i++) {
		say(fd, "GET /a%E9%A1%B9?b=%E7%9B%AE+c HTTP/1.1\r\nHost: a\r\n"
			"Accept-Encoding: br, gzip;q=0.5\r\nCookie: z=1; a=2\r\n\r\n");
		struct str got = hear_answer(fd);
		has(got, "200 OK");
		has(got, "/a项 from 127.0.0.1 gzip 1\nquery b=目 c\ncookie 2");
	}
	say(fd, "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
	has(hear(fd, "\r\n\r\n"), "Content-Length: ");
	say(fd, GET_("/one") GET_("/two"));
	has(hear_answer(fd), "/one");
	has(hear_answer(fd), "/two");
	close(fd);
}

static void slow_body_after_another(void **state)
{
	(void)state;
	int fd = dial();
	say(fd, GET_("/first") "PUT /slow HTTP/1.1\r\nHost: a\r\nContent-Type: text/x\r\n"
			       "Content-Length: 10\r\n\r\n012");
	has(hear_answer(fd), "/first");
	for (const char *at = "3456789"; *at; at++)
		say_bytes(fd, at, 1);
	has(hear_answer(fd), "body 0123456789");
	say(fd, "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" GET_("/after"));
	has(hear_answer(fd), "body abcde");
	has(hear_answer(fd), "/after");
	close(fd);
}

static void too_large(void **state)
{
	(void)state;
	int before = atomic_load(&calls), fd = dial();
	enum { BYTES = 3 << 20 };
	char *body = calloc(1, BYTES);
	say(fd, str_z(arena, str_fmt(arena,
				     "POST / HTTP/1.1\r\nHost: a\r\n"
				     "Content-Length: %d\r\n\r\n",
				     BYTES)));
	say_bytes(fd, body, BYTES);
	has(hear_answer(fd), "413 ");
	say(fd, GET_("/hello")); /* it was read to its end: the connection is good */
	has(hear_answer(fd), "200 OK");
	say(fd, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
		"chunked\r\n\r\n300000\r\n");
	say_bytes(fd, body, BYTES);
	say(fd, "\r\n0\r\n\r\n");
	has(hear_answer(fd), "413 ");
	close(fd);
	free(body);
	has(once("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
		 "Content-Length: 99999999\r\n\r\n"),
		"HTTP/1.1 413 ");
	has(once("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"),
		"413 ");
	assert_int_equal(atomic_load(&calls), before + 1);
}

static void asks_to_continue(void **state)
{
	(void)state;
	int fd = dial();
	say(fd, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: "
		"2\r\n\r\n");
	has(hear(fd, "\r\n\r\n"), "HTTP/1.1 100 ");
	say(fd, "ok");
	has(hear_answer(fd), "body ok");
	close(fd);
}

static void large_head(void **state)
{
	(void)state;
	struct out o = out_on(arena, 1 << 20);
	out_lit(&o, "GET / HTTP/1.1\r\nHost: a\r\nX-Long: ");
	for (int i = 0; i < 50000; i++)
		out_c(&o, 'x');
	out_lit(&o, "\r\n\r\n");
	has(once(str_z(arena, out_got(&o))), " 431 ");
	o = out_on(arena, 1 << 20);
	out_lit(&o, "GET / HTTP/1.1\r\nHost: a\r\n");
	for (int i = 0; i < 150; i++)
		out_lit(&o, "X: y\r\n");
	out_lit(&o, "\r\n");
	has(once(str_z(arena, out_got(&o))), " 431 ");
}

static void wrong_heads(void **state)
{
	(void)state;
	int before = atomic_load(&calls);
	has(once(GET_("/%ff")), " 400 ");
	has(once(GET_("/a%00b")), " 400 ");
	has(once(GET_("/a%0ab")), " 400 ");
	has(once(GET_("/%4")), " 400 ");
	has(once(GET_("/%zz")), " 400 ");
	has(once(GET_("/?a=%c3%28")), " 400 ");
	has(once(GET_("http://a/")), " 400 ");
	has(once("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), " 405 ");
	has(once("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), "Allow: GET");
	has(once("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), " 400 ");
	has(once("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
		 "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
		" 400 ");
	assert_int_equal(atomic_load(&calls), before);
	struct str got = once(GET_("/split"));
	has(got, "200 OK");
	assert_false(str_has(got, S("X-Evil")));
}

static void forms(void **state)
{
	(void)state;
	const char *url = "application/x-www-form-urlencoded; charset=UTF-8";
	has(post(url, "name=%E9%87%8D%E5%A4%A7+x&b=%26&c&d=1&d=2"),
		"form name=重大 x\nform b=&\nform c=\nform d=1\nform d=2\n");
	has(post(url, ""), "200 OK");
	has(post(url, "a=%E9%87"), " 400 ");
	has(post(url, "a=%"), " 400 ");
	has(post(url, "a=1%00"), " 400 ");
	has(post("application/json", "{\"a\":\"%zz\"}"), "body {\"a\":\"%zz\"}");
}

#define PART(head, body)                                                                 \
	"--XX\r\nContent-Disposition: form-data; " head "\r\n\r\n" body "\r\n"

static void parts(void **state)
{
	(void)state;
	const char *type = "multipart/form-data; boundary=XX";
	struct str got = post(type,
		PART("name=\"t\"", "标题") PART("name=\"empty\"", "")
			PART("name=\"f\"; filename=\"C:\\x\\图.txt\"\r\nContent-Type: "
			     "text/plain",
				"一行\r\n--X\r\n")
				PART("name=\"g\"; filename=\"\"\r\nContent-Type: "
				     "application/octet-stream",
					"") PART("name=\"h\"; filename=\"none\"", "")
					PART("name=\"u\"", "last") "--XX--\r\n");
	has(got, "form t=标题\nform empty=\nform u=last\n");
	has(got, "file f=图.txt text/plain 13\n");
	has(got, "file h=none ");
	has(post(type, PART("name=\"t\"", "v") "--XX--"), "form t=v\n");
	has(post(type, PART("name=\"t\"", "\xff") "--XX--\r\n"), " 400 ");
	has(post(type, PART("name=\"f\"; filename=\"\xff\"", "v") "--XX--\r\n"), " 400 ");
	has(post(type, PART("name=\"t\"", "v")), " 400 ");
	has(post(type, "nothing of the kind"), " 400 ");
	has(post("multipart/form-data", "--XX--\r\n"), " 400 ");
	has(post("multipart/form-data; boundary=", "--XX--\r\n"), " 400 ");
	has(post("multipart/form-data; boundary=\"", "--XX--\r\n"), " 400 ");
	has(post("multipart/form-data; boundary=\"\"", "--XX--\r\n"), " 400 ");
}

/* A body may come in two pieces, cut anywhere: the same fields and files are read. */
static void parts_cut_anywhere(void **state)
{
	(void)state;
	static const char body[] = PART("name=\"a\"", "12") PART("name=\"b\"", "值")
		PART("name=\"c\"", "") PART("name=\"f\"; filename=\"x.txt\"", "file")
		PART("name=\"d\"", "end") "--XX--\r\n";
	struct str whole = S("");
	for (size_t cut = 0; cut < sizeof body; cut++) {
		struct out o = out_on(arena, 1 << 16);
		out_lit(&o, "POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; "
			    "boundary=XX\r\nTransfer-Encoding: chunked\r\n\r\n");
		const size_t len = sizeof body - 1, pieces[] = {cut, len - cut};
		for (int i = 0; i < 2; i++)
			if (pieces[i])
				out_fmt(&o, "%zx\r\n%.*s\r\n", pieces[i], (int)pieces[i],
					body + (i ? cut : 0));
		out_lit(&o, "0\r\n\r\n");
		struct str got = once(str_z(arena, out_got(&o)));
		size_t at = str_find(got, S("\r\n\r\n"));
		got = str_sub(got, at, got.len);
		if (cut == 0)
			whole = got;
		has(got, "form a=12\nform b=值\nform c=\nform d=end\n");
		has(got, "file f=x.txt ");
		assert_int_equal(got.len, whole.len);
		assert_memory_equal(got.at, whole.at, whole.len);
	}
}

static struct str send_file(const char *path, size_t bytes)
{
	static const char head[] = PART("name=\"f\"; filename=\"a.bin\"", "");
	static const char end[] = "\r\n--XX--\r\n";
	size_t total = sizeof head - 3 + bytes + sizeof end - 1;
	char *data = malloc(bytes);
	memset(data, 'd', bytes);
	int fd = dial();
	say(fd, str_z(arena, str_fmt(arena,
				     "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: "
				     "multipart/form-data; "
				     "boundary=XX\r\nContent-Length: %zu\r\n\r\n",
				     path, total)));
	say_bytes(fd, head, sizeof head - 3);
	say_bytes(fd, data, bytes);
	say(fd, end);
	struct str got = hear_answer(fd);
	/* The next answer on this connection comes after the first exchange was cleared.
	 */
	say(fd, GET_("/hello"));
	has(hear_answer(fd), "200 OK");
	close(fd);
	free(data);
	return got;
}

static void files_are_cleared(void **state)
{
	(void)state;
	has(send_file("/drop", 300000), "file f=a.bin  300000\n");
	assert_int_equal(count_files(), 0);
	has(send_file("/keep", 300001), " 300001\n");
	assert_int_equal(count_files(), 0);
	struct stat st;
	assert_int_equal(stat(str_z(arena, str_fmt(arena, "%s/kept", folder)), &st), 0);
	assert_int_equal(st.st_size, 300001);
	has(send_file("/drop", 5 << 20), " 413 "); /* max_upload is 4 MiB here */
	assert_int_equal(count_files(), 0);
}

static void later(void **state)
{
	(void)state;
	int fd = dial(), many[20];
	for (int i = 0; i < 20; i++) {
		say(fd, GET_("/soon"));
		has(hear_answer(fd), "late");
	}
	close(fd);
	for (int i = 0; i < 20; i++) {
		many[i] = dial();
		say(many[i], GET_("/later"));
	}
	for (int i = 0; i < 20; i++) {
		has(hear_answer(many[i]), "late");
		say(many[i], GET_("/after"));
		has(hear_answer(many[i]), "/after");
		close(many[i]);
	}
}

static void sends_files(void **state)
{
	(void)state;
	int fd = dial();
	say(fd, GET_("/file"));
	has(hear_answer(fd), " 404 ");
	struct str path = str_fmt(arena, "%s/page", folder);
	int page = open(str_z(arena, path), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(page, "on paper", 8), 8);
	close(page);
	say(fd, GET_("/file"));
	has(hear_answer(fd), "\r\n\r\non paper");
	say(fd, "HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n");
	has(hear(fd, "\r\n\r\n"), "Content-Length: 8\r\n");
	close(fd);
}

static bool even(void *arg, const struct subscriber *s)
{
	(void)arg;
	return s->person % 2 == 0;
}

static void events_reach_all(void **state)
{
	(void)state;
	enum { STREAMS = 100 };
	int fd[STREAMS];
	for (int i = 0; i < STREAMS; i++) {
		fd[i] = dial();
		say(fd[i], i % 2 ? GET_("/events") : GET_("/events1"));
		has(hear(fd[i], ":\n\n"), "Content-Type: text/event-stream");
	}
	assert_int_equal(http_streams(server), STREAMS);
	http_publish(server, S("even"), S("一\n二"), even, NULL);
	for (int i = 0; i < 3; i++)
		http_publish(server, S("all"), S("{}"), NULL, NULL);
	streams_beat(server);
	http_publish(server, S("end"), S("."), NULL, NULL);
	for (int i = 0; i < STREAMS; i++) {
		struct str got = hear(fd[i], "data: .\n\n");
		has(got, "event: all\ndata: {}\n\n");
		has(got, "event: end\ndata: .\n\n");
		has(got, ":\n\n");
		/* "/events" has 7 letters */
		assert_int_equal(str_has(got, S("event: even\ndata: 一\ndata: 二\n\n")),
			i % 2 == 0);
		close(fd[i]);
	}
}

/* Who reads nothing is cut off, and holds up nobody. */
static void slow_reader(void **state)
{
	(void)state;
	int slow = dial();
	say(slow, GET_("/events"));
	hear(slow, ":\n\n");
	while (http_streams(server) > 1) /* those of the test before are found dead */
		streams_beat(server);
	struct out o = out_on(arena, 1 << 20);
	for (int i = 0; i < 60000; i++)
		out_c(&o, 'e');
	for (int i = 0; i < 100000 && http_streams(server); i++)
		http_publish(server, S("much"), out_got(&o), NULL, NULL);
	assert_int_equal(http_streams(server), 0);
	close(slow);
}

static void closes_while_streaming(void **state)
{
	(void)state;
	int fd[10], reader = dial();
	for (int i = 0; i < 10; i++) {
		fd[i] = dial();
		say(fd[i], GET_("/events"));
		hear(fd[i], ":\n\n");
	}
	say(reader, GET_("/later"));
	has(hear_answer(reader), "late");
	stop();
	for (int i = 0; i < 10; i++) {
		has(hear(fd[i], NULL), "0\r\n\r\n"); /* an orderly end */
		close(fd[i]);
	}
	close(reader);
}

/* A long answer under way when the server closes arrives whole. */
static void closes_after_answering(void **state)
{
	(void)state;
	serve((struct http_options){0});
	int fd = dial();
	say(fd, GET_("/long"));
	struct str first = hear(fd, "HTTP/1.1 200");
	assert_int_equal(first.len, 12);
	pthread_t closing;
	assert_int_equal(pthread_create(&closing, NULL,
				 (void *(*)(void *))(void *)http_close, server),
		0);
	struct str got = hear_answer(fd);
	assert_true(got.len > 4 << 20);
	pthread_join(closing, NULL);
	close(fd);
	server = NULL;
}

static void too_many(void **state)
{
	(void)state;
	serve((struct http_options){.max_connections = 20, .threads = 2});
	int fd[21];
	for (int i = 0; i < 21; i++) {
		fd[i] = dial();
		say(fd[i], GET_("/hello"));
		struct str got = hear_answer(fd[i]);
		has(got, i < 20 ? "200 OK" : " 503 ");
		if (i == 20)
			has(got, "Retry-After: ");
	}
	assert_int_equal(hear(fd[20], NULL).len, 0); /* closed */
	for (int i = 0; i < 21; i++)
		close(fd[i]);
	stop();
	serve((struct http_options){.max_per_address = 2});
	int a = dial(), b = dial();
	say(a, GET_("/hello"));
	has(hear_answer(a), "200 OK");
	say(b, GET_("/hello"));
	has(hear_answer(b), "200 OK");
	assert_int_equal(once(GET_("/hello")).len, 0);
	close(a);
	close(b);
	stop();
}

static void behind_a_proxy(void **state)
{
	(void)state;
	static const char request[] =
		"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\n"
		"X-Forwarded-For: 5.6.7.8, 2001:db8::1\r\nX-Forwarded-Proto: "
		"https\r\n\r\n";
	serve((struct http_options){.trust_proxy = true});
	has(once(request), "from 2001:db8::1 secure");
	has(once("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: me\r\n\r\n"),
		"from 127.0.0.1 gzip");
	stop();
	serve((struct http_options){0});
	has(once(request), "from 127.0.0.1 gzip");
	stop();
}

/* A client that holds its place by a byte now and then is cut off. */
static void dripping(void **state)
{
	(void)state;
	serve((struct http_options){0});
	int fd = dial();
	say(fd, GET_("/hello"));
	has(hear_answer(fd), "200 OK");
	say(fd, "GET / HT");
	pthread_mutex_lock(&server->peers_mutex);
	for (struct peer *p = server->peers; p; p = p->next)
		atomic_fetch_sub(&p->since, 1000);
	pthread_mutex_unlock(&server->peers_mutex);
	peers_cut_slow(server);
	assert_int_equal(hear(fd, NULL).len, 0);
	close(fd);
	stop();
}

static void wrong_places(void **state)
{
	(void)state;
	struct str why = NOTHING;
	struct http *none = NULL;
	struct http_options o = {.listen = "nowhere", .handle = handle};
	assert_int_equal(http_open(&o, &none, &why, arena), INVALID);
	has(why, "nowhere");
	o.listen = "192.0.2.1:1"; /* not ours */
	assert_int_equal(http_open(&o, &none, &why, arena), BROKEN);
	has(why, "192.0.2.1:1");
	serve((struct http_options){0});
	o.listen = str_z(arena, str_fmt(arena, "127.0.0.1:%d", http_port(server)));
	assert_int_equal(http_open(&o, &none, &why, arena), BROKEN); /* taken */
	stop();
	o.listen = "127.0.0.1:0";
	o.tls_cert = "/nowhere.pem";
	assert_int_equal(http_open(&o, &none, &why, arena), INVALID);
	has(why, "/nowhere.pem");
}

static int begin(void **state)
{
	(void)state;
	arena = arena_open();
	if (!mkdtemp(folder))
		return 1;
	serve((struct http_options){.max_upload = 4 << 20});
	return 0;
}

static int end(void **state)
{
	(void)state;
	static const char *const left[] = {"kept", "page"};
	for (size_t i = 0; i < LEN(left); i++)
		unlink(str_z(arena, str_fmt(arena, "%s/%s", folder, left[i])));
	arena_close(arena);
	return rmdir(folder);
}

int main(void)
{
	log_quiet();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_open),
		cmocka_unit_test(slow_body_after_another),
		cmocka_unit_test(too_large),
		cmocka_unit_test(asks_to_continue),
		cmocka_unit_test(large_head),
		cmocka_unit_test(wrong_heads),
		cmocka_unit_test(forms),
		cmocka_unit_test(parts), cmocka_unit_test(parts_cut_anywhere),
		cmocka_unit_test(files_are_cleared),
		cmocka_unit_test(later),
		cmocka_unit_test(sends_files),
		cmocka_unit_test(events_reach_all),
		cmocka_unit_test(slow_reader),
		cmocka_unit_test(closes_while_streaming), /* closes the common server */
		cmocka_unit_test(closes_after_answering),
		cmocka_unit_test(too_many),
		cmocka_unit_test(behind_a_proxy),
		cmocka_unit_test(dripping),
		cmocka_unit_test(wrong_places),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
