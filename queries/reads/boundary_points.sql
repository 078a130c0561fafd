-- name: boundary_points()
-- Every case as it was placed, with what placing it again needs.
-- returns: source_lon DOUBLE, source_lat DOUBLE, datum VARCHAR, given_community_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, street_code VARCHAR, community_code VARCHAR, grid_code VARCHAR
select
    source_lon, source_lat, datum, given_community_code, county_code, zone_code, street_code, community_code, grid_code
from incident
order by rowid
