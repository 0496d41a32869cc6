/* What an office decides about its own house: names and values. */
#ifndef GUATU_SETTING_H
#define GUATU_SETTING_H

#include "models.h"
#include "web/web.h"

/* Leaves *value alone where the setting was never made. */
enum status setting_get(struct call *, const char *name, struct str *value);
enum status setting_put(struct call *, const char *name, struct str value);

#endif
