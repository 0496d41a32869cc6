/* guatu plan convert: a schedule file in another format. */
#include "app/plan_verbs.h"
#include "paper/plan_file.h"

#include <stdio.h>
#include <unistd.h>

static const struct {
	const char *suffix;
	struct str (*write)(struct arena *, struct plan_file *);
} writers[] = {{".xml", mspdi_write}, {".xer", xer_write}, {".json", plan_json_write}};

/* The whole file or none of it: written beside its place and moved there. */
static int put(struct arena *a, const char *path, struct str text)
{
	const char *part = str_z(a, str_fmt(a, "%s.part", path));
	FILE *out = fopen(part, "wb");
	bool whole = out && fwrite(text.at, 1, text.len, out) == text.len;
	if (out && fclose(out) != 0)
		whole = false;
	if (whole && rename(part, path) == 0)
		return 0;
	if (out)
		unlink(part);
	fprintf(stderr, "guatu: %s cannot be written; check its folder and the disk\n", path);
	return 3;
}

static int run(struct arena *a, const char *in, const char *out)
{
	struct plan_file file;
	struct plan_file_fault fault;
	struct str (*write)(struct arena *, struct plan_file *) = NULL;
	for (size_t i = 0; i < LEN(writers); i++)
		if (str_ends(str_of(out), str_of(writers[i].suffix)))
			write = writers[i].write;
	if (!write) {
		fprintf(stderr, "guatu: plan convert: %s does not end in .xml, .xer or .json\n", out);
		return 2;
	}
	enum status status = plan_file_read(a, in, &file, &fault);
	if (status != OK) {
		fprintf(stderr, "guatu: %s", in);
		if (fault.line)
			fprintf(stderr, " line %d", fault.line);
		fprintf(stderr, ": %.*s; %.*s\n", STR(fault.why), STR(fault.mend));
		return status == INVALID ? 1 : 3;
	}
	int code = put(a, out, write(a, &file));
	for (size_t i = 0; i < file.diagnostics.len; i++) {
		const struct plan_file_diagnostic *d = &file.diagnostics.at[i];
		fprintf(stderr, "guatu: %s, %.*s%s%.*s\n", in, STR(d->activity),
			d->activity.len ? ": " : "", STR(d->message));
	}
	return code;
}

int plan_convert_verb(int argc, char **argv)
{
	if (argc != 2 || argv[0][0] == '-' || argv[1][0] == '-') {
		fprintf(stderr, "guatu: plan convert wants two files: IN OUT\n");
		return 2;
	}
	struct arena *a = arena_open();
	int code = run(a, argv[0], argv[1]);
	arena_close(a);
	return code;
}
