-- name: incident_count()
-- How many cases the release holds.
-- returns: incidents BIGINT
select count(*) as incidents
from incident
order by incidents
