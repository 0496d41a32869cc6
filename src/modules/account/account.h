/* Who may log in, and who is. */
#ifndef GUATU_ACCOUNT_H
#define GUATU_ACCOUNT_H

#include "models.h"
#include "web/web.h"

extern const struct module account_module;

/* Fills call->who from a session cookie or an API token; FORBIDDEN where neither holds. */
enum status account_identify(struct call *, struct str session, struct str bearer);

/* The call acts for this account from here on: its person, scope, roles and language.
 * NOT_FOUND where it is closed. */
enum status account_become(struct call *, int64_t account);

/* An account with this password (≥ 12 characters are the caller's check); hashing takes a
 * tenth of a second, so never on the writer for many. */
enum status account_add(struct call *, int64_t person, struct str login, struct str password,
	uint32_t role_bits, int scope, int64_t *id);
struct str account_hash(struct arena *, struct str password);


/* The answers kept for Idempotency-Key (web.h), for a day. */
enum status account_replay(struct call *, struct str key);
enum status account_remember(struct call *, struct str key);

/* Where nobody can log in yet: makes the one-time set-up link's token (kept hashed), else
 * NOTHING. Call it inside a write. */
enum status account_setup_token(struct call *, struct str *token);

/* Secrets for cookies and API clients: 256 random bits in hex, kept only as a hash. */
struct str token_new(struct arena *);
struct str token_hash(struct arena *, struct str token);

/* Idle for half a day: log in again. */
enum { IDLE_MS = 12 * 3600 * 1000, TOUCH_MS = 15 * 60 * 1000 };

#endif
