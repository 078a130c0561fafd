-- name: evidence_cases(measure, without, scope_level, scope_code, categories, classes, subclass, sender, way, states, day, words, unplaced, month_from, month_to, sort, limit, offset)
-- A page of the cases that count for one measure without counting for another; no address, handler or other person.
-- returns: incident_id VARCHAR, case_no VARCHAR, department VARCHAR, class_code VARCHAR,
--   class_name VARCHAR, subclass_name VARCHAR, title VARCHAR, community_code VARCHAR,
--   zone_code VARCHAR, county_code VARCHAR, received_at TIMESTAMP, due_at TIMESTAMP,
--   disposed_at TIMESTAMP, closed_at TIMESTAMP, work_minutes INTEGER, late_minutes INTEGER,
--   satisfaction INTEGER, state VARCHAR, is_overdue BOOLEAN
with behind as (
    -- The page is found by narrow columns first; the wide ones are fetched for its rows only.
    select rowid as place, late_minutes, work_minutes, received_at
    from incident
    where
        case_counts_in(
            $measure, $month_from, month, due_month, disposed_month, closed_month, is_filed, is_due, is_closed, is_on_time,
            is_disposed, is_reworked, is_rated, is_satisfied, is_located, is_joint, is_open, is_overdue
        ) between $month_from and $month_to
        and (
            cast($without as varchar) is null
            or case_counts_in(
                $without, $month_from, month, due_month, disposed_month, closed_month, is_filed, is_due, is_closed, is_on_time,
                is_disposed, is_reworked, is_rated, is_satisfied, is_located, is_joint, is_open, is_overdue
            ) is null
        )
        and code_at(
            $scope_level, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
        ) is not distinct from $scope_code
        and (cast($categories as varchar[]) is null or list_contains(cast($categories as varchar[]), category))
        and case_fits(
            class_code, subclass_name, department, channel, state, is_open, is_overdue, is_due, is_on_time, received_on, title,
            case_no, $classes, $subclass, $sender, $way, $states, $day, $words
        )
        and (
            cast($unplaced as varchar) is null
            or code_at(
                $unplaced, category, zone_code, county_code, street_code, street_part_code, community_code, grid_code
            ) is null
        )
    order by
        case $sort when 'late' then late_minutes when 'minutes' then work_minutes end desc nulls last,
        received_at desc, place
    limit $limit offset $offset
)
select
    i.incident_id, i.case_no, i.department, i.class_code, i.class_name, i.subclass_name, i.title, i.community_code,
    i.zone_code, i.county_code, i.received_at, i.due_at, i.disposed_at, i.closed_at, i.work_minutes, i.late_minutes,
    i.satisfaction, i.state, i.is_overdue
from incident i
join behind b on b.place = i.rowid
order by
    case $sort when 'late' then i.late_minutes when 'minutes' then i.work_minutes end desc nulls last,
    i.received_at desc, i.rowid
