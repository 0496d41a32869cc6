/* An office's own template with its {{names}} filled. Word tears a name over several
 * runs as it pleases, so a paragraph is read as one text and written back in pieces. */
#include "paper/docx.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "paper/package.h"

enum {
	PIECES_MAX = 4096,
	DEPTH_MAX = 200,
	PARAGRAPH_MAX = 256 << 10, /* bytes; a longer one is left as it is */
	NAMES_MAX = 200,           /* filled in one paragraph; listed as unknown in all */
};

struct filler {
	struct arena *arena;
	const struct docx_value *values;
	size_t count;
	struct strs *unknown;
};

/* One w:t and the text it holds now. */
struct piece {
	xmlNode *node;
	struct str text;
};
struct pieces {
	struct piece *at;
	size_t len, cap;
};

static bool named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

static void collect(struct filler *f, xmlNode *from, struct pieces *found, int depth)
{
	for (xmlNode *at = from; at && depth < DEPTH_MAX; at = at->next) {
		if (named(at, "t") && found->len < PIECES_MAX) {
			xmlChar *content = xmlNodeGetContent(at);
			struct piece *piece = vec_add(f->arena, found);
			piece->node = at;
			piece->text = str_copy(f->arena, str_of((const char *)content));
			xmlFree(content);
		} else if (!named(at, "p")) { /* a text box has paragraphs of its own */
			collect(f, at->children, found, depth + 1);
		}
	}
}

static const struct docx_value *value_named(const struct filler *f, struct str name)
{
	for (size_t i = 0; i < f->count; i++)
		if (str_eq(f->values[i].name, name))
			return &f->values[i];
	return NULL;
}

static void note_unknown(struct filler *f, struct str name)
{
	for (size_t i = 0; i < f->unknown->len; i++)
		if (str_eq(f->unknown->at[i], name))
			return;
	if (f->unknown->len < NAMES_MAX)
		*vec_add(f->arena, f->unknown) = str_copy(f->arena, name);
}

static struct str whole(struct filler *f, const struct pieces *pieces)
{
	size_t len = 0;
	for (size_t i = 0; i < pieces->len; i++)
		len += pieces->at[i].text.len;
	struct out o = out_on(f->arena, len + 1);
	for (size_t i = 0; i < pieces->len; i++)
		out_str(&o, pieces->at[i].text);
	return out_got(&o);
}

/* Puts value in the place of bytes from … to of the paragraph: it lands in the piece
 * where the name begins, so it takes that run's face. */
static void splice(
        struct filler *f, struct pieces *pieces, size_t from, size_t to, struct str value)
{
	size_t start = 0;
	for (size_t i = 0; i < pieces->len; i++) {
		struct piece *p = &pieces->at[i];
		size_t end = start + p->text.len;
		if (end > from && start < to) {
			struct str head =
			        start < from ? str_sub(p->text, 0, from - start) : S("");
			struct str tail =
			        end > to ? str_sub(p->text, to - start, p->text.len)
			                 : S("");
			struct str middle = start <= from ? value : S("");
			p->text = str_join(
			        f->arena, str_join(f->arena, head, middle), tail);
		}
		start = end;
	}
}

/* Values are not searched again: a value with {{…}} in it stays as typed. */
static bool fill_pieces(struct filler *f, struct pieces *pieces)
{
	bool changed = false;
	struct str all = whole(f, pieces);
	size_t at = 0;
	for (int filled = 0; filled < NAMES_MAX && all.len <= PARAGRAPH_MAX;) {
		struct str rest = str_sub(all, at, all.len);
		size_t open = str_find(rest, S("{{"));
		if (open == SIZE_MAX)
			return changed;
		struct str after = str_sub(rest, open + 2, rest.len);
		size_t close = str_find(after, S("}}"));
		if (close == SIZE_MAX)
			return changed;
		struct str name = str_trim(str_sub(after, 0, close));
		const struct docx_value *value = value_named(f, name);
		if (!value) {
			note_unknown(f, name);
			at += open + 2;
			continue;
		}
		splice(f, pieces, at + open, at + open + 2 + close + 2, value->value);
		at += open + value->value.len;
		all = whole(f, pieces);
		changed = true;
		filled++;
	}
	return changed;
}

static void set_text(struct filler *f, xmlNode *node, struct str s)
{
	char *words = str_z(f->arena, s);
	for (char *at = words; *at; at++)
		if ((unsigned char)*at < 0x20)
			*at = ' '; /* XML has no way to say it */
	xmlChar *safe = xmlEncodeSpecialChars(node->doc, BAD_CAST words);
	xmlNodeSetContent(node, safe);
	xmlFree(safe);
	xmlSetNsProp(node, xmlSearchNsByHref(node->doc, node, XML_XML_NAMESPACE),
	        BAD_CAST "space", BAD_CAST "preserve");
}

/* A line break in a value is a w:br between two w:t of the same run. */
static void write_piece(struct filler *f, const struct piece *p)
{
	struct str rest, line = str_cut(p->text, '\n', &rest);
	set_text(f, p->node, line);
	xmlNode *last = p->node;
	for (struct str left = rest; left.at; left = rest) {
		line = str_cut(left, '\n', &rest);
		xmlNode *turn = xmlNewNode(p->node->ns, BAD_CAST "br");
		xmlNode *text = xmlNewNode(p->node->ns, BAD_CAST "t");
		last = xmlAddNextSibling(last, turn);
		last = xmlAddNextSibling(last, text);
		set_text(f, last, line);
	}
}

static void fill_tree(struct filler *f, xmlNode *from, int depth)
{
	for (xmlNode *at = from; at && depth < DEPTH_MAX; at = at->next) {
		if (named(at, "p")) {
			struct pieces pieces = {0};
			collect(f, at->children, &pieces, depth);
			if (fill_pieces(f, &pieces))
				for (size_t i = 0; i < pieces.len; i++)
					write_piece(f, &pieces.at[i]);
		}
		fill_tree(f, at->children, depth + 1);
	}
}

static enum status fill_part(struct filler *f, struct str *bytes)
{
	xmlDoc *doc = xmlReadMemory(bytes->at, (int)bytes->len, NULL, NULL,
	        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
	                XML_PARSE_COMPACT);
	if (!doc)
		return INVALID;
	enum status status = INVALID;
	if (!doc->intSubset) { /* no part of a document declares entities */
		fill_tree(f, xmlDocGetRootElement(doc), 0);
		xmlChar *made = NULL;
		int len = 0;
		xmlDocDumpMemoryEnc(doc, &made, &len, "UTF-8");
		*bytes =
		        str_copy(f->arena, (struct str){(const char *)made, (size_t)len});
		xmlFree(made);
		status = len > 0 ? OK : BROKEN;
	}
	xmlFreeDoc(doc);
	return status;
}

static bool has_words(struct str name)
{
	return str_ends(name, S(".xml")) && (str_eq(name, S("word/document.xml")) ||
	                                            str_starts(name, S("word/header")) ||
	                                            str_starts(name, S("word/footer")));
}

enum status docx_fill(struct arena *arena, struct str template_,
        const struct docx_value *values, size_t count, struct str *bytes,
        struct strs *unknown)
{
	*unknown = (struct strs){0};
	struct package package;
	struct filler f = {arena, values, count, unknown};
	bool document = false;
	TRY(package_read(arena, template_, &package));
	for (size_t i = 0; i < package.len; i++) {
		document = document || str_eq(package.at[i].name, S("word/document.xml"));
		if (has_words(package.at[i].name))
			TRY(fill_part(&f, &package.at[i].bytes));
	}
	return document ? package_write(arena, &package, bytes) : INVALID;
}
