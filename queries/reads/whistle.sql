-- name: whistle(whistle_id)
-- One whistle with all that the release knows of it.
-- returns: whistle_id VARCHAR, whistle_no VARCHAR, theme_code VARCHAR, title VARCHAR, source VARCHAR,
--   blown_by VARCHAR, incident_id VARCHAR, blown_at TIMESTAMP, managed_at TIMESTAMP, disposed_at TIMESTAMP,
--   verified_at TIMESTAMP, closed_at TIMESTAMP, due_at TIMESTAMP, satisfaction INTEGER, state VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, n_departments INTEGER, n_joint INTEGER, is_void BOOLEAN,
--   is_closed BOOLEAN, is_solved BOOLEAN, is_open BOOLEAN, is_overdue BOOLEAN, file VARCHAR,
--   source_row INTEGER
select
    w.whistle_id, w.whistle_no, w.theme_code, w.title, w.source, w.blown_by, w.incident_id, w.blown_at, w.managed_at,
    w.disposed_at, w.verified_at, w.closed_at, w.due_at, w.satisfaction, w.state, w.community_code, w.street_code,
    w.street_part_code, w.county_code, w.zone_code, w.category, w.n_departments, w.n_joint, w.is_void, w.is_closed,
    w.is_solved, w.is_open, w.is_overdue, f.name as file, w.source_row
from whistle w
join source_file f on f.file_id = w.file_id
where w.whistle_id = $whistle_id
order by w.whistle_id
