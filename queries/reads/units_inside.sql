-- name: units_inside(level, scope_level, scope_code)
-- Units of a level that lie in a scope, in the order of the published geometry.
-- returns: level VARCHAR, code VARCHAR, name VARCHAR, name_official VARCHAR, name_en VARCHAR,
--   pinyin VARCHAR, initials VARCHAR, kind VARCHAR, parent_code VARCHAR, grid_code VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, population BIGINT, area_km2 DOUBLE, n_communities INTEGER,
--   n_grids INTEGER, lon DOUBLE, lat DOUBLE, minx DOUBLE, miny DOUBLE, maxx DOUBLE, maxy DOUBLE,
--   seq INTEGER, schematic BOOLEAN, valid_from DATE, valid_to DATE
select * exclude (geometry)
from unit
where
    level = $level
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
order by seq
