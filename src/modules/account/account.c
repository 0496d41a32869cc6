#include "account.h"
#include "account.sql.h"
#include "modules/setting/setting.h"

#include <openssl/sha.h>
#include <sodium.h>

struct str account_hash(struct arena *arena, struct str password)
{
	char *text = arena_take(arena, crypto_pwhash_STRBYTES);
	int failed = crypto_pwhash_str(text, password.at, password.len,
		crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
	if (failed)
		arena_die(crypto_pwhash_MEMLIMIT_INTERACTIVE);
	return str_of(text);
}

struct str token_hash(struct arena *arena, struct str token)
{
	unsigned char raw[SHA256_DIGEST_LENGTH];
	SHA256((const unsigned char *)token.at, token.len, raw);
	char *hex = arena_take(arena, 65);
	sodium_bin2hex(hex, 65, raw, sizeof raw);
	return str_of(hex);
}

struct str token_new(struct arena *arena)
{
	unsigned char raw[32];
	randombytes_buf(raw, sizeof raw);
	char *hex = arena_take(arena, 65);
	sodium_bin2hex(hex, 65, raw, sizeof raw);
	return str_of(hex);
}

enum status account_add(struct call *call, int64_t person, struct str login,
	struct str password, uint32_t role_bits, int scope, int64_t *id)
{
	struct account a = {.person = person, .login = login, .roles = role_bits, .scope = scope,
		.password = account_hash(call->arena, password)};
	enum status status = row_add(call, &account_entity, &a);
	*id = a.id;
	return status;
}

static void fill_who(struct call *call, int64_t person, int64_t unit, int64_t role_bits,
	int scope, int lang, struct str name)
{
	call->who.person = person;
	call->who.unit = unit;
	call->who.roles = (uint32_t)role_bits;
	call->who.sees_all = scope == ACCOUNT_SCOPE_ALL;
	call->who.scope_depth = scope == ACCOUNT_SCOPE_SUBTREE ? 99 : 0;
	call->who.name = name;
	if (!request_cookie(exchange_of(call)->request, "lang").at && lang)
		call->lang = lang == ACCOUNT_LANG_EN ? EN : ZH;
}

static enum status touch_row(struct call *call, void *arg)
{
	struct session s;
	enum status status = row_read(call, &session_entity, *(int64_t *)arg, &s);
	if (status == NOT_FOUND) /* ended meanwhile */
		return OK;
	TRY(status);
	s.seen = call->now;
	return row_change(call, &session_entity, &s);
}

static enum status touch(struct call *call, void *arg)
{
	return store_try(call, touch_row, arg);
}

static void touched(struct call *call, enum status status, void *arg)
{
	(void)status;
	(void)arg;
	call_close(call);
}

/* Who works stays logged in: noted now and then, and nobody waits for it. */
static void touch_later(const struct call *asking, int64_t session)
{
	struct call *call = call_open(asking->store, asking->now, 0, "session");
	int64_t *id = arena_take(call->arena, sizeof *id);
	*id = session;
	if (store_write_later(call, touch, touched, id) != OK)
		call_close(call);
}

enum status account_identify(struct call *call, struct str session, struct str bearer)
{
	if (bearer.len) {
		struct token_find_row t;
		enum status status = token_find(call, token_hash(call->arena, bearer),
			call->today, &t);
		if (status != OK)
			return status == NOT_FOUND ? FORBIDDEN : status;
		fill_who(call, t.person, t.unit, t.roles, t.scope, t.lang, t.name);
		if (t.reach == API_TOKEN_REACH_METRICS)
			call->who.roles = MONITOR;
		return OK;
	}
	if (session.len != 64)
		return FORBIDDEN;
	struct session_find_row s;
	enum status status = session_find(call, token_hash(call->arena, session), &s);
	if (status != OK)
		return status == NOT_FOUND ? FORBIDDEN : status;
	if (call->now.ms - s.seen.ms > IDLE_MS)
		return FORBIDDEN;
	if (call->now.ms - s.seen.ms > TOUCH_MS)
		touch_later(call, s.id);
	fill_who(call, s.person, s.unit, s.roles, s.scope, s.lang, s.name);
	call->who.session = s.id;
	return OK;
}

enum status account_become(struct call *call, int64_t account)
{
	struct account_who_row a;
	TRY(account_who(call, account, &a));
	fill_who(call, a.person, a.unit, a.roles, a.scope, a.lang, a.name);
	return OK;
}

enum status account_setup_token(struct call *call, struct str *token)
{
	struct account_count_row n;
	*token = NOTHING;
	TRY(account_count(call, &n));
	if (n.accounts)
		return OK;
	*token = token_new(call->arena);
	return setting_put(call, "setup", token_hash(call->arena, *token));
}
