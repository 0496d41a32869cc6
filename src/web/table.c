/* The one table, its filters and its pages. */
#include "web/page.h"
#include "text/html.h"

#include <stdio.h>

static const struct column *named(const struct statement *s, const char *name)
{
	for (int i = 0; i < s->column_count; i++)
		if (strcmp(s->columns[i].name, name) == 0)
			return &s->columns[i];
	return NULL;
}

static bool numeric(const struct column *c)
{
	return c->type == F_MONEY || c->type == F_SHARE || c->type == F_INT;
}

static struct str column_label(struct page *w, const struct column *c)
{
	return c->field ? label_of(w->call, c->field) : str_of(c->name);
}

static const struct column *name_of(struct call *call, const struct statement *s,
	const struct column *c)
{
	return named(s, str_z(call->arena, str_fmt(call->arena, "%s_name", c->name)));
}

bool column_offered(const struct statement *s, const struct column *c)
{
	char name[100];
	snprintf(name, sizeof name, "%s_name", c->name);
	bool shown = c->field && !(c->field->flags & (F_HIDDEN | F_SECRET | F_DERIVED)) &&
		c->type != F_ID && strcmp(c->name, "version") != 0;
	return shown && (c->type != F_REF || named(s, name));
}

/* What a statement counts is called by its name's text: "open" by column_open. */
static struct str counted_words(struct call *call, struct str name)
{
	struct str key = str_fmt(call->arena, "column_%.*s", STR(name));
	for (int i = 0; i < TEXTS; i++)
		if (str_eq(str_of(text_keys[i]), key))
			return text_of(call, (enum text)i);
	return name;
}

struct str column_words(struct call *call, const struct statement *s, const struct column *c)
{
	struct str name = str_of(c->name), end = S("_name");
	const struct column *ref = c->field || !str_ends(name, end) ? NULL :
		named(s, str_z(call->arena, str_sub(name, 0, name.len - end.len)));
	if (ref && ref->type == F_REF && ref->field)
		c = ref;
	return c->field ? label_of(call, c->field) : counted_words(call, name);
}

const char *const *page_columns(struct call *call, const struct statement *s,
	const char *const *usual)
{
	struct str asked = pairs_get(&exchange_of(call)->request->query, S("columns"));
	const char **found = NEW_ARRAY(call->arena, const char *, 41);
	int n = 0;
	if (!asked.len)
		return usual;
	found[n++] = usual[0];
	while (asked.len && n < 40) {
		struct str part = str_cut(asked, ',', &asked);
		const struct column *c = named(s, str_z(call->arena, part));
		bool twice = false;
		for (int i = 0; c && i < n; i++)
			twice |= strcmp(found[i], c->name) == 0;
		if (c && !twice && column_offered(s, c))
			found[n++] = c->name;
	}
	return found;
}

struct str page_address(struct page *w, const char *name, struct str value)
{
	struct exchange *x = exchange_of(w->call);
	struct out o = out_on(w->call->arena, 1 << 16);
	out_str(&o, x->request->path);
	char mark = '?';
	for (size_t i = 0; i < x->request->query.len; i++) {
		struct pair p = x->request->query.at[i];
		if (str_eq(p.name, str_of(name)) || str_eq(p.name, S("cursor")) || !p.value.len)
			continue;
		out_c(&o, mark);
		url_escape(&o, p.name);
		out_c(&o, '=');
		url_escape(&o, p.value);
		mark = '&';
	}
	if (value.at) {
		out_c(&o, mark);
		url_escape(&o, str_of(name));
		out_c(&o, '=');
		url_escape(&o, value);
	}
	return out_got(&o);
}

/* Which columns stand, in order. */
static int chosen(const struct table_look *look, const struct column **columns, int max)
{
	int n = 0;
	for (int i = 0; look->columns && look->columns[i] && n < max; i++) {
		const struct column *c = named(look->shape, look->columns[i]);
		assert(c);
		columns[n++] = c;
	}
	for (int i = 0; !look->columns && i < look->shape->column_count && n < max; i++) {
		const struct column *c = &look->shape->columns[i];
		if (c->field && (c->field->flags & F_LISTED) && !(c->field->flags & F_HIDDEN))
			columns[n++] = c;
	}
	return n;
}

/* ---- typing in ----------------------------------------------------------------------- */
/* Whose rows these are: the entity of the statement's first column. */
static const struct entity *entity_of(const struct statement *s)
{
	const struct field *f = s->columns[0].field;
	for (int i = 0; f && i < all_entity_count; i++)
		if (f >= all_entities[i]->fields &&
			f < all_entities[i]->fields + all_entities[i]->field_count)
			return all_entities[i];
	return NULL;
}

/* How the caller may change cells; route NULL: not at all. */
struct typing {
	const struct route *route;
	const struct entity *entity;
	const struct column *version;
};

static struct typing typing_of(struct page *w, const struct table_look *look)
{
	struct typing t = {.entity = entity_of(look->shape),
		.version = named(look->shape, "version")};
	if (t.entity && t.version && !look->fixed)
		t.route = route_changing(w->call, t.entity);
	return t;
}

static const char *typed_as(const struct typing *t, const struct column *c)
{
	static const char *const kinds[] = {[F_ID] = NULL, [F_REF] = "options", [F_INT] = "int",
		[F_TEXT] = "text", [F_DAY] = "day", [F_INSTANT] = NULL, [F_MONEY] = "money",
		[F_SHARE] = "share", [F_BOOL] = NULL, [F_CHOICE] = "options"};
	bool own = t->route && c->field >= t->entity->fields &&
		c->field < t->entity->fields + t->entity->field_count;
	return own && field_taken(c->field, t->route->only) && !(c->field->flags & F_AREA) ?
		kinds[c->type] : NULL;
}

/* Where one row is written: the route's pattern with the row's id. */
static void print_row_typing(struct page *w, const struct typing *t, const char *row,
	const struct column *id)
{
	out_lit(w->out, " data-url=\"/api/v1");
	for (const char *p = t->route->pattern; *p; p++) {
		if (*p != ':') {
			out_c(w->out, *p);
			continue;
		}
		out_int(w->out, *(const int64_t *)(row + id->offset));
		while (p[1] && p[1] != '/')
			p++;
	}
	out_fmt(w->out, "\" data-version=\"%lld\"",
		(long long)*(const int64_t *)(row + t->version->offset));
}

/* A cell says its value where it shows something else: a choice's code, an id, plain figures. */
static void print_cell_typing(struct page *w, const struct column *c, const char *row)
{
	out_fmt(w->out, " data-field=\"%s\"", c->name);
	if (c->type == F_TEXT || c->type == F_DAY)
		return;
	out_lit(w->out, " data-value=\"");
	html_escape(w->out, value_typed(w->call, c->field, row + c->offset));
	out_c(w->out, '"');
}

static void print_header(struct page *w, const struct table_look *look,
	const struct typing *t, const struct column *c)
{
	out_z(w->out, numeric(c) ? "<th scope=\"col\" class=\"n\"" : "<th scope=\"col\"");
	if (typed_as(t, c))
		out_fmt(w->out, " data-name=\"%s\" data-type=\"%s\"", c->name, typed_as(t, c));
	const struct list_query *q = look->query;
	if (!q) {
		out_c(w->out, '>');
		html_escape(w->out, column_label(w, c));
		out_lit(w->out, "</th>");
		return;
	}
	bool here = q->sort == c;
	if (here)
		out_z(w->out, q->descending ? " aria-sort=\"descending\"" :
					      " aria-sort=\"ascending\"");
	struct str key = str_fmt(w->call->arena, "%s%s", here && !q->descending ? "-" : "",
		c->name);
	out_lit(w->out, "><a href=\"");
	html_escape(w->out, page_address(w, "sort", key));
	out_lit(w->out, "\">");
	html_escape(w->out, column_label(w, c));
	out_lit(w->out, "</a></th>");
}

/* "/projects/{id}" with the row's id, or "/projects/{project}". */
static void print_href(struct page *w, const struct table_look *look, const char *row)
{
	for (const char *p = look->href; *p; p++) {
		const char *end = *p == '{' ? strchr(p, '}') : NULL;
		if (!end) {
			out_c(w->out, *p);
			continue;
		}
		const struct column *c = named(look->shape,
			str_z(w->call->arena, (struct str){p + 1, (size_t)(end - p - 1)}));
		assert(c && (c->type == F_ID || c->type == F_REF));
		out_int(w->out, *(const int64_t *)(row + c->offset));
		p = end;
	}
}

static void print_value(struct page *w, const struct table_look *look,
	const struct column *c, const char *row)
{
	const void *at = row + c->offset;
	bool light = c->type == F_CHOICE && strcmp(c->field->name, "light") == 0;
	if (light) {
		page_light(w, *(const int *)at, NOTHING, DAY_NONE);
		return;
	}
	if (c->type == F_REF) {
		const struct column *name = name_of(w->call, look->shape, c);
		if (name) {
			struct str words = *(const struct str *)(row + name->offset);
			html_escape(w->out, words.len ? words : S("—"));
			return;
		}
	}
	struct str words = value_text_of(w->call, c->field, c->type, at);
	if (c->field && (c->field->flags & F_AREA))
		words = utf8_count(words) > 60 ?
			str_join(w->call->arena, utf8_first(words, 60), S("…")) : words;
	html_escape(w->out, words.len ? words : S("—"));
}

/* The box that picks the row, named as the row is. */
static void print_pick(struct page *w, const struct table_look *look,
	const struct column *name, const char *row)
{
	out_fmt(w->out,
		"<td class=\"pick\"><input type=\"checkbox\" name=\"id\" value=\"%lld\" "
		"aria-label=\"",
		(long long)*(const int64_t *)(row + look->shape->columns[0].offset));
	page_text_with(w, T_select_row, (const struct str[4]){
		value_text_of(w->call, name->field, name->type, row + name->offset)});
	out_lit(w->out, "\"></td>");
}

static void print_row(struct page *w, const struct table_look *look, const struct typing *t,
	const struct column **columns, int n, const char *row)
{
	bool typed = t->route && (!look->row_typed || look->row_typed(w->call, row));
	out_lit(w->out, "<tr");
	if (typed)
		print_row_typing(w, t, row, &look->shape->columns[0]);
	out_c(w->out, '>');
	if (look->selectable && n)
		print_pick(w, look, columns[0], row);
	for (int i = 0; i < n; i++) {
		const struct column *c = columns[i];
		bool first = i == 0 && look->href;
		out_z(w->out, first ? "<th scope=\"row\"" : numeric(c) ? "<td class=\"n\"" : "<td");
		if (typed && !first && typed_as(t, c))
			print_cell_typing(w, c, row);
		out_lit(w->out, " data-label=\"");
		html_escape(w->out, column_label(w, c));
		out_lit(w->out, "\">");
		if (first) {
			out_lit(w->out, "<a href=\"");
			print_href(w, look, row);
			out_lit(w->out, "\">");
		}
		if (!look->cell || !look->cell(w, look, c, row))
			print_value(w, look, c, row);
		out_z(w->out, first ? "</a></th>" : "</td>");
	}
	out_lit(w->out, "</tr>\n");
}

static void print_totals(struct page *w, const struct table_look *look,
	const struct column **columns, int n)
{
	out_lit(w->out, "<tfoot><tr>");
	if (look->selectable)
		out_lit(w->out, "<td></td>");
	for (int i = 0; i < n; i++) {
		const struct column *c = columns[i];
		out_z(w->out, i == 0 ? "<th scope=\"row\">" :
			numeric(c)   ? "<td class=\"n\">" :
				       "<td>");
		if (i == 0)
			page_text(w, T_total_row);
		else if (c->type == F_MONEY)
			show_money(w, (money){look->sums[c - look->shape->columns]});
		out_z(w->out, i == 0 ? "</th>" : "</td>");
	}
	out_lit(w->out, "</tr></tfoot>");
}

void page_table(struct page *w, const struct table_look *look, const struct rows *rows)
{
	const struct column *columns[40];
	int n = chosen(look, columns, 40);
	out_lit(w->out, "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"");
	struct typing t = typing_of(w, look);
	html_escape(w->out, look->caption ? str_of(look->caption) : w->head->title);
	out_lit(w->out, "\"><table class=\"cards\"");
	if (t.route)
		out_fmt(w->out, " data-do=\"edit\" data-entity=\"%s\"", t.entity->name);
	out_lit(w->out, "><thead><tr>");
	if (look->selectable) {
		out_lit(w->out, "<td class=\"pick\"><input type=\"checkbox\" data-all aria-label=\"");
		page_text(w, T_select_page);
		out_lit(w->out, "\"></td>");
	}
	for (int i = 0; i < n; i++)
		print_header(w, look, &t, columns[i]);
	out_lit(w->out, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < rows->len; i++)
		print_row(w, look, &t, columns, n, (const char *)rows->at + i * look->shape->row_size);
	out_lit(w->out, "</tbody>");
	if (look->sums)
		print_totals(w, look, columns, n);
	out_lit(w->out, "</table></div>");
}

/* ---- filters ------------------------------------------------------------------------- */
static void print_chip(struct page *w, const struct filter *f)
{
	static const char *const suffix[] = {[IS] = "", [FROM] = "_from", [TO] = "_to",
		[HAS] = "_has"};
	struct call *call = w->call;
	char *name = str_z(call->arena,
		str_fmt(call->arena, "%s%s", f->column->name, suffix[f->op]));
	out_lit(w->out, "<li class=\"chip\"><span>");
	html_escape(w->out, column_label(w, f->column));
	out_z(w->out, f->op == FROM ? " ≥ " : f->op == TO ? " ≤ " : "：");
	struct str raw = pairs_get(&exchange_of(call)->request->query, str_of(name));
	bool first = true;
	while (raw.len) {
		struct str part = str_cut(raw, ',', &raw), words = part;
		if (f->column->type == F_CHOICE && f->column->field)
			words = choice_label(call, f->column->field,
				choice_find(f->column->field, part));
		if (!first)
			out_lit(w->out, "、");
		html_escape(w->out, words.len ? words : part);
		first = false;
	}
	out_lit(w->out, "</span> <a href=\"");
	html_escape(w->out, page_address(w, name, NOTHING));
	out_lit(w->out, "\" aria-label=\"");
	page_text_with(w, T_drop_filter, (const struct str[4]){column_label(w, f->column)});
	out_lit(w->out, "\">×</a></li>");
}

static void print_filter_select(struct page *w, const struct column *c)
{
	struct str now = pairs_get(&exchange_of(w->call)->request->query, str_of(c->name));
	out_fmt(w->out, "<label><span>");
	html_escape(w->out, column_label(w, c));
	out_fmt(w->out, "</span><select name=\"%s\" data-do=\"submit\"><option value=\"\">—"
			"</option>", c->name);
	for (int i = 1; i < c->field->choice_count; i++) {
		out_fmt(w->out, "<option value=\"%s\"%s>", c->field->choices[i].code,
			str_eq(now, str_of(c->field->choices[i].code)) ? " selected" : "");
		html_escape(w->out, choice_label(w->call, c->field, i));
		out_lit(w->out, "</option>");
	}
	out_lit(w->out, "</select></label>");
}

/* What the address says besides these controls stays: other filters, sort, columns, view. */
static void carry_rest(struct page *w, const char *const *fields)
{
	const struct pairs *query = &exchange_of(w->call)->request->query;
	for (size_t i = 0; i < query->len; i++) {
		struct pair p = query->at[i];
		bool control = str_eq(p.name, S("q")) || str_eq(p.name, S("cursor"));
		for (int k = 0; fields && fields[k]; k++)
			control |= str_eq(p.name, str_of(fields[k]));
		if (control || !p.value.len)
			continue;
		out_lit(w->out, "<input type=\"hidden\" name=\"");
		html_escape(w->out, p.name);
		out_lit(w->out, "\" value=\"");
		html_escape(w->out, p.value);
		out_lit(w->out, "\">");
	}
}

void page_filters(struct page *w, const struct statement *s, const struct list_query *q,
	const char *const *fields)
{
	struct exchange *x = exchange_of(w->call);
	out_lit(w->out, "<form class=\"filters\" method=\"get\" action=\"");
	html_escape(w->out, x->request->path);
	out_lit(w->out, "\"><label class=\"search\"><span>");
	page_text(w, T_search);
	out_lit(w->out, "</span><input type=\"search\" name=\"q\" value=\"");
	html_escape(w->out, q->search);
	out_lit(w->out, "\"></label>");
	for (int i = 0; fields && fields[i]; i++) {
		const struct column *c = named(s, fields[i]);
		if (c && c->field && c->field->choice_count)
			print_filter_select(w, c);
	}
	carry_rest(w, fields);
	out_lit(w->out, "<button>");
	page_text(w, T_filter);
	out_lit(w->out, "</button></form>");
	if (!q->filter_count && !q->search.len)
		return;
	out_lit(w->out, "<ul class=\"chips\">");
	for (int i = 0; i < q->filter_count; i++)
		print_chip(w, &q->filters[i]);
	if (q->search.len) {
		out_lit(w->out, "<li class=\"chip\"><span>“");
		html_escape(w->out, q->search);
		out_lit(w->out, "”</span> <a href=\"");
		html_escape(w->out, page_address(w, "q", NOTHING));
		out_lit(w->out, "\" aria-label=\"");
		page_text_with(w, T_drop_filter, (const struct str[4]){text_of(w->call, T_search)});
		out_lit(w->out, "\">×</a></li>");
	}
	out_lit(w->out, "<li><a href=\"");
	html_escape(w->out, x->request->path);
	out_lit(w->out, "?view=all\">");
	page_text(w, T_clear_filters);
	out_lit(w->out, "</a></li></ul>");
}

void page_more(struct page *w, const struct list_page *page)
{
	struct exchange *x = exchange_of(w->call);
	out_lit(w->out, "<nav class=\"more\" aria-label=\"");
	page_text(w, T_pages);
	out_lit(w->out, "\"><span>");
	page_text_with(w, T_count_of, (const struct str[4]){text_int(w->call, page->total)});
	out_lit(w->out, "</span>");
	if (pairs_get(&x->request->query, S("cursor")).len) {
		out_lit(w->out, "<a href=\"");
		html_escape(w->out, page_address(w, "cursor", NOTHING));
		out_lit(w->out, "\">");
		page_text(w, T_first_page);
		out_lit(w->out, "</a>");
	}
	if (page->next.len) {
		out_lit(w->out, "<a class=\"button\" rel=\"next\" href=\"");
		html_escape(w->out, page_address(w, "cursor", page->next));
		out_lit(w->out, "\">");
		page_text(w, T_more);
		out_lit(w->out, "</a>");
	}
	struct str file = page_address(w, "cursor", NOTHING), query;
	file = str_cut(file, '?', &query);
	out_lit(w->out, "<a href=\"");
	html_escape(w->out, file);
	out_lit(w->out, ".xlsx");
	if (query.at) {
		out_c(w->out, '?');
		html_escape(w->out, query);
	}
	out_lit(w->out, "\">");
	page_text(w, T_download_xlsx);
	out_lit(w->out, "</a></nav>");
}
