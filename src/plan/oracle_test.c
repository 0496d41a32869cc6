/*
 * Several hundred random networks against an oracle that only knows the definition, and against
 * the checker.
 */
#include "plan/plan_test.h"

/* ---- The oracle: bump every date by a minute until all rules hold ---- */

struct dates {
	plan_minute es, ef, ls, lf, begin, late_begin;
};

static int calendar_of(const struct plan_activity *a)
{
	return a->calendar == PLAN_ELAPSED ? CALENDARS : a->calendar;
}

static int32_t W(const struct world *w, int c, plan_minute t)
{
	assert_in_range(t, ORIGIN, ORIGIN + MINUTES);
	return w->before[c][t - ORIGIN];
}

static bool on_edge(const struct world *w, int c, plan_minute t)
{
	return W(w, c, t + 1) > W(w, c, t) || W(w, c, t) > W(w, c, t - 1);
}

static bool begins(const struct world *w, int c, plan_minute t)
{
	return W(w, c, t + 1) > W(w, c, t);
}

static bool ends(const struct world *w, int c, plan_minute t)
{
	return W(w, c, t) > W(w, c, t - 1);
}

static plan_minute first_with(const struct world *w, int c, int32_t work)
{
	int32_t low = 0, high = MINUTES;
	while (low < high) {
		int32_t mid = (low + high) / 2;
		if (w->before[c][mid] < work)
			low = mid + 1;
		else
			high = mid;
	}
	return ORIGIN + low;
}

static plan_minute last_with(const struct world *w, int c, int32_t work)
{
	return first_with(w, c, work + 1) - 1;
}

static int lag_calendar(const struct world *w, const struct plan_link *l)
{
	switch (l->lag_on) {
	case PLAN_LAG_ELAPSED:
		return CALENDARS;
	case PLAN_LAG_CALENDAR:
		return l->calendar;
	case PLAN_LAG_PREDECESSOR:
		return calendar_of(&w->a[l->from]);
	default:
		return calendar_of(&w->a[l->to]);
	}
}

static plan_minute shift(const struct world *w, const struct plan_link *l, plan_minute t)
{
	int32_t lag = l->lag_permille ? w->a[l->from].duration * l->lag / 1000 : l->lag;
	int c = lag_calendar(w, l);
	return lag ? first_with(w, c, W(w, c, t) + lag) : t;
}

static bool started(const struct plan_activity *a)
{
	return a->actual_start != PLAN_NONE;
}

static plan_minute max(plan_minute a, plan_minute b)
{
	return a > b ? a : b;
}

static int32_t todo(const struct plan_activity *a)
{
	return a->duration - (started(a) ? a->done : 0);
}

static void own_bounds(
        const struct plan_activity *a, bool lower, plan_minute *s, plan_minute *f)
{
	for (int k = 0; k < 2; k++) {
		int kind = k ? a->constraint2 : a->constraint;
		plan_minute at = k ? a->constraint2_at : a->constraint_at;
		int on_start = lower ? PLAN_START_NO_EARLIER : PLAN_START_NO_LATER;
		int on_finish = lower ? PLAN_FINISH_NO_EARLIER : PLAN_FINISH_NO_LATER;
		if (!started(a) && (kind == on_start || kind == PLAN_START_ON) &&
		        (lower ? at > *s : at < *s))
			*s = at;
		if ((kind == on_finish || kind == PLAN_FINISH_ON) &&
		        (lower ? at > *f : at < *f))
			*f = at;
	}
	if (!lower && a->due && a->due < *f)
		*f = a->due;
}

/* The least (start, finish) at or after the bounds. */
static void least(const struct world *w, const struct plan_activity *a, plan_minute s,
        plan_minute f, struct dates *d)
{
	int c = calendar_of(a);
	if (!todo(a)) {
		for (s = max(s, f); !on_edge(w, c, s);)
			s++;
		d->begin = d->ef = s;
		return;
	}
	for (;; s++) {
		if (!begins(w, c, s))
			continue;
		plan_minute t = first_with(w, c, W(w, c, s) + todo(a));
		while (W(w, c, t) == W(w, c, s) + todo(a) && (t < f || !on_edge(w, c, t)))
			t++;
		if (W(w, c, t) == W(w, c, s) + todo(a)) {
			d->begin = s;
			d->ef = t;
			return;
		}
	}
}

static void greatest(const struct world *w, const struct plan_activity *a, plan_minute s,
        plan_minute f, struct dates *d)
{
	int c = calendar_of(a);
	if (!todo(a)) {
		for (s = s < f ? s : f; !on_edge(w, c, s);)
			s--;
		d->late_begin = d->lf = s;
		return;
	}
	for (;; f--) {
		if (!ends(w, c, f))
			continue;
		plan_minute t = last_with(w, c, W(w, c, f) - todo(a));
		while (W(w, c, t) == W(w, c, f) - todo(a) && (t > s || !on_edge(w, c, t)))
			t--;
		if (W(w, c, t) == W(w, c, f) - todo(a)) {
			d->late_begin = t;
			d->lf = f;
			return;
		}
	}
}

/* What is done holds nobody back before this; `begin` and `late_begin` of what is done are until
 * when it does, and until when it may. */
static plan_minute past(const struct world *w, const struct dates *d)
{
	return max(d->ef, max(w->in.start, w->in.status));
}

static plan_minute early_over(const struct world *w, const struct plan_link *l, const struct dates *d)
{
	bool by_finish = l->type == PLAN_FS || l->type == PLAN_FF;
	const struct dates *from = &d[l->from];
	plan_minute t = by_finish ? from->ef : from->es;
	if (w->in.retained && w->a[l->from].actual_finish && by_finish && from->begin > past(w, from))
		t = from->begin;
	return shift(w, l, t);
}

static plan_minute hold_of(const struct world *w, size_t i, const struct dates *d)
{
	plan_minute hold = past(w, &d[i]);
	for (size_t k = 0; k < w->in.link_count; k++) {
		const struct plan_link *l = &w->l[k];
		bool done = w->a[l->from].actual_finish, by_finish = l->type == PLAN_FS || l->type == PLAN_FF;
		bool passes = by_finish && d[l->from].begin > past(w, &d[l->from]);
		if (l->to == (int32_t)i && (!done || passes))
			hold = max(hold, early_over(w, l, d));
	}
	return hold;
}

static void early_once(const struct world *w, size_t i, struct dates *d)
{
	const struct plan_activity *a = &w->a[i];
	plan_minute s = max(w->in.start, w->in.status), f = 0;
	if (a->actual_finish) {
		d[i].es = a->actual_start;
		d[i].ef = a->actual_finish;
		d[i].begin = hold_of(w, i, d);
		return;
	}
	if (started(a))
		s = max(w->in.status, a->actual_start);
	own_bounds(a, true, &s, &f);
	for (size_t k = 0; k < w->in.link_count; k++) {
		const struct plan_link *l = &w->l[k];
		if (l->to != (int32_t)i)
			continue;
		plan_minute t = early_over(w, l, d);
		if (l->type == PLAN_FS || l->type == PLAN_SS)
			s = max(s, t);
		else
			f = max(f, t);
	}
	least(w, a, s, f, &d[i]);
	d[i].es = started(a) ? a->actual_start : d[i].begin;
}

/* The latest time whose shift over the link is not after the limit: by trying. */
static plan_minute unshift(
        const struct world *w, const struct plan_link *l, plan_minute limit)
{
	plan_minute low = ORIGIN + 2 * PLAN_DAY, high = ORIGIN + MINUTES - 2 * PLAN_DAY;
	while (low < high) {
		plan_minute mid = low + (high - low + 1) / 2;
		if (shift(w, l, mid) <= limit)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

static void late_once(const struct world *w, size_t i, struct dates *d, plan_minute end)
{
	const struct plan_activity *a = &w->a[i];
	plan_minute s = INT32_MAX, f = INT32_MAX;
	if (a->actual_finish) {
		d[i].ls = d[i].es;
		d[i].lf = d[i].ef;
		if (!w->in.retained)
			return;
	}
	if (!a->actual_finish)
		own_bounds(a, false, &s, &f);
	for (size_t k = 0; k < w->in.link_count; k++) {
		const struct plan_link *l = &w->l[k];
		const struct dates *to = &d[l->to];
		bool from_start = l->type == PLAN_SS || l->type == PLAN_SF;
		bool into_start = l->type == PLAN_SS || l->type == PLAN_FS;
		bool done = w->a[l->to].actual_finish;
		if (l->from != (int32_t)i || (done && (!w->in.retained || to->late_begin == INT32_MAX)) ||
		        (started(a) && from_start))
			continue;
		plan_minute t = unshift(w, l, into_start || done ? to->late_begin : to->lf);
		if (from_start)
			s = t < s ? t : s;
		else
			f = t < f ? t : f;
	}
	if (a->actual_finish) {
		d[i].late_begin = max(s < f ? s : f, past(w, &d[i]));
		return;
	}
	f = f == INT32_MAX ? end : f;
	greatest(w, a, s, f, &d[i]);
	/* of the names of one instant, the early finish's where that is late enough */
	int c = calendar_of(a);
	if (W(w, c, d[i].lf) == W(w, c, d[i].ef) && d[i].ef <= f)
		d[i].lf = max(d[i].lf, d[i].ef);
	d[i].ls = started(a) ? a->actual_start : d[i].late_begin;
}

static void oracle(const struct world *w, struct dates *d)
{
	plan_minute end = 0;
	for (size_t i = 0; i < MOST; i++)
		d[i].es = d[i].ef = d[i].begin = ORIGIN + 30 * PLAN_DAY;
	for (size_t round = 0; round <= w->in.activity_count; round++)
		for (size_t i = 0; i < w->in.activity_count; i++)
			early_once(w, i, d);
	for (size_t i = 0; i < w->in.activity_count; i++)
		end = max(end, d[i].ef);
	for (size_t i = 0; i < MOST; i++)
		d[i].ls = d[i].lf = d[i].late_begin = ORIGIN + MINUTES - 10 * PLAN_DAY;
	for (size_t round = 0; round <= w->in.activity_count; round++)
		for (size_t i = 0; i < w->in.activity_count; i++)
			late_once(w, i, d, end);
}

/* Whether slipping i by x minutes of its work leaves all successors' early dates alone.
 */
static bool slips_freely(
        const struct world *w, size_t i, const struct dates *d, int32_t x)
{
	const struct plan_activity *a = &w->a[i];
	int c = calendar_of(a);
	plan_minute end = 0;
	int32_t done_at = W(w, c, d[i].ef) + x;
	plan_minute finish = first_with(w, c, done_at);
	plan_minute start = first_with(w, c, done_at - todo(a));
	bool open = true;
	for (size_t k = 0; k < w->in.link_count; k++) {
		const struct plan_link *l = &w->l[k];
		bool from_start = l->type == PLAN_SS || l->type == PLAN_SF;
		bool into_start = l->type == PLAN_SS || l->type == PLAN_FS;
		bool done = w->a[l->to].actual_finish;
		if (l->from != (int32_t)i || (done && (!w->in.retained ||
		        d[l->to].late_begin == INT32_MAX)) || (started(a) && from_start))
			continue;
		open = open && from_start;
		plan_minute t = shift(w, l, from_start ? start : finish);
		if (t > (into_start || done ? d[l->to].begin : d[l->to].ef))
			return false;
	}
	for (size_t k = 0; k < w->in.activity_count; k++)
		end = max(end, d[k].ef);
	return !open || finish <= end;
}

static void compare(const struct world *w, const struct plan *p)
{
	struct dates d[MOST];
	oracle(w, d);
	for (size_t i = 0; i < w->in.activity_count; i++) {
		struct plan_dates got = plan_dates(p, (int32_t)i);
		assert_int_equal(got.early_start, d[i].es);
		assert_int_equal(got.early_finish, d[i].ef);
		assert_int_equal(got.late_start, d[i].ls);
		assert_int_equal(got.late_finish, d[i].lf);
		if (w->a[i].actual_finish) {
			assert_int_equal(got.total_float, 0);
			continue;
		}
		int c = calendar_of(&w->a[i]);
		assert_int_equal(got.total_float, W(w, c, d[i].lf) - W(w, c, d[i].ef));
		assert_int_equal(got.critical, got.total_float <= 0);
		assert_true(slips_freely(w, i, d, got.free_float));
		assert_false(slips_freely(w, i, d, got.free_float + 1));
	}
}

static void networks_against_oracle(int what, int count)
{
	struct world *w = calloc(1, sizeof *w);
	for (int round = 0; round < count; round++) {
		if (round % 25 == 0) {
			for (int c = 0; c < CALENDARS; c++)
				random_hours(w, c);
			open_calendars(w);
		}
		random_network(w, what);
		w->in.retained = what & PROGRESS ? roll(2) : 0;
		struct plan *p = scheduled(w);
		compare(w, p);
		plan_close(p);
		if (round % 25 == 24)
			close_calendars(w);
	}
	free(w);
}

static void random_networks_match_the_oracle(void **state)
{
	(void)state;
	seed = 1;
	for (int what = PLAIN; what <= (BOUND | PROGRESS); what++)
		networks_against_oracle(what, 300);
}

/* ---- Random networks with summaries, against the checker ---- */

static void assert_sound(const struct world *w, const struct plan *p)
{
	struct plan_dates d[MOST];
	read_dates(w, p, d);
	struct plan_finding found = plan_check(&w->in, w->hours, d);
	assert_int_equal(found.fault, PLAN_SOUND);
}

static int looped, strayed;

static void check_one(struct world *w)
{
	w->in.capped = roll(3) == 0;
	w->in.override = roll(3) ? 0 : 1 + roll(2);
	w->in.retained = roll(2);
	w->in.due = roll(3) ? 0 : w->in.start + 4000 + roll(8000);
	struct plan *p = plan_open(&w->in);
	assert_non_null(p);
	if (plan_problem(p).status == PLAN_LOOP) {
		looped++;
		assert_true(plan_problem(p).loop_count > 1);
	} else {
		enum plan_status status = plan_schedule(p);
		if (status == PLAN_OK)
			assert_sound(w, p);
		else
			strayed++;
	}
	plan_close(p);
	w->in.capped = w->in.override = w->in.due = w->in.retained = 0;
}

static void the_checker_finds_all_sound(void **state)
{
	(void)state;
	seed = 2;
	looped = strayed = 0;
	with_worlds(200, PLAIN, false, check_one);
	with_worlds(200, BOUND | PROGRESS, false, check_one);
	with_worlds(400, BOUND | PROGRESS, true, check_one);
	assert_in_range(looped, 1, 300);
	assert_in_range(strayed, 0, 40); /* late dates before the calendars begin */
}

static void spoil_one(struct world *w)
{
	struct plan_dates d[MOST];
	struct plan *p = scheduled(w);
	read_dates(w, p, d);
	size_t i = (size_t)roll((int32_t)w->in.activity_count);
	plan_minute *dates[] = {&d[i].early_start, &d[i].early_finish, &d[i].late_start,
	        &d[i].late_finish, &d[i].total_float, &d[i].free_float};
	*dates[roll(6)] += roll(2) ? 1500 : -1500;
	assert_int_not_equal(plan_check(&w->in, w->hours, d).fault, PLAN_SOUND);
	plan_close(p);
}

static void the_checker_finds_spoilt_dates(void **state)
{
	(void)state;
	seed = 3;
	with_worlds(200, PLAIN, false, spoil_one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(random_networks_match_the_oracle),
	        cmocka_unit_test(the_checker_finds_all_sound),
	        cmocka_unit_test(the_checker_finds_spoilt_dates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
