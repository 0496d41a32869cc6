-- cockpit_worst(limit int) many
-- cached: until a commit touches what it reads.
-- The projects that need a leader: red first, the largest first.
select p.id, p.name, p.light, p.light_since, p.total, p.problem, p.ask,
  (select s.numbers from light_state s where s.project = p.id and s.light = p.light order by s.id limit 1) as numbers:text,
  coalesce(l.name, '') as lead_name:text, coalesce(r.name, '') as responsible_name:text,
  coalesce(r.phone, '') as phone:text, coalesce(r.title, '') as title:text
from project p left join unit l on l.id = p.lead left join person r on r.id = p.responsible
where p.light in ('red', 'amber') and p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0 and @scope(p.id)
order by case when p.light = 'red' then 0 else 1 end, p.total is null, p.total desc, p.id
limit cast(:limit as bigint);

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
