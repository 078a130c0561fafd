-- name: whistle_offices()
-- Departments that whistles call, in the region's own order.
-- returns: code VARCHAR, name VARCHAR, name_en VARCHAR, level VARCHAR
select code, name, name_en, level
from whistle_office
order by seq
