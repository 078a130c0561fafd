-- name: whistle_list_count(scope_level, scope_code, month_from, month_to, theme, department, state, words)
-- How many whistles the list holds in all its pages.
-- returns: n BIGINT
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
wanted as (
    select
        w.*,
        l.department_code as lead_code,
        coalesce(d.n_late, 0) as n_late,
        coalesce(d.n_absent, 0) as n_absent
    from inside w
    join whistle_department l on l.whistle_id = w.whistle_id and l.role = 'lead'
    left join (
        select
            whistle_id,
            count(*) filter (is_called and not is_reported_on_time) as n_late,
            count(*) filter (is_called and not is_reported) as n_absent,
            count(*) filter (is_overdue) as n_owing
        from whistle_department
        where cast($department as varchar) is null or department_code = $department
        group by whistle_id
    ) d on d.whistle_id = w.whistle_id
    where
        -- What is open, overdue or owed by a department is so now, whatever the months.
        (w.month between $month_from and $month_to or coalesce($state in ('open', 'overdue', 'owing'), false))
        and case coalesce(cast($state as varchar), '')
            when '' then true
            when 'open' then w.is_open
            when 'overdue' then w.is_overdue
            when 'owing' then coalesce(d.n_owing, 0) > 0
            when 'solved' then w.is_solved
            when 'unsolved' then w.is_closed and not w.is_solved
            when 'late' then coalesce(d.n_late, 0) > 0
            when 'joint' then w.n_joint > 0
            else w.state = $state
        end
        and (
            cast($words as varchar) is null
            or contains(lower(coalesce(w.title, '')), lower($words))
            or contains(lower(w.whistle_no), lower($words))
            or contains(lower(coalesce(w.blown_by, '')), lower($words))
        )
)
select count(*) as n
from wanted
order by n
