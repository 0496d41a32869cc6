-- calendar_rows() list
select @calendar(c) from calendar c where 1 = 1 @list;

-- calendar_days(calendar ref) many
select @calendar_day(d) from calendar_day d where d.calendar = :calendar order by d.day;

-- calendar_all_days() many
select d.calendar, d.day, d.work from calendar_day d order by d.calendar, d.day;
