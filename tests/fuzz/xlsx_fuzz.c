/* Whatever bytes come, the sheet reader answers OK or names a fault. The first byte says
 * where the rest goes: the whole file, or one part of a sound workbook (a random zip
 * would never get past its checksums). */
#include "paper/package.h"
#include "paper/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const struct {
	const char *name, *content;
} parts[] = {
        {"xl/workbook.xml",
                "<workbook><sheets><sheet name=\"a\" id=\"1\"/></sheets></workbook>"},
        {"xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\" "
                "s=\"1\"><v>0</v></c>"
                "<c s=\"1\"><v>46022</v></c></row></sheetData></worksheet>"},
        {"xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>"},
        {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"
                          "</cellXfs></styleSheet>"},
        {"xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"1\" Type=\"" R "/worksheet\" "
                "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"2\" Type=\"" R
                "/styles\" "
                "Target=\"styles.xml\"/><Relationship Id=\"3\" Type=\"" R
                "/sharedStrings\" "
                "Target=\"sharedStrings.xml\"/></Relationships>"},
};

static struct str with_part(struct arena *arena, size_t which, struct str bytes)
{
	struct package package = {0};
	struct str file = NOTHING;
	for (size_t i = 0; i < LEN(parts); i++)
		*vec_add(arena, &package) = (struct member){str_of(parts[i].name),
		        i == which ? bytes : str_of(parts[i].content)};
	enum status status = package_write(arena, &package, &file);
	assert(status == OK);
	return file;
}

/* Every way to look a cell up, so that a wrong length or place shows. */
static size_t walk(const struct book *book)
{
	size_t seen = 0;
	for (size_t i = 0; i < book->sheets.len; i++) {
		const struct sheet *sheet = &book->sheets.at[i];
		for (size_t k = 0; k < sheet->rows.len; k++) {
			const struct sheet_row *row = &sheet->rows.at[k];
			assert(k == 0 || row[-1].number < row->number);
			assert(sheet_row(sheet, row->number) == row);
			for (uint32_t c = 1; c <= row->len; c++) {
				const struct cell *cell =
				        sheet_value(sheet, row->number, c);
				assert(cell && utf8_valid(cell->text));
				seen += cell->text.len +
				        (size_t)day_is(cell_day(book, cell));
			}
		}
	}
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	struct arena *arena = arena_open();
	struct str bytes = {(const char *)data + 1, size - 1};
	size_t which = data[0] % (LEN(parts) + 1);
	struct str file = which == LEN(parts) ? bytes : with_part(arena, which, bytes);
	struct book book;
	struct paper_fault fault;
	enum status status = book_read_bytes(arena, file, &book, &fault);
	assert(status == OK ? !fault.code && walk(&book) < SIZE_MAX : fault.code != NULL);
	arena_close(arena);
	return 0;
}
