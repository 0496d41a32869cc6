/* How old a figure may be: the days on which its light turns, by thresholds that are the office's. */
#include "modules/rule/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void test_fresh(void **state)
{
	(void)state;
	const struct fresh_rule usual = fresh_rule_of(INT_NONE, INT_NONE), slow = fresh_rule_of(4, 8);
	const day today = day_of(2026, 11, 24);
	const struct {
		int days, usual, slow;
	} each[] = {{0, LIGHT_STATE_LIGHT_GREEN, LIGHT_STATE_LIGHT_GREEN},
		{7, LIGHT_STATE_LIGHT_GREEN, LIGHT_STATE_LIGHT_GREEN},
		{8, LIGHT_STATE_LIGHT_AMBER, LIGHT_STATE_LIGHT_AMBER},
		{13, LIGHT_STATE_LIGHT_AMBER, LIGHT_STATE_LIGHT_AMBER},
		{14, LIGHT_STATE_LIGHT_GREY, LIGHT_STATE_LIGHT_AMBER},
		{20, LIGHT_STATE_LIGHT_GREY, LIGHT_STATE_LIGHT_AMBER},
		{21, LIGHT_STATE_LIGHT_RED, LIGHT_STATE_LIGHT_AMBER},
		{28, LIGHT_STATE_LIGHT_RED, LIGHT_STATE_LIGHT_GREY},
		{56, LIGHT_STATE_LIGHT_RED, LIGHT_STATE_LIGHT_RED}};
	for (size_t i = 0; i < LEN(each); i++) {
		day reported = day_add(today, -each[i].days);
		assert_int_equal(fresh_light(&usual, today, reported), each[i].usual);
		assert_int_equal(fresh_light(&slow, today, reported), each[i].slow);
	}
	assert_int_equal(fresh_light(&usual, today, DAY_NONE), LIGHT_STATE_LIGHT_GREY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_fresh)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
