-- week_tasks_rows() list
-- What was promised week by week, in the caller's sight.
select @week_task(t), p.name as project_name, coalesce(u.name, '') as unit_name:text,
  coalesce(h.name, '') as person_name:text, coalesce(r.name, '') as reason_name:text, p.search as search
from week_task t join project p on p.id = t.project left join unit u on u.id = t.unit
  left join person h on h.id = t.person left join reason r on r.id = t.reason
where t.outcome <> 'withdrawn' and @scope(t.project) @list;

-- week_task_one(id ref) one
select @week_task(t), p.name as project_name, coalesce(u.name, '') as unit_name:text,
  coalesce(h.name, '') as person_name:text, coalesce(r.name, '') as reason_name:text
from week_task t join project p on p.id = t.project left join unit u on u.id = t.unit
  left join person h on h.id = t.person left join reason r on r.id = t.reason
where t.id = :id and @scope(t.project);

-- week_tasks_of(project ref, after text, until text) many
-- A project's promises of some weeks.
select @week_task(t), coalesce(r.name, '') as reason_name:text
from week_task t left join reason r on r.id = t.reason
where t.project = :project and t.week > :after and t.week <= :until and t.outcome <> 'withdrawn'
  and @scope(t.project) order by t.week, t.id;

-- week_tasks_to_answer(project ref, until text, monday day) many
-- What is still to be answered, and what was answered since Monday.
select @week_task(t) from week_task t
where t.project = :project and t.week <= :until and @scope(t.project)
  and (t.outcome = 'open' or (t.outcome <> 'withdrawn' and t.answered_on >= :monday)) order by t.week, t.id;

-- week_activities_due(project ref, from_day day, to_day day) many
-- What the plan finishes in a week.
select a.id, a.name, a.unit from activity a
where a.project = :project and a.kind in ('task', 'milestone', 'permit') and a.actual_finish is null
  and a.early_finish >= :from_day and a.early_finish <= :to_day and @scope(a.project)
order by a.early_finish, a.id limit 5;

-- ppc_cells(after text, now text) many
-- cached: until a commit touches what it reads.
-- Per week and unit: promised and done. A promise counts once it is answered or its week is over.
select t.week, coalesce(t.unit, 0) as unit:int, coalesce(u.name, '') as unit_name:text, count(*) as promised:int,
  sum(case when t.outcome = 'done' then 1 else 0 end) as done:int
from week_task t left join unit u on u.id = t.unit
where t.week > :after and t.outcome <> 'withdrawn' and (t.week < :now or t.outcome <> 'open') and @scope(t.project)
group by t.week, t.unit, u.name order by t.week desc, t.unit;

-- ppc_reasons(after text, now text) many
-- cached: until a commit touches what it reads.
-- Why promises were missed; nothing said counts as its own reason.
select coalesce(t.reason, 0) as reason:int, coalesce(r.name, '') as reason_name:text, count(*) as missed:int
from week_task t left join reason r on r.id = t.reason
where t.week > :after and (t.outcome = 'missed' or (t.outcome = 'open' and t.week < :now)) and @scope(t.project)
group by t.reason, r.name order by count(*) desc, t.reason;
