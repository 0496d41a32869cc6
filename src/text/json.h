/* JSON. Reading wraps jansson with limits; writing is typed and streams into an out. */
#ifndef GUATU_JSON_H
#define GUATU_JSON_H

#include "base/base.h"

enum json_kind { J_NULL, J_BOOL, J_INT, J_REAL, J_STR, J_LIST, J_MAP };

/* A parsed value, all of it on the arena. */
struct json {
	enum json_kind kind;
	union {
		bool truth;
		int64_t n;
		double real;
		struct str str;
		struct {
			struct json *at; /* list items or map values */
			struct str *keys; /* maps only */
			size_t len;
		};
	};
};

/* Depth ≤ 32, invalid UTF-8, duplicate keys and trailing text refused. On INVALID *why
 * names line and column. */
enum status json_read(struct arena *, struct str text, struct json *found, struct str *why);
const struct json *json_get(const struct json *map, const char *key); /* NULL if absent */
struct str json_str(const struct json *map, const char *key);	      /* NOTHING if absent */
int64_t json_int(const struct json *map, const char *key, int64_t otherwise);

/* A writer that keeps commas right: w = json_on(&out); json_open(&w, '{'); … */
struct json_writer {
	struct out *out;
	uint64_t has; /* one bit a level: something was written there */
	int depth;
};
struct json_writer json_on(struct out *);
void json_open(struct json_writer *, char bracket); /* '{' or '[' */
void json_close(struct json_writer *, char bracket); /* '}' or ']' */
void json_key(struct json_writer *, struct str);
void json_put_str(struct json_writer *, struct str); /* NOTHING writes null */
void json_put_int(struct json_writer *, int64_t);    /* INT_NONE writes null */
void json_put_real(struct json_writer *, double);    /* shortest that reads back */
void json_put_bool(struct json_writer *, bool);
void json_put_null(struct json_writer *);
void json_put_raw(struct json_writer *, struct str json);
#define json_field(w, key, put, value) (json_key((w), S(key)), put((w), (value)))

#endif
