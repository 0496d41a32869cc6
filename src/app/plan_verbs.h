/* The verbs of `guatu plan`, one file each: arguments after the verb's name, answer an exit code. */
#ifndef APP_PLAN_VERBS_H
#define APP_PLAN_VERBS_H

int command_plan(int argc, char **argv);
int plan_schedule_verb(int argc, char **argv);

#endif
