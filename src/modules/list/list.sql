-- saved_views(person ref, unit ref, room text) many
-- Own views, the unit's, everyone's; room '' gives those of every list.
-- unscoped: a view holds conditions, no rows.
select @saved_view(v), coalesce(p.name, '') as owner_name:text,
  case when d.id is null then 0 else 1 end as standard:int
from saved_view v left join person p on p.id = v.person
  left join default_view d on d.view = v.id and d.person = :person
where (:room = '' or v.room = :room) and v.removed = 0
  and (v.person = :person or v.share = 'everyone' or (v.share = 'unit' and v.unit = :unit))
order by v.room, case v.share when 'everyone' then 0 when 'unit' then 1 else 2 end, v.id;

-- default_view_of(person ref, room text) one
-- unscoped: the caller's own.
select @default_view(d) from default_view d where d.person = :person and d.room = :room;
