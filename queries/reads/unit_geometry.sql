-- name: unit_geometry(level, code)
-- Exact geometry of one unit (WKB, EPSG:4490).
-- returns: geometry BLOB
select geometry
from unit
where level = $level and code = $code
order by code
