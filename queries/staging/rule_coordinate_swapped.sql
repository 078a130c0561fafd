-- name: rule_coordinate_swapped()
-- Longitude and latitude exchanged: the point would lie in the region the other way round.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    t.rid, 'coordinate_swapped' as rule, 'lon' as col,
    cast(t.source_lon as varchar) || ', ' || cast(t.source_lat as varchar) as value, null::varchar as detail
from typed t
cross join (from unit where level = 'city') u
where
    t.source_lon between u.miny - 0.1 and u.maxy + 0.1
    and t.source_lat between u.minx - 0.1 and u.maxx + 0.1
order by t.rid
