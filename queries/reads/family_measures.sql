-- name: family_measures(scope_level, scope_code, category, month_from, month_to)
-- Measures of the two families of cases (events, components) in a scope, counted as in the rollups.
-- returns: family VARCHAR, received BIGINT, filed BIGINT, due BIGINT, closed BIGINT, closed_on_time BIGINT
select
    family,
    count(*) filter (month between $month_from and $month_to) as received,
    count(*) filter (is_filed and month between $month_from and $month_to) as filed,
    count(*) filter (is_due and due_month between $month_from and $month_to) as due,
    count(*) filter (is_due and is_closed and due_month between $month_from and $month_to) as closed,
    count(*) filter (is_due and is_on_time and due_month between $month_from and $month_to) as closed_on_time
from incident
where
    (month between $month_from and $month_to or due_month between $month_from and $month_to)
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
    and (cast($category as varchar) is null or category = $category)
group by family
order by family
