-- name: whistle_totals(scope_level, scope_code, month_from, month_to, theme, department)
-- The board of one scope: the way of the whistles blown in the months, what fell due in them, what is open now.
-- returns: blown BIGINT, void BIGINT, managed BIGINT, reported_all BIGINT, disposed BIGINT, closed BIGINT,
--   solved BIGINT, joint BIGINT, called BIGINT, reported BIGINT, due BIGINT, due_solved BIGINT, rated BIGINT,
--   satisfied BIGINT, solved_in BIGINT, open BIGINT, overdue BIGINT, calls_overdue BIGINT
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
answered as (
    select whistle_id, bool_and(is_reported) as all_reported
    from whistle_department
    group by whistle_id
),
blown as (
    select
        count(*) as blown,
        count(*) filter (w.is_void) as void,
        count(*) filter (not w.is_void and w.managed_at is not null) as managed,
        count(*) filter (not w.is_void and a.all_reported) as reported_all,
        count(*) filter (not w.is_void and w.disposed_at is not null) as disposed,
        count(*) filter (w.is_closed) as closed,
        count(*) filter (w.is_solved) as solved,
        count(*) filter (w.n_joint > 0) as joint
    from inside w
    left join answered a on a.whistle_id = w.whistle_id
    where w.month between $month_from and $month_to
),
called as (
    select count(*) as called, count(*) filter (is_reported_on_time) as reported
    from calls
    where is_called and report_due_month between $month_from and $month_to
),
rest as (
    select
        count(*) filter (is_due and due_month between $month_from and $month_to) as due,
        count(*) filter (is_due and is_solved and due_month between $month_from and $month_to) as due_solved,
        count(*) filter (is_rated and closed_month between $month_from and $month_to) as rated,
        count(*) filter (is_satisfied and closed_month between $month_from and $month_to) as satisfied,
        count(*) filter (is_solved and closed_month between $month_from and $month_to) as solved_in,
        count(*) filter (is_open) as open,
        count(*) filter (is_overdue) as overdue
    from inside
)
select b.*, c.*, r.*, (select count(*) from calls where is_overdue) as calls_overdue
from blown b
cross join called c
cross join rest r
order by b.blown
