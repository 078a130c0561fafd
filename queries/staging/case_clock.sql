-- name: case_clock()
-- Limits and working time of every accepted case.
-- returns: rid INTEGER, due_at TIMESTAMP, due_source VARCHAR, limit_minutes INTEGER,
--   extended_count INTEGER, suspended_minutes INTEGER, work_minutes INTEGER, late_minutes INTEGER
select
    rid,
    due_at,
    case when due_at is not null then 'given' end as due_source,
    null::integer as limit_minutes,
    0 as extended_count,
    0 as suspended_minutes,
    cast(date_diff('minute', coalesce(filed_at, received_at), disposed_at) as integer) as work_minutes,
    cast(case when closed_at > due_at then date_diff('minute', due_at, closed_at) end as integer) as late_minutes
from typed
where rid not in (from error_row)
order by rid
