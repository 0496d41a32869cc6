#include "paperwork.h"
#include "paperwork.sql.h"
#include "meeting.sql.h"
#include "rule.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/project/project.h"
#include "modules/promise/promise.h"
#include "modules/setting/setting.h"
#include "paper/pdf.h"

struct book {
	struct book_units_list units;
	struct book_reds_list reds;
	struct agenda_overdue_list overdue;
	struct light_totals_list lights;
	struct promise_list promises;
	int64_t count[6]; /* by light */
	struct str district, sentence, title;
};

static enum status gather(struct call *call, struct book *b)
{
	b->district = S("挂图");
	TRY(setting_get(call, "district_zh", &b->district));
	TRY(book_units(call, &b->units));
	TRY(book_reds(call, &b->reds));
	TRY(agenda_overdue(call, call->today, &b->overdue));
	TRY(light_totals(call, &b->lights));
	TRY(promise_count(call, &b->promises));
	for (size_t i = 0; i < b->lights.len; i++)
		b->count[b->lights.at[i].light] += b->lights.at[i].projects;
	struct week w = week_of(call->today);
	money plan = {0}, done = {0};
	for (size_t i = 0; i < b->units.len; i++) {
		plan = money_add(plan, b->units.at[i].plan);
		done = money_add(done, b->units.at[i].done);
	}
	b->title = str_fmt(call->arena, "%.*s重大项目推进周例会材料", STR(b->district));
	b->sentence = str_fmt(call->arena,
		"第%d周:%lld个项目亮红灯,%lld个预警,%zu件事项逾期;本年投资完成%.*s,序时进度%.*s。",
		w.number, (long long)b->count[LIGHT_RED], (long long)b->count[LIGHT_AMBER],
		b->overdue.len, STR(share_percent(call->arena, share_of(done, plan))),
		STR(share_percent(call->arena, project_time_share(call->today))));
	return OK;
}

static struct str number(struct call *call, int64_t n)
{
	return str_fmt(call->arena, "%lld", (long long)n);
}

static void pdf_ranking(struct call *call, struct pdf *p, const struct book *b)
{
	static const struct pdf_column columns[] = {{S("名次"), 0.07, PDF_CENTRE, PDF_TEXT},
		{S("责任单位"), 0.22, PDF_LEFT, PDF_TEXT}, {S("项目数"), 0.08, PDF_RIGHT, PDF_TEXT},
		{S("年计划(万元)"), 0.15, PDF_RIGHT, PDF_TEXT},
		{S("已完成(万元)"), 0.15, PDF_RIGHT, PDF_TEXT},
		{S("完成率"), 0.17, PDF_LEFT, PDF_BAR}, {S("红灯"), 0.08, PDF_RIGHT, PDF_TEXT},
		{S("预警"), 0.08, PDF_RIGHT, PDF_TEXT}};
	struct pdf_cell *c = NEW_ARRAY(call->arena, struct pdf_cell, b->units.len * 8 + 1);
	for (size_t i = 0; i < b->units.len; i++) {
		const struct book_units_row *u = &b->units.at[i];
		share rate = share_of(u->done, u->plan);
		struct pdf_cell *row = &c[i * 8];
		row[0] = PDF_WORDS(number(call, (int64_t)i + 1));
		row[1] = PDF_WORDS(u->name);
		row[2] = PDF_WORDS(number(call, u->projects));
		row[3] = PDF_WORDS(money_wan(call->arena, u->plan, 0));
		row[4] = PDF_WORDS(money_wan(call->arena, u->done, 0));
		row[5] = (struct pdf_cell){.text = share_percent(call->arena, rate), .filled = rate,
			.expected = project_time_share(call->today)};
		row[6] = PDF_WORDS(number(call, u->red));
		row[7] = PDF_WORDS(number(call, u->amber));
	}
	pdf_table(p, columns, LEN(columns), c, b->units.len * 8);
}

static void pdf_reds(struct call *call, struct pdf *p, const struct book *b)
{
	static const struct pdf_column columns[] = {{S("亮灯"), 0.1, PDF_LEFT, PDF_LIGHT},
		{S("项目"), 0.25, PDF_LEFT, PDF_TEXT}, {S("原因"), 0.27, PDF_LEFT, PDF_TEXT},
		{S("责任单位"), 0.14, PDF_LEFT, PDF_TEXT}, {S("领导"), 0.1, PDF_LEFT, PDF_TEXT},
		{S("起"), 0.14, PDF_LEFT, PDF_TEXT}};
	struct pdf_cell *c = NEW_ARRAY(call->arena, struct pdf_cell, b->reds.len * 6 + 1);
	for (size_t i = 0; i < b->reds.len; i++) {
		const struct book_reds_row *r = &b->reds.at[i];
		struct pdf_cell *row = &c[i * 6];
		row[0] = (struct pdf_cell){.text = S("滞后"), .light = LIGHT_RED};
		row[1] = PDF_WORDS(r->name);
		row[2] = PDF_WORDS(r->problem.len ? str_fmt(call->arena, "%.*s;%.*s",
							    STR(r->numbers), STR(r->problem)) :
						    r->numbers);
		row[3] = PDF_WORDS(r->lead_name);
		row[4] = PDF_WORDS(r->leader_name);
		row[5] = PDF_WORDS(text_day(call, r->light_since));
	}
	pdf_table(p, columns, LEN(columns), c, b->reds.len * 6);
}

static void pdf_overdue(struct call *call, struct pdf *p, const struct book *b)
{
	static const struct pdf_column columns[] = {{S("事项"), 0.52, PDF_LEFT, PDF_TEXT},
		{S("责任单位"), 0.2, PDF_LEFT, PDF_TEXT}, {S("时限"), 0.14, PDF_LEFT, PDF_TEXT},
		{S("逾期(工作日)"), 0.14, PDF_RIGHT, PDF_TEXT}};
	struct pdf_cell *c = NEW_ARRAY(call->arena, struct pdf_cell, b->overdue.len * 4 + 1);
	for (size_t i = 0; i < b->overdue.len; i++) {
		const struct agenda_overdue_row *r = &b->overdue.at[i];
		c[i * 4] = PDF_WORDS(r->title);
		c[i * 4 + 1] = PDF_WORDS(r->unit_name);
		c[i * 4 + 2] = PDF_WORDS(text_day(call, r->due));
		c[i * 4 + 3] = PDF_WORDS(number(call, workdays_between(r->due, call->today)));
	}
	pdf_table(p, columns, LEN(columns), c, b->overdue.len * 4);
}

enum status book_pdf(struct call *call, struct str *bytes)
{
	struct book b = {0};
	TRY(gather(call, &b));
	struct pdf *p = pdf_open(call->arena, &(struct pdf_setup){.paper = PDF_A4,
		.title = b.title, .author = b.district, .header = b.title,
		.footer = str_fmt(call->arena, "截至 %.*s · 数据来源 项目台账、周报、事项清单",
			STR(text_instant(call, call->now)))});
	struct week w = week_of(call->today);
	pdf_title(p, b.title);
	pdf_subtitle(p, str_fmt(call->arena, "%d年第%d周 · %.*s", w.year, w.number,
				STR(text_day(call, call->today))));
	pdf_lead(p, b.sentence);
	const struct pdf_count counts[] = {
		{LIGHT_RED, number(call, b.count[LIGHT_RED]), S("滞后"), NOTHING},
		{LIGHT_AMBER, number(call, b.count[LIGHT_AMBER]), S("预警"), NOTHING},
		{LIGHT_GREEN, number(call, b.count[LIGHT_GREEN]), S("正常"), NOTHING},
		{LIGHT_GREY, number(call, b.count[LIGHT_GREY]), S("过期"), NOTHING}};
	pdf_counts(p, counts, LEN(counts));
	pdf_heading(p, 1, S("一、责任单位排名"));
	pdf_ranking(call, p, &b);
	pdf_heading(p, 1, S("二、红灯项目及原因"));
	if (b.reds.len)
		pdf_reds(call, p, &b);
	else
		pdf_paragraph(p, S("本周没有红灯项目。"));
	pdf_heading(p, 1, S("三、逾期事项"));
	if (b.overdue.len)
		pdf_overdue(call, p, &b);
	else
		pdf_paragraph(p, S("没有逾期事项。"));
	pdf_heading(p, 1, S("四、履约情况"));
	for (size_t i = 0; i < b.promises.len; i++)
		pdf_bullet(p, S("·"), str_fmt(call->arena, "%.*s:%lld / %lld",
			STR(texts[b.promises.at[i].name][ZH]), (long long)b.promises.at[i].kept,
			(long long)b.promises.at[i].owed));
	if (pdf_substituted(p))
		pdf_note(p, S("本文件使用替代字体;办公室上传仿宋、小标宋字体后即按公文字体输出。"));
	return pdf_close(p, bytes);
}

enum status book_xlsx(struct call *call, const char *path)
{
	struct book b = {0};
	TRY(gather(call, &b));
	struct xlsx *x = xlsx_open(call->arena, path);
	static const struct xlsx_column units[] = {{.label = S("名次"), .kind = XLSX_INT},
		{.label = S("责任单位"), .kind = XLSX_TEXT}, {.label = S("项目数"), .kind = XLSX_INT},
		{.label = S("年计划"), .kind = XLSX_MONEY, .total = true},
		{.label = S("已完成"), .kind = XLSX_MONEY, .total = true},
		{.label = S("完成率"), .kind = XLSX_SHARE}, {.label = S("红灯"), .kind = XLSX_INT},
		{.label = S("预警"), .kind = XLSX_INT}};
	xlsx_sheet(x, &(struct xlsx_layout){.name = S("排名"), .title = b.title,
		.subline = b.sentence, .columns = units, .column_count = LEN(units)});
	for (size_t i = 0; i < b.units.len; i++) {
		const struct book_units_row *u = &b.units.at[i];
		xlsx_row(x);
		xlsx_int(x, (int64_t)i + 1);
		xlsx_text(x, u->name);
		xlsx_int(x, u->projects);
		xlsx_money(x, u->plan);
		xlsx_money(x, u->done);
		xlsx_share(x, share_of(u->done, u->plan));
		xlsx_int(x, u->red);
		xlsx_int(x, u->amber);
	}
	xlsx_totals(x, S("合计"));
	static const struct xlsx_column reds[] = {{.label = S("亮灯"), .kind = XLSX_LIGHT},
		{.label = S("项目"), .kind = XLSX_TEXT, .width = 36},
		{.label = S("原因"), .kind = XLSX_TEXT, .width = 40},
		{.label = S("存在问题"), .kind = XLSX_TEXT}, {.label = S("责任单位"), .kind = XLSX_TEXT},
		{.label = S("联系领导"), .kind = XLSX_TEXT}, {.label = S("起"), .kind = XLSX_DAY}};
	xlsx_sheet(x, &(struct xlsx_layout){.name = S("红灯"), .title = S("红灯项目及原因"),
		.columns = reds, .column_count = LEN(reds)});
	for (size_t i = 0; i < b.reds.len; i++) {
		const struct book_reds_row *r = &b.reds.at[i];
		xlsx_row(x);
		xlsx_light(x, LIGHT_RED, S("滞后"));
		xlsx_text(x, r->name);
		xlsx_text(x, r->numbers);
		xlsx_text(x, r->problem);
		xlsx_text(x, r->lead_name);
		xlsx_text(x, r->leader_name);
		xlsx_day(x, r->light_since);
	}
	static const struct xlsx_column late[] = {{.label = S("事项"), .kind = XLSX_TEXT, .width = 50},
		{.label = S("责任单位"), .kind = XLSX_TEXT}, {.label = S("时限"), .kind = XLSX_DAY},
		{.label = S("逾期工作日"), .kind = XLSX_INT}};
	xlsx_sheet(x, &(struct xlsx_layout){.name = S("逾期"), .title = S("逾期事项"),
		.columns = late, .column_count = LEN(late)});
	for (size_t i = 0; i < b.overdue.len; i++) {
		const struct agenda_overdue_row *r = &b.overdue.at[i];
		xlsx_row(x);
		xlsx_text(x, r->title);
		xlsx_text(x, r->unit_name);
		xlsx_day(x, r->due);
		xlsx_int(x, workdays_between(r->due, call->today));
	}
	return xlsx_close(x);
}
