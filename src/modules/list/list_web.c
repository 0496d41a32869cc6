#include "list.h"

static const struct route routes[] = {
	{GET, "/choices/:entity/:field", T_list_choices, list_choices, EVERYONE},
	{GET, "/views", T_list_views, view_list, EVERYONE, .lists = &saved_views_statement},
	{POST, "/views", T_list_view_save, view_add, EVERYONE, view_list, &saved_view_entity,
		&saved_view_entity},
	{GET, "/views/:view", T_list_view_one, view_form, EVERYONE, .gives = &saved_view_entity},
	{POST, "/views/:view", T_list_view_change, view_change, EVERYONE, view_form,
		&saved_view_entity, &saved_view_entity},
	{PATCH, "/views/:view", T_list_view_change, view_change, EVERYONE, NULL,
		&saved_view_entity, &saved_view_entity},
	{POST, "/views/:view/default", T_list_view_default, view_default, EVERYONE},
	{POST, "/views/:view/delete", T_list_view_delete, view_delete, EVERYONE},
	{DELETE, "/views/:view", T_list_view_delete, view_delete, EVERYONE},
};
const struct module list_module = {"list", routes, LEN(routes), NULL, 0};
