#include "lesson.h"
#include "modules/project/project.h"
#include "text/search.h"

enum { PAIRS_KEPT = 200, PAIRS_ASKED = 40, LIKE_MOST = 3, LIKE_LEAST = 2 };

static size_t length_at(struct str s, size_t at)
{
	size_t n = 1;
	while (at + n < s.len && ((unsigned char)s.at[at + n] & 0xc0) == 0x80)
		n++;
	return n;
}

static bool is_letter(struct str s, size_t at)
{
	unsigned char c = (unsigned char)s.at[at];
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
	return !(c == 0xe3 && (unsigned char)s.at[at + 1] == 0x80) && c != 0xef; /* 、。「，： */
}

/* The pairs of neighbouring characters of a text, each once, at most `most`. */
static struct strs pairs_of(struct call *call, struct str text, size_t most)
{
	struct strs found = {0};
	struct map seen = map_on(call->arena);
	struct str s = str_lower(call->arena, text);
	size_t before = SIZE_MAX;
	for (size_t i = 0; i < s.len && found.len < most; i += length_at(s, i)) {
		if (!is_letter(s, i)) {
			before = SIZE_MAX;
			continue;
		}
		struct str pair = before == SIZE_MAX ? NOTHING :
			str_sub(s, before, i - before + length_at(s, i));
		before = i;
		if (!pair.len || map_put(&seen, pair)->n++)
			continue;
		*vec_add(call->arena, &found) = pair;
	}
	return found;
}

/* The pairs of a lesson, put anew. */
static enum status index_pairs(struct call *call, const struct lesson *l)
{
	struct lesson_words_of_list old;
	struct str all = str_fmt(call->arena, "%.*s %.*s %.*s", STR(l->title), STR(l->tags),
		STR(l->situation));
	struct strs pairs = pairs_of(call, all, PAIRS_KEPT);
	TRY(lesson_words_of(call, l->id, &old));
	for (size_t i = 0; i < old.len; i++)
		TRY(row_drop(call, &lesson_word_entity, old.at[i].id));
	for (size_t i = 0; i < pairs.len; i++) {
		struct lesson_word w = {.lesson = l->id, .word = pairs.at[i]};
		TRY(row_add(call, &lesson_word_entity, &w));
	}
	return OK;
}

static void index_words(struct call *call, struct lesson *l)
{
	const struct str parts[] = {l->title, l->tags};
	l->search = utf8_first(str_join(call->arena, search_words(call->arena, parts, LEN(parts)),
		str_lower(call->arena, l->situation)), 1000);
}

enum status lesson_add(struct call *call, struct lesson *l)
{
	l->author = call->who.person;
	l->on_day = call->today;
	l->helped = 0;
	index_words(call, l);
	TRY(row_add(call, &lesson_entity, l));
	return index_pairs(call, l);
}

enum status lesson_change(struct call *call, struct lesson *l)
{
	index_words(call, l);
	TRY(row_change(call, &lesson_entity, l));
	return index_pairs(call, l);
}

enum status lesson_help(struct call *call, int64_t id, int64_t item)
{
	struct lesson l;
	struct lesson_helped_list before;
	TRY(row_read(call, &lesson_entity, id, &l));
	TRY(lesson_helped(call, id, item, &before));
	if (before.len)
		return OK;
	struct lesson_help h = {.lesson = id, .item = item, .person = call->who.person,
		.on_day = call->today};
	TRY(row_add(call, &lesson_help_entity, &h));
	l.helped++;
	return row_change(call, &lesson_entity, &l);
}

enum status lesson_find(struct call *call, struct str words, struct str category,
	struct str stage, struct lesson_likes *found)
{
	static const struct column columns[] = {
		{"id", "id", F_ID, offsetof(struct lesson_like, id), NULL},
		{"title", "title", F_TEXT, offsetof(struct lesson_like, title), NULL},
		{"result", "result", F_TEXT, offsetof(struct lesson_like, result), NULL},
		{"did", "did", F_TEXT, offsetof(struct lesson_like, did), NULL},
		{"helped", "helped", F_INT, offsetof(struct lesson_like, helped), NULL}};
	static const struct statement shape = {.name = "lesson_like", .columns = columns,
		.column_count = LEN(columns), .row_size = sizeof(struct lesson_like)};
	struct strs pairs = pairs_of(call, words, PAIRS_ASKED);
	struct value args[PAIRS_ASKED + 2];
	struct out sql = out_on(call->arena, 4096);
	struct rows rows;
	*found = (struct lesson_likes){0};
	if (pairs.len < LIKE_LEAST)
		return OK;
	args[0] = value_text(category);
	args[1] = value_text(stage);
	out_lit(&sql, "select l.id, l.title, l.result, l.did, l.helped from lesson l join (select "
		      "w.lesson, count(*) as hits from lesson_word w where w.word in (");
	for (size_t i = 0; i < pairs.len; i++) {
		args[i + 2] = value_text(pairs.at[i]);
		out_fmt(&sql, "%s$%zu", i ? ", " : "", i + 3);
	}
	out_fmt(&sql,
		") group by w.lesson) n on n.lesson = l.id where l.retired = 0 and n.hits >= %d "
		"order by n.hits + case when l.category = $1 then 3 else 0 end + case when "
		"l.stage = $2 then 2 else 0 end desc, l.helped desc, l.id desc limit %d",
		LIKE_LEAST, LIKE_MOST);
	TRY(db_run_text(call, out_got(&sql), args, (int)pairs.len + 2, &shape, &rows));
	*found = (struct lesson_likes){rows.at, rows.len};
	return OK;
}
