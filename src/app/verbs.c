/* The verbs of the command line: one line each, and only here. */
#include "app/app.h"

const struct verb verbs[] = {
	{"serve", command_serve, "[--data DIR | --database postgres://…] [--listen ADDR:PORT] "
				 "[--threads N] [--hash sm3|sha256] [--jobs on|off]", "serves the pages, the API and the jobs"},
	{"demo", command_demo, "[--data DIR] [--projects N] [--seed K] [--hash sm3|sha256]",
		"loads a demonstration district into an empty folder"},
	{"import", command_import, "FILE… [--data DIR] [--create] [--unit yuan|wan|yi] "
				   "[--match column:HEADER=FIELD | unit:NAME=KNOWN | person:NAME=KNOWN]… [--dry-run] [--json]",
		"imports a ledger (.xlsx, .csv); what --match says is kept for the next"},
	{"export", command_export, "ledger|items|plan [--project CODE] --out FILE [--data DIR]",
		"by FILE's suffix: ledger, items .xlsx .csv .json; plan .xlsx .csv .ics, of one "
		"project also .json .xml .xer; an exported ledger imports unchanged"},
	{"report", command_report, "minutes|book [--data DIR] [--week 2026-W48] --out FILE",
		"minutes .docx, meeting book .pdf or .xlsx"},
	{"verify", command_verify, "[--data DIR] [--json]",
		"checks history, references, papers and promises; exit 1 on any break"},
	{"backup", command_backup, "FILE [--data DIR]",
		"database and papers as one file, while the server runs"},
	{"restore", command_restore, "FILE --data DIR",
		"unpacks a back-up into an empty folder, once all of it holds"},
	{"migrate", command_migrate, "[--data DIR | --database …]",
		"brings the schema forward and says what changed"},
	{"jobs", command_jobs, "[--data DIR | --database …]",
		"runs every background job once: reminders, lights, notices"},
	{"user", command_user, "list | add LOGIN --person NAME --unit UNIT --role ROLE[,ROLE] [--scope "
		"own|subtree|all] | password LOGIN | role LOGIN --role … | disable LOGIN | enable LOGIN "
		"[--json]", "accounts; passwords are read from the terminal or the standard input"},
	{"token", command_token, "list | create --user LOGIN [--name PURPOSE] [--days N] [--reach all|metrics] | revoke ID "
		"[--json]", "API tokens, whole or for /metrics alone; a new one is shown once"},
	{"config", command_config, "list | get NAME | set NAME VALUE | unset NAME [--json]",
		"the district's names, the lights' preset"},
	{"man", command_man, "", "the manual page; guatu man | man -l -"},
	{"completion", command_completion, "bash | zsh", "what a shell completes by"},
};
const int verb_count = LEN(verbs);
