-- unit_list(kind unit.kind) many
-- Units in official order; kind none gives all of them.
select @unit(u), coalesce(p.name, '') as parent_name:text
from unit u left join unit p on p.id = u.parent
where u.retired = 0 and (:kind = '' or u.kind = :kind)
order by u.rank is null, u.rank, u.id;

-- unit_parents() many
-- Every unit with its parent; for walking the tree.
select u.id, u.parent, u.name, u.brief from unit u order by u.id;

-- person_list() many
-- People in official order with their units.
select @person(p), u.name as unit_name
from person p join unit u on u.id = p.unit
where p.retired = 0
order by u.rank is null, u.rank, p.rank is null, p.rank, p.id;

-- unit_by_name(name text) one
select u.id from unit u where u.name = :name or (u.brief <> '' and u.brief = :name)
order by case when u.name = :name then 0 else 1 end, u.id limit 1;

-- people_by_name(name text) many
select p.id, p.unit, p.phone from person p where p.name = :name and p.retired = 0 order by p.id;

-- unit_rows() list
select @unit(u), coalesce(p.name, '') as parent_name:text from unit u left join unit p on p.id = u.parent
where 1 = 1 @list;

-- person_rows() list
select @person(p), u.name as unit_name from person p join unit u on u.id = p.unit where 1 = 1 @list;

-- people_names() many
-- cached: names change seldom and every history names people.
select p.id, p.name from person p order by p.id;

-- person_one(id ref) one
select @person(p), u.name as unit_name, coalesce(s.name, '') as successor_name:text
from person p join unit u on u.id = p.unit left join person s on s.id = p.successor where p.id = :id;
