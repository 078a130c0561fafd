-- name: whistle_placed_rule_not_located()
-- Rows of whistles that nothing places: counted as 未定位.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select t.rid, 'not_located' as rule, 'community_code' as col, null::varchar as value, null::varchar as detail
from typed_whistle t
join placement p on p.rid = t.rid
where p.placed_by = 'none' and p.outcome = 'nothing'
order by t.rid
