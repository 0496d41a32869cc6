/* Text: UTF-8, borrowed, not NUL-ended. at == NULL is "nothing", which prints empty. */
#ifndef GUATU_STR_H
#define GUATU_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
	const char *at;
	size_t len;
};

/* Markup that is already safe; only text/ and pagec make it. */
struct html {
	struct str raw;
};

#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define NOTHING ((struct str){NULL, 0})
/* For printf: printf("%.*s", STR(s)). */
#define STR(s) (int)(s).len, ((s).at ? (s).at : "")

struct str str_of(const char *nul_ended); /* borrows; NULL gives NOTHING */
struct str str_copy(struct arena *, struct str);
char *str_z(struct arena *, struct str); /* a NUL-ended copy */
struct str str_fmt(struct arena *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct str str_join(struct arena *, struct str x, struct str y);

bool str_eq(struct str, struct str);
int str_cmp(struct str, struct str); /* bytewise, so UTF-8 code point order */
bool str_starts(struct str, struct str prefix);
bool str_ends(struct str, struct str suffix);
size_t str_find(struct str hay, struct str needle); /* SIZE_MAX where absent */
bool str_has(struct str hay, struct str needle);
struct str str_sub(struct str, size_t from, size_t len); /* clamped */
struct str str_trim(struct str); /* ASCII and full-width white space, both ends */
/* Cuts at the first separator: *rest is what follows, NOTHING at the end. */
struct str str_cut(struct str, char separator, struct str *rest);
struct str str_lower(struct arena *, struct str); /* ASCII letters only */
struct str str_replace(struct arena *, struct str, struct str old, struct str new_);

/* Whole-number and decimal readers: false unless all of it is one number in range.
 * str_int takes digits with at most a minus before them: no plus, no space, no INT_NONE. */
bool str_int(struct str, int64_t *found);
bool str_number(struct str, double *found);

/* UTF-8. */
bool utf8_valid(struct str); /* also refuses NUL and surrogates */
size_t utf8_count(struct str); /* code points */
struct str utf8_first(struct str, size_t code_points); /* a prefix, never mid-character */
uint32_t utf8_next(struct str, size_t *at); /* decodes at *at and moves it on */
void utf8_put(char out[5], uint32_t code_point);
/* Full-width digits, letters, punctuation to ASCII; line breaks and runs of space to
 * one space; trimmed. How names from ledgers are cleaned. */
struct str utf8_tidy(struct arena *, struct str);

#endif
