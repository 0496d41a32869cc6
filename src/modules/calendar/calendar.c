#include "calendar.h"

#include <pthread.h>

/* State Council notices: 2024 国办发明电〔2023〕7号; 2025 国办发明电〔2024〕12号; 2026 notice of
 * 2025-11-04. 2027 was not announced when this was written: provisional, derived from the
 * 2024 rules, without make-up days. Ranges are first, last. */
struct range {
	int first, last; /* yyyymmdd */
};
static const struct range off[] = {{20240101, 20240101}, {20240210, 20240217},
	{20240404, 20240406}, {20240501, 20240505}, {20240610, 20240610}, {20240915, 20240917},
	{20241001, 20241007}, {20250101, 20250101}, {20250128, 20250204}, {20250404, 20250406},
	{20250501, 20250505}, {20250531, 20250602}, {20251001, 20251008}, {20260101, 20260103},
	{20260215, 20260223}, {20260404, 20260406}, {20260501, 20260505}, {20260619, 20260621},
	{20260925, 20260927}, {20261001, 20261007}, {20270101, 20270103}, {20270205, 20270212},
	{20270403, 20270405}, {20270501, 20270505}, {20270609, 20270609}, {20270915, 20270915},
	{20271001, 20271007}};
static const int makeup[] = {20240204, 20240218, 20240407, 20240428, 20240511, 20240914,
	20240929, 20241012, 20250126, 20250208, 20250427, 20250928, 20251011, 20260104, 20260214,
	20260228, 20260509, 20260920, 20261010};

enum { FIRST_YEAR = 2000, LAST_YEAR = 2060, SPAN = 22400, LIST_MAX = 300 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int base;		  /* day number of FIRST_YEAR-01-01 */
static int before[SPAN + 1];	  /* working days in [base, base + i) */
static bool works[SPAN];
static day off_days[LIST_MAX], makeup_days[LIST_MAX];
static size_t off_count, makeup_count;

static day of_number(int n)
{
	return day_of(n / 10000, n / 100 % 100, n % 100);
}

static void build(void)
{
	base = day_of(FIRST_YEAR, 1, 1).n;
	assert(day_of(LAST_YEAR, 12, 31).n - base < SPAN);
	for (int i = 0; i < SPAN; i++)
		works[i] = day_weekday((day){base + i}) <= 5;
	for (size_t k = 0; k < LEN(off); k++) {
		for (day d = of_number(off[k].first); d.n <= of_number(off[k].last).n; d.n++) {
			works[d.n - base] = false;
			assert(off_count < LIST_MAX);
			off_days[off_count++] = d;
		}
	}
	for (size_t k = 0; k < LEN(makeup); k++) {
		makeup_days[makeup_count] = of_number(makeup[k]);
		works[makeup_days[makeup_count++].n - base] = true;
	}
	for (int i = 0; i < SPAN; i++)
		before[i + 1] = before[i] + works[i];
}

static int clamp(day d)
{
	pthread_once(&once, build);
	return MAX(0, MIN(d.n - base, SPAN - 1));
}

bool workday(day d)
{
	return works[clamp(d)];
}

int workdays_between(day from, day to)
{
	return before[clamp(to) + 1] - before[clamp(from) + 1];
}

day workday_add(day d, int n)
{
	int at = clamp(d);
	/* The n-th working day after d ends at the first i with that many before it. */
	int want = n >= 0 ? before[at + 1] + n : before[at] + n + 1;
	int low = 0, high = SPAN;
	if (n == 0)
		return d;
	while (low < high) {
		int middle = (low + high) / 2;
		if (before[middle] < want)
			low = middle + 1;
		else
			high = middle;
	}
	return (day){base + low - 1};
}

size_t holiday_list(const day **days)
{
	pthread_once(&once, build);
	*days = off_days;
	return off_count;
}

size_t makeup_list(const day **days)
{
	pthread_once(&once, build);
	*days = makeup_days;
	return makeup_count;
}

day holidays_known_until(void)
{
	return day_of(2026, 12, 31);
}
