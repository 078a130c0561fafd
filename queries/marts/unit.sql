-- name: unit()
-- Every unit of every level with both memberships and its exact geometry (WKB, EPSG:4490).
-- returns: level VARCHAR, code VARCHAR, name VARCHAR, name_official VARCHAR, name_en VARCHAR,
--   pinyin VARCHAR, initials VARCHAR, kind VARCHAR, parent_code VARCHAR, grid_code VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, population BIGINT, area_km2 DOUBLE, n_communities INTEGER,
--   n_grids INTEGER, lon DOUBLE, lat DOUBLE, minx DOUBLE, miny DOUBLE, maxx DOUBLE, maxy DOUBLE,
--   seq INTEGER, schematic BOOLEAN, valid_from DATE, valid_to DATE, geometry BLOB
select
    cast(level as varchar) as level, cast(code as varchar) as code, cast(name as varchar) as name,
    cast(name_official as varchar) as name_official, cast(name_en as varchar) as name_en,
    cast(pinyin as varchar) as pinyin, cast(initials as varchar) as initials, cast(kind as varchar) as kind,
    cast(parent_code as varchar) as parent_code, cast(grid_code as varchar) as grid_code,
    cast(community_code as varchar) as community_code, cast(street_code as varchar) as street_code,
    cast(street_part_code as varchar) as street_part_code, cast(county_code as varchar) as county_code,
    cast(zone_code as varchar) as zone_code, cast(category as varchar) as category,
    cast(population as bigint) as population, cast(area_km2 as double) as area_km2,
    cast(n_communities as integer) as n_communities, cast(n_grids as integer) as n_grids,
    cast(lon as double) as lon, cast(lat as double) as lat,
    cast(minx as double) as minx, cast(miny as double) as miny, cast(maxx as double) as maxx, cast(maxy as double) as maxy,
    cast(seq as integer) as seq, cast(schematic as boolean) as schematic,
    cast(valid_from as date) as valid_from, cast(valid_to as date) as valid_to, cast(geometry as blob) as geometry
from unit_frame
order by level, seq
