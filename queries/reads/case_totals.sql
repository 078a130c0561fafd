-- name: case_totals(scope_level, scope_code, before_from, month_from, month_to, classes, subclass, sender, way, states, day, words)
-- Measures of filtered cases: each in the month that its definition names, what is open as of the data date.
-- Some are counted for the months before as well, from `before_from` on, in the same pass.
-- returns: received BIGINT, filed BIGINT, located BIGINT, joint BIGINT, due BIGINT, closed BIGINT,
--   closed_on_time BIGINT, disposed BIGINT, reworked BIGINT, work_minutes BIGINT, rated BIGINT,
--   satisfied BIGINT, open BIGINT, overdue BIGINT, received_before BIGINT, located_before BIGINT,
--   due_before BIGINT, closed_on_time_before BIGINT
with hit as (
    select
        month between $month_from and $month_to as in_month,
        month between $before_from and $month_from - 1 as was_month,
        is_due and due_month between $before_from and $month_from - 1 as was_due,
        is_due and due_month between $month_from and $month_to as in_due,
        coalesce(disposed_month between $month_from and $month_to, false) as in_disposed,
        is_rated and closed_month between $month_from and $month_to as in_rated,
        is_filed, is_located, is_joint, is_closed, is_on_time, is_reworked, work_minutes, is_satisfied, is_open,
        is_overdue
    from incident
    where
        (
            month between $before_from and $month_to
            or due_month between $before_from and $month_to
            or disposed_month between $month_from and $month_to
            or closed_month between $month_from and $month_to
            or is_open
        )
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and case_fits(
            class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on,
            title, case_no, $classes, $subclass, $sender, $way, $states, $day, $words
        )
)
select
    count(*) filter (in_month) as received,
    count(*) filter (in_month and is_filed) as filed,
    count(*) filter (in_month and is_located) as located,
    count(*) filter (in_month and is_joint) as joint,
    count(*) filter (in_due) as due,
    count(*) filter (in_due and is_closed) as closed,
    count(*) filter (in_due and is_on_time) as closed_on_time,
    count(*) filter (in_disposed) as disposed,
    count(*) filter (in_disposed and is_reworked) as reworked,
    cast(coalesce(sum(work_minutes) filter (in_disposed), 0) as bigint) as work_minutes,
    count(*) filter (in_rated) as rated,
    count(*) filter (in_rated and is_satisfied) as satisfied,
    count(*) filter (is_open) as open,
    count(*) filter (is_overdue) as overdue,
    count(*) filter (was_month) as received_before,
    count(*) filter (was_month and is_located) as located_before,
    count(*) filter (was_due) as due_before,
    count(*) filter (was_due and is_on_time) as closed_on_time_before
from hit
order by received
