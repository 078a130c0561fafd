-- name: rule_time_future(tz)
-- Times after the file was received; limits may lie ahead.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select t.rid, 'time_future' as rule, t.col, t.value, null::varchar as detail
from staged_time t
join staged_row s on s.rid = t.rid
join received f on f.file_id = s.file_id
where
    not contains(t.col, 'due_at')
    and t.moment > timezone($tz, timezone('UTC', f.received_at)) + interval '5 minutes'
order by t.rid, t.col
