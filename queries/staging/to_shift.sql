-- name: to_shift()
-- Points of cases outside the community given, but no further than a wrong datum carries them.
-- returns: rid INTEGER, source_lon DOUBLE, source_lat DOUBLE, datum VARCHAR, given_community_code VARCHAR
select t.rid, t.source_lon, t.source_lat, t.datum, t.given_community_code
from typed t
join placement p on p.rid = t.rid
where p.outcome = 'point_disagrees' and p.distance_m < 1500
order by t.rid
