-- work_of_project(project ref) many
select @unit_work(u) from unit_work u
where u.project = :project and @scope(u.project) order by u.rank is null, u.rank, u.id;

-- work_one(id ref) one
select @unit_work(u), p.name as project_name from unit_work u join project p on p.id = u.project
where u.id = :id and @scope(u.project);

-- work_rows() list
select @unit_work(u), p.name as project_name, p.search as search
from unit_work u join project p on p.id = u.project where @scope(u.project) @list;
