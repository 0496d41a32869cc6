/* The inbox, and how a person wants to be told. */
#include "notice.h"
#include "notice.html.h"
#include "notice.sql.h"

enum status inbox_list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &notice_rows_statement, &q));
	if (!q.sort)
		q.descending = true;
	TRY(notice_rows(call, call->who.person, &q, &found));
	if (reply_list(call, &notice_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_inbox), .place = "inbox",
		.sentence = text_with(call, T_notice_sentence,
			(const struct str[4]){text_int(call, notice_unread_count(call))})};
	struct page *w = page_open(call, &head);
	inbox_page(w, &q, &found);
	return page_close(w);
}

/* What the bar's part asks for when something was told. */
enum status inbox_count(struct call *call)
{
	struct page_head head = {.title = text_of(call, T_inbox), .body_class = "bare"};
	if (exchange_of(call)->format != HTML)
		return reply_json(call, str_fmt(call->arena, "{\"unread\": %lld}",
						(long long)notice_unread_count(call)));
	struct page *w = page_open(call, &head);
	page_inbox(w);
	return page_close(w);
}

static enum status mark(struct call *call, struct notice *n, bool read)
{
	bool is = n->read_at.ms != INSTANT_NONE.ms;
	n->read_at = read ? is ? n->read_at : call->now : INSTANT_NONE;
	return row_change(call, &notice_entity, n);
}

static enum status marked(struct call *call)
{
	return event_put(call, str_fmt(call->arena, "notice-%lld", (long long)call->who.person),
		S(""));
}

enum status inbox_mark(struct call *call)
{
	struct notice_one_row found;
	TRY(notice_one(call, param_id(call, "notice"), call->who.person, &found));
	TRY(mark(call, &found.notice, !str_eq(input(call, "read"), S("0"))));
	TRY(marked(call));
	return reply_written(call, &notice_entity, &found.notice, S("/inbox"), false);
}

enum status inbox_mark_all(struct call *call)
{
	struct notice_unread_of_list found;
	TRY(notice_unread_of(call, call->who.person, &found));
	for (size_t i = 0; i < found.len; i++)
		TRY(mark(call, &found.at[i].notice, true));
	TRY(marked(call));
	return reply_go(call, S("/inbox"));
}

/* ---- wishes ------------------------------------------------------------------------------ */
static enum status own_wish(struct call *call, struct notice_wish *w)
{
	struct notice_wish_of_row found;
	enum status status = notice_wish_of(call, call->who.person, &found);
	*w = status == OK ? found.notice_wish : (struct notice_wish){.person = call->who.person};
	return status == NOT_FOUND ? OK : status;
}

enum status wishes_form(struct call *call)
{
	struct notice_wish w;
	TRY(own_wish(call, &w));
	if (reply_record(call, &notice_wish_entity, &w))
		return OK;
	struct page_head head = {.title = text_of(call, T_my_notices), .place = "inbox",
		.crumbs = {{S("/inbox"), text_of(call, T_inbox)}}, .crumb_count = 1};
	struct page *page = page_open(call, &head);
	wishes_page(page, &w);
	return page_close(page);
}

static enum status check_times(struct call *call, struct str from, struct str to)
{
	enum status status = OK;
	if (from.len && clock_minutes(from) < 0)
		status = fail(call, "quiet_from", T_notice_bad_time);
	if (to.len && clock_minutes(to) < 0)
		status = fail(call, "quiet_to", T_notice_bad_time);
	return status;
}

enum status wishes_save(struct call *call)
{
	struct notice_wish w;
	TRY(own_wish(call, &w));
	if (w.id)
		TRY(version_check(call, &notice_wish_entity, &w));
	bool made = !w.id;
	TRY(form_read(call, &notice_wish_entity, &w, NULL));
	TRY(check_times(call, w.quiet_from, w.quiet_to));
	if (w.mail.len && !mail_address(w.mail))
		return fail(call, "mail", T_notice_bad_mail);
	TRY(made ? row_add(call, &notice_wish_entity, &w) : row_change(call, &notice_wish_entity, &w));
	return reply_written(call, &notice_wish_entity, &w, S("/me/notices"), made);
}

/* ---- robots ------------------------------------------------------------------------------- */
enum status robots_list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	TRY(query_read(call, &robot_rows_statement, &q));
	TRY(robot_rows(call, &q, &found));
	if (reply_list(call, &robot_rows_statement, &q, &found))
		return OK;
	struct page_head head = {.title = text_of(call, T_notice_robots), .place = "settings",
		.crumbs = {{S("/settings"), text_of(call, T_menu_settings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	robots_page(w, &q, &found);
	return page_close(w);
}

enum status robot_form(struct call *call)
{
	struct robot r = {0};
	int64_t id = param_id(call, "robot");
	if (id)
		TRY(row_read(call, &robot_entity, id, &r));
	if (id && reply_record(call, &robot_entity, &r))
		return OK;
	struct page_head head = {
		.title = text_of(call, id ? T_notice_robot_change : T_notice_robot_add),
		.place = "settings", .entity = &robot_entity, .id = id,
		.crumbs = {{S("/robots"), text_of(call, T_notice_robots)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	robot_page(w, &r);
	return page_close(w);
}

/* The platform's own origin, or one that the security administrator has listed. */
static enum status check_address(struct call *call, const struct robot *r, struct str address)
{
	struct str origin = url_origin(call->arena, address);
	struct str own = r->kind ? str_of(robot_origin(r->kind)) : NOTHING;
	bool allowed = false;
	TRY(origin_allowed(call, origin, &allowed));
	return allowed || (origin.len && str_eq(origin, own)) ?
		OK : fail_with(call, "address", T_notice_bad_address, own, NOTHING);
}

/* The host and the last four letters: enough to know it again, too little to use it. */
static struct str show_address(struct call *call, struct str address)
{
	size_t tail = address.len > 24 ? 4 : 0;
	return str_fmt(call->arena, "%.*s/…%.*s", STR(url_origin(call->arena, address)),
		STR(str_sub(address, address.len - tail, tail)));
}

static enum status seal_robot(struct call *call, struct robot *r)
{
	struct str address = str_trim(input(call, "address")), secret = str_trim(input(call, "secret"));
	if (!r->id && !address.len)
		return fail_with(call, "address", T_field_required,
			text_of(call, T_notice_robot_address), NOTHING);
	if (address.len > 1000 || secret.len > 1000)
		return fail_with(call, "address", T_field_too_long,
			text_of(call, T_notice_robot_address), S("1000"));
	if (address.len) {
		TRY(check_address(call, r, address));
		r->shown = show_address(call, address);
		TRY(secret_seal(call, address, &r->address));
	}
	return secret.len ? secret_seal(call, secret, &r->secret) : OK;
}

enum status robot_save(struct call *call)
{
	struct robot r = {0};
	int64_t id = param_id(call, "robot");
	if (id) {
		TRY(row_read(call, &robot_entity, id, &r));
		TRY(version_check(call, &robot_entity, &r));
	}
	TRY(form_read(call, &robot_entity, &r, NULL));
	TRY(check_times(call, r.quiet_from, r.quiet_to));
	TRY(seal_robot(call, &r));
	TRY(id ? row_change(call, &robot_entity, &r) : row_add(call, &robot_entity, &r));
	return reply_written(call, &robot_entity, &r, S("/robots"), !id);
}
