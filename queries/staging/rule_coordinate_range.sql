-- name: rule_coordinate_range()
-- Coordinates that no point on earth has.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'coordinate_range' as rule, 'lon' as col, lon_text || ', ' || lat_text as value, null::varchar as detail
from odd_point
where fault = 'coordinate_range'
order by rid
