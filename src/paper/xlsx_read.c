/* The package around the cells: its members, its workbook, styles and shared strings. */
#include "paper/reader.h"

#include <stdio.h>

enum { CHUNK = 64 << 10, RATIO_FROM = 4 << 20 };

/* ---- one part, streamed ---- */

static const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');
	return colon ? colon + 1 : name;
}

const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(local_name(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

bool attribute_true(const char **attributes, const char *name)
{
	const char *value = attribute(attributes, name);
	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

uint32_t attribute_int(const char **attributes, const char *name, uint32_t fallback)
{
	const char *at = attribute(attributes, name);
	if (!at || !*at)
		return fallback;
	uint32_t n = 0;
	for (int digits = 0; *at; at++, digits++) {
		if (*at < '0' || *at > '9' || digits == 9)
			return fallback;
		n = n * 10 + (uint32_t)(*at - '0');
	}
	return n;
}

void part_refuse(struct part *p, const char *code, uint32_t row, uint32_t column,
        struct str detail)
{
	paper_refuse(p->r, code, row, column, detail);
	XML_StopParser(p->xml, XML_FALSE);
}

static void on_start(void *data, const char *name, const char **attributes)
{
	struct part *p = data;
	if (++p->depth > SHEET_DEPTH_MAX) {
		part_refuse(p, "bad-xml", 0, 0, S("depth"));
		return;
	}
	p->start(p, local_name(name), attributes);
}

static void on_end(void *data, const char *name)
{
	struct part *p = data;
	p->depth--;
	if (p->end && !p->r->fault->code)
		p->end(p, local_name(name));
}

static void on_text(void *data, const char *at, int len)
{
	struct part *p = data;
	if (!p->collect)
		return;
	out_bytes(&p->r->text, at, (size_t)len);
	if (p->r->text.full)
		part_refuse(p, "too-large", 0, 0, S("text"));
}

static void on_doctype(void *data, const char *name, const char *system_id,
        const char *public_id, int internal)
{
	(void)name, (void)system_id, (void)public_id, (void)internal;
	part_refuse(data, "bad-xml", 0, 0, S("DOCTYPE"));
}

/* expat calls bytes that are not UTF-8 an invalid token, like other slips. */
static enum status xml_fault(struct part *p, struct str path)
{
	if (p->r->fault->code)
		return INVALID;
	enum XML_Error error = XML_GetErrorCode(p->xml);
	int offset = 0, size = 0;
	const char *at = XML_GetInputContext(p->xml, &offset, &size);
	bool high = at && offset < size && (unsigned char)at[offset] >= 0x80;
	const char *code =
	        error == XML_ERROR_INVALID_TOKEN && high ? "bad-utf8" : "bad-xml";
	return paper_refuse(p->r, code, 0, 0,
	        str_fmt(p->r->arena, "%.*s:%lu:%lu", STR(path),
	                (unsigned long)XML_GetCurrentLineNumber(p->xml),
	                (unsigned long)XML_GetCurrentColumnNumber(p->xml) + 1));
}

static enum status pump(
        struct part *p, zip_file_t *file, uint64_t packed, struct str path)
{
	uint64_t got_all = 0;
	for (;;) {
		void *buffer = XML_GetBuffer(p->xml, CHUNK);
		if (!buffer)
			arena_die(CHUNK);
		zip_int64_t got = zip_fread(file, buffer, CHUNK);
		if (got < 0)
			return paper_refuse(
			        p->r, "truncated", 0, 0, str_copy(p->r->arena, path));
		got_all += (uint64_t)got;
		p->r->unpacked += (uint64_t)got;
		if (p->r->unpacked > SHEET_UNPACKED_MAX ||
		        (got_all > RATIO_FROM && got_all / SHEET_RATIO_MAX > packed))
			return paper_refuse(p->r, "bomb", 0, 0, str_copy(p->r->arena, path));
		if (XML_ParseBuffer(p->xml, (int)got, got == 0) != XML_STATUS_OK)
			return xml_fault(p, path);
		if (got == 0)
			return p->r->fault->code ? INVALID : OK;
	}
}

enum status part_read(struct part *p, struct str path)
{
	zip_stat_t stat;
	zip_int64_t index =
	        zip_name_locate(p->r->zip, str_z(p->r->arena, path), ZIP_FL_NOCASE);
	if (index < 0 || zip_stat_index(p->r->zip, (zip_uint64_t)index, 0, &stat) != 0)
		return NOT_FOUND;
	if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method)
		return paper_refuse(p->r, "encrypted", 0, 0, NOTHING);
	zip_file_t *file = zip_fopen_index(p->r->zip, (zip_uint64_t)index, 0);
	if (!file)
		return paper_refuse(p->r, "truncated", 0, 0, str_copy(p->r->arena, path));
	p->xml = XML_ParserCreate(NULL);
	if (!p->xml)
		arena_die(CHUNK);
	p->depth = 0;
	p->collect = false;
	out_cut(&p->r->text, 0);
	XML_SetUserData(p->xml, p);
	XML_SetElementHandler(p->xml, on_start, on_end);
	XML_SetCharacterDataHandler(p->xml, on_text);
	XML_SetStartDoctypeDeclHandler(p->xml, on_doctype);
	enum status status = pump(p, file, stat.comp_size, path);
	XML_ParserFree(p->xml);
	zip_fclose(file);
	return status;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'                     ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
	                                                : -1;
}

struct str unescape_x(char *at, size_t len)
{
	size_t to = 0;
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		bool escape = len - i >= 7 && at[i] == '_' && at[i + 1] == 'x' &&
		              at[i + 6] == '_';
		for (size_t k = 2; k < 6 && escape; k++) {
			int digit = hex_digit(at[i + k]);
			escape = digit >= 0;
			c = c * 16 + (uint32_t)MAX(digit, 0);
		}
		if (!escape || (c >= 0xD800 && c < 0xE000)) {
			at[to++] = at[i++];
			continue;
		}
		char utf8[5];
		if (c >= 0x20 || c == '\n' || c == '\t') {
			utf8_put(utf8, c);
			for (char *from = utf8; *from; from++)
				at[to++] = *from;
		}
		i += 7;
	}
	return (struct str){at, to};
}

/* ---- relationships: id → member ---- */

struct relation {
	struct str id, type, target;
};
struct relations {
	struct str folder; /* with its slash, or nothing */
	VEC(struct relation) list;
};

static struct str own_str(struct part *p, const char *z)
{
	return str_copy(p->r->arena, str_of(z ? z : ""));
}

static void relation_start(struct part *p, const char *name, const char **attributes)
{
	struct relations *all = p->state;
	if (strcmp(name, "Relationship") != 0 || all->list.len > SHEET_ENTRIES_MAX)
		return;
	const char *mode = attribute(attributes, "TargetMode");
	if (mode && strcmp(mode, "External") == 0)
		return;
	struct str target = own_str(p, attribute(attributes, "Target"));
	struct relation *one = vec_add(p->r->arena, &all->list);
	one->id = own_str(p, attribute(attributes, "Id"));
	one->type = own_str(p, attribute(attributes, "Type"));
	one->target = str_starts(target, S("/"))
	                      ? str_sub(target, 1, target.len)
	                      : str_join(p->r->arena, all->folder, target);
}

static enum status read_relations(
        struct reader *r, struct str of, struct relations *found)
{
	size_t slash = of.len;
	while (slash && of.at[slash - 1] != '/')
		slash--;
	*found = (struct relations){.folder = str_sub(of, 0, slash)};
	struct part p = {.r = r, .start = relation_start, .state = found};
	struct str path = str_fmt(r->arena, "%.*s_rels/%.*s.rels", STR(found->folder),
	        STR(str_sub(of, slash, of.len)));
	return part_read(&p, path);
}

static struct str target_by_type(const struct relations *all, struct str ending)
{
	for (size_t i = 0; i < all->list.len; i++)
		if (str_ends(all->list.at[i].type, ending))
			return all->list.at[i].target;
	return NOTHING;
}

/* ---- workbook ---- */

struct workbook {
	struct strs ids;
};

static void workbook_start(struct part *p, const char *name, const char **attributes)
{
	struct workbook *w = p->state;
	if (strcmp(name, "workbookPr") == 0) {
		p->r->book->date1904 = attribute_true(attributes, "date1904");
	} else if (strcmp(name, "sheet") == 0) {
		if (w->ids.len == SHEET_SHEETS_MAX) {
			part_refuse(p, "too-many-sheets", 0, 0, NOTHING);
			return;
		}
		const char *state = attribute(attributes, "state");
		struct sheet *sheet = vec_add(p->r->arena, &p->r->book->sheets);
		sheet->name = own_str(p, attribute(attributes, "name"));
		sheet->hidden = state && strcmp(state, "visible") != 0;
		*vec_add(p->r->arena, &w->ids) = own_str(p, attribute(attributes, "id"));
	}
}

/* ---- styles ---- */

struct styles {
	bool in_cell_formats;
	struct {
		struct {
			uint32_t id;
			struct number_format format;
		} * at;
		size_t len, cap;
	} own;
};

static struct number_format format_by_id(const struct styles *s, uint32_t id)
{
	for (size_t i = 0; i < s->own.len; i++)
		if (s->own.at[i].id == id)
			return s->own.at[i].format;
	return format_of_builtin(id);
}

static void styles_start(struct part *p, const char *name, const char **attributes)
{
	struct styles *s = p->state;
	if (strcmp(name, "numFmt") == 0 && s->own.len < 1000) {
		const char *code = attribute(attributes, "formatCode");
		size_t place = s->own.len;
		vec_add(p->r->arena, &s->own);
		s->own.at[place].id = attribute_int(attributes, "numFmtId", UINT32_MAX);
		s->own.at[place].format = format_of_code(str_of(code ? code : ""));
	} else if (strcmp(name, "cellXfs") == 0) {
		s->in_cell_formats = true;
	} else if (strcmp(name, "xf") == 0 && s->in_cell_formats &&
	           p->r->formats.len < 65536) {
		*vec_add(p->r->arena, &p->r->formats) =
		        format_by_id(s, attribute_int(attributes, "numFmtId", 0));
	}
}

static void styles_end(struct part *p, const char *name)
{
	struct styles *s = p->state;
	if (strcmp(name, "cellXfs") == 0)
		s->in_cell_formats = false;
}

/* ---- shared strings ---- */

static void shared_start(struct part *p, const char *name, const char **attributes)
{
	int *phonetic = p->state;
	(void)attributes;
	if (strcmp(name, "si") == 0)
		out_cut(&p->r->text, 0);
	else if (strcmp(name, "rPh") == 0)
		++*phonetic;
	else if (strcmp(name, "t") == 0)
		p->collect = !*phonetic;
}

static void shared_end(struct part *p, const char *name)
{
	int *phonetic = p->state;
	struct reader *r = p->r;
	if (strcmp(name, "t") == 0) {
		p->collect = false;
	} else if (strcmp(name, "rPh") == 0) {
		--*phonetic;
	} else if (strcmp(name, "si") == 0) {
		struct str text = unescape_x(r->text.at, r->text.len);
		r->text_bytes += text.len;
		if (r->shared.len == SHEET_SHARED_MAX || r->text_bytes > SHEET_TEXT_MAX) {
			part_refuse(p, "too-large", 0, 0, S("sharedStrings"));
			return;
		}
		struct str *to = vec_add(r->arena, &r->shared);
		*to = text.len ? str_copy(r->arena, text) : S("");
	}
}

/* ---- the whole ---- */

static enum status check_members(struct reader *r)
{
	zip_int64_t count = zip_get_num_entries(r->zip, 0);
	uint64_t all = 0;
	if (count > SHEET_ENTRIES_MAX)
		return paper_refuse(
		        r, "bomb", 0, 0, str_fmt(r->arena, "%lld", (long long)count));
	for (zip_int64_t i = 0; i < count; i++) {
		zip_stat_t stat;
		if (zip_stat_index(r->zip, (zip_uint64_t)i, 0, &stat) != 0)
			return paper_refuse(r, "truncated", 0, 0, NOTHING);
		all += MIN(stat.size, (uint64_t)SHEET_UNPACKED_MAX + 1);
	}
	return all > SHEET_UNPACKED_MAX ? paper_refuse(r, "bomb", 0, 0, NOTHING) : OK;
}

static bool has_member(struct reader *r, const char *name)
{
	return zip_name_locate(r->zip, name, ZIP_FL_NOCASE) >= 0;
}

static enum status not_a_workbook(struct reader *r)
{
	const char *code = has_member(r, "xl/workbook.bin") ? "xlsb"
	                   : has_member(r, "content.xml") && has_member(r, "mimetype")
	                           ? "ods"
	                   : has_member(r, "EncryptedPackage") ? "encrypted"
	                                                       : "not-xlsx";
	return paper_refuse(r, code, 0, 0, NOTHING);
}

/* NOT_FOUND is fine for a part a workbook may lack. */
static enum status optional(enum status status)
{
	return status == NOT_FOUND ? OK : status;
}

static enum status read_helpers(struct reader *r, const struct relations *all)
{
	struct styles styles = {0};
	struct part p = {
	        .r = r, .start = styles_start, .end = styles_end, .state = &styles};
	struct str path = target_by_type(all, S("/styles"));
	if (path.len)
		TRY(optional(part_read(&p, path)));
	int phonetic = 0;
	p = (struct part){
	        .r = r, .start = shared_start, .end = shared_end, .state = &phonetic};
	path = target_by_type(all, S("/sharedStrings"));
	return path.len ? optional(part_read(&p, path)) : OK;
}

static enum status read_sheet(
        struct reader *r, const struct relations *all, struct str id)
{
	for (size_t i = 0; i < all->list.len; i++) {
		const struct relation *one = &all->list.at[i];
		if (!str_eq(one->id, id))
			continue;
		/* Charts on a tab of their own have no cells. */
		if (!str_ends(one->type, S("/worksheet")))
			return OK;
		enum status status = xlsx_read_cells(r, one->target);
		return status == NOT_FOUND ? paper_refuse(r, "truncated", 0, 0, one->target)
		                           : status;
	}
	return paper_refuse(r, "bad-xml", 0, 0, id);
}

enum status xlsx_read_parts(struct reader *r)
{
	TRY(check_members(r));
	struct relations package, all;
	TRY(optional(read_relations(r, S(""), &package)));
	struct str path = target_by_type(&package, S("/officeDocument"));
	if (!path.len)
		path = S("xl/workbook.xml");
	if (!str_ends(path, S(".xml")))
		return not_a_workbook(r);
	struct workbook workbook = {0};
	struct part p = {.r = r, .start = workbook_start, .state = &workbook};
	enum status status = part_read(&p, path);
	if (status == NOT_FOUND)
		return not_a_workbook(r);
	TRY(status);
	if (!workbook.ids.len)
		return paper_refuse(r, str_has(path, S("workbook")) ? "no-sheet" : "not-xlsx",
		        0, 0, NOTHING);
	status = read_relations(r, path, &all);
	if (status == NOT_FOUND)
		return paper_refuse(r, "truncated", 0, 0, S("workbook.xml.rels"));
	TRY(status);
	TRY(read_helpers(r, &all));
	for (size_t i = 0; i < workbook.ids.len; i++) {
		r->sheet = &r->book->sheets.at[i];
		TRY(read_sheet(r, &all, workbook.ids.at[i]));
	}
	return OK;
}
