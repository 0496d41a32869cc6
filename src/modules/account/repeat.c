/* Idempotency-Key: a repeat of a write gets the first answer, and nothing is done twice. */
#include "account.h"
#include "account.sql.h"

static struct str target_of(struct call *call)
{
	return utf8_first(call->cause, 300);
}

enum status account_replay(struct call *call, struct str key)
{
	struct first_answer_of_row found;
	struct response *r = exchange_of(call)->response;
	TRY(first_answer_of(call, call->who.person, key, &found));
	const struct first_answer *a = &found.first_answer;
	if (!str_eq(a->target, target_of(call)))
		return fail_as(call, CONFLICT, T_key_used);
	r->status = (int)a->status;
	r->type = S("application/json");
	r->body = out_on(call->arena, 64 << 20);
	out_str(&r->body, a->body);
	if (a->location.len)
		response_header(r, "Location", a->location);
	response_header(r, "Idempotency-Replayed", S("true"));
	return OK;
}

enum status account_remember(struct call *call, struct str key)
{
	const struct response *r = exchange_of(call)->response;
	struct first_answer a = {.person = call->who.person, .name = key,
		.target = target_of(call), .status = r->status, .body = out_got(&r->body),
		.location = pairs_get(&r->headers, S("Location")), .at = call->now};
	return row_add(call, &first_answer_entity, &a);
}
