/* The list of features: one line each, and only here. */
#include "app/app.h"
#include "app/metrics.h"
#include "modules/account/account.h"
#include "modules/calendar/calendar.h"
#include "modules/cockpit/cockpit.h"
#include "modules/dates/dates.h"
#include "modules/document/document.h"
#include "modules/feed/feed.h"
#include "modules/handling/handling.h"
#include "modules/handover/handover.h"
#include "modules/history/history.h"
#include "modules/item/item.h"
#include "modules/ledger/ledger.h"
#include "modules/lesson/lesson.h"
#include "modules/list/list.h"
#include "modules/meeting/meeting.h"
#include "modules/notice/notice.h"
#include "modules/org/org.h"
#include "modules/paperwork/paperwork.h"
#include "modules/project/project.h"
#include "modules/promise/promise.h"
#include "modules/report_week/report_week.h"
#include "modules/rule/rule.h"
#include "modules/schedule/schedule.h"
#include "modules/style/style.h"
#include "modules/visit/visit.h"
#include "modules/weekplan/weekplan.h"
#include "modules/works/works.h"

const struct module *const modules[] = {
	&account_module, &calendar_module, &cockpit_module, &dates_module, &document_module, &feed_module, &handling_module, &handover_module, &history_module, &item_module,
	&ledger_module, &lesson_module, &list_module, &meeting_module, &metrics_module, &notice_module, &org_module, &paperwork_module, &project_module, &promise_module, &report_week_module, &rule_module,
	&schedule_module, &style_module, &visit_module, &weekplan_module, &works_module,
};
const size_t module_count = LEN(modules);
