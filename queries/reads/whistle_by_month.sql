-- name: whistle_by_month(scope_level, scope_code, month_from, month_to, theme, department)
-- Whistles of a scope month by month: blown in it, closed in it, solved in it; a quiet month has no row.
-- returns: month INTEGER, blown BIGINT, closed BIGINT, solved BIGINT
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
counted as (
    select month, 1 as blown, 0 as closed, 0 as solved from inside
    union all
    select closed_month, 0, 1, cast(is_solved as int) from inside where is_closed
)
select
    month, cast(sum(blown) as bigint) as blown, cast(sum(closed) as bigint) as closed, cast(sum(solved) as bigint) as solved
from counted
where month between $month_from and $month_to
group by month
order by month
