-- name: open_calls()
-- Each department that a whistle called, with its times (UTC).
-- returns: whistle_id VARCHAR, seq INTEGER, department_code VARCHAR, role VARCHAR, called_at TIMESTAMP,
--   report_due_at TIMESTAMP, reported_at TIMESTAMP, disposed_at TIMESTAMP, due_at TIMESTAMP,
--   is_reported_on_time BOOLEAN, late_minutes INTEGER, is_overdue BOOLEAN
select
    whistle_id, seq, department_code, role, called_at, report_due_at, reported_at, disposed_at, due_at,
    is_reported_on_time, late_minutes, is_overdue
from whistle_department
order by whistle_id, seq
