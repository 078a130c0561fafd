-- name: point_frames(scope_level, scope_code, axis, month_from, month_to, classes, subclass, sender, way, states, day, words, by_day)
-- Cases of a filter by month (year * 12 + month - 1) or by day (days since 1970), with how many of them are located.
-- returns: frame INTEGER, cases BIGINT, located BIGINT
select
    case
        when $by_day then date_diff('day', date '1970-01-01', case $axis when 'due' then due_on else received_on end)
        else case $axis when 'due' then due_month else month end
    end::integer as frame,
    count(*) as cases,
    count(*) filter (where is_located) as located
from incident
where
    code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
    and case $axis when 'due' then due_month else month end between $month_from and $month_to
    and case_fits(
        class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on,
        title, case_no, $classes, $subclass, $sender, $way, $states, $day, $words
    )
group by frame
order by frame
