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
  coalesce(c.name, '') as contact_name:text, coalesce(c.phone, '') as contact_phone:text
from project p left join unit o on o.id = p.owner left join person c on c.id = p.contact
where p.stage in ('prepare', 'land', 'start', 'build') and p.removed = 0 and @scope(p.id)
  and not exists (select 1 from week_report r where r.project = p.id and r.week = :week)
order by p.reported is not null, p.reported, p.id;

-- report_one(id ref) one
select @week_report(r), p.name as project_name from week_report r join project p on p.id = r.project
where r.id = :id and @scope(r.project);
