-- name: whistle_department()
-- Each department that a whistle called, in order, with its own times and limits.
-- returns: whistle_id VARCHAR, seq INTEGER, department_code VARCHAR, role VARCHAR, called_at TIMESTAMP,
--   report_due_at TIMESTAMP, report_due_month INTEGER, reported_at TIMESTAMP, disposed_at TIMESTAMP,
--   due_at TIMESTAMP, is_called BOOLEAN, is_reported_on_time BOOLEAN, is_reported BOOLEAN,
--   late_minutes INTEGER, is_open BOOLEAN, is_overdue BOOLEAN, community_code VARCHAR,
--   street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR, zone_code VARCHAR,
--   category VARCHAR
select
    null::varchar as whistle_id, null::integer as seq, null::varchar as department_code, null::varchar as role,
    null::timestamp as called_at, null::timestamp as report_due_at, null::integer as report_due_month,
    null::timestamp as reported_at, null::timestamp as disposed_at, null::timestamp as due_at, false as is_called,
    false as is_reported_on_time, false as is_reported, null::integer as late_minutes, false as is_open,
    false as is_overdue, null::varchar as community_code, null::varchar as street_code,
    null::varchar as street_part_code, null::varchar as county_code, null::varchar as zone_code,
    null::varchar as category
where false
order by whistle_id, seq
