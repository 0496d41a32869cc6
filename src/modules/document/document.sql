-- document_of(room text, record int) many
-- The papers and photos of one row of a room.
select @document(d) from document d
where d.room = :room and d.record = :record and (d.project is null or @scope(d.project))
order by d.id;

-- document_one(id ref) one
select @document(d) from document d
where d.id = :id and (d.project is null or @scope(d.project));

-- document_of_project(project ref, limit int) many
-- A project's papers and photos, newest first.
select @document(d) from document d
where d.project = :project and @scope(d.project) order by d.id desc limit cast(:limit as bigint);

-- document_hashes() many
-- unscoped: the audit checks every blob.
select d.hash from document d order by d.id;
