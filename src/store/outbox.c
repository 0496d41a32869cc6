/* Events: rows of the same transaction, told of after its commit, taken back after a day. */
#include "store/driver.h"

enum status event_put(struct call *call, struct str topic, struct str detail)
{
	const struct value args[] = {value_instant(call->arena, call->now), value_text(topic),
		value_text(detail)};
	writer_note_event(call->store, topic);
	return db_do(call, S("insert into outbox (at, topic, detail) values ($1, $2, $3)"), true,
		args, 3);
}

enum status outbox_sweep(struct call *call, instant now)
{
	const int64_t day_ms = 24 * 3600 * 1000;
	struct value before = value_instant(call->arena, (instant){now.ms - day_ms});
	return db_do(call,
		S("delete from outbox where id in (select id from outbox where at < $1 order by id "
		  "limit 10000)"),
		true, &before, 1);
}
