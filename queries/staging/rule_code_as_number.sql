-- name: rule_code_as_number()
-- Community codes that went through a cell of numbers: 9.90101E+11, 990101001001.0.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'code_as_number' as rule, 'community_code' as col, value, detail
from odd_code
where fault = 'code_as_number'
order by rid
