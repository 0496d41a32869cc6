/* guatu verify: the history's chain, every reference, every paper, every promise. */
#include "app/app.h"
#include "document.sql.h"
#include "modules/promise/promise.h"
#include "text/json.h"

#include <stdio.h>
#include <unistd.h>

struct findings {
	struct history_check history;
	struct strs references, blobs;
	struct promise_list promises;
	struct str promises_differ; /* from a replay of the record */
	size_t blob_count;
};

static enum status look(struct call *call, struct findings *f)
{
	struct document_hashes_list hashes;
	struct strs names = {0};
	struct promise_list replayed;
	TRY(history_verify(call, &f->history));
	TRY(references_verify(call, &f->references));
	TRY(document_hashes(call, &hashes));
	for (size_t i = 0; i < hashes.len; i++)
		*vec_add(call->arena, &names) = hashes.at[i].hash;
	f->blob_count = names.len;
	TRY(blobs_verify(call, &names, &f->blobs));
	TRY(promise_count(call, PROMISE_EVERY, &f->promises));
	TRY(promise_replay(call, call->today, &replayed));
	promise_same(call, &f->promises, &replayed, &f->promises_differ);
	return OK;
}

static void put_list(struct json_writer *w, const struct strs *list)
{
	json_key(w, S("broken"));
	json_open(w, '[');
	for (size_t i = 0; i < list->len; i++)
		json_put_str(w, list->at[i]);
	json_close(w, ']');
}

static void print_json(struct call *call, const struct findings *f, bool ok)
{
	struct out o = out_on(call->arena, 64 << 20);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "ok", json_put_bool, ok);
	json_key(&w, S("chain"));
	json_open(&w, '{');
	json_field(&w, "entries", json_put_int, f->history.entries);
	json_key(&w, S("broken"));
	json_open(&w, '[');
	for (size_t i = 0; i < f->history.broken.len; i++) {
		json_open(&w, '{');
		json_field(&w, "entry", json_put_int, f->history.broken.at[i].entry);
		json_field(&w, "why", json_put_str, f->history.broken.at[i].why);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	json_key(&w, S("references"));
	json_open(&w, '{');
	put_list(&w, &f->references);
	json_close(&w, '}');
	json_key(&w, S("blobs"));
	json_open(&w, '{');
	json_field(&w, "count", json_put_int, (int64_t)f->blob_count);
	put_list(&w, &f->blobs);
	json_close(&w, '}');
	json_field(&w, "promises_differ", json_put_str, f->promises_differ);
	json_key(&w, S("promises"));
	promise_json(call, &w, &f->promises);
	json_close(&w, '}');
	printf("%.*s\n", STR(out_got(&o)));
}

static void print_words(const struct findings *f, bool ok)
{
	printf("history: %lld entries, %zu broken\n", (long long)f->history.entries,
		f->history.broken.len);
	for (size_t i = 0; i < f->history.broken.len && i < 10; i++)
		printf("  entry %lld: %.*s\n", (long long)f->history.broken.at[i].entry,
			STR(f->history.broken.at[i].why));
	printf("references: %zu broken\npapers: %zu, %zu broken\n", f->references.len,
		f->blob_count, f->blobs.len);
	for (size_t i = 0; i < f->promises.len; i++)
		printf("promise %s: %lld of %lld kept\n", f->promises.at[i].id,
			(long long)f->promises.at[i].kept, (long long)f->promises.at[i].owed);
	if (f->promises_differ.len)
		printf("promises differ from the record: %.*s\n", STR(f->promises_differ));
	printf("%s\n", ok ? "everything holds" : "BROKEN: restore the newest good back-up");
}

bool data_holds(struct store *store)
{
	struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "verify");
	struct findings f = {0};
	enum status status = store_read(store, call);
	if (status == OK)
		status = look(call, &f);
	bool ok = status == OK && !f.history.broken.len && !f.references.len && !f.blobs.len;
	if (!ok)
		fprintf(stderr, "guatu: %zu history entries, %zu references and %zu papers do not hold\n",
			f.history.broken.len, f.references.len, f.blobs.len);
	call_close(call);
	return ok;
}

int command_verify(const struct command *c)
{
	int code = 0;
	log_quiet();
	struct arena *arena = arena_open();
	struct store *store = command_look(c, arena, &code);
	if (!store) {
		arena_close(arena);
		return code;
	}
	struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "verify");
	struct findings f = {0};
	enum status status = store_read(store, call);
	if (status == OK)
		status = look(call, &f);
	bool ok = status == OK && !f.history.broken.len && !f.references.len && !f.blobs.len &&
		!f.promises_differ.len;
	if (status != OK)
		fprintf(stderr, "guatu: the database cannot be read: %s\n",
			status_table[status].name);
	else if (c->json)
		print_json(call, &f, ok);
	else
		print_words(&f, ok);
	call_close(call);
	store_close(store);
	arena_close(arena);
	return status != OK ? 3 : ok ? 0 : 1;
}
