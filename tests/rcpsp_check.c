/*
 * Checks an answer of `guatu plan solve --json` against its instances, sharing no code with
 * the solver or its readers.
 *	rcpsp_check ANSWER.json INSTANCE…
 * Says what is wrong and ends with 1, else prints the makespan and ends with 0. Resources of
 * one place and kind (in .json of one id) are one pool in all instances, of the largest
 * capacity.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define JOBS 4000
#define MODES 20
#define POOLS 16
#define TIME 100000
#define STEPS 400

static int jobs, renewable, budgets, link_count;
static int mode_count[JOBS], duration[JOBS][MODES], demand[JOBS][MODES][POOLS];
static int links[JOBS * 40][2], capacity[POOLS], start[JOBS], mode[JOBS];
static long used[POOLS];
static int release_at[JOBS], due[JOBS], weight[JOBS], cash[JOBS], investment[JOBS], lags[JOBS * 40];
static int steps[POOLS][STEPS][2], step_count[POOLS];
static char pool_name[POOLS][80];

static _Noreturn void wrong(const char *what, long a, long b)
{
	printf("WRONG %s (%ld, %ld)\n", what, a, b);
	exit(1);
}

static char *read_all(const char *path)
{
	FILE *f = fopen(path, "rb");
	static const size_t most = 1 << 24;
	char *text = calloc(1, most + 1);
	if (!f || !text)
		wrong("cannot open a file", 0, 0);
	size_t got = fread(text, 1, most, f);
	if (got == most)
		wrong("a file is too long", 0, 0);
	fclose(f);
	return text;
}

static char *behind(char *text, const char *words)
{
	char *at = strstr(text, words);
	if (!at)
		wrong("a part is missing in an instance", 0, 0);
	return at + strlen(words);
}

static char *line_after(char *at)
{
	at = strchr(at, '\n');
	if (!at)
		wrong("an instance ends early", 0, 0);
	return at + 1;
}

static int number(char **at)
{
	char *end;
	long n = strtol(*at, &end, 10);
	if (end == *at)
		wrong("a number is missing in an instance", 0, 0);
	*at = end;
	return (int)n;
}

static void add_lagged(int from, int to, int lag)
{
	if (link_count == JOBS * 40)
		wrong("too many links", 0, 0);
	links[link_count][0] = from;
	lags[link_count] = lag;
	links[link_count++][1] = to;
}

static void add_link(int from, int to)
{
	add_lagged(from, to, 0);
}

static void widen(int pool, int to)
{
	if (to > capacity[pool])
		capacity[pool] = to;
}

/* Budgets are kept behind the renewable pools, from POOLS / 2 on. */
static void read_sm(char *text)
{
	char *at = behind(text, "jobs (incl. supersource/sink ):");
	int n = number(&at), first = jobs;
	at = behind(behind(text, "- renewable"), ":");
	int r = number(&at);
	at = behind(behind(text, "- nonrenewable"), ":");
	int b = number(&at);
	if (jobs + n > JOBS || r > POOLS / 2 || b > POOLS / 2)
		wrong("an instance is too large", n, r);
	at = line_after(line_after(behind(text, "PRECEDENCE RELATIONS:")));
	for (int j = 0; j < n; j++) {
		number(&at);
		mode_count[first + j] = number(&at);
		for (int k = number(&at); k > 0; k--)
			add_link(first + j, first + number(&at) - 1);
	}
	at = line_after(line_after(line_after(behind(text, "REQUESTS/DURATIONS:"))));
	for (int j = first; j < first + n; j++) {
		number(&at);
		for (int m = 0; m < mode_count[j]; m++) {
			number(&at);
			duration[j][m] = number(&at);
			for (int k = 0; k < r + b; k++)
				demand[j][m][k < r ? k : POOLS / 2 + k - r] = number(&at);
		}
	}
	at = line_after(line_after(behind(text, "RESOURCEAVAILABILITIES:")));
	for (int k = 0; k < r + b; k++)
		widen(k < r ? k : POOLS / 2 + k - r, number(&at));
	jobs += n;
	renewable = r > renewable ? r : renewable;
	budgets = b > budgets ? b : budgets;
}

static void read_rcp(char *at)
{
	int n = number(&at), r = number(&at), first = jobs;
	if (jobs + n > JOBS || r > POOLS / 2)
		wrong("an instance is too large", n, r);
	for (int k = 0; k < r; k++)
		widen(k, number(&at));
	for (int j = first; j < first + n; j++) {
		mode_count[j] = 1;
		duration[j][0] = number(&at);
		for (int k = 0; k < r; k++)
			demand[j][0][k] = number(&at);
		for (int k = number(&at); k > 0; k--)
			add_link(j, first + number(&at) - 1);
	}
	jobs += n;
	renewable = r > renewable ? r : renewable;
}

/* ---- .json ---- */

struct node {
	char key[80], text[80];
	double n;
	char kind; /* { [ " 0 t f n */
	struct node *first, *next;
};

static char *skip(char *at)
{
	return at + strspn(at, " \t\r\n,:");
}

static char *quoted(char *at, char *to)
{
	size_t length = strcspn(at, "\"\\");
	if (at[length] != '"' || length >= 80)
		wrong("a text is too long or escaped", 0, 0);
	memcpy(to, at, length);
	return at + length + 1;
}

static char *parse(char *at, struct node *to)
{
	at = skip(at);
	to->kind = *at;
	if (*at == '"')
		return quoted(at + 1, to->text);
	if (*at != '{' && *at != '[') {
		char *end;
		to->n = strtod(at, &end);
		return end > at ? end : at + strspn(at, "truefalsn");
	}
	struct node **last = &to->first;
	for (at = skip(at + 1); *at && *at != '}' && *at != ']'; at = skip(at)) {
		*last = calloc(1, sizeof **last);
		if (!*last)
			wrong("no memory", 0, 0);
		if (to->kind == '{')
			at = quoted(skip(at) + 1, (*last)->key);
		at = parse(at, *last);
		last = &(*last)->next;
	}
	return at + 1;
}

static struct node *get(struct node *map, const char *key)
{
	struct node *one = map->first;
	while (one && strcmp(one->key, key) != 0)
		one = one->next;
	return one;
}

static long get_number(struct node *map, const char *key, long otherwise)
{
	struct node *one = get(map, key);
	return one ? (long)one->n : otherwise;
}

static int day_number(const char *iso)
{
	struct tm t = {0};
	if (sscanf(iso, "%d-%d-%d", &t.tm_year, &t.tm_mon, &t.tm_mday) != 3)
		wrong("a date is none", 0, 0);
	t.tm_year -= 1900;
	t.tm_mon--;
	return (int)(timegm(&t) / 86400);
}

/* A time, or the unit a date lies in, and where it ends. */
static int get_time(struct node *file, struct node *map, const char *key, int end)
{
	struct node *one = get(map, key), *start = get(file, "start"), *period = get(file, "period");
	if (!one || one->kind != '"')
		return one ? (int)one->n : 0;
	int days = day_number(one->text) - day_number(start->text);
	if (period && strcmp(period->text, "month") == 0)
		return (atoi(one->text) - atoi(start->text)) * 12 + atoi(one->text + 5) -
		       atoi(start->text + 5) + end;
	return days / (period && strcmp(period->text, "week") == 0 ? 7 : 1) + end;
}

static int pool_of(const char *name, int budget)
{
	int from = budget ? POOLS / 2 : 0, *count = budget ? &budgets : &renewable;
	for (int k = from; k < from + *count; k++)
		if (strcmp(pool_name[k], name) == 0)
			return k;
	if (*count == POOLS / 2)
		wrong("too many resources", 0, 0);
	snprintf(pool_name[from + *count], sizeof *pool_name, "%s", name);
	return from + (*count)++;
}

static int is_budget(struct node *pool)
{
	struct node *budget = get(pool, "budget");
	return budget && budget->kind == 't';
}

static void add_step(int pool, int from, int to)
{
	if (step_count[pool] == STEPS)
		wrong("too many steps", pool, from);
	steps[pool][step_count[pool]][0] = from;
	steps[pool][step_count[pool]++][1] = to;
}

static void read_pool(struct node *file, struct node *one)
{
	int pool = pool_of(get(one, "id")->text, is_budget(one)), from = 0;
	struct node *list = get(one, "capacity"), *more = get(one, "steps");
	if (list->kind != '[')
		widen(pool, (int)list->n);
	for (struct node *c = list->first; c; c = c->next, from++)
		if (from == 0)
			widen(pool, (int)c->n);
		else
			add_step(pool, from, (int)c->n);
	for (struct node *c = more ? more->first : NULL; c; c = c->next)
		add_step(pool, get_time(file, c, "from", 0), (int)get_number(c, "capacity", 0));
}

static void read_needs(struct node *file, struct node *one, int j, int m)
{
	struct node *needs = get(one, "needs"), *pools = get(file, "resources");
	duration[j][m] = (int)get_number(one, "duration", 0);
	for (struct node *need = needs ? needs->first : NULL; need; need = need->next) {
		struct node *pool = pools->first;
		while (strcmp(get(pool, "id")->text, need->key) != 0)
			pool = pool->next;
		demand[j][m][pool_of(need->key, is_budget(pool))] = (int)need->n;
	}
}

static int place_of(struct node *file, const char *id)
{
	int j = 0;
	for (struct node *one = get(file, "jobs")->first; one; one = one->next, j++)
		if (strcmp(get(one, "id")->text, id) == 0)
			return j;
	wrong("an id is not among the jobs", 0, 0);
}

static void read_json(char *text)
{
	struct node file = {0};
	int first = jobs;
	parse(text, &file);
	struct node *pools = get(&file, "resources");
	for (struct node *one = pools ? pools->first : NULL; one; one = one->next)
		read_pool(&file, one);
	for (struct node *one = get(&file, "jobs")->first; one; one = one->next) {
		int j = jobs++;
		if (jobs > JOBS)
			wrong("an instance is too large", jobs, 0);
		struct node *modes = get(one, "modes"), *after = get(one, "after");
		mode_count[j] = 0;
		for (struct node *m = modes ? modes->first : one; m; m = modes ? m->next : NULL)
			read_needs(&file, m, j, mode_count[j]++);
		release_at[j] = get_time(&file, one, "release", 0);
		due[j] = get_time(&file, one, "due", 1);
		weight[j] = (int)get_number(one, "weight", due[j] > 0);
		cash[j] = (int)get_number(one, "cash", 0);
		investment[j] = (int)get_number(one, "investment", 0);
		for (struct node *a = after ? after->first : NULL; a; a = a->next)
			add_lagged(first + place_of(&file, a->kind == '{' ? get(a, "id")->text : a->text), j,
			        a->kind == '{' ? (int)get_number(a, "lag", 0) : 0);
	}
}

static int capacity_at(int pool, int time)
{
	int now = capacity[pool];
	for (int s = 0; s < step_count[pool]; s++)
		if (steps[pool][s][0] <= time)
			now = steps[pool][s][1];
	return now;
}

/* ---- The answer ---- */

static double real_field(char *json, const char *name)
{
	char quoted_name[40];
	snprintf(quoted_name, sizeof quoted_name, "\"%s\":", name);
	char *at = strstr(json, quoted_name);
	if (!at)
		wrong("the answer lacks a field", 0, 0);
	return strtod(at + strlen(quoted_name), NULL);
}

static long field(char *json, const char *name)
{
	char quoted[40];
	snprintf(quoted, sizeof quoted, "\"%s\":", name);
	char *at = strstr(json, quoted);
	if (!at)
		wrong("the answer lacks a field", 0, 0);
	return strtol(at + strlen(quoted), NULL, 10);
}

static void read_list(char *json, const char *name, int *list, int least)
{
	char quoted[40];
	snprintf(quoted, sizeof quoted, "\"%s\":[", name);
	char *at = strstr(json, quoted);
	if (!at)
		wrong("the answer lacks a list", 0, 0);
	at += strlen(quoted);
	for (int j = 0; j < jobs; j++, at++) {
		list[j] = number(&at);
		if (list[j] < least || *at != (j + 1 < jobs ? ',' : ']'))
			wrong("a list of the answer is not one entry a job", j + 1, list[j]);
	}
}

static double squares;

static int check(void)
{
	int makespan = 0;
	for (int j = 0; j < jobs; j++) {
		int end = start[j] + duration[j][mode[j]];
		if (start[j] < release_at[j])
			wrong("a job starts before its release", j + 1, start[j]);
		makespan = end > makespan ? end : makespan;
		for (int k = POOLS / 2; k < POOLS / 2 + budgets; k++)
			used[k] += demand[j][mode[j]][k];
	}
	for (int l = 0; l < link_count; l++) {
		int from = links[l][0], to = links[l][1];
		if (start[to] < start[from] + duration[from][mode[from]] + lags[l])
			wrong("a successor starts too early", from + 1, to + 1);
	}
	for (int k = POOLS / 2; k < POOLS / 2 + budgets; k++)
		if (used[k] > capacity[k])
			wrong("a budget is overdrawn", k - POOLS / 2 + 1, used[k]);
	for (int t = 0; t < makespan; t++)
		for (int k = 0; k < renewable; k++) {
			long use = 0;
			for (int j = 0; j < jobs; j++)
				if (start[j] <= t && t < start[j] + duration[j][mode[j]])
					use += demand[j][mode[j]][k];
			if (use > capacity_at(k, t))
				wrong("a resource is overdrawn", k + 1, t);
			squares += (double)use * (double)use;
		}
	return makespan;
}

/* What the objective's words say, of the starts alone. */
static double worth(char *json)
{
	double sum = 0, rate = strstr(json, "\"rate\":") ? real_field(json, "rate") : 0;
	int by = strstr(json, "\"by\":") ? (int)field(json, "by") : 0;
	if (strstr(json, "\"objective\":\"level\""))
		return squares;
	for (int j = 0; j < jobs; j++) {
		int d = duration[j][mode[j]], end = start[j] + d, done = 0;
		for (int t = start[j]; t < end; t++)
			done += t < by;
		if (strstr(json, "\"objective\":\"tardiness\""))
			sum += due[j] && end > due[j] ? (double)weight[j] * (end - due[j]) : 0;
		else if (strstr(json, "\"objective\":\"npv\""))
			sum += cash[j] / pow(1 + rate, end);
		else if (d)
			sum += floor(1000.0 * investment[j] * done / d) / 1000;
		else
			sum += start[j] <= by ? investment[j] : 0;
	}
	return sum;
}

static void check_value(char *json)
{
	int more = strstr(json, "\"upper_bound\":") != NULL;
	double said = real_field(json, "value"), is = worth(json);
	if (fabs(said - is) > 0.002)
		wrong("the value is not what the starts give", (long)said, (long)is);
	char *bound = strstr(json, more ? "\"upper_bound\":" : "\"lower_bound\":") + 14;
	int proven = strstr(json, "\"proven_optimal\":true") != NULL;
	if (strncmp(bound, "null", 4) == 0) {
		if (proven)
			wrong("proven without a bound", 0, 0);
		return;
	}
	double at = strtod(bound, NULL);
	if ((more ? at < said : at > said) || proven != (at == said))
		wrong("the bound or the claim of optimality is wrong", (long)at, (long)said);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	char *json = read_all(argv[1]);
	for (int i = 2; i < argc; i++) {
		char *text = read_all(argv[i]);
		if (*skip(text) == '{')
			read_json(text);
		else if (strstr(text, "PRECEDENCE RELATIONS"))
			read_sm(text);
		else
			read_rcp(text);
		free(text);
	}
	read_list(json, "starts", start, 0);
	if (strstr(json, "\"modes\":")) {
		read_list(json, "modes", mode, 1);
		for (int j = 0; j < jobs; j++)
			if (--mode[j] >= mode_count[j])
				wrong("a job has no such mode", j + 1, mode[j] + 1);
	}
	int makespan = check();
	long said = field(json, "makespan");
	if (strstr(json, "\"deadline\":") && makespan > field(json, "deadline"))
		wrong("the deadline is not kept", makespan, field(json, "deadline"));
	if (said != makespan)
		wrong("the makespan is not the last finish", said, makespan);
	if (!strstr(json, "\"objective\":\"makespan\"")) {
		check_value(json);
	} else {
		long bound = field(json, "lower_bound");
		int proven = strstr(json, "\"proven_optimal\":true") != NULL;
		if (bound > said || proven != (bound == said))
			wrong("the bound or the claim of optimality is wrong", bound, said);
	}
	printf("%d\n", makespan);
	free(json);
	return 0;
}
