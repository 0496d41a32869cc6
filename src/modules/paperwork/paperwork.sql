-- book_units() many
-- Lead units with their year's figures and lights, best completion first.
select u.id, u.name, count(*) as projects:int, coalesce(sum(p.year_plan), 0) as plan:money,
  coalesce(sum(p.year_done), 0) as done:money,
  coalesce(sum(case when p.light = 'red' then 1 else 0 end), 0) as red:int,
  coalesce(sum(case when p.light = 'amber' then 1 else 0 end), 0) as amber:int
from project p join unit u on u.id = p.lead
where p.removed = 0 and p.stage not in ('paused', 'ended') and @scope(p.id)
group by u.id, u.name, u.rank
order by case when sum(p.year_plan) > 0 then sum(p.year_done) * 1000 / sum(p.year_plan) else 0 end desc, u.rank, u.id;

-- book_reds() many
-- Every red project with its reason.
select p.id, p.name, p.light_since, p.year_plan, p.year_done, p.problem, p.stage,
  coalesce(l.name, '') as lead_name:text, coalesce(e.name, '') as leader_name:text,
  (select s.numbers from light_state s where s.project = p.id and s.light = 'red' order by s.id limit 1) as numbers:text
from project p left join unit l on l.id = p.lead left join person e on e.id = p.leader
where p.removed = 0 and p.light = 'red' and @scope(p.id)
order by p.light_since, p.total is null, p.total desc, p.id;

-- meeting_of_week(from_day day, to_day day) one
-- The district's last meeting held in a span of days.
select @meeting(m), u.name as unit_name, coalesce(c.name, '') as chair_name:text
from meeting m join unit u on u.id = m.unit left join person c on c.id = m.chair
  left join meeting_series s on s.id = m.series
where m.held_on >= :from_day and m.held_on <= :to_day and (s.id is null or s.shown = 'all')
order by case when m.state = 'closed' then 0 else 1 end, m.held_on desc, m.id desc limit 1;
