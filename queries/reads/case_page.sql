-- name: case_page(scope_level, scope_code, axis, month_from, month_to, classes, subclass, sender, way, states, day, words, sort, sign, values, flip, limit, offset)
-- A page of filtered cases in the order asked for: only its rows are read whole. No personal text but the title.
-- returns: incident_id VARCHAR, case_no VARCHAR, department VARCHAR, class_code VARCHAR, class_name VARCHAR,
--   subclass_name VARCHAR, title VARCHAR, state VARCHAR, received_at TIMESTAMP, due_at TIMESTAMP,
--   closed_at TIMESTAMP, late_minutes INTEGER, is_open BOOLEAN, is_overdue BOOLEAN,
--   is_on_time BOOLEAN, rework_count INTEGER, community_code VARCHAR, placed_by VARCHAR
with keyed as (
    select
        rowid as place,
        -- One number to sort by; words by their place in a list. What has none comes last, whichever way it is sorted.
        coalesce(
            $sign * case $sort
                when 'received' then epoch_us(received_at)
                when 'due' then epoch_us(due_at)
                when 'closed' then epoch_us(closed_at)
                when 'late' then late_minutes
                when 'rework' then rework_count
                when 'subclass' then list_position(cast($values as varchar[]), subclass_name)
                when 'state' then list_position(cast($values as varchar[]), state)
                when 'department' then list_position(cast($values as varchar[]), department)
            end,
            cast(4e18 as bigint)
        ) as key
    from incident
    where
        case $axis when 'due' then due_month else month end between $month_from and $month_to
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and case_fits(
            class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on,
            title, case_no, $classes, $subclass, $sender, $way, $states, $day, $words
        )
),
page as (
    select place, key
    from keyed
    -- The far half is reached from the other end: `flip` -1.
    order by key * $flip, place * $flip
    limit $limit offset $offset
)
select
    i.incident_id, i.case_no, i.department, i.class_code, i.class_name, i.subclass_name, i.title, i.state,
    i.received_at, i.due_at, i.closed_at, i.late_minutes, i.is_open, i.is_overdue, i.is_on_time, i.rework_count,
    i.community_code, i.placed_by
from incident i
join page p on p.place = i.rowid
order by p.key, p.place
