/* Money in whole fen and shares in permille: never floating point. */
#ifndef GUATU_AMOUNT_H
#define GUATU_AMOUNT_H

#include "base/str.h"

typedef struct {
	int64_t fen; /* 1/100 yuan */
} money;

typedef struct {
	int32_t permille;
} share;

#define MONEY_NONE ((money){INT64_MIN})
#define SHARE_NONE ((share){INT32_MIN})
#define INT_NONE INT64_MIN

#define FEN_PER_YUAN 100LL
#define FEN_PER_WAN 1000000LL   /* 万元 */
#define FEN_PER_YI 10000000000LL /* 亿元 */

bool money_is(money);
bool share_is(share);
money money_add(money, money); /* none counts as nothing; both none gives none */
share share_of(money part, money whole); /* none where whole is none or ≤ 0 */

/* "1234.50": yuan as the API writes it; at most 14 digits before the point, 2 after.
 * "" gives none, true. */
bool money_read_yuan(struct str, money *found);
struct str money_yuan(struct arena *, money);
/* "12,345" 万元, grouped, `places` decimals, halves away from zero. */
struct str money_wan(struct arena *, money, int places);
struct str share_percent(struct arena *, share); /* "62.5%" */

#endif
