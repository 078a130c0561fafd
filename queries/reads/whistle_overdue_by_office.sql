-- name: whistle_overdue_by_office(level, scope_level, scope_code, theme, department)
-- What departments owe now, by department and unit of a level: past the limit for reporting in or for settling.
-- returns: department_code VARCHAR, code VARCHAR, overdue BIGINT, unreported BIGINT
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
    code_at($level, category, zone_code, county_code, street_code, street_part_code, community_code, null) as code,
    count(*) as overdue,
    count(*) filter (not is_reported) as unreported
from calls
where is_overdue
group by all
order by department_code, code
