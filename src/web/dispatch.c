/* From a request to its handler and back: who, may, where, how, and what to say when it
 * goes wrong. */
#include "web/page.h"
#include "web/assets.h"
#include "web/health.h"
#include "text/html.h"
#include "text/json.h"

#include <openssl/sha.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WORKERS_COUNT = 4, SLOW_QUEUE = 256 };

struct slow_work {
	struct call *call;
	struct slow_work *next;
};

struct web {
	struct web_options options;
	struct http *http;
	const struct route **routes;
	size_t route_count;
	pthread_t workers[WORKERS_COUNT];
	int worker_count;
	pthread_mutex_t mutex;
	pthread_cond_t more;
	struct slow_work *first, *last;
	int queued;
	bool closing;
};

/* The exchange with what only this file needs. */
struct full_exchange {
	struct exchange x;
	struct call call;
	struct web *web;
	struct json body;
	struct str session, bearer;
	bool admitted;
};

struct exchange *exchange_of(const struct call *call)
{
	return call->web;
}

static struct full_exchange *full(const struct call *call)
{
	return call->web;
}

const struct web_options *web_of(const struct call *call)
{
	return call->web ? &full(call)->web->options : NULL;
}

struct str param(const struct call *call, const char *name)
{
	return pairs_get(&exchange_of(call)->params, str_of(name));
}

int64_t param_id(const struct call *call, const char *name)
{
	int64_t id;
	return str_int(param(call, name), &id) && id > 0 ? id : 0;
}

static struct str json_input(const struct call *call, const struct json *v)
{
	switch (v->kind) {
	case J_STR:
		return v->str;
	case J_INT:
		return str_fmt(call->arena, "%lld", (long long)v->n);
	case J_REAL:
		return str_fmt(call->arena, "%.15g", v->real);
	case J_BOOL:
		return v->truth ? S("1") : S("0");
	default:
		return S("");
	}
}

struct str input(const struct call *call, const char *name)
{
	const struct exchange *x = exchange_of(call);
	const struct json *v = x->body ? json_get(x->body, name) : NULL;
	if (v)
		return json_input(call, v);
	struct str found = pairs_get(&x->request->form, str_of(name));
	return found.at ? found : pairs_get(&x->request->query, str_of(name));
}

bool has_input(const struct call *call, const char *name)
{
	const struct exchange *x = exchange_of(call);
	return (x->body && json_get(x->body, name)) ||
		pairs_get(&x->request->form, str_of(name)).at ||
		pairs_get(&x->request->query, str_of(name)).at;
}

/* ---- matching -------------------------------------------------------------------------- */
static bool match(const struct route *r, struct str path, struct arena *a,
	struct pairs *params)
{
	struct str pattern = str_of(r->pattern);
	params->len = 0;
	while (pattern.len || path.len) {
		struct str want, have, rest;
		if (!pattern.len || !path.len)
			return false;
		want = str_cut(str_sub(pattern, 1, pattern.len), '/', &rest);
		pattern = rest.at ? (struct str){rest.at - 1, rest.len + 1} : NOTHING;
		have = str_cut(str_sub(path, 1, path.len), '/', &rest);
		path = rest.at ? (struct str){rest.at - 1, rest.len + 1} : NOTHING;
		if (want.len && want.at[0] == ':') {
			if (!have.len)
				return false;
			struct pair *p = vec_grow_(a, (void **)&params->at, &params->len,
				&params->cap, sizeof *p);
			*p = (struct pair){str_sub(want, 1, want.len), have};
		} else if (!str_eq(want, have)) {
			return false;
		}
	}
	return true;
}

static const struct route *find_route(struct full_exchange *f, enum method method,
	struct str path)
{
	method = method == HEAD ? GET : method;
	for (size_t i = 0; i < f->web->route_count; i++) {
		const struct route *r = f->web->routes[i];
		if (r->method == method && match(r, path, f->call.arena, &f->x.params))
			return r;
	}
	return NULL;
}

const struct route *route_changing(const struct call *call, const struct entity *e)
{
	const struct web *web = full(call)->web;
	for (size_t i = 0; e && i < web->route_count; i++) {
		const struct route *r = web->routes[i];
		if (r->method == PATCH && r->takes == e && (r->may & call->who.roles))
			return r;
	}
	return NULL;
}

/* Takes /api/v1 off the front and .json, .xlsx, .csv off the end. */
static struct str read_format(struct full_exchange *f)
{
	struct str path = f->x.request->path, api = S("/api/v1");
	f->x.format = HTML;
	if (str_starts(path, api) && (path.len == api.len || path.at[api.len] == '/')) {
		f->x.api = true;
		f->x.format = JSON;
		path = str_sub(path, api.len, path.len);
	}
	static const struct {
		const char *suffix;
		enum format format;
	} files[] = {{".json", JSON}, {".xlsx", XLSX}, {".csv", CSV}};
	for (size_t i = 0; i < LEN(files); i++) {
		struct str suffix = str_of(files[i].suffix);
		if (!str_ends(path, suffix) || path.len == suffix.len + 1)
			continue;
		f->x.format = files[i].format;
		return str_sub(path, 0, path.len - suffix.len);
	}
	if (str_starts(request_header(f->x.request, "Accept"), S("application/json")))
		f->x.format = JSON;
	return path;
}

/* ---- answers when it goes wrong ----------------------------------------------------------- */
static struct str fault_text(struct call *call, const struct fault *fault)
{
	return text_with(call, (enum text)fault->text,
		(const struct str[4]){fault->args[0], fault->args[1], fault->args[2]});
}

static void problem(struct call *call, enum status status)
{
	struct response *r = exchange_of(call)->response;
	static const enum text titles[STATUSES] = {[INVALID] = T_title_invalid,
		[FORBIDDEN] = T_title_forbidden, [NOT_FOUND] = T_title_not_found,
		[CONFLICT] = T_title_conflict, [BUSY] = T_title_busy, [BROKEN] = T_title_broken};
	struct out o = out_on(call->arena, 1 << 20);
	struct json_writer w = json_on(&o);
	if (!r->status || r->status < 400)
		r->status = status_table[status].http;
	json_open(&w, '{');
	json_field(&w, "type", json_put_str,
		str_fmt(call->arena, "/problems/%s", status_table[status].name));
	json_field(&w, "title", json_put_str, text_of(call, titles[status]));
	json_field(&w, "status", json_put_int, r->status);
	json_key(&w, S("errors"));
	json_open(&w, '[');
	for (size_t i = 0; i < call->faults.len; i++) {
		const struct fault *fault = &call->faults.at[i];
		json_open(&w, '{');
		json_field(&w, "field", json_put_str, fault->field);
		json_field(&w, "code", json_put_str, str_of(text_keys[fault->text]));
		json_field(&w, "message", json_put_str, fault_text(call, fault));
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	r->body = o;
	r->type = S("application/problem+json");
}

static void error_page(struct call *call, enum status status)
{
	static const struct {
		enum text title, say;
	} words[STATUSES] = {[INVALID] = {T_title_invalid, T_say_broken},
		[FORBIDDEN] = {T_title_forbidden, T_say_forbidden},
		[NOT_FOUND] = {T_title_not_found, T_say_not_found},
		[CONFLICT] = {T_title_conflict, T_version_stale},
		[BUSY] = {T_title_busy, T_say_busy}, [BROKEN] = {T_title_broken, T_say_broken}};
	struct page_head head = {.title = text_of(call, words[status].title),
		.status = status_table[status].http};
	if (exchange_of(call)->response->status == 401)
		head.status = 401;
	if (!call->who.roles)
		head.body_class = "login";
	struct page *w = page_open(call, &head);
	out_lit(w->out, "<div class=\"empty\"><p>");
	if (call->faults.len)
		html_escape(w->out, fault_text(call, &call->faults.at[0]));
	else
		page_text(w, words[status].say);
	out_lit(w->out, "</p><p><a class=\"button\" href=\"/\">");
	page_text(w, T_go_home);
	out_lit(w->out, "</a></p></div>");
	page_close(w);
}

static void answer_fault(struct call *call, enum status status)
{
	struct exchange *x = exchange_of(call);
	if (status == BUSY)
		response_header(x->response, "Retry-After", S("2"));
	if (x->format == HTML)
		error_page(call, status);
	else
		problem(call, status);
}

/* ---- who, and may they --------------------------------------------------------------------- */
static void derive_csrf(struct full_exchange *f)
{
	unsigned char raw[SHA256_DIGEST_LENGTH];
	struct str seed = str_fmt(f->call.arena, "csrf %.*s", STR(f->session));
	SHA256((const unsigned char *)seed.at, seed.len, raw);
	struct out o = out_on(f->call.arena, 100);
	for (int i = 0; i < 16; i++)
		out_fmt(&o, "%02x", raw[i]);
	f->x.csrf = out_got(&o);
}

static bool same_origin(const struct request *r)
{
	struct str origin = request_header(r, "Origin"), host = request_header(r, "Host");
	if (!origin.at || str_eq(origin, S("null")))
		return !origin.at;
	size_t at = str_find(origin, S("://"));
	return at != SIZE_MAX && str_eq(str_sub(origin, at + 3, origin.len), host);
}

/* A write by cookie must carry the session's own code; a token's bearer needs none. */
static bool csrf_ok(struct full_exchange *f)
{
	if (f->x.request->method == GET || f->x.request->method == HEAD)
		return true;
	if (!same_origin(f->x.request))
		return false;
	if (f->bearer.len || (f->x.route->may & PUBLIC))
		return true;
	struct str sent = request_header(f->x.request, "X-CSRF-Token");
	if (!sent.at)
		sent = pairs_get(&f->x.request->form, S("csrf"));
	return f->session.len && str_eq(sent, f->x.csrf);
}

static enum status read_body(struct full_exchange *f)
{
	struct call *call = &f->call;
	struct str why;
	if (!str_eq(f->x.request->type, S("application/json")) || !f->x.request->body.len)
		return OK;
	if (json_read(call->arena, f->x.request->body, &f->body, &why) != OK ||
		f->body.kind != J_MAP)
		return fail_with(call, "", T_body_bad, why, NOTHING);
	f->x.body = &f->body;
	const struct entity *e = f->x.route->takes;
	for (size_t i = 0; e && i < f->body.len; i++) {
		const struct field *field = field_find(e, f->body.keys[i]);
		bool taken = field ? !f->x.route->only || field_taken(field, f->x.route->only) :
				     str_eq(f->body.keys[i], S("ids")) ||
				str_eq(f->body.keys[i], S("preview"));
		if (!taken)
			return fail_with(call, str_z(call->arena, f->body.keys[i]),
				field ? T_field_not_here : T_field_unknown,
				field ? label_of(call, field) : f->body.keys[i], NOTHING);
	}
	return OK;
}

static enum status admit(struct full_exchange *f)
{
	struct call *call = &f->call;
	const struct web_options *o = &f->web->options;
	enum status known = o->identify(call, f->session, f->bearer);
	if (known != OK && known != FORBIDDEN)
		return known;
	if (!f->x.route)
		return NOT_FOUND;
	if (!(f->x.route->may & PUBLIC)) {
		if (!call->who.roles) {
			bool program = f->x.format != HTML || f->bearer.len;
			f->x.response->status = program ? 401 : 0;
			if (program)
				response_header(f->x.response, "WWW-Authenticate", S("Bearer"));
			return FORBIDDEN;
		}
		if (!(f->x.route->may & call->who.roles))
			return FORBIDDEN;
	}
	if (!csrf_ok(f))
		return fail_as(call, FORBIDDEN, T_csrf_bad);
	return read_body(f);
}

static bool send_to_login(struct full_exchange *f, enum status status)
{
	if (status != FORBIDDEN || f->call.who.roles || f->x.format != HTML ||
		f->call.faults.len || f->bearer.len)
		return false;
	struct out o = out_on(f->call.arena, 1 << 16);
	out_lit(&o, "/login?to=");
	url_escape(&o, f->x.request->method == GET ? f->x.request->target : S("/"));
	reply_go(&f->call, out_got(&o));
	return true;
}

/* The handler, once a key: a repeat gets the first answer again. */
static enum status run_handler(struct call *call, void *arg)
{
	const struct route *route = arg;
	struct full_exchange *f = full(call);
	const struct web_options *o = &f->web->options;
	struct str key = o->replay ?
		request_header(f->x.request, "Idempotency-Key") : NOTHING;
	if (!key.len || key.len > 120)
		return route->run(call);
	enum status before = o->replay(call, key);
	if (before != NOT_FOUND)
		return before;
	TRY(route->run(call));
	return f->x.secret ? OK : o->remember(call, key);
}

/* Admission and handler, with the answer made whatever happens. */
static void run_route(struct full_exchange *f)
{
	struct call *call = &f->call;
	enum status status = f->admitted ? OK : admit(f);
	bool writing = call->db && call->db_writes;
	if (status == OK)
		status = writing ?
			store_try(call, run_handler, (void *)(uintptr_t)f->x.route) :
			f->x.route->run(call);
	if (status == OK || send_to_login(f, status))
		return;
	if (status == INVALID && f->x.format == HTML && f->x.route && f->x.route->again) {
		f->x.response->status = 422;
		if (f->x.route->again(call) == OK)
			return;
	}
	answer_fault(call, status);
}

static void put_headers(struct full_exchange *f)
{
	struct response *r = f->x.response;
	response_header(r, "X-Content-Type-Options", S("nosniff"));
	response_header(r, "Referrer-Policy", S("same-origin"));
	if (!pairs_get(&r->headers, S("Content-Security-Policy")).at)
		response_header(r, "Content-Security-Policy",
			S("default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; "
			  "base-uri 'none'; form-action 'self'"));
	if (!pairs_get(&r->headers, S("Cache-Control")).at)
		response_header(r, "Cache-Control", S("no-store"));
	if (f->x.request->secure)
		response_header(r, "Strict-Transport-Security", S("max-age=31536000"));
}

/* ---- the three ways to run ------------------------------------------------------------------ */
static enum status write_work(struct call *call, void *arg)
{
	call->db_writes = true;
	run_route(arg);
	call->db_writes = false;
	return OK; /* what failed was rolled back inside; its answer is made */
}

static void write_end(struct full_exchange *f, enum status status)
{
	struct call *call = &f->call;
	if (status != OK) {
		f->x.response->status = status_table[status].http;
		f->x.response->headers.len = 0;
		f->x.format = JSON; /* no database to make a page with */
		problem(call, status);
	}
	put_headers(f);
}

static void write_done(struct call *call, enum status status, void *arg)
{
	(void)call;
	struct full_exchange *f = arg;
	write_end(f, status);
	http_finish(f->x.response);
}

static void read_and_run(struct full_exchange *f)
{
	struct call *call = &f->call;
	enum status status = store_read(f->web->options.store, call);
	if (status == OK) {
		run_route(f);
		response_header(f->x.response, "X-Statements",
			str_fmt(call->arena, "%d", db_statements(call)));
		store_read_end(call);
	} else {
		f->x.format = JSON;
		problem(call, status);
	}
	put_headers(f);
}

/* A write is admitted on a reader, before it queues: who is refused never waits, and the
 * writer does nothing but write. False: answered already. */
static bool admit_write(struct full_exchange *f)
{
	struct call *call = &f->call;
	enum status status = store_read(f->web->options.store, call);
	if (status == OK) {
		status = admit(f);
		store_read_end(call);
	}
	f->admitted = status == OK;
	if (f->admitted)
		return true;
	if (!send_to_login(f, status))
		answer_fault(call, status);
	put_headers(f);
	return false;
}

static void *slow_loop(void *arg)
{
	struct web *web = arg;
	for (;;) {
		pthread_mutex_lock(&web->mutex);
		while (!web->first && !web->closing)
			pthread_cond_wait(&web->more, &web->mutex);
		struct slow_work *work = web->first;
		if (work) {
			web->first = work->next;
			web->last = web->first ? web->last : NULL;
			web->queued--;
		}
		pthread_mutex_unlock(&web->mutex);
		if (!work)
			return NULL;
		struct full_exchange *f = full(work->call);
		free(work);
		read_and_run(f);
		http_finish(f->x.response);
	}
}

static enum status slow_later(struct web *web, struct call *call)
{
	struct slow_work *work = calloc(1, sizeof *work);
	if (!work)
		arena_die(sizeof *work);
	work->call = call;
	pthread_mutex_lock(&web->mutex);
	bool full_up = web->queued >= SLOW_QUEUE;
	if (!full_up) {
		if (web->last)
			web->last->next = work;
		else
			web->first = work;
		web->last = work;
		web->queued++;
		pthread_cond_signal(&web->more);
	}
	pthread_mutex_unlock(&web->mutex);
	if (full_up)
		free(work);
	return full_up ? BUSY : OK;
}

/* A service worker's scope is its folder, so this one stands at the root, under a fixed name. */
static bool asked_for(const struct asset *a, struct str path)
{
	return str_eq(path, str_of(a->url)) ||
		(strcmp(a->name, "worker.js") == 0 && str_eq(path, S("/worker.js")));
}

static bool answer_static(struct request *request, struct response *r)
{
	bool worker = str_eq(request->path, S("/worker.js"));
	if (!worker && !str_starts(request->path, S("/static/")))
		return false;
	for (int i = 0; i < asset_count; i++) {
		const struct asset *a = &assets[i];
		if (!asked_for(a, request->path))
			continue;
		bool zip = a->zipped && request_accepts_gzip(request);
		const unsigned char *at = zip ? a->zipped : a->at;
		out_bytes(&r->body, at, (size_t)((zip ? a->zipped_end : a->end) - at));
		r->type = str_of(a->type);
		r->status = 200;
		if (zip)
			response_header(r, "Content-Encoding", S("gzip"));
		response_header(r, "Vary", S("Accept-Encoding"));
		response_header(r, "X-Content-Type-Options", S("nosniff"));
		response_header(r, "Cache-Control", worker ? S("no-cache") :
				S("public, max-age=31536000, immutable"));
		return true;
	}
	r->status = 404;
	return true;
}

static enum handled handle(void *arg, struct request *request, struct response *response)
{
	struct web *web = arg;
	if (answer_static(request, response) ||
		health_answer(web->options.store, request, response))
		return DONE;
	struct full_exchange *f = NEW(request->arena, struct full_exchange);
	instant now = web->options.clock ? web->options.clock() : instant_now();
	f->web = web;
	f->x.request = request;
	f->x.response = response;
	f->call = (struct call){.arena = request->arena, .store = web->options.store, .now = now,
		.today = instant_day(now, web->options.offset_minutes), .web = f};
	f->call.who.address = request->address;
	struct str lang = request_cookie(request, "lang");
	f->call.lang = str_eq(lang, S("en")) ? EN : ZH;
	f->session = request_cookie(request, request->secure ? "__Host-guatu" : "guatu");
	struct str auth = request_header(request, "Authorization");
	if (str_starts(auth, S("Bearer ")))
		f->bearer = str_sub(auth, 7, auth.len);
	derive_csrf(f);
	f->x.route = find_route(f, request->method, read_format(f));
	static const char *const verbs[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
	f->call.cause = str_fmt(request->arena, "%s %.*s", verbs[request->method],
		STR(request->path));
	enum status later = OK;
	if (f->x.route && f->x.route->kind == SLOW)
		later = slow_later(web, &f->call);
	else if (f->x.route && f->x.route->method != GET) {
		enum status status;
		if (!admit_write(f))
			return DONE;
		if (store_write_now(&f->call, write_work, f, &status)) {
			write_end(f, status);
			return DONE;
		}
		later = store_write_later(&f->call, write_work, write_done, f);
	} else {
		read_and_run(f);
		return DONE;
	}
	if (later == OK)
		return LATER;
	f->x.format = JSON;
	response_header(response, "Retry-After", S("2"));
	problem(&f->call, later);
	put_headers(f);
	return DONE;
}

/* ---- opening ----------------------------------------------------------------------------------- */
/* "/people/new" comes before "/people/:person", whichever folder each stands in. */
static bool more_literal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *b == ':' && *a != ':';
}

static void add_route(struct web *web, const struct route *r)
{
	size_t at = 0;
	while (at < web->route_count && !more_literal(r->pattern, web->routes[at]->pattern))
		at++;
	memmove(web->routes + at + 1, web->routes + at,
		(web->route_count++ - at) * sizeof *web->routes);
	web->routes[at] = r;
}

static enum status gather_routes(struct web *web, struct str *why, struct arena *a)
{
	const struct web_options *o = &web->options;
	size_t total = 0;
	for (size_t m = 0; m < o->module_count; m++)
		total += o->modules[m]->route_count;
	web->routes = calloc(total + 1, sizeof *web->routes);
	if (!web->routes)
		arena_die(total);
	for (size_t m = 0; m < o->module_count; m++) {
		for (size_t i = 0; i < o->modules[m]->route_count; i++) {
			const struct route *r = &o->modules[m]->routes[i];
			if (!r->may || !r->run || !r->name) {
				*why = str_fmt(a, "the route %s of %s says not who may use it",
					r->pattern, o->modules[m]->name);
				return BROKEN;
			}
			add_route(web, r);
		}
	}
	return OK;
}

enum status web_open(const struct web_options *o, struct web **opened, struct str *why,
	struct arena *a)
{
	struct web *web = calloc(1, sizeof *web);
	if (!web)
		arena_die(sizeof *web);
	web->options = *o;
	pthread_mutex_init(&web->mutex, NULL);
	pthread_cond_init(&web->more, NULL);
	*opened = web;
	TRY(gather_routes(web, why, a));
	for (int i = 0; i < WORKERS_COUNT; i++)
		if (pthread_create(&web->workers[i], NULL, slow_loop, web) == 0)
			web->worker_count++;
	web->options.http.handle = handle;
	web->options.http.arg = web;
	return http_open(&web->options.http, &web->http, why, a);
}

void web_close(struct web *web)
{
	if (!web)
		return;
	/* The workers outlive the server: it waits for what they still have in hand. */
	http_close(web->http);
	pthread_mutex_lock(&web->mutex);
	web->closing = true;
	pthread_cond_broadcast(&web->more);
	pthread_mutex_unlock(&web->mutex);
	for (int i = 0; i < web->worker_count; i++)
		pthread_join(web->workers[i], NULL);
	free(web->routes);
	free(web);
}

int web_port(const struct web *web)
{
	return http_port(web->http);
}

struct http *web_http(struct web *web)
{
	return web->http;
}

struct http *http_of(const struct call *call)
{
	return full(call)->web->http;
}

struct call *call_open(struct store *store, instant now, int offset, const char *cause)
{
	struct arena *a = arena_open();
	struct call *call = NEW(a, struct call);
	*call = (struct call){.arena = a, .store = store, .now = now,
		.today = instant_day(now, offset), .cause = str_of(cause)};
	call->who = (struct who){.roles = EVERYONE, .sees_all = true, .name = S("guatu")};
	return call;
}

void call_close(struct call *call)
{
	store_read_end(call);
	arena_close(call->arena);
}
