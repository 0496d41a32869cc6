/*
 * Instances of resource-constrained scheduling: words on lines, most of them numbers.
 */
#include "paper/psplib.h"

enum { MOST_JOBS = 100000, MOST_MODES = 1000000, MOST_RESOURCES = 64, MOST_NUMBER = 9999999 };

struct words {
	struct arena *arena;
	struct str rest;
	uint32_t line;
	struct psplib *found;
	struct psplib_fault *fault;
	VEC(struct plan_job) jobs;
	VEC(struct plan_order) orders;
	VEC(struct plan_resource) resources;
	VEC(int32_t) durations;
	VEC(int32_t) demands;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

/* Moves to the next word, counting lines; NOTHING at the end. */
static struct str peek(struct words *w)
{
	while (w->rest.len && is_space(*w->rest.at)) {
		w->line += *w->rest.at == '\n';
		w->rest = str_sub(w->rest, 1, w->rest.len);
	}
	size_t len = 0;
	while (len < w->rest.len && !is_space(w->rest.at[len]))
		len++;
	return len ? str_sub(w->rest, 0, len) : NOTHING;
}

static struct str take(struct words *w)
{
	struct str word = peek(w);
	w->rest = str_sub(w->rest, word.len, w->rest.len);
	return word;
}

static enum status refuse(struct words *w, struct str found, const char *what)
{
	*w->fault = (struct psplib_fault){what, w->line, utf8_valid(found) ? found : S("?")};
	return INVALID;
}

static enum status take_number(
        struct words *w, int32_t least, int32_t most, const char *what, int32_t *got)
{
	struct str word = take(w);
	int64_t n;
	if (!str_int(word, &n) || n < least || n > most)
		return refuse(w, word, what);
	*got = (int32_t)n;
	return OK;
}

static struct str take_line(struct words *w)
{
	size_t len = 0;
	while (len < w->rest.len && w->rest.at[len] != '\n')
		len++;
	struct str line = str_sub(w->rest, 0, len);
	if (len < w->rest.len) {
		len++;
		w->line++;
	}
	w->rest = str_sub(w->rest, len, w->rest.len);
	return line;
}

/* Goes behind the line that holds the words; the line itself, NOTHING where none does. */
static struct str seek(struct words *w, struct str words)
{
	while (w->rest.len) {
		struct str line = take_line(w);
		if (str_has(line, words))
			return line;
	}
	return NOTHING;
}

/* The number behind the colon of the line that holds the words. */
static enum status seek_number(
        struct words *w, const char *words, int32_t most, int32_t *got)
{
	struct str line = seek(w, str_of(words)), rest;
	if (!line.at)
		return refuse(w, str_of(words), "this line is missing");
	uint32_t behind = w->line;
	w->line -= w->rest.at && w->rest.at[-1] == '\n';
	str_cut(line, ':', &rest);
	struct words part = {.rest = rest, .line = w->line, .fault = w->fault};
	TRY(take_number(&part, 0, most, "a whole number is wanted behind the colon", got));
	w->line = behind;
	return OK;
}

/* ---- .sm and .mm ---- */

static enum status read_resources(struct words *w, int32_t *renewable, int32_t *all)
{
	int32_t budgets = 0, both = 0;
	TRY(seek_number(w, "- renewable", MOST_RESOURCES, renewable));
	TRY(seek_number(w, "- nonrenewable", MOST_RESOURCES, &budgets));
	TRY(seek_number(w, "- doubly constrained", MOST_RESOURCES, &both));
	*all = *renewable + budgets;
	if (both || *all > MOST_RESOURCES)
		return refuse(w, NOTHING,
		        both ? "doubly constrained resources are not supported; write each "
		               "as a renewable and a nonrenewable one"
		             : "more than 64 resources");
	return OK;
}

static enum status read_project(struct words *w)
{
	int32_t skip;
	if (!seek(w, S("pronr.")).at)
		return refuse(w, S("pronr."), "this line is missing");
	TRY(take_number(w, 0, MOST_NUMBER, "the project's number is wanted", &skip));
	TRY(take_number(w, 0, MOST_NUMBER, "the number of jobs is wanted", &skip));
	TRY(take_number(w, 0, MOST_NUMBER, "a release date is wanted", &w->found->release));
	return take_number(w, 0, MOST_NUMBER, "a due date is wanted", &w->found->due);
}

static enum status read_precedence(struct words *w, int32_t jobs)
{
	if (!seek(w, S("PRECEDENCE RELATIONS")).at || !seek(w, S("jobnr")).at)
		return refuse(w, S("PRECEDENCE RELATIONS"), "this part is missing");
	int32_t modes = 0;
	for (int32_t j = 0; j < jobs; j++) {
		int32_t number, count, successors;
		TRY(take_number(w, j + 1, j + 1, "the next job's number is wanted", &number));
		TRY(take_number(w, 1, 1000, "a number of modes, 1 to 1000, is wanted", &count));
		TRY(take_number(w, 0, jobs, "a number of successors is wanted", &successors));
		if (modes + count > MOST_MODES)
			return refuse(w, NOTHING, "more than 1,000,000 modes");
		*vec_add(w->arena, &w->jobs) =
		        (struct plan_job){.mode = modes, .mode_count = count};
		modes += count;
		for (int32_t k = 0; k < successors; k++) {
			int32_t to;
			TRY(take_number(w, 1, jobs, "a successor's number is wanted", &to));
			*vec_add(w->arena, &w->orders) = (struct plan_order){j, to - 1, 0};
		}
	}
	return OK;
}

static enum status read_mode(struct words *w, int32_t resources)
{
	TRY(take_number(w, 0, MOST_NUMBER, "a duration is wanted",
	        vec_add(w->arena, &w->durations)));
	for (int32_t r = 0; r < resources; r++)
		TRY(take_number(w, 0, MOST_NUMBER, "a demand is wanted",
		        vec_add(w->arena, &w->demands)));
	return OK;
}

static enum status read_requests(struct words *w, int32_t resources)
{
	if (!seek(w, S("REQUESTS/DURATIONS")).at || !seek(w, S("jobnr")).at)
		return refuse(w, S("REQUESTS/DURATIONS"), "this part is missing");
	if (str_starts(peek(w), S("-")))
		take_line(w);
	for (size_t j = 0; j < w->jobs.len; j++) {
		int32_t number = (int32_t)j + 1, mode;
		TRY(take_number(w, number, number, "the next job's number is wanted", &number));
		for (int32_t m = 1; m <= w->jobs.at[j].mode_count; m++) {
			TRY(take_number(w, m, m, "the job's next mode is wanted", &mode));
			TRY(read_mode(w, resources));
		}
	}
	return OK;
}

static enum status read_supply(struct words *w, int32_t renewable, int32_t all)
{
	if (!seek(w, S("RESOURCEAVAILABILITIES")).at)
		return refuse(w, S("RESOURCEAVAILABILITIES"), "this part is missing");
	take_line(w);
	for (int32_t r = 0; r < all; r++) {
		struct plan_resource *p = vec_add(w->arena, &w->resources);
		p->budget = r >= renewable;
		TRY(take_number(w, 0, MOST_NUMBER, "a capacity is wanted", &p->capacity));
		*vec_add(w->arena, &w->found->resources) =
		        r < renewable ? str_fmt(w->arena, "R%d", r + 1)
		                      : str_fmt(w->arena, "N%d", r - renewable + 1);
	}
	return OK;
}

static enum status read_psplib(struct words *w)
{
	int32_t jobs, renewable, all;
	TRY(seek_number(w, "jobs (incl. supersource/sink )", MOST_JOBS, &jobs));
	TRY(read_resources(w, &renewable, &all));
	TRY(read_project(w));
	TRY(read_precedence(w, jobs));
	TRY(read_requests(w, all));
	return read_supply(w, renewable, all);
}

/* ---- .rcp ---- */

static enum status read_patterson(struct words *w)
{
	int32_t jobs, resources;
	TRY(take_number(w, 1, MOST_JOBS, "a number of jobs, 1 to 100,000, is wanted", &jobs));
	TRY(take_number(w, 0, MOST_RESOURCES, "a number of resources, 0 to 64, is wanted",
	        &resources));
	for (int32_t r = 0; r < resources; r++) {
		struct plan_resource *p = vec_add(w->arena, &w->resources);
		TRY(take_number(w, 0, MOST_NUMBER, "a capacity is wanted", &p->capacity));
		*vec_add(w->arena, &w->found->resources) = str_fmt(w->arena, "R%d", r + 1);
	}
	for (int32_t j = 0; j < jobs; j++) {
		int32_t successors, to;
		*vec_add(w->arena, &w->jobs) = (struct plan_job){.mode = j, .mode_count = 1};
		TRY(read_mode(w, resources));
		TRY(take_number(w, 0, jobs, "a number of successors is wanted", &successors));
		for (int32_t k = 0; k < successors; k++) {
			TRY(take_number(w, 1, jobs, "a successor's number is wanted", &to));
			*vec_add(w->arena, &w->orders) = (struct plan_order){j, to - 1, 0};
		}
	}
	struct str more = peek(w);
	return more.at ? refuse(w, more, "nothing is wanted behind the last job") : OK;
}

enum status psplib_read(
        struct arena *arena, struct str bytes, struct psplib *found, struct psplib_fault *fault)
{
	*found = (struct psplib){0};
	*fault = (struct psplib_fault){0};
	struct words w = {.arena = arena, .rest = bytes, .line = 1, .found = found,
	        .fault = fault};
	bool patterson = !str_has(bytes, S("PRECEDENCE RELATIONS"));
	struct str first = peek(&w);
	if (patterson && !(first.len && first.at[0] >= '0' && first.at[0] <= '9'))
		return refuse(&w, str_sub(first, 0, 40),
		        "this is neither PSPLIB .sm or .mm nor Patterson .rcp");
	TRY(patterson ? read_patterson(&w) : read_psplib(&w));
	found->input = (struct plan_solve_input){.jobs = w.jobs.at, .durations = w.durations.at,
	        .demands = w.demands.at, .orders = w.orders.at, .resources = w.resources.at,
	        .job_count = w.jobs.len, .mode_count = w.durations.len,
	        .order_count = w.orders.len, .resource_count = w.resources.len};
	return OK;
}
