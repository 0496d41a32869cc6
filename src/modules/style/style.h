/* The living page of parts, /style, and what machines read: OpenAPI, metrics, events. */
#ifndef GUATU_STYLE_H
#define GUATU_STYLE_H

#include "web/web.h"

extern const struct module style_module;

#endif
