/*
 * Stops by whole days that several activities share. Days lost are drawn per month, their
 * places by selection sampling (Fan, Muller & Rezucha, 1962); what a calendar still works
 * before each day is summed per sample, so that a finish is a search.
 */
#include "plan/risk.h"

#include <stdlib.h>
#include <string.h>

enum { STOPS_MAX = 64, WEATHERS_MAX = 16, STEP = 6 /* of day_of: 2^6 minutes */ };

/* The month of a day, 0 to 11, how many of its days lie before and how many it has: Hinnant
 * (2013), civil_from_days. */
static int month_of(int32_t day, int32_t *before, int32_t *length)
{
	int32_t z = day + 719468, of_era = z % 146097, era = z / 146097;
	int32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int32_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int32_t shifted = (5 * of_year + 2) / 153, month = (shifted + 2) % 12;
	int32_t civil = era * 400 + year + (month < 2);
	int32_t first = plan_day(civil, month + 1, 1);
	*before = day - first;
	*length = plan_day(civil + month / 11, (month + 1) % 12 + 1, 1) - first;
	return month;
}

/* ---- opening ---- */

static bool index_days(struct mc *m, struct risk_stops *s)
{
	const struct plan_calendar *c = m->plan->calendars[s->calendar];
	s->days = m->day_count;
	s->before = malloc(((size_t)s->days + 1) * sizeof *s->before);
	for (int32_t d = 0; s->before && d <= s->days; d++)
		s->before[d] = work_before(c, (m->first_day + d) * PLAN_DAY);
	int32_t total = s->before ? s->before[s->days] - s->before[0] : 0, day = 0;
	s->day_of = malloc(((size_t)(total >> STEP) + 1) * sizeof *s->day_of);
	for (int32_t i = 0; s->before && s->day_of && i <= total >> STEP; i++) {
		while (day + 1 < s->days && s->before[day + 1] - s->before[0] <= i << STEP)
			day++;
		s->day_of[i] = day;
	}
	return s->before && s->day_of;
}

static bool stops_for(struct mc *m, struct risk_node *n, uint32_t weathers)
{
	for (int32_t i = 0; i < m->stops_count; i++)
		if (m->stops[i].weathers == weathers && m->stops[i].calendar == n->calendar) {
			n->stops = i;
			return true;
		}
	if (m->stops_count == STOPS_MAX)
		return false;
	n->stops = m->stops_count++;
	m->stops[n->stops] = (struct risk_stops){.weathers = weathers, .calendar = n->calendar};
	return index_days(m, &m->stops[n->stops]);
}

/* From the first of the month in which anything can still happen, three times the plan. */
static void find_days(struct mc *m)
{
	const struct plan *p = m->plan;
	int64_t until = (int64_t)p->floor + 3 * ((int64_t)p->finish - p->floor) + 400 * PLAN_DAY;
	int32_t day = p->floor / PLAN_DAY, before, length;
	until = until < PLAN_LAST ? until : PLAN_LAST - 1;
	month_of(day, &before, &length);
	m->first_day = day - before;
	m->day_count = (int32_t)(until / PLAN_DAY) - m->first_day + 1;
}

bool risk_weather_open(struct mc *m)
{
	const struct plan_risk_input *in = m->in;
	if (!in->weather_count)
		return true;
	uint32_t *stopped_by = calloc((size_t)m->net.count + 1, sizeof *stopped_by);
	m->days = malloc(in->weather_count * 12 * sizeof *m->days);
	m->stops = calloc(STOPS_MAX, sizeof *m->stops);
	bool sound = stopped_by && m->days && m->stops && in->weather_count <= WEATHERS_MAX;
	for (size_t w = 0; sound && w < in->weather_count; w++) {
		const struct plan_weather *one = &in->weathers[w];
		for (size_t month = 0; month < 12 && sound; month++)
			sound = one->days[month].kind == PLAN_CERTAIN ||
			        draw_table_fill(&m->days[w * 12 + month], &one->days[month]);
		for (size_t i = 0; sound && i < one->activity_count; i++) {
			int32_t a = one->activities[i];
			sound = a >= 0 && (size_t)a < m->plan->given.activity_count;
			int32_t k = sound ? m->net.node_of[a] : -1;
			if (k >= 0 && m->net.nodes[k].mode == MODE_TASK && !m->net.nodes[k].fixed)
				stopped_by[k] |= 1u << w;
		}
	}
	if (sound)
		find_days(m);
	for (int32_t k = 0; sound && k < m->net.count; k++)
		if (stopped_by[k])
			sound = stops_for(m, &m->net.nodes[k], stopped_by[k]);
	free(stopped_by);
	return sound;
}

void risk_weather_close(struct mc *m)
{
	for (int32_t i = 0; i < m->stops_count; i++) {
		free(m->stops[i].before);
		free(m->stops[i].day_of);
	}
	free(m->stops);
	free(m->days);
}

bool risk_weather_hand(struct hand *h)
{
	const struct mc *m = h->m;
	if (!m->in->weather_count)
		return true;
	h->stopped = calloc(m->in->weather_count * (size_t)m->day_count, sizeof *h->stopped);
	h->lanes.stops = m->stops;
	h->lanes.clear = calloc((size_t)m->stops_count + 1, sizeof *h->lanes.clear);
	bool sound = h->stopped && h->lanes.clear;
	for (int32_t i = 0; sound && i < m->stops_count; i++) {
		h->lanes.clear[i] = malloc(((size_t)m->day_count + 1) * LANES * sizeof(int32_t));
		sound = h->lanes.clear[i];
	}
	return sound;
}

void risk_weather_hand_close(struct hand *h)
{
	for (int32_t i = 0; h->lanes.clear && i < h->m->stops_count; i++)
		free(h->lanes.clear[i]);
	free(h->lanes.clear);
	free(h->stopped);
}

/* ---- drawing ---- */

/* How many days of a month are lost, whole ones, rounded up as often as its part says. */
static void draw_month(struct hand *h, size_t weather, uint32_t number, int month,
        uint32_t base, int32_t *lost)
{
	const struct plan_spread *s = &h->m->in->weathers[weather].days[month];
	uint64_t seed = h->m->in->seed;
	uint32_t stream = (uint32_t)weather << 16 | number;
	float days[LANES], part[LANES];
	memset(lost, 0, LANES * sizeof *lost);
	if (s->kind == PLAN_CERTAIN)
		return;
	draw_block(&h->m->days[weather * 12 + (size_t)month], draw_key(seed, KEY_MONTH, stream),
	        base, s->loading, s->cause ? h->causes[s->cause - 1] : NULL, days);
	draw_uniform(draw_key(seed, KEY_ROUND, stream), base, part);
	for (int i = 0; i < LANES; i++)
		lost[i] = (int32_t)(days[i] < 31 ? days[i] + part[i] : 31);
}

/* Each day is lost with the share that the days to lose are of the days left. */
FAST static uint64_t select_day(const float *restrict part, float left, int32_t *restrict lost)
{
	uint64_t stopped = 0;
	for (int i = 0; i < LANES; i++) {
		int32_t stops = part[i] * left < (float)lost[i];
		lost[i] -= stops;
		stopped |= (uint64_t)stops << i;
	}
	return stopped;
}

void risk_draw_weather(struct hand *h, size_t weather, uint32_t base)
{
	const struct mc *m = h->m;
	uint64_t *stopped = h->stopped + weather * (size_t)m->day_count;
	int32_t lost[LANES];
	float part[LANES];
	uint32_t number = 0;
	for (int32_t d = 0, before, length; d < m->day_count; d += length) {
		int month = month_of(m->first_day + d, &before, &length);
		draw_month(h, weather, number++, month, base, lost);
		for (int32_t i = 0; i < length && d + i < m->day_count; i++) {
			uint32_t stream = (uint32_t)weather << 16 | (uint32_t)(d + i);
			draw_uniform(draw_key(m->in->seed, KEY_DAY, stream), base, part);
			stopped[d + i] = select_day(part, (float)(length - i), lost);
		}
	}
}

FAST static void add_day(const int32_t *restrict clear, int32_t work, uint64_t stopped,
        int32_t *restrict next)
{
	for (int i = 0; i < LANES; i++)
		next[i] = clear[i] + (stopped >> i & 1 ? 0 : work);
}

void risk_clear(struct hand *h, int32_t without)
{
	const struct mc *m = h->m;
	for (int32_t s = 0; s < m->stops_count; s++) {
		const struct risk_stops *stops = &m->stops[s];
		int32_t *clear = h->lanes.clear[s];
		for (int i = 0; i < LANES; i++)
			clear[i] = stops->before[0];
		for (int32_t d = 0; d < stops->days; d++) {
			uint64_t lost = 0;
			for (uint32_t w = 0; w < m->in->weather_count; w++)
				if ((stops->weathers >> w & 1) && (int32_t)w != without)
					lost |= h->stopped[w * (size_t)m->day_count + (size_t)d];
			add_day(clear + (size_t)d * LANES, stops->before[d + 1] - stops->before[d], lost,
			        clear + ((size_t)d + 1) * LANES);
		}
	}
}

/* ---- what an activity meets ---- */

/* The first day by whose end `want` is worked, from day d on; days: by none. */
static int32_t day_by(const int32_t *clear, int32_t days, int32_t d, int32_t want)
{
	int32_t step = 8, low = d;
	while (low + step < days && clear[(size_t)(low + step) * LANES] < want) {
		low += step;
		step *= 2;
	}
	int32_t high = low + step < days ? low + step : days;
	while (low < high) { /* clear at low < want, or low is d */
		int32_t middle = (low + high) / 2;
		if (clear[((size_t)middle + 1) * LANES] < want)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int32_t risk_stretch(const struct risk_stops *s, const int32_t *clear, int32_t start,
        int32_t todo)
{
	const int32_t *before = s->before;
	int32_t early = start < before[0] ? before[0] - start : 0;
	if (todo <= early || start >= before[s->days])
		return todo;
	int32_t from = start + early, d = s->day_of[(from - before[0]) >> STEP];
	while (before[d + 1] <= from)
		d++;
	const int32_t *today = clear + (size_t)d * LANES;
	bool works = today[LANES] > today[0];
	int32_t want = today[0] + (works ? from - before[d] : 0) + todo - early;
	int32_t last = day_by(clear, s->days, d, want);
	return before[last] + want - clear[(size_t)last * LANES] - start;
}
