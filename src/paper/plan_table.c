/* Tables of activities (.xlsx, .csv), one activity a row, columns by their headings, Chinese
 * or English: as MS Project, P6 and people write them. */
#include "paper/plan_file.h"
#include "paper/sheet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum column {
	ID, NAME, DURATION, START, FINISH, BEFORE, WBS, LEVEL, PERCENT, ACTUAL_START,
	ACTUAL_FINISH, DUE, RESOURCES, NOTES, COLUMNS
};

/* Headings as they are after tidying, in lower case, without spaces and what stands in
 * brackets; the longer name first where one holds the other. */
static const struct {
	const char *name;
	enum column column;
} headings[] = {{"工序编号", ID}, {"活动编号", ID}, {"任务编号", ID}, {"作业代码", ID},
	{"编号", ID}, {"序号", ID}, {"代码", ID}, {"标识号", ID}, {"id", ID},
	{"activityid", ID}, {"taskid", ID}, {"uniqueid", ID}, {"code", ID}, {"工序名称", NAME},
	{"活动名称", NAME}, {"任务名称", NAME}, {"作业名称", NAME}, {"工作名称", NAME},
	{"名称", NAME}, {"工序", NAME}, {"工作内容", NAME}, {"name", NAME},
	{"taskname", NAME}, {"activityname", NAME}, {"activity", NAME}, {"task", NAME},
	{"工期", DURATION}, {"持续时间", DURATION}, {"原定工期", DURATION},
	{"计划工期", DURATION}, {"duration", DURATION}, {"originalduration", DURATION},
	{"开始", START}, {"开始时间", START}, {"开始日期", START}, {"计划开始", START},
	{"计划开始时间", START}, {"start", START}, {"startdate", START}, {"finish", FINISH},
	{"finishdate", FINISH}, {"end", FINISH}, {"enddate", FINISH}, {"完成", FINISH},
	{"完成时间", FINISH}, {"完成日期", FINISH}, {"结束", FINISH}, {"结束时间", FINISH},
	{"结束日期", FINISH}, {"计划完成", FINISH}, {"计划完成时间", FINISH},
	{"前置任务", BEFORE}, {"前置", BEFORE}, {"紧前工作", BEFORE}, {"紧前工序", BEFORE},
	{"紧前", BEFORE}, {"前置工序", BEFORE}, {"predecessors", BEFORE},
	{"predecessor", BEFORE}, {"predecessordetails", BEFORE}, {"wbs", WBS},
	{"wbscode", WBS}, {"大纲级别", LEVEL}, {"层级", LEVEL}, {"级别", LEVEL},
	{"outlinelevel", LEVEL}, {"level", LEVEL}, {"完成百分比", PERCENT},
	{"%完成", PERCENT}, {"完成率", PERCENT}, {"进度", PERCENT}, {"%complete", PERCENT},
	{"percentcomplete", PERCENT}, {"activity%complete", PERCENT},
	{"实际开始", ACTUAL_START}, {"实际开始时间", ACTUAL_START},
	{"actualstart", ACTUAL_START}, {"实际完成", ACTUAL_FINISH},
	{"实际完成时间", ACTUAL_FINISH}, {"actualfinish", ACTUAL_FINISH}, {"截止日期", DUE},
	{"期限", DUE}, {"deadline", DUE}, {"due", DUE}, {"资源名称", RESOURCES},
	{"资源", RESOURCES}, {"resourcenames", RESOURCES}, {"resources", RESOURCES},
	{"备注", NOTES}, {"notes", NOTES}};

struct reading {
	struct arena *a;
	struct plan_file *f;
	struct plan_file_fault *fault;
	const struct book *book;
	const struct sheet *sheet;
	uint32_t column[COLUMNS]; /* 1-based; 0: not there */
	const struct sheet_row *row;
	struct map tasks, resources;
	bool calendar_days; /* durations count every day */
};

static enum status refuse(struct reading *x, enum column c, struct str found, const char *wants)
{
	x->fault->line = x->row ? (int)x->row->number : 0;
	x->fault->why = str_fmt(x->a, "sheet %.*s, column %.*s: \"%.*s\" is not %s",
		STR(x->sheet->name), STR(column_letters(x->a, x->column[c])),
		STR(utf8_first(found, 60)), wants);
	x->fault->mend = S("correct the cell");
	return INVALID;
}

static const struct cell *cell_of(const struct reading *x, enum column c)
{
	const struct cell *cell =
		x->column[c] ? sheet_cell(x->sheet, x->row->number, x->column[c]) : NULL;
	return cell && str_trim(cell->text).len ? cell : NULL;
}

static struct str text_of(const struct reading *x, enum column c)
{
	const struct cell *cell = cell_of(x, c);
	return cell ? utf8_tidy(x->a, cell->text) : NOTHING;
}

/* What a person called it stands as it was written. */
static struct str words_of(const struct reading *x, enum column c)
{
	const struct cell *cell = cell_of(x, c);
	return cell ? str_trim(cell->text) : NOTHING;
}

/* ---- headings ------------------------------------------------------------------------------- */
static struct str plain(struct arena *a, struct str heading)
{
	struct str s = str_lower(a, utf8_tidy(a, heading));
	struct out o = out_on(a, 1000);
	for (size_t i = 0; i < s.len && s.at[i] != '('; i++)
		if (s.at[i] != ' ' && s.at[i] != '*' && s.at[i] != '_')
			out_c(&o, s.at[i]);
	return out_got(&o);
}

static bool take_headings(struct reading *x, const struct sheet *s, const struct sheet_row *row)
{
	uint32_t column[COLUMNS] = {0};
	bool days = false;
	for (uint32_t c = 1; c <= row->len; c++) {
		struct str heading = row->at[c - 1].text, name = plain(x->a, heading);
		for (size_t i = 0; i < LEN(headings); i++)
			if (str_eq(name, str_of(headings[i].name)) && !column[headings[i].column]) {
				column[headings[i].column] = c;
				days |= headings[i].column == DURATION && str_has(heading, S("日历天"));
				break;
			}
	}
	if (!column[NAME] || (!column[DURATION] && (!column[START] || !column[FINISH])))
		return false;
	x->sheet = s;
	x->calendar_days = days;
	memcpy(x->column, column, sizeof column);
	return true;
}

static size_t find_headings(struct reading *x)
{
	enum { LOOK = 30 };
	for (size_t i = 0; i < x->book->sheets.len; i++) {
		const struct sheet *s = &x->book->sheets.at[i];
		for (size_t r = 0; r < MIN(s->rows.len, (size_t)LOOK); r++)
			if (take_headings(x, s, &s->rows.at[r]))
				return r + 1;
	}
	return 0;
}

/* ---- cells ---------------------------------------------------------------------------------- */
/* "5", "5 d", "5 个工作日", "3 天", "2.5 周", "40h", "10 edays"; false where it is none. */
static bool read_span(const struct plan_file *f, struct str s, int32_t *minutes, bool *elapsed)
{
	static const struct {
		const char *unit;
		int of; /* 0 minute, 1 hour, 2 day, 3 week, 4 month */
	} units[] = {{"", 2}, {"d", 2}, {"day", 2}, {"days", 2}, {"天", 2}, {"日", 2},
		{"工作日", 2}, {"个工作日", 2}, {"工日", 2}, {"h", 1}, {"hr", 1}, {"hrs", 1},
		{"hour", 1}, {"hours", 1}, {"小时", 1}, {"时", 1}, {"个小时", 1}, {"w", 3},
		{"wk", 3}, {"wks", 3}, {"week", 3}, {"weeks", 3}, {"周", 3}, {"周工时", 3},
		{"mon", 4}, {"mons", 4}, {"month", 4}, {"months", 4}, {"月", 4}, {"个月", 4},
		{"月工时", 4}, {"m", 0}, {"min", 0}, {"mins", 0}, {"分钟", 0}};
	static const int whole[] = {1, 60, 1440, 10080, 43200};
	const int working[] = {1, 60, f->minutes_per_day, f->minutes_per_week,
		f->minutes_per_day * f->days_per_month};
	char text[40] = {0}, *end;
	memcpy(text, s.at, MIN(s.len, sizeof text - 1));
	double n = strtod(text, &end);
	if (end == text || !isfinite(n) || fabs(n) > 1e6 || s.len >= sizeof text)
		return false;
	struct str unit = str_trim(str_of(end));
	while (unit.len && unit.at[unit.len - 1] == '?')
		unit.len--;
	*elapsed = str_starts(unit, S("e")) || str_has(unit, S("日历")) || str_starts(unit, S("自然"));
	if (str_starts(unit, S("e")))
		unit = str_sub(unit, 1, unit.len);
	else if (*elapsed)
		unit = S("d");
	for (size_t i = 0; i < LEN(units); i++)
		if (str_eq(unit, str_of(units[i].unit))) {
			double m = n * (*elapsed ? whole : working)[units[i].of];
			*minutes = (int32_t)lround(fmax(fmin(m, 1e8), -1e8));
			return true;
		}
	return false;
}

static enum status read_date(struct reading *x, enum column c, int hour, plan_minute *found)
{
	const struct cell *cell = cell_of(x, c);
	int y, m, d, h = hour, min = 0;
	char text[40] = {0};
	*found = PLAN_NONE;
	if (!cell)
		return OK;
	struct str s = utf8_tidy(x->a, cell->text);
	s = str_replace(x->a, s, S("年"), S("-"));
	s = str_replace(x->a, s, S("月"), S("-"));
	s = str_replace(x->a, s, S("日"), S(" "));
	memcpy(text, s.at, MIN(s.len, sizeof text - 1));
	for (char *p = text; *p; p++)
		if (*p == '/' || (*p == '.' && p < text + 10))
			*p = '-';
	int got = sscanf(text, "%4d-%2d-%2d%*1[T ] %2d:%2d", &y, &m, &d, &h, &min);
	if (got < 3)
		got = sscanf(text, "%4d-%2d-%2d", &y, &m, &d);
	day whole = got >= 3 && y > 1970 && y < 2900 ? day_of(y, m, d) : DAY_NONE;
	if (!day_is(whole) || h < 0 || h > 24 || min < 0 || min > 59)
		return refuse(x, c, s, "a date such as 2026-03-02");
	if (got < 5) {
		h = hour;
		min = 0;
	}
	*found = whole.n * PLAN_DAY + h * 60 + min;
	return OK;
}

static enum status read_percent(struct reading *x, struct plan_file_task *t)
{
	const struct cell *cell = cell_of(x, PERCENT);
	double n;
	if (!cell)
		return OK;
	struct str s = utf8_tidy(x->a, cell->text);
	bool sign = str_ends(s, S("%"));
	if (!str_number(str_sub(s, 0, s.len - sign), &n) || n < 0 || n > 100)
		return refuse(x, PERCENT, s, "a percentage from 0 to 100");
	t->permille = (int32_t)lround(sign || n > 1 ? n * 10 : n * 1000);
	return OK;
}

/* ---- rows ----------------------------------------------------------------------------------- */
static void add_resources(struct reading *x, int task)
{
	struct str all = text_of(x, RESOURCES), rest;
	all = str_replace(x->a, str_replace(x->a, all, S(";"), S(",")), S("、"), S(","));
	for (rest = all; rest.len;) {
		struct str one = str_trim(str_cut(rest, ',', &rest)), units;
		struct str name = str_trim(str_cut(one, '[', &units));
		double percent = 100;
		if (!name.len)
			continue;
		if (units.len && str_ends(units, S("%]")))
			str_number(str_sub(units, 0, units.len - 2), &percent);
		struct map_entry *e = map_put(&x->resources, name);
		if (!e->n) {
			*vec_add(x->a, &x->f->resources) = (struct plan_file_resource){.id = name,
				.name = name, .kind = PLAN_WORK, .calendar = -1,
				.uid = (int64_t)x->f->resources.len + 1};
			e->n = (int64_t)x->f->resources.len;
		}
		*vec_add(x->a, &x->f->assignments) = (struct plan_file_assignment){.task = task,
			.resource = (int)e->n - 1,
			.units = (int32_t)lround(fmin(fmax(percent, 0), 1e6) * 10),
			.uid = (int64_t)x->f->assignments.len + 1};
	}
}

/* Working minutes between two times of the plan's week, a day at a time. */
static int32_t work_between(const struct plan_week *week, plan_minute from, plan_minute to)
{
	int64_t work = 0;
	for (int32_t d = from / PLAN_DAY; d <= to / PLAN_DAY; d++) {
		const struct plan_workday *w = &week->day[plan_weekday(d)];
		for (int i = 0; i < w->count; i++)
			work += MAX(0, MIN(to, d * PLAN_DAY + w->span[i].to) -
						MAX(from, d * PLAN_DAY + w->span[i].from));
	}
	return (int32_t)MIN(work, INT32_MAX / 8);
}

static enum status read_progress(struct reading *x, struct plan_file_task *t)
{
	TRY(read_percent(x, t));
	TRY(read_date(x, ACTUAL_START, 8, &t->a.actual_start));
	TRY(read_date(x, ACTUAL_FINISH, 17, &t->a.actual_finish));
	if (t->a.actual_finish && !t->a.actual_start)
		t->a.actual_start = t->theirs.start && t->theirs.start <= t->a.actual_finish ?
			t->theirs.start :
			t->a.actual_finish;
	if (t->a.actual_finish && t->a.actual_finish < t->a.actual_start)
		return refuse(x, ACTUAL_FINISH, text_of(x, ACTUAL_FINISH), "after the actual start");
	if (t->permille > 0 && !t->a.actual_start)
		t->a.actual_start = t->theirs.start;
	if (t->permille == 1000 && !t->a.actual_finish && t->theirs.finish >= t->a.actual_start)
		t->a.actual_finish = t->theirs.finish;
	if (t->a.actual_start)
		t->a.done = plan_done(t->a.duration, t->a.actual_finish ? 1000 : MAX(t->permille, 0));
	return OK;
}

static enum status read_row(struct reading *x)
{
	struct plan_file_task t = {.parent = -1, .branch = -1, .calendar = -1, .permille = -1,
		.priority = 500, .cost = MONEY_NONE, .actual_cost = MONEY_NONE};
	struct str span = text_of(x, DURATION), level = text_of(x, LEVEL);
	int64_t n = 0;
	const struct plan_week *week = &x->f->calendars.at[0].week;
	t.id = text_of(x, ID);
	t.name = words_of(x, NAME);
	if (!t.name.len && !t.id.len)
		return OK; /* an empty row, a signature */
	if (!t.id.len)
		t.id = str_fmt(x->a, "%zu", x->f->tasks.len + 1);
	t.uid = (int64_t)x->f->tasks.len + 1;
	t.wbs = text_of(x, WBS);
	t.notes = words_of(x, NOTES);
	TRY(read_date(x, START, 8, &t.theirs.start));
	TRY(read_date(x, FINISH, 17, &t.theirs.finish));
	TRY(read_date(x, DUE, 17, &t.a.due));
	if (t.theirs.finish && t.theirs.finish < t.theirs.start)
		return refuse(x, FINISH, text_of(x, FINISH), "after the start");
	if (span.len && (!read_span(x->f, span, &t.a.duration, &t.elapsed) || t.a.duration < 0))
		return refuse(x, DURATION, span, "a duration such as 5, 5 d, 40 h or 2 w");
	if (!span.len && t.theirs.start && t.theirs.finish)
		t.a.duration = work_between(week, t.theirs.start, t.theirs.finish);
	if (level.len && (!str_int(level, &n) || n < 0 || n > 100))
		return refuse(x, LEVEL, level, "a level from 1 to 100");
	t.level = (int)n;
	t.a.kind = t.a.duration ? PLAN_TASK : PLAN_MILESTONE;
	TRY(read_progress(x, &t));
	map_put(&x->tasks, t.id)->n = (int64_t)x->f->tasks.len + 1;
	add_resources(x, (int)x->f->tasks.len);
	*vec_add(x->a, &x->f->tasks) = t;
	return OK;
}

/* ---- links: "3", "3FS+2 d", "A100 SS-1 个工作日" ------------------------------------------------ */
static size_t type_at(struct str s, uint8_t *type)
{
	static const char *const names[] = {[PLAN_FS] = "fs", [PLAN_SS] = "ss", [PLAN_FF] = "ff",
		[PLAN_SF] = "sf"};
	size_t end = s.len;
	for (size_t i = 1; i < s.len; i++)
		if (s.at[i] == '+' || (s.at[i] == '-' && i + 1 < s.len)) {
			end = i;
			break;
		}
	struct str head = str_trim(str_sub(s, 0, end));
	*type = PLAN_FS;
	for (uint8_t k = 0; k < LEN(names); k++)
		if (str_ends(head, str_of(names[k]))) {
			*type = k;
			return head.len - 2;
		}
	return SIZE_MAX;
}

static enum status read_link(struct reading *x, struct str one, int to)
{
	struct plan_file_link l = {.to = to};
	struct str lag = NOTHING, whole = one;
	struct map_entry *e = map_get(&x->tasks, one);
	if (!e) {
		struct str low = str_lower(x->a, one);
		size_t at = type_at(low, &l.type);
		size_t sign = at == SIZE_MAX ? 0 : at + 2;
		while (sign < one.len && one.at[sign] != '+' && one.at[sign] != '-')
			sign++;
		struct str id = str_trim(str_sub(one, 0, at == SIZE_MAX ? sign : at));
		lag = str_trim(str_sub(low, sign, low.len));
		e = map_get(&x->tasks, id);
	}
	if (!e)
		return refuse(x, BEFORE, whole, "an activity of this table");
	l.from = (int)e->n - 1;
	if (l.from == to)
		return refuse(x, BEFORE, whole, "another activity");
	if (lag.at && str_ends(lag, S("%"))) {
		double percent;
		if (!str_number(str_trim(str_sub(lag, *lag.at == '+', lag.len - 1 - (*lag.at == '+'))), &percent) ||
			fabs(percent) > 100000)
			return refuse(x, BEFORE, whole, "a link such as 3FS+50%");
		l.permille = true;
		l.lag = (int32_t)lround(percent * 10);
	} else if (lag.at && lag.len) {
		bool minus = *lag.at == '-';
		if (!read_span(x->f, str_trim(str_sub(lag, 1, lag.len)), &l.lag, &l.elapsed))
			return refuse(x, BEFORE, whole, "a link such as 3FS+2 d");
		l.lag = minus ? -l.lag : l.lag;
	}
	*vec_add(x->a, &x->f->links) = l;
	return OK;
}

static enum status read_links(struct reading *x, int to)
{
	struct str all = text_of(x, BEFORE), rest;
	all = str_replace(x->a, str_replace(x->a, all, S(";"), S(",")), S("、"), S(","));
	for (rest = all; rest.len;) {
		struct str one = str_trim(str_cut(rest, ',', &rest));
		if (one.len)
			TRY(read_link(x, one, to));
	}
	return OK;
}

/* Levels, or dots in the WBS, make summaries. */
static void settle_levels(struct reading *x)
{
	struct plan_file *f = x->f;
	int stack[102];
	memset(stack, -1, sizeof stack);
	for (size_t i = 0; i < f->tasks.len; i++) {
		struct plan_file_task *t = &f->tasks.at[i];
		if (!x->column[LEVEL]) {
			t->level = 1;
			for (size_t k = 0; k < t->wbs.len; k++)
				t->level += t->wbs.at[k] == '.' && t->level < 100;
		}
		for (int l = t->level - 1; l >= 0 && t->parent < 0; l--)
			t->parent = stack[l];
		stack[t->level] = (int)i;
		for (int l = t->level + 1; l < (int)LEN(stack); l++)
			stack[l] = -1;
		if (t->parent >= 0) {
			struct plan_file_task *up = &f->tasks.at[t->parent];
			up->a.kind = PLAN_SUMMARY;
			up->a.done = 0;
			up->a.actual_start = up->a.actual_finish = PLAN_NONE;
		}
	}
	for (size_t i = 0; i < f->tasks.len; i++) /* an outline from 1, without leaps */
		f->tasks.at[i].level =
			f->tasks.at[i].parent < 0 ? 1 : f->tasks.at[f->tasks.at[i].parent].level + 1;
}

/* A date that no link explains is one to keep (as MS Project does with a typed start). */
static void settle_starts(struct reading *x)
{
	struct plan_file *f = x->f;
	bool *linked = NEW_ARRAY(x->a, bool, f->tasks.len + 1);
	for (size_t i = 0; i < f->links.len; i++)
		linked[f->links.at[i].to] = true;
	for (size_t i = 0; i < f->tasks.len; i++) {
		plan_minute t = f->tasks.at[i].theirs.start;
		if (t && (!f->start || t < f->start))
			f->start = t;
	}
	for (size_t i = 0; i < f->tasks.len; i++) {
		struct plan_file_task *t = &f->tasks.at[i];
		if (linked[i] || t->a.kind == PLAN_SUMMARY || t->a.actual_start ||
			t->theirs.start <= f->start)
			continue;
		t->a.constraint = PLAN_START_NO_EARLIER;
		t->a.constraint_at = t->theirs.start;
	}
}

static enum status read_rows(struct reading *x, size_t first)
{
	struct plan_file_calendar *c = vec_add(x->a, &x->f->calendars);
	*c = (struct plan_file_calendar){.id = S("1"), .name = x->calendar_days ? S("7") : S("5"),
		.base = -1, .week = plan_week(x->calendar_days ? PLAN_WEEK_7 : PLAN_WEEK_5),
		.own = {true, true, true, true, true, true, true}};
	x->f->calendar = 0;
	for (size_t r = first; r < x->sheet->rows.len; r++) {
		x->row = &x->sheet->rows.at[r];
		TRY(read_row(x));
	}
	for (size_t r = first; r < x->sheet->rows.len && x->column[BEFORE]; r++) {
		x->row = &x->sheet->rows.at[r];
		struct str id = text_of(x, ID), name = text_of(x, NAME);
		if (!id.len && !name.len)
			continue;
		struct map_entry *e = id.len ? map_get(&x->tasks, id) : NULL;
		if (e)
			TRY(read_links(x, (int)e->n - 1));
		else if (text_of(x, BEFORE).len)
			return refuse(x, BEFORE, text_of(x, BEFORE), "possible without an id in its row");
	}
	settle_levels(x);
	settle_starts(x);
	return OK;
}

enum status plan_table_read(struct arena *a, struct str bytes, struct plan_file *f,
	struct plan_file_fault *fault)
{
	struct book book;
	struct paper_fault broken = {0};
	struct reading x = {.a = a, .f = f, .fault = fault, .book = &book, .tasks = map_on(a),
		.resources = map_on(a)};
	f->kind = "table";
	f->rules = (struct plan_file_rules){.capped = true, .lag_on = PLAN_LAG_SUCCESSOR};
	enum status status = book_read_bytes(a, bytes, &book, &broken);
	if (status != OK) {
		fault->line = (int)broken.row;
		fault->why = str_fmt(a, "the table cannot be read (%s)", broken.code);
		fault->mend = S("save it again as .xlsx or .csv");
		return status;
	}
	size_t first = find_headings(&x);
	if (!first) {
		fault->why = S("no row of headings was found that names the activity and its duration");
		fault->mend = S("head the columns 编号, 名称, 工期, 紧前 (or ID, Name, Duration, Predecessors)");
		return INVALID;
	}
	TRY(read_rows(&x, first));
	if (f->tasks.len && f->start)
		return OK;
	fault->line = 0;
	fault->why = f->tasks.len ? S("no activity says when it starts") : S("it holds no activities");
	fault->mend = f->tasks.len ? S("add a column 开始 (or Start) with a date for the first activity") :
				     S("write one activity a row below the headings");
	return INVALID;
}
