-- name: case_whistles(incident_id)
-- Whistles that were blown about a case.
-- returns: whistle_id VARCHAR, whistle_no VARCHAR, title VARCHAR, state VARCHAR, blown_at TIMESTAMP
select whistle_id, whistle_no, title, state, blown_at
from whistle
where incident_id = $incident_id
order by blown_at, whistle_id
