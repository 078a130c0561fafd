-- name: rule_time_impossible()
-- Times before the year 2000.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'time_impossible' as rule, col, value, null::varchar as detail
from staged_time
where moment < timestamp '2000-01-01'
order by rid, col
