-- name: check_cases_once()
-- No case is in the release twice.
-- returns: detail VARCHAR
select incident_id || ' × ' || count(*) as detail
from incident
group by incident_id
having count(*) > 1
order by incident_id
