/* Unit works (单体): each with its step and percent; the project's percent is their weighted
 * mean. */
#ifndef GUATU_WORKS_H
#define GUATU_WORKS_H

#include "models.h"
#include "web/web.h"

extern const struct module works_module;

/* Recomputes the project's percent from its unit works. */
enum status works_sum(struct call *, int64_t project);

#endif
