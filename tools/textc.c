/* textc: words in two languages, one line each → a table and an enum.
 *
 *   textc OUTDIR file.text…
 *
 *   add_visit = 新增走访 | Add a visit
 *   of_n      = 共 {0} 条 | {0} in all
 *
 * Keys are [a-z0-9_]+ and unique over all files; \n is a new line; a line that begins
 * with # is a comment; {0} … {3} are filled in when the text is shown. */
#define _POSIX_C_SOURCE 200809L
#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 8000 };
static char *keys[MAX], *words[MAX][2];
static struct {
	const char *path;
	int line;
} places[MAX]; /* where each key stands */
static int count;
static const char *path_now;
static int line_now;

static _Noreturn void stop(const char *format, ...) __attribute__((format(printf, 1, 2)));
static _Noreturn void stop(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	fprintf(stderr, "%s:%d: ", path_now, line_now);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
	va_end(list);
	exit(1);
}

static char *trim(char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	size_t n = strlen(s);
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\r'))
		s[--n] = 0;
	return s;
}

/* Which of {0} … {3} occur, as bits. */
static unsigned holes(const char *s)
{
	unsigned bits = 0;
	for (; *s; s++) {
		if (s[0] != '{' || !isdigit((unsigned char)s[1]))
			continue;
		if (s[1] > '3' || s[2] != '}')
			stop("a text has a place beyond {3}, use {0} to {3}");
		bits |= 1u << (s[1] - '0');
	}
	return bits;
}

static void check_key(const char *key)
{
	if (!*key || key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_")])
		stop("\"%s\" is no key, make it of a-z, 0-9 and _", key);
	for (int i = 0; i < count; i++)
		if (!strcmp(keys[i], key))
			stop("the key \"%s\" is there already (%s:%d), rename one", key,
			        places[i].path, places[i].line);
}

/* A Chinese character, or a hole that will hold one's words. */
static bool chinese_at(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return u[0] >= 0xe4 && u[0] <= 0xe9 && u[1];
}

/* Chinese is written with ，；：（）！？, never with the narrow ones beside its characters. */
static void check_marks(const char *zh)
{
	static const char narrow[] = ",;:()!?";
	for (const char *p = zh; *p; p++) {
		if (!strchr(narrow, *p))
			continue;
		bool after = p > zh && (p[-1] == '}' || (p - zh >= 3 && chinese_at(p - 3)));
		bool before = p[1] == '{' || chinese_at(p + 1);
		if (after || before)
			stop("\"%c\" is a narrow mark in Chinese, write ，；：（）！？", *p);
	}
}

static void check_words(const char *zh, const char *en)
{
	if (!*zh || !*en)
		stop("the %s half is missing, write key = 中文 | English",
		        *zh ? "English" : "Chinese");
	const char *both[] = {zh, en};
	for (int i = 0; i < 2; i++)
		for (const char *p = both[i]; (p = strchr(p, '\\')); p += 2)
			if (p[1] != 'n')
				stop("a backslash stands before something else, only \\n "
				     "is known");
	if (holes(zh) != holes(en))
		stop("the two halves have different {…}, give both the same");
	check_marks(zh);
}

static void read_line(char *text)
{
	text = trim(text);
	if (!*text || *text == '#')
		return;
	char *equals = strchr(text, '=');
	if (!equals)
		stop("this is no text, write key = 中文 | English");
	*equals = 0;
	char *key = trim(text), *zh = equals + 1, *en = strchr(zh, 0);
	char *bar = strstr(zh, " |");
	while (bar && bar[2] && bar[2] != ' ' && bar[2] != '\t')
		bar = strstr(bar + 1, " |");
	if (bar) {
		*bar = 0;
		en = bar + 2;
	}
	zh = trim(zh);
	en = trim(en);
	check_key(key);
	check_words(zh, en);
	if (count == MAX)
		stop("more than %d texts, raise MAX", MAX);
	places[count].path = path_now;
	places[count].line = line_now;
	keys[count] = strdup(key);
	words[count][0] = strdup(zh);
	words[count++][1] = strdup(en);
}

static void print_string(FILE *f, const char *s)
{
	fputs("S(\"", f);
	for (const char *p = s; *p; p++) {
		if (*p == '"' || (*p == '?' && p > s && p[-1] == '?')) /* no trigraphs */
			fputc('\\', f);
		fputc(*p, f);
	}
	fputs("\")", f);
}

static void write_if_new(const char *dir, const char *name, const char *text, size_t len)
{
	char path[600];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "rb");
	if (f) {
		char *old = malloc(len + 2);
		assert(old);
		size_t got = fread(old, 1, len + 1, f);
		fclose(f);
		bool same = got == len && memcmp(old, text, len) == 0;
		free(old);
		if (same)
			return;
	}
	f = fopen(path, "wb");
	if (!f || fwrite(text, 1, len, f) != len || fclose(f) != 0) {
		fprintf(stderr, "%s:0: cannot be written, check the folder\n", path);
		exit(1);
	}
}

/* Inside a comment: without its end. */
static void print_remark(FILE *f, const char *s)
{
	for (; *s; s++) {
		fputc(*s, f);
		if (s[0] == '*' && s[1] == '/')
			fputc(' ', f);
	}
}

static void read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	path_now = path;
	line_now = 0;
	if (!f)
		stop("cannot be read, check the path");
	char *line = NULL;
	size_t cap = 0;
	while (getline(&line, &cap, f) >= 0) {
		line_now++;
		line[strcspn(line, "\n")] = 0;
		read_line(line);
	}
	free(line);
	fclose(f);
}

static void print_header(FILE *h)
{
	fputs("/* Made by textc. */\n#pragma once\n#include \"base/base.h\"\n", h);
	fputs("enum text {\n\tTEXT_NONE,\n", h);
	for (int i = 0; i < count; i++) {
		fprintf(h, "\tT_%s, /* ", keys[i]);
		print_remark(h, words[i][0]);
		fputs(" */\n", h);
	}
	fputs("\tTEXTS\n};\nextern const struct str texts[TEXTS][2];\n", h);
	fputs("extern const char *const text_keys[TEXTS];\n", h);
}

static void print_table(FILE *c)
{
	fputs("/* Made by textc. */\n#include \"text.h\"\n#undef S\n", c);
	fputs("#define S(z) {z, sizeof(z) - 1}\n", c);
	fputs("const struct str texts[TEXTS][2] = {\n", c);
	for (int i = 0; i < count; i++) {
		fprintf(c, "\t[T_%s] = {", keys[i]);
		print_string(c, words[i][0]);
		fputs(", ", c);
		print_string(c, words[i][1]);
		fputs("},\n", c);
	}
	fputs("};\nconst char *const text_keys[TEXTS] = {\"\",\n", c);
	for (int i = 0; i < count; i++)
		fprintf(c, "\t\"%s\",\n", keys[i]);
	fputs("};\n", c);
}

static void make(const char *dir, const char *name, void (*print)(FILE *))
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	assert(f);
	print(f);
	fclose(f);
	write_if_new(dir, name, text, len);
	free(text);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: textc OUTDIR file.text…\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		read_file(argv[i]);
	make(argv[1], "text.h", print_header);
	make(argv[1], "text.c", print_table);
	return 0;
}
