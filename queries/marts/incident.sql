-- name: incident()
-- Accepted cases with their place in both memberships, sorted for the questions asked.
-- returns: incident_id VARCHAR, department VARCHAR, file_id INTEGER, source_row INTEGER, case_no VARCHAR,
--   family VARCHAR, class_code VARCHAR, class_name VARCHAR, subclass_name VARCHAR, title VARCHAR,
--   address VARCHAR, channel VARCHAR, received_at TIMESTAMP, filed_at TIMESTAMP,
--   dispatched_at TIMESTAMP, responded_at TIMESTAMP, disposed_at TIMESTAMP, closed_at TIMESTAMP,
--   due_at TIMESTAMP, received_on DATE, state VARCHAR, rework_count INTEGER, satisfaction INTEGER,
--   joint_departments VARCHAR, handler VARCHAR, lon DOUBLE, lat DOUBLE, source_lon DOUBLE,
--   source_lat DOUBLE, datum VARCHAR, given_community_code VARCHAR, grid_code VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, placed_by VARCHAR, placement_note VARCHAR, month INTEGER
select
    t.department || ':' || t.case_no as incident_id,
    t.department, t.file_id, t.source_row, t.case_no, t.family, t.class_code, t.class_name, t.subclass_name,
    t.title, t.address, t.channel, t.received_at, t.filed_at, t.dispatched_at, t.responded_at, t.disposed_at,
    t.closed_at, t.due_at,
    cast(t.received_local as date) as received_on,
    t.state, t.rework_count, t.satisfaction, t.joint_departments, t.handler,
    p.lon, p.lat, t.source_lon, t.source_lat, t.datum, t.given_community_code,
    p.grid_code, p.community_code,
    c.street_code, c.street_part_code, c.county_code, c.zone_code, c.category,
    p.placed_by, p.placement_note,
    cast(year(t.received_local) * 12 + month(t.received_local) - 1 as integer) as month
from typed t
join placement p on p.rid = t.rid
left join unit c on c.level = 'community' and c.code = p.community_code
where t.rid not in (from error_row)
order by p.community_code, t.received_at, t.rid
