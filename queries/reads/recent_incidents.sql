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
)
select
    incident_id, department, case_no, family, class_code, class_name, subclass_name, title, state,
    received_at, due_at, closed_at, is_overdue, community_code, grid_code, placed_by
from latest
order by received_at desc, incident_id
