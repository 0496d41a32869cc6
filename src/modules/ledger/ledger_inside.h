/* Shared by the ledger's own files. */
#ifndef GUATU_LEDGER_INSIDE_H
#define GUATU_LEDGER_INSIDE_H

#include "ledger.h"

bool ledger_column_read(struct arena *, struct str group, struct str header,
	const struct ledger_answers *, struct ledger_column *);
enum money_unit ledger_unit_of(struct str);
struct ledger_note *ledger_note(struct call *, struct ledger_notes *, struct str sheet,
	uint32_t row, uint32_t column);
/* A cell by its column's meaning → a value of the row, or a refusal. */
void ledger_cell(struct call *, const struct book *, const struct ledger_column *,
	const struct cell *, struct ledger *, struct ledger_row *);
/* Whether one name may be short for the other. */
bool ledger_alike(struct str said, struct str known);
bool ledger_nothing(struct str); /* "/", "—", "无", "" */

#endif
