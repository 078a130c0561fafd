-- name: rule_value_range()
-- Ratings outside 1 to 5, negative counts of rework.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
select
    rid, 'value_range' as rule, col, value,
    case col when 'satisfaction' then '1–5' else '0–99' end as detail
from (unpivot staged_incident on rework_count, satisfaction into name col value value)
where
    try_cast(value as integer) is not null
    and not case col
        when 'satisfaction' then try_cast(value as integer) between 1 and 5
        else try_cast(value as integer) between 0 and 99
    end
order by rid, col
