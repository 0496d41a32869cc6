/* Activities as a table, headed as plan_table.c reads them. */
#include "paper/plan_file.h"
#include "paper/xlsx_write.h"
#include "text/csv.h"

enum { HEADS = 10 };
static const struct xlsx_column heads[HEADS] = {{.label = S("编号"), .kind = XLSX_CODE},
	{.label = S("任务名称"), .kind = XLSX_TEXT}, {.label = S("工期(工作日)"), .kind = XLSX_TEXT},
	{.label = S("前置任务"), .kind = XLSX_TEXT}, {.label = S("开始"), .kind = XLSX_DAY},
	{.label = S("完成"), .kind = XLSX_DAY}, {.label = S("完成百分比"), .kind = XLSX_TEXT},
	{.label = S("实际开始"), .kind = XLSX_DAY}, {.label = S("实际完成"), .kind = XLSX_DAY},
	{.label = S("截止日期"), .kind = XLSX_DAY}};

/* Where cells go: a workbook or, without one, text. */
struct table {
	struct arena *a;
	struct plan_file *f;
	struct xlsx *x;
	struct out csv;
	struct strs before; /* of each activity, what its cell says of its predecessors */
	int at;
};

static void put_text(struct table *t, struct str s)
{
	if (t->x)
		xlsx_text(t->x, s);
	else
		csv_cell(&t->csv, s, t->at == 0);
	t->at++;
}

static void put_day(struct table *t, plan_minute at, bool end)
{
	char iso[11];
	day d = at ? (day){(at - end) / PLAN_DAY} : DAY_NONE;
	if (t->x) {
		xlsx_day(t->x, d);
		t->at++;
		return;
	}
	day_write(d, iso);
	put_text(t, str_of(iso));
}

/* "5", where it is whole working days, else "12.5 h". */
static struct str span(const struct table *t, int32_t minutes, const char *sign)
{
	int32_t n = minutes < 0 ? -minutes : minutes, per_day = t->f->minutes_per_day;
	if (n % per_day == 0)
		return str_fmt(t->a, "%s%d", sign, n / per_day);
	return str_fmt(t->a, "%s%g h", sign, n / 60.0);
}

static void say_links(struct table *t)
{
	static const char *const types[] = {[PLAN_FS] = "FS", [PLAN_SS] = "SS", [PLAN_FF] = "FF",
		[PLAN_SF] = "SF"};
	t->before.at = NEW_ARRAY(t->a, struct str, t->f->tasks.len + 1);
	for (size_t i = 0; i < t->f->links.len; i++) {
		const struct plan_file_link *l = &t->f->links.at[i];
		struct str *said = &t->before.at[l->to], lag = NOTHING;
		if (l->permille)
			lag = str_fmt(t->a, "%+g%%", l->lag / 10.0);
		else if (l->lag && l->elapsed)
			lag = str_fmt(t->a, "%+g eh", l->lag / 60.0);
		else if (l->lag)
			lag = span(t, l->lag, l->lag < 0 ? "-" : "+");
		bool bare = l->type == PLAN_FS && !lag.len;
		*said = str_fmt(t->a, "%.*s%s%.*s%s%.*s", STR(*said), said->len ? ";" : "",
			STR(t->f->tasks.at[l->from].id), bare ? "" : types[l->type], STR(lag));
	}
}

static void put_row(struct table *t, size_t i)
{
	const struct plan_file_task *k = &t->f->tasks.at[i];
	bool spans = k->a.kind == PLAN_TASK;
	t->at = 0;
	put_text(t, k->id);
	put_text(t, k->name);
	put_text(t, spans ? span(t, k->a.duration, "") : S("0"));
	put_text(t, t->before.at[i]);
	put_day(t, k->theirs.start, k->a.kind == PLAN_MILESTONE);
	put_day(t, k->theirs.finish, true);
	put_text(t, k->permille < 0 ? NOTHING : str_fmt(t->a, "%g%%", k->permille / 10.0));
	put_day(t, k->a.actual_start, false);
	put_day(t, k->a.actual_finish, true);
	put_day(t, k->a.due, true);
}

static void note_lost(struct table *t)
{
	plan_file_note(t->a, t->f, PLAN_WARNING, "not-kept", NOTHING,
		"a table says no calendars and no constraints: read back, its week has five days");
}

enum status plan_table_xlsx(struct arena *a, struct plan_file *f, const char *path)
{
	struct table t = {.a = a, .f = f, .x = xlsx_open(a, path)};
	say_links(&t);
	xlsx_sheet(t.x, &(struct xlsx_layout){.name = S("计划"), .columns = heads,
		.column_count = HEADS, .frozen = 2});
	for (size_t i = 0; i < f->tasks.len; i++) {
		xlsx_row(t.x);
		put_row(&t, i);
	}
	note_lost(&t);
	return xlsx_close(t.x);
}

struct str plan_table_csv(struct arena *a, struct plan_file *f)
{
	struct table t = {.a = a, .f = f, .csv = out_on(a, 256 << 20)};
	say_links(&t);
	out_lit(&t.csv, "\xEF\xBB\xBF");
	for (int i = 0; i < HEADS; i++)
		csv_cell(&t.csv, heads[i].label, i == 0);
	out_lit(&t.csv, "\r\n");
	for (size_t i = 0; i < f->tasks.len; i++) {
		put_row(&t, i);
		out_lit(&t.csv, "\r\n");
	}
	note_lost(&t);
	return t.csv.full ? NOTHING : out_got(&t.csv);
}
