/* The plan's bars as SVG, drawn on the server: the same on page and paper. */
#ifndef GUATU_CHART_H
#define GUATU_CHART_H

#include "schedule.sql.h"
#include "web/page.h"

struct html plan_chart(struct call *, const struct schedule *,
	const struct plan_activities_list *, const struct plan_links_list *);
int plan_chart_day_pixels(const struct schedule *, const struct plan_activities_list *);

#endif
