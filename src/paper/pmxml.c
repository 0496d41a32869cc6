/* Primavera P6 XML (PMXML): Oracle, "P6 EPPM XML Import/Export". */
#include "paper/plan_xml.h"

#include <math.h>

struct reading {
	struct arena *a;
	struct plan_file *f;
	struct map tasks, calendars, resources, branches; /* ObjectId → place + 1 */
	struct map fields; /* ObjectId of a field → its title, as a struct str */
	struct map ids;	   /* project and Id of an activity → place + 1 */
	struct map projects; /* ObjectId → 1 + member */
	int member;	     /* the project being read: see struct plan_file_task */
	struct plan_file_rules *rules; /* its own */
	int *calendar;		       /* its own */
	bool use_expected, any_expected; /* of it, of all */
};

static int place_of(struct reading *x, struct map *m, const xmlNode *n, const char *name)
{
	struct str key = plan_xml_text(x->a, n, name);
	struct map_entry *e = key.len ? map_get(m, key) : NULL;
	return e ? (int)e->n - 1 : -1;
}

static int32_t hours(const xmlNode *n, const char *name, int32_t otherwise)
{
	double h = plan_xml_real(n, name, NAN);
	return isfinite(h) && fabs(h) < 1e6 ? (int32_t)lround(h * 60) : otherwise;
}

/* What the model holds itself; the rest is named as not kept when another format is written. */
static const char *const activity_known[] = {"ObjectId", "ProjectObjectId", "Id", "Name", "Type",
	"Status", "WBSObjectId", "CalendarObjectId", "PlannedDuration", "RemainingDuration",
	"PrimaryConstraintType", "PrimaryConstraintDate", "SecondaryConstraintType",
	"SecondaryConstraintDate", "ActualStartDate", "ActualFinishDate", "ResumeDate",
	"ExpectedFinishDate", "ExternalEarlyStartDate", "ExternalLateFinishDate", "StartDate",
	"FinishDate", "RemainingEarlyStartDate", "RemainingEarlyFinishDate",
	"RemainingLateStartDate", "RemainingLateFinishDate", "TotalFloat", "FreeFloat", "UDF",
	NULL};

/* How many elements of each name a node holds that are not in the list (which ends with NULL):
 * there is no way back to this format, but a conversion says what it leaves out. */
static void count_rest(struct reading *x, const xmlNode *of, const char *where,
	const char *const *known)
{
	struct map names = map_on(x->a);
	for (const xmlNode *n = of ? of->children : NULL; n; n = n->next) {
		bool mine = n->type != XML_ELEMENT_NODE || !n->children;
		for (size_t i = 0; !mine && known[i]; i++)
			mine = strcmp((const char *)n->name, known[i]) == 0;
		if (!mine)
			map_put(&names, str_copy(x->a, str_of((const char *)n->name)))->n++;
	}
	for (size_t i = 0; i < names.len; i++)
		*vec_add(x->a, &x->f->raw) = (struct plan_file_extra){
			str_fmt(x->a, "%s.%.*s", where, STR(names.at[i].key)),
			str_fmt(x->a, "%lld", (long long)names.at[i].n)};
}

static const char *const root_known[] = {"Calendar", "Resource", "UDFType", "ScheduleOptions",
	"Project", NULL};
static const char *const project_known[] = {"ObjectId", "Id", "Name", "PlannedStartDate",
	"DataDate", "MustFinishByDate", "CriticalActivityFloatLimit", "CriticalActivityPathType", "ScheduledFinishDate", "ActivityDefaultCalendarObjectId",
	"Calendar", "WBS", "ScheduleOptions", "Activity", "Relationship", "ResourceAssignment",
	NULL};

/* Work times name their last minute: 08:00 to 15:59 is eight hours. */
static struct plan_workday work_times(struct reading *x, const xmlNode *of)
{
	struct plan_workday w = {0};
	const xmlNode *t = NULL;
	while ((t = plan_xml_next(of, t, "WorkTime")) && w.count < PLAN_SPANS) {
		int from = plan_xml_clock(t, "Start"), to = plan_xml_clock(t, "Finish");
		int least = w.count ? w.span[w.count - 1].to : 0;
		to += to >= 0 && to % 30 == 29;
		if (from < 0 || to <= from || from < least)
			continue;
		if (w.count && from == least) {
			w.span[w.count - 1].to = (uint16_t)to;
			continue;
		}
		w.span[w.count].from = (uint16_t)from;
		w.span[w.count++].to = (uint16_t)to;
	}
	if (t)
		plan_file_note(x->a, x->f, PLAN_WARNING, "calendar-spans", NOTHING,
			"a calendar works more than %d times in a day; the rest is left out", PLAN_SPANS);
	return w;
}

static void read_calendar(struct reading *x, const xmlNode *n)
{
	static const char *const names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
		"Saturday", "Sunday"};
	struct plan_file_calendar c = {.id = plan_xml_text(x->a, n, "ObjectId"),
		.name = plan_xml_text(x->a, n, "Name"), .week = plan_week(PLAN_WEEK_5)};
	const xmlNode *list = plan_xml_child(n, "StandardWorkWeek"), *d = NULL;
	c.base = -1;
	while ((d = plan_xml_next(list, d, "StandardWorkHours"))) {
		struct str name = plan_xml_text(x->a, d, "DayOfWeek");
		for (int w = 0; w < 7; w++)
			if (str_eq(name, str_of(names[w]))) {
				c.week.day[w] = work_times(x, d);
				c.own[w] = true;
			}
	}
	list = plan_xml_child(n, "HolidayOrExceptions");
	while ((d = plan_xml_next(list, d, "HolidayOrException"))) {
		plan_minute at = plan_xml_time(d, "Date");
		if (at)
			*vec_add(x->a, &c.days) = (struct plan_exception){at / PLAN_DAY, work_times(x, d)};
	}
	if (plan_xml_int(n, "IsDefault", 0) == 1 && *x->calendar < 0)
		*x->calendar = (int)x->f->calendars.len;
	map_put(&x->calendars, c.id)->n = (int64_t)x->f->calendars.len + 1;
	*vec_add(x->a, &x->f->calendars) = c;
}

/* Bases once all calendars are known. */
static void read_base(struct reading *x, const xmlNode *n)
{
	int own = place_of(x, &x->calendars, n, "ObjectId");
	int base = place_of(x, &x->calendars, n, "BaseCalendarObjectId");
	if (own >= 0 && base >= 0 && base != own)
		x->f->calendars.at[own].base = base;
}

static uint8_t choose(struct str s, const char *const *names, const uint8_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, str_of(names[i])))
			return values[i];
	return values[n];
}

static uint8_t constraint_of(struct str s)
{
	static const char *const names[] = {"Start On", "Start On or After", "Start On or Before",
		"Finish On", "Finish On or After", "Finish On or Before", "As Late As Possible",
		"Mandatory Start", "Mandatory Finish"};
	static const uint8_t kinds[] = {PLAN_START_ON, PLAN_START_NO_EARLIER, PLAN_START_NO_LATER,
		PLAN_FINISH_ON, PLAN_FINISH_NO_EARLIER, PLAN_FINISH_NO_LATER, PLAN_ALAP,
		PLAN_MUST_START, PLAN_MUST_FINISH, PLAN_ASAP};
	return choose(s, names, kinds, LEN(names));
}

static uint8_t kind_of(struct str s)
{
	static const char *const names[] = {"Start Milestone", "Finish Milestone",
		"Level of Effort", "WBS Summary"};
	static const uint8_t kinds[] = {PLAN_START_MILESTONE, PLAN_MILESTONE, PLAN_EFFORT,
		PLAN_SUMMARY, PLAN_TASK};
	return choose(s, names, kinds, LEN(names));
}

static void read_progress(const xmlNode *n, struct plan_file_task *t)
{
	struct plan_activity *a = &t->a;
	int32_t left = MAX(hours(n, "RemainingDuration", a->duration), 0);
	a->actual_start = plan_xml_time(n, "ActualStartDate");
	a->actual_finish = plan_xml_time(n, "ActualFinishDate");
	if (a->kind == PLAN_START_MILESTONE && a->actual_start)
		a->actual_finish = a->actual_start;
	if (a->kind == PLAN_MILESTONE && a->actual_finish)
		a->actual_start = a->actual_finish;
	if (a->actual_finish < a->actual_start || !a->actual_start)
		a->actual_finish = PLAN_NONE;
	if (a->kind != PLAN_TASK)
		return;
	if (left > a->duration || !a->actual_start)
		a->duration = left;
	if (!a->actual_start)
		return;
	a->done = a->actual_finish ? a->duration : a->duration - left;
	t->permille = a->duration ? (int32_t)(1000LL * a->done / a->duration) : 0;
	a->resume = a->actual_finish ? PLAN_NONE : plan_xml_time(n, "ResumeDate");
}

static void read_fields(struct reading *x, const xmlNode *n, struct plan_file_task *t)
{
	static const char *const values[] = {"TextValue", "CodeValue", "CostValue", "DoubleValue",
		"IntegerValue", "StartDateValue", "FinishDateValue", "IndicatorValue"};
	const xmlNode *e = NULL;
	while ((e = plan_xml_next(n, e, "UDF"))) {
		struct str type = plan_xml_text(x->a, e, "TypeObjectId"), value = NOTHING;
		struct map_entry *named = type.len ? map_get(&x->fields, type) : NULL;
		for (size_t i = 0; i < LEN(values) && !value.len; i++)
			value = plan_xml_text(x->a, e, values[i]);
		*vec_add(x->a, &t->extra) = (struct plan_file_extra){
			named ? *(struct str *)named->p : type, value};
	}
}

/* Ids of activities are their project's. */
static struct str within(struct reading *x, int member, struct str id)
{
	return str_fmt(x->a, "%d %.*s", member, STR(id));
}

static void read_activity(struct reading *x, const xmlNode *n)
{
	struct plan_file_task t = {.id = plan_xml_text(x->a, n, "Id"),
		.name = plan_xml_text(x->a, n, "Name"), .uid = plan_xml_int(n, "ObjectId", 0),
		.parent = -1, .branch = place_of(x, &x->branches, n, "WBSObjectId"), .permille = -1,
		.priority = 500, .member = x->member,
		.cost = MONEY_NONE, .actual_cost = MONEY_NONE};
	struct str type = plan_xml_text(x->a, n, "Type");
	t.a.kind = kind_of(type);
	t.calendar = place_of(x, &x->calendars, n, "CalendarObjectId");
	if (t.calendar < 0 && x->member)
		t.calendar = *x->calendar;
	t.by_resource = t.follows = str_eq(type, S("Resource Dependent"));
	t.a.duration = t.a.kind == PLAN_TASK ? MAX(hours(n, "PlannedDuration", 0), 0) : 0;
	t.a.constraint = constraint_of(plan_xml_text(x->a, n, "PrimaryConstraintType"));
	t.a.constraint_at = plan_xml_time(n, "PrimaryConstraintDate");
	t.a.constraint2 = constraint_of(plan_xml_text(x->a, n, "SecondaryConstraintType"));
	t.a.constraint2_at = plan_xml_time(n, "SecondaryConstraintDate");
	if (t.a.constraint > PLAN_ALAP && !t.a.constraint_at)
		t.a.constraint = PLAN_ASAP;
	if (t.a.constraint2 > PLAN_ALAP && !t.a.constraint2_at)
		t.a.constraint2 = PLAN_ASAP;
	read_progress(n, &t);
	t.wbs = t.branch < 0 ? NOTHING : x->f->branches.at[t.branch].code;
	t.expected = x->use_expected ? plan_xml_time(n, "ExpectedFinishDate") : PLAN_NONE;
	t.outside_start = plan_xml_time(n, "ExternalEarlyStartDate");
	t.outside_finish = plan_xml_time(n, "ExternalLateFinishDate");
	read_fields(x, n, &t);
	plan_xml_rest(x->a, n, activity_known, &t.raw);
	struct plan_file_dates *d = &t.theirs;
	d->start = plan_xml_time(n, "StartDate");
	d->finish = plan_xml_time(n, "FinishDate");
	d->early_start = plan_xml_time(n, "RemainingEarlyStartDate");
	d->early_finish = plan_xml_time(n, "RemainingEarlyFinishDate");
	d->late_start = plan_xml_time(n, "RemainingLateStartDate");
	d->late_finish = plan_xml_time(n, "RemainingLateFinishDate");
	double slack = plan_xml_real(n, "TotalFloat", NAN);
	d->has_float = isfinite(slack) && fabs(slack) < 1e6;
	d->total_float = d->has_float ? (int32_t)lround(slack * 60) : 0;
	d->free_float = hours(n, "FreeFloat", 0);
	map_put(&x->ids, within(x, x->member, t.id))->n = (int64_t)x->f->tasks.len + 1;
	map_put(&x->tasks, plan_xml_text(x->a, n, "ObjectId"))->n = (int64_t)x->f->tasks.len + 1;
	*vec_add(x->a, &x->f->tasks) = t;
}

static void read_link(struct reading *x, const xmlNode *n)
{
	static const char *const names[] = {"Start to Start", "Finish to Finish",
		"Start to Finish"};
	static const uint8_t types[] = {PLAN_SS, PLAN_FF, PLAN_SF, PLAN_FS};
	int from = place_of(x, &x->tasks, n, "PredecessorActivityObjectId");
	int to = place_of(x, &x->tasks, n, "SuccessorActivityObjectId");
	if (from < 0 || to < 0 || from == to) {
		plan_file_note(x->a, x->f, PLAN_WARNING, "link-elsewhere",
			to >= 0 ? x->f->tasks.at[to].id : NOTHING,
			"a link to an activity that is not in the file is left out");
		return;
	}
	*vec_add(x->a, &x->f->links) = (struct plan_file_link){from, to,
		choose(plan_xml_text(x->a, n, "Type"), names, types, LEN(names)),
		hours(n, "Lag", 0), false, false};
}

/* ---- branches, options, baselines ------------------------------------------------------------ */
static void read_branches(struct reading *x, const xmlNode *project)
{
	const xmlNode *n = NULL;
	while ((n = plan_xml_next(project, n, "WBS"))) {
		struct plan_file_branch b = {.id = plan_xml_text(x->a, n, "ObjectId"),
			.code = plan_xml_text(x->a, n, "Code"),
			.name = plan_xml_text(x->a, n, "Name"), .parent = -1,
			.project = x->member};
		struct map_entry *e = map_put(&x->branches, b.id);
		if (e->n || !b.id.len)
			continue;
		e->n = (int64_t)x->f->branches.len + 1;
		*vec_add(x->a, &x->f->branches) = b;
	}
	while ((n = plan_xml_next(project, n, "WBS"))) {
		int own = place_of(x, &x->branches, n, "ObjectId");
		int up = place_of(x, &x->branches, n, "ParentObjectId"), above = up, depth = 0;
		while (above >= 0 && above != own && depth++ < 60)
			above = x->f->branches.at[above].parent;
		if (own >= 0 && above < 0)
			x->f->branches.at[own].parent = up;
	}
}

/* The project says it, and the options for the next calculation may. */
static void read_path_type(struct reading *x, const xmlNode *n)
{
	struct str type = plan_xml_text(x->a, n, "CriticalActivityPathType");
	if (type.len)
		x->rules->longest = str_has(type, S("Longest"));
}

/* Options that decide dates; Oracle's own defaults where they are not said. */
static void read_options(struct reading *x, const xmlNode *root)
{
	const xmlNode *n = NULL;
	while ((n = plan_xml_next(root, n, "ScheduleOptions"))) {
		struct str lag = plan_xml_text(x->a, n, "RelationshipLagCalendar");
		struct str type = plan_xml_text(x->a, n, "ComputeTotalFloatType");
		struct plan_file_rules *r = x->rules;
		if (str_has(lag, S("Successor")))
			r->lag_on = PLAN_LAG_SUCCESSOR;
		else if (str_has(lag, S("24")))
			r->lag_on = PLAN_LAG_ELAPSED;
		else if (str_has(lag, S("Project")))
			r->lag_on = PLAN_LAG_CALENDAR;
		struct str progress = plan_xml_text(x->a, n, "OutOfSequenceScheduleType");
		r->actual = str_has(progress, S("Actual"));
		r->override = r->actual || str_has(progress, S("Override"));
		r->retained = !r->override;
		r->finish_float = !type.len || str_starts(type, S("Finish"));
		r->open_critical = plan_xml_int(n, "MakeOpenEndedActivitiesCritical", 0) == 1;
		r->alone = plan_xml_int(n, "IgnoreOtherProjectRelationships", 0) == 1;
		r->critical = hours(n, "CriticalActivityFloatThreshold", r->critical);
		read_path_type(x, n);
		x->use_expected = plan_xml_int(n, "UseExpectedFinishDates", 0) == 1;
	}
}

/* The first baseline of each project: its activities are found again by their ids. */
static void read_baselines(struct reading *x, const xmlNode *root)
{
	const xmlNode *project = NULL, *n = NULL;
	bool *read = NEW_ARRAY(x->a, bool, x->f->others.len + 1);
	while ((project = plan_xml_next(root, project, "BaselineProject"))) {
		int member = MAX(place_of(x, &x->projects, project, "OriginalProjectObjectId"), 0);
		while (!read[member] && (n = plan_xml_next(project, n, "Activity"))) {
			struct str id = within(x, member, plan_xml_text(x->a, n, "Id"));
			struct map_entry *e = map_get(&x->ids, id);
			if (!e || !e->n)
				continue;
			plan_minute start = plan_xml_time(n, "StartDate");
			plan_minute finish = plan_xml_time(n, "FinishDate");
			*vec_add(x->a, &x->f->tasks.at[e->n - 1].baselines) =
				(struct plan_file_baseline){0,
					start ? start : plan_xml_time(n, "PlannedStartDate"),
					finish ? finish : plan_xml_time(n, "PlannedFinishDate"),
					hours(n, "PlannedDuration", 0), 0, MONEY_NONE, {0}};
		}
		read[member] = true;
	}
}

/* What it says of itself: the file's own project, or another beside it. */
static void read_head(struct reading *x, const xmlNode *n, const struct plan_file_rules *usual)
{
	struct plan_file *f = x->f;
	struct plan_file_project p = {.id = plan_xml_text(x->a, n, "ObjectId"),
		.name = plan_xml_text(x->a, n, "Name"), .code = plan_xml_text(x->a, n, "Id"),
		.start = plan_xml_time(n, "PlannedStartDate"), .status = plan_xml_time(n, "DataDate"),
		.due = plan_xml_time(n, "MustFinishByDate"),
		.finish = plan_xml_time(n, "ScheduledFinishDate"), .calendar = f->calendar,
		.rules = *usual};
	map_put(&x->projects, p.id)->n = x->member + 1;
	if (x->member) {
		struct plan_file_project *other = vec_add(x->a, &f->others);
		*other = p;
		x->rules = &other->rules;
		x->calendar = &other->calendar;
		return;
	}
	f->id = p.id;
	f->name = p.name;
	f->code = p.code;
	f->start = p.start;
	f->status = p.status;
	f->due = p.due;
	f->finish = p.finish;
}

static void read_project(struct reading *x, const xmlNode *n, const struct plan_file_rules *usual)
{
	const xmlNode *e = NULL;
	read_head(x, n, usual);
	while ((e = plan_xml_next(n, e, "Calendar")))
		read_calendar(x, e);
	while ((e = plan_xml_next(n, e, "Calendar")))
		read_base(x, e);
	read_branches(x, n);
	x->rules->critical = hours(n, "CriticalActivityFloatLimit", x->rules->critical);
	read_path_type(x, n);
	x->use_expected = x->any_expected;
	read_options(x, n);
	int own = place_of(x, &x->calendars, n, "ActivityDefaultCalendarObjectId");
	*x->calendar = own >= 0 ? own : *x->calendar;
	while ((e = plan_xml_next(n, e, "Activity")) && x->f->tasks.len < PLAN_FILE_TASKS_MAX)
		read_activity(x, e);
}

/* Once all activities are known: links may lead from one project to another. */
static void read_between(struct reading *x, const xmlNode *n)
{
	const xmlNode *e = NULL;
	while ((e = plan_xml_next(n, e, "Relationship")))
		read_link(x, e);
	while ((e = plan_xml_next(n, e, "ResourceAssignment"))) {
		int task = place_of(x, &x->tasks, e, "ActivityObjectId");
		int resource = place_of(x, &x->resources, e, "ResourceObjectId");
		if (task >= 0 && resource >= 0)
			*vec_add(x->a, &x->f->assignments) = (struct plan_file_assignment){task, resource,
				(int32_t)(fmin(fmax(plan_xml_real(e, "PlannedUnitsPerTime", 1), 0), 1e6) * 1000),
				hours(e, "PlannedUnits", 0), plan_xml_int(e, "ObjectId", 0), {0}};
	}
}

static void read_resources(struct reading *x, const xmlNode *root)
{
	const xmlNode *n = NULL;
	while ((n = plan_xml_next(root, n, "Resource"))) {
		map_put(&x->resources, plan_xml_text(x->a, n, "ObjectId"))->n =
			(int64_t)x->f->resources.len + 1;
		*vec_add(x->a, &x->f->resources) = (struct plan_file_resource){
			plan_xml_text(x->a, n, "Id"), plan_xml_text(x->a, n, "Name"),
			str_eq(plan_xml_text(x->a, n, "ResourceType"), S("Material")) ? PLAN_MATERIAL :
											 PLAN_WORK,
			0, place_of(x, &x->calendars, n, "CalendarObjectId"),
			plan_xml_int(n, "ObjectId", 0), {0}};
	}
}

/* What stands beside the projects and holds for all of them. */
static void read_shared(struct reading *x, const xmlNode *root)
{
	const xmlNode *n = NULL;
	while ((n = plan_xml_next(root, n, "Calendar")))
		read_calendar(x, n);
	while ((n = plan_xml_next(root, n, "Calendar")))
		read_base(x, n);
	while ((n = plan_xml_next(root, n, "UDFType"))) {
		struct str *title = NEW(x->a, struct str);
		*title = plan_xml_text(x->a, n, "Title");
		map_put(&x->fields, plan_xml_text(x->a, n, "ObjectId"))->p = title;
	}
	read_resources(x, root);
	read_options(x, root);
	x->any_expected = x->use_expected;
}

enum status pmxml_read(struct arena *a, struct str bytes, struct plan_file *f,
	struct plan_file_fault *fault)
{
	struct reading x = {.a = a, .f = f, .tasks = map_on(a), .calendars = map_on(a),
		.resources = map_on(a), .branches = map_on(a), .fields = map_on(a),
		.ids = map_on(a), .projects = map_on(a), .rules = &f->rules, .calendar = &f->calendar};
	xmlDoc *doc = plan_xml_open(bytes, a, fault);
	if (!doc)
		return INVALID;
	const xmlNode *root = xmlDocGetRootElement(doc), *n = NULL;
	f->kind = "pmxml";
	f->rules = (struct plan_file_rules){.lag_on = PLAN_LAG_PREDECESSOR, .uses_status = true, .retained = true,
		.finish_float = true};
	read_shared(&x, root);
	struct plan_file_rules usual = f->rules;
	for (x.member = 0; (n = plan_xml_next(root, n, "Project")); x.member++)
		read_project(&x, n, &usual);
	while ((n = plan_xml_next(root, n, "Project")))
		read_between(&x, n);
	count_rest(&x, plan_xml_child(root, "Project"), "Project", project_known);
	count_rest(&x, root, "APIBusinessObjects", root_known);
	plan_file_settle_branches(a, f);
	read_baselines(&x, root);
	xmlFreeDoc(doc);
	if (f->tasks.len)
		return OK;
	fault->why = S("it holds no activities");
	fault->mend = S("export the project with its activities");
	return INVALID;
}
