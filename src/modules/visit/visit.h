/* Site visits (S22). The reference room: every other room has these same files.
 *   visit.model   what it is        visit.sql   how it is asked for
 *   visit.c       its rules         visit_web.c its pages and API
 *   visit.html    how it looks      visit.text  its words
 *   visit.case    request ⇒ reply   visit_test.c its rules, tested */
#ifndef GUATU_VISIT_H
#define GUATU_VISIT_H

#include "models.h"
#include "web/web.h"

extern const struct module visit_module;

/* Records a visit; v's id and version are set. INVALID with faults where a rule speaks. */
enum status visit_add(struct call *, struct visit *v);
enum status visit_change(struct call *, struct visit *v);

/* Makes the visit's difficulty an item of the project, once: asked again it gives the
 * same item. INVALID where there is no difficulty. */
enum status visit_raise(struct call *, struct visit *v, int64_t *item);

#endif
