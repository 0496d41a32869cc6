-- promise_projects(week text) many
-- Each active project: reviewed and reported in the week?
select p.id, p.name, coalesce(l.name, '') as lead_name:text, p.leader, p.head,
  (select count(*) from project_member m where m.project = p.id and m.until is null) as members:int,
  (select count(*) from schedule n where n.project = p.id) as plans:int,
  (select count(*) from review r where r.project = p.id and r.week = :week) as reviews:int,
  (select count(*) from week_report r where r.project = p.id and r.week = :week) as reports:int
from project p left join unit l on l.id = p.lead
where p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0 and @scope(p.id) order by p.id;

-- promise_items() many
-- Each item that is open, or struck off with a promise broken on the way.
select i.id, i.title, i.state, i.raised_on, i.assigned_on, i.due, i.signed_on, i.answered_on, i.closed_on,
  i.last_other, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where @scope(i.project) and i.state <> 'withdrawn' and (i.state <> 'closed'
  or i.answer_by is null or coalesce(i.answered_on, i.closed_on) > i.answer_by
  or i.sign_by is null or i.signed_on is null or i.signed_on > i.sign_by) order by i.id;

-- promise_items_kept() one
-- Items struck off with every promise kept: only counted.
select count(*) as items:int from item i
where @scope(i.project) and i.state = 'closed' and coalesce(i.answered_on, i.closed_on) <= i.answer_by
  and i.signed_on <= i.sign_by;

-- promise_standings(on_day day, week text, until day) many
-- How each project stood at the end of a day, and whether its week had been reviewed and reported by then.
select p.id, p.name, coalesce(l.name, '') as lead_name:text, s.active, s.complete,
  (select count(*) from review r where r.project = p.id and r.week = :week and r.on_day <= :until) as reviews:int,
  (select count(*) from week_report r where r.project = p.id and r.week = :week
    and coalesce(r.first_on, substr(r.at, 1, 10)) <= :until) as reports:int
from project p left join unit l on l.id = p.lead join project_standing s on s.project = p.id
where s.on_day = (select max(z.on_day) from project_standing z where z.project = p.id and z.on_day <= :on_day)
  and s.active = 1 and @scope(p.id) order by p.id;

-- promise_steps(until day) many
-- Every step of every item up to a day, to be replayed.
select s.item, s.kind, s.on_day, s.due, s.unit, s.other, s.by_system, i.title, i.raised_on,
  coalesce(u.name, '') as unit_name:text
from item_step s join item i on i.id = s.item left join unit u on u.id = s.unit
where s.on_day <= :until and @scope(i.project) order by s.item, s.id;

-- promise_replies(promise text) many
-- Explanations of one promise's breaches, the newest last.
select r.room, r.record, r.words, r.at, coalesce(p.name, '') as by_name:text
from promise_reply r left join person p on p.id = r.by where r.promise = :promise order by r.id;

-- promise_weeks() many
select @promise_week(w) from promise_week w order by w.week, w.id;

-- promise_week_one(promise text, week text) one
select @promise_week(w) from promise_week w where w.promise = :promise and w.week = :week;
