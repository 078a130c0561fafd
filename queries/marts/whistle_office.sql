-- name: whistle_office()
-- Departments that whistles call, in the region's own order.
-- returns: seq INTEGER, code VARCHAR, name VARCHAR, name_en VARCHAR, level VARCHAR
select seq, code, name, name_en, level
from whistle_office_word
order by seq
