/* Comma-separated text, RFC 4180, UTF-8 with or without a byte order mark. */
#ifndef GUATU_CSV_H
#define GUATU_CSV_H

#include "base/base.h"

struct csv_row {
	struct str *at;
	size_t len, cap;
};
struct csv {
	struct csv_row *at;
	size_t len, cap;
};
/* Limits: 100,000 rows, 500 columns. On INVALID *why names row and cause. */
enum status csv_read(struct arena *, struct str text, struct csv *found, struct str *why);
/* Quotes where needed; a cell that starts with = + - @ gets a leading apostrophe so that
 * no office program runs it; a plain number (−12.5) stays a number. */
void csv_cell(struct out *, struct str, bool first_in_row);

#endif
