/* modelc: what an entity is → a struct and the tables that the floors above loop over.
 * It makes tables, not code.
 *
 *   modelc OUTDIR file.model…
 *
 *   entity visit "走访" "Visit" scope(project)     options: scope(column) unlogged
 *                                                  part(column): told of in that row's history
 *   project     ref(project) "项目" "Project" required listed
 *   weather     choice(fine "晴" "Fine", rain "雨" "Rain") "天气" "Weather"
 *   note        text(2000)   "情况" "Notes"   area hint "一句话" "One sentence"
 *   index(project, visited_on)
 *   unique(code)
 *
 * Types: ref(entity) int text(max) day instant money share bool choice(…). Flags:
 * required area hidden readonly secret personal listed past unique. id and version come
 * first in every entity by themselves. */
#define _POSIX_C_SOURCE 200809L
#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_ENTITIES = 200,
	MAX_FIELDS = 80,
	MAX_CHOICES = 40,
	MAX_INDEXES = 20,
	WORD = 80,
	WORDS = 400
};

struct choice {
	char code[WORD], zh[WORD], en[WORD];
};
struct field {
	char name[WORD], type[WORD], ref[WORD], zh[WORD], en[WORD];
	char hint_zh[WORDS], hint_en[WORDS];
	char flags[WORDS];
	int max, line;
	struct choice choices[MAX_CHOICES];
	int choice_count;
};
struct entity {
	char name[WORD], zh[WORD], en[WORD], scope[WORD];
	char file[300];
	bool unlogged;
	struct field *fields;
	int field_count, line;
	char indexes[MAX_INDEXES][WORDS];
	bool unique[MAX_INDEXES];
	int index_line[MAX_INDEXES];
	int index_count;
	char part[WORD]; /* the reference to what it is a part of */
	int number; /* its place in the order */
	int mark; /* 0 not yet, 1 being, 2 placed in the order */
};

static struct entity entities[MAX_ENTITIES];
static int entity_count;
static struct entity *order[MAX_ENTITIES];
static int ordered;
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

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "%s:0: cannot be read, check the path\n", path);
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

/* ---- reading ------------------------------------------------------------------------
 */
static const char *space(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

static const char *word(const char *at, char to[WORD])
{
	size_t n = 0;
	at = space(at);
	while (isalnum((unsigned char)*at) || *at == '_') {
		if (n + 1 >= WORD)
			stop("a word is longer than %d bytes, choose a shorter one",
			        WORD - 1);
		to[n++] = *at++;
	}
	to[n] = 0;
	return at;
}

static const char *quoted(const char *at, char *to, size_t size, const char *what)
{
	size_t n = 0;
	at = space(at);
	if (*at != '"')
		stop("%s is missing, write it in quotes", what);
	for (at++; *at && *at != '"'; at++) {
		if (*at == '\\')
			stop("%s has a backslash, write it without", what);
		if (n + 1 >= size)
			stop("%s is longer than %d bytes, shorten it", what,
			        (int)size - 1);
		to[n++] = *at;
	}
	if (*at != '"')
		stop("%s is not closed, end it with a quote", what);
	to[n] = 0;
	return at + 1;
}

static const char *read_choices(const char *at, struct field *f)
{
	f->choice_count = 1; /* none */
	do {
		if (f->choice_count >= MAX_CHOICES)
			stop("more than %d choices, split the field", MAX_CHOICES - 1);
		struct choice *c = &f->choices[f->choice_count++];
		at = word(at, c->code);
		if (!c->code[0])
			stop("a choice has no code, write choice(code \"中文\" "
			     "\"English\", …)");
		if (!strcmp(c->code, "none"))
			stop("\"none\" is choice 0 of every field, choose another code");
		for (int i = 1; i < f->choice_count - 1; i++)
			if (!strcmp(f->choices[i].code, c->code))
				stop("the choice \"%s\" is there twice, remove one",
				        c->code);
		at = quoted(at, c->zh, WORD, "the Chinese label");
		at = quoted(at, c->en, WORD, "the English label");
		at = space(at);
	} while (*at++ == ',');
	if (at[-1] != ')')
		stop("the choices do not end, close them with \")\"");
	return at;
}

static const char *how_to_write(const char *type)
{
	if (!strcmp(type, "ref"))
		return "ref(entity)";
	return strcmp(type, "text") ? "choice(code \"中文\" \"English\", …)"
	                            : "text(characters)";
}

static const char *read_type(const char *at, struct field *f)
{
	static const char *const known[] = {"ref", "int", "text", "day", "instant",
	        "money", "share", "bool", "choice"};
	at = word(at, f->type);
	bool ok = false;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		ok |= !strcmp(known[i], f->type);
	if (!ok)
		stop("there is no type \"%s\", use ref int text day instant money share "
		     "bool "
		     "choice",
		        f->type);
	bool wants = !strcmp(f->type, "ref") || !strcmp(f->type, "text") ||
	             !strcmp(f->type, "choice");
	if (wants && *at != '(')
		stop("%s wants more, write %s", f->type, how_to_write(f->type));
	if (!wants)
		return at;
	at++;
	if (!strcmp(f->type, "choice"))
		return read_choices(at, f);
	char inside[WORD];
	at = word(at, inside);
	if (!strcmp(f->type, "ref"))
		strcpy(f->ref, inside);
	else
		f->max = strlen(inside) == strspn(inside, "0123456789") &&
		                         strlen(inside) < 10
		                 ? atoi(inside)
		                 : 0;
	at = space(at);
	if (*at != ')' || (f->ref[0] == 0 && f->max <= 0))
		stop("%s(%s) is not understood, write %s", f->type, inside,
		        how_to_write(f->type));
	return at + 1;
}

static void add_flag(struct field *f, const char *name)
{
	static const char *const known[] = {"required", "area", "hidden", "readonly",
	        "secret", "personal", "derived", "listed", "past", "unique"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i], name))
			continue;
		char upper[WORD];
		size_t n = 0;
		for (; name[n]; n++)
			upper[n] = (char)toupper((unsigned char)name[n]);
		upper[n] = 0;
		size_t len = strlen(f->flags);
		snprintf(f->flags + len, sizeof f->flags - len, "%sF_%s",
		        len ? " | " : "", upper);
		return;
	}
	stop("there is no flag \"%s\", use required area hidden readonly secret personal "
	     "listed past unique hint",
	        name);
}

static struct field *add_field(struct entity *e, const char *name, const char *type,
        const char *zh, const char *en, const char *flags)
{
	if (e->field_count >= MAX_FIELDS)
		stop("%s has more than %d fields, split it", e->name, MAX_FIELDS);
	for (int i = 0; i < e->field_count; i++)
		if (!strcmp(e->fields[i].name, name))
			stop("%s has two fields \"%s\", rename one", e->name, name);
	struct field *f = &e->fields[e->field_count++];
	strcpy(f->name, name);
	strcpy(f->type, type);
	strcpy(f->zh, zh);
	strcpy(f->en, en);
	strcpy(f->flags, flags);
	f->line = line_now;
	return f;
}

static void line_ends(const char *at)
{
	at = space(at);
	if (*at && *at != '#')
		stop("\"%s\" is not understood, remove it or put # before it", at);
}

static void read_entity(const char *at)
{
	if (entity_count >= MAX_ENTITIES)
		stop("more than %d entities, raise MAX_ENTITIES", MAX_ENTITIES);
	struct entity *e = &entities[entity_count++];
	e->fields = calloc(MAX_FIELDS, sizeof *e->fields);
	assert(e->fields);
	e->line = line_now;
	snprintf(e->file, sizeof e->file, "%s", path_now);
	at = word(at, e->name);
	if (!e->name[0])
		stop("an entity has no name, write entity name \"中文\" \"English\"");
	for (const struct entity *o = entities; o < e; o++)
		if (!strcmp(o->name, e->name))
			stop("the entity %s is there already (%s:%d), rename one",
			        e->name, o->file, o->line);
	at = quoted(at, e->zh, WORD, "the Chinese name");
	at = quoted(at, e->en, WORD, "the English name");
	for (;;) {
		char option[WORD];
		at = word(at, option);
		if (!option[0])
			break;
		if (!strcmp(option, "unlogged"))
			e->unlogged = true;
		else if (!strcmp(option, "scope") && *at == '(' &&
		         *(at = space(word(at + 1, e->scope))) == ')' && e->scope[0])
			at++;
		else if (!strcmp(option, "part") && *at == '(' &&
		         *(at = space(word(at + 1, e->part))) == ')' && e->part[0])
			at++;
		else
			stop("the option \"%s\" is not understood, use scope(column), "
			     "part(column) or unlogged",
			        option);
	}
	line_ends(at);
	add_field(e, "id", "id", "编号", "Id", "F_READONLY | F_HIDDEN");
	add_field(e, "version", "int", "版本", "Version", "F_READONLY | F_HIDDEN");
}

static void add_index(struct entity *e, bool unique, const char *columns, size_t len)
{
	if (e->index_count >= MAX_INDEXES || len >= WORDS)
		stop("more than %d indexes or too long a one, remove some", MAX_INDEXES);
	e->unique[e->index_count] = unique;
	e->index_line[e->index_count] = line_now;
	memcpy(e->indexes[e->index_count++], columns, len);
}

static void read_line(const char *line)
{
	char first[WORD];
	const char *at = word(line, first);
	if (!first[0]) {
		if (*space(line) && *space(line) != '#')
			stop("a line begins with \"%s\", begin it with a name",
			        space(line));
		return;
	}
	if (!strcmp(first, "entity") && *at != '(') {
		read_entity(at);
		return;
	}
	if (!entity_count || strcmp(entities[entity_count - 1].file, path_now))
		stop("a field stands before any entity, begin with entity name …");
	struct entity *e = &entities[entity_count - 1];
	if ((!strcmp(first, "index") || !strcmp(first, "unique")) && *at == '(') {
		const char *end = strchr(at, ')');
		if (!end)
			stop("%s(columns) is not closed, end it with \")\"", first);
		add_index(e, first[0] == 'u', at + 1, (size_t)(end - at - 1));
		line_ends(end + 1);
		return;
	}
	struct field *f = add_field(e, first, "", "", "", "");
	at = read_type(space(at), f);
	at = quoted(at, f->zh, WORD, "the Chinese label");
	at = quoted(at, f->en, WORD, "the English label");
	for (;;) {
		char flag[WORD];
		at = word(at, flag);
		if (!flag[0])
			break;
		if (strcmp(flag, "hint")) {
			add_flag(f, flag);
			continue;
		}
		at = quoted(at, f->hint_zh, WORDS, "the Chinese hint");
		at = quoted(at, f->hint_en, WORDS, "the English hint");
	}
	line_ends(at);
	if (strstr(f->flags, "F_UNIQUE"))
		add_index(e, true, first, strlen(first));
}

static struct entity *find(const char *name)
{
	for (int i = 0; i < entity_count; i++)
		if (!strcmp(entities[i].name, name))
			return &entities[i];
	return NULL;
}

static const struct field *field_of(const struct entity *e, const char *name)
{
	for (int i = 0; i < e->field_count; i++)
		if (!strcmp(e->fields[i].name, name))
			return &e->fields[i];
	return NULL;
}

static bool has_field(const struct entity *e, const char *name)
{
	return field_of(e, name) != NULL;
}

/* An index that begins with a reference holds only rows that have one. */
static bool partial(const struct entity *e, int index)
{
	char column[WORD];
	word(e->indexes[index], column);
	return !e->unique[index] && field_of(e, column)->ref[0];
}

/* The scope and every column of every index are fields. */
static void check_columns(const struct entity *e)
{
	path_now = e->file;
	line_now = e->line;
	if (e->scope[0] && !has_field(e, e->scope))
		stop("the scope \"%s\" is no field of %s, name one", e->scope, e->name);
	if (e->part[0] && (!field_of(e, e->part) || !field_of(e, e->part)->ref[0]))
		stop("part(%s) is no reference of %s, name one", e->part, e->name);
	for (int i = 0; i < e->index_count; i++) {
		const char *at = e->indexes[i];
		line_now = e->index_line[i];
		do {
			char column[WORD];
			at = space(word(at, column));
			if (!has_field(e, column))
				stop("\"%s\" in an index is no field of %s, name one",
				        column, e->name);
			if (*at && *at != ',')
				stop("an index reads \"%s\", write column, column",
				        e->indexes[i]);
		} while (*at++);
	}
}

/* Puts what an entity references before it. */
static void place(struct entity *e)
{
	if (e->mark == 2)
		return;
	e->mark = 1;
	for (int i = 0; i < e->field_count; i++) {
		struct field *f = &e->fields[i];
		if (!f->ref[0])
			continue;
		struct entity *to = find(f->ref);
		path_now = e->file;
		line_now = f->line;
		if (!to)
			stop("there is no entity \"%s\", name one that some .model has",
			        f->ref);
		if (to->mark == 1 && to != e)
			stop("%s and %s reference each other in a circle, remove one "
			     "reference",
			        e->name, to->name);
		if (to != e)
			place(to);
	}
	e->mark = 2;
	e->number = ordered;
	order[ordered++] = e;
}

/* ---- writing -------------------------------------------------------------------------
 */
static void upper(FILE *to, const char *name)
{
	for (; *name; name++)
		fputc(toupper((unsigned char)*name), to);
}

static const char *c_type(const struct field *f)
{
	static const char *const table[][2] = {{"text", "struct str "}, {"day", "day "},
	        {"instant", "instant "}, {"money", "money "}, {"share", "share "},
	        {"bool", "bool "}, {"choice", "int "}};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (!strcmp(table[i][0], f->type))
			return table[i][1];
	return "int64_t ";
}

static void print_struct(FILE *h, const struct entity *e)
{
	fprintf(h, "/* %s %s */\nstruct %s {\n", e->zh, e->en, e->name);
	for (int i = 0; i < e->field_count; i++)
		fprintf(h, "\t%s%s; /* %s */\n", c_type(&e->fields[i]), e->fields[i].name,
		        e->fields[i].en);
	fprintf(h, "};\nenum {\n");
	for (int i = 0; i < e->field_count; i++) {
		fputc('\t', h);
		upper(h, e->name);
		fputc('_', h);
		upper(h, e->fields[i].name);
		fprintf(h, ",\n");
	}
	fputc('\t', h);
	upper(h, e->name);
	fprintf(h, "_FIELDS\n};\n");
	for (int i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		if (!f->choice_count)
			continue;
		fprintf(h, "enum %s_%s {\n", e->name, f->name);
		for (int k = 0; k < f->choice_count; k++) {
			fputc('\t', h);
			upper(h, e->name);
			fputc('_', h);
			upper(h, f->name);
			fputc('_', h);
			upper(h, k ? f->choices[k].code : "none");
			fprintf(h, ",\n");
		}
		fprintf(h, "};\n");
	}
	fprintf(h,
	        "extern const struct entity %s_entity;\nextern const struct field "
	        "%s_fields[];\n\n",
	        e->name, e->name);
}

static void print_tables(FILE *c, const struct entity *e)
{
	for (int i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		if (!f->choice_count)
			continue;
		fprintf(c, "static const struct choice %s_%s_choices[] = {\n", e->name,
		        f->name);
		for (int k = 0; k < f->choice_count; k++)
			fprintf(c, "\t{\"%s\", \"%s\", \"%s\"},\n", f->choices[k].code,
			        f->choices[k].zh, f->choices[k].en);
		fprintf(c, "};\n");
	}
	fprintf(c, "const struct field %s_fields[] = {\n", e->name);
	for (int i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		fprintf(c, "\t{.name = \"%s\", .zh = \"%s\", .en = \"%s\", .type = F_",
		        f->name, f->zh, f->en);
		upper(c, f->type);
		if (f->flags[0])
			fprintf(c, ", .flags = %s", f->flags);
		if (f->hint_zh[0])
			fprintf(c, ",\n\t\t.hint_zh = \"%s\", .hint_en = \"%s\"",
			        f->hint_zh, f->hint_en);
		fprintf(c, ",\n\t\t.offset = offsetof(struct %s, %s)", e->name, f->name);
		if (f->max)
			fprintf(c, ", .max = %d", f->max);
		if (f->choice_count)
			fprintf(c, ", .choices = %s_%s_choices, .choice_count = %d",
			        e->name, f->name, f->choice_count);
		if (f->ref[0])
			fprintf(c, ", .ref = &%s_entity", f->ref);
		fprintf(c, "},\n");
	}
	fprintf(c, "};\n");
	if (e->index_count) {
		fprintf(c, "static const struct index %s_indexes[] = {\n", e->name);
		for (int i = 0; i < e->index_count; i++)
			fprintf(c, "\t{\"%s\", %s, %s},\n", e->indexes[i],
			        e->unique[i] ? "true" : "false",
			        partial(e, i) ? "true" : "false");
		fprintf(c, "};\n");
	}
	fprintf(c,
	        "const struct entity %s_entity = {\n\t.name = \"%s\", .zh = \"%s\", .en "
	        "= "
	        "\"%s\",\n\t.fields = %s_fields, .field_count = %d,\n",
	        e->name, e->name, e->zh, e->en, e->name, e->field_count);
	if (e->index_count)
		fprintf(c, "\t.indexes = %s_indexes, .index_count = %d,\n", e->name,
		        e->index_count);
	fprintf(c, "\t.size = sizeof(struct %s), .scope = ", e->name);
	fprintf(c, e->scope[0] ? "\"%s\"" : "NULL%s", e->scope);
	fprintf(c, ", .logged = %s, .number = %d", e->unlogged ? "false" : "true",
	        e->number);
	for (int i = 0; e->part[0] && i < e->field_count; i++)
		if (!strcmp(e->fields[i].name, e->part))
			fprintf(c, ",\n\t.part = &%s_fields[%d]", e->name, i);
	fprintf(c, ",\n};\n\n");
}

static void print_ddl(FILE *s, const struct entity *e)
{
	fprintf(s, "create table %s (id integer primary key", e->name);
	for (int i = 1; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		fprintf(s, ", %s ", f->name);
		if (!strcmp(f->name, "version"))
			fprintf(s, "integer not null default 1");
		else if (!strcmp(f->type, "text") || f->choice_count)
			fprintf(s, "text not null default ''");
		else if (!strcmp(f->type, "bool"))
			fprintf(s, "integer not null default 0 check (%s in (0, 1))",
			        f->name);
		else if (!strcmp(f->type, "day") || !strcmp(f->type, "instant"))
			fprintf(s, "text");
		else if (f->ref[0])
			fprintf(s, "integer references %s(id)", f->ref);
		else
			fprintf(s, "integer");
	}
	fprintf(s, ") strict;\n");
	for (int i = 0; i < e->index_count; i++) {
		fprintf(s, "create %sindex %s_%c_", e->unique[i] ? "unique " : "",
		        e->name, e->unique[i] ? 'u' : partial(e, i) ? 'p' : 'i');
		for (const char *at = e->indexes[i]; *at; at++)
			if (*at != ' ')
				fputc(*at == ',' ? '_' : *at, s);
		fprintf(s, " on %s (%s)", e->name, e->indexes[i]);
		char column[WORD];
		word(e->indexes[i], column);
		if (partial(e, i))
			fprintf(s, " where %s is not null", column);
		fprintf(s, ";\n");
	}
}

/* What one output file is written through. */
struct sheet {
	char *text;
	size_t len;
	FILE *file;
};

static void sheet_open(struct sheet *s)
{
	s->file = open_memstream(&s->text, &s->len);
	assert(s->file);
}

static void sheet_close(struct sheet *s, const char *dir, const char *name)
{
	fclose(s->file);
	write_if_new(dir, name, s->text, s->len);
	free(s->text);
}

static void print_file(const char *dir, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	struct sheet h, c;
	sheet_open(&h);
	sheet_open(&c);
	fprintf(h.file,
	        "/* Made by modelc from %s. */\n#pragma once\n#include "
	        "\"store/model.h\"\n\n",
	        base);
	fprintf(c.file, "/* Made by modelc from %s. */\n#include \"models.h\"\n\n", base);
	for (int i = 0; i < entity_count; i++) {
		if (strcmp(entities[i].file, path))
			continue;
		print_struct(h.file, &entities[i]);
		print_tables(c.file, &entities[i]);
	}
	char name[300];
	snprintf(name, sizeof name, "%s.h", base);
	sheet_close(&h, dir, name);
	snprintf(name, sizeof name, "%s.c", base);
	sheet_close(&c, dir, name);
}

static void print_tsv(FILE *tsv, const struct entity *e)
{
	for (int k = 0; k < e->field_count; k++) {
		const struct field *f = &e->fields[k];
		fprintf(tsv, "%s\t%s\t%s\t%s\t", e->name, e->scope[0] ? e->scope : "-",
		        f->name, f->type);
		upper(tsv, e->name);
		fputc('_', tsv);
		upper(tsv, f->name);
		fprintf(tsv, "\t%d\n", f->max);
	}
}

static void print_all(const char *dir, char *const *paths, int count)
{
	struct sheet h, c, tsv, sql;
	sheet_open(&h);
	sheet_open(&c);
	sheet_open(&tsv);
	sheet_open(&sql);
	fprintf(h.file, "/* Made by modelc: every entity. */\n#pragma once\n");
	for (int i = 0; i < count; i++) {
		const char *slash = strrchr(paths[i], '/');
		fprintf(h.file, "#include \"%s.h\"\n", slash ? slash + 1 : paths[i]);
	}
	fprintf(c.file, "/* Made by modelc. */\n#include \"models.h\"\n\n");
	fprintf(c.file, "const struct entity *const all_entities[] = {\n");
	for (int i = 0; i < ordered; i++) {
		fprintf(c.file, "\t&%s_entity,\n", order[i]->name);
		print_ddl(sql.file, order[i]);
		print_tsv(tsv.file, order[i]);
	}
	fprintf(c.file, "};\nconst int all_entity_count = %d;\n", ordered);
	sheet_close(&h, dir, "models.h");
	sheet_close(&c, dir, "models.c");
	sheet_close(&tsv, dir, "models.tsv");
	sheet_close(&sql, dir, "schema.sql");
}

static void read_file(const char *path)
{
	char *text = slurp(path), *rest = text;
	path_now = path;
	line_now = 0;
	while (rest && *rest) {
		char *line = rest, *newline = strchr(rest, '\n');
		if (newline)
			*newline = 0;
		rest = newline ? newline + 1 : NULL;
		line[strcspn(line, "\r")] = 0;
		line_now++;
		read_line(line);
	}
	free(text);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: modelc OUTDIR file.model…\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		read_file(argv[i]);
	for (int i = 0; i < entity_count; i++)
		check_columns(&entities[i]);
	for (int i = 0; i < entity_count; i++)
		place(&entities[i]);
	for (int i = 2; i < argc; i++)
		print_file(argv[1], argv[i]);
	print_all(argv[1], argv + 2, argc - 2);
	return 0;
}
