/* Tests of the instance readers. */
#include "paper/psplib.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define SMALL                                                                            \
	"jobs (incl. supersource/sink ):  4\n"                                               \
	"RESOURCES\n  - renewable : 1 R\n  - nonrenewable : 1 N\n"                           \
	"  - doubly constrained : 0 D\n"                                                     \
	"PROJECT INFORMATION:\npronr. #jobs rel.date duedate tardcost MPM-Time\n"            \
	"    1     2      0       9        3        9\n"                                     \
	"PRECEDENCE RELATIONS:\njobnr. #modes #successors successors\n"                      \
	" 1 1 2 2 3\n 2 2 1 4\n 3 1 1 4\n 4 1 0\n"

#define REQUESTS                                                                         \
	"REQUESTS/DURATIONS:\njobnr. mode duration R 1 N 1\n-----\n"                         \
	" 1 1 0 0 0\n 2 1 3 2 0\n   2 5 1 4\n 3 1 4 2 1\n 4 1 0 0 0\n"

#define SUPPLY "RESOURCEAVAILABILITIES:\n R 1 N 1\n 3 6\n"

static void modes_and_budgets_are_read(void **state)
{
	(void)state;
	struct arena *arena = arena_open();
	struct psplib found;
	struct psplib_fault fault;
	assert_int_equal(
	        psplib_read(arena, S(SMALL REQUESTS SUPPLY), &found, &fault), OK);
	assert_int_equal(found.input.job_count, 4);
	assert_int_equal(found.input.mode_count, 5);
	assert_int_equal(found.input.order_count, 4);
	assert_int_equal(found.due, 9);
	assert_int_equal(found.input.jobs[1].mode_count, 2);
	assert_int_equal(found.input.durations[2], 5);
	assert_int_equal(found.input.demands[2 * 2 + 1], 4);
	assert_int_equal(found.input.resources[0].capacity, 3);
	assert_true(found.input.resources[1].budget);
	assert_true(str_eq(found.resources.at[1], S("N1")));
	arena_close(arena);
}

static void patterson_is_read(void **state)
{
	(void)state;
	struct arena *arena = arena_open();
	struct psplib found;
	struct psplib_fault fault;
	struct str text = S("3 1\n 4\n 0 0 1 2\n 5 2 1\n 3\n 0 0 0\n");
	assert_int_equal(psplib_read(arena, text, &found, &fault), OK);
	assert_int_equal(found.input.job_count, 3);
	assert_int_equal(found.input.orders[1].to, 2);
	assert_int_equal(found.input.demands[1], 2);
	arena_close(arena);
}

static void faults_name_their_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t line;
		const char *found;
	} bad[] = {
	        {"", 1, ""},
	        {"<html>", 1, "<html>"},
	        {"3 1\n 4\n 0 0 1 7\n", 3, "7"},
	        {"3 1\n 4\n 0 0 1 x\n", 3, "x"},
	        {"3 1\n 4\n 0 -2 0\n", 3, "-2"},
	        {"2 1\n 4\n 0 0 0\n 1 1 0\n 9\n", 5, "9"},
	        {"2 1\n 4\n 0 0 0\n", 4, ""},
	        {SMALL, 15, "REQUESTS/DURATIONS"},
	        {SMALL REQUESTS, 23, "RESOURCEAVAILABILITIES"},
	        {"jobs (incl. supersource/sink ): many\nPRECEDENCE RELATIONS", 1, "many"},
	        {SMALL "REQUESTS/DURATIONS:\njobnr.\n 2", 17, "2"},
	};
	struct arena *arena = arena_open();
	for (size_t i = 0; i < LEN(bad); i++) {
		struct psplib found;
		struct psplib_fault fault;
		enum status status =
		        psplib_read(arena, str_of(bad[i].text), &found, &fault);
		assert_int_equal(status, INVALID);
		assert_non_null(fault.what);
		assert_int_equal(fault.line, bad[i].line);
		assert_true(str_eq(fault.found, str_of(bad[i].found)) ||
		            (!fault.found.len && !*bad[i].found));
	}
	arena_close(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(modes_and_budgets_are_read),
	        cmocka_unit_test(patterson_is_read),
	        cmocka_unit_test(faults_name_their_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
