#include "setting.h"
#include "setting.sql.h"

enum status setting_get(struct call *call, const char *name, struct str *value)
{
	struct setting_one_row found;
	enum status status = setting_one(call, str_of(name), &found);
	if (status == OK)
		*value = found.setting.value;
	return status == NOT_FOUND ? OK : status;
}

enum status setting_put(struct call *call, const char *name, struct str value)
{
	struct setting_one_row found;
	enum status status = setting_one(call, str_of(name), &found);
	if (status == OK) {
		found.setting.value = value;
		return row_change(call, &setting_entity, &found.setting);
	}
	struct setting s = {.name = str_of(name), .value = value};
	return status == NOT_FOUND ? row_add(call, &setting_entity, &s) : status;
}
