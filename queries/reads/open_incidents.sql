-- name: open_incidents()
-- Accepted cases as they leave the house: codes, words of lists, times (UTC), place; no text that somebody wrote.
-- returns: incident_id VARCHAR, case_no VARCHAR, department VARCHAR, family VARCHAR, class_code VARCHAR,
--   class_name VARCHAR, subclass_name VARCHAR, state VARCHAR, received_at TIMESTAMP, filed_at TIMESTAMP,
--   dispatched_at TIMESTAMP, responded_at TIMESTAMP, disposed_at TIMESTAMP, closed_at TIMESTAMP,
--   due_at TIMESTAMP, rework_count INTEGER, extended_count INTEGER, suspended_minutes INTEGER,
--   work_minutes INTEGER, late_minutes INTEGER, satisfaction INTEGER, is_joint BOOLEAN, is_overdue BOOLEAN,
--   lon DOUBLE, lat DOUBLE, placed_by VARCHAR, grid_code VARCHAR, community_code VARCHAR,
--   street_code VARCHAR, county_code VARCHAR, zone_code VARCHAR, category VARCHAR
select
    incident_id, case_no, department, family, class_code, class_name, subclass_name, state, received_at, filed_at,
    dispatched_at, responded_at, disposed_at, closed_at, due_at, rework_count, extended_count, suspended_minutes,
    work_minutes, late_minutes, satisfaction, is_joint, is_overdue, lon, lat, placed_by, grid_code, community_code,
    street_code, county_code, zone_code, category
from incident
order by received_at, incident_id
