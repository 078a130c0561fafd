-- name: whistle_theme()
-- Themes of whistles in the region's own order.
-- returns: seq INTEGER, code VARCHAR, name VARCHAR, name_en VARCHAR
select seq, code, name, name_en
from whistle_theme_word
order by seq
