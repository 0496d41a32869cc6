/* The agenda's order: a project's points stand together and move together. */
#include "meeting.h"

static int64_t of_project(const struct meeting_points_list *all, size_t i)
{
	return all->at[i].agenda_point.project;
}

size_t points_end(const struct meeting_points_list *all, size_t from)
{
	size_t end = from + 1;
	while (end < all->len && of_project(all, from) && of_project(all, end) == of_project(all, from))
		end++;
	return MIN(end, all->len);
}

static size_t points_begin(const struct meeting_points_list *all, size_t at)
{
	while (at && of_project(all, at) && of_project(all, at - 1) == of_project(all, at))
		at--;
	return at;
}

int64_t points_minutes(const struct meeting_points_list *all, size_t from, size_t end)
{
	int64_t sum = 0;
	for (size_t i = from; i < end; i++)
		sum += all->at[i].agenda_point.minutes == INT_NONE ? 0 : all->at[i].agenda_point.minutes;
	return sum;
}

/* Turns [from, middle) and [middle, end) round, so that the second stands first. */
static void turn(struct call *call, struct meeting_points_list *all, size_t from, size_t middle,
	size_t end)
{
	size_t first = middle - from, second = end - middle;
	struct meeting_points_row *kept = NEW_ARRAY(call->arena, struct meeting_points_row, first);
	memcpy(kept, &all->at[from], first * sizeof *kept);
	memmove(&all->at[from], &all->at[middle], second * sizeof *kept);
	memcpy(&all->at[from + second], kept, first * sizeof *kept);
}

enum status point_move(struct call *call, struct agenda_point *a, int by)
{
	struct meeting_points_list all;
	TRY(meeting_points(call, a->meeting, &all));
	size_t at = 0;
	while (at < all.len && all.at[at].agenda_point.id != a->id)
		at++;
	if (at == all.len)
		return OK;
	size_t from = points_begin(&all, at), end = points_end(&all, from);
	if (by < 0 && at > from)
		turn(call, &all, at - 1, at, at + 1);
	else if (by > 0 && at + 1 < end)
		turn(call, &all, at, at + 1, at + 2);
	else if (by < 0 && from)
		turn(call, &all, points_begin(&all, from - 1), from, end);
	else if (by > 0 && end < all.len)
		turn(call, &all, from, end, points_end(&all, end));
	for (size_t i = 0; i < all.len; i++) {
		struct agenda_point *p = &all.at[i].agenda_point;
		int64_t rank = (int64_t)(i + 1) * 10;
		if (p->rank == rank)
			continue;
		p->rank = rank;
		TRY(row_change(call, &agenda_point_entity, p));
	}
	return event_put(call, S("meeting"), a->title);
}
