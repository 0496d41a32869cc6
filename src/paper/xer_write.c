/* Primavera .xer out: the model's tables, and those that a file of the same format said and
 * the model does not hold, in the file's own order. Text is UTF-8. */
#include "paper/plan_file.h"

#include <stdio.h>

struct row {
	struct plan_file_extra *at;
	size_t len, cap;
};

struct writing {
	struct arena *a;
	struct plan_file *f;
	bool same;
	struct out out;
	struct str project;
	int64_t *task_id, *calendar_id, *resource_id, *branch_id;
	VEC(struct row) rows; /* of the table being written */
	struct row *row;
};

static void set(struct writing *x, const char *name, struct str value)
{
	*vec_add(x->a, x->row) = (struct plan_file_extra){str_of(name), value};
}

static void set_z(struct writing *x, const char *name, const char *value)
{
	set(x, name, str_of(value));
}

static void set_int(struct writing *x, const char *name, int64_t n)
{
	set(x, name, str_fmt(x->a, "%lld", (long long)n));
}

static void set_time(struct writing *x, const char *name, plan_minute t)
{
	struct str iso = plan_file_iso(x->a, t);
	set(x, name, str_replace(x->a, iso, S("T"), S(" ")));
}

static void set_hours(struct writing *x, const char *name, int32_t minutes)
{
	char text[40];
	snprintf(text, sizeof text, "%.4f", minutes / 60.0);
	struct str s = str_of(text);
	while (s.at[s.len - 1] == '0')
		s.len--;
	s.len -= s.at[s.len - 1] == '.';
	set(x, name, str_copy(x->a, s));
}

/* The id of a project: 0 the file's own, else 1 + place among the others. */
static struct str project_id(const struct writing *x, int member)
{
	return member > 0 ? x->f->others.at[member - 1].id : x->project;
}

static void new_row(struct writing *x)
{
	x->row = vec_add(x->a, &x->rows);
}

/* What was kept of a row fills what the model does not say. */
static void set_raw(struct writing *x, const struct plan_file_extras *raw, struct str prefix)
{
	size_t own = x->row->len;
	for (size_t i = 0; x->same && i < raw->len; i++) {
		struct str name = raw->at[i].name;
		bool said = !str_starts(name, prefix);
		name = str_sub(name, prefix.len, name.len);
		for (size_t k = 0; k < own && !said; k++)
			said = str_eq(name, x->row->at[k].name);
		if (!said)
			*vec_add(x->a, x->row) = (struct plan_file_extra){name, raw->at[i].value};
	}
}

static bool has_raw(const struct writing *x, const struct plan_file_extras *raw, struct str name)
{
	for (size_t i = 0; x->same && i < raw->len; i++)
		if (str_eq(raw->at[i].name, name))
			return true;
	return false;
}

static void put_cell(struct writing *x, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		out_c(&x->out, (unsigned char)s.at[i] < ' ' ? ' ' : s.at[i]);
}

/* A table of the rows gathered: its columns are all that any row says. */
static void put_table(struct writing *x, const char *name)
{
	struct map columns = map_on(x->a);
	for (size_t i = 0; i < x->rows.len; i++)
		for (size_t k = 0; k < x->rows.at[i].len; k++)
			map_put(&columns, x->rows.at[i].at[k].name);
	if (x->rows.len)
		out_fmt(&x->out, "%%T\t%s\r\n%%F", name);
	for (size_t c = 0; c < columns.len; c++) {
		columns.at[c].n = (int64_t)c;
		out_fmt(&x->out, "\t%.*s", STR(columns.at[c].key));
	}
	struct str *cells = NEW_ARRAY(x->a, struct str, columns.len + 1);
	for (size_t i = 0; i < x->rows.len; i++) {
		out_fmt(&x->out, "\r\n%%R");
		for (size_t c = 0; c < columns.len; c++)
			cells[c] = NOTHING;
		for (size_t k = 0; k < x->rows.at[i].len; k++)
			cells[map_get(&columns, x->rows.at[i].at[k].name)->n] = x->rows.at[i].at[k].value;
		for (size_t c = 0; c < columns.len; c++) {
			out_c(&x->out, '\t');
			put_cell(x, cells[c]);
		}
	}
	if (x->rows.len)
		out_lit(&x->out, "\r\n");
	memset(&x->rows, 0, sizeof x->rows);
}

/* ---- calendars ------------------------------------------------------------------------------ */
static void put_spans(struct out *o, const struct plan_workday *d)
{
	out_c(o, '(');
	for (int i = 0; i < d->count; i++)
		out_fmt(o, "(0||%d(s|%02d:%02d|f|%02d:%02d)())", i, d->span[i].from / 60,
			d->span[i].from % 60, d->span[i].to % 1440 / 60, d->span[i].to % 60);
	out_c(o, ')');
}

static struct str calendar_data(struct writing *x, const struct plan_file_calendar *c,
	const struct plan_hours *flat)
{
	enum { SERIAL_1970 = 25569 };
	struct out o = out_on(x->a, 1u << 28);
	bool own = x->same;
	const struct plan_exception *days = own ? c->days.at : flat->exceptions;
	out_lit(&o, "(0||CalendarData()((0||DaysOfWeek()(");
	for (int k = 1; k <= 7; k++) {
		out_fmt(&o, "(0||%d()", k);
		put_spans(&o, own ? &c->week.day[(k + 5) % 7] : &flat->week->day[(k + 5) % 7]);
		out_c(&o, ')');
	}
	out_lit(&o, "))(0||Exceptions()(");
	for (size_t i = 0; i < (own ? c->days.len : flat->exception_count); i++) {
		out_fmt(&o, "(0||%zu(d|%d)", i, days[i].day + SERIAL_1970);
		put_spans(&o, &days[i].work);
		out_c(&o, ')');
	}
	out_z(&o, c->broken ? "))" : "))))"); /* broken it stays */
	return out_got(&o);
}

static void put_calendars(struct writing *x)
{
	struct plan_file *f = x->f;
	for (size_t i = 0; i < f->calendars.len; i++) {
		const struct plan_file_calendar *c = &f->calendars.at[i];
		struct plan_hours flat;
		plan_file_hours(x->a, f, (int)i, &flat);
		new_row(x);
		set_int(x, "clndr_id", x->calendar_id[i]);
		set(x, "clndr_name", c->name.len ? c->name : c->id);
		if (x->same && c->base >= 0)
			set_int(x, "base_clndr_id", x->calendar_id[c->base]);
		if (!x->same) {
			set_z(x, "default_flag", (int)i == f->calendar ? "Y" : "N");
			set_z(x, "clndr_type", "CA_Base");
			set_hours(x, "day_hr_cnt", f->minutes_per_day);
			set_hours(x, "week_hr_cnt", f->minutes_per_week);
		}
		set(x, "clndr_data", calendar_data(x, c, &flat));
		set_raw(x, &c->raw, S(""));
	}
	put_table(x, "CALENDAR");
}

/* ---- the project, its branches and resources -------------------------------------------------- */
static void put_project(struct writing *x)
{
	const struct plan_file *f = x->f;
	new_row(x);
	set(x, "proj_id", x->project);
	set(x, "proj_short_name", f->name);
	set_time(x, "plan_start_date", f->start);
	set_time(x, "plan_end_date", f->due);
	set_time(x, "scd_end_date", f->finish);
	set_time(x, "last_recalc_date", f->status ? f->status : x->same ? PLAN_NONE : f->start);
	if (f->calendar >= 0)
		set_int(x, "clndr_id", x->calendar_id[f->calendar]);
	if (!x->same) {
		set_z(x, "project_flag", "Y");
		set_z(x, "export_flag", "Y");
		set_z(x, "critical_path_type", f->rules.longest ? "CT_DrivPath" : "CT_TotFloat");
		set_hours(x, "critical_drtn_hr_cnt", f->rules.critical);
	}
	set_raw(x, &f->raw, S("PROJECT."));
	for (size_t i = 0; i < f->others.len; i++) {
		const struct plan_file_project *p = &f->others.at[i];
		new_row(x);
		set(x, "proj_id", p->id);
		set(x, "proj_short_name", p->name);
		set_time(x, "plan_start_date", p->start);
		set_time(x, "plan_end_date", p->due);
		set_time(x, "scd_end_date", p->finish);
		set_time(x, "last_recalc_date", p->status);
		set_raw(x, &p->raw, S(""));
	}
	put_table(x, "PROJECT");
}

/* A file of the same format gives its options back as they were. */
static void put_options(struct writing *x)
{
	static const char *const lags[] = {[PLAN_LAG_SUCCESSOR] = "rcal_Successor",
		[PLAN_LAG_PREDECESSOR] = "rcal_Predecessor", [PLAN_LAG_ELAPSED] = "rcal_24Hour",
		[PLAN_LAG_CALENDAR] = "rcal_Project"};
	const struct plan_file_rules *r = &x->f->rules;
	bool expected = false;
	for (size_t i = 0; i < x->f->tasks.len; i++)
		expected |= x->f->tasks.at[i].expected != PLAN_NONE;
	if (x->same && !has_raw(x, &x->f->raw, S("SCHEDOPTIONS.proj_id")))
		return; /* the file said none */
	new_row(x);
	set_raw(x, &x->f->raw, S("SCHEDOPTIONS."));
	if (!x->same) {
		set_int(x, "schedoptions_id", 1);
		set(x, "proj_id", x->project);
		set_z(x, "sched_calendar_on_relationship_lag", lags[r->lag_on]);
		set_z(x, "sched_progress_override", r->override && !r->actual ? "Y" : "N");
		set_z(x, "sched_retained_logic", r->override ? "N" : "Y");
		set_z(x, "sched_float_type", r->finish_float ? "FT_FF" : "FT_Min");
		set_z(x, "sched_use_expect_end_flag", expected ? "Y" : "N");
	}
	for (size_t i = 0; i < x->f->others.len; i++)
		if (x->f->others.at[i].options.len) {
			new_row(x);
			set_raw(x, &x->f->others.at[i].options, S(""));
		}
	put_table(x, "SCHEDOPTIONS");
}

static void put_branches(struct writing *x)
{
	const struct plan_file *f = x->f;
	for (size_t i = 0; i < f->branches.len; i++) {
		const struct plan_file_branch *b = &f->branches.at[i];
		new_row(x);
		set_int(x, "wbs_id", x->branch_id[i]);
		set(x, "proj_id", project_id(x, b->project));
		set(x, "wbs_short_name", b->code);
		set(x, "wbs_name", b->name.len ? b->name : b->code);
		if (b->parent >= 0)
			set_int(x, "parent_wbs_id", x->branch_id[b->parent]);
		if (!x->same)
			set_z(x, "proj_node_flag", i == 0 ? "Y" : "N");
		set_raw(x, &b->raw, S(""));
	}
	put_table(x, "PROJWBS");
}

static void put_resources(struct writing *x)
{
	static const char *const kinds[] = {[PLAN_WORK] = "RT_Labor", [PLAN_MATERIAL] = "RT_Mat",
		[PLAN_COST] = "RT_Equip"};
	const struct plan_file *f = x->f;
	for (size_t i = 0; i < f->resources.len; i++) {
		const struct plan_file_resource *r = &f->resources.at[i];
		new_row(x);
		set_int(x, "rsrc_id", x->resource_id[i]);
		set(x, "rsrc_short_name", r->id);
		set(x, "rsrc_name", r->name.len ? r->name : r->id);
		if (!has_raw(x, &r->raw, S("rsrc_type")))
			set_z(x, "rsrc_type", kinds[r->kind]);
		if (r->calendar >= 0)
			set_int(x, "clndr_id", x->calendar_id[r->calendar]);
		set_raw(x, &r->raw, S(""));
	}
	put_table(x, "RSRC");
}

/* ---- activities ------------------------------------------------------------------------------ */
static void lost(struct writing *x, const struct plan_file_task *t, const char *what)
{
	plan_file_note(x->a, x->f, PLAN_WARNING, "not-kept", t->id,
		"Primavera .xer has no place for %s", what);
}

static void set_constraints(struct writing *x, const struct plan_file_task *t)
{
	static const char *const types[] = {[PLAN_ASAP] = "", [PLAN_ALAP] = "CS_ALAP",
		[PLAN_START_NO_EARLIER] = "CS_MSOA", [PLAN_START_NO_LATER] = "CS_MSOB",
		[PLAN_FINISH_NO_EARLIER] = "CS_MEOA", [PLAN_FINISH_NO_LATER] = "CS_MEOB",
		[PLAN_START_ON] = "CS_MSO", [PLAN_FINISH_ON] = "CS_MEO",
		[PLAN_MUST_START] = "CS_MANDSTART", [PLAN_MUST_FINISH] = "CS_MANDFIN",
		[PLAN_PLACED] = "CS_MANDSTART"};
	int first = t->a.constraint, second = t->a.constraint2;
	plan_minute at = t->a.constraint_at, at2 = t->a.constraint2_at;
	if (t->manual && t->placed && t->a.kind != PLAN_SUMMARY && !t->a.actual_start) {
		first = PLAN_PLACED;
		at = t->placed;
	}
	if (t->a.due && !second) {
		second = PLAN_FINISH_NO_LATER;
		at2 = t->a.due;
	} else if (t->a.due) {
		lost(x, t, "a due date beside two constraints");
	}
	set_z(x, "cstr_type", types[first]);
	set_time(x, "cstr_date", at);
	set_z(x, "cstr_type2", types[second]);
	set_time(x, "cstr_date2", at2);
}

static void set_dates(struct writing *x, const struct plan_file_task *t)
{
	const struct plan_file_dates *d = &t->theirs;
	set_time(x, "early_start_date", x->same || d->early_start ? d->early_start : d->start);
	set_time(x, "early_end_date", x->same || d->early_finish ? d->early_finish : d->finish);
	set_time(x, "late_start_date", d->late_start);
	set_time(x, "late_end_date", d->late_finish);
	if (d->has_float) {
		set_hours(x, "total_float_hr_cnt", d->total_float);
		set_hours(x, "free_float_hr_cnt", d->free_float);
	}
	if (!has_raw(x, &t->raw, S("target_start_date"))) {
		set_time(x, "target_start_date", d->start);
		set_time(x, "target_end_date", d->finish);
	}
	set_z(x, "driving_path_flag", d->critical ? "Y" : "N");
}

static void set_progress(struct writing *x, const struct plan_file_task *t)
{
	const struct plan_activity *a = &t->a;
	int32_t left = a->actual_start ? a->duration - a->done : a->duration;
	bool done = a->actual_finish || (a->kind == PLAN_START_MILESTONE && a->actual_start);
	set_z(x, "status_code", done ? "TK_Complete" : a->actual_start ? "TK_Active" : "TK_NotStart");
	set_time(x, "act_start_date", a->actual_start);
	set_time(x, "act_end_date", a->actual_finish);
	if (a->kind == PLAN_TASK)
		set_hours(x, "remain_drtn_hr_cnt", a->actual_finish ? 0 : left);
	if (!has_raw(x, &t->raw, S("target_drtn_hr_cnt")))
		set_hours(x, "target_drtn_hr_cnt", a->duration);
	if (a->resume)
		set_time(x, "resume_date", a->resume);
	if (t->expected)
		set_time(x, "expect_end_date", t->expected);
}

static const char *type_of(const struct plan_file_task *t)
{
	static const char *const types[] = {[PLAN_TASK] = "TT_Task",
		[PLAN_MILESTONE] = "TT_FinMile", [PLAN_START_MILESTONE] = "TT_Mile",
		[PLAN_SUMMARY] = "TT_WBS", [PLAN_HAMMOCK] = "TT_LOE", [PLAN_EFFORT] = "TT_LOE"};
	return t->follows ? "TT_Rsrc" : types[t->a.kind];
}

static void put_task(struct writing *x, size_t i)
{
	const struct plan_file_task *t = &x->f->tasks.at[i];
	new_row(x);
	set_int(x, "task_id", x->task_id[i]);
	set(x, "proj_id", project_id(x, t->member));
	if (t->branch >= 0)
		set_int(x, "wbs_id", x->branch_id[t->branch]);
	int calendar = t->calendar < 0 && !x->same ? x->f->calendar : t->calendar;
	if (calendar >= 0)
		set_int(x, "clndr_id", x->calendar_id[calendar]);
	set(x, "task_code", t->id);
	set(x, "task_name", t->name);
	set_z(x, "task_type", type_of(t));
	if (!x->same) {
		set_z(x, "complete_pct_type", "CP_Drtn");
		set_z(x, "duration_type", "DT_FixedDUR2");
		set_z(x, "priority_type", "PT_Normal");
	}
	set_progress(x, t);
	set_constraints(x, t);
	set_dates(x, t);
	set_raw(x, &t->raw, S(""));
	if (t->inactive)
		lost(x, t, "an inactive activity; it counts there");
	if (t->elapsed)
		lost(x, t, "an elapsed duration; it counts on its calendar there");
	if (t->gaps.len || t->delay)
		lost(x, t, "rests in work or a levelling delay");
	if (t->baselines.len)
		lost(x, t, "baselines (a project of its own there)");
	if (t->notes.len)
		lost(x, t, "notes");
	if (t->extra.len && !x->same)
		lost(x, t, "the user's own fields");
}

static void put_tasks(struct writing *x)
{
	for (size_t i = 0; i < x->f->tasks.len; i++)
		put_task(x, i);
	put_table(x, "TASK");
}

static void put_links(struct writing *x)
{
	static const char *const types[] = {[PLAN_FS] = "PR_FS", [PLAN_SS] = "PR_SS",
		[PLAN_FF] = "PR_FF", [PLAN_SF] = "PR_SF"};
	for (size_t i = 0; i < x->f->links.len; i++) {
		const struct plan_file_link *l = &x->f->links.at[i];
		const struct plan_file_task *from = &x->f->tasks.at[l->from];
		int32_t lag = l->permille ? (int32_t)((int64_t)from->a.duration * l->lag / 1000) : l->lag;
		new_row(x);
		set_int(x, "task_pred_id", (int64_t)i + 1);
		set_int(x, "task_id", x->task_id[l->to]);
		set_int(x, "pred_task_id", x->task_id[l->from]);
		set(x, "proj_id", project_id(x, x->f->tasks.at[l->to].member));
		set(x, "pred_proj_id", project_id(x, from->member));
		set_z(x, "pred_type", types[l->type]);
		set_hours(x, "lag_hr_cnt", lag);
		if (l->permille)
			lost(x, from, "a lag in per cent; it is hours there");
		if (l->elapsed)
			lost(x, from, "an elapsed lag; it counts on a calendar there");
	}
	put_table(x, "TASKPRED");
}

static void put_assignments(struct writing *x)
{
	for (size_t i = 0; i < x->f->assignments.len; i++) {
		const struct plan_file_assignment *s = &x->f->assignments.at[i];
		new_row(x);
		set_int(x, "taskrsrc_id", s->uid ? s->uid : (int64_t)i + 1);
		set_int(x, "task_id", x->task_id[s->task]);
		set(x, "proj_id", project_id(x, x->f->tasks.at[s->task].member));
		set_int(x, "rsrc_id", x->resource_id[s->resource]);
		set_hours(x, "target_qty", s->work);
		set(x, "target_qty_per_hr", str_fmt(x->a, "%d.%03d", s->units / 1000, s->units % 1000));
		set_raw(x, &s->raw, S(""));
	}
	put_table(x, "TASKRSRC");
}

/* ---- the whole -------------------------------------------------------------------------------- */
static const struct {
	const char *table;
	void (*put)(struct writing *);
} tables[] = {{"PROJECT", put_project}, {"CALENDAR", put_calendars},
	{"SCHEDOPTIONS", put_options}, {"PROJWBS", put_branches}, {"RSRC", put_resources},
	{"TASK", put_tasks}, {"TASKPRED", put_links}, {"TASKRSRC", put_assignments}};

static int64_t *ids(struct writing *x, size_t len, int64_t (*of)(const struct plan_file *, size_t))
{
	int64_t *made = NEW_ARRAY(x->a, int64_t, len + 1);
	struct map seen = map_on(x->a);
	bool sound = true;
	for (size_t i = 0; i < len; i++) {
		made[i] = of(x->f, i);
		struct map_entry *e = map_put(&seen, str_fmt(x->a, "%lld", (long long)made[i]));
		sound &= made[i] >= 1 && !e->n;
		e->n = 1;
	}
	for (size_t i = 0; i < len && !sound; i++)
		made[i] = (int64_t)i + 1;
	return made;
}

static int64_t number(struct str s)
{
	int64_t n;
	return str_int(s, &n) ? n : -1;
}
static int64_t task_number(const struct plan_file *f, size_t i)
{
	return f->tasks.at[i].uid;
}
static int64_t resource_number(const struct plan_file *f, size_t i)
{
	return f->resources.at[i].uid;
}
static int64_t calendar_number(const struct plan_file *f, size_t i)
{
	return number(f->calendars.at[i].id);
}
static int64_t branch_number(const struct plan_file *f, size_t i)
{
	return number(f->branches.at[i].id);
}

static void note_recurring(struct writing *x, const struct plan_file *given)
{
	for (size_t i = 0; i < given->tasks.len; i++)
		if (given->tasks.at[i].recurring && given->tasks.at[i].a.kind == PLAN_SUMMARY)
			lost(x, &given->tasks.at[i], "recurring activities; its occurrences stay");
}

struct str xer_write(struct arena *a, struct plan_file *given)
{
	struct plan_file *f = plan_file_branched(a, given);
	struct writing *x = NEW(a, struct writing);
	bool put[LEN(tables)] = {0};
	*x = (struct writing){.a = a, .f = f, .out = out_on(a, 1u << 30), .project = f->id.len ? f->id : S("1")};
	x->same = plan_file_same_origin(a, f, "xer");
	note_recurring(x, given);
	x->task_id = ids(x, f->tasks.len, task_number);
	x->calendar_id = ids(x, f->calendars.len, calendar_number);
	x->resource_id = ids(x, f->resources.len, resource_number);
	x->branch_id = ids(x, f->branches.len, branch_number);
	for (size_t i = 0; x->same && i < f->raw.len; i++)
		if (str_eq(f->raw.at[i].name, S("PROJECT.proj_id")))
			x->project = f->raw.at[i].value;
	if (!x->same || !f->sections.len || !str_starts(f->sections.at[0].value, S("ERMHDR")))
		out_lit(&x->out, "ERMHDR\t8.2\t2000-01-01\tProject\tguatu\tguatu\tdbxDatabaseNoName\tProject "
				 "Management\tCNY\r\n");
	for (size_t i = 0; x->same && i < f->sections.len; i++) {
		const struct plan_file_extra *s = &f->sections.at[i];
		out_str(&x->out, s->value);
		if (s->value.len && !str_ends(s->value, S("\n")))
			out_lit(&x->out, "\r\n");
		for (size_t k = 0; k < LEN(tables); k++)
			if (!put[k] && str_eq(s->name, str_of(tables[k].table))) {
				put[k] = true;
				tables[k].put(x);
			}
	}
	for (size_t k = 0; k < LEN(tables); k++)
		if (!put[k])
			tables[k].put(x);
	out_lit(&x->out, "%E\r\n");
	given->diagnostics = f->diagnostics;
	return out_got(&x->out);
}
