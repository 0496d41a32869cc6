#include "item_inside.h"
#include "modules/calendar/calendar.h"
#include "modules/handling/handling.h"
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
	[ITEM_STEP_KIND_ESCALATE] = {DOING, 0, LEADER | OFFICE, true},
	[ITEM_STEP_KIND_STOP] = {DOING, 0, LEADER | OFFICE, true},
	[ITEM_STEP_KIND_RESUME] = {DOING, 0, LEADER | OFFICE, false},
	[ITEM_STEP_KIND_MERGE] = {IN(RAISED) | DOING, ITEM_STATE_WITHDRAWN, LEADER | OFFICE, true},
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

enum status item_keep_step(struct call *call, const struct item *i,
	const struct item_move *m, const char *key, int64_t *step)
{
	struct item_step s = {.project = i->project, .item = i->id, .kind = m->kind,
		.at = call->now, .on_day = call->today, .by = call->who.person,
		.by_system = call->who.person == 0, .other = m->other, .words = m->words, .unit = m->unit,
		.person = m->person, .due = m->due, .reason = m->reason, .target = m->target,
		.unique_key = str_of(key)};
	TRY(number_paper(call, &s));
	enum status status = row_add(call, &item_step_entity, &s);
	*step = s.id;
	return status;
}

/* Its latest step is what there is to tell: "123 assign". */
enum status item_tell_step(struct call *call, int64_t step, int kind)
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
enum status item_let_see(struct call *call, int64_t project, int64_t unit)
{
	struct item_unit_sees_list sees;
	if (!project || !unit)
		return OK;
	TRY(item_unit_sees(call, project, unit, &sees));
	return sees.len ? OK : project_units_refresh(call, project);
}

enum status item_check_doer(struct call *call, int64_t unit, int64_t person)
{
	struct unit u = {0};
	if (unit)
		TRY(row_read(call, &unit_entity, unit, &u));
	if (u.retired)
		fail_with(call, "unit", T_item_unit_left, u.name, NOTHING);
	enum status here = person_here(call, "person", person);
	return here != OK && here != INVALID ? here : call->faults.len ? INVALID : OK;
}

/* The limit of who is given an item today without one. */
static enum status limit_of(struct call *call, const struct item *i, day *due)
{
	int days;
	TRY(handling_days(call, i, &days));
	*due = workday_add(call->today, days);
	return OK;
}

/* What its type says stands where the raiser left it open. */
static enum status take_from_type(struct call *call, struct item *i)
{
	struct item_type t;
	if (!i->type)
		return OK;
	TRY(row_read(call, &item_type_entity, i->type, &t));
	if (!i->category)
		i->category = choice_find(&item_fields[ITEM_CATEGORY],
			str_of(item_type_fields[ITEM_TYPE_CATEGORY].choices[t.category].code));
	if (!i->unit)
		i->unit = t.unit;
	return OK;
}

/* Its life begins: nothing has been done yet. */
static enum status begin(struct call *call, struct item *i)
{
	TRY(number(call, i));
	i->raised_on = i->last_action = i->last_other = call->today;
	if (!i->raised_by)
		i->raised_by = call->who.person;
	i->state = i->unit ? ITEM_STATE_ASSIGNED : ITEM_STATE_RAISED;
	i->signed_on = i->answered_on = i->closed_on = i->asked = i->stopped_on = DAY_NONE;
	i->assigned_on = i->unit ? call->today : DAY_NONE;
	i->assigned_by = i->unit ? call->who.person : 0;
	i->answer_by = workday_add(call->today, ANSWER_DAYS);
	i->sign_by = i->unit ? workday_add(call->today, SIGN_DAYS) : DAY_NONE;
	i->returned = i->extended = i->reopened = 0;
	i->ladder = i->days_left = INT_NONE;
	if (i->due.n == 0)
		i->due = DAY_NONE;
	if (i->unit && !day_is(i->due))
		TRY(limit_of(call, i, &i->due));
	i->original_due = i->due;
	index_words(call, i);
	return row_add(call, &item_entity, i);
}

enum status item_raise(struct call *call, struct item *i)
{
	TRY(take_from_type(call, i));
	TRY(item_check_doer(call, i->unit, i->person));
	TRY(begin(call, i));
	struct item_move raised = {.kind = ITEM_STEP_KIND_RAISE, .words = i->title,
		.due = DAY_NONE};
	int64_t last;
	TRY(item_keep_step(call, i, &raised, "", &last));
	if (i->unit) {
		struct item_move given = {.kind = ITEM_STEP_KIND_ASSIGN, .unit = i->unit,
			.person = i->person, .due = i->due};
		TRY(item_keep_step(call, i, &given, "", &last));
		TRY(item_join_usual(call, i));
	}
	TRY(item_let_see(call, i->project, i->unit));
	return item_tell_step(call, last, i->unit ? ITEM_STEP_KIND_ASSIGN : ITEM_STEP_KIND_RAISE);
}

/* A doer may act for the item: their own, their unit's. The system is nobody's doer. */
static bool is_doer(const struct call *call, const struct item *i)
{
	return call->who.person && (i->person == call->who.person ||
		(i->unit && i->unit == call->who.unit));
}

static enum status permitted(struct call *call, const struct item *i,
	const struct item_part *mine, int kind)
{
	const struct rule *r = &rules[kind];
	bool closing = kind == ITEM_STEP_KIND_CLOSE || kind == ITEM_STEP_KIND_SEND_BACK;
	bool office = call->who.roles & (LEADER | OFFICE);
	bool doer = is_doer(call, i) || (mine && mine->id);
	if (call->who.person == 0)
		return OK;
	if (!(r->may & call->who.roles))
		return FORBIDDEN;
	/* Verified by the raiser or a supervisor, never by who did it. */
	if (closing && doer && i->raised_by != call->who.person && !office)
		return fail_as(call, FORBIDDEN, T_item_not_own);
	if (closing && i->person == call->who.person)
		return fail_as(call, FORBIDDEN, T_item_not_own);
	bool doing = kind == ITEM_STEP_KIND_SIGN || kind == ITEM_STEP_KIND_FINISH ||
		kind == ITEM_STEP_KIND_ASK_EXTENSION;
	if (doing && !doer && !office)
		return fail_as(call, FORBIDDEN, T_item_not_yours);
	return OK;
}

/* What a limit may be: running, or stopped. */
static bool clock_allows(const struct item *i, int kind)
{
	bool stands = day_is(i->stopped_on);
	if (kind == ITEM_STEP_KIND_STOP)
		return !stands && day_is(i->due);
	if (kind == ITEM_STEP_KIND_RESUME)
		return stands;
	if (kind == ITEM_STEP_KIND_EXTEND || kind == ITEM_STEP_KIND_ASK_EXTENSION)
		return !stands;
	return true;
}

bool item_step_open(struct call *call, const struct item *i, const struct item_part *mine,
	int kind)
{
	size_t faults = call->faults.len;
	bool open = kind < (int)LEN(rules) && (rules[kind].from & 1u << i->state) &&
		clock_allows(i, kind) && permitted(call, i, mine, kind) == OK;
	if (open && item_part_takes(mine, kind) && !is_doer(call, i))
		open = item_part_open(mine, kind);
	call->faults.len = faults;
	return open;
}

static enum status assign(struct call *call, struct item *i, const struct item_move *m)
{
	TRY(item_check_doer(call, m->unit, m->person));
	i->unit = m->unit;
	i->person = m->person;
	i->due = m->due;
	if (!day_is(i->due))
		TRY(limit_of(call, i, &i->due));
	if (!day_is(i->original_due))
		i->original_due = i->due;
	i->assigned_on = call->today;
	i->assigned_by = call->who.person;
	i->sign_by = workday_add(call->today, SIGN_DAYS);
	i->signed_on = i->asked = i->stopped_on = DAY_NONE;
	i->ladder = i->days_left = INT_NONE;
	i->stop_reason = 0;
	return OK;
}

/* A clock that stands has no limit; it keeps the working days that were left. */
static enum status stop(struct call *call, struct item *i, const struct item_move *m)
{
	struct stop_reason r;
	if (!m->reason)
		return fail(call, "reason", T_item_needs_reason);
	TRY(row_read(call, &stop_reason_entity, m->reason, &r));
	if (r.retired)
		return fail(call, "reason", T_item_needs_reason);
	if (day_cmp(i->due, call->today) < 0)
		return fail(call, "kind", T_item_stop_late);
	i->days_left = workdays_between(call->today, i->due);
	i->stopped_on = call->today;
	i->stop_reason = m->reason;
	i->due = i->asked = DAY_NONE;
	return OK;
}

static void go_on(struct call *call, struct item *i, struct item_move *m)
{
	i->due = m->due = workday_add(call->today, (int)MAX(i->days_left, 0));
	i->stopped_on = DAY_NONE;
	i->stop_reason = 0;
	i->days_left = INT_NONE;
}

/* It lives on in another item, which is told so. */
static enum status merge(struct call *call, struct item *i, const struct item_move *m)
{
	struct item_one_row into;
	if (!m->target || m->target == i->id)
		return fail(call, "target", T_item_needs_other);
	enum status status = item_one(call, m->target, call->who.unit, &into);
	if (status == NOT_FOUND)
		return fail(call, "target", T_item_needs_other);
	TRY(status);
	if (!(1u << into.item.state & OPEN))
		return fail_with(call, "target", T_item_wrong_state,
			choice_label(call, &item_fields[ITEM_STATE], into.item.state), NOTHING);
	i->merged_into = m->target;
	struct item_move got = {.kind = ITEM_STEP_KIND_NOTE, .due = DAY_NONE,
		.words = text_with(call, T_item_merged_here,
			(const struct str[4]){i->code, i->title})};
	int64_t step;
	return item_keep_step(call, &into.item, &got, "", &step);
}

static enum status escalate(struct call *call, struct item *i)
{
	struct project p = {0};
	i->level = MIN(i->level + 1, ITEM_LEVEL_FOURTH);
	if (i->level == ITEM_LEVEL_FIRST) /* who is on it is the first level */
		i->level = ITEM_LEVEL_SECOND;
	if (i->level < ITEM_LEVEL_THIRD || i->leader || !i->project)
		return OK;
	TRY(row_read(call, &project_entity, i->project, &p));
	i->leader = p.leader;
	return OK;
}

static enum status reopen(struct call *call, struct item *i)
{
	struct item_clock clock;
	TRY(handling_limits(call, &clock));
	if (day_between(i->closed_on, call->today) > clock.reopen)
		return fail_with(call, "words", T_item_too_late, text_int(call, clock.reopen),
			NOTHING);
	i->reopened++;
	i->closed_on = i->asked = DAY_NONE;
	i->ladder = INT_NONE;
	return OK;
}

static enum status apply(struct call *call, struct item *i, struct item_move *m)
{
	switch (m->kind) {
	case ITEM_STEP_KIND_ASSIGN:
		if (!m->unit)
			return fail(call, "unit", T_item_needs_unit);
		if (day_is(m->due) && day_cmp(m->due, call->today) < 0)
			return fail(call, "due", T_item_due_past);
		TRY(assign(call, i, m));
		m->due = i->due;
		break;
	case ITEM_STEP_KIND_SIGN:
		i->signed_on = call->today;
		break;
	case ITEM_STEP_KIND_EXTEND:
	case ITEM_STEP_KIND_ASK_EXTENSION:
		if (!day_is(m->due) || day_cmp(m->due, i->due) <= 0)
			return fail(call, "due", T_item_due_later);
		i->asked = m->kind == ITEM_STEP_KIND_EXTEND ? DAY_NONE : m->due;
		if (m->kind == ITEM_STEP_KIND_ASK_EXTENSION)
			break;
		i->due = m->due;
		i->extended++;
		i->ladder = INT_NONE;
		break;
	case ITEM_STEP_KIND_REFUSE_EXTENSION:
		i->asked = DAY_NONE;
		break;
	case ITEM_STEP_KIND_STOP:
		return stop(call, i, m);
	case ITEM_STEP_KIND_RESUME:
		go_on(call, i, m);
		break;
	case ITEM_STEP_KIND_MERGE:
		return merge(call, i, m);
	case ITEM_STEP_KIND_ESCALATE:
		return escalate(call, i);
	case ITEM_STEP_KIND_FINISH:
		return item_parts_done(call, i);
	case ITEM_STEP_KIND_CLOSE:
		i->closed_on = call->today;
		break;
	case ITEM_STEP_KIND_SEND_BACK:
		i->returned++;
		break;
	case ITEM_STEP_KIND_REOPEN:
		return reopen(call, i);
	default:
		break;
	}
	return OK;
}

static enum status checked(struct call *call, const struct item *i,
	const struct item_part *mine, const struct item_move *m)
{
	const struct rule *r = &rules[m->kind];
	if (m->kind <= 0 || m->kind >= (int)LEN(rules) || !r->may)
		return fail(call, "kind", T_item_no_such_step);
	TRY(permitted(call, i, mine, m->kind));
	if (!(r->from & 1u << i->state))
		return fail_with(call, "kind", T_item_wrong_state,
			choice_label(call, &item_fields[ITEM_STATE], i->state), NOTHING);
	if (!clock_allows(i, m->kind))
		return fail(call, "kind", day_is(i->stopped_on) ? T_item_clock_stands :
								 T_item_clock_runs);
	if (r->words && !str_trim(m->words).len && call->who.person)
		return fail(call, "words", T_item_needs_words);
	return OK;
}

enum status item_step_as(struct call *call, struct item *i, struct item_move *m,
	const char *key)
{
	struct item_part mine = {0};
	bool doer = is_doer(call, i);
	TRY(item_part_mine(call, i->id, &mine));
	TRY(checked(call, i, &mine, m));
	if (!doer && item_part_takes(&mine, m->kind))
		return item_part_step(call, i, &mine, m);
	TRY(apply(call, i, m));
	if (rules[m->kind].to)
		i->state = rules[m->kind].to;
	bool answer = m->kind == ITEM_STEP_KIND_REPLY || m->kind == ITEM_STEP_KIND_FINISH;
	if (answer && !day_is(i->answered_on))
		i->answered_on = call->today;
	i->last_action = call->today;
	m->other = !doer && !mine.id;
	if (m->other)
		i->last_other = call->today;
	if (item_part_takes(&(struct item_part){.id = 1}, m->kind))
		m->unit = 0; /* a supporting unit's steps name it; the lead's do not */
	TRY(row_change(call, &item_entity, i));
	int64_t last;
	TRY(item_keep_step(call, i, m, key, &last));
	if (m->kind == ITEM_STEP_KIND_ASSIGN) {
		TRY(item_join_usual(call, i));
		TRY(item_let_see(call, i->project, i->unit));
	}
	return item_tell_step(call, last, m->kind);
}

enum status item_step(struct call *call, int64_t id, const struct item_move *move)
{
	struct item i;
	struct item_move m = *move;
	TRY(row_read(call, &item_entity, id, &i));
	return item_step_as(call, &i, &m, "");
}

enum status item_hand_over(struct call *call, int64_t id, int64_t from, int64_t to,
	struct str words)
{
	struct item i;
	struct item_move m = {.kind = ITEM_STEP_KIND_NOTE, .words = words, .person = to,
		.due = DAY_NONE, .other = true};
	int64_t last;
	TRY(row_read(call, &item_entity, id, &i));
	if (i.person == from)
		i.person = to;
	if (i.leader == from)
		i.leader = to;
	i.last_action = call->today;
	TRY(row_change(call, &item_entity, &i));
	TRY(item_keep_step(call, &i, &m, "", &last));
	return item_tell_step(call, last, m.kind);
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
	if (i->type != old.type && i->category == old.category) {
		i->category = 0;
		TRY(take_from_type(call, i));
		i->unit = old.unit;
	}
	index_words(call, i);
	TRY(row_change(call, &item_entity, i));
	return given ? item_step_as(call, i, &m, "") : event_put(call, S("item"), i->code);
}
