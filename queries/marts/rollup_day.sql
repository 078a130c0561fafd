-- name: rollup_day()
-- Cases received and closed by local day and zone.
-- returns: day DATE, zone_code VARCHAR, county_code VARCHAR, category VARCHAR, received BIGINT, closed BIGINT
with counted as (
    select received_on as day, zone_code, county_code, category, 1 as received, 0 as closed from incident
    union all
    select closed_on, zone_code, county_code, category, 0, 1 from incident where is_closed
)
select
    day, zone_code, county_code, category,
    cast(sum(received) as bigint) as received, cast(sum(closed) as bigint) as closed
from counted
group by day, zone_code, county_code, category
order by day, zone_code, county_code
