/* Weeks of the usual kinds. */
#include "plan/plan.h"

static const struct plan_workday office = {2, {{480, 720}, {780, 1020}}};
static const struct plan_workday two_shifts = {1, {{360, 1320}}};
static const struct plan_workday all_day = {1, {{0, 1440}}};

static const struct {
	const struct plan_workday *work;
	int days;
} kinds[] = {
        [PLAN_WEEK_5] = {&office, 5},
        [PLAN_WEEK_6] = {&office, 6},
        [PLAN_WEEK_7] = {&office, 7},
        [PLAN_WEEK_SHIFT2] = {&two_shifts, 7},
        [PLAN_WEEK_SHIFT3] = {&all_day, 7},
};

struct plan_week plan_week(enum plan_week_kind kind)
{
	struct plan_week week = {0};
	for (int i = 0; i < kinds[kind].days; i++)
		week.day[i] = *kinds[kind].work;
	return week;
}
