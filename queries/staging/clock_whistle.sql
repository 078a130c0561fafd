-- name: clock_whistle(tz, data_to)
-- Departments called that did not report in within their limit: from the limit to their report, or to the end of the data.
-- returns: rid INTEGER, county_code VARCHAR, due BIGINT, came BIGINT
with called as (
    select
        t.rid, u.county_code,
        epoch(timezone($tz, timezone('UTC', t.report_due_at))) as due,
        coalesce(
            epoch(timezone($tz, timezone('UTC', t.reported_at))),
            epoch(cast($data_to as date) + interval '1 day')
        ) as came
    from typed_whistle t
    left join placement p on p.rid = t.rid
    left join unit u on u.level = 'community' and u.code = p.community_code
    where t.rid not in (from error_row) and t.state <> 'void' and t.report_due_at is not null
)
select rid, county_code, cast(due as bigint) as due, cast(came as bigint) as came
from called
where due < came
order by rid
