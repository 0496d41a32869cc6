/* The ledger as a workbook in the order of §8.1, and the import's answer as JSON. */
#include "ledger_inside.h"
#include "ledger.sql.h"
#include "paper/xlsx_write.h"
#include "text/csv.h"
#include "text/json.h"

#include <stdlib.h>

static const int exported[] = {PROJECT_NAME, PROJECT_CODE, PROJECT_KIND, PROJECT_NATURE,
	PROJECT_LEVEL, PROJECT_PROGRAMME, PROJECT_TOWN, PROJECT_PLACE, PROJECT_CONTENT,
	PROJECT_PLANNED_START, PROJECT_ACTUAL_START, PROJECT_PLANNED_FINISH,
	PROJECT_ACTUAL_FINISH, PROJECT_TOTAL, PROJECT_BEFORE, PROJECT_YEAR_PLAN,
	PROJECT_MONTH_DONE, PROJECT_YEAR_DONE, PROJECT_ALL_DONE, PROJECT_IN_STATISTICS,
	PROJECT_STAGE, PROJECT_PROGRESS, PROJECT_PROBLEM, PROJECT_NEXT, PROJECT_ASK,
	PROJECT_LEADER, PROJECT_LEAD, PROJECT_OWNER, PROJECT_BUILDER, PROJECT_RESPONSIBLE,
	PROJECT_CONTACT, PROJECT_HEAD, PROJECT_NOTE};

/* The header words that the import knows for sure. */
static struct str header_of(int field)
{
	if (field == PROJECT_TOWN)
		return texts[T_ledger_town][ZH];
	if (field == PROJECT_PLACE)
		return texts[T_ledger_place][ZH];
	if (field == PROJECT_CONTACT)
		return texts[T_ledger_contact][ZH];
	return str_of(project_fields[field].zh);
}

static struct str ref_name(struct arena *a, const struct ledger_projects_row *p, int field)
{
	switch (field) {
	case PROJECT_TOWN:
		return p->town_name;
	case PROJECT_LEAD:
		return p->lead_name;
	case PROJECT_OWNER:
		return p->owner_name;
	case PROJECT_LEADER:
		return p->leader_name;
	case PROJECT_RESPONSIBLE:
		return p->responsible_name;
	case PROJECT_HEAD:
		return p->head_name;
	default:
		return p->contact_phone.len ? str_fmt(a, "%.*s %.*s", STR(p->contact_name),
						      STR(p->contact_phone)) : p->contact_name;
	}
}

static enum xlsx_kind kind_of(const struct field *f)
{
	return f->type == F_MONEY ? XLSX_MONEY : f->type == F_DAY ? XLSX_DAY :
		strcmp(f->name, "code") == 0 ? XLSX_CODE : XLSX_TEXT;
}

/* Where cells go: a workbook or, without one, text. */
struct sink {
	struct call *call;
	struct xlsx *x;
	struct out csv;
	bool begun; /* the row has a cell */
};

static void put_text(struct sink *to, struct str s)
{
	if (to->x)
		xlsx_text(to->x, s);
	else
		csv_cell(&to->csv, s, !to->begun);
	to->begun = true;
}

static void put_int(struct sink *to, int64_t n)
{
	if (to->x)
		xlsx_int(to->x, n);
	else
		put_text(to, text_int(to->call, n));
}

/* 万元 to the fen, so that it comes back as it went. */
static struct str exact_wan(struct arena *a, money m)
{
	if (!money_is(m))
		return NOTHING;
	uint64_t fen = m.fen < 0 ? -(uint64_t)m.fen : (uint64_t)m.fen;
	struct str s = str_fmt(a, "%s%llu.%06llu", m.fen < 0 ? "-" : "",
		(unsigned long long)(fen / FEN_PER_WAN), (unsigned long long)(fen % FEN_PER_WAN));
	while (s.at[s.len - 1] == '0')
		s.len--;
	s.len -= s.at[s.len - 1] == '.';
	return s;
}

static void put_cell(struct sink *to, const struct ledger_projects_row *p, int field)
{
	const struct field *f = &project_fields[field];
	const void *at = field_at(f, &p->project);
	if (f->type == F_MONEY && to->x)
		xlsx_money(to->x, *(const money *)at);
	else if (f->type == F_MONEY)
		put_text(to, exact_wan(to->call->arena, *(const money *)at));
	else if (f->type == F_DAY && to->x)
		xlsx_day(to->x, *(const day *)at);
	else if (f->type == F_DAY)
		put_text(to, text_day(to->call, *(const day *)at));
	else if (f->type == F_REF)
		put_text(to, ref_name(to->call->arena, p, field));
	else if (f->type == F_CHOICE)
		put_text(to, str_of(f->choices[*(const int *)at].zh));
	else
		put_text(to, *(const struct str *)at);
}

static struct str joined(struct arena *a, struct str list, struct str name)
{
	return list.len ? str_fmt(a, "%.*s、%.*s", STR(list), STR(name)) : name;
}

static size_t columns_of(struct call *call, struct xlsx_column *columns, bool unit)
{
	size_t n = 0;
	columns[n++] = (struct xlsx_column){.label = texts[T_ledger_no][ZH], .kind = XLSX_INT};
	for (size_t i = 0; i < LEN(exported); i++) {
		const struct field *f = &project_fields[exported[i]];
		struct str label = header_of(exported[i]);
		if (unit && f->type == F_MONEY)
			label = str_replace(call->arena, texts[T_in_wan][ZH], S("{0}"), label);
		columns[n++] = (struct xlsx_column){.label = label, .kind = kind_of(f),
			.total = f->type == F_MONEY};
	}
	columns[n++] = (struct xlsx_column){.label = texts[T_ledger_members][ZH], .kind = XLSX_TEXT};
	columns[n++] = (struct xlsx_column){.label = texts[T_ledger_co_units][ZH], .kind = XLSX_TEXT};
	columns[n++] = (struct xlsx_column){.label = texts[T_ledger_id][ZH], .kind = XLSX_INT,
		.hidden = true};
	return n;
}

static enum status put_rows(struct sink *to, int64_t only)
{
	struct call *call = to->call;
	struct ledger_projects_list projects;
	struct ledger_members_list members;
	struct ledger_co_units_list units;
	TRY(ledger_projects(call, &projects));
	TRY(ledger_members(call, &members));
	TRY(ledger_co_units(call, &units));
	size_t m = 0, u = 0, row = 0;
	for (size_t i = 0; i < projects.len; i++) {
		const struct ledger_projects_row *p = &projects.at[i];
		struct str member_names = NOTHING, unit_names = NOTHING;
		for (; m < members.len && members.at[m].project <= p->project.id; m++)
			if (members.at[m].project == p->project.id)
				member_names = joined(call->arena, member_names, members.at[m].name);
		for (; u < units.len && units.at[u].project <= p->project.id; u++)
			if (units.at[u].project == p->project.id)
				unit_names = joined(call->arena, unit_names, units.at[u].name);
		if (only && p->project.id != only)
			continue;
		if (to->x)
			xlsx_row(to->x);
		to->begun = false;
		put_int(to, (int64_t)++row);
		for (size_t k = 0; k < LEN(exported); k++)
			put_cell(to, p, exported[k]);
		put_text(to, member_names);
		put_text(to, unit_names);
		put_int(to, p->project.id);
		if (!to->x)
			out_lit(&to->csv, "\r\n");
	}
	return OK;
}

enum status ledger_export(struct call *call, const char *path, int64_t only)
{
	struct xlsx_column columns[LEN(exported) + 4];
	size_t n = columns_of(call, columns, false);
	struct sink to = {.call = call, .x = xlsx_open(call->arena, path)};
	xlsx_sheet(to.x, &(struct xlsx_layout){.name = texts[T_ledger_sheet][ZH], .title = texts[T_ledger_title][ZH],
		.subline = str_replace(call->arena, texts[T_ledger_subline][ZH], S("{0}"),
			text_day(call, call->today)),
		.columns = columns, .column_count = n, .frozen = 2});
	enum status status = put_rows(&to, only);
	xlsx_totals(to.x, texts[T_total_row][ZH]);
	enum status closed = xlsx_close(to.x);
	return status == OK ? closed : status;
}

enum status ledger_csv(struct call *call, int64_t only, struct str *text)
{
	struct xlsx_column columns[LEN(exported) + 4];
	size_t n = columns_of(call, columns, true);
	struct sink to = {.call = call, .csv = out_on(call->arena, 64 << 20)};
	out_lit(&to.csv, "\xEF\xBB\xBF");
	for (size_t i = 0; i < n; i++)
		csv_cell(&to.csv, columns[i].label, i == 0);
	out_lit(&to.csv, "\r\n");
	TRY(put_rows(&to, only));
	*text = out_got(&to.csv);
	return to.csv.full ? BROKEN : OK;
}

/* ---- JSON ------------------------------------------------------------------------------- */
static struct str words(struct call *call, const struct ledger_note *n, enum text key)
{
	return key == TEXT_NONE ? NOTHING :
		text_with(call, key, (const struct str[4]){n->args[0], n->args[1]});
}

static void put_place(struct call *call, struct json_writer *w, const struct ledger_note *n)
{
	json_field(w, "sheet", json_put_str, n->sheet);
	json_field(w, "row", json_put_int, n->row);
	if (n->column)
		json_field(w, "column", json_put_str, column_letters(call->arena, n->column));
}

static void put_columns(struct call *call, struct json_writer *w, const struct ledger *l)
{
	static const char *const units[] = {NULL, "yuan", "wan", "yi"};
	static const char *const special[] = {[TO_IGNORE] = "", [TO_CONTACT] = "contact",
		[TO_MEMBERS] = "members", [TO_CO_UNITS] = "co_units", [TO_YEARS] = "years",
		[TO_ID] = "id"};
	json_key(w, S("columns"));
	json_open(w, '[');
	for (size_t i = 0; i < l->columns.len; i++) {
		const struct ledger_column *c = &l->columns.at[i];
		json_open(w, '{');
		json_field(w, "sheet", json_put_str, c->sheet);
		json_field(w, "column", json_put_str, column_letters(call->arena, c->column));
		json_field(w, "header", json_put_str, c->header);
		json_field(w, "field", json_put_str, str_of(c->target == TO_FIELD ?
			project_fields[c->field].name : special[c->target]));
		bool money_column = c->target == TO_FIELD &&
			project_fields[c->field].type == F_MONEY;
		json_field(w, "unit", json_put_str, str_of(money_column ? units[c->unit] : NULL));
		json_field(w, "sure", json_put_bool, c->sure);
		json_close(w, '}');
	}
	json_close(w, ']');
}

struct str ledger_json(struct call *call, const struct ledger *l, int64_t batch)
{
	struct out o = out_on(call->arena, 64 << 20);
	struct json_writer w = json_on(&o);
	json_open(&w, '{');
	json_field(&w, "kind", json_put_str, S("ledger"));
	json_key(&w, S("sheets"));
	json_open(&w, '[');
	for (size_t i = 0; i < l->sheets.len; i++)
		json_put_str(&w, l->sheets.at[i]);
	json_close(&w, ']');
	put_columns(call, &w, l);
	json_field(&w, "new", json_put_int, l->fresh);
	json_field(&w, "changed", json_put_int, l->changed);
	json_field(&w, "unchanged", json_put_int, l->unchanged);
	json_key(&w, S("skipped"));
	json_open(&w, '[');
	for (size_t i = 0; i < l->skipped.len; i++) {
		json_open(&w, '{');
		put_place(call, &w, &l->skipped.at[i]);
		json_field(&w, "why", json_put_str,
			words(call, &l->skipped.at[i], l->skipped.at[i].reason));
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_key(&w, S("refused"));
	json_open(&w, '[');
	for (size_t i = 0; i < l->refused.len; i++) {
		const struct ledger_note *n = &l->refused.at[i];
		json_open(&w, '{');
		put_place(call, &w, n);
		json_field(&w, "value", json_put_str, n->value.at ? n->value : S(""));
		json_field(&w, "field", json_put_str, n->field);
		json_field(&w, "reason", json_put_str, words(call, n, n->reason));
		json_field(&w, "mend", json_put_str, words(call, n, n->mend));
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_key(&w, S("changes"));
	json_open(&w, '[');
	for (size_t i = 0; i < l->changes.len; i++) {
		const struct ledger_note *n = &l->changes.at[i];
		json_open(&w, '{');
		put_place(call, &w, n);
		json_field(&w, "project", json_put_str, n->project);
		json_field(&w, "field", json_put_str, n->field);
		json_field(&w, "old", json_put_str, n->old);
		json_field(&w, "new", json_put_str, n->new);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_key(&w, S("dates"));
	json_open(&w, '[');
	for (size_t i = 0; i < l->dates.len; i++) {
		const struct ledger_note *n = &l->dates.at[i];
		json_open(&w, '{');
		put_place(call, &w, n);
		json_field(&w, "project", json_put_str, n->project);
		json_field(&w, "field", json_put_str, n->field);
		json_field(&w, "now", json_put_str, n->old);
		json_field(&w, "asked", json_put_str, n->new);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_key(&w, S("created"));
	json_open(&w, '[');
	for (size_t i = 0; i < l->created.len; i++) {
		json_open(&w, '{');
		json_field(&w, "kind", json_put_str, l->created.at[i].field);
		json_field(&w, "name", json_put_str, l->created.at[i].value);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_key(&w, S("undo"));
	json_put_str(&w, batch ? str_fmt(call->arena, "%lld", (long long)batch) : NOTHING);
	json_close(&w, '}');
	return out_got(&o);
}
