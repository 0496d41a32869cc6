/* First pages: today for the office (what must I do before noon?) and the cockpit for
 * leaders (which three projects need me, and why?). They only read. */
#ifndef GUATU_COCKPIT_H
#define GUATU_COCKPIT_H

#include "web/web.h"

extern const struct module cockpit_module;

#endif
