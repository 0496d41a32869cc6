#include "text/search.h"

#include <unicode/utrans.h>
#include <unicode/ustring.h>
#include <pthread.h>

static pthread_mutex_t pinyin_mutex = PTHREAD_MUTEX_INITIALIZER;
static UTransliterator *pinyin;

/* "机器人" → "ji qi ren", tones off. The transliterator is one and shared. */
static struct str to_pinyin(struct arena *arena, struct str s)
{
	UErrorCode fault = U_ZERO_ERROR;
	UChar text[2048];
	char back[6000];
	int32_t len = 0, limit, out = 0;
	u_strFromUTF8(text, 1000, &len, s.at, (int32_t)MIN(s.len, (size_t)1500), &fault);
	pthread_mutex_lock(&pinyin_mutex);
	if (!pinyin && U_SUCCESS(fault)) {
		UChar id[64];
		u_uastrcpy(id, "Han-Latin; Latin-ASCII; Lower");
		pinyin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &fault);
	}
	limit = len;
	if (U_SUCCESS(fault))
		utrans_transUChars(pinyin, text, &len, LEN(text), 0, &limit, &fault);
	pthread_mutex_unlock(&pinyin_mutex);
	u_strToUTF8(back, sizeof back, &out, text, len, &fault);
	return U_SUCCESS(fault) ? str_copy(arena, (struct str){back, (size_t)out}) : NOTHING;
}

struct str search_words(struct arena *arena, const struct str *parts, size_t count)
{
	struct out o = out_on(arena, 8000);
	for (size_t i = 0; i < count; i++) {
		if (!parts[i].len)
			continue;
		struct str words = str_lower(arena, parts[i]), rest = to_pinyin(arena, words);
		out_str(&o, words);
		out_c(&o, ' ');
		struct out initials = out_on(arena, 2000);
		while (rest.len) {
			struct str syllable = str_cut(rest, ' ', &rest);
			if (syllable.len)
				out_c(&initials, syllable.at[0]);
			out_str(&o, syllable);
		}
		out_c(&o, ' ');
		out_str(&o, out_got(&initials));
		out_c(&o, ' ');
	}
	return utf8_first(out_got(&o), 1000);
}
