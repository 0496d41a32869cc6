-- ledger_projects() many
-- Every project in sight with the names a ledger shows.
select @project(p), coalesce(t.name, '') as town_name:text, coalesce(l.name, '') as lead_name:text,
  coalesce(o.name, '') as owner_name:text, coalesce(e.name, '') as leader_name:text,
  coalesce(r.name, '') as responsible_name:text, coalesce(h.name, '') as head_name:text,
  coalesce(c.name, '') as contact_name:text, coalesce(c.phone, '') as contact_phone:text
from project p left join unit t on t.id = p.town left join unit l on l.id = p.lead
  left join unit o on o.id = p.owner left join person e on e.id = p.leader
  left join person r on r.id = p.responsible left join person h on h.id = p.head
  left join person c on c.id = p.contact
where p.removed = 0 and @scope(p.id) order by p.id;

-- ledger_members() many
select m.project, p.name from project_member m join person p on p.id = m.person
where m.until is null and @scope(m.project) order by m.project, m.id;

-- ledger_co_units() many
select c.project, u.name from project_co_unit c join unit u on u.id = c.unit
where @scope(c.project) order by c.project, c.id;

-- ledger_batches() many
select b.id, b.name, b.at, b.rows, b.undone, coalesce(p.name, '') as by_name:text
from batch b left join person p on p.id = b.by where b.kind = 'ledger' order by b.id desc limit 10;
