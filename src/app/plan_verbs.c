/* guatu plan VERB: the engine on files alone, without data folder, database or clock. */
#include "app/plan_verbs.h"

#include <stdio.h>
#include <string.h>

struct plan_verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage, *does;
};

/* One line a verb; the last has no name. */
static const struct plan_verb verbs[] = {
	{"schedule", plan_schedule_verb, "FILE [--status-date D] [--due D] [--compare-file] [--json]",
		"computes dates, floats and the critical path of a schedule file"},
	{NULL, NULL, NULL, NULL},
};

static int usage(FILE *to)
{
	for (const struct plan_verb *v = verbs; v->name; v++)
		fprintf(to, "  guatu plan %-8s %s\n                 %s\n", v->name, v->usage, v->does);
	return to == stdout ? 0 : 2;
}

int command_plan(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr);
	if (strcmp(argv[1], "--help") == 0)
		return usage(stdout);
	for (const struct plan_verb *v = verbs; v->name; v++) {
		if (strcmp(argv[1], v->name) != 0)
			continue;
		if (argc < 3 || strcmp(argv[2], "--help") == 0) {
			FILE *to = argc < 3 ? stderr : stdout;
			fprintf(to, "guatu plan %s %s\n  %s\n", v->name, v->usage, v->does);
			return argc < 3 ? 2 : 0;
		}
		return v->run(argc - 2, argv + 2);
	}
	fprintf(stderr, "guatu: plan %s is not a verb; see guatu plan --help\n", argv[1]);
	return 2;
}
