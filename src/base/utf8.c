#include "base/base.h"

uint32_t utf8_next(struct str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.at + *at;
	size_t left = s.len - *at;
	uint32_t c = p[0];
	int more = c < 0x80                ? 0
		   : c >= 0xC2 && c < 0xE0 ? 1
		   : c >= 0xE0 && c < 0xF0 ? 2
		   : c >= 0xF0 && c < 0xF5 ? 3
					   : -1;
	if (more < 0 || (size_t)more >= left) {
		(*at)++;
		return more == 0 ? c : 0xFFFD;
	}
	static const uint32_t mask[] = {0x7F, 0x1F, 0x0F, 0x07},
			      least[] = {0, 0x80, 0x800, 0x10000};
	c &= mask[more];
	for (int i = 1; i <= more; i++) {
		if ((p[i] & 0xC0) != 0x80) {
			(*at)++;
			return 0xFFFD;
		}
		c = c << 6 | (p[i] & 0x3F);
	}
	if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
		(*at)++;
		return 0xFFFD;
	}
	*at += (size_t)more + 1;
	return c;
}

bool utf8_valid(struct str s)
{
	if (s.len && memchr(s.at, 0, s.len))
		return false;
	for (size_t at = 0; at < s.len;) {
		uint64_t eight;
		if (s.len - at >= sizeof eight) {
			memcpy(&eight, s.at + at, sizeof eight);
			if (!(eight & 0x8080808080808080u)) {
				at += sizeof eight;
				continue;
			}
		}
		if ((unsigned char)s.at[at] < 0x80) {
			at++;
			continue;
		}
		size_t before = at;
		if (utf8_next(s, &at) == 0xFFFD &&
			!(at - before == 3 &&
				memcmp(s.at + before, "\xEF\xBF\xBD", 3) == 0))
			return false;
	}
	return true;
}

size_t utf8_count(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.at[i] & 0xC0) != 0x80;
	return n;
}

struct str utf8_first(struct str s, size_t count)
{
	size_t at = 0;
	while (count-- && at < s.len)
		utf8_next(s, &at);
	return str_sub(s, 0, at);
}

void utf8_put(char out[5], uint32_t c)
{
	memset(out, 0, 5);
	if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		c = 0xFFFD;
	if (c < 0x80) {
		out[0] = (char)c;
	} else if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
	} else {
		out[0] = (char)(0xF0 | c >> 18);
		out[1] = (char)(0x80 | (c >> 12 & 0x3F));
		out[2] = (char)(0x80 | (c >> 6 & 0x3F));
		out[3] = (char)(0x80 | (c & 0x3F));
	}
}

/* Spaces and breaks of every kind; marks without width are dropped by utf8_tidy. */
static bool blank(uint32_t c)
{
	return c <= ' ' || (c >= 0x7F && c <= 0xA0) || (c >= 0x2000 && c <= 0x200A) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

struct str utf8_tidy(struct arena *a, struct str s)
{
	struct out out = out_on(a, SIZE_MAX / 2);
	bool gap = false;
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);
		if (blank(c)) {
			gap = true;
			continue;
		}
		if (c == 0x200B || c == 0xFEFF)
			continue;
		if (c >= 0xFF01 && c <= 0xFF5E)
			c -= 0xFEE0;
		if (gap && out.len)
			out_c(&out, ' ');
		gap = false;
		char bytes[5];
		utf8_put(bytes, c);
		out_z(&out, bytes);
	}
	return out_got(&out);
}
