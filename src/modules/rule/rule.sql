-- light_of_project(project ref) many
select @light_state(l) from light_state l where l.project = :project and @scope(l.project) order by l.id;

-- light_projects() many
-- Everything the lights are computed from, in one pass.
-- unscoped: the background job acts for the system.
select @project(p),
  (select max(r.week) from week_report r where r.project = p.id) as last_week:text
from project p where p.removed = 0 order by p.id;

-- light_states() many
-- unscoped: the background job acts for the system.
select @light_state(l) from light_state l order by l.project, l.id;

-- light_changes_since(since day) many
-- cached: until a commit touches what it reads.
-- New reds and ambers, for the agenda and the cockpit.
select @light_change(c), p.name as project_name from light_change c join project p on p.id = c.project
where c.on_day >= :since and @scope(c.project) order by c.id desc;

-- light_totals() many
-- cached: until a commit touches what it reads.
-- How many projects stand in each light.
select p.light, count(*) as projects:int from project p
where p.stage not in ('paused', 'ended') and @scope(p.id) group by p.light;

-- light_rules() many
-- cached: until a commit touches what it reads.
-- unscoped: the thresholds are everyone's to know.
select @light_rule(r) from light_rule r order by r.id limit 1;
