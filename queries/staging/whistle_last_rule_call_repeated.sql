-- name: whistle_last_rule_call_repeated()
-- The same department called twice by one whistle: the first acceptable row is used.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with good as (
    select rid, sender, whistle_no, department_code, file_id, source_row
    from typed_whistle
    where rid not in (select f.rid from found f join rule r on r.code = f.rule where r.level = 'error')
),
numbered as (
    select
        rid, whistle_no,
        row_number() over same as place,
        first_value(file_id) over same as first_file,
        first_value(source_row) over same as first_row
    from good
    window same as (partition by sender, whistle_no, department_code order by rid)
)
select
    n.rid, 'call_repeated' as rule, 'whistle_no' as col, n.whistle_no as value,
    f.name || ' #' || cast(n.first_row as varchar) as detail
from numbered n
join received f on f.file_id = n.first_file
where n.place > 1
order by n.rid
