#include "item.h"
#include "item.sql.h"
#include "modules/calendar/calendar.h"
#include "modules/project/project.h"

/* What each step needs and makes: from which states, to which, and how it counts. */
struct rule {
	uint32_t from; /* states, as bits */
	int to;	       /* 0: stays */
	uint32_t may;
	bool words; /* evidence or a reason is needed */
};

#define IN(state) (1u << ITEM_STATE_##state)
#define OPEN (IN(RAISED) | IN(ASSIGNED) | IN(SIGNED) | IN(DONE))
#define DOING (IN(ASSIGNED) | IN(SIGNED))

static const struct rule rules[] = {
	[ITEM_STEP_KIND_ASSIGN] = {IN(RAISED) | DOING, ITEM_STATE_ASSIGNED,
		LEADER | OFFICE | DEPARTMENT | TASKFORCE, false},
	[ITEM_STEP_KIND_SIGN] = {IN(ASSIGNED), ITEM_STATE_SIGNED, WORKERS, false},
	[ITEM_STEP_KIND_REPLY] = {OPEN, 0, WORKERS, true},
	[ITEM_STEP_KIND_FINISH] = {DOING, ITEM_STATE_DONE, WORKERS, true},
	[ITEM_STEP_KIND_CLOSE] = {IN(DONE), ITEM_STATE_CLOSED,
		LEADER | OFFICE | DEPARTMENT | TASKFORCE | TOWN | COMPANY, true},
	[ITEM_STEP_KIND_SEND_BACK] = {IN(DONE), ITEM_STATE_SIGNED, WORKERS, true},
	[ITEM_STEP_KIND_ASK_EXTENSION] = {DOING, 0, WORKERS, true},
	[ITEM_STEP_KIND_EXTEND] = {DOING, 0, LEADER | OFFICE, true},
	[ITEM_STEP_KIND_REFUSE_EXTENSION] = {DOING, 0, LEADER | OFFICE, true},
	[ITEM_STEP_KIND_CHASE] = {OPEN, 0, GOVERNMENT, false},
	[ITEM_STEP_KIND_NOTICE] = {DOING, 0, LEADER | OFFICE, false},
	[ITEM_STEP_KIND_SUPERVISE] = {DOING, 0, LEADER | OFFICE, false},
	[ITEM_STEP_KIND_INTERVIEW] = {DOING, 0, LEADER | OFFICE, false},
	[ITEM_STEP_KIND_BULLETIN] = {DOING, 0, LEADER | OFFICE, false},
	[ITEM_STEP_KIND_REOPEN] = {IN(CLOSED), ITEM_STATE_RAISED, GOVERNMENT, true},
	[ITEM_STEP_KIND_WITHDRAW] = {IN(RAISED) | DOING, ITEM_STATE_WITHDRAWN, GOVERNMENT, true},
	[ITEM_STEP_KIND_NOTE] = {OPEN | IN(CLOSED), 0, EVERYONE, true},
};

/* Papers that a unit gets in its hand are numbered by kind and year. */
static enum status number_paper(struct call *call, struct item_step *s)
{
	struct item_step_last_number_row last;
	s->number = INT_NONE;
	if (s->kind != ITEM_STEP_KIND_NOTICE && s->kind != ITEM_STEP_KIND_SUPERVISE &&
		s->kind != ITEM_STEP_KIND_BULLETIN)
		return OK;
	TRY(item_step_last_number(call, s->kind, day_of(day_parts(call->today).year, 1, 1), &last));
	s->number = last.number + 1;
	return OK;
}

static enum status keep_step(struct call *call, const struct item *i,
	const struct item_move *m, const char *key, int64_t *step)
{
	struct item_step s = {.project = i->project, .item = i->id, .kind = m->kind,
		.at = call->now, .on_day = call->today, .by = call->who.person,
		.by_system = call->who.person == 0, .words = m->words, .unit = m->unit,
		.person = m->person, .due = m->due, .unique_key = str_of(key)};
	TRY(number_paper(call, &s));
	enum status status = row_add(call, &item_step_entity, &s);
	*step = s.id;
	return status;
}

/* Its latest step is what there is to tell: "123 assign". */
static enum status tell_step(struct call *call, int64_t step, int kind)
{
	return event_put(call, S("item"), str_fmt(call->arena, "%lld %s", (long long)step,
		item_step_fields[ITEM_STEP_KIND].choices[kind].code));
}

static void index_words(struct call *call, struct item *i)
{
	struct str words = str_fmt(call->arena, "%.*s %.*s %.*s", STR(i->code), STR(i->title),
		STR(i->detail));
	i->search = utf8_first(str_lower(call->arena, words), 400);
}

static enum status number(struct call *call, struct item *i)
{
	struct item_last_code_list last;
	int year = day_parts(call->today).year;
	int64_t n = 0;
	TRY(item_last_code(call, str_fmt(call->arena, "%04d-", year),
		str_fmt(call->arena, "%04d-~", year), &last));
	if (last.len)
		str_int(str_sub(last.at[0].code, 5, 20), &n);
	if (n >= 99999)
		return fail(call, "title", T_item_too_many);
	i->code = str_fmt(call->arena, "%04d-%05lld", year, (long long)n + 1);
	return OK;
}

/* The unit that is handed an item sees its project from then on. */
static enum status let_see(struct call *call, const struct item *i)
{
	struct item_unit_sees_list sees;
	if (!i->project || !i->unit)
		return OK;
	TRY(item_unit_sees(call, i->project, i->unit, &sees));
	return sees.len ? OK : project_units_refresh(call, i->project);
}

enum status item_raise(struct call *call, struct item *i)
{
	TRY(number(call, i));
	i->raised_on = i->last_action = i->last_other = call->today;
	if (!i->raised_by)
		i->raised_by = call->who.person;
	i->state = i->unit ? ITEM_STATE_ASSIGNED : ITEM_STATE_RAISED;
	i->signed_on = i->answered_on = i->closed_on = DAY_NONE;
	i->assigned_on = i->unit ? call->today : DAY_NONE;
	i->returned = i->extended = i->reopened = i->ladder = 0;
	if (i->due.n == 0)
		i->due = DAY_NONE;
	if (i->unit && !day_is(i->due))
		i->due = workday_add(call->today, i->urgent ? ITEM_DAYS_MAJOR : ITEM_DAYS);
	i->original_due = i->due;
	index_words(call, i);
	TRY(row_add(call, &item_entity, i));
	struct item_move raised = {.kind = ITEM_STEP_KIND_RAISE, .words = i->title,
		.due = DAY_NONE};
	int64_t last;
	TRY(keep_step(call, i, &raised, "", &last));
	if (i->unit) {
		struct item_move given = {.kind = ITEM_STEP_KIND_ASSIGN, .unit = i->unit,
			.person = i->person, .due = i->due};
		TRY(keep_step(call, i, &given, "", &last));
	}
	TRY(let_see(call, i));
	return tell_step(call, last, i->unit ? ITEM_STEP_KIND_ASSIGN : ITEM_STEP_KIND_RAISE);
}

/* A doer may act for the item: their own, their unit's, or the office for anyone. */
static bool is_doer(const struct call *call, const struct item *i)
{
	return i->person == call->who.person || (i->unit && i->unit == call->who.unit);
}

static enum status permitted(struct call *call, const struct item *i, int kind)
{
	const struct rule *r = &rules[kind];
	bool closing = kind == ITEM_STEP_KIND_CLOSE || kind == ITEM_STEP_KIND_SEND_BACK;
	bool office = call->who.roles & (LEADER | OFFICE);
	if (call->who.person == 0)
		return OK;
	if (!(r->may & call->who.roles))
		return FORBIDDEN;
	/* Verified by the raiser or a supervisor, never by who did it. */
	if (closing && is_doer(call, i) && i->raised_by != call->who.person && !office)
		return fail_as(call, FORBIDDEN, T_item_not_own);
	if (closing && i->person == call->who.person)
		return fail_as(call, FORBIDDEN, T_item_not_own);
	bool doing = kind == ITEM_STEP_KIND_SIGN || kind == ITEM_STEP_KIND_FINISH ||
		kind == ITEM_STEP_KIND_ASK_EXTENSION;
	if (doing && !is_doer(call, i) && !office)
		return fail_as(call, FORBIDDEN, T_item_not_yours);
	return OK;
}

bool item_step_open(struct call *call, const struct item *i, int kind)
{
	size_t faults = call->faults.len;
	bool open = kind < (int)LEN(rules) && (rules[kind].from & 1u << i->state) &&
		permitted(call, i, kind) == OK;
	call->faults.len = faults;
	return open;
}

static void assign(struct call *call, struct item *i, const struct item_move *m)
{
	i->unit = m->unit;
	i->person = m->person;
	i->due = day_is(m->due) ? m->due :
		workday_add(call->today, i->urgent ? ITEM_DAYS_MAJOR : ITEM_DAYS);
	if (!day_is(i->original_due))
		i->original_due = i->due;
	i->assigned_on = call->today;
	i->signed_on = DAY_NONE;
}

static enum status apply(struct call *call, struct item *i, struct item_move *m)
{
	switch (m->kind) {
	case ITEM_STEP_KIND_ASSIGN:
		if (!m->unit)
			return fail(call, "unit", T_item_needs_unit);
		if (day_is(m->due) && day_cmp(m->due, call->today) < 0)
			return fail(call, "due", T_item_due_past);
		assign(call, i, m);
		m->due = i->due;
		break;
	case ITEM_STEP_KIND_SIGN:
		i->signed_on = call->today;
		break;
	case ITEM_STEP_KIND_EXTEND:
	case ITEM_STEP_KIND_ASK_EXTENSION:
		if (!day_is(m->due) || day_cmp(m->due, i->due) <= 0)
			return fail(call, "due", T_item_due_later);
		if (m->kind == ITEM_STEP_KIND_ASK_EXTENSION)
			break;
		i->due = m->due;
		i->extended++;
		i->ladder = 0;
		break;
	case ITEM_STEP_KIND_CLOSE:
		i->closed_on = call->today;
		break;
	case ITEM_STEP_KIND_SEND_BACK:
		i->returned++;
		break;
	case ITEM_STEP_KIND_REOPEN:
		if (day_between(i->closed_on, call->today) > REOPEN_DAYS)
			return fail(call, "words", T_item_too_late);
		i->reopened++;
		i->closed_on = DAY_NONE;
		break;
	default:
		break;
	}
	return OK;
}

static enum status step(struct call *call, struct item *i, struct item_move *m,
	const char *key)
{
	const struct rule *r = &rules[m->kind];
	if (m->kind <= 0 || m->kind >= (int)LEN(rules) || !r->may)
		return fail(call, "kind", T_item_no_such_step);
	TRY(permitted(call, i, m->kind));
	if (!(r->from & 1u << i->state))
		return fail_with(call, "kind", T_item_wrong_state,
			choice_label(call, &item_fields[ITEM_STATE], i->state), NOTHING);
	if (r->words && !str_trim(m->words).len && call->who.person)
		return fail(call, "words", T_item_needs_words);
	TRY(apply(call, i, m));
	if (r->to)
		i->state = r->to;
	bool answer = m->kind == ITEM_STEP_KIND_REPLY || m->kind == ITEM_STEP_KIND_FINISH;
	if (answer && !day_is(i->answered_on))
		i->answered_on = call->today;
	i->last_action = call->today;
	if (!is_doer(call, i))
		i->last_other = call->today;
	TRY(row_change(call, &item_entity, i));
	int64_t last;
	TRY(keep_step(call, i, m, key, &last));
	if (m->kind == ITEM_STEP_KIND_ASSIGN)
		TRY(let_see(call, i));
	return tell_step(call, last, m->kind);
}

enum status item_step(struct call *call, int64_t id, const struct item_move *move)
{
	struct item i;
	struct item_move m = *move;
	TRY(row_read(call, &item_entity, id, &i));
	return step(call, &i, &m, "");
}

bool item_may_change(const struct call *call, const struct item *i)
{
	bool own = i->raised_by == call->who.person && (call->who.roles & WORKERS);
	return (1u << i->state & OPEN) && (own || (call->who.roles & (LEADER | OFFICE)));
}

enum status item_change(struct call *call, struct item *i)
{
	struct item old;
	TRY(row_read(call, &item_entity, i->id, &old));
	if (!(1u << old.state & OPEN))
		return fail_with(call, "state", T_item_wrong_state,
			choice_label(call, &item_fields[ITEM_STATE], old.state), NOTHING);
	if (!item_may_change(call, &old))
		return fail_as(call, FORBIDDEN, T_item_not_to_change);
	struct item_move m = {.kind = ITEM_STEP_KIND_ASSIGN, .unit = i->unit,
		.person = i->person,
		.due = day_is(old.due) && day_cmp(old.due, call->today) >= 0 ? old.due : DAY_NONE};
	bool given = i->unit != old.unit;
	i->unit = old.unit;
	index_words(call, i);
	TRY(row_change(call, &item_entity, i));
	return given ? step(call, i, &m, "") : event_put(call, S("item"), i->code);
}

/* Days past the limit → the chain's step; each has a key that is used once. */
static const struct {
	int after; /* working days past the limit */
	int kind;
	enum text words;
} chain[] = {
	{-2, ITEM_STEP_KIND_CHASE, T_item_chain_soon},
	{1, ITEM_STEP_KIND_NOTICE, T_item_chain_letter},
	{3, ITEM_STEP_KIND_SUPERVISE, T_item_chain_notice},
	{5, ITEM_STEP_KIND_INTERVIEW, T_item_chain_interview},
	{10, ITEM_STEP_KIND_BULLETIN, T_item_chain_bulletin},
};

static enum status chase_one(struct call *call, const struct item_due_until_row *due)
{
	int past = workdays_between(due->due, call->today);
	int reached = -1;
	for (size_t k = 0; k < LEN(chain); k++)
		if (past >= chain[k].after)
			reached = (int)k;
	if (reached < 0)
		return OK;
	char iso[11];
	day_write(due->due, iso);
	char *key = str_z(call->arena, str_fmt(call->arena, "chain %lld %s %d",
		(long long)due->id, iso, reached));
	struct item_step_by_key_row before;
	enum status taken = item_step_by_key(call, due->id, str_of(key), &before);
	if (taken != NOT_FOUND)
		return taken;
	struct item i;
	TRY(row_read(call, &item_entity, due->id, &i));
	i.ladder = reached;
	struct item_move m = {.kind = chain[reached].kind,
		.words = text_of(call, chain[reached].words), .due = DAY_NONE, .unit = i.unit};
	return step(call, &i, &m, key);
}

enum status item_chase_overdue(struct call *call)
{
	struct item_due_until_list due;
	if (!workday(call->today))
		return OK;
	TRY(item_due_until(call, workday_add(call->today, 2), &due));
	for (size_t i = 0; i < due.len; i++)
		TRY(chase_one(call, &due.at[i]));
	return OK;
}
