/* Words: texts, labels and values in the caller's language. */
#include "web/page.h"

#include <stdio.h>

struct str text_of(const struct call *call, enum text key)
{
	assert(key > TEXT_NONE && key < TEXTS);
	return texts[key][call->lang];
}

struct str text_with(struct call *call, enum text key, const struct str args[4])
{
	struct str pattern = text_of(call, key);
	struct out out = out_on(call->arena, 1 << 16);
	for (size_t i = 0; i < pattern.len; i++) {
		bool hole = pattern.at[i] == '{' && i + 2 < pattern.len &&
			pattern.at[i + 1] >= '0' && pattern.at[i + 1] <= '3' &&
			pattern.at[i + 2] == '}';
		if (!hole) {
			out_c(&out, pattern.at[i]);
			continue;
		}
		out_str(&out, args[pattern.at[i + 1] - '0']);
		i += 2;
	}
	return out_got(&out);
}

struct str label_of(const struct call *call, const struct field *field)
{
	return str_of(call->lang == ZH ? field->zh : field->en);
}

struct str entity_label(const struct call *call, const struct entity *entity)
{
	return str_of(call->lang == ZH ? entity->zh : entity->en);
}

struct str choice_label(const struct call *call, const struct field *field, int choice)
{
	if (choice <= 0 || choice >= field->choice_count)
		return NOTHING;
	const struct choice *c = &field->choices[choice];
	return str_of(call->lang == ZH ? c->zh : c->en);
}

struct str text_str(struct call *call, struct str s)
{
	(void)call;
	return s;
}

struct str text_z(struct call *call, const char *s)
{
	(void)call;
	return str_of(s);
}

struct str text_int(struct call *call, int64_t n)
{
	if (n == INT_NONE)
		return NOTHING;
	return str_fmt(call->arena, "%lld", (long long)n);
}

struct str text_day(struct call *call, day d)
{
	char iso[11];
	day_write(d, iso);
	return str_copy(call->arena, str_of(iso));
}

struct str text_instant(struct call *call, instant at)
{
	if (at.ms == INSTANT_NONE.ms)
		return NOTHING;
	int zone = web_of(call) ? web_of(call)->offset_minutes : 480;
	char iso[11];
	day_write(instant_day(at, zone), iso);
	int minute = instant_minute_of_day(at, zone);
	return str_fmt(call->arena, "%s %02d:%02d", iso, minute / 60, minute % 60);
}

struct str text_money(struct call *call, money m)
{
	return money_wan(call->arena, m, 0);
}

struct str text_share(struct call *call, share s)
{
	return share_is(s) ? share_percent(call->arena, s) : NOTHING;
}

struct str value_text_of(struct call *call, const struct field *field,
	enum field_type type, const void *at)
{
	switch (type) {
	case F_ID:
	case F_INT:
		return text_int(call, *(const int64_t *)at);
	case F_REF:
		return *(const int64_t *)at ? text_int(call, *(const int64_t *)at) : NOTHING;
	case F_TEXT:
		return *(const struct str *)at;
	case F_DAY:
		return text_day(call, *(const day *)at);
	case F_INSTANT:
		return text_instant(call, *(const instant *)at);
	case F_MONEY:
		return text_money(call, *(const money *)at);
	case F_SHARE:
		return text_share(call, *(const share *)at);
	case F_BOOL:
		return text_of(call, *(const bool *)at ? T_yes : T_no);
	case F_CHOICE:
		return choice_label(call, field, *(const int *)at);
	}
	return NOTHING;
}
