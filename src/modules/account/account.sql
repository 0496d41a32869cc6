-- session_find(token text) one
-- Who is behind a session.
-- cached: asked with every request.
select s.id, s.account, s.seen, a.person, a.roles, a.scope, a.lang, p.unit, p.name
from session s join account a on a.id = s.account join person p on p.id = a.person
where s.token = :token and a.closed = 0;

-- token_find(token text, today day) one
-- Who is behind an API token.
-- cached: asked with every request.
select t.id, t.reach, a.person, a.roles, a.scope, a.lang, p.unit, p.name
from api_token t join account a on a.id = t.account join person p on p.id = a.person
where t.token = :token and t.revoked = 0 and a.closed = 0
  and (t.expires is null or t.expires >= :today);

-- account_who(account ref) one
select a.person, a.roles, a.scope, a.lang, p.unit, p.name
from account a join person p on p.id = a.person where a.id = :account and a.closed = 0;

-- account_by_login(login text) one
select @account(a), p.name, p.unit from account a join person p on p.id = a.person
where a.login = :login;

-- account_with_role(role int) one
-- The demonstration's account of a role.
select a.id, a.login from account a where a.closed = 0 and (a.roles & cast(:role as bigint)) <> 0
order by a.id limit 1;

-- account_count() one
select count(*) as accounts:int from account a;

-- account_demo() many
-- The accounts that the demonstration's log-in page offers.
select a.id, a.login, a.roles, p.name, p.title, u.name as unit_name
from account a join person p on p.id = a.person join unit u on u.id = p.unit
where a.closed = 0 order by a.id limit 12;

-- failure_of(subject text) one
select @login_failure(f) from login_failure f where f.subject = :subject;

-- sessions_before(seen instant) many
-- Sessions that nobody has used since.
select s.id from session s where s.seen < :seen limit 500;

-- first_answer_of(person int, name text) one
select @first_answer(f) from first_answer f where f.person = :person and f.name = :name;

-- first_answers_before(at instant) many
select f.id from first_answer f where f.at < :at limit 500;

-- account_list() many
-- Every account with whose it is.
select @account(a), p.name, u.name as unit_name from account a join person p on p.id = a.person
  join unit u on u.id = p.unit order by a.login;

-- token_list() many
select @api_token(t), a.login from api_token t join account a on a.id = t.account order by t.id;
