-- name: whistle_themes()
-- Themes of whistles in the region's own order.
-- returns: code VARCHAR, name VARCHAR, name_en VARCHAR
select code, name, name_en
from whistle_theme
order by seq
