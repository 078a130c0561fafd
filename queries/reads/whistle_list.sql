-- name: whistle_list(scope_level, scope_code, month_from, month_to, theme, department, state, words, sort, limit, offset)
-- A page of whistles: blown in the months, of a state, with words in title, number or blower; sorted as asked.
-- returns: whistle_id VARCHAR, whistle_no VARCHAR, theme_code VARCHAR, title VARCHAR, source VARCHAR,
--   blown_by VARCHAR, state VARCHAR, blown_at TIMESTAMP, due_at TIMESTAMP, closed_at TIMESTAMP,
--   is_solved BOOLEAN, is_overdue BOOLEAN, satisfaction INTEGER, community_code VARCHAR, county_code VARCHAR,
--   zone_code VARCHAR, n_departments INTEGER, lead_code VARCHAR, n_late BIGINT, n_absent BIGINT
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
select
    whistle_id, whistle_no, theme_code, title, source, blown_by, state, blown_at, due_at, closed_at, is_solved, is_overdue,
    satisfaction, community_code, county_code, zone_code, n_departments, lead_code, n_late, n_absent
from wanted
order by
    case when $sort = 'oldest' then blown_at end,
    case when $sort = 'due' then due_at end nulls last,
    case when $sort = 'late' then n_late end desc nulls last,
    case when $sort = 'departments' then n_departments end desc nulls last,
    case when $sort = 'satisfaction' then satisfaction end nulls last,
    blown_at desc, whistle_id
limit $limit offset $offset
