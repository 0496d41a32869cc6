/* Any bytes as a schedule file (MS Project XML, Primavera XER and XML, guatu's JSON, tables):
 * read, scheduled and written in every format without a crash, a leak or a bound passed; what
 * was read comes back from guatu's JSON the same, and every file written can be read. */
#include "paper/plan_file.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* Few activities only: the checker walks every minute. */
static void check(struct arena *a, const struct plan_file *file, const struct plan_file_network *net)
{
	struct plan_dates *dates = NEW_ARRAY(a, struct plan_dates, file->tasks.len + 1);
	for (size_t i = 0; i < file->tasks.len; i++)
		dates[i] = plan_dates(net->plan, (int32_t)i);
	struct plan_finding found = plan_check(&net->input, net->hours, dates);
	if (found.fault != PLAN_SOUND && found.fault != PLAN_FAULT_UNCHECKED) {
		log_error("fault %d at activity %d, link %d", found.fault, found.activity, found.link);
		abort();
	}
}

static void again(struct arena *a, struct str written, const char *name, size_t tasks)
{
	struct plan_file *file = NEW(a, struct plan_file);
	struct plan_file_fault fault;
	if (plan_file_read_bytes(a, written, str_of(name), file, &fault) != OK) {
		log_error("%s: %.*s", name, STR(fault.why));
		abort();
	}
	assert(file->tasks.len >= tasks);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static const char *const heads[] = {"", "ERMHDR\t8.2\n",
		"<Project xmlns=\"http://schemas.microsoft.com/project\">",
		"<APIBusinessObjects xmlns=\"x\">", "{\"guatu_plan\": 1, \"start\": \"2026-03-02T08:00\", "};
	struct arena *a = arena_open();
	struct plan_file file, twin;
	struct plan_file_fault fault;
	struct plan_file_network net = {0};
	struct str rest = {(const char *)at + (len > 0), len - (len > 0)};
	struct str bytes = str_join(a, str_of(heads[len ? at[0] % LEN(heads) : 0]), rest);
	if (plan_file_read_bytes(a, bytes, S("fuzz.csv"), &file, &fault) == OK &&
		file.tasks.len < 300) {
		struct str json = plan_json_write(a, &file);
		again(a, json, "json", file.tasks.len);
		if (plan_file_read_bytes(a, json, S("j"), &twin, &fault) == OK)
			assert(str_eq(json, plan_json_write(a, &twin)));
		again(a, mspdi_write(a, &file), "mspdi", file.tasks.len);
		bool any = false; /* summaries alone are no activities in Primavera */
		for (size_t i = 0; i < file.tasks.len; i++)
			any |= file.tasks.at[i].a.kind != PLAN_SUMMARY;
		if (any)
			again(a, xer_write(a, &file), "xer", 0);
		enum { YEARS = 12 * 366 };
		if (plan_file_open(a, &file, PLAN_NONE, PLAN_NONE, &net) == OK && file.tasks.len < 30 &&
			net.hours[0].last - net.hours[0].first < YEARS && net.calendar_count < 4)
			check(a, &file, &net);
	}
	plan_file_close(&net);
	arena_close(a);
	return 0;
}
