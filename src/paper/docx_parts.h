/* The fixed parts of an official document; written once, by docx_parts.c. */
#ifndef GUATU_DOCX_PARTS_H
#define GUATU_DOCX_PARTS_H

#include "paper/package.h"

/* Lengths in twentieths of a point. */
enum {
	DOCX_MM_1000 = 56693, /* a thousand millimetres */
	DOCX_TEXT_WIDTH = 8844,
	DOCX_LINE = 579, /* 28.95 pt */
	DOCX_CHAR = 315, /* 28 of them fill a line of 156 mm */
};

#define DOCX_SHAPE "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
#define DOCX_NAMESPACES                                                                  \
	"xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "      \
	"xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"               \
	"relationships\" "                                                               \
	"xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "      \
	"xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/"                   \
	"wordprocessingDrawing\" "                                                       \
	"xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "             \
	"xmlns:wps=\"" DOCX_SHAPE "\""

/* Everything but word/document.xml. */
void docx_fixed_parts(struct arena *, struct package *);
/* The section that ends the body: page, margins, page numbers. */
struct str docx_section(void);

#endif
