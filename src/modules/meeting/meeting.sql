-- meeting_rows() list
select @meeting(m), u.name as unit_name, coalesce(c.name, '') as chair_name:text
from meeting m join unit u on u.id = m.unit left join person c on c.id = m.chair
where 1 = 1 @list;

-- meeting_one(id ref) one
select @meeting(m), u.name as unit_name, coalesce(c.name, '') as chair_name:text
from meeting m join unit u on u.id = m.unit left join person c on c.id = m.chair
where m.id = :id;

-- meeting_last(unit ref) one
select @meeting(m) from meeting m where m.unit = :unit order by m.number desc limit 1;

-- meeting_points(meeting ref) many
-- The agenda in order, with what the screen needs of each project.
-- unscoped: government and observers see the whole agenda.
select @agenda_point(a), coalesce(p.name, '') as project_name:text, p.light as light:project.light,
  p.light_since as light_since:day, p.year_plan as year_plan:money, p.year_done as year_done:money,
  p.total as total:money, p.percent as percent:share, p.problem as problem:text, p.ask as ask:text,
  coalesce(e.name, '') as leader_name:text, coalesce(l.name, '') as lead_name:text
from agenda_point a left join project p on p.id = a.project left join person e on e.id = p.leader
  left join unit l on l.id = p.lead
where a.meeting = :meeting order by a.rank is null, a.rank, a.id;

-- point_one(id ref) one
select @agenda_point(a) from agenda_point a where a.id = :id;

-- agenda_reds(since day) many
-- unscoped: the office drafts the district's agenda.
select p.id, p.name, p.light_since, (select s.numbers from light_state s where s.project = p.id and s.light = 'red'
  order by s.id limit 1) as numbers:text
from project p where p.light = 'red' and p.light_since >= :since order by p.light_since, p.id;

-- agenda_overdue(today day) many
-- unscoped: the office drafts the district's agenda.
select i.id, i.project, i.title, i.due, i.meeting, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where i.state in ('assigned', 'signed') and i.due < :today order by i.due, i.id limit 30;

-- agenda_decisions(meeting ref) many
-- unscoped: decisions of the last meeting that are not done.
select i.id, i.project, i.title, i.due, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where i.meeting = :meeting and i.state not in ('closed', 'withdrawn') order by i.id;

-- agenda_asks() many
-- unscoped: the office drafts the district's agenda.
select p.id, p.name, p.ask from project p
where p.ask <> '' and p.stage in ('prepare', 'land', 'start', 'build') order by p.total is null, p.total desc, p.id limit 10;
