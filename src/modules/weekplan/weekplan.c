#include "weekplan.h"

#include <stdlib.h>

enum { WEEKS_SHOWN = 12 };

struct str weekplan_week(struct call *call, int weeks)
{
	return week_text(call->arena, week_of(day_add(call->today, -7 * weeks)));
}

/* ---- answers ------------------------------------------------------------------------------- */
enum status weekplan_to_answer(struct call *call, int64_t project,
	struct week_tasks_to_answer_list *found)
{
	return week_tasks_to_answer(call, project, weekplan_week(call, 0),
		week_monday(week_of(call->today)), found);
}

const char *weekplan_field(struct call *call, const struct week_task *t)
{
	return str_z(call->arena, str_fmt(call->arena, "task_%lld", (long long)t->id));
}

/* Answered in an earlier week: only the office mends it then. */
static bool answered_before(struct call *call, const struct week_task *t)
{
	return day_is(t->answered_on) &&
		!str_eq(week_text(call->arena, week_of(t->answered_on)), weekplan_week(call, 0));
}

enum status weekplan_answer(struct call *call, struct week_task *t, struct str said,
	const char *field)
{
	bool done = str_eq(said, S("done"));
	int64_t reason = 0;
	if (t->outcome == WEEK_TASK_OUTCOME_WITHDRAWN)
		return fail(call, field, T_weekplan_withdrawn);
	if (answered_before(call, t) && !(call->who.roles & OFFICE))
		return fail_as(call, FORBIDDEN, T_weekplan_too_late);
	if (!done) {
		struct reason r;
		if (!str_int(said, &reason) || row_read(call, &reason_entity, reason, &r) != OK ||
			r.kind != REASON_KIND_MISSED)
			return fail_with(call, field, T_weekplan_needs_reason, t->name, NOTHING);
	}
	t->outcome = done ? WEEK_TASK_OUTCOME_DONE : WEEK_TASK_OUTCOME_MISSED;
	t->reason = reason;
	t->answered_by = call->who.person;
	t->answered_on = call->today;
	return row_change(call, &week_task_entity, t);
}

int weekplan_kept(const struct week_tasks_to_answer_list *tasks)
{
	size_t done = 0, answered = 0;
	for (size_t i = 0; i < tasks->len; i++) {
		answered += tasks->at[i].week_task.outcome != WEEK_TASK_OUTCOME_OPEN;
		done += tasks->at[i].week_task.outcome == WEEK_TASK_OUTCOME_DONE;
	}
	if (!answered)
		return 0;
	return done == answered ? WEEK_REPORT_KEPT_YES :
		done		? WEEK_REPORT_KEPT_PARTLY :
				  WEEK_REPORT_KEPT_NO;
}

enum status weekplan_answers(struct call *call, int64_t project, int *kept)
{
	struct week_tasks_to_answer_list tasks;
	TRY(weekplan_to_answer(call, project, &tasks));
	for (size_t i = 0; i < tasks.len; i++) {
		struct week_task *t = &tasks.at[i].week_task;
		const char *field = weekplan_field(call, t);
		struct str said = input(call, field);
		if (said.len)
			TRY(weekplan_answer(call, t, said, field));
	}
	int now = weekplan_kept(&tasks);
	*kept = now ? now : *kept;
	return OK;
}

/* ---- promises ------------------------------------------------------------------------------ */
static bool cut_mark(struct str *s, const char *const *marks)
{
	for (; *marks; marks++)
		if (str_starts(*s, str_of(*marks))) {
			*s = str_sub(*s, strlen(*marks), s->len);
			return true;
		}
	return false;
}

/* The words without "1." "2、" "（3）" "- " before them; "3号楼" and "1.5万方" keep theirs. */
static struct str unnumbered(struct str line)
{
	static const char *const opening[] = {"(", "（", NULL}, *const bullets[] = {"-", "·", "•", NULL},
				 *const closing[] = {".", "．", "、", ")", "）", NULL};
	struct str s = str_trim(line), bare = s;
	if (cut_mark(&bare, bullets))
		return str_trim(bare);
	cut_mark(&bare, opening);
	size_t digits = 0;
	while (digits < bare.len && bare.at[digits] >= '0' && bare.at[digits] <= '9')
		digits++;
	bare = str_sub(bare, digits, bare.len);
	bool dot = bare.len > 1 && bare.at[0] == '.' && bare.at[1] >= '0' && bare.at[1] <= '9';
	return digits && !dot && cut_mark(&bare, closing) ? str_trim(bare) : s;
}

enum { LINES = 40 };
/* The lines of a text, each once; at most LINES. */
static size_t lines_of(struct str text, struct str lines[LINES])
{
	size_t len = 0;
	while (text.len && len < LINES) {
		struct str line = utf8_first(unnumbered(str_cut(text, '\n', &text)), 200);
		size_t i = 0;
		while (i < len && !str_eq(lines[i], line))
			i++;
		if (line.len && i == len)
			lines[len++] = line;
	}
	return len;
}

static enum status due_next(struct call *call, int64_t project,
	struct week_activities_due_list *found)
{
	day monday = week_monday(week_of(day_add(call->today, 7)));
	return week_activities_due(call, project, monday, day_add(monday, 6), found);
}

static enum status promise_line(struct call *call, const struct project *p, struct str name,
	const struct week_activities_due_list *due)
{
	struct week_task t = {.project = p->id, .week = weekplan_week(call, -1), .name = name,
		.unit = p->owner, .person = call->who.person, .promised_on = call->today,
		.outcome = WEEK_TASK_OUTCOME_OPEN, .answered_on = DAY_NONE};
	for (size_t i = 0; i < due->len; i++)
		if (str_eq(due->at[i].name, name)) {
			t.activity = due->at[i].id;
			t.unit = due->at[i].unit ? due->at[i].unit : t.unit;
		}
	return row_add(call, &week_task_entity, &t);
}

enum status weekplan_promise(struct call *call, const struct project *p, struct str next)
{
	struct week_tasks_of_list before;
	struct week_activities_due_list due;
	TRY(week_tasks_of(call, p->id, weekplan_week(call, 0), weekplan_week(call, -1), &before));
	TRY(due_next(call, p->id, &due));
	bool *named = NEW_ARRAY(call->arena, bool, before.len + 1);
	struct str lines[LINES];
	size_t count = lines_of(next, lines);
	for (size_t k = 0; k < count; k++) {
		size_t i = 0;
		while (i < before.len && !str_eq(before.at[i].week_task.name, lines[k]))
			i++;
		named[i] = true;
		if (i == before.len)
			TRY(promise_line(call, p, lines[k], &due));
	}
	for (size_t i = 0; i < before.len; i++) {
		struct week_task *t = &before.at[i].week_task;
		if (named[i] || t->outcome != WEEK_TASK_OUTCOME_OPEN)
			continue;
		t->outcome = WEEK_TASK_OUTCOME_WITHDRAWN;
		TRY(row_change(call, &week_task_entity, t));
	}
	return OK;
}

enum status weekplan_offer(struct call *call, int64_t project, struct str *lines)
{
	struct week_activities_due_list due;
	struct out o = out_on(call->arena, 4000);
	TRY(due_next(call, project, &due));
	for (size_t i = 0; i < due.len; i++) {
		if (i)
			out_c(&o, '\n');
		out_str(&o, due.at[i].name);
	}
	*lines = out_got(&o);
	return OK;
}

/* ---- review -------------------------------------------------------------------------------- */
static void add_line(struct out *o, struct str words, struct str why)
{
	if (o->len)
		out_c(o, '\n');
	out_str(o, words);
	if (why.len)
		out_fmt(o, "（%.*s）", STR(why));
}

enum status weekplan_review(struct call *call, struct review *r)
{
	struct week_tasks_of_list tasks;
	struct out part[4];
	struct str now = weekplan_week(call, 0);
	for (size_t i = 0; i < LEN(part); i++)
		part[i] = out_on(call->arena, 8000);
	TRY(week_tasks_of(call, r->project, weekplan_week(call, 1), weekplan_week(call, -1), &tasks));
	for (size_t i = 0; i < tasks.len; i++) {
		const struct week_task *t = &tasks.at[i].week_task;
		bool coming = !str_eq(t->week, now);
		add_line(&part[coming ? 3 : 0], t->name, NOTHING);
		if (!coming && t->outcome == WEEK_TASK_OUTCOME_DONE)
			add_line(&part[1], t->name, NOTHING);
		else if (!coming)
			add_line(&part[2], t->name, tasks.at[i].reason_name);
	}
	r->planned = utf8_first(out_got(&part[0]), 2000);
	r->done = utf8_first(out_got(&part[1]), 2000);
	r->why_not = utf8_first(out_got(&part[2]), 2000);
	r->next = utf8_first(out_got(&part[3]), 2000);
	return OK;
}

/* ---- percent plan complete ----------------------------------------------------------------- */
static void count_in(struct ppc_rows *rows, struct str name, int64_t unit,
	const struct ppc_cells_row *cell)
{
	size_t i = 0;
	while (i < rows->len && !(rows->at[i].unit == unit && str_eq(rows->at[i].name, name)))
		i++;
	if (i == rows->len)
		rows->at[rows->len++] = (struct ppc_row){.name = name, .unit = unit};
	rows->at[i].promised += cell->promised;
	rows->at[i].done += cell->done;
}

static int worst_first(const void *a, const void *b)
{
	const struct ppc_row *x = a, *y = b;
	int64_t left = x->done * y->promised, right = y->done * x->promised;
	if (left != right)
		return left < right ? -1 : 1;
	return (x->promised < y->promised) - (x->promised > y->promised);
}

enum status weekplan_ppc(struct call *call, struct ppc_rows *weeks, struct ppc_rows *units,
	struct ppc_reasons_list *reasons)
{
	struct ppc_cells_list cells;
	struct str after = weekplan_week(call, WEEKS_SHOWN), now = weekplan_week(call, 0);
	TRY(ppc_cells(call, after, now, &cells));
	TRY(ppc_reasons(call, after, now, reasons));
	*weeks = *units = (struct ppc_rows){0};
	weeks->at = NEW_ARRAY(call->arena, struct ppc_row, cells.len + 1);
	units->at = NEW_ARRAY(call->arena, struct ppc_row, cells.len + 1);
	for (size_t i = 0; i < cells.len; i++) {
		count_in(weeks, cells.at[i].week, 0, &cells.at[i]);
		count_in(units, cells.at[i].unit_name, cells.at[i].unit, &cells.at[i]);
	}
	qsort(units->at, units->len, sizeof *units->at, worst_first);
	return OK;
}
