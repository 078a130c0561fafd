-- name: open_units()
-- Every unit of every level with its exact geometry (WKB, EPSG:4490).
-- returns: level VARCHAR, code VARCHAR, name VARCHAR, name_official VARCHAR, name_en VARCHAR, kind VARCHAR,
--   parent_code VARCHAR, community_code VARCHAR, street_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, category VARCHAR, population BIGINT, area_km2 DOUBLE, schematic BOOLEAN,
--   valid_from DATE, valid_to DATE, lon DOUBLE, lat DOUBLE, geometry BLOB
select
    level, code, name, name_official, name_en, kind, parent_code, community_code, street_code, county_code, zone_code,
    category, population, area_km2, schematic, valid_from, valid_to, lon, lat, geometry
from unit
order by level, seq
