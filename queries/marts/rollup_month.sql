-- name: rollup_month(data_to)
-- Additive measures by month and grid; each measure counts in the month that its definition names.
-- returns: month INTEGER, grid_code VARCHAR, community_code VARCHAR, street_code VARCHAR,
--   street_part_code VARCHAR, county_code VARCHAR, zone_code VARCHAR, category VARCHAR,
--   received BIGINT, filed BIGINT, due BIGINT, closed BIGINT, closed_on_time BIGINT, disposed BIGINT,
--   reworked BIGINT, rated BIGINT, satisfied BIGINT, located BIGINT, joint BIGINT
with counted as (
    select
        month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
        1 as received, cast(is_filed as int) as filed, 0 as due, 0 as closed, 0 as closed_on_time, 0 as disposed,
        0 as reworked, 0 as rated, 0 as satisfied, cast(is_located as int) as located, cast(is_joint as int) as joint
    from local_incident
    union all
    select
        due_month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
        0, 0, 1, cast(is_closed as int), cast(is_on_time as int), 0, 0, 0, 0, 0, 0
    from local_incident
    where is_filed and not is_void and due_on <= $data_to
    union all
    select
        disposed_month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
        0, 0, 0, 0, 0, 1, cast(is_reworked as int), 0, 0, 0, 0
    from local_incident
    where disposed_month is not null
    union all
    select
        closed_month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category,
        0, 0, 0, 0, 0, 0, 0, 1, cast(is_satisfied as int), 0, 0
    from local_incident
    where is_rated
)
select
    month, grid_code, community_code,
    any_value(street_code) as street_code, any_value(street_part_code) as street_part_code,
    any_value(county_code) as county_code, any_value(zone_code) as zone_code, any_value(category) as category,
    cast(sum(received) as bigint) as received, cast(sum(filed) as bigint) as filed, cast(sum(due) as bigint) as due,
    cast(sum(closed) as bigint) as closed, cast(sum(closed_on_time) as bigint) as closed_on_time,
    cast(sum(disposed) as bigint) as disposed, cast(sum(reworked) as bigint) as reworked,
    cast(sum(rated) as bigint) as rated, cast(sum(satisfied) as bigint) as satisfied,
    cast(sum(located) as bigint) as located, cast(sum(joint) as bigint) as joint
from counted
group by month, community_code, grid_code
order by month, community_code, grid_code
