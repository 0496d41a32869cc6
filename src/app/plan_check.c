/* guatu plan check: how sound a schedule is. */
#include "app/plan_verbs.h"
#include "text/json.h"

#include <stdio.h>

static struct plan_quality *examine(struct arena *a, const struct plan_file *f,
	struct plan_file_network *net)
{
	plan_minute *baseline = NEW_ARRAY(a, plan_minute, f->tasks.len + 1);
	bool *assigned = NEW_ARRAY(a, bool, f->tasks.len + 1), any = false;
	for (size_t i = 0; i < f->tasks.len; i++)
		for (size_t k = 0; k < f->tasks.at[i].baselines.len; k++)
			if (f->tasks.at[i].baselines.at[k].number == 0) {
				baseline[i] = f->tasks.at[i].baselines.at[k].finish;
				any = true;
			}
	for (size_t i = 0; i < f->assignments.len; i++)
		assigned[f->assignments.at[i].task] = true;
	struct plan_quality_input in = {any ? baseline : NULL,
		f->resources.len > 1 ? assigned : NULL, f->minutes_per_day};
	return plan_quality(net->plan, &in);
}

static struct str offender(struct arena *a, const struct plan_file *f,
	const struct plan_file_network *net, const struct plan_quality_check *c, int32_t i)
{
	if (!c->links)
		return f->tasks.at[c->offenders[i]].id;
	const struct plan_link *l = &net->input.links[c->offenders[i]];
	return str_fmt(a, "%.*s>%.*s", STR(f->tasks.at[l->from].id), STR(f->tasks.at[l->to].id));
}

static void print_json(struct arena *a, const struct plan_file *f,
	const struct plan_file_network *net, const struct plan_quality *q)
{
	struct out o = out_on(a, 1u << 28);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "name", json_put_str, f->name.at ? f->name : S(""));
	json_key(&w, S("checks"));
	json_open(&w, '[');
	for (int i = 0; i < PLAN_CHECK_COUNT; i++) {
		const struct plan_quality_check *c = &q->checks[i];
		json_open(&w, '{');
		json_field(&w, "check", json_put_str, str_of(c->name));
		json_field(&w, "about", json_put_str, str_of(c->help));
		json_field(&w, "threshold", json_put_real, c->threshold);
		json_field(&w, "at_least", json_put_bool, c->least);
		json_key(&w, S("figure"));
		if (c->known)
			json_put_real(&w, c->figure);
		else
			json_put_null(&w);
		json_field(&w, "count", json_put_int, c->count);
		json_field(&w, "of", json_put_int, c->of);
		json_field(&w, "passed", json_put_bool, c->passed);
		json_key(&w, S("offenders"));
		json_open(&w, '[');
		for (int32_t k = 0; k < c->offender_count; k++)
			json_put_str(&w, offender(a, f, net, c, k));
		json_close(&w, ']');
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	fwrite(o.at, 1, o.len, stdout);
	putchar('\n');
}

static void print_words(struct arena *a, const struct plan_file *f,
	const struct plan_file_network *net, const struct plan_quality *q)
{
	for (int i = 0; i < PLAN_CHECK_COUNT; i++) {
		const struct plan_quality_check *c = &q->checks[i];
		printf("%-4s %-16s ", !c->known ? "-" : c->passed ? "ok" : "BAD", c->name);
		if (c->known)
			printf("%6.3f (%s %.2f)", c->figure, c->least ? "at least" : "at most",
				c->threshold);
		printf("  %s", c->known ? c->help : "not known: the file lacks the data");
		for (int32_t k = 0; k < MIN(c->offender_count, 8) && !c->passed; k++) {
			struct str who = offender(a, f, net, c, k);
			printf("%s%.*s", k ? ", " : ": ", STR(who));
		}
		printf("%s\n", c->offender_count > 8 && !c->passed ? " …" : "");
	}
}

int plan_check_verb(int argc, char **argv)
{
	const char *path = NULL;
	bool json = false;
	for (int i = 0; i < argc; i++) {
		bool flag = strcmp(argv[i], "--json") == 0;
		if (!flag && (argv[i][0] == '-' || path)) {
			fprintf(stderr, "guatu: plan check: %s is %s\n", argv[i],
				path ? "one file too many" : "not a flag");
			return 2;
		}
		json |= flag;
		path = flag ? path : argv[i];
	}
	if (!path) {
		fprintf(stderr, "guatu: plan check: FILE is missing\n");
		return 2;
	}
	struct arena *a = arena_open();
	struct plan_file file;
	struct plan_file_network net;
	int code = plan_verb_open(a, path, &file, PLAN_NONE, PLAN_NONE, &net);
	struct plan_quality *q = code == 0 ? examine(a, &file, &net) : NULL;
	for (int i = 0; q && i < PLAN_CHECK_COUNT; i++)
		code |= !q->checks[i].passed;
	if (q && json)
		print_json(a, &file, &net, q);
	else if (q)
		print_words(a, &file, &net, q);
	plan_quality_close(q);
	plan_file_close(&net);
	arena_close(a);
	return code;
}
