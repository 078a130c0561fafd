-- name: hot_counts(scope_level, scope_code, axis, month_from, month_to, classes, subclass, sender, way, states, day, words)
-- Located cases of a filter by grid; grids without any are left out.
-- returns: grid_code VARCHAR, cases BIGINT
select grid_code, count(*) as cases
from incident
where
    is_located
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
    and case $axis when 'due' then due_month else month end between $month_from and $month_to
    and case_fits(
        class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on,
        title, case_no, $classes, $subclass, $sender, $way, $states, $day, $words
    )
group by grid_code
order by grid_code
