-- name: measures_total(scope_level, scope_code, category, month_from, month_to)
-- Measures of one scope as a whole, 未定位 inside it included.
-- returns: received BIGINT, filed BIGINT, due BIGINT, closed BIGINT, closed_on_time BIGINT, disposed BIGINT,
--   reworked BIGINT, rated BIGINT, satisfied BIGINT, located BIGINT, joint BIGINT, open BIGINT,
--   overdue BIGINT
with counted as (
    select
        sum(received) as received,
        sum(filed) as filed,
        sum(due) as due,
        sum(closed) as closed,
        sum(closed_on_time) as closed_on_time,
        sum(disposed) as disposed,
        sum(reworked) as reworked,
        sum(rated) as rated,
        sum(satisfied) as satisfied,
        sum(located) as located,
        sum(joint) as joint
    from rollup_month
    where
        month between $month_from and $month_to
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or category = $category)
),
opened as (
    select sum(open) as open, sum(overdue) as overdue
    from rollup_open
    where
        code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or category = $category)
)
select
    cast(coalesce(received, 0) as bigint) as received,
    cast(coalesce(filed, 0) as bigint) as filed,
    cast(coalesce(due, 0) as bigint) as due,
    cast(coalesce(closed, 0) as bigint) as closed,
    cast(coalesce(closed_on_time, 0) as bigint) as closed_on_time,
    cast(coalesce(disposed, 0) as bigint) as disposed,
    cast(coalesce(reworked, 0) as bigint) as reworked,
    cast(coalesce(rated, 0) as bigint) as rated,
    cast(coalesce(satisfied, 0) as bigint) as satisfied,
    cast(coalesce(located, 0) as bigint) as located,
    cast(coalesce(joint, 0) as bigint) as joint,
    cast(coalesce(open, 0) as bigint) as open,
    cast(coalesce(overdue, 0) as bigint) as overdue
from counted
cross join opened
order by received
