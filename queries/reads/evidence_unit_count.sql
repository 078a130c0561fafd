-- name: evidence_unit_count(level, scope_level, scope_code, categories)
-- How many units of a level lie inside a scope, and the sums of their facts.
-- returns: n BIGINT, population BIGINT, area_km2 DOUBLE, n_grids BIGINT
select
    count(*) as n,
    cast(coalesce(sum(population), 0) as bigint) as population,
    coalesce(sum(area_km2), 0) as area_km2,
    cast(coalesce(sum(n_grids), 0) as bigint) as n_grids
from unit
where
    level = $level
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
    and (cast($categories as varchar[]) is null or list_contains(cast($categories as varchar[]), category))
order by n
