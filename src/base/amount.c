#include "base/base.h"

bool money_is(money m)
{
	return m.fen != INT64_MIN;
}

bool share_is(share s)
{
	return s.permille != INT32_MIN;
}

money money_add(money a, money b)
{
	if (!money_is(a))
		return b;
	if (!money_is(b))
		return a;
	money sum;
	bool over = __builtin_add_overflow(a.fen, b.fen, &sum.fen);
	assert(!over && money_is(sum)); /* readers admit at most 14 digits of yuan */
	return sum;
}

share share_of(money part, money whole)
{
	if (!money_is(whole) || whole.fen <= 0)
		return SHARE_NONE;
	if (!money_is(part))
		part.fen = 0;
	__int128 twice = (__int128)part.fen * 2000;
	__int128 permille = (twice + (twice < 0 ? -whole.fen : whole.fen)) /
			    ((__int128)whole.fen * 2); /* halves away from zero */
	if (permille > INT32_MAX || permille <= INT32_MIN)
		return SHARE_NONE;
	return (share){(int32_t)permille};
}

bool money_read_yuan(struct str s, money *found)
{
	struct str cents;
	bool minus = s.len && s.at[0] == '-';
	struct str yuan = str_cut(minus ? str_sub(s, 1, s.len) : s, '.', &cents);
	int64_t whole, part = 0;
	*found = MONEY_NONE;
	if (!s.len)
		return true;
	if (yuan.len > 14 || !yuan.len || yuan.at[0] == '-' || !str_int(yuan, &whole) ||
		cents.len > 2)
		return false;
	if (cents.at && (cents.len == 0 || cents.at[0] < '0' || cents.at[0] > '9' ||
				!str_int(cents, &part)))
		return false;
	if (cents.len == 1)
		part *= 10;
	found->fen = (whole * 100 + part) * (minus ? -1 : 1);
	return true;
}

struct str money_yuan(struct arena *a, money m)
{
	if (!money_is(m))
		return NOTHING;
	uint64_t fen = m.fen < 0 ? 0 - (uint64_t)m.fen : (uint64_t)m.fen;
	return str_fmt(a, "%s%llu.%02llu", m.fen < 0 ? "-" : "",
		(unsigned long long)(fen / 100), (unsigned long long)(fen % 100));
}

struct str money_wan(struct arena *a, money m, int places)
{
	if (!money_is(m))
		return NOTHING;
	assert(places >= 0 && places <= 6);
	uint64_t unit = FEN_PER_WAN, scale = 1;
	for (int i = 0; i < places; i++) {
		unit /= 10;
		scale *= 10;
	}
	uint64_t fen = m.fen < 0 ? 0 - (uint64_t)m.fen : (uint64_t)m.fen;
	uint64_t n = (fen + unit / 2) / unit, whole = n / scale;
	char back[40], *at = back + sizeof back;
	int count = 0;
	do {
		if (count && count % 3 == 0)
			*--at = ',';
		*--at = (char)('0' + whole % 10);
		count++;
	} while (whole /= 10);
	if (m.fen < 0 && n)
		*--at = '-';
	struct str grouped = {at, (size_t)(back + sizeof back - at)};
	if (!places)
		return str_copy(a, grouped);
	return str_fmt(
		a, "%.*s.%0*llu", STR(grouped), places, (unsigned long long)(n % scale));
}

struct str share_percent(struct arena *a, share s)
{
	if (!share_is(s))
		return NOTHING;
	int n = s.permille;
	return n % 10 ? str_fmt(a, "%s%d.%d%%", n < 0 && n > -10 ? "-" : "", n / 10,
				n % 10 < 0 ? -(n % 10) : n % 10)
		      : str_fmt(a, "%d%%", n / 10);
}
