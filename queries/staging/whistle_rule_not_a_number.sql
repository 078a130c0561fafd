-- name: whistle_rule_not_a_number()
-- Coordinates of whistles that are not numbers.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'not_a_number' as rule, col, value, null::varchar as detail
from (unpivot staged_whistle on lon, lat into name col value value)
where try_cast(value as double) is null or not isfinite(try_cast(value as double))
order by rid, col
