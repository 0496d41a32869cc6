/* Schedule files against the engine's checker, which shares no code with it. */
#include "paper/plan_file.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define FOLDER "../shared/data/schedules"

/* The dates of a small file keep every link, constraint and calendar. */
static void check_file(const char *path)
{
	struct arena *a = arena_open();
	struct plan_file file;
	struct plan_file_fault fault;
	struct plan_file_network net;
	assert_int_equal(plan_file_read(a, path, &file, &fault), OK);
	assert_int_equal(plan_file_open(a, &file, PLAN_NONE, PLAN_NONE, &net), OK);
	struct plan_dates *dates = NEW_ARRAY(a, struct plan_dates, file.tasks.len + 1);
	for (size_t i = 0; i < file.tasks.len; i++)
		dates[i] = plan_dates(net.plan, (int32_t)i);
	struct plan_finding found = plan_check(&net.input, net.hours, dates);
	if (found.fault != PLAN_SOUND)
		print_error("%s: fault %d at activity %d, link %d\n", path, found.fault,
			found.activity, found.link);
	assert_int_equal(found.fault, PLAN_SOUND);
	plan_file_close(&net);
	arena_close(a);
}

static void dates_of_files_pass_the_checker(void **state)
{
	(void)state;
	DIR *folder = opendir(FOLDER);
	if (!folder) {
		print_message("skipped: " FOLDER " is not here\n");
		skip();
	}
	for (struct dirent *e; (e = readdir(folder));) {
		char path[600];
		snprintf(path, sizeof path, FOLDER "/%s", e->d_name);
		if (str_ends(str_of(path), S(".gz")))
			check_file(path);
	}
	closedir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(dates_of_files_pass_the_checker)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
