/* Units and people: their pages under settings. */
#ifndef GUATU_ORG_H
#define GUATU_ORG_H

#include "models.h"
#include "org.sql.h"
#include "web/web.h"

extern const struct module org_module;

/* INVALID with a fault beside `field` where the person has left, naming the successor. */
enum status person_here(struct call *, const char *field, int64_t person);

#endif
