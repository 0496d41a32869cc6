/* What every list has: saved views, columns to choose, cells and many rows to change. */
#ifndef GUATU_LIST_H
#define GUATU_LIST_H

#include "models.h"
#include "web/page.h"

extern const struct module list_module;

enum status list_choices(struct call *);

#endif
