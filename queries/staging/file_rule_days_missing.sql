-- name: file_rule_days_missing()
-- Runs of ten days or more without one row, longer than any holiday, where at least thirty rows were to be expected.
-- returns: file_id INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with moments as (
    select rid, file_id, cast(received_local as date) as day from typed where received_local is not null
    union all
    select rid, file_id, cast(blown_at as date) from typed_whistle where blown_at is not null
),
days as (
    select distinct m.file_id, m.day
    from moments m
    join file_stat s on s.file_id = m.file_id and m.day between s.first_day and s.last_day
    where m.rid not in (from error_row)
),
gaps as (
    select file_id, day, lag(day) over (partition by file_id order by day) as before_day from days
)
select
    g.file_id, 'days_missing' as rule, null::varchar as col,
    cast(g.before_day + 1 as varchar) || ' – ' || cast(g.day - 1 as varchar) as value,
    cast(g.day - g.before_day - 1 as varchar) as detail
from gaps g
join file_stat s on s.file_id = g.file_id
where g.day - g.before_day - 1 >= 10 and (g.day - g.before_day - 1) * s.n / s.days >= 30
order by g.file_id, g.day
