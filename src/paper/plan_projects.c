/* One project of a file that holds several. */
#include "paper/plan_file.h"

struct str plan_file_project_name(const struct plan_file *f, int member)
{
	const struct plan_file_project *p = member ? &f->others.at[member - 1] : NULL;
	struct str code = p ? p->code : f->code, name = p ? p->name : f->name;
	return code.len ? code : name.len ? name : p ? p->id : f->id;
}

struct str plan_file_projects(struct arena *a, const struct plan_file *f)
{
	struct out o = out_on(a, 1u << 20);
	for (int k = 0; k <= (int)f->others.len; k++)
		out_fmt(&o, "%s%.*s", k ? ", " : "", STR(plan_file_project_name(f, k)));
	return out_got(&o);
}

/* 0 the file's own, else 1 + place among the others; −1: none is called so. A code is looked
 * for before a name, so that one project's name hides no other's code. */
static int find(const struct plan_file *f, struct str project)
{
	for (int by = 0; by < 3; by++)
		for (int k = 0; k <= (int)f->others.len && project.len; k++) {
			const struct plan_file_project *p = k ? &f->others.at[k - 1] : NULL;
			const struct str said[] = {p ? p->code : f->code, p ? p->name : f->name,
				p ? p->id : f->id};
			if (str_eq(said[by], project))
				return k;
		}
	return -1;
}

/* Each list keeps what is of the project, in its order; place says where things went: −1 out. */
static void keep_branches(struct plan_file *f, int member, int *place)
{
	size_t n = 0;
	for (size_t i = 0; i < f->branches.len; i++)
		place[i] = f->branches.at[i].project == member ? (int)n++ : -1;
	for (size_t i = 0; i < f->branches.len; i++) {
		struct plan_file_branch b = f->branches.at[i];
		if (place[i] < 0)
			continue;
		b.project = 0;
		b.parent = b.parent < 0 ? -1 : place[b.parent];
		f->branches.at[place[i]] = b;
	}
	f->branches.len = n;
}

static void keep_tasks(struct plan_file *f, int member, const int *branch, int *place)
{
	size_t n = 0;
	for (size_t i = 0; i < f->tasks.len; i++)
		place[i] = f->tasks.at[i].member == member ? (int)n++ : -1;
	for (size_t i = 0; i < f->tasks.len; i++) {
		struct plan_file_task t = f->tasks.at[i];
		if (place[i] < 0)
			continue;
		t.member = 0;
		t.parent = t.parent < 0 ? -1 : place[t.parent];
		t.branch = t.branch < 0 ? -1 : branch[t.branch];
		f->tasks.at[place[i]] = t;
	}
	f->tasks.len = n;
}

/* Before the tasks are sorted out: a link to another project is named with both its ends. */
static void keep_links(struct arena *a, struct plan_file *f, int member)
{
	size_t n = 0;
	for (size_t i = 0; i < f->links.len; i++) {
		struct plan_file_link l = f->links.at[i];
		const struct plan_file_task *from = &f->tasks.at[l.from], *to = &f->tasks.at[l.to];
		if (from->member == member && to->member == member)
			f->links.at[n++] = l;
		else if (from->member == member || to->member == member)
			plan_file_note(a, f, PLAN_WARNING, "link-elsewhere",
				from->member == member ? from->id : to->id,
				"the link from %.*s of %.*s to %.*s of %.*s is left out",
				STR(from->id), STR(plan_file_project_name(f, from->member)),
				STR(to->id), STR(plan_file_project_name(f, to->member)));
	}
	f->links.len = n;
}

static void follow_tasks(struct plan_file *f, const int *place)
{
	size_t n = 0;
	for (size_t i = 0; i < f->links.len; i++) {
		f->links.at[i].from = place[f->links.at[i].from];
		f->links.at[i].to = place[f->links.at[i].to];
	}
	for (size_t i = 0; i < f->assignments.len; i++) {
		struct plan_file_assignment s = f->assignments.at[i];
		s.task = place[s.task];
		if (s.task >= 0)
			f->assignments.at[n++] = s;
	}
	f->assignments.len = n;
}

/* What the file says of its own project is said of this one; what is kept word for word of
 * the first would be wrong. */
static void become(struct plan_file *f, const struct plan_file_project *p)
{
	f->id = p->id;
	f->name = p->name;
	f->code = p->code;
	f->start = p->start;
	f->finish = p->finish;
	f->due = p->due;
	f->status = p->status;
	f->rules = p->rules;
	f->calendar = p->calendar >= 0 ? p->calendar : f->calendar;
	f->raw.len = 0;
}

enum status plan_file_pick(struct arena *a, struct plan_file *f, struct str project)
{
	int member = find(f, project);
	if (member < 0)
		return NOT_FOUND;
	int *branch = NEW_ARRAY(a, int, f->branches.len + 1);
	int *task = NEW_ARRAY(a, int, f->tasks.len + 1);
	keep_links(a, f, member);
	keep_branches(f, member, branch);
	keep_tasks(f, member, branch, task);
	follow_tasks(f, task);
	if (member)
		become(f, &f->others.at[member - 1]);
	f->others.len = 0;
	return OK;
}
