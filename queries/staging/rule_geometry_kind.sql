-- name: rule_geometry_kind()
-- Features that are lines or areas where a point is asked for.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'geometry_kind' as rule, 'lon' as col, lon_text as value, null::varchar as detail
from odd_point
where fault = 'geometry_kind'
order by rid
