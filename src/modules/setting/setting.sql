-- setting_one(name text) one
select @setting(s) from setting s where s.name = :name;

-- setting_all() many
select @setting(s) from setting s order by s.name;
