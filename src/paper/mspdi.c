/* MS Project XML (MSPDI, 2003 to 2019): Microsoft, "Project XML Data Interchange Schema". */
#include "paper/plan_xml.h"

#include <stdlib.h>

static double clamp(double x, double least, double most)
{
	return x < least ? least : x > most ? most : x;
}

struct reading {
	struct arena *a;
	struct plan_file *f;
	struct map tasks, calendars, resources; /* UID → place + 1 */
	struct map fields;			/* FieldID → its name, as a struct str */
};

/* What the model holds itself; the rest is kept as it is (see struct plan_file.origin). */
static const char *const project_known[] = {"ScheduleFromStart", "StartDate", "FinishDate",
	"StatusDate", "HonorConstraints", "CalendarUID", "MinutesPerDay", "MinutesPerWeek",
	"DaysPerMonth", "Calendars", "Tasks", "Resources", "Assignments", NULL};
static const char *const task_known[] = {"UID", "Name", "Active", "Manual", "IsNull", "WBS",
	"OutlineLevel", "Priority", "Start", "Finish", "Duration", "ManualStart",
	"ManualFinish", "Milestone", "Summary", "Critical", "EarlyStart", "EarlyFinish",
	"LateStart", "LateFinish", "FreeSlack", "TotalSlack", "PercentComplete", "Cost",
	"ActualStart", "ActualFinish", "ActualCost", "ConstraintType", "CalendarUID",
	"ConstraintDate", "Deadline", "LevelingDelay", "Notes", "PredecessorLink", "Baseline",
	"Recurring", NULL};
static const char *const baseline_known[] = {"Number", "Start", "Finish", "Duration", "Work",
	"Cost", NULL};
static const char *const resource_known[] = {"UID", "Name", "Type", "IsNull", "MaxUnits",
	"CalendarUID", NULL};
static const char *const assignment_known[] = {"UID", "TaskUID", "ResourceUID", "Units",
	"Work", NULL};

static struct map_entry *keyed(struct arena *a, struct map *m, int64_t uid)
{
	return map_put(m, str_fmt(a, "%lld", (long long)uid));
}

static int place_of(struct arena *a, struct map *m, int64_t uid)
{
	struct map_entry *e = map_get(m, str_fmt(a, "%lld", (long long)uid));
	return e ? (int)e->n - 1 : -1;
}

/* ---- calendars ------------------------------------------------------------------------------ */
static struct plan_workday working_times(const xmlNode *of)
{
	struct plan_workday w = {0};
	const xmlNode *list = plan_xml_child(of, "WorkingTimes"), *t = NULL;
	if (plan_xml_int(of, "DayWorking", 0) != 1)
		return w;
	while ((t = plan_xml_next(list, t, "WorkingTime")) && w.count < PLAN_SPANS) {
		int from = plan_xml_clock(t, "FromTime"), to = plan_xml_clock(t, "ToTime");
		int least = w.count ? w.span[w.count - 1].to : 0;
		if (to == 0)
			to = PLAN_DAY; /* midnight ends the day */
		if (from < 0 || to <= from || to < least)
			continue;
		if (w.count && from <= least) { /* touching spans are one */
			w.span[w.count - 1].to = (uint16_t)to;
			continue;
		}
		w.span[w.count].from = (uint16_t)from;
		w.span[w.count++].to = (uint16_t)to;
	}
	return w;
}

struct rule {
	int type, period, days, item, position, month, month_day;
};

static int month_of(int32_t d, int *year, int *month)
{
	struct ymd p = day_parts((day){d});
	*year = p.year;
	*month = p.month;
	return p.day;
}

static bool is_item(int32_t d, int item)
{
	int weekday = plan_weekday(d); /* 0 Monday */
	switch (item) {
	case 0:
		return true;
	case 1:
		return weekday < 5;
	case 2:
		return weekday >= 5;
	default: /* 3 Sunday … 9 Saturday */
		return weekday == (item + 3) % 7;
	}
}

/* Whether a day is the first, second, … or last of its kind in its month. */
static bool at_position(int32_t d, const struct rule *r)
{
	int y, m, y2, m2, before = 0;
	int mday = month_of(d, &y, &m);
	if (!is_item(d, r->item))
		return false;
	for (int k = 1; k < mday; k++)
		before += is_item(d - k, r->item);
	if (r->position < 4)
		return before == r->position;
	for (int32_t later = d + 1; month_of(later, &y2, &m2) && m2 == m; later++)
		if (is_item(later, r->item))
			return false;
	return true;
}

static bool recurs(int32_t first, int32_t d, const struct rule *r)
{
	int y0, m0, y, m;
	month_of(first, &y0, &m0);
	int mday = month_of(d, &y, &m), months = (y - y0) * 12 + m - m0;
	int32_t monday = first - plan_weekday(first);
	switch (r->type) {
	case 2:
		return m == r->month + 1 && mday == r->month_day;
	case 3:
		return m == r->month + 1 && at_position(d, r);
	case 4:
		return mday == r->month_day && months % r->period == 0;
	case 5:
		return months % r->period == 0 && at_position(d, r);
	case 6:
		return (r->days & 1 << (plan_weekday(d) + 1) % 7) &&
			(d - monday) / 7 % r->period == 0;
	default:
		return (d - first) % r->period == 0;
	}
}

static void add_period(struct reading *x, struct plan_file_calendar *c, const xmlNode *e,
	const struct plan_week *week, const bool *own)
{
	enum { DAYS_MAX = 40000 };
	const xmlNode *period = plan_xml_child(e, "TimePeriod");
	int32_t first = plan_xml_time(period, "FromDate") / PLAN_DAY;
	int32_t last = plan_xml_time(period, "ToDate") / PLAN_DAY;
	struct rule r = {(int)plan_xml_int(e, "Type", 1), (int)plan_xml_int(e, "Period", 1),
		(int)plan_xml_int(e, "DaysOfWeek", 0), (int)plan_xml_int(e, "MonthItem", 0),
		(int)plan_xml_int(e, "MonthPosition", 0), (int)plan_xml_int(e, "Month", 0),
		(int)plan_xml_int(e, "MonthDay", 0)};
	if (r.period < 1)
		r.period = 1;
	struct plan_workday work = working_times(e);
	for (int32_t d = first; first && d <= last && d - first < DAYS_MAX; d++) {
		int w = plan_weekday(d);
		if (week ? !own[w] : !recurs(first, d, &r))
			continue;
		*vec_add(x->a, &c->days) = (struct plan_exception){d, week ? week->day[w] : work};
	}
}

/* The days of a week that an element says; type 0 is a period of its own. */
static void read_week(struct reading *x, struct plan_file_calendar *c, const xmlNode *list,
	struct plan_week *week, bool *own)
{
	const xmlNode *d = NULL;
	while ((d = plan_xml_next(list, d, "WeekDay"))) {
		int type = (int)plan_xml_int(d, "DayType", -1);
		if (type == 0 && c)
			add_period(x, c, d, NULL, NULL);
		if (type < 1 || type > 7)
			continue;
		int w = (type + 5) % 7; /* 1 Sunday → 6 */
		week->day[w] = working_times(d);
		own[w] = true;
	}
}

static void read_calendar(struct reading *x, const xmlNode *n)
{
	struct plan_file_calendar c = {.base = -1};
	int64_t uid = plan_xml_int(n, "UID", -1);
	c.id = str_fmt(x->a, "%lld", (long long)uid);
	c.name = plan_xml_text(x->a, n, "Name");
	c.week = plan_week(PLAN_WEEK_5);
	const xmlNode *list = plan_xml_child(n, "WorkWeeks"), *e = NULL;
	while ((e = plan_xml_next(list, e, "WorkWeek"))) {
		struct plan_week week = {0};
		bool own[7] = {0};
		read_week(x, NULL, plan_xml_child(e, "WeekDays"), &week, own);
		add_period(x, &c, e, &week, own);
	}
	read_week(x, &c, plan_xml_child(n, "WeekDays"), &c.week, c.own);
	list = plan_xml_child(n, "Exceptions");
	while ((e = plan_xml_next(list, e, "Exception")))
		add_period(x, &c, e, NULL, NULL);
	*vec_add(x->a, &c.raw) = (struct plan_file_extra){S("Calendar"), plan_xml_whole(x->a, n)};
	keyed(x->a, &x->calendars, uid)->n = (int64_t)x->f->calendars.len + 1;
	*vec_add(x->a, &x->f->calendars) = c;
}

static void read_calendars(struct reading *x, const xmlNode *root)
{
	const xmlNode *list = plan_xml_child(root, "Calendars"), *n = NULL;
	while ((n = plan_xml_next(list, n, "Calendar")))
		read_calendar(x, n);
	for (size_t i = 0; (n = plan_xml_next(list, n, "Calendar")); i++) {
		int base = place_of(x->a, &x->calendars, plan_xml_int(n, "BaseCalendarUID", -1));
		struct plan_file_calendar *c = &x->f->calendars.at[i];
		if (base >= 0 && base != (int)i && plan_xml_int(n, "IsBaseCalendar", 1) == 0)
			c->base = base;
		/* A base calendar is the standard one where it says nothing. */
		for (int d = 0; d < 7 && c->base < 0; d++)
			c->own[d] = true;
	}
	x->f->calendar = place_of(x->a, &x->calendars, plan_xml_int(root, "CalendarUID", -1));
}

/* ---- tasks ---------------------------------------------------------------------------------- */
static bool elapsed_format(int64_t format)
{
	static const int formats[] = {4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52};
	for (size_t i = 0; i < LEN(formats); i++)
		if (format == formats[i])
			return true;
	return false;
}

static money money_read(const xmlNode *n, const char *name)
{
	double x = plan_xml_real(n, name, 0); /* hundredths of the currency unit */
	return x > -9e15 && x < 9e15 && x != 0 ? (money){(int64_t)x} : MONEY_NONE;
}

static void read_constraint(const xmlNode *n, struct plan_activity *a)
{
	static const uint8_t kinds[] = {PLAN_ASAP, PLAN_ALAP, PLAN_MUST_START, PLAN_MUST_FINISH,
		PLAN_START_NO_EARLIER, PLAN_START_NO_LATER, PLAN_FINISH_NO_EARLIER,
		PLAN_FINISH_NO_LATER};
	int64_t type = plan_xml_int(n, "ConstraintType", 0);
	a->constraint = type >= 0 && type < (int64_t)LEN(kinds) ? kinds[type] : PLAN_ASAP;
	a->constraint_at = plan_xml_time(n, "ConstraintDate");
	if (a->constraint > PLAN_ALAP && !a->constraint_at)
		a->constraint = PLAN_ASAP;
}

static void read_progress(const xmlNode *n, struct plan_file_task *t)
{
	struct plan_activity *a = &t->a;
	int64_t percent = plan_xml_int(n, "PercentComplete", -1);
	t->permille = percent < 0 ? -1 : (int32_t)MIN(percent, 100) * 10;
	a->actual_start = plan_xml_time(n, "ActualStart");
	a->actual_finish = plan_xml_time(n, "ActualFinish");
	if (a->actual_finish && !a->actual_start)
		a->actual_start = t->theirs.start ? t->theirs.start : a->actual_finish;
	if (a->actual_finish < a->actual_start)
		a->actual_finish = PLAN_NONE;
	if (!a->actual_start || a->kind == PLAN_SUMMARY)
		return;
	int32_t left = plan_xml_duration(n, "RemainingDuration", -1);
	a->done = left >= 0 && left <= a->duration ? a->duration - left :
						     plan_done(a->duration, MAX(t->permille, 0));
	plan_minute resume = plan_xml_time(n, "Resume"), stop = plan_xml_time(n, "Stop");
	if (resume > stop && stop && !a->actual_finish)
		a->resume = resume;
}

/* Tenths of minutes as minutes, rounded. */
static int32_t tenths(int64_t n)
{
	int64_t whole = (n < 0 ? n - 5 : n + 5) / 10;
	return (int32_t)clamp((double)whole, -1e9, 1e9);
}

static void read_dates(const xmlNode *n, struct plan_file_task *t)
{
	struct plan_file_dates *d = &t->theirs;
	d->start = plan_xml_time(n, "Start");
	d->finish = plan_xml_time(n, "Finish");
	d->early_start = plan_xml_time(n, "EarlyStart");
	d->early_finish = plan_xml_time(n, "EarlyFinish");
	d->late_start = plan_xml_time(n, "LateStart");
	d->late_finish = plan_xml_time(n, "LateFinish");
	int64_t total = plan_xml_int(n, "TotalSlack", INT64_MIN); /* tenths of minutes */
	d->has_float = total != INT64_MIN;
	d->total_float = d->has_float ? tenths(total) : 0;
	d->free_float = tenths(plan_xml_int(n, "FreeSlack", 0));
	d->critical = plan_xml_int(n, "Critical", 0) == 1;
}

static void read_extras(struct reading *x, const xmlNode *n, struct plan_file_task *t)
{
	const xmlNode *e = NULL;
	while ((e = plan_xml_next(n, e, "Baseline"))) {
		struct plan_file_baseline *b = vec_add(x->a, &t->baselines);
		*b = (struct plan_file_baseline){(int)plan_xml_int(e, "Number", 0),
			plan_xml_time(e, "Start"), plan_xml_time(e, "Finish"),
			plan_xml_duration(e, "Duration", 0), plan_xml_duration(e, "Work", 0),
			money_read(e, "Cost"), {0}};
		plan_xml_rest(x->a, e, baseline_known, &b->raw);
	}
	while ((e = plan_xml_next(n, e, "ExtendedAttribute"))) {
		struct str id = plan_xml_text(x->a, e, "FieldID");
		struct map_entry *named = id.len ? map_get(&x->fields, id) : NULL;
		*vec_add(x->a, &t->extra) = (struct plan_file_extra){
			named ? *(struct str *)named->p : id, plan_xml_text(x->a, e, "Value")};
	}
	plan_xml_rest(x->a, n, task_known, &t->raw);
}

/* The user's fields are called by their alias, else by Project's own name. */
static void read_fields(struct reading *x, const xmlNode *root)
{
	const xmlNode *list = plan_xml_child(root, "ExtendedAttributes"), *n = NULL;
	while ((n = plan_xml_next(list, n, "ExtendedAttribute"))) {
		struct str *name = NEW(x->a, struct str), id = plan_xml_text(x->a, n, "FieldID");
		*name = plan_xml_text(x->a, n, "Alias");
		if (!name->len)
			*name = plan_xml_text(x->a, n, "FieldName");
		if (id.len && name->len)
			map_put(&x->fields, id)->p = name;
	}
}

static void read_task(struct reading *x, const xmlNode *n, int *stack)
{
	enum { LEVELS = 100 };
	struct plan_file_task t = {.uid = plan_xml_int(n, "UID", -1), .parent = -1,
		.branch = -1, .permille = -1};
	if (plan_xml_int(n, "IsNull", 0) == 1 || t.uid < 0)
		return;
	t.id = str_fmt(x->a, "%lld", (long long)t.uid);
	t.name = plan_xml_text(x->a, n, "Name");
	t.wbs = plan_xml_text(x->a, n, "WBS");
	t.notes = plan_xml_text(x->a, n, "Notes");
	t.level = (int)clamp(plan_xml_int(n, "OutlineLevel", 1), 0, LEVELS - 1);
	t.project = t.uid == 0 && t.level == 0;
	t.manual = plan_xml_int(n, "Manual", 0) == 1;
	t.inactive = plan_xml_int(n, "Active", 1) == 0;
	t.recurring = plan_xml_int(n, "Recurring", 0) == 1;
	t.priority = (int32_t)plan_xml_int(n, "Priority", 500);
	t.elapsed = elapsed_format(plan_xml_int(n, "DurationFormat", 7));
	t.calendar = place_of(x->a, &x->calendars, plan_xml_int(n, "CalendarUID", -1));
	t.by_resource = t.calendar < 0 || plan_xml_int(n, "IgnoreResourceCalendar", 0) == 0;
	t.cost = money_read(n, "Cost");
	t.actual_cost = money_read(n, "ActualCost");
	t.a.duration = MAX(plan_xml_duration(n, "Duration", 0), 0);
	bool summary = plan_xml_int(n, "Summary", 0) == 1 || t.project;
	t.a.kind = summary ? PLAN_SUMMARY : t.a.duration == 0 ? PLAN_MILESTONE : PLAN_TASK;
	t.a.due = plan_xml_time(n, "Deadline");
	read_dates(n, &t);
	read_constraint(n, &t.a);
	read_progress(n, &t);
	if (plan_xml_int(n, "ExternalTask", 0) == 1 && t.theirs.start)
		t.manual = true; /* another file's: it stands where it was seen */
	if (t.manual) {
		t.placed = plan_xml_time(n, "ManualStart");
		t.placed = t.placed ? t.placed : t.theirs.start;
		t.placed_finish = plan_xml_time(n, "ManualFinish");
		t.placed_finish = t.placed_finish ? t.placed_finish : t.theirs.finish;
	}
	read_extras(x, n, &t);
	t.delay = (int32_t)clamp((double)plan_xml_int(n, "LevelingDelay", 0) / 10, 0, 1e7);
	t.delay_elapsed = elapsed_format(plan_xml_int(n, "LevelingDelayFormat", 8));
	for (int l = t.level - 1; l >= 0 && t.parent < 0; l--)
		t.parent = stack[l];
	for (int l = t.level; l < LEVELS; l++)
		stack[l] = l == t.level ? (int)x->f->tasks.len : -1;
	if (t.parent >= 0) { /* whatever has something under it is a summary */
		struct plan_activity *up = &x->f->tasks.at[t.parent].a;
		up->kind = PLAN_SUMMARY;
		up->done = 0;
		up->resume = PLAN_NONE;
	}
	keyed(x->a, &x->tasks, t.uid)->n = (int64_t)x->f->tasks.len + 1;
	*vec_add(x->a, &x->f->tasks) = t;
}

/* Only what has something under it spans it. */
static void settle_summaries(struct plan_file *f)
{
	for (size_t i = 0; i < f->tasks.len; i++) {
		struct plan_file_task *t = &f->tasks.at[i];
		bool under = t->a.kind != PLAN_SUMMARY;
		for (size_t k = i + 1; k < f->tasks.len && !under; k++) {
			under = f->tasks.at[k].parent == (int)i;
			if (f->tasks.at[k].level <= t->level)
				break;
		}
		if (!under)
			t->a.kind = t->a.duration ? PLAN_TASK : PLAN_MILESTONE;
		t->elapsed |= !under && t->project; /* an empty project stands at its start */
	}
}

/* The format has its occurrences, each held by a constraint, but not by which rule they recur. */
static void note_recurring(struct reading *x)
{
	struct plan_file *f = x->f;
	for (size_t i = 0; i < f->tasks.len; i++) {
		int occurrences = 0;
		if (!f->tasks.at[i].recurring || f->tasks.at[i].a.kind != PLAN_SUMMARY)
			continue;
		for (size_t k = i + 1; k < f->tasks.len && f->tasks.at[k].level > f->tasks.at[i].level;
			k++)
			occurrences += f->tasks.at[k].parent == (int)i;
		plan_file_note(x->a, f, PLAN_NOTE, "recurring", f->tasks.at[i].id,
			"recurring, occurrences: %d; the file says no rule by which more would follow",
			occurrences);
	}
}

/* ---- links, resources, assignments ------------------------------------------------------------ */
static void read_link(struct reading *x, const xmlNode *n, int to)
{
	static const uint8_t types[] = {PLAN_FF, PLAN_FS, PLAN_SF, PLAN_SS};
	int64_t type = plan_xml_int(n, "Type", 1), format = plan_xml_int(n, "LagFormat", 7);
	int64_t lag = plan_xml_int(n, "LinkLag", 0);
	int from = place_of(x->a, &x->tasks, plan_xml_int(n, "PredecessorUID", -1));
	struct str id = x->f->tasks.at[to].id;
	if (from < 0 || from == to || plan_xml_int(n, "CrossProject", 0) == 1) {
		plan_file_note(x->a, x->f, PLAN_WARNING, "link-elsewhere", id,
			"a link to an activity that is not in the file is left out");
		return;
	}
	struct plan_file_link l = {from, to, type >= 0 && type < 4 ? types[type] : PLAN_FS, 0,
		elapsed_format(format), false};
	bool percent = format == 19 || format == 20 || format == 51 || format == 52;
	l.permille = percent;
	l.lag = (int32_t)clamp(percent ? lag * 10 : lag / 10, -10000000, 10000000);
	*vec_add(x->a, &x->f->links) = l;
}

static void read_links(struct reading *x, const xmlNode *root)
{
	const xmlNode *list = plan_xml_child(root, "Tasks"), *n = NULL;
	while ((n = plan_xml_next(list, n, "Task"))) {
		int to = place_of(x->a, &x->tasks, plan_xml_int(n, "UID", -1));
		const xmlNode *l = NULL;
		while (to >= 0 && (l = plan_xml_next(n, l, "PredecessorLink")))
			read_link(x, l, to);
	}
}

struct busy {
	int task;
	plan_minute from, to;
};
struct busy_list {
	struct busy *at;
	size_t len, cap;
};

static int by_task_and_time(const void *a, const void *b)
{
	const struct busy *x = a, *y = b;
	return x->task != y->task ? x->task - y->task : x->from < y->from ? -1 : x->from > y->from;
}

/* When somebody works on a task: remaining (1) and actual (2) work by period. */
static void read_busy(struct reading *x, const xmlNode *assignment, int task,
	struct busy_list *list)
{
	const xmlNode *n = NULL;
	while ((n = plan_xml_next(assignment, n, "TimephasedData"))) {
		int64_t type = plan_xml_int(n, "Type", 0);
		if ((type == 1 || type == 2) && plan_xml_duration(n, "Value", 0) > 0)
			*vec_add(x->a, list) = (struct busy){task, plan_xml_time(n, "Start"),
				plan_xml_time(n, "Finish")};
	}
}

static void find_gaps(struct reading *x, struct busy_list *list)
{
	plan_minute until = 0;
	if (list->len)
		qsort(list->at, list->len, sizeof *list->at, by_task_and_time);
	for (size_t i = 0; i < list->len; i++) {
		const struct busy *b = &list->at[i];
		bool first = i == 0 || list->at[i - 1].task != b->task;
		if (!first && b->from > until)
			*vec_add(x->a, &x->f->tasks.at[b->task].gaps) =
				(struct plan_file_gap){until, b->from};
		until = first ? b->to : MAX(until, b->to);
	}
}

static void read_resources(struct reading *x, const xmlNode *root)
{
	static const int kinds[] = {PLAN_MATERIAL, PLAN_WORK, PLAN_COST};
	const xmlNode *list = plan_xml_child(root, "Resources"), *n = NULL;
	while ((n = plan_xml_next(list, n, "Resource"))) {
		int64_t uid = plan_xml_int(n, "UID", -1), kind = plan_xml_int(n, "Type", 1);
		if (uid < 0 || plan_xml_int(n, "IsNull", 0) == 1)
			continue;
		keyed(x->a, &x->resources, uid)->n = (int64_t)x->f->resources.len + 1;
		*vec_add(x->a, &x->f->resources) = (struct plan_file_resource){
			str_fmt(x->a, "%lld", (long long)uid), plan_xml_text(x->a, n, "Name"),
			kinds[kind < 0 || kind > 2 ? 1 : kind],
			(int32_t)(clamp(plan_xml_real(n, "MaxUnits", 0), 0, 1e6) * 1000),
			place_of(x->a, &x->calendars, plan_xml_int(n, "CalendarUID", -1)), uid, {0}};
		plan_xml_rest(x->a, n, resource_known,
			&x->f->resources.at[x->f->resources.len - 1].raw);
	}
	struct busy_list busy = {0};
	list = plan_xml_child(root, "Assignments");
	while ((n = plan_xml_next(list, n, "Assignment"))) {
		int task = place_of(x->a, &x->tasks, plan_xml_int(n, "TaskUID", -1));
		int resource = place_of(x->a, &x->resources, plan_xml_int(n, "ResourceUID", -1));
		if (task >= 0)
			read_busy(x, n, task, &busy);
		if (task < 0 || resource < 0) { /* work that nobody is assigned to, −65535 */
			*vec_add(x->a, &x->f->sections) =
				(struct plan_file_extra){S("Assignment"), plan_xml_whole(x->a, n)};
			continue;
		}
		struct plan_file_assignment *s = vec_add(x->a, &x->f->assignments);
		*s = (struct plan_file_assignment){task, resource,
			(int32_t)(clamp(plan_xml_real(n, "Units", 1), 0, 1e6) * 1000),
			plan_xml_duration(n, "Work", 0), plan_xml_int(n, "UID", 0), {0}};
		plan_xml_rest(x->a, n, assignment_known, &s->raw);
	}
	find_gaps(x, &busy);
}

static void read_project(struct reading *x, const xmlNode *root)
{
	struct plan_file *f = x->f;
	f->name = plan_xml_text(x->a, root, "Title");
	if (!f->name.len)
		f->name = plan_xml_text(x->a, root, "Name");
	plan_xml_rest(x->a, root, project_known, &f->raw);
	f->start = plan_xml_time(root, "StartDate");
	f->finish = plan_xml_time(root, "FinishDate");
	f->status = plan_xml_time(root, "StatusDate");
	f->minutes_per_day = (int32_t)clamp(plan_xml_int(root, "MinutesPerDay", 480), 1, 1440);
	f->minutes_per_week = (int32_t)clamp(plan_xml_int(root, "MinutesPerWeek", 2400), 1, 10080);
	f->days_per_month = (int32_t)clamp(plan_xml_int(root, "DaysPerMonth", 20), 1, 31);
	/* The box "tasks will always honor their constraint dates" is ticked unless somebody
	 * unticks it, and files of such projects say 0: the element says the opposite. */
	f->rules = (struct plan_file_rules){
		.from_finish = plan_xml_int(root, "ScheduleFromStart", 1) == 0,
		.honour = plan_xml_int(root, "HonorConstraints", 0) == 0,
		.yielding = plan_xml_int(root, "HonorConstraints", 0) != 0, .capped = true,
		.lag_on = PLAN_LAG_SUCCESSOR, .whole_float = true, .own_float = true,
		.override = plan_xml_int(root, "SplitsInProgressTasks", 1) == 0,
		.actual = plan_xml_int(root, "SplitsInProgressTasks", 1) == 0,
		.open_critical = plan_xml_int(root, "MultipleCriticalPaths", 0) == 1,
		.critical = (int32_t)clamp((double)plan_xml_int(root, "CriticalSlackLimit", 0), -300,
				    300) *
			f->minutes_per_day};
}

enum status mspdi_read(struct arena *a, struct str bytes, struct plan_file *f,
	struct plan_file_fault *fault)
{
	struct reading x = {a, f, map_on(a), map_on(a), map_on(a), map_on(a)};
	int stack[100];
	memset(stack, -1, sizeof stack);
	xmlDoc *doc = plan_xml_open(bytes, a, fault);
	if (!doc)
		return INVALID;
	const xmlNode *root = xmlDocGetRootElement(doc), *n = NULL;
	const xmlNode *list = plan_xml_child(root, "Tasks");
	f->kind = "mspdi";
	read_project(&x, root);
	read_calendars(&x, root);
	read_fields(&x, root);
	while ((n = plan_xml_next(list, n, "Task")) && f->tasks.len < PLAN_FILE_TASKS_MAX)
		read_task(&x, n, stack);
	settle_summaries(f);
	note_recurring(&x);
	read_links(&x, root);
	read_resources(&x, root);
	xmlFreeDoc(doc);
	if (f->tasks.len)
		return OK;
	fault->why = S("it holds no tasks");
	fault->mend = S("save the project with its tasks");
	return INVALID;
}
