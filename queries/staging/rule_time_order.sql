-- name: rule_time_order()
-- Times against the life cycle: each step not before the step before it, the limit not before receipt.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with steps as (
    select
        rid, col, value, moment, day_only,
        lag(col) over cycle as before_col,
        lag(value) over cycle as before_value,
        lag(moment) over cycle as before_moment,
        lag(day_only) over cycle as before_day_only
    from staged_time
    where step > 0 and moment is not null
    window cycle as (partition by rid order by step)
),
limits as (
    select
        d.rid, d.col, d.value, d.moment, d.day_only,
        r.col as before_col, r.value as before_value, r.moment as before_moment, r.day_only as before_day_only
    from staged_time d
    join staged_time r on r.rid = d.rid and r.col = 'received_at'
    where d.col = 'due_at'
)
select
    p.rid, 'time_order' as rule, p.col, p.value,
    coalesce(h.header, p.before_col) || ' ' || p.before_value as detail
from (from steps union all by name from limits) p
join staged_incident s on s.rid = p.rid
left join file_column h on h.file_id = s.file_id and h.sheet_no = s.sheet_no and h.col = p.before_col
where
    p.moment < p.before_moment
    -- A day without a time cannot be before a time of the same day.
    and (not (p.day_only or p.before_day_only) or cast(p.moment as date) < cast(p.before_moment as date))
order by p.rid, p.col
