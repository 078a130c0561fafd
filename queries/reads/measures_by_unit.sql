-- name: measures_by_unit(level, scope_level, scope_code, category, month_from, month_to)
-- Measures of every unit of a level below the city inside a scope (0 where nothing happened), then 未定位 (code null).
-- returns: code VARCHAR, received BIGINT, filed BIGINT, due BIGINT, closed BIGINT, closed_on_time BIGINT,
--   disposed BIGINT, reworked BIGINT, rated BIGINT, satisfied BIGINT, located BIGINT, joint BIGINT,
--   work_minutes BIGINT, whistles BIGINT, called BIGINT, reported BIGINT, whistle_due BIGINT,
--   whistle_solved BIGINT, whistle_rated BIGINT, whistle_satisfied BIGINT, open BIGINT, overdue BIGINT,
--   whistle_open BIGINT, whistle_overdue BIGINT
with inside as (
    select code, seq
    from unit
    where
        level = $level
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or category = $category)
),
counted as (
    select
        code_at(
            $level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) as code,
        sum(columns(* exclude (
            month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category)))
    from rollup_month
    where
        month between $month_from and $month_to
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or category = $category)
    group by 1
),
opened as (
    select
        code_at(
            $level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) as code,
        sum(columns(* exclude (
            grid_code, community_code, street_code, street_part_code, county_code, zone_code, category)))
    from rollup_open
    where
        code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($category as varchar) is null or category = $category)
    group by 1
),
-- A null code is a row of its own, so the joins take null for null.
joined as (
    select coalesce(i.code, c.code, o.code) as code, i.seq, c.* exclude (code), o.* exclude (code)
    from inside i
    full join counted c on c.code is not distinct from i.code
    full join opened o on o.code is not distinct from coalesce(i.code, c.code)
)
select
    code,
    cast(coalesce(columns(* exclude (code, seq)), 0) as bigint)
from joined
order by seq nulls last, code
