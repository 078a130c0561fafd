-- name: whistle_case(incident_id)
-- What the page of a whistle says of the case that it came from.
-- returns: incident_id VARCHAR, case_no VARCHAR, department VARCHAR, class_name VARCHAR,
--   subclass_name VARCHAR, title VARCHAR, state VARCHAR, received_at TIMESTAMP, closed_at TIMESTAMP
select incident_id, case_no, department, class_name, subclass_name, title, state, received_at, closed_at
from incident
where incident_id = $incident_id
order by incident_id
