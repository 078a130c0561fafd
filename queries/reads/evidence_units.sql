-- name: evidence_units(level, scope_level, scope_code, categories, limit, offset)
-- A page of the units of a level inside a scope with the facts that a figure divides by, in the order of the register.
-- returns: level VARCHAR, code VARCHAR, name VARCHAR, name_en VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, population BIGINT, area_km2 DOUBLE, n_grids INTEGER
select level, code, name, name_en, county_code, zone_code, category, population, area_km2, n_grids
from unit
where
    level = $level
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
    and (cast($categories as varchar[]) is null or list_contains(cast($categories as varchar[]), category))
order by seq
limit $limit offset $offset
