-- name: whistle_rule_value_range()
-- Ratings of whistles that are not whole numbers from 1 to 5.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'value_range' as rule, 'satisfaction' as col, satisfaction as value, '1–5' as detail
from staged_whistle
where satisfaction is not null and not regexp_full_match(satisfaction, '[1-5]') and not is_placeholder(satisfaction)
order by rid
