-- name: unit_table()
-- Every unit with its exact geometry (WKB, EPSG:4490).
-- returns: level VARCHAR, code VARCHAR, name VARCHAR, name_official VARCHAR, name_en VARCHAR,
--   pinyin VARCHAR, initials VARCHAR, kind VARCHAR, parent_code VARCHAR, grid_code VARCHAR,
--   community_code VARCHAR, street_code VARCHAR, street_part_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, population BIGINT, area_km2 DOUBLE, n_communities INTEGER,
--   n_grids INTEGER, lon DOUBLE, lat DOUBLE, minx DOUBLE, miny DOUBLE, maxx DOUBLE, maxy DOUBLE,
--   seq INTEGER, schematic BOOLEAN, valid_from DATE, valid_to DATE, geometry BLOB
select *
from unit
order by level, seq
