-- name: last_rule_duplicate_case()
-- Case numbers that a department sent before in the same delivery: the first acceptable row is used.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select t.rid, t.department, t.case_no, t.file_id, t.source_row, o.delivery_no
    from typed t
    join received o on o.file_id = t.file_id
    where t.rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
numbered as (
    select
        rid, case_no,
        row_number() over same as place,
        first_value(file_id) over same as first_file,
        first_value(source_row) over same as first_row
    from good
    window same as (partition by department, case_no, delivery_no order by rid)
)
select
    n.rid, 'duplicate_case' as rule, 'case_no' as col, n.case_no as value,
    f.name || ' #' || cast(n.first_row as varchar) as detail
from numbered n
join received f on f.file_id = n.first_file
where n.place > 1
order by n.rid
