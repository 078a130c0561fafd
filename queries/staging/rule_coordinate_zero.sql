-- name: rule_coordinate_zero()
-- Coordinates of zero, which stand for none.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'coordinate_zero' as rule, 'lon' as col, lon_text || ', ' || lat_text as value, null::varchar as detail
from odd_point
where fault = 'coordinate_zero'
order by rid
