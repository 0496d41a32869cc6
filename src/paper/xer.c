/* Primavera P6 exchange files (.xer): tables of tab-separated rows. */
#include "paper/plan_file.h"

#include <iconv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIELDS_MAX = 300 };

struct table {
	struct str fields[FIELDS_MAX];
	int count;
};

struct reading {
	struct arena *a;
	struct plan_file *f;
	struct table table; /* of the row being read */
	struct str row[FIELDS_MAX];
	int cells;
	struct map calendars, tasks, resources, wbs, others, fields, projects;
	int default_calendar;
	bool use_expected, any_project;
};

/* The old code pages that such files come in. */
static struct str to_utf8(struct arena *a, struct str s)
{
	static const char *const pages[] = {"GB18030", "WINDOWS-1252"};
	for (size_t i = 0; i < LEN(pages); i++) {
		iconv_t way = iconv_open("UTF-8", pages[i]);
		if (way == (iconv_t)-1)
			continue;
		char *from = (char *)(uintptr_t)s.at, *to = arena_take(a, s.len * 3 + 4);
		char *start = to;
		size_t left = s.len, room = s.len * 3;
		size_t got = iconv(way, &from, &left, &to, &room);
		iconv_close(way);
		if (got == (size_t)-1 || left)
			continue;
		for (char *c = start; c < to; c++)
			*c = *c ? *c : ' ';
		return (struct str){start, (size_t)(to - start)};
	}
	struct out o = out_on(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		out_c(&o, s.at[i] & 0x80 ? '?' : s.at[i] ? s.at[i] : ' ');
	return out_got(&o);
}

static struct str cell(const struct reading *x, const char *field)
{
	for (int i = 0; i < x->table.count && i < x->cells; i++)
		if (str_eq(x->table.fields[i], str_of(field)))
			return x->row[i];
	return NOTHING;
}

static plan_minute cell_time(const struct reading *x, const char *field)
{
	return plan_file_time(cell(x, field));
}

/* Hours as minutes; otherwise where the cell is empty. */
static int32_t cell_hours(const struct reading *x, const char *field, int32_t otherwise)
{
	double h;
	struct str s = str_trim(cell(x, field));
	if (str_has(s, S(",")) && !str_has(s, S("."))) /* as some countries write 37,5 */
		s = str_replace(x->a, s, S(","), S("."));
	if (!s.len || !str_number(s, &h) || fabs(h) > 1e6)
		return otherwise;
	return (int32_t)lround(h * 60);
}

static int place_of(const struct map *m, struct str key)
{
	struct map_entry *e = key.len ? map_get(m, key) : NULL;
	return e ? (int)e->n - 1 : -1;
}

/* What a row says that the model does not hold. */
static void keep_rest(struct reading *x, const char *const *known, const char *prefix,
	struct plan_file_extras *found)
{
	for (int i = 0; i < x->table.count && i < x->cells; i++) {
		bool mine = !x->row[i].len;
		for (size_t k = 0; !mine && known[k]; k++)
			mine = str_eq(x->table.fields[i], str_of(known[k]));
		if (!mine)
			*vec_add(x->a, found) = (struct plan_file_extra){
				*prefix ? str_fmt(x->a, "%s%.*s", prefix, STR(x->table.fields[i])) :
					  x->table.fields[i],
				x->row[i]};
	}
}

/* ---- calendars: (0||name(properties)(children)) ------------------------------------------------ */
struct walk {
	struct reading *x;
	struct plan_file_calendar *c;
	const char *at, *end;
};
enum where { OUTSIDE, IN_WEEK, IN_DAYS, IN_DAY };

static struct str upto(struct walk *w, char stop)
{
	const char *from = w->at;
	while (w->at < w->end && *w->at != stop)
		w->at++;
	struct str s = {from, (size_t)(w->at - from)};
	w->at += w->at < w->end;
	return s;
}

static void seek(struct walk *w)
{
	while (w->at < w->end && *w->at != '(' && *w->at != ')')
		w->at++;
}

static int clock_of(struct str properties, char key)
{
	for (size_t i = 0; i + 2 < properties.len; i++) {
		int h, m;
		char text[8] = {0};
		bool start = i == 0 || properties.at[i - 1] == '|';
		if (!start || properties.at[i] != key || properties.at[i + 1] != '|')
			continue;
		struct str s = str_sub(properties, i + 2, 5);
		memcpy(text, s.at, s.len);
		if (sscanf(text, "%2d:%2d", &h, &m) != 2 || h < 0 || h > 24 || m < 0 || m > 59)
			continue;
		struct str half = str_trim(str_sub(properties, i + 2 + 5, 3));
		if (str_starts(half, S("PM")) && h < 12)
			h += 12;
		else if (str_starts(half, S("AM")) && h == 12)
			h = 0;
		return MIN(h * 60 + m, PLAN_DAY);
	}
	return -1;
}

static void add_span(struct plan_workday *work, struct str properties)
{
	int from = clock_of(properties, 's'), to = clock_of(properties, 'f');
	if (to == 0 || to == PLAN_DAY - 1)
		to = PLAN_DAY;
	if (!work || from < 0 || to <= from || work->count == PLAN_SPANS)
		return;
	if (work->count && from < work->span[work->count - 1].to)
		return;
	if (work->count && from == work->span[work->count - 1].to) {
		work->span[work->count - 1].to = (uint16_t)to;
		return;
	}
	work->span[work->count].from = (uint16_t)from;
	work->span[work->count++].to = (uint16_t)to;
}

static void walk_node(struct walk *w, enum where where, struct plan_workday *work, int depth);

static void walk_children(struct walk *w, enum where where, struct plan_workday *work,
	int depth)
{
	for (seek(w); w->at < w->end && *w->at == '('; seek(w))
		walk_node(w, where, work, depth + 1);
	w->at += w->at < w->end; /* its closing bracket */
}

static void walk_node(struct walk *w, enum where where, struct plan_workday *work, int depth)
{
	enum { SERIAL_1970 = 25569, DEEP = 20 };
	if (depth > DEEP) {
		w->at = w->end;
		return;
	}
	w->at++;
	upto(w, '|');
	upto(w, '|');
	struct str name = str_trim(upto(w, '(')), properties = upto(w, ')');
	struct plan_exception named = {0};
	int64_t n = 0;
	enum where inside = OUTSIDE;
	if (where == IN_DAY) {
		if (work && work->count == PLAN_SPANS)
			plan_file_note(w->x->a, w->x->f, PLAN_WARNING, "calendar-spans", NOTHING,
				"the calendar \"%.*s\" works more than %d times in a day; the rest is left out",
				STR(w->c->name), PLAN_SPANS);
		add_span(work, properties);
	} else if (where == IN_WEEK && str_int(name, &n) && n >= 1 && n <= 7) {
		int weekday = ((int)n + 5) % 7; /* 1 Sunday → 6 */
		w->c->own[weekday] = true;
		w->c->week.day[weekday] = (struct plan_workday){0};
		work = &w->c->week.day[weekday];
		inside = IN_DAY;
	} else if (where == IN_DAYS && str_starts(properties, S("d|")) &&
		str_int(str_cut(str_sub(properties, 2, 20), '|', &(struct str){0}), &n)) {
		named.day = (int32_t)(n - SERIAL_1970);
		work = &named.work;
		inside = IN_DAY;
	} else if (str_eq(name, S("DaysOfWeek"))) {
		inside = IN_WEEK;
	} else if (str_eq(name, S("Exceptions"))) {
		inside = IN_DAYS;
	}
	seek(w);
	if (w->at < w->end && *w->at == '(') {
		w->at++;
		walk_children(w, inside, work, depth);
	}
	seek(w);
	w->at += w->at < w->end && *w->at == ')';
	if (where == IN_DAYS && inside == IN_DAY && named.day > 0)
		*vec_add(w->x->a, &w->c->days) = named;
}

static bool balanced(struct str data)
{
	int64_t depth = 0;
	for (size_t i = 0; i < data.len && depth >= 0; i++)
		depth += data.at[i] == '(' ? 1 : data.at[i] == ')' ? -1 : 0;
	return depth == 0;
}

static const char *const calendar_known[] = {"clndr_id", "clndr_name", "base_clndr_id",
	"clndr_data", NULL};

static void read_calendar(struct reading *x)
{
	struct plan_file_calendar c = {.id = cell(x, "clndr_id"), .name = cell(x, "clndr_name"),
		.base = -1, .week = plan_week(PLAN_WEEK_5)};
	struct str data = cell(x, "clndr_data");
	data = data.at ? data : S("");
	struct walk w = {x, &c, data.at, data.at + data.len};
	seek(&w);
	if (w.at < w.end && *w.at == '(')
		walk_node(&w, OUTSIDE, NULL, 0);
	c.broken = !balanced(data);
	if (c.broken)
		plan_file_note(x->a, x->f, PLAN_WARNING, "calendar-broken", NOTHING,
			"the calendar \"%.*s\" breaks off", STR(c.name));
	bool said = false;
	for (int d = 0; d < 7; d++)
		said |= c.own[d];
	for (int d = 0; said && d < 7; d++)
		c.own[d] = true;
	if (str_eq(cell(x, "default_flag"), S("Y")) || x->default_calendar < 0)
		x->default_calendar = (int)x->f->calendars.len;
	keep_rest(x, calendar_known, "", &c.raw);
	map_put(&x->calendars, c.id)->n = (int64_t)x->f->calendars.len + 1;
	*vec_add(x->a, &x->f->calendars) = c;
}

/* Bases once all calendars are known. */
static void read_base(struct reading *x)
{
	int own = place_of(&x->calendars, cell(x, "clndr_id"));
	int base = place_of(&x->calendars, cell(x, "base_clndr_id"));
	if (own >= 0 && base >= 0 && base != own)
		x->f->calendars.at[own].base = base;
}

/* ---- the project and its options ------------------------------------------------------------- */
static const char *const project_known[] = {"proj_short_name", "plan_start_date",
	"scd_end_date", "plan_end_date", "last_recalc_date", "clndr_id", NULL};

/* 0: the row is of the file's first project, k: of the k-th other; −1: of none that is read. */
static int member_of(const struct reading *x)
{
	return place_of(&x->projects, cell(x, "proj_id"));
}

static void read_critical(struct reading *x, struct plan_file_rules *r)
{
	r->critical = cell_hours(x, "critical_drtn_hr_cnt", 0);
	r->longest = str_eq(cell(x, "critical_path_type"), S("CT_DrivPath"));
}

static void read_other(struct reading *x)
{
	struct plan_file_project *p = vec_add(x->a, &x->f->others);
	*p = (struct plan_file_project){.id = cell(x, "proj_id"),
		.name = cell(x, "proj_short_name"), .start = cell_time(x, "plan_start_date"),
		.finish = cell_time(x, "scd_end_date"), .due = cell_time(x, "plan_end_date"),
		.status = cell_time(x, "last_recalc_date"),
		.calendar = place_of(&x->calendars, cell(x, "clndr_id")),
		.rules = {.lag_on = PLAN_LAG_PREDECESSOR, .uses_status = true, .retained = true, .finish_float = true}};
	read_critical(x, &p->rules);
	static const char *const known[] = {"proj_id", "proj_short_name", "plan_start_date",
		"scd_end_date", "plan_end_date", "last_recalc_date", NULL};
	keep_rest(x, known, "", &p->raw);
}

/* Projects that are only referred to are marked as not exported. */
static void read_project(struct reading *x)
{
	struct plan_file *f = x->f;
	struct str id = cell(x, "proj_id");
	if (str_eq(cell(x, "export_flag"), S("N")) && !x->any_project) {
		map_put(&x->others, id);
		return;
	}
	struct map_entry *e = id.len ? map_put(&x->projects, id) : NULL;
	if (!e || e->n)
		return;
	e->n = (int64_t)x->projects.len;
	if (e->n > 1) {
		read_other(x);
		return;
	}
	keep_rest(x, project_known, "PROJECT.", &f->raw);
	f->id = id;
	f->name = cell(x, "proj_short_name");
	f->start = cell_time(x, "plan_start_date");
	f->finish = cell_time(x, "scd_end_date");
	f->due = cell_time(x, "plan_end_date");
	f->status = cell_time(x, "last_recalc_date");
	f->calendar = place_of(&x->calendars, cell(x, "clndr_id"));
	read_critical(x, &f->rules);
}

static void read_rules(struct reading *x, struct plan_file_rules *r)
{
	struct str lag = cell(x, "sched_calendar_on_relationship_lag");
	r->lag_on = str_eq(lag, S("rcal_Successor")) ? PLAN_LAG_SUCCESSOR :
		str_eq(lag, S("rcal_Project")) ? PLAN_LAG_CALENDAR :
		str_eq(lag, S("rcal_24Hour")) ? PLAN_LAG_ELAPSED : PLAN_LAG_PREDECESSOR;
	r->override = str_eq(cell(x, "sched_progress_override"), S("Y"));
	/* neither of the two: the third choice */
	r->actual = !r->override && str_eq(cell(x, "sched_retained_logic"), S("N"));
	r->override |= r->actual;
	r->retained = !r->override;
	r->finish_float = str_eq(cell(x, "sched_float_type"), S("FT_FF"));
	r->open_critical = str_eq(cell(x, "sched_open_critical_flag"), S("Y"));
	r->alone = str_eq(cell(x, "sched_outer_depend_type"), S("SD_None"));
}

/* Where all projects are computed together the first one's options are those of all. */
static void read_options(struct reading *x)
{
	static const char *const none[] = {NULL};
	int member = member_of(x);
	if (member < 0)
		return;
	struct plan_file_project *other = member ? &x->f->others.at[member - 1] : NULL;
	keep_rest(x, none, other ? "" : "SCHEDOPTIONS.", other ? &other->options : &x->f->raw);
	read_rules(x, other ? &other->rules : &x->f->rules);
	if (!other)
		x->use_expected = str_eq(cell(x, "sched_use_expect_end_flag"), S("Y"));
}

/* ---- activities ------------------------------------------------------------------------------ */
static uint8_t constraint_of(struct str s)
{
	static const struct {
		const char *name;
		uint8_t kind;
	} kinds[] = {{"CS_MSO", PLAN_START_ON}, {"CS_MSOA", PLAN_START_NO_EARLIER},
		{"CS_MSOB", PLAN_START_NO_LATER}, {"CS_MEO", PLAN_FINISH_ON},
		{"CS_MEOA", PLAN_FINISH_NO_EARLIER}, {"CS_MEOB", PLAN_FINISH_NO_LATER},
		{"CS_ALAP", PLAN_ALAP}, {"CS_MANDSTART", PLAN_MUST_START},
		{"CS_MANDFIN", PLAN_MUST_FINISH}};
	for (size_t i = 0; i < LEN(kinds); i++)
		if (str_eq(s, str_of(kinds[i].name)))
			return kinds[i].kind;
	return PLAN_ASAP;
}

static uint8_t kind_of(struct str s)
{
	return str_eq(s, S("TT_Mile")) ? PLAN_START_MILESTONE :
		str_eq(s, S("TT_FinMile")) ? PLAN_MILESTONE :
		str_eq(s, S("TT_LOE")) ? PLAN_EFFORT :
		str_eq(s, S("TT_WBS")) ? PLAN_SUMMARY : PLAN_TASK;
}

static void read_progress(struct reading *x, struct plan_file_task *t)
{
	struct plan_activity *a = &t->a;
	struct str status = cell(x, "status_code");
	int32_t left = cell_hours(x, "remain_drtn_hr_cnt", a->duration);
	if (str_eq(status, S("TK_NotStart"))) {
		a->duration = a->kind == PLAN_TASK ? left : 0;
		return;
	}
	a->actual_start = cell_time(x, "act_start_date");
	a->actual_finish = cell_time(x, "act_end_date");
	if (!a->actual_start && !a->actual_finish) { /* under way, but nobody said since when */
		a->duration = a->kind == PLAN_TASK ? left : 0;
		return;
	}
	if (a->kind != PLAN_TASK && a->kind != PLAN_EFFORT && a->actual_finish &&
		!a->actual_start)
		a->actual_start = a->actual_finish;
	if (a->kind == PLAN_START_MILESTONE && a->actual_start && !a->actual_finish)
		a->actual_finish = a->actual_start;
	if (!a->actual_start || a->actual_finish < a->actual_start)
		a->actual_finish = PLAN_NONE;
	if (a->kind != PLAN_TASK)
		return;
	if (left > a->duration)
		a->duration = left;
	a->done = a->actual_finish ? a->duration : a->duration - left;
	t->permille = a->duration ? (int32_t)(1000LL * a->done / a->duration) : 0;
	a->resume = a->actual_finish ? PLAN_NONE : cell_time(x, "resume_date");
}

static const char *const task_known[] = {"task_id", "proj_id", "wbs_id", "clndr_id",
	"task_type", "status_code", "task_code", "task_name", "total_float_hr_cnt",
	"free_float_hr_cnt", "cstr_type", "cstr_date", "cstr_type2",
	"cstr_date2", "act_start_date", "act_end_date", "early_start_date", "early_end_date",
	"late_start_date", "late_end_date", "driving_path_flag", NULL};

static void read_task(struct reading *x)
{
	struct plan_file_task t = {.id = cell(x, "task_code"), .name = cell(x, "task_name"),
		.parent = -1, .branch = place_of(&x->wbs, cell(x, "wbs_id")), .permille = -1,
		.priority = 500, .cost = MONEY_NONE, .actual_cost = MONEY_NONE};
	struct str type = cell(x, "task_type");
	t.member = member_of(x);
	if (t.member < 0)
		return;
	str_int(cell(x, "task_id"), &t.uid);
	t.a.kind = kind_of(type);
	t.calendar = place_of(&x->calendars, cell(x, "clndr_id"));
	t.by_resource = t.follows = str_eq(type, S("TT_Rsrc"));
	t.a.duration = t.a.kind == PLAN_TASK ? MAX(cell_hours(x, "target_drtn_hr_cnt", 0), 0) : 0;
	t.a.constraint = constraint_of(cell(x, "cstr_type"));
	t.a.constraint_at = cell_time(x, "cstr_date");
	t.a.constraint2 = constraint_of(cell(x, "cstr_type2"));
	t.a.constraint2_at = cell_time(x, "cstr_date2");
	if (t.a.constraint > PLAN_ALAP && !t.a.constraint_at)
		t.a.constraint = PLAN_ASAP;
	if (t.a.constraint2 > PLAN_ALAP && !t.a.constraint2_at)
		t.a.constraint2 = PLAN_ASAP;
	read_progress(x, &t);
	t.wbs = t.branch < 0 ? NOTHING : x->f->branches.at[t.branch].code;
	t.outside_start = cell_time(x, "external_early_start_date");
	t.outside_finish = cell_time(x, "external_late_end_date");
	if (x->use_expected)
		t.expected = cell_time(x, "expect_end_date");
	struct plan_file_dates *d = &t.theirs;
	d->early_start = cell_time(x, "early_start_date");
	d->early_finish = cell_time(x, "early_end_date");
	d->late_start = cell_time(x, "late_start_date");
	d->late_finish = cell_time(x, "late_end_date");
	d->start = t.a.actual_start ? t.a.actual_start : d->early_start;
	d->start = d->start ? d->start : cell_time(x, "restart_date");
	d->finish = t.a.actual_finish ? t.a.actual_finish : d->early_finish;
	d->finish = d->finish ? d->finish : cell_time(x, "reend_date");
	keep_rest(x, task_known, "", &t.raw);
	d->has_float = str_trim(cell(x, "total_float_hr_cnt")).len > 0;
	d->total_float = cell_hours(x, "total_float_hr_cnt", 0);
	d->free_float = cell_hours(x, "free_float_hr_cnt", 0);
	d->critical = str_eq(cell(x, "driving_path_flag"), S("Y"));
	map_put(&x->tasks, cell(x, "task_id"))->n = (int64_t)x->f->tasks.len + 1;
	*vec_add(x->a, &x->f->tasks) = t;
}

static void read_link(struct reading *x)
{
	struct str type = cell(x, "pred_type");
	int from = place_of(&x->tasks, cell(x, "pred_task_id"));
	int to = place_of(&x->tasks, cell(x, "task_id"));
	if (to < 0)
		return; /* of another project */
	if (from < 0 || from == to) {
		plan_file_note(x->a, x->f, PLAN_WARNING, "link-elsewhere", x->f->tasks.at[to].id,
			"a link to an activity that is not in the file is left out");
		return;
	}
	*vec_add(x->a, &x->f->links) = (struct plan_file_link){from, to,
		str_ends(type, S("SS")) ? PLAN_SS : str_ends(type, S("FF")) ? PLAN_FF :
			str_ends(type, S("SF")) ? PLAN_SF : PLAN_FS,
		cell_hours(x, "lag_hr_cnt", 0), false, false};
}

static const char *const resource_known[] = {"rsrc_id", "rsrc_short_name", "rsrc_name",
	"rsrc_type", "clndr_id", NULL};
static const char *const assignment_known[] = {"taskrsrc_id", "task_id", "proj_id", "rsrc_id",
	"target_qty", "target_qty_per_hr", NULL};

static void read_resource(struct reading *x)
{
	struct str type = cell(x, "rsrc_type");
	map_put(&x->resources, cell(x, "rsrc_id"))->n = (int64_t)x->f->resources.len + 1;
	struct plan_file_resource *r = vec_add(x->a, &x->f->resources);
	*r = (struct plan_file_resource){cell(x, "rsrc_short_name"), cell(x, "rsrc_name"),
		str_eq(type, S("RT_Mat")) ? PLAN_MATERIAL : PLAN_WORK, 0,
		place_of(&x->calendars, cell(x, "clndr_id")), 0, {0}};
	str_int(cell(x, "rsrc_id"), &r->uid);
	keep_rest(x, resource_known, "", &r->raw);
}

static void read_assignment(struct reading *x)
{
	int task = place_of(&x->tasks, cell(x, "task_id"));
	int resource = place_of(&x->resources, cell(x, "rsrc_id"));
	double per_hour = 1;
	if (task < 0 || resource < 0)
		return;
	str_number(str_trim(cell(x, "target_qty_per_hr")), &per_hour);
	struct plan_file_assignment *s = vec_add(x->a, &x->f->assignments);
	*s = (struct plan_file_assignment){task, resource,
		(int32_t)lround(fmin(fmax(per_hour, 0), 1e6) * 1000),
		MAX(cell_hours(x, "target_qty", 0), 0), 0, {0}};
	str_int(cell(x, "taskrsrc_id"), &s->uid);
	keep_rest(x, assignment_known, "", &s->raw);
}

/* The user's fields: their labels, then their values. */
static void read_field_type(struct reading *x)
{
	struct str *name = NEW(x->a, struct str);
	*name = cell(x, "udf_type_label");
	if (str_eq(cell(x, "table_name"), S("TASK")) && name->len)
		map_put(&x->fields, cell(x, "udf_type_id"))->p = name;
}

static void read_field_value(struct reading *x)
{
	int task = place_of(&x->tasks, cell(x, "fk_id"));
	struct str type = cell(x, "udf_type_id"), value = cell(x, "udf_text");
	struct map_entry *named = type.len ? map_get(&x->fields, type) : NULL;
	value = value.len ? value : cell(x, "udf_number");
	value = value.len ? value : cell(x, "udf_date");
	if (task >= 0 && named)
		*vec_add(x->a, &x->f->tasks.at[task].extra) =
			(struct plan_file_extra){*(struct str *)named->p, value};
}

static const char *const branch_known[] = {"wbs_id", "proj_id", "parent_wbs_id",
	"wbs_short_name", "wbs_name", NULL};

static void read_branch(struct reading *x)
{
	if (member_of(x) < 0)
		return;
	struct plan_file_branch b = {.project = member_of(x),
		.id = cell(x, "wbs_id"), .code = cell(x, "wbs_short_name"),
		.name = cell(x, "wbs_name"), .parent = -1};
	struct map_entry *e = map_put(&x->wbs, b.id);
	if (e->n || !b.id.len)
		return;
	keep_rest(x, branch_known, "", &b.raw);
	e->n = (int64_t)x->f->branches.len + 1;
	*vec_add(x->a, &x->f->branches) = b;
}

static void read_branch_parent(struct reading *x)
{
	int own = place_of(&x->wbs, cell(x, "wbs_id"));
	int up = place_of(&x->wbs, cell(x, "parent_wbs_id")), above = up, depth = 0;
	while (above >= 0 && above != own && depth++ < 60)
		above = x->f->branches.at[above].parent;
	if (own >= 0 && above < 0)
		x->f->branches.at[own].parent = up;
}

/* Tables stand in any order (calendars after projects, links before activities), so each
 * kind of row is read in a pass of its own. */
static const struct {
	const char *table;
	void (*read)(struct reading *);
} readers[] = {{"CALENDAR", read_calendar}, {"CALENDAR", read_base},
	{"PROJECT", read_project},
	{"SCHEDOPTIONS", read_options}, {"PROJWBS", read_branch},
	{"PROJWBS", read_branch_parent}, {"TASK", read_task}, {"TASKPRED", read_link},
	{"RSRC", read_resource}, {"TASKRSRC", read_assignment}, {"UDFTYPE", read_field_type},
	{"UDFVALUE", read_field_value}};

static int split(struct str line, struct str *cells)
{
	int n = 0;
	struct str rest = line;
	str_cut(rest, '\t', &rest); /* %T, %F or %R */
	while (rest.at && n < FIELDS_MAX)
		cells[n++] = str_cut(rest, '\t', &rest);
	return n;
}

static bool is_modelled(struct str table)
{
	for (size_t i = 0; i < LEN(readers); i++)
		if (str_eq(table, str_of(readers[i].table)) && !str_starts(table, S("UDF")))
			return true;
	return false;
}

static struct str next_line(struct str *rest)
{
	struct str line = str_cut(*rest, '\n', rest);
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static struct str table_name(struct str line)
{
	struct str words = line;
	str_cut(words, '\t', &words);
	return str_trim(words);
}

static void pass(struct reading *x, struct str bytes, size_t which)
{
	struct str table = NOTHING, rest = bytes, only = str_of(readers[which].table);
	while (rest.len) {
		struct str line = next_line(&rest);
		if (str_starts(line, S("%T"))) {
			table = table_name(line);
			x->table.count = 0;
		} else if (!str_eq(table, only)) {
			continue;
		} else if (str_starts(line, S("%F"))) {
			x->table.count = split(line, x->table.fields);
		} else if (str_starts(line, S("%R"))) {
			x->cells = split(line, x->row);
			readers[which].read(x);
		}
	}
}

static void keep_table(struct reading *x, struct str name, struct str text)
{
	bool rows = str_has(text, S("\n%R"));
	*vec_add(x->a, &x->f->sections) = (struct plan_file_extra){name,
		is_modelled(name) && rows ? NOTHING : text};
}

/* The tables in their order; the text of those that the model does not hold. */
static void keep_tables(struct reading *x, struct str bytes)
{
	struct str rest = bytes, name = NOTHING;
	const char *from = NULL, *at = NULL;
	*vec_add(x->a, &x->f->sections) =
		(struct plan_file_extra){S("ERMHDR"), next_line(&rest)};
	while (rest.len) {
		at = rest.at;
		struct str line = next_line(&rest);
		bool starts = str_starts(line, S("%T")), ends = str_starts(line, S("%E"));
		if ((starts || ends) && from)
			keep_table(x, name, (struct str){from, (size_t)(at - from)});
		if (ends)
			return;
		if (starts) {
			from = at;
			name = table_name(line);
		}
	}
	if (from)
		keep_table(x, name, (struct str){from, (size_t)(bytes.at + bytes.len - from)});
}

enum status xer_read(struct arena *a, struct str bytes, struct plan_file *f,
	struct plan_file_fault *fault)
{
	struct reading *x = NEW(a, struct reading);
	struct str s = utf8_valid(bytes) ? bytes : to_utf8(a, bytes);
	*x = (struct reading){.a = a, .f = f, .default_calendar = -1, .calendars = map_on(a),
		.tasks = map_on(a), .resources = map_on(a), .wbs = map_on(a), .others = map_on(a),
		.fields = map_on(a), .projects = map_on(a)};
	f->kind = "xer";
	f->rules = (struct plan_file_rules){.lag_on = PLAN_LAG_PREDECESSOR, .uses_status = true, .retained = true,
		.finish_float = true};
	keep_tables(x, s);
	for (size_t i = 0; i < LEN(readers); i++) {
		pass(x, s, i);
		if (readers[i].read == read_project && !x->projects.len) {
			x->any_project = true; /* none is marked as exported: all are meant */
			x->others = map_on(a);
			pass(x, s, i);
		}
	}
	if (f->calendar < 0)
		f->calendar = x->default_calendar;
	plan_file_settle_branches(a, f);
	if (x->others.len)
		plan_file_note(a, f, PLAN_WARNING, "more-projects", NOTHING,
			"%zu projects that the file only refers to are left out", x->others.len);
	if (f->tasks.len)
		return OK;
	fault->why = S("it holds no activities");
	fault->mend = S("export the project with its activities");
	return INVALID;
}
