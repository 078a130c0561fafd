-- name: rule_code_spaced()
-- Community codes with blanks, signs or digits of full width among their digits.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'code_spaced' as rule, 'community_code' as col, value, detail
from odd_code
where fault = 'code_spaced'
order by rid
