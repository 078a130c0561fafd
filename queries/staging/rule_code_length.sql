-- name: rule_code_length()
-- Community codes of more or fewer than 12 digits.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'code_length' as rule, 'community_code' as col, value, detail
from odd_code
where fault = 'code_length'
order by rid
