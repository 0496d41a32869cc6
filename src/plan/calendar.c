/*
 * Calendars, compiled: every day knows the work before it and its kind ("shape"), every
 * kind of day has a table by minute, and an index by working minute leads back to the
 * day. All questions are then a few look-ups.
 */
#include "plan/inside.h"

#include <stdlib.h>
#include <string.h>

#define MOST_DAYS 60000
#define MOST_SHAPES 4096

const struct plan_calendar plan_elapsed = {
        .elapsed = true, .last = PLAN_LAST, .total = PLAN_LAST, .day_minutes = PLAN_DAY};

/* ---- Opening ---- */

static bool workday_valid(const struct plan_workday *w)
{
	if (w->count > PLAN_SPANS)
		return false;
	for (int i = 0; i < w->count; i++)
		if (w->span[i].from >= w->span[i].to || w->span[i].to > PLAN_DAY ||
		        (i && w->span[i].from < w->span[i - 1].to))
			return false;
	return true;
}

static bool exceptions_valid(const struct plan_exception *e, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!workday_valid(&e[i].work))
			return false;
	return true;
}

static bool hours_valid(const struct plan_hours *h)
{
	if (!h->week || h->first < 1 || h->last < h->first ||
	        h->last - h->first >= MOST_DAYS || h->last > PLAN_LAST / PLAN_DAY - 2)
		return false;
	for (int i = 0; i < 7; i++)
		if (!workday_valid(&h->week->day[i]))
			return false;
	return (!h->makeup_hours || workday_valid(h->makeup_hours)) &&
	       exceptions_valid(h->exceptions, h->exception_count) &&
	       exceptions_valid(h->extra, h->extra_count);
}

static const struct plan_workday day_off = {0};

static const struct plan_workday *first_workday(const struct plan_hours *h)
{
	for (int i = 0; i < 7; i++)
		if (h->week->day[i].count)
			return &h->week->day[i];
	return &day_off;
}

static void set_day(const struct plan_hours *h, const struct plan_workday **days,
        int32_t day, const struct plan_workday *work)
{
	if (day >= h->first && day <= h->last)
		days[day - h->first] = work;
}

/* What every day works; the weakest say goes first. */
static void resolve_days(const struct plan_hours *h, const struct plan_workday **days)
{
	const struct plan_workday *makeup =
	        h->makeup_hours ? h->makeup_hours : first_workday(h);
	for (int32_t d = h->first; d <= h->last; d++)
		set_day(h, days, d, &h->week->day[plan_weekday(d)]);
	for (size_t i = 0; i < h->extra_count; i++)
		set_day(h, days, h->extra[i].day, &h->extra[i].work);
	for (size_t i = 0; i < h->days_off_count; i++)
		set_day(h, days, h->days_off[i], &day_off);
	for (size_t i = 0; i < h->makeup_count; i++)
		set_day(h, days, h->makeup[i], makeup);
	for (size_t i = 0; i < h->exception_count; i++)
		set_day(h, days, h->exceptions[i].day, &h->exceptions[i].work);
}

static bool same_work(const struct plan_workday *a, const struct plan_workday *b)
{
	if (a->count != b->count)
		return false;
	for (int i = 0; i < a->count; i++)
		if (a->span[i].from != b->span[i].from || a->span[i].to != b->span[i].to)
			return false;
	return true;
}

/* The kind of each day, and one example of each kind. Returns the number of kinds. */
static uint32_t find_shapes(const struct plan_workday **days, uint32_t n, uint16_t *shape,
        const struct plan_workday **shapes)
{
	uint32_t count = 0;
	for (uint32_t d = 0; d < n; d++) {
		uint32_t s = 0;
		while (s < count && days[d] != shapes[s] &&
		        !same_work(days[d], shapes[s]))
			s++;
		if (s == MOST_SHAPES)
			return 0;
		if (s == count)
			shapes[count++] = days[d];
		shape[d] = (uint16_t)s;
	}
	return count;
}

/* Fills one kind's tables; returns its working minutes. */
static int32_t fill_shape(const struct plan_workday *w, uint16_t *table)
{
	uint16_t *begin = table + 1441;
	uint16_t done = 0;
	int span = 0;
	for (uint16_t m = 0; m <= PLAN_DAY; m++) {
		while (span < w->count && m >= w->span[span].to)
			span++;
		table[m] = done;
		if (span < w->count && m >= w->span[span].from)
			begin[done++] = m;
	}
	return done;
}

/* Counts the work before every day. */
static void fill_days(struct plan_calendar *c, const uint16_t *shape)
{
	struct working_day *k = c->work;
	int32_t total = 0;
	for (uint32_t d = 0; d < c->day_count; d++) {
		int32_t at = shape[d] * SHAPE_SIZE, work = c->table[at + PLAN_DAY];
		plan_minute midnight = c->first + (plan_minute)d * PLAN_DAY;
		c->day[d] = (struct civil_day){total, at};
		if (work)
			*k++ = (struct working_day){
			        total, total + work, midnight, at + 1441};
		total += work;
	}
	c->day[c->day_count] = (struct civil_day){total, 0};
	*k = (struct working_day){total, INT32_MAX, c->last, 0};
	c->total = total;
}

/* Where all working days are of one length, dividing by it finds the day. 60,000 days of
 * 1,440 minutes times 1,440 stay below 2^INVERSE_BITS; 16 keeps products in 64 bits. */
static void find_inverse(struct plan_calendar *c)
{
	int32_t length = c->work[0].after;
	for (const struct working_day *d = c->work; d->after < INT32_MAX; d++)
		if (d->after - d->before != length || length < 16)
			return;
	uint64_t by = (uint64_t)length;
	if (length)
		c->inverse = (((uint64_t)1 << INVERSE_BITS) + by - 1) / by;
}

/* The way back: the working day of every 2^BUCKET-th working minute. */
static void fill_index(struct plan_calendar *c)
{
	uint32_t k = 0;
	for (int32_t w = 0; w < c->total; w += 1 << BUCKET) {
		while (c->work[k].after <= w)
			k++;
		c->index[w >> BUCKET] = k;
	}
}

/* Room for everything but the index, whose size follows from the work. */
static bool make_room(struct plan_calendar *c)
{
	c->day = calloc((size_t)c->day_count + 1, sizeof *c->day);
	c->work = calloc((size_t)c->day_count + 1, sizeof *c->work);
	c->index =
	        calloc(((size_t)c->day_count * PLAN_DAY >> BUCKET) + 1, sizeof *c->index);
	c->table = calloc((size_t)c->shape_count, SHAPE_SIZE * sizeof *c->table);
	return c->day && c->work && c->index && c->table;
}

static struct plan_calendar *compile(const struct plan_hours *h,
        const struct plan_workday **days, const struct plan_workday **shapes,
        uint16_t *shape)
{
	uint32_t n = (uint32_t)(h->last - h->first + 1);
	struct plan_calendar *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	resolve_days(h, days);
	c->first = h->first * PLAN_DAY;
	c->last = c->first + (plan_minute)n * PLAN_DAY;
	c->day_count = n;
	c->day_minutes = fill_shape(first_workday(h), (uint16_t[SHAPE_SIZE]){0});
	c->shape_count = find_shapes(days, n, shape, shapes);
	if (c->shape_count && make_room(c)) {
		for (uint32_t s = 0; s < c->shape_count; s++)
			fill_shape(shapes[s], c->table + (size_t)s * SHAPE_SIZE);
		fill_days(c, shape);
		find_inverse(c);
		fill_index(c);
	}
	if (c->total)
		return c;
	plan_calendar_close(c);
	return NULL;
}

struct plan_calendar *plan_calendar_open(const struct plan_hours *hours)
{
	if (!hours_valid(hours))
		return NULL;
	size_t n = (size_t)(hours->last - hours->first) + 1;
	const struct plan_workday **days = calloc(n, sizeof(void *));
	const struct plan_workday **shapes = calloc(MOST_SHAPES, sizeof(void *));
	uint16_t *shape = calloc(n, sizeof *shape);
	struct plan_calendar *c = NULL;
	if (days && shapes && shape)
		c = compile(hours, days, shapes, shape);
	free(days);
	free(shapes);
	free(shape);
	return c;
}

void plan_calendar_close(struct plan_calendar *c)
{
	if (!c)
		return;
	free(c->day);
	free(c->work);
	free(c->index);
	free(c->table);
	free(c);
}

/* ---- Asking ---- */

static const struct plan_calendar *known(const struct plan_calendar *c)
{
	return c ? c : &plan_elapsed;
}

int32_t plan_work_between(const struct plan_calendar *c, plan_minute from, plan_minute to)
{
	return work_before(known(c), to) - work_before(known(c), from);
}

plan_minute plan_add_work(const struct plan_calendar *c, plan_minute from, int32_t n)
{
	return n ? finish_at(known(c), work_before(known(c), from) + n) : from;
}

plan_minute plan_next_work(const struct plan_calendar *c, plan_minute t)
{
	return start_at(known(c), work_before(known(c), t));
}

plan_minute plan_last_work(const struct plan_calendar *c, plan_minute t)
{
	return finish_at(known(c), work_before(known(c), t));
}

int32_t plan_workday_minutes(const struct plan_calendar *c)
{
	return known(c)->day_minutes;
}

int32_t plan_work_days(const struct plan_calendar *c, int32_t minutes)
{
	int32_t day = known(c)->day_minutes ? known(c)->day_minutes : PLAN_DAY;
	return minutes / day - (minutes % day < 0);
}
