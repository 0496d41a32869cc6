-- feed_by_token(token text) one
select f.id, f.account from calendar_feed f where f.token = :token and f.revoked = 0;

-- feed_of_person(person ref) many
-- A person's addresses that still work.
select @calendar_feed(f) from calendar_feed f join account a on a.id = f.account
where a.person = :person and f.revoked = 0 order by f.id;

-- feed_account(person ref) one
select a.id from account a where a.person = :person;

-- feed_items(person ref, unit ref) many
-- Open items with a limit that wait for this person, for their unit as a whole, or that they lead.
select i.id, i.code, i.title, i.due, coalesce(p.name, '') as project_name:text,
  coalesce(u.name, '') as unit_name:text
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
where i.state in ('assigned', 'signed') and i.due is not null
  and (i.person = :person or (i.person is null and i.unit = :unit) or i.leader = :person)
  and (@scope(i.project) or i.unit = :unit)
order by i.due, i.id limit 2000;

-- feed_meetings(person ref, unit ref, since day) many
-- Meetings they chair, that their unit holds, or whose agenda has a project in their sight.
select m.id, m.title, m.held_on, m.starts, m.place, u.name as unit_name,
  (select coalesce(sum(x.minutes), 0) from agenda_point x where x.meeting = m.id) as minutes:int
from meeting m join unit u on u.id = m.unit
where m.held_on >= :since and (m.chair = :person or m.unit = :unit or exists
  (select 1 from agenda_point a where a.meeting = m.id and a.project is not null and @scope(a.project)))
order by m.held_on, m.id limit 500;

-- feed_milestones(person ref, unit ref, since day) many
-- Milestones ahead of the projects in which they have a name or their unit has a part.
select a.id, a.project, a.name, a.early_finish, p.name as project_name
from activity a join project p on p.id = a.project
where a.kind = 'milestone' and a.actual_finish is null and a.early_finish >= :since and p.removed = 0
  and (p.leader = :person or p.responsible = :person or p.contact = :person or p.head = :person
    or exists (select 1 from project_member b where b.project = p.id and b.person = :person and b.until is null)
    or exists (select 1 from project_unit z where z.project = p.id and z.unit = :unit and z.depth = 0))
  and @scope(p.id)
order by a.early_finish, a.id limit 2000;
