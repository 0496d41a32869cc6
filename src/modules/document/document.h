/* Photos and papers behind any row of any room. */
#ifndef GUATU_DOCUMENT_H
#define GUATU_DOCUMENT_H

#include "models.h"
#include "web/web.h"

extern const struct module document_module;

/* Keeps the request's uploaded files (field "photos"; none outside a request) as documents of a row. Types are
 * told by content, never by name. INVALID with a fault on the first that is not allowed. */
enum status document_keep(struct call *, int64_t project, const char *room, int64_t record);

#endif
