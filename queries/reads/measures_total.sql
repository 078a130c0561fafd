-- name: measures_total(scope_level, scope_code, category, month_from, month_to)
-- Measures of one scope as a whole, 未定位 inside it included.
-- returns: received BIGINT, filed BIGINT, due BIGINT, closed BIGINT, closed_on_time BIGINT, disposed BIGINT,
--   reworked BIGINT, rated BIGINT, satisfied BIGINT, located BIGINT, joint BIGINT,
--   work_minutes BIGINT, whistles BIGINT, called BIGINT, reported BIGINT, whistle_due BIGINT,
--   whistle_solved BIGINT, whistle_rated BIGINT, whistle_satisfied BIGINT, open BIGINT, overdue BIGINT,
--   whistle_open BIGINT, whistle_overdue BIGINT
with counted as (
    select
        sum(columns(* exclude (
            month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category)))
    from rollup_month
    where
        month between $month_from and $month_to
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or category = $category)
),
opened as (
    select
        sum(columns(* exclude (
            grid_code, community_code, street_code, street_part_code, county_code, zone_code, category)))
    from rollup_open
    where
        code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or category = $category)
)
select cast(coalesce(columns(*), 0) as bigint)
from counted
cross join opened
order by received
