/* Forms: one builder from the model's fields, and the reader of what comes back. */
#include "web/page.h"
#include "text/html.h"
#include "text/json.h"

#include <stdlib.h>

enum { DEFAULT_TEXT = 200 };

static bool editable(const struct field *f)
{
	return !(f->flags & (F_HIDDEN | F_READONLY | F_SECRET));
}

/* ---- reading ------------------------------------------------------------------------ */
static enum status fault_of(struct call *call, const struct field *f, enum text text,
	struct str detail)
{
	return fail_with(call, f->name, text, label_of(call, f), detail);
}

static enum status read_text(struct call *call, const struct field *f, struct str text,
	void *at)
{
	if (!utf8_valid(text))
		return fault_of(call, f, T_field_bad_text, NOTHING);
	size_t max = f->max ? (size_t)f->max : DEFAULT_TEXT;
	if (utf8_count(text) > max)
		return fault_of(call, f, T_field_too_long, text_int(call, (int64_t)max));
	*(struct str *)at = str_copy(call->arena, text);
	return OK;
}

/* 2026-11-23, 2026.11.23, 2026/11/23, 2026年11月23日, 11月23日, 11-23, 今天, +3. */
static bool loose_day(struct call *call, struct str text, day *found)
{
	if (day_read(text, found))
		return true;
	if (str_eq(text, texts[T_today_word][ZH]) || str_eq(text, texts[T_today_word][EN]))
		return *found = call->today, true;
	int64_t n;
	if (text.len > 1 && text.at[0] == '+' && text.at[1] >= '0' && text.at[1] <= '9' &&
		str_int(str_sub(text, 1, 9), &n) && n < 3660)
		return *found = day_add(call->today, (int)n), true;
	int part[3] = {0}, count = 0;
	bool in = false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (c >= '0' && c <= '9') {
			count += !in;
			if (count > 3 || part[count - 1] > 9999)
				return false;
			part[count - 1] = part[count - 1] * 10 + c - '0';
			in = true;
		} else {
			bool sign = (c & 0x80) || c == '.' || c == '/' || c == '-' || c == ' ';
			if (!sign)
				return false;
			in = false;
		}
	}
	if (count == 2)
		*found = day_of(day_parts(call->today).year, part[0], part[1]);
	else if (count == 3)
		*found = day_of(part[0], part[1], part[2]);
	return count >= 2 && day_is(*found);
}

static enum status read_day(struct call *call, const struct field *f, struct str text,
	void *at)
{
	day found = DAY_NONE;
	if (text.len && !loose_day(call, text, &found))
		return fault_of(call, f, T_field_not_day, NOTHING);
	if ((f->flags & F_PAST) && day_is(found) && day_cmp(found, call->today) > 0)
		return fault_of(call, f, T_field_not_past, NOTHING);
	*(day *)at = found;
	return OK;
}

/* Forms speak 万元, the API yuan with two places. */
static enum status read_money(struct call *call, const struct field *f, struct str text,
	void *at)
{
	money found = MONEY_NONE;
	text = str_replace(call->arena, text, S(","), S(""));
	double wan;
	const struct exchange *x = exchange_of(call);
	if (text.len && x && x->api) {
		if (!money_read_yuan(text, &found))
			return fault_of(call, f, T_field_not_money, NOTHING);
	} else if (text.len) {
		if (!str_number(text, &wan) || wan > 9e10 || wan < -9e10)
			return fault_of(call, f, T_field_not_money, NOTHING);
		found.fen = (int64_t)(wan * (double)FEN_PER_WAN + (wan < 0 ? -0.5 : 0.5));
	}
	*(money *)at = found;
	return OK;
}

static enum status read_share(struct call *call, const struct field *f, struct str text,
	void *at)
{
	double percent;
	share found = SHARE_NONE;
	if (str_ends(text, S("%")))
		text.len--;
	if (text.len) {
		if (!str_number(text, &percent) || percent < 0 || percent > 100)
			return fault_of(call, f, T_field_not_share, NOTHING);
		found.permille = (int32_t)(percent * 10 + 0.5);
	}
	*(share *)at = found;
	return OK;
}

static enum status read_choice(struct call *call, const struct field *f, struct str text,
	void *at)
{
	int found = choice_find(f, text);
	for (int i = 1; !found && text.len && i < f->choice_count; i++)
		if (str_eq(text, str_of(f->choices[i].zh)) || str_eq(text, str_of(f->choices[i].en)))
			found = i;
	if (text.len && !found)
		return fault_of(call, f, T_field_not_choice, text);
	*(int *)at = found;
	return OK;
}

enum status field_read(struct call *call, const struct field *f, struct str text,
	void *record)
{
	void *at = field_at(f, record);
	if (!(f->flags & F_AREA))
		text = str_trim(text);
	if (!text.len && (f->flags & F_REQUIRED))
		return fault_of(call, f, T_field_required, NOTHING);
	int64_t n;
	switch (f->type) {
	case F_TEXT:
		return read_text(call, f, text, at);
	case F_DAY:
		return read_day(call, f, text, at);
	case F_MONEY:
		return read_money(call, f, text, at);
	case F_SHARE:
		return read_share(call, f, text, at);
	case F_CHOICE:
		return read_choice(call, f, text, at);
	case F_BOOL:
		*(bool *)at = str_eq(text, S("1")) || str_eq(text, S("true")) ||
			str_eq(text, S("on"));
		return OK;
	case F_INT:
	case F_REF:
	case F_ID:
		n = f->type == F_INT ? INT_NONE : 0;
		if (text.len && !str_int(text, &n))
			return fault_of(call, f, T_field_not_number, NOTHING);
		*(int64_t *)at = n;
		return OK;
	case F_INSTANT:
		if (!instant_read(text, at))
			return fault_of(call, f, T_field_not_day, NOTHING);
		return OK;
	}
	return OK;
}

/* Whether the row a ref names is there; scoped ones must be in the caller's sight. */
static enum status check_ref(struct call *call, const struct field *f, const void *record)
{
	int64_t id = *(const int64_t *)field_at(f, record);
	if (!id || f->type != F_REF)
		return OK;
	static const struct column columns[] = {{"id", "id", F_ID, 0, NULL}};
	static const struct statement shape = {.name = "ref", .columns = columns,
		.column_count = 1, .row_size = sizeof(int64_t)};
	bool scoped = f->ref->scope && !call->who.sees_all;
	struct str sql = scoped ?
		str_fmt(call->arena,
			"select r.id from %s r where r.id = $1 and exists (select 1 from "
			"project_unit u where u.project = r.%s and u.unit = $2 and u.depth <= $3)",
			f->ref->name, f->ref->scope) :
		str_fmt(call->arena, "select r.id from %s r where r.id = $1", f->ref->name);
	const struct value args[] = {value_int(id), value_int(call->who.unit),
		value_int(call->who.scope_depth)};
	struct rows rows;
	TRY(db_run_text(call, sql, args, scoped ? 3 : 1, &shape, &rows));
	return rows.len ? OK : fault_of(call, f, T_field_bad_ref, NOTHING);
}

bool field_taken(const struct field *f, const char *const *only)
{
	if (!only)
		return editable(f);
	for (; *only; only++)
		if (strcmp(*only, f->name) == 0)
			return true;
	return false;
}

enum status form_read(struct call *call, const struct entity *entity, void *record,
	const char *const *only)
{
	enum status worst = OK;
	const struct exchange *x = exchange_of(call);
	for (int i = 2; i < entity->field_count; i++) {
		const struct field *f = &entity->fields[i];
		if (!field_taken(f, only))
			continue;
		/* An unticked box is not sent by a form; its marker is. */
		bool box = f->type == F_BOOL && !x->api &&
			has_input(call, str_z(call->arena, str_fmt(call->arena, "%s_", f->name)));
		enum status status = OK;
		if (has_input(call, f->name) || box)
			status = field_read(call, f, input(call, f->name), record);
		else if ((f->flags & F_REQUIRED) &&
			!value_of(call->arena, f, record).kind)
			status = fault_of(call, f, T_field_required, NOTHING);
		if (status == OK && f->type == F_REF && has_input(call, f->name))
			status = check_ref(call, f, record);
		if (status != OK && status != INVALID)
			return status;
		worst = status == INVALID ? INVALID : worst;
	}
	return worst;
}

enum status version_check(struct call *call, const struct entity *entity,
	const void *record)
{
	int64_t version = *(const int64_t *)field_at(&entity->fields[1], record), got;
	struct exchange *x = exchange_of(call);
	struct str sent = x->api ? request_header(x->request, "If-Match") :
				   input(call, "version");
	if (x->api && !sent.at) {
		x->response->status = 428;
		return fail_as(call, CONFLICT, T_version_missing);
	}
	if (!sent.at)
		return OK;
	sent = str_replace(call->arena, sent, S("\""), S(""));
	if (str_int(sent, &got) && got == version)
		return OK;
	if (x->api)
		x->response->status = 412;
	return fail_as(call, CONFLICT, T_version_stale);
}

void field_keep(struct call *call, struct json_writer *w, const struct field *f,
	const void *record)
{
	struct value v = value_of(call->arena, f, record);
	if (v.kind == V_INT)
		json_put_int(w, v.n);
	else if (v.kind == V_TEXT)
		json_put_str(w, v.text.at ? v.text : S(""));
	else
		json_put_null(w);
}

void field_restore(const struct field *f, const struct json *v, void *record)
{
	void *at = field_at(f, record);
	bool none = v->kind == J_NULL;
	switch (f->type) {
	case F_TEXT:
		*(struct str *)at = v->str;
		break;
	case F_CHOICE:
		*(int *)at = choice_find(f, v->str);
		break;
	case F_DAY:
		if (none || !day_read(v->str, at))
			*(day *)at = DAY_NONE;
		break;
	case F_INSTANT:
		if (none || !instant_read(v->str, at))
			*(instant *)at = INSTANT_NONE;
		break;
	case F_MONEY:
		((money *)at)->fen = none ? MONEY_NONE.fen : v->n;
		break;
	case F_SHARE:
		((share *)at)->permille = none ? SHARE_NONE.permille : (int32_t)v->n;
		break;
	case F_BOOL:
		*(bool *)at = !none && v->n;
		break;
	default:
		*(int64_t *)at = none ? f->type == F_INT ? INT_NONE : 0 : v->n;
	}
}

/* ---- printing ----------------------------------------------------------------------- */
struct str value_typed(struct call *call, const struct field *f, const void *at)
{
	if (f->type == F_CHOICE)
		return str_of(f->choices[*(const int *)at].code);
	if (f->type == F_MONEY && money_is(*(const money *)at)) {
		int64_t fen = ((const money *)at)->fen;
		return fen % FEN_PER_WAN ?
			str_fmt(call->arena, "%.15g", (double)fen / (double)FEN_PER_WAN) :
			str_fmt(call->arena, "%lld", (long long)(fen / FEN_PER_WAN));
	}
	if (f->type == F_SHARE && share_is(*(const share *)at))
		return str_fmt(call->arena, "%g", ((const share *)at)->permille / 10.0);
	if (f->type == F_BOOL)
		return *(const bool *)at ? S("1") : NOTHING;
	return value_text_of(call, f, f->type, at);
}

/* What stands in the control: the typed words after a fault, else the record's. */
static struct str stands(struct page *w, const struct field *f, const void *record)
{
	struct call *call = w->call;
	if (call->faults.len || (!record && has_input(call, f->name)))
		return input(call, f->name);
	return record ? value_typed(call, f, field_at(f, record)) : NOTHING;
}

static const struct fault *fault_on(const struct call *call, const struct field *f)
{
	for (size_t i = 0; i < call->faults.len; i++)
		if (str_eq(call->faults.at[i].field, str_of(f->name)))
			return &call->faults.at[i];
	return NULL;
}

static struct str fault_words(struct call *call, const struct fault *fault)
{
	return text_with(call, (enum text)fault->text,
		(const struct str[4]){fault->args[0], fault->args[1], fault->args[2]});
}

struct option_row {
	int64_t id;
	struct str name;
};

/* Names to choose from, in official order where there is one. */
static enum status ref_options(struct call *call, const struct field *f, struct rows *found)
{
	static const struct column columns[] = {
		{"id", "id", F_ID, offsetof(struct option_row, id), NULL},
		{"name", "name", F_TEXT, offsetof(struct option_row, name), NULL}};
	static const struct statement shape = {.name = "options", .columns = columns,
		.column_count = 2, .row_size = sizeof(struct option_row)};
	const struct entity *e = f->ref;
	const char *label = field_find(e, S("name")) ? "name" : "title";
	bool ranked = field_find(e, S("rank")) != NULL;
	bool retires = field_find(e, S("retired")) != NULL;
	bool scoped = e->scope && !call->who.sees_all;
	struct str sql = str_fmt(call->arena,
		"select r.id, r.%s from %s r where 1 = 1%s%s order by %sr.%s, r.id limit 2000",
		label, e->name, retires ? " and r.retired = 0" : "",
		scoped ? " and exists (select 1 from project_unit u where u.project = r.id and "
			 "u.unit = $1 and u.depth <= $2)" :
			 "",
		ranked ? "r.rank is null, r.rank, " : "", label);
	const struct value args[] = {
		value_int(call->who.unit), value_int(call->who.scope_depth)};
	return db_run_text(call, sql, args, scoped ? 2 : 0, &shape, found);
}

enum status field_options(struct call *call, const struct field *f, struct options *found)
{
	struct rows rows = {0};
	*found = (struct options){0};
	if (f->type == F_REF)
		TRY(ref_options(call, f, &rows));
	const struct option_row *row = rows.at;
	for (size_t i = 0; i < rows.len; i++)
		*vec_add(call->arena, found) =
			(struct option){text_int(call, row[i].id), row[i].name};
	for (int i = 1; f->type == F_CHOICE && i < f->choice_count; i++)
		*vec_add(call->arena, found) = (struct option){
			str_of(f->choices[i].code), choice_label(call, f, i)};
	return OK;
}

/* The hint and the error belong to the control; a required one says so. */
/* Unique on the page: the second form's fields are called "words-2". */
static const char *id_of(struct page *w, const struct field *f)
{
	if (w->forms < 2)
		return f->name;
	return str_z(w->call->arena, str_fmt(w->call->arena, "%s-%d", f->name, w->forms));
}

static void print_aria(struct page *w, const struct field *f)
{
	bool hint = (w->call->lang == ZH ? f->hint_zh : f->hint_en) != NULL;
	bool fault = fault_on(w->call, f) != NULL;
	if (hint || fault)
		out_fmt(w->out, " aria-describedby=\"%s%s%s%s%s\"", hint ? "hint-" : "",
			hint ? id_of(w, f) : "", hint && fault ? " " : "", fault ? "error-" : "",
			fault ? id_of(w, f) : "");
	if (fault)
		out_lit(w->out, " aria-invalid=\"true\"");
	if (f->flags & F_REQUIRED)
		out_lit(w->out, " aria-required=\"true\"");
}

/* A page of many forms asks the database once for each list to choose from. */
static struct options options_of(struct page *w, const struct field *f)
{
	struct options found = {0};
	size_t i = 0;
	while (f->type == F_REF && i < LEN(w->offered) && w->offered[i].of && w->offered[i].of != f->ref)
		i++;
	bool keeps = f->type == F_REF && i < LEN(w->offered);
	if (keeps && w->offered[i].of)
		return w->offered[i].options;
	if (field_options(w->call, f, &found) != OK)
		found.len = 0;
	if (keeps) {
		w->offered[i].of = f->ref;
		w->offered[i].options = found;
	}
	return found;
}

static void print_select(struct page *w, const struct field *f, struct str chosen)
{
	out_fmt(w->out, "<select id=\"f-%s\" name=\"%s\"", id_of(w, f), f->name);
	print_aria(w, f);
	out_c(w->out, '>');
	out_lit(w->out, "<option value=\"\">");
	page_text(w, T_choose);
	out_lit(w->out, "</option>");
	struct options options = options_of(w, f);
	for (size_t i = 0; i < options.len; i++) {
		out_lit(w->out, "<option value=\"");
		html_escape(w->out, options.at[i].value);
		out_z(w->out, str_eq(chosen, options.at[i].value) ? "\" selected>" : "\">");
		html_escape(w->out, options.at[i].words);
		out_lit(w->out, "</option>");
	}
	out_lit(w->out, "</select>");
}

static void print_control(struct page *w, const struct field *f, struct str words)
{
	if (f->type == F_REF || f->type == F_CHOICE) {
		print_select(w, f, words);
		return;
	}
	if (f->flags & F_AREA) {
		out_fmt(w->out, "<textarea id=\"f-%s\" name=\"%s\" rows=\"3\"", id_of(w, f),
			f->name);
		print_aria(w, f);
		out_c(w->out, '>');
		html_escape(w->out, words);
		out_lit(w->out, "</textarea>");
		return;
	}
	const char *more = "";
	if (f->type == F_DAY)
		more = " type=\"date\" data-do=\"day\"";
	else if (f->type == F_MONEY)
		more = " inputmode=\"decimal\" data-do=\"amount\"";
	else if (f->type == F_INT || f->type == F_SHARE)
		more = " inputmode=\"decimal\"";
	else if (f->flags & F_PERSONAL)
		more = " type=\"tel\"";
	out_fmt(w->out, "<input id=\"f-%s\" name=\"%s\"%s", id_of(w, f), f->name, more);
	print_aria(w, f);
	out_lit(w->out, " value=\"");
	html_escape(w->out, words);
	out_lit(w->out, "\">");
}

void form_error(struct page *w, const char *name)
{
	const struct call *call = w->call;
	for (size_t i = 0; i < call->faults.len; i++) {
		if (!str_eq(call->faults.at[i].field, str_of(name)))
			continue;
		out_fmt(w->out, "<p class=\"error\" id=\"error-%s\">", name);
		html_escape(w->out, fault_words(w->call, &call->faults.at[i]));
		out_lit(w->out, "</p>");
		return;
	}
}

static void print_field(struct page *w, const struct field *f, const void *record)
{
	struct call *call = w->call;
	const struct fault *fault = fault_on(call, f);
	struct str words = stands(w, f, record);
	if (f->type == F_BOOL) {
		out_fmt(w->out,
			"<div class=\"field box\"><input type=\"hidden\" name=\"%s_\" value=\"1\">"
			"<input type=\"checkbox\" id=\"f-%s\" name=\"%s\" value=\"1\"%s>"
			"<label for=\"f-%s\">",
			f->name, id_of(w, f), f->name, words.len ? " checked" : "", id_of(w, f));
		html_escape(w->out, label_of(call, f));
		out_lit(w->out, "</label></div>");
		return;
	}
	out_fmt(w->out, "<div class=\"field%s\"><label for=\"f-%s\">", fault ? " wrong" : "",
		id_of(w, f));
	if (f->type == F_MONEY)
		page_text_with(w, T_in_wan, (const struct str[4]){label_of(call, f)});
	else
		html_escape(w->out, label_of(call, f));
	if (f->type == F_SHARE)
		out_lit(w->out, " (%)");
	if (!(f->flags & F_REQUIRED)) {
		out_lit(w->out, " <small class=\"optional\">");
		page_text(w, T_optional);
		out_lit(w->out, "</small>");
	}
	out_lit(w->out, "</label>");
	const char *hint = call->lang == ZH ? f->hint_zh : f->hint_en;
	if (hint) {
		out_fmt(w->out, "<p class=\"hint\" id=\"hint-%s\">", id_of(w, f));
		html_escape(w->out, str_of(hint));
		out_lit(w->out, "</p>");
	}
	if (fault) {
		out_fmt(w->out, "<p class=\"error\" id=\"error-%s\">", id_of(w, f));
		html_escape(w->out, fault_words(call, fault));
		out_lit(w->out, "</p>");
	}
	print_control(w, f, words);
	out_lit(w->out, "</div>");
}

void form_field(struct page *w, const struct entity *entity, int number,
	const void *record)
{
	print_field(w, &entity->fields[number], record);
}

void form_required(struct page *w, const struct entity *entity, int number, const void *record)
{
	struct field f = entity->fields[number];
	f.flags |= F_REQUIRED;
	print_field(w, &f, record);
}

void form_fields(struct page *w, const struct entity *entity, const void *record)
{
	for (int i = 2; i < entity->field_count; i++)
		if (editable(&entity->fields[i]))
			form_field(w, entity, i, record);
}

void page_csrf(struct page *w)
{
	out_lit(w->out, "<input type=\"hidden\" name=\"csrf\" value=\"");
	html_escape(w->out, exchange_of(w->call)->csrf);
	out_lit(w->out, "\">");
}

void page_faults(struct page *w)
{
	struct call *call = w->call;
	if (!call->faults.len || w->told)
		return;
	w->told = true;
	out_lit(w->out, "<div class=\"faults\" role=\"alert\" tabindex=\"-1\" "
			"data-do=\"focus\"><h2>");
	page_text_with(w, T_errors_title,
		(const struct str[4]){text_int(call, (int64_t)call->faults.len)});
	out_lit(w->out, "</h2><ul>");
	for (size_t i = 0; i < call->faults.len; i++) {
		const struct fault *fault = &call->faults.at[i];
		out_lit(w->out, "<li>");
		if (fault->field.len) {
			out_lit(w->out, "<a href=\"#f-");
			html_escape(w->out, fault->field);
			out_lit(w->out, "\">");
		}
		html_escape(w->out, fault_words(call, fault));
		out_z(w->out, fault->field.len ? "</a></li>" : "</li>");
	}
	out_lit(w->out, "</ul></div>");
}

static void open_with(struct page *w, const char *behaviours, struct str action,
	const struct entity *entity, const void *record)
{
	page_faults(w);
	w->forms++;
	out_fmt(w->out, "<form class=\"form\" method=\"post\" enctype=\"multipart/form-data\" "
			"data-do=\"%s\" novalidate action=\"", behaviours);
	html_escape(w->out, action);
	out_lit(w->out, "\">");
	page_csrf(w);
	if (record && *(const int64_t *)field_at(&entity->fields[0], record))
		out_fmt(w->out, "<input type=\"hidden\" name=\"version\" value=\"%lld\">",
			(long long)*(const int64_t *)field_at(&entity->fields[1], record));
}

void form_open(struct page *w, struct str action, const struct entity *entity,
	const void *record)
{
	open_with(w, "draft", action, entity, record);
}

void form_open_site(struct page *w, struct str action, const struct entity *entity,
	const void *record)
{
	open_with(w, "draft outbox", action, entity, record);
}

void form_close(struct page *w, enum text submit, struct str cancel)
{
	out_lit(w->out, "<div class=\"submit\"><button class=\"primary\">");
	page_text(w, submit);
	out_lit(w->out, "</button>");
	if (cancel.len) {
		out_lit(w->out, "<a class=\"button\" href=\"");
		html_escape(w->out, cancel);
		out_lit(w->out, "\">");
		page_text(w, T_cancel);
		out_lit(w->out, "</a>");
	}
	out_lit(w->out, "</div></form>");
}

void page_facts(struct page *w, const struct entity *e, int first, int end, const void *record)
{
	for (int i = first; i < end; i++) {
		const struct field *f = &e->fields[i];
		struct str words = f->type == F_REF || (f->flags & F_HIDDEN) ? NOTHING :
			value_text_of(w->call, f, f->type, field_at(f, record));
		struct str label = label_of(w->call, f);
		if (!words.len)
			continue;
		out_lit(w->out, "<dt>");
		html_escape(w->out, f->type != F_MONEY ? label :
				text_with(w->call, T_in_wan, (const struct str[4]){label}));
		out_lit(w->out, "</dt><dd class=\"lines\">");
		html_escape(w->out, words);
		out_lit(w->out, "</dd>");
	}
}

void page_button(struct page *w, struct str action, enum text words, const char *look)
{
	out_lit(w->out, "<form method=\"post\" action=\"");
	html_escape(w->out, action);
	out_lit(w->out, "\">");
	page_csrf(w);
	out_fmt(w->out, "<button class=\"%s\">", look);
	page_text(w, words);
	out_lit(w->out, "</button></form>");
}
