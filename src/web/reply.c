/* Answers as data: JSON, xlsx, csv, files and redirects. */
#include "web/page.h"
#include "text/csv.h"
#include "text/html.h"
#include "text/json.h"

enum { JSON_MAX = 64 << 20 };

static void put_json(struct call *call, struct json_writer *w, enum field_type type,
	const struct field *field, const void *at)
{
	switch (type) {
	case F_ID:
	case F_INT:
		json_put_int(w, *(const int64_t *)at);
		break;
	case F_REF:
		json_put_int(w, *(const int64_t *)at ? *(const int64_t *)at : INT_NONE);
		break;
	case F_BOOL:
		json_put_bool(w, *(const bool *)at);
		break;
	case F_MONEY:
		json_put_str(w, money_yuan(call->arena, *(const money *)at));
		break;
	case F_SHARE:
		if (share_is(*(const share *)at))
			json_put_real(w, ((const share *)at)->permille / 10.0);
		else
			json_put_null(w);
		break;
	case F_DAY:
		json_put_str(w, day_is(*(const day *)at) ? text_day(call, *(const day *)at) :
							   NOTHING);
		break;
	case F_INSTANT: {
		char iso[25];
		instant_write(*(const instant *)at, iso);
		json_put_str(w, iso[0] ? str_of(iso) : NOTHING);
		break;
	}
	case F_CHOICE:
		if (*(const int *)at)
			json_put_str(w, str_of(field->choices[*(const int *)at].code));
		else
			json_put_null(w);
		break;
	case F_TEXT:
		json_put_str(w, ((const struct str *)at)->at ? *(const struct str *)at : S(""));
		break;
	}
}

static bool hidden(const struct field *f)
{
	return f && ((f->flags & F_SECRET) ||
			   ((f->flags & F_HIDDEN) && strcmp(f->name, "id") != 0 &&
				   strcmp(f->name, "version") != 0));
}

void row_json(struct call *call, struct json_writer *w, const struct statement *s,
	const void *row)
{
	json_open(w, '{');
	for (int i = 0; i < s->column_count; i++) {
		const struct column *c = &s->columns[i];
		if (hidden(c->field))
			continue;
		json_key(w, str_of(c->name));
		put_json(call, w, c->type, c->field, (const char *)row + c->offset);
	}
	json_close(w, '}');
}

void record_json(struct call *call, struct json_writer *w, const struct entity *e,
	const void *record)
{
	json_open(w, '{');
	for (int i = 0; i < e->field_count; i++) {
		if (hidden(&e->fields[i]))
			continue;
		json_key(w, str_of(e->fields[i].name));
		put_json(call, w, e->fields[i].type, &e->fields[i],
			field_at(&e->fields[i], record));
	}
	json_close(w, '}');
}

static void answer_json(struct call *call, struct out *o)
{
	struct response *r = exchange_of(call)->response;
	r->body = *o;
	r->type = S("application/json");
	if (!r->status)
		r->status = 200;
}

enum status reply_json(struct call *call, struct str json)
{
	struct out o = out_on(call->arena, JSON_MAX);
	out_str(&o, json);
	answer_json(call, &o);
	return OK;
}

/* The address that asks for the page behind this one. */
static struct str next_address(struct call *call, struct str cursor)
{
	struct exchange *x = exchange_of(call);
	struct out o = out_on(call->arena, 1 << 16);
	struct str rest, path = str_cut(x->request->target, '?', &rest);
	out_str(&o, path);
	out_c(&o, '?');
	for (size_t i = 0; i < x->request->query.len; i++) {
		struct pair p = x->request->query.at[i];
		if (str_eq(p.name, S("cursor")))
			continue;
		url_escape(&o, p.name);
		out_c(&o, '=');
		url_escape(&o, p.value);
		out_c(&o, '&');
	}
	out_lit(&o, "cursor=");
	out_str(&o, cursor);
	return out_got(&o);
}

/* A reference's own number says nobody anything; its words stand in a column of their own. */
static bool unseen(const struct column *c)
{
	return hidden(c->field) || c->type == F_REF;
}

struct str rows_csv(struct call *call, const struct statement *s, const struct rows *rows)
{
	struct out o = out_on(call->arena, JSON_MAX);
	out_lit(&o, "\xEF\xBB\xBF");
	const struct column **shown =
		NEW_ARRAY(call->arena, const struct column *, (size_t)s->column_count + 1);
	int count = list_columns(call, s, shown);
	bool first = true;
	for (int i = 0; i < count; i++) {
		if (unseen(shown[i]))
			continue;
		csv_cell(&o, column_words(call, s, shown[i]), first);
		first = false;
	}
	out_lit(&o, "\r\n");
	for (size_t k = 0; k < rows->len; k++) {
		const char *row = (const char *)rows->at + k * s->row_size;
		first = true;
		for (int i = 0; i < count; i++) {
			const struct column *c = shown[i];
			if (unseen(c))
				continue;
			csv_cell(&o, value_text_of(call, c->field, c->type, row + c->offset),
				first);
			first = false;
		}
		out_lit(&o, "\r\n");
	}
	return o.full ? NOTHING : out_got(&o);
}

static void answer_csv(struct call *call, const struct statement *s, const struct rows *rows)
{
	struct response *r = exchange_of(call)->response;
	r->body = out_on(call->arena, JSON_MAX);
	out_str(&r->body, rows_csv(call, s, rows));
	r->status = 200;
	r->type = S("text/csv; charset=utf-8");
	response_header(r, "Content-Disposition", S("attachment; filename=\"list.csv\""));
}

static bool reply_any(struct call *call, const struct statement *s, const struct rows *rows,
	const struct list_page *page)
{
	struct exchange *x = exchange_of(call);
	if (x->format == HTML)
		return false;
	if (x->format == XLSX) {
		list_xlsx(call, s, rows);
		return true;
	}
	if (x->format == CSV) {
		answer_csv(call, s, rows);
		return true;
	}
	struct out o = out_on(call->arena, JSON_MAX);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	if (page)
		json_field(&w, "total", json_put_int, page->total);
	json_key(&w, S("items"));
	json_open(&w, '[');
	for (size_t i = 0; i < rows->len; i++)
		row_json(call, &w, s, (const char *)rows->at + i * s->row_size);
	json_close(&w, ']');
	if (page && page->next.len) {
		json_field(&w, "next", json_put_str, page->next);
		response_header(x->response, "Link",
			str_fmt(call->arena, "<%.*s>; rel=\"next\"",
				STR(next_address(call, page->next))));
	}
	json_close(&w, '}');
	answer_json(call, &o);
	return true;
}

bool reply_list(struct call *call, const struct statement *s, const struct list_query *q,
	const struct list_page *page)
{
	(void)q;
	return reply_any(call, s, &page->rows, page);
}

bool reply_rows(struct call *call, const struct statement *s, const struct rows *rows)
{
	return reply_any(call, s, rows, NULL);
}

static void put_etag(struct call *call, const struct entity *e, const void *record)
{
	response_header(exchange_of(call)->response, "ETag",
		str_fmt(call->arena, "\"%lld\"",
			(long long)*(const int64_t *)field_at(&e->fields[1], record)));
}

bool reply_record(struct call *call, const struct entity *e, const void *record)
{
	struct exchange *x = exchange_of(call);
	if (x->format == HTML)
		return false;
	struct out o = out_on(call->arena, JSON_MAX);
	struct json_writer w = json_on(&o);
	record_json(call, &w, e, record);
	put_etag(call, e, record);
	answer_json(call, &o);
	return true;
}

enum status reply_go(struct call *call, struct str path)
{
	struct response *r = exchange_of(call)->response;
	r->status = 303;
	r->type = S("text/plain; charset=utf-8");
	response_header(r, "Location", path);
	return OK;
}

enum status reply_written(struct call *call, const struct entity *e, const void *record,
	struct str path, bool made)
{
	struct exchange *x = exchange_of(call);
	if (x->format == HTML)
		return reply_go(call, path);
	x->response->status = made ? 201 : 200;
	response_header(x->response, "Location", str_fmt(call->arena, "/api/v1%.*s", STR(path)));
	reply_record(call, e, record);
	return OK;
}

enum status reply_file(struct call *call, struct str path, struct str type, struct str name)
{
	struct response *r = exchange_of(call)->response;
	r->file = path;
	r->type = type;
	r->status = 200;
	struct out o = out_on(call->arena, 4096);
	bool shown = str_starts(type, S("image/"));
	out_fmt(&o, "%s; filename*=UTF-8''", shown ? "inline" : "attachment");
	url_escape(&o, name);
	response_header(r, "Content-Disposition", out_got(&o));
	response_header(r, "Content-Security-Policy", S("default-src 'none'; sandbox"));
	return OK;
}

enum status reply_bytes(struct call *call, struct str bytes, struct str type,
	struct str name)
{
	struct response *r = exchange_of(call)->response;
	r->body = out_on(call->arena, JSON_MAX);
	out_str(&r->body, bytes);
	r->type = type;
	r->status = 200;
	struct out o = out_on(call->arena, 4096);
	out_lit(&o, "attachment; filename*=UTF-8''");
	url_escape(&o, name);
	response_header(r, "Content-Disposition", out_got(&o));
	return OK;
}
