/* The history: append-only, each entry hashed together with the one before it, so that a
 * changed byte anywhere breaks the chain from there on. */
#include "store/driver.h"

#include <openssl/evp.h>
#include <stdio.h>

static const EVP_MD *digest(const struct store *store)
{
	return store->sm3 ? EVP_sm3() : EVP_sha256();
}

static void hash_part(EVP_MD_CTX *ctx, struct str s)
{
	char head[24];
	int n = snprintf(head, sizeof head, "%zu:", s.len);
	EVP_DigestUpdate(ctx, head, (size_t)n);
	if (s.len)
		EVP_DigestUpdate(ctx, s.at, s.len);
}

struct entry {
	int64_t seq, person, row;
	struct str at, address, cause, action, entity, detail, previous;
};

static void hash_entry(const struct store *store, EVP_MD_CTX *ctx, const struct entry *e,
	char hex[65])
{
	char numbers[80];
	int n = snprintf(numbers, sizeof numbers, "%lld %lld %lld", (long long)e->seq,
		(long long)e->person, (long long)e->row);
	EVP_DigestInit_ex(ctx, digest(store), NULL);
	hash_part(ctx, (struct str){numbers, (size_t)n});
	const struct str parts[] = {e->at, e->address, e->cause, e->action, e->entity, e->detail,
		e->previous};
	for (size_t i = 0; i < LEN(parts); i++)
		hash_part(ctx, parts[i]);
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned len;
	EVP_DigestFinal_ex(ctx, raw, &len);
	static const char digits[] = "0123456789abcdef";
	for (unsigned i = 0; i < 32; i++) {
		hex[2 * i] = digits[raw[i] >> 4];
		hex[2 * i + 1] = digits[raw[i] & 15];
	}
	hex[64] = 0;
}

static enum status insert(struct call *call, const char *action, struct str entity,
	int64_t row, struct str detail)
{
	struct history_head *head = writer_head(call->store);
	char at[25], hex[65];
	instant_write(call->now, at);
	struct entry e = {head->seq + 1, call->who.person, row, str_of(at), call->who.address,
		call->cause, str_of(action), entity, detail, str_of(head->hash)};
	hash_entry(call->store, writer_digest(call->store), &e, hex);
	const struct value args[] = {value_int(e.seq), value_text(e.at), value_int(e.person),
		value_text(e.address), value_text(e.cause), value_text(e.action),
		value_text(entity), value_int(row), value_text(detail), value_text(e.previous),
		value_text(str_of(hex))};
	TRY(db_do(call,
		S("insert into history (seq, at, person, address, cause, action, entity, row_id, "
		  "detail, previous, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"),
		true, args, LEN(args)));
	head->seq++;
	memcpy(head->hash, hex, sizeof hex);
	return OK;
}

enum status history_flush(struct store *store)
{
	struct history_waiting *w = writer_waiting(store);
	struct call *call = &w->call;
	if (!w->waits)
		return OK;
	w->waits = false;
	struct str detail = w->detail;
	if (w->parts.len) {
		struct str head = str_sub(detail, 0, detail.len - 1);
		detail = str_fmt(call->arena, "%.*s%s\"parts\":[%.*s]}", STR(head),
			head.len > 1 ? "," : "", STR(out_got(&w->parts)));
	}
	return insert(call, w->action, w->entity, w->row, detail);
}

enum status history_append(struct call *call, const char *action, struct str entity,
	int64_t row, struct str detail)
{
	struct history_waiting *w = writer_waiting(call->store);
	bool joins = w->waits && w->row == row && str_eq(w->entity, entity) &&
		str_eq(w->detail, S("{}"));
	if (!joins)
		TRY(history_flush(call->store));
	struct out parts = joins ? w->parts : out_on(call->arena, 48 << 20);
	*w = (struct history_waiting){true, *call, action, entity, detail, row, parts};
	return OK;
}

enum status history_part(struct call *call, struct str entity, int64_t row, struct str part,
	int64_t part_row, struct str detail)
{
	struct history_waiting *w = writer_waiting(call->store);
	if (!w->waits || w->row != row || !str_eq(w->entity, entity))
		TRY(history_append(call, "change", entity, row, S("{}")));
	out_fmt(&w->parts, "%s{\"entity\":\"%.*s\",\"id\":%lld,\"fields\":%.*s}",
		w->parts.len ? "," : "", STR(part), (long long)part_row, STR(detail));
	return OK;
}

enum status history_note(struct call *call, const char *action, struct str entity,
	int64_t row, struct str detail)
{
	return history_append(call, action, entity, row, detail);
}

enum status history_head_read(struct call *call, struct history_head *head)
{
	const struct driver *d = call->db->driver;
	struct cursor c;
	*head = (struct history_head){0};
	TRY(d->start(call->db, S("select seq, hash from history order by seq desc limit 1"),
		true, NULL, 0, &c));
	int got = d->next(&c);
	if (got > 0) {
		head->seq = d->integer(&c, 0);
		struct str hash = d->text(&c, 1);
		snprintf(head->hash, sizeof head->hash, "%.*s", STR(hash));
	}
	enum status status = got < 0 ? d->failed(call->db) : OK;
	d->end(&c);
	return status;
}

struct walk {
	struct history_check *found;
	EVP_MD_CTX *ctx;
	int64_t after, last; /* where to go on; the number expected before the next */
	char before[65];
};

static void check_entry(struct call *call, struct walk *w, struct cursor *c)
{
	const struct driver *d = call->db->driver;
	struct entry e = {d->integer(c, 0), d->integer(c, 2), d->integer(c, 7), d->text(c, 1),
		d->text(c, 3), d->text(c, 4), d->text(c, 5), d->text(c, 6), d->text(c, 8),
		d->text(c, 9)};
	char hex[65];
	hash_entry(call->store, w->ctx, &e, hex);
	struct str stored = d->text(c, 10);
	const char *why = e.seq != w->last + 1 ? "an entry is missing before it" :
		!str_eq(e.previous, str_of(w->before)) ? "it does not follow the entry before" :
		!str_eq(stored, str_of(hex)) ? "its content was changed" : NULL;
	if (why)
		*(struct history_break *)vec_grow_(call->arena,
			(void **)&w->found->broken.at, &w->found->broken.len,
			&w->found->broken.cap, sizeof(struct history_break)) =
			(struct history_break){e.seq, str_of(why)};
	snprintf(w->before, sizeof w->before, "%.*s", STR(stored));
	w->after = w->last = e.seq;
	w->found->entries++;
}

/* The next entries, so many that memory stays small. */
static enum status check_some(struct call *call, struct walk *w, int *read)
{
	const struct driver *d = call->db->driver;
	struct cursor c;
	struct value after = value_int(w->after);
	*read = 0;
	TRY(d->start(call->db,
		S("select seq, at, person, address, cause, action, entity, row_id, detail, "
		  "previous, hash from history where seq > $1 order by seq limit 2000"),
		true, &after, 1, &c));
	int got;
	for (; (got = d->next(&c)) > 0; ++*read)
		check_entry(call, w, &c);
	enum status status = got < 0 ? d->failed(call->db) : OK;
	d->end(&c);
	return status;
}

enum status history_verify(struct call *call, struct history_check *found)
{
	memset(found, 0, sizeof *found);
	struct walk w = {.found = found, .ctx = EVP_MD_CTX_new(), .after = -INT64_MAX};
	enum status status = OK;
	for (int read = 1; status == OK && read;)
		status = check_some(call, &w, &read);
	EVP_MD_CTX_free(w.ctx);
	return status;
}

static void condition(struct call *call, struct out *sql, struct value *args, int *count,
	const char *text, struct value v)
{
	args[(*count)++] = v;
	out_lit(sql, " and ");
	out_str(sql, str_replace(call->arena, str_of(text), S("?"),
		str_fmt(call->arena, "$%d", *count)));
}

/* The first moment of a day in the district's zone, as the history writes moments. */
static struct value day_begins(struct call *call, day d)
{
	return value_text(str_fmt(call->arena, "%.*sT", STR(value_day(call->arena, d).text)));
}

enum status history_find(struct call *call, const struct history_query *q,
	struct history_list *found)
{
	static const struct column columns[] = {
		{"seq", "", F_ID, offsetof(struct history_entry, seq), NULL},
		{"at", "", F_INSTANT, offsetof(struct history_entry, at), NULL},
		{"person", "", F_ID, offsetof(struct history_entry, person), NULL},
		{"address", "", F_TEXT, offsetof(struct history_entry, address), NULL},
		{"cause", "", F_TEXT, offsetof(struct history_entry, cause), NULL},
		{"action", "", F_TEXT, offsetof(struct history_entry, action), NULL},
		{"entity", "", F_TEXT, offsetof(struct history_entry, entity), NULL},
		{"row_id", "", F_ID, offsetof(struct history_entry, row), NULL},
		{"detail", "", F_TEXT, offsetof(struct history_entry, detail), NULL}};
	static const struct statement shape = {.name = "history", .columns = columns,
		.column_count = LEN(columns), .row_size = sizeof(struct history_entry)};
	struct out sql = out_on(call->arena, 4096);
	struct value args[8];
	struct rows rows;
	int n = 0;
	out_lit(&sql, "select seq, at, person, address, cause, action, entity, row_id, detail from "
		      "history where 1 = 1");
	if (q->entity.len)
		condition(call, &sql, args, &n, "entity = ?", value_text(q->entity));
	if (q->row)
		condition(call, &sql, args, &n, "row_id = ?", value_int(q->row));
	if (q->before)
		condition(call, &sql, args, &n, "seq < ?", value_int(q->before));
	if (day_is(q->since))
		condition(call, &sql, args, &n, "at >= ?", day_begins(call, q->since));
	if (day_is(q->until))
		condition(call, &sql, args, &n, "at < ?", day_begins(call, day_add(q->until, 1)));
	if (q->words.len)
		condition(call, &sql, args, &n, "(detail like ? or cause like ?)",
			value_text(str_fmt(call->arena, "%%%.*s%%", STR(q->words))));
	out_fmt(&sql, " order by seq desc limit %d", q->limit);
	TRY(db_run_text(call, out_got(&sql), args, n, &shape, &rows));
	*found = (struct history_list){rows.at, rows.len};
	return OK;
}

enum status history_count(struct call *call, int64_t *entries)
{
	return db_number(call, S("select count(*) from history"), NULL, 0, entries);
}
