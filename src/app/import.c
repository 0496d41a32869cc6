/* guatu import. */
#include "app/app.h"
#include "modules/ledger/ledger.h"

#include <stdio.h>
#include <stdlib.h>

struct work {
	struct ledger *ledger;
	struct ledger_options options;
	const struct book *book;
	enum money_unit unit;
	const char *const *match;
	int match_count;
	int64_t batch;
};

static enum status apply(struct call *call, void *arg)
{
	struct work *w = arg;
	struct ledger_answers answers;
	w->options.answers = &answers;
	TRY(ledger_answers_read(call, &answers));
	for (int i = 0; i < w->match_count; i++) {
		struct str value, name = str_cut(str_of(w->match[i]), '=', &value);
		TRY(ledger_answer(call, &answers, name, value));
	}
	TRY(ledger_read(call, w->book, w->unit, &answers, w->ledger));
	TRY(ledger_apply(call, w->ledger, &w->options, &w->batch));
	return w->options.dry ? OK : ledger_answers_keep(call, w->ledger, &answers);
}

static void print_words(struct call *call, const char *file, const struct ledger *l)
{
	printf("%s: %lld new, %lld changed, %lld unchanged, %zu refused, %zu rows skipped\n", file,
		(long long)l->fresh, (long long)l->changed, (long long)l->unchanged,
		l->refused.len, l->skipped.len);
	for (size_t i = 0; i < l->refused.len; i++) {
		const struct ledger_note *n = &l->refused.at[i];
		struct str column = n->column ? column_letters(call->arena, n->column) : S("");
		struct str why = text_with(call, n->reason,
			(const struct str[4]){n->args[0], n->args[1]});
		struct str mend = text_with(call, n->mend, (const struct str[4]){NOTHING});
		fprintf(stderr, "%s, %.*s row %u %.*s %.*s “%.*s”: %.*s; %.*s\n", file,
			STR(n->sheet), n->row, STR(column), STR(n->field), STR(n->value), STR(why),
			STR(mend));
	}
}

static enum money_unit unit_flag(const char *unit)
{
	return !unit ? UNIT_UNKNOWN : strcmp(unit, "yuan") == 0 ? UNIT_YUAN :
		strcmp(unit, "wan") == 0 ? UNIT_WAN : strcmp(unit, "yi") == 0 ? UNIT_YI :
		(enum money_unit)-1;
}

static int import_one(struct store *store, const struct command *c, const char *file)
{
	struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "guatu import");
	const char *slash = strrchr(file, '/');
	struct book book;
	struct paper_fault fault = {0};
	struct ledger ledger = {0};
	struct work w = {.ledger = &ledger, .book = &book, .unit = unit_flag(c->unit),
		.options = {c->create, c->dry_run, str_of(slash ? slash + 1 : file), NULL},
		.match = c->match, .match_count = c->match_count};
	enum status status = book_read(call->arena, file, &book, &fault);
	if (status != OK) {
		fprintf(stderr, "guatu: %s cannot be read: %s %.*s row %u\n", file,
			fault.code ? fault.code : "unreadable", STR(fault.sheet), fault.row);
		call_close(call);
		return status == INVALID ? 1 : 3;
	}
	status = store_write(call, apply, &w);
	for (size_t i = 0; i < call->faults.len; i++)
		fprintf(stderr, "guatu: %s: %.*s %.*s\n", file,
			STR(text_of(call, (enum text)call->faults.at[i].text)),
			STR(call->faults.at[i].args[0]));
	if (status == OK && c->json)
		printf("%.*s\n", STR(ledger_json(call, &ledger, w.batch)));
	else if (status == OK)
		print_words(call, file, &ledger);
	int code = status != OK ? status_table[status].exit : ledger.refused.len ? 1 : 0;
	call_close(call);
	return code;
}

int command_import(const struct command *c)
{
	int code = 0, worst = 0;
	if (!c->file_count || (int)unit_flag(c->unit) < 0) {
		fprintf(stderr, "guatu: import FILE… [--unit yuan|wan|yi]\n");
		return 2;
	}
	log_quiet();
	struct arena *arena = arena_open();
	struct store *store = command_open(c, true, arena, &code);
	if (!store) {
		arena_close(arena);
		return code;
	}
	for (int i = 0; i < c->file_count; i++) {
		code = import_one(store, c, c->files[i]);
		worst = MAX(worst, code);
	}
	store_close(store);
	arena_close(arena);
	return worst;
}
