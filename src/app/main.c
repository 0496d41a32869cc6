/* guatu: one program. The verb decides; see `guatu --help`. */
#include "app/app.h"
#include "app/plan_verbs.h"

#include <malloc.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int usage(FILE *to)
{
	fprintf(to, "guatu — the major-project delivery system of a region\n\n");
	for (size_t i = 0; i < (size_t)verb_count; i++)
		fprintf(to, "  guatu %-7s %s\n                %s\n", verbs[i].name, verbs[i].usage,
			verbs[i].does);
	fprintf(to, "  guatu plan    VERB FILE …\n                schedules on files alone; see guatu "
		    "plan --help\n");
	fprintf(to, "\nExit codes: 0 done, 1 something wrong with the data, 2 wrong usage, 3 "
		    "cannot reach or open something.\n");
	return to == stdout ? 0 : 2;
}

static int wrong(const char *what, const char *why)
{
	fprintf(stderr, "guatu: %s %s; see guatu --help\n", what, why);
	return 2;
}

static bool number(const char *text, int64_t *found)
{
	return str_int(str_of(text), found) && *found >= 0;
}

/* Puts a flag's value where it belongs; false for an unknown flag. */
static bool take(struct command *c, const char *flag, const char *value, bool *bad)
{
	struct {
		const char *name;
		const char **text;
		int *whole;
	} table[] = {{"data", &c->data, NULL}, {"database", &c->database, NULL},
		{"hash", &c->hash, NULL}, {"listen", &c->listen, NULL}, {"week", &c->week, NULL}, {"out", &c->out, NULL},
		{"as", &c->as, NULL}, {"unit", &c->unit, NULL}, {"user", &c->user, NULL},
		{"name", &c->name, NULL}, {"role", &c->role, NULL}, {"scope", &c->scope, NULL},
		{"person", &c->person, NULL}, {"project", &c->project, NULL}, {"reach", &c->reach, NULL}, {"jobs", &c->jobs, NULL},
		{"days", NULL, &c->days}, {"threads", NULL, &c->threads},
		{"projects", NULL, &c->projects}, {"activities-per-project", NULL, &c->activities}};
	int64_t n;
	if (strcmp(flag, "seed") == 0) {
		*bad = !number(value, &n);
		c->seed = *bad ? 0 : (uint64_t)n;
		return true;
	}
	if (strcmp(flag, "match") == 0 && c->match_count < (int)LEN(c->match)) {
		c->match[c->match_count++] = value;
		return true;
	}
	for (size_t i = 0; i < LEN(table); i++) {
		if (strcmp(flag, table[i].name) != 0)
			continue;
		if (table[i].text) {
			*table[i].text = value;
		} else if (table[i].whole) {
			*bad = !number(value, &n) || n > 1000000;
			*table[i].whole = *bad ? 0 : (int)n;
		}
		return true;
	}
	return false;
}

static int read_flags(struct command *c, int argc, char **argv)
{
	for (int i = 2; i < argc; i++) {
		const char *arg = argv[i];
		if (strncmp(arg, "--", 2) != 0) {
			if (c->file_count == (int)LEN(c->files))
				return wrong(arg, "is one file too many");
			c->files[c->file_count++] = arg;
			continue;
		}
		const char *flag = arg + 2;
		struct {
			const char *name;
			bool *truth;
		} switches[] = {{"json", &c->json}, {"dry-run", &c->dry_run},
			{"create", &c->create}, {"help", &c->help}};
		bool known = false, bad = false;
		for (size_t k = 0; k < LEN(switches); k++)
			if (strcmp(flag, switches[k].name) == 0)
				known = *switches[k].truth = true;
		if (known)
			continue;
		if (i + 1 >= argc)
			return wrong(arg, "wants a value");
		if (!take(c, flag, argv[++i], &bad))
			return wrong(arg, "is not a flag");
		if (bad)
			return wrong(arg, "wants a whole number");
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return usage(stdout);
	/* Few heaps: many threads with small, short-lived arenas need no heap of their own. */
	mallopt(M_ARENA_MAX, 2);
	mallopt(M_TRIM_THRESHOLD, 1 << 20);
	if (sodium_init() < 0)
		return 3;
	if (strcmp(argv[1], "plan") == 0)
		return command_plan(argc - 1, argv + 1);
	const char *env = getenv("GUATU_DATA");
	if (getenv("GUATU_CLOCK"))
		instant_follow(getenv("GUATU_CLOCK"));
	struct command c = {.verb = argv[1], .data = env ? env : "guatu-data",
		.database = getenv("GUATU_DATABASE"), .listen = getenv("GUATU_LISTEN"),
		.seed = 1};
	int code = read_flags(&c, argc, argv);
	if (code == 0 && !c.help)
		code = conf_read(&c);
	if (code)
		return code;
	if (!c.listen)
		c.listen = "127.0.0.1:8080";
	for (size_t i = 0; i < (size_t)verb_count; i++) {
		if (strcmp(c.verb, verbs[i].name) != 0)
			continue;
		if (!c.help)
			return verbs[i].run(&c);
		printf("guatu %s %s\n  %s\n", verbs[i].name, verbs[i].usage, verbs[i].does);
		return 0;
	}
	return wrong(c.verb, "is not a verb");
}
