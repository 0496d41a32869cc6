/* The mail server, allowed addresses, and the queue of what leaves. */
#include "notice.h"
#include "notice.html.h"
#include "notice.sql.h"
#include "modules/setting/setting.h"

static enum status the_server(struct call *call, struct mail_server *m)
{
	struct mail_server_one_row found;
	enum status status = mail_server_one(call, &found);
	*m = status == OK ? found.mail_server : (struct mail_server){.port = 465,
		.safety = MAIL_SERVER_SAFETY_TLS, .sends_at = S("08:10")};
	return status == NOT_FOUND ? OK : status;
}

enum status mail_form(struct call *call)
{
	struct mail_server m;
	TRY(the_server(call, &m));
	if (reply_record(call, &mail_server_entity, &m))
		return OK;
	struct page_head head = {.title = text_of(call, T_notice_mail), .place = "settings",
		.entity = &mail_server_entity, .id = m.id,
		.crumbs = {{S("/settings"), text_of(call, T_menu_settings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	mail_page(w, &m);
	return page_close(w);
}

static bool host_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool sound = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			c == '-' || c == '.';
		if (!sound)
			return false;
	}
	return s.len > 0 && s.at[0] != '-' && s.at[0] != '.';
}

static enum status check_server(struct call *call, const struct mail_server *m)
{
	enum status status = OK;
	struct str site = url_origin(call->arena, m->site);
	if (!host_name(m->host))
		status = fail(call, "host", T_notice_bad_host);
	if (m->port < 1 || m->port > 65535)
		status = fail(call, "port", T_notice_bad_port);
	if (!mail_address(m->sender))
		status = fail(call, "sender", T_notice_bad_mail);
	if (m->sends_at.len && clock_minutes(m->sends_at) < 0)
		status = fail(call, "sends_at", T_notice_bad_time);
	if (m->site.len && !site.len)
		status = fail_with(call, "site", T_notice_bad_origin, m->site, NOTHING);
	return status;
}

enum status mail_save(struct call *call)
{
	struct mail_server m;
	struct str password = input(call, "password");
	TRY(the_server(call, &m));
	bool made = !m.id;
	if (!made)
		TRY(version_check(call, &mail_server_entity, &m));
	TRY(form_read(call, &mail_server_entity, &m, NULL));
	TRY(check_server(call, &m));
	if (str_ends(m.site, S("/")))
		m.site.len--;
	if (password.len)
		TRY(secret_seal(call, utf8_first(password, 400), &m.password));
	TRY(made ? row_add(call, &mail_server_entity, &m) : row_change(call, &mail_server_entity, &m));
	return reply_written(call, &mail_server_entity, &m, S("/settings/mail"), made);
}

/* ---- allowed addresses --------------------------------------------------------------------- */
enum status origins_form(struct call *call)
{
	struct str list = NOTHING;
	TRY(setting_get(call, "outgoing_origins", &list));
	struct page_head head = {.title = text_of(call, T_notice_origins), .place = "settings",
		.crumbs = {{S("/settings"), text_of(call, T_menu_settings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	origins_page(w, call->faults.len ? input(call, "origins") : list);
	return page_close(w);
}

enum status origins_save(struct call *call)
{
	struct out o = out_on(call->arena, 4000);
	struct str rest, list = input(call, "origins");
	for (struct str line = str_cut(list, '\n', &rest); line.at;
		line = str_cut(rest, '\n', &rest)) {
		struct str said = str_trim(line), origin = url_origin(call->arena, said);
		if (!said.len)
			continue;
		if (!origin.len)
			return fail_with(call, "origins", T_notice_bad_origin, utf8_first(said, 100),
				NOTHING);
		out_str(&o, origin);
		out_c(&o, '\n');
	}
	if (o.full)
		return fail_with(call, "origins", T_field_too_long,
			text_of(call, T_notice_origins), S("4000"));
	TRY(setting_put(call, "outgoing_origins", out_got(&o)));
	return reply_go(call, S("/settings/origins"));
}

/* ---- the queue ------------------------------------------------------------------------------ */
enum status outgoing_list(struct call *call)
{
	struct list_query q;
	struct list_page found;
	struct outgoing_counts_list counts;
	int64_t n[OUTGOING_STATE_DEAD + 1] = {0};
	TRY(query_read(call, &outgoing_rows_statement, &q));
	if (!q.sort)
		q.descending = true;
	TRY(outgoing_rows(call, &q, &found));
	if (reply_list(call, &outgoing_rows_statement, &q, &found))
		return OK;
	TRY(outgoing_counts(call, &counts));
	for (size_t i = 0; i < counts.len; i++)
		n[counts.at[i].state] = counts.at[i].posts;
	struct page_head head = {.title = text_of(call, T_notice_outgoing), .place = "settings",
		.sentence = text_with(call, T_notice_outgoing_say,
			(const struct str[4]){text_int(call, n[OUTGOING_STATE_WAITING]),
				text_int(call, n[OUTGOING_STATE_DEAD]),
				text_int(call, n[OUTGOING_STATE_UNSURE])}),
		.crumbs = {{S("/settings"), text_of(call, T_menu_settings)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	outgoing_page(w, &q, &found);
	return page_close(w);
}

enum status outgoing_again(struct call *call)
{
	struct outgoing o;
	TRY(row_read(call, &outgoing_entity, param_id(call, "outgoing"), &o));
	if (o.state != OUTGOING_STATE_DEAD && o.state != OUTGOING_STATE_UNSURE)
		return fail(call, "", T_notice_again_no);
	o.state = OUTGOING_STATE_WAITING;
	o.tries = 0;
	o.next_at = call->now;
	TRY(row_change(call, &outgoing_entity, &o));
	TRY(history_note(call, "send again", S("outgoing"), o.id, S("{}")));
	TRY(event_put(call, S("outgoing"), S("")));
	return reply_written(call, &outgoing_entity, &o, S("/outgoing"), false);
}
