-- name: event_last_rule_unknown_case()
-- Events of cases that are not in this delivery, or whose row was rejected.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select department, case_no
    from typed
    where rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
)
select e.rid, 'unknown_case' as rule, 'case_no' as col, e.case_no as value, null::varchar as detail
from typed_event e
anti join good g on g.department = e.department and g.case_no = e.case_no
where e.case_no is not null
order by e.rid
