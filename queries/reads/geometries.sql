-- name: geometries(level)
-- Exact geometry of every unit of a level (WKB, EPSG:4490), in the order of the published geometry.
-- returns: code VARCHAR, geometry BLOB
select code, geometry
from unit
where level = $level
order by seq
