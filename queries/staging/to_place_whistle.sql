-- name: to_place_whistle()
-- What placing needs of the rows of whistles that no error rejects.
-- returns: rid INTEGER, source_lon DOUBLE, source_lat DOUBLE, datum VARCHAR, given_community_code VARCHAR
select rid, source_lon, source_lat, datum, given_community_code
from typed_whistle
where rid not in (select d.rid from found d join rule r on r.code = d.rule where r.level = 'error')
order by rid
