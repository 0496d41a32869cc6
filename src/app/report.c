/* guatu report: the minutes and the meeting book from the command line. */
#include "app/app.h"
#include "modules/paperwork/paperwork.h"

#include <stdio.h>

static enum status make(struct call *call, const struct command *c, struct str *bytes)
{
	const char *kind = c->files[0];
	int64_t meeting;
	struct str out = str_of(c->out), week = c->week ? str_of(c->week) : NOTHING;
	*bytes = NOTHING;
	if (strcmp(kind, "minutes") == 0) {
		TRY(meeting_in_week(call, week, &meeting));
		return minutes_docx(call, meeting, bytes);
	}
	return str_ends(out, S(".xlsx")) ? book_xlsx(call, c->out) : book_pdf(call, bytes);
}

static enum status write_file(const char *path, struct str bytes)
{
	FILE *f = fopen(path, "wb");
	if (!f)
		return BROKEN;
	bool ok = fwrite(bytes.at, 1, bytes.len, f) == bytes.len;
	return fclose(f) == 0 && ok ? OK : BROKEN;
}

int command_report(const struct command *c)
{
	int code = 0;
	bool known = c->file_count == 1 &&
		(strcmp(c->files[0], "minutes") == 0 || strcmp(c->files[0], "book") == 0);
	if (!known || !c->out) {
		fprintf(stderr, "guatu: report minutes|book --out FILE\n");
		return 2;
	}
	log_quiet();
	struct arena *arena = arena_open();
	struct store *store = command_open(c, false, arena, &code);
	if (!store) {
		arena_close(arena);
		return code;
	}
	struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "guatu report");
	struct str bytes = NOTHING;
	enum status status = store_read(store, call);
	if (status == OK)
		status = make(call, c, &bytes);
	if (status == OK && bytes.len)
		status = write_file(c->out, bytes);
	for (size_t i = 0; i < call->faults.len; i++)
		fprintf(stderr, "guatu: %.*s\n",
			STR(text_with(call, (enum text)call->faults.at[i].text,
				(const struct str[4]){call->faults.at[i].args[0]})));
	if (status != OK && !call->faults.len)
		fprintf(stderr, "guatu: %s could not be written\n", c->out);
	call_close(call);
	store_close(store);
	arena_close(arena);
	return status_table[status].exit;
}
