-- name: rule_code_other_level()
-- Codes of a county, street or grid where a community's is asked for.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'code_other_level' as rule, 'community_code' as col, value, detail
from odd_code
where fault = 'code_other_level'
order by rid
