/* DATA/guatu.conf, the manual page and the shells' completion. */
#include "app/app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int wrong(const char *path, int line, const char *key, const char *why)
{
	fprintf(stderr, "guatu: %s line %d: %s %s\n", path, line, key, why);
	return 2;
}

static char *trimmed(char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	size_t n = strlen(s);
	while (n && strchr(" \t\r\n", s[n - 1]))
		s[--n] = 0;
	return s;
}

/* One "key = value"; kept for the program's life. */
static int take(struct command *c, const char *path, int line, char *text)
{
	static char database[1024], listen[256], hash[16];
	char *value = strchr(text, '=');
	int64_t n;
	if (!value)
		return wrong(path, line, text, "is no \"key = value\"");
	*value++ = 0;
	const char *key = trimmed(text);
	value = trimmed(value);
	if (strcmp(key, "database") == 0) {
		snprintf(database, sizeof database, "%s", value);
		c->database = c->database ? c->database : database;
	} else if (strcmp(key, "listen") == 0) {
		if (!strrchr(value, ':'))
			return wrong(path, line, key, "wants ADDRESS:PORT, such as 127.0.0.1:8080");
		snprintf(listen, sizeof listen, "%s", value);
		c->listen = c->listen ? c->listen : listen;
	} else if (strcmp(key, "hash") == 0) {
		snprintf(hash, sizeof hash, "%s", value);
		c->hash = c->hash ? c->hash : hash;
	} else if (strcmp(key, "threads") == 0) {
		if (!str_int(str_of(value), &n) || n < 1 || n > 1024)
			return wrong(path, line, key, "wants a whole number from 1 to 1024");
		c->threads = c->threads ? c->threads : (int)n;
	} else {
		return wrong(path, line, key, "is not known; keys are database, listen, threads, hash");
	}
	return 0;
}

int conf_read(struct command *c)
{
	char path[4096], text[4096];
	int line = 0, code = 0;
	snprintf(path, sizeof path, "%s/guatu.conf", c->data);
	FILE *f = fopen(path, "r");
	if (!f)
		return errno == ENOENT || errno == ENOTDIR ? 0 :
			wrong(path, 0, strerror(errno), "; check that it may be read");
	while (code == 0 && fgets(text, sizeof text, f)) {
		char *said = trimmed(text);
		line++;
		if (*said && *said != '#')
			code = take(c, path, line, said);
	}
	fclose(f);
	return code;
}

/* troff takes a minus and a backslash for its own. */
static void plain(const char *s)
{
	for (; *s; s++)
		printf(*s == '-' ? "\\-" : *s == '\\' ? "\\e" : "%c", *s);
	putchar('\n');
}

int command_man(const struct command *c)
{
	(void)c;
	printf(".TH GUATU 1\n.SH NAME\nguatu \\- the major\\-project delivery system of a region\n"
	       ".SH SYNOPSIS\n.B guatu\n.I VERB\n[ARGUMENT\\&.\\&.\\&.] [\\-\\-FLAG VALUE]\n"
	       ".SH VERBS\n");
	for (int i = 0; i < verb_count; i++) {
		printf(".TP\n.B %s\n", verbs[i].name);
		plain(verbs[i].usage);
		printf(".br\n");
		plain(verbs[i].does);
	}
	printf(".TP\n.B plan\nVERB FILE: schedules on files alone; see guatu plan \\-\\-help\n"
	       ".SH CONFIGURATION\nA flag stands over GUATU_DATA, GUATU_DATABASE and GUATU_LISTEN in the "
	       "environment, these over DATA/guatu.conf, with lines \"key = value\" for database, "
	       "listen and threads.\n.SH EXIT STATUS\n0 done, 1 something wrong with the data, "
	       "2 wrong usage, 3 cannot reach or open something.\n");
	return 0;
}

/* Every word after "--" in a usage is a flag. */
static void print_flags(void)
{
	for (int i = 0; i < verb_count; i++)
		for (const char *at = verbs[i].usage; (at = strstr(at, "--")); at += 2)
			printf(" %.*s", (int)strspn(at, "-abcdefghijklmnopqrstuvwxyz"), at);
}

int command_completion(const struct command *c)
{
	bool zsh = c->file_count == 1 && strcmp(c->files[0], "zsh") == 0;
	if (!zsh && (c->file_count != 1 || strcmp(c->files[0], "bash") != 0)) {
		fprintf(stderr, "guatu: completion wants bash or zsh\n");
		return 2;
	}
	if (zsh)
		printf("autoload -U bashcompinit && bashcompinit\n");
	printf("_guatu() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]}\n\tif [ \"$COMP_CWORD\" = 1 ]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W \"plan");
	for (int i = 0; i < verb_count; i++)
		printf(" %s", verbs[i].name);
	printf("\" -- \"$word\"))\n\telif [ \"${word#-}\" != \"$word\" ]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W \"");
	print_flags();
	printf("\" -- \"$word\"))\n\telse\n\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n\tfi\n}\n"
	       "complete -o filenames -F _guatu guatu\n");
	return 0;
}
