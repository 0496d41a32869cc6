#include "org.h"

enum { SUCCESSIONS_MOST = 10 };

enum status person_here(struct call *call, const char *field, int64_t person)
{
	struct person p, next;
	if (!person)
		return OK;
	TRY(row_read(call, &person_entity, person, &p));
	if (!p.retired)
		return OK;
	next = p;
	for (int i = 0; i < SUCCESSIONS_MOST && next.retired && next.successor; i++)
		TRY(row_read(call, &person_entity, next.successor, &next));
	return next.retired ? fail_with(call, field, T_org_person_left, p.name, NOTHING) :
			      fail_with(call, field, T_org_person_left_to, p.name, next.name);
}
