/* guatu's own .json of jobs and scarce resources: docs/solve.md. */
#include "paper/psplib.h"
#include "text/json.h"

enum { MOST_TIME = 1 << 24, MOST_AMOUNT = 1 << 30, MOST_WORTH = 500000000, MOST_POOLS = 1024 };

struct reading {
	struct arena *a;
	struct psplib *to;
	struct str *why;
	VEC(struct plan_job) jobs;
	VEC(struct plan_resource) resources;
	VEC(struct plan_step) steps;
	VEC(struct plan_order) orders;
	VEC(int32_t) durations;
	int32_t *demands; /* mode × resource, when all modes are counted */
	struct map job_ids, pool_ids;
};

static bool wrong(struct reading *x, struct str where, const char *what)
{
	*x->why = str_fmt(x->a, "%.*s %s", STR(where), what);
	return false;
}

static struct str under(struct reading *x, struct str where, const char *key)
{
	return where.len ? str_fmt(x->a, "%.*s.%s", STR(where), key) : str_of(key);
}

static struct str at_place(struct reading *x, const char *list, size_t i)
{
	return str_fmt(x->a, "%s[%zu]", list, i);
}

static bool known(struct reading *x, const struct json *j, struct str where, const char *keys)
{
	if (j->kind != J_MAP)
		return wrong(x, where.len ? where : S("the file"), "must be an object { … }");
	for (size_t i = 0; i < j->len; i++) {
		struct str rest = str_of(keys), key;
		bool found = false;
		while (rest.len && !found) {
			key = str_cut(rest, ' ', &rest);
			found = str_eq(key, j->keys[i]);
		}
		if (!found)
			return wrong(x, under(x, where, str_z(x->a, j->keys[i])),
				str_z(x->a, str_fmt(x->a, "is not known; known are: %s", keys)));
	}
	return true;
}

static bool whole(struct reading *x, const struct json *j, struct str where, int64_t least,
	int64_t most, int32_t *to)
{
	if (!j)
		return true;
	if (j->kind != J_INT || j->n < least || j->n > most)
		return wrong(x, where, str_z(x->a, str_fmt(x->a, "must be a whole number from %lld to %lld",
			(long long)least, (long long)most)));
	*to = (int32_t)j->n;
	return true;
}

static bool whole_field(struct reading *x, const struct json *map, const char *key,
	struct str where, int64_t least, int64_t most, int32_t *to)
{
	return whole(x, json_get(map, key), under(x, where, key), least, most, to);
}

/* ---- Time ---- */

int32_t scarce_time(const struct psplib *p, day at)
{
	struct ymd from = day_parts(p->start), to = day_parts(at);
	if (day_cmp(at, p->start) < 0)
		return -1;
	if (p->period == PERIOD_MONTH)
		return (to.year - from.year) * 12 + to.month - from.month;
	return day_between(p->start, at) / (p->period == PERIOD_WEEK ? 7 : 1);
}

day scarce_day(const struct psplib *p, int32_t time)
{
	struct ymd from = day_parts(p->start);
	if (p->period == PERIOD_NONE)
		return DAY_NONE;
	if (p->period == PERIOD_MONTH)
		return day_of(from.year + (from.month - 1 + time) / 12, (from.month - 1 + time) % 12 + 1, 1);
	return day_add(p->start, time * (p->period == PERIOD_WEEK ? 7 : 1));
}

/* A time or a date; of a date the unit it lies in, and with `end` the moment that unit is over. */
static bool moment(struct reading *x, const struct json *map, const char *key, struct str where,
	bool end, int32_t *to)
{
	const struct json *j = json_get(map, key);
	day at = DAY_NONE;
	if (!j || j->kind != J_STR)
		return whole(x, j, under(x, where, key), 0, MOST_TIME, to);
	where = under(x, where, key);
	if (!x->to->period)
		return wrong(x, where, "is a date, but the file has no start");
	if (!day_read(j->str, &at) || !day_is(at) || scarce_time(x->to, at) < 0)
		return wrong(x, where, "must be a time, or a date from the start on, as 2026-03-31");
	*to = scarce_time(x->to, at) + end;
	return *to <= MOST_TIME ? true : wrong(x, where, "is too late");
}

static bool read_start(struct reading *x, const struct json *file)
{
	static const char *const names[] = {"day", "week", "month"};
	struct str start = json_str(file, "start"), period = json_str(file, "period");
	if (!start.len)
		return period.len ? wrong(x, S("period"), "wants a start") : true;
	if (!day_read(start, &x->to->start) || !day_is(x->to->start))
		return wrong(x, S("start"), "must be a date, as 2026-03-01");
	x->to->period = PERIOD_DAY;
	for (size_t i = 0; period.len && i <= LEN(names); i++) {
		if (i == LEN(names))
			return wrong(x, S("period"), "is none of day, week, month");
		x->to->period = (enum psplib_period)(PERIOD_DAY + i);
		if (str_eq(period, str_of(names[i])))
			break;
	}
	return true;
}

/* ---- Resources ---- */

static void add_step(struct reading *x, struct plan_resource *r, int32_t from, int32_t capacity)
{
	*vec_add(x->a, &x->steps) = (struct plan_step){from, capacity};
	r->step_count++;
}

/* A number, or what there is in each unit of time; the last stays. */
static bool read_capacity(struct reading *x, const struct json *j, struct str where,
	struct plan_resource *r)
{
	where = under(x, where, "capacity");
	if (!j)
		return wrong(x, where, "is missing");
	if (j->kind != J_LIST)
		return whole(x, j, where, 0, MOST_AMOUNT, &r->capacity);
	for (size_t t = 0; t < j->len; t++) {
		int32_t here = 0;
		if (!whole(x, &j->at[t], str_fmt(x->a, "%.*s[%zu]", STR(where), t), 0, MOST_AMOUNT, &here))
			return false;
		if (t == 0)
			r->capacity = here;
		else if (here != (r->step_count ? x->steps.at[x->steps.len - 1].capacity : r->capacity))
			add_step(x, r, (int32_t)t, here);
	}
	return j->len ? true : wrong(x, where, "must not be empty");
}

static bool read_steps(struct reading *x, const struct json *j, struct str where,
	struct plan_resource *r)
{
	where = under(x, where, "steps");
	if (j && (j->kind != J_LIST || r->step_count))
		return wrong(x, where, "must be a list of { from, capacity }, with one number as capacity before");
	for (size_t i = 0; j && i < j->len; i++) {
		int32_t from = -1, capacity = -1, before = i ? x->steps.at[x->steps.len - 1].from : -1;
		struct str here = str_fmt(x->a, "%.*s[%zu]", STR(where), i);
		if (!known(x, &j->at[i], here, "from capacity") ||
			!moment(x, &j->at[i], "from", here, false, &from) ||
			!whole_field(x, &j->at[i], "capacity", here, 0, MOST_AMOUNT, &capacity))
			return false;
		if (from <= before || capacity < 0)
			return wrong(x, here, "wants a capacity, and a from later than the step before");
		add_step(x, r, from, capacity);
	}
	return true;
}

static bool read_resource(struct reading *x, const struct json *j, struct str where)
{
	struct plan_resource r = {.step = (int32_t)x->steps.len};
	if (!known(x, j, where, "id name capacity steps budget"))
		return false;
	const struct json *budget = json_get(j, "budget");
	struct str id = json_str(j, "id");
	if (!id.len || map_get(&x->pool_ids, id))
		return wrong(x, under(x, where, "id"), id.len ? "stands twice" : "is missing");
	if (budget && budget->kind != J_BOOL)
		return wrong(x, under(x, where, "budget"), "must be true or false");
	if (!read_capacity(x, json_get(j, "capacity"), where, &r) ||
		!read_steps(x, json_get(j, "steps"), where, &r))
		return false;
	r.budget = budget && budget->truth;
	if (r.budget && r.step_count)
		return wrong(x, where, "is a budget: it has one capacity for all time");
	map_put(&x->pool_ids, id)->n = (int64_t)x->resources.len;
	*vec_add(x->a, &x->resources) = r;
	*vec_add(x->a, &x->to->resources) = id;
	return true;
}

/* ---- Jobs ---- */

static bool read_mode(struct reading *x, const struct json *j, struct str where)
{
	const struct json *needs = json_get(j, "needs");
	int32_t *duration = vec_add(x->a, &x->durations);
	*duration = -1;
	if (!whole_field(x, j, "duration", where, 0, MOST_TIME, duration))
		return false;
	if (*duration < 0)
		return wrong(x, under(x, where, "duration"), "is missing");
	int32_t *row = x->demands + (x->durations.len - 1) * x->resources.len;
	if (needs && needs->kind != J_MAP)
		return wrong(x, under(x, where, "needs"), "must be an object { resource: amount }");
	for (size_t i = 0; needs && i < needs->len; i++) {
		struct str here = under(x, under(x, where, "needs"), str_z(x->a, needs->keys[i]));
		const struct map_entry *pool = map_get(&x->pool_ids, needs->keys[i]);
		if (!pool)
			return wrong(x, here, "is not among the resources");
		if (!whole(x, &needs->at[i], here, 0, MOST_AMOUNT, &row[pool->n]))
			return false;
	}
	return true;
}

static bool read_modes(struct reading *x, const struct json *j, struct str where,
	struct plan_job *job)
{
	const struct json *modes = json_get(j, "modes");
	job->mode = (int32_t)x->durations.len;
	job->mode_count = modes && modes->kind == J_LIST ? (int32_t)modes->len : 1;
	if (!modes)
		return read_mode(x, j, where);
	if (modes->kind != J_LIST || !modes->len || json_get(j, "duration") || json_get(j, "needs"))
		return wrong(x, under(x, where, "modes"),
			"must be a list of { duration, needs } that stands for both");
	for (size_t i = 0; i < modes->len; i++) {
		struct str here = str_fmt(x->a, "%.*s.modes[%zu]", STR(where), i);
		if (!known(x, &modes->at[i], here, "duration needs") || !read_mode(x, &modes->at[i], here))
			return false;
	}
	return true;
}

static bool read_job(struct reading *x, const struct json *j, struct str where)
{
	struct plan_job job = {0};
	if (!read_modes(x, j, where, &job) || !moment(x, j, "release", where, false, &job.release) ||
		!moment(x, j, "due", where, true, &job.due))
		return false;
	job.weight = job.due > 0;
	if (!whole_field(x, j, "weight", where, 0, MOST_AMOUNT, &job.weight) ||
		!whole_field(x, j, "cash", where, -MOST_AMOUNT, MOST_AMOUNT, &job.cash) ||
		!whole_field(x, j, "investment", where, 0, MOST_WORTH, &job.investment))
		return false;
	*vec_add(x->a, &x->jobs) = job;
	return true;
}

/* An id, or { id, lag }. */
static bool read_orders(struct reading *x, const struct json *j, struct str where, int32_t to)
{
	const struct json *after = json_get(j, "after");
	where = under(x, where, "after");
	if (after && after->kind != J_LIST)
		return wrong(x, where, "must be a list of ids, or of { id, lag }");
	for (size_t i = 0; after && i < after->len; i++) {
		const struct json *one = &after->at[i];
		struct str here = str_fmt(x->a, "%.*s[%zu]", STR(where), i);
		struct plan_order o = {.to = to};
		if (one->kind == J_MAP && (!known(x, one, here, "id lag") ||
			!whole_field(x, one, "lag", here, -MOST_TIME, MOST_TIME, &o.lag)))
			return false;
		const struct map_entry *from = map_get(&x->job_ids,
			one->kind == J_MAP ? json_str(one, "id") : one->kind == J_STR ? one->str : NOTHING);
		if (!from || from->n == to)
			return wrong(x, here, "is not the id of another job");
		o.from = (int32_t)from->n;
		*vec_add(x->a, &x->orders) = o;
	}
	return true;
}

/* Ids and modes first: jobs may follow jobs that stand below them. */
static bool count_jobs(struct reading *x, const struct json *jobs, size_t *modes)
{
	for (size_t i = 0; i < jobs->len; i++) {
		struct str where = at_place(x, "jobs", i);
		if (!known(x, &jobs->at[i], where,
			"id name duration needs modes after release due weight cash investment"))
			return false;
		struct str id = json_str(&jobs->at[i], "id");
		if (!id.len || map_get(&x->job_ids, id))
			return wrong(x, under(x, where, "id"), id.len ? "stands twice" : "is missing");
		map_put(&x->job_ids, id)->n = (int64_t)i;
		*vec_add(x->a, &x->to->ids) = id;
		const struct json *list = json_get(&jobs->at[i], "modes");
		*modes += list && list->kind == J_LIST ? list->len : 1;
	}
	return true;
}

static bool read_all(struct reading *x, const struct json *file)
{
	size_t modes = 0;
	if (!known(x, file, NOTHING, "name start period deadline rate resources jobs"))
		return false;
	const struct json *pools = json_get(file, "resources"), *jobs = json_get(file, "jobs"),
		*rate = json_get(file, "rate");
	if (!jobs || jobs->kind != J_LIST || !jobs->len)
		return wrong(x, S("jobs"), "must be a list of jobs");
	if (pools && (pools->kind != J_LIST || pools->len > MOST_POOLS))
		return wrong(x, S("resources"), "must be a list of at most 1,024 resources");
	if (!read_start(x, file))
		return false;
	for (size_t i = 0; pools && i < pools->len; i++)
		if (!read_resource(x, &pools->at[i], at_place(x, "resources", i)))
			return false;
	if (!count_jobs(x, jobs, &modes))
		return false;
	x->demands = NEW_ARRAY(x->a, int32_t, modes * x->resources.len + 1);
	for (size_t i = 0; i < jobs->len; i++)
		if (!read_job(x, &jobs->at[i], at_place(x, "jobs", i)) ||
			!read_orders(x, &jobs->at[i], at_place(x, "jobs", i), (int32_t)i))
			return false;
	if (rate) {
		x->to->input.rate = rate->kind == J_INT ? (double)rate->n : rate->real;
		if ((rate->kind != J_REAL && rate->kind != J_INT) || !(x->to->input.rate >= 0 && x->to->input.rate < 1))
			return wrong(x, S("rate"), "must be the interest of one unit of time, from 0 to below 1");
	}
	return moment(x, file, "deadline", NOTHING, true, &x->to->input.deadline);
}

enum status scarce_json_read(struct arena *arena, struct str bytes, struct psplib *found,
	struct str *why)
{
	struct json file;
	*found = (struct psplib){.start = DAY_NONE};
	struct reading x = {.a = arena, .to = found, .why = why, .job_ids = map_on(arena),
		.pool_ids = map_on(arena)};
	if (json_read(arena, bytes, &file, why) != OK || !read_all(&x, &file))
		return INVALID;
	struct plan_solve_input *in = &found->input;
	in->jobs = x.jobs.at;
	in->durations = x.durations.at;
	in->demands = x.demands;
	in->orders = x.orders.at;
	in->resources = x.resources.at;
	in->steps = x.steps.at;
	in->job_count = x.jobs.len;
	in->mode_count = x.durations.len;
	in->order_count = x.orders.len;
	in->resource_count = x.resources.len;
	in->step_count = x.steps.len;
	return OK;
}
