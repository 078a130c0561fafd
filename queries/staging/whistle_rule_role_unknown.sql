-- name: whistle_rule_role_unknown()
-- Roles other than lead and joint.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select s.rid, 'role_unknown' as rule, 'role' as col, s.role as value, null::varchar as detail
from staged_whistle s
where s.role is not null and not exists (from role_word r where r.word = s.role)
order by s.rid
