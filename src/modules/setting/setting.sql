-- setting_one(name text) one
select @setting(s) from setting s where s.name = :name;
