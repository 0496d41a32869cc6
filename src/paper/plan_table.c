/* Activity tables (.xlsx, .csv). */
#include "paper/plan_file.h"
enum status plan_table_read(struct arena *a, struct str bytes, struct plan_file *f,
	struct plan_file_fault *fault)
{
	(void)a; (void)bytes; (void)f;
	fault->why = S("todo");
	return INVALID;
}
