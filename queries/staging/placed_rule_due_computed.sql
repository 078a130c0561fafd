-- name: placed_rule_due_computed()
-- Filed cases without a limit of their own: the table of limits gives it.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select t.rid, 'due_computed' as rule, 'due_at' as col, null::varchar as value, null::varchar as detail
from typed t
join placement p on p.rid = t.rid
semi join case_limit l on l.class_code = t.class_code and l.subclass_name = t.subclass_name
where t.filed_at is not null and t.due_at is null and t.state <> 'void'
order by t.rid
