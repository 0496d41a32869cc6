/* What the files of the xlsx reader share; nobody else includes it. */
#ifndef GUATU_PAPER_READER_H
#define GUATU_PAPER_READER_H

#include <expat.h>
#include <zip.h>

#include "paper/sheet.h"

/* How a style shows numbers. */
struct number_format {
	uint8_t shown; /* enum cell_shown */
	bool hours;    /* a date with a time of day */
	uint8_t zeros; /* "000000" pads to six digits */
};

struct reader {
	struct arena *arena;
	struct book *book;
	struct paper_fault *fault;
	zip_t *zip;
	uint64_t unpacked;
	size_t row_count, cell_count, text_bytes;
	VEC(struct str) shared;
	VEC(struct number_format) formats; /* by cellXfs place */
	struct out text;                   /* of the element being read */
	struct sheet *sheet;               /* being read, for faults too */
};

/* One part of the package while expat walks it. Names come without their prefix. */
struct part {
	struct reader *r;
	XML_Parser xml;
	int depth;
	bool collect; /* character data goes to r->text */
	void (*start)(struct part *, const char *name, const char **attributes);
	void (*end)(struct part *, const char *name);
	void *state;
};

/* INVALID, with the fault filled in; the first fault stays. */
enum status paper_refuse(struct reader *, const char *code, uint32_t row, uint32_t column,
        struct str detail);
/* The same from inside a handler: the parse stops. */
void part_refuse(struct part *, const char *code, uint32_t row, uint32_t column,
        struct str detail);
/* Streams one part through its handlers; NOT_FOUND where the package lacks it. */
enum status part_read(struct part *, struct str path);
/* An attribute without its prefix, or NULL. */
const char *attribute(const char **attributes, const char *name);
bool attribute_true(const char **attributes, const char *name);
/* A whole number of at most nine digits; fallback for NULL or anything else. */
uint32_t attribute_int(const char **attributes, const char *name, uint32_t fallback);

enum status xlsx_read_parts(struct reader *);
enum status xlsx_read_cells(struct reader *, struct str path); /* into r->sheet */
enum status csv_book(struct reader *, struct str bytes);

struct number_format format_of_code(struct str code);
struct number_format format_of_builtin(uint32_t id);
/* Undoes Excel's _x000D_ escapes in place. */
struct str unescape_x(char *at, size_t len);
/* Full, without exponent or noise digits. */
struct str number_text(struct arena *, double);
/* The text of a number in its format; gives SHOWN_PLAIN back where it is no date. */
struct str shown_text(struct arena *, double, struct number_format *, bool date1904);

#endif
