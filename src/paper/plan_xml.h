/* What the XML schedule readers share: elements by local name, their words as values. */
#ifndef GUATU_PLAN_XML_H
#define GUATU_PLAN_XML_H

#include "paper/plan_file.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

/* Parses without net, entities of files or limits lifted; NULL with *fault filled. */
xmlDoc *plan_xml_open(struct str bytes, struct arena *, struct plan_file_fault *);
xmlNode *plan_xml_child(const xmlNode *, const char *name);
/* The next element of a name among a node's children: start with NULL. */
xmlNode *plan_xml_next(const xmlNode *parent, const xmlNode *after, const char *name);
/* A child's words, trimmed, on the arena; NOTHING where it is absent or empty. */
struct str plan_xml_text(struct arena *, const xmlNode *, const char *name);
int64_t plan_xml_int(const xmlNode *, const char *name, int64_t otherwise);
double plan_xml_real(const xmlNode *, const char *name, double otherwise);
plan_minute plan_xml_time(const xmlNode *, const char *name);
/* "PT8H30M0S" or "P2DT4H" → minutes, days as 24 hours; otherwise where it is none. */
int32_t plan_xml_duration(const xmlNode *, const char *name, int32_t otherwise);
/* "08:00:00" → minute of the day; −1 where it is none. */
int plan_xml_clock(const xmlNode *, const char *name);
/* What a node's elements say whose names are not in the list (which ends with NULL): words as
 * they are, elements with elements or attributes in them as XML. Empty ones say nothing. */
void plan_xml_rest(struct arena *, const xmlNode *, const char *const *known,
	struct plan_file_extras *);
/* An element as XML. */
struct str plan_xml_whole(struct arena *, const xmlNode *);

/* Writing: <name>text</name>, escaped; what XML cannot hold is left out. */
void plan_xml_put(struct out *, const char *name, struct str text);
/* Whether a field may be written as XML: a name and words, or one whole element. */
bool plan_xml_sound(const struct plan_file_extra *);
/* What plan_xml_rest kept. */
void plan_xml_put_rest(struct out *, const struct plan_file_extra *);

#endif
