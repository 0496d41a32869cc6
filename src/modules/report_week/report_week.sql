-- report_of_project(project ref, limit int) many
select @week_report(r), coalesce(p.name, '') as by_name:text
from week_report r left join person p on p.id = r.by
where r.project = :project and @scope(r.project) order by r.week desc, r.id desc
limit cast(:limit as bigint);

-- report_of_week(project ref, week text) one
select @week_report(r) from week_report r
where r.project = :project and r.week = :week and @scope(r.project);

-- report_rows() list
select @week_report(r), p.name as project_name, coalesce(b.name, '') as by_name:text,
  coalesce(l.name, '') as lead_name:text, p.search as search
from week_report r join project p on p.id = r.project left join person b on b.id = r.by
  left join unit l on l.id = p.lead
where @scope(r.project) @list;

-- report_missing(week text) many
-- cached: until a commit touches what it reads.
-- Active projects that have not reported for the week.
select p.id, p.name, p.light, p.reported, coalesce(o.name, '') as owner_name:text,
  coalesce(c.name, '') as contact_name:text, coalesce(c.phone, '') as contact_phone:text,
  p.owner, p.contact, (select count(*) from report_chase h where h.project = p.id and h.week = :week) as chased:int,
  (select max(h.on_day) from report_chase h where h.project = p.id) as chased_on:day
from project p left join unit o on o.id = p.owner left join person c on c.id = p.contact
where p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0 and @scope(p.id)
  and not exists (select 1 from week_report r where r.project = p.id and r.week = :week and r.state <> 'returned')
order by p.reported is not null, p.reported, p.id;

-- report_one(id ref) one
select @week_report(r), p.name as project_name, p.lead, coalesce(b.name, '') as by_name:text
from week_report r join project p on p.id = r.project left join person b on b.id = r.by
where r.id = :id and @scope(r.project);

-- report_works(report ref) many
select @report_work(k), u.name from report_work k join unit_work u on u.id = k.work
where k.report = :report and @scope(k.project) order by u.rank is null, u.rank, u.id;

-- report_rules() many
-- cached: until a commit touches what it reads.
-- unscoped: the rule is everyone's to know.
select @report_rule(r) from report_rule r order by r.id limit 1;

-- report_permits(project ref, words text) many
-- Permits of the plan by this name that are not through.
-- unscoped: asked only after the project was found in sight.
select a.id, a.name from activity a
where a.project = :project and a.kind = 'permit' and a.actual_finish is null and a.name like :words order by a.id limit 3;

-- report_photos(project ref, report ref) many
-- Photos of the report that the project already had elsewhere.
-- unscoped: asked only after the project was found in sight.
select d.id from document d
where d.room = 'week_report' and d.record = :report and exists (select 1 from document e
  where e.project = :project and e.hash = d.hash and (e.record <> d.record or e.room <> d.room)) limit 1;
