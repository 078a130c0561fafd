-- name: rule_not_a_time()
-- Times that cannot be read as a date or time.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'not_a_time' as rule, col, value, null::varchar as detail
from staged_time
where moment is null and not is_placeholder(value)
order by rid, col
