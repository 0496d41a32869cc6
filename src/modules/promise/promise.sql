-- promise_projects(week text) many
-- Each active project: reviewed and reported in the week?
select p.id, p.name, coalesce(l.name, '') as lead_name:text, p.leader, p.head,
  (select count(*) from project_member m where m.project = p.id and m.until is null) as members:int,
  (select count(*) from schedule n where n.project = p.id) as plans:int,
  (select count(*) from review r where r.project = p.id and r.week = :week) as reviews:int,
  (select count(*) from week_report r where r.project = p.id and r.week = :week) as reports:int
from project p left join unit l on l.id = p.lead
where p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0 and @scope(p.id) order by p.id;

-- promise_items_open() many
select i.id, i.title, i.state, i.raised_on, i.assigned_on, i.due, i.signed_on, i.answered_on, i.closed_on,
  i.last_other, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where @scope(i.project) and i.state in ('raised', 'assigned', 'signed', 'done') order by i.state, i.due, i.id;

-- promise_items_undated() many
-- Struck off before the days that are owed were kept beside an item.
select i.id, i.title, i.state, i.raised_on, i.assigned_on, i.due, i.signed_on, i.answered_on, i.closed_on,
  i.last_other, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where @scope(i.project) and i.state = 'closed' and (i.answer_by is null or i.sign_by is null) order by i.id;

-- promise_items_broken(today day, most int) many
-- Struck off with a promise broken on the way, the newest first.
select i.id, i.title, i.state, i.raised_on, i.assigned_on, i.due, i.signed_on, i.answered_on, i.closed_on,
  i.last_other, coalesce(u.name, '') as unit_name:text
from item i left join unit u on u.id = i.unit
where @scope(i.project) and i.state = 'closed' and i.answer_by is not null and i.sign_by is not null
  and (coalesce(i.answered_on, i.closed_on) > i.answer_by or i.signed_on > i.sign_by
    or (i.signed_on is null and i.sign_by < :today))
order by i.id desc limit cast(:most as bigint);

-- promise_closed(today day) many
-- cached: until a commit touches what it reads.
-- What each unit kept on items struck off: an answer is owed once given, a signature once given or late.
select coalesce(u.name, '') as unit_name:text, c.answers as answers:int, c.answered as answered:int,
  c.signatures as signatures:int, c.signed_for as signed_for:int, c.undated as undated:int from (
  select i.unit,
    sum(case when i.answer_by is not null and i.sign_by is not null then 1 else 0 end) as answers,
    sum(case when i.sign_by is not null and coalesce(i.answered_on, i.closed_on) <= i.answer_by then 1 else 0 end) as answered,
    sum(case when i.answer_by is not null and (i.signed_on <= i.sign_by or i.signed_on > i.sign_by
      or (i.signed_on is null and i.sign_by < :today)) then 1 else 0 end) as signatures,
    sum(case when i.answer_by is not null and i.signed_on <= i.sign_by then 1 else 0 end) as signed_for,
    sum(case when i.answer_by is null or i.sign_by is null then 1 else 0 end) as undated
  from item i where @scope(i.project) and i.state = 'closed' and i.unit is not null group by i.unit) c
left join unit u on u.id = c.unit order by u.rank, u.id;

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

-- promise_weeks(after text, until text) many
select @promise_week(w) from promise_week w where w.week > :after and w.week <= :until order by w.week, w.id;

-- promise_week_one(promise text, week text) one
select @promise_week(w) from promise_week w where w.promise = :promise and w.week = :week;
