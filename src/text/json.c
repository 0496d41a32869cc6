#include "text/json.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

enum { MAX_DEPTH = 32 };

/* Looks for the bracket that nests too deeply before anything recurses; true if none. */
static bool shallow(struct str text, int *line, int *column)
{
	int depth = 0;
	bool in_string = false;
	*line = 1;
	*column = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		*column += ((unsigned char)c & 0xC0) != 0x80;
		if (c == '\n') {
			++*line;
			*column = 0;
		} else if (c == '"') {
			in_string = !in_string;
		} else if (in_string) {
			if (c == '\\' && i + 1 < text.len && text.at[i + 1] != '\n') {
				i++;
				++*column;
			}
		} else if (c == '[' || c == '{') {
			if (++depth > MAX_DEPTH)
				return false;
		} else if (c == ']' || c == '}') {
			depth--;
		}
	}
	return true;
}

static void convert(struct arena *a, json_t *from, struct json *to)
{
	switch (json_typeof(from)) {
	case JSON_OBJECT: {
		to->kind = J_MAP;
		size_t n = json_object_size(from);
		to->at = NEW_ARRAY(a, struct json, n + 1);
		to->keys = NEW_ARRAY(a, struct str, n + 1);
		const char *key;
		json_t *value;
		json_object_foreach(from, key, value)
		{
			to->keys[to->len] = str_copy(a, str_of(key));
			convert(a, value, &to->at[to->len++]);
		}
		return;
	}
	case JSON_ARRAY:
		to->kind = J_LIST;
		to->at = NEW_ARRAY(a, struct json, json_array_size(from) + 1);
		for (; to->len < json_array_size(from); to->len++)
			convert(a, json_array_get(from, to->len), &to->at[to->len]);
		return;
	case JSON_STRING:
		to->kind = J_STR;
		to->str = str_copy(a,
			(struct str){json_string_value(from), json_string_length(from)});
		return;
	case JSON_INTEGER:
		to->kind = J_INT;
		to->n = json_integer_value(from);
		return;
	case JSON_REAL:
		to->kind = J_REAL;
		to->real = json_real_value(from);
		return;
	case JSON_TRUE:
	case JSON_FALSE:
		to->kind = J_BOOL;
		to->truth = json_is_true(from);
		return;
	default:
		to->kind = J_NULL;
		return;
	}
}

enum status json_read(
	struct arena *a, struct str text, struct json *found, struct str *why)
{
	json_error_t error;
	int line, column;
	memset(found, 0, sizeof *found);
	if (!shallow(text, &line, &column)) {
		*why = str_fmt(a, "line %d, column %d: more than %d levels", line, column,
			MAX_DEPTH);
		return INVALID;
	}
	json_t *root = json_loadb(text.at ? text.at : "", text.len,
		JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!root) {
		*why = str_fmt(a, "line %d, column %d: %s", error.line, error.column,
			error.text);
		return INVALID;
	}
	convert(a, root, found);
	json_decref(root);
	return OK;
}

const struct json *json_get(const struct json *map, const char *key)
{
	if (!map || map->kind != J_MAP)
		return NULL;
	for (size_t i = 0; i < map->len; i++)
		if (str_eq(map->keys[i], str_of(key)))
			return &map->at[i];
	return NULL;
}

struct str json_str(const struct json *map, const char *key)
{
	const struct json *v = json_get(map, key);
	return v && v->kind == J_STR ? v->str : NOTHING;
}

int64_t json_int(const struct json *map, const char *key, int64_t otherwise)
{
	const struct json *v = json_get(map, key);
	return v && v->kind == J_INT ? v->n : otherwise;
}

/* ---- writing ---------------------------------------------------------------------- */
struct json_writer json_on(struct out *out)
{
	return (struct json_writer){.out = out};
}

/* A comma where this level already holds something. A key clears the level's mark for
 * its value, so that none stands between the two. */
static void before(struct json_writer *w)
{
	uint64_t bit = 1ull << w->depth;
	if (w->has & bit)
		out_c(w->out, ',');
	w->has |= bit;
}

void json_open(struct json_writer *w, char bracket)
{
	before(w);
	out_c(w->out, bracket);
	w->depth++;
	assert(w->depth < 64);
	w->has &= ~(1ull << w->depth);
}

void json_close(struct json_writer *w, char bracket)
{
	assert(w->depth > 0);
	w->depth--;
	out_c(w->out, bracket);
}

/* The next byte from at on that must be escaped, or s.len: eight at a time. */
static size_t json_plain(struct str s, size_t at)
{
	const uint64_t ones = 0x0101010101010101u, tops = ones << 7;
	for (uint64_t v; s.len - at >= sizeof v; at += sizeof v) {
		memcpy(&v, s.at + at, sizeof v);
		uint64_t quote = v ^ ones * '"', slash = v ^ ones * '\\';
		if ((((v - ones * ' ') & ~v) | ((quote - ones) & ~quote) |
			    ((slash - ones) & ~slash)) &
			tops)
			break;
	}
	while (at < s.len && (unsigned char)s.at[at] >= ' ' && s.at[at] != '"' &&
		s.at[at] != '\\')
		at++;
	return at;
}

static void quoted(struct out *o, struct str s)
{
	out_c(o, '"');
	size_t from = 0;
	for (size_t i = 0; (i = json_plain(s, i)) < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		out_bytes(o, s.at + from, i - from);
		from = i + 1;
		if (c == '"' || c == '\\') {
			out_c(o, '\\');
			out_c(o, (char)c);
		} else if (c == '\n') {
			out_lit(o, "\\n");
		} else if (c == '\t') {
			out_lit(o, "\\t");
		} else {
			out_fmt(o, "\\u%04x", c);
		}
	}
	out_bytes(o, s.at ? s.at + from : NULL, s.len - from);
	out_c(o, '"');
}

void json_key(struct json_writer *w, struct str key)
{
	before(w);
	quoted(w->out, key);
	out_c(w->out, ':');
	w->has &= ~(1ull << w->depth);
}

void json_put_null(struct json_writer *w)
{
	before(w);
	out_lit(w->out, "null");
}

void json_put_str(struct json_writer *w, struct str s)
{
	if (!s.at) {
		json_put_null(w);
		return;
	}
	before(w);
	quoted(w->out, s);
}

void json_put_int(struct json_writer *w, int64_t n)
{
	if (n == INT_NONE) {
		json_put_null(w);
		return;
	}
	before(w);
	out_int(w->out, n);
}

void json_put_real(struct json_writer *w, double x)
{
	if (!isfinite(x)) {
		json_put_null(w);
		return;
	}
	before(w);
	char text[40];
	for (int digits = 6; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, x);
		double back;
		if (str_number(str_of(text), &back) && back == x)
			break;
	}
	out_z(w->out, text);
}

void json_put_bool(struct json_writer *w, bool truth)
{
	before(w);
	out_z(w->out, truth ? "true" : "false");
}

void json_put_raw(struct json_writer *w, struct str json)
{
	before(w);
	out_str(w->out, json);
}
