-- name: open_extent()
-- How many cases there are, how many have a place, and the box that holds those.
-- returns: n BIGINT, n_placed BIGINT, minx DOUBLE, miny DOUBLE, maxx DOUBLE, maxy DOUBLE
select
    count(*) as n,
    count(lon) as n_placed,
    min(lon) as minx,
    min(lat) as miny,
    max(lon) as maxx,
    max(lat) as maxy
from incident
order by n
