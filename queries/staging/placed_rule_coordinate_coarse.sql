-- name: placed_rule_coordinate_coarse()
-- Points of two decimals at most.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    t.rid, 'coordinate_coarse' as rule, 'lon' as col,
    cast(t.source_lon as varchar) || ', ' || cast(t.source_lat as varchar) as value, null::varchar as detail
from typed t
join placement p on p.rid = t.rid
where
    p.outcome in ('inside', 'point_near', 'point_disagrees')
    and abs(t.source_lon * 100 - round(t.source_lon * 100)) < 0.000001
    and abs(t.source_lat * 100 - round(t.source_lat * 100)) < 0.000001
order by t.rid
