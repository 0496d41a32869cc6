#include "chart.h"
#include "text/html.h"
#include "modules/calendar/calendar.h"

enum { ROW = 36, TOP = 36 };

struct frame {
	day first, last;
	int pixels; /* a day */
};

static struct frame frame_of(const struct schedule *s, const struct plan_activities_list *list)
{
	struct frame f = {s->start, s->start, 2};
	for (size_t i = 0; i < list->len; i++) {
		const struct activity *a = &list->at[i].activity;
		if (day_is(a->early_start) && day_cmp(a->early_start, f.first) < 0)
			f.first = a->early_start;
		if (day_cmp(a->early_finish, f.last) > 0)
			f.last = a->early_finish;
		if (day_cmp(a->late_finish, f.last) > 0)
			f.last = a->late_finish;
	}
	if (day_cmp(s->owed, f.last) > 0)
		f.last = s->owed;
	f.first = day_month_start(f.first);
	f.last = day_add(day_month_end(f.last), 1);
	int days = day_between(f.first, f.last);
	f.pixels = days > 1200 ? 1 : days > 400 ? 2 : 4;
	return f;
}

int plan_chart_day_pixels(const struct schedule *s, const struct plan_activities_list *list)
{
	return frame_of(s, list).pixels;
}

static int x_of(const struct frame *f, day d)
{
	return day_between(f->first, d) * f->pixels;
}

static void print_grid(struct out *o, const struct frame *f, int width, int height)
{
	out_fmt(o, "<rect class=\"ruler\" width=\"%d\" height=\"%d\"/>", width, TOP);
	const day *off;
	size_t count = holiday_list(&off);
	for (size_t i = 0; i < count; i++)
		if (day_cmp(off[i], f->first) >= 0 && day_cmp(off[i], f->last) < 0)
			out_fmt(o, "<rect class=\"holiday\" x=\"%d\" y=\"%d\" width=\"%d\" "
				   "height=\"%d\"/>",
				x_of(f, off[i]), TOP, f->pixels, height - TOP);
	for (day d = f->first; day_cmp(d, f->last) < 0; d = day_add(day_month_end(d), 1)) {
		struct ymd p = day_parts(d);
		int x = x_of(f, d);
		out_fmt(o, "<path class=\"grid\" d=\"M%d 0V%d\"/>", x, height);
		if (f->pixels > 1 || p.month % 3 == 1)
			out_fmt(o, p.month == 1 ? "<text x=\"%d\" y=\"28\">%d/%d</text>" :
						  "<text x=\"%d\" y=\"28\">%d</text>",
				x + 6, p.month == 1 ? p.year : p.month, p.month);
	}
}

static void print_bar(struct out *o, const struct frame *f, const struct activity *a, int y)
{
	int x = x_of(f, a->early_start), end = x_of(f, day_add(a->early_finish, 1));
	if (a->kind == ACTIVITY_KIND_MILESTONE) {
		out_fmt(o, "<path class=\"milestone%s\" d=\"M%d %dl8 8l-8 8l-8 -8Z\"/><text "
			   "x=\"%d\" y=\"%d\">",
			a->critical ? " critical" : "", end, y + 10, end + 12, y + 22);
		char iso[11];
		day_write(a->early_finish, iso);
		out_fmt(o, "%s</text>", iso);
		return;
	}
	if (day_is(a->baseline_start))
		out_fmt(o, "<rect class=\"baseline\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"3\"/>",
			x_of(f, a->baseline_start), y + 26,
			MAX(x_of(f, day_add(a->baseline_finish, 1)) - x_of(f, a->baseline_start), 1));
	if (a->total_float != INT_NONE && a->total_float > 0)
		out_fmt(o, "<path class=\"slack\" d=\"M%d %dH%d\"/>", end, y + 16,
			x_of(f, day_add(a->late_finish, 1)));
	char start[11], finish[11];
	day_write(a->early_start, start);
	day_write(a->early_finish, finish);
	out_fmt(o, "<rect class=\"bar%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"14\" rx=\"2\" "
		   "data-url=\"/api/v1/activities/%lld/move\" data-version=\"%lld\" "
		   "data-start=\"%s\" data-finish=\"%s\" tabindex=\"0\" role=\"slider\" "
		   "aria-valuenow=\"0\" aria-valuetext=\"%s – %s\" aria-label=\"",
		a->critical ? " critical" : "", x, y + 9, MAX(end - x, 2), (long long)a->id,
		(long long)a->version, start, finish, start, finish);
	html_escape(o, a->name);
	out_lit(o, "\"/>");
	if (share_is(a->percent) && a->percent.permille > 0)
		out_fmt(o, "<rect class=\"part\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"14\" "
			   "rx=\"2\"/>",
			x, y + 9, (int)((end - x) * (int64_t)a->percent.permille / 1000));
}

static int row_of(const struct plan_activities_list *list, int64_t id)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->at[i].activity.id == id)
			return (int)i;
	return -1;
}

static void print_links(struct out *o, const struct frame *f,
	const struct plan_activities_list *list, const struct plan_links_list *links)
{
	for (size_t i = 0; i < links->len; i++) {
		const struct activity_link *l = &links->at[i].activity_link;
		int from = row_of(list, l->before), to = row_of(list, l->after);
		if (from < 0 || to < 0 || l->kind != ACTIVITY_LINK_KIND_FS)
			continue;
		int x1 = x_of(f, day_add(list->at[from].activity.early_finish, 1));
		int x2 = x_of(f, list->at[to].activity.early_start);
		out_fmt(o, "<path class=\"link\" d=\"M%d %dh5V%dH%d\"/>", x1,
			TOP + from * ROW + 16, TOP + to * ROW + 16, MAX(x2, x1));
	}
}

static void print_mark(struct out *o, const struct frame *f, day d, const char *class,
	struct str words, int height)
{
	if (!day_is(d) || day_cmp(d, f->first) < 0 || day_cmp(d, f->last) >= 0)
		return;
	int x = x_of(f, d);
	out_fmt(o, "<path class=\"%s\" d=\"M%d 17V%d\"/><text class=\"%s\" x=\"%d\" y=\"13\" "
		   "text-anchor=\"middle\">%.*s</text>",
		class, x, height, class, x, STR(words));
}

struct html plan_chart(struct call *call, const struct schedule *s,
	const struct plan_activities_list *list, const struct plan_links_list *links)
{
	struct frame f = frame_of(s, list);
	struct out o = out_on(call->arena, 16 << 20);
	int width = x_of(&f, f.last), height = TOP + ROW * (int)list->len;
	out_fmt(&o, "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"group\">", width,
		height, width, height);
	print_grid(&o, &f, width, height);
	print_links(&o, &f, list, links);
	for (size_t i = 0; i < list->len; i++)
		if (day_is(list->at[i].activity.early_start))
			print_bar(&o, &f, &list->at[i].activity, TOP + ROW * (int)i);
	print_mark(&o, &f, call->today, "today", text_of(call, T_schedule_today), height);
	print_mark(&o, &f, s->owed, "due", text_of(call, T_schedule_owed), height);
	out_lit(&o, "</svg>");
	return (struct html){out_got(&o)};
}
