-- name: rule_field_count()
-- Rows with more fields than the header.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select rid, 'field_count' as rule, null::varchar as col, cast(extra_fields as varchar) as value, null::varchar as detail
from staged_row
where extra_fields > 0
order by rid
