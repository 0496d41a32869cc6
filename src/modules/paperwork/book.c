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

static struct str number(struct call *call, int64_t n)
{
	return str_fmt(call->arena, "%lld", (long long)n);
}

static enum status gather(struct call *call, struct book *b)
{
	b->district = text_of(call, T_product);
	TRY(setting_get(call, call->lang == ZH ? "district_zh" : "district_en", &b->district));
	TRY(book_units(call, &b->units));
	TRY(book_reds(call, &b->reds));
	TRY(agenda_overdue(call, call->today, &b->overdue));
	TRY(light_totals(call, &b->lights));
	TRY(promise_count(call, 0, &b->promises));
	for (size_t i = 0; i < b->lights.len; i++)
		b->count[b->lights.at[i].light] += b->lights.at[i].projects;
	struct week w = week_of(call->today);
	money plan = {0}, done = {0};
	for (size_t i = 0; i < b->units.len; i++) {
		plan = money_add(plan, b->units.at[i].plan);
		done = money_add(done, b->units.at[i].done);
	}
	b->title = text_with(call, T_book_title, (const struct str[4]){b->district});
	struct str lights = text_with(call, T_book_lights, (const struct str[4]){
		text_int(call, w.number), number(call, b->count[LIGHT_RED]),
		number(call, b->count[LIGHT_AMBER]), number(call, (int64_t)b->overdue.len)});
	b->sentence = str_join(call->arena, lights, text_with(call, T_book_money,
		(const struct str[4]){share_percent(call->arena, share_of(done, plan)),
			share_percent(call->arena, project_time_share(call->today))}));
	return OK;
}

static void pdf_ranking(struct call *call, struct pdf *p, const struct book *b)
{
	const struct pdf_column columns[] = {{text_of(call, T_book_rank), 0.07, PDF_CENTRE, PDF_TEXT},
		{text_of(call, T_book_unit), 0.22, PDF_LEFT, PDF_TEXT}, {text_of(call, T_book_projects), 0.08, PDF_RIGHT, PDF_TEXT},
		{text_of(call, T_book_plan_wan), 0.15, PDF_RIGHT, PDF_TEXT},
		{text_of(call, T_book_done_wan), 0.15, PDF_RIGHT, PDF_TEXT},
		{text_of(call, T_book_rate), 0.17, PDF_LEFT, PDF_BAR}, {text_of(call, T_book_red), 0.08, PDF_RIGHT, PDF_TEXT},
		{text_of(call, T_book_amber), 0.08, PDF_RIGHT, PDF_TEXT}};
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
	const struct pdf_column columns[] = {{text_of(call, T_book_light), 0.1, PDF_LEFT, PDF_LIGHT},
		{text_of(call, T_book_project), 0.25, PDF_LEFT, PDF_TEXT}, {text_of(call, T_book_reason), 0.27, PDF_LEFT, PDF_TEXT},
		{text_of(call, T_book_unit), 0.14, PDF_LEFT, PDF_TEXT}, {text_of(call, T_book_leader), 0.1, PDF_LEFT, PDF_TEXT},
		{text_of(call, T_book_since), 0.14, PDF_LEFT, PDF_TEXT}};
	struct pdf_cell *c = NEW_ARRAY(call->arena, struct pdf_cell, b->reds.len * 6 + 1);
	for (size_t i = 0; i < b->reds.len; i++) {
		const struct book_reds_row *r = &b->reds.at[i];
		struct pdf_cell *row = &c[i * 6];
		row[0] = (struct pdf_cell){.text = text_of(call, T_book_late), .light = LIGHT_RED};
		row[1] = PDF_WORDS(r->name);
		row[2] = PDF_WORDS(r->problem.len ? text_with(call, T_book_both,
			(const struct str[4]){r->numbers, r->problem}) : r->numbers);
		row[3] = PDF_WORDS(r->lead_name);
		row[4] = PDF_WORDS(r->leader_name);
		row[5] = PDF_WORDS(text_day(call, r->light_since));
	}
	pdf_table(p, columns, LEN(columns), c, b->reds.len * 6);
}

static void pdf_overdue(struct call *call, struct pdf *p, const struct book *b)
{
	const struct pdf_column columns[] = {{text_of(call, T_book_item), 0.52, PDF_LEFT, PDF_TEXT},
		{text_of(call, T_book_unit), 0.2, PDF_LEFT, PDF_TEXT}, {text_of(call, T_book_due), 0.14, PDF_LEFT, PDF_TEXT},
		{text_of(call, T_book_overdue_days), 0.14, PDF_RIGHT, PDF_TEXT}};
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
		.footer = text_with(call, T_book_foot,
			(const struct str[4]){text_instant(call, call->now)})});
	struct week w = week_of(call->today);
	pdf_title(p, b.title);
	pdf_subtitle(p, text_with(call, T_book_week, (const struct str[4]){
		text_int(call, w.year), text_int(call, w.number), text_day(call, call->today)}));
	pdf_lead(p, b.sentence);
	const struct pdf_count counts[] = {
		{LIGHT_RED, number(call, b.count[LIGHT_RED]), text_of(call, T_book_late), NOTHING},
		{LIGHT_AMBER, number(call, b.count[LIGHT_AMBER]), text_of(call, T_book_amber), NOTHING},
		{LIGHT_GREEN, number(call, b.count[LIGHT_GREEN]), text_of(call, T_book_green), NOTHING},
		{LIGHT_GREY, number(call, b.count[LIGHT_GREY]), text_of(call, T_book_stale), NOTHING}};
	pdf_counts(p, counts, LEN(counts));
	pdf_heading(p, 1, text_of(call, T_book_part_ranking));
	pdf_ranking(call, p, &b);
	pdf_heading(p, 1, text_of(call, T_book_part_reds));
	if (b.reds.len)
		pdf_reds(call, p, &b);
	else
		pdf_paragraph(p, text_of(call, T_book_no_reds));
	pdf_heading(p, 1, text_of(call, T_book_part_overdue));
	if (b.overdue.len)
		pdf_overdue(call, p, &b);
	else
		pdf_paragraph(p, text_of(call, T_book_no_overdue));
	pdf_heading(p, 1, text_of(call, T_book_part_promises));
	for (size_t i = 0; i < b.promises.len; i++)
		pdf_bullet(p, S("·"), text_with(call, T_book_promise, (const struct str[4]){
			text_of(call, b.promises.at[i].name), number(call, b.promises.at[i].kept),
			number(call, b.promises.at[i].owed)}));
	if (pdf_substituted(p))
		pdf_note(p, text_of(call, T_book_faces));
	return pdf_close(p, bytes);
}

enum status book_xlsx(struct call *call, const char *path)
{
	struct book b = {0};
	TRY(gather(call, &b));
	struct xlsx *x = xlsx_open(call->arena, path);
	const struct xlsx_column units[] = {{.label = text_of(call, T_book_rank), .kind = XLSX_INT},
		{.label = text_of(call, T_book_unit), .kind = XLSX_TEXT}, {.label = text_of(call, T_book_projects), .kind = XLSX_INT},
		{.label = text_of(call, T_book_plan), .kind = XLSX_MONEY, .total = true},
		{.label = text_of(call, T_book_done), .kind = XLSX_MONEY, .total = true},
		{.label = text_of(call, T_book_rate), .kind = XLSX_SHARE}, {.label = text_of(call, T_book_red), .kind = XLSX_INT},
		{.label = text_of(call, T_book_amber), .kind = XLSX_INT}};
	xlsx_sheet(x, &(struct xlsx_layout){.name = text_of(call, T_book_sheet_ranking), .title = b.title,
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
	xlsx_totals(x, text_of(call, T_book_total));
	const struct xlsx_column reds[] = {{.label = text_of(call, T_book_light), .kind = XLSX_LIGHT},
		{.label = text_of(call, T_book_project), .kind = XLSX_TEXT, .width = 36},
		{.label = text_of(call, T_book_reason), .kind = XLSX_TEXT, .width = 40},
		{.label = text_of(call, T_book_problem), .kind = XLSX_TEXT}, {.label = text_of(call, T_book_unit), .kind = XLSX_TEXT},
		{.label = text_of(call, T_book_leader), .kind = XLSX_TEXT}, {.label = text_of(call, T_book_since), .kind = XLSX_DAY}};
	xlsx_sheet(x, &(struct xlsx_layout){.name = text_of(call, T_book_red), .title = text_of(call, T_book_reds),
		.columns = reds, .column_count = LEN(reds)});
	for (size_t i = 0; i < b.reds.len; i++) {
		const struct book_reds_row *r = &b.reds.at[i];
		xlsx_row(x);
		xlsx_light(x, LIGHT_RED, text_of(call, T_book_late));
		xlsx_text(x, r->name);
		xlsx_text(x, r->numbers);
		xlsx_text(x, r->problem);
		xlsx_text(x, r->lead_name);
		xlsx_text(x, r->leader_name);
		xlsx_day(x, r->light_since);
	}
	const struct xlsx_column late[] = {{.label = text_of(call, T_book_item), .kind = XLSX_TEXT, .width = 50},
		{.label = text_of(call, T_book_unit), .kind = XLSX_TEXT}, {.label = text_of(call, T_book_due), .kind = XLSX_DAY},
		{.label = text_of(call, T_book_overdue_days), .kind = XLSX_INT}};
	xlsx_sheet(x, &(struct xlsx_layout){.name = text_of(call, T_book_sheet_overdue), .title = text_of(call, T_book_overdue),
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
