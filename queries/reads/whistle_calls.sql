-- name: whistle_calls(whistle_id)
-- The departments that one whistle called, the lead first.
-- returns: seq INTEGER, department_code VARCHAR, role VARCHAR, called_at TIMESTAMP, report_due_at TIMESTAMP,
--   reported_at TIMESTAMP, disposed_at TIMESTAMP, due_at TIMESTAMP, is_called BOOLEAN,
--   is_reported_on_time BOOLEAN, is_reported BOOLEAN, late_minutes INTEGER, is_open BOOLEAN,
--   is_overdue BOOLEAN
select
    seq, department_code, role, called_at, report_due_at, reported_at, disposed_at, due_at, is_called,
    is_reported_on_time, is_reported, late_minutes, is_open, is_overdue
from whistle_department
where whistle_id = $whistle_id
order by seq
