-- name: rule_coordinate_projected()
-- Coordinates in metres of a projection.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'coordinate_projected' as rule, 'lon' as col, lon_text || ', ' || lat_text as value, null::varchar as detail
from odd_point
where fault = 'coordinate_projected'
order by rid
