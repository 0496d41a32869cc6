-- notice_rows(person ref) list
-- A person's inbox.
-- unscoped: what was told to this very person.
select @notice(n), coalesce(p.name, '') as project_name:text, coalesce(b.name, '') as by_name:text,
  coalesce(u.name, '') as unit_name:text, n.title as search
from notice n left join project p on p.id = n.project left join person b on b.id = n.by
  left join unit u on u.id = n.unit
where n.person = :person @list;

-- notice_unread(person ref) one
-- cached: asked with every page.
select count(*) as unread:int from notice n where n.person = :person and n.read_at is null;

-- notice_unread_of(person ref) many
select @notice(n) from notice n where n.person = :person and n.read_at is null order by n.id limit 1000;

-- notice_one(id ref, person ref) one
select @notice(n) from notice n where n.id = :id and n.person = :person;

-- notice_by_key(key text) one
-- Whether it has been told already.
select n.id from notice n where n.unique_key = :key;

-- notice_read_before(at instant) many
-- Read long ago and sent on, where it was to be.
select n.id from notice n where n.read_at < :at order by n.id limit 500;

-- notice_people() many
-- Who can be told: those who can log in.
select p.id, p.unit, a.roles, a.lang from account a join person p on p.id = a.person
where a.closed = 0 and p.retired = 0 order by p.id;

-- notice_wishes() many
select @notice_wish(w) from notice_wish w order by w.person;

-- notice_wish_of(person ref) one
select @notice_wish(w) from notice_wish w where w.person = :person;

-- notice_step(id ref) one
-- A step of an item with the item itself.
-- unscoped: the background job acts for the system.
select @item(i), @item_step(s) from item_step s join item i on i.id = s.item where s.id = :id;

-- notice_project(id ref) one
-- unscoped: the background job acts for the system.
select p.id, p.name, p.leader, p.lead, p.light, p.light_since,
  (select s.numbers from light_state s where s.project = p.id and s.light = 'red' order by s.id limit 1) as numbers:text
from project p where p.id = :id and p.removed = 0;

-- notice_due(from_day day, until day) many
-- Open items whose limit falls in these days and of which nobody was told yet.
-- unscoped: the background job acts for the system.
select i.id, i.project, i.title, i.unit, i.person, i.due from item i
where i.state in ('assigned', 'signed') and i.due >= :from_day and i.due <= :until
  and not exists (select 1 from notice n where n.item = i.id and n.kind = 'due_soon' and n.due = i.due)
order by i.id limit 2000;

-- notice_over(today day) many
-- The same for limits that have passed.
-- unscoped: the background job acts for the system.
select i.id, i.project, i.title, i.unit, i.person, i.due from item i
where i.state in ('assigned', 'signed') and i.due < :today
  and not exists (select 1 from notice n where n.item = i.id and n.kind = 'overdue' and n.due = i.due)
order by i.id limit 2000;

-- notice_meetings(from_day day, until day) many
select m.id, m.title, m.held_on, m.starts, m.place, m.unit, m.chair from meeting m
where m.state = 'planned' and m.held_on >= :from_day and m.held_on <= :until order by m.id;

-- notice_meeting_units(meeting ref) many
-- Who leads a project on its agenda.
-- unscoped: the background job acts for the system.
select distinct p.lead from agenda_point a join project p on p.id = a.project
where a.meeting = :meeting and p.lead is not null order by p.lead;

-- notice_unreported(week text) many
-- Active projects without the week's report, of which nobody was told yet.
-- unscoped: the background job acts for the system.
select p.id, p.name, p.owner, p.contact from project p
where p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0
  and not exists (select 1 from week_report r where r.project = p.id and r.week = :week)
  and not exists (select 1 from notice n where n.project = p.id and n.kind = 'report' and n.words = :week)
order by p.id limit 5000;

-- robot_rows() list
select @robot(r), u.name as unit_name from robot r join unit u on u.id = r.unit where 1 = 1 @list;

-- robots_open() many
select @robot(r) from robot r where r.closed = 0 order by r.id;

-- robot_waiting(robot ref) many
-- What a robot is still to say.
-- unscoped: the background job acts for the system.
select @notice(n), coalesce(p.name, '') as project_name:text
from notice n left join project p on p.id = n.project
where n.robot = :robot and n.outgoing is null order by n.id limit 300;

-- robot_recent(robot ref, since instant) one
-- Posts tried since: its limit is by the minute.
select count(*) as posts:int from outgoing o where o.robot = :robot and o.tried_at > :since;

-- mail_server_one() one
select @mail_server(m) from mail_server m order by m.id limit 1;

-- mail_unread(person ref) many
-- What a person's digest tells: unread, in no digest yet.
-- unscoped: the background job acts for the system.
select @notice(n), coalesce(p.name, '') as project_name:text
from notice n left join project p on p.id = n.project
where n.person = :person and n.read_at is null and n.outgoing is null order by n.id limit 300;

-- mail_of_day(person ref, today day) one
select o.id from outgoing o where o.person = :person and o.on_day = :today;

-- outgoing_rows() list
select @outgoing(o), coalesce(r.name, '') as robot_name:text, coalesce(p.name, '') as person_name:text
from outgoing o left join robot r on r.id = o.robot left join person p on p.id = o.person
where 1 = 1 @list;

-- outgoing_due(now instant) many
-- What may be sent now.
select @outgoing(o) from outgoing o where o.state = 'waiting' and o.next_at <= :now
order by o.next_at, o.id limit 200;

-- outgoing_in_state(state outgoing.state) many
select @outgoing(o) from outgoing o where o.state = :state order by o.id limit 500;

-- outgoing_of_robot(robot ref) many
select @outgoing(o) from outgoing o where o.robot = :robot and o.state = 'waiting' order by o.id limit 500;

-- outgoing_sent_before(at instant) many
-- Old ones that nothing points at any more.
select o.id from outgoing o where o.state = 'sent' and o.sent_at < :at
  and not exists (select 1 from notice n where n.outgoing = o.id) order by o.id limit 500;

-- outgoing_counts() many
select o.state, count(*) as posts:int from outgoing o group by o.state;

-- notices_of_robots_before(at instant) many
-- What robots have said long ago.
select n.id from notice n where n.robot is not null and n.at < :at and n.outgoing is not null order by n.id limit 500;
