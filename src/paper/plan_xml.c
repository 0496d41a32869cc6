/* Walking XML schedules. */
#include "paper/plan_xml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void quiet(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

/* A schedule declares no entities; a parser that never meets one cannot be made to expand
 * them. The declaration itself ends the reading. */
static void no_document_type(void *context, const xmlChar *name, const xmlChar *external,
	const xmlChar *system)
{
	xmlParserCtxt *parser = context;
	(void)name;
	(void)external;
	(void)system;
	*(bool *)parser->_private = true;
	xmlStopParser(parser);
}

xmlDoc *plan_xml_open(struct str bytes, struct arena *a, struct plan_file_fault *fault)
{
	xmlParserCtxt *context = xmlNewParserCtxt();
	if (!context)
		arena_die(sizeof *context);
	xmlSetGenericErrorFunc(NULL, quiet);
	bool declares = false;
	context->_private = &declares;
	context->sax->internalSubset = no_document_type;
	xmlDoc *doc = xmlCtxtReadMemory(context, bytes.at, (int)bytes.len, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT |
			(bytes.len > 8u << 20 ? XML_PARSE_HUGE : 0));
	if (declares) {
		fault->why = S("it declares a document type, which a schedule never does");
		fault->mend = S("save it from the scheduling program again");
		xmlFreeDoc(doc);
		doc = NULL;
	} else if (!doc) {
		const xmlError *e = xmlCtxtGetLastError(context);
		fault->line = e ? e->line : 0;
		fault->why = str_fmt(a, "it is not whole XML: %.*s",
			STR(str_trim(str_of(e && e->message ? e->message : "it ends too soon"))));
		fault->mend = S("save or export it again");
	}
	xmlFreeParserCtxt(context);
	return doc;
}

xmlNode *plan_xml_next(const xmlNode *parent, const xmlNode *after, const char *name)
{
	xmlNode *n = after ? after->next : parent ? parent->children : NULL;
	while (n && (n->type != XML_ELEMENT_NODE || strcmp((const char *)n->name, name) != 0))
		n = n->next;
	return n;
}

xmlNode *plan_xml_child(const xmlNode *parent, const char *name)
{
	return plan_xml_next(parent, NULL, name);
}

/* The words of an element that holds nothing but words, without a copy. */
static const char *words(const xmlNode *parent, const char *name)
{
	const xmlNode *n = plan_xml_child(parent, name);
	const xmlNode *t = n ? n->children : NULL;
	return t && (t->type == XML_TEXT_NODE || t->type == XML_CDATA_SECTION_NODE) ?
		(const char *)t->content : NULL;
}

struct str plan_xml_text(struct arena *a, const xmlNode *parent, const char *name)
{
	xmlNode *n = plan_xml_child(parent, name);
	xmlChar *all = n ? xmlNodeGetContent(n) : NULL;
	if (!all)
		return NOTHING;
	struct str s = str_trim(str_of((const char *)all));
	s = s.len ? str_copy(a, s) : NOTHING;
	xmlFree(all);
	return s;
}

int64_t plan_xml_int(const xmlNode *parent, const char *name, int64_t otherwise)
{
	const char *s = words(parent, name);
	double x = s ? strtod(s, NULL) : NAN;
	return isfinite(x) && fabs(x) < 9e15 ? (int64_t)x : otherwise;
}

double plan_xml_real(const xmlNode *parent, const char *name, double otherwise)
{
	const char *s = words(parent, name);
	double x = s ? strtod(s, NULL) : NAN;
	return isfinite(x) ? x : otherwise;
}

plan_minute plan_xml_time(const xmlNode *parent, const char *name)
{
	const char *s = words(parent, name);
	return s ? plan_file_time(str_trim(str_of(s))) : PLAN_NONE;
}

int32_t plan_xml_duration(const xmlNode *parent, const char *name, int32_t otherwise)
{
	const char *s = words(parent, name);
	bool time = false, minus = s && *s == '-';
	double minutes = 0;
	if (!s || *(s += minus) != 'P')
		return otherwise;
	for (s++; *s;) {
		char *end;
		if (*s == 'T') {
			time = true;
			s++;
			continue;
		}
		double n = strtod(s, &end);
		if (end == s)
			return otherwise;
		minutes += n * (*end == 'D' ? 1440 : *end == 'H' ? 60 : *end == 'M' && time ? 1 :
				*end == 'S' ? 1.0 / 60 : *end == 'W' ? 10080 : 0);
		s = *end ? end + 1 : end;
	}
	if (minutes > INT32_MAX / 8.0)
		return otherwise;
	return (int32_t)lround(minus ? -minutes : minutes);
}

int plan_xml_clock(const xmlNode *parent, const char *name)
{
	const char *s = words(parent, name);
	int h, m;
	if (!s || sscanf(s, "%2d:%2d", &h, &m) != 2 || h < 0 || h > 24 || m < 0 || m > 59)
		return -1;
	return MIN(h * 60 + m, 1440);
}

struct str plan_xml_whole(struct arena *a, const xmlNode *n)
{
	xmlBuffer *buffer = xmlBufferCreate();
	if (!buffer)
		arena_die(sizeof *buffer);
	xmlNodeDump(buffer, n->doc, (xmlNode *)(uintptr_t)n, 0, 0);
	struct str s = str_copy(a, str_of((const char *)xmlBufferContent(buffer)));
	xmlBufferFree(buffer);
	return s;
}

void plan_xml_rest(struct arena *a, const xmlNode *of, const char *const *known,
	struct plan_file_extras *found)
{
	for (const xmlNode *n = of->children; n; n = n->next) {
		bool mine = n->type != XML_ELEMENT_NODE;
		for (size_t i = 0; !mine && known[i]; i++)
			mine = strcmp((const char *)n->name, known[i]) == 0;
		if (mine || (!n->children && !n->properties))
			continue;
		bool words_only = !n->properties && !n->children->next &&
			n->children->type == XML_TEXT_NODE;
		struct str value = words_only ? str_of((const char *)n->children->content) :
						plan_xml_whole(a, n);
		if (words_only && str_starts(value, S("<")))
			value = plan_xml_whole(a, n);
		*vec_add(a, found) = (struct plan_file_extra){
			str_copy(a, str_of((const char *)n->name)), str_copy(a, value)};
	}
}

void plan_xml_put(struct out *o, const char *name, struct str text)
{
	out_fmt(o, "<%s>", name);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if (c == '&')
			out_lit(o, "&amp;");
		else if (c == '<')
			out_lit(o, "&lt;");
		else if (c == '>')
			out_lit(o, "&gt;");
		else if (c == '\r')
			out_lit(o, "&#13;");
		else if (c == 0xEF && i + 2 < text.len && (unsigned char)text.at[i + 1] == 0xBF &&
			(unsigned char)text.at[i + 2] >= 0xBE)
			i += 2; /* U+FFFE and U+FFFF are not characters */
		else if (c >= 0x20 || c == '\n' || c == '\t')
			out_c(o, (char)c);
	}
	out_fmt(o, "</%s>\n", name);
}

bool plan_xml_sound(const struct plan_file_extra *e)
{
	char name[100] = {0};
	if (!e->name.len || e->name.len >= sizeof name)
		return false;
	memcpy(name, e->name.at, e->name.len);
	if (xmlValidateNCName((const xmlChar *)name, 0) != 0)
		return false;
	if (!str_starts(e->value, S("<")))
		return true;
	struct arena *a = arena_open();
	struct plan_file_fault fault = {0};
	xmlDoc *doc = plan_xml_open(e->value, a, &fault);
	bool sound = doc && strcmp((const char *)xmlDocGetRootElement(doc)->name, name) == 0;
	xmlFreeDoc(doc);
	arena_close(a);
	return sound;
}

void plan_xml_put_rest(struct out *o, const struct plan_file_extra *e)
{
	if (str_starts(e->value, S("<"))) {
		out_str(o, e->value);
		out_c(o, '\n');
	} else {
		char name[100] = {0};
		memcpy(name, e->name.at, MIN(e->name.len, sizeof name - 1));
		plan_xml_put(o, name, e->value);
	}
}
