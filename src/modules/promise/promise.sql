-- promise_projects(week text, week_start day) many
-- Each active project: reviewed and reported in the week?
select p.id, p.name, coalesce(l.name, '') as lead_name:text, p.leader, p.head,
  (select count(*) from project_member m where m.project = p.id) as members:int,
  (select count(*) from schedule n where n.project = p.id) as plans:int,
  (select count(*) from review r where r.project = p.id and r.week = :week) as reviews:int,
  (select count(*) from week_report r where r.project = p.id and r.week = :week) as reports:int
from project p left join unit l on l.id = p.lead
where p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0 and @scope(p.id)
  and (cast(:week_start as text) = cast(:week_start as text)) order by p.id;

-- promise_items() many
-- Each item that is open or was answered: chased, answered, signed for in time?
select i.id, i.title, i.code, i.project, i.state, i.raised_on, i.assigned_on, i.due, i.signed_on, i.answered_on, i.closed_on,
  i.last_other, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where @scope(i.project) and i.state <> 'withdrawn' order by i.id;

-- promise_replies(promise text) many
-- Explanations of one promise's breaches, the newest last.
select r.room, r.record, r.words, r.at, coalesce(p.name, '') as by_name:text
from promise_reply r left join person p on p.id = r.by where r.promise = :promise order by r.id;

-- promise_weeks() many
select @promise_week(w) from promise_week w order by w.week, w.id;

-- promise_week_one(promise text, week text) one
select @promise_week(w) from promise_week w where w.promise = :promise and w.week = :week;
