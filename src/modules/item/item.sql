-- item_rows(unit ref) list
-- Items in the caller's sight.
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(d.name, '') as person_name:text, coalesce(r.name, '') as raised_by_name:text,
  i.search as search
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
  left join person d on d.id = i.person left join person r on r.id = i.raised_by
where (@scope(i.project) or i.unit = :unit) @list;

-- item_one(id ref, unit ref) one
select @item(i), coalesce(p.name, '') as project_name:text, coalesce(u.name, '') as unit_name:text,
  coalesce(d.name, '') as person_name:text, coalesce(d.phone, '') as person_phone:text,
  coalesce(r.name, '') as raised_by_name:text, coalesce(l.name, '') as leader_name:text
from item i left join project p on p.id = i.project left join unit u on u.id = i.unit
  left join person d on d.id = i.person left join person r on r.id = i.raised_by
  left join person l on l.id = i.leader
where i.id = :id and (@scope(i.project) or i.unit = :unit);

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
  and (@scope(i.project) or i.unit = :unit);

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
from item i where i.state not in ('closed', 'withdrawn') and (@scope(i.project) or i.unit = :unit);

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
select i.id, i.due, i.ladder from item i
where i.state in ('assigned', 'signed') and i.due <= :until order by i.id;

-- item_step_last_number(kind item_step.kind, from_day day) one
-- unscoped: numbers run over the whole district.
select coalesce(max(s.number), 0) as number:int from item_step s
where s.kind = :kind and s.number > 0 and s.on_day >= :from_day;

-- item_step_by_key(item ref, key text) one
-- unscoped: whether the system has taken this step already.
select s.id from item_step s where s.item = :item and s.unique_key = :key;
