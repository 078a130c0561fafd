-- name: rule_unknown_community()
-- Community codes that the register does not know.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'unknown_community' as rule, 'community_code' as col, value, detail
from odd_code
where fault = 'unknown_community'
order by rid
