-- name: rule_coordinate_dms()
-- Coordinates in degrees, minutes and seconds.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'coordinate_dms' as rule, 'lon' as col, lon_text || ', ' || lat_text as value, null::varchar as detail
from odd_point
where fault = 'coordinate_dms'
order by rid
