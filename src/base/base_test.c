/* The ground floor's edges: limits, none, the ends of ranges, repeatability. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <cmocka.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

#define assert_str(got, expected)                                                        \
	do {                                                                             \
		struct str got_ = (got), expected_ = str_of(expected);                   \
		if (!str_eq(got_, expected_))                                            \
			fail_msg("got \"%.*s\", expected \"%.*s\"", STR(got_),           \
				STR(expected_));                                         \
	} while (0)

/* ---- arena --------------------------------------------------------------------------
 */
static void arena_gives_zeroed_aligned_memory(void **state)
{
	(void)state;
	static const char zeros[70000];
	for (size_t bytes = 1; bytes <= sizeof zeros; bytes = bytes * 3 + 1) {
		char *at = arena_take(arena, bytes);
		assert_int_equal((uintptr_t)at % 16, 0);
		assert_memory_equal(at, zeros, bytes);
		memset(at, 'x', bytes);
	}
}

static void arena_zeroes_again_after_reset(void **state)
{
	(void)state;
	memset(arena_take(arena, 1000), 'x', 1000);
	arena_take(arena, 100000);
	assert_true(arena_used(arena) >= 101000);
	arena_reset(arena);
	assert_int_equal(arena_used(arena), 0);
	char *at = arena_take(arena, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(at[i], 0);
}

static void arena_stretches_only_the_last_take(void **state)
{
	(void)state;
	char *first = arena_take(arena, 10);
	assert_true(arena_stretch(arena, first, 10, 12));
	assert_true(arena_stretch(arena, first, 12, 100));
	memset(first, 'a', 100);
	char *second = arena_take(arena, 20);
	assert_true(second >= first + 100);
	assert_false(arena_stretch(arena, first, 100, 200));
	assert_false(arena_stretch(arena, second, 20, 17 << 10)); /* past its block */
	assert_true(arena_stretch(arena, second, 20, 40));
	for (int i = 0; i < 40; i++)
		assert_int_equal(second[i], 0);
	assert_int_equal(first[99], 'a');
}

static void arena_poisons_what_is_not_taken(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	char *at = arena_take(arena, 21);
	assert_false(__asan_address_is_poisoned(at + 20));
	assert_true(__asan_address_is_poisoned(at + 21));
	arena_reset(arena);
	assert_true(__asan_address_is_poisoned(at));
#else
	skip();
#endif
}

/* ---- str ----------------------------------------------------------------------------
 */
static void str_compares_and_finds(void **state)
{
	(void)state;
	assert_true(str_eq(NOTHING, S("")));
	assert_true(str_cmp(S("a"), S("ab")) < 0);
	assert_true(str_cmp(S("\x7f"), S("\u4e2d")) < 0); /* bytes compare unsigned */
	assert_int_equal(str_cmp(NOTHING, NOTHING), 0);
	assert_int_equal(str_find(S("aaab"), S("aab")), 1);
	assert_int_equal(str_find(S("aab"), S("aabb")), SIZE_MAX);
	assert_int_equal(str_find(NOTHING, S("")), 0);
	assert_int_equal(str_find(S("重大项目"), S("项目")), 6);
	assert_true(str_starts(S("abc"), S("")));
	assert_false(str_starts(S("ab"), S("abc")));
	assert_true(str_ends(S("报告.xlsx"), S(".xlsx")));
	assert_false(str_has(S("abc"), S("d")));
}

static void str_cuts_subs_and_trims(void **state)
{
	(void)state;
	struct str rest;
	assert_str(str_cut(S("a,b,c"), ',', &rest), "a");
	assert_str(rest, "b,c");
	assert_str(str_cut(S("a,"), ',', &rest), "a");
	assert_non_null(rest.at);
	assert_int_equal(rest.len, 0);
	assert_str(str_cut(S("a"), ',', &rest), "a");
	assert_null(rest.at);
	assert_str(str_cut(NOTHING, ',', &rest), "");
	assert_str(str_sub(S("abcdef"), 2, 3), "cde");
	assert_str(str_sub(S("abc"), 2, SIZE_MAX), "c");
	assert_str(str_sub(S("abc"), 9, 9), "");
	assert_str(str_trim(S(" \t\u3000\u00a0x y\u3000\r\n")), "x y");
	assert_str(str_trim(S("\ufeffx\ufeff")), "x");
	assert_str(str_trim(S(" \u3000 ")), "");
	assert_str(str_trim(NOTHING), "");
}

static void str_makes_new_texts(void **state)
{
	(void)state;
	assert_null(str_copy(arena, NOTHING).at);
	assert_non_null(str_copy(arena, S("")).at);
	assert_string_equal(str_z(arena, NOTHING), "");
	assert_str(str_join(arena, S("ab"), NOTHING), "ab");
	assert_str(str_lower(arena, S("AbZ中@[")), "abz中@[");
	assert_str(str_replace(arena, S("aXbXX"), S("X"), S("--")), "a--b----");
	assert_str(str_replace(arena, S("aaa"), S("aa"), S("b")), "ba");
	assert_str(str_replace(arena, S("abc"), S(""), S("x")), "abc");
	assert_str(str_fmt(arena, "%d-%s", 7, "x"), "7-x");
	struct str wide = str_fmt(arena, "%*d", 1000, 5); /* longer than any buffer */
	assert_int_equal(wide.len, 1000);
	assert_int_equal(wide.at[999], '5');
	assert_int_equal(str_of(NULL).len, 0);
}

static void str_int_is_strict(void **state)
{
	(void)state;
	int64_t n = 77;
	static const char *wrong[] = {"", "-", "+", "+5", " 5", "5 ", "5.0", "0x5", "--5",
		"９", "9223372036854775808", "-9223372036854775808",
		"99999999999999999999"};
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_false(str_int(str_of(wrong[i]), &n));
	assert_false(str_int(NOTHING, &n));
	assert_false(str_int((struct str){"5\0", 2}, &n));
	assert_int_equal(n, 77); /* untouched on failure */
	assert_true(str_int(S("9223372036854775807"), &n));
	assert_true(n == INT64_MAX);
	assert_true(str_int(S("-9223372036854775807"), &n));
	assert_true(n == -INT64_MAX);
	assert_true(str_int(S("007"), &n));
	assert_int_equal(n, 7);
	assert_true(str_int(S("-0"), &n));
	assert_int_equal(n, 0);
}

static void str_number_takes_all_or_nothing(void **state)
{
	(void)state;
	double x;
	static const char *wrong[] = {"", "-", "e5", "1e", "1.2.3", "nan", "inf", "0x1p3",
		" 1", "1e999", "1,5"};
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_false(str_number(str_of(wrong[i]), &x));
	assert_true(str_number(S("-12.5e1"), &x));
	assert_true(x == -125.0);
}

/* ---- utf8 ---------------------------------------------------------------------------
 */
static void utf8_tells_valid_from_broken(void **state)
{
	(void)state;
	static const char *right[] = {"", "a", "中文", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD",
		"\xF4\x8F\xBF\xBF", "long enough for eight 中 and then some more"};
	static const char *wrong[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80",
		"\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE4\xB8",
		"12345678\xFF", "\xE4\x41\x42", "\xF0\x9F\x98"};
	for (size_t i = 0; i < LEN(right); i++)
		assert_true(utf8_valid(str_of(right[i])));
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_false(utf8_valid(str_of(wrong[i])));
	assert_false(utf8_valid((struct str){"12345678\0abcdefgh", 17}));
	assert_true(utf8_valid(NOTHING));
}

static void utf8_round_trips_every_code_point(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
		if (c >= 0xD800 && c < 0xE000)
			continue;
		char bytes[5];
		utf8_put(bytes, c);
		size_t at = 0;
		assert_int_equal(utf8_next(str_of(bytes), &at), c);
		assert_int_equal(at, strlen(bytes));
		assert_true(utf8_valid(str_of(bytes)));
	}
	char bytes[5];
	utf8_put(bytes, 0xD800);
	assert_string_equal(bytes, "\xEF\xBF\xBD");
}

static void utf8_counts_and_cuts_whole_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_count(S("a中\xF0\x9F\x98\x80")), 3);
	assert_str(utf8_first(S("中文字"), 2), "中文");
	assert_str(utf8_first(S("中"), 9), "中");
	assert_str(utf8_first(S("中"), 0), "");
}

static void utf8_tidy_cleans_names(void **state)
{
	(void)state;
	assert_str(
		utf8_tidy(arena, S("　 ＡＢ１２（一期）　 x\r\n\ty ")), "AB12(一期) x y");
	assert_str(utf8_tidy(arena, S("a\u200bb\ufeffc\u2003d\u2028e")), "abc d e");
	assert_str(utf8_tidy(arena, S("～！")), "~!");
	assert_str(
		utf8_tidy(arena, S("，。、")), ",。、"); /* U+3001–2 have no ASCII twin */
	assert_str(utf8_tidy(arena, S(" \n")), "");
	assert_str(utf8_tidy(arena, NOTHING), "");
}

/* ---- out ----------------------------------------------------------------------------
 */
static void out_keeps_its_maximum(void **state)
{
	(void)state;
	struct out o = out_on(arena, 5);
	out_lit(&o, "abc");
	assert_false(o.full);
	out_lit(&o, "def"); /* would be 6: left out whole */
	assert_true(o.full);
	out_c(&o, 'x'); /* would fit, but nothing follows a gap */
	assert_str(out_got(&o), "abc");
	struct out exact = out_on(arena, 5);
	out_fmt(&exact, "%05d", 42);
	assert_false(exact.full);
	assert_str(out_got(&exact), "00042");
	struct out none = out_on(arena, 0);
	assert_str(out_got(&none), "");
	out_str(&none, NOTHING);
	assert_false(none.full);
	out_c(&none, 'x');
	assert_true(none.full);
}

static void out_grows_between_other_takes(void **state)
{
	(void)state;
	struct out o = out_on(arena, 1 << 20);
	for (int i = 0; i < 20000; i++) {
		out_int(&o, i % 10);
		if (i % 1000 == 0)
			memset(arena_take(arena, 8), 'x', 8);
	}
	assert_int_equal(o.len, 20000);
	for (int i = 0; i < 20000; i++)
		assert_int_equal(o.at[i], '0' + i % 10);
	out_cut(&o, 3);
	out_fmt(&o, "%*d", 500, 7);
	assert_int_equal(o.len, 503);
	assert_memory_equal(o.at, "012 ", 4);
}

static void out_prints_all_integers(void **state)
{
	(void)state;
	struct out o = out_on(arena, 100);
	out_int(&o, INT64_MIN);
	out_c(&o, ' ');
	out_int(&o, 0);
	out_z(&o, " ");
	out_int(&o, INT64_MAX);
	assert_str(out_got(&o), "-9223372036854775808 0 9223372036854775807");
}

/* ---- vec, map -----------------------------------------------------------------------
 */
static void vec_keeps_order_and_zeroes(void **state)
{
	(void)state;
	VEC(int64_t) numbers = {0};
	struct strs words = {0};
	for (int i = 0; i < 5000; i++) {
		int64_t *n = vec_add(arena, &numbers);
		assert_int_equal(*n, 0);
		*n = i;
		*vec_add(arena, &words) = S("w");
	}
	assert_int_equal(numbers.len, 5000);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(numbers.at[i], i);
	assert_str(words.at[4999], "w");
}

static void map_finds_what_was_put(void **state)
{
	(void)state;
	struct map m = map_on(arena);
	assert_null(map_get(&m, S("x")));
	for (int i = 0; i < 3000; i++) {
		char key[20];
		snprintf(key, sizeof key, "key %d", i);
		struct map_entry *e = map_put(&m, str_of(key)); /* copies the key */
		assert_int_equal(e->n, 0);
		e->n = i;
	}
	assert_int_equal(m.len, 3000);
	map_put(&m, S("key 7"))->n = -7; /* found, not new */
	map_put(&m, S(""))->n = 1;
	assert_int_equal(m.len, 3001);
	assert_int_equal(map_get(&m, NOTHING)->n, 1);
	assert_int_equal(map_get(&m, S("key 7"))->n, -7);
	assert_null(map_get(&m, S("key 3000")));
	for (int i = 8; i < 3000; i++)
		assert_int_equal(m.at[i].n, i); /* in order of insertion */
}

/* ---- day ----------------------------------------------------------------------------
 */
static void day_counts_every_day_from_1800(void **state)
{
	(void)state;
	day d = day_of(1800, 1, 1);
	int weekday = 3; /* a Wednesday */
	for (int year = 1800; year <= 2400; year++)
		for (int month = 1; month <= 12; month++)
			for (int dom = 1; day_is(day_of(year, month, dom)); dom++) {
				struct ymd p = day_parts(d);
				assert_int_equal(day_of(year, month, dom).n, d.n);
				assert_true(p.year == year && p.month == month &&
					    p.day == dom);
				assert_int_equal(day_weekday(d), weekday);
				weekday = weekday % 7 + 1;
				d = day_add(d, 1);
			}
	assert_int_equal(d.n, day_of(2401, 1, 1).n);
}

static void day_knows_leap_years_and_ends(void **state)
{
	(void)state;
	assert_int_equal(day_of(1970, 1, 1).n, 0);
	assert_true(day_is(day_of(2000, 2, 29)));
	assert_false(day_is(day_of(1900, 2, 29)));
	assert_false(day_is(day_of(2026, 2, 29)));
	assert_false(day_is(day_of(2026, 13, 1)));
	assert_false(day_is(day_of(2026, 4, 31)));
	assert_false(day_is(day_of(2026, 1, 0)));
	assert_int_equal(day_month_end(day_of(2024, 2, 1)).n, day_of(2024, 2, 29).n);
	assert_int_equal(day_month_start(day_of(2024, 2, 29)).n, day_of(2024, 2, 1).n);
	assert_false(day_is(day_add(day_of(9999, 12, 31), 1)));
	assert_false(day_is(day_add(day_of(1800, 1, 1), -1)));
	assert_false(day_is(day_add(day_of(2026, 1, 1), INT32_MAX)));
	assert_int_equal(day_between(day_of(2024, 1, 1), day_of(2025, 1, 1)), 366);
}

static void day_none_stays_none(void **state)
{
	(void)state;
	char text[11] = "x";
	assert_false(day_is(day_add(DAY_NONE, 5)));
	assert_false(day_is(day_month_start(DAY_NONE)));
	assert_false(day_is(day_month_end(DAY_NONE)));
	assert_true(day_cmp(DAY_NONE, day_of(1800, 1, 1)) < 0);
	assert_int_equal(day_cmp(DAY_NONE, DAY_NONE), 0);
	day_write(DAY_NONE, text);
	assert_string_equal(text, "");
}

static void day_reads_iso_only(void **state)
{
	(void)state;
	static const char *wrong[] = {"2026-1-01", "2026-02-30", "2026/01/01", "20260101",
		"2026-01-01 ", "+026-01-01", "2026-0a-01", "1799-12-31"};
	day d;
	char text[11];
	for (size_t i = 0; i < LEN(wrong); i++) {
		assert_false(day_read(str_of(wrong[i]), &d));
		assert_false(day_is(d));
	}
	assert_true(day_read(NOTHING, &d));
	assert_false(day_is(d));
	assert_true(day_read(S("9999-12-31"), &d));
	day_write(d, text);
	assert_string_equal(text, "9999-12-31");
	assert_true(day_read(S("1800-01-01"), &d));
	day_write(d, text);
	assert_string_equal(text, "1800-01-01");
}

static void week_follows_iso_8601(void **state)
{
	(void)state;
	static const struct {
		int year, month, day;
		const char *week;
	} known[] = {{2005, 1, 1, "2004-W53"}, {2007, 12, 31, "2008-W01"},
		{2010, 1, 3, "2009-W53"}, {2026, 11, 23, "2026-W48"},
		{2027, 1, 1, "2026-W53"}, {2024, 12, 30, "2025-W01"}};
	for (size_t i = 0; i < LEN(known); i++) {
		day d = day_of(known[i].year, known[i].month, known[i].day);
		struct week w = week_of(d), back;
		assert_str(week_text(arena, w), known[i].week);
		assert_true(week_read(str_of(known[i].week), &back));
		int past = day_between(week_monday(back), d);
		assert_true(past >= 0 && past < 7);
	}
	static const char *wrong[] = {"", "2025-W53", "2026-W00", "2026-W54", "2026-W+5",
		"2026W48", "2026-w48", "+026-W48", "2026-W480"};
	struct week w;
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_false(week_read(str_of(wrong[i]), &w));
}

static void instant_reads_and_writes(void **state)
{
	(void)state;
	static const char *wrong[] = {"2026-11-23", "2026-11-23T24:00:00Z",
		"2026-11-23T02:60:00Z", "2026-11-23T02:05:00",
		"2026-11-23T02:05:00+08:00", "2026-11-23T02:05:00.1Z",
		"2026-11-23T02:05:00.1234Z", "2026-02-30T00:00:00Z"};
	instant at;
	char text[25];
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_false(instant_read(str_of(wrong[i]), &at));
	assert_true(instant_read(S(""), &at));
	instant_write(at, text);
	assert_string_equal(text, "");
	assert_true(instant_read(S("2026-11-23T02:05:00Z"), &at));
	instant_write(at, text);
	assert_string_equal(text, "2026-11-23T02:05:00.000Z");
	assert_true(instant_read(S("1969-12-31T23:59:59.999Z"), &at));
	assert_int_equal(at.ms, -1);
	instant_write(at, text);
	assert_string_equal(text, "1969-12-31T23:59:59.999Z");
	assert_int_equal(instant_day(at, 0).n, -1);
	assert_int_equal(instant_day(at, 8 * 60).n, 0); /* already 07:59 in Guangzhou */
	assert_int_equal(instant_minute_of_day(at, 8 * 60), 7 * 60 + 59);
	assert_int_equal(instant_minute_of_day(at, 0), 23 * 60 + 59);
	assert_false(day_is(instant_day(INSTANT_NONE, 480)));
	assert_true(instant_now().ms > 1700000000000);
}

/* ---- amount -------------------------------------------------------------------------
 */
static void money_reads_yuan(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t fen;
	} right[] = {{"0", 0}, {"1234.50", 123450}, {"1234.5", 123450}, {"-0.05", -5},
		{"99999999999999.99", 9999999999999999}};
	static const char *wrong[] = {"-", ".5", "1.", "1.234", "+1", "--1", "1,000",
		"1.-5", "1.5x", "1e3", "100000000000000", " 1", "1.x"};
	money m;
	for (size_t i = 0; i < LEN(right); i++) {
		assert_true(money_read_yuan(str_of(right[i].text), &m));
		assert_int_equal(m.fen, right[i].fen);
	}
	for (size_t i = 0; i < LEN(wrong); i++) {
		assert_false(money_read_yuan(str_of(wrong[i]), &m));
		assert_false(money_is(m));
	}
	assert_true(money_read_yuan(NOTHING, &m));
	assert_false(money_is(m));
	assert_str(money_yuan(arena, (money){-5}), "-0.05");
	assert_str(money_yuan(arena, (money){123450}), "1234.50");
	assert_null(money_yuan(arena, MONEY_NONE).at);
}

static void money_wan_rounds_and_groups(void **state)
{
	(void)state;
	static const struct {
		int64_t fen;
		int places;
		const char *text;
	} known[] = {{0, 0, "0"}, {499999, 0, "0"}, {500000, 0, "1"}, {-500000, 0, "-1"},
		{-499999, 0, "0"}, {12345 * FEN_PER_WAN, 0, "12,345"},
		{1234567 * FEN_PER_WAN, 2, "1,234,567.00"}, {999 * FEN_PER_WAN, 0, "999"},
		{5000, 2, "0.01"}, {4999, 2, "0.00"}, {-4999, 2, "0.00"},
		{-5000, 2, "-0.01"}, {999999, 2, "1.00"}, {1, 6, "0.000001"},
		{1999500000, 1, "1,999.5"}, {INT64_MAX, 0, "9,223,372,036,855"}};
	for (size_t i = 0; i < LEN(known); i++)
		assert_str(money_wan(arena, (money){known[i].fen}, known[i].places),
			known[i].text);
	assert_int_equal(money_wan(arena, MONEY_NONE, 2).len, 0);
}

static void money_adds_and_shares(void **state)
{
	(void)state;
	assert_int_equal(money_add((money){3}, MONEY_NONE).fen, 3);
	assert_int_equal(money_add(MONEY_NONE, (money){4}).fen, 4);
	assert_int_equal(money_add((money){3}, (money){4}).fen, 7);
	assert_false(money_is(money_add(MONEY_NONE, MONEY_NONE)));
	assert_int_equal(share_of((money){1}, (money){3}).permille, 333);
	assert_int_equal(share_of((money){2}, (money){3}).permille, 667);
	assert_int_equal(share_of((money){1}, (money){2000}).permille, 1);
	assert_int_equal(share_of((money){-1}, (money){2000}).permille, -1);
	assert_int_equal(share_of((money){INT64_MAX}, (money){INT64_MAX}).permille, 1000);
	assert_int_equal(share_of(MONEY_NONE, (money){5}).permille, 0);
	assert_false(share_is(share_of((money){5}, MONEY_NONE)));
	assert_false(share_is(share_of((money){5}, (money){0})));
	assert_false(share_is(share_of((money){INT64_MAX}, (money){1})));
	assert_str(share_percent(arena, (share){625}), "62.5%");
	assert_str(share_percent(arena, (share){1000}), "100%");
	assert_str(share_percent(arena, (share){-5}), "-0.5%");
	assert_str(share_percent(arena, (share){-15}), "-1.5%");
	assert_str(share_percent(arena, SHARE_NONE), "");
}

/* ---- rand, status, log --------------------------------------------------------------
 */
static void rand_repeats_and_is_even(void **state)
{
	(void)state;
	/* splitmix64 from 0 begins e220a8397b1dcdaf (reference code by Vigna). */
	struct rand a = rand_seed(0), b = rand_seed(0), c = rand_seed(1);
	assert_true(a.s[0] == 0xe220a8397b1dcdafu);
	assert_true(rand_next(&a) == rand_next(&b));
	assert_true(rand_next(&a) != rand_next(&c));
	/* xoshiro256** from {1,2,3,4} begins so (reference code by Blackman and Vigna).
	 */
	struct rand r = {{1, 2, 3, 4}};
	assert_true(rand_next(&r) == 11520 && rand_next(&r) == 0);
	assert_true(rand_next(&r) == 1509978240);
	int seen[6] = {0};
	for (int i = 0; i < 60000; i++) {
		seen[rand_below(&a, 6)]++;
		double unit = rand_unit(&a);
		assert_true(unit >= 0 && unit < 1);
	}
	for (int i = 0; i < 6; i++)
		assert_in_range(seen[i], 9500, 10500);
	assert_int_equal(rand_below(&a, 1), 0);
}

static void status_table_is_whole(void **state)
{
	(void)state;
	static const int http[STATUSES] = {200, 422, 403, 404, 409, 503, 500};
	static const int exits[STATUSES] = {0, 1, 1, 1, 1, 3, 3};
	for (int i = 0; i < STATUSES; i++) {
		assert_non_null(status_table[i].name);
		assert_int_equal(status_table[i].http, http[i]);
		assert_int_equal(status_table[i].exit, exits[i]);
	}
}

/* Runs with stderr in a file, so that what was logged can be read. */
static void log_writes_one_line_a_fact(void **state)
{
	(void)state;
	FILE *file = tmpfile();
	assert_non_null(file);
	fflush(stderr);
	int kept = dup(2);
	dup2(fileno(file), 2);
	log_info("hello %d", 5);
	log_error("forged\n2026 info entry");
	log_quiet();
	log_info("silent");
	fflush(stderr);
	dup2(kept, 2);
	close(kept);
	char text[400] = "";
	rewind(file);
	struct str got = {text, fread(text, 1, sizeof text, file)};
	fclose(file);
	struct str second, third, first = str_cut(got, '\n', &second);
	second = str_cut(second, '\n', &third);
	assert_str(str_sub(first, 24, 99), " info hello 5");
	assert_str(str_sub(second, 24, 99), " error forged 2026 info entry");
	assert_int_equal(third.len, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(arena_gives_zeroed_aligned_memory),
		TEST(arena_zeroes_again_after_reset),
		TEST(arena_stretches_only_the_last_take),
		TEST(arena_poisons_what_is_not_taken),
		TEST(str_compares_and_finds),
		TEST(str_cuts_subs_and_trims),
		TEST(str_makes_new_texts),
		TEST(str_int_is_strict),
		TEST(str_number_takes_all_or_nothing),
		TEST(utf8_tells_valid_from_broken),
		TEST(utf8_round_trips_every_code_point),
		TEST(utf8_counts_and_cuts_whole_characters),
		TEST(utf8_tidy_cleans_names),
		TEST(out_keeps_its_maximum),
		TEST(out_grows_between_other_takes),
		TEST(out_prints_all_integers),
		TEST(vec_keeps_order_and_zeroes),
		TEST(map_finds_what_was_put),
		TEST(day_counts_every_day_from_1800),
		TEST(day_knows_leap_years_and_ends),
		TEST(day_none_stays_none),
		TEST(day_reads_iso_only),
		TEST(week_follows_iso_8601),
		TEST(instant_reads_and_writes),
		TEST(money_reads_yuan),
		TEST(money_wan_rounds_and_groups),
		TEST(money_adds_and_shares),
		TEST(rand_repeats_and_is_even),
		TEST(status_table_is_whole),
		TEST(log_writes_one_line_a_fact),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
