-- name: whistle()
-- Whistles with their times, place in both memberships, and what each counts as on the last day of the data.
-- returns: whistle_id VARCHAR, file_id INTEGER, source_row INTEGER, whistle_no VARCHAR,
--   theme_code VARCHAR, title VARCHAR, source VARCHAR, blown_by VARCHAR, incident_id VARCHAR,
--   blown_at TIMESTAMP, managed_at TIMESTAMP, disposed_at TIMESTAMP, verified_at TIMESTAMP,
--   closed_at TIMESTAMP, due_at TIMESTAMP, satisfaction INTEGER, state VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, blown_on DATE, month INTEGER, due_on DATE,
--   due_month INTEGER, closed_on DATE, closed_month INTEGER, n_departments INTEGER, n_joint INTEGER,
--   is_void BOOLEAN, is_due BOOLEAN, is_closed BOOLEAN, is_solved BOOLEAN, is_rated BOOLEAN,
--   is_satisfied BOOLEAN, is_open BOOLEAN, is_overdue BOOLEAN
select
    null::varchar as whistle_id, null::integer as file_id, null::integer as source_row, null::varchar as whistle_no,
    null::varchar as theme_code, null::varchar as title, null::varchar as source, null::varchar as blown_by,
    null::varchar as incident_id, null::timestamp as blown_at, null::timestamp as managed_at,
    null::timestamp as disposed_at, null::timestamp as verified_at, null::timestamp as closed_at,
    null::timestamp as due_at, null::integer as satisfaction, null::varchar as state,
    null::varchar as community_code, null::varchar as street_code, null::varchar as street_part_code,
    null::varchar as county_code, null::varchar as zone_code, null::varchar as category, null::date as blown_on,
    null::integer as month, null::date as due_on, null::integer as due_month, null::date as closed_on,
    null::integer as closed_month, null::integer as n_departments, null::integer as n_joint,
    false as is_void, false as is_due, false as is_closed, false as is_solved, false as is_rated,
    false as is_satisfied, false as is_open, false as is_overdue
where false
order by whistle_id
