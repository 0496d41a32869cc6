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
where c.until is null and @scope(c.project) order by c.project, c.id;

-- ledger_members_left() many
-- Members who left; one who comes back is the same row.
select @project_member(m) from project_member m where m.until is not null and @scope(m.project) order by m.id;

-- ledger_co_units_left() many
select @project_co_unit(c) from project_co_unit c where c.until is not null and @scope(c.project) order by c.id;

-- ledger_units_retired() many
-- A unit that is named again comes back.
-- unscoped: the names of units are everyone's to know.
select @unit(u) from unit u where u.retired = 1 order by u.id;

-- ledger_words() many
-- unscoped: how this district's ledgers speak is its importers' to know.
select @ledger_word(w), coalesce(u.name, '') as unit_name:text, coalesce(p.name, '') as person_name:text
from ledger_word w left join unit u on u.id = w.unit left join person p on p.id = w.person
where w.retired = 0 and coalesce(u.retired, 0) = 0 and coalesce(p.retired, 0) = 0 order by w.kind, w.word, w.id;

-- ledger_word_one(kind ledger_word.kind, word text) one
-- unscoped: how this district's ledgers speak is its importers' to know.
select @ledger_word(w) from ledger_word w where w.kind = :kind and w.word = :word;

-- ledger_unit_used(unit ref) many
-- Whether anything stands on a unit that an import made.
-- unscoped: an undo must not take away what others use.
select u.id from unit u where u.id = :unit and (
  exists (select 1 from project p where p.removed = 0 and (p.lead = u.id or p.town = u.id or p.owner = u.id or p.taskforce = u.id))
  or exists (select 1 from person p where p.unit = u.id and p.retired = 0) or exists (select 1 from item i where i.unit = u.id)
  or exists (select 1 from project_co_unit c where c.unit = u.id and c.until is null)
  or exists (select 1 from unit c where c.parent = u.id and c.retired = 0));

-- ledger_person_used(person ref) many
-- unscoped: an undo must not take away what others use.
select h.id from person h where h.id = :person and (
  exists (select 1 from project p where p.removed = 0 and (p.leader = h.id or p.responsible = h.id or p.head = h.id or p.contact = h.id))
  or exists (select 1 from project_member m where m.person = h.id and m.until is null) or exists (select 1 from item i where i.person = h.id or i.raised_by = h.id or i.leader = h.id)
  or exists (select 1 from account a where a.person = h.id));

-- ledger_batches() many
select b.id, b.name, b.at, b.rows, b.undone, coalesce(p.name, '') as by_name:text
from batch b left join person p on p.id = b.by where b.kind = 'ledger' order by b.id desc limit 10;
