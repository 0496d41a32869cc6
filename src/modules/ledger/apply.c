/* Matching, comparing, writing — and putting it back. */
#include "ledger_inside.h"
#include "ledger.sql.h"
#include "org.sql.h"
#include "modules/dates/dates.h"
#include "modules/project/project.h"
#include "text/json.h"
#include "text/search.h"

struct applying {
	struct call *call;
	struct ledger *l;
	const struct ledger_options *o;
	struct ledger_projects_list projects;
	struct ledger_members_list members;
	struct ledger_co_units_list co_units;
	struct person_list_list people;
	struct map by_code, by_name, units, person_names; /* name → id; people: first + 1 */
	struct person_made {
		int64_t id;
		struct str name, phone;
	} *made;
	size_t made_count, made_cap;
	const struct ledger_row *row; /* at hand */
	int64_t leaders_unit, spare_unit, next_fake;
	struct map left, unknown; /* who left: "m PROJECT PERSON", "u NAME"; names asked about */
	struct out undo;
	struct json_writer undo_json;
};

/* Names as cells are read: what differs in full-width marks or spaces alone is the same. */
static struct str as_read(const struct applying *x, struct str name)
{
	return utf8_tidy(x->call->arena, name);
}

static struct str name_key(struct arena *a, struct str name, struct str town)
{
	return str_fmt(a, "%.*s|%.*s", STR(name), STR(town));
}

static struct str left_key(struct arena *a, char kind, int64_t project, int64_t id)
{
	return str_fmt(a, "%c %lld %lld", kind, (long long)project, (long long)id);
}

static enum status load_left(struct applying *x)
{
	struct call *call = x->call;
	struct ledger_members_left_list members;
	struct ledger_co_units_left_list units;
	struct ledger_units_retired_list retired;
	TRY(ledger_members_left(call, &members));
	TRY(ledger_co_units_left(call, &units));
	TRY(ledger_units_retired(call, &retired));
	x->left = map_on(call->arena);
	x->unknown = map_on(call->arena);
	for (size_t i = 0; i < members.len; i++) {
		struct project_member *m = &members.at[i].project_member;
		map_put(&x->left, left_key(call->arena, 'm', m->project, m->person))->p = m;
	}
	for (size_t i = 0; i < units.len; i++) {
		struct project_co_unit *c = &units.at[i].project_co_unit;
		map_put(&x->left, left_key(call->arena, 'c', c->project, c->unit))->p = c;
	}
	for (size_t i = 0; i < retired.len; i++)
		map_put(&x->left, str_join(call->arena, S("u "), as_read(x, retired.at[i].unit.name)))->p =
			&retired.at[i].unit;
	return OK;
}

static enum status load(struct applying *x)
{
	struct call *call = x->call;
	struct unit_list_list units;
	TRY(ledger_projects(call, &x->projects));
	TRY(ledger_members(call, &x->members));
	TRY(ledger_co_units(call, &x->co_units));
	TRY(unit_list(call, 0, &units));
	TRY(person_list(call, &x->people));
	TRY(load_left(x));
	x->by_code = map_on(call->arena);
	x->by_name = map_on(call->arena);
	x->units = map_on(call->arena);
	for (size_t i = 0; i < units.len; i++) {
		const struct unit *u = &units.at[i].unit;
		struct str brief = as_read(x, u->brief);
		map_put(&x->units, as_read(x, u->name))->n = u->id;
		if (brief.len && !map_get(&x->units, brief))
			map_put(&x->units, brief)->n = u->id;
		if (u->kind == UNIT_KIND_LEADERS && !x->leaders_unit)
			x->leaders_unit = u->id;
	}
	for (size_t i = 0; i < x->projects.len; i++) {
		const struct ledger_projects_row *p = &x->projects.at[i];
		if (p->project.code.len)
			map_put(&x->by_code, as_read(x, p->project.code))->n = (int64_t)i + 1;
		map_put(&x->by_name, name_key(call->arena, as_read(x, p->project.name),
			as_read(x, p->town_name)))->n = (int64_t)i + 1;
	}
	for (size_t i = 0; i < x->people.len; i++)
		x->people.at[i].person.name = as_read(x, x->people.at[i].person.name);
	for (size_t i = 0; i < x->members.len; i++)
		x->members.at[i].name = as_read(x, x->members.at[i].name);
	for (size_t i = 0; i < x->co_units.len; i++)
		x->co_units.at[i].name = as_read(x, x->co_units.at[i].name);
	return OK;
}

/* The place + 1 of the project that a row speaks of; 0 for a new one. */
static int64_t match(struct applying *x, const struct ledger_row *row)
{
	struct map_entry *e = NULL;
	for (size_t i = 0; row->id && i < x->projects.len; i++)
		if (x->projects.at[i].project.id == row->id)
			return (int64_t)i + 1;
	if (row->code.len)
		e = map_get(&x->by_code, row->code);
	if (!e) {
		e = map_get(&x->by_name, name_key(x->call->arena, row->name, row->town));
		bool other = e && row->code.len &&
			x->projects.at[e->n - 1].project.code.len;
		e = other ? NULL : e;
	}
	return e ? e->n : 0;
}

static void note_created(struct applying *x, struct str what, struct str name)
{
	struct ledger_note *n = ledger_note(x->call, &x->l->created, NOTHING, 0, 0);
	n->field = what;
	n->value = name;
}

static void refuse_name(struct applying *x, struct ledger_row *row,
	const struct ledger_value *v, int field, enum text reason)
{
	struct ledger_note *n =
		ledger_note(x->call, &x->l->refused, row->sheet, row->row, v->column);
	n->value = v->text;
	n->field = label_of(x->call, &project_fields[field]);
	n->reason = reason;
	n->mend = T_ledger_mend_unknown;
	row->refused = true;
}

/* What a person said of a name that is not known; noted, so that it can be asked. */
static int64_t answer_to(struct applying *x, struct str name, bool person)
{
	const struct map *said = !x->o->answers ? NULL : person ? &x->o->answers->people :
								  &x->o->answers->units;
	const struct map_entry *e = said ? map_get(said, name) : NULL;
	struct map_entry *seen = map_put(&x->unknown,
		str_join(x->call->arena, person ? S("p ") : S("u "), name));
	if (!seen->n) {
		*(struct ledger_unknown *)vec_grow_(x->call->arena, (void **)&x->l->unknown.at,
			&x->l->unknown.len, &x->l->unknown.cap, sizeof(struct ledger_unknown)) =
			(struct ledger_unknown){.name = name, .person = person,
				.answer = e ? e->n : ANSWER_NONE};
		seen->n = (int64_t)x->l->unknown.len;
	}
	struct ledger_unknown *u = &x->l->unknown.at[seen->n - 1];
	u->rows += u->last != x->row;
	u->last = x->row;
	if (e && e->n)
		return e->n;
	return x->o->create ? ANSWER_CREATE : ANSWER_REFUSE;
}

/* For the undo: what was made beside the projects. */
static void keep_made(struct applying *x, const char *what, int64_t id)
{
	if (x->o->dry)
		return;
	json_open(&x->undo_json, '{');
	json_key(&x->undo_json, str_of(what));
	json_put_int(&x->undo_json, id);
	json_close(&x->undo_json, '}');
}

static enum status make_unit(struct applying *x, struct str name, int kind, int64_t *id)
{
	struct unit u = {.name = name, .kind = kind, .rank = INT_NONE,
		.search = search_words(x->call->arena, &name, 1)};
	struct map_entry *before = map_get(&x->left, str_join(x->call->arena, S("u "), name));
	if (before) {
		u = *(struct unit *)before->p;
		u.retired = false;
	}
	if (x->o->dry)
		u.id = --x->next_fake;
	else
		TRY(before ? row_change(x->call, &unit_entity, &u) :
			     row_add(x->call, &unit_entity, &u));
	map_put(&x->units, name)->n = *id = u.id;
	keep_made(x, "unit", u.id);
	note_created(x, S("unit"), name);
	return OK;
}

static enum status find_unit(struct applying *x, struct ledger_row *row,
	const struct ledger_value *v, struct str name, int field, int64_t *id)
{
	struct map_entry *e = map_get(&x->units, name);
	*id = e ? e->n : 0;
	if (e)
		return OK;
	int64_t answer = answer_to(x, name, false);
	if (answer > 0)
		*id = answer;
	if (answer == ANSWER_REFUSE)
		refuse_name(x, row, v, field, T_ledger_unknown_unit);
	if (answer != ANSWER_CREATE)
		return OK;
	int kind = field == PROJECT_TOWN ? UNIT_KIND_TOWN : field == PROJECT_OWNER ?
			str_has(name, texts[T_ledger_group][ZH]) ? UNIT_KIND_COMPANY : UNIT_KIND_ENTERPRISE :
			UNIT_KIND_DEPARTMENT;
	return make_unit(x, name, kind, id);
}

/* The unit a new person is put in. */
static enum status unit_for(struct applying *x, const struct project *p, int field,
	int64_t *unit)
{
	*unit = field == PROJECT_LEADER ? x->leaders_unit :
		field == PROJECT_CONTACT && p->owner ? p->owner : p->lead ? p->lead : p->owner;
	if (field == PROJECT_LEADER && !*unit) {
		TRY(make_unit(x, texts[T_ledger_leaders][ZH], UNIT_KIND_LEADERS, unit));
		x->leaders_unit = *unit;
	}
	if (*unit)
		return OK;
	if (!x->spare_unit)
		TRY(make_unit(x, texts[T_ledger_spare_unit][ZH], UNIT_KIND_DEPARTMENT, &x->spare_unit));
	*unit = x->spare_unit;
	return OK;
}

static int64_t known_person(const struct applying *x, const struct ledger_value *v,
	struct str name)
{
	for (size_t i = 0; i < x->people.len; i++) {
		const struct person *q = &x->people.at[i].person;
		if (str_eq(q->name, name) && (!v->phone.len || str_eq(q->phone, v->phone)))
			return q->id;
	}
	for (size_t i = 0; i < x->made_count; i++)
		if (str_eq(x->made[i].name, name) &&
			(!v->phone.len || str_eq(x->made[i].phone, v->phone)))
			return x->made[i].id;
	return 0;
}

static enum status find_person(struct applying *x, struct ledger_row *row,
	const struct ledger_value *v, struct str name, const struct project *p, int field,
	int64_t *id)
{
	*id = known_person(x, v, name);
	if (*id)
		return OK;
	int64_t answer = answer_to(x, name, true);
	if (answer > 0)
		*id = answer;
	if (answer == ANSWER_REFUSE)
		refuse_name(x, row, v, field, T_ledger_unknown_person);
	if (answer != ANSWER_CREATE)
		return OK;
	struct person made = {.name = name, .phone = v->phone, .rank = INT_NONE,
		.search = search_words(x->call->arena, &name, 1)};
	TRY(unit_for(x, p, field, &made.unit));
	if (x->o->dry)
		made.id = --x->next_fake;
	else
		TRY(row_add(x->call, &person_entity, &made));
	*(struct person_made *)vec_grow_(x->call->arena, (void **)&x->made, &x->made_count,
		&x->made_cap, sizeof *x->made) = (struct person_made){made.id, name, v->phone};
	*id = made.id;
	keep_made(x, "person", made.id);
	note_created(x, S("person"), name);
	return OK;
}

static void note_change(struct applying *x, struct ledger_row *row, uint32_t column,
	struct str field, struct str old, struct str new)
{
	struct ledger_note *n =
		ledger_note(x->call, &x->l->changes, row->sheet, row->row, column);
	n->project = row->name;
	n->field = field;
	n->old = old;
	n->new = new;
	row->changes++;
}

/* Names joined by 、 and their kin, one by one. */
static struct str next_name(struct arena *a, struct str *rest)
{
	*rest = str_replace(a, *rest, S("、"), S(","));
	*rest = str_replace(a, *rest, S(";"), S(","));
	return str_trim(str_cut(*rest, ',', rest));
}

static bool has_member(const struct applying *x, int64_t project, struct str name)
{
	for (size_t i = 0; i < x->members.len; i++)
		if (x->members.at[i].project == project && str_eq(x->members.at[i].name, name))
			return true;
	return false;
}

static bool has_co_unit(const struct applying *x, int64_t project, struct str name)
{
	for (size_t i = 0; i < x->co_units.len; i++)
		if (x->co_units.at[i].project == project && str_eq(x->co_units.at[i].name, name))
			return true;
	return false;
}

/* Who comes back is the same row. */
static enum status add_member(struct applying *x, int64_t project, int64_t person)
{
	struct map_entry *e = map_get(&x->left, left_key(x->call->arena, 'm', project, person));
	struct project_member m = {.project = project, .person = person};
	if (e)
		m = *(struct project_member *)e->p;
	m.since = x->call->today;
	m.until = DAY_NONE;
	TRY(e ? row_change(x->call, &project_member_entity, &m) :
		row_add(x->call, &project_member_entity, &m));
	keep_made(x, "member", m.id);
	return OK;
}

static enum status add_co_unit(struct applying *x, int64_t project, int64_t unit)
{
	struct map_entry *e = map_get(&x->left, left_key(x->call->arena, 'c', project, unit));
	struct project_co_unit c = {.project = project, .unit = unit};
	if (e)
		c = *(struct project_co_unit *)e->p;
	c.until = DAY_NONE;
	TRY(e ? row_change(x->call, &project_co_unit_entity, &c) :
		row_add(x->call, &project_co_unit_entity, &c));
	keep_made(x, "co_unit", c.id);
	return OK;
}

/* Names of a list that the project does not have yet; with write they are added. */
static enum status put_names(struct applying *x, struct ledger_row *row,
	const struct ledger_value *v, const struct project *p, bool write)
{
	struct str rest = v->text;
	bool units = v->field == -TO_CO_UNITS;
	while (rest.len) {
		struct str name = next_name(x->call->arena, &rest);
		int64_t id;
		if (!name.len || ledger_nothing(name) || (p->id && (units ?
				has_co_unit(x, p->id, name) : has_member(x, p->id, name))))
			continue;
		if (units)
			TRY(find_unit(x, row, v, name, PROJECT_LEAD, &id));
		else
			TRY(find_person(x, row, v, name, p, PROJECT_HEAD, &id));
		if (row->refused || !id)
			return OK;
		if (!write) {
			if (p->id)
				note_change(x, row, v->column, text_of(x->call, units ? T_ledger_co_units : T_ledger_members),
					NOTHING, name);
			continue;
		}
		TRY(units ? add_co_unit(x, p->id, id) : add_member(x, p->id, id));
	}
	return OK;
}

static struct str old_name(const struct ledger_projects_row *was, int field)
{
	switch (field) {
	case PROJECT_TOWN:
		return was->town_name;
	case PROJECT_LEAD:
		return was->lead_name;
	case PROJECT_OWNER:
		return was->owner_name;
	case PROJECT_LEADER:
		return was->leader_name;
	case PROJECT_RESPONSIBLE:
		return was->responsible_name;
	case PROJECT_HEAD:
		return was->head_name;
	case PROJECT_CONTACT:
		return was->contact_name;
	default:
		return NOTHING;
	}
}

static enum status put_ref(struct applying *x, struct ledger_row *row,
	const struct ledger_value *v, struct project *p, int field,
	const struct ledger_projects_row *was)
{
	int64_t id, *at = field_at(&project_fields[field], p);
	struct str old = was ? old_name(was, field) : NOTHING;
	bool phone = field != PROJECT_CONTACT || !v->phone.len || !was ||
		str_eq(was->contact_phone, v->phone);
	if (was && str_eq(as_read(x, old), v->text) && phone)
		return OK;
	if (!v->text.len)
		return OK;
	bool unit = project_fields[field].ref == &unit_entity;
	TRY(unit ? find_unit(x, row, v, v->text, field, &id) :
		   find_person(x, row, v, v->text, p, field, &id));
	if (row->refused || !id || id == *at)
		return OK;
	if (was)
		note_change(x, row, v->column, label_of(x->call, &project_fields[field]), old,
			v->text);
	*at = id;
	return OK;
}

/* A date that was promised is not moved by a ledger: it is asked for (modules/dates). */
static enum status promised(struct call *call, const struct ledger_value *v, const struct project *p,
	bool *is)
{
	*is = false;
	if ((v->field != PROJECT_PLANNED_START && v->field != PROJECT_PLANNED_FINISH) ||
		!day_is(*(const day *)field_at(&project_fields[v->field], p)))
		return OK;
	return project_promised(call, p, is);
}

static enum status ask_date(struct applying *x, struct ledger_row *row,
	const struct ledger_value *v, const struct project *p)
{
	struct call *call = x->call;
	const struct field *f = &project_fields[v->field];
	day was = *(const day *)field_at(f, p);
	struct date_change d = {.project = p->id, .wanted = v->date,
		.which = v->field == PROJECT_PLANNED_START ? DATE_CHANGE_WHICH_START :
							     DATE_CHANGE_WHICH_FINISH,
		.words = text_with(call, T_dates_imported, (const struct str[4]){x->o->name})};
	struct date_change_open_list open;
	if (day_cmp(was, v->date) == 0)
		return OK;
	TRY(date_change_open(call, p->id, d.which, &open));
	struct ledger_note *n = ledger_note(call, &x->l->dates, row->sheet, row->row, v->column);
	n->project = row->name;
	n->field = label_of(call, f);
	n->old = text_day(call, was);
	n->new = text_day(call, v->date);
	if (x->o->dry || open.len)
		return OK;
	size_t faults = call->faults.len;
	TRY(date_reason_imported(call, &d.reason));
	enum status status = date_ask(call, &d);
	call->faults.len = faults;
	return status == INVALID ? OK : status;
}

static void put_plain(struct applying *x, struct ledger_row *row,
	const struct ledger_value *v, struct project *p, bool known)
{
	const struct field *f = &project_fields[v->field];
	void *at = field_at(f, p);
	struct str old = value_text_of(x->call, f, f->type, at);
	bool same = false;
	switch (f->type) {
	case F_MONEY:
		same = ((money *)at)->fen == v->amount.fen;
		*(money *)at = v->amount;
		break;
	case F_DAY:
		same = ((day *)at)->n == v->date.n;
		*(day *)at = v->date;
		break;
	case F_CHOICE:
		same = *(int *)at == (int)v->number;
		*(int *)at = (int)v->number;
		break;
	default:
		same = str_eq((f->flags & F_AREA) ? old : as_read(x, old), v->text);
		if (!same)
			*(struct str *)at = v->text;
	}
	if (!same && known)
		note_change(x, row, v->column, label_of(x->call, f), old,
			value_text_of(x->call, f, f->type, at));
}

static bool is_ref(int field)
{
	return field > 0 && project_fields[field].type == F_REF;
}

/* A refused row's other unknown names are asked in the same breath. */
static void ask_rest(struct applying *x, const struct ledger_row *row)
{
	for (size_t i = 0; i < row->values.len; i++) {
		const struct ledger_value *v = &row->values.at[i];
		int field = v->field == -TO_CONTACT ? PROJECT_CONTACT : v->field;
		bool list = field < 0, unit = field == -TO_CO_UNITS ||
			(is_ref(field) && project_fields[field].ref == &unit_entity);
		struct str rest = v->text;
		while ((list || is_ref(field)) && rest.len) {
			struct str name = list ? next_name(x->call->arena, &rest) : rest;
			if (!list)
				rest = NOTHING;
			if (!name.len || ledger_nothing(name))
				continue;
			bool known = unit ? map_get(&x->units, name) != NULL : known_person(x, v, name) != 0;
			if (!known)
				answer_to(x, name, !unit);
		}
	}
}

/* Units first, since people are put into them. */
static enum status put_values(struct applying *x, struct ledger_row *row, struct project *p,
	const struct ledger_projects_row *was)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < row->values.len && !row->refused; i++) {
			const struct ledger_value *v = &row->values.at[i];
			int field = v->field == -TO_CONTACT ? PROJECT_CONTACT : v->field;
			bool list = field < 0;
			bool late = list || (is_ref(field) &&
				project_fields[field].ref != &unit_entity);
			bool asks = false;
			if (late != (pass == 1))
				continue;
			if (was)
				TRY(promised(x->call, v, &was->project, &asks));
			if (list)
				TRY(put_names(x, row, v, p, false));
			else if (asks)
				TRY(ask_date(x, row, v, p));
			else if (is_ref(field))
				TRY(put_ref(x, row, v, p, field, was));
			else
				put_plain(x, row, v, p, was != NULL);
		}
	}
	return OK;
}

/* What the project was, for the undo: the changed fields only. */
static void keep_undo(struct applying *x, const struct project *old,
	const struct project *now)
{
	struct json_writer *w = &x->undo_json;
	json_open(w, '{');
	json_field(w, "id", json_put_int, now->id);
	json_field(w, "version", json_put_int, now->version);
	if (!old) {
		json_field(w, "new", json_put_bool, true);
		json_close(w, '}');
		return;
	}
	json_key(w, S("was"));
	json_open(w, '{');
	for (int i = 2; i < PROJECT_FIELDS; i++) {
		struct value a = value_of(x->call->arena, &project_fields[i], old);
		struct value b = value_of(x->call->arena, &project_fields[i], now);
		if (a.kind == b.kind && a.n == b.n && str_eq(a.text, b.text))
			continue;
		json_key(w, str_of(project_fields[i].name));
		if (a.kind == V_INT)
			json_put_int(w, a.n);
		else if (a.kind == V_TEXT)
			json_put_str(w, a.text);
		else
			json_put_null(w);
	}
	json_close(w, '}');
	json_close(w, '}');
}

static enum status write_row(struct applying *x, struct ledger_row *row, struct project *p,
	const struct project *old)
{
	TRY(old ? project_put(x->call, p, x->o->name) : project_add(x->call, p));
	for (size_t i = 0; i < row->values.len; i++)
		if (row->values.at[i].field == -TO_MEMBERS ||
			row->values.at[i].field == -TO_CO_UNITS)
			TRY(put_names(x, row, &row->values.at[i], p, true));
	keep_undo(x, old, p);
	return project_stand(x->call, p->id);
}

static enum status apply_row(struct applying *x, struct ledger_row *row)
{
	struct project p, old;
	const struct ledger_projects_row *was = NULL;
	int64_t place = match(x, row);
	x->row = row;
	project_blank(&p);
	if (place) {
		was = &x->projects.at[place - 1];
		p = old = was->project;
		row->project = p.id;
	}
	TRY(put_values(x, row, &p, was));
	if (row->refused) {
		ask_rest(x, row);
		return OK;
	}
	x->l->fresh += !was;
	x->l->changed += was && row->changes;
	x->l->unchanged += was && !row->changes;
	if (x->o->dry || (was && !row->changes))
		return OK;
	return write_row(x, row, &p, was ? &old : NULL);
}

enum status ledger_apply(struct call *call, struct ledger *l, const struct ledger_options *o,
	int64_t *batch)
{
	struct applying x = {.call = call, .l = l, .o = o,
		.undo = out_on(call->arena, 38 << 20)};
	*batch = 0;
	x.undo_json = json_on(&x.undo);
	json_open(&x.undo_json, '[');
	TRY(load(&x));
	for (size_t i = 0; i < l->rows.len; i++)
		if (!l->rows.at[i].refused)
			TRY(apply_row(&x, &l->rows.at[i]));
	json_close(&x.undo_json, ']');
	if (o->dry || l->fresh + l->changed == 0)
		return OK;
	struct batch b = {.kind = S("ledger"), .name = utf8_first(o->name, 200),
		.by = call->who.person, .at = call->now, .rows = l->fresh + l->changed,
		.undone = INSTANT_NONE, .detail = out_got(&x.undo)};
	TRY(row_add(call, &batch_entity, &b));
	*batch = b.id;
	return OK;
}
