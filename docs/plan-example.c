/* libguatu-plan in twenty lines: two activities, a link, their dates. From the project's root:
 * make plan && cc -Isrc docs/plan-example.c build/libguatu-plan.a -lm -lpthread -o build/plan-example */
#include <stdio.h>
#include "plan/plan.h"

int main(void)
{
	struct plan_week week = plan_week(PLAN_WEEK_5);
	struct plan_hours hours = {.week = &week, .first = plan_day(2025, 1, 1), .last = plan_day(2030, 12, 31)};
	struct plan_calendar *calendar = plan_calendar_open(&hours);
	struct plan_activity work[] = {{.duration = 10 * 480}, {.duration = 5 * 480}};
	struct plan_link links[] = {{.from = 0, .to = 1, .type = PLAN_FS, .lag = 480}};
	struct plan *plan = plan_open(&(struct plan_input){.calendars = &calendar, .calendar_count = 1,
		.activities = work, .activity_count = 2, .links = links, .link_count = 1,
		.start = plan_time(2026, 3, 2, 8, 0)});
	if (plan_schedule(plan) == PLAN_OK)
		for (int i = 0; i < 2; i++)
			printf("activity %d: minutes %d to %d of 1970, float %d\n", i, plan_dates(plan, i).start,
				plan_dates(plan, i).finish, plan_dates(plan, i).total_float);
	plan_close(plan);
	plan_calendar_close(calendar);
}
