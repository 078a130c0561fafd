-- name: measures_by_unit(level, scope_level, scope_code, category, month_from, month_to)
-- Measures of every unit of a level below the city inside a scope (0 where nothing happened), then 未定位 (code null).
-- returns: code VARCHAR, received BIGINT, filed BIGINT, due BIGINT, closed BIGINT, closed_on_time BIGINT,
--   disposed BIGINT, reworked BIGINT, rated BIGINT, satisfied BIGINT, located BIGINT, joint BIGINT,
--   open BIGINT, overdue BIGINT
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
        sum(received) as received, sum(filed) as filed, sum(due) as due, sum(closed) as closed,
        sum(closed_on_time) as closed_on_time, sum(disposed) as disposed, sum(reworked) as reworked, sum(rated) as rated,
        sum(satisfied) as satisfied, sum(located) as located, sum(joint) as joint
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
        sum(open) as open, sum(overdue) as overdue
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
    select coalesce(i.code, c.code, o.code) as code, i.seq, c.* exclude (code), o.open, o.overdue
    from inside i
    full join counted c on c.code is not distinct from i.code
    full join opened o on o.code is not distinct from coalesce(i.code, c.code)
)
select
    code,
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
from joined
order by seq nulls last, code
