-- name: rule_not_an_integer()
-- Counts and ratings that are not whole numbers.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'not_an_integer' as rule, col, value, null::varchar as detail
from (unpivot staged_incident on rework_count, satisfaction into name col value value)
where not regexp_full_match(value, '-?[0-9]{1,9}([.]0+)?') and not is_placeholder(value)
order by rid, col
