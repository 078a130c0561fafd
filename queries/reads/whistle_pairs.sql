-- name: whistle_pairs(scope_level, scope_code, month_from, month_to, theme, department, limit)
-- Lead and joint department that answered together most often, with how their whistles did.
-- returns: lead_code VARCHAR, joint_code VARCHAR, blown BIGINT, due BIGINT, due_solved BIGINT
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
    l.department_code as lead_code, j.department_code as joint_code,
    count(*) as blown,
    count(*) filter (w.is_due) as due,
    count(*) filter (w.is_due and w.is_solved) as due_solved
from inside w
join whistle_department l on l.whistle_id = w.whistle_id and l.role = 'lead'
join whistle_department j on j.whistle_id = w.whistle_id and j.role = 'joint'
where
    w.month between $month_from and $month_to and not w.is_void
    and (cast($department as varchar) is null or $department in (l.department_code, j.department_code))
group by l.department_code, j.department_code
order by blown desc, lead_code, joint_code
limit $limit
