#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

struct out out_on(struct arena *arena, size_t max)
{
	return (struct out){.arena = arena, .max = max};
}

/* Room for len more bytes, and one for a NUL that printing leaves behind. */
static bool grow(struct out *o, size_t len)
{
	if (o->full || len > o->max - o->len) {
		o->full = true;
		return false;
	}
	size_t cap = MAX(o->cap > SIZE_MAX / 4 ? o->cap : o->cap * 2, (size_t)255);
	cap = MIN(MAX(cap, o->len + len), MIN(o->max, SIZE_MAX / 2 - 1));
	if (!o->at || !arena_stretch(o->arena, o->at, o->cap + 1, cap + 1)) {
		char *at = arena_take(o->arena, cap + 1);
		if (o->at && o->len)
			memcpy(at, o->at, o->len);
		o->at = at;
	}
	o->cap = cap;
	return true;
}

static inline bool room(struct out *o, size_t len)
{
	return (o->cap - o->len >= len && !o->full) || grow(o, len);
}

void out_bytes(struct out *o, const void *at, size_t len)
{
	if (len && room(o, len)) {
		memcpy(o->at + o->len, at, len);
		o->len += len;
	}
}

void out_str(struct out *o, struct str s)
{
	out_bytes(o, s.at, s.len);
}

void out_z(struct out *o, const char *z)
{
	out_bytes(o, z, strlen(z));
}

void out_c(struct out *o, char c)
{
	if (room(o, 1))
		o->at[o->len++] = c;
}

void out_int(struct out *o, int64_t n)
{
	char digits[20], *at = digits + sizeof digits;
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	do
		*--at = (char)('0' + u % 10);
	while (u /= 10);
	if (n < 0)
		*--at = '-';
	out_bytes(o, at, (size_t)(digits + sizeof digits - at));
}

void out_fmt(struct out *o, const char *format, ...)
{
	char few[128];
	va_list list, again;
	va_start(list, format);
	va_copy(again, list);
	int len = vsnprintf(few, sizeof few, format, list);
	assert(len >= 0);
	if ((size_t)len < sizeof few) {
		out_bytes(o, few, (size_t)len);
	} else if (room(o, (size_t)len)) {
		vsnprintf(o->at + o->len, (size_t)len + 1, format, again);
		o->len += (size_t)len;
	}
	va_end(again);
	va_end(list);
}

struct str out_got(const struct out *o)
{
	return (struct str){o->at ? o->at : "", o->len};
}

void out_cut(struct out *o, size_t len)
{
	assert(len <= o->len);
	o->len = len;
}
