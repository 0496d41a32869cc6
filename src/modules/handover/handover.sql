-- person_projects(person ref) many
-- Projects that a person answers for.
select p.id, p.name, p.stage, p.light, p.light_since, p.leader, p.head, p.responsible, p.contact from project p
where (p.leader = :person or p.head = :person or p.responsible = :person or p.contact = :person)
  and p.stage <> 'ended' and p.removed = 0 and @scope(p.id)
order by p.id;

-- person_memberships(person ref) many
select @project_member(m), p.name as project_name from project_member m join project p on p.id = m.project
where m.person = :person and m.until is null and p.stage <> 'ended' and p.removed = 0 and @scope(m.project)
order by p.id;

-- person_member_of(person ref, project ref) many
select @project_member(m) from project_member m
where m.person = :person and m.project = :project and @scope(m.project) order by m.id;

-- person_items(person ref, unit ref) many
-- Open items in a person's hand or led by them.
select i.id, i.code, i.title, i.due, i.state, i.person, i.leader from item i
where (i.person = :person or i.leader = :person) and i.state in ('raised', 'assigned', 'signed', 'done')
  and (@scope(i.project) or i.unit = :unit)
order by i.due is null, i.due, i.id;

-- person_parts(person ref, unit ref) many
-- Supporting shares in a person's hand.
select @item_part(q), i.code, i.title from item_part q join item i on i.id = q.item
where q.person = :person and q.state in ('assigned', 'signed') and i.state in ('raised', 'assigned', 'signed', 'done')
  and (@scope(q.project) or q.unit = :unit)
order by q.id;

-- person_meetings(person ref, today day) many
-- Coming meetings in a person's chair.
select @meeting(m) from meeting m where m.chair = :person and m.state <> 'closed' and m.held_on >= :today order by m.held_on, m.id;

-- person_series(person ref) many
select @meeting_series(s) from meeting_series s where s.chair = :person and s.retired = 0 order by s.id;

-- hand_overs_of(person ref) many
select @hand_over(h), a.name as person_name, b.name as successor_name
from hand_over h join person a on a.id = h.person join person b on b.id = h.successor
where h.person = :person or h.successor = :person order by h.id desc;

-- people_load(today day) many
-- What each person carries, the heaviest first.
select d.id, d.name, d.title, u.name as unit_name, coalesce(l.n, 0) as led:int, coalesce(m.n, 0) as member_of:int,
  coalesce(i.n, 0) as items:int, coalesce(i.late, 0) as late:int
from person d join unit u on u.id = d.unit
  left join (select p.leader as person, count(*) as n from project p
    where p.leader is not null and p.stage <> 'ended' and p.removed = 0 and @scope(p.id) group by p.leader) l on l.person = d.id
  left join (select k.person, count(*) as n from project_member k
    where k.until is null and @scope(k.project) group by k.person) m on m.person = d.id
  left join (select t.person, count(*) as n, sum(case when t.due < :today then 1 else 0 end) as late from item t
    where t.person is not null and t.state in ('assigned', 'signed') and @scope(t.project) group by t.person) i on i.person = d.id
where d.retired = 0 and (l.n > 0 or m.n > 0 or i.n > 0)
order by coalesce(i.late, 0) desc, coalesce(i.n, 0) desc, coalesce(l.n, 0) desc, d.id limit 300;
