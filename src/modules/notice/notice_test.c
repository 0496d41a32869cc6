/* Rules of notices that need no server: quiet hours, texts by bytes, signatures, answers. */
#include "modules/notice/notice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static void test_quiet_hours(void **state)
{
	(void)state;
	assert_int_equal(clock_minutes(S("21:30")), 21 * 60 + 30);
	assert_int_equal(clock_minutes(S(" 7:05")), 7 * 60 + 5);
	const char *const bad[] = {"", "24:00", "7:60", "7:5", "07:005", "7", ":", "-1:00", "a:00"};
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(clock_minutes(str_of(bad[i])), -1);
	for (int m = 0; m < 1440; m++) {
		assert_int_equal(quiet_at(S("22:00"), S("07:00"), m), m >= 1320 || m < 420);
		assert_int_equal(quiet_at(S("12:00"), S("13:30"), m), m >= 720 && m < 810);
		assert_false(quiet_at(S(""), S("07:00"), m));
		assert_false(quiet_at(S("08:00"), S("08:00"), m));
	}
}

/* Random lines: every text within the bytes, valid UTF-8, headed; joined they are the lines. */
static void test_texts(void **state)
{
	(void)state;
	struct rand chance = rand_seed(7);
	struct call call = {.arena = arena};
	const size_t most[] = {[ROBOT_KIND_WECOM] = 2048, [ROBOT_KIND_DINGTALK] = 4000,
		[ROBOT_KIND_FEISHU] = 4000};
	for (int round = 0; round < 300; round++) {
		int kind = ROBOT_KIND_WECOM + (int)rand_below(&chance, 3);
		struct strs lines = {0};
		struct out all = out_on(arena, 1 << 20);
		for (uint32_t n = 1 + rand_below(&chance, 60); n; n--) {
			struct out line = out_on(arena, 1 << 16);
			for (uint32_t k = 1 + rand_below(&chance, round % 10 ? 200 : 3000); k; k--)
				out_z(&line, rand_below(&chance, 2) ? "征" : rand_below(&chance, 2) ? "é" : "a");
			*vec_add(arena, &lines) = out_got(&line);
			out_str(&all, out_got(&line));
		}
		struct strs got = robot_texts(&call, kind, S("【区】"), &lines);
		struct out joined = out_on(arena, 1 << 20);
		for (size_t i = 0; i < got.len; i++) {
			int count = 0;
			assert_true(got.at[i].len <= most[kind]);
			assert_true(utf8_valid(got.at[i]));
			assert_true(str_starts(got.at[i], S("【区】\n")));
			for (size_t k = strlen("【区】"); k < got.at[i].len; k++)
				if (got.at[i].at[k] == '\n')
					count++;
				else
					out_c(&joined, got.at[i].at[k]);
			assert_true(count <= POST_LINES);
		}
		assert_true(str_eq(out_got(&joined), out_got(&all)));
	}
}

/* RFC 4231, test case 2. */
static void test_signature(void **state)
{
	(void)state;
	assert_true(str_eq(hmac_base64(arena, S("Jefe"), S("what do ya want for nothing?")),
		S("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=")));
	struct http_post p = robot_post(arena, ROBOT_KIND_DINGTALK, S("https://x/send?access_token=t"),
		S("SECkey"), S("a\"b"), (instant){1700000000123});
	assert_true(str_starts(p.url, S("https://x/send?access_token=t&timestamp=1700000000123&sign=")));
	struct str sign = str_sub(p.url, str_find(p.url, S("sign=")) + 5, 200);
	assert_false(str_has(sign, S("+")) || str_has(sign, S("/")) || str_has(sign, S("=")));
	assert_true(str_eq(p.body, S("{\"msgtype\":\"text\",\"text\":{\"content\":\"a\\\"b\"}}")));
	p = robot_post(arena, ROBOT_KIND_WECOM, S("https://x/send?key=k"), S("s"), S("t"),
		(instant){1700000000123});
	assert_true(str_eq(p.url, S("https://x/send?key=k")));
	p = robot_post(arena, ROBOT_KIND_FEISHU, S("https://x/hook/1"), S(""), S("t"),
		(instant){1700000000123});
	assert_true(str_eq(p.body, S("{\"msg_type\":\"text\",\"content\":{\"text\":\"t\"}}")));
}

static enum sending answered(int kind, int status, const char *body, int64_t *hold)
{
	struct http_answer a = {status, str_of(body), NOTHING};
	struct str error = NOTHING;
	enum sending got = robot_answer(arena, kind, &a, &error, hold);
	assert_true((got == SEND_OK) == !error.len);
	return got;
}

static void test_answers(void **state)
{
	(void)state;
	int64_t hold;
	assert_int_equal(answered(ROBOT_KIND_WECOM, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}", &hold), SEND_OK);
	assert_int_equal(answered(ROBOT_KIND_FEISHU, 200, "{\"code\":0,\"msg\":\"success\"}", &hold), SEND_OK);
	assert_int_equal(answered(ROBOT_KIND_FEISHU, 200, "{\"StatusCode\":0}", &hold), SEND_OK);
	assert_int_equal(answered(ROBOT_KIND_WECOM, 200, "{\"errcode\":45009}", &hold), SEND_FAILED);
	assert_int_equal(hold, 60000);
	assert_int_equal(answered(ROBOT_KIND_DINGTALK, 200, "{\"errcode\":130101}", &hold), SEND_FAILED);
	assert_int_equal(hold, 600000);
	assert_int_equal(answered(ROBOT_KIND_FEISHU, 429, "", &hold), SEND_FAILED);
	assert_int_equal(answered(ROBOT_KIND_WECOM, 502, "<html>", &hold), SEND_FAILED);
	const char *const refused[] = {"{\"errcode\":310000}", "", "[]", "{}", "ok", "\xff"};
	for (size_t i = 0; i < LEN(refused); i++)
		assert_int_equal(answered(ROBOT_KIND_DINGTALK, 200, refused[i], &hold), SEND_REFUSED);
	assert_int_equal(answered(ROBOT_KIND_WECOM, 302, "{\"errcode\":0}", &hold), SEND_REFUSED);
}

static void test_addresses(void **state)
{
	(void)state;
	assert_true(str_eq(url_origin(arena, S("HTTPS://Im.Example.cn:8443/a?b")),
		S("https://im.example.cn:8443")));
	const char *const bad[] = {"", "im.example.cn", "ftp://x/", "https://u:p@x/", "https://u@x/",
		"javascript:alert(1)", "https://", "https://a b/"};
	for (size_t i = 0; i < LEN(bad); i++)
		assert_false(url_origin(arena, str_of(bad[i])).len);
	assert_true(mail_address(S("wang.xm@example.gov.cn")));
	const char *const none[] = {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc:x", "<a@b>", "王@b.cn"};
	for (size_t i = 0; i < LEN(none); i++)
		assert_false(mail_address(str_of(none[i])));
}

/* Without leave nothing inside the network is reached, by name or by number. */
static void test_inner(void **state)
{
	(void)state;
	const char *const inner[] = {"https://127.0.0.1:1/", "https://localhost:1/", "https://[::1]:1/",
		"https://10.0.0.1:1/", "https://192.168.1.1:1/", "https://169.254.169.254:1/",
		"https://[::ffff:127.0.0.1]:1/", "https://[fd00::1]:1/", "https://0.0.0.0:1/",
		"https://2130706433:1/"};
	for (size_t i = 0; i < LEN(inner); i++) {
		struct http_answer a;
		struct http_post p = {.url = str_of(inner[i]), .body = S("{}")};
		assert_int_equal(http_post(arena, &p, &a), SEND_REFUSED);
		assert_true(str_has(a.error, S("inside the network")));
	}
	struct http_answer a;
	struct http_post p = {.url = S("http://example.com/"), .body = S("{}")};
	assert_int_equal(http_post(arena, &p, &a), SEND_REFUSED); /* not https */
	p = (struct http_post){.url = S("https://127.0.0.1:1/"), .body = S("{}"), .inner = true};
	assert_int_equal(http_post(arena, &p, &a), SEND_FAILED); /* nobody there: tried again */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_quiet_hours, begin, end),
		cmocka_unit_test_setup_teardown(test_texts, begin, end),
		cmocka_unit_test_setup_teardown(test_signature, begin, end),
		cmocka_unit_test_setup_teardown(test_answers, begin, end),
		cmocka_unit_test_setup_teardown(test_addresses, begin, end),
		cmocka_unit_test_setup_teardown(test_inner, begin, end),
	};
	return cmocka_run_group_tests_name("notices", tests, NULL, NULL);
}
