-- name: rule_placeholder_text()
-- Words that stand for nothing where a number, a time, a code or the number of a case is asked for.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with cells as (
    select rid, col, value from staged_time where moment is null
    union all
    select rid, 'community_code', value from odd_code where fault = 'placeholder_text'
    union all
    select rid, 'lon', lon_text from odd_point where fault in ('placeholder_text', 'not_a_number', 'coordinate_half')
    union all
    select rid, 'lat', lat_text from odd_point where fault in ('placeholder_text', 'not_a_number', 'coordinate_half')
    union all
    select rid, col, value from (unpivot staged_incident on rework_count, satisfaction into name col value value)
    union all
    select rid, 'satisfaction', satisfaction from staged_whistle
    union all
    select rid, 'case_no', case_no from staged_incident where length(case_no) <= 6
    union all
    select rid, 'case_no', case_no from staged_event where length(case_no) <= 6
    union all
    select rid, col, value
    from (unpivot (select rid, whistle_no, case_no, blown_by, solved from staged_whistle) on columns(* exclude (rid)) into name col value value)
)
select rid, 'placeholder_text' as rule, col, value, null::varchar as detail
from cells
where is_placeholder(value)
order by rid, col
