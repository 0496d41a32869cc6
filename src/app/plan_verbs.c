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
	{"schedule", plan_schedule_verb, "FILE [--status-date D] [--due D] [--baseline N] [--project ID] [--critical longest|float[:HOURS]] "
		"[--paths N [--end ACTIVITY] [--paths-by free|total]] "
		"[--compare-file] [--json]",
		"computes dates, floats and the critical path of a schedule file; --project: of several projects only this one; --critical: what lies on the "
		"longest path, or has at most so much total float (else as the file says); --paths: the N most critical "
		"chains of activities to an end"},
	{"risk", plan_risk_verb, "FILE [--samples N] [--seed K] [--threads T] [--due D] [--status-date D] "
		"[--low 0.9] [--high 1.5] [--correlation 0] [--risks RISKS.json] [--cases CASES.csv] [--json]",
		"Monte Carlo: finishes and what drives them; durations lognormal, 10 % below low and "
		"10 % above high times what remains; --risks adds events, common causes, "
		"weather and permits' clocks, and says what the finish gains without each (docs/risks.md)"},
	{"solve", plan_solve_verb,
		"FILE… [--seconds S | --schedules N] [--threads T] [--seed K] "
		"[--objective makespan|tardiness|level|npv|invest:BY] [--deadline T] [--rate R] [--json]",
		"schedule under scarce resources: guatu .json (docs/solve.md), PSPLIB .sm .mm, Patterson .rcp; "
		"pools of one name are shared"},
	{"convert", plan_convert_verb, "IN OUT",
		"writes a schedule file as MS Project XML (.xml), Primavera .xer or guatu .json"},
	{"check", plan_check_verb, "FILE [--json]",
		"how sound a schedule is: the DCMA's 14 points and more; exit 1 where one fails"},
	{"forecast", plan_forecast_verb, "FILE [--status-date D] [--json]",
		"earned value, earned schedule, and the finish by several methods"},
	{"options", plan_options_verb, "FILE [--due D] [--options OPTIONS.csv] [--json]",
		"the cheapest changes after which every date owed is kept: activity, change (week7, shift2, "
		"shift3, duration, lag, date), value, cost; without a list it offers longer weeks"},
	{NULL, NULL, NULL, NULL},
};

static int usage(FILE *to)
{
	for (const struct plan_verb *v = verbs; v->name; v++)
		fprintf(to, "  guatu plan %-8s %s\n                 %s\n", v->name, v->usage, v->does);
	return to == stdout ? 0 : 2;
}

int plan_verb_read(struct arena *a, const char *path, struct plan_file *f)
{
	struct plan_file_fault fault;
	enum status read = plan_file_read(a, path, f, &fault);
	if (read != OK) {
		fprintf(stderr, "guatu: %s", path);
		if (fault.line)
			fprintf(stderr, " line %d", fault.line);
		fprintf(stderr, ": %.*s; %.*s\n", STR(fault.why), STR(fault.mend));
		return read == INVALID ? 1 : 3;
	}
	return 0;
}

int plan_verb_network(struct arena *a, const char *path, struct plan_file *f, plan_minute status,
	plan_minute due, struct plan_file_network *net)
{
	enum status opened = plan_file_open(a, f, status, due, net);
	for (size_t i = 0; i < f->diagnostics.len; i++) {
		const struct plan_file_diagnostic *d = &f->diagnostics.at[i];
		if (d->severity == PLAN_ERROR || opened == OK)
			fprintf(stderr, "guatu: %s, %.*s%s%.*s\n", path, STR(d->activity),
				d->activity.len ? ": " : "", STR(d->message));
	}
	return opened == OK ? 0 : 1;
}

int plan_verb_open(struct arena *a, const char *path, struct plan_file *f, plan_minute status,
	plan_minute due, struct plan_file_network *net)
{
	*net = (struct plan_file_network){0};
	int code = plan_verb_read(a, path, f);
	return code ? code : plan_verb_network(a, path, f, status, due, net);
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
