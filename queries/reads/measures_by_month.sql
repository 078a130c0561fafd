-- name: measures_by_month(scope_level, scope_code, category, month_from, month_to)
-- Measures of one scope month by month; a month in which nothing happened has no row.
-- returns: month INTEGER, received BIGINT, filed BIGINT, due BIGINT, closed BIGINT, closed_on_time BIGINT,
--   disposed BIGINT, reworked BIGINT, rated BIGINT, satisfied BIGINT, located BIGINT, joint BIGINT
select
    month,
    cast(sum(received) as bigint) as received,
    cast(sum(filed) as bigint) as filed,
    cast(sum(due) as bigint) as due,
    cast(sum(closed) as bigint) as closed,
    cast(sum(closed_on_time) as bigint) as closed_on_time,
    cast(sum(disposed) as bigint) as disposed,
    cast(sum(reworked) as bigint) as reworked,
    cast(sum(rated) as bigint) as rated,
    cast(sum(satisfied) as bigint) as satisfied,
    cast(sum(located) as bigint) as located,
    cast(sum(joint) as bigint) as joint
from rollup_month
where
    month between $month_from and $month_to
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
    and (cast($category as varchar) is null or category = $category)
group by month
order by month
