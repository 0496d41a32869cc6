/* Instances of resource-constrained scheduling (PSPLIB .sm and .mm, Patterson .rcp) as
 * schedules: their time is abstract, so one period becomes one working day. */
#include "paper/plan_file.h"
#include "paper/psplib.h"

enum { DAY = 480 };

static void add_resources(struct arena *a, struct plan_file *f, const struct psplib *p)
{
	for (size_t r = 0; r < p->input.resource_count; r++) {
		struct str name = r < p->resources.len ? p->resources.at[r] :
							 str_fmt(a, "R%zu", r + 1);
		int64_t units = (int64_t)p->input.resources[r].capacity * 1000;
		*vec_add(a, &f->resources) = (struct plan_file_resource){.id = name, .name = name,
			.kind = p->input.resources[r].budget ? PLAN_MATERIAL : PLAN_WORK,
			.units = (int32_t)MIN(units, 1000000000), .calendar = -1,
			.uid = (int64_t)r + 1};
	}
}

static void add_jobs(struct arena *a, struct plan_file *f, const struct plan_solve_input *in)
{
	for (size_t i = 0; i < in->job_count; i++) {
		const struct plan_job *j = &in->jobs[i];
		int32_t days = MIN(in->durations[j->mode], INT32_MAX / 8 / DAY);
		struct plan_file_task t = {.id = str_fmt(a, "%zu", i + 1), .uid = (int64_t)i + 1,
			.parent = -1, .branch = -1, .calendar = 0, .permille = -1, .level = 1,
			.priority = 500, .cost = MONEY_NONE, .actual_cost = MONEY_NONE};
		t.name = t.id;
		t.a.kind = days ? PLAN_TASK : PLAN_MILESTONE;
		t.a.duration = days * DAY;
		for (size_t r = 0; r < in->resource_count; r++) {
			int32_t need = in->demands[(size_t)j->mode * in->resource_count + r];
			if (need)
				*vec_add(a, &f->assignments) = (struct plan_file_assignment){
					.task = (int)i, .resource = (int)r,
					.units = (int32_t)MIN((int64_t)need * 1000, 1000000000),
					.uid = (int64_t)f->assignments.len + 1};
		}
		*vec_add(a, &f->tasks) = t;
	}
	for (size_t i = 0; i < in->order_count; i++)
		*vec_add(a, &f->links) = (struct plan_file_link){.from = in->orders[i].from,
			.to = in->orders[i].to,
			.lag = MAX(MIN(in->orders[i].lag, 500000), -500000) * DAY};
}

enum status plan_psplib_read(struct arena *a, struct str bytes, struct plan_file *f,
	struct plan_file_fault *fault)
{
	struct psplib found;
	struct psplib_fault why = {0};
	if (psplib_read(a, bytes, &found, &why) != OK) {
		fault->line = (int)why.line;
		fault->why = str_fmt(a, "\"%.*s\": %s", STR(why.found), why.what ? why.what : "it ends");
		fault->mend = S("compare it with the format of PSPLIB or Patterson");
		return INVALID;
	}
	f->kind = "psplib";
	f->start = plan_time(2001, 1, 1, 8, 0);
	f->calendar = 0;
	*vec_add(a, &f->calendars) = (struct plan_file_calendar){.id = S("1"), .name = S("7"),
		.base = -1, .week = plan_week(PLAN_WEEK_7),
		.own = {true, true, true, true, true, true, true}};
	add_resources(a, f, &found);
	add_jobs(a, f, &found.input);
	plan_file_note(a, f, PLAN_NOTE, "periods", NOTHING,
		"a period is taken as a day of eight hours from 2001-01-01; of several modes the first");
	return OK;
}
