/* What the files of the schedule share among themselves. */
#ifndef GUATU_SCHEDULE_INSIDE_H
#define GUATU_SCHEDULE_INSIDE_H

#include "schedule.h"

/* OK where the project has no plan yet; else INVALID at `field`. */
enum status schedule_none_yet(struct call *, int64_t project, const char *field);
/* The district's calendar of a pattern; made where there is none. */
enum status schedule_calendar(struct call *, int pattern, int64_t *id);

#endif
