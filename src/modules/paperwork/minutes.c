#include "paperwork.h"
#include "paperwork.sql.h"
#include "item.sql.h"
#include "meeting.sql.h"
#include "paper/docx.h"

static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

static struct str numeral(struct arena *a, size_t n)
{
	if (n <= 10)
		return str_of(numerals[n - 1]);
	if (n < 20)
		return str_fmt(a, "十%s", numerals[n - 11]);
	return str_fmt(a, "%s十%s", numerals[n / 10 - 1], n % 10 ? numerals[n % 10 - 1] : "");
}

static void put_points(struct call *call, struct docx *d,
	const struct meeting_points_list *points)
{
	size_t n = 0;
	for (size_t i = 0; i < points->len; i++) {
		const struct meeting_points_row *p = &points->at[i];
		struct str said = p->agenda_point.conclusion.len ? p->agenda_point.conclusion :
								 p->agenda_point.detail;
		if (!p->agenda_point.conclusion.len || !p->agenda_point.project)
			continue;
		struct str numbered = numeral(call->arena, ++n);
		docx_lead(d, 2,
			str_fmt(call->arena, "(%.*s)%.*s。", STR(numbered), STR(p->project_name)),
			str_fmt(call->arena, "%.*s。",
				STR(str_replace(call->arena, said, S("\n"), S(";")))));
	}
	if (!n)
		docx_paragraph(d, S("本次会议没有形成新的议定意见。"));
}

static void put_decisions(struct call *call, struct docx *d,
	const struct item_of_meeting_list *decisions)
{
	if (!decisions->len)
		return;
	static const struct docx_column columns[] = {{S("序号"), 0.08, true, false},
		{S("议定事项"), 0.46, false, false}, {S("责任单位"), 0.18, true, false},
		{S("责任人"), 0.12, true, false}, {S("办理时限"), 0.16, true, false}};
	struct str *cells = NEW_ARRAY(call->arena, struct str, decisions->len * 5);
	for (size_t i = 0; i < decisions->len; i++) {
		const struct item_of_meeting_row *r = &decisions->at[i];
		struct str what = r->project_name.len ? str_fmt(call->arena, "%.*s:%.*s",
			STR(r->project_name), STR(r->item.title)) : r->item.title;
		cells[i * 5] = str_fmt(call->arena, "%zu", i + 1);
		cells[i * 5 + 1] = what;
		cells[i * 5 + 2] = r->unit_name;
		cells[i * 5 + 3] = r->person_name;
		cells[i * 5 + 4] = day_is(r->item.due) ? docx_date(call->arena, r->item.due) :
							 S("—");
	}
	docx_table(d, columns, LEN(columns), cells, decisions->len * 5);
}

enum status minutes_docx(struct call *call, int64_t id, struct str *bytes)
{
	struct meeting_one_row m;
	struct meeting_points_list points;
	struct item_of_meeting_list decisions;
	TRY(meeting_one(call, id, &m));
	TRY(meeting_points(call, id, &points));
	TRY(item_of_meeting(call, id, &decisions));
	struct docx *d = docx_open(call->arena, DOCX_MINUTES);
	struct arena *a = call->arena;
	docx_mark(d, S("重大项目推进周例会会议纪要"));
	docx_number(d, docx_office_number(a, S("重项会纪"), day_parts(m.meeting.held_on).year,
			       (int)m.meeting.number));
	docx_title(d, m.meeting.title);
	docx_paragraph(d,
		str_fmt(a, "%.*s,%.*s在%.*s主持召开%.*s,调度重大项目推进情况。现将会议议定事项纪要如下。",
			STR(docx_date(a, m.meeting.held_on)),
			STR(m.chair_name.len ? m.chair_name : S("区领导")),
			STR(m.meeting.place.len ? m.meeting.place : S("会议室")),
			STR(m.meeting.title)));
	docx_heading(d, 1, S("一、会议议定"));
	put_points(call, d, &points);
	docx_heading(d, 1, S("二、任务清单"));
	if (decisions.len)
		docx_paragraph(d, str_fmt(a, "会议共议定%zu项任务,由下列单位按时限办结,"
					     "办结后申请销号。", decisions.len));
	else
		docx_paragraph(d, S("无。"));
	put_decisions(call, d, &decisions);
	if (m.meeting.summary.len) {
		docx_heading(d, 1, S("三、会议要求"));
		docx_paragraph(d, m.meeting.summary);
	}
	docx_names(d, S("出席"), m.meeting.attended);
	docx_names(d, S("请假"), m.meeting.excused);
	docx_names(d, S("列席"), m.meeting.observed);
	docx_colophon(d, &(struct docx_colophon){.copies = S("区领导,各有关单位。"),
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
