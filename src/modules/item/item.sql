-- item_rows(unit ref) list
-- Items in the caller's sight.
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(d.name, '') as person_name:text, coalesce(r.name, '') as raised_by_name:text,
  coalesce(y.name, '') as type_name:text, i.search as search
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
  left join person d on d.id = i.person left join person r on r.id = i.raised_by
  left join item_type y on y.id = i.type
where (@scope(i.project) or i.unit = :unit
  or i.id in (select q.item from item_part q where q.unit = :unit and q.state <> 'released')) @list;

-- item_one(id ref, unit ref) one
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(d.name, '') as person_name:text, coalesce(d.phone, '') as person_phone:text,
  coalesce(r.name, '') as raised_by_name:text, coalesce(l.name, '') as leader_name:text,
  coalesce(y.name, '') as type_name:text, coalesce(w.name, '') as stop_reason_name:text,
  coalesce(m.code, '') as merged_code:text
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
  left join person d on d.id = i.person left join person r on r.id = i.raised_by
  left join person l on l.id = i.leader left join item_type y on y.id = i.type
  left join stop_reason w on w.id = i.stop_reason left join item m on m.id = i.merged_into
where i.id = :id and (@scope(i.project) or i.unit = :unit
  or i.id in (select q.item from item_part q where q.unit = :unit and q.state <> 'released'));

-- item_steps(item ref) many
-- The trail, oldest first.
-- unscoped: asked only after item_one found the item in sight.
select @item_step(s), coalesce(p.name, '') as by_name:text, coalesce(u.name, '') as unit_name:text
from item_step s left join person p on p.id = s.by left join unit u on u.id = s.unit
where s.item = :item order by s.id;

-- item_step_paper(item ref, step ref, unit ref) one
-- A step that is a paper, with what the paper says.
select @item(i), @item_step(s), coalesce(u.name, '') as unit_name:text, coalesce(d.name, '') as person_name:text,
  coalesce(p.name, '') as project_name:text, coalesce(o.name, '') as office_name:text
from item_step s join item i on i.id = s.item left join unit u on u.id = i.unit
  left join person d on d.id = i.person left join project p on p.id = i.project
  left join person b on b.id = s.by left join unit o on o.id = b.unit
where s.id = :step and s.item = :item and s.number > 0
  and (@scope(i.project) or i.unit = :unit
  or i.id in (select q.item from item_part q where q.unit = :unit and q.state <> 'released'));

-- item_of_project(project ref, limit int) many
-- A project's open items first, then the last closed ones.
select @item(i), coalesce(u.name, '') as unit_name:text, coalesce(d.name, '') as person_name:text
from item i left join unit u on u.id = i.unit left join person d on d.id = i.person
where i.project = :project and @scope(i.project)
order by case when i.state in ('closed', 'withdrawn') then 1 else 0 end, i.due is null, i.due, i.id
limit cast(:limit as bigint);

-- item_of_meeting(meeting ref) many
-- The decisions of a meeting.
-- unscoped: a meeting's page shows its own decisions to those who may see the meeting.
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(d.name, '') as person_name:text
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
  left join person d on d.id = i.person
where i.meeting = :meeting order by i.id;

-- item_waiting(unit ref, person ref) many
-- What waits for this person or unit, the most urgent first.
-- unscoped: a unit always sees what is assigned to it.
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(d.name, '') as person_name:text
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
  left join person d on d.id = i.person
where i.state in ('assigned', 'signed') and (i.person = :person or (i.person is null and i.unit = :unit))
order by i.due is null, i.due, i.id limit 200;

-- item_counts(today day, soon day, unit ref) one
-- cached: until a commit touches what it reads.
-- The numbers of the lists' sentence.
select count(*) as open:int,
  coalesce(sum(case when i.due < :today then 1 else 0 end), 0) as overdue:int,
  coalesce(sum(case when i.due >= :today and i.due <= :soon then 1 else 0 end), 0) as soon:int,
  coalesce(sum(case when i.state = 'done' then 1 else 0 end), 0) as to_verify:int,
  coalesce(sum(case when i.state = 'raised' then 1 else 0 end), 0) as to_assign:int
from item i where i.state not in ('closed', 'withdrawn') and (@scope(i.project) or i.unit = :unit
  or i.id in (select q.item from item_part q where q.unit = :unit and q.state <> 'released'));

-- item_last_code(first text, last text) many
-- The year's highest number, by the index: numbers have five places.
-- unscoped: numbers run over the whole district.
select i.code from item i where i.code >= :first and i.code < :last order by i.code desc limit 1;

-- item_unit_sees(project ref, unit ref) many
-- unscoped: whether the unit sees the project already.
select u.id from project_unit u where u.project = :project and u.unit = :unit and u.depth = 0 limit 1;

-- item_due_until(until day) many
-- Open items whose limit falls by this day, for the overdue chain.
-- unscoped: the background job acts for the system.
select i.id, i.due, i.ladder, i.type from item i
where i.state in ('assigned', 'signed') and i.due <= :until order by i.type is null, i.type, i.id;

-- item_step_last_number(kind item_step.kind, from_day day) one
-- unscoped: numbers run over the whole district.
select coalesce(max(s.number), 0) as number:int from item_step s
where s.kind = :kind and s.number > 0 and s.on_day >= :from_day;

-- item_parts(item ref) many
-- The supporting units and how far each is.
-- unscoped: asked only after item_one found the item in sight.
select @item_part(q), u.name as unit_name:text, coalesce(d.name, '') as person_name:text,
  coalesce(d.phone, '') as person_phone:text
from item_part q join unit u on u.id = q.unit left join person d on d.id = q.person
where q.item = :item and q.state <> 'released' order by u.rank is null, u.rank, q.id;

-- item_parts_waiting(unit ref, person ref) many
-- What a unit still owes as a supporting unit.
-- unscoped: a unit always sees what is assigned to it.
select @item_part(q), i.title as item_title:text, i.code as item_code:text,
  coalesce(p.name, '') as project_name:text
from item_part q join item i on i.id = q.item left join project p on p.id = i.project
where q.state in ('assigned', 'signed') and i.state in ('assigned', 'signed')
  and (q.person = :person or (q.person is null and q.unit = :unit))
order by q.due is null, q.due, q.id limit 200;

-- item_to_verify(person ref) many
-- Reported done: for who raised them, and (person 0) for the office.
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(s.words, '') as last_words:text
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
  left join item_step s on s.id = (select max(z.id) from item_step z where z.item = i.id and z.kind = 'finish')
where i.state = 'done' and (i.raised_by = :person or (:person = 0 and @scope(i.project)))
order by i.last_action, i.id limit 100;

-- item_to_decide() many
-- Extensions asked for and not yet answered.
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(s.words, '') as last_words:text
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
  left join item_step s on s.id = (select max(z.id) from item_step z where z.item = i.id and z.kind = 'ask_extension')
where i.asked is not null and i.state in ('assigned', 'signed') and @scope(i.project)
order by i.due is null, i.due, i.id limit 100;

-- item_to_assign() many
-- Raised and given to nobody yet.
select @item(i), coalesce(p.name, '') as project_name:text
from item i left join project p on p.id = i.project
where i.state = 'raised' and @scope(i.project) order by i.raised_on, i.id limit 100;

-- item_repeats(type ref, project ref, except ref, since day) one
-- How often the like has come up: in this project, and in all (X6).
-- unscoped: counts alone.
select coalesce(sum(case when i.project = :project then 1 else 0 end), 0) as here:int,
  count(*) as everywhere:int, count(distinct i.project) as projects:int
from item i where i.type = :type and i.id <> :except and i.raised_on >= :since
  and i.merged_into is null;

-- item_by_code(code text, unit ref) one
select i.id from item i where i.code = :code and (@scope(i.project) or i.unit = :unit
  or i.id in (select q.item from item_part q where q.unit = :unit and q.state <> 'released'));
