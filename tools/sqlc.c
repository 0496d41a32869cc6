/* sqlc: named SQL statements → typed calls. Every statement is prepared here, on an empty
 * database of the models' own schema, so that a misspelt column fails the build.
 *
 *   sqlc OUTDIR schema.sql models.tsv file.sql…
 *
 * A statement begins with its head and ends at a line that ends with ";":
 *
 *   -- visit_of_project(project ref, limit int) many
 *   -- A project's visits, newest first.
 *   select @visit(v), p.name as project_name, count(*) as photos:int
 *   from … where v.project = :project and @scope(v.project) …;
 *
 * Kinds: many, one (NOT_FOUND when empty), exec, list (ends with @list: filter, keyset,
 * order and limit are put there at run time). @entity(alias) selects all fields into a
 * struct member; "@entity(alias) as name" names the member. @scope(project) is the row
 * scope of the caller. A statement on a scoped table without @scope must say why in a line
 * "-- unscoped: …". A line "-- cached: …" keeps the rows until a commit that touches one of its
 * tables. @days(x) is a day as a whole number, for counting days between two. Types: ref int text day instant money share bool entity.field. */
#include <assert.h>
#include <ctype.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 4000, MAX_ARGS = 24, MAX_COLUMNS = 400, MAX_TABLES = 24, TEXT_MAX = 1 << 16 };

struct model_field {
	char entity[64], scope[64], name[64], type[16], enumerator[128];
};
static struct model_field fields[MAX_FIELDS];
static int field_count;

struct column {
	char name[128], expression[4096], type[64], member[128], field_entity[64],
		field_enum[128];
	bool embedded; /* member is "visit.note", its type the model's */
};
struct arg {
	char name[64], type[128];
};
struct member { /* of the row struct, in order */
	char name[64], entity[64];
};
struct statement {
	char name[128], kind[8], comment[2048], sql[TEXT_MAX];
	struct arg args[MAX_ARGS];
	int arg_count;
	struct column columns[MAX_COLUMNS];
	int column_count;
	char tables[MAX_TABLES][64]; /* read; of a writing statement: written */
	int table_count;
	bool scoped, excused, cached, writes;
	int line;
};

static const char *file_name;
static int file_line;

static _Noreturn void stop(int line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static _Noreturn void stop(int line, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	fprintf(stderr, "%s:%d: ", file_name, line);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
	va_end(list);
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
		text = realloc(text, len + 65536 + 1);
		assert(text);
		got = fread(text + len, 1, 65536, f);
		len += got;
	} while (got > 0);
	text[len] = 0;
	fclose(f);
	return text;
}

/* Writes only when the content changes, so that make rebuilds only what must be. */
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

static void read_models(const char *path)
{
	char *text = slurp(path), *save = NULL;
	for (char *line = strtok_r(text, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save)) {
		struct model_field *f = &fields[field_count++];
		assert(field_count < MAX_FIELDS);
		if (sscanf(line, "%63[^\t]\t%63[^\t]\t%63[^\t]\t%15[^\t]\t%127[^\t]", f->entity,
			    f->scope, f->name, f->type, f->enumerator) != 5) {
			fprintf(stderr, "%s: bad line: %s\n", path, line);
			exit(1);
		}
	}
	free(text);
}

static const struct model_field *find_field(const char *entity, const char *name)
{
	for (int i = 0; i < field_count; i++)
		if (!strcmp(fields[i].entity, entity) && !strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

static bool is_word(int c)
{
	return isalnum(c) || c == '_';
}

static void append(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void append(char *to, size_t size, const char *format, ...)
{
	size_t len = strlen(to);
	va_list list;
	va_start(list, format);
	int wrote = vsnprintf(to + len, size - len, format, list);
	va_end(list);
	assert(wrote >= 0 && (size_t)wrote < size - len);
}

/* Reads "word" into to; returns what follows. */
static const char *word(const char *at, char *to, size_t size, const char *more)
{
	size_t len = 0;
	while (is_word((unsigned char)*at) || (*at && strchr(more, *at))) {
		assert(len + 1 < size);
		to[len++] = *at++;
	}
	to[len] = 0;
	return at;
}

static const char *skip_space(const char *at)
{
	while (*at == ' ' || *at == '\t' || *at == '\n')
		at++;
	return at;
}

/* "-- name(arg type, …) kind" */
static bool read_head(const char *line, struct statement *s)
{
	const char *at = word(skip_space(line + 2), s->name, sizeof s->name, "");
	if (!s->name[0] || *at != '(')
		return false;
	at++;
	for (at = skip_space(at); *at && *at != ')'; at = skip_space(at)) {
		struct arg *a = &s->args[s->arg_count++];
		at = word(at, a->name, sizeof a->name, "");
		at = word(skip_space(at), a->type, sizeof a->type, ".");
		if (!a->name[0] || !a->type[0] || s->arg_count > MAX_ARGS - 4)
			stop(file_line, "an argument reads \"name type\"");
		at = skip_space(at);
		if (*at == ',')
			at++;
	}
	if (*at++ != ')')
		stop(file_line, "the head of %s lacks its \")\"", s->name);
	word(skip_space(at), s->kind, sizeof s->kind, "");
	if (strcmp(s->kind, "many") && strcmp(s->kind, "one") && strcmp(s->kind, "exec") &&
		strcmp(s->kind, "list"))
		stop(file_line, "%s: kind is many, one, exec or list", s->name);
	return true;
}

static int arg_number(const struct statement *s, const char *name)
{
	for (int i = 0; i < s->arg_count; i++)
		if (!strcmp(s->args[i].name, name))
			return i + 1;
	stop(s->line, "%s: \":%s\" is not among its arguments", s->name, name);
}

/* The select list's item in [at, end): its text with @entity kept, types noted. */
static void add_column(struct statement *s, const char *at, const char *end, char *sql)
{
	at = skip_space(at);
	while (end > at && isspace((unsigned char)end[-1]))
		end--;
	if (*at == '@') {
		char entity[64], alias[64], member[64] = "";
		at = word(at + 1, entity, sizeof entity, "");
		at = word(at + 1, alias, sizeof alias, "");
		at = skip_space(at + 1);
		if (at < end && !strncmp(at, "as ", 3))
			word(at + 3, member, sizeof member, "");
		bool named = member[0] != 0;
		if (!named)
			strcpy(member, entity);
		bool any = false;
		for (int i = 0; i < field_count; i++) {
			if (strcmp(fields[i].entity, entity))
				continue;
			struct column *c = &s->columns[s->column_count++];
			assert(s->column_count < MAX_COLUMNS);
			append(sql, TEXT_MAX, "%s%s.%s", any ? ", " : "", alias,
				fields[i].name);
			snprintf(c->name, sizeof c->name, "%s%s%s", named ? member : "",
				named ? "_" : "", fields[i].name);
			snprintf(c->expression, sizeof c->expression, "%s.%s", alias,
				fields[i].name);
			snprintf(c->member, sizeof c->member, "%.60s.%.60s", member,
				fields[i].name);
			strcpy(c->type, fields[i].type);
			strcpy(c->field_entity, entity);
			strcpy(c->field_enum, fields[i].enumerator);
			c->embedded = true;
			any = true;
		}
		if (!any)
			stop(s->line, "%s: there is no entity \"%s\"", s->name, entity);
		return;
	}
	struct column *c = &s->columns[s->column_count++];
	assert(s->column_count < MAX_COLUMNS);
	const char *as = NULL;
	int depth = 0;
	for (const char *p = at; p < end; p++) {
		depth += (*p == '(') - (*p == ')');
		if (depth == 0 && !strncmp(p, " as ", 4))
			as = p;
	}
	const char *stop_at = as ? as : end;
	snprintf(c->expression, sizeof c->expression, "%.*s", (int)(stop_at - at), at);
	if (as) {
		const char *p = word(skip_space(as + 4), c->name, sizeof c->name, "");
		if (*p == ':')
			word(p + 1, c->type, sizeof c->type, ".");
	} else {
		const char *dot = stop_at;
		while (dot > at && is_word((unsigned char)dot[-1]))
			dot--;
		word(dot, c->name, sizeof c->name, "");
	}
	if (!c->name[0])
		stop(s->line, "%s: give \"%.*s\" a name: as NAME:TYPE", s->name,
			(int)(end - at), at);
	append(sql, TEXT_MAX, "%s as %s", c->expression, c->name);
}

/* Splits the outer select list; the rest of the text follows unchanged. */
static void read_columns(struct statement *s, const char *text, char *sql)
{
	const char *select = NULL, *p = text;
	int depth = 0;
	for (; *p; p++) {
		depth += (*p == '(') - (*p == ')');
		bool starts = p == text || !is_word((unsigned char)p[-1]);
		if (depth == 0 && starts && !strncmp(p, "select", 6)) {
			select = p + 6;
			break;
		}
		if (depth == 0 && starts && !strncmp(p, "returning", 9)) {
			select = p + 9;
			break;
		}
	}
	if (!select)
		stop(s->line, "%s: no select list", s->name);
	append(sql, TEXT_MAX, "%.*s ", (int)(select - text), text);
	select = skip_space(select);
	if (!strncmp(select, "distinct ", 9)) {
		append(sql, TEXT_MAX, "distinct ");
		select += 9;
	}
	const char *item = select;
	depth = 0;
	for (p = select;; p++) {
		depth += (*p == '(') - (*p == ')');
		bool ends = !*p || *p == ';' ||
			(depth == 0 && isspace((unsigned char)p[-1]) && !strncmp(p, "from", 4) &&
				!is_word((unsigned char)p[4]));
		if (depth == 0 && (*p == ',' || ends)) {
			if (item != select)
				append(sql, TEXT_MAX, ", ");
			add_column(s, item, p, sql);
			item = p + 1;
		}
		if (ends)
			break;
	}
	append(sql, TEXT_MAX, "\n%s", p);
}

/* A day's Julian day number from its text (Fliegel & Van Flandern, 1968): the two databases share
 * no function that counts days between dates. */
static int day_number(char *to, int len, const char *day)
{
	char y[320], m[160];
	snprintf(m, sizeof m, "cast(substr(%.*s, 6, 2) as bigint)", len, day);
	snprintf(y, sizeof y, "(cast(substr(%.*s, 1, 4) as bigint) + 4800 - (14 - %s) / 12)", len,
		day, m);
	return sprintf(to,
		"(cast(substr(%.*s, 9, 2) as bigint) + (153 * (%s + 12 * ((14 - %s) / 12) - 3) + 2) / 5 "
		"+ 365 * %s + %s / 4 - %s / 100 + %s / 400 - 32045)",
		len, day, m, m, y, y, y, y);
}

/* :arg → $n, @scope(x), @days(x) and @list expanded; strings and comments left alone. */
static void bind(struct statement *s, const char *text, char *sql)
{
	size_t n = strlen(sql);
	for (const char *p = text; *p; p++) {
		if (*p == '\'') {
			do
				sql[n++] = *p++;
			while (*p && *p != '\'');
			sql[n++] = *p;
		} else if (*p == ':' && p[1] == ':') {
			stop(s->line, "%s: write cast(… as …), not ::", s->name);
		} else if (*p == ':' && isalpha((unsigned char)p[1])) {
			char name[64];
			p = word(p + 1, name, sizeof name, "") - 1;
			n += (size_t)sprintf(sql + n, "$%d", arg_number(s, name));
		} else if (!strncmp(p, "@scope(", 7)) {
			const char *end = strchr(p, ')');
			if (!end)
				stop(s->line, "%s: @scope( is not closed", s->name);
			s->scoped = true;
			int a = s->arg_count;
			n += (size_t)sprintf(sql + n,
				"(cast($%d as bigint) = 1 or exists (select 1 from project_unit zz "
				"where zz.unit = $%d and zz.project = %.*s and zz.depth <= $%d))",
				a + 1, a + 2, (int)(end - p - 7), p + 7, a + 3);
			p = end;
		} else if (!strncmp(p, "@days(", 6)) {
			const char *end = strchr(p, ')');
			if (!end)
				stop(s->line, "%s: @days( is not closed", s->name);
			n += (size_t)day_number(sql + n, (int)(end - p - 6), p + 6);
			p = end;
		} else if (!strncmp(p, "@list", 5)) {
			n += (size_t)sprintf(
				sql + n, "/*filter*/ /*after*/ /*order*/ /*limit*/");
			p += 4;
		} else if (*p == '@') {
			stop(s->line, "%s: \"%.12s\" is not known here", s->name, p);
		} else {
			sql[n++] = *p;
		}
		assert(n < TEXT_MAX - 2048);
	}
	while (n > 0 && (isspace((unsigned char)sql[n - 1]) || sql[n - 1] == ';'))
		n--;
	sql[n] = 0;
}

static void check_scope(const struct statement *s)
{
	static const char *const before[] = {"from ", "join ", "update ", "into "};
	for (size_t b = 0; b < 4; b++) {
		for (const char *p = s->sql; (p = strstr(p, before[b])); p++) {
			char table[64];
			word(skip_space(p + strlen(before[b])), table, sizeof table, "");
			for (int i = 0; i < field_count; i++) {
				if (strcmp(fields[i].entity, table))
					continue;
				if (strcmp(fields[i].scope, "-") && !s->scoped && !s->excused)
					stop(s->line,
						"%s: reads %s, whose rows have a scope: add "
						"@scope(%s) or a line \"-- unscoped: why\"",
						s->name, table, fields[i].scope);
				break;
			}
		}
	}
}

static void note_table(struct statement *s, const char *table)
{
	for (int i = 0; i < s->table_count; i++)
		if (!strcmp(s->tables[i], table))
			return;
	if (!find_field(table, "id"))
		stop(s->line, "%s: %s is no entity, so its changes are not noticed", s->name, table);
	assert(s->table_count < MAX_TABLES);
	snprintf(s->tables[s->table_count++], sizeof s->tables[0], "%s", table);
}

/* Asked by SQLite for every table that a statement touches. */
static int authorize(void *arg, int action, const char *table, const char *column,
	const char *database, const char *trigger)
{
	(void)column, (void)database, (void)trigger;
	struct statement *s = arg;
	bool write = action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
	if (write && !s->writes) {
		s->writes = true;
		s->table_count = 0;
	}
	bool kept = s->cached || !strcmp(s->kind, "list"); /* a list's total is kept */
	if (write || (action == SQLITE_READ && kept && !s->writes))
		note_table(s, table);
	return SQLITE_OK;
}

static void prepare(sqlite3 *db, struct statement *s)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3_set_authorizer(db, authorize, s);
	if (sqlite3_prepare_v2(db, s->sql, -1, &stmt, NULL) != SQLITE_OK)
		stop(s->line, "%s: %s\n%s", s->name, sqlite3_errmsg(db), s->sql);
	sqlite3_set_authorizer(db, NULL, NULL);
	if (s->writes && s->cached)
		stop(s->line, "%s: what writes cannot be kept", s->name);
	if (strcmp(s->kind, "exec") && sqlite3_column_count(stmt) != s->column_count)
		stop(s->line, "%s: %d columns read, %d understood", s->name,
			sqlite3_column_count(stmt), s->column_count);
	for (int i = 0; i < s->column_count; i++) {
		struct column *c = &s->columns[i];
		if (c->embedded)
			continue;
		const char *dot = strchr(c->type, '.');
		const struct model_field *f = NULL;
		if (dot) {
			char entity[64];
			snprintf(entity, sizeof entity, "%.*s", (int)(dot - c->type), c->type);
			f = find_field(entity, dot + 1);
			if (!f)
				stop(s->line, "%s: no field %s", s->name, c->type);
		} else if (!c->type[0]) {
			const char *table = sqlite3_column_table_name(stmt, i);
			const char *origin = sqlite3_column_origin_name(stmt, i);
			f = table && origin ? find_field(table, origin) : NULL;
			if (!f)
				stop(s->line, "%s: say the type of %s: as %s:TYPE", s->name,
					c->name, c->name);
		}
		if (f) {
			strcpy(c->type, f->type);
			strcpy(c->field_entity, f->entity);
			strcpy(c->field_enum, f->enumerator);
		}
		snprintf(c->member, sizeof c->member, "%s", c->name);
	}
	sqlite3_finalize(stmt);
}

static const char *c_type(const struct statement *s, const char *type)
{
	static const char *const table[][2] = {{"id", "int64_t "}, {"ref", "int64_t "},
		{"int", "int64_t "}, {"text", "struct str "}, {"day", "day "},
		{"instant", "instant "}, {"money", "money "}, {"share", "share "},
		{"bool", "bool "}, {"choice", "int "}};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (!strcmp(table[i][0], type))
			return table[i][1];
	if (strchr(type, '.'))
		return "int ";
	stop(s->line, "%s: there is no type \"%s\"", s->name, type);
}

static const char *upper(const char *text)
{
	static char to[64];
	size_t i = 0;
	for (; text[i]; i++)
		to[i] = (char)toupper((unsigned char)text[i]);
	to[i] = 0;
	return to;
}

static void print_signature(FILE *to, const struct statement *s)
{
	fprintf(to, "enum status %s(struct call *call", s->name);
	for (int i = 0; i < s->arg_count; i++)
		fprintf(to, ", %s%s", c_type(s, s->args[i].type), s->args[i].name);
	if (!strcmp(s->kind, "many"))
		fprintf(to, ", struct %s_list *found)", s->name);
	else if (!strcmp(s->kind, "one"))
		fprintf(to, ", struct %s_row *found)", s->name);
	else if (!strcmp(s->kind, "list"))
		fprintf(to, ",\n\tconst struct list_query *query, struct list_page *found)");
	else
		fprintf(to, ")");
}

static void print_header(FILE *to, const struct statement *s)
{
	if (s->column_count) {
		fprintf(to, "struct %s_row {\n", s->name);
		char last[64] = "";
		for (int i = 0; i < s->column_count; i++) {
			const struct column *c = &s->columns[i];
			if (!c->embedded) {
				fprintf(to, "\t%s%s;\n", c_type(s, c->type), c->name);
				continue;
			}
			char member[64];
			word(c->member, member, sizeof member, "");
			if (strcmp(member, last))
				fprintf(to, "\tstruct %s %s;\n", c->field_entity, member);
			strcpy(last, member);
		}
		fprintf(to, "};\n");
	}
	if (!strcmp(s->kind, "many"))
		fprintf(to,
			"struct %s_list {\n\tstruct %s_row *at;\n\tsize_t len;\n};\n",
			s->name, s->name);
	fprintf(to, "extern const struct statement %s_statement;\n", s->name);
	if (s->comment[0])
		fprintf(to, "/* %s */\n", s->comment);
	print_signature(to, s);
	fprintf(to, ";\n\n");
}

static void print_c_string(FILE *to, const char *text)
{
	fputs("\"", to);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', to);
		if (*text == '\n')
			fputs("\\n\"\n\t\t\"", to);
		else
			fputc(*text == '\t' ? ' ' : *text, to);
	}
	fputs("\"", to);
}

static void print_value(FILE *to, const struct arg *a)
{
	const char *t = a->type;
	if (!strcmp(t, "text"))
		fprintf(to, "value_text(%s)", a->name);
	else if (!strcmp(t, "ref") || !strcmp(t, "id"))
		fprintf(to, "value_ref(%s)", a->name);
	else if (!strcmp(t, "day") || !strcmp(t, "instant"))
		fprintf(to, "value_%s(call->arena, %s)", t, a->name);
	else if (!strcmp(t, "money"))
		fprintf(to, "value_int(%s.fen)", a->name);
	else if (!strcmp(t, "share"))
		fprintf(to, "value_int(%s.permille)", a->name);
	else if (strchr(t, '.'))
		fprintf(to, "value_text(str_of(%.*s_fields[%s].choices[%s].code))",
			(int)(strchr(t, '.') - t), t,
			({
				char entity[64];
				snprintf(entity, sizeof entity, "%.*s",
					(int)(strchr(t, '.') - t), t);
				const struct model_field *f =
					find_field(entity, strchr(t, '.') + 1);
				if (!f || strcmp(f->type, "choice"))
					stop(file_line, "%s is not a choice field", t);
				f->enumerator;
			}),
			a->name);
	else
		fprintf(to, "value_int(%s)", a->name);
}

static void print_code(FILE *to, const struct statement *s)
{
	if (s->column_count) {
		fprintf(to, "static const struct column %s_columns[] = {\n", s->name);
		for (int i = 0; i < s->column_count; i++) {
			const struct column *c = &s->columns[i];
			fprintf(to, "\t{\"%s\", ", c->name);
			print_c_string(to, c->expression);
			fprintf(to, ", F_%s, offsetof(struct %s_row, %s), ", upper(c->type),
				s->name, c->member);
			if (c->field_entity[0])
				fprintf(to, "&%s_fields[%s]},\n", c->field_entity,
					c->field_enum);
			else
				fprintf(to, "NULL},\n");
		}
		fprintf(to, "};\n");
	}
	fprintf(to, "const struct statement %s_statement = {\n\t.name = \"%s\",\n\t.sql = ",
		s->name, s->name);
	print_c_string(to, s->sql);
	fprintf(to, ",\n\t.arg_count = %d,\n", s->arg_count + (s->scoped ? 3 : 0));
	if (s->column_count)
		fprintf(to,
			"\t.columns = %s_columns,\n\t.column_count = %d,\n"
			"\t.row_size = sizeof(struct %s_row),\n",
			s->name, s->column_count, s->name);
	if (s->table_count) {
		fprintf(to, "\t.tables = (const struct entity *const[]){");
		for (int i = 0; i < s->table_count; i++)
			fprintf(to, "&%s_entity, ", s->tables[i]);
		fprintf(to, "NULL},\n");
	}
	fprintf(to, "\t.scoped = %s,\n\t.cached = %s,\n\t.writes = %s,\n\t.listing = %s,\n};\n",
		s->scoped ? "true" : "false", s->cached ? "true" : "false", s->writes ? "true" : "false",
		!strcmp(s->kind, "list") ? "true" : "false");
	print_signature(to, s);
	fprintf(to, "\n{\n\tconst struct value args[] = {");
	for (int i = 0; i < s->arg_count; i++) {
		fputs(i ? ", " : "", to);
		print_value(to, &s->args[i]);
	}
	fprintf(to, s->arg_count ? "};\n" : "{V_NULL, 0, NOTHING}};\n");
	if (!strcmp(s->kind, "list")) {
		fprintf(to, "\treturn db_list(call, &%s_statement, args, query, found);\n}\n\n",
			s->name);
		return;
	}
	if (!strcmp(s->kind, "exec")) {
		fprintf(to, "\treturn db_run(call, &%s_statement, args, NULL);\n}\n\n", s->name);
		return;
	}
	fprintf(to, "\tstruct rows rows;\n\tTRY(db_run(call, &%s_statement, args, &rows));\n",
		s->name);
	if (!strcmp(s->kind, "many"))
		fprintf(to, "\tfound->at = rows.at;\n\tfound->len = rows.len;\n");
	else
		fprintf(to,
			"\tif (rows.len == 0)\n\t\treturn NOT_FOUND;\n"
			"\t*found = *(struct %s_row *)rows.at;\n",
			s->name);
	fprintf(to, "\treturn OK;\n}\n\n");
}

static void finish(sqlite3 *db, struct statement *s, const char *text, FILE *h, FILE *c)
{
	static char listed[TEXT_MAX];
	listed[0] = s->sql[0] = 0;
	if (!strcmp(s->kind, "exec"))
		append(listed, sizeof listed, "%s", text);
	else
		read_columns(s, text, listed);
	bind(s, listed, s->sql);
	for (int i = 0; i < s->column_count; i++) {
		static char expression[TEXT_MAX];
		expression[0] = 0;
		bind(s, s->columns[i].expression, expression);
		snprintf(s->columns[i].expression, sizeof s->columns[i].expression, "%.4095s",
			expression);
	}
	if (!strcmp(s->kind, "list") && !strstr(s->sql, "/*filter*/"))
		stop(s->line, "%s: a list ends with @list", s->name);
	check_scope(s);
	prepare(db, s);
	print_header(h, s);
	print_code(c, s);
}

/* One .sql file → OUTDIR/NAME.sql.h and .c; its statements' names go to the index. */
static void compile(sqlite3 *db, const char *path, const char *outdir, FILE *externs,
	FILE *entries)
{
	file_name = path;
	file_line = 0;
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	char *h_text, *c_text;
	size_t h_len, c_len;
	FILE *h = open_memstream(&h_text, &h_len), *c = open_memstream(&c_text, &c_len);
	assert(h && c);
	fprintf(h, "/* Made by sqlc from %s. */\n#pragma once\n#include \"store/store.h\"\n"
		"#include \"models.h\"\n\n", base);
	fprintf(c, "/* Made by sqlc from %s. */\n#include \"%s.h\"\n\n", base, base);

	static struct statement s;
	static char text[TEXT_MAX];
	bool open = false;
	char *all = slurp(path), *rest = all;
	while (rest && *rest) {
		char *line = rest, *newline = strchr(rest, '\n');
		if (newline)
			*newline = 0;
		rest = newline ? newline + 1 : NULL;
		file_line++;
		if (!open && !strncmp(line, "-- ", 3)) {
			memset(&s, 0, sizeof s);
			s.line = file_line;
			text[0] = 0;
			open = read_head(line, &s);
		} else if (open && !strncmp(line, "--", 2)) {
			if (strstr(line, "unscoped:"))
				s.excused = true;
			if (strstr(line, "cached:"))
				s.cached = true;
			append(s.comment, sizeof s.comment, "%s%s", s.comment[0] ? "\n * " : "",
				skip_space(line + 2));
		} else if (open) {
			append(text, sizeof text, "%s\n", line);
			size_t len = strlen(line);
			if (len && line[len - 1] == ';') {
				finish(db, &s, text, h, c);
				fprintf(externs, "extern const struct statement %s_statement;\n",
					s.name);
				fprintf(entries, "\t&%s_statement,\n", s.name);
				open = false;
			}
		} else if (*skip_space(line)) {
			stop(file_line, "a statement begins with \"-- name(…) kind\"");
		}
	}
	if (open)
		stop(s.line, "%s: no line ends with \";\"", s.name);
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
	if (argc < 4) {
		fprintf(stderr, "usage: sqlc OUTDIR schema.sql models.tsv file.sql…\n");
		return 2;
	}
	read_models(argv[3]);
	sqlite3 *db;
	char *why = NULL, *schema = slurp(argv[2]);
	if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
		sqlite3_exec(db, schema, NULL, NULL, &why) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", argv[2], why ? why : "no database");
		return 1;
	}
	free(schema);
	char *externs_text, *entries_text;
	size_t externs_len, entries_len;
	FILE *externs = open_memstream(&externs_text, &externs_len);
	FILE *entries = open_memstream(&entries_text, &entries_len);
	for (int i = 4; i < argc; i++)
		compile(db, argv[i], argv[1], externs, entries);
	fclose(externs);
	fclose(entries);
	char *text, path[512];
	size_t len;
	FILE *f = open_memstream(&text, &len);
	fprintf(f, "/* Made by sqlc: every statement, so that tests prepare each on both "
		   "databases. */\n#include \"store/store.h\"\n%s\n"
		   "extern const struct statement *const all_statements[];\n"
		   "extern const int all_statement_count;\n"
		   "const struct statement *const all_statements[] = {\n%s\tNULL,\n};\n"
		   "const int all_statement_count = %s;\n",
		externs_text, entries_text,
		"(int)(sizeof all_statements / sizeof *all_statements) - 1");
	fclose(f);
	snprintf(path, sizeof path, "%s/statements.c", argv[1]);
	write_if_new(path, text, len);
	free(text);
	free(externs_text);
	free(entries_text);
	sqlite3_close(db);
	return 0;
}
