-- name: whistle_by_unit(level, scope_level, scope_code, month_from, month_to, theme, department)
-- Whistles by unit of a level inside a scope; a null code is what could not be placed that finely (未定位).
-- returns: code VARCHAR, blown BIGINT, due BIGINT, due_solved BIGINT, called BIGINT, reported BIGINT,
--   open BIGINT, overdue BIGINT
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
),
of_whistles as (
    select
        code_at($level, category, zone_code, county_code, street_code, street_part_code, community_code, null) as code,
        count(*) filter (month between $month_from and $month_to) as blown,
        count(*) filter (is_due and due_month between $month_from and $month_to) as due,
        count(*) filter (is_due and is_solved and due_month between $month_from and $month_to) as due_solved,
        count(*) filter (is_open) as open,
        count(*) filter (is_overdue) as overdue
    from inside
    group by 1
),
of_calls as (
    select
        code_at($level, category, zone_code, county_code, street_code, street_part_code, community_code, null) as code,
        count(*) as called,
        count(*) filter (is_reported_on_time) as reported
    from calls
    where is_called and report_due_month between $month_from and $month_to
    group by 1
)
select
    w.code, w.blown, w.due, w.due_solved, coalesce(c.called, 0) as called, coalesce(c.reported, 0) as reported, w.open,
    w.overdue
from of_whistles w
left join of_calls c on c.code is not distinct from w.code
order by w.code nulls last
