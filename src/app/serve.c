/* Serving: store, web, jobs, until a signal says stop. */
#include "app/app.h"
#include "modules/account/account.h"
#include "modules/notice/notice.h"
#include "modules/setting/setting.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct store *command_open(const struct command *c, bool create, struct arena *arena,
	int *code)
{
	struct store *store = NULL;
	struct str why = NOTHING;
	bool sm3 = c->hash && strcmp(c->hash, "sm3") == 0;
	if (c->hash && !sm3 && strcmp(c->hash, "sha256") != 0) {
		fprintf(stderr, "guatu: --hash is sm3 or sha256, not %s\n", c->hash);
		*code = 2;
		return NULL;
	}
	const struct store_options o = {.data = c->data, .database = c->database,
		.create = create, .sm3 = sm3};
	enum status status = store_open(&o, &store, &why, arena);
	if (status == OK)
		return store;
	fprintf(stderr, "guatu: %.*s\n", STR(why));
	*code = 3;
	return NULL;
}

struct store *command_look(const struct command *c, struct arena *arena, int *code)
{
	struct store *store = NULL;
	struct str why = NOTHING;
	const struct store_options o = {.data = c->data, .database = c->database, .look = true};
	if (store_open(&o, &store, &why, arena) == OK)
		return store;
	fprintf(stderr, "guatu: %.*s\n", STR(why));
	*code = 3;
	return NULL;
}

struct listeners {
	struct http *http;
	struct jobs *jobs;
};

static bool is_person(void *arg, const struct subscriber *s)
{
	return s->person == *(const int64_t *)arg;
}

/* Bare topics: what changed is fetched again under the reader's own scope. A topic
 * "notice-12" is for person 12 alone. */
static void publish(void *arg, const struct str *topics, size_t count)
{
	const struct listeners *to = arg;
	for (size_t i = 0; i < count; i++) {
		int64_t person;
		if (str_starts(topics[i], S("notice-")) &&
			str_int(str_sub(topics[i], 7, 20), &person))
			http_publish(to->http, S("notice"), S("{}"), is_person, &person);
		else
			http_publish(to->http, topics[i], S("{}"), NULL, NULL);
	}
	if (count)
		jobs_wake(to->jobs);
}

static enum status read_names(struct store *store, struct web_options *o, struct arena *arena)
{
	struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "start");
	enum status status = store_read(store, call);
	struct str zh = texts[T_product][ZH], en = texts[T_product][EN], demo = NOTHING;
	if (status == OK)
		status = setting_get(call, "district_zh", &zh);
	if (status == OK)
		status = setting_get(call, "district_en", &en);
	if (status == OK)
		status = setting_get(call, "demo", &demo);
	o->district_zh = str_copy(arena, zh);
	o->district_en = str_copy(arena, en);
	o->demo = str_eq(demo, S("1"));
	call_close(call);
	return status;
}

static enum status first_start(struct call *call, void *token)
{
	return account_setup_token(call, token);
}

/* On an empty folder: the one-time link, on the terminal only. */
static void print_setup(struct store *store, const char *address, int port)
{
	struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "first start");
	struct str token = NOTHING;
	if (store_write(call, first_start, &token) == OK && token.len)
		printf("first start: set up your district at %.*s:%d/setup?token=%.*s\n",
			(int)(strrchr(address, ':') - address), address, port, STR(token));
	call_close(call);
}

int command_serve(const struct command *c)
{
	struct arena *arena = arena_open();
	int code = 0;
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	struct store *store = command_open(c, true, arena, &code);
	if (!store) {
		arena_close(arena);
		return code;
	}
	struct str why = NOTHING;
	struct web *web = NULL;
	struct web_options o = {.store = store, .modules = modules, .module_count = module_count,
		.identify = account_identify, .replay = account_replay,
		.remember = account_remember, .unread = notice_unread_count, .offset_minutes = CHINA_OFFSET,
		.http = {.listen = c->listen, .threads = c->threads,
			.upload_dir = str_z(arena, str_fmt(arena, "%s/tmp", c->data))}};
	enum status status = read_names(store, &o, arena);
	if (status == OK)
		status = web_open(&o, &web, &why, arena);
	if (status != OK) {
		fprintf(stderr, "guatu: %.*s\n", STR(why));
		web_close(web);
		store_close(store);
		arena_close(arena);
		return 3;
	}
	bool off = c->jobs && strcmp(c->jobs, "off") == 0;
	struct listeners to = {web_http(web), off ? NULL : jobs_start(store, CHINA_OFFSET)};
	store_on_event(store, publish, &to);
	printf("guatu listens on http://%.*s:%d\n",
		(int)(strrchr(c->listen, ':') - c->listen), c->listen, web_port(web));
	print_setup(store, str_z(arena, str_fmt(arena, "http://%s", c->listen)), web_port(web));
	if (o.demo)
		printf("demonstration district: open the address and choose a role\n");
	fflush(stdout);
	int got;
	sigwait(&stop, &got);
	log_info("stopping");
	store_on_event(store, NULL, NULL);
	jobs_stop(to.jobs);
	web_close(web);
	store_close(store);
	arena_close(arena);
	return 0;
}
