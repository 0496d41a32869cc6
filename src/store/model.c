#include "store/model.h"

const struct field *field_find(const struct entity *e, struct str name)
{
	for (int i = 0; i < e->field_count; i++)
		if (str_eq(str_of(e->fields[i].name), name))
			return &e->fields[i];
	return NULL;
}

const struct entity *entity_find(struct str name)
{
	for (int i = 0; i < all_entity_count; i++)
		if (str_eq(str_of(all_entities[i]->name), name))
			return all_entities[i];
	return NULL;
}

int choice_find(const struct field *f, struct str code)
{
	if (!code.len)
		return 0;
	for (int i = 1; i < f->choice_count; i++)
		if (str_eq(str_of(f->choices[i].code), code))
			return i;
	return 0;
}
