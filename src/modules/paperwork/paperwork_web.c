#include "paperwork.h"
#include "modules/meeting/meeting.h"

#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static enum status minutes(struct call *call)
{
	struct meeting_one_row m;
	struct str bytes;
	TRY(meeting_find(call, param_id(call, "meeting"), &m));
	TRY(minutes_docx(call, m.meeting.id, &bytes));
	return reply_bytes(call, bytes, S(DOCX_TYPE),
		str_fmt(call->arena, "%.*s.docx",
			STR(text_with(call, T_minutes_file, (const struct str[4]){m.meeting.title}))));
}

static enum status bulletin(struct call *call)
{
	struct meeting_one_row m;
	struct str bytes;
	TRY(meeting_find(call, param_id(call, "meeting"), &m));
	TRY(meeting_bulletin_docx(call, m.meeting.id, &bytes));
	return reply_bytes(call, bytes, S(DOCX_TYPE),
		str_fmt(call->arena, "%.*s.docx",
			STR(text_with(call, T_bulletin_file, (const struct str[4]){m.meeting.title}))));
}

static enum status notice(struct call *call)
{
	struct str bytes, name;
	TRY(notice_docx(call, param_id(call, "item"), param_id(call, "step"), &bytes, &name));
	return reply_bytes(call, bytes, S(DOCX_TYPE), name);
}

static enum status book(struct call *call)
{
	struct str bytes;
	TRY(book_pdf(call, &bytes));
	return reply_bytes(call, bytes, S("application/pdf"), str_join(call->arena, text_of(call, T_book_file), S(".pdf")));
}

static enum status book_sheet(struct call *call)
{
	char *path = scratch_path(call, "book");
	TRY(book_xlsx(call, path));
	return reply_bytes(call, file_bytes(call->arena, path), S(XLSX_TYPE), str_join(call->arena, text_of(call, T_book_file), S(".xlsx")));
}

static const struct route routes[] = {
	{GET, "/meetings/:meeting/minutes.docx", T_meeting_minutes, minutes,
		GOVERNMENT | OBSERVER, .kind = SLOW},
	{GET, "/meetings/:meeting/bulletin.docx", T_bulletin_get, bulletin, GOVERNMENT | OBSERVER,
		.kind = SLOW},
	{GET, "/items/:item/papers/:step", T_paperwork_notice, notice, EVERYONE, .kind = SLOW},
	{GET, "/meetings/:meeting/book.pdf", T_meeting_book, book, GOVERNMENT | OBSERVER,
		.kind = SLOW},
	{GET, "/meetings/:meeting/book", T_meeting_book_xlsx, book_sheet, GOVERNMENT | OBSERVER,
		.kind = SLOW},
};
const struct module paperwork_module = {"paperwork", routes, LEN(routes), NULL, 0};
