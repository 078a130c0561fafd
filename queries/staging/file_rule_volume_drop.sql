-- name: file_rule_volume_drop()
-- Files with three times fewer rows a day than the earlier files of the department.
-- returns: file_id INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with earlier as (
    select s.file_id, sum(e.n) as n, sum(e.days) as days, sum(e.n) / sum(e.days) as rate
    from file_stat s
    join file_stat e
        on e.department = s.department and e.dataset = s.dataset and e.first_day < s.first_day and e.delivery_no <= s.delivery_no
    group by s.file_id
)
select
    s.file_id, 'volume_drop' as rule, null::varchar as col,
    format('{:.1f}', s.n / s.days) as value, format('{:.1f}', e.rate) as detail
from file_stat s
join earlier e on e.file_id = s.file_id
-- Few rows or days say nothing.
where e.n >= 50 and e.days >= 14 and s.days >= 5 and greatest(s.n, e.rate * s.days) >= 30 and s.n * 3 < e.rate * s.days
order by s.file_id
