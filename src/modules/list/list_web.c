#include "list.h"

static const struct route routes[] = {
	{GET, "/choices/:entity/:field", T_list_choices, list_choices, EVERYONE},
};
const struct module list_module = {"list", routes, LEN(routes), NULL, 0};
