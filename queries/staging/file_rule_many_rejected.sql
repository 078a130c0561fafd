-- name: file_rule_many_rejected()
-- Files of which a fifth of the rows or more is held back, with the column that is at fault most often.
-- returns: file_id INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with faults as (
    select s.file_id, d.col, count(distinct d.rid) as n
    from found d
    join rule r on r.code = d.rule and r.level = 'error'
    join staged_row s on s.rid = d.rid
    group by s.file_id, d.col
)
select
    c.file_id, 'many_rejected' as rule, f.col,
    format('{:.0f}%', 100.0 * c.rows_rejected / c.rows_in) as value, null::varchar as detail
from row_count c
join (select file_id, arg_max(col, n) as col from faults where col is not null group by file_id) f on f.file_id = c.file_id
where c.rows_rejected >= 10 and c.rows_rejected * 5 >= c.rows_in
order by c.file_id
