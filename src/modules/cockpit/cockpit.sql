-- needs(today day, quiet day, person ref, leads bool, mine bool, limit int) many
-- cached: until a commit touches what it reads.
-- The projects that need a leader, and why: a row a reason, the project with most points first, its
-- heaviest reason first. quiet: reports before this day are too old. mine: the person's own projects
-- and what waits for their decision; leads: who decides what is a leader's to decide.
with fact as (
  select 'finish' as kind, p.id as project, p.planned_finish as since, :today as until, 1 as many, '' as words
  from project p where p.stage in ('prepare', 'land', 'start', 'build') and p.planned_finish < :today and p.actual_finish is null
  union all
  select 'start', p.id, p.planned_start, :today, 1, ''
  from project p where p.stage in ('prepare', 'land') and p.planned_start < :today and p.actual_start is null
  union all
  select 'forecast', p.id, p.planned_finish, n.finish, 1, ''
  from project p join schedule n on n.project = p.id
  where p.stage in ('prepare', 'land', 'start', 'build') and p.planned_finish >= :today and n.finish > p.planned_finish
    and p.actual_finish is null
  union all
  select 'decide', d.project, min(d.asked_on), :today, count(*), ''
  from date_change d where d.state = 'asked' and (d.leader = 0 or :leads = 1)
    and (d.asked_by is null or d.asked_by <> :person) group by d.project
  union all
  select 'item', i.project, min(coalesce(i.last_action, i.raised_on)), :today, count(*), min(i.title)
  from item i where i.state in ('assigned', 'signed') and i.project is not null
    and (i.asked is not null or i.level in ('third', 'fourth')) group by i.project
  union all
  select 'overdue', i.project, min(i.due), :today, count(*), min(i.title)
  from item i where i.state in ('assigned', 'signed') and i.due < :today and i.project is not null group by i.project
  union all
  select 'permit', a.project, min(coalesce(a.baseline_finish, a.late_finish)), :today, count(*), min(a.name)
  from activity a where a.kind = 'permit' and a.actual_finish is null
    and coalesce(a.baseline_finish, a.late_finish) < :today group by a.project
  union all
  select 'silent', p.id, coalesce(p.reported, p.stage_since, :today), :today, case when p.reported is null then 0 else 1 end, ''
  from project p where p.stage in ('prepare', 'land', 'start', 'build') and (p.reported is null or p.reported < :quiet)
  union all
  select 'money', l.project, l.since, :today, 1, ''
  from light_state l where l.aspect = 'progress' and l.light = 'red'
), reason as (
  select f.kind, f.project, f.since, f.until, f.many, f.words, @days(f.until) - @days(f.since) as days, r.base, r.daily, r.most
  from fact f join need_rule r on r.kind = f.kind join project p on p.id = f.project
  where p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0 and @scope(p.id)
    and (:mine = 0 or f.kind = 'decide' or p.leader = :person or p.head = :person or p.responsible = :person)
), scored as (
  select n.kind, n.project, n.since, n.until, n.many, n.words, n.days, n.base, n.daily, n.most,
    case when n.base + n.daily * n.days > n.most then n.most else n.base + n.daily * n.days end as points
  from reason n
), ranked as (
  select s.project, sum(s.points) as score, count(*) over () as found
  from scored s join project q on q.id = s.project where s.points > 0
  group by s.project, q.total order by sum(s.points) desc, q.total is null, q.total desc, s.project
  limit cast(:limit as bigint)
)
select s.project as project:ref, p.name as project_name:text, k.score as score:int, s.kind as kind:need_rule.kind, '' as sentence:text,
  s.points as points:int, s.since as since:day, s.until as until:day, s.days as days:int, s.many as many:int, s.words as words:text,
  s.base as base:int, s.daily as daily:int, s.most as most:int,
  p.light as light:project.light, p.light_since as light_since:day, p.reported as reported:day,
  p.year_plan as year_plan:money, p.year_done as year_done:money, p.percent as percent:share, p.place as place:text,
  p.latitude as latitude:int, p.longitude as longitude:int, p.lead as lead:ref, p.responsible as responsible:ref,
  coalesce(l.name, '') as lead_name:text, coalesce(r.name, '') as responsible_name:text, coalesce(r.title, '') as title:text,
  coalesce(r.phone, '') as phone:text, coalesce(c.name, '') as contact_name:text, coalesce(c.phone, '') as contact_phone:text,
  k.found as found:int
from ranked k join scored s on s.project = k.project and s.points > 0 join project p on p.id = k.project
  left join unit l on l.id = p.lead left join person r on r.id = p.responsible left join person c on c.id = p.contact
order by k.score desc, p.total is null, p.total desc, p.id, s.points desc, s.kind;

-- need_rules() many
-- cached: until a commit touches what it reads.
-- unscoped: the rule is everyone's to know.
select @need_rule(r) from need_rule r order by r.id;

-- need_leads(person ref) one
-- cached: until a commit touches what it reads.
-- unscoped: counts a person's own projects.
select count(*) as projects:int from project p
where p.leader = :person and p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0;

-- cockpit_promised(person ref, limit int) many
-- cached: until a commit touches what it reads.
-- What a person has promised, the nearest date first: items they answer for or lead, and the dates
-- they granted that are not reached.
-- unscoped: their own promises.
select t.kind as kind:text, t.id as id:ref, t.project as project:ref, coalesce(p.name, '') as project_name:text,
  t.title as title:text, t.due as due:day, t.since as since:day, count(*) over () as found:int
from (
  select 'item' as kind, i.id, i.project, i.title, i.due, coalesce(i.assigned_on, i.raised_on) as since
  from item i where i.state in ('assigned', 'signed') and (i.person = :person or i.leader = :person)
  union all
  select d.which, d.id, d.project, '', d.wanted, d.decided_on
  from date_change d join project q on q.id = d.project
  where d.state = 'granted' and d.decided_by = :person and q.removed = 0 and q.stage in ('prepare', 'land', 'start', 'build')
    and ((d.which = 'finish' and q.actual_finish is null and q.planned_finish = d.wanted)
      or (d.which = 'start' and q.actual_start is null and q.planned_start = d.wanted))
) t left join project p on p.id = t.project
order by t.due is null, t.due, t.kind, t.id limit cast(:limit as bigint);

-- cockpit_owed(person ref, limit int) many
-- cached: until a commit touches what it reads.
-- What a person is owed: open items they assigned or raised, and those on the projects they lead.
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(d.name, '') as person_name:text, coalesce(d.phone, '') as person_phone:text, count(*) over () as found:int
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit left join person d on d.id = i.person
where i.state in ('assigned', 'signed') and (i.assigned_by = :person or i.raised_by = :person or p.leader = :person)
  and (i.person is null or i.person <> :person) and (i.project is null or i.raised_by = :person or @scope(i.project))
order by i.due is null, i.due, i.id limit cast(:limit as bigint);

-- today_counts(week text, today day, unit ref) one
-- cached: until a commit touches what it reads.
-- Everything the office's tiles show, in one pass.
select
  (select count(*) from project p where p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0 and @scope(p.id)
    and not exists (select 1 from week_report r where r.project = p.id and r.week = :week)) as unreported:int,
  (select count(*) from project p where p.light = 'red' and p.removed = 0 and @scope(p.id)) as red:int,
  (select count(*) from project p where p.light = 'amber' and p.removed = 0 and @scope(p.id)) as amber:int,
  (select count(*) from item i where i.state in ('assigned', 'signed') and i.due < :today
    and (@scope(i.project) or i.unit = :unit)) as overdue:int,
  (select count(*) from item i where i.state = 'done' and (@scope(i.project) or i.unit = :unit)) as to_verify:int,
  (select count(*) from item i where i.state = 'raised' and (@scope(i.project) or i.unit = :unit)) as to_assign:int,
  (select count(*) from week_report r where r.week = :week and r.state = 'sent' and @scope(r.project)) as to_check:int,
  (select count(*) from project p where p.removed = 0 and @scope(p.id)) as projects:int;

-- today_meeting() many
-- cached: until a commit touches what it reads.
select m.id, m.title, m.held_on, m.starts from meeting m left join meeting_series s on s.id = m.series
where m.state <> 'closed' and (s.id is null or s.shown = 'all') order by m.held_on limit 1;
