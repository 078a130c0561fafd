-- name: point_rows(scope_level, scope_code, axis, month_from, month_to, classes, subclass, sender, way, states, day, words, side, west, south, east, north, limit)
-- Located cases of a filter with their cell of a fine Web-Mercator lattice, in the order of the table.
-- returns: row BIGINT, x INTEGER, y INTEGER, day INTEGER, class_code VARCHAR, subclass_name VARCHAR, state VARCHAR,
--   is_open BOOLEAN, is_overdue BOOLEAN
select
    rowid as row,
    floor(mercator_x(lon) * $side)::integer as x,
    floor(mercator_y(lat) * $side)::integer as y,
    date_diff('day', date '1970-01-01', case $axis when 'due' then due_on else received_on end)::integer as day,
    class_code, subclass_name, state, is_open, is_overdue
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
order by row
limit $limit
