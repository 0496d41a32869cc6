/* OpenAPI 3.1, printed from the tables that route and validate. */
#include "web/page.h"
#include "text/json.h"

static const char *type_of(enum field_type type)
{
	switch (type) {
	case F_ID:
	case F_REF:
	case F_INT:
		return "integer";
	case F_BOOL:
		return "boolean";
	case F_SHARE:
		return "number";
	default:
		return "string";
	}
}

static void put_field(struct json_writer *w, const struct field *f, enum field_type type)
{
	json_open(w, '{');
	json_field(w, "type", json_put_str, str_of(type_of(type)));
	if (type == F_DAY)
		json_field(w, "format", json_put_str, S("date"));
	if (type == F_INSTANT)
		json_field(w, "format", json_put_str, S("date-time"));
	if (f && f->max)
		json_field(w, "maxLength", json_put_int, f->max);
	if (f) {
		json_field(w, "title", json_put_str, str_of(f->zh));
		json_field(w, "description", json_put_str, str_of(f->en));
	}
	if (f && f->choice_count) {
		json_key(w, S("enum"));
		json_open(w, '[');
		for (int i = 1; i < f->choice_count; i++)
			json_put_str(w, str_of(f->choices[i].code));
		json_close(w, ']');
	}
	json_close(w, '}');
}

static void put_entity(struct json_writer *w, const struct entity *e, bool all,
	const char *const *only)
{
	json_open(w, '{');
	json_field(w, "type", json_put_str, S("object"));
	json_key(w, S("properties"));
	json_open(w, '{');
	for (int i = all ? 0 : 2; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		bool hidden = (f->flags & F_SECRET) || (i > 1 && (f->flags & F_HIDDEN));
		if (hidden || (!all && ((f->flags & F_READONLY) || !field_taken(f, only))))
			continue;
		json_key(w, str_of(f->name));
		put_field(w, f, f->type);
	}
	json_close(w, '}');
	json_close(w, '}');
}

static void put_list(struct json_writer *w, const struct statement *s)
{
	json_open(w, '{');
	json_field(w, "type", json_put_str, S("object"));
	json_key(w, S("properties"));
	json_open(w, '{');
	json_key(w, S("items"));
	json_open(w, '{');
	json_field(w, "type", json_put_str, S("array"));
	json_key(w, S("items"));
	json_open(w, '{');
	json_key(w, S("properties"));
	json_open(w, '{');
	for (int i = 0; i < s->column_count; i++) {
		const struct field *f = s->columns[i].field;
		if (f && (f->flags & F_SECRET))
			continue;
		json_key(w, str_of(s->columns[i].name));
		put_field(w, f, s->columns[i].type);
	}
	for (int i = 0; i < 4; i++)
		json_close(w, '}');
	json_close(w, '}');
}

/* "/projects/:project" → "/projects/{project}". */
static struct str open_path(struct arena *a, const char *pattern)
{
	struct out o = out_on(a, 1000);
	for (const char *p = pattern; *p; p++) {
		if (*p != ':') {
			out_c(&o, *p);
			continue;
		}
		out_c(&o, '{');
		for (; p[1] && p[1] != '/'; p++)
			out_c(&o, p[1]);
		out_c(&o, '}');
	}
	return out_got(&o);
}

static void put_content(struct json_writer *w, const struct entity *e,
	const struct statement *s, bool all, const char *const *only)
{
	json_key(w, S("content"));
	json_open(w, '{');
	json_key(w, S("application/json"));
	json_open(w, '{');
	json_key(w, S("schema"));
	if (s)
		put_list(w, s);
	else
		put_entity(w, e, all, only);
	json_close(w, '}');
	json_close(w, '}');
}

static void put_route(struct json_writer *w, const struct route *r, struct arena *a)
{
	static const char *const verbs[] = {"get", "head", "post", "put", "patch", "delete"};
	(void)a;
	json_key(w, str_of(verbs[r->method]));
	json_open(w, '{');
	json_field(w, "summary", json_put_str, texts[r->name][EN]);
	json_field(w, "description", json_put_str, texts[r->name][ZH]);
	if (r->may & PUBLIC)
		json_field(w, "x-public", json_put_bool, true);
	json_key(w, S("x-roles"));
	json_open(w, '[');
	for (int i = 0; i < ROLE_COUNT; i++)
		if (r->may & roles[i].bit)
			json_put_str(w, str_of(roles[i].code));
	json_close(w, ']');
	if (r->takes) {
		json_key(w, S("requestBody"));
		json_open(w, '{');
		put_content(w, r->takes, NULL, false, r->only);
		json_close(w, '}');
	}
	json_key(w, S("responses"));
	json_open(w, '{');
	json_key(w, S("200"));
	json_open(w, '{');
	json_field(w, "description", json_put_str, S("done"));
	if (r->gives || r->lists)
		put_content(w, r->gives, r->lists, true, NULL);
	json_close(w, '}');
	json_close(w, '}');
	json_close(w, '}');
}

struct str openapi_text(struct arena *a, const struct web_options *o)
{
	struct out out = out_on(a, 16 << 20);
	struct json_writer w = json_on(&out);
	struct map paths = map_on(a);
	json_open(&w, '{');
	json_field(&w, "openapi", json_put_str, S("3.1.0"));
	json_key(&w, S("info"));
	json_open(&w, '{');
	json_field(&w, "title", json_put_str, texts[T_product][EN]);
	json_field(&w, "version", json_put_str, S("1"));
	json_close(&w, '}');
	json_key(&w, S("servers"));
	json_put_raw(&w, S("[{\"url\":\"/api/v1\"}]"));
	for (size_t m = 0; m < o->module_count; m++)
		for (size_t i = 0; i < o->modules[m]->route_count; i++)
			map_put(&paths, str_of(o->modules[m]->routes[i].pattern));
	json_key(&w, S("paths"));
	json_open(&w, '{');
	for (size_t p = 0; p < paths.len; p++) {
		json_key(&w, open_path(a, str_z(a, paths.at[p].key)));
		json_open(&w, '{');
		for (size_t m = 0; m < o->module_count; m++)
			for (size_t i = 0; i < o->modules[m]->route_count; i++)
				if (str_eq(str_of(o->modules[m]->routes[i].pattern),
					    paths.at[p].key))
					put_route(&w, &o->modules[m]->routes[i], a);
		json_close(&w, '}');
	}
	json_close(&w, '}');
	json_close(&w, '}');
	return out_got(&out);
}
