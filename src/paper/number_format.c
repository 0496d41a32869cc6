/* Number formats: which numbers are dates, and what a sheet shows for them. */
#include "paper/reader.h"

#include <math.h>
#include <stdio.h>

enum { SERIAL_OF_1970 = 25569, DAYS_1904 = 1462, SERIAL_END = 2958466 };

/* The letters a format code uses outside quotes, brackets and escapes. */
struct letters {
	bool year, month, day, hour, percent, other;
	int zeros;
};

static void note_letter(struct letters *found, char c)
{
	switch (c | 0x20) {
	case 'y':
	case 'e':
		found->year = true;
		return;
	case 'm':
		found->month = true;
		return;
	case 'd':
		found->day = true;
		return;
	case 'h':
	case 's':
		found->hour = true;
	}
}

static struct letters letters_of(struct str code)
{
	struct letters found = {0};
	for (size_t i = 0; i < code.len && code.at[i] != ';'; i++) {
		char c = code.at[i], until = c == '"' ? '"' : c == '[' ? ']' : 0;
		if (c == '0')
			found.zeros++;
		else
			found.other = true;
		if (c == '#' || c == '?' || c == '0' || c == '.')
			found.year = false; /* an E beside digits is an exponent */
		if (until) {
			while (++i < code.len && code.at[i] != until)
				;
		} else if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == '%') {
			found.percent = true;
		} else if (c == 'E' && (found.zeros || i + 1 >= code.len)) {
			continue;
		} else {
			note_letter(&found, c);
		}
	}
	return found;
}

struct number_format format_of_code(struct str code)
{
	if (str_has(code, S("General")) || str_eq(code, S("@")) ||
	        str_starts(code, S("G/")) || !code.len)
		return (struct number_format){0};
	struct letters l = letters_of(code);
	struct number_format f = {.hours = l.hour};
	if (!l.other && l.zeros > 1 && l.zeros <= 30)
		f.zeros = (uint8_t)l.zeros;
	if (l.percent)
		f.shown = SHOWN_PERCENT;
	else if (l.day || (l.month && !l.year && !l.hour))
		f.shown = SHOWN_DATE;
	else if (l.year && l.month)
		f.shown = l.hour ? SHOWN_DATE : SHOWN_MONTH;
	else if (l.year)
		f.shown = SHOWN_YEAR;
	else if (l.hour)
		f.shown = SHOWN_TIME;
	return f;
}

/* ECMA-376 part 1, 18.8.30, with the zh-CN meanings of 27–36 and 50–58. */
struct number_format format_of_builtin(uint32_t id)
{
	static const uint8_t shown[59] = {
	        [9] = SHOWN_PERCENT,
	        [10] = SHOWN_PERCENT,
	        [14] = SHOWN_DATE,
	        [15] = SHOWN_DATE,
	        [16] = SHOWN_DATE,
	        [17] = SHOWN_MONTH,
	        [18] = SHOWN_TIME,
	        [19] = SHOWN_TIME,
	        [20] = SHOWN_TIME,
	        [21] = SHOWN_TIME,
	        [22] = SHOWN_DATE,
	        [27] = SHOWN_MONTH,
	        [28] = SHOWN_DATE,
	        [29] = SHOWN_DATE,
	        [30] = SHOWN_DATE,
	        [31] = SHOWN_DATE,
	        [32] = SHOWN_TIME,
	        [33] = SHOWN_TIME,
	        [34] = SHOWN_TIME,
	        [35] = SHOWN_TIME,
	        [36] = SHOWN_MONTH,
	        [45] = SHOWN_TIME,
	        [47] = SHOWN_TIME,
	        [50] = SHOWN_MONTH,
	        [51] = SHOWN_DATE,
	        [52] = SHOWN_MONTH,
	        [53] = SHOWN_DATE,
	        [54] = SHOWN_DATE,
	        [55] = SHOWN_TIME,
	        [56] = SHOWN_TIME,
	        [57] = SHOWN_MONTH,
	        [58] = SHOWN_DATE,
	};
	if (id >= LEN(shown))
		return (struct number_format){0};
	return (struct number_format){.shown = shown[id], .hours = id == 22};
}

static struct str trimmed_zeros(struct arena *a, char *digits, size_t len)
{
	if (memchr(digits, '.', len)) {
		while (digits[len - 1] == '0')
			len--;
		if (digits[len - 1] == '.')
			len--;
	}
	return str_copy(a, (struct str){digits, len});
}

struct str number_text(struct arena *a, double n)
{
	char digits[64];
	int len = snprintf(digits, sizeof digits, "%.15g", n);
	if (!memchr(digits, 'e', (size_t)len))
		return str_copy(a, (struct str){digits, (size_t)len});
	double size = fabs(n);
	if (size >= 1e21 || size < 1e-12)
		return str_copy(a, (struct str){digits, (size_t)len});
	len = snprintf(digits, sizeof digits, size >= 1 ? "%.0f" : "%.20f", n);
	return trimmed_zeros(a, digits, (size_t)len);
}

/* Serial 60 is a 29 February 1900 that never was: days before it are one off. */
static day serial_day(double serial, bool date1904)
{
	double whole = floor(serial) + (date1904 ? DAYS_1904 : 0);
	if (!(whole >= 1 && whole < SERIAL_END))
		return DAY_NONE;
	int n = (int)whole;
	return (day){n - SERIAL_OF_1970 + (n < 60 ? 1 : 0)};
}

day cell_day(const struct book *book, const struct cell *cell)
{
	if (cell->kind != CELL_NUMBER)
		return DAY_NONE;
	day d = serial_day(cell->number, book->date1904);
	if (!day_is(d) || day_parts(d).year > 2199)
		return DAY_NONE;
	return d;
}

static struct str date_text(
        struct arena *a, double n, const struct number_format *f, day d)
{
	struct ymd p = day_parts(d);
	int minute = (int)((n - floor(n)) * 1440 + 0.5);
	minute = MIN(minute, 1439);
	if (f->shown == SHOWN_YEAR)
		return str_fmt(a, "%04d", p.year);
	if (f->shown == SHOWN_MONTH)
		return str_fmt(a, "%04d-%02d", p.year, p.month);
	if (f->hours)
		return str_fmt(a, "%04d-%02d-%02d %02d:%02d", p.year, p.month, p.day,
		        minute / 60, minute % 60);
	char iso[11];
	day_write(d, iso);
	return str_copy(a, str_of(iso));
}

struct str shown_text(struct arena *a, double n, struct number_format *f, bool date1904)
{
	if (f->shown == SHOWN_PERCENT)
		return str_join(a, number_text(a, n * 100), S("%"));
	if (f->shown == SHOWN_TIME && n >= 0 && n < 1) {
		int minute = MIN((int)(n * 1440 + 0.5), 1439);
		return str_fmt(a, "%02d:%02d", minute / 60, minute % 60);
	}
	day d = f->shown == SHOWN_PLAIN || f->shown == SHOWN_TIME
	                ? DAY_NONE
	                : serial_day(n, date1904);
	if (day_is(d))
		return date_text(a, n, f, d);
	f->shown = SHOWN_PLAIN;
	if (f->zeros && n >= 0 && n < 1e15 && n == floor(n))
		return str_fmt(a, "%0*lld", (int)f->zeros, (long long)n);
	return number_text(a, n);
}
