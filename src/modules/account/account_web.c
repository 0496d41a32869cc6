/* Logging in and out, the language, the demonstration's role switch, the first set-up. */
#include "account.h"
#include "account.html.h"
#include "account.sql.h"
#include "modules/setting/setting.h"

#include <sodium.h>

enum { FREE_FAILURES = 5, LOCK_MINUTES_MAX = 60 };

static void set_cookie(struct call *call, struct str token, bool end)
{
	const struct request *r = exchange_of(call)->request;
	response_header(exchange_of(call)->response, "Set-Cookie",
		str_fmt(call->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s",
			r->secure ? "__Host-guatu" : "guatu", STR(token),
			r->secure ? "; Secure" : "", end ? "; Max-Age=0" : ""));
}

struct entering {
	int64_t account;
	struct str token;
};

static enum status add_session(struct call *call, void *arg)
{
	struct entering *e = arg;
	struct session s = {.account = e->account, .token = token_hash(call->arena, e->token),
		.address = call->who.address, .started = call->now, .seen = call->now};
	TRY(row_add(call, &session_entity, &s));
	return history_note(call, "log-in", S("account"), e->account, S("{}"));
}

static struct str safe_return(struct str to)
{
	bool own = to.len && to.at[0] == '/' && !(to.len > 1 && strchr("/\\", to.at[1]));
	return own ? to : S("/");
}

static enum status enter(struct call *call, int64_t account)
{
	struct entering e = {account, token_new(call->arena)};
	TRY(store_write(call, add_session, &e));
	set_cookie(call, e.token, false);
	return reply_go(call, safe_return(input(call, "to")));
}

static enum status login_form(struct call *call)
{
	struct page_head head = {.title = text_of(call, T_log_in_title), .body_class = "login"};
	struct account_demo_list demo = {0};
	if (web_of(call)->demo)
		TRY(account_demo(call, &demo));
	struct page *w = page_open(call, &head);
	login_page(w, &demo, safe_return(input(call, "to")));
	return page_close(w);
}

struct failing {
	struct str subject;
	bool clear;
};

static enum status note_failure(struct call *call, void *arg)
{
	struct failing *f = arg;
	struct failure_of_row found;
	struct login_failure row = {.subject = f->subject, .until = INSTANT_NONE};
	enum status status = failure_of(call, f->subject, &found);
	if (status == OK)
		row = found.login_failure;
	else if (status != NOT_FOUND)
		return status;
	row.failures = f->clear ? 0 : (status == OK ? row.failures : 0) + 1;
	if (row.failures > FREE_FAILURES) {
		int64_t minutes = 1LL << MIN(row.failures - FREE_FAILURES - 1, 6);
		row.until.ms = call->now.ms + MIN(minutes, LOCK_MINUTES_MAX) * 60000;
	}
	if (status == OK)
		return row_change(call, &login_failure_entity, &row);
	return f->clear ? OK : row_add(call, &login_failure_entity, &row);
}

static enum status locked(struct call *call, struct str subject)
{
	struct failure_of_row f;
	enum status status = failure_of(call, subject, &f);
	if (status == NOT_FOUND)
		return OK;
	TRY(status);
	if (f.login_failure.until.ms <= call->now.ms)
		return OK;
	int64_t minutes = (f.login_failure.until.ms - call->now.ms) / 60000 + 1;
	return fail_with(call, "login", T_login_locked,
		str_fmt(call->arena, "%lld", (long long)minutes), NOTHING);
}

/* The same work and the same answer whether or not the log-in name exists. */
static enum status log_in(struct call *call)
{
	struct str login = str_trim(input(call, "login")), password = input(call, "password");
	login = utf8_first(login, 60);
	struct str by_name = str_join(call->arena, S("login "), login);
	struct str by_address = str_join(call->arena, S("address "), call->who.address);
	TRY(locked(call, by_name));
	TRY(locked(call, by_address));
	struct account_by_login_row found;
	enum status status = account_by_login(call, login, &found);
	if (status != OK && status != NOT_FOUND)
		return status;
	static const char nobody[] =
		"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	const char *hash = status == OK ? str_z(call->arena, found.account.password) : nobody;
	bool right = crypto_pwhash_str_verify(hash, password.at ? password.at : "",
			     password.len) == 0;
	right = right && status == OK && !found.account.closed;
	struct failing f = {by_name, right};
	TRY(store_write(call, note_failure, &f));
	if (!right) {
		f.subject = by_address;
		TRY(store_write(call, note_failure, &f));
		return fail(call, "login", T_login_wrong);
	}
	return enter(call, found.account.id);
}

static enum status log_out(struct call *call)
{
	if (call->who.session)
		TRY(row_drop(call, &session_entity, call->who.session));
	set_cookie(call, S(""), true);
	return reply_go(call, S("/login"));
}

static enum status set_lang(struct call *call)
{
	bool en = str_eq(input(call, "lang"), S("en"));
	response_header(exchange_of(call)->response, "Set-Cookie",
		str_fmt(call->arena, "lang=%s; Path=/; SameSite=Lax; Max-Age=31536000",
			en ? "en" : "zh"));
	struct str from = request_header(exchange_of(call)->request, "Referer");
	size_t at = str_find(from, S("://"));
	struct str path = at == SIZE_MAX ? NOTHING : str_sub(from, at + 3, from.len);
	size_t slash = str_find(path, S("/"));
	return reply_go(call, safe_return(slash == SIZE_MAX ? S("/") :
							      str_sub(path, slash, path.len)));
}

static enum status switch_role(struct call *call)
{
	if (!web_of(call)->demo)
		return NOT_FOUND;
	struct str code = input(call, "role");
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct account_with_role_row found;
		if (!str_eq(code, str_of(roles[i].code)))
			continue;
		TRY(account_with_role(call, roles[i].bit, &found));
		return enter(call, found.id);
	}
	return NOT_FOUND;
}

static enum status enter_demo(struct call *call)
{
	struct account_by_login_row found;
	if (!web_of(call)->demo)
		return NOT_FOUND;
	TRY(account_by_login(call, input(call, "login"), &found));
	return enter(call, found.account.id);
}

static enum status me(struct call *call)
{
	struct page_head head = {.title = text_of(call, T_account_me)};
	struct page *w = page_open(call, &head);
	me_page(w);
	return page_close(w);
}

/* The token of the address is the one that the first start printed, and nobody can log in
 * yet. */
static enum status setup_open(struct call *call)
{
	struct account_count_row n;
	struct str kept = NOTHING;
	TRY(account_count(call, &n));
	TRY(setting_get(call, "setup", &kept));
	bool ours = kept.len && str_eq(kept, token_hash(call->arena, input(call, "token")));
	return ours && !n.accounts ? OK : NOT_FOUND;
}

static enum status setup_form(struct call *call)
{
	TRY(setup_open(call));
	struct page_head head = {.title = text_of(call, T_setup_title), .body_class = "login"};
	struct page *w = page_open(call, &head);
	setup_page(w, input(call, "token"));
	return page_close(w);
}

/* The first administrator, who is the project office too until there are more people. */
static enum status set_up(struct call *call)
{
	struct str login = str_trim(input(call, "login")), password = input(call, "password");
	struct str district = str_trim(input(call, "district"));
	TRY(setup_open(call));
	if (!login.len || utf8_count(login) > 60)
		return fail_with(call, "login", T_field_required, text_of(call, T_login_name),
			NOTHING);
	if (utf8_count(password) < 12)
		return fail(call, "password", T_setup_short);
	if (!district.len)
		return fail_with(call, "district", T_field_required,
			text_of(call, T_setup_district), NOTHING);
	int64_t id;
	struct unit top = {.name = utf8_first(district, 80), .kind = UNIT_KIND_DISTRICT, .rank = 1};
	TRY(row_add(call, &unit_entity, &top));
	struct unit office = {.name = text_of(call, T_setup_office), .kind = UNIT_KIND_OFFICE,
		.parent = top.id, .rank = 2};
	TRY(row_add(call, &unit_entity, &office));
	struct person p = {.name = login, .unit = office.id, .rank = 1};
	TRY(row_add(call, &person_entity, &p));
	TRY(account_add(call, p.id, login, password, ADMIN | OFFICE, ACCOUNT_SCOPE_ALL, &id));
	TRY(setting_put(call, "district_zh", top.name));
	TRY(setting_put(call, "district_en", top.name));
	TRY(setting_put(call, "setup", S("")));
	return enter(call, id);
}

static enum status end_old_sessions(struct call *call)
{
	struct sessions_before_list old;
	TRY(sessions_before(call, (instant){call->now.ms - IDLE_MS}, &old));
	for (size_t i = 0; i < old.len; i++)
		TRY(row_drop(call, &session_entity, old.at[i].id));
	struct first_answers_before_list answers;
	TRY(first_answers_before(call, (instant){call->now.ms - 86400000}, &answers));
	for (size_t i = 0; i < answers.len; i++)
		TRY(row_drop(call, &first_answer_entity, answers.at[i].id));
	return OK;
}

static const struct route routes[] = {
	{GET, "/login", T_log_in, login_form, PUBLIC},
	{POST, "/login", T_account_act_log_in, log_in, PUBLIC, .again = login_form, .kind = SLOW},
	{POST, "/login/demo", T_login_demo, enter_demo, PUBLIC},
	{POST, "/session/end", T_account_act_log_out, log_out, EVERYONE},
	{POST, "/session/lang", T_account_act_lang, set_lang, EVERYONE},
	{POST, "/session/as", T_account_act_switch, switch_role, EVERYONE},
	{GET, "/setup", T_setup_title, setup_form, PUBLIC},
	{POST, "/setup", T_setup_title, set_up, PUBLIC, setup_form},
	{GET, "/me", T_account_me, me, EVERYONE},
};

static const struct job jobs[] = {{"end old sessions", 600, end_old_sessions}};

const struct module account_module = {"account", routes, LEN(routes), jobs, LEN(jobs)};
