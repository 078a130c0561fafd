-- name: rule_not_a_number()
-- Coordinates that are not numbers.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with cells as (
    select rid, 'lon' as col, lon_text as value, lon as number from odd_point where fault in ('not_a_number', 'coordinate_half')
    union all
    select rid, 'lat', lat_text, lat from odd_point where fault in ('not_a_number', 'coordinate_half')
)
select rid, 'not_a_number' as rule, col, value, null::varchar as detail
from cells
where value is not null and coalesce(not isfinite(number), true) and not is_placeholder(value)
order by rid, col
