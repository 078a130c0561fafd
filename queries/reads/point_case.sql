-- name: point_case(row)
-- The case at a row of the release's table, which never changes once it is published.
-- returns: incident_id VARCHAR
select incident_id
from incident
where rowid = $row
order by incident_id
