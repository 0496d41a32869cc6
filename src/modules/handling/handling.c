#include "handling.h"

/* rules.md §2: 13710, 销号 within 90 days; the chain's shape and the four levels. */
static const struct item_clock usual_clock = {.days = 7, .major = 30, .reopen = 90};

enum { USUAL, FOUR, LADDERS };
static const struct {
	int ladder, after, kind;
	enum text words;
} shipped_steps[] = {
	{USUAL, -2, LADDER_STEP_KIND_CHASE, T_handling_words_soon},
	{USUAL, 1, LADDER_STEP_KIND_NOTICE, T_handling_words_letter},
	{USUAL, 3, LADDER_STEP_KIND_SUPERVISE, T_handling_words_notice},
	{USUAL, 5, LADDER_STEP_KIND_INTERVIEW, T_handling_words_interview},
	{USUAL, 10, LADDER_STEP_KIND_BULLETIN, T_handling_words_bulletin},
	{USUAL, 10, LADDER_STEP_KIND_ESCALATE, T_handling_words_second},
	{USUAL, 20, LADDER_STEP_KIND_ESCALATE, T_handling_words_third},
	{USUAL, 30, LADDER_STEP_KIND_ESCALATE, T_handling_words_fourth},
	{FOUR, -2, LADDER_STEP_KIND_CHASE, T_handling_words_soon},
	{FOUR, 1, LADDER_STEP_KIND_ESCALATE, T_handling_words_second},
	{FOUR, 5, LADDER_STEP_KIND_ESCALATE, T_handling_words_third},
	{FOUR, 10, LADDER_STEP_KIND_ESCALATE, T_handling_words_fourth},
};

static const enum text shipped_ladders[LADDERS] = {T_handling_ladder_usual,
	T_handling_ladder_four};

static const enum text shipped_reasons[] = {T_handling_reason_papers, T_handling_reason_review,
	T_handling_reason_higher, T_handling_reason_court, T_handling_reason_weather};

static const struct {
	int category;
	enum text name;
} shipped_types[] = {
	{ITEM_TYPE_CATEGORY_LAND, T_handling_type_land},
	{ITEM_TYPE_CATEGORY_DEMOLITION, T_handling_type_demolition},
	{ITEM_TYPE_CATEGORY_LINES, T_handling_type_lines},
	{ITEM_TYPE_CATEGORY_FUNDS, T_handling_type_funds},
	{ITEM_TYPE_CATEGORY_PERMIT, T_handling_type_permit},
	{ITEM_TYPE_CATEGORY_LABOUR, T_handling_type_labour},
	{ITEM_TYPE_CATEGORY_ENERGY, T_handling_type_energy},
	{ITEM_TYPE_CATEGORY_TRAFFIC, T_handling_type_traffic},
	{ITEM_TYPE_CATEGORY_DESIGN, T_handling_type_design},
	{ITEM_TYPE_CATEGORY_BUILD, T_handling_type_build},
};

static enum status add_ladders(struct call *call)
{
	int64_t id[LADDERS];
	for (int i = 0; i < LADDERS; i++) {
		struct ladder l = {.name = text_of(call, shipped_ladders[i]), .usual = i == USUAL};
		TRY(row_add(call, &ladder_entity, &l));
		id[i] = l.id;
	}
	for (size_t i = 0; i < LEN(shipped_steps); i++) {
		struct ladder_step s = {.ladder = id[shipped_steps[i].ladder],
			.after = shipped_steps[i].after, .kind = shipped_steps[i].kind,
			.words = text_of(call, shipped_steps[i].words)};
		TRY(row_add(call, &ladder_step_entity, &s));
	}
	return OK;
}

enum status handling_defaults(struct call *asking)
{
	struct item_clocks_list set;
	struct call official = *asking, *call = &official;
	official.lang = ZH;
	TRY(item_clocks(asking, &set));
	if (set.len)
		return OK;
	struct item_clock clock = usual_clock;
	TRY(row_add(call, &item_clock_entity, &clock));
	TRY(add_ladders(call));
	for (size_t i = 0; i < LEN(shipped_reasons); i++) {
		struct stop_reason r = {.name = text_of(call, shipped_reasons[i])};
		TRY(row_add(call, &stop_reason_entity, &r));
	}
	for (size_t i = 0; i < LEN(shipped_types); i++) {
		struct item_type t = {.name = text_of(call, shipped_types[i].name),
			.category = shipped_types[i].category, .days = INT_NONE};
		TRY(row_add(call, &item_type_entity, &t));
	}
	return OK;
}

enum status handling_limits(struct call *call, struct item_clock *now)
{
	struct item_clocks_list set;
	TRY(item_clocks(call, &set));
	*now = set.len ? set.at[0].item_clock : usual_clock;
	return OK;
}

enum status handling_days(struct call *call, const struct item *i, int *days)
{
	struct item_clock clock;
	struct item_type t = {.days = INT_NONE};
	TRY(handling_limits(call, &clock));
	if (i->type)
		TRY(row_read(call, &item_type_entity, i->type, &t));
	*days = (int)(t.days != INT_NONE && t.days > 0 ? t.days :
			i->urgent ? clock.major : clock.days);
	return OK;
}

enum status handling_ladder(struct call *call, int64_t type, struct ladder_view *found)
{
	struct ladder_all_list ladders;
	struct ladder_steps_list steps;
	struct item_type_ways_list ways;
	int64_t own = 0;
	*found = (struct ladder_view){0};
	TRY(ladder_all(call, &ladders));
	TRY(ladder_steps(call, &steps));
	TRY(item_type_ways(call, &ways));
	for (size_t i = 0; i < ways.len; i++)
		if (ways.at[i].id == type)
			own = ways.at[i].ladder;
	int64_t which = ladders.len ? ladders.at[0].ladder.id : 0; /* the usual one is first */
	for (size_t i = 0; i < ladders.len; i++)
		if (ladders.at[i].ladder.id == own)
			which = own;
	for (size_t i = 0; i < steps.len; i++)
		if (steps.at[i].ladder_step.ladder == which)
			*vec_add(call->arena, found) = steps.at[i].ladder_step;
	return OK;
}
