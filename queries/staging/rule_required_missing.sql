-- name: rule_required_missing()
-- Required columns (the contracts say which) left empty.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with cells as (
    unpivot (
        select rid, file_id, coalesce(case_no, '') as case_no, coalesce(class_name, '') as class_name,
            coalesce(subclass_name, '') as subclass_name, coalesce(received_at, '') as received_at,
            coalesce(state, '') as state, coalesce(community_code, '') as community_code,
            coalesce(title, '') as title, coalesce(address, '') as address
        from staged
    )
    on case_no, class_name, subclass_name, received_at, state, community_code, title, address
    into name col value value
)
select c.rid, 'required_missing' as rule, c.col, null::varchar as value, null::varchar as detail
from cells c
join received f on f.file_id = c.file_id
join required_column q on q.department = f.department and q.col = c.col
where c.value = ''
order by c.rid, c.col
