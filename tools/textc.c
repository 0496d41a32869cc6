/* textc: words in two languages, one line each → a table and an enum.
 *
 *   textc OUTDIR file.text…
 *
 *   add_visit = 新增走访 | Add a visit
 *   of_n      = 共 {0} 条 | {0} in all
 */
#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 8000 };
static char *keys[MAX], *words[MAX][2];
static int count;

static _Noreturn void stop(const char *path, int line, const char *why)
{
	fprintf(stderr, "%s:%d: %s\n", path, line, why);
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
static int holes(const char *s)
{
	int bits = 0;
	for (; *s; s++)
		if (s[0] == '{' && s[1] >= '0' && s[1] <= '3' && s[2] == '}')
			bits |= 1 << (s[1] - '0');
	return bits;
}

static void read_line(const char *path, int line, char *text)
{
	text = trim(text);
	if (!*text || *text == '#')
		return;
	char *equals = strstr(text, " = "), *bar = equals ? strstr(equals, " | ") : NULL;
	if (!bar)
		stop(path, line, "a text reads: key = 中文 | English");
	*equals = *bar = 0;
	char *key = trim(text), *zh = trim(equals + 3), *en = trim(bar + 3);
	for (char *p = key; *p; p++)
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '_')
			stop(path, line, "a key is made of a-z, 0-9 and _");
	if (!*zh || !*en)
		stop(path, line, "one of the two languages is missing");
	if (holes(zh) != holes(en))
		stop(path, line, "the two languages have different {…}");
	for (int i = 0; i < count; i++)
		if (!strcmp(keys[i], key))
			stop(path, line, "this key is there already");
	if (count == MAX)
		stop(path, line, "too many texts");
	keys[count] = strdup(key);
	words[count][0] = strdup(zh);
	words[count++][1] = strdup(en);
}

static void print_string(FILE *f, const char *s)
{
	fputs("S(\"", f);
	for (; *s; s++) {
		if (*s == '"')
			fputc('\\', f);
		fputc(*s, f);
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
		fprintf(stderr, "%s: cannot be written\n", path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: textc OUTDIR file.text…\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		if (!f)
			stop(argv[i], 0, "cannot be read");
		char *line = NULL;
		size_t cap = 0;
		int number = 0;
		while (getline(&line, &cap, f) >= 0) {
			line[strcspn(line, "\n")] = 0;
			read_line(argv[i], ++number, line);
		}
		free(line);
		fclose(f);
	}
	char *text;
	size_t len;
	FILE *h = open_memstream(&text, &len);
	assert(h);
	fputs("/* Made by textc. */\n#pragma once\n#include \"base/base.h\"\nenum text "
	      "{\n\tTEXT_NONE,\n", h);
	for (int i = 0; i < count; i++)
		fprintf(h, "\tT_%s, /* %s */\n", keys[i], words[i][0]);
	fputs("\tTEXTS\n};\nextern const struct str texts[TEXTS][2];\nextern const char *const "
	      "text_keys[TEXTS];\n", h);
	fclose(h);
	write_if_new(argv[1], "text.h", text, len);
	free(text);
	FILE *c = open_memstream(&text, &len);
	assert(c);
	fputs("/* Made by textc. */\n#include \"text.h\"\n#undef S\n#define S(z) {z, sizeof(z) - "
	      "1}\nconst struct str texts[TEXTS][2] = {\n", c);
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
	fclose(c);
	write_if_new(argv[1], "text.c", text, len);
	free(text);
	return 0;
}
