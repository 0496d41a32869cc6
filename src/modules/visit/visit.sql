-- visit_rows() list
-- Visits in the caller's sight: filtered, sorted, paged by the address.
select @visit(v), p.name as project_name, m.name as visitor_name,
  (select count(*) from document d where d.room = 'visit' and d.record = v.id) as photos:int,
  p.search as search
from visit v join project p on p.id = v.project join person m on m.id = v.visitor
where @scope(v.project) @list;

-- visit_one(id ref) one
-- One visit with the names it refers to.
select @visit(v), p.name as project_name, m.name as visitor_name,
  coalesce(i.code, '') as item_code:text
from visit v join project p on p.id = v.project join person m on m.id = v.visitor
  left join item i on i.id = v.item
where v.id = :id and @scope(v.project);

-- visit_of_project(project ref, limit int) many
-- A project's visits, newest first.
select @visit(v), m.name as visitor_name
from visit v join person m on m.id = v.visitor
where v.project = :project and @scope(v.project)
order by v.visited_on desc, v.id desc limit cast(:limit as bigint);
