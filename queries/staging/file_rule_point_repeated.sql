-- name: file_rule_point_repeated()
-- Points that twenty rows or more of a file share though their communities or addresses differ: a default, not a place.
-- returns: file_id INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with points as (
    select file_id, source_lon, source_lat
    from typed
    where source_lon is not null and rid not in (from error_row)
    group by file_id, source_lon, source_lat
    having count(*) >= 20
),
told as (
    select
        p.file_id, p.source_lon, p.source_lat, count(*) as n,
        count(distinct coalesce(t.address, t.given_community_code)) as n_addresses
    from points p
    join typed t on t.file_id = p.file_id and t.source_lon = p.source_lon and t.source_lat = p.source_lat
    group by p.file_id, p.source_lon, p.source_lat
)
select
    file_id, 'point_repeated' as rule, 'lon' as col,
    cast(source_lon as varchar) || ', ' || cast(source_lat as varchar) as value, cast(n as varchar) as detail
from told
where n_addresses >= 5
order by file_id, n desc
