/* MS Project XML out: every element at its place in Microsoft's schema, the model's own
 * first, then what a file of the same format said that the model does not hold. */
#include "paper/plan_xml.h"

#include <stdio.h>
#include <stdlib.h>

/* The order of the schema (Project 2003 to 2019). */
static const char *const project_order[] = {"SaveVersion", "BuildNumber", "UID", "Name", "GUID",
	"Title", "Subject", "Category", "Company", "Manager", "Author", "CreationDate",
	"Revision", "LastSaved", "ScheduleFromStart", "StartDate", "FinishDate", "FYStartDate",
	"CriticalSlackLimit", "CurrencyDigits", "CurrencySymbol", "CurrencyCode",
	"CurrencySymbolPosition", "CalendarUID", "BaselineCalendar", "DefaultStartTime",
	"DefaultFinishTime", "MinutesPerDay", "MinutesPerWeek", "DaysPerMonth",
	"DefaultTaskType", "DefaultFixedCostAccrual", "DefaultStandardRate",
	"DefaultOvertimeRate", "DurationFormat", "WorkFormat", "EditableActualCosts",
	"HonorConstraints", "EarnedValueMethod", "InsertedProjectsLikeSummary",
	"MultipleCriticalPaths", "NewTasksEffortDriven", "NewTasksEstimated",
	"SplitsInProgressTasks", "SpreadActualCost", "SpreadPercentComplete",
	"TaskUpdatesResource", "FiscalYearStart", "WeekStartDay", "MoveCompletedEndsBack",
	"MoveRemainingStartsBack", "MoveRemainingStartsForward", "MoveCompletedEndsForward",
	"BaselineForEarnedValue", "AutoAddNewResourcesAndTasks", "StatusDate", "CurrentDate",
	"MicrosoftProjectServerURL", "Autolink", "NewTaskStartDate", "NewTasksAreManual",
	"DefaultTaskEVMethod", "ProjectExternallyEdited", "ExtendedCreationDate",
	"ActualsInSync", "RemoveFileProperties", "AdminProject",
	"UpdateManuallyScheduledTasksWhenEditingLinks",
	"KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled", "Views", "Filters", "Groups",
	"Tables", "Maps", "Reports", "Drawings", "DataLinks", "VBAProjects", "OutlineCodes",
	"WBSMasks", "ExtendedAttributes", "Calendars", "Tasks", "Resources", "Assignments",
	NULL};
static const char *const task_order[] = {"UID", "GUID", "ID", "Name", "Active", "Manual", "Type",
	"IsNull", "CreateDate", "Contact", "WBS", "WBSLevel", "OutlineNumber", "OutlineLevel",
	"Priority", "StartText", "FinishText", "DurationText", "Start", "Finish", "Duration",
	"ManualStart", "ManualFinish", "ManualDuration", "DurationFormat",
	"FreeformDurationFormat", "Work", "Stop", "Resume", "ResumeValid", "EffortDriven",
	"Recurring", "OverAllocated", "Estimated", "Milestone", "Summary", "DisplayAsSummary",
	"Critical", "IsSubproject", "IsSubprojectReadOnly", "SubprojectName", "ExternalTask",
	"ExternalTaskProject", "EarlyStart", "EarlyFinish", "LateStart", "LateFinish",
	"StartVariance", "FinishVariance", "WorkVariance", "FreeSlack", "TotalSlack",
	"StartSlack", "FinishSlack", "FixedCost", "FixedCostAccrual", "PercentComplete",
	"PercentWorkComplete", "Cost", "OvertimeCost", "OvertimeWork", "ActualStart",
	"ActualFinish", "ActualDuration", "ActualCost", "ActualOvertimeCost", "ActualWork",
	"ActualOvertimeWork", "RegularWork", "RemainingDuration", "RemainingCost",
	"RemainingWork", "RemainingOvertimeCost", "RemainingOvertimeWork", "ACWP", "CV",
	"ConstraintType", "CalendarUID", "ConstraintDate", "Deadline", "LevelAssignments",
	"LevelingCanSplit", "LevelingDelay", "LevelingDelayFormat", "PreLeveledStart",
	"PreLeveledFinish", "Hyperlink", "HyperlinkAddress", "HyperlinkSubAddress",
	"IgnoreResourceCalendar", "Notes", "HideBar", "Rollup", "BCWS", "BCWP",
	"PhysicalPercentComplete", "EarnedValueMethod", "PredecessorLink",
	"ActualWorkProtected", "ActualOvertimeWorkProtected", "IsPublished", "StatusManager",
	"CommitmentStart", "CommitmentFinish", "CommitmentType",
	"BoardStatusColumnOrderingID", "SprintColumnOrderingID",
	"NextAvailableBoardStatusColumnOrderingID", "NextAvailableSprintOrderingID",
	"ExtendedAttribute", "Baseline", "OutlineCode", "TimephasedData", NULL};
static const char *const resource_order[] = {"UID", "GUID", "ID", "Name", "Type", "IsNull",
	"Initials", "Phonetics", "NTAccount", "MaterialLabel", "Code", "Group", "WorkGroup",
	"EmailAddress", "Hyperlink", "HyperlinkAddress", "HyperlinkSubAddress", "MaxUnits",
	"PeakUnits", "OverAllocated", "AvailableFrom", "AvailableTo", "Start", "Finish",
	"CanLevel", "AccrueAt", "Work", "RegularWork", "OvertimeWork", "ActualWork",
	"RemainingWork", "ActualOvertimeWork", "RemainingOvertimeWork", "PercentWorkComplete",
	"StandardRate", "StandardRateFormat", "Cost", "OvertimeRate", "OvertimeRateFormat",
	"OvertimeCost", "CostPerUse", "ActualCost", "ActualOvertimeCost", "RemainingCost",
	"RemainingOvertimeCost", "WorkVariance", "CostVariance", "SV", "CV", "ACWP",
	"CalendarUID", "Notes", "BCWS", "BCWP", "IsGeneric", "IsInactive", "IsEnterprise",
	"BookingType", "ActualWorkProtected", "ActualOvertimeWorkProtected",
	"ActiveDirectoryGUID", "CreationDate", "IsCostResource", "AssnOwner", "AssnOwnerGuid",
	"IsBudget", "ExtendedAttribute", "Baseline", "OutlineCode", "AvailabilityPeriods",
	"Rates", "TimephasedData", NULL};
static const char *const assignment_order[] = {"UID", "GUID", "TaskUID", "ResourceUID",
	"PercentWorkComplete", "ActualCost", "ActualFinish", "ActualOvertimeCost",
	"ActualOvertimeWork", "ActualStart", "ActualWork", "ACWP", "Confirmed", "Cost",
	"CostRateTable", "RateScale", "CostVariance", "CV", "Delay", "Finish",
	"FinishVariance", "Hyperlink", "HyperlinkAddress", "HyperlinkSubAddress",
	"WorkVariance", "HasFixedRateUnits", "FixedMaterial", "LevelingDelay",
	"LevelingDelayFormat", "LinkedFields", "Milestone", "Notes", "Overallocated",
	"OvertimeCost", "OvertimeWork", "PeakUnits", "RegularWork", "RemainingCost",
	"RemainingOvertimeCost", "RemainingOvertimeWork", "RemainingWork", "ResponsePending",
	"Start", "Stop", "Resume", "StartVariance", "Summary", "SV", "Units", "UpdateNeeded",
	"VAC", "Work", "WorkContour", "BCWS", "BCWP", "BookingType", "ActualWorkProtected",
	"ActualOvertimeWorkProtected", "CreationDate", "AssnOwner", "AssnOwnerGuid",
	"BudgetCost", "BudgetWork", "ExtendedAttribute", "Baseline", "TimephasedData", NULL};

struct element {
	size_t rank, place;
	struct str xml;
	const char *name;
};

struct writing {
	struct arena *a;
	struct plan_file *f;
	bool same; /* raw is of this format */
	struct out out;
	int64_t *task_uid, *calendar_uid, *resource_uid;
	int *first_link, *next_link; /* links by successor, 1 + place */
	const char *const *order;
	VEC(struct element) elements; /* of the thing being written */
};

static size_t rank_of(const char *const *order, struct str name)
{
	size_t i = 0;
	while (order[i] && !str_eq(name, str_of(order[i])))
		i++;
	return i;
}

static void add_xml(struct writing *x, const char *name, struct str xml)
{
	size_t place = x->elements.len;
	*vec_add(x->a, &x->elements) =
		(struct element){rank_of(x->order, str_of(name)), place, xml, name};
}

static void add(struct writing *x, const char *name, struct str text)
{
	struct out o = out_on(x->a, 1u << 28);
	plan_xml_put(&o, name, text);
	add_xml(x, name, out_got(&o));
}

static void add_some(struct writing *x, const char *name, struct str text)
{
	if (text.len)
		add(x, name, text);
}

static void add_int(struct writing *x, const char *name, int64_t n)
{
	add(x, name, str_fmt(x->a, "%lld", (long long)n));
}

static struct str time_text(struct arena *a, plan_minute t)
{
	return str_fmt(a, "%.*s:00", STR(plan_file_iso(a, t)));
}

static void add_time(struct writing *x, const char *name, plan_minute t)
{
	if (t)
		add(x, name, time_text(x->a, t));
}

static struct str duration_text(struct arena *a, int32_t minutes)
{
	int64_t m = minutes < 0 ? -(int64_t)minutes : minutes;
	return str_fmt(a, "%sPT%lldH%lldM0S", minutes < 0 ? "-" : "", (long long)(m / 60),
		(long long)(m % 60));
}

static void add_money(struct writing *x, const char *name, money m)
{
	if (money_is(m))
		add_int(x, name, m.fen);
}

/* What was kept stands beside what the model says, never instead of it. */
static void add_raw(struct writing *x, const struct plan_file_extras *raw)
{
	size_t own = x->elements.len;
	for (size_t i = 0; x->same && i < raw->len; i++) {
		const struct plan_file_extra *e = &raw->at[i];
		bool said = false;
		for (size_t k = 0; k < own && !said; k++)
			said = str_eq(e->name, str_of(x->elements.at[k].name));
		if (said)
			continue;
		struct out o = out_on(x->a, 1u << 28);
		plan_xml_put_rest(&o, e);
		*vec_add(x->a, &x->elements) = (struct element){rank_of(x->order, e->name),
			x->elements.len - 1, out_got(&o), str_z(x->a, e->name)};
	}
}

static struct str kept(const struct writing *x, const struct plan_file_extras *raw,
	const char *name)
{
	for (size_t i = 0; x->same && i < raw->len; i++)
		if (str_eq(raw->at[i].name, str_of(name)))
			return raw->at[i].value;
	return NOTHING;
}

static int by_rank(const void *a, const void *b)
{
	const struct element *x = a, *y = b;
	return x->rank != y->rank ? (x->rank < y->rank ? -1 : 1) :
				    (x->place > y->place) - (x->place < y->place);
}

static void flush(struct writing *x)
{
	if (x->elements.len)
		qsort(x->elements.at, x->elements.len, sizeof *x->elements.at, by_rank);
	for (size_t i = 0; i < x->elements.len; i++)
		out_str(&x->out, x->elements.at[i].xml);
	x->elements.len = 0;
}

/* ---- calendars ------------------------------------------------------------------------------ */
static void put_hours(struct out *o, const struct plan_workday *d)
{
	out_fmt(o, "<DayWorking>%d</DayWorking>\n", d->count > 0);
	if (!d->count)
		return;
	out_lit(o, "<WorkingTimes>\n");
	for (int i = 0; i < d->count; i++)
		out_fmt(o,
			"<WorkingTime><FromTime>%02d:%02d:00</FromTime><ToTime>%02d:%02d:00</ToTime>"
			"</WorkingTime>\n",
			d->span[i].from / 60, d->span[i].from % 60, d->span[i].to % 1440 / 60,
			d->span[i].to % 60);
	out_lit(o, "</WorkingTimes>\n");
}

static void put_exceptions(struct writing *x, const struct plan_exception *e, size_t len)
{
	struct out *o = &x->out;
	out_lit(o, "<Exceptions>\n");
	for (size_t i = 0, k; i < len; i = k) {
		for (k = i + 1; k < len && e[k].day == e[k - 1].day + 1 &&
			memcmp(&e[k].work, &e[i].work, sizeof e->work) == 0;
			k++)
			;
		char first[11], last[11];
		day_write((day){e[i].day}, first);
		day_write((day){e[k - 1].day}, last);
		out_fmt(o,
			"<Exception>\n<EnteredByOccurrences>0</EnteredByOccurrences>\n<TimePeriod>"
			"<FromDate>%sT00:00:00</FromDate><ToDate>%sT23:59:00</ToDate></TimePeriod>\n"
			"<Occurrences>%zu</Occurrences>\n<Name/>\n<Type>1</Type>\n",
			first, last, k - i);
		put_hours(o, &e[i].work);
		out_lit(o, "</Exception>\n");
	}
	out_lit(o, "</Exceptions>\n");
}

static void put_calendar(struct writing *x, size_t place)
{
	const struct plan_file_calendar *c = &x->f->calendars.at[place];
	struct out *o = &x->out;
	if (x->same && c->raw.len) {
		plan_xml_put_rest(o, &c->raw.at[0]);
		return;
	}
	struct plan_hours hours;
	plan_file_hours(x->a, x->f, (int)place, &hours);
	out_fmt(o, "<Calendar>\n<UID>%lld</UID>\n", (long long)x->calendar_uid[place]);
	plan_xml_put(o, "Name", c->name.len ? c->name : c->id);
	out_lit(o, "<IsBaseCalendar>1</IsBaseCalendar>\n<BaseCalendarUID>-1</BaseCalendarUID>\n"
		   "<WeekDays>\n");
	for (int type = 1; type <= 7; type++) {
		out_fmt(o, "<WeekDay>\n<DayType>%d</DayType>\n", type);
		put_hours(o, &hours.week->day[(type + 5) % 7]);
		out_lit(o, "</WeekDay>\n");
	}
	out_lit(o, "</WeekDays>\n");
	put_exceptions(x, hours.exceptions, hours.exception_count);
	out_lit(o, "</Calendar>\n");
}

/* ---- tasks ---------------------------------------------------------------------------------- */
static bool elapsed_format(struct str s)
{
	static const char *const formats[] = {"4", "6", "8", "10", "12", "20", "36", "38", "40",
		"42", "44", "52"};
	for (size_t i = 0; i < LEN(formats); i++)
		if (str_eq(s, str_of(formats[i])))
			return true;
	return false;
}

static void lost(struct writing *x, const struct plan_file_task *t, const char *what)
{
	plan_file_note(x->a, x->f, PLAN_WARNING, "not-kept", t->id,
		"MS Project XML has no place for %s", what);
}

static int constraint_type(struct writing *x, const struct plan_file_task *t)
{
	static const int types[] = {[PLAN_ASAP] = 0, [PLAN_ALAP] = 1, [PLAN_MUST_START] = 2,
		[PLAN_MUST_FINISH] = 3, [PLAN_START_NO_EARLIER] = 4, [PLAN_START_NO_LATER] = 5,
		[PLAN_FINISH_NO_EARLIER] = 6, [PLAN_FINISH_NO_LATER] = 7, [PLAN_START_ON] = 2,
		[PLAN_FINISH_ON] = 3, [PLAN_PLACED] = 2};
	if (t->a.constraint == PLAN_START_ON || t->a.constraint == PLAN_FINISH_ON)
		lost(x, t, "a date that gives way to links; it must be kept there");
	if (t->a.constraint2)
		lost(x, t, "a second constraint");
	return types[t->a.constraint];
}

static void add_dates(struct writing *x, const struct plan_file_task *t)
{
	const struct plan_file_dates *d = &t->theirs;
	add_time(x, "Start", d->start);
	add_time(x, "Finish", d->finish);
	add_time(x, "EarlyStart", d->early_start);
	add_time(x, "EarlyFinish", d->early_finish);
	add_time(x, "LateStart", d->late_start);
	add_time(x, "LateFinish", d->late_finish);
	if (d->has_float)
		add_int(x, "TotalSlack", 10 * (int64_t)d->total_float);
	if (d->free_float)
		add_int(x, "FreeSlack", 10 * (int64_t)d->free_float);
	if (d->start)
		add_int(x, "Critical", d->critical);
}

static void add_progress(struct writing *x, const struct plan_file_task *t)
{
	const struct plan_activity *a = &t->a;
	if (t->permille >= 0)
		add_int(x, "PercentComplete", t->permille / 10);
	add_time(x, "ActualStart", a->actual_start);
	add_time(x, "ActualFinish", a->actual_finish);
	if (a->actual_start && a->kind != PLAN_SUMMARY)
		add(x, "RemainingDuration", duration_text(x->a, a->duration - a->done));
	if (a->resume) {
		struct str stop = kept(x, &t->raw, "Stop");
		add(x, "Stop", stop.len ? stop : time_text(x->a, a->actual_start));
		add_time(x, "Resume", a->resume);
	}
	add_money(x, "Cost", t->cost);
	add_money(x, "ActualCost", t->actual_cost);
}

static void add_baseline(struct writing *x, const struct plan_file_baseline *b)
{
	struct out o = out_on(x->a, 1u << 28);
	out_fmt(&o, "<Baseline>\n<Number>%d</Number>\n", b->number);
	if (b->start)
		plan_xml_put(&o, "Start", time_text(x->a, b->start));
	if (b->finish)
		plan_xml_put(&o, "Finish", time_text(x->a, b->finish));
	plan_xml_put(&o, "Duration", duration_text(x->a, b->duration));
	if (b->work)
		plan_xml_put(&o, "Work", duration_text(x->a, b->work));
	if (money_is(b->cost))
		out_fmt(&o, "<Cost>%lld</Cost>\n", (long long)b->cost.fen);
	for (size_t i = 0; x->same && i < b->raw.len; i++)
		plan_xml_put_rest(&o, &b->raw.at[i]);
	out_lit(&o, "</Baseline>\n");
	add_xml(x, "Baseline", out_got(&o));
}

static void add_links(struct writing *x, size_t to)
{
	static const int types[] = {[PLAN_FS] = 1, [PLAN_SS] = 3, [PLAN_FF] = 0, [PLAN_SF] = 2};
	for (int k = x->first_link[to]; k; k = x->next_link[k - 1]) {
		const struct plan_file_link *l = &x->f->links.at[k - 1];
		int64_t lag = l->permille ? l->lag / 10 : 10 * (int64_t)l->lag;
		add_xml(x, "PredecessorLink",
			str_fmt(x->a,
				"<PredecessorLink>\n<PredecessorUID>%lld</PredecessorUID>\n<Type>%d</Type>\n"
				"<CrossProject>0</CrossProject>\n<LinkLag>%lld</LinkLag>\n"
				"<LagFormat>%d</LagFormat>\n</PredecessorLink>\n",
				(long long)x->task_uid[l->from], types[l->type], (long long)lag,
				l->permille ? (l->elapsed ? 20 : 19) : l->elapsed ? 8 : 7));
	}
}

static void add_what(struct writing *x, const struct plan_file_task *t, size_t place)
{
	struct str format = kept(x, &t->raw, "DurationFormat");
	bool manual = t->manual || t->a.constraint == PLAN_PLACED;
	add_int(x, "UID", x->task_uid[place]);
	if (!kept(x, &t->raw, "ID").len)
		add_int(x, "ID", (int64_t)place + !x->f->tasks.at[0].project);
	add_some(x, "Name", t->name);
	if (t->inactive)
		add_int(x, "Active", 0);
	if (manual) {
		add_int(x, "Manual", 1);
		add_time(x, "ManualStart", t->placed ? t->placed : t->a.constraint_at);
		add_time(x, "ManualFinish", t->placed_finish);
	}
	add_int(x, "IsNull", 0);
	if (!kept(x, &t->raw, "Recurring").len)
		add_int(x, "Recurring", t->recurring);
	add_some(x, "WBS", t->wbs.len || x->same ? t->wbs : t->id);
	add_int(x, "OutlineLevel", t->level);
	add_int(x, "Priority", t->priority);
	add(x, "Duration", duration_text(x->a, t->a.duration));
	if (!format.len || (elapsed_format(format) != t->elapsed && !t->project))
		add_int(x, "DurationFormat", t->elapsed ? 8 : 7);
	add_int(x, "Milestone", t->a.kind == PLAN_MILESTONE || t->a.kind == PLAN_START_MILESTONE);
	add_int(x, "Summary", t->a.kind == PLAN_SUMMARY);
	if (t->a.kind == PLAN_HAMMOCK || t->a.kind == PLAN_EFFORT)
		lost(x, t, "a hammock or level of effort; it is a task there");
	if (t->expected)
		lost(x, t, "an expected finish");
}

static void put_task(struct writing *x, size_t place)
{
	const struct plan_file_task *t = &x->f->tasks.at[place];
	int constraint = t->a.constraint == PLAN_PLACED ? 0 : constraint_type(x, t);
	x->order = task_order;
	add_what(x, t, place);
	add_dates(x, t);
	add_progress(x, t);
	add_int(x, "ConstraintType", constraint);
	if (t->a.constraint != PLAN_PLACED)
		add_time(x, "ConstraintDate", t->a.constraint_at);
	add_int(x, "CalendarUID", t->calendar < 0 ? -1 : x->calendar_uid[t->calendar]);
	add_time(x, "Deadline", t->a.due);
	if (t->delay) {
		add_int(x, "LevelingDelay", 10 * (int64_t)t->delay);
		if (elapsed_format(kept(x, &t->raw, "LevelingDelayFormat")) != t->delay_elapsed)
			add_int(x, "LevelingDelayFormat", t->delay_elapsed ? 8 : 7);
	}
	add_some(x, "Notes", t->notes);
	add_links(x, place);
	for (size_t i = 0; i < t->baselines.len; i++)
		add_baseline(x, &t->baselines.at[i]);
	add_raw(x, &t->raw);
	out_lit(&x->out, "<Task>\n");
	flush(x);
	out_lit(&x->out, "</Task>\n");
}

/* ---- resources, assignments, the project ----------------------------------------------------- */
static void put_resource(struct writing *x, size_t place)
{
	static const int types[] = {[PLAN_WORK] = 1, [PLAN_MATERIAL] = 0, [PLAN_COST] = 2};
	const struct plan_file_resource *r = &x->f->resources.at[place];
	x->order = resource_order;
	add_int(x, "UID", x->resource_uid[place]);
	if (!kept(x, &r->raw, "ID").len)
		add_int(x, "ID", (int64_t)place + 1);
	add_some(x, "Name", r->name);
	add_int(x, "Type", types[r->kind]);
	add_int(x, "IsNull", 0);
	if (r->units)
		add(x, "MaxUnits", str_fmt(x->a, "%d.%03d", r->units / 1000, r->units % 1000));
	if (r->calendar >= 0)
		add_int(x, "CalendarUID", x->calendar_uid[r->calendar]);
	add_raw(x, &r->raw);
	out_lit(&x->out, "<Resource>\n");
	flush(x);
	out_lit(&x->out, "</Resource>\n");
}

static void put_assignment(struct writing *x, size_t place)
{
	const struct plan_file_assignment *s = &x->f->assignments.at[place];
	x->order = assignment_order;
	if (s->uid || !x->same)
		add_int(x, "UID", s->uid ? s->uid : (int64_t)place + 1);
	add_int(x, "TaskUID", x->task_uid[s->task]);
	add_int(x, "ResourceUID", x->resource_uid[s->resource]);
	add(x, "Units", str_fmt(x->a, "%d.%03d", s->units / 1000, s->units % 1000));
	add(x, "Work", duration_text(x->a, s->work));
	add_raw(x, &s->raw);
	out_lit(&x->out, "<Assignment>\n");
	flush(x);
	out_lit(&x->out, "</Assignment>\n");
}

static void add_list(struct writing *x, const char *name, size_t len,
	void (*put)(struct writing *, size_t))
{
	VEC(struct element) outer = {x->elements.at, x->elements.len, x->elements.cap};
	struct out o = x->out;
	memset(&x->elements, 0, sizeof x->elements);
	x->out = out_on(x->a, 1u << 30);
	out_fmt(&x->out, "<%s>\n", name);
	for (size_t i = 0; i < len; i++)
		put(x, i);
	for (size_t i = 0; x->same && i < x->f->sections.len && put == put_assignment; i++)
		plan_xml_put_rest(&x->out, &x->f->sections.at[i]);
	out_fmt(&x->out, "</%s>\n", name);
	struct str xml = out_got(&x->out);
	x->out = o;
	x->elements.at = outer.at;
	x->elements.len = outer.len;
	x->elements.cap = outer.cap;
	x->order = project_order;
	add_xml(x, name, xml);
}

static void add_project(struct writing *x)
{
	const struct plan_file *f = x->f;
	x->order = project_order;
	if (!kept(x, &f->raw, "Name").len && !kept(x, &f->raw, "Title").len) {
		add(x, "SaveVersion", S("14"));
		add_some(x, "Name", f->name);
		add_some(x, "Title", f->name);
	}
	add_int(x, "ScheduleFromStart", !f->rules.from_finish);
	add_time(x, "StartDate", f->start);
	add_time(x, "FinishDate", f->finish);
	add_time(x, "StatusDate", f->status);
	add_int(x, "CalendarUID", f->calendar < 0 ? -1 : x->calendar_uid[f->calendar]);
	add_int(x, "MinutesPerDay", f->minutes_per_day);
	add_int(x, "MinutesPerWeek", f->minutes_per_week);
	add_int(x, "DaysPerMonth", f->days_per_month);
	add_int(x, "HonorConstraints", f->rules.yielding);
	if (f->due)
		plan_file_note(x->a, x->f, PLAN_WARNING, "not-kept", NOTHING,
			"MS Project XML has no place for the project's must-finish date");
	if (f->rules.uses_status && f->status)
		plan_file_note(x->a, x->f, PLAN_WARNING, "not-kept", NOTHING,
			"MS Project does not hold work back to the status date by itself; use Update Project there");
	if (f->rules.longest)
		plan_file_note(x->a, x->f, PLAN_WARNING, "not-kept", NOTHING,
			"MS Project XML has no place for critical by the longest path");
	if (f->rules.override)
		plan_file_note(x->a, x->f, PLAN_WARNING, "not-kept", NOTHING,
			"MS Project XML has no place for progress override");
}

/* Their own numbers where they are whole, apart and small enough; else counted from 1. */
static int64_t *uids(struct writing *x, size_t len, int64_t (*of)(const struct plan_file *, size_t))
{
	int64_t *made = NEW_ARRAY(x->a, int64_t, len + 1);
	struct map seen = map_on(x->a);
	bool sound = true;
	for (size_t i = 0; i < len; i++) {
		made[i] = of(x->f, i);
		struct map_entry *e = map_put(&seen, str_fmt(x->a, "%lld", (long long)made[i]));
		sound &= made[i] >= (x->same ? 0 : 1) && made[i] <= INT32_MAX && !e->n;
		e->n = 1;
	}
	for (size_t i = 0; i < len && !sound; i++)
		made[i] = (int64_t)i + 1;
	return made;
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
	int64_t n;
	return str_int(f->calendars.at[i].id, &n) ? n : -1;
}

static void index_links(struct writing *x)
{
	x->first_link = NEW_ARRAY(x->a, int, x->f->tasks.len + 1);
	x->next_link = NEW_ARRAY(x->a, int, x->f->links.len + 1);
	for (size_t i = x->f->links.len; i-- > 0;) {
		x->next_link[i] = x->first_link[x->f->links.at[i].to];
		x->first_link[x->f->links.at[i].to] = (int)i + 1;
	}
}

struct str mspdi_write(struct arena *a, struct plan_file *given)
{
	struct plan_file *f = plan_file_outlined(a, given);
	struct writing *x = NEW(a, struct writing);
	*x = (struct writing){.a = a, .f = f, .out = out_on(a, 1u << 30)};
	x->same = plan_file_same_origin(a, f, "mspdi");
	x->task_uid = uids(x, f->tasks.len, task_number);
	x->resource_uid = uids(x, f->resources.len, resource_number);
	x->calendar_uid = uids(x, f->calendars.len, calendar_number);
	index_links(x);
	add_project(x);
	add_list(x, "Calendars", f->calendars.len, put_calendar);
	add_list(x, "Tasks", f->tasks.len, put_task);
	add_list(x, "Resources", f->resources.len, put_resource);
	add_list(x, "Assignments", f->assignments.len, put_assignment);
	x->order = project_order;
	add_raw(x, &f->raw);
	out_lit(&x->out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
			 "<Project xmlns=\"http://schemas.microsoft.com/project\">\n");
	flush(x);
	out_lit(&x->out, "</Project>\n");
	given->diagnostics = f->diagnostics;
	return out_got(&x->out);
}
