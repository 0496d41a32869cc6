/* Notices: the inbox, the daily digest, group robots. What happened is read from the outbox
 * (watch.c), told to each person and robot once (notice.c), and what leaves the house goes
 * through one queue (send.c). */
#ifndef GUATU_NOTICE_H
#define GUATU_NOTICE_H

#include "http/client.h"
#include "models.h"
#include "web/web.h"

extern const struct module notice_module;

/* What waits unread in the caller's inbox; 0 where it cannot be asked. */
int64_t notice_unread_count(struct call *);

/* ---- telling ------------------------------------------------------------------------ */
struct crowd; /* who can be told: accounts, their wishes, robots */
enum status crowd_read(struct call *, struct crowd **);

/* Something to tell: everything of a notice but its person, robot and key. `key` names the
 * event; with it nobody is told twice. */
struct telling {
	struct str key;
	struct notice notice;
};
/* Tells a person, who is spared what they did themselves and what they do not want. */
enum status tell_person(struct call *, const struct crowd *, const struct telling *,
	int64_t person);
/* Tells everyone of a unit, and its robots. */
enum status tell_unit(struct call *, const struct crowd *, const struct telling *,
	int64_t unit);
/* Tells who answers for it: the person, where they have an account, else the unit; the
 * unit's robots in any case. */
enum status tell_doer(struct call *, const struct crowd *, const struct telling *,
	int64_t person, int64_t unit);
/* Tells all with one of these roles. */
enum status tell_roles(struct call *, const struct crowd *, const struct telling *,
	uint32_t roles);
/* Whether they want this kind by mail; the wishes of a person, NULL where never said. */
bool wants_mail(const struct notice_wish *, int kind);
const struct notice_wish *wish_of(const struct crowd *, int64_t person);

/* "新交办：征地批文，时限 2026-12-01（某项目）", in the call's language. */
struct str notice_sentence(struct call *, const struct notice *, struct str project);
/* The record's page. */
struct str notice_path(struct call *, const struct notice *);

/* "21:30" as minutes of the day; −1 where it is no time of day. */
int clock_minutes(struct str);
/* Whether a minute of the day lies in the quiet hours, which may span midnight. */
bool quiet_at(struct str from, struct str to, int minute);

/* ---- jobs ---------------------------------------------------------------------------- */
enum status notices_from_events(struct call *);	 /* outbox → notices */
enum status notices_of_the_day(struct call *);	 /* limits, meetings, missing reports */
enum status notices_sweep(struct call *);	 /* what was read or sent long ago */
enum status digests_make(struct call *);	 /* notices → today's mails */
enum status outgoing_send(struct call *);	 /* the queue → the world; slow */

/* ---- robots: formats and limits, after their makers' documents (docs/admin.md) --------- */
enum { ROBOT_TRIES = 5, POST_LINES = 20, MERGE_MS = 60 * 1000 };

/* Lines made into as few texts as the platform's bytes allow, none cut inside a character;
 * each begins with head. */
struct strs robot_texts(struct call *, int kind, struct str head, const struct strs *lines);
/* The request: url gets its signature where a secret is given. */
struct http_post robot_post(struct arena *, int kind, struct str address, struct str secret,
	struct str text, instant now);
/* What an answer means; *hold_ms is how long the robot must rest. */
enum sending robot_answer(struct arena *, int kind, const struct http_answer *,
	struct str *error, int64_t *hold_ms);
/* Posts a robot may send in a minute. */
int robot_limit(int kind);
/* Robots of a platform live at this origin; another one must be allowed by name. */
const char *robot_origin(int kind);
/* Base64 of HMAC-SHA256. */
struct str hmac_base64(struct arena *, struct str key, struct str message);

/* Whether the security administrator has allowed this origin: "https://host" and
 * "http://host:port", one a line. */
enum status origin_allowed(struct call *, struct str origin, bool *allowed);

/* ---- pages ---------------------------------------------------------------------------- */
enum status inbox_list(struct call *);
enum status inbox_count(struct call *);
enum status inbox_mark(struct call *);
enum status inbox_mark_all(struct call *);
enum status wishes_form(struct call *);
enum status wishes_save(struct call *);
enum status robots_list(struct call *);
enum status robot_form(struct call *);
enum status robot_save(struct call *);
enum status mail_form(struct call *);
enum status mail_save(struct call *);
enum status origins_form(struct call *);
enum status origins_save(struct call *);
enum status outgoing_list(struct call *);
enum status outgoing_again(struct call *);

#endif
