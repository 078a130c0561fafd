-- name: density_cells(scope_level, scope_code, axis, month_from, month_to, classes, subclass, sender, way, states, day, words, by_day, side, west, south, east, north)
-- Located cases of a filter by cell of a Web-Mercator lattice with so many cells a side, and by month or day.
-- returns: x INTEGER, y INTEGER, frame INTEGER, cases BIGINT
select
    floor(mercator_x(lon) * $side)::integer as x,
    floor(mercator_y(lat) * $side)::integer as y,
    case
        when $by_day then date_diff('day', date '1970-01-01', case $axis when 'due' then due_on else received_on end)
        else case $axis when 'due' then due_month else month end
    end::integer as frame,
    count(*) as cases
from incident
where
    is_located
    and lon between $west and $east
    and lat between $south and $north
    and code_at(
        $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
    ) is not distinct from $scope_code
    and case $axis when 'due' then due_month else month end between $month_from and $month_to
    and case_fits(
        class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on,
        title, case_no, $classes, $subclass, $sender, $way, $states, $day, $words
    )
group by x, y, frame
order by y, x, frame
