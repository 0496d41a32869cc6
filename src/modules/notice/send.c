/* What leaves the house: waiting notices become posts and digests, and those are sent one
 * after another. A post is marked «being sent» on disk before it leaves: where the program
 * is killed meanwhile, or no answer comes, it is «not sure» and never sent again by itself. */
#include "notice.h"
#include "notice.sql.h"
#include "modules/setting/setting.h"

enum { ZONE = 480, AT_ONCE = 50, MINUTE_MS = 60 * 1000, FEISHU_AT_ONCE = 5 };

/* Minutes to wait after the first, second … failure. */
static const int pauses[ROBOT_TRIES] = {1, 5, 30, 120, 0};

static int minute_of(const struct call *call)
{
	return instant_minute_of_day(call->now, ZONE);
}

static enum status origins(struct call *call, struct str *list)
{
	*list = NOTHING;
	return setting_get(call, "outgoing_origins", list);
}

enum status origin_allowed(struct call *call, struct str origin, bool *allowed)
{
	struct str list, rest;
	*allowed = false;
	TRY(origins(call, &list));
	for (struct str line = str_cut(list, '\n', &rest); line.at && !*allowed;
		line = str_cut(rest, '\n', &rest))
		*allowed = line.len && str_eq(str_trim(line), origin);
	return OK;
}

/* ---- notices → posts -------------------------------------------------------------------- */
static enum status put_post(struct call *call, struct outgoing *o)
{
	o->state = OUTGOING_STATE_WAITING;
	o->made = o->next_at = call->now;
	o->tried_at = o->sent_at = INSTANT_NONE;
	o->tries = 0;
	TRY(row_add(call, &outgoing_entity, o));
	return event_put(call, S("outgoing"), S(""));
}

/* Which of the posts a line went into does not matter: its notice points at the first. */
static enum status compose_robot(struct call *call, const struct robot *r, struct str district)
{
	struct robot_waiting_list found;
	struct strs lines = {0};
	TRY(robot_waiting(call, r->id, &found));
	if (!found.len || quiet_at(r->quiet_from, r->quiet_to, minute_of(call)) ||
		call->now.ms - found.at[0].notice.at.ms < MERGE_MS)
		return OK;
	for (size_t i = 0; i < found.len; i++)
		*vec_add(call->arena, &lines) = str_fmt(call->arena, "· %.*s",
			STR(notice_sentence(call, &found.at[i].notice, found.at[i].project_name)));
	struct str head = text_with(call, T_notice_robot_head,
		(const struct str[4]){district, r->keyword});
	struct strs posts = robot_texts(call, r->kind, head, &lines);
	int64_t first = 0;
	for (size_t i = 0; i < posts.len; i++) {
		struct outgoing o = {.robot = r->id, .on_day = call->today, .body = posts.at[i]};
		TRY(put_post(call, &o));
		first = first ? first : o.id;
	}
	for (size_t i = 0; i < found.len; i++) {
		found.at[i].notice.outgoing = first;
		TRY(row_change(call, &notice_entity, &found.at[i].notice));
	}
	return OK;
}

/* At the start nothing can be on its way: what seems so was cut off. */
static enum status find_cut_off(struct call *call)
{
	struct outgoing_in_state_list cut;
	TRY(outgoing_in_state(call, OUTGOING_STATE_SENDING, &cut));
	for (size_t i = 0; i < cut.len; i++) {
		cut.at[i].outgoing.state = OUTGOING_STATE_UNSURE;
		TRY(row_change(call, &outgoing_entity, &cut.at[i].outgoing));
	}
	return OK;
}

static enum status compose(struct call *call, void *arg)
{
	struct robots_open_list robots;
	struct str district = text_of(call, T_product);
	(void)arg;
	TRY(find_cut_off(call));
	TRY(setting_get(call, "district_zh", &district));
	TRY(robots_open(call, &robots));
	for (size_t i = 0; i < robots.len; i++)
		TRY(compose_robot(call, &robots.at[i].robot, district));
	return OK;
}

/* ---- notices → digests ------------------------------------------------------------------ */
static struct str digest_body(struct call *call, const struct mail_unread_list *found,
	const bool *wanted, int64_t count, struct str name, struct str site)
{
	struct out o = out_on(call->arena, 60000);
	out_str(&o, text_with(call, T_notice_mail_head,
		(const struct str[4]){name, text_int(call, count)}));
	out_lit(&o, "\n\n");
	for (size_t i = 0; i < found->len; i++)
		if (wanted[i]) {
			const struct notice *n = &found->at[i].notice;
			out_fmt(&o, "· %.*s\n", STR(notice_sentence(call, n, found->at[i].project_name)));
			if (site.len)
				out_fmt(&o, "  %.*s%.*s\n", STR(site), STR(notice_path(call, n)));
		}
	out_c(&o, '\n');
	out_str(&o, text_with(call, T_notice_mail_foot, (const struct str[4]){site}));
	out_c(&o, '\n');
	return out_got(&o);
}

static enum status digest_one(struct call *asking, const struct notice_people_row *p,
	const struct notice_wish *w, struct str site)
{
	struct call own = *asking, *call = &own;
	struct mail_of_day_row before;
	struct mail_unread_list found;
	struct person person;
	int64_t count = 0;
	call->lang = p->lang == ACCOUNT_LANG_EN ? EN : ZH;
	enum status status = mail_of_day(call, p->id, call->today, &before);
	if (status != NOT_FOUND)
		return status;
	TRY(mail_unread(call, p->id, &found));
	bool *wanted = NEW_ARRAY(call->arena, bool, found.len + 1);
	for (size_t i = 0; i < found.len; i++)
		count += wanted[i] = wants_mail(w, found.at[i].notice.kind);
	if (!count)
		return OK;
	TRY(row_read(call, &person_entity, p->id, &person));
	struct outgoing o = {.person = p->id, .on_day = call->today,
		.body = digest_body(call, &found, wanted, count, person.name, site)};
	TRY(put_post(call, &o));
	for (size_t i = 0; i < found.len; i++)
		if (wanted[i]) {
			found.at[i].notice.outgoing = o.id;
			TRY(row_change(call, &notice_entity, &found.at[i].notice));
		}
	return OK;
}

enum status digests_make(struct call *call)
{
	struct mail_server_one_row server;
	struct notice_people_list people;
	struct crowd *crowd;
	enum status status = mail_server_one(call, &server);
	if (status != OK)
		return status == NOT_FOUND ? OK : status;
	const struct mail_server *m = &server.mail_server;
	int begins = clock_minutes(m->sends_at), minute = minute_of(call);
	if (m->closed || minute < (begins < 0 ? 8 * 60 + 10 : begins))
		return OK;
	TRY(crowd_read(call, &crowd));
	TRY(notice_people(call, &people));
	for (size_t i = 0; i < people.len; i++) {
		const struct notice_wish *w = wish_of(crowd, people.at[i].id);
		if (w && w->mail.len && !quiet_at(w->quiet_from, w->quiet_to, minute))
			TRY(digest_one(call, &people.at[i], w, m->site));
	}
	return OK;
}

/* ---- the queue --------------------------------------------------------------------------- */
struct parcel {
	bool found;
	struct outgoing outgoing;
	struct robot robot;
	struct mail_server server;
	struct str address, secret; /* of the robot; of the mail: to whom, password */
	struct str subject;
	bool inner;
	int feishu; /* posts to Feishu in this run: it takes five a second */
	enum sending end;
	struct str error;
	int64_t hold_ms;
};

/* Not on the full and half hour, when every robot of the country speaks. */
static bool crowded(int minute)
{
	return minute % 30 == 29 || minute % 30 == 0;
}

static enum status robot_may(struct call *call, struct parcel *p, bool *may)
{
	struct robot_recent_row recent;
	int minute = minute_of(call);
	*may = false;
	TRY(row_read(call, &robot_entity, p->outgoing.robot, &p->robot));
	if (p->robot.closed || crowded(minute) ||
		quiet_at(p->robot.quiet_from, p->robot.quiet_to, minute) ||
		(p->robot.kind == ROBOT_KIND_FEISHU && p->feishu >= FEISHU_AT_ONCE))
		return OK;
	TRY(robot_recent(call, p->robot.id, (instant){call->now.ms - MINUTE_MS - 1000}, &recent));
	*may = recent.posts < robot_limit(p->robot.kind);
	return OK;
}

static enum status load_robot(struct call *call, struct parcel *p)
{
	TRY(secret_open(call, p->robot.address, &p->address));
	TRY(secret_open(call, p->robot.secret, &p->secret));
	struct str origin = url_origin(call->arena, p->address);
	p->feishu += p->robot.kind == ROBOT_KIND_FEISHU;
	return origin_allowed(call, origin, &p->inner);
}

static enum status mail_may(struct call *call, struct parcel *p, bool *may)
{
	struct mail_server_one_row server;
	struct notice_wish_of_row wish;
	enum status status = mail_server_one(call, &server);
	*may = false;
	if (status == OK)
		status = notice_wish_of(call, p->outgoing.person, &wish);
	if (status != OK)
		return status == NOT_FOUND ? OK : status;
	p->server = server.mail_server;
	p->address = wish.notice_wish.mail;
	*may = !p->server.closed && p->address.len;
	return OK;
}

static enum status load_mail(struct call *call, struct parcel *p)
{
	struct str district = text_of(call, T_product), words = p->outgoing.body;
	int64_t count = 0;
	TRY(setting_get(call, "district_zh", &district));
	TRY(secret_open(call, p->server.password, &p->secret));
	for (size_t at; (at = str_find(words, S("\n· "))) != SIZE_MAX; count++)
		words = str_sub(words, at + 2, words.len);
	p->subject = text_with(call, T_notice_mail_subject,
		(const struct str[4]){district, text_int(call, count)});
	return OK;
}

/* The next that may go, marked as on its way. */
static enum status claim(struct call *call, void *arg)
{
	struct parcel *p = arg;
	struct outgoing_due_list due;
	p->found = false;
	TRY(outgoing_due(call, call->now, &due));
	for (size_t i = 0; i < due.len && !p->found; i++) {
		p->outgoing = due.at[i].outgoing;
		TRY(p->outgoing.robot ? robot_may(call, p, &p->found) :
					mail_may(call, p, &p->found));
	}
	if (!p->found)
		return OK;
	enum status loaded = p->outgoing.robot ? load_robot(call, p) : load_mail(call, p);
	p->outgoing.state = loaded == OK ? OUTGOING_STATE_SENDING : OUTGOING_STATE_DEAD;
	p->outgoing.error = loaded == OK ? NOTHING : S("its secret cannot be opened");
	p->outgoing.tries++;
	p->outgoing.tried_at = call->now;
	return row_change(call, &outgoing_entity, &p->outgoing);
}

static void send_robot(struct call *call, struct parcel *p)
{
	struct http_post post = robot_post(call->arena, p->robot.kind, p->address, p->secret,
		p->outgoing.body, call->now);
	struct http_answer answer;
	post.inner = p->inner;
	p->end = http_post(call->arena, &post, &answer);
	p->error = answer.error;
	if (p->end == SEND_OK)
		p->end = robot_answer(call->arena, p->robot.kind, &answer, &p->error, &p->hold_ms);
}

static void send_mail(struct call *call, struct parcel *p)
{
	const struct mail_server *s = &p->server;
	struct mail m = {.host = s->host, .port = (int)s->port, .login = s->login,
		.password = p->secret, .from = s->sender, .to = p->address,
		.subject = p->subject, .body = p->outgoing.body, .at = call->now,
		.safety = s->safety == MAIL_SERVER_SAFETY_TLS ? MAIL_TLS :
			s->safety == MAIL_SERVER_SAFETY_PLAIN ? MAIL_PLAIN : MAIL_STARTTLS,
		.id = str_fmt(call->arena, "guatu-%lld-%lld@%.*s", (long long)p->outgoing.id,
			(long long)p->outgoing.made.ms, STR(s->host))};
	p->end = mail_send(call->arena, &m, &p->error);
}

/* A platform that asks for patience gets it from all that wait for this robot. */
static enum status hold_robot(struct call *call, const struct parcel *p)
{
	struct outgoing_of_robot_list waiting;
	TRY(outgoing_of_robot(call, p->robot.id, &waiting));
	for (size_t i = 0; i < waiting.len; i++) {
		struct outgoing *o = &waiting.at[i].outgoing;
		o->next_at.ms = MAX(o->next_at.ms, call->now.ms + p->hold_ms);
		TRY(row_change(call, &outgoing_entity, o));
	}
	return OK;
}

static enum status note_end(struct call *call, void *arg)
{
	struct parcel *p = arg;
	struct outgoing *o = &p->outgoing;
	bool again = p->end == SEND_FAILED && o->tries < ROBOT_TRIES;
	o->error = utf8_first(p->error, 400);
	o->state = p->end == SEND_OK ? OUTGOING_STATE_SENT :
		p->end == SEND_UNSURE ? OUTGOING_STATE_UNSURE :
		again		      ? OUTGOING_STATE_WAITING : OUTGOING_STATE_DEAD;
	if (p->end == SEND_OK)
		o->sent_at = call->now;
	if (again)
		o->next_at.ms = call->now.ms +
			MAX(p->hold_ms, (int64_t)pauses[o->tries - 1] * MINUTE_MS);
	TRY(row_change(call, &outgoing_entity, o));
	return p->hold_ms ? hold_robot(call, p) : OK;
}

enum status outgoing_send(struct call *call)
{
	struct parcel p = {0};
	TRY(store_write(call, compose, NULL));
	for (int i = 0; i < AT_ONCE; i++) {
		TRY(store_write(call, claim, &p));
		if (!p.found)
			return OK;
		if (p.outgoing.state != OUTGOING_STATE_SENDING)
			continue;
		p.hold_ms = 0;
		if (p.outgoing.robot)
			send_robot(call, &p);
		else
			send_mail(call, &p);
		TRY(store_write(call, note_end, &p));
	}
	return OK;
}
