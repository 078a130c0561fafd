-- name: recent_incidents(scope_level, scope_code, limit, offset)
-- The latest cases of a scope, newest first, without addresses, handlers or any personal text but the title.
-- returns: incident_id VARCHAR, department VARCHAR, case_no VARCHAR, family VARCHAR, class_code VARCHAR,
--   class_name VARCHAR, subclass_name VARCHAR, title VARCHAR, state VARCHAR, received_at TIMESTAMP,
--   due_at TIMESTAMP, closed_at TIMESTAMP, is_overdue BOOLEAN, community_code VARCHAR,
--   grid_code VARCHAR, placed_by VARCHAR
with latest as (
    select *
    from incident
    where
        code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
    order by received_at desc, incident_id
    limit $limit offset $offset
),
day as (
    select
        (select value from release_info where key = 'timezone') as tz,
        (select cast(value as date) from release_info where key = 'data_to') as data_to
)
select
    l.incident_id, l.department, l.case_no, l.family, l.class_code, l.class_name, l.subclass_name, l.title, l.state,
    l.received_at, l.due_at, l.closed_at,
    coalesce(
        l.filed_at is not null and l.state not in ('closed', 'void')
        and cast(timezone(day.tz, timezone('UTC', l.due_at)) as date) <= day.data_to,
        false
    ) as is_overdue,
    l.community_code, l.grid_code, l.placed_by
from latest l
cross join day
order by l.received_at desc, l.incident_id
