/* The address of a list: filters, search, sort, page. */
#include "web/page.h"

static const struct column *find_column(const struct statement *s, struct str name)
{
	for (int i = 0; i < s->column_count; i++)
		if (str_eq(str_of(s->columns[i].name), name))
			return &s->columns[i];
	return NULL;
}

/* One filter value, read by the column's own type. */
static enum status read_value(struct call *call, const struct column *c, struct str text,
	struct value *found)
{
	struct field f = c->field ? *c->field :
				    (struct field){.name = c->name, .zh = c->name, .en = c->name,
					    .type = c->type};
	struct {
		union {
			int64_t n;
			struct str text;
		};
		char room[64];
	} record = {0};
	f.offset = 0;
	f.type = c->type == F_ID ? F_REF : c->type;
	f.flags = 0;
	if (str_eq(text, S("none"))) {
		bool words = f.type == F_TEXT || f.type == F_CHOICE;
		*found = words ? value_text(S("")) : (struct value){.kind = V_NULL};
		return OK;
	}
	TRY(field_read(call, &f, text, &record));
	*found = value_of(call->arena, &f, &record);
	return OK;
}

static enum status read_filter(struct call *call, const struct column *c, enum filter_op op,
	struct str text, struct list_query *q)
{
	if (!text.len)
		return OK;
	if (q->filter_count == (int)LEN(q->filters))
		return OK;
	struct filter *f = &q->filters[q->filter_count++];
	*f = (struct filter){.column = c, .op = op};
	bool free_text = c->type == F_TEXT && op == IS;
	if (op == HAS || free_text) {
		f->op = op;
		f->values[f->value_count++] =
			value_text(op == HAS ? str_lower(call->arena, text) : text);
		return OK;
	}
	while (text.len && f->value_count < (int)LEN(f->values)) {
		struct str part = op == IS ? str_cut(text, ',', &text) : text;
		if (op != IS)
			text = NOTHING;
		TRY(read_value(call, c, part, &f->values[f->value_count]));
		f->value_count++;
	}
	return OK;
}

static enum status read_pair(struct call *call, const struct statement *s, struct str name,
	struct str value, struct list_query *q)
{
	const struct column *c = find_column(s, name);
	static const struct {
		const char *suffix;
		enum filter_op op;
	} ops[] = {{"_from", FROM}, {"_to", TO}, {"_has", HAS}};
	if (c)
		return read_filter(call, c, IS, value, q);
	for (size_t i = 0; i < LEN(ops); i++) {
		struct str suffix = str_of(ops[i].suffix);
		if (!str_ends(name, suffix))
			continue;
		c = find_column(s, str_sub(name, 0, name.len - suffix.len));
		if (c)
			return read_filter(call, c, ops[i].op, value, q);
	}
	return OK; /* not ours: utm tags of a chat program and the like */
}

enum status query_read(struct call *call, const struct statement *s, struct list_query *q)
{
	struct exchange *x = exchange_of(call);
	const struct pairs *query = &x->request->query;
	*q = (struct list_query){.limit = x->format == HTML || x->format == JSON ? 50 : 20000};
	q->want_total = true;
	for (size_t i = 0; i < query->len; i++) {
		struct str name = query->at[i].name, value = query->at[i].value;
		int64_t n;
		if (str_eq(name, S("q"))) {
			q->search = utf8_tidy(call->arena, utf8_first(value, 100));
		} else if (str_eq(name, S("cursor"))) {
			q->cursor = value;
		} else if (str_eq(name, S("limit"))) {
			if (str_int(value, &n) && n >= 1)
				q->limit = (int)MIN(n, 500);
		} else if (str_eq(name, S("sort"))) {
			q->descending = str_starts(value, S("-"));
			q->sort = find_column(s, str_sub(value, q->descending, value.len));
			if (q->sort && q->sort->field && (q->sort->field->flags & F_SECRET))
				q->sort = NULL;
		} else {
			TRY(read_pair(call, s, name, value, q));
		}
	}
	return OK;
}
