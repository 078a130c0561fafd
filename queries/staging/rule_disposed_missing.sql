-- name: rule_disposed_missing()
-- Closed cases without the time at which the work was done: they do not count for working time.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select s.rid, 'disposed_missing' as rule, 'disposed_at' as col, null::varchar as value, null::varchar as detail
from staged_incident s
join received f on f.file_id = s.file_id
join state_word w on w.department = f.department and w.dataset = f.dataset and w.word = s.state
where w.state = 'closed' and s.disposed_at is null
order by s.rid
