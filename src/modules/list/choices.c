/* What a cell's select offers, asked when the first cell of its column is opened. */
#include "list.h"
#include "text/json.h"

enum { CHOICES_MAX = 4 << 20 };

enum status list_choices(struct call *call)
{
	const struct entity *e = entity_find(param(call, "entity"));
	const struct field *f = e ? field_find(e, param(call, "field")) : NULL;
	struct options options;
	if (!f || (f->type != F_REF && f->type != F_CHOICE) ||
		(f->flags & (F_HIDDEN | F_SECRET)))
		return NOT_FOUND;
	TRY(field_options(call, f, &options));
	struct out o = out_on(call->arena, CHOICES_MAX);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "required", json_put_bool, (f->flags & F_REQUIRED) != 0);
	json_key(&w, S("items"));
	json_open(&w, '[');
	for (size_t i = 0; i < options.len; i++) {
		json_open(&w, '{');
		json_field(&w, "value", json_put_str, options.at[i].value);
		json_field(&w, "words", json_put_str, options.at[i].words);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	return reply_json(call, out_got(&o));
}
