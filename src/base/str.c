#include "base/base.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct str str_of(const char *z)
{
	return (struct str){z, z ? strlen(z) : 0};
}

struct str str_copy(struct arena *a, struct str s)
{
	if (!s.at)
		return NOTHING;
	return (struct str){str_z(a, s), s.len};
}

char *str_z(struct arena *a, struct str s)
{
	char *to = arena_take(a, s.len + 1);
	if (s.len)
		memcpy(to, s.at, s.len);
	return to;
}

struct str str_fmt(struct arena *a, const char *format, ...)
{
	char few[256];
	va_list list, again;
	va_start(list, format);
	va_copy(again, list);
	int len = vsnprintf(few, sizeof few, format, list);
	assert(len >= 0);
	char *to = arena_take(a, (size_t)len + 1);
	if ((size_t)len < sizeof few)
		memcpy(to, few, (size_t)len);
	else
		vsnprintf(to, (size_t)len + 1, format, again);
	va_end(again);
	va_end(list);
	return (struct str){to, (size_t)len};
}

struct str str_join(struct arena *a, struct str x, struct str y)
{
	char *to = arena_take(a, x.len + y.len + 1);
	if (x.len)
		memcpy(to, x.at, x.len);
	if (y.len)
		memcpy(to + x.len, y.at, y.len);
	return (struct str){to, x.len + y.len};
}

bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

int str_cmp(struct str a, struct str b)
{
	size_t len = MIN(a.len, b.len);
	int c = len ? memcmp(a.at, b.at, len) : 0;
	return c ? c : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq((struct str){s.at, prefix.len}, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	       str_eq((struct str){s.at + s.len - suffix.len, suffix.len}, suffix);
}

size_t str_find(struct str hay, struct str needle)
{
	if (!needle.len)
		return 0;
	for (size_t i = 0; i + needle.len <= hay.len; i++) {
		const char *hit =
			memchr(hay.at + i, needle.at[0], hay.len - i - needle.len + 1);
		if (!hit)
			break;
		i = (size_t)(hit - hay.at);
		if (memcmp(hit, needle.at, needle.len) == 0)
			return i;
	}
	return SIZE_MAX;
}

bool str_has(struct str hay, struct str needle)
{
	return str_find(hay, needle) != SIZE_MAX;
}

struct str str_sub(struct str s, size_t from, size_t len)
{
	from = MIN(from, s.len);
	return (struct str){s.at ? s.at + from : NULL, MIN(len, s.len - from)};
}

static size_t space_at_start(struct str s)
{
	if (s.len && (s.at[0] == ' ' || (s.at[0] >= '\t' && s.at[0] <= '\r')))
		return 1;
	if (str_starts(s, S("\u3000")) || str_starts(s, S("\ufeff")))
		return 3;
	return str_starts(s, S("\u00a0")) ? 2 : 0;
}

struct str str_trim(struct str s)
{
	size_t n;
	while ((n = space_at_start(s)))
		s = str_sub(s, n, s.len);
	for (;;) {
		if (s.len && space_at_start((struct str){s.at + s.len - 1, 1}))
			s.len--;
		else if (str_ends(s, S("\u3000")) || str_ends(s, S("\ufeff")))
			s.len -= 3;
		else if (str_ends(s, S("\u00a0")))
			s.len -= 2;
		else
			return s;
	}
}

struct str str_cut(struct str s, char separator, struct str *rest)
{
	const char *at = s.len ? memchr(s.at, separator, s.len) : NULL;
	if (!at) {
		*rest = NOTHING;
		return s;
	}
	size_t n = (size_t)(at - s.at);
	*rest = (struct str){at + 1, s.len - n - 1};
	return (struct str){s.at, n};
}

struct str str_lower(struct arena *a, struct str s)
{
	char *to = str_z(a, s);
	for (size_t i = 0; i < s.len; i++)
		if (to[i] >= 'A' && to[i] <= 'Z')
			to[i] = (char)(to[i] + 32);
	return (struct str){to, s.len};
}

struct str str_replace(struct arena *a, struct str s, struct str old, struct str new_)
{
	if (!old.len || !str_has(s, old))
		return s;
	struct out out = out_on(a, SIZE_MAX / 2);
	size_t at;
	while ((at = str_find(s, old)) != SIZE_MAX) {
		out_bytes(&out, s.at, at);
		out_str(&out, new_);
		s = str_sub(s, at + old.len, s.len);
	}
	out_str(&out, s);
	return out_got(&out);
}

bool str_int(struct str s, int64_t *found)
{
	bool minus = s.len && s.at[0] == '-';
	size_t i = minus;
	if (i == s.len || s.len - i > 19) /* 19 digits fit a uint64_t */
		return false;
	uint64_t n = 0;
	for (; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(s.at[i] - '0');
	}
	if (n > INT64_MAX)
		return false;
	*found = minus ? -(int64_t)n : (int64_t)n;
	return true;
}

bool str_number(struct str s, double *found)
{
	char z[64], *end;
	if (!s.len || s.len >= sizeof z)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("0123456789+-.eE", s.at[i]) || !s.at[i])
			return false;
	memcpy(z, s.at, s.len);
	z[s.len] = 0;
	errno = 0;
	*found = strtod(z, &end);
	return *end == 0 && errno == 0;
}
