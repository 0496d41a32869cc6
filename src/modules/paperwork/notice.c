/* Papers of the overdue chain: reminder, supervision notice, bulletin. Official, so Chinese
 * whoever asks. */
#include "paperwork.h"
#include "item.sql.h"
#include "modules/calendar/calendar.h"
#include "paper/docx.h"

struct words {
	int kind;
	enum text mark, office;
};

static const struct words *words_of(int kind)
{
	static const struct words words[] = {
		{ITEM_STEP_KIND_NOTICE, T_paperwork_mark_notice, T_paperwork_office_notice},
		{ITEM_STEP_KIND_SUPERVISE, T_paperwork_mark_supervise, T_paperwork_office_supervise},
		{ITEM_STEP_KIND_BULLETIN, T_paperwork_mark_bulletin, T_paperwork_office_bulletin}};
	for (size_t i = 0; i < LEN(words); i++)
		if (words[i].kind == kind)
			return &words[i];
	return NULL;
}

static void put_facts(struct call *call, struct docx *d, const struct item_step_paper_row *r,
	struct str unit)
{
	struct arena *a = call->arena;
	struct str none = S("—");
	day given = day_is(r->item.assigned_on) ? r->item.assigned_on : r->item.raised_on;
	int late = day_is(r->item.due) ? workdays_between(r->item.due, r->item_step.on_day) : 0;
	struct str stands = text_with(call, late > 0 ? T_paperwork_overdue : T_paperwork_open,
		(const struct str[4]){docx_date(a, r->item_step.on_day), text_int(call, late)});
	docx_paragraph(d, str_join(a, text_with(call, T_paperwork_facts, (const struct str[4]){
		docx_date(a, given), unit, r->item.title,
		day_is(r->item.due) ? docx_date(a, r->item.due) : none}), stands));
	docx_paragraph(d, text_with(call, T_paperwork_more, (const struct str[4]){
		r->project_name.len ? r->project_name : none, r->item.code,
		r->person_name.len ? r->person_name : none, text_int(call, r->item.returned)}));
}

enum status notice_docx(struct call *asking, int64_t item, int64_t step, struct str *bytes,
	struct str *name)
{
	struct item_step_paper_row r;
	struct call official = *asking, *call = &official;
	official.lang = ZH;
	TRY(item_step_paper(call, item, step, call->who.unit, &r));
	const struct words *w = words_of(r.item_step.kind);
	if (!w)
		return NOT_FOUND;
	struct arena *a = call->arena;
	struct str mark = text_of(call, w->mark);
	bool bulletin = r.item_step.kind == ITEM_STEP_KIND_BULLETIN;
	struct docx *d = docx_open(a, DOCX_LETTER);
	docx_mark(d, mark);
	docx_number(d, docx_office_number(a, text_of(call, w->office),
			       day_parts(r.item_step.on_day).year, (int)r.item_step.number));
	docx_title(d, text_with(call, T_paperwork_about, (const struct str[4]){r.item.title, mark}));
	docx_addressee(d, bulletin ? text_of(call, T_paperwork_all_units) :
		text_with(call, T_paperwork_to_unit, (const struct str[4]){r.unit_name}));
	put_facts(call, d, &r, bulletin ? r.unit_name : text_of(call, T_paperwork_you));
	if (r.item_step.words.len && !r.item_step.by_system)
		docx_paragraph(d, r.item_step.words);
	docx_paragraph(d, bulletin ? text_of(call, T_paperwork_told) :
		text_with(call, T_paperwork_demand, (const struct str[4]){mark}));
	docx_signature(d, r.office_name.len ? r.office_name : text_of(call, T_paperwork_publisher),
		docx_date(a, r.item_step.on_day));
	*name = str_fmt(a, "%.*s%lld.docx", STR(mark), (long long)r.item_step.number);
	return docx_close(d, bytes);
}
