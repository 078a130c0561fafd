-- name: rule_coordinate_no_point()
-- Coordinates that would lie in the region but for a lost decimal point.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'coordinate_no_point' as rule, 'lon' as col, lon_text || ', ' || lat_text as value, null::varchar as detail
from odd_point
where fault = 'coordinate_no_point'
order by rid
