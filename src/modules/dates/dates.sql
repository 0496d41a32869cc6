-- date_rules() many
-- cached: until a commit touches what it reads.
-- unscoped: the rule is everyone's to know.
select @date_rule(r) from date_rule r order by r.id limit 1;

-- reason_all(kind reason.kind) many
-- cached: until a commit touches what it reads.
-- unscoped: the lists are everyone's to know.
select @reason(r) from reason r where r.kind = :kind and r.retired = 0 order by r.id;

-- reason_kinds() many
-- Which lists have been made, be they retired since.
-- cached: until a commit touches what it reads.
-- unscoped: the lists are everyone's to know.
select distinct r.kind from reason r;

-- date_change_rows() list
-- Requests in the caller's sight.
select @date_change(d), p.name as project_name, coalesce(r.name, '') as reason_name:text,
  coalesce(a.name, '') as asked_by_name:text, coalesce(b.name, '') as decided_by_name:text, p.search as search
from date_change d join project p on p.id = d.project left join reason r on r.id = d.reason
  left join person a on a.id = d.asked_by left join person b on b.id = d.decided_by
where @scope(d.project) @list;

-- date_change_one(id ref) one
select @date_change(d), p.name as project_name, coalesce(r.name, '') as reason_name:text,
  coalesce(a.name, '') as asked_by_name:text, coalesce(b.name, '') as decided_by_name:text
from date_change d join project p on p.id = d.project left join reason r on r.id = d.reason
  left join person a on a.id = d.asked_by left join person b on b.id = d.decided_by
where d.id = :id and @scope(d.project);

-- date_changes_of(project ref) many
-- A project's requests, newest first.
select @date_change(d), coalesce(r.name, '') as reason_name:text,
  coalesce(a.name, '') as asked_by_name:text, coalesce(b.name, '') as decided_by_name:text
from date_change d left join reason r on r.id = d.reason
  left join person a on a.id = d.asked_by left join person b on b.id = d.decided_by
where d.project = :project and @scope(d.project) order by d.id desc;

-- date_changes_to_decide(leader bool) many
-- Those that wait: all of them for a leader, those within the threshold for the office.
select @date_change(d), p.name as project_name, coalesce(r.name, '') as reason_name:text,
  coalesce(a.name, '') as asked_by_name:text
from date_change d join project p on p.id = d.project left join reason r on r.id = d.reason
  left join person a on a.id = d.asked_by
where d.state = 'asked' and (d.leader = 0 or :leader = 1) and @scope(d.project)
order by d.asked_on, d.id limit 100;

-- date_change_open(project ref, which date_change.which) many
-- unscoped: asked only after the project was found in sight.
select d.id, d.wanted from date_change d where d.project = :project and d.which = :which and d.state = 'asked';

-- pause_rows() list
-- Pauses in the caller's sight.
select @pause(b), p.name as project_name, coalesce(r.name, '') as reason_name:text, p.search as search
from pause b join project p on p.id = b.project left join reason r on r.id = b.reason
where @scope(b.project) @list;

-- pauses_now() many
-- What rests now, the longest unlooked-at first.
select @pause(b), p.name as project_name, coalesce(r.name, '') as reason_name:text
from pause b join project p on p.id = b.project left join reason r on r.id = b.reason
where b.resumed_on is null and p.stage = 'paused' and p.removed = 0 and @scope(b.project)
order by coalesce(b.reviewed_on, b.since), b.id;

-- pause_of(project ref) many
-- The pause that a project is in.
select @pause(b), coalesce(r.name, '') as reason_name:text from pause b left join reason r on r.id = b.reason
where b.project = :project and b.resumed_on is null and @scope(b.project) order by b.id desc limit 1;
