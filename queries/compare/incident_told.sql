-- name: incident_told()
-- Cases of both releases with what departments told about them and what follows for place and clock; not what the mere
-- passing of days makes of them (open, overdue, late).
-- returns: side VARCHAR, key VARCHAR, file_id INTEGER, row INTEGER, family VARCHAR, class_name VARCHAR,
--   subclass_name VARCHAR, title VARCHAR, address VARCHAR, channel VARCHAR, received_at TIMESTAMP, filed_at TIMESTAMP,
--   dispatched_at TIMESTAMP, responded_at TIMESTAMP, disposed_at TIMESTAMP, closed_at TIMESTAMP, due_at TIMESTAMP,
--   state VARCHAR, rework_count INTEGER, satisfaction INTEGER, joint_departments VARCHAR, handler VARCHAR, lon DOUBLE,
--   lat DOUBLE, given_community_code VARCHAR, grid_code VARCHAR, community_code VARCHAR, zone_code VARCHAR,
--   category VARCHAR, placed_by VARCHAR, extended_count INTEGER, suspended_minutes INTEGER, work_minutes INTEGER
select
    'old' as side, incident_id as key, file_id, source_row as row, family, class_name, subclass_name, title, address, channel,
    received_at, filed_at, dispatched_at, responded_at, disposed_at, closed_at, due_at, state, rework_count, satisfaction,
    joint_departments, handler, lon, lat, given_community_code, grid_code, community_code, zone_code, category, placed_by,
    extended_count, suspended_minutes, work_minutes
from old_release.incident
union all
select
    'new', incident_id, file_id, source_row, family, class_name, subclass_name, title, address, channel, received_at,
    filed_at, dispatched_at, responded_at, disposed_at, closed_at, due_at, state, rework_count, satisfaction,
    joint_departments, handler, lon, lat, given_community_code, grid_code, community_code, zone_code, category, placed_by,
    extended_count, suspended_minutes, work_minutes
from new_release.incident
