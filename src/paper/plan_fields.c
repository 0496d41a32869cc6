/* See plan_fields.h. */
#include "paper/plan_fields.h"

#define AT(type, field) offsetof(struct type, field)

static const char *const kinds[] = {[PLAN_TASK] = "task", [PLAN_MILESTONE] = "milestone",
	[PLAN_START_MILESTONE] = "start-milestone", [PLAN_SUMMARY] = "summary",
	[PLAN_HAMMOCK] = "hammock", [PLAN_EFFORT] = "level-of-effort", NULL};
static const char *const constraints[] = {[PLAN_ASAP] = "ASAP", [PLAN_ALAP] = "ALAP",
	[PLAN_START_NO_EARLIER] = "SNET", [PLAN_START_NO_LATER] = "SNLT",
	[PLAN_FINISH_NO_EARLIER] = "FNET", [PLAN_FINISH_NO_LATER] = "FNLT",
	[PLAN_START_ON] = "SO", [PLAN_FINISH_ON] = "FO", [PLAN_MUST_START] = "MSO",
	[PLAN_MUST_FINISH] = "MFO", [PLAN_PLACED] = "placed", NULL};
static const char *const links[] = {[PLAN_FS] = "FS", [PLAN_SS] = "SS", [PLAN_FF] = "FF",
	[PLAN_SF] = "SF", NULL};
static const char *const lags[] = {[PLAN_LAG_SUCCESSOR] = "successor",
	[PLAN_LAG_PREDECESSOR] = "predecessor", [PLAN_LAG_ELAPSED] = "elapsed",
	[PLAN_LAG_CALENDAR] = "project", NULL};
static const char *const resources[] = {[PLAN_WORK] = "work", [PLAN_MATERIAL] = "material",
	[PLAN_COST] = "cost", NULL};

enum { LONGEST = INT32_MAX / 8, UNITS = 1000000000 };

const struct plan_field plan_fields_file[] = {
	{"name", FIELD_STR, AT(plan_file, name)},
	{"code", FIELD_STR, AT(plan_file, code)},
	{"start", FIELD_TIME, AT(plan_file, start)},
	{"finish", FIELD_TIME, AT(plan_file, finish)},
	{"status_date", FIELD_TIME, AT(plan_file, status)},
	{"due", FIELD_TIME, AT(plan_file, due)},
	{"minutes_per_day", FIELD_INT, AT(plan_file, minutes_per_day), 480, NULL, 1, 1440},
	{"minutes_per_week", FIELD_INT, AT(plan_file, minutes_per_week), 2400, NULL, 1, 10080},
	{"days_per_month", FIELD_INT, AT(plan_file, days_per_month), 20, NULL, 1, 31},
	{0}};

const struct plan_field plan_fields_rules[] = {
	{"from_finish", FIELD_BOOL, AT(plan_file_rules, from_finish)},
	{"honour_constraints", FIELD_BOOL, AT(plan_file_rules, honour)},
	{"progress_override", FIELD_BOOL, AT(plan_file_rules, override)},
	{"retained_logic", FIELD_BOOL, AT(plan_file_rules, retained)},
	{"actual_dates", FIELD_BOOL, AT(plan_file_rules, actual)},
	{"capped", FIELD_BOOL, AT(plan_file_rules, capped)},
	{"lag_on", FIELD_NAME, AT(plan_file_rules, lag_on), 0, lags},
	{"must_dates_yield", FIELD_BOOL, AT(plan_file_rules, yielding)},
	{"alap_takes_all_float", FIELD_BOOL, AT(plan_file_rules, whole_float)},
	{"float_on_own_calendar", FIELD_BOOL, AT(plan_file_rules, own_float)},
	{"open_ends_critical", FIELD_BOOL, AT(plan_file_rules, open_critical)},
	{"other_projects_ignored", FIELD_BOOL, AT(plan_file_rules, alone)},
	{"critical_minutes", FIELD_INT, AT(plan_file_rules, critical)},
	{"critical_longest_path", FIELD_BOOL, AT(plan_file_rules, longest)},
	{"finish_float", FIELD_BOOL, AT(plan_file_rules, finish_float)},
	{"uses_status", FIELD_BOOL, AT(plan_file_rules, uses_status)},
	{0}};

const struct plan_field plan_fields_task[] = {
	{"id", FIELD_STR, AT(plan_file_task, id)},
	{"uid", FIELD_INT64, AT(plan_file_task, uid)},
	{"name", FIELD_STR, AT(plan_file_task, name)},
	{"wbs", FIELD_STR, AT(plan_file_task, wbs)},
	{"notes", FIELD_STR, AT(plan_file_task, notes)},
	{"level", FIELD_INT, AT(plan_file_task, level), 0, NULL, 0, 1000},
	{"project", FIELD_INT, AT(plan_file_task, member)},
	{"kind", FIELD_NAME, AT(plan_file_task, a.kind), 0, kinds},
	{"duration_minutes", FIELD_INT, AT(plan_file_task, a.duration), 0, NULL, 0, LONGEST},
	{"done_minutes", FIELD_INT, AT(plan_file_task, a.done), 0, NULL, -LONGEST, LONGEST},
	{"elapsed", FIELD_BOOL, AT(plan_file_task, elapsed)},
	{"manual", FIELD_BOOL, AT(plan_file_task, manual)},
	{"manual_start", FIELD_TIME, AT(plan_file_task, placed)},
	{"manual_finish", FIELD_TIME, AT(plan_file_task, placed_finish)},
	{"inactive", FIELD_BOOL, AT(plan_file_task, inactive)},
	{"project_summary", FIELD_BOOL, AT(plan_file_task, project)},
	{"recurring", FIELD_BOOL, AT(plan_file_task, recurring)},
	{"resource_calendars", FIELD_BOOL, AT(plan_file_task, by_resource)},
	{"resource_dependent", FIELD_BOOL, AT(plan_file_task, follows)},
	{"constraint", FIELD_NAME, AT(plan_file_task, a.constraint), 0, constraints},
	{"constraint_date", FIELD_TIME, AT(plan_file_task, a.constraint_at)},
	{"constraint2", FIELD_NAME, AT(plan_file_task, a.constraint2), 0, constraints},
	{"constraint2_date", FIELD_TIME, AT(plan_file_task, a.constraint2_at)},
	{"due", FIELD_TIME, AT(plan_file_task, a.due)},
	{"actual_start", FIELD_TIME, AT(plan_file_task, a.actual_start)},
	{"actual_finish", FIELD_TIME, AT(plan_file_task, a.actual_finish)},
	{"resume", FIELD_TIME, AT(plan_file_task, a.resume)},
	{"expected_finish", FIELD_TIME, AT(plan_file_task, expected)},
	{"outside_start", FIELD_TIME, AT(plan_file_task, outside_start)},
	{"outside_finish", FIELD_TIME, AT(plan_file_task, outside_finish)},
	{"permille_complete", FIELD_INT, AT(plan_file_task, permille), -1, NULL, -1, 1000},
	{"priority", FIELD_INT, AT(plan_file_task, priority)},
	{"levelling_delay_minutes", FIELD_INT, AT(plan_file_task, delay), 0, NULL, -LONGEST,
		LONGEST},
	{"levelling_delay_elapsed", FIELD_BOOL, AT(plan_file_task, delay_elapsed)},
	{"cost", FIELD_MONEY, AT(plan_file_task, cost), INT64_MIN},
	{"actual_cost", FIELD_MONEY, AT(plan_file_task, actual_cost), INT64_MIN},
	{0}};

const struct plan_field plan_fields_dates[] = {
	{"start", FIELD_TIME, AT(plan_file_dates, start)},
	{"finish", FIELD_TIME, AT(plan_file_dates, finish)},
	{"early_start", FIELD_TIME, AT(plan_file_dates, early_start)},
	{"early_finish", FIELD_TIME, AT(plan_file_dates, early_finish)},
	{"late_start", FIELD_TIME, AT(plan_file_dates, late_start)},
	{"late_finish", FIELD_TIME, AT(plan_file_dates, late_finish)},
	{"has_float", FIELD_BOOL, AT(plan_file_dates, has_float)},
	{"total_float_minutes", FIELD_INT, AT(plan_file_dates, total_float)},
	{"free_float_minutes", FIELD_INT, AT(plan_file_dates, free_float)},
	{"critical", FIELD_BOOL, AT(plan_file_dates, critical)},
	{0}};

const struct plan_field plan_fields_baseline[] = {
	{"number", FIELD_INT, AT(plan_file_baseline, number)},
	{"start", FIELD_TIME, AT(plan_file_baseline, start)},
	{"finish", FIELD_TIME, AT(plan_file_baseline, finish)},
	{"duration_minutes", FIELD_INT, AT(plan_file_baseline, duration)},
	{"work_minutes", FIELD_INT, AT(plan_file_baseline, work)},
	{"cost", FIELD_MONEY, AT(plan_file_baseline, cost), INT64_MIN},
	{0}};

const struct plan_field plan_fields_link[] = {
	{"link", FIELD_NAME, AT(plan_file_link, type), 0, links},
	{"lag", FIELD_INT, AT(plan_file_link, lag), 0, NULL, -LONGEST, LONGEST},
	{"elapsed", FIELD_BOOL, AT(plan_file_link, elapsed)},
	{"permille", FIELD_BOOL, AT(plan_file_link, permille)},
	{0}};

const struct plan_field plan_fields_resource[] = {
	{"id", FIELD_STR, AT(plan_file_resource, id)},
	{"uid", FIELD_INT64, AT(plan_file_resource, uid)},
	{"name", FIELD_STR, AT(plan_file_resource, name)},
	{"kind", FIELD_KIND, AT(plan_file_resource, kind), 0, resources},
	{"units_permille", FIELD_INT, AT(plan_file_resource, units), 0, NULL, 0, UNITS},
	{0}};

const struct plan_field plan_fields_assignment[] = {
	{"uid", FIELD_INT64, AT(plan_file_assignment, uid)},
	{"units_permille", FIELD_INT, AT(plan_file_assignment, units), 0, NULL, 0, UNITS},
	{"work_minutes", FIELD_INT, AT(plan_file_assignment, work)},
	{0}};

const struct plan_field plan_fields_calendar[] = {
	{"id", FIELD_STR, AT(plan_file_calendar, id)},
	{"name", FIELD_STR, AT(plan_file_calendar, name)},
	{"broken", FIELD_BOOL, AT(plan_file_calendar, broken)},
	{0}};

const struct plan_field plan_fields_branch[] = {
	{"id", FIELD_STR, AT(plan_file_branch, id)},
	{"code", FIELD_STR, AT(plan_file_branch, code)},
	{"name", FIELD_STR, AT(plan_file_branch, name)},
	{"project", FIELD_INT, AT(plan_file_branch, project)},
	{0}};

const struct plan_field plan_fields_project[] = {
	{"id", FIELD_STR, AT(plan_file_project, id)},
	{"name", FIELD_STR, AT(plan_file_project, name)},
	{"code", FIELD_STR, AT(plan_file_project, code)},
	{"start", FIELD_TIME, AT(plan_file_project, start)},
	{"finish", FIELD_TIME, AT(plan_file_project, finish)},
	{"due", FIELD_TIME, AT(plan_file_project, due)},
	{"status_date", FIELD_TIME, AT(plan_file_project, status)},
	{0}};

void plan_fields_clear(const struct plan_field *fields, void *thing)
{
	for (const struct plan_field *f = fields; f->name; f++) {
		char *at = (char *)thing + f->at;
		if (f->type == FIELD_INT || f->type == FIELD_KIND)
			*(int32_t *)at = (int32_t)f->normal;
		else if (f->type == FIELD_INT64 || f->type == FIELD_MONEY)
			*(int64_t *)at = f->normal;
		else if (f->type == FIELD_NAME)
			*(uint8_t *)at = (uint8_t)f->normal;
	}
}
