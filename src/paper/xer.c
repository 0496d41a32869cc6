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
	struct map calendars, tasks, resources, wbs, others;
	struct str project; /* the one being read */
	int default_calendar;
	bool use_expected;
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
		if (got != (size_t)-1 && !left)
			return (struct str){start, (size_t)(to - start)};
	}
	struct out o = out_on(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		out_c(&o, s.at[i] & 0x80 ? '?' : s.at[i]);
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
	if (!s.len || !str_number(s, &h) || fabs(h) > 1e6)
		return otherwise;
	return (int32_t)lround(h * 60);
}

static int place_of(const struct map *m, struct str key)
{
	struct map_entry *e = key.len ? map_get(m, key) : NULL;
	return e ? (int)e->n - 1 : -1;
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
		if (sscanf(text, "%2d:%2d", &h, &m) == 2 && h >= 0 && h <= 24 && m >= 0 && m < 60)
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

static void read_calendar(struct reading *x)
{
	struct plan_file_calendar c = {.id = cell(x, "clndr_id"), .name = cell(x, "clndr_name"),
		.base = -1, .week = plan_week(PLAN_WEEK_5)};
	struct str data = cell(x, "clndr_data");
	struct walk w = {x, &c, data.at, data.at + data.len};
	c.base = place_of(&x->calendars, cell(x, "base_clndr_id"));
	seek(&w);
	if (w.at < w.end && *w.at == '(')
		walk_node(&w, OUTSIDE, NULL, 0);
	bool said = false;
	for (int d = 0; d < 7; d++)
		said |= c.own[d];
	for (int d = 0; said && d < 7; d++)
		c.own[d] = true;
	if (str_eq(cell(x, "default_flag"), S("Y")) || x->default_calendar < 0)
		x->default_calendar = (int)x->f->calendars.len;
	map_put(&x->calendars, c.id)->n = (int64_t)x->f->calendars.len + 1;
	*vec_add(x->a, &x->f->calendars) = c;
}

/* ---- the project and its options ------------------------------------------------------------- */
static void read_project(struct reading *x)
{
	struct plan_file *f = x->f;
	if (x->project.len) {
		map_put(&x->others, cell(x, "proj_id"));
		return;
	}
	x->project = cell(x, "proj_id");
	f->name = cell(x, "proj_short_name");
	f->start = cell_time(x, "plan_start_date");
	f->finish = cell_time(x, "scd_end_date");
	f->due = cell_time(x, "plan_end_date");
	f->status = cell_time(x, "last_recalc_date");
	f->calendar = place_of(&x->calendars, cell(x, "clndr_id"));
}

static void read_options(struct reading *x)
{
	struct plan_file_rules *r = &x->f->rules;
	struct str lag = cell(x, "sched_calendar_on_relationship_lag");
	if (!str_eq(cell(x, "proj_id"), x->project))
		return;
	r->lag_on = str_eq(lag, S("rcal_Successor")) ? PLAN_LAG_SUCCESSOR :
		str_eq(lag, S("rcal_Project")) ? PLAN_LAG_CALENDAR :
		str_eq(lag, S("rcal_24Hour")) ? PLAN_LAG_ELAPSED : PLAN_LAG_PREDECESSOR;
	r->override = str_eq(cell(x, "sched_progress_override"), S("Y"));
	r->finish_float = str_eq(cell(x, "sched_float_type"), S("FT_FF"));
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

static void read_task(struct reading *x)
{
	struct plan_file_task t = {.id = cell(x, "task_code"), .name = cell(x, "task_name"),
		.wbs = cell(x, "wbs_id"), .parent = -1, .permille = -1, .cost = MONEY_NONE,
		.actual_cost = MONEY_NONE};
	struct str type = cell(x, "task_type");
	if (!str_eq(cell(x, "proj_id"), x->project))
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
	if (x->use_expected)
		t.expected = cell_time(x, "expect_end_date");
	struct plan_file_dates *d = &t.theirs;
	d->early_start = cell_time(x, "early_start_date");
	d->early_finish = cell_time(x, "early_end_date");
	d->late_start = cell_time(x, "late_start_date");
	d->late_finish = cell_time(x, "late_end_date");
	d->start = t.a.actual_start ? t.a.actual_start : d->early_start;
	d->finish = t.a.actual_finish ? t.a.actual_finish : d->early_finish;
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

static void read_resource(struct reading *x)
{
	struct str type = cell(x, "rsrc_type");
	map_put(&x->resources, cell(x, "rsrc_id"))->n = (int64_t)x->f->resources.len + 1;
	*vec_add(x->a, &x->f->resources) = (struct plan_file_resource){
		cell(x, "rsrc_short_name"), cell(x, "rsrc_name"),
		str_eq(type, S("RT_Mat")) ? PLAN_MATERIAL : PLAN_WORK, 0,
		place_of(&x->calendars, cell(x, "clndr_id"))};
}

static void read_assignment(struct reading *x)
{
	int task = place_of(&x->tasks, cell(x, "task_id"));
	int resource = place_of(&x->resources, cell(x, "rsrc_id"));
	double per_hour = 1;
	if (task < 0 || resource < 0)
		return;
	str_number(str_trim(cell(x, "target_qty_per_hr")), &per_hour);
	*vec_add(x->a, &x->f->assignments) = (struct plan_file_assignment){task, resource,
		(int32_t)(fmin(fmax(per_hour, 0), 1e6) * 1000),
		MAX(cell_hours(x, "target_qty", 0), 0)};
}

/* A WBS summary spans the activities of its branch. */
static void settle_summaries(struct reading *x)
{
	for (size_t i = 0; i < x->f->tasks.len; i++) {
		struct plan_file_task *s = &x->f->tasks.at[i];
		if (s->a.kind != PLAN_SUMMARY)
			continue;
		for (size_t k = 0; k < x->f->tasks.len; k++) {
			struct plan_file_task *t = &x->f->tasks.at[k];
			struct str branch = t->wbs;
			for (int depth = 0; branch.len && depth < 50 && !str_eq(branch, s->wbs); depth++) {
				struct map_entry *e = map_get(&x->wbs, branch);
				branch = e ? *(struct str *)e->p : NOTHING;
			}
			if (k != i && t->a.kind != PLAN_SUMMARY && branch.len)
				t->parent = (int)i;
		}
	}
}

static void read_branch(struct reading *x)
{
	struct str *parent = NEW(x->a, struct str);
	*parent = cell(x, "parent_wbs_id");
	map_put(&x->wbs, cell(x, "wbs_id"))->p = parent;
}

static void read_row(struct reading *x, struct str table)
{
	static const struct {
		const char *table;
		void (*read)(struct reading *);
	} readers[] = {{"PROJECT", read_project}, {"CALENDAR", read_calendar},
		{"SCHEDOPTIONS", read_options}, {"PROJWBS", read_branch}, {"TASK", read_task},
		{"TASKPRED", read_link}, {"RSRC", read_resource}, {"TASKRSRC", read_assignment}};
	for (size_t i = 0; i < LEN(readers); i++)
		if (str_eq(table, str_of(readers[i].table)))
			readers[i].read(x);
}

static int split(struct str line, struct str *cells)
{
	int n = 0;
	struct str rest = line;
	str_cut(rest, '\t', &rest); /* %T, %F or %R */
	while (rest.at && n < FIELDS_MAX)
		cells[n++] = str_cut(rest, '\t', &rest);
	return n;
}

/* Tables stand in any order (calendars after projects, links before activities), so each
 * kind of row is read in a pass of its own. */
static void pass(struct reading *x, struct str bytes, const char *only)
{
	struct str table = NOTHING, rest = bytes;
	while (rest.len) {
		struct str line = str_cut(rest, '\n', &rest);
		if (line.len && line.at[line.len - 1] == '\r')
			line.len--;
		if (str_starts(line, S("%T"))) {
			struct str cells[2] = {NOTHING};
			struct str words = line;
			str_cut(words, '\t', &words);
			cells[0] = str_trim(words);
			table = cells[0];
			x->table.count = 0;
		} else if (!str_eq(table, str_of(only))) {
			continue;
		} else if (str_starts(line, S("%F"))) {
			x->table.count = split(line, x->table.fields);
		} else if (str_starts(line, S("%R"))) {
			x->cells = split(line, x->row);
			read_row(x, table);
		}
	}
}

enum status xer_read(struct arena *a, struct str bytes, struct plan_file *f,
	struct plan_file_fault *fault)
{
	static const char *const order[] = {"CALENDAR", "PROJECT", "SCHEDOPTIONS", "PROJWBS",
		"TASK", "TASKPRED", "RSRC", "TASKRSRC"};
	struct reading *x = NEW(a, struct reading);
	struct str s = utf8_valid(bytes) ? bytes : to_utf8(a, bytes);
	*x = (struct reading){.a = a, .f = f, .default_calendar = -1, .calendars = map_on(a),
		.tasks = map_on(a), .resources = map_on(a), .wbs = map_on(a), .others = map_on(a)};
	f->kind = "xer";
	f->rules = (struct plan_file_rules){.lag_on = PLAN_LAG_PREDECESSOR, .uses_status = true,
		.finish_float = true};
	for (size_t i = 0; i < LEN(order); i++)
		pass(x, s, order[i]);
	if (f->calendar < 0)
		f->calendar = x->default_calendar;
	settle_summaries(x);
	if (x->others.len)
		plan_file_note(a, f, PLAN_WARNING, "more-projects", NOTHING,
			"the file holds %zu more projects; only %.*s is read", x->others.len,
			STR(f->name));
	if (f->tasks.len)
		return OK;
	fault->why = S("it holds no activities");
	fault->mend = S("export the project with its activities");
	return INVALID;
}
