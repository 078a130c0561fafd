-- name: points_whistle(file_id, datum)
-- Coordinates and communities of one file of whistles, as far as they are numbers, with the datum that they are taken to be in.
-- returns: source_lon DOUBLE, source_lat DOUBLE, datum VARCHAR, given_community_code VARCHAR
select
    try_cast(lon as double) as source_lon, try_cast(lat as double) as source_lat,
    cast($datum as varchar) as datum, community_code as given_community_code
from staged_whistle
where file_id = $file_id and lon is not null and lat is not null
order by rid
