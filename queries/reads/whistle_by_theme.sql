-- name: whistle_by_theme(scope_level, scope_code, month_from, month_to, theme, department)
-- Themes: whistles blown in the months, those due in them and solved, those open and overdue now.
-- returns: theme_code VARCHAR, blown BIGINT, due BIGINT, due_solved BIGINT, open BIGINT, overdue BIGINT
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
)
select
    theme_code,
    count(*) filter (month between $month_from and $month_to) as blown,
    count(*) filter (is_due and due_month between $month_from and $month_to) as due,
    count(*) filter (is_due and is_solved and due_month between $month_from and $month_to) as due_solved,
    count(*) filter (is_open) as open,
    count(*) filter (is_overdue) as overdue
from inside
group by theme_code
order by blown desc, theme_code
