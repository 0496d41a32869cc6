#include "paperwork.h"
#include "paperwork.sql.h"
#include "item.sql.h"
#include "modules/meeting/meeting.h"
#include "paper/docx.h"

static struct str numbered(struct call *call, size_t n)
{
	return n < 100 ? docx_numeral(call->arena, n) : text_int(call, (int64_t)n);
}

static void put_lead(struct call *call, struct docx *d, size_t n, struct str of, struct str said)
{
	docx_lead(d, 2, text_with(call, T_minutes_lead, (const struct str[4]){numbered(call, n), of}),
		text_with(call, T_minutes_said, (const struct str[4]){
			str_replace(call->arena, said, S("\n"), text_of(call, T_minutes_break))}));
}

/* A line more, under what was said of the project before. */
static void say(struct out *said, struct str words)
{
	if (out_got(said).len)
		out_c(said, '\n');
	out_str(said, words);
}

/* What was agreed, a paragraph a project, in the agenda's order. */
static void put_points(struct call *call, struct docx *d,
	const struct meeting_points_list *points)
{
	size_t n = 0, end;
	for (size_t i = 0; i < points->len; i = end) {
		struct out said = out_on(call->arena, 1 << 16);
		const struct meeting_points_row *p = &points->at[i];
		end = points_end(points, i);
		for (size_t k = i; k < end; k++)
			if (points->at[k].agenda_point.conclusion.len)
				say(&said, points->at[k].agenda_point.conclusion);
		if (out_got(&said).len)
			put_lead(call, d, ++n, p->agenda_point.project ? p->project_name :
				p->agenda_point.title, out_got(&said));
	}
	if (!n)
		docx_paragraph(d, text_of(call, T_minutes_nothing));
}

static bool is_late(const struct agenda_point *p)
{
	return p->reason == AGENDA_POINT_REASON_RED || p->reason == AGENDA_POINT_REASON_OVERDUE ||
		p->reason == AGENDA_POINT_REASON_DECISION || p->reason == AGENDA_POINT_REASON_UNREPORTED;
}

static struct str late_words(struct call *call, const struct meeting_points_row *p)
{
	const struct agenda_point *a = &p->agenda_point;
	struct str reason = choice_label(call, &agenda_point_fields[AGENDA_POINT_REASON], a->reason);
	if (a->project && !str_eq(a->title, p->project_name))
		reason = text_with(call, T_bulletin_point, (const struct str[4]){reason, a->title});
	return text_with(call, T_bulletin_late, (const struct str[4]){reason, a->detail});
}

/* What had to be spoken of because it was late or not done. */
static void put_late(struct call *call, struct docx *d, const struct meeting_points_list *points)
{
	size_t n = 0, end;
	for (size_t i = 0; i < points->len; i = end) {
		struct out said = out_on(call->arena, 1 << 16);
		const struct meeting_points_row *p = &points->at[i];
		end = points_end(points, i);
		for (size_t k = i; k < end; k++)
			if (is_late(&points->at[k].agenda_point))
				say(&said, late_words(call, &points->at[k]));
		if (out_got(&said).len)
			put_lead(call, d, ++n, p->agenda_point.project ? p->project_name :
				p->agenda_point.title, out_got(&said));
	}
	if (!n)
		docx_paragraph(d, text_of(call, T_minutes_none));
}

static void put_decisions(struct call *call, struct docx *d,
	const struct item_of_meeting_list *decisions)
{
	if (!decisions->len)
		return;
	const struct docx_column columns[] = {{text_of(call, T_minutes_no), 0.08, true, false},
		{text_of(call, T_minutes_decision), 0.46, false, false},
		{text_of(call, T_minutes_unit), 0.18, true, false},
		{text_of(call, T_minutes_person), 0.12, true, false},
		{text_of(call, T_minutes_due), 0.16, true, false}};
	struct str *cells = NEW_ARRAY(call->arena, struct str, decisions->len * 5);
	for (size_t i = 0; i < decisions->len; i++) {
		const struct item_of_meeting_row *r = &decisions->at[i];
		struct str what = !r->project_name.len ? r->item.title :
			text_with(call, T_minutes_what,
				(const struct str[4]){r->project_name, r->item.title});
		cells[i * 5] = str_fmt(call->arena, "%zu", i + 1);
		cells[i * 5 + 1] = what;
		cells[i * 5 + 2] = r->unit_name;
		cells[i * 5 + 3] = r->person_name;
		cells[i * 5 + 4] = day_is(r->item.due) ? docx_date(call->arena, r->item.due) :
							 S("—");
	}
	docx_table(d, columns, LEN(columns), cells, decisions->len * 5);
}

/* Who came, or who was excused, as the roll says; what was typed where it says nothing. */
static struct str names_of(struct call *call, struct str typed,
	const struct attendance_of_list *came, bool present)
{
	struct out o = out_on(call->arena, 1 << 14);
	for (size_t i = 0; i < came->len; i++) {
		const struct attendance_of_row *a = &came->at[i];
		bool here = a->attendance.state == ATTENDANCE_STATE_PRESENT ||
			a->attendance.state == ATTENDANCE_STATE_SUBSTITUTE;
		if (present ? !here : a->attendance.state != ATTENDANCE_STATE_ABSENT)
			continue;
		if (out_got(&o).len)
			out_str(&o, text_of(call, T_minutes_comma));
		out_str(&o, a->unit_name);
		out_str(&o, a->person_name);
		if (a->attendance.note.len)
			out_str(&o, text_with(call, T_minutes_note, (const struct str[4]){a->attendance.note}));
	}
	return out_got(&o).len ? out_got(&o) : typed;
}

/* What was agreed and not done, and who was missing, made known to all units. */
enum status meeting_bulletin_docx(struct call *asking, int64_t id, struct str *bytes)
{
	struct call official = *asking, *call = &official;
	official.lang = ZH;
	struct meeting_one_row m;
	struct meeting_points_list points;
	struct item_of_meeting_list decisions;
	struct attendance_of_list came;
	struct out missing = out_on(call->arena, 1 << 14);
	TRY(meeting_find(call, id, &m));
	TRY(meeting_points(call, id, &points));
	TRY(item_of_meeting(call, id, &decisions));
	TRY(attendance_of(call, id, &came));
	struct arena *a = call->arena;
	struct docx *d = docx_open(a, DOCX_LETTER);
	docx_mark(d, text_of(call, T_paperwork_mark_bulletin));
	docx_number(d, docx_office_number(a, text_of(call, T_paperwork_office_bulletin),
			       day_parts(m.meeting.held_on).year, (int)m.meeting.number));
	docx_title(d, text_with(call, T_bulletin_about, (const struct str[4]){m.meeting.title}));
	docx_addressee(d, text_of(call, T_paperwork_all_units));
	docx_paragraph(d, text_with(call, T_bulletin_opening,
		(const struct str[4]){docx_date(a, m.meeting.held_on), m.meeting.title}));
	docx_heading(d, 1, text_of(call, T_bulletin_part_late));
	put_late(call, d, &points);
	docx_heading(d, 1, text_of(call, T_bulletin_part_tasks));
	if (!decisions.len)
		docx_paragraph(d, text_of(call, T_minutes_none));
	put_decisions(call, d, &decisions);
	for (size_t i = 0; i < came.len; i++)
		if (came.at[i].attendance.state == ATTENDANCE_STATE_MISSING) {
			out_str(&missing, out_got(&missing).len ? text_of(call, T_minutes_comma) : NOTHING);
			out_str(&missing, came.at[i].unit_name);
		}
	docx_heading(d, 1, text_of(call, T_bulletin_part_came));
	docx_paragraph(d, out_got(&missing).len ?
		text_with(call, T_bulletin_missing, (const struct str[4]){out_got(&missing)}) :
		text_of(call, T_bulletin_all_came));
	docx_signature(d, text_of(call, T_paperwork_publisher), docx_date(a, call->today));
	return docx_close(d, bytes);
}

/* Official, so Chinese whoever asks. */
enum status minutes_docx(struct call *asking, int64_t id, struct str *bytes)
{
	struct call official = *asking, *call = &official;
	official.lang = ZH;
	struct meeting_one_row m;
	struct meeting_points_list points;
	struct item_of_meeting_list decisions;
	TRY(meeting_find(call, id, &m));
	TRY(meeting_points(call, id, &points));
	TRY(item_of_meeting(call, id, &decisions));
	struct docx *d = docx_open(call->arena, DOCX_MINUTES);
	struct arena *a = call->arena;
	docx_mark(d, text_of(call, T_minutes_mark));
	docx_number(d, docx_office_number(a, text_of(call, T_minutes_office), day_parts(m.meeting.held_on).year,
			       (int)m.meeting.number));
	docx_title(d, m.meeting.title);
	docx_paragraph(d,
		text_with(call, T_minutes_opening, (const struct str[4]){
			docx_date(a, m.meeting.held_on),
			m.chair_name.len ? m.chair_name : text_of(call, T_minutes_chair),
			m.meeting.place.len ? m.meeting.place : text_of(call, T_minutes_place),
			m.meeting.title}));
	docx_heading(d, 1, text_of(call, T_minutes_part_agreed));
	put_points(call, d, &points);
	docx_heading(d, 1, text_of(call, T_minutes_part_tasks));
	if (decisions.len)
		docx_paragraph(d, text_with(call, T_minutes_tasks,
			(const struct str[4]){text_int(call, (int64_t)decisions.len)}));
	else
		docx_paragraph(d, text_of(call, T_minutes_none));
	put_decisions(call, d, &decisions);
	if (m.meeting.summary.len) {
		docx_heading(d, 1, text_of(call, T_minutes_part_asks));
		docx_paragraph(d, m.meeting.summary);
	}
	struct attendance_of_list came;
	TRY(attendance_of(call, id, &came));
	docx_names(d, text_of(call, T_minutes_attended),
		names_of(call, m.meeting.attended, &came, true));
	docx_names(d, text_of(call, T_minutes_excused),
		names_of(call, m.meeting.excused, &came, false));
	docx_names(d, text_of(call, T_minutes_observed), m.meeting.observed);
	docx_colophon(d, &(struct docx_colophon){.copies = text_of(call, T_minutes_copies),
		.publisher = m.unit_name, .date = docx_date(a, call->today)});
	return docx_close(d, bytes);
}

enum status meeting_in_week(struct call *call, struct str week, int64_t *meeting)
{
	struct meeting_of_week_row found;
	struct week w;
	day from = day_of(2000, 1, 1), to = call->today;
	if (week.len) {
		if (!week_read(week, &w))
			return fail_with(call, "week", T_paperwork_bad_week, week, NOTHING);
		from = week_monday(w);
		to = day_add(from, 6);
	}
	enum status status = meeting_of_week(call, from, to, &found);
	if (status == NOT_FOUND)
		return fail_as(call, NOT_FOUND, T_paperwork_no_meeting);
	TRY(status);
	*meeting = found.meeting.id;
	return OK;
}
