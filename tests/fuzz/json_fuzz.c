/* Any bytes as JSON, CSV, a date, an address: no crash, no leak, bounded. */
#include "text/csv.h"
#include "text/html.h"
#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_open();
	struct str s = {(const char *)at, len}, why;
	struct json json;
	struct csv csv;
	day d;
	instant t;
	struct week w;
	money m;
	json_read(a, s, &json, &why);
	csv_read(a, s, &csv, &why);
	day_read(s, &d);
	instant_read(s, &t);
	week_read(s, &w);
	money_read_yuan(s, &m);
	utf8_tidy(a, s);
	url_decode(a, s, true);
	arena_close(a);
	return 0;
}
