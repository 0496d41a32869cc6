/* Units and people: their pages under settings. */
#ifndef GUATU_ORG_H
#define GUATU_ORG_H

#include "models.h"
#include "web/web.h"

extern const struct module org_module;

#endif
