/* What a record is found by: its words, their pinyin and the initials. */
#ifndef GUATU_SEARCH_H
#define GUATU_SEARCH_H

#include "base/base.h"

/* "机器人" → "机器人 jiqiren jqr": lower-case, tones off, at most 1,000 characters; in the arena.
 * Empty parts are passed over. */
struct str search_words(struct arena *, const struct str *parts, size_t count);

#endif
