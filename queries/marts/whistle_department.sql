-- name: whistle_department(tz, data_to)
-- Each department that a whistle called, the lead first, with its own times and limits.
-- returns: whistle_id VARCHAR, seq INTEGER, department_code VARCHAR, role VARCHAR, called_at TIMESTAMP,
--   report_due_at TIMESTAMP, report_due_month INTEGER, reported_at TIMESTAMP, disposed_at TIMESTAMP,
--   due_at TIMESTAMP, is_called BOOLEAN, is_reported_on_time BOOLEAN, is_reported BOOLEAN,
--   late_minutes INTEGER, is_open BOOLEAN, is_overdue BOOLEAN, community_code VARCHAR,
--   street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR, zone_code VARCHAR,
--   category VARCHAR, file_id INTEGER, source_row INTEGER
with calls as (
    select
        w.whistle_id, t.rid, t.file_id, t.source_row, t.department_code, t.role,
        coalesce(w.managed_at, w.blown_at) as called_at,
        t.report_due_at, t.reported_at, t.disposed_at, w.due_at,
        cast(timezone($tz, timezone('UTC', t.report_due_at)) as date) as report_due_on,
        w.is_void, w.is_open as whistle_is_open, coalesce(w.due_on <= $data_to, false) as is_past,
        k.late_minutes,
        w.community_code, w.street_code, w.street_part_code, w.county_code, w.zone_code, w.category
    from typed_whistle t
    join whistle w on w.whistle_id = t.sender || ':' || t.whistle_no
    left join whistle_clock k on k.rid = t.rid
    where t.rid not in (from error_row)
),
counted as (
    select
        *,
        not is_void and coalesce(report_due_on <= $data_to, false) as is_called,
        reported_at is not null as is_reported,
        whistle_is_open and disposed_at is null as is_open
    from calls
)
select
    whistle_id,
    cast(row_number() over (partition by whistle_id order by role <> 'lead', rid) as integer) as seq,
    department_code, role, called_at, report_due_at,
    cast(year(report_due_on) * 12 + month(report_due_on) - 1 as integer) as report_due_month,
    reported_at, disposed_at, due_at,
    is_called,
    coalesce(is_called and reported_at <= report_due_at, false) as is_reported_on_time,
    is_reported,
    case when is_called then late_minutes end as late_minutes,
    is_open,
    is_open and (is_past or (is_called and not is_reported)) as is_overdue,
    community_code, street_code, street_part_code, county_code, zone_code, category, file_id, source_row
from counted
order by whistle_id, seq
