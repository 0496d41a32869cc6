/* Recognising schedule files, and making networks of them. */
#include "paper/plan_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

void plan_file_note(struct arena *a, struct plan_file *f, enum plan_severity severity,
	const char *code, struct str activity, const char *format, ...)
{
	char text[600];
	va_list list;
	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	*vec_add(a, &f->diagnostics) = (struct plan_file_diagnostic){severity, code,
		str_copy(a, activity), str_copy(a, str_of(text))};
}

plan_minute plan_file_time(struct str iso)
{
	int y, m, d, h = 0, min = 0;
	char text[20] = {0};
	if (iso.len < 10)
		return PLAN_NONE;
	memcpy(text, iso.at, MIN(iso.len, sizeof text - 1));
	if (sscanf(text, "%4d-%2d-%2d%*1[T ]%2d:%2d", &y, &m, &d, &h, &min) < 3)
		return PLAN_NONE;
	bool sound = y >= 1971 && y < 2990 && m >= 1 && m <= 12 && d >= 1 && d <= 31 && h >= 0 &&
		h <= 24 && min >= 0 && min < 60;
	return sound ? plan_time(y, m, d, h, min) : PLAN_NONE;
}

struct str plan_file_iso(struct arena *a, plan_minute t)
{
	if (t == PLAN_NONE)
		return S("");
	char iso[11];
	day_write((day){t / PLAN_DAY}, iso);
	return str_fmt(a, "%sT%02d:%02d", iso, t % PLAN_DAY / 60, t % 60);
}

static enum status unpack(struct arena *a, const char *path, struct str *bytes,
	struct plan_file_fault *fault)
{
	gzFile file = gzopen(path, "rb");
	if (!file) {
		fault->why = S("it cannot be opened");
		fault->mend = S("check the name and that it may be read");
		return NOT_FOUND;
	}
	struct out o = out_on(a, PLAN_FILE_MAX);
	char part[65536];
	int got;
	while ((got = gzread(file, part, sizeof part)) > 0 && !o.full)
		out_bytes(&o, part, (size_t)got);
	gzclose(file);
	*bytes = out_got(&o);
	if (got >= 0 && !o.full)
		return OK;
	fault->why = o.full ? S("it is larger than 256 MiB") : S("it is damaged");
	fault->mend = o.full ? S("split it into projects") : S("copy or export it again");
	return INVALID;
}

/* UTF-16, with its mark or as XML begins in it. */
static bool is_wide(struct str s, bool *little)
{
	*little = str_starts(s, S("\xff\xfe")) || str_starts(s, S("<\0"));
	return *little || str_starts(s, S("\xfe\xff")) || str_starts(s, S("\0<"));
}

/* UTF-16 becomes UTF-8; the XML reader knows encodings by itself. */
static struct str narrow(struct arena *a, struct str s)
{
	bool little;
	if (str_starts(s, S("\xef\xbb\xbf")))
		return str_sub(s, 3, s.len);
	if (!is_wide(s, &little))
		return s;
	struct out o = out_on(a, PLAN_FILE_MAX);
	uint32_t high = 0;
	for (size_t i = 0; i + 1 < s.len; i += 2) {
		unsigned char x = (unsigned char)s.at[i], y = (unsigned char)s.at[i + 1];
		uint32_t c = little ? x | (uint32_t)y << 8 : y | (uint32_t)x << 8;
		char text[5];
		if (c >= 0xD800 && c < 0xDC00) {
			high = c;
			continue;
		}
		if (c >= 0xDC00 && c < 0xE000)
			c = high ? 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00) : 0xFFFD;
		high = 0;
		if (c != 0xFEFF || i) {
			utf8_put(text, c);
			out_z(&o, text);
		}
	}
	return out_got(&o);
}

/* Ids are what people and other tables call things by: each is there and names one. */
void plan_file_settle_ids(struct arena *a, struct plan_file *f)
{
	struct map seen = map_on(a);
	for (size_t i = 0; i < f->tasks.len; i++) {
		struct str *id = &f->tasks.at[i].id, first = *id;
		for (int n = 2; !id->len || map_get(&seen, *id); n++)
			*id = first.len ? str_fmt(a, "%.*s~%d", STR(first), n) :
					  str_fmt(a, "row-%zu~%d", i + 1, n);
		map_put(&seen, *id);
		if (first.len && first.len != id->len)
			plan_file_note(a, f, PLAN_WARNING, "id-twice", *id,
				"the id %.*s stands for several activities; this one is called %.*s here",
				STR(first), STR(*id));
	}
	seen = map_on(a);
	for (size_t i = 0; i < f->resources.len; i++) {
		struct str *id = &f->resources.at[i].id, first = *id;
		for (int n = 2; !id->len || map_get(&seen, *id); n++)
			*id = str_fmt(a, "%.*s~%d", STR(first), n);
		map_put(&seen, *id);
	}
	seen = map_on(a);
	for (size_t i = 0; i < f->calendars.len; i++) {
		struct str *id = &f->calendars.at[i].id, first = *id;
		for (int n = 2; !id->len || map_get(&seen, *id); n++)
			*id = str_fmt(a, "%.*s~%d", STR(first), n);
		map_put(&seen, *id);
	}
}

bool plan_file_same_origin(struct arena *a, struct plan_file *f, const char *format)
{
	if (f->origin == format || strcmp(f->origin, format) == 0)
		return true;
	struct map names = map_on(a);
	for (size_t i = 0; i < f->raw.len; i++)
		map_put(&names, f->raw.at[i].name);
	for (size_t i = 0; i < f->sections.len; i++)
		map_put(&names, f->sections.at[i].name);
	for (size_t i = 0; i < f->tasks.len; i++)
		for (size_t k = 0; k < f->tasks.at[i].raw.len; k++)
			map_put(&names, f->tasks.at[i].raw.at[k].name);
	for (size_t i = 0; i < f->resources.len; i++)
		for (size_t k = 0; k < f->resources.at[i].raw.len; k++)
			map_put(&names, f->resources.at[i].raw.at[k].name);
	for (size_t i = 0; i < f->assignments.len; i++)
		for (size_t k = 0; k < f->assignments.at[i].raw.len; k++)
			map_put(&names, f->assignments.at[i].raw.at[k].name);
	if (names.len) {
		struct out o = out_on(a, 400);
		for (size_t i = 0; i < names.len; i++)
			out_fmt(&o, "%s%.*s", i ? ", " : "", STR(names.at[i].key));
		plan_file_note(a, f, PLAN_WARNING, "not-kept", NOTHING,
			"%zu fields of the %s file have no place here: %.*s%s", names.len,
			f->origin, STR(out_got(&o)), o.full ? " …" : "");
	}
	return false;
}

static enum status read_known(struct arena *a, struct str bytes, struct str name,
	struct plan_file *f, struct plan_file_fault *fault)
{
	struct str s = narrow(a, bytes), head = str_sub(s, 0, 4096), low = str_lower(a, name);
	if (str_starts(s, S("ERMHDR")))
		return xer_read(a, s, f, fault);
	if (str_starts(str_trim(s), S("{")))
		return plan_json_read(a, s, f, fault);
	bool xml = str_starts(str_trim(head), S("<"));
	if (xml && str_has(head, S("schemas.microsoft.com/project")))
		return mspdi_read(a, bytes, f, fault);
	if (xml && str_has(head, S("APIBusinessObjects")))
		return pmxml_read(a, bytes, f, fault);
	if (xml && str_has(head, S("<Project>"))) /* other programs leave the name space out */
		return mspdi_read(a, bytes, f, fault);
	if (str_starts(s, S("PK\x03\x04")) || str_ends(low, S(".csv")) || str_ends(low, S(".xlsx")))
		return plan_table_read(a, bytes, f, fault);
	if (str_starts(s, S("****")) || str_ends(low, S(".sm")) || str_ends(low, S(".mm")) ||
		str_ends(low, S(".rcp")))
		return plan_psplib_read(a, s, f, fault);
	fault->why = S("it is no schedule file that is known here");
	fault->mend = S("save it as MS Project XML (.xml), Primavera .xer or XML, guatu .json, or an activity table (.xlsx, .csv)");
	return INVALID;
}

enum status plan_file_read_bytes(struct arena *a, struct str bytes, struct str name,
	struct plan_file *f, struct plan_file_fault *fault)
{
	*f = (struct plan_file){.calendar = -1, .minutes_per_day = 480,
		.minutes_per_week = 2400, .days_per_month = 20};
	*fault = (struct plan_file_fault){0};
	TRY(read_known(a, bytes, name, f, fault));
	if (!f->origin)
		f->origin = f->kind;
	plan_file_settle_ids(a, f);
	return OK;
}

enum status plan_file_read(struct arena *a, const char *path, struct plan_file *f,
	struct plan_file_fault *fault)
{
	struct str bytes;
	*fault = (struct plan_file_fault){0};
	TRY(unpack(a, path, &bytes, fault));
	struct str name = str_of(path);
	if (str_ends(name, S(".gz")))
		name = str_sub(name, 0, name.len - 3);
	return plan_file_read_bytes(a, bytes, name, f, fault);
}
