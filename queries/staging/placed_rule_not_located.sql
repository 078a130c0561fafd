-- name: placed_rule_not_located()
-- Rows that nothing places: counted as 未定位.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select t.rid, 'not_located' as rule, 'lon' as col, null::varchar as value, null::varchar as detail
from typed t
join placement p on p.rid = t.rid
where p.placed_by = 'none' and p.outcome = 'nothing'
order by t.rid
