/* Civil dates by the day-count algorithms of Howard Hinnant (2013), which treat March as
 * the year's first month so that the leap day comes last. */
#include "base/base.h"

#include <stdio.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_DAY = -62091, LAST_DAY = 2932896 }; /* 1800-01-01 … 9999-12-31 */

bool day_is(day d)
{
	return d.n != INT32_MIN;
}

static int month_length(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (leap && month == 2);
}

day day_of(int year, int month, int dom)
{
	if (year < 1800 || year > 9999 || month < 1 || month > 12 || dom < 1 ||
		dom > month_length(year, month))
		return DAY_NONE;
	int y = year - (month <= 2), era = y / 400, yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dom - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (day){era * 146097 + doe - 719468};
}

struct ymd day_parts(day d)
{
	int z = d.n + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int month = mp < 10 ? mp + 3 : mp - 9;
	return (struct ymd){
		yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

int day_weekday(day d)
{
	int w = (d.n + 3) % 7; /* 1970-01-01 was a Thursday */
	return (w < 0 ? w + 7 : w) + 1;
}

day day_add(day d, int days)
{
	int64_t n = (int64_t)d.n + days;
	return day_is(d) && n >= FIRST_DAY && n <= LAST_DAY ? (day){(int32_t)n}
							    : DAY_NONE;
}

int day_between(day from, day to)
{
	assert(day_is(from) && day_is(to));
	return to.n - from.n;
}

int day_cmp(day a, day b)
{
	return (a.n > b.n) - (a.n < b.n);
}

day day_month_start(day d)
{
	return day_is(d) ? day_add(d, 1 - day_parts(d).day) : d;
}

day day_month_end(day d)
{
	if (!day_is(d))
		return d;
	struct ymd p = day_parts(d);
	return day_of(p.year, p.month, month_length(p.year, p.month));
}

struct week week_of(day d)
{
	assert(day_is(d));
	day thursday = {d.n + 4 - day_weekday(d)};
	int year = day_parts(thursday).year;
	return (struct week){year, day_between(day_of(year, 1, 1), thursday) / 7 + 1};
}

day week_monday(struct week w)
{
	day fourth = day_of(w.year, 1, 4); /* ISO 8601: always in week 1 */
	return day_add(fourth, 1 - day_weekday(fourth) + (w.number - 1) * 7);
}

/* n decimal digits at s.at. */
static bool digits(struct str s, size_t at, size_t n, int *found)
{
	*found = 0;
	for (size_t i = at; i < at + n; i++) {
		if (i >= s.len || s.at[i] < '0' || s.at[i] > '9')
			return false;
		*found = *found * 10 + s.at[i] - '0';
	}
	return true;
}

bool week_read(struct str s, struct week *found)
{
	struct week w;
	if (s.len != 8 || s.at[4] != '-' || s.at[5] != 'W' || !digits(s, 0, 4, &w.year) ||
		!digits(s, 6, 2, &w.number) || w.year < 1900 || w.number < 1 ||
		w.number > 53)
		return false;
	day monday = week_monday(w);
	if (!day_is(monday) || week_of(monday).year != w.year) /* a year of 52 weeks */
		return false;
	*found = w;
	return true;
}

struct str week_text(struct arena *a, struct week w)
{
	return str_fmt(a, "%04d-W%02d", w.year, w.number);
}

bool day_read(struct str s, day *found)
{
	*found = DAY_NONE;
	if (!s.len)
		return true;
	int y, m, d;
	if (s.len != 10 || s.at[4] != '-' || s.at[7] != '-' || !digits(s, 0, 4, &y) ||
		!digits(s, 5, 2, &m) || !digits(s, 8, 2, &d))
		return false;
	*found = day_of(y, m, d);
	return day_is(*found);
}

void day_write(day d, char out[11])
{
	out[0] = 0;
	if (!day_is(d))
		return;
	assert(d.n >= FIRST_DAY && d.n <= LAST_DAY);
	struct ymd p = day_parts(d);
	for (int i = 3, y = p.year; i >= 0; i--, y /= 10)
		out[i] = (char)('0' + y % 10);
	out[4] = out[7] = '-';
	out[5] = (char)('0' + p.month / 10);
	out[6] = (char)('0' + p.month % 10);
	out[8] = (char)('0' + p.day / 10);
	out[9] = (char)('0' + p.day % 10);
	out[10] = 0;
}

enum { MS_PER_DAY = 86400000 };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

day instant_day(instant at, int offset)
{
	if (at.ms == INT64_MIN)
		return DAY_NONE;
	int64_t n = floor_div(at.ms + offset * 60000LL, MS_PER_DAY);
	return n >= FIRST_DAY && n <= LAST_DAY ? (day){(int32_t)n} : DAY_NONE;
}

int instant_minute_of_day(instant at, int offset)
{
	int64_t ms = at.ms + offset * 60000LL;
	return (int)((ms - floor_div(ms, MS_PER_DAY) * MS_PER_DAY) / 60000);
}

bool instant_read(struct str s, instant *found)
{
	*found = INSTANT_NONE;
	if (!s.len)
		return true;
	day d;
	int h, m, sec, ms = 0;
	if (s.len < 20 || s.at[10] != 'T' || s.at[13] != ':' || s.at[16] != ':' ||
		s.at[s.len - 1] != 'Z' || !day_read(str_sub(s, 0, 10), &d) ||
		!digits(s, 11, 2, &h) || !digits(s, 14, 2, &m) ||
		!digits(s, 17, 2, &sec) || h > 23 || m > 59 || sec > 59)
		return false;
	if (s.len != 20 && (s.len != 24 || s.at[19] != '.' || !digits(s, 20, 3, &ms)))
		return false;
	found->ms = d.n * (int64_t)MS_PER_DAY + h * 3600000LL + m * 60000LL +
		    sec * 1000LL + ms;
	return true;
}

void instant_write(instant at, char out[25])
{
	out[0] = 0;
	if (at.ms == INT64_MIN)
		return;
	day d = instant_day(at, 0);
	if (!day_is(d))
		return;
	day_write(d, out);
	unsigned ms = (unsigned)(at.ms - d.n * (int64_t)MS_PER_DAY) % MS_PER_DAY;
	snprintf(out + 10, 15, "T%02u:%02u:%02u.%03uZ", ms / 3600000 % 24,
		ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}

static const char *followed;

void instant_follow(const char *path)
{
	followed = path;
}

static bool read_followed(instant *at)
{
	char text[32] = {0};
	int fd = open(followed, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	return got > 0 && instant_read(str_trim(str_of(text)), at);
}

instant instant_now(void)
{
	struct timespec t;
	instant at;
	if (followed && read_followed(&at))
		return at;
	clock_gettime(CLOCK_REALTIME, &t);
	return (instant){t.tv_sec * 1000LL + t.tv_nsec / 1000000};
}
