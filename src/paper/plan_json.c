/* guatu's own JSON of a schedule file: everything the model holds, so any file may pass
 * through it and back. */
#include "paper/plan_fields.h"
#include "paper/plan_xml.h"
#include "text/json.h"

#include <stdio.h>

/* ---- writing -------------------------------------------------------------------------------- */
struct writing {
	struct arena *a;
	const struct plan_file *f;
	struct json_writer w;
};

static void put_field(struct writing *x, const struct plan_field *f, const char *at)
{
	struct json_writer *w = &x->w;
	struct str s = *(const struct str *)(f->type == FIELD_STR ? at : (const char *)&NOTHING);
	int32_t n = f->type == FIELD_INT || f->type == FIELD_KIND || f->type == FIELD_TIME ?
		*(const int32_t *)at :
		0;
	switch (f->type) {
	case FIELD_STR:
		if (s.len)
			json_key(w, str_of(f->name)), json_put_str(w, s);
		return;
	case FIELD_TIME:
		if (n)
			json_key(w, str_of(f->name)), json_put_str(w, plan_file_iso(x->a, n));
		return;
	case FIELD_INT:
		if (n != f->normal)
			json_key(w, str_of(f->name)), json_put_int(w, n);
		return;
	case FIELD_KIND:
		json_key(w, str_of(f->name)), json_put_str(w, str_of(f->names[n]));
		return;
	case FIELD_INT64:
		json_key(w, str_of(f->name)), json_put_int(w, *(const int64_t *)at);
		return;
	case FIELD_BOOL:
		if (*(const bool *)at)
			json_key(w, str_of(f->name)), json_put_bool(w, true);
		return;
	case FIELD_MONEY:
		if (money_is(*(const money *)at)) {
			json_key(w, str_of(f->name));
			json_put_str(w, money_yuan(x->a, *(const money *)at));
		}
		return;
	case FIELD_NAME:
		if (*(const uint8_t *)at != f->normal || f->normal == 0)
			json_key(w, str_of(f->name)),
				json_put_str(w, str_of(f->names[*(const uint8_t *)at]));
		return;
	}
}

static void put_fields(struct writing *x, const struct plan_field *fields, const void *thing)
{
	for (; fields->name; fields++)
		put_field(x, fields, (const char *)thing + fields->at);
}

static void put_extras(struct writing *x, const char *name, const struct plan_file_extras *e)
{
	if (!e->len)
		return;
	json_key(&x->w, str_of(name));
	json_open(&x->w, '[');
	for (size_t i = 0; i < e->len; i++) {
		json_open(&x->w, '[');
		json_put_str(&x->w, e->at[i].name.at ? e->at[i].name : S(""));
		json_put_str(&x->w, e->at[i].value.at ? e->at[i].value : S(""));
		json_close(&x->w, ']');
	}
	json_close(&x->w, ']');
}

static void put_id(struct writing *x, const char *name, int place, struct str id)
{
	if (place < 0)
		return;
	json_key(&x->w, str_of(name));
	json_put_str(&x->w, id);
}

static void put_work(struct writing *x, const struct plan_workday *d)
{
	json_open(&x->w, '[');
	for (int i = 0; i < d->count; i++)
		json_put_str(&x->w,
			str_fmt(x->a, "%02d:%02d-%02d:%02d", d->span[i].from / 60,
				d->span[i].from % 60, d->span[i].to / 60, d->span[i].to % 60));
	json_close(&x->w, ']');
}

static void put_day(struct writing *x, const char *name, int32_t d)
{
	char iso[11];
	day_write((day){d}, iso);
	json_key(&x->w, str_of(name));
	json_put_str(&x->w, str_of(iso));
}

/* Days that follow one another and work alike stand as one. */
static void put_days(struct writing *x, const struct plan_file_calendar *c)
{
	json_key(&x->w, S("days"));
	json_open(&x->w, '[');
	for (size_t i = 0, k; i < c->days.len; i = k) {
		const struct plan_exception *e = c->days.at;
		for (k = i + 1; k < c->days.len && e[k].day == e[k - 1].day + 1 &&
			memcmp(&e[k].work, &e[i].work, sizeof e->work) == 0;
			k++)
			;
		json_open(&x->w, '{');
		put_day(x, "first", e[i].day);
		put_day(x, "last", e[k - 1].day);
		json_key(&x->w, S("work"));
		put_work(x, &e[i].work);
		json_close(&x->w, '}');
	}
	json_close(&x->w, ']');
}

static void put_calendar(struct writing *x, const struct plan_file_calendar *c)
{
	put_fields(x, plan_fields_calendar, c);
	put_id(x, "base", c->base, c->base < 0 ? NOTHING : x->f->calendars.at[c->base].id);
	json_key(&x->w, S("week"));
	json_open(&x->w, '[');
	for (int d = 0; d < 7; d++) {
		if (c->own[d] || c->base < 0)
			put_work(x, &c->week.day[d]);
		else
			json_put_null(&x->w);
	}
	json_close(&x->w, ']');
	put_days(x, c);
	put_extras(x, "raw", &c->raw);
}

static void put_task(struct writing *x, const struct plan_file_task *t)
{
	const struct plan_file *f = x->f;
	put_fields(x, plan_fields_task, t);
	put_id(x, "parent", t->parent, t->parent < 0 ? NOTHING : f->tasks.at[t->parent].id);
	put_id(x, "branch", t->branch, t->branch < 0 ? NOTHING : f->branches.at[t->branch].id);
	put_id(x, "calendar", t->calendar,
		t->calendar < 0 ? NOTHING : f->calendars.at[t->calendar].id);
	json_key(&x->w, S("file"));
	json_open(&x->w, '{');
	put_fields(x, plan_fields_dates, &t->theirs);
	json_close(&x->w, '}');
	json_key(&x->w, S("baselines"));
	json_open(&x->w, '[');
	for (size_t i = 0; i < t->baselines.len; i++) {
		json_open(&x->w, '{');
		put_fields(x, plan_fields_baseline, &t->baselines.at[i]);
		put_extras(x, "raw", &t->baselines.at[i].raw);
		json_close(&x->w, '}');
	}
	json_close(&x->w, ']');
	json_key(&x->w, S("gaps"));
	json_open(&x->w, '[');
	for (size_t i = 0; i < t->gaps.len; i++) {
		json_open(&x->w, '[');
		json_put_str(&x->w, plan_file_iso(x->a, t->gaps.at[i].from));
		json_put_str(&x->w, plan_file_iso(x->a, t->gaps.at[i].to));
		json_close(&x->w, ']');
	}
	json_close(&x->w, ']');
	put_extras(x, "fields", &t->extra);
	put_extras(x, "raw", &t->raw);
}

static void put_link(struct writing *x, const struct plan_file_link *l)
{
	put_id(x, "from", l->from, x->f->tasks.at[l->from].id);
	put_id(x, "to", l->to, x->f->tasks.at[l->to].id);
	put_fields(x, plan_fields_link, l);
}

static void put_resource(struct writing *x, const struct plan_file_resource *r)
{
	put_fields(x, plan_fields_resource, r);
	put_id(x, "calendar", r->calendar,
		r->calendar < 0 ? NOTHING : x->f->calendars.at[r->calendar].id);
	put_extras(x, "raw", &r->raw);
}

static void put_assignment(struct writing *x, const struct plan_file_assignment *s)
{
	put_id(x, "activity", s->task, x->f->tasks.at[s->task].id);
	put_id(x, "resource", s->resource, x->f->resources.at[s->resource].id);
	put_fields(x, plan_fields_assignment, s);
	put_extras(x, "raw", &s->raw);
}

static void put_branch(struct writing *x, const struct plan_file_branch *b)
{
	put_fields(x, plan_fields_branch, b);
	put_id(x, "parent", b->parent, b->parent < 0 ? NOTHING : x->f->branches.at[b->parent].id);
	put_extras(x, "raw", &b->raw);
}

static void put_project(struct writing *x, const struct plan_file_project *p)
{
	put_fields(x, plan_fields_project, p);
	put_extras(x, "raw", &p->raw);
	put_extras(x, "options", &p->options);
	json_key(&x->w, S("rules"));
	json_open(&x->w, '{');
	put_fields(x, plan_fields_rules, &p->rules);
	json_close(&x->w, '}');
}

#define PUT_LIST(x, name, list, put)                                                         \
	do {                                                                                 \
		json_key(&(x)->w, S(name));                                                  \
		json_open(&(x)->w, '[');                                                     \
		for (size_t i = 0; i < (list).len; i++) {                                    \
			json_open(&(x)->w, '{');                                             \
			put((x), &(list).at[i]);                                             \
			json_close(&(x)->w, '}');                                            \
		}                                                                            \
		json_close(&(x)->w, ']');                                                    \
	} while (0)

struct str plan_json_write(struct arena *a, struct plan_file *f)
{
	struct out *o = NEW(a, struct out);
	*o = out_on(a, 1u << 30);
	struct writing x = {a, f, json_on(o)};
	json_open(&x.w, '{');
	json_field(&x.w, "guatu_plan", json_put_int, 1);
	json_field(&x.w, "origin", json_put_str, str_of(f->origin));
	put_fields(&x, plan_fields_file, f);
	put_id(&x, "calendar", f->calendar,
		f->calendar < 0 ? NOTHING : f->calendars.at[f->calendar].id);
	json_key(&x.w, S("rules"));
	json_open(&x.w, '{');
	put_fields(&x, plan_fields_rules, &f->rules);
	json_close(&x.w, '}');
	PUT_LIST(&x, "projects", f->others, put_project);
	PUT_LIST(&x, "calendars", f->calendars, put_calendar);
	PUT_LIST(&x, "branches", f->branches, put_branch);
	PUT_LIST(&x, "activities", f->tasks, put_task);
	PUT_LIST(&x, "links", f->links, put_link);
	PUT_LIST(&x, "resources", f->resources, put_resource);
	PUT_LIST(&x, "assignments", f->assignments, put_assignment);
	put_extras(&x, "raw", &f->raw);
	put_extras(&x, "sections", &f->sections);
	json_close(&x.w, '}');
	out_c(o, '\n');
	return out_got(o);
}

/* ---- reading -------------------------------------------------------------------------------- */
struct reading {
	struct arena *a;
	struct plan_file *f;
	struct plan_file_fault *fault;
	const char *list; /* where we are, for faults: activities[3] */
	size_t place;
	struct map calendars, tasks, resources, branches; /* id → place + 1 */
};

static enum status refuse(struct reading *x, const char *field, const char *why)
{
	struct str where = x->list ? str_fmt(x->a, "%s[%zu]", x->list, x->place) : S("the file");
	x->fault->why = str_fmt(x->a, "%.*s, %s: %s", STR(where), field, why);
	x->fault->mend = S("see docs/schedule-files.md for its fields");
	return INVALID;
}

static enum status take_name(struct reading *x, const struct plan_field *f,
	const struct json *v, int *found)
{
	for (int i = 0; v->kind == J_STR && f->names[i]; i++)
		if (str_eq(v->str, str_of(f->names[i]))) {
			*found = i;
			return OK;
		}
	struct str list = str_of(f->names[0]);
	for (int i = 1; f->names[i]; i++)
		list = str_fmt(x->a, "%.*s, %s", STR(list), f->names[i]);
	return refuse(x, f->name, str_z(x->a, str_fmt(x->a, "wants one of %.*s", STR(list))));
}

static enum status take_int(struct reading *x, const struct plan_field *f,
	const struct json *v, int64_t *found)
{
	int64_t least = f->least || f->most ? f->least :
		f->type == FIELD_INT64	    ? -INT64_MAX :
					      -INT32_MAX;
	int64_t most = f->least || f->most ? f->most :
		f->type == FIELD_INT64	   ? INT64_MAX :
					     INT32_MAX;
	if (v->kind != J_INT)
		return refuse(x, f->name, "wants a whole number");
	if (v->n < least || v->n > most)
		return refuse(x, f->name,
			str_z(x->a, str_fmt(x->a, "wants a whole number from %lld to %lld",
					    (long long)least, (long long)most)));
	*found = v->n;
	return OK;
}

static enum status take_field(struct reading *x, const struct plan_field *f,
	const struct json *v, char *at)
{
	int64_t n = 0;
	int name = 0;
	switch (f->type) {
	case FIELD_STR:
		if (v->kind != J_STR)
			return refuse(x, f->name, "wants text");
		*(struct str *)at = v->str.len ? v->str : NOTHING;
		return OK;
	case FIELD_BOOL:
		if (v->kind != J_BOOL)
			return refuse(x, f->name, "wants true or false");
		*(bool *)at = v->truth;
		return OK;
	case FIELD_TIME:
		*(plan_minute *)at = v->kind == J_STR ? plan_file_time(v->str) : PLAN_NONE;
		return *(plan_minute *)at ? OK :
					    refuse(x, f->name, "wants a time such as 2026-03-02T08:00");
	case FIELD_MONEY:
		if (v->kind != J_STR || !money_read_yuan(v->str, (money *)at))
			return refuse(x, f->name, "wants yuan as text, such as \"1234.50\"");
		return OK;
	case FIELD_NAME:
	case FIELD_KIND:
		TRY(take_name(x, f, v, &name));
		if (f->type == FIELD_NAME)
			*(uint8_t *)at = (uint8_t)name;
		else
			*(int *)at = name;
		return OK;
	default:
		TRY(take_int(x, f, v, &n));
		if (f->type == FIELD_INT64)
			*(int64_t *)at = n;
		else
			*(int32_t *)at = (int32_t)n;
		return OK;
	}
}

static enum status take_fields(struct reading *x, const struct plan_field *fields,
	const struct json *from, void *thing)
{
	plan_fields_clear(fields, thing);
	if (from->kind != J_MAP)
		return refuse(x, "it", "wants fields in {}");
	for (; fields->name; fields++) {
		const struct json *v = json_get(from, fields->name);
		if (v && v->kind != J_NULL)
			TRY(take_field(x, fields, v, (char *)thing + fields->at));
	}
	return OK;
}

static enum status take_extras(struct reading *x, const char *name, const struct json *from,
	struct plan_file_extras *found)
{
	const struct json *list = json_get(from, name);
	if (!list || list->kind == J_NULL)
		return OK;
	for (size_t i = 0; list->kind == J_LIST && i < list->len; i++) {
		const struct json *e = &list->at[i];
		if (e->kind != J_LIST || e->len != 2 || e->at[0].kind != J_STR ||
			e->at[1].kind != J_STR)
			return refuse(x, name, "wants pairs [\"name\", \"value\"]");
		*vec_add(x->a, found) = (struct plan_file_extra){e->at[0].str,
			e->at[1].str.len ? e->at[1].str : NOTHING};
	}
	return list->kind == J_LIST ? OK : refuse(x, name, "wants a list");
}

/* A reference by id; absent leaves −1, or is refused where it must be there. */
static enum status take_id(struct reading *x, const struct json *from, const char *name,
	const struct map *of, bool must, int *place)
{
	const struct json *v = json_get(from, name);
	*place = -1;
	if (!v || v->kind == J_NULL)
		return must ? refuse(x, name, "is missing") : OK;
	struct map_entry *e = v->kind == J_STR ? map_get(of, v->str) : NULL;
	if (!e)
		return refuse(x, name, "names nothing in this file");
	*place = (int)e->n - 1;
	return OK;
}

static enum status take_work(struct reading *x, const struct json *v, struct plan_workday *w)
{
	*w = (struct plan_workday){0};
	if (!v || v->kind != J_LIST || v->len > PLAN_SPANS)
		return refuse(x, "work", "wants at most 6 spans such as [\"08:00-12:00\"]");
	for (size_t i = 0; i < v->len; i++) {
		int h, m, h2, m2;
		char text[12] = {0};
		if (v->at[i].kind == J_STR)
			memcpy(text, v->at[i].str.at, MIN(v->at[i].str.len, sizeof text - 1));
		if (v->at[i].kind != J_STR || v->at[i].str.len != 11 ||
			sscanf(text, "%2d:%2d-%2d:%2d", &h, &m, &h2, &m2) != 4)
			return refuse(x, "work", "wants spans such as \"08:00-12:00\"");
		int from = h * 60 + m, to = h2 * 60 + m2;
		if (h < 0 || m < 0 || m > 59 || h2 < 0 || m2 < 0 || m2 > 59 || from >= to ||
			to > PLAN_DAY || (i && from < w->span[i - 1].to))
			return refuse(x, "work", "wants spans of one day, apart and in order");
		w->span[i].from = (uint16_t)from;
		w->span[i].to = (uint16_t)to;
		w->count++;
	}
	return OK;
}

static enum status take_days(struct reading *x, const struct json *from,
	struct plan_file_calendar *c)
{
	enum { DAYS_MAX = 100000 };
	const struct json *list = json_get(from, "days");
	for (size_t i = 0; list && list->kind == J_LIST && i < list->len; i++) {
		day first, last;
		struct plan_workday work;
		struct str said = json_str(&list->at[i], "last");
		TRY(take_work(x, json_get(&list->at[i], "work"), &work));
		if (!day_read(json_str(&list->at[i], "first"), &first) || !day_is(first) ||
			!day_read(said, &last) || first.n < 366)
			return refuse(x, "days", "want \"first\" and \"last\" such as 2026-01-01");
		if (!day_is(last))
			last = first;
		for (; first.n <= last.n && c->days.len < DAYS_MAX; first.n++)
			*vec_add(x->a, &c->days) = (struct plan_exception){first.n, work};
	}
	return OK;
}

static enum status take_calendar(struct reading *x, const struct json *v)
{
	struct plan_file_calendar c = {.base = -1};
	TRY(take_fields(x, plan_fields_calendar, v, &c));
	const struct json *week = json_get(v, "week");
	if (week && (week->kind != J_LIST || week->len != 7))
		return refuse(x, "week", "wants 7 days, Monday first");
	c.week = plan_week(PLAN_WEEK_5);
	for (size_t d = 0; week && d < 7; d++) {
		c.own[d] = week->at[d].kind != J_NULL;
		if (c.own[d])
			TRY(take_work(x, &week->at[d], &c.week.day[d]));
	}
	TRY(take_days(x, v, &c));
	TRY(take_extras(x, "raw", v, &c.raw));
	*vec_add(x->a, &x->f->calendars) = c;
	return OK;
}

static enum status take_project(struct reading *x, const struct json *v)
{
	struct plan_file_project p = {.calendar = -1, .rules = x->f->rules};
	const struct json *rules = json_get(v, "rules");
	TRY(take_fields(x, plan_fields_project, v, &p));
	if (rules)
		TRY(take_fields(x, plan_fields_rules, rules, &p.rules));
	TRY(take_extras(x, "raw", v, &p.raw));
	TRY(take_extras(x, "options", v, &p.options));
	*vec_add(x->a, &x->f->others) = p;
	return OK;
}

static enum status take_member(struct reading *x, int member)
{
	return member >= 0 && member <= (int)x->f->others.len ?
		OK :
		refuse(x, "project", "is none of the file's further projects");
}

static enum status take_branch(struct reading *x, const struct json *v)
{
	struct plan_file_branch b = {.parent = -1};
	TRY(take_fields(x, plan_fields_branch, v, &b));
	TRY(take_member(x, b.project));
	TRY(take_extras(x, "raw", v, &b.raw));
	*vec_add(x->a, &x->f->branches) = b;
	return OK;
}

static enum status take_resource(struct reading *x, const struct json *v)
{
	struct plan_file_resource r = {0};
	TRY(take_fields(x, plan_fields_resource, v, &r));
	TRY(take_id(x, v, "calendar", &x->calendars, false, &r.calendar));
	TRY(take_extras(x, "raw", v, &r.raw));
	*vec_add(x->a, &x->f->resources) = r;
	return OK;
}

static enum status take_lists(struct reading *x, const struct json *v,
	struct plan_file_task *t)
{
	static const struct json none = {.kind = J_LIST};
	const struct json *list = json_get(v, "baselines");
	list = list && list->kind == J_LIST ? list : &none;
	for (size_t i = 0; i < list->len; i++) {
		struct plan_file_baseline b = {0};
		TRY(take_fields(x, plan_fields_baseline, &list->at[i], &b));
		TRY(take_extras(x, "raw", &list->at[i], &b.raw));
		*vec_add(x->a, &t->baselines) = b;
	}
	list = json_get(v, "gaps");
	list = list && list->kind == J_LIST ? list : &none;
	for (size_t i = 0; i < list->len; i++) {
		const struct json *g = &list->at[i];
		bool pair = g->kind == J_LIST && g->len == 2 && g->at[0].kind == J_STR &&
			g->at[1].kind == J_STR;
		struct plan_file_gap gap = {0};
		if (pair)
			gap = (struct plan_file_gap){plan_file_time(g->at[0].str),
				plan_file_time(g->at[1].str)};
		if (!gap.from || gap.to < gap.from)
			return refuse(x, "gaps", "want pairs of times");
		*vec_add(x->a, &t->gaps) = gap;
	}
	return OK;
}

static enum status take_task(struct reading *x, const struct json *v)
{
	struct plan_file_task t = {.parent = -1};
	TRY(take_fields(x, plan_fields_task, v, &t));
	TRY(take_member(x, t.member));
	if (!t.id.len)
		return refuse(x, "id", "is missing");
	if (t.a.constraint > PLAN_ALAP && !t.a.constraint_at)
		return refuse(x, "constraint_date", "is missing");
	if (t.a.constraint2 > PLAN_ALAP && !t.a.constraint2_at)
		return refuse(x, "constraint2_date", "is missing");
	if (t.a.actual_finish && t.a.actual_finish < t.a.actual_start)
		return refuse(x, "actual_finish", "lies before the actual start");
	if (t.a.actual_finish && !t.a.actual_start)
		return refuse(x, "actual_start", "is missing beside an actual finish");
	if (t.a.done > t.a.duration)
		return refuse(x, "done_minutes", "is more than the duration");
	TRY(take_id(x, v, "calendar", &x->calendars, false, &t.calendar));
	TRY(take_id(x, v, "branch", &x->branches, false, &t.branch));
	const struct json *theirs = json_get(v, "file");
	if (theirs)
		TRY(take_fields(x, plan_fields_dates, theirs, &t.theirs));
	TRY(take_lists(x, v, &t));
	TRY(take_extras(x, "fields", v, &t.extra));
	TRY(take_extras(x, "raw", v, &t.raw));
	*vec_add(x->a, &x->f->tasks) = t;
	return OK;
}

static enum status take_link(struct reading *x, const struct json *v)
{
	struct plan_file_link l = {0};
	TRY(take_fields(x, plan_fields_link, v, &l));
	TRY(take_id(x, v, "from", &x->tasks, true, &l.from));
	TRY(take_id(x, v, "to", &x->tasks, true, &l.to));
	if (l.from == l.to)
		return refuse(x, "to", "is the activity it comes from");
	*vec_add(x->a, &x->f->links) = l;
	return OK;
}

static enum status take_assignment(struct reading *x, const struct json *v)
{
	struct plan_file_assignment s = {0};
	TRY(take_fields(x, plan_fields_assignment, v, &s));
	TRY(take_id(x, v, "activity", &x->tasks, true, &s.task));
	TRY(take_id(x, v, "resource", &x->resources, true, &s.resource));
	TRY(take_extras(x, "raw", v, &s.raw));
	*vec_add(x->a, &x->f->assignments) = s;
	return OK;
}

/* Ids before what refers to them, in lists of any order. */
static enum status take_ids(struct reading *x, const struct json *list, struct map *ids)
{
	for (x->place = 0; x->place < list->len; x->place++) {
		struct str id = json_str(&list->at[x->place], "id");
		if (!id.len)
			return refuse(x, "id", "is missing");
		struct map_entry *e = map_put(ids, id);
		if (e->n)
			return refuse(x, "id",
				str_z(x->a, str_fmt(x->a, "%.*s is there twice", STR(id))));
		e->n = (int64_t)x->place + 1;
	}
	return OK;
}

static enum status take_list(struct reading *x, const struct json *root, const char *name,
	enum status (*take)(struct reading *, const struct json *), struct map *ids)
{
	const struct json *list = json_get(root, name);
	x->list = name;
	x->place = 0;
	if (!list || list->kind == J_NULL)
		return OK;
	if (list->kind != J_LIST || list->len > PLAN_FILE_TASKS_MAX)
		return refuse(x, "it", "wants a list");
	if (ids)
		TRY(take_ids(x, list, ids));
	for (x->place = 0; x->place < list->len; x->place++)
		TRY(take(x, &list->at[x->place]));
	return OK;
}

/* What lies above: by ids, once all are known. Activities never lie in a ring (rings of
 * calendars and branches are cut where they are walked). */
static enum status take_parents(struct reading *x, const struct json *root)
{
	enum { LEVELS = 200 };
	static const char *const lists[] = {"calendars", "branches", "activities"};
	static const char *const fields[] = {"base", "parent", "parent"};
	const struct map *ids[] = {&x->calendars, &x->branches, &x->tasks};
	for (int k = 0; k < 3; k++) {
		const struct json *list = json_get(root, lists[k]);
		x->list = lists[k];
		for (x->place = 0; list && x->place < list->len; x->place++) {
			int up;
			TRY(take_id(x, &list->at[x->place], fields[k], ids[k], false, &up));
			if (k == 0)
				x->f->calendars.at[x->place].base = up;
			else if (k == 1)
				x->f->branches.at[x->place].parent = up;
			else
				x->f->tasks.at[x->place].parent = up;
			if (k == 2 && up >= 0 && x->f->tasks.at[up].a.kind != PLAN_SUMMARY)
				return refuse(x, fields[k], "is not of kind summary");
		}
	}
	x->list = lists[2];
	for (x->place = 0; x->place < x->f->tasks.len; x->place++) {
		int up = (int)x->place, levels = 0;
		while (up >= 0 && levels++ < LEVELS)
			up = x->f->tasks.at[up].parent;
		if (up >= 0)
			return refuse(x, "parent", "leads round in a ring, or too deep");
	}
	return OK;
}

/* What was kept of XML goes back into XML, so it must be some. */
static bool sound(const struct plan_file_extras *kept)
{
	for (size_t i = 0; i < kept->len; i++)
		if (!plan_xml_sound(&kept->at[i]))
			return false;
	return true;
}

static bool all_sound(const struct plan_file *f)
{
	bool all = sound(&f->raw) && sound(&f->sections);
	for (size_t i = 0; i < f->calendars.len; i++)
		all &= sound(&f->calendars.at[i].raw);
	for (size_t i = 0; i < f->tasks.len; i++) {
		all &= sound(&f->tasks.at[i].raw);
		for (size_t k = 0; k < f->tasks.at[i].baselines.len; k++)
			all &= sound(&f->tasks.at[i].baselines.at[k].raw);
	}
	for (size_t i = 0; i < f->resources.len; i++)
		all &= sound(&f->resources.at[i].raw);
	for (size_t i = 0; i < f->assignments.len; i++)
		all &= sound(&f->assignments.at[i].raw);
	return all;
}

static const char *origin_of(struct str s)
{
	static const char *const known[] = {"mspdi", "xer", "pmxml", "table"};
	for (size_t i = 0; i < LEN(known); i++)
		if (str_eq(s, str_of(known[i])))
			return known[i];
	return "json";
}

static enum status take_all(struct reading *x, const struct json *root)
{
	struct plan_file *f = x->f;
	TRY(take_fields(x, plan_fields_file, root, f));
	const struct json *rules = json_get(root, "rules");
	if (rules)
		TRY(take_fields(x, plan_fields_rules, rules, &f->rules));
	f->origin = origin_of(json_str(root, "origin"));
	TRY(take_list(x, root, "projects", take_project, NULL));
	TRY(take_list(x, root, "calendars", take_calendar, &x->calendars));
	TRY(take_list(x, root, "branches", take_branch, &x->branches));
	TRY(take_list(x, root, "activities", take_task, &x->tasks));
	TRY(take_list(x, root, "links", take_link, NULL));
	TRY(take_list(x, root, "resources", take_resource, &x->resources));
	TRY(take_list(x, root, "assignments", take_assignment, NULL));
	TRY(take_parents(x, root));
	x->list = NULL;
	TRY(take_id(x, root, "calendar", &x->calendars, false, &f->calendar));
	TRY(take_extras(x, "raw", root, &f->raw));
	TRY(take_extras(x, "sections", root, &f->sections));
	return strcmp(f->origin, "mspdi") != 0 || all_sound(f) ?
		OK :
		refuse(x, "raw", "wants whole elements of MS Project XML");
}

enum status plan_json_read(struct arena *a, struct str bytes, struct plan_file *f,
	struct plan_file_fault *fault)
{
	struct json *root = NEW(a, struct json);
	struct reading x = {.a = a, .f = f, .fault = fault, .calendars = map_on(a),
		.tasks = map_on(a), .resources = map_on(a), .branches = map_on(a)};
	f->kind = "json";
	if (json_read(a, bytes, root, &fault->why) != OK) {
		fault->mend = S("mend the JSON there");
		return INVALID;
	}
	if (root->kind != J_MAP || !json_get(root, "guatu_plan")) {
		fault->why = S("it is JSON, but no schedule of guatu's");
		fault->mend = S("write one with guatu plan convert; docs/schedule-files.md says its fields");
		return INVALID;
	}
	if (json_int(root, "guatu_plan", 0) != 1)
		return refuse(&x, "guatu_plan", "is a version that is not known here");
	TRY(take_all(&x, root));
	if (f->tasks.len)
		return OK;
	fault->why = S("it holds no activities");
	fault->mend = S("list them under \"activities\"");
	return INVALID;
}
