/* Working days of the state calendar (S7): weekends, statutory holidays and make-up
 * workdays. Office clocks (limits, permits) run on it; construction has calendars of its
 * own. Arithmetic is O(1) for counting and O(log) for adding, by prefix sums. */
#ifndef GUATU_CALENDAR_H
#define GUATU_CALENDAR_H

#include "models.h"
#include "web/web.h"

extern const struct module calendar_module;

bool workday(day);
/* The day n working days after d (before, for n < 0). workday_add(Friday, 1) is Monday. */
day workday_add(day d, int n);
/* Working days in (from, to]; negative where to is earlier. */
int workdays_between(day from, day to);
/* The statutory lists, in order, for the planning library. */
size_t holiday_list(const day **days);
size_t makeup_list(const day **days);
/* Until when the lists were announced; later years are provisional. */
day holidays_known_until(void);

#endif
