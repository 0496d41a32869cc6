/* guatu user, token, config: what an operator does about accounts and settings, in the history
 * like everything else. */
#include "app/app.h"
#include "account.sql.h"
#include "modules/account/account.h"
#include "modules/project/project.h"
#include "modules/setting/setting.h"
#include "setting.sql.h"
#include "org.sql.h"
#include "text/json.h"
#include "web/may.h"
#include "text/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

enum { PASSWORD_LEAST = 12, PASSWORD_MOST = 200 };

struct work {
	const struct command *c;
	const char *verb, *object; /* files[0], files[1] */
	struct out say;
	struct str secret;
	int code;
};

static enum status complain(struct work *w, int code, const char *why, struct str what)
{
	fprintf(stderr, "guatu: %s%s%.*s\n", why, what.len ? ": " : "", STR(what));
	w->code = code;
	return INVALID;
}

static bool is(const struct work *w, const char *verb)
{
	return strcmp(w->verb, verb) == 0;
}

/* From the terminal without echo, or the first line of the standard input. */
static struct str read_secret(struct arena *a)
{
	char line[PASSWORD_MOST + 2] = "";
	struct termios was, quiet;
	bool terminal = isatty(0) && tcgetattr(0, &was) == 0;
	if (terminal) {
		fprintf(stderr, "password: ");
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(0, TCSANOW, &quiet);
	}
	if (!fgets(line, sizeof line, stdin))
		line[0] = 0;
	if (terminal) {
		tcsetattr(0, TCSANOW, &was);
		fputc('\n', stderr);
	}
	line[strcspn(line, "\r\n")] = 0;
	struct str kept = str_copy(a, str_of(line));
	explicit_bzero(line, sizeof line);
	return kept;
}

/* ---- users ---------------------------------------------------------------------------------- */
static bool read_roles(struct str text, uint32_t *bits)
{
	*bits = 0;
	while (text.len) {
		struct str name = str_trim(str_cut(text, ',', &text));
		uint32_t bit = 0;
		for (int i = 0; i < ROLE_COUNT; i++)
			if (str_eq(name, str_of(roles[i].code)))
				bit = roles[i].bit;
		if (!bit)
			return false;
		*bits |= bit;
	}
	return *bits != 0;
}

static struct str role_names(struct arena *a, uint32_t bits)
{
	struct out o = out_on(a, 1000);
	for (int i = 0; i < ROLE_COUNT; i++)
		if (bits & roles[i].bit)
			out_fmt(&o, "%s%s", o.len ? "," : "", roles[i].code);
	return out_got(&o);
}

static enum status find_login(struct call *call, struct work *w, struct account *found)
{
	struct account_by_login_row row;
	if (!w->object)
		return complain(w, 2, "a log-in name is missing", NOTHING);
	enum status status = account_by_login(call, str_of(w->object), &row);
	if (status == NOT_FOUND)
		return complain(w, 1, "there is no account", str_of(w->object));
	TRY(status);
	*found = row.account;
	return OK;
}

static enum status list_users(struct call *call, struct work *w)
{
	struct account_list_list found;
	struct json_writer j = json_on(&w->say);
	TRY(account_list(call, &found));
	if (w->c->json)
		json_open(&j, '[');
	for (size_t i = 0; i < found.len; i++) {
		const struct account_list_row *a = &found.at[i];
		struct str may = role_names(call->arena, (uint32_t)a->account.roles);
		if (!w->c->json) {
			out_fmt(&w->say, "%-20.*s %-24.*s %.*s, %.*s%s\n", STR(a->account.login), STR(may),
				STR(a->name), STR(a->unit_name), a->account.closed ? " (closed)" : "");
			continue;
		}
		json_open(&j, '{');
		json_field(&j, "login", json_put_str, a->account.login);
		json_field(&j, "person", json_put_str, a->name);
		json_field(&j, "unit", json_put_str, a->unit_name);
		json_field(&j, "roles", json_put_str, may);
		json_field(&j, "scope", json_put_str,
			str_of(account_fields[ACCOUNT_SCOPE].choices[a->account.scope].code));
		json_field(&j, "closed", json_put_bool, a->account.closed);
		json_close(&j, '}');
	}
	if (w->c->json)
		json_close(&j, ']');
	return OK;
}

static enum status add_user(struct call *call, struct work *w)
{
	const struct command *c = w->c;
	struct unit_by_name_row unit;
	struct account_by_login_row taken;
	uint32_t bits;
	int64_t id;
	int scope = choice_find(&account_fields[ACCOUNT_SCOPE], str_of(c->scope ? c->scope : "own"));
	if (!w->object || !c->person || !c->unit || !c->role)
		return complain(w, 2, "user add LOGIN wants --person NAME --unit UNIT --role ROLE[,ROLE]",
			NOTHING);
	if (!read_roles(str_of(c->role), &bits))
		return complain(w, 2, "there is no such role", str_of(c->role));
	if (!scope)
		return complain(w, 2, "--scope is own, subtree or all", NOTHING);
	if (account_by_login(call, str_of(w->object), &taken) == OK)
		return complain(w, 1, "the log-in name is taken", str_of(w->object));
	enum status status = unit_by_name(call, str_of(c->unit), &unit);
	if (status == NOT_FOUND)
		return complain(w, 1, "there is no unit", str_of(c->unit));
	TRY(status);
	struct person p = {.name = str_of(c->person), .unit = unit.id, .rank = INT_NONE};
	p.search = search_words(call->arena, &p.name, 1);
	TRY(row_add(call, &person_entity, &p));
	TRY(account_add(call, p.id, str_of(w->object), w->secret, bits, scope, &id));
	out_fmt(&w->say, "added %s\n", w->object);
	return OK;
}

static enum status change_user(struct call *call, struct work *w)
{
	struct account a;
	uint32_t bits;
	TRY(find_login(call, w, &a));
	if (is(w, "password")) {
		a.password = account_hash(call->arena, w->secret);
	} else if (is(w, "role")) {
		if (!w->c->role || !read_roles(str_of(w->c->role), &bits))
			return complain(w, 2, "--role names none of the roles", NOTHING);
		a.roles = bits;
	} else {
		a.closed = is(w, "disable");
	}
	TRY(row_change(call, &account_entity, &a));
	out_fmt(&w->say, "changed %s\n", w->object);
	return OK;
}

static enum status user_work(struct call *call, void *arg)
{
	struct work *w = arg;
	if (is(w, "list"))
		return list_users(call, w);
	if (is(w, "add"))
		return add_user(call, w);
	return change_user(call, w);
}

/* ---- tokens --------------------------------------------------------------------------------- */
static enum status list_tokens(struct call *call, struct work *w)
{
	struct token_list_list found;
	struct json_writer j = json_on(&w->say);
	TRY(token_list(call, &found));
	if (w->c->json)
		json_open(&j, '[');
	for (size_t i = 0; i < found.len; i++) {
		const struct api_token *t = &found.at[i].api_token;
		char until[11] = "";
		if (day_is(t->expires))
			day_write(t->expires, until);
		if (!w->c->json) {
			out_fmt(&w->say, "%lld %-20.*s %.*s%s%s%s%s\n", (long long)t->id,
				STR(found.at[i].login), STR(t->name), until[0] ? " until " : "", until,
				t->reach == API_TOKEN_REACH_METRICS ? " (metrics)" : "",
				t->revoked ? " (revoked)" : "");
			continue;
		}
		json_open(&j, '{');
		json_field(&j, "id", json_put_int, t->id);
		json_field(&j, "login", json_put_str, found.at[i].login);
		json_field(&j, "name", json_put_str, t->name);
		json_field(&j, "reach", json_put_str, t->reach == API_TOKEN_REACH_METRICS ?
			S("metrics") : S("all"));
		json_field(&j, "expires", json_put_str, until[0] ? str_of(until) : NOTHING);
		json_field(&j, "revoked", json_put_bool, t->revoked);
		json_close(&j, '}');
	}
	if (w->c->json)
		json_close(&j, ']');
	return OK;
}

static enum status token_work(struct call *call, void *arg)
{
	struct work *w = arg;
	struct api_token t = {.expires = DAY_NONE};
	struct account a;
	int64_t id;
	if (is(w, "list"))
		return list_tokens(call, w);
	if (is(w, "revoke")) {
		if (!w->object || !str_int(str_of(w->object), &id))
			return complain(w, 2, "token revoke wants the token's number", NOTHING);
		enum status status = row_read(call, &api_token_entity, id, &t);
		if (status == NOT_FOUND)
			return complain(w, 1, "there is no token", str_of(w->object));
		TRY(status);
		t.revoked = true;
		TRY(row_change(call, &api_token_entity, &t));
		out_fmt(&w->say, "revoked %lld\n", (long long)id);
		return OK;
	}
	t.reach = choice_find(&api_token_fields[API_TOKEN_REACH],
		str_of(w->c->reach ? w->c->reach : "all"));
	if (!t.reach)
		return complain(w, 2, "--reach is all or metrics", NOTHING);
	w->object = w->c->user;
	TRY(find_login(call, w, &a));
	struct str token = token_new(call->arena);
	t.account = a.id;
	t.name = str_of(w->c->name ? w->c->name : "API");
	t.token = token_hash(call->arena, token);
	if (w->c->days)
		t.expires = day_add(call->today, w->c->days);
	TRY(row_add(call, &api_token_entity, &t));
	out_fmt(&w->say, "%.*s\n", STR(token)); /* shown this once */
	return OK;
}

/* ---- settings ------------------------------------------------------------------------------- */
/* What an operator may set; the rest belongs to the program. */
static const char *const settable[] = {"district_zh", "district_en", "light_preset"};

static enum status config_work(struct call *call, void *arg)
{
	struct work *w = arg;
	struct setting_all_list found;
	bool known = false;
	for (size_t i = 0; w->object && i < LEN(settable); i++)
		known |= strcmp(w->object, settable[i]) == 0;
	if (!is(w, "list") && !known)
		return complain(w, 2, "settings are district_zh, district_en, light_preset, not",
			str_of(w->object));
	if (is(w, "set") || is(w, "unset")) {
		const char *value = is(w, "set") ? w->c->files[2] : "";
		if (!value)
			return complain(w, 2, "config set wants NAME VALUE", NOTHING);
		TRY(setting_put(call, w->object, str_of(value)));
		out_fmt(&w->say, "%s = %s\n", w->object, value);
		return OK;
	}
	TRY(setting_all(call, &found));
	struct json_writer j = json_on(&w->say);
	if (w->c->json)
		json_open(&j, '{');
	for (size_t i = 0; i < found.len; i++) {
		const struct setting *s = &found.at[i].setting;
		bool shown = false;
		for (size_t k = 0; k < LEN(settable); k++)
			shown |= str_eq(s->name, str_of(settable[k]));
		if (!shown || (w->object && !str_eq(s->name, str_of(w->object))))
			continue;
		if (w->c->json) {
			json_key(&j, s->name);
			json_put_str(&j, s->value);
		} else {
			out_fmt(&w->say, "%.*s = %.*s\n", STR(s->name), STR(s->value));
		}
	}
	if (w->c->json)
		json_close(&j, '}');
	return OK;
}

/* ---- all three ------------------------------------------------------------------------------ */
static int run(const struct command *c, const char *const *known_verbs, work_fn *work, bool secret)
{
	struct work w = {.c = c, .verb = c->file_count ? c->files[0] : "",
		.object = c->file_count > 1 ? c->files[1] : NULL};
	bool known = false;
	for (; *known_verbs; known_verbs++)
		known |= is(&w, *known_verbs);
	if (!known) {
		fprintf(stderr, "guatu: %s wants a verb; see guatu %s --help\n", c->verb, c->verb);
		return 2;
	}
	struct arena *a = arena_open();
	log_quiet();
	if (secret && (is(&w, "add") || is(&w, "password"))) {
		w.secret = read_secret(a);
		if (utf8_count(w.secret) < PASSWORD_LEAST) {
			fprintf(stderr, "guatu: a password has at least %d characters\n", PASSWORD_LEAST);
			arena_close(a);
			return 1;
		}
	}
	struct store *store = command_open(c, false, a, &w.code);
	if (store) {
		struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "guatu");
		call->cause = str_fmt(call->arena, "guatu %s %s", c->verb, w.verb);
		w.say = out_on(call->arena, 16 << 20);
		enum status status = store_write(call, work, &w);
		if (status == OK)
			printf("%.*s%s", STR(out_got(&w.say)), c->json ? "\n" : "");
		else if (!w.code)
			w.code = status_table[status].exit;
		call_close(call);
	}
	store_close(store);
	arena_close(a);
	return w.code;
}

int command_user(const struct command *c)
{
	static const char *const known_verbs[] = {"list", "add", "password", "role", "disable", "enable",
		NULL};
	return run(c, known_verbs, user_work, true);
}

int command_token(const struct command *c)
{
	static const char *const known_verbs[] = {"list", "create", "revoke", NULL};
	return run(c, known_verbs, token_work, false);
}

int command_config(const struct command *c)
{
	static const char *const known_verbs[] = {"list", "get", "set", "unset", NULL};
	return run(c, known_verbs, config_work, false);
}
