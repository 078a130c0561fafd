-- name: case_facts(incident_id)
-- One case with its place, its clock and where its row came from; no address or other personal text.
-- returns: incident_id VARCHAR, case_no VARCHAR, department VARCHAR, family VARCHAR, class_code VARCHAR,
--   class_name VARCHAR, subclass_name VARCHAR, title VARCHAR, channel VARCHAR, state VARCHAR,
--   received_at TIMESTAMP, filed_at TIMESTAMP, dispatched_at TIMESTAMP, responded_at TIMESTAMP,
--   disposed_at TIMESTAMP, closed_at TIMESTAMP, due_at TIMESTAMP, due_source VARCHAR,
--   limit_minutes INTEGER, extended_count INTEGER, suspended_minutes INTEGER, work_minutes INTEGER,
--   late_minutes INTEGER, rework_count INTEGER, satisfaction INTEGER, joint_departments VARCHAR,
--   handler VARCHAR, lon DOUBLE, lat DOUBLE, source_lon DOUBLE, source_lat DOUBLE, datum VARCHAR,
--   given_community_code VARCHAR, grid_code VARCHAR, community_code VARCHAR, street_code VARCHAR,
--   street_part_code VARCHAR, county_code VARCHAR, zone_code VARCHAR, category VARCHAR,
--   placed_by VARCHAR, placement_note VARCHAR, is_void BOOLEAN, is_due BOOLEAN, is_closed BOOLEAN,
--   is_on_time BOOLEAN, is_open BOOLEAN, is_overdue BOOLEAN, source_row INTEGER, file VARCHAR,
--   sheet VARCHAR, sha256 VARCHAR, file_received_at TIMESTAMP, contract_version VARCHAR
select
    i.incident_id, i.case_no, i.department, i.family, i.class_code, i.class_name, i.subclass_name, i.title, i.channel,
    i.state, i.received_at, i.filed_at, i.dispatched_at, i.responded_at, i.disposed_at, i.closed_at, i.due_at,
    i.due_source, i.limit_minutes, i.extended_count, i.suspended_minutes, i.work_minutes, i.late_minutes,
    i.rework_count, i.satisfaction, i.joint_departments, i.handler, i.lon, i.lat, i.source_lon, i.source_lat, i.datum,
    i.given_community_code, i.grid_code, i.community_code, i.street_code, i.street_part_code, i.county_code,
    i.zone_code, i.category, i.placed_by, i.placement_note, i.is_void, i.is_due, i.is_closed, i.is_on_time, i.is_open,
    i.is_overdue, i.source_row,
    f.name as file, s.sheet, f.sha256, f.received_at as file_received_at, f.contract_version
from incident i
left join source_file f on f.file_id = i.file_id
left join incident_sheet s on s.incident_id = i.incident_id
where i.incident_id = $incident_id
order by i.incident_id
