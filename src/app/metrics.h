/* /metrics: how the program goes, for Prometheus. */
#ifndef GUATU_METRICS_H
#define GUATU_METRICS_H

#include "web/web.h"

extern const struct module metrics_module;

/* A metric's head (text exposition format 0.0.4), before its samples. */
void metric_head(struct out *, const char *name, const char *type, const char *help);

#endif
