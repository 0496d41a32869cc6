-- lesson_rows() list
-- unscoped: what was learnt is for everyone.
select @lesson(l), coalesce(a.name, '') as author_name:text, l.search as search
from lesson l left join person a on a.id = l.author where l.retired = 0 @list;

-- lesson_one(id ref) one
-- unscoped: what was learnt is for everyone.
select @lesson(l), coalesce(a.name, '') as author_name:text, coalesce(i.code, '') as item_code:text
from lesson l left join person a on a.id = l.author left join item i on i.id = l.item where l.id = :id;

-- lesson_words_of(lesson ref) many
-- unscoped: the index of a lesson.
select w.id, w.word from lesson_word w where w.lesson = :lesson;

-- lesson_helped(lesson ref, item ref) many
-- unscoped: asked only after the item was found in sight.
select h.id from lesson_help h where h.lesson = :lesson and h.item = :item;
