-- name: whistle_placed_rule_coordinate_outside()
-- Whistles blown outside the region.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    t.rid, 'coordinate_outside' as rule, 'lon' as col,
    cast(t.source_lon as varchar) || ', ' || cast(t.source_lat as varchar) as value, null::varchar as detail
from typed_whistle t
join placement p on p.rid = t.rid
where p.outcome = 'outside'
order by t.rid
