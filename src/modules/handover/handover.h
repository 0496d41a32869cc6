/* Who carries what, and handing all of it over at once when somebody leaves (S18). */
#ifndef GUATU_HANDOVER_H
#define GUATU_HANDOVER_H

#include "models.h"
#include "handover.sql.h"
#include "org.sql.h"
#include "web/web.h"

extern const struct module handover_module;

/* The open work of a person in the caller's sight. */
struct hand {
	struct person_one_row who;
	struct person_projects_list projects;
	struct person_memberships_list members;
	struct person_items_list items;
	struct person_parts_list parts;
	struct person_meetings_list meetings;
	struct person_series_list series;
	struct hand_overs_of_list before;
};
/* What a person is to a project: "联系领导、专班组长". */
struct str hand_parts_words(struct call *, const struct person_projects_row *, int64_t person);
enum status hand_read(struct call *, int64_t person, struct hand *);
bool hand_empty(const struct hand *);
/* Gives all of it to h->successor; limits stay as they are. With h->leaves the person is retired
 * and their successor kept. INVALID where the successor is the person or has left, or where
 * there is neither work to give nor a leave. */
enum status hand_give(struct call *, struct hand_over *h);

#endif
