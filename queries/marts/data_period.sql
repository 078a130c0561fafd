-- name: data_period()
-- First and last local day of the data.
-- returns: data_from DATE, data_to DATE
select
    min(received_on) as data_from,
    greatest(max(received_on), max(closed_on)) as data_to
from local_incident
order by data_from
