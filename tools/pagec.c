/* pagec: HTML with lines of C → C functions that print it.
 *
 *   pagec OUTDIR file.html…
 *
 *   %use visit.sql.h                       an #include of the page's code
 *   %page visit_row(const struct visit *v) a function: void visit_row(struct page *w, …)
 *   % for (…) {                            a line of C
 *   {{v->note}}                            printed by its type, escaped
 *   {t add_visit}  {t of_n: count, name}   a text in the caller's language
 *   {label visit.weather v->weather}       a choice's words
 *   {raw markup}  {url text}               struct html as it is; percent-encoded text
 *
 * A wrong field or text key is a compile error at the template's own line. */
#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *path_now;
static int line_now;

static _Noreturn void stop(const char *why)
{
	fprintf(stderr, "%s:%d: %s\n", path_now, line_now, why);
	exit(1);
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	char *text = NULL;
	size_t len = 0, got;
	do {
		text = realloc(text, len + 65537);
		assert(text);
		got = fread(text + len, 1, 65536, f);
		len += got;
	} while (got > 0);
	text[len] = 0;
	fclose(f);
	return text;
}

static void write_if_new(const char *path, const char *text, size_t len)
{
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

/* Literal text gathered until something else must be printed. */
static char *literal;
static size_t literal_len, literal_cap;

static void keep(const char *text, size_t len)
{
	if (literal_len + len > literal_cap) {
		literal_cap = (literal_len + len) * 2 + 256;
		literal = realloc(literal, literal_cap);
		assert(literal);
	}
	memcpy(literal + literal_len, text, len);
	literal_len += len;
}

static void flush(FILE *c)
{
	if (!literal_len)
		return;
	fputs("\tpage_lit(w, \"", c);
	for (size_t i = 0; i < literal_len; i++) {
		char at = literal[i];
		if (at == '"' || at == '\\')
			fprintf(c, "\\%c", at);
		else if (at == '\n')
			fputs(i + 1 < literal_len ? "\\n\"\n\t\t\"" : "\\n", c);
		else if (at == '?')
			fputs("\\?", c);
		else
			fputc(at, c);
	}
	fputs("\");\n", c);
	literal_len = 0;
}

/* The end of a directive's content: its closing brace at depth 0, strings skipped. */
static const char *close_of(const char *at)
{
	int depth = 0;
	for (; *at && *at != '\n'; at++) {
		if (*at == '"' || *at == '\'') {
			char quote = *at++;
			while (*at && *at != quote)
				at += *at == '\\' ? 2 : 1;
		} else if (*at == '{' || *at == '(' || *at == '[') {
			depth++;
		} else if (*at == '}' || *at == ')' || *at == ']') {
			if (depth-- == 0)
				return at;
		}
	}
	stop("a \"{\" is not closed on its line");
}

/* {t key: a, b} */
static void print_text(FILE *c, const char *at, const char *end)
{
	const char *colon = memchr(at, ':', (size_t)(end - at));
	int key_len = (int)((colon ? colon : end) - at);
	if (!colon) {
		fprintf(c, "\tpage_text(w, T_%.*s);\n", key_len, at);
		return;
	}
	fprintf(c, "\tpage_text_with(w, T_%.*s, (const struct str[4]){", key_len, at);
	int depth = 0;
	const char *item = colon + 1;
	for (const char *p = item;; p++) {
		if (p < end && (*p == '"')) {
			for (p++; p < end && *p != '"'; p++)
				p += *p == '\\';
			continue;
		}
		if (p == end || (*p == ',' && depth == 0)) {
			fprintf(c, "%sas_text(w->call, %.*s)", item == colon + 1 ? "" : ", ",
				(int)(p - item), item);
			item = p + 1;
		}
		if (p == end)
			break;
		depth += (*p == '(' || *p == '[' || *p == '{') -
			(*p == ')' || *p == ']' || *p == '}');
	}
	fprintf(c, "});\n");
}

static void print_label(FILE *c, const char *at, const char *end)
{
	char entity[64], field[64], upper[130];
	int used = 0;
	if (sscanf(at, "%63[a-z_0-9].%63[a-z_0-9] %n", entity, field, &used) != 2)
		stop("a label reads {label entity.field value}");
	snprintf(upper, sizeof upper, "%s_%s", entity, field);
	for (char *p = upper; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	fprintf(c, "\tpage_label(w, &%s_fields[%s], %.*s);\n", entity, upper,
		(int)(end - at - used), at + used);
}

/* One line of markup with its directives. */
static void print_markup(FILE *c, const char *line)
{
	const char *at = line;
	while (*at == ' ' || *at == '\t')
		at++;
	while (*at) {
		const char *open = strchr(at, '{');
		if (!open) {
			keep(at, strlen(at));
			break;
		}
		keep(at, (size_t)(open - at));
		static const char *const words[] = {"{{", "{t ", "{label ", "{raw ", "{url "};
		int which = -1;
		for (int i = 0; i < 5; i++)
			if (!strncmp(open, words[i], strlen(words[i])))
				which = i;
		if (which < 0) {
			keep(open, 1);
			at = open + 1;
			continue;
		}
		const char *from = open + strlen(words[which]), *end = close_of(from);
		flush(c);
		fprintf(c, "#line %d \"%s\"\n", line_now, path_now);
		int len = (int)(end - from);
		if (which == 0) {
			if (end[1] != '}')
				stop("\"{{\" wants \"}}\"");
			fprintf(c, "\tshow(w, %.*s);\n", len, from);
			end++;
		} else if (which == 1) {
			print_text(c, from, end);
		} else if (which == 2) {
			print_label(c, from, end);
		} else {
			fprintf(c, "\t%s(w, %.*s);\n", which == 3 ? "page_raw" : "page_url", len,
				from);
		}
		at = end + 1;
	}
	keep("\n", 1);
}

static void compile(const char *path, const char *outdir)
{
	path_now = path;
	line_now = 0;
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	char *h_text, *c_text;
	size_t h_len, c_len;
	FILE *h = open_memstream(&h_text, &h_len), *c = open_memstream(&c_text, &c_len);
	assert(h && c);
	fprintf(h, "/* Made by pagec from %s. */\n#pragma once\n#include \"web/page.h\"\n",
		base);
	fprintf(c, "/* Made by pagec from %s. */\n#include \"%s.h\"\n", base, base);
	bool open = false;
	char *all = slurp(path), *rest = all;
	while (rest && *rest) {
		char *line = rest, *newline = strchr(rest, '\n');
		if (newline)
			*newline = 0;
		rest = newline ? newline + 1 : NULL;
		line_now++;
		const char *at = line;
		while (*at == ' ' || *at == '\t')
			at++;
		if (!strncmp(at, "%use ", 5)) {
			fprintf(h, "#include \"%s\"\n", at + 5);
		} else if (!strncmp(at, "%page ", 6)) {
			const char *paren = strchr(at, '(');
			if (!paren)
				stop("a page reads %page name(parameters)");
			if (open) {
				flush(c);
				fprintf(c, "}\n");
			}
			bool bare = paren[1] == ')';
			fprintf(h, "void %.*s(struct page *w%s%s;\n", (int)(paren - at - 6),
				at + 6, bare ? "" : ", ", paren + 1);
			fprintf(c, "\n#line %d \"%s\"\nvoid %.*s(struct page *w%s%s\n{\n"
				   "\t(void)w;\n",
				line_now, path, (int)(paren - at - 6), at + 6, bare ? "" : ", ",
				paren + 1);
			open = true;
		} else if (*at == '%' && at[1] == '#') {
			continue;
		} else if (*at == '%') {
			if (!open)
				stop("a line of C outside a %page");
			flush(c);
			fprintf(c, "#line %d \"%s\"\n\t%s\n", line_now, path, at + 1);
		} else if (open) {
			print_markup(c, line);
		} else if (*at && strncmp(at, "<!--", 4)) {
			stop("markup outside a %page");
		}
	}
	if (open) {
		flush(c);
		fprintf(c, "}\n");
	}
	free(all);
	fclose(h);
	fclose(c);
	char name[512];
	snprintf(name, sizeof name, "%s/%s.h", outdir, base);
	write_if_new(name, h_text, h_len);
	snprintf(name, sizeof name, "%s/%s.c", outdir, base);
	write_if_new(name, c_text, c_len);
	free(h_text);
	free(c_text);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: pagec OUTDIR file.html…\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		compile(argv[i], argv[1]);
	free(literal);
	return 0;
}
