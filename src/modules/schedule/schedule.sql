-- plan_of_project(project ref) one
select @schedule(n), c.pattern, c.holidays, c.name as calendar_name, p.name as project_name
from schedule n join calendar c on c.id = n.calendar join project p on p.id = n.project
where n.project = :project and @scope(n.project);

-- plan_activities(plan ref) many
-- unscoped: asked only after plan_of_project found the plan in sight.
select @activity(a), coalesce(u.name, '') as unit_name:text
from activity a left join unit u on u.id = a.unit
where a.plan = :plan order by a.rank is null, a.rank, a.id;

-- plan_links(plan ref) many
-- unscoped: asked only after plan_of_project found the plan in sight.
select @activity_link(l) from activity_link l where l.plan = :plan order by l.id;

-- activity_one(id ref) one
select @activity(a) from activity a where a.id = :id and @scope(a.project);

-- activity_rows() list
select @activity(a), p.name as project_name, coalesce(u.name, '') as unit_name:text, p.search as search
from activity a join project p on p.id = a.project left join unit u on u.id = a.unit
where @scope(a.project) @list;

-- milestones_due(from_day day, to_day day) many
-- cached: until a commit touches what it reads.
-- Milestones that fall in a window and are not reached; for the agenda and the cockpit.
select a.id, a.project, a.name, a.early_finish, a.late_finish, a.total_float, p.name as project_name
from activity a join project p on p.id = a.project
where a.kind = 'milestone' and a.actual_finish is null and a.early_finish >= :from_day
  and a.early_finish <= :to_day and @scope(a.project) order by a.early_finish, a.id;

-- calendar_by_pattern(pattern calendar.pattern) one
select c.id from calendar c where c.pattern = :pattern order by c.id limit 1;
