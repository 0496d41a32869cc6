/*
 * As late as possible, the Primavera way: whatever asks for it moves to the latest dates
 * that leave every successor's planned dates where they are, never past its own late
 * dates.
 */
#include "plan/place.h"

static bool asks(const struct plan *p, int32_t r)
{
	const struct plan_activity *a = &p->activities[p->activity[r]];
	const struct node *n = &p->nodes[r];
	return (a->constraint == PLAN_ALAP || a->constraint2 == PLAN_ALAP) &&
	       n->mode <= MODE_MORNING && !(n->flags & FLAG_STARTED);
}

/* The planned dates of a successor stand in for its late dates. */
static struct place gather(const struct plan *p, int32_t r)
{
	const struct node *n = &p->nodes[r];
	struct place all = {n->ls, n->lf, 0};
	for (uint32_t i = p->out_at[r]; i < p->out_at[r + 1]; i++) {
		struct arc a = p->out[i];
		const struct node *to = &p->nodes[a.node];
		const plan_minute *planned = &p->planned[2 * a.node];
		if (ARC_LINK(a) == NO_LINK || to->mode == MODE_DONE ||
		        to->mode == MODE_EFFORT)
			continue;
		bool start = ARC_TYPE(a) == PLAN_FS || ARC_TYPE(a) == PLAN_SS;
		plan_minute t = planned[!start];
		if (ARC_LAGGED(a))
			t = plan_unshift(p, a, r, a.node, t);
		if (ARC_TYPE(a) == PLAN_FS || ARC_TYPE(a) == PLAN_FF)
			all.finish = sooner(all.finish, t);
		else
			all.start = sooner(all.start, t);
	}
	return all;
}

void plan_alap(struct plan *p)
{
	for (int32_t r = (int32_t)p->count - 1; r >= 0; r--) {
		const struct node *n = &p->nodes[r];
		plan_minute *planned = &p->planned[2 * r];
		planned[0] = n->es;
		planned[1] = n->ef;
		if (!asks(p, r))
			continue;
		struct place at =
		        place_late(calendar_of(p, r), n->mode, n->todo, gather(p, r));
		if (at.work > n->we) {
			planned[0] = at.start;
			planned[1] = at.finish;
		}
	}
}
