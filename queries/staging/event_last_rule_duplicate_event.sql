-- name: event_last_rule_duplicate_event()
-- Events that tell what an earlier acceptable row of the same delivery told already.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select e.*, o.delivery_no
    from typed_event e
    join received o on o.file_id = e.file_id
    where e.rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
numbered as (
    select
        rid, case_no,
        row_number() over same as place,
        first_value(file_id) over same as first_file,
        first_value(source_row) over same as first_row
    from good
    window same as (partition by department, case_no, kind, "at", delivery_no order by rid)
)
select
    n.rid, 'duplicate_event' as rule, 'case_no' as col, n.case_no as value,
    f.name || ' #' || cast(n.first_row as varchar) as detail
from numbered n
join received f on f.file_id = n.first_file
where n.place > 1
order by n.rid
