-- item_clocks() many
-- cached: until a commit touches what it reads.
-- unscoped: the limits are everyone's to know.
select @item_clock(c) from item_clock c order by c.id limit 1;

-- ladder_all() many
-- cached: until a commit touches what it reads.
-- unscoped: the ladders are everyone's to know.
select @ladder(l) from ladder l where l.retired = 0 order by l.usual desc, l.id;

-- ladder_steps() many
-- cached: until a commit touches what it reads.
-- unscoped: the ladders are everyone's to know.
select @ladder_step(s) from ladder_step s join ladder l on l.id = s.ladder
where s.retired = 0 and l.retired = 0 order by s.ladder, s.after, s.id;

-- ladder_usual_others(id ref) many
-- unscoped: only one ladder is the usual one.
select @ladder(l) from ladder l where l.usual = 1 and l.id <> :id;

-- stop_reason_all() many
-- cached: until a commit touches what it reads.
-- unscoped: the list is everyone's to know.
select @stop_reason(r) from stop_reason r where r.retired = 0 order by r.id;

-- item_type_rows() list
-- The types with how often they came up.
-- unscoped: which problems are usual is everyone's to know.
select @item_type(t), coalesce(u.name, '') as unit_name:text, coalesce(l.name, '') as ladder_name:text,
  coalesce(n.open, 0) as open:int, coalesce(n.raised, 0) as raised:int,
  coalesce(n.projects, 0) as projects:int, t.name as search
from item_type t left join unit u on u.id = t.unit left join ladder l on l.id = t.ladder
  left join (select i.type, sum(case when i.state in ('closed', 'withdrawn') then 0 else 1 end) as open,
    count(*) as raised, count(distinct i.project) as projects
    from item i where i.type is not null group by i.type) n on n.type = t.id
where t.retired = 0 @list;

-- item_type_one(id ref) one
-- unscoped: which problems are usual is everyone's to know.
select @item_type(t), coalesce(u.name, '') as unit_name:text, coalesce(l.name, '') as ladder_name:text
from item_type t left join unit u on u.id = t.unit left join ladder l on l.id = t.ladder where t.id = :id;

-- item_type_units(item_type ref) many
-- unscoped: which units join in is everyone's to know.
select @item_type_unit(m), u.name as unit_name:text from item_type_unit m join unit u on u.id = m.unit
where m.item_type = :item_type and m.retired = 0 and u.retired = 0 order by u.rank is null, u.rank, u.id;

-- item_type_ways() many
-- cached: until a commit touches what it reads.
-- unscoped: the ladders are everyone's to know.
select t.id, t.ladder from item_type t where t.ladder is not null order by t.id;
