-- name: whistle_by_office(scope_level, scope_code, month_from, month_to, theme, department)
-- Departments called: how often, how many reported in time, how late the others were; and what they owe now.
-- returns: department_code VARCHAR, led BIGINT, joined BIGINT, called BIGINT, reported BIGINT,
--   came_late BIGINT, absent BIGINT, median_late DOUBLE, open BIGINT, overdue BIGINT, unreported BIGINT
with inside as (
    select w.*
    from whistle w
    where
        code_at(
            $scope_level, w.category, w.zone_code, w.county_code, w.street_code, w.street_part_code, w.community_code, null
        ) is not distinct from $scope_code
        and (cast($theme as varchar) is null or w.theme_code = $theme)
        and (
            cast($department as varchar) is null
            or exists (from whistle_department o where o.whistle_id = w.whistle_id and o.department_code = $department)
        )
),
calls as (
    select d.*, w.theme_code
    from whistle_department d
    join inside w on w.whistle_id = d.whistle_id
    where cast($department as varchar) is null or d.department_code = $department
)
select
    department_code,
    count(*) filter (role = 'lead' and is_called and report_due_month between $month_from and $month_to) as led,
    count(*) filter (role = 'joint' and is_called and report_due_month between $month_from and $month_to) as joined,
    count(*) filter (is_called and report_due_month between $month_from and $month_to) as called,
    count(*) filter (is_reported_on_time and report_due_month between $month_from and $month_to) as reported,
    count(*) filter (
        is_called and is_reported and not is_reported_on_time and report_due_month between $month_from and $month_to
    ) as came_late,
    count(*) filter (is_called and not is_reported and report_due_month between $month_from and $month_to) as absent,
    median(late_minutes) filter (
        is_called and not is_reported_on_time and report_due_month between $month_from and $month_to
    ) as median_late,
    count(*) filter (is_open) as open,
    count(*) filter (is_overdue) as overdue,
    count(*) filter (is_overdue and not is_reported) as unreported
from calls
group by department_code
order by called desc, department_code
