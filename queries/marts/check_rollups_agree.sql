-- name: check_rollups_agree()
-- Every rollup counts the cases and whistles that the tables hold.
-- returns: detail VARCHAR
with cases as (
    select
        count(*) as received, count(*) filter (is_filed) as filed, count(*) filter (is_due) as due,
        count(*) filter (is_due and is_closed) as closed, count(*) filter (is_due and is_on_time) as closed_on_time,
        count(*) filter (is_disposed) as disposed, count(*) filter (is_disposed and is_reworked) as reworked,
        count(*) filter (is_rated) as rated, count(*) filter (is_satisfied) as satisfied,
        count(*) filter (is_located) as located, count(*) filter (is_joint) as joint,
        coalesce(sum(work_minutes) filter (is_disposed), 0) as work_minutes
    from incident
),
whistles as (
    select
        count(*) as whistles, count(*) filter (is_due) as whistle_due,
        count(*) filter (is_due and is_solved) as whistle_solved, count(*) filter (is_rated) as whistle_rated,
        count(*) filter (is_rated and is_satisfied) as whistle_satisfied
    from whistle
),
calls as (
    select count(*) filter (is_called) as called, count(*) filter (is_called and is_reported_on_time) as reported
    from whistle_department
),
months as (
    select coalesce(sum(columns(* exclude (
        month, grid_code, community_code, street_code, street_part_code, county_code, zone_code, category))), 0)
    from rollup_month
),
open_now as (
    select
        (select count(*) filter (is_open) from incident) as open,
        (select count(*) filter (is_overdue) from incident) as overdue,
        (select count(*) filter (is_open) from whistle) as whistle_open,
        (select count(*) filter (is_overdue) from whistle) as whistle_overdue
),
open_sums as (
    select coalesce(sum(columns(['open', 'overdue', 'whistle_open', 'whistle_overdue'])), 0) from rollup_open
),
wanted as (
    unpivot (from cases cross join whistles cross join calls cross join open_now) on columns(*)
    into name measure value n
),
found as (
    unpivot (from months cross join open_sums) on columns(*) into name measure value n
),
totals as (
    select measure, wanted.n as wanted, found.n as found
    from wanted full join found using (measure)
    union all
    select 'received by class', (select count(*) from incident), (select sum(received) from rollup_class)
    union all
    select 'received by day', (select count(*) from incident), (select sum(received) from rollup_day)
    union all
    select 'closed by day', (select count(*) from incident where is_closed), (select sum(closed) from rollup_day)
)
select measure || ': tables ' || coalesce(wanted, 0) || ', rollup ' || coalesce(found, 0) as detail
from totals
where coalesce(wanted, 0) <> coalesce(found, 0)
order by detail
