/* What a ledger's words mean, as a person said: asked once, kept, forgotten on demand. */
#include "ledger_inside.h"
#include "ledger.sql.h"
#include "org.sql.h"

static const struct ledger_meaning special[] = {{"ignore", TO_IGNORE, 0},
	{"contact", TO_CONTACT, 0}, {"members", TO_MEMBERS, 0}, {"co_units", TO_CO_UNITS, 0},
	{"years", TO_YEARS, 0}};

struct ledger_meanings ledger_meanings(struct arena *a)
{
	struct ledger_meanings all = {0};
	for (size_t i = 0; i < LEN(special); i++)
		*vec_add(a, &all) = special[i];
	for (int i = 2; i < PROJECT_FIELDS; i++) {
		const struct field *f = &project_fields[i];
		bool plain = f->type == F_TEXT || f->type == F_MONEY || f->type == F_DAY ||
			f->type == F_CHOICE || f->type == F_REF;
		if (plain && !(f->flags & (F_HIDDEN | F_READONLY | F_DERIVED | F_SECRET)) &&
			i != PROJECT_CONTACT)
			*vec_add(a, &all) = (struct ledger_meaning){f->name, TO_FIELD, i};
	}
	return all;
}

struct str ledger_meaning_label(struct call *call, const struct ledger_meaning *m)
{
	switch (m->target) {
	case TO_FIELD:
		return label_of(call, &project_fields[m->field]);
	case TO_CONTACT:
		return text_of(call, T_ledger_contact);
	case TO_MEMBERS:
		return text_of(call, T_ledger_members);
	case TO_CO_UNITS:
		return text_of(call, T_ledger_co_units);
	case TO_YEARS:
		return text_of(call, T_ledger_years);
	default:
		return text_of(call, T_ledger_ignore);
	}
}

static int64_t meaning_of(struct call *call, struct str code)
{
	struct ledger_meanings all = ledger_meanings(call->arena);
	for (size_t i = 0; i < all.len; i++)
		if (str_eq(str_of(all.at[i].code), code))
			return (int64_t)i + 1;
	return 0;
}

enum status ledger_answers_read(struct call *call, struct ledger_answers *to)
{
	struct ledger_words_list words;
	to->columns = map_on(call->arena);
	to->units = map_on(call->arena);
	to->people = map_on(call->arena);
	TRY(ledger_words(call, &words));
	for (size_t i = 0; i < words.len; i++) {
		const struct ledger_word *w = &words.at[i].ledger_word;
		if (w->kind == LEDGER_WORD_KIND_COLUMN)
			map_put(&to->columns, w->word)->n = meaning_of(call, w->means);
		else if (w->kind == LEDGER_WORD_KIND_UNIT)
			map_put(&to->units, w->word)->n = w->unit;
		else
			map_put(&to->people, w->word)->n = w->person;
	}
	return OK;
}

static enum status unit_named(struct call *call, struct str value, int64_t *id)
{
	struct unit_list_list units;
	TRY(unit_list(call, 0, &units));
	for (size_t i = 0; i < units.len && !*id; i++) {
		const struct unit *u = &units.at[i].unit;
		if (str_eq(u->name, value) || (u->brief.len && str_eq(u->brief, value)) ||
			str_eq(text_int(call, u->id), value))
			*id = u->id;
	}
	return OK;
}

static enum status person_named(struct call *call, struct str value, int64_t *id)
{
	struct person_list_list people;
	TRY(person_list(call, &people));
	for (size_t i = 0; i < people.len && !*id; i++) {
		const struct person *p = &people.at[i].person;
		if (str_eq(p->name, value) || str_eq(text_int(call, p->id), value))
			*id = p->id;
	}
	return OK;
}

enum status ledger_answer(struct call *call, struct ledger_answers *to, struct str name,
	struct str value)
{
	struct str word, kind = str_cut(name, ':', &word);
	int64_t id = 0;
	word = utf8_tidy(call->arena, word);
	value = str_trim(value);
	bool column = str_eq(kind, S("column")), unit = str_eq(kind, S("unit"));
	if ((!column && !unit && !str_eq(kind, S("person"))) || !word.len || !value.len)
		return OK;
	if (column)
		id = meaning_of(call, value);
	else if (str_eq(value, S("create")))
		id = ANSWER_CREATE;
	else if (str_eq(value, S("refuse")))
		id = ANSWER_REFUSE;
	else
		TRY(unit ? unit_named(call, value, &id) : person_named(call, value, &id));
	if (!id)
		return fail_with(call, "file", T_ledger_bad_answer, word, value);
	map_put(column ? &to->columns : unit ? &to->units : &to->people, word)->n = id;
	return OK;
}

static enum status keep(struct call *call, const struct ledger_word *said)
{
	struct ledger_word_one_row old;
	struct ledger_word w = *said;
	enum status status = ledger_word_one(call, w.kind, w.word, &old);
	if (status == NOT_FOUND)
		return row_add(call, &ledger_word_entity, &w);
	TRY(status);
	const struct ledger_word *o = &old.ledger_word;
	if (!o->retired && str_eq(o->means, w.means) && o->unit == w.unit && o->person == w.person)
		return OK;
	w.id = o->id;
	w.version = o->version;
	return row_change(call, &ledger_word_entity, &w);
}

enum status ledger_answers_keep(struct call *call, const struct ledger *l,
	const struct ledger_answers *from)
{
	struct ledger_meanings all = ledger_meanings(call->arena);
	for (size_t i = 0; i < l->columns.len; i++) {
		const struct ledger_column *c = &l->columns.at[i];
		const struct map_entry *e = map_get(&from->columns, c->header);
		struct ledger_word w = {.kind = LEDGER_WORD_KIND_COLUMN, .word = c->header};
		if (!e || !e->n || !c->told)
			continue;
		w.means = str_of(all.at[e->n - 1].code);
		TRY(keep(call, &w));
	}
	for (size_t i = 0; i < l->unknown.len; i++) {
		const struct ledger_unknown *u = &l->unknown.at[i];
		struct ledger_word w = {.word = u->name,
			.kind = u->person ? LEDGER_WORD_KIND_PERSON : LEDGER_WORD_KIND_UNIT};
		if (u->answer <= 0)
			continue;
		w.unit = u->person ? 0 : u->answer;
		w.person = u->person ? u->answer : 0;
		TRY(keep(call, &w));
	}
	return OK;
}

/* Every character of the shorter, in order, in the longer: 发改局 in 区发展和改革局. */
static bool abridges(struct str shorter, struct str longer)
{
	size_t at = 0;
	for (size_t i = 0; i < shorter.len;) {
		size_t n = 1;
		while (i + n < shorter.len && ((unsigned char)shorter.at[i + n] & 0xc0) == 0x80)
			n++;
		size_t found = str_find(str_sub(longer, at, longer.len), str_sub(shorter, i, n));
		if (found == SIZE_MAX)
			return false;
		at += found + n;
		i += n;
	}
	return shorter.len > 0;
}

bool ledger_alike(struct str said, struct str known)
{
	return abridges(said, known) || abridges(known, said);
}

struct str import_meaning(struct call *call, struct str code)
{
	struct ledger_meanings all = ledger_meanings(call->arena);
	int64_t place = meaning_of(call, code);
	return place ? ledger_meaning_label(call, &all.at[place - 1]) : code;
}

bool import_same_surname(struct str a, struct str b)
{
	struct str first = utf8_first(a, 1);
	return first.len && str_eq(first, utf8_first(b, 1));
}
