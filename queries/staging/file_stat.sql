-- name: file_stat()
-- How many acceptable rows each file has and which days they cover; a stray date or two counts for nothing.
-- returns: file_id INTEGER, department VARCHAR, dataset VARCHAR, delivery_no INTEGER, n BIGINT,
--   first_day DATE, last_day DATE, days BIGINT
with moments as (
    select rid, file_id, received_local as moment from typed
    union all
    select rid, file_id, "at" from typed_event
    union all
    select rid, file_id, blown_at from typed_whistle
),
counted as (
    select
        m.file_id,
        count(*) as n,
        cast(quantile_disc(m.moment, 0.005) as date) as first_day,
        cast(quantile_disc(m.moment, 0.995) as date) as last_day
    from moments m
    where m.moment is not null and m.rid not in (from error_row)
    group by m.file_id
)
select
    c.file_id, f.department, f.dataset, f.delivery_no, c.n, c.first_day, c.last_day,
    date_diff('day', c.first_day, c.last_day) + 1 as days
from counted c
join received f on f.file_id = c.file_id
order by c.file_id
