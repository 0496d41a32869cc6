/* Saved views: a list's address under a name, for oneself, one's unit or everyone. */
#include "list.h"
#include "list.html.h"
#include "text/html.h"

enum { ROOM_MAX = 30 };

/* ---- the address as a view keeps it ----------------------------------------------------- */
static bool kept_in_view(struct str name)
{
	static const char *const gone[] = {"cursor", "view", "up", "down"};
	for (size_t i = 0; i < LEN(gone); i++)
		if (str_eq(name, str_of(gone[i])))
			return false;
	return name.len > 0;
}

/* Only what belongs in an address, without the page and the view itself. */
static struct str clean_query(struct call *call, struct str raw)
{
	struct out o = out_on(call->arena, 8000);
	bool first = true;
	while (raw.len) {
		struct str rest, pair = str_cut(raw, '&', &raw), name = str_cut(pair, '=', &rest);
		if (!kept_in_view(name) || !rest.len)
			continue;
		if (!first)
			out_c(&o, '&');
		first = false;
		for (size_t i = 0; i < pair.len; i++) {
			unsigned char c = (unsigned char)pair.at[i];
			if (c <= ' ' || c >= 127 || strchr("\"<>#\\", c))
				out_fmt(&o, "%%%02X", c);
			else
				out_c(&o, (char)c);
		}
	}
	return out_got(&o);
}

/* ---- columns: ticked, moved ------------------------------------------------------------- */
static int gather_columns(struct call *call, const struct list_views *v, const char **names)
{
	const struct pairs *query = &exchange_of(call)->request->query;
	int n = 0;
	for (size_t i = 0; i < query->len; i++) {
		struct str asked = query->at[i].value;
		if (!str_eq(query->at[i].name, S("columns")))
			continue;
		while (asked.len && n < 40) {
			struct str part = str_cut(asked, ',', &asked);
			for (int k = 0; k < v->shape->column_count; k++)
				if (str_eq(part, str_of(v->shape->columns[k].name)))
					names[n++] = v->shape->columns[k].name;
		}
	}
	return n;
}

static void move_column(struct call *call, const char **names, int n, const char *where, int by)
{
	struct str moved = pairs_get(&exchange_of(call)->request->query, str_of(where));
	for (int i = 0; moved.len && i < n; i++) {
		if (!str_eq(moved, str_of(names[i])) || i + by < 0 || i + by >= n)
			continue;
		const char *other = names[i + by];
		names[i + by] = names[i];
		names[i] = other;
		return;
	}
}

/* The form of columns sends one name a box: the address gets one list. */
static bool tidy_columns(struct call *call, struct list_views *v)
{
	const struct pairs *query = &exchange_of(call)->request->query;
	const char *names[40];
	int sent = 0;
	for (size_t i = 0; i < query->len; i++)
		sent += str_eq(query->at[i].name, S("columns"));
	bool moves = pairs_get(query, S("up")).len || pairs_get(query, S("down")).len;
	if (sent < 2 && !moves)
		return false;
	int n = gather_columns(call, v, names);
	move_column(call, names, n, "up", -1);
	move_column(call, names, n, "down", 1);
	struct out o = out_on(call->arena, 1 << 16);
	out_fmt(&o, "/%.*s?", STR(v->room));
	for (size_t i = 0; i < query->len; i++) {
		struct pair p = query->at[i];
		if (str_eq(p.name, S("columns")) || str_eq(p.name, S("up")) ||
			str_eq(p.name, S("down")) || !p.value.len)
			continue;
		url_escape(&o, p.name);
		out_c(&o, '=');
		url_escape(&o, p.value);
		out_c(&o, '&');
	}
	out_lit(&o, "columns=");
	for (int i = 0; i < n; i++)
		out_fmt(&o, "%s%s", i ? "," : "", names[i]);
	if (moves)
		out_lit(&o, "#columns");
	reply_go(call, out_got(&o));
	return true;
}

static bool open_default(struct call *call, const struct list_views *v)
{
	for (size_t i = 0; i < v->views.len; i++) {
		const struct saved_views_row *row = &v->views.at[i];
		if (!row->standard)
			continue;
		reply_go(call, str_fmt(call->arena, "/%.*s?%.*s%sview=%lld", STR(v->room),
			STR(row->saved_view.query), row->saved_view.query.len ? "&" : "",
			(long long)row->saved_view.id));
		return true;
	}
	return false;
}

enum status list_open(struct call *call, const char *room, const struct statement *shape,
	const char *const *usual, struct list_views *v)
{
	struct exchange *x = exchange_of(call);
	*v = (struct list_views){.room = str_of(room), .shape = shape, .usual = usual};
	if (x->format != HTML)
		return OK;
	TRY(saved_views(call, call->who.person, call->who.unit, v->room, &v->views));
	bool bare = !x->request->query.len && x->request->method == GET;
	v->sent = tidy_columns(call, v) || (bare && open_default(call, v));
	v->columns = page_columns(call, shape, usual);
	str_int(pairs_get(&x->request->query, S("view")), &v->current);
	return OK;
}

/* ---- keeping ----------------------------------------------------------------------------- */
static bool room_ok(struct str room)
{
	for (size_t i = 0; i < room.len; i++)
		if (room.at[i] < 'a' || room.at[i] > 'z')
			return false;
	return room.len > 0 && room.len <= ROOM_MAX;
}

static struct str view_path(struct call *call, const struct saved_view *v)
{
	return str_fmt(call->arena, "/%.*s?%.*s%sview=%lld", STR(v->room), STR(v->query),
		v->query.len ? "&" : "", (long long)v->id);
}

static enum status check_view(struct call *call, struct saved_view *v)
{
	bool may_all = call->who.roles & (OFFICE | ADMIN);
	if (v->share == SAVED_VIEW_SHARE_EVERYONE && !may_all)
		return fail(call, "share", T_list_view_not_everyone);
	v->unit = v->share == SAVED_VIEW_SHARE_UNIT ? call->who.unit : 0;
	v->query = clean_query(call, v->query);
	return OK;
}

static enum status set_default(struct call *call, struct str room, int64_t view)
{
	struct default_view_of_row found;
	enum status status = default_view_of(call, call->who.person, room, &found);
	if (status == OK) {
		found.default_view.view = view;
		return row_change(call, &default_view_entity, &found.default_view);
	}
	struct default_view fresh = {.person = call->who.person, .room = room, .view = view};
	return status == NOT_FOUND && view ? row_add(call, &default_view_entity, &fresh) :
		status == NOT_FOUND ? OK : status;
}

static const char *const typed[] = {"room", "name", "share", "query", NULL};

enum status view_add(struct call *call)
{
	struct saved_view v = {.person = call->who.person, .share = SAVED_VIEW_SHARE_OWN};
	TRY(form_read(call, &saved_view_entity, &v, typed));
	if (!room_ok(v.room))
		return fail_with(call, "room", T_field_bad_ref,
			label_of(call, &saved_view_fields[SAVED_VIEW_ROOM]), NOTHING);
	TRY(check_view(call, &v));
	TRY(row_add(call, &saved_view_entity, &v));
	if (has_input(call, "standard"))
		TRY(set_default(call, v.room, v.id));
	return reply_written(call, &saved_view_entity, &v, view_path(call, &v), true);
}

/* Own ones; those for everyone are the office's too. Others' are not there to change. */
static enum status own_view(struct call *call, struct saved_view *v)
{
	TRY(row_read(call, &saved_view_entity, param_id(call, "view"), v));
	bool own = v->person == call->who.person ||
		(v->share == SAVED_VIEW_SHARE_EVERYONE && (call->who.roles & OFFICE));
	return own && !v->removed ? OK : NOT_FOUND;
}

enum status view_change(struct call *call)
{
	struct saved_view v;
	static const char *const only[] = {"name", "share", "query", NULL};
	TRY(own_view(call, &v));
	TRY(version_check(call, &saved_view_entity, &v));
	TRY(form_read(call, &saved_view_entity, &v, only));
	TRY(check_view(call, &v));
	TRY(row_change(call, &saved_view_entity, &v));
	return reply_written(call, &saved_view_entity, &v, view_path(call, &v), false);
}

enum status view_delete(struct call *call)
{
	struct saved_view v;
	TRY(own_view(call, &v));
	v.removed = true;
	TRY(row_change(call, &saved_view_entity, &v));
	if (exchange_of(call)->format != HTML)
		return reply_json(call, S("{}"));
	return reply_go(call, str_fmt(call->arena, "/%.*s?view=all", STR(v.room)));
}

/* Any view in sight may be one's first; on=0 takes it back. */
enum status view_default(struct call *call)
{
	struct saved_views_list all;
	int64_t id = param_id(call, "view");
	TRY(saved_views(call, call->who.person, call->who.unit, S(""), &all));
	for (size_t i = 0; i < all.len; i++) {
		const struct saved_view *v = &all.at[i].saved_view;
		if (v->id != id)
			continue;
		TRY(set_default(call, v->room, str_eq(input(call, "on"), S("0")) ? 0 : id));
		if (exchange_of(call)->format != HTML)
			return reply_json(call, S("{}"));
		return reply_go(call, view_path(call, v));
	}
	return NOT_FOUND;
}

/* ---- pages ------------------------------------------------------------------------------- */
enum status view_list(struct call *call)
{
	struct saved_views_list all;
	TRY(saved_views(call, call->who.person, call->who.unit, input(call, "room"), &all));
	if (reply_rows(call, &saved_views_statement, &(struct rows){all.at, all.len}))
		return OK;
	struct page_head head = {.title = text_of(call, T_list_views)};
	struct page *w = page_open(call, &head);
	views_page(w, &all);
	return page_close(w);
}

enum status view_form(struct call *call)
{
	struct saved_view v;
	TRY(own_view(call, &v));
	struct page_head head = {.title = v.name, .entity = &saved_view_entity, .id = v.id,
		.crumbs = {{S("/views"), text_of(call, T_list_views)}}, .crumb_count = 1};
	if (reply_record(call, &saved_view_entity, &v))
		return OK;
	struct page *w = page_open(call, &head);
	view_form_page(w, &v);
	return page_close(w);
}

struct str view_link(struct call *call, const struct saved_view *v)
{
	return view_path(call, v);
}

bool view_own(const struct call *call, const struct saved_view *v)
{
	return v->person == call->who.person ||
		(v->share == SAVED_VIEW_SHARE_EVERYONE && (call->who.roles & OFFICE));
}

/* Shown ones in their order, then the rest. */
int view_column_boxes(struct call *call, const struct list_views *v, struct column_box *boxes,
	int max)
{
	int n = 0;
	for (int i = 0; v->columns[i] && n < max; i++)
		for (int k = 0; k < v->shape->column_count; k++)
			if (strcmp(v->columns[i], v->shape->columns[k].name) == 0)
				boxes[n++] = (struct column_box){&v->shape->columns[k], true, i == 0};
	int shown = n;
	for (int k = 0; k < v->shape->column_count && n < max; k++) {
		bool there = false;
		for (int i = 0; i < shown; i++)
			there |= boxes[i].column == &v->shape->columns[k];
		if (!there && column_offered(v->shape, &v->shape->columns[k]))
			boxes[n++] = (struct column_box){&v->shape->columns[k], false, false};
	}
	(void)call;
	return n;
}
