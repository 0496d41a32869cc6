#include "text/html.h"

static const struct str entity[256] = {
	['&'] = {"&amp;", 5},
	['<'] = {"&lt;", 4},
	['>'] = {"&gt;", 4},
	['"'] = {"&quot;", 6},
	['\''] = {"&#39;", 5},
};

/* The next byte from at on that must be escaped, or s.len. Eight at a time: a zero byte
 * in x shows in (x - ones) & ~x & tops; & and ' differ in one bit, so do < and >. */
static size_t plain_until(struct str s, size_t at)
{
	const uint64_t ones = 0x0101010101010101u, tops = ones << 7;
	for (uint64_t v; s.len - at >= sizeof v; at += sizeof v) {
		memcpy(&v, s.at + at, sizeof v);
		uint64_t amp = (v | ones) ^ ones * '\'',
			 angle = (v | ones * 2) ^ ones * '>', quote = v ^ ones * '"';
		if ((((amp - ones) & ~amp) | ((angle - ones) & ~angle) |
			    ((quote - ones) & ~quote)) &
			tops)
			break;
	}
	while (at < s.len && !entity[(unsigned char)s.at[at]].len)
		at++;
	return at;
}

void html_escape(struct out *o, struct str s)
{
	size_t from = 0;
	for (size_t i = 0; (i = plain_until(s, i)) < s.len; from = ++i) {
		out_bytes(o, s.at + from, i - from);
		out_str(o, entity[(unsigned char)s.at[i]]);
	}
	if (s.len > from)
		out_bytes(o, s.at + from, s.len - from);
}

/* RFC 3986, 2.3: what needs no escape anywhere. */
static bool unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
}

void url_escape(struct out *o, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.len; i++) {
		size_t from = i;
		while (i < s.len && unreserved(s.at[i]))
			i++;
		out_bytes(o, s.at + from, i - from);
		if (i == s.len)
			break;
		unsigned char c = (unsigned char)s.at[i];
		out_bytes(o, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
	}
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

struct str url_decode(struct arena *a, struct str s, bool plus_is_space)
{
	char *to = str_z(a, s);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '%' && s.len - i > 2 && hex_digit(s.at[i + 1]) >= 0 &&
			hex_digit(s.at[i + 2]) >= 0) {
			c = (char)(hex_digit(s.at[i + 1]) * 16 + hex_digit(s.at[i + 2]));
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		to[n++] = c;
	}
	return (struct str){to, n};
}
