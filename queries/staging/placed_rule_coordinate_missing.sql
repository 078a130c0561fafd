-- name: placed_rule_coordinate_missing()
-- Rows placed by their community code alone.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select t.rid, 'coordinate_missing' as rule, 'lon' as col, null::varchar as value, null::varchar as detail
from typed t
join placement p on p.rid = t.rid
where p.placed_by = 'code'
order by t.rid
