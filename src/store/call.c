#include "store/call.h"

enum status fail_with(struct call *call, const char *field, int text, struct str a,
	struct str b)
{
	struct fault *f = vec_grow_(call->arena, (void **)&call->faults.at, &call->faults.len,
		&call->faults.cap, sizeof *f);
	*f = (struct fault){str_of(field), text, {a, b, NOTHING}};
	return INVALID;
}

enum status fail(struct call *call, const char *field, int text)
{
	return fail_with(call, field, text, NOTHING, NOTHING);
}

enum status fail_as(struct call *call, enum status status, int text)
{
	fail(call, "", text);
	return status;
}
