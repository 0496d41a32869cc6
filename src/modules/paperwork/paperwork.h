/* Papers made from the record: minutes as GB/T 9704 sets them, and the week's meeting book
 * (lights, ranking, reds with reasons, overdue list) as .pdf and .xlsx. */
#ifndef GUATU_PAPERWORK_H
#define GUATU_PAPERWORK_H

#include "models.h"
#include "web/web.h"

extern const struct module paperwork_module;

enum status minutes_docx(struct call *, int64_t meeting, struct str *bytes);
/* What a meeting makes known to all units: late and undone, tasks, who was missing. */
enum status meeting_bulletin_docx(struct call *, int64_t meeting, struct str *bytes);
/* The paper of an item's step: reminder, supervision notice or bulletin, with its file's name.
 * NOT_FOUND where the step is none or out of sight. */
enum status notice_docx(struct call *, int64_t item, int64_t step, struct str *bytes,
	struct str *name);
enum status book_pdf(struct call *, struct str *bytes);
enum status book_xlsx(struct call *, const char *path);
/* The meeting of an ISO week; the last closed one where week is none. */
enum status meeting_in_week(struct call *, struct str week, int64_t *meeting);

#endif
