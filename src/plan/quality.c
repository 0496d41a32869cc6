/* Checks of a schedule's soundness, one function each. */
#include "plan/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HIGH_DAYS = 44, TEST_DAYS = 600 };

struct checking {
	struct plan *plan;
	const struct plan_quality_input *in;
	struct plan_quality *q;
	uint8_t *before, *after; /* per activity: kinds of links, as bits of their types */
};

static const struct plan_activity *activity_at(const struct checking *c, size_t i)
{
	return &c->plan->activities[i];
}

static bool open_work(const struct checking *c, size_t i)
{
	const struct plan_activity *a = activity_at(c, i);
	return a->kind != PLAN_SUMMARY && a->kind != PLAN_EFFORT && !a->actual_finish;
}

static void offend(struct checking *c, enum plan_check_kind kind, int32_t who)
{
	struct plan_quality_check *k = &c->q->checks[kind];
	k->count++;
	k->offenders[k->offender_count++] = who;
}

/* An activity whose start, or finish, hangs in the air: only its other end is linked. */
static bool dangles(const struct checking *c, size_t i)
{
	const uint8_t start = 1 << PLAN_FS | 1 << PLAN_SS, into_finish = 1 << PLAN_FF | 1 << PLAN_SF;
	const uint8_t finish = 1 << PLAN_FS | 1 << PLAN_FF, of_start = 1 << PLAN_SS | 1 << PLAN_SF;
	bool no_start = c->before[i] && !(c->before[i] & start) && (c->before[i] & into_finish);
	bool no_finish = c->after[i] && !(c->after[i] & finish) && (c->after[i] & of_start);
	return activity_at(c, i)->kind == PLAN_TASK && (no_start || no_finish);
}

static bool hard(int kind)
{
	return kind == PLAN_START_NO_LATER || kind == PLAN_FINISH_NO_LATER ||
	       kind == PLAN_START_ON || kind == PLAN_FINISH_ON || kind == PLAN_MUST_START ||
	       kind == PLAN_MUST_FINISH || kind == PLAN_PLACED;
}

static bool invalid_dates(const struct checking *c, size_t i)
{
	const struct plan_activity *a = activity_at(c, i);
	plan_minute status = c->plan->given.status;
	if (!status || a->kind == PLAN_SUMMARY)
		return false;
	if (a->actual_start > status || a->actual_finish > status)
		return true;
	struct plan_dates d = plan_dates(c->plan, (int32_t)i);
	return !a->actual_finish &&
	       (d.early_finish < status || (!a->actual_start && d.early_start < status));
}

static void check_activity(struct checking *c, size_t i)
{
	const struct plan_activity *a = activity_at(c, i);
	struct plan_dates d = plan_dates(c->plan, (int32_t)i);
	int32_t who = (int32_t)i, day = c->in->day > 0 ? c->in->day : 480;
	if (invalid_dates(c, i))
		offend(c, PLAN_CHECK_invalid_dates, who);
	if (a->kind == PLAN_EFFORT && d.critical)
		offend(c, PLAN_CHECK_effort_critical, who);
	if (dangles(c, i) && !a->actual_finish)
		offend(c, PLAN_CHECK_dangling, who);
	if (!open_work(c, i))
		return;
	if (!c->before[i] || !c->after[i])
		offend(c, PLAN_CHECK_logic, who);
	if (hard(a->constraint) || hard(a->constraint2))
		offend(c, PLAN_CHECK_hard_constraints, who);
	if (d.total_float > HIGH_DAYS * day)
		offend(c, PLAN_CHECK_high_float, who);
	if (d.total_float < 0)
		offend(c, PLAN_CHECK_negative_float, who);
	if (a->kind == PLAN_TASK && a->duration > HIGH_DAYS * day)
		offend(c, PLAN_CHECK_high_duration, who);
	if (c->in->assigned && a->kind == PLAN_TASK && a->duration > 0 && !c->in->assigned[i])
		offend(c, PLAN_CHECK_resources, who);
}

static void check_baseline(struct checking *c, size_t i)
{
	const struct plan_activity *a = activity_at(c, i);
	plan_minute planned = c->in->baseline ? c->in->baseline[i] : PLAN_NONE;
	plan_minute status = c->plan->given.status;
	struct plan_quality_check *missed = &c->q->checks[PLAN_CHECK_missed];
	struct plan_quality_check *bei = &c->q->checks[PLAN_CHECK_bei];
	if (!planned || a->kind == PLAN_SUMMARY || a->kind == PLAN_EFFORT)
		return;
	if (status && planned <= status) {
		missed->of++;
		bei->of++;
		plan_minute finish = a->actual_finish ? a->actual_finish :
		                                        plan_dates(c->plan, (int32_t)i).early_finish;
		if (finish > planned)
			offend(c, PLAN_CHECK_missed, (int32_t)i);
	}
	bei->count += a->actual_finish != 0;
}

static void check_link(struct checking *c, size_t k)
{
	const struct plan_link *l = &c->plan->links[k];
	const struct plan_activity *from = activity_at(c, (size_t)l->from);
	const struct plan_activity *to = activity_at(c, (size_t)l->to);
	if (l->lag < 0)
		offend(c, PLAN_CHECK_leads, (int32_t)k);
	if (l->lag > 0)
		offend(c, PLAN_CHECK_lags, (int32_t)k);
	if (l->type == PLAN_FS)
		c->q->checks[PLAN_CHECK_link_types].count++;
	else
		c->q->checks[PLAN_CHECK_link_types]
		        .offenders[c->q->checks[PLAN_CHECK_link_types].offender_count++] = (int32_t)k;
	if (from->kind == PLAN_SUMMARY || to->kind == PLAN_SUMMARY)
		offend(c, PLAN_CHECK_summary_links, (int32_t)k);
	bool begun = to->actual_start != 0;
	bool early = (l->type == PLAN_FS && l->lag >= 0 &&
	                     (!from->actual_finish || from->actual_finish > to->actual_start)) ||
	             (l->type == PLAN_SS && l->lag >= 0 &&
	                     (!from->actual_start || from->actual_start > to->actual_start));
	if (begun && early)
		offend(c, PLAN_CHECK_out_of_sequence, (int32_t)k);
}

/* A delay of 600 days put into a critical activity must move the finish: else something
 * other than the logic holds it. */
static bool finish_follows(struct plan *p, size_t i, int32_t day)
{
	struct plan_activity was = p->activities[i], longer = was;
	plan_minute before = p->finish;
	longer.duration += TEST_DAYS * day;
	bool follows = plan_change(p, (int32_t)i, &longer, NULL) == PLAN_OK &&
	               p->finish > before + (int64_t)TEST_DAYS * PLAN_DAY / 2;
	plan_change(p, (int32_t)i, &was, NULL);
	return follows;
}

static void check_path(struct checking *c)
{
	struct plan_quality_check *k = &c->q->checks[PLAN_CHECK_critical_path];
	struct plan_quality_check *cpli = &c->q->checks[PLAN_CHECK_cpli];
	int32_t day = c->in->day > 0 ? c->in->day : 480, least = INT32_MAX;
	for (size_t i = 0; i < c->plan->given.activity_count; i++) {
		const struct plan_activity *a = activity_at(c, i);
		struct plan_dates d = plan_dates(c->plan, (int32_t)i);
		if (!open_work(c, i) || a->kind != PLAN_TASK)
			continue;
		least = d.total_float < least ? d.total_float : least;
		if (!d.critical || k->known)
			continue;
		k->known = true;
		k->of = 1;
		k->count = finish_follows(c->plan, i, day);
		if (!k->count)
			k->offenders[k->offender_count++] = (int32_t)i;
	}
	k->figure = k->count;
	plan_minute from = c->plan->given.status > c->plan->floor ? c->plan->given.status :
	                                                            c->plan->floor;
	int32_t length = plan_work_between(
	        c->plan->given.calendar_count ? c->plan->calendars[0] : NULL, from, c->plan->finish);
	cpli->known = least != INT32_MAX && length > 0;
	cpli->figure = cpli->known ? ((double)length + least) / length : 0;
}

static void settle(struct checking *c)
{
	size_t unfinished = 0, all = 0;
	for (size_t i = 0; i < c->plan->given.activity_count; i++) {
		unfinished += open_work(c, i);
		all += activity_at(c, i)->kind != PLAN_SUMMARY;
	}
	static const uint8_t of_links[] = {PLAN_CHECK_leads, PLAN_CHECK_lags, PLAN_CHECK_link_types,
	        PLAN_CHECK_out_of_sequence, PLAN_CHECK_summary_links};
	for (int i = 0; i < PLAN_CHECK_COUNT; i++) {
		struct plan_quality_check *k = &c->q->checks[i];
		for (size_t j = 0; j < sizeof of_links; j++)
			k->links |= of_links[j] == i;
		if (i == PLAN_CHECK_critical_path || i == PLAN_CHECK_cpli)
			continue;
		if (i != PLAN_CHECK_missed && i != PLAN_CHECK_bei)
			k->of = (int32_t)(k->links ? c->plan->given.link_count :
			                  i == PLAN_CHECK_invalid_dates || i == PLAN_CHECK_effort_critical ?
			                             all : unfinished);
		k->known = i == PLAN_CHECK_resources ? c->in->assigned != NULL :
		           i == PLAN_CHECK_invalid_dates ? c->plan->given.status != 0 :
		           i == PLAN_CHECK_missed || i == PLAN_CHECK_bei ? k->of > 0 : true;
		k->figure = k->of ? (double)k->count / k->of : k->least ? 1 : 0;
	}
	for (int i = 0; i < PLAN_CHECK_COUNT; i++) {
		struct plan_quality_check *k = &c->q->checks[i];
		k->passed = !k->known || (k->least ? k->figure >= k->threshold - 1e-12 :
		                                     k->figure <= k->threshold + 1e-12);
	}
}

struct plan_quality *plan_quality(struct plan *plan, const struct plan_quality_input *in)
{
	static const struct plan_quality_check blank[] = {
#define PLAN_CHECK_ROW(n, t, l, h) {.name = #n, .help = h, .threshold = t, .least = l},
	        PLAN_CHECKS(PLAN_CHECK_ROW)
#undef PLAN_CHECK_ROW
	};
	size_t n = plan->given.activity_count, m = plan->given.link_count;
	struct checking c = {plan, in, calloc(1, sizeof(struct plan_quality)), calloc(n + 1, 1),
	        calloc(n + 1, 1)};
	bool sound = c.q && c.before && c.after && plan->problem.status == PLAN_OK && plan->finish > 0;
	if (sound)
		memcpy(c.q->checks, blank, sizeof blank);
	for (int i = 0; sound && i < PLAN_CHECK_COUNT; i++) {
		c.q->checks[i].offenders = malloc((n + m + 1) * sizeof(int32_t));
		sound = c.q->checks[i].offenders != NULL;
	}
	for (size_t k = 0; sound && k < m; k++) {
		c.before[plan->links[k].to] |= (uint8_t)(1 << plan->links[k].type);
		c.after[plan->links[k].from] |= (uint8_t)(1 << plan->links[k].type);
	}
	for (size_t i = 0; sound && i < n; i++) {
		check_activity(&c, i);
		check_baseline(&c, i);
	}
	for (size_t k = 0; sound && k < m; k++)
		check_link(&c, k);
	if (sound) {
		check_path(&c);
		settle(&c);
	}
	free(c.before);
	free(c.after);
	if (!sound) {
		plan_quality_close(c.q);
		return NULL;
	}
	return c.q;
}

void plan_quality_close(struct plan_quality *q)
{
	for (int i = 0; q && i < PLAN_CHECK_COUNT; i++)
		free(q->checks[i].offenders);
	free(q);
}
