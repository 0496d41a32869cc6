#include "works.h"
#include "works.sql.h"

enum status works_sum(struct call *call, int64_t project)
{
	struct work_of_project_list works;
	struct project p;
	int64_t weight = 0, sum = 0;
	TRY(work_of_project(call, project, &works));
	for (size_t i = 0; i < works.len; i++) {
		const struct unit_work *u = &works.at[i].unit_work;
		int64_t w = u->weight == INT_NONE || u->weight <= 0 ? 1 : u->weight;
		weight += w;
		sum += w * (share_is(u->percent) ? u->percent.permille : 0);
	}
	if (!weight)
		return OK;
	TRY(row_read(call, &project_entity, project, &p));
	p.percent.permille = (int32_t)((sum + weight / 2) / weight);
	return row_change(call, &project_entity, &p);
}
