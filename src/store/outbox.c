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

enum status event_next(struct call *call, const char *reader, int limit,
	struct event_list *found)
{
	static const struct column columns[] = {
		{"id", "id", F_ID, offsetof(struct event, id), NULL},
		{"at", "at", F_INSTANT, offsetof(struct event, at), NULL},
		{"topic", "topic", F_TEXT, offsetof(struct event, topic), NULL},
		{"detail", "detail", F_TEXT, offsetof(struct event, detail), NULL}};
	static const struct statement shape = {.name = "events", .columns = columns,
		.column_count = LEN(columns), .row_size = sizeof(struct event)};
	const struct value args[] = {value_text(str_of(reader)), value_int(limit)};
	struct rows rows = {0};
	TRY(db_run_text(call,
		S("select id, at, topic, detail from outbox where id > coalesce((select told from "
		  "outbox_reader where name = $1), 0) order by id limit cast($2 as bigint)"),
		args, 2, &shape, &rows));
	*found = (struct event_list){rows.at, rows.len};
	return OK;
}

enum status event_told(struct call *call, const char *reader, int64_t id)
{
	const struct value args[] = {value_text(str_of(reader)), value_int(id)};
	return db_do(call,
		S("insert into outbox_reader (name, told) values ($1, $2) on conflict (name) do "
		  "update set told = excluded.told"),
		true, args, 2);
}

/* What a reader has not yet seen stays, however old: a server may rest for days. */
enum status outbox_sweep(struct call *call, instant now)
{
	const int64_t day_ms = 24 * 3600 * 1000;
	struct value before = value_instant(call->arena, (instant){now.ms - day_ms});
	return db_do(call,
		S("delete from outbox where id in (select id from outbox where at < $1 and not exists "
		  "(select 1 from outbox_reader r where r.told < outbox.id) order by id limit 10000)"),
		true, &before, 1);
}
