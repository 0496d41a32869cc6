/* Group robots: their formats, signatures, limits and answers. Pure: nothing is sent here.
 * After developer.work.weixin.qq.com/document/path/91770 (WeCom),
 * open.dingtalk.com/document/robots/customize-robot-security-settings (DingTalk) and
 * open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (Feishu). */
#include "notice.h"
#include "text/html.h"
#include "text/json.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

struct platform {
	size_t text_max;   /* bytes of one text; short even where more is allowed */
	int per_minute;
	const char *origin, *code, *message; /* of the answer */
	int busy[4];       /* codes that ask for patience */
	int64_t hold_ms;
};

/* WeCom: 2,048 bytes of text, 20 a minute (45009). DingTalk: 20 a minute, beyond it ten
 * minutes of silence (130101). Feishu: 100 a minute and 5 a second (11232, 9499). */
static const struct platform platforms[] = {
	[ROBOT_KIND_WECOM] = {2048, 20, "https://qyapi.weixin.qq.com", "errcode", "errmsg",
		{45009, -1}, 60000},
	[ROBOT_KIND_DINGTALK] = {4000, 20, "https://oapi.dingtalk.com", "errcode", "errmsg",
		{130101, -1}, 600000},
	[ROBOT_KIND_FEISHU] = {4000, 100, "https://open.feishu.cn", "code", "msg",
		{11232, 9499}, 60000},
};

int robot_limit(int kind)
{
	return platforms[kind].per_minute;
}

const char *robot_origin(int kind)
{
	return platforms[kind].origin;
}

struct str hmac_base64(struct arena *arena, struct str key, struct str message)
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (!HMAC(EVP_sha256(), key.len ? key.at : "", (int)key.len,
		    (const unsigned char *)(message.len ? message.at : ""), message.len, raw, &len))
		arena_die(sizeof raw);
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
	return str_of(sodium_bin2base64(arena_take(arena, room), room, raw, len,
		sodium_base64_VARIANT_ORIGINAL));
}

/* ---- posts ----------------------------------------------------------------------------- */
/* The longest beginning of at most max bytes that cuts no character. */
static struct str fitting(struct str s, size_t max)
{
	size_t end = 0;
	for (size_t next = 0; next < s.len; end = next <= max ? next : end) {
		utf8_next(s, &next);
		if (next > max)
			break;
	}
	return str_sub(s, 0, s.len <= max ? s.len : end);
}

struct strs robot_texts(struct call *call, int kind, struct str head, const struct strs *lines)
{
	struct strs posts = {0};
	const size_t max = platforms[kind].text_max;
	struct out o = out_on(call->arena, max);
	int count = 0;
	head = fitting(head, max / 2);
	for (size_t i = 0; i < lines->len; i++) {
		struct str left = lines->at[i];
		while (left.len) {
			if (count && (count == POST_LINES || o.len + 1 + left.len > max)) {
				*vec_add(call->arena, &posts) = str_copy(call->arena, out_got(&o));
				out_cut(&o, 0);
				count = 0;
			}
			if (!count)
				out_str(&o, head);
			struct str part = fitting(left, max - o.len - 1);
			out_c(&o, '\n');
			out_str(&o, part);
			left = str_sub(left, part.len, left.len);
			count++;
		}
	}
	if (count)
		*vec_add(call->arena, &posts) = str_copy(call->arena, out_got(&o));
	return posts;
}

/* ---- the request ------------------------------------------------------------------------ */
static struct str body_of(struct arena *arena, int kind, struct str secret, struct str text,
	instant now)
{
	bool feishu = kind == ROBOT_KIND_FEISHU;
	struct out o = out_on(arena, 64 << 10);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	if (feishu && secret.len) {
		/* The key is "timestamp\nsecret", the message empty. */
		struct str at = str_fmt(arena, "%lld", (long long)(now.ms / 1000));
		json_field(&w, "timestamp", json_put_str, at);
		json_field(&w, "sign", json_put_str, hmac_base64(arena,
			str_fmt(arena, "%.*s\n%.*s", STR(at), STR(secret)), S("")));
	}
	json_key(&w, feishu ? S("msg_type") : S("msgtype"));
	json_put_str(&w, S("text"));
	json_key(&w, feishu ? S("content") : S("text"));
	json_open(&w, '{');
	json_key(&w, feishu ? S("text") : S("content"));
	json_put_str(&w, text);
	json_close(&w, '}');
	json_close(&w, '}');
	return out_got(&o);
}

struct http_post robot_post(struct arena *arena, int kind, struct str address, struct str secret,
	struct str text, instant now)
{
	struct http_post post = {.url = address, .body = body_of(arena, kind, secret, text, now)};
	if (kind != ROBOT_KIND_DINGTALK || !secret.len)
		return post;
	struct out o = out_on(arena, 8 << 10);
	struct str at = str_fmt(arena, "%lld", (long long)now.ms);
	out_str(&o, address);
	out_c(&o, str_has(address, S("?")) ? '&' : '?');
	out_fmt(&o, "timestamp=%.*s&sign=", STR(at));
	url_escape(&o, hmac_base64(arena, secret,
		str_fmt(arena, "%.*s\n%.*s", STR(at), STR(secret))));
	post.url = out_got(&o);
	return post;
}

/* ---- the answer -------------------------------------------------------------------------- */
enum sending robot_answer(struct arena *arena, int kind, const struct http_answer *answer,
	struct str *error, int64_t *hold_ms)
{
	const struct platform *p = &platforms[kind];
	struct json said;
	struct str why;
	*hold_ms = 0;
	if (answer->status == 429 || answer->status >= 500) {
		*error = str_fmt(arena, "HTTP %d", answer->status);
		*hold_ms = p->hold_ms;
		return SEND_FAILED;
	}
	if (answer->status != 200 || json_read(arena, answer->body, &said, &why) != OK ||
		said.kind != J_MAP) {
		*error = str_fmt(arena, "HTTP %d %.*s", answer->status,
			STR(utf8_first(utf8_valid(answer->body) ? answer->body : NOTHING, 200)));
		return SEND_REFUSED;
	}
	int64_t code = json_int(&said, p->code, json_int(&said, "StatusCode", INT64_MAX));
	if (code == 0)
		return SEND_OK;
	*error = str_fmt(arena, "%s %lld: %.*s", p->code, (long long)code,
		STR(utf8_first(json_str(&said, p->message), 200)));
	for (size_t i = 0; i < LEN(p->busy); i++)
		if (p->busy[i] && code == p->busy[i]) {
			*hold_ms = p->hold_ms;
			return SEND_FAILED;
		}
	return SEND_REFUSED;
}
