/* Civil dates as counts of days. */
#include "plan/plan.h"

/* Hinnant (2013), chrono-compatible low-level date algorithms: days_from_civil. */
int32_t plan_day(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = y / 400;
	int of_era = y - era * 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
	return era * 146097 + days - 719468;
}

plan_minute plan_time(int year, int month, int day, int hour, int minute)
{
	return plan_day(year, month, day) * PLAN_DAY + hour * 60 + minute;
}

int plan_weekday(int32_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}
