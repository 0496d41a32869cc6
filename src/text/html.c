#include "text/html.h"

void html_escape(struct out *o, struct str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.len; i++) {
		const char *to;
		switch (s.at[i]) {
		case '&':
			to = "&amp;";
			break;
		case '<':
			to = "&lt;";
			break;
		case '>':
			to = "&gt;";
			break;
		case '"':
			to = "&quot;";
			break;
		case '\'':
			to = "&#39;";
			break;
		default:
			continue;
		}
		out_bytes(o, s.at + from, i - from);
		out_z(o, to);
		from = i + 1;
	}
	out_bytes(o, s.at ? s.at + from : NULL, s.len - from);
}

void url_escape(struct out *o, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || (c && strchr("-_.~", c));
		if (plain) {
			out_c(o, (char)c);
		} else {
			out_c(o, '%');
			out_c(o, hex[c >> 4]);
			out_c(o, hex[c & 15]);
		}
	}
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
		c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
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
