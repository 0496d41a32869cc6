/* A work breakdown structure of branches as an outline of summaries. */
#include "paper/plan_file.h"

void plan_file_settle_branches(struct arena *a, struct plan_file *f)
{
	int *spans = NEW_ARRAY(a, int, f->branches.len + 1);
	for (size_t i = 0; i < f->tasks.len; i++)
		if (f->tasks.at[i].a.kind == PLAN_SUMMARY && f->tasks.at[i].branch >= 0)
			spans[f->tasks.at[i].branch] = (int)i + 1;
	for (size_t k = 0; k < f->tasks.len; k++) {
		struct plan_file_task *t = &f->tasks.at[k];
		int branch = t->branch;
		if (t->a.kind == PLAN_SUMMARY && branch >= 0)
			branch = f->branches.at[branch].parent;
		for (int depth = 0; branch >= 0 && depth < 60 && !spans[branch]; depth++)
			branch = f->branches.at[branch].parent;
		t->parent = branch >= 0 ? spans[branch] - 1 : -1;
		if (t->parent == (int)k)
			t->parent = -1;
	}
}

struct outlining {
	struct arena *a;
	const struct plan_file *from;
	struct plan_file *to;
	int *first, *next;   /* children of a node, in order: nodes are tasks, then branches */
	int *now;	     /* where a task stands in `to` */
	int64_t uid;	     /* for the next summary */
};

static bool is_outline(const struct plan_file *f)
{
	if (f->branches.len)
		return false;
	for (size_t i = 0; i < f->tasks.len; i++) {
		const struct plan_file_task *t = &f->tasks.at[i];
		int up = (int)i - 1;
		while (up >= 0 && up != t->parent)
			up = f->tasks.at[up].parent;
		if (up != t->parent || (up >= 0 && t->level != f->tasks.at[up].level + 1) ||
			(up < 0 && t->level > 1))
			return false;
	}
	return true;
}

/* Children keep the order of the file. */
static void adopt_all(struct outlining *x)
{
	const struct plan_file *f = x->from;
	int tasks = (int)f->tasks.len, nodes = tasks + (int)f->branches.len;
	int *last = NEW_ARRAY(x->a, int, (size_t)nodes + 2);
	for (int i = 0; i < nodes; i++) {
		int up = i >= tasks			? f->branches.at[i - tasks].parent :
			f->tasks.at[i].branch >= 0 ? f->tasks.at[i].branch :
						     f->tasks.at[i].parent;
		bool branch = i >= tasks || f->tasks.at[i].branch >= 0;
		up = up < 0 ? -1 : branch ? up + tasks : up;
		if (last[up + 1])
			x->next[last[up + 1] - 1] = i + 1;
		else
			x->first[up + 1] = i + 1;
		last[up + 1] = i + 1;
	}
}

static bool holds_tasks(const struct outlining *x, int node, int depth)
{
	int tasks = (int)x->from->tasks.len;
	if (node < tasks)
		return true;
	for (int k = x->first[node + 1]; k && depth < 60; k = x->next[k - 1])
		if (holds_tasks(x, k - 1, depth + 1))
			return true;
	return false;
}

static void put_node(struct outlining *x, int node, int parent, int level)
{
	enum { LEVELS = 60 };
	int tasks = (int)x->from->tasks.len;
	if (!holds_tasks(x, node, 0))
		return;
	struct plan_file_task t;
	if (node < tasks) {
		t = x->from->tasks.at[node];
		x->now[node] = (int)x->to->tasks.len;
		if (t.a.kind == PLAN_SUMMARY && !x->first[node + 1])
			t.a.kind = PLAN_HAMMOCK; /* of a branch, which is a summary itself now */
	} else {
		const struct plan_file_branch *b = &x->from->branches.at[node - tasks];
		t = (struct plan_file_task){.id = b->code.len ? b->code : b->id,
			.name = b->name, .wbs = b->code, .uid = x->uid++, .calendar = -1,
			.permille = -1, .priority = 500, .a.kind = PLAN_SUMMARY,
			.cost = MONEY_NONE, .actual_cost = MONEY_NONE};
	}
	t.parent = parent;
	t.branch = -1;
	t.level = level;
	int here = (int)x->to->tasks.len;
	*vec_add(x->a, &x->to->tasks) = t;
	for (int k = x->first[node + 1]; k && level < LEVELS; k = x->next[k - 1])
		put_node(x, k - 1, here, level + 1);
}

struct plan_file *plan_file_outlined(struct arena *a, struct plan_file *f)
{
	if (is_outline(f))
		return f;
	struct plan_file *g = NEW(a, struct plan_file);
	size_t nodes = f->tasks.len + f->branches.len;
	struct outlining x = {a, f, g, NEW_ARRAY(a, int, nodes + 2), NEW_ARRAY(a, int, nodes + 2),
		NEW_ARRAY(a, int, nodes + 2), 1};
	*g = *f;
	memset(&g->tasks, 0, sizeof g->tasks);
	memset(&g->branches, 0, sizeof g->branches);
	memset(&g->links, 0, sizeof g->links);
	memset(&g->assignments, 0, sizeof g->assignments);
	for (size_t i = 0; i < f->tasks.len; i++) {
		x.uid = MAX(x.uid, f->tasks.at[i].uid + 1);
		x.now[i] = -1;
	}
	adopt_all(&x);
	for (int k = x.first[0]; k; k = x.next[k - 1])
		put_node(&x, k - 1, -1, 1);
	for (size_t i = 0; i < f->links.len; i++) {
		struct plan_file_link l = f->links.at[i];
		l.from = x.now[l.from];
		l.to = x.now[l.to];
		if (l.from >= 0 && l.to >= 0)
			*vec_add(a, &g->links) = l;
	}
	for (size_t i = 0; i < f->assignments.len; i++) {
		struct plan_file_assignment s = f->assignments.at[i];
		s.task = x.now[s.task];
		if (s.task >= 0)
			*vec_add(a, &g->assignments) = s;
	}
	return g;
}

/* ---- and back ------------------------------------------------------------------------------- */
/* The branch of each summary, 1 + place; the project itself is the first. */
static int *make_branches(struct arena *a, const struct plan_file *f, struct plan_file *g)
{
	int *branch = NEW_ARRAY(a, int, f->tasks.len + 1);
	*vec_add(a, &g->branches) = (struct plan_file_branch){.id = S("1"), .code = f->name,
		.name = f->name, .parent = -1};
	for (size_t i = 0; i < f->tasks.len; i++) {
		const struct plan_file_task *t = &f->tasks.at[i];
		if (t->a.kind != PLAN_SUMMARY)
			continue;
		branch[i] = 1;
		if (t->project)
			continue;
		*vec_add(a, &g->branches) = (struct plan_file_branch){
			.id = str_fmt(a, "%zu", g->branches.len + 1),
			.code = t->wbs.len ? t->wbs : t->id,
			.name = t->name,
			.parent = 0};
		branch[i] = (int)g->branches.len;
	}
	for (size_t i = 0; i < f->tasks.len; i++)
		if (branch[i] > 1 && f->tasks.at[i].parent >= 0)
			g->branches.at[branch[i] - 1].parent = branch[f->tasks.at[i].parent] - 1;
	return branch;
}

struct plan_file *plan_file_branched(struct arena *a, struct plan_file *f)
{
	if (f->branches.len)
		return f;
	struct plan_file *g = NEW(a, struct plan_file);
	int *now = NEW_ARRAY(a, int, f->tasks.len + 1);
	*g = *f;
	memset(&g->tasks, 0, sizeof g->tasks);
	memset(&g->links, 0, sizeof g->links);
	memset(&g->assignments, 0, sizeof g->assignments);
	int *branch = make_branches(a, f, g);
	for (size_t i = 0; i < f->tasks.len; i++) {
		struct plan_file_task t = f->tasks.at[i];
		now[i] = t.a.kind == PLAN_SUMMARY ? -1 : (int)g->tasks.len;
		t.branch = t.parent >= 0 ? branch[t.parent] - 1 : 0;
		t.parent = -1;
		if (now[i] >= 0)
			*vec_add(a, &g->tasks) = t;
	}
	for (size_t i = 0; i < f->links.len; i++) {
		struct plan_file_link l = f->links.at[i];
		struct str id = f->tasks.at[now[l.from] < 0 ? l.from : l.to].id;
		bool both = now[l.from] >= 0 && now[l.to] >= 0;
		l.from = now[l.from];
		l.to = now[l.to];
		if (both)
			*vec_add(a, &g->links) = l;
		else
			plan_file_note(a, g, PLAN_WARNING, "not-kept", id,
				"a branch has no links in Primavera; the link of %.*s is left out",
				STR(id));
	}
	for (size_t i = 0; i < f->assignments.len; i++) {
		struct plan_file_assignment s = f->assignments.at[i];
		s.task = now[s.task];
		if (s.task >= 0)
			*vec_add(a, &g->assignments) = s;
	}
	return g;
}
