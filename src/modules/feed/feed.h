/* A person's calendar by subscription (iCalendar): the limits of their items, their meetings,
 * the milestones of their projects. The address is a secret of its own, since calendar programs
 * cannot log in. */
#ifndef GUATU_FEED_H
#define GUATU_FEED_H

#include "models.h"
#include "web/web.h"

extern const struct module feed_module;

/* Makes the caller's address anew, in a write; the old one ends. token is shown once. */
enum status feed_make(struct call *, struct str *token);
/* Ends the caller's address. OK where there is none. */
enum status feed_end(struct call *);
/* The calendar of the person that the call acts for, in their scope. base: "https://host". */
enum status feed_text(struct call *, struct str base, struct str host, struct str *found);

#endif
