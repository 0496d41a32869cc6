/* tidy: how the house stands. Reads every file under src, tests, bench and tools; prints
 * who includes whom against the floors, circles, long files, long functions and functions
 * that nobody names. It informs; only a broken floor and Chinese words
 * in code make it exit 1.
 *
 *   tidy [ROOT]
 *
 * Includes go downward only. Rooms on one floor do not know each other, except a module
 * another module's own header: item may include modules/project/project.h, and nothing
 * else of project. A page's "%use x.h" is an include too. */
#define _POSIX_C_SOURCE 200809L
#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	LONG_FILE = 800,
	LONG_FUNCTION = 60,
	TOP = 10,
	MODULES = 6, /* their floor */
	MAX_FILES = 4000,
	MAX_ROOMS = 200,
	MAX_INCLUDES = 20000,
	MAX_FUNCTIONS = 20000,
	SLOTS = 1 << 17,
	WORD = 120,
	PATH = 1000
};

static const struct floor {
	const char *room;
	int height;
} floors[] = {{"base", 1}, {"text", 2}, {"http", 3}, {"plan", 3}, {"store", 4},
        {"paper", 4}, {"web", 5}, {"modules", MODULES}, {"app", 7}};

/* Headers that the build makes, and the room that they belong to. */
static const char *const made[][2] = {{"text.h", "base"}, {"assets.h", "web"},
        {"models.h", "modules"}, {"statements.h", "modules"}};

/* Files whose Chinese is not said but met: words that offices write into their tables, and that
 * we write for our reader to know again. The
 * demonstration's people and places (demo*) are data. */
static const char *const met[] = {"src/modules/ledger/cells.c", "src/modules/ledger/columns.c",
        "src/modules/ledger/read.c", "src/paper/plan_table.c", "src/paper/plan_table_write.c"};

struct file {
	char *path; /* from the root */
	char *text;
	int room; /* -1 outside src */
	int lines;
	bool test, included;
	int words; /* the first line that holds Chinese in quotes, 0 for none */
};
struct include {
	int file, line;
	char target[WORD];
	int to;      /* the file, -1 where made by the build or unknown */
	int to_room; /* -1 unknown */
};
struct function {
	char name[WORD];
	int file, line, lines;
	bool is_static;
};
/* Who names an identifier, apart from its definition and declarations. */
struct name {
	char *word;
	int product, test; /* how often */
	int file;          /* the first product file that names it */
	bool others;       /* a second one does too */
};

static struct file files[MAX_FILES];
static char *rooms[MAX_ROOMS];
static struct include includes[MAX_INCLUDES];
static struct function functions[MAX_FUNCTIONS];
static struct name names[SLOTS];
static int file_count, room_count, include_count, function_count, name_count;

static _Noreturn void stop(const char *format, ...) __attribute__((format(printf, 1, 2)));
static _Noreturn void stop(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
	va_end(list);
	exit(1);
}

/* ---- reading the tree ----------------------------------------------------------------
 */
static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		stop("%s:0: cannot be read, check the path", path);
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

static bool ends(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);
	return n >= k && !strcmp(s + n - k, end);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static int room_named(const char *name)
{
	for (int i = 0; i < room_count; i++)
		if (!strcmp(rooms[i], name))
			return i;
	if (room_count == MAX_ROOMS)
		stop("%s:0: more than %d rooms, raise MAX_ROOMS", name, MAX_ROOMS);
	rooms[room_count] = strdup(name);
	return room_count++;
}

/* src/base/x.c → base, src/modules/visit/x.c → modules/visit. */
static int room_of(const char *path)
{
	if (strncmp(path, "src/", 4))
		return -1;
	char room[PATH];
	snprintf(room, sizeof room, "%s", path + 4);
	char *slash = strchr(room, '/');
	if (slash && !strncmp(room, "modules/", 8) && strchr(slash + 1, '/'))
		slash = strchr(slash + 1, '/');
	*(slash ? slash : room) = 0;
	return room_named(room);
}

static void add_file(const char *root, const char *path)
{
	char full[2 * PATH];
	snprintf(full, sizeof full, "%s/%s", root, path);
	if (file_count == MAX_FILES)
		stop("%s:0: more than %d files, raise MAX_FILES", path, MAX_FILES);
	struct file *f = &files[file_count++];
	f->path = strdup(path);
	f->text = slurp(full);
	for (const char *p = f->text; *p; p++)
		f->lines += *p == '\n';
	f->test = ends(path, "_test.c") || ends(path, "_test.h") ||
	          !strncmp(path, "tests/", 6);
}

static void walk(const char *root, const char *folder)
{
	char full[2 * PATH], path[PATH];
	snprintf(full, sizeof full, "%s/%s", root, folder);
	DIR *dir = opendir(full);
	if (!dir)
		return;
	for (struct dirent *d; (d = readdir(dir));) {
		struct stat st;
		int n = snprintf(path, sizeof path, "%s/%s", folder, d->d_name);
		if (d->d_name[0] == '.' || n >= PATH || !strcmp(path, "tools/tests"))
			continue;
		snprintf(full, sizeof full, "%s/%s", root, path);
		if (lstat(full, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			walk(root, path);
		else if (S_ISREG(st.st_mode) &&
		         (ends(path, ".c") || ends(path, ".h") || ends(path, ".html") ||
		                 ends(path, ".sql")))
			add_file(root, path);
	}
	closedir(dir);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

/* ---- reading one file ----------------------------------------------------------------
 */
static struct name *name_of(const char *word, size_t len)
{
	size_t hash = 5381;
	for (size_t i = 0; i < len; i++)
		hash = hash * 33 + (unsigned char)word[i];
	for (size_t i = hash % SLOTS;; i = (i + 1) % SLOTS) {
		struct name *n = &names[i];
		if (n->word && !strncmp(n->word, word, len) && !n->word[len])
			return n;
		if (n->word)
			continue;
		if (++name_count > SLOTS / 2)
			stop("%.*s:0: too many names, raise SLOTS", (int)len, word);
		n->word = strndup(word, len);
		n->file = -1;
		return n;
	}
}

static void refer(const char *word, size_t len, int file)
{
	struct name *n = name_of(word, len);
	if (files[file].test) {
		n->test++;
		return;
	}
	n->product++;
	n->others |= n->file >= 0 && n->file != file;
	if (n->file < 0)
		n->file = file;
}

static bool begins_word(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static size_t word_len(const char *at)
{
	size_t n = 0;
	while (isalnum((unsigned char)at[n]) || at[n] == '_')
		n++;
	return n;
}

static bool is_word(const char *at, size_t n, const char *word)
{
	return strlen(word) == n && !strncmp(at, word, n);
}

/* Every word of a stretch counts as named: templates, macros, what the makers print. */
static void refer_all(const char *at, const char *end, int file)
{
	while (at < end) {
		size_t n = word_len(at);
		if (n && begins_word(*at))
			refer(at, n, file);
		at += n ? n : 1;
	}
}

static void add_include(int file, int line, const char *at, const char *end)
{
	if (include_count == MAX_INCLUDES || end - at >= WORD)
		stop("%s:%d: too many or too long includes, remove some",
		        files[file].path, line);
	struct include *x = &includes[include_count++];
	x->file = file;
	x->line = line;
	memcpy(x->target, at, (size_t)(end - at));
}

/* Where the reader of C stands. A statement here is one at the outside, between
 * functions. */
struct reader {
	const char *at, *line_start;
	int file, line;
	int braces, parens;
	bool is_static, assigned;
	char candidate[WORD]; /* the first word before "(" in this statement */
	int candidate_line;
	struct function *open;
};

static void statement_ends(struct reader *r)
{
	r->is_static = r->assigned = false;
	r->candidate[0] = 0;
}

static void skip_comment(struct reader *r)
{
	if (r->at[1] == '/') {
		r->at += strcspn(r->at, "\n");
		return;
	}
	for (r->at += 2; *r->at && (r->at[0] != '*' || r->at[1] != '/'); r->at++)
		if (*r->at == '\n')
			r->line++;
	r->at += *r->at ? 2 : 0;
}

static void skip_quoted(struct reader *r)
{
	const char *start = r->at;
	for (r->at++; *r->at && *r->at != *start && *r->at != '\n'; r->at++)
		if (*r->at == '\\' && r->at[1])
			r->at++;
	if (!strncmp(files[r->file].path, "tools/", 6))
		refer_all(start, r->at, r->file);
	for (const char *c = start; c < r->at && !files[r->file].words; c++)
		if ((unsigned char)*c >= 0xe4 && (unsigned char)*c <= 0xe9)
			files[r->file].words = r->line;
	if (*r->at == *start)
		r->at++;
}

static void read_directive(struct reader *r)
{
	const char *at = r->at + 1, *end;
	at += strspn(at, " \t");
	if (!strncmp(at, "include", 7)) {
		at += 7 + strspn(at + 7, " \t");
		end = *at == '"' ? strpbrk(at + 1, "\"\n") : NULL;
		if (end && *end == '"')
			add_include(r->file, r->line, at + 1, end);
		r->at += strcspn(r->at, "\n");
		return;
	}
	at += word_len(at);
	for (end = at; *end && *end != '\n'; end++)
		if (end[0] == '\\' && end[1] == '\n') {
			end++;
			r->line++;
		}
	refer_all(at, end, r->file);
	r->at = end;
}

static void read_word(struct reader *r)
{
	size_t n = word_len(r->at);
	const char *word = r->at, *next = r->at + n;
	r->at = next;
	next += strspn(next, " \t");
	bool outside = !r->braces && !r->parens && !r->assigned;
	if (outside && is_word(word, n, "static"))
		r->is_static = true;
	bool named = outside && *next == '(' && !r->candidate[0] && n < WORD &&
	             !is_word(word, n, "__attribute__") &&
	             !is_word(word, n, "_Static_assert");
	if (named) {
		snprintf(r->candidate, WORD, "%.*s", (int)n, word);
		r->candidate_line = r->line;
		return;
	}
	bool itself = r->open && is_word(word, n, r->open->name);
	if (!itself)
		refer(word, n, r->file);
}

static void open_brace(struct reader *r)
{
	if (!r->braces++ && r->candidate[0] && !r->assigned && !r->parens) {
		if (function_count == MAX_FUNCTIONS)
			stop("%s:%d: too many functions, raise MAX_FUNCTIONS",
			        files[r->file].path, r->line);
		r->open = &functions[function_count++];
		*r->open = (struct function){.file = r->file,
		        .line = r->candidate_line,
		        .is_static = r->is_static};
		strcpy(r->open->name, r->candidate);
	}
}

/* A brace in the first column closes everything: the two arms of an #if may open it
 * twice. */
static void close_brace(struct reader *r)
{
	if (r->at == r->line_start)
		r->braces = 1;
	if (r->braces)
		r->braces--;
	if (r->braces)
		return;
	r->parens = 0;
	if (r->open) {
		r->open->lines = r->line - r->open->line + 1;
		r->open = NULL;
		statement_ends(r);
	}
}

static void read_mark(struct reader *r)
{
	switch (*r->at) {
	case '{':
		open_brace(r);
		break;
	case '}':
		close_brace(r);
		break;
	case '(':
		r->parens++;
		break;
	case ')':
		r->parens -= r->parens > 0;
		break;
	case '=':
		r->assigned |= !r->braces && !r->parens;
		break;
	case ';':
		if (!r->braces && !r->parens)
			statement_ends(r);
		break;
	case '\n':
		r->line++;
		r->line_start = r->at + 1;
		break;
	}
	r->at++;
}

static void read_c(int file)
{
	struct reader r = {.file = file,
	        .line = 1,
	        .at = files[file].text,
	        .line_start = files[file].text};
	while (*r.at) {
		if (r.at[0] == '/' && (r.at[1] == '*' || r.at[1] == '/'))
			skip_comment(&r);
		else if (*r.at == '"' || *r.at == '\'')
			skip_quoted(&r);
		else if (*r.at == '#' &&
		         r.line_start + strspn(r.line_start, " \t") == r.at)
			read_directive(&r);
		else if (begins_word(*r.at))
			read_word(&r);
		else if (isdigit((unsigned char)*r.at))
			r.at += word_len(r.at);
		else
			read_mark(&r);
	}
}

static void read_page(int file)
{
	int line = 1;
	for (const char *at = files[file].text; *at; line++) {
		const char *end = at + strcspn(at, "\n");
		if (!strncmp(at, "%use ", 5))
			add_include(
			        file, line, at + 5, at + 5 + strcspn(at + 5, " \t\r\n"));
		at = *end ? end + 1 : end;
	}
	refer_all(files[file].text, strchr(files[file].text, 0), file);
}

/* ---- who includes whom ---------------------------------------------------------------
 */
static int file_at(const char *path)
{
	struct file key = {.path = (char *)(size_t)path};
	struct file *f = bsearch(&key, files, (size_t)file_count, sizeof key, by_path);
	return f ? (int)(f - files) : -1;
}

/* x.sql.h and x.html.h are made from x.sql and x.html and belong to their room. */
static int made_room(const char *target)
{
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (!strcmp(made[i][0], target))
			return room_named(made[i][1]);
	size_t n = strlen(target);
	if (!ends(target, ".sql.h") && !ends(target, ".html.h"))
		return -1;
	for (int i = 0; i < file_count; i++) {
		const char *base = base_name(files[i].path);
		if (strlen(base) == n - 2 && !strncmp(base, target, n - 2))
			return files[i].room;
	}
	return -1;
}

static void resolve(struct include *x)
{
	char path[2 * PATH];
	const char *from = files[x->file].path;
	snprintf(path, sizeof path, "src/%s", x->target);
	x->to = file_at(path);
	if (x->to < 0) {
		snprintf(path, sizeof path, "%.*s%s", (int)(base_name(from) - from), from,
		        x->target);
		x->to = file_at(path);
	}
	x->to_room = x->to < 0 ? made_room(x->target) : files[x->to].room;
	if (x->to >= 0)
		files[x->to].included = true;
}

static int height(int room)
{
	size_t n = strcspn(rooms[room], "/");
	for (size_t i = 0; i < sizeof floors / sizeof *floors; i++)
		if (strlen(floors[i].room) == n &&
		        !strncmp(floors[i].room, rooms[room], n))
			return floors[i].height;
	return 0;
}

static bool is_made(const struct include *x)
{
	return x->to < 0 && x->to_room >= 0;
}

/* modules/project/project.h: the one header that other modules may include. */
static bool own_header(const struct include *x)
{
	const char *room = base_name(rooms[x->to_room]), *base = base_name(x->target);
	size_t n = strlen(room);
	return !strncmp(base, room, n) && !strcmp(base + n, ".h");
}

/* NULL, or why an include breaks the floors. */
static const char *wrong(const struct include *x)
{
	int from = files[x->file].room;
	if (from < 0 || x->to_room < 0 || from == x->to_room)
		return NULL;
	if (strstr(files[x->file].path, "_test.") && is_made(x))
		return NULL; /* a test may stand on rows that exist */
	int here = height(from), there = height(x->to_room);
	if (!here || !there)
		return NULL; /* said once, by the room */
	if (there > here)
		return "from a floor above, move what it needs down";
	if (there < here)
		return NULL;
	if (here != MODULES)
		return "from the room beside it, hand the data over on the floor above";
	if (is_made(x) || own_header(x))
		return NULL;
	return "of another module, include only that module's own header";
}

static int print_floors(void)
{
	int count = 0;
	for (int i = 0; i < file_count; i++) {
		int room = files[i].room;
		if (room < 0 || height(room) || (i && files[i - 1].room == room))
			continue;
		printf("%s:1: the room \"%s\" is on no floor, give it one in tidy.c\n",
		        files[i].path, rooms[room]);
		count++;
	}
	for (const struct include *x = includes; x < includes + include_count; x++) {
		const char *why = wrong(x);
		if (!why)
			continue;
		printf("%s:%d: %s includes %s %s\n", files[x->file].path, x->line,
		        rooms[files[x->file].room], x->target, why);
		count++;
	}
	printf("floor violations: %d\n", count);
	return count;
}

/* Words that someone reads stand in .text, in both languages. */
static int print_words(void)
{
	int count = 0;
	for (int i = 0; i < file_count; i++) {
		const struct file *f = &files[i];
		bool may = f->room < 0 || f->test || !ends(f->path, ".c") ||
		        !strncmp(base_name(f->path), "demo", 4);
		for (size_t k = 0; k < sizeof met / sizeof *met; k++)
			may |= !strcmp(f->path, met[k]);
		if (!f->words || may)
			continue;
		printf("%s:%d: Chinese words in code, write them in a .text\n", f->path, f->words);
		count++;
	}
	printf("files with words in code: %d\n", count);
	return count;
}

/* ---- circles -------------------------------------------------------------------------
 */
struct graph {
	int n;
	bool *edge; /* n × n */
	char *mark; /* 0 not yet, 1 on the way, 2 done */
	int *way, depth, found;
	bool rooms;
};

static const char *node_name(const struct graph *g, int i)
{
	return g->rooms ? rooms[i] : files[i].path;
}

static void visit(struct graph *g, int at)
{
	g->mark[at] = 1;
	g->way[g->depth++] = at;
	for (int to = 0; to < g->n; to++) {
		if (!g->edge[at * g->n + to] || g->mark[to] == 2)
			continue;
		if (g->mark[to] == 0) {
			visit(g, to);
			continue;
		}
		g->found++;
		putchar('\t');
		int i = g->depth - 1;
		while (g->way[i] != to)
			i--;
		for (; i < g->depth; i++)
			printf("%s → ", node_name(g, g->way[i]));
		printf("%s\n", node_name(g, to));
	}
	g->depth--;
	g->mark[at] = 2;
}

static void print_circles(bool of_rooms)
{
	struct graph g = {.n = of_rooms ? room_count : file_count, .rooms = of_rooms};
	size_t n = (size_t)g.n;
	g.edge = calloc(n * n + 1, sizeof *g.edge);
	g.mark = calloc(n + 1, 1);
	g.way = calloc(n + 1, sizeof *g.way);
	assert(g.edge && g.mark && g.way);
	for (const struct include *x = includes; x < includes + include_count; x++) {
		int from = of_rooms ? files[x->file].room : x->file;
		int to = of_rooms ? x->to_room : x->to;
		if (from >= 0 && to >= 0 && !(of_rooms && (from == to || is_made(x))))
			g.edge[from * g.n + to] = true;
	}
	for (int i = 0; i < g.n; i++)
		if (g.mark[i] == 0)
			visit(&g, i);
	printf("%s that include each other in a circle: %d\n",
	        of_rooms ? "rooms" : "files", g.found);
	free(g.edge);
	free(g.mark);
	free(g.way);
}

/* ---- long and forgotten things -------------------------------------------------------
 */
static void print_files(void)
{
	int lengthy = 0, idle = 0, borrowed = 0;
	for (int i = 0; i < file_count; i++)
		if (files[i].lines > LONG_FILE && ++lengthy)
			printf("\t%5d %s\n", files[i].lines, files[i].path);
	printf("files over %d lines: %d\n", LONG_FILE, lengthy);
	for (int i = 0; i < file_count; i++)
		if (ends(files[i].path, ".h") && !files[i].included && ++idle)
			printf("\t%s\n", files[i].path);
	printf("headers that nobody includes: %d\n", idle);
	for (const struct include *x = includes; x < includes + include_count; x++) {
		int from = files[x->file].room;
		bool other = is_made(x) && strchr(rooms[x->to_room], '/') && from >= 0 &&
		             from != x->to_room && height(from) == MODULES;
		if (other && ++borrowed)
			printf("\t%s:%d: %s\n", files[x->file].path, x->line, x->target);
	}
	printf("statements and pages borrowed from another module: %d\n", borrowed);
}

static int by_length(const void *a, const void *b)
{
	const struct function *x = a, *y = b;
	if (x->lines != y->lines)
		return x->lines < y->lines ? 1 : -1;
	return x->file != y->file ? x->file - y->file : x->line - y->line;
}

static void print_function(const struct function *f)
{
	printf("\t%5d %s:%d %s\n", f->lines, files[f->file].path, f->line, f->name);
}

static void print_long_functions(void)
{
	int lengthy = 0;
	qsort(functions, (size_t)function_count, sizeof *functions, by_length);
	while (lengthy < function_count && functions[lengthy].lines > LONG_FUNCTION)
		print_function(&functions[lengthy++]);
	printf("functions over %d lines: %d\n", LONG_FUNCTION, lengthy);
	printf("longest functions\n");
	for (int i = 0; i < function_count && i < TOP; i++)
		print_function(&functions[i]);
}

enum use { NEVER, BY_TESTS, AT_HOME, ABROAD };

static enum use use_of(const struct function *f)
{
	const struct name *n = name_of(f->name, strlen(f->name));
	if (!n->product)
		return n->test ? BY_TESTS : NEVER;
	return !n->others && n->file == f->file ? AT_HOME : ABROAD;
}

/* The compiler watches over static functions; these are the others. */
static void print_uses(enum use use, const char *title)
{
	int count = 0;
	for (int i = 0; i < function_count; i++) {
		const struct function *f = &functions[i];
		bool watched = f->is_static || !strcmp(f->name, "main") ||
		               files[f->file].test ||
		               !strcmp(f->name, "LLVMFuzzerTestOneInput");
		if (!watched && use_of(f) == use && ++count)
			print_function(f);
	}
	printf("%s: %d\n", title, count);
}

int main(int argc, char **argv)
{
	static const char *const folders[] = {"src", "tests", "bench", "tools"};
	const char *root = argc > 1 ? argv[1] : ".";
	if (argc > 2) {
		fprintf(stderr, "usage: tidy [ROOT]\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		walk(root, folders[i]);
	if (!file_count)
		stop("%s:0: has no sources, name the folder that holds src", root);
	qsort(files, (size_t)file_count, sizeof *files, by_path);
	for (int i = 0; i < file_count; i++) {
		files[i].room = room_of(files[i].path);
		if (ends(files[i].path, ".html"))
			read_page(i);
		else if (!ends(files[i].path, ".sql"))
			read_c(i);
	}
	for (int i = 0; i < include_count; i++)
		resolve(&includes[i]);
	int broken = print_floors() + print_words();
	print_circles(false);
	print_circles(true);
	print_files();
	print_uses(NEVER, "functions never named");
	print_uses(BY_TESTS, "functions named by tests only");
	print_uses(AT_HOME, "functions that could be static");
	print_long_functions();
	return broken > 0;
}
