/* Lists: a statement with marks, filled with filters, search, keyset and order. */
#include "store/driver.h"

#include <stdio.h>

enum { SQL_MAX = 1 << 18, ARGS_MAX = 110 };

struct builder {
	struct call *call;
	const struct statement *s;
	const struct list_query *q;
	struct value args[ARGS_MAX];
	int count;
	bool over; /* more values than a statement takes */
};

static int arg(struct builder *b, struct value v)
{
	b->over |= b->count == ARGS_MAX;
	if (!b->over)
		b->args[b->count++] = v;
	return b->count;
}

static const struct column *column_named(const struct statement *s, const char *name)
{
	for (int i = 0; i < s->column_count; i++)
		if (strcmp(s->columns[i].name, name) == 0)
			return &s->columns[i];
	return NULL;
}

static struct str like(struct arena *a, struct str word)
{
	struct out o = out_on(a, 4096);
	out_c(&o, '%');
	for (size_t i = 0; i < word.len; i++) {
		if (strchr("%_\\", word.at[i]))
			out_c(&o, '\\');
		out_c(&o, word.at[i]);
	}
	out_c(&o, '%');
	return out_got(&o);
}

static void put_filter(struct builder *b, struct out *o, const struct filter *f)
{
	const char *x = f->column->expression;
	if (f->op == FROM || f->op == TO) {
		out_fmt(o, " and %s %s $%d", x, f->op == FROM ? ">=" : "<=",
			arg(b, f->values[0]));
		return;
	}
	if (f->op == HAS) {
		out_fmt(o, " and lower(%s) like $%d escape '\\'", x,
			arg(b, value_text(like(b->call->arena, f->values[0].text))));
		return;
	}
	out_z(o, f->value_count ? " and (" : " and (1 = 0");
	for (int i = 0; i < f->value_count; i++) {
		out_z(o, i ? " or " : "");
		if (f->values[i].kind == V_NULL)
			out_fmt(o, "%s is null", x);
		else
			out_fmt(o, "%s = $%d", x, arg(b, f->values[i]));
	}
	out_c(o, ')');
}

static void put_filters(struct builder *b, struct out *o)
{
	for (int i = 0; i < b->q->filter_count; i++)
		put_filter(b, o, &b->q->filters[i]);
	const struct column *search = column_named(b->s, "search");
	struct str rest = str_lower(b->call->arena, b->q->search);
	rest = str_replace(b->call->arena, rest, S("　"), S(" "));
	while (search && rest.len) {
		struct str word = str_cut(rest, ' ', &rest);
		if (word.len)
			out_fmt(o, " and %s like $%d escape '\\'", search->expression,
				arg(b, value_text(like(b->call->arena, word))));
	}
}

/* What is sorted by: a struct cannot tell a null choice or bool from an empty one, so
 * neither may the order. */
static const char *sort_of(struct builder *b, const struct column *c)
{
	if (c->type != F_CHOICE && c->type != F_BOOL)
		return c->expression;
	return str_z(b->call->arena, str_fmt(b->call->arena, "coalesce(%s, %s)", c->expression,
					     c->type == F_BOOL ? "0" : "''"));
}

/* The value of a row's column as a bound value; for cursors. */
static struct value column_value(struct arena *a, const struct column *c, const char *row)
{
	if (c->type == F_TEXT && !((const struct str *)(const void *)(row + c->offset))->at)
		return (struct value){.kind = V_NULL};
	struct field f = c->field ? *c->field : (struct field){.type = c->type};
	f.type = c->type;
	f.offset = c->offset;
	return value_of(a, &f, row);
}

/* A cursor is "kind:id:value", tied to its sort by a check sum. */
static uint32_t check(struct str s, const struct list_query *q)
{
	uint32_t h = 2166136261u ^ (q->descending ? 1u : 0u);
	for (const char *p = q->sort ? q->sort->name : ""; *p; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * 16777619u;
	return h;
}

static struct str cursor_write(struct arena *a, const struct list_query *q, int64_t id,
	struct value v)
{
	struct str plain = v.kind == V_INT ?
		str_fmt(a, "i%lld:%lld", (long long)id, (long long)v.n) :
		v.kind == V_TEXT ? str_fmt(a, "t%lld:%.*s", (long long)id, STR(v.text)) :
				   str_fmt(a, "n%lld:", (long long)id);
	struct out o = out_on(a, 1 << 16);
	out_fmt(&o, "%08x", check(plain, q));
	for (size_t i = 0; i < plain.len; i++)
		out_fmt(&o, "%02x", (unsigned char)plain.at[i]);
	return out_got(&o);
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool cursor_read(struct arena *a, const struct list_query *q, int64_t *id,
	struct value *v)
{
	struct str s = q->cursor;
	if (s.len < 14 || s.len % 2 || s.len > 8000)
		return false;
	char *plain = arena_take(a, s.len / 2 + 1);
	for (size_t i = 0; i + 1 < s.len; i += 2) {
		int high = hex(s.at[i]), low = hex(s.at[i + 1]);
		if (high < 0 || low < 0)
			return false;
		plain[i / 2] = (char)(high << 4 | low);
	}
	struct str got = {plain + 4, s.len / 2 - 4};
	uint32_t sum = (uint32_t)(unsigned char)plain[0] << 24 |
		(uint32_t)(unsigned char)plain[1] << 16 |
		(uint32_t)(unsigned char)plain[2] << 8 | (unsigned char)plain[3];
	if (sum != check(got, q))
		return false;
	struct str value, head = str_cut(got, ':', &value);
	if (!str_int(str_sub(head, 1, head.len), id))
		return false;
	*v = (struct value){.kind = V_NULL};
	if (head.at[0] == 'i') {
		v->kind = V_INT;
		return str_int(value, &v->n);
	}
	if (head.at[0] == 't')
		*v = value_text(value);
	return true;
}

static void put_after(struct builder *b, struct out *o, int64_t id, struct value v)
{
	const struct column *key = b->s->columns; /* the first is id */
	const struct column *c = b->q->sort ? b->q->sort : key;
	const char *x = sort_of(b, c), *than = b->q->descending ? "<" : ">";
	int at_id = arg(b, value_int(id));
	if (c == key) {
		out_fmt(o, " and %s %s $%d", key->expression, than, at_id);
		return;
	}
	if (v.kind == V_NULL) { /* nulls stand last: only their own ties are left */
		out_fmt(o, " and %s is null and %s > $%d", x, key->expression, at_id);
		return;
	}
	int at = arg(b, v);
	out_fmt(o, " and (%s %s $%d or %s is null or (%s = $%d and %s > $%d))", x, than, at, x,
		x, at, key->expression, at_id);
}

static void put_order(struct builder *b, struct out *o)
{
	const struct column *key = b->s->columns;
	const struct column *c = b->q->sort ? b->q->sort : key;
	if (c == key)
		out_fmt(o, " order by %s%s", key->expression, b->q->descending ? " desc" : "");
	else
		out_fmt(o, " order by %s is null, %s%s, %s", sort_of(b, c), sort_of(b, c),
			b->q->descending ? " desc" : "", key->expression);
}

static void start_args(struct builder *b, const struct value *args)
{
	int own = b->s->arg_count - (b->s->scoped ? 3 : 0);
	for (int i = 0; i < own; i++)
		arg(b, args[i]);
	if (b->s->scoped) {
		arg(b, value_int(b->call->who.sees_all));
		arg(b, value_int(b->call->who.unit));
		arg(b, value_int(b->call->who.scope_depth));
	}
}

/* The statement's text up to its first mark. */
static struct str head_of(const struct statement *s)
{
	struct str sql = str_of(s->sql);
	size_t at = str_find(sql, S("/*filter*/"));
	assert(at != SIZE_MAX);
	return str_sub(sql, 0, at);
}

/* select … from …: what follows the outer "from". */
static struct str from_of(struct str head)
{
	int depth = 0;
	for (size_t i = 0; i + 5 < head.len; i++) {
		depth += (head.at[i] == '(') - (head.at[i] == ')');
		bool starts = i == 0 || head.at[i - 1] == '\n' || head.at[i - 1] == ' ' ||
			head.at[i - 1] == '\t';
		if (depth == 0 && starts && memcmp(head.at + i, "from", 4) == 0 &&
			(head.at[i + 4] == ' ' || head.at[i + 4] == '\n'))
			return str_sub(head, i, head.len);
	}
	return head;
}

enum status db_list(struct call *call, const struct statement *s, const struct value *args,
	const struct list_query *q, struct list_page *found)
{
	struct builder b = {.call = call, .s = s, .q = q};
	*found = (struct list_page){0};
	int64_t id = 0;
	struct value last = {.kind = V_NULL};
	if (q->cursor.len && !cursor_read(call->arena, q, &id, &last))
		return INVALID;
	start_args(&b, args);
	struct out sql = out_on(call->arena, SQL_MAX);
	out_str(&sql, head_of(s));
	put_filters(&b, &sql);
	if (q->cursor.len)
		put_after(&b, &sql, id, last);
	put_order(&b, &sql);
	int limit = q->limit > 0 ? q->limit : 50;
	out_fmt(&sql, " limit $%d", arg(&b, value_int(limit + 1)));
	if (b.over)
		return INVALID;
	TRY(db_run_text(call, out_got(&sql), b.args, b.count, s, &found->rows));
	if (found->rows.len > (size_t)limit) {
		found->rows.len = (size_t)limit;
		const char *row = (const char *)found->rows.at + s->row_size * (size_t)(limit - 1);
		const struct column *c = q->sort ? q->sort : s->columns;
		found->next = cursor_write(call->arena, q,
			*(const int64_t *)(row + s->columns[0].offset),
			column_value(call->arena, c, row));
	}
	if (!q->want_total)
		return OK;
	struct builder t = {.call = call, .s = s, .q = q};
	start_args(&t, args);
	struct out total = out_on(call->arena, SQL_MAX);
	out_lit(&total, "select count(*) as n ");
	out_str(&total, from_of(head_of(s)));
	put_filters(&t, &total);
	static const struct column columns[] = {{"n", "n", F_INT, 0, NULL}};
	const struct statement shape = {.name = "total", .columns = columns, .column_count = 1,
		.row_size = sizeof(int64_t), .tables = s->tables};
	struct rows rows;
	if (!cache_get(call, out_got(&total), &shape, t.args, t.count, &rows)) {
		TRY(db_run_text(call, out_got(&total), t.args, t.count, &shape, &rows));
		cache_put(call, out_got(&total), &shape, t.args, t.count, &rows);
	}
	found->total = rows.len ? *(int64_t *)rows.at : 0;
	return OK;
}

enum status db_list_sums(struct call *call, const struct statement *s,
	const struct value *args, const struct list_query *q, int64_t *sums)
{
	struct builder b = {.call = call, .s = s, .q = q};
	start_args(&b, args);
	struct out sql = out_on(call->arena, SQL_MAX);
	struct column columns[64];
	int map[64], n = 0;
	out_lit(&sql, "select ");
	for (int i = 0; i < s->column_count && n < 64; i++) {
		sums[i] = 0;
		if (s->columns[i].type != F_MONEY)
			continue;
		out_fmt(&sql, "%scast(coalesce(sum(%s), 0) as bigint) as s%d", n ? ", " : "",
			s->columns[i].expression, n);
		columns[n] = (struct column){"s", "s", F_INT, (uint32_t)n * sizeof(int64_t), NULL};
		map[n++] = i;
	}
	if (!n)
		return OK;
	out_c(&sql, ' ');
	out_str(&sql, from_of(head_of(s)));
	put_filters(&b, &sql);
	if (b.over)
		return INVALID;
	struct statement shape = {.name = "sums", .columns = columns, .tables = s->tables, .column_count = n,
		.row_size = sizeof(int64_t) * (size_t)n};
	struct rows rows;
	if (!cache_get(call, out_got(&sql), &shape, b.args, b.count, &rows)) {
		TRY(db_run_text(call, out_got(&sql), b.args, b.count, &shape, &rows));
		cache_put(call, out_got(&sql), &shape, b.args, b.count, &rows);
	}
	for (int i = 0; i < n && rows.len; i++)
		sums[map[i]] = ((int64_t *)rows.at)[i];
	return OK;
}
