-- name: rule_coordinate_swapped()
-- Longitude and latitude exchanged: the point would lie in the region the other way round.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    rid, 'coordinate_swapped' as rule, 'lon' as col,
    cast(lon as varchar) || ', ' || cast(lat as varchar) as value, null::varchar as detail
from odd_point
where fault = 'coordinate_swapped'
order by rid
