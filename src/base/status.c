#include "base/base.h"

const struct status_row status_table[STATUSES] = {
	[OK] = {"ok", 200, 0},
	[INVALID] = {"invalid", 422, 1},
	[FORBIDDEN] = {"forbidden", 403, 1},
	[NOT_FOUND] = {"not-found", 404, 1},
	[CONFLICT] = {"conflict", 409, 1},
	[BUSY] = {"busy", 503, 3},
	[BROKEN] = {"broken", 500, 3},
};
