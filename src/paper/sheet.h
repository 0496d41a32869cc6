/* A workbook as data: what an .xlsx or .csv file says, cell by cell, whoever wrote it
 * (Excel, WPS, LibreOffice, libxlsxwriter, openpyxl). Reading never runs a formula, never
 * follows a link out of the file, and stops at fixed limits, so a hostile file costs
 * little and is refused with a code. What the cells mean is for the caller to say. */
#ifndef GUATU_SHEET_H
#define GUATU_SHEET_H

#include "base/base.h"

enum sheet_limits {
	SHEET_FILE_MAX = 64 << 20,      /* bytes on disk */
	SHEET_ENTRIES_MAX = 2000,       /* members of the zip */
	SHEET_UNPACKED_MAX = 256 << 20, /* bytes of all members read */
	SHEET_RATIO_MAX = 200,          /* unpacked : packed, from 4 MiB on */
	SHEET_ROWS_MAX = 20000,         /* rows with anything in them, per book */
	SHEET_COLUMNS_MAX = 500,
	SHEET_CELLS_MAX = 2000000,
	SHEET_TEXT_MAX = 64 << 20, /* bytes of all texts of cells */
	SHEET_CELL_TEXT_MAX = 32767 * 4,
	SHEET_SHARED_MAX = 1000000, /* shared strings */
	SHEET_MERGES_MAX = 50000,
	SHEET_SHEETS_MAX = 200,
	SHEET_DEPTH_MAX = 64, /* of XML elements */
};

enum cell_kind {
	CELL_EMPTY, /* with .formula set: a formula whose result was never saved */
	CELL_TEXT,
	CELL_NUMBER, /* dates too: see .shown */
	CELL_BOOL,   /* number is 0 or 1, text TRUE or FALSE */
	CELL_ERROR,  /* text is #DIV/0!, #REF!, #N/A … */
};

/* How the file shows a number. */
enum cell_shown {
	SHOWN_PLAIN,
	SHOWN_PERCENT, /* text carries the sign: number 0.83, text "83%" */
	SHOWN_DATE,    /* text "2026-06-30" (with " 08:30" if the format has hours) */
	SHOWN_MONTH,   /* the format names no day: text "2026-06" */
	SHOWN_YEAR,    /* text "2026" */
	SHOWN_TIME,    /* text "08:30" */
};

struct cell {
	/* As the sheet shows it, numbers without grouping and in full ("0.54",
	 * "12345678"), zero-padded codes with their zeros. Not trimmed. */
	struct str text;
	double number;   /* of a date: the serial as stored (see cell_day) */
	uint32_t merged; /* 0, or 1 + place in sheet.merges */
	uint8_t kind;    /* enum cell_kind */
	uint8_t shown;   /* enum cell_shown */
	bool formula;
};

/* Inclusive, 1-based, as people read them. The value is in the first cell. */
struct cell_range {
	uint32_t first_row, first_column, last_row, last_column;
};

struct sheet_row {
	uint32_t number; /* 1-based, as the office program shows it */
	uint32_t len;
	struct cell *at; /* at[0] is column A */
	bool hidden;
};

struct sheet {
	struct str name;
	/* Only rows with at least one cell that is not empty, in order. */
	struct {
		struct sheet_row *at;
		size_t len, cap;
	} rows;
	struct {
		struct cell_range *at;
		size_t len, cap;
	} merges;
	uint32_t columns;                      /* the widest row */
	bool hidden;                           /* the sheet itself */
	bool hidden_column[SHEET_COLUMNS_MAX]; /* [0] is column A */
};

struct book {
	struct {
		struct sheet *at;
		size_t len, cap;
	} sheets; /* in the order of the tabs, hidden ones too */
	bool date1904;
	bool csv;
	bool gb18030; /* a .csv that was not UTF-8 and was read as GB18030 */
};

/* Why a file could not be read. Codes, never words: the caller words them.
 *   empty        nothing in it
 *   unreadable   cannot be opened or read (BROKEN)
 *   encrypted    has a password
 *   old-xls      binary .xls or .et of before 2007
 *   html         a web page called .xls
 *   xml-2003     "XML Spreadsheet 2003"
 *   xlsb, ods    another office format
 *   not-xlsx     something else altogether
 *   truncated    the zip breaks off or is damaged
 *   bomb         unpacks to far more than it should, or has too many members
 *   too-large    more bytes, cells or merged ranges than limits allow
 *   too-many-rows, too-many-columns, too-many-sheets
 *   bad-xml      a part is not well-formed, nests too deeply or declares entities
 *   bad-utf8     text that is not UTF-8 (nor, in a .csv, GB18030)
 *   bad-csv      a quote that is not closed, or text after a closed one
 *   no-sheet     a workbook without a sheet */
struct paper_fault {
	const char *code; /* NULL where nothing went wrong */
	struct str sheet;
	uint32_t row, column; /* 1-based; 0 where not known */
	struct str detail;    /* a part's name, a figure; may be nothing */
};

/* Everything found lives in the arena. INVALID: the file is at fault; BROKEN: the world
 * is. Other than OK, *fault says why and *found is empty. */
enum status book_read(
        struct arena *, const char *path, struct book *found, struct paper_fault *);
enum status book_read_bytes(
        struct arena *, struct str bytes, struct book *found, struct paper_fault *);

/* row and column are 1-based. NULL outside what is kept. */
const struct sheet_row *sheet_row(const struct sheet *, uint32_t row);
const struct cell *sheet_cell(const struct sheet *, uint32_t row, uint32_t column);
/* The same, but a cell that a merged range covers gives the range's value. */
const struct cell *sheet_value(const struct sheet *, uint32_t row, uint32_t column);
/* The calendar day of a number read as a serial; none if it is not one (1900–2199). */
day cell_day(const struct book *, const struct cell *);
/* 1 → "A", 28 → "AB"; at most three letters. */
struct str column_letters(struct arena *, uint32_t column);

#endif
