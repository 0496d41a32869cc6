/* Days and instants. A day is a civil date; an instant is UTC milliseconds. Both know
 * "none". What "today" is depends on the district's time zone, kept as an offset because
 * China has one and no summer time. */
#ifndef GUATU_DAY_H
#define GUATU_DAY_H

#include "base/str.h"

typedef struct {
	int32_t n; /* days since 1970-01-01 */
} day;

typedef struct {
	int64_t ms; /* since 1970-01-01T00:00Z */
} instant;

#define DAY_NONE ((day){INT32_MIN})
#define INSTANT_NONE ((instant){INT64_MIN})

struct ymd {
	int year, month, day;
};

bool day_is(day); /* not none: a day of the years 1800 … 9999 */
day day_of(int year, int month, int day_of_month); /* none where no such date */
struct ymd day_parts(day);
int day_weekday(day); /* 1 = Monday … 7 = Sunday (ISO 8601) */
day day_add(day, int days); /* none where it leaves the years 1800 … 9999 */
int day_between(day from, day to); /* to − from; neither may be none */
int day_cmp(day, day); /* none sorts first */
day day_month_start(day);
day day_month_end(day);

/* ISO 8601 week: 2026-W48. */
struct week {
	int year, number;
};
struct week week_of(day);
day week_monday(struct week);
bool week_read(struct str, struct week *found);
struct str week_text(struct arena *, struct week);

bool day_read(struct str iso, day *found); /* YYYY-MM-DD only; "" gives none, true */
void day_write(day, char out[11]); /* NUL-ended ISO text; "" for none */
bool instant_read(struct str iso, instant *found);
void instant_write(instant, char out[25]); /* 2026-11-23T02:05:00.000Z */

/* For rehearsals and tests: from now on the clock shows the ISO instant that this file
 * holds, read anew each time; where it holds none, the machine's. path lives for ever. */
void instant_follow(const char *path);
instant instant_now(void); /* the machine's clock: only clocks call this */
day instant_day(instant, int offset_minutes);
int instant_minute_of_day(instant, int offset_minutes);

#endif
