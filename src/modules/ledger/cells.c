/* Cells: amounts, days, choices and names in all the habits of real ledgers. */
#include "ledger_inside.h"

bool ledger_nothing(struct str s)
{
	static const char *const words[] = {"", "/", "-", "—", "——", "无", "待定", "暂无", "未定",
		"--", "\\"};
	for (size_t i = 0; i < LEN(words); i++)
		if (str_eq(s, str_of(words[i])))
			return true;
	return false;
}

bool ledger_amount(struct str text, bool number, double value, enum money_unit unit,
	money *found)
{
	static const double fen[] = {[UNIT_YUAN] = 1e2, [UNIT_WAN] = 1e6, [UNIT_YI] = 1e10};
	char digits[64];
	size_t n = 0;
	if (!number) {
		static const char *const leads[] = {"约", "近", "超", "共", "¥", "￥"};
		for (size_t i = 0; i < LEN(leads); i++)
			if (str_starts(text, str_of(leads[i])))
				text = str_sub(text, str_of(leads[i]).len, text.len);
		text = str_trim(text);
		for (; n < text.len && n < 60 && strchr("0123456789.,-", text.at[n]); n++)
			digits[n] = text.at[n];
		struct str rest = str_trim(str_sub(text, n, text.len));
		if (str_eq(rest, S("亿")) || str_eq(rest, S("亿元")))
			unit = UNIT_YI;
		else if (str_eq(rest, S("万")) || str_eq(rest, S("万元")))
			unit = UNIT_WAN;
		else if (str_eq(rest, S("元")))
			unit = UNIT_YUAN;
		else if (rest.len)
			return false;
		size_t kept = 0;
		for (size_t i = 0; i < n; i++)
			if (digits[i] != ',')
				digits[kept++] = digits[i];
		if (!str_number((struct str){digits, kept}, &value))
			return false;
	}
	if (unit == UNIT_UNKNOWN)
		return false;
	double total = value * fen[unit];
	if (total > 9e17 || total < -9e17)
		return false;
	found->fen = (int64_t)(total + (total < 0 ? -0.5 : 0.5));
	return true;
}

/* Up to three numbers and what stands between them. */
struct date_parts {
	int n[3], count;
	struct str rest; /* behind the last number's mark */
};

static void split(struct str s, struct date_parts *p)
{
	*p = (struct date_parts){.rest = s};
	size_t i = 0;
	while (i < s.len && p->count < 3) {
		int n = 0, digits = 0;
		for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9' && digits < 5; i++, digits++)
			n = n * 10 + s.at[i] - '0';
		if (!digits)
			break;
		p->n[p->count++] = n;
		static const char *const marks[] = {"年", "月", "日", ".", "-", "/", " "};
		for (size_t k = 0; k < LEN(marks); k++) {
			struct str mark = str_of(marks[k]);
			if (str_starts(str_sub(s, i, s.len), mark)) {
				i += mark.len;
				break;
			}
		}
	}
	p->rest = str_trim(str_sub(s, i, s.len));
}

static day last_of_month(int year, int month)
{
	day first = day_of(year, month, 1);
	return day_is(first) ? day_month_end(first) : DAY_NONE;
}

bool ledger_day(struct str text, day *found, bool *approximate)
{
	struct date_parts p;
	text = str_trim(text);
	*approximate = false;
	split(text, &p);
	if (p.count == 3 && (!p.rest.len || strchr("0123456789", p.rest.at[0]))) {
		*found = day_of(p.n[0], p.n[1], p.n[2]);
		return day_is(*found);
	}
	if (!p.count || p.n[0] < 1900 || p.n[0] > 2200)
		return false;
	*approximate = true;
	if (p.count == 2) {
		*found = last_of_month(p.n[0], p.n[1]);
		bool part = !p.rest.len || str_eq(p.rest, S("底")) || str_eq(p.rest, S("份")) ||
			str_eq(p.rest, S("初")) || str_eq(p.rest, S("中旬")) ||
			str_eq(p.rest, S("上旬")) || str_eq(p.rest, S("下旬")) || str_eq(p.rest, S("前"));
		return part && day_is(*found);
	}
	static const struct {
		const char *word;
		int month;
	} periods[] = {{"", 12}, {"底", 12}, {"年底", 12}, {"末", 12}, {"内", 12}, {"上半年", 6},
		{"下半年", 12}, {"Q1", 3}, {"Q2", 6}, {"Q3", 9}, {"Q4", 12}, {"一季度", 3},
		{"二季度", 6}, {"三季度", 9}, {"四季度", 12}, {"第一季度", 3}, {"第二季度", 6},
		{"第三季度", 9}, {"第四季度", 12}};
	for (size_t i = 0; i < LEN(periods); i++) {
		if (!str_eq(p.rest, str_of(periods[i].word)))
			continue;
		*found = last_of_month(p.n[0], periods[i].month);
		return true;
	}
	return false;
}

static const struct {
	const char *word;
	int stage;
} stage_words[] = {{"谋划", PROJECT_STAGE_IDEA}, {"储备", PROJECT_STAGE_IDEA},
	{"招引", PROJECT_STAGE_ATTRACT}, {"前期", PROJECT_STAGE_PREPARE},
	{"拟开工", PROJECT_STAGE_PREPARE}, {"拟建", PROJECT_STAGE_PREPARE},
	{"未开工", PROJECT_STAGE_PREPARE}, {"供地", PROJECT_STAGE_LAND},
	{"新开工", PROJECT_STAGE_START}, {"已开工", PROJECT_STAGE_START},
	{"开工", PROJECT_STAGE_START}, {"续建", PROJECT_STAGE_BUILD}, {"在建", PROJECT_STAGE_BUILD},
	{"主体", PROJECT_STAGE_BUILD}, {"结顶", PROJECT_STAGE_BUILD}, {"装修", PROJECT_STAGE_BUILD},
	{"基础", PROJECT_STAGE_BUILD}, {"竣工", PROJECT_STAGE_COMPLETE},
	{"完工", PROJECT_STAGE_COMPLETE}, {"达产", PROJECT_STAGE_FULL},
	{"投产", PROJECT_STAGE_PRODUCE}, {"停工", PROJECT_STAGE_PAUSED},
	{"暂缓", PROJECT_STAGE_PAUSED}, {"停缓建", PROJECT_STAGE_PAUSED}, {"终止", PROJECT_STAGE_ENDED}};

static const struct {
	const char *word;
	int kind;
} kind_words[] = {{"工业", PROJECT_KIND_INDUSTRY}, {"制造", PROJECT_KIND_INDUSTRY},
	{"交通", PROJECT_KIND_TRAFFIC}, {"能源", PROJECT_KIND_ENERGY}, {"水利", PROJECT_KIND_WATER},
	{"基础设施", PROJECT_KIND_CITY}, {"城建", PROJECT_KIND_CITY}, {"市政", PROJECT_KIND_CITY},
	{"住房", PROJECT_KIND_HOUSING}, {"房地产", PROJECT_KIND_HOUSING},
	{"社会事业", PROJECT_KIND_SOCIAL}, {"民生", PROJECT_KIND_SOCIAL},
	{"教育", PROJECT_KIND_SOCIAL}, {"卫生", PROJECT_KIND_SOCIAL}, {"农业", PROJECT_KIND_FARM},
	{"服务业", PROJECT_KIND_SERVICE}, {"数字", PROJECT_KIND_DIGITAL},
	{"生态", PROJECT_KIND_ECOLOGY}, {"环保", PROJECT_KIND_ECOLOGY}};

/* A choice by its own labels first, then by the usual other words. 0: unknown. */
static int read_choice(int field, struct str text)
{
	const struct field *f = &project_fields[field];
	for (int i = 1; i < f->choice_count; i++)
		if (str_eq(text, str_of(f->choices[i].zh)) || str_eq(text, str_of(f->choices[i].code)))
			return i;
	if (field == PROJECT_STAGE)
		for (size_t i = 0; i < LEN(stage_words); i++)
			if (str_has(text, str_of(stage_words[i].word)))
				return stage_words[i].stage;
	if (field == PROJECT_KIND) {
		for (size_t i = 0; i < LEN(kind_words); i++)
			if (str_has(text, str_of(kind_words[i].word)))
				return kind_words[i].kind;
		return PROJECT_KIND_OTHER;
	}
	if (field == PROJECT_IN_STATISTICS)
		return str_has(text, S("未")) || str_starts(text, S("否")) ?
			PROJECT_IN_STATISTICS_NO : PROJECT_IN_STATISTICS_YES;
	return 0;
}

static void refuse(struct call *call, struct ledger *l, struct ledger_row *row,
	const struct ledger_column *c, struct str value, enum text reason, enum text mend)
{
	struct ledger_note *n =
		ledger_note(call, &l->refused, row->sheet, row->row, c->column);
	n->value = value;
	n->field = c->target == TO_FIELD ? label_of(call, &project_fields[c->field]) : c->header;
	n->reason = reason;
	n->mend = mend;
	row->refused = true;
}

static struct ledger_value *add_value(struct call *call, struct ledger_row *row,
	const struct ledger_column *c, int field)
{
	struct ledger_value *v = vec_grow_(call->arena, (void **)&row->values.at,
		&row->values.len, &row->values.cap, sizeof *v);
	v->field = field;
	v->column = c->column;
	v->date = DAY_NONE;
	v->amount = MONEY_NONE;
	return v;
}

/* "林峰 13900282669" → name, phone. */
static void split_contact(struct arena *a, struct str text, struct ledger_value *v)
{
	size_t i = 0;
	while (i < text.len && !(text.at[i] >= '0' && text.at[i] <= '9'))
		i++;
	v->text = str_trim(str_replace(a, str_sub(text, 0, i), S(":"), S(" ")));
	v->phone = str_trim(str_sub(text, i, text.len));
	if (utf8_count(v->phone) > 20)
		v->phone = utf8_first(v->phone, 20);
}

static void read_years(struct call *call, const struct ledger_column *c, struct str text,
	struct ledger_row *row)
{
	struct str to, from = str_cut(text, '-', &to);
	int64_t first, last;
	if (!str_int(str_sub(from, 0, 4), &first) || !str_int(str_sub(str_trim(to), 0, 4), &last))
		return;
	if (first > 1990 && first < 2100)
		add_value(call, row, c, PROJECT_PLANNED_START)->date = day_of((int)first, 1, 1);
	if (last > 1990 && last < 2100)
		add_value(call, row, c, PROJECT_PLANNED_FINISH)->date = day_of((int)last, 12, 31);
}

static void read_field(struct call *call, const struct book *book,
	const struct ledger_column *c, const struct cell *cell, struct str text,
	struct ledger *l, struct ledger_row *row)
{
	const struct field *f = &project_fields[c->field];
	bool number = cell->kind == CELL_NUMBER, approximate;
	day date = DAY_NONE;
	money amount;
	int choice;
	switch (f->type) {
	case F_MONEY:
		if (!ledger_amount(text, number, cell->number, (enum money_unit)c->unit, &amount))
			refuse(call, l, row, c, text, T_ledger_bad_amount, T_ledger_mend_amount);
		else
			add_value(call, row, c, c->field)->amount = amount;
		return;
	case F_DAY:
		if (number && (cell->shown == SHOWN_DATE || cell->number > 20000))
			date = cell_day(book, cell);
		if (!day_is(date) && !ledger_day(text, &date, &approximate))
			refuse(call, l, row, c, text, T_ledger_bad_day, T_ledger_mend_day);
		else
			add_value(call, row, c, c->field)->date = date;
		return;
	case F_CHOICE:
		choice = read_choice(c->field, text);
		if (choice)
			add_value(call, row, c, c->field)->number = choice;
		else
			refuse(call, l, row, c, text, T_ledger_bad_choice, T_ledger_mend_choice);
		return;
	default:
		if (f->max && utf8_count(text) > (size_t)f->max)
			refuse(call, l, row, c, utf8_first(text, 40), T_ledger_too_long,
				T_ledger_mend_long);
		else
			add_value(call, row, c, c->field)->text = text;
	}
}

void ledger_cell(struct call *call, const struct book *book, const struct ledger_column *c,
	const struct cell *cell, struct ledger *l, struct ledger_row *row)
{
	if (c->target == TO_IGNORE || cell->kind == CELL_EMPTY)
		return;
	bool area = c->target == TO_FIELD && (project_fields[c->field].flags & F_AREA);
	struct str text = area ? str_trim(cell->text) : utf8_tidy(call->arena, cell->text);
	if (cell->kind == CELL_ERROR) {
		refuse(call, l, row, c, text, T_ledger_error_cell, T_ledger_mend_error);
		return;
	}
	if (ledger_nothing(text))
		return;
	switch (c->target) {
	case TO_ID:
		str_int(text, &row->id);
		return;
	case TO_YEARS:
		read_years(call, c, text, row);
		return;
	case TO_CONTACT:
		split_contact(call->arena, text, add_value(call, row, c, -TO_CONTACT));
		return;
	case TO_MEMBERS:
	case TO_CO_UNITS:
		add_value(call, row, c, -c->target)->text = text;
		return;
	default:
		read_field(call, book, c, cell, text, l, row);
	}
}
