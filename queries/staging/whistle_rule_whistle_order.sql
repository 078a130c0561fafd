-- name: whistle_rule_whistle_order()
-- Times against the life of a whistle: no step before the last one that the row gives, no limit before the whistle.
-- returns: rid INTEGER, rule VARCHAR, col VARCHAR, value VARCHAR, detail VARCHAR
with steps as (
    select t.rid, t.col, t.value, t.moment, t.day_only, o.step
    from staged_time t
    join staged_whistle s on s.rid = t.rid
    join (
        values ('blown_at', 1), ('managed_at', 2), ('reported_at', 3), ('disposed_at', 4), ('verified_at', 5), ('closed_at', 6)
    ) o (col, step) on o.col = t.col
    where t.moment is not null
),
-- The latest of the steps before: a step that is missing hides nothing.
pairs as (
    select
        b.rid, b.col, b.value, b.moment, b.day_only,
        a.col as before_col, a.value as before_value, a.moment as before_moment, a.day_only as before_day_only,
        row_number() over (partition by b.rid, b.col order by a.moment desc, a.step desc) as place
    from steps b
    join steps a on a.rid = b.rid and a.step < b.step
    union all
    select
        d.rid, d.col, d.value, d.moment, d.day_only, a.col, a.value, a.moment, a.day_only, 1
    from staged_time d
    join steps a on a.rid = d.rid and a.step = 1
    where d.col in ('due_at', 'report_due_at') and d.moment is not null
)
select
    p.rid, 'whistle_order' as rule, p.col, p.value,
    coalesce(h.header, p.before_col) || ' ' || p.before_value as detail
from pairs p
join staged_whistle s on s.rid = p.rid
left join file_column h on h.file_id = s.file_id and h.sheet_no = s.sheet_no and h.col = p.before_col
where
    p.place = 1
    and p.moment < p.before_moment
    -- A day without a time cannot be before a time of the same day.
    and (not (p.day_only or p.before_day_only) or cast(p.moment as date) < cast(p.before_moment as date))
order by p.rid, p.col
