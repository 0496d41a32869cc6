-- project_rows() list
-- The ledger in the caller's sight.
select @project(p), coalesce(t.name, '') as town_name:text, coalesce(l.name, '') as lead_name:text,
  coalesce(o.name, '') as owner_name:text, coalesce(e.name, '') as leader_name:text,
  coalesce(r.name, '') as responsible_name:text, n.finish as forecast_finish:day,
  p.search as search
from project p left join schedule n on n.project = p.id left join unit t on t.id = p.town left join unit l on l.id = p.lead
  left join unit o on o.id = p.owner left join person e on e.id = p.leader
  left join person r on r.id = p.responsible
where p.removed = 0 and @scope(p.id) @list;

-- project_one(id ref) one
select @project(p), coalesce(t.name, '') as town_name:text, coalesce(l.name, '') as lead_name:text,
  coalesce(o.name, '') as owner_name:text, coalesce(e.name, '') as leader_name:text,
  coalesce(e.phone, '') as leader_phone:text, coalesce(e.title, '') as leader_title:text,
  coalesce(r.name, '') as responsible_name:text, coalesce(r.phone, '') as responsible_phone:text,
  coalesce(c.name, '') as contact_name:text, coalesce(c.phone, '') as contact_phone:text,
  coalesce(h.name, '') as head_name:text, coalesce(h.phone, '') as head_phone:text,
  (select count(*) from project_member m where m.project = p.id and m.until is null) as members:int,
  (select count(*) from schedule n where n.project = p.id) as plans:int,
  (select n.finish from schedule n where n.project = p.id) as forecast_finish:day,
  (select r.stale from light_rule r order by r.id limit 1) as stale:int,
  (select r.stale_red from light_rule r order by r.id limit 1) as stale_red:int
from project p left join unit t on t.id = p.town left join unit l on l.id = p.lead
  left join unit o on o.id = p.owner left join person e on e.id = p.leader
  left join person r on r.id = p.responsible left join person c on c.id = p.contact
  left join person h on h.id = p.head
where p.id = :id and @scope(p.id);

-- project_by_code(code text) many
-- By its code or, where it has none, its whole name.
select p.id from project p where p.removed = 0 and (p.code = :code or p.name = :code) and @scope(p.id)
order by p.id limit 2;

-- project_in_sight(id ref) one
select p.id from project p where p.id = :id and @scope(p.id);

-- project_counts() one
-- cached: until a commit touches what it reads.
-- The ledger's sentence.
select count(*) as projects:int,
  coalesce(sum(case when p.light = 'red' then 1 else 0 end), 0) as red:int,
  coalesce(sum(case when p.light = 'amber' then 1 else 0 end), 0) as amber:int,
  coalesce(sum(case when p.stage in ('paused', 'ended') then 0 else p.year_plan end), 0) as plan:money,
  coalesce(sum(p.year_done), 0) as done:money, coalesce(sum(p.total), 0) as total:money
from project p where p.removed = 0 and @scope(p.id);

-- project_stages() many
select p.stage, count(*) as projects:int, coalesce(sum(p.total), 0) as total:money
from project p where p.removed = 0 and @scope(p.id) group by p.stage;

-- project_units(project ref) many
-- unscoped: derives the scope itself.
select p.lead, p.town, p.owner, p.taskforce from project p where p.id = :project;

-- project_more_units(project ref) many
-- Supporting units and those with items of the project.
-- unscoped: derives the scope itself.
select c.unit from project_co_unit c where c.project = :project and c.until is null
union select i.unit from item i where i.project = :project and i.unit is not null
union select q.unit from item_part q where q.project = :project and q.state <> 'released';

-- project_unit_rows(project ref) many
-- unscoped: derives the scope itself.
select u.id, u.unit, u.depth from project_unit u where u.project = :project;

-- project_members(project ref) many
select @project_member(m), p.name, p.phone, p.title, u.name as unit_name
from project_member m join person p on p.id = m.person join unit u on u.id = p.unit
where m.project = :project and m.until is null and @scope(m.project)
order by u.rank is null, u.rank, p.rank is null, p.rank, m.id;

-- project_co_units(project ref) many
select c.unit, u.name from project_co_unit c join unit u on u.id = c.unit
where c.project = :project and c.until is null and @scope(c.project) order by u.rank is null, u.rank, u.id;

-- project_months(project ref) many
select @investment(i) from investment i where i.project = :project and @scope(i.project) order by i.month;

-- project_history(project int, limit int) many
-- unscoped: asked only after project_one found the project in sight.
select s.id, s.was, s.became, s.reason, s.at, coalesce(p.name, '') as by_name:text
from stage_change s left join person p on p.id = s.by where s.project = :project
order by s.id desc limit cast(:limit as bigint);

-- project_stage_changes(project ref) one
-- unscoped: asked by rules, after the project was found in sight.
select count(*) as times:int from stage_change s where s.project = :project;

-- project_stands(project ref) one
-- unscoped: derives what is kept beside the project.
select p.stage, p.removed, p.leader, p.head,
  (select count(*) from project_member m where m.project = p.id and m.until is null) as members:int,
  (select count(*) from schedule n where n.project = p.id) as plans:int
from project p where p.id = :project;

-- project_standing_last(project ref) many
-- unscoped: derives what is kept beside the project.
select @project_standing(s) from project_standing s where s.project = :project order by s.on_day desc limit 1;

-- projects_without_standing() many
-- unscoped: projects from before their standing was kept.
select p.id from project p where not exists (select 1 from project_standing s where s.project = p.id) order by p.id;
