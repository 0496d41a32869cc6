/* Date discipline (X2, X3): promised dates move by requests, projects rest by recorded pauses. */
#ifndef GUATU_DATES_H
#define GUATU_DATES_H

#include "dates.sql.h"
#include "models.h"
#include "web/web.h"

extern const struct module dates_module;

/* The rule in force; rules.md §3's where none was set. */
enum status date_rule_now(struct call *, struct date_rule *);
/* Asks for another date of a project past the idea: wanted, which, reason and words are given, the rest
 * is filled in. INVALID where the project has no such date, a request for it waits, or nothing
 * would change. */
enum status date_ask(struct call *, struct date_change *);
/* The reason of a request that a ledger makes; nobody has said why yet. */
enum status date_reason_imported(struct call *, int64_t *reason);
/* Decides: grants (the date moves, the plan's date owed with it) or refuses. FORBIDDEN for who asked
 * it, and for others than a leader over the threshold; INVALID once it is decided. */
enum status date_decide(struct call *, int64_t request, bool grant, struct str answer);
enum status date_withdraw(struct call *, int64_t request);
/* Whether the caller may decide it now. */
bool date_decidable(const struct call *, const struct date_change *);

/* Lets a project rest: reason, words and until are given. */
enum status pause_begin(struct call *, struct pause *);
/* Looked at again: it stays paused, with what is to be said now. */
enum status pause_review(struct call *, struct pause *);
/* Goes on where it stood. */
enum status pause_end(struct call *, int64_t project);
/* Not looked at for longer than the rule allows. */
bool pause_stale(const struct call *, const struct pause *, const struct date_rule *);

/* Ships the rule and the lists into a folder that has none. */
enum status dates_defaults(struct call *);

/* What the overview shows, and one project's dates. */
struct dates_view {
	struct date_changes_to_decide_list waiting;
	struct pauses_now_list pauses;
	struct list_query query;
	struct list_page all;
	struct date_rule rule;
};
struct project_dates_view {
	struct project project;
	struct date_changes_of_list changes;
	struct reason_all_list reasons, pause_reasons;
	struct pause_of_list pause;
	struct date_rule rule;
	day forecast;
	bool promised;
};

#endif
