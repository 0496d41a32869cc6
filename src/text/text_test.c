/* Markup, JSON and CSV: what comes in is refused or kept, what goes out reads back. */
#include "text/csv.h"
#include "text/html.h"
#include "text/json.h"
#include "text/search.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

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

/* ---- html, url ----------------------------------------------------------------------
 */
static struct str escaped(struct str s)
{
	struct out o = out_on(arena, 1 << 20);
	html_escape(&o, s);
	return out_got(&o);
}

static void html_escapes_five_characters(void **state)
{
	(void)state;
	assert_str(
		escaped(S("<a href=\"x\">&'")), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
	assert_str(escaped(S("&&")), "&amp;&amp;");
	assert_str(escaped(NOTHING), "");
	assert_str(escaped(S("重大项目 no mark in a long text %$#(:=;?")),
		"重大项目 no mark in a long text %$#(:=;?");
}

/* Every byte at every place of a word against the plain definition. */
static void html_escapes_each_byte_at_each_place(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		for (size_t place = 0; place < 17; place++) {
			char text[17], expected[32];
			memset(text, 'z', sizeof text);
			text[place] = (char)c;
			const char *entity = c == '&'    ? "&amp;"
					     : c == '<'  ? "&lt;"
					     : c == '>'  ? "&gt;"
					     : c == '"'  ? "&quot;"
					     : c == '\'' ? "&#39;"
							 : NULL;
			size_t len = entity ? strlen(entity) : 1;
			memset(expected, 'z', sizeof expected);
			memcpy(expected + place, entity ? entity : text + place, len);
			arena_reset(arena);
			struct str got = escaped((struct str){text, sizeof text});
			assert_int_equal(got.len, 16 + len);
			assert_memory_equal(got.at, expected, got.len);
		}
	}
}

static void html_escape_keeps_the_maximum(void **state)
{
	(void)state;
	struct out o = out_on(arena, 6);
	html_escape(&o, S("ab<cdef"));
	assert_true(o.full);
	assert_str(out_got(&o), "ab&lt;");
}

static void url_round_trips(void **state)
{
	(void)state;
	struct out o = out_on(arena, 1000);
	url_escape(&o, S("a b/中~-_.%+"));
	assert_str(out_got(&o), "a%20b%2F%E4%B8%AD~-_.%25%2B");
	assert_str(url_decode(arena, out_got(&o), true), "a b/中~-_.%+");
	char all[256];
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	out_cut(&o, 0);
	url_escape(&o, (struct str){all, sizeof all});
	struct str back = url_decode(arena, out_got(&o), true);
	assert_int_equal(back.len, sizeof all);
	assert_memory_equal(back.at, all, sizeof all);
	out_cut(&o, 0);
	url_escape(&o, NOTHING);
	assert_int_equal(o.len, 0);
}

static void url_decode_forgives(void **state)
{
	(void)state;
	assert_str(url_decode(arena, S("a+b"), true), "a b");
	assert_str(url_decode(arena, S("a+b"), false), "a+b");
	assert_str(url_decode(arena, S("%4a%4A"), false), "JJ");
	assert_str(url_decode(arena, S("100%"), false), "100%");
	assert_str(url_decode(arena, S("%4"), false), "%4");
	assert_str(url_decode(arena, S("%zz%2"), false), "%zz%2");
	assert_str(url_decode(arena, NOTHING, true), "");
}

/* ---- json ---------------------------------------------------------------------------
 */
static void json_reads_every_kind(void **state)
{
	(void)state;
	struct json j;
	struct str why = NOTHING;
	struct str text =
		S("{\"b\":true,\"n\":-9007199254740993,\"x\":1.5,\"s\":\"中\\u4e2d\\n\","
		  "\"z\":null,\"l\":[1,[],{}],\"f\":false}");
	assert_int_equal(json_read(arena, text, &j, &why), OK);
	assert_int_equal(j.kind, J_MAP);
	assert_int_equal(j.len, 7);
	assert_str(j.keys[0], "b"); /* order is kept */
	assert_str(j.keys[6], "f");
	assert_true(json_get(&j, "b")->truth);
	assert_false(json_get(&j, "f")->truth);
	assert_true(json_int(&j, "n", 0) == -9007199254740993);
	assert_true(json_get(&j, "x")->real == 1.5);
	assert_str(json_str(&j, "s"), "中中\n");
	assert_int_equal(json_get(&j, "z")->kind, J_NULL);
	const struct json *list = json_get(&j, "l");
	assert_int_equal(list->kind, J_LIST);
	assert_int_equal(list->len, 3);
	assert_int_equal(list->at[0].n, 1);
	assert_int_equal(list->at[1].len, 0);
	assert_null(json_get(&j, "absent"));
	assert_null(json_get(list, "b"));
	assert_null(json_get(NULL, "b"));
	assert_null(json_str(&j, "n").at);
	assert_int_equal(json_int(&j, "s", -3), -3);
	assert_int_equal(json_read(arena, S(" 7 "), &j, &why), OK);
	assert_int_equal(j.n, 7);
	assert_null(why.at);
}

static void json_says_where_it_is_wrong(void **state)
{
	(void)state;
	struct json j;
	struct str why = NOTHING;
	assert_int_equal(
		json_read(arena, S("{\n \"a\": 1,\n \"b\": x}"), &j, &why), INVALID);
	assert_true(str_starts(why, S("line 3, column 7: ")));
	static const char *wrong[] = {"", " ", "{", "[1,]", "{\"a\":1,\"a\":2}", "1 2",
		"nul", "\"\xFF\"", "\"\\ud800\"", "\"\\u0000\"", "{a:1}", "[01]",
		"99999999999999999999", "'a'", "\"a\nb\"", "[1]]", "\"", "\"\\", "]",
		"[NaN]"};
	for (size_t i = 0; i < LEN(wrong); i++) {
		assert_int_equal(json_read(arena, str_of(wrong[i]), &j, &why), INVALID);
		assert_true(str_starts(why, S("line ")) && str_has(why, S(", column ")));
	}
	assert_int_equal(json_read(arena, NOTHING, &j, &why), INVALID);
}

static void json_limits_depth(void **state)
{
	(void)state;
	struct json j;
	struct str why = NOTHING;
	char text[200000];
	memset(text, '[', 32);
	text[32] = '1';
	memset(text + 33, ']', 32);
	assert_int_equal(json_read(arena, (struct str){text, 65}, &j, &why), OK);
	memset(text, '[', 33);
	memset(text + 33, ']', 33);
	assert_int_equal(json_read(arena, (struct str){text, 66}, &j, &why), INVALID);
	assert_str(why, "line 1, column 33: more than 32 levels");
	memset(text, '[', sizeof text);
	assert_int_equal(
		json_read(arena, (struct str){text, sizeof text}, &j, &why), INVALID);
	struct str brackets =
		S("\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\\\"");
	assert_int_equal(json_read(arena, brackets, &j, &why), OK); /* only text */
	assert_int_equal(j.str.len, 46);
	struct str wide =
		S("[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],"
		  "[],[],[],[],[],[],[],[],[],[],[],[],[],[]]");
	assert_int_equal(json_read(arena, wide, &j, &why), OK);
}

static void json_writes_commas_and_kinds(void **state)
{
	(void)state;
	struct out o = out_on(arena, 10000);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "a", json_put_int, 1);
	json_field(&w, "none", json_put_int, INT_NONE);
	json_field(&w, "s", json_put_str, S("中\"\\\n\t\x01/<"));
	json_field(&w, "nothing", json_put_str, NOTHING);
	json_field(&w, "empty", json_put_str, S(""));
	json_key(&w, S("l"));
	json_open(&w, '[');
	json_put_bool(&w, true);
	json_put_null(&w);
	json_open(&w, '{');
	json_close(&w, '}');
	json_open(&w, '[');
	json_put_int(&w, 2);
	json_close(&w, ']');
	json_put_raw(&w, S("{\"r\":1}"));
	json_close(&w, ']');
	json_field(&w, "x", json_put_real, 0.1);
	json_field(&w, "nan", json_put_real, NAN);
	json_close(&w, '}');
	assert_str(out_got(&o), "{\"a\":1,\"none\":null,\"s\":\"中\\\"\\\\\\n\\t\\u0001/"
				"<\",\"nothing\":null,"
				"\"empty\":\"\",\"l\":[true,null,{},[2],{\"r\":1}],\"x\":"
				"0.1,\"nan\":null}");
	struct json j;
	struct str why;
	assert_int_equal(json_read(arena, out_got(&o), &j, &why), OK);
	assert_str(json_str(&j, "s"), "中\"\\\n\t\x01/<");
}

static void json_strings_read_back_at_each_place(void **state)
{
	(void)state;
	for (int c = 1; c < 128; c++) {
		for (size_t place = 0; place < 17; place++) {
			char text[17];
			memset(text, 'z', sizeof text);
			text[place] = (char)c;
			arena_reset(arena);
			struct out o = out_on(arena, 1000);
			struct json_writer w = json_on(&o);
			json_put_str(&w, (struct str){text, sizeof text});
			struct json j;
			struct str why;
			assert_int_equal(json_read(arena, out_got(&o), &j, &why), OK);
			assert_true(str_eq(j.str, (struct str){text, sizeof text}));
		}
	}
}

static void json_reals_read_back(void **state)
{
	(void)state;
	static const double known[] = {0.1, 1.0 / 3, 1e300, -2.5, 123456789.125, 1e21,
		5e-300, 0, 0x1.fffffffffffffp1023};
	for (size_t i = 0; i < LEN(known); i++) {
		struct out o = out_on(arena, 100);
		struct json_writer w = json_on(&o);
		json_put_real(&w, known[i]);
		struct json j;
		struct str why;
		assert_int_equal(json_read(arena, out_got(&o), &j, &why), OK);
		assert_true((j.kind == J_INT ? (double)j.n : j.real) == known[i]);
	}
}

/* ---- csv ----------------------------------------------------------------------------
 */
static void csv_reads_rows_and_cells(void **state)
{
	(void)state;
	struct csv c;
	struct str why = NOTHING;
	assert_int_equal(
		csv_read(arena,
			S("\ufeff名称,投资\r\n\"a \"\"b\"\"\",\"x,\r\ny\"\n,\n\"\",z,"),
			&c, &why),
		OK);
	assert_int_equal(c.len, 4);
	assert_int_equal(c.at[0].len, 2);
	assert_str(c.at[0].at[0], "名称");
	assert_str(c.at[0].at[1], "投资");
	assert_str(c.at[1].at[0], "a \"b\"");
	assert_str(c.at[1].at[1], "x,\r\ny");
	assert_int_equal(c.at[2].len, 2);
	assert_str(c.at[2].at[1], "");
	assert_int_equal(c.at[3].len, 3); /* the last comma opens a cell */
	assert_str(c.at[3].at[1], "z");
	assert_str(c.at[3].at[2], "");
	assert_int_equal(csv_read(arena, S("a\rb\r"), &c, &why), OK);
	assert_int_equal(c.len, 2);
	assert_int_equal(csv_read(arena, S("a\n\nb"), &c, &why), OK);
	assert_int_equal(c.len, 3);
	assert_int_equal(csv_read(arena, S("a b\"c"), &c, &why), OK);
	assert_str(c.at[0].at[0], "a b\"c"); /* a quote inside is only a character */
	assert_int_equal(csv_read(arena, NOTHING, &c, &why), OK);
	assert_int_equal(c.len, 0);
	assert_int_equal(csv_read(arena, S("\"\"\"\"\"\""), &c, &why), OK);
	assert_str(c.at[0].at[0], "\"\"");
}

static void csv_names_row_and_cause(void **state)
{
	(void)state;
	struct csv c;
	struct str why = NOTHING;
	assert_int_equal(csv_read(arena, S("a\nb,\"c"), &c, &why), INVALID);
	assert_str(why, "row 2: a quote is not closed");
	assert_int_equal(csv_read(arena, S("\""), &c, &why), INVALID);
	assert_str(why, "row 1: a quote is not closed");
	assert_int_equal(csv_read(arena, S("\"a\"b,c"), &c, &why), INVALID);
	assert_str(why, "row 1: text after a closing quote");
	assert_int_equal(csv_read(arena, S("a\n\n\xD6\xD0"), &c, &why), INVALID);
	assert_str(why, "row 3: the text is not UTF-8");
	assert_int_equal(csv_read(arena, (struct str){"a\0b", 3}, &c, &why), INVALID);
	assert_int_equal(csv_read(arena, (struct str){"\"a\"\0", 4}, &c, &why), INVALID);
}

static void csv_keeps_its_limits(void **state)
{
	(void)state;
	struct csv c;
	struct str why = NOTHING;
	size_t len = 200002;
	char *text = arena_take(arena, len);
	memset(text, ',', 500);
	assert_int_equal(csv_read(arena, (struct str){text, 499}, &c, &why), OK);
	assert_int_equal(c.at[0].len, 500);
	assert_int_equal(csv_read(arena, (struct str){text, 500}, &c, &why), INVALID);
	assert_str(why, "row 1: more than 500 cells");
	for (size_t i = 0; i < len; i += 2)
		memcpy(text + i, "x\n", 2);
	assert_int_equal(csv_read(arena, (struct str){text, len - 2}, &c, &why), OK);
	assert_int_equal(c.len, 100000);
	assert_int_equal(csv_read(arena, (struct str){text, len}, &c, &why), INVALID);
	assert_str(why, "row 100001: more than 100000 rows");
}

static void csv_writes_what_it_reads(void **state)
{
	(void)state;
	static const char *cells[] = {"plain", "", "a,b", "say \"hi\"", "two\r\nlines",
		"中文", "-12.5", " space "};
	struct out o = out_on(arena, 1000);
	for (size_t i = 0; i < LEN(cells); i++)
		csv_cell(&o, str_of(cells[i]), i == 0);
	struct csv c;
	struct str why;
	assert_int_equal(csv_read(arena, out_got(&o), &c, &why), OK);
	assert_int_equal(c.at[0].len, LEN(cells));
	for (size_t i = 0; i < LEN(cells); i++)
		assert_str(c.at[0].at[i], cells[i]);
}

static void csv_disarms_formulas(void **state)
{
	(void)state;
	static const char *armed[] = {
		"=1+1", "+cmd|x", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "-"};
	for (size_t i = 0; i < LEN(armed); i++) {
		struct out o = out_on(arena, 100);
		csv_cell(&o, str_of(armed[i]), true);
		assert_true(str_starts(out_got(&o), S("\"'")));
	}
	struct out o = out_on(arena, 100);
	csv_cell(&o, S("-12.50"), true); /* a number is not a formula */
	csv_cell(&o, S("a=b"), false);
	csv_cell(&o, NOTHING, false);
	assert_str(out_got(&o), "-12.50,a=b,");
}

/* ---- search ------------------------------------------------------------------------- */
static void a_record_is_found_by_words_pinyin_and_initials(void **state)
{
	(void)state;
	const struct str parts[] = {S("重庆 Robot厂"), NOTHING, S("A1")};
	assert_str(search_words(arena, parts, LEN(parts)),
		"重庆 robot厂 chongqingrobotchang cqrc a1 a1 a ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(html_escapes_five_characters),
		TEST(html_escapes_each_byte_at_each_place),
		TEST(html_escape_keeps_the_maximum),
		TEST(url_round_trips),
		TEST(url_decode_forgives),
		TEST(json_reads_every_kind),
		TEST(json_says_where_it_is_wrong),
		TEST(json_limits_depth),
		TEST(json_writes_commas_and_kinds),
		TEST(json_strings_read_back_at_each_place),
		TEST(json_reals_read_back),
		TEST(csv_reads_rows_and_cells),
		TEST(csv_names_row_and_cause),
		TEST(csv_keeps_its_limits),
		TEST(csv_writes_what_it_reads),
		TEST(csv_disarms_formulas),
		TEST(a_record_is_found_by_words_pinyin_and_initials),
	};
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
