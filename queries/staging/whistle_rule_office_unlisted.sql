-- name: whistle_rule_office_unlisted()
-- Departments called that the region's table does not list.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    s.rid, 'office_unlisted' as rule, 'department_name' as col, s.department_name as value,
    (select string_agg(name, '、' order by seq) from whistle_office_word) as detail
from staged_whistle s
where s.department_name is not null and not exists (from whistle_office_word o where o.name = s.department_name)
order by s.rid
