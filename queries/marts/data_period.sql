-- name: data_period(tz)
-- First and last local day of the accepted cases: the last one is the day as of which everything is counted.
-- returns: data_from DATE, data_to DATE
select
    min(cast(received_local as date)) as data_from,
    greatest(
        max(cast(received_local as date)),
        max(cast(timezone($tz, timezone('UTC', closed_at)) as date)) filter (state = 'closed')
    ) as data_to
from typed
where rid not in (from error_row)
order by data_from
