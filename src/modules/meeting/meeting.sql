-- meeting_rows(unit ref, government bool, district bool) list
-- Those the caller may see, by the rule of their series.
select @meeting(m), u.name as unit_name, coalesce(c.name, '') as chair_name:text,
  coalesce(s.name, '') as series_name:text, m.title as search
from meeting m join unit u on u.id = m.unit left join person c on c.id = m.chair
  left join meeting_series s on s.id = m.series
where (s.id is null or m.unit = :unit or (s.shown = 'all' and :government = 1) or (s.shown <> 'own' and :district = 1)) @list;

-- meeting_one(id ref, unit ref, government bool, district bool) one
select @meeting(m), u.name as unit_name, coalesce(c.name, '') as chair_name:text,
  coalesce(s.name, '') as series_name:text
from meeting m join unit u on u.id = m.unit left join person c on c.id = m.chair
  left join meeting_series s on s.id = m.series
where m.id = :id and (s.id is null or m.unit = :unit or (s.shown = 'all' and :government = 1) or (s.shown <> 'own' and :district = 1));

-- meeting_last(series ref) one
select @meeting(m) from meeting m where m.series = :series order by m.held_on desc, m.id desc limit 1;

-- meeting_last_number(series ref, year int) one
select coalesce(max(m.number), 0) as number:int from meeting m where m.series = :series and m.year = :year;

-- series_rows(unit ref, district bool) many
-- The series a unit holds; the district sees all that are in use.
select @meeting_series(s), u.name as unit_name, coalesce(c.name, '') as chair_name:text,
  (select count(*) from meeting m where m.series = s.id) as meetings:int,
  (select max(m.held_on) from meeting m where m.series = s.id) as last_held:day
from meeting_series s join unit u on u.id = s.unit left join person c on c.id = s.chair
where s.retired = 0 and (s.unit = :unit or :district = 1) order by u.rank is null, u.rank, s.id;

-- series_of_unit(unit ref) many
select @meeting_series(s) from meeting_series s where s.unit = :unit and s.retired = 0 order by s.id;

-- meetings_without_series() many
-- Meetings from before there were series.
select @meeting(m) from meeting m where m.series is null order by m.id;

-- attendance_of(meeting ref) many
select @attendance(a), u.name as unit_name, coalesce(p.name, '') as person_name:text
from attendance a join unit u on u.id = a.unit left join person p on p.id = a.person
where a.meeting = :meeting order by u.rank is null, u.rank, u.id;

-- attendance_one(id ref) one
select @attendance(a) from attendance a where a.id = :id;

-- meeting_leads(meeting ref) many
-- The units whose projects and items are on the agenda.
-- unscoped: who is asked to come.
select distinct u.id from agenda_point a left join project p on p.id = a.project left join item i on i.id = a.item
  join unit u on u.id = coalesce(i.unit, p.lead) where a.meeting = :meeting and a.dropped = 0 order by u.id;

-- unit_sees(unit ref) many
-- The projects in a unit's own sight, for its own agenda.
-- unscoped: the office drafts for any unit.
select distinct v.project from project_unit v where v.unit = :unit;

-- point_papers(meeting ref) many
-- Materials behind the points.
select @document(d) from document d join agenda_point a on a.id = d.record
where d.room = 'agenda_point' and a.meeting = :meeting and (d.project is null or @scope(d.project)) order by d.id;

-- meeting_points(meeting ref) many
-- The agenda in order, with what the screen needs of each project. A project's points stand together,
-- where its first one stands.
-- unscoped: government and observers see the whole agenda.
select @agenda_point(a), coalesce(p.name, '') as project_name:text, p.light as light:project.light,
  p.light_since as light_since:day, p.year_plan as year_plan:money, p.year_done as year_done:money,
  p.total as total:money, p.percent as percent:share, p.problem as problem:text, p.ask as ask:text,
  coalesce(e.name, '') as leader_name:text, coalesce(l.name, '') as lead_name:text, p.lead as lead:ref,
  p.stage as stage:project.stage, p.reported as reported:day
from agenda_point a left join project p on p.id = a.project left join person e on e.id = p.leader
  left join unit l on l.id = p.lead
where a.meeting = :meeting and a.dropped = 0 order by min(coalesce(a.rank, 1000000)) over (partition by coalesce(a.project, -a.id)),
  min(a.id) over (partition by coalesce(a.project, -a.id)), a.rank is null, a.rank, a.id;

-- point_one(id ref) one
select @agenda_point(a) from agenda_point a where a.id = :id;

-- showing_of(meeting ref) one
select @showing(s) from showing s where s.meeting = :meeting;

-- point_earlier(project ref, meeting ref) many
-- What earlier meetings decided on the project, and whether it was done.
select i.id, i.title, i.due, i.state as state:item.state, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where i.project = :project and i.meeting <> :meeting and i.state <> 'withdrawn' and @scope(i.project)
order by i.meeting desc, i.id desc limit 3;

-- point_photos(project ref) many
-- The latest photos of the project.
select @document(d) from document d
where d.project = :project and substr(d.type, 1, 6) = 'image/' and @scope(d.project)
order by d.id desc limit 2;

-- agenda_reds(since day) many
-- unscoped: the office drafts the district's agenda.
select p.id, p.name, p.light_since, (select s.numbers from light_state s where s.project = p.id and s.light = 'red'
  order by s.id limit 1) as numbers:text
from project p where p.light = 'red' and p.light_since >= :since order by p.light_since, p.id;

-- agenda_overdue(today day) many
-- unscoped: the office drafts the district's agenda.
select i.id, i.project, i.title, i.due, i.meeting, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where i.state in ('assigned', 'signed') and i.due < :today order by i.due, i.id limit 2000;

-- agenda_decisions(meeting ref) many
-- unscoped: decisions of the last meeting that are not done.
select i.id, i.project, i.title, i.due, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where i.meeting = :meeting and i.state not in ('closed', 'withdrawn') order by i.id;

-- agenda_asks() many
-- unscoped: the office drafts the district's agenda.
select p.id, p.name, p.ask from project p
where p.ask <> '' and p.stage in ('prepare', 'land', 'start', 'build') order by p.total is null, p.total desc, p.id limit 2000;

-- agenda_dates() many
-- unscoped: the office drafts the district's agenda.
select d.id, d.project, d.which, d.was, d.wanted, d.slip, p.name as project_name from date_change d
join project p on p.id = d.project where d.state = 'asked' order by d.leader desc, d.id limit 200;

-- review_one(id ref) one
select @review(r), p.name as project_name, coalesce(b.name, '') as by_name:text
from review r join project p on p.id = r.project left join person b on b.id = r.by
where r.id = :id and @scope(r.project);

-- review_rows() list
-- Reviews, supervision visits and meetings' words on projects.
select @review(r), p.name as project_name, coalesce(b.name, '') as by_name:text, p.search as search
from review r join project p on p.id = r.project left join person b on b.id = r.by
where @scope(r.project) @list;
