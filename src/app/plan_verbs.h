/* The verbs of `guatu plan`, one file each: arguments after the verb's name, answer an exit code. */
#ifndef APP_PLAN_VERBS_H
#define APP_PLAN_VERBS_H

#include "paper/plan_file.h"

int command_plan(int argc, char **argv);
/* Reads a file and opens its network; other than 0 has said why on stderr. The network is to
 * be closed either way. */
int plan_verb_open(struct arena *, const char *path, struct plan_file *, plan_minute status,
	plan_minute due, struct plan_file_network *);
/* The same in two steps, so that a verb may change in between what the file says. */
int plan_verb_read(struct arena *, const char *path, struct plan_file *);
int plan_verb_network(struct arena *, const char *path, struct plan_file *, plan_minute status,
	plan_minute due, struct plan_file_network *);
int plan_risk_verb(int argc, char **argv);
int plan_options_verb(int argc, char **argv);
int plan_check_verb(int argc, char **argv);
int plan_forecast_verb(int argc, char **argv);
int plan_schedule_verb(int argc, char **argv);
int plan_solve_verb(int argc, char **argv);
int plan_convert_verb(int argc, char **argv);

#endif
