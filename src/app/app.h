/* The top floor: command line, server, jobs. It names every module; nothing names it. */
#ifndef GUATU_APP_H
#define GUATU_APP_H

#include "web/web.h"

extern const struct module *const modules[];
extern const size_t module_count;

/* The command line, read: verb, flags, the rest. A flag's value comes from --name, else
 * GUATU_NAME, else DATA/guatu.conf. */
struct command {
	const char *verb;
	const char *files[64];
	int file_count;
	const char *match[64]; /* --match, as often as given */
	int match_count;
	const char *data, *database, *listen, *hash, *week, *out, *as, *unit;
	const char *user, *name, *role, *scope, *person, *project, *reach, *jobs;
	int threads, projects, activities, days;
	uint64_t seed;
	bool json, dry_run, create, help;
};

/* One line a verb, in verbs.c: help, manual and completion are made of it. */
struct verb {
	const char *name;
	int (*run)(const struct command *);
	const char *usage, *does;
};
extern const struct verb verbs[];
extern const int verb_count;

/* Fills what neither a flag nor the environment gave from DATA/guatu.conf ("key = value", # for
 * comments); other than 0 has said file, line and mend on stderr. */
int conf_read(struct command *);
int command_man(const struct command *);
int command_completion(const struct command *);
int command_serve(const struct command *);
int command_demo(const struct command *);
int command_verify(const struct command *);
int command_import(const struct command *);
int command_export(const struct command *);
int command_report(const struct command *);
int command_backup(const struct command *);
int command_restore(const struct command *);
int command_jobs(const struct command *);
int command_migrate(const struct command *);
int command_user(const struct command *);
int command_token(const struct command *);
int command_config(const struct command *);
/* Opens only to look, beside a server that may be running. */
struct store *command_look(const struct command *, struct arena *, int *code);
/* Whether everything in a store holds; where not, says what on stderr. */
bool data_holds(struct store *);

/* Opens the store a verb works on; on failure says why on stderr, NULL with *code set. */
struct store *command_open(const struct command *, bool create, struct arena *, int *code);

/* Runs the modules' jobs until stopped; each in a write of its own, slow ones outside. */
struct jobs;
struct jobs *jobs_start(struct store *, int offset_minutes); /* the others take NULL: none */
/* Something has happened: jobs that wait for events run now, at most once a second. */
void jobs_wake(struct jobs *);
void jobs_stop(struct jobs *);
/* How the jobs of this process went, for monitoring. */
void jobs_print(struct out *);
/* Every job once, now: after loading a demonstration or an import. */
enum status jobs_run_once(struct store *, instant now, int offset_minutes);

enum { CHINA_OFFSET = 480 };

#endif
