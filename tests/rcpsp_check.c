/*
 * Checks an answer of `guatu plan solve --json` against its instances, sharing no code with
 * the solver or its readers.
 *	rcpsp_check ANSWER.json INSTANCE…
 * Says what is wrong and ends with 1, else prints the makespan and ends with 0. Resources of
 * one place and kind are one pool in all instances, of the largest capacity.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOBS 4000
#define MODES 20
#define POOLS 16
#define TIME 100000

static int jobs, renewable, budgets, link_count;
static int mode_count[JOBS], duration[JOBS][MODES], demand[JOBS][MODES][POOLS];
static int links[JOBS * 40][2], capacity[POOLS], start[JOBS], mode[JOBS];
static long used[POOLS];

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

static void add_link(int from, int to)
{
	if (link_count == JOBS * 40)
		wrong("too many links", 0, 0);
	links[link_count][0] = from;
	links[link_count++][1] = to;
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

static int check(void)
{
	int makespan = 0;
	for (int j = 0; j < jobs; j++) {
		int end = start[j] + duration[j][mode[j]];
		makespan = end > makespan ? end : makespan;
		for (int k = POOLS / 2; k < POOLS / 2 + budgets; k++)
			used[k] += demand[j][mode[j]][k];
	}
	for (int l = 0; l < link_count; l++) {
		int from = links[l][0], to = links[l][1];
		if (start[to] < start[from] + duration[from][mode[from]])
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
			if (use > capacity[k])
				wrong("a resource is overdrawn", k + 1, t);
		}
	return makespan;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	char *json = read_all(argv[1]);
	for (int i = 2; i < argc; i++) {
		char *text = read_all(argv[i]);
		if (strstr(text, "PRECEDENCE RELATIONS"))
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
	long said = field(json, "makespan"), bound = field(json, "lower_bound");
	if (said != makespan)
		wrong("the makespan is not the last finish", said, makespan);
	int proven = strstr(json, "\"proven_optimal\":true") != NULL;
	if (strstr(json, "\"objective\":\"makespan\"") &&
	        (bound > said || proven != (bound == said)))
		wrong("the bound or the claim of optimality is wrong", bound, said);
	printf("%d\n", makespan);
	free(json);
	return 0;
}
