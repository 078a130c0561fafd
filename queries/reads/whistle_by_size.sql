-- name: whistle_by_size(scope_level, scope_code, month_from, month_to, theme, department)
-- Whistles blown in the months by the number of departments that they called, and how they did.
-- returns: n_departments INTEGER, blown BIGINT, closed BIGINT, solved BIGINT, due BIGINT, due_solved BIGINT,
--   called BIGINT, reported BIGINT, median_days DOUBLE
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
answers as (
    select whistle_id, count(*) filter (is_called) as called, count(*) filter (is_reported_on_time) as reported
    from whistle_department
    group by whistle_id
)
select
    w.n_departments,
    count(*) as blown,
    count(*) filter (w.is_closed) as closed,
    count(*) filter (w.is_solved) as solved,
    count(*) filter (w.is_due) as due,
    count(*) filter (w.is_due and w.is_solved) as due_solved,
    cast(coalesce(sum(a.called), 0) as bigint) as called,
    cast(coalesce(sum(a.reported), 0) as bigint) as reported,
    median(epoch(w.closed_at - w.blown_at) / 86400) filter (w.is_closed) as median_days
from inside w
left join answers a on a.whistle_id = w.whistle_id
where w.month between $month_from and $month_to and not w.is_void
group by w.n_departments
order by w.n_departments
